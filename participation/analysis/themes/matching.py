"""Themes of one run matched to those of another, so that names and history survive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import Discovery

SAME = 0.5
KIN = 0.2


@dataclass(frozen=True)
class Match:
    """What an old theme has become.

    ``overlap`` is the Jaccard share of answers carried in common (0 to 1); ``same`` says
    that at least half of them are, so that a name may be kept without asking.
    """

    old: str
    new: str
    overlap: float
    same: bool


def match_themes(
    old: Discovery, new: Discovery, *, answers: Mapping[int, int] | None = None
) -> tuple[Match, ...]:
    """Pair the themes of two runs by the answers they carry, one to one, best in sum.

    Optimal assignment (Kuhn, 1955) on the Jaccard overlap of main themes. Pairs that share
    less than a fifth are left out: such themes are new, or gone.

    Parameters
    ----------
    old, new
        Results over overlapping answers.
    answers
        Where each answer of the old run (its index) stands in the new; None when the new
        run has the old answers first, in the same order.

    Examples
    --------
    >>> from participation.analysis.discovery import discover
    >>> texts = [f"{w} {p}" for w in ("more buses", "late bus", "fix roads", "road holes", "trees")
    ...     for p in ("now", "here", "please", "today", "in town", "again", "for us")]
    >>> one = discover(texts, grade="light")
    >>> all(match.old == match.new and match.same for match in match_themes(one, one))
    True
    """
    was, now = _main(old), _main(new)
    if answers is None:
        both = [at for at in was if at in now]
        pairs = [(was[at], now[at]) for at in both]
    else:
        pairs = [(was[at], now[to]) for at, to in answers.items() if at in was and to in now]
    rows = [theme.id for theme in old.themes]
    columns = [theme.id for theme in new.themes]
    if not rows or not columns or not pairs:
        return ()
    row, column = ({each: at for at, each in enumerate(ids)} for ids in (rows, columns))
    table = np.zeros((len(rows), len(columns)))
    for one, other in pairs:
        table[row[one], column[other]] += 1
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    return _paired(table / np.maximum(1, union), rows, columns)


def match_centres(
    old: NDArray[np.float32], new: NDArray[np.float32]
) -> tuple[tuple[int, int, float], ...]:
    """Pair themes of consultations with no answer in common, by the cosine of their centres.

    Both sets of centres must lie in one space: code the new answers with the old model,
    or take the means of the new themes' answers in the old model's space.
    """
    cosines = np.round(old @ new.T, 4).astype(np.float64)
    if not cosines.size:
        return ()
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-cosines)
    pairs = [(int(a), int(b), float(cosines[a, b])) for a, b in zip(rows, columns, strict=True)]
    return tuple(pair for pair in pairs if pair[2] > SAME)


def _main(found: Discovery) -> dict[int, str]:
    return {
        row.index: row.theme_id
        for row in found.assignments
        if row.primary and row.theme_id is not None
    }


def _paired(overlap: NDArray[np.float64], rows: list[str], columns: list[str]) -> tuple[Match, ...]:
    from scipy.optimize import linear_sum_assignment

    chosen = zip(*linear_sum_assignment(-overlap), strict=True)
    return tuple(
        Match(rows[a], columns[b], round(float(overlap[a, b]), 4), bool(overlap[a, b] >= SAME))
        for a, b in chosen
        if overlap[a, b] >= KIN
    )
