"""What theme discovery takes and gives: plain values, and the one function that makes them.

Importing this module costs nothing: scikit-learn and the word tables are loaded only
when :func:`discover` runs, so that a web worker may hold these types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, float], None]


class State(StrEnum):
    """What became of an answer. Every answer is in exactly one of these."""

    CODED = "coded"
    OTHER = "other"
    NO_REASON = "no_reason"
    UNDECIDED = "undecided"
    NOT_ANALYSED = "not_analysed"


class QuoteKind(StrEnum):
    """Why a quote was picked."""

    CENTRAL = "central"
    DISSENTING = "dissenting"


class Grade(StrEnum):
    """How much machinery reads the answers."""

    LIGHT = "light"
    FULL = "full"


class Detail(StrEnum):
    """How finely answers are parted into themes."""

    BROAD = "broad"
    MEDIUM = "medium"
    FINE = "fine"


class Refused(ValueError):
    """The texts or settings cannot be analysed; the message says why in plain words."""


class Cancelled(Exception):
    """Raise this in a ``progress`` callback to stop a run."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one answer: ``text == texts[index][start:end]``, in code points."""

    index: int
    start: int
    end: int
    text: str
    kind: QuoteKind


@dataclass(frozen=True, slots=True)
class SuggestedTheme:
    """A theme the machine found, for people to settle.

    ``size`` counts answers carrying the theme and ``distinct`` their distinct texts.
    ``stability`` is the mean share of a member's fellow members found with it again in
    re-runs (0 to 1). ``mixed`` says that the members have little in common.
    ``parent`` is the id of the broader theme this one is part of. ``language`` is that of the
    label, "" when not known; ``titles`` are (language, phrase) for others that many wrote in.
    """

    id: str
    label: str
    keyphrases: tuple[str, ...]
    size: int
    distinct: int
    quotes: tuple[Quote, ...]
    mixed: bool
    stability: float | None
    parent: str | None
    primary_size: int = 0
    language: str = ""
    titles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """One answer, one theme. ``start`` and ``end`` mark the words that are the evidence."""

    index: int
    theme_id: str | None
    state: State
    confidence: float | None
    primary: bool
    start: int | None
    end: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """One point made in an answer, ``texts[index][start:end]``, and the theme it belongs to."""

    index: int
    point: int
    start: int
    end: int
    theme_id: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Answers with nearly the same words. ``template`` is the index of the most typical one."""

    id: str
    template: int
    indices: tuple[int, ...]
    distinct: int


@dataclass(frozen=True)
class RunFacts:
    """What a run did, so that it can be checked and repeated. Holds no timings."""

    seed: int
    grade: Grade
    detail: Detail
    versions: Mapping[str, str]
    corpus_digest: str
    counts: Mapping[str, int]
    method: str
    parameters: Mapping[str, object]
    stability: float | None
    quality: Mapping[str, float]
    notices: tuple[str, ...]
    reruns: int = 0


@dataclass(frozen=True)
class Discovery:
    """The whole result. ``assignments`` and ``points`` are sequences made on demand.

    ``parts`` are narrower themes inside large ones, each with its ``parent``; ``within`` holds
    the indices of the answers in each. An answer of a part carries the whole theme.
    """

    themes: tuple[SuggestedTheme, ...]
    assignments: Sequence[Assignment]
    points: Sequence[Point]
    campaigns: tuple[Campaign, ...]
    run: RunFacts
    reading_order: tuple[int, ...] = field(default=())
    parts: tuple[SuggestedTheme, ...] = field(default=())
    within: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def discover(
    texts: Sequence[str],
    *,
    seed: int = 0,
    question: str = "",
    grade: Grade | str = Grade.FULL,
    detail: Detail | str = Detail.MEDIUM,
    about: int | None = None,
    languages: Sequence[str] | None = None,
    drop_words: Iterable[str] = (),
    progress: Progress | None = None,
) -> Discovery:
    """Find the themes in a set of answers and account for every one of them.

    Parameters
    ----------
    texts
        The answers, exactly as stored. Offsets in the result are code points in these.
    seed
        Same texts (in any order), seed and package versions give the same themes.
    question
        The question asked; its words are kept out of titles.
    grade
        ``"full"`` adds a multilingual sentence encoder to ``"light"``; where its package
        is missing the run falls back to light and says so in ``run.notices``.
    detail
        ``"broad"``, ``"medium"`` or ``"fine"``.
    about
        Ask for about this many themes instead of letting the answers decide.
    languages
        A language code for each text, when known.
    drop_words
        Words to keep out of titles, such as the name of the place.
    progress
        Called with a stage and the share done (0 to 1). An exception raised in it stops
        the run.

    Raises
    ------
    Refused
        When a text is not a string, a setting is unknown, or lengths differ.

    Examples
    --------
    >>> found = discover(["The bus is late", "n/a", ""], grade="light")
    >>> [assignment.state.value for assignment in found.assignments]
    ['undecided', 'no_reason', 'not_analysed']
    >>> found.run.counts["no_reason"]
    1
    """
    from participation.analysis.themes.model import ThemeModel

    model = ThemeModel(
        grade=str(grade),
        detail=str(detail),
        about=about,
        question=question,
        drop_words=tuple(drop_words),
        random_state=seed,
    )
    return model.discover(texts, languages=languages, progress=progress)
