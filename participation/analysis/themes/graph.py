"""Answers joined to those most like them, and the groups in that graph.

Exact cosine neighbours, parted by Louvain's method (Blondel and others, 2008) many times
over, its order of nodes shuffled and a fifth of the answers left out; the runs are then
brought to agree (consensus clustering: Lancichinetti and Fortunato, Scientific Reports 2,
2012, on the edges of the graph as in Poulin and Theberge's ensemble clustering, 2018).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from participation.analysis.themes import spread

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

BLOCK = 512


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


def knn_graph(near: NDArray[np.int64], like: Matrix) -> sparse.csr_matrix:
    """The symmetric graph of neighbours; an edge that one side names is kept, with its cosine."""
    n, k = near.shape
    rows = np.repeat(np.arange(n), k)
    weights = np.maximum(like.ravel(), 1e-6).astype(np.float64)
    graph = sparse.csr_matrix((weights, (rows, near.ravel())), shape=(n, n))
    graph = sparse.csr_matrix(graph.maximum(graph.T))
    graph.sort_indices()
    return graph


def agreed(graph: sparse.csr_matrix, runs: list[tuple[Labels, Labels]]) -> sparse.csr_matrix:
    """The graph with each edge weighed by how often runs kept its two ends together.

    ``runs`` are pairs of the nodes that took part and their groups. An edge that no run
    saw keeps half its weight. Squared, so that doubtful edges count for little.
    """
    edges = graph.tocoo()
    seen = np.full(len(edges.data), 1.0)
    together = np.full(len(edges.data), 0.5)
    for kept, labels in runs:
        group = np.full(graph.shape[0], -1)
        group[kept] = labels
        one, other = group[edges.row], group[edges.col]
        both = (one >= 0) & (other >= 0)
        seen += both
        together += both & (one == other)
    weights = edges.data * (together / seen) ** 2
    result = sparse.csr_matrix((weights, (edges.row, edges.col)), shape=graph.shape)
    result.sort_indices()
    return result


def subgraph(graph: sparse.csr_matrix, kept: NDArray[np.int64]) -> sparse.csr_matrix:
    """The graph among some of its nodes."""
    return sparse.csr_matrix(graph[kept][:, kept])
