"""New kinds of answer: those that lie far from every theme, and what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import (
    glossing,
    guessed,
    sentences,
    titles,
    words,
    wordspace,
    wordtable,
)
from participation.analysis.themes.packages import Missing
from participation.analysis.themes.textspace import TextSpace
from participation.analysis.themes.wordspace import Matrix

if TYPE_CHECKING:
    from participation.analysis.themes.model import ThemeModel

FEWEST = 3
NEAREST = 3
LOOSEST = 0.1


@dataclass(frozen=True)
class NewKind:
    """Answers that resemble one another and none of the themes.

    ``label`` and ``keyphrases`` are in people's own words; ``members`` are places in the texts
    that were looked at, the most typical first.
    """

    label: str
    keyphrases: tuple[str, ...]
    members: tuple[int, ...]


def vectors(space: TextSpace, texts: Sequence[str]) -> Matrix:
    """Unit vectors of texts as they are before a fit centres and narrows them.

    What all answers share, the subject of the question, stays in: an answer about something
    else is told by lacking it. By the sentence encoder in full grade, else by the word table;
    of no width where neither is at hand.
    """
    said = glossing.read(list(texts))
    if space.sentence is not None:
        encoder = sentences.load()
        return encoder.encode(encoder.cut(said.texts))[0]
    try:
        table = wordtable.load()
    except Missing:
        return np.zeros((len(texts), 0), np.float32)
    common = words.stop_words()
    tokens = said.tokens
    telling = np.array([word not in common for word in tokens.vocabulary], np.float32)
    by_word = table.vectors(tokens.vocabulary) * np.maximum(telling, 0.05)[:, None]
    places = np.arange(len(tokens.vocabulary), dtype=np.int32)
    bag = wordspace.counts(tokens, places, len(tokens.vocabulary))
    bag.data[:] = 1
    return wordspace.unit(np.asarray(bag @ by_word, np.float32))


def learn(space: TextSpace, texts: Sequence[str]) -> tuple[NDArray[np.float16], float]:
    """What to keep of fitted texts so that strange ones can be told later.

    Their vectors, and the mean cosine to the three nearest others that all but a tenth of
    them reach.
    """
    if space.sentence is not None:
        known = space.sentence.seen
    else:
        known = vectors(space, texts).astype(np.float16)
    if len(known) <= NEAREST or not known.shape[1]:
        return known, 0.0
    near = _nearness(known.astype(np.float32), known, 1)
    return known, round(float(np.quantile(near, LOOSEST)), 4)


def _nearness(points: Matrix, known: NDArray[np.float16], itself: int = 0) -> Matrix:
    """Mean cosine to the nearest known points, ``itself`` of which are left out."""
    wide = known.astype(np.float32)
    found = []
    for at in range(0, len(points), 1024):
        cosines = points[at : at + 1024] @ wide.T
        nearest = -np.partition(-cosines, NEAREST + itself - 1, axis=1)[:, : NEAREST + itself]
        found.append(np.sort(nearest, axis=1)[:, :NEAREST].mean(axis=1))
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def unlike(model: ThemeModel, texts: Sequence[str]) -> tuple[NDArray[np.bool_], Matrix]:
    """Which texts lie farther from what was fitted than all but one in ten of it did; and
    the vectors by which that was told."""
    assert model.space_ is not None
    found = vectors(model.space_, texts)
    if not len(texts) or len(model.known_) <= NEAREST or not found.shape[1]:
        return np.zeros(len(texts), bool), found
    return np.asarray(_nearness(found, model.known_) < model.floor_), found


def new_kind(
    model: ThemeModel, texts: Sequence[str], found: Matrix, strange: NDArray[np.bool_]
) -> NewKind | None:
    """The largest set of strange texts that are alike, named against all the others.

    Average linkage on cosine distance, cut where members are nearer to one another on average
    than they are to anything that was fitted. None when fewer than three
    distinct texts are alike.
    """
    from sklearn.cluster import AgglomerativeClustering

    at = np.flatnonzero(strange & found.any(axis=1))
    first = {texts[i]: i for i in reversed(at.tolist())}
    at = np.array(sorted(first.values()), np.int64)
    if len(at) < FEWEST:
        return None
    near = _nearness(found[at], model.known_)
    like = max(0.05, min(model.floor_, float(np.median(near))))
    linked = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average",
        distance_threshold=1 - like,
    ).fit_predict(found[at].astype(np.float64))  # fmt: skip
    sizes = np.bincount(linked)
    best = int(sizes.argmax())
    if sizes[best] < FEWEST:
        return None
    members = at[linked == best]
    middle = found[members].mean(axis=0)
    order = np.lexsort((members, -np.round(found[members] @ middle, 4)))
    members = members[order]
    labels = np.ones(len(texts), np.int64)
    labels[members] = 0
    languages = guessed.languages_of(texts, np.arange(len(texts)))
    name = titles.name_themes(
        titles.Said(texts, [(0, len(text)) for text in texts], labels,
                    np.ones(len(texts), np.int64), list(languages)),
        1,
        dropped=(model.question, *model.drop_words),
        place=lambda phrases: vectors(model.space_, phrases) if model.space_ else found[:0],
        centres=wordspace.unit(middle[None, :].astype(np.float32)),
    )[0]  # fmt: skip
    label = name.title or " ".join(texts[members[0]].split()[:6])
    # Copies of a strange answer belong with it.
    said = {texts[i] for i in members.tolist()}
    chosen = set(members.tolist())
    copies = [i for i, text in enumerate(texts) if text in said and i not in chosen]
    return NewKind(label, name.keyphrases, (*members.tolist(), *copies))
