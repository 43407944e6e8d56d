"""Answers joined to those most like them, and the groups in that graph.

Exact cosine neighbours, joined by the neighbours they share, parted by Louvain's method
(Blondel and others, 2008) with its order of nodes shuffled by a seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from participation.analysis.themes import spread

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

BLOCK = 512
FEWEST_SHARED = 2


def neighbours(points: Matrix, k: int, *, processes: int = 1) -> tuple[NDArray[np.int64], Matrix]:
    """The k nearest others of each row by cosine, nearest first, shape (n, k) each.

    Exact. Ties go to the lower position.
    """
    n = len(points)
    k = min(k, n - 1)
    places = np.arange(n)

    def block(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Matrix]:
        cosines = points[rows] @ points.T
        cosines[np.arange(len(rows)), rows] = -2
        return _largest(cosines, k)

    parts = spread.over_blocks(block, places, BLOCK, processes=processes)
    return np.vstack([near for near, _ in parts]), np.vstack([like for _, like in parts])


def _largest(cosines: Matrix, k: int) -> tuple[NDArray[np.int64], Matrix]:
    """Places and values of the k largest of each row.

    The k-th largest of the maxima of slices is no more than the k-th largest of all, so
    only what reaches it needs sorting: a few dozen in ten thousand.
    """
    rows, width = cosines.shape
    slices = max(4 * k, 64)
    if width < 4 * slices:
        some = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        return some, np.take_along_axis(cosines, some, axis=1)
    whole = width // slices * slices
    maxima = cosines[:, :whole].reshape(rows, slices, -1).max(axis=2)
    least = np.partition(maxima, slices - k, axis=1)[:, slices - k]
    row, column = np.nonzero(cosines >= least[:, None])
    value = cosines[row, column]
    order = np.lexsort((column, -value, row))
    starts = np.searchsorted(row, np.arange(rows))
    first = order[(starts[:, None] + np.arange(k)).ravel()]
    return column[first].reshape(rows, k), value[first].reshape(rows, k)


def louvain(graph: sparse.csr_matrix, resolution: float, seed: int) -> Labels:
    """One run of Louvain, its order of nodes shuffled by the seed."""
    from sknetwork.clustering import Louvain

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    method = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed)
    return np.asarray(method.fit_predict(graph), np.int64)


def shared_graph(near: NDArray[np.int64], k: int) -> sparse.csr_matrix:
    """Answers joined as far as they have the same k neighbours (Jaccard of the lists).

    Shared neighbours (Jarvis and Patrick, 1973) even out dense and thin places, which
    makes the groups firmer than bare cosines do.
    """
    n = len(near)
    k = min(k, near.shape[1])
    rows = np.repeat(np.arange(n), k)
    named = sparse.csr_matrix((np.ones(n * k), (rows, near[:, :k].ravel())), shape=(n, n))
    named = sparse.csr_matrix(named + sparse.identity(n))
    both = sparse.csr_matrix(named @ named.T)
    both.setdiag(0)
    # One neighbour in common is chance; such edges only slow the search.
    both.data[both.data < FEWEST_SHARED] = 0
    both.eliminate_zeros()
    both.sort_indices()
    both.data = both.data / (2 * (k + 1) - both.data)
    return both


def subgraph(graph: sparse.csr_matrix, kept: NDArray[np.int64]) -> sparse.csr_matrix:
    """The graph among some of its nodes."""
    return sparse.csr_matrix(graph[kept][:, kept])
