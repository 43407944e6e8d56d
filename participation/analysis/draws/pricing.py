"""Finding the panel that a set of weights likes best, quickly or with proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.problem import Floats, Ints, Problem
from participation.analysis.draws.solver import Model, SolverFailed

CHEAPEST = 40
PROOF = 1e-7


@dataclass(frozen=True)
class Priced:
    """A panel, its value under the weights, and a proven bound on any panel's value."""

    panel: Ints
    value: float
    bound: float


class Pricing:
    """Maximise ``weights @ panel`` over all panels.

    ``good`` solves the relaxation, keeps what it says in whole numbers, and lets a small
    integer program settle the fractional types and the cheapest others. ``best`` goes on to the
    whole integer program when the relaxation leaves a gap.
    """

    def __init__(self, problem: Problem, *, seed: int) -> None:
        self.problem, self.seed = problem, seed
        n = problem.types
        self.top = problem.capacity.astype(np.float64)
        self.relaxed = Model(seed=seed)
        self.relaxed.add_columns(np.zeros(n), np.zeros(n), self.top)
        self.relaxed.add_rows(problem.rows, problem.lower, problem.upper)
        self._whole: Model | None = None
        self.exact_calls = 0
        self.calls = 0

    def good(self, weights: Floats, *, rough: bool = False) -> Priced | None:
        """A panel that is the best or near it, or None where the short cut finds none.

        ``rough`` stops at one within a twentieth: enough while panels are merely gathered.

        Raises:
            SolverFailed: when not even the relaxation has a point.
        """
        self.calls += 1
        self.relaxed.set_costs(-weights)
        found = self.relaxed.solve()
        if found is None:
            raise SolverFailed("the quotas have no fractional panel")
        bound = -found.value
        near = np.round(found.x)
        fractional = np.abs(found.x - near) > 1e-6
        if not fractional.any():
            panel = near.astype(np.int64)
            if self.problem.holds(panel):
                return Priced(panel, float(weights @ panel), bound)
        order = np.argsort(np.abs(found.reduced_costs), kind="stable")
        settled = ~fractional
        settled[order[settled[order]][:CHEAPEST]] = False
        panel_or_none = self._settle(weights, near, settled, rough=rough)
        if panel_or_none is None:
            return None
        return Priced(panel_or_none, float(weights @ panel_or_none), bound)

    def best(self, weights: Floats, *, slack: float = PROOF) -> Priced:
        """The best panel within ``slack``, with a proven bound."""
        quick = self.good(weights)
        if quick is not None and quick.bound - quick.value <= slack:
            return quick
        return self.exact(weights)

    def exact(self, weights: Floats) -> Priced:
        """The best panel by the whole integer program.

        Raises:
            SolverFailed: when there is no panel at all.
        """
        self.exact_calls += 1
        if self._whole is None:
            n = self.problem.types
            self._whole = Model(seed=self.seed)
            self._whole.add_columns(np.zeros(n), np.zeros(n), self.top)
            self._whole.add_rows(self.problem.rows, self.problem.lower, self.problem.upper)
            self._whole.make_integer()
        self._whole.set_costs(-weights)
        found = self._whole.solve()
        if found is None:
            raise SolverFailed("no panel meets the quotas")
        panel = np.round(found.x).astype(np.int64)
        if not self.problem.holds(panel):
            raise SolverFailed("the integer program broke a quota")
        value = float(weights @ panel)
        return Priced(panel, value, max(-found.bound, value))

    def _settle(
        self, weights: Floats, near: Floats, settled: NDArray[np.bool_], *, rough: bool
    ) -> Ints | None:
        problem = self.problem
        free = np.flatnonzero(~settled)
        given = problem.rows[:, settled] @ near[settled]
        rows = problem.rows[:, free]
        used = rows.any(axis=1)
        small = Model(seed=self.seed, nodes=500, rough=rough)
        small.add_columns(-weights[free], np.zeros(len(free)), self.top[free])
        small.add_rows(rows[used], (problem.lower - given)[used], (problem.upper - given)[used])
        small.make_integer()
        try:
            found = small.solve()
        except SolverFailed:
            return None
        if found is None:
            return None
        panel = near.astype(np.int64)
        panel[free] = np.round(found.x).astype(np.int64)
        return panel if problem.holds(panel) else None
