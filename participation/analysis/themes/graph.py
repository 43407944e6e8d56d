"""Answers joined to those most like them, and the groups in that graph.

Exact cosine neighbours, then Louvain (Blondel and others, 2008) many times over with
shuffled order and a part of the answers left out; two answers stay together as far as
the runs agree (consensus clustering: Lancichinetti and Fortunato, 2012).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

BLOCK = 512


def neighbours(points: Matrix, k: int) -> tuple[NDArray[np.int64], Matrix]:
    """The k nearest others of each row by cosine, nearest first, shape (n, k) each.

    Exact. Ties go to the lower position.
    """
    n = len(points)
    k = min(k, n - 1)
    near = np.zeros((n, k), np.int64)
    like = np.zeros((n, k), np.float32)
    for begin in range(0, n, BLOCK):
        end = min(n, begin + BLOCK)
        cosines = points[begin:end] @ points.T
        cosines[np.arange(end - begin), np.arange(begin, end)] = -2
        some = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        values = np.take_along_axis(cosines, some, axis=1)
        order = np.lexsort((some, -values), axis=1)
        near[begin:end] = np.take_along_axis(some, order, axis=1)
        like[begin:end] = np.take_along_axis(values, order, axis=1)
    return near, like


def knn_graph(near: NDArray[np.int64], like: Matrix, k: int) -> sparse.csr_matrix:
    """The symmetric graph of the first k neighbours; an edge one side names is kept."""
    n = len(near)
    k = min(k, near.shape[1])
    rows = np.repeat(np.arange(n), k)
    weights = np.maximum(like[:, :k].ravel(), 1e-6).astype(np.float64)
    graph = sparse.csr_matrix((weights, (rows, near[:, :k].ravel())), shape=(n, n))
    return sparse.csr_matrix(graph.maximum(graph.T))


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
    both.eliminate_zeros()
    both.data = both.data / (2 * (k + 1) - both.data)
    return both


def subgraph(graph: sparse.csr_matrix, kept: NDArray[np.int64]) -> sparse.csr_matrix:
    """The graph among some of its nodes."""
    return sparse.csr_matrix(graph[kept][:, kept])
