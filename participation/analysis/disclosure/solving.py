"""The linear programs of protecting: how far a cell can move while all else that is shown stays.

A *move* is a change to cells that keeps every sum and leaves no cell below none: the counts and the
moved counts look the same to whoever sees only the cells that the move leaves alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

INFINITY = float(highspy.kHighsInf)
WHOLE = 1e-6


@dataclass(frozen=True)
class Ties:
    """Sums over numbered cells, as rows: ``sum(sign * cell) = 0``."""

    rows: tuple[tuple[tuple[int, int], ...], ...]
    size: int


class _Quiet(highspy.Highs):
    """HiGHS without its callbacks, which nothing here uses and which print a banner."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class Moves:
    """Finds the cheapest move that brings one cell to where it has to be able to go.

    Each cell is two columns, up and down, so that its cost is by how far it moves.
    """

    def __init__(self, ties: Ties, values: Ints, free: NDArray[np.bool_]) -> None:
        """``free`` cells may go below none: differences between two counts."""
        self.n = ties.size
        self.down = np.where(free, INFINITY, values.astype(np.float64))
        self._highs = _Quiet()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": 0,
            "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9,
            "mip_feasibility_tolerance": 1e-9,
            "mip_rel_gap": 0.05,
        }
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._load(ties)
        self.solved = 0

    def _load(self, ties: Ties) -> None:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.n, len(ties.rows)
        lp.col_cost_ = np.zeros(2 * self.n)
        lp.col_lower_ = np.zeros(2 * self.n)
        lp.col_upper_ = np.concatenate([np.full(self.n, INFINITY), self.down])
        lp.row_lower_ = np.zeros(len(ties.rows))
        lp.row_upper_ = np.zeros(len(ties.rows))
        starts, index, values = [0], [], []
        for row in ties.rows:
            for place, sign in row:
                index += [place, self.n + place]
                values += [float(sign), -float(sign)]
            starts.append(len(index))
        places = index[::2]
        signs = values[::2]
        across = np.repeat(np.arange(len(ties.rows)), [len(row) for row in ties.rows])
        self._ties = csr_array((signs, (across, places)), shape=(len(ties.rows), self.n))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(values, dtype=np.float64)
        self._highs.passModel(lp)
        self._every = np.arange(2 * self.n, dtype=np.int32)

    def cheapest(self, place: int, by: int, costs: Floats, held: NDArray[np.bool_]) -> Ints | None:
        """The cheapest whole move of ``place`` by exactly ``by``; ``None`` where there is none.

        Cells that are ``held`` stay where they are.
        """
        self._bounds(place, held, (max(by, 0),) * 2, (max(-by, 0),) * 2)
        self._highs.changeColsCost(2 * self.n, self._every, np.tile(costs, 2))
        return self._whole()

    def furthest(self, place: int, up: bool, most: int, held: NDArray[np.bool_]) -> int:
        """How far, up to ``most``, one cell can be moved at all."""
        there, nowhere = (0, most), (0, 0)
        self._bounds(place, held, there if up else nowhere, nowhere if up else there)
        costs = np.zeros(2 * self.n)
        costs[place if up else self.n + place] = -1.0
        self._highs.changeColsCost(2 * self.n, self._every, costs)
        move = self._whole()
        return 0 if move is None else abs(int(move[place]))

    def _bounds(
        self, place: int, held: NDArray[np.bool_], up: tuple[int, int], down: tuple[int, int]
    ) -> None:
        upper = np.concatenate([np.where(held, 0.0, INFINITY), np.where(held, 0.0, self.down)])
        lower = np.zeros(2 * self.n)
        lower[place], upper[place] = up
        lower[self.n + place], upper[self.n + place] = down
        self._highs.changeColsBounds(2 * self.n, self._every, lower, upper)

    def _whole(self) -> Ints | None:
        """Solve, first as fractions, and among whole numbers where that left fractions."""
        move = self._solve()
        if move is None:
            return None
        near = np.rint(move)
        if np.abs(move - near).max(initial=0.0) > WHOLE:
            kinds = np.ones(2 * self.n, dtype=np.uint8)
            self._highs.changeColsIntegrality(2 * self.n, self._every, kinds)
            # With presolving, integer programs were seen to miss points that exist.
            self._highs.setOptionValue("presolve", "off")
            move = self._solve()
            self._highs.setOptionValue("presolve", "choose")
            kinds[:] = 0
            self._highs.changeColsIntegrality(2 * self.n, self._every, kinds)
            self._highs.clearSolver()
            if move is None:
                return None
            near = np.rint(move)
        whole: Ints = near.astype(np.int64)
        if (self._ties @ whole).any() or (whole < -self.down).any():
            raise RuntimeError("a move must keep every sum and leave nothing below none")
        return whole

    def _solve(self) -> Floats | None:
        self.solved += 1
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _SETTLED:
            # A warm start can leave the simplex method stuck; a cold one settles it.
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status in _NONE:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(self._highs.modelStatusToString(status))
        found = np.array(self._highs.getSolution().col_value, dtype=np.float64)
        return found[: self.n] - found[self.n :]


_NONE: Sequence[highspy.HighsModelStatus] = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_SETTLED: Sequence[highspy.HighsModelStatus] = (*_NONE, highspy.HighsModelStatus.kOptimal)
