"""Themes of one run matched to those of another, so that names and history survive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from participation.analysis.discovery import Discovery
from participation.analysis.pairing import best_pairs

if TYPE_CHECKING:
    from participation.analysis.themes.model import ThemeModel

SAME = 0.5
ALIKE = 0.7
"""Cosine from which themes of two consultations are called the same."""
LOOKED_AT = 200
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
    pairs = [(a, b, round(float(cosines[a, b]), 4)) for a, b in best_pairs(cosines.tolist())]
    return tuple(pair for pair in pairs if pair[2] > SAME)


def match_earlier(earlier: ThemeModel, texts: Sequence[str], found: Discovery) -> tuple[Match, ...]:
    """Pair the themes of an earlier consultation with those of a new one, by what they mean.

    The new answers are placed in the earlier model's space, and the mean of each new theme's
    answers is compared with the earlier themes' middles; at most 200 answers of a theme are
    looked at. ``overlap`` of a match is a cosine; pairs of 0.5 or less are left out.

    Examples
    --------
    >>> from participation.analysis import ThemeModel
    >>> texts = [f"{w} {p}" for w in ("more buses", "late bus", "fix roads", "road holes", "trees")
    ...     for p in ("now", "here", "please", "today", "in town", "again", "for us")]
    >>> model = ThemeModel(grade="light").fit(texts)
    >>> all(pair.old == pair.new for pair in match_earlier(model, texts, model.discovery_))
    True
    """
    members: dict[str, list[int]] = {theme.id: [] for theme in found.themes}
    seen: set[tuple[str, str]] = set()
    for row in found.assignments:
        if not row.primary or row.theme_id is None or len(members[row.theme_id]) >= LOOKED_AT:
            continue
        if (row.theme_id, texts[row.index]) not in seen:
            seen.add((row.theme_id, texts[row.index]))
            members[row.theme_id].append(row.index)
    ids = [code for code, some in members.items() if some]
    if not ids or not len(earlier.centres_):
        return ()
    flat = [texts[at] for code in ids for at in members[code]]
    points = earlier.place(flat)
    ends = np.cumsum([len(members[code]) for code in ids])
    means = np.stack([part.mean(axis=0) for part in np.split(points, ends[:-1])])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    means /= np.where(lengths > 0, lengths, 1)
    return tuple(
        Match(earlier.themes_[a].id, ids[b], cosine, cosine >= ALIKE)
        for a, b, cosine in match_centres(earlier.centres_, means.astype(np.float32))
    )


def _main(found: Discovery) -> dict[int, str]:
    return {
        row.index: row.theme_id
        for row in found.assignments
        if row.primary and row.theme_id is not None
    }


def _paired(overlap: NDArray[np.float64], rows: list[str], columns: list[str]) -> tuple[Match, ...]:
    return tuple(
        Match(rows[a], columns[b], round(float(overlap[a, b]), 4), bool(overlap[a, b] >= SAME))
        for a, b in best_pairs(overlap.tolist())
        if overlap[a, b] >= KIN
    )
