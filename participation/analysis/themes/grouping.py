"""Groups of like answers, how firm they are, and how finely they are parted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from participation.analysis.themes import graph, spread
from participation.analysis.themes.wordspace import Matrix, unit

Labels = NDArray[np.int64]

RESOLUTION = {"broad": 0.5, "medium": 1.0, "fine": 2.0}
"""1 is plain modularity; a higher number asks a theme to be that much denser than chance."""
FEW = 100
LEFT_OUT = 0.2
OVER_SEGMENTED = 4.0


def neighbours_for(n: int) -> int:
    """Neighbours of each answer: fewer in a small set, where the fifteenth is a stranger."""
    return 10 if n < FEW else 15


def reruns_for(n: int) -> int:
    """Re-runs behind the figures of stability: more where they are cheap."""
    return 20 if n <= 2_000 else 8


@dataclass(frozen=True)
class Grouping:
    """Groups of n answers.

    Attributes
    ----------
    labels : (n,), 0 for the largest group
    stability : mean adjusted Rand index between the groups and those of re-runs
    firmness : (n_groups,), mean share of a member's fellows found with it again
    sureness : (n,), share of re-runs in which the answer stayed in its group
    reruns : how many there were
    """

    labels: Labels
    stability: float | None
    firmness: NDArray[np.float64]
    sureness: NDArray[np.float64]
    reruns: int

    @property
    def groups(self) -> int:
        return int(self.labels.max()) + 1 if len(self.labels) else 0


def _order_by_size(labels: Labels) -> Labels:
    """Relabel: 0 for the largest, ties to the group whose first member comes first."""
    _, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[inverse], np.int64)


def centres(points: Matrix, labels: Labels, groups: int) -> Matrix:
    """Unit mean of each group's points, shape (groups, dimensions)."""
    member = sparse.csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))),
        shape=(groups, len(labels)),
    )
    return unit(np.asarray(member @ points, np.float32))


def _absorb(points: Matrix, labels: Labels, least: int) -> Labels:
    """Groups smaller than ``least`` dissolve: each member goes to the nearest that stays."""
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= least)
    if not len(large):
        large = np.array([int(sizes.argmax())])
    if len(large) == len(sizes):
        return labels
    middles = centres(points, labels, len(sizes))[large]
    loose = np.flatnonzero(~np.isin(labels, large))
    moved = labels.copy()
    moved[loose] = large[(points[loose] @ middles.T).argmax(axis=1)]
    return _order_by_size(moved)


def _merge_to(points: Matrix, labels: Labels, about: int) -> Labels:
    """Average-link merging of group centres until about that many are left."""
    from sklearn.cluster import AgglomerativeClustering

    groups = int(labels.max()) + 1
    if groups <= about:
        return labels
    merged = AgglomerativeClustering(
        n_clusters=about, metric="cosine", linkage="average"
    ).fit_predict(centres(points, labels, groups).astype(np.float64))
    return _order_by_size(np.asarray(merged, np.int64)[labels])


def group(
    points: Matrix,
    *,
    detail: str,
    about: int | None,
    seed: int,
    processes: int = 1,
    tick: Callable[[float], None] | None = None,
) -> Grouping:
    """Part unit vectors into groups.

    Parameters
    ----------
    points : (n, dimensions), unit length
    detail : broad, medium or fine
    about : ask for about this many groups
    seed : of the shuffles
    """
    n = len(points)
    k = neighbours_for(n)
    whole = graph.knn_graph(*graph.neighbours(points, k, processes=processes))
    resolution = OVER_SEGMENTED if about else RESOLUTION[detail]
    least = max(5, n // 500) if not about else min(5, max(2, n // (4 * about)))
    if n < 60:
        least = min(least, 3)

    def parted(some: sparse.csr_matrix, rows: Matrix, salt: int) -> Labels:
        labels = _order_by_size(graph.louvain(some, resolution, salt))
        labels = _absorb(rows, labels, max(2, least * len(rows) // n))
        return _merge_to(rows, labels, about) if about else labels

    draws = np.random.default_rng(seed)
    last = int(draws.integers(1 << 31))
    reruns = reruns_for(n)
    plans: list[tuple[int, Labels]] = []
    for _ in range(reruns):
        kept = np.sort(draws.permutation(n)[: max(2, round(n * (1 - LEFT_OUT)))])
        plans.append((int(draws.integers(1 << 31)), kept))

    def carry_out(some: list[tuple[int, Labels]]) -> list[Labels]:
        return [parted(graph.subgraph(whole, kept), points[kept], salt) for salt, kept in some]

    runs = [one[0] for one in
            spread.over_blocks(carry_out, plans, 1, processes=processes, tick=tick)]  # fmt: skip
    kept_by = [kept for _, kept in plans]
    labels = parted(graph.agreed(whole, list(zip(kept_by, runs, strict=True))), points, last)
    groups = int(labels.max()) + 1
    agreement: list[float] = []
    together = np.zeros(groups)
    stayed = np.zeros(n)
    seen = np.zeros(n)
    for kept, again in zip(kept_by, runs, strict=True):
        table = _crossed(labels[kept], again, groups)
        agreement.append(_adjusted_rand(table))
        size = table.sum(axis=1)
        pairs = (table * (table - 1)).sum(axis=1)
        possible = size * (size - 1)
        together += np.where(possible > 0, pairs / np.maximum(1, possible), 1)
        stayed[kept] += table.argmax(axis=0)[again] == labels[kept]
        seen[kept] += 1
    return Grouping(
        labels,
        float(np.mean(agreement)) if agreement else None,
        together / max(1, reruns),
        (stayed + 0.5) / (seen + 1),
        reruns,
    )


def _crossed(one: Labels, other: Labels, groups: int) -> NDArray[np.int64]:
    width = int(other.max()) + 1
    return np.bincount(one * width + other, minlength=groups * width).reshape(groups, width)


def _adjusted_rand(table: NDArray[np.int64]) -> float:
    """Hubert and Arabie, 1985, from a table of two labellings."""

    def pairs(counts: NDArray[np.int64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    total = pairs(np.array([table.sum()]))
    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
