"""Whether quotas can be met, the smallest changes when they can't, and who they shut out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.problem import Problem
from participation.analysis.draws.solver import Model, SolverFailed
from participation.analysis.draws.types import Direction, Exclusion, Quota, Relaxation

NODES = 2000
UNIT = 1000.0


@dataclass(frozen=True)
class Feasibility:
    """Whether a panel exists; when not, the smallest changes after which one does."""

    feasible: bool
    relaxations: tuple[Relaxation, ...]


class _Slack:
    """The integer program with room to move every quota at a cost."""

    def __init__(self, problem: Problem, *, seed: int) -> None:
        self.problem = problem
        self.held: NDArray[np.bool_] = np.zeros(problem.types, dtype=bool)
        n, q = problem.types, len(problem.quotas)
        least = np.array([quota.min for quota in problem.quotas], dtype=np.float64)
        most = np.array([quota.max for quota in problem.quotas], dtype=np.float64)
        # One unit costs about the same everywhere; between equals the larger quota gives way.
        price = UNIT + np.round(100.0 / np.maximum(most, 1.0))
        self.model = Model(seed=seed, nodes=NODES)
        self.model.add_columns(
            np.concatenate([np.zeros(n), price, price]),
            np.zeros(n + 2 * q),
            np.concatenate([problem.capacity, least, np.maximum(problem.size - most, 0.0)]).astype(
                np.float64
            ),
        )
        rows = np.zeros((len(problem.rows), n + 2 * q))
        rows[:, :n] = problem.rows
        lower, upper = problem.lower.copy(), problem.upper.copy()
        ends = np.zeros((q, n + 2 * q))
        for i in range(q):
            rows[1 + i, n + i] = 1.0
            ends[i, :n] = problem.rows[1 + i]
            ends[i, n + q + i] = -1.0
        endless = np.full(q, np.inf)
        upper[1 : 1 + q] = np.inf
        self.model.add_rows(rows, lower, upper)
        self.model.add_rows(ends, -endless, most)
        self.model.make_integer()

    def welcome(self, wanted: NDArray[np.bool_]) -> None:
        """Between equal changes, prefer panels with these types: never worth a step of a quota."""
        self.model.set_costs(-UNIT / (2.0 * self.problem.size) * wanted.astype(np.float64))

    def holding(self, kind: int | None = None) -> tuple[Relaxation, ...]:
        """The smallest relaxations after which a panel exists, with ``kind`` on it if given."""
        n, q = self.problem.types, len(self.problem.quotas)
        index = np.array([kind or 0], dtype=np.intp)
        top = self.problem.capacity[index].astype(np.float64)
        if kind is not None:
            self.model.set_column_bounds(index, np.ones(1), top)
        found = self.model.solve()
        if kind is not None:
            self.model.set_column_bounds(index, np.zeros(1), top)
        if found is None:
            raise SolverFailed("no change of the quotas gives a panel")
        self.held = np.round(found.x[:n]) > 0
        moved = np.round(found.x[n:]).astype(int)
        relaxations = []
        for i, quota in enumerate(self.problem.quotas):
            for by, direction in (
                (int(moved[i]), Direction.LOWER_MIN),
                (int(moved[q + i]), Direction.RAISE_MAX),
            ):
                if by:
                    relaxations.append(
                        Relaxation(
                            quota.category, quota.feature, quota.min, quota.max, direction, by
                        )
                    )
        return tuple(relaxations)


def check_quotas(problem: Problem, *, seed: int = 0) -> Feasibility:
    """Whether a panel exists, and the fewest steps by which the quotas must give way if not.

    One small integer program, fast enough to ask while quotas are being edited. The changes
    are the smallest in total; between equals, a large quota moves rather than a small one.

    >>> from participation.analysis.draws.problem import build_problem
    >>> from participation.analysis.draws.types import Person
    >>> pool = [Person(who, {"area": "North"}) for who in "ab"]
    >>> quotas = [Quota("area", "North", 0, 1), Quota("area", "South", 1, 2)]
    >>> [(r.feature, r.direction.value, r.by) for r in
    ...     check_quotas(build_problem(pool, quotas, 2)).relaxations]
    [('North', 'raise_max', 1), ('South', 'lower_min', 1)]
    """
    relaxations = _Slack(problem, seed=seed).holding()
    return Feasibility(not relaxations, relaxations)


def relax(quotas: Iterable[Quota], relaxations: Iterable[Relaxation]) -> tuple[Quota, ...]:
    """The quotas with the relaxations applied."""
    lower: dict[tuple[str, str], int] = {}
    higher: dict[tuple[str, str], int] = {}
    for change in relaxations:
        ends = lower if change.direction is Direction.LOWER_MIN else higher
        ends[change.category, change.feature] = change.by
    return tuple(
        Quota(
            quota.category,
            quota.feature,
            quota.min - lower.get((quota.category, quota.feature), 0),
            quota.max + higher.get((quota.category, quota.feature), 0),
        )
        for quota in quotas
    )


def exclusions(problem: Problem, can: NDArray[np.bool_], *, seed: int = 0) -> tuple[Exclusion, ...]:
    """For everyone whom no panel holds, the smallest change that would let them in."""
    slack = _Slack(problem, seed=seed)
    found: list[Exclusion] = []
    one_step: dict[int, tuple[Relaxation, ...]] = {}
    for kind in np.flatnonzero(~can).tolist():
        changes = one_step.get(kind)
        if changes is None:
            waiting = ~can
            waiting[list(one_step)] = False
            slack.welcome(waiting)
            changes = slack.holding(kind)
            if sum(change.by for change in changes) == 1:
                # Nobody shut out gets in by less, so it is the smallest for all on this panel.
                for other in np.flatnonzero(slack.held & waiting).tolist():
                    one_step.setdefault(other, changes)
        found += [Exclusion(problem.people[i].id, changes) for i in problem.members[kind]]
    return tuple(sorted(found, key=lambda exclusion: exclusion.id))


def in_words(relaxation: Relaxation) -> str:
    """One relaxation as a plain English sentence.

    >>> in_words(Relaxation("age", "16-24", 2, 5, Direction.LOWER_MIN, 1))
    'Accept 1 fewer with age “16-24”: a minimum of 1 instead of 2'
    """
    lowered = relaxation.direction is Direction.LOWER_MIN
    end, old, new = (
        ("minimum", relaxation.min, relaxation.new_min)
        if lowered
        else ("maximum", relaxation.max, relaxation.new_max)
    )
    return (
        f"Accept {relaxation.by} {'fewer' if lowered else 'more'} with {relaxation.category} "
        f"“{relaxation.feature}”: a {end} of {new} instead of {old}"
    )


def all_in_words(relaxations: Sequence[Relaxation]) -> list[str]:
    """Each relaxation as a sentence."""
    return [in_words(relaxation) for relaxation in relaxations]
