"""Giving answers their themes: the main one, further ones that a point supports, how sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import points as splitting
from participation.analysis.themes import spread
from participation.analysis.themes.textspace import TextSpace
from participation.analysis.themes.tokens import READ_AT_MOST, Tokens
from participation.analysis.themes.wordspace import Matrix

MOST_THEMES = 3
BLOCK = 20_000
SPLIT_AT_MOST = 100_000
"""Distinct answers that are split into points; a run with more says so."""


@dataclass(frozen=True)
class Closest:
    """For each text: the nearest theme (-1 where no centre is nearer than chance, which is
    cosine 0), its cosine, by how much it leads the second, and the cosine to ``own``."""

    theme: NDArray[np.int32]
    cosine: NDArray[np.float32]
    lead: NDArray[np.float32]
    own: NDArray[np.float32]
    silent: NDArray[np.bool_]


def closest(points: Matrix, centres: Matrix, own: NDArray[np.int32] | None = None) -> Closest:
    """The nearest centre of each point. ``own`` is a theme to measure for each, or -1."""
    cosines = np.round(points @ centres.T, 5)
    at = np.arange(len(points))
    best = cosines.argmax(axis=1) if len(points) else at
    top = cosines[at, best]
    mine = top.copy() if own is None else cosines[at, own]
    cosines[at, best] = -1
    second = np.maximum(0, cosines.max(axis=1, initial=-1))
    theme = np.where(top > 0, best, -1).astype(np.int32)
    return Closest(theme, top, top - second, mine, np.asarray(~points.any(axis=1)))


def closest_by_words(
    space: TextSpace,
    tokens: Tokens,
    centres: Matrix,
    which: NDArray[np.int64],
    own: NDArray[np.int32] | None = None,
    *,
    processes: int = 1,
) -> Closest:
    """The same for texts by their words, block by block, so that memory stays bounded."""
    places = space.words.places(tokens.vocabulary)

    def block(some: NDArray[np.int64]) -> Closest:
        points = space.points_by_words(tokens.take(which[some]), places)
        return closest(points, centres, None if own is None else own[some])

    parts = spread.over_blocks(block, np.arange(len(which)), BLOCK, processes=processes)
    return joined(parts)


def joined(parts: list[Closest]) -> Closest:
    """Blocks end to end."""
    if not parts:
        none = np.empty(0, np.float32)
        return Closest(np.empty(0, np.int32), none, none, none, np.empty(0, bool))
    names = ("theme", "cosine", "lead", "own", "silent")
    return Closest(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Split:
    """The points of many texts, end to end.

    Attributes
    ----------
    starts : (n_texts + 1,), where the points of each text begin
    spans : (n_points, 2), code points in their text
    """

    starts: NDArray[np.int64]
    spans: NDArray[np.int64]

    def owner(self) -> NDArray[np.int64]:
        """The text of each point."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def _split_block(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found = [splitting.split(text) for text in texts]
    counts = np.fromiter(map(len, found), np.int64, len(found))
    flat = [place for spans in found for span in spans for place in span]
    return counts, np.array(flat, np.int64).reshape(-1, 2)


def split_all(texts: list[str], *, processes: int = 1) -> Split:
    """Split every text into its points; beyond a great many, each is taken as one point."""
    parts = spread.over_blocks(_split_block, texts[:SPLIT_AT_MOST], BLOCK, processes=processes)
    counts = np.concatenate([one for one, _ in parts] or [np.empty(0, np.int64)])
    spans = [two for _, two in parts] or [np.empty((0, 2), np.int64)]
    whole = texts[SPLIT_AT_MOST:]
    if whole:
        lengths = np.minimum(np.fromiter(map(len, whole), np.int64, len(whole)), READ_AT_MOST)
        counts = np.concatenate([counts, np.ones(len(whole), np.int64)])
        spans.append(np.column_stack([np.zeros(len(whole), np.int64), lengths]))
    return Split(np.concatenate(([0], np.cumsum(counts))), np.vstack(spans))


def confidence_curve(
    lead: NDArray[np.float32], sureness: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From lead to the chance of staying in a re-run: isotonic regression, as its knots."""
    from sklearn.isotonic import IsotonicRegression

    if len(lead) == 0:
        return np.array([0.0, 1.0]), np.array([0.5, 0.5])
    fitted = IsotonicRegression(out_of_bounds="clip").fit(lead.astype(np.float64), sureness)
    return np.asarray(fitted.X_thresholds_), np.asarray(fitted.y_thresholds_)


def further_themes(
    main: NDArray[np.int32],
    split: Split,
    found: Closest,
    typical: NDArray[np.float32],
    whole: NDArray[np.float32],
) -> list[tuple[int, int, int]]:
    """Further themes of answers, as ``(text, theme, point)``, at most two a text.

    A point adds a theme when its nearest theme isn't the main one and it lies at least as
    close to it as that theme's middling member (``typical``, one cosine a theme), or as the
    whole answer lies to its own (``whole``, one cosine a text).
    """
    owner = split.owner()
    theme = found.theme
    enough = (theme >= 0) & (theme != main[owner])
    enough &= main[owner] >= 0
    enough &= found.cosine >= np.minimum(np.append(typical, np.inf)[theme], whole[owner])
    at = np.flatnonzero(enough)
    at = at[np.lexsort((at, -found.cosine[at], owner[at]))]
    added: list[tuple[int, int, int]] = []
    have: dict[int, set[int]] = {}
    for point in at.tolist():
        text, code = int(owner[point]), int(theme[point])
        mine = have.setdefault(text, set())
        if code not in mine and len(mine) < MOST_THEMES - 1:
            mine.add(code)
            added.append((text, code, point))
    return added
