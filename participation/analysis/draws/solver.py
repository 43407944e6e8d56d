"""A thin, seeded, single-threaded face on HiGHS: models that grow and are solved again.

HiGHS: Huangfu and Hall, *Parallelizing the dual revised simplex method*, Mathematical
Programming Computation 10 (2018); MIT licence. No time limit is ever set: equal input gives
equal output however busy the machine is. Limits are on nodes and gaps alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INFINITY = float(highspy.kHighsInf)


class SolverFailed(RuntimeError):
    """HiGHS stopped without an answer that can be trusted."""


@dataclass(frozen=True)
class Solution:
    """The best point found. ``bound`` is proven: nothing is smaller. Duals belong to an LP."""

    value: float
    bound: float
    x: Floats
    row_duals: Floats
    reduced_costs: Floats


class _Quiet(highspy.Highs):
    """HiGHS without its callbacks, which nothing here uses and which print a banner."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class Model:
    """Minimise ``costs @ x`` within the bounds of columns and rows."""

    def __init__(self, *, seed: int, nodes: int | None = None, rough: bool = False) -> None:
        self._highs = _Quiet()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed % (2**31),
            "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9,
            "mip_feasibility_tolerance": 1e-9,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 1e-9,
        }
        if nodes is not None:
            options["mip_max_nodes"] = nodes
        if rough:
            options |= {
                "mip_rel_gap": 0.05,
                "mip_heuristic_effort": 0.0,
                "mip_detect_symmetry": False,
            }
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self.columns = 0
        self.n_rows = 0
        self.integer = False

    def add_columns(self, costs: Floats, lower: Floats, upper: Floats) -> None:
        """Columns that stand in no row so far."""
        n = len(costs)
        starts, index, values = _sparse(np.zeros((n, 1)))
        self._highs.addCols(n, costs, lower, upper, 0, starts, index, values)
        self.columns += n

    def add_dense_columns(
        self, costs: Floats, lower: Floats, upper: Floats, entries: Floats
    ) -> None:
        """Columns with their entries in every row so far, shape (columns, rows)."""
        starts, index, values = _sparse(entries)
        n = len(costs)
        self._highs.addCols(n, costs, lower, upper, len(values), starts, index, values)
        self.columns += n

    def add_rows(self, entries: Floats, lower: Floats, upper: Floats) -> None:
        """Rows over every column so far, shape (rows, columns)."""
        starts, index, values = _sparse(entries)
        n = len(entries)
        self._highs.addRows(n, lower, upper, len(values), starts, index, values)
        self.n_rows += n

    def make_integer(self) -> None:
        """Every column a whole number."""
        index = np.arange(self.columns, dtype=np.int32)
        kinds = np.ones(self.columns, dtype=np.uint8)
        self._highs.changeColsIntegrality(self.columns, index, kinds)
        self.integer = True

    def use_interior_point(self) -> None:
        """Solve next time from scratch: faster than the simplex method for a large first mix."""
        self._highs.setOptionValue("solver", "ipm")

    def use_primal_simplex(self) -> None:
        """Go on from the last answer, which new columns leave feasible."""
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("simplex_strategy", 4)

    def set_costs(self, costs: Floats) -> None:
        """The costs of the first columns."""
        n = len(costs)
        self._highs.changeColsCost(n, np.arange(n, dtype=np.int32), costs)

    def set_column_bounds(self, index: NDArray[np.intp], lower: Floats, upper: Floats) -> None:
        self._highs.changeColsBounds(len(index), index.astype(np.int32), lower, upper)

    def set_row_bounds(self, row: int, lower: float, upper: float) -> None:
        self._highs.changeRowBounds(row, lower, upper)

    def set_rows_bounds(self, lower: Floats, upper: Floats) -> None:
        """The bounds of the first rows."""
        for row, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True)):
            self._highs.changeRowBounds(row, low, high)

    def solve(self) -> Solution | None:
        """The optimum, or None where nothing is feasible.

        Raises:
            SolverFailed: when HiGHS can't say either.
        """
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return None
        stopped = status == highspy.HighsModelStatus.kSolutionLimit
        if status != highspy.HighsModelStatus.kOptimal and not stopped:
            # A warm start can leave the simplex method stuck; a cold one settles it.
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise SolverFailed(self._highs.modelStatusToString(status))
        found, info = self._highs.getSolution(), self._highs.getInfo()
        if stopped and not np.isfinite(info.objective_function_value):
            raise SolverFailed("node limit reached without a panel")
        value = float(info.objective_function_value)
        return Solution(
            value=value,
            bound=float(info.mip_dual_bound) if self.integer else value,
            x=np.array(found.col_value, dtype=np.float64),
            row_duals=np.array(found.row_dual, dtype=np.float64),
            reduced_costs=np.array(found.col_dual, dtype=np.float64),
        )


def _sparse(
    entries: Floats,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    major, minor = np.nonzero(entries)
    counts = np.bincount(major, minlength=len(entries))
    starts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int32)
    return starts, minor.astype(np.int32), entries[major, minor].astype(np.float64)
