"""Leximin over marginals: what any lottery could at best give each person.

Every lottery's chances lie in the linear relaxation of the panels, so the most equal point of
that polytope bounds every lottery from above. The stages follow the usual scheme for max-min
fair points (Ogryczak, Pióro and Tomaszewski, *Telecommunications network design and max-min
optimization problem*, 2005): raise the least as far as it goes, hold those whom a positive
dual proves to be stuck there, and go on with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.problem import Floats, Problem
from participation.analysis.draws.solver import INFINITY, Model, Solution, SolverFailed

DUAL_ZERO = 1e-7
SLACK = 1e-9
AIR = 1e-6
ALMOST_CERTAIN = 0.9


@dataclass(frozen=True)
class Cut:
    """``weights @ panel <= most`` for every panel, proven by an integer program."""

    weights: Floats
    most: float


@dataclass(frozen=True)
class Outer:
    """What is known to hold every lottery: the relaxation, who can be drawn, proven cuts.

    Attributes:
        problem: the pool and quotas.
        can: for each type, whether any panel holds it, shape (types,).
        cuts: inequalities that every panel keeps and the plain relaxation may not.
        seed: for the solver.
    """

    problem: Problem
    can: NDArray[np.bool_]
    cuts: Sequence[Cut]
    seed: int


@dataclass(frozen=True)
class Marginals:
    """Each type's chance, and ``least``: no lottery lifts every eligible person above it."""

    chances: Floats
    least: float


class _Levels:
    """The outer polytope with one more column ``z`` and a row for each type against it."""

    def __init__(self, outer: Outer, floor: Floats, ceiling: Floats, *, upwards: bool) -> None:
        problem, n = outer.problem, outer.problem.types
        self.counts, self.upwards = problem.counts, upwards
        self.top = np.minimum(problem.capacity, ceiling * self.counts) * outer.can
        self.bottom = np.minimum(floor * self.counts * outer.can, self.top)
        self.free = outer.can.copy()
        self.model = Model(seed=outer.seed)
        costs = np.zeros(n + 1)
        costs[n] = -1.0 if upwards else 1.0
        self.model.add_columns(costs, np.append(self.bottom, 0.0), np.append(self.top, 1.0))
        self.model.add_rows(_with_level(problem.rows), problem.lower, problem.upper)
        if outer.cuts:
            weights = np.array([cut.weights for cut in outer.cuts])
            most = np.array([cut.most for cut in outer.cuts])
            self.model.add_rows(_with_level(weights), np.full(len(most), -INFINITY), most)
        self.first = self.model.n_rows
        rows = np.hstack([np.eye(n), -self.counts[:, None]])
        lower, upper = (0.0, INFINITY) if upwards else (-INFINITY, 0.0)
        self.model.add_rows(
            rows,
            np.where(self.free, lower, -INFINITY),
            np.where(self.free, upper, INFINITY),
        )

    def solve(self) -> tuple[float, Floats]:
        """The level reached and the seats by type; holds the types that are stuck at it.

        Raises:
            SolverFailed: when the polytope is empty.
        """
        found = self.model.solve() or self._loosened()
        n = len(self.counts)
        level = float(found.x[n])
        stuck = self._stuck(found)
        seats = level * self.counts[stuck]
        if self.upwards:
            self.bottom[stuck] = np.minimum(np.maximum(seats - SLACK, 0.0), self.top[stuck])
        else:
            self.top[stuck] = np.maximum(seats + SLACK, self.bottom[stuck])
        self.free[stuck] = False
        self.model.set_column_bounds(stuck, self.bottom[stuck], self.top[stuck])
        for t in stuck:
            self.model.set_row_bounds(self.first + int(t), -INFINITY, INFINITY)
        return level, found.x[:n]

    def _loosened(self) -> Solution:
        # Hundreds of floors that are each exact to the solver's tolerance can rule each other out.
        held = np.flatnonzero(~self.free)
        for slack in (1e-8, 1e-7, 1e-6) if self.free.sum() < len(self.free) else ():
            if self.upwards:
                self.bottom[held] = np.maximum(self.bottom[held] - slack, 0.0)
            else:
                self.top[held] = np.minimum(self.top[held] + slack, self.counts[held])
            self.model.set_column_bounds(held, self.bottom[held], self.top[held])
            if (found := self.model.solve()) is not None:
                return found
        raise SolverFailed("the relaxation has no point")

    def _stuck(self, found: Solution) -> NDArray[np.intp]:
        n = len(self.counts)
        duals = np.abs(found.row_duals[self.first : self.first + n]) * self.counts
        duals[~self.free] = -1.0
        stuck = np.flatnonzero(duals > DUAL_ZERO)
        return stuck if len(stuck) else np.flatnonzero(duals == duals.max())


def leximin_marginals(outer: Outer, *, ceiling: Floats | None = None) -> Marginals:
    """The leximin point of the outer polytope, each type's chance within ``ceiling``.

    Raises:
        SolverFailed: when the polytope is empty.
    """
    n = outer.problem.types
    levels = _Levels(outer, np.zeros(n), np.ones(n) if ceiling is None else ceiling, upwards=True)
    least, seats = levels.solve()
    while levels.free.any():
        _, seats = levels.solve()
    return Marginals(np.clip(seats / outer.problem.counts, 0.0, 1.0), least)


def balanced_marginals(outer: Outer, *, give_up: float) -> Marginals:
    """Give up a share of the least chance so that the highest falls as low as it can.

    Where the quotas force somebody's chance above nine in ten, the highest of the others is
    lowered as well. Under the ceilings so found the chances are leximin. With ``give_up`` 0
    the least chance stays as high as possible: this is the *maximin* method.

    Raises:
        SolverFailed: when the polytope is empty.
    """
    n = outer.problem.types
    least, _ = _Levels(outer, np.zeros(n), np.ones(n), upwards=True).solve()
    floor = np.full(n, max(0.0, (1.0 - give_up) * least - AIR))
    levels = _Levels(outer, floor, np.ones(n), upwards=False)
    highest, _ = levels.solve()
    while highest > ALMOST_CERTAIN and levels.free.any():
        highest, _ = levels.solve()
    ceiling = levels.top / outer.problem.counts
    ceiling[levels.free] = np.minimum(ceiling[levels.free], highest)
    # The ceilings may leave a single point: without a little air the solver could miss it.
    ceiling = np.minimum(ceiling + AIR, 1.0)
    found = leximin_marginals(outer, ceiling=ceiling)
    return Marginals(found.chances, least)


def _with_level(rows: Floats) -> Floats:
    return np.hstack([rows, np.zeros((len(rows), 1))])
