"""How a new grouping compares with a theme list: what stays, what joins, what is new or gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma, log
from uuid import UUID

from participation.analysis.pairing import best_pairs

SAME = 0.5
"""From this share of answers in common, a theme is taken for the one it was."""
KIN = 0.2
"""Below this share, a theme of a new grouping has no counterpart."""


@dataclass(frozen=True)
class Kept:
    """A theme of the list and its counterpart in a new grouping.

    ``overlap`` is the share, of the answers in either, that both hold (0 to 1).
    """

    theme: UUID
    suggested: UUID
    overlap: float

    @property
    def same(self) -> bool:
        """Whether at least half of their answers are the same."""
        return self.overlap >= SAME


@dataclass(frozen=True)
class Comparison:
    """What a new grouping would do to a theme list.

    ``kept`` pairs themes one to one, the best in sum; ``joins`` are further suggestions most of
    whose answers stand in one theme of the list, as after people put themes together; ``new``
    have no counterpart in the list, ``gone`` none in the grouping.
    """

    kept: tuple[Kept, ...] = ()
    joins: tuple[Kept, ...] = ()
    new: tuple[UUID, ...] = ()
    gone: tuple[UUID, ...] = ()

    @property
    def theme_of(self) -> dict[UUID, UUID]:
        """The theme of the list that each suggestion goes to."""
        return {one.suggested: one.theme for one in (*self.joins, *self.kept)}


def compare(
    both: Mapping[tuple[UUID, UUID], int],
    themes: Mapping[UUID, int],
    suggestions: Mapping[UUID, int],
) -> Comparison:
    """Match the themes of a list with those of a grouping by the answers they share.

    Optimal assignment on the Jaccard overlap of main themes. ``both`` counts answers for
    (theme, suggestion); ``themes`` and ``suggestions`` say how many answers each has, among
    those that both the list and the grouping know.

    >>> from uuid import UUID
    >>> old, new = UUID(int=1), UUID(int=2)
    >>> compare({(old, new): 9}, {old: 10}, {new: 9}).kept[0].overlap
    0.9
    """
    rows, columns = list(themes), list(suggestions)

    def overlap(theme: UUID, suggested: UUID) -> float:
        shared = both.get((theme, suggested), 0)
        return shared / max(1, themes[theme] + suggestions[suggested] - shared)

    table = [[overlap(theme, suggested) for suggested in columns] for theme in rows]
    kept = tuple(
        Kept(rows[row], columns[column], table[row][column])
        for row, column in best_pairs(table)
        if table[row][column] >= KIN
    )
    matched = {one.suggested for one in kept}
    joins, new = [], []
    for suggested in columns:
        if suggested in matched:
            continue
        home = max(rows, key=lambda theme: both.get((theme, suggested), 0), default=None)
        if home and 2 * both.get((home, suggested), 0) > suggestions[suggested]:
            joins.append(Kept(home, suggested, overlap(home, suggested)))
        else:
            new.append(suggested)
    homes = {one.theme for one in (*kept, *joins)}
    gone = tuple(theme for theme in rows if theme not in homes)
    return Comparison(kept, tuple(joins), tuple(new), gone)


USUAL_MISFITS = 0.15
"""The share of new answers of the old kinds that may lie as far from what was grouped as its
loosest tenth does: half as many again, as new answers lie a little farther."""


def surprising(unlike: int, answers: int) -> bool:
    """Whether more answers fit no theme than chance explains: one in a hundred, one-sided.

    >>> surprising(2, 10), surprising(9, 20)
    (False, True)
    """
    if unlike < 3:
        return False
    p = USUAL_MISFITS

    def chance_of(k: int) -> float:
        ways = lgamma(answers + 1) - lgamma(k + 1) - lgamma(answers - k + 1)
        return exp(ways + k * log(p) + (answers - k) * log(1 - p))

    return sum(chance_of(k) for k in range(unlike, answers + 1)) < 0.01
