"""Turning everyone's target chance into a lottery over panels, or proving that none exists.

Column generation: a master linear program mixes the panels so far, a pricing problem finds the
panel it misses most. The master keeps every chance in a narrow box around its target and
minimises what sticks out, so that its duals lie in [-1, 1] and move little from round to round.
The first panels come from herding (each serves those who were served least so far), after which
the master is nearly always within a few panels of the end.

When the exact pricing says that no panel helps, the duals are a proof: an inequality that every
panel keeps and the target breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.analysis.draws.marginals import Cut
from participation.analysis.draws.pricing import Priced, Pricing
from participation.analysis.draws.problem import Floats, Ints, Problem
from participation.analysis.draws.solver import INFINITY, Model, Solution, SolverFailed

FINE_BOX, BOX, MANY_TYPES = 1e-5, 9e-5, 150
LARGE = 400
BURST = 30
REACHED = 1e-6
GAIN = 1e-8


@dataclass(frozen=True)
class Reached:
    """A lottery whose chances are within the box of the target: a weight for each panel."""

    weights: Floats


@dataclass(frozen=True)
class Missed:
    """The target lies outside every lottery, by ``outside`` in all; ``cuts`` prove it."""

    cuts: tuple[Cut, ...]
    outside: float


class Decomposition:
    """Panels found so far, and the master that mixes them."""

    def __init__(self, problem: Problem, pricing: Pricing, *, seed: int) -> None:
        self.problem, self.pricing = problem, pricing
        self.box = BOX if problem.types > MANY_TYPES else FINE_BOX
        self._turn, self._given = 0, np.zeros(problem.types)
        self._started = False
        self.panels: list[Ints] = []
        self._known: set[bytes] = set()
        self._waiting: list[Ints] = []
        n = problem.types
        self._master = Model(seed=seed)
        endless = np.full(2 * n, INFINITY)
        self._master.add_columns(np.ones(2 * n), np.zeros(2 * n), endless)
        slack = np.hstack([np.eye(n), -np.eye(n)])
        self._master.add_rows(slack, np.zeros(n), np.zeros(n))
        self._master.add_rows(np.zeros((1, 2 * n)), np.ones(1), np.ones(1))

    def add(self, panel: Ints) -> bool:
        """Take in a panel; False when it was known."""
        if panel.tobytes() in self._known:
            return False
        self._known.add(panel.tobytes())
        self.panels.append(panel)
        self._waiting.append(panel)
        return True

    def held(self) -> Floats:
        """For each type, the number of known panels that hold it."""
        times: Floats = np.sum(np.array(self.panels) > 0, axis=0).astype(np.float64)
        return times

    def herd(self, target: Floats, rounds: int) -> None:
        """Add panels, each for those who are furthest behind their target so far.

        Welling, *Herding dynamical weights to learn*, 2009. Stops early where panels repeat.
        """
        counts = self.problem.counts
        fresh: list[bool] = []
        for _ in range(rounds):
            self._turn += 1
            behind = target * self._turn - self._given / counts
            priced = self.pricing.good(behind, rough=True) or self.pricing.exact(behind)
            self._given += priced.panel
            fresh.append(self.add(priced.panel))
            if len(fresh) >= 40 and sum(fresh[-40:]) < 8:
                return

    def start_again(self) -> None:
        """Forget whom the herding served, because the target is another."""
        self._turn, self._given = 0, np.zeros(self.problem.types)

    def reach(self, target: Floats) -> Reached | Missed:
        """Mix panels into the target chances, finding new ones as needed."""
        n, counts = self.problem.types, self.problem.counts
        ends = self.box
        self._master.set_rows_bounds(target - ends, target + ends)
        while True:
            found = self._solve_master()
            if found is None:
                raise SolverFailed("the master lost its slack")
            if found.value <= REACHED:
                weights = np.maximum(found.x[2 * n :], 0.0)
                return Reached(weights / weights.sum())
            duals = found.row_duals[:n]
            weights = duals / counts
            threshold = -float(found.row_duals[n])
            priced = self._improving(weights, threshold)
            if priced.value > threshold + GAIN and self.add(priced.panel):
                if found.value > 10.0 * self.box and self._calls_for_more():
                    self.herd(target, BURST)
                continue
            outside = float(duals @ target) - ends * float(np.abs(duals).sum()) - priced.bound
            if outside <= 0.0:
                raise SolverFailed("the duals and the integer program disagree")
            return Missed((Cut(weights, priced.bound),), outside)

    def _improving(self, weights: Floats, threshold: float) -> Priced:
        quick = self.pricing.good(weights)
        if quick is not None:
            gains = quick.value > threshold + GAIN and quick.panel.tobytes() not in self._known
            if gains or quick.bound <= threshold + GAIN:
                return quick
        return self.pricing.exact(weights)

    def _calls_for_more(self) -> bool:
        # A large master takes many times as long as a panel, so panels come in bursts.
        return len(self.panels) > LARGE

    def _solve_master(self) -> Solution | None:
        self._flush()
        if not self._started and len(self.panels) > LARGE:
            self._master.use_interior_point()
        found = self._master.solve()
        self._master.use_primal_simplex()
        self._started = True
        return found

    def _flush(self) -> None:
        if not self._waiting:
            return
        panels = np.array(self._waiting) / self.problem.counts
        n = len(panels)
        entries = np.hstack([panels, np.ones((n, 1))])
        self._master.add_dense_columns(np.zeros(n), np.zeros(n), np.full(n, INFINITY), entries)
        self._waiting.clear()
