"""The best way to pair the rows of a table with its columns, one to one: optimal assignment.

In plain Python, so that a page may use it without loading the numeric libraries.
"""

from __future__ import annotations

from collections.abc import Sequence


def best_pairs(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Row and column of each pair, by row, such that the sum of ``worth`` is greatest.

    The Hungarian method with potentials (Kuhn, 1955; Munkres, 1957), cubic in the smaller
    side. Each row gets a column while there are enough of both. Of equal sums the same one is
    found again.

    >>> best_pairs([[3, 2], [3, 0]])
    [(0, 1), (1, 0)]
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    if not rows or not columns:
        return []
    if rows > columns:
        flipped = [[worth[row][column] for row in range(rows)] for column in range(columns)]
        return sorted((row, column) for column, row in best_pairs(flipped))
    infinite = float("inf")
    by_row, by_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder = [0] * (columns + 1)
    for row in range(1, rows + 1):
        came_from = [0] * (columns + 1)
        least = [infinite] * (columns + 1)
        used = [False] * (columns + 1)
        holder[0], column = row, 0
        while holder[column]:
            used[column] = True
            at, step, following = holder[column], infinite, 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                cost = -worth[at - 1][other - 1] - by_row[at] - by_column[other]
                if cost < least[other]:
                    least[other], came_from[other] = cost, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    by_row[holder[other]] += step
                    by_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            holder[column] = holder[came_from[column]]
            column = came_from[column]
    return sorted((holder[column] - 1, column - 1) for column in range(1, columns + 1)
                  if holder[column])  # fmt: skip
