"""Whoever reads everything that is shown, and knows the rules: integer programming over people.

It shares no code with what it attacks. It counts people of each whole kind (every variable at
once), which is all that can be concluded at all, and asks how few and how many may be in a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Group = tuple[tuple[str, str], ...]


class Attacker:
    """Knows the categories, the threshold, the rounding, and what was shown at each time."""

    def __init__(
        self,
        categories: Mapping[str, Sequence[str]],
        threshold: int,
        possible: Callable[[Mapping[str, str]], bool] = lambda person: True,
    ) -> None:
        """``possible`` says which kinds of people there can be at all."""
        self.names = sorted(categories)
        self.kinds = [
            kind
            for kind in product(*(categories[name] for name in self.names))
            if possible(dict(zip(self.names, kind, strict=True)))
        ]
        self.threshold = threshold
        self.times = 0
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def members(self, group: Group, time: int = 0) -> np.ndarray:
        """Which kinds of people, at which time, a group is made of."""
        asked = dict(group)
        mine = np.array(
            [
                all(
                    value == asked.get(name, value)
                    for name, value in zip(self.names, kind, strict=True)
                )
                for kind in self.kinds
            ],
            dtype=float,
        )
        row = np.zeros((max(self.times, time + 1), len(self.kinds)))
        row[time] = mine
        return row.ravel()

    def reads(
        self, shown: Mapping[Group, int], *, round_to: int = 1, facts: Mapping[Group, int]
    ) -> None:
        """What a release says: its figures are of groups that reach the threshold."""
        time = self.times
        self.times += 1
        for group, figure in shown.items():
            if group in facts:
                continue
            within = [n for n in range(figure - round_to, figure + round_to + 1) if n >= 0]
            fits = [n for n in within if (n + round_to // 2) // round_to * round_to == figure]
            fits = [n for n in fits if n >= self.threshold] or fits
            self._knows(self.members(group, time), min(fits), max(fits))
        for group, exact in facts.items():
            self._knows(self.members(group, time), exact, exact)

    def knows_that_nobody_left(self) -> None:
        """Between one time and the next, replies only came."""
        for time in range(1, self.times):
            for place in range(len(self.kinds)):
                row = np.zeros((self.times, len(self.kinds)))
                row[time, place], row[time - 1, place] = 1, -1
                self._knows(row.ravel(), 0, np.inf)

    def _knows(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def fits(self, group: Group, low: float, high: float, *, since: int | None = None) -> bool:
        """Whether all that was read leaves it possible that so many people are in a group."""
        zero = np.zeros(self.times * len(self.kinds))
        return self._best(zero, self._aim(group, since), low, high) is not None

    def range(self, group: Group, *, since: int | None = None) -> tuple[int, int]:
        """How few and how many people a group may have now, or by how many it has changed."""
        aim = self._aim(group, since)
        ends = [self._best(sign * aim, aim, -np.inf, np.inf) for sign in (1, -1)]
        assert ends[0] is not None
        assert ends[1] is not None
        return round(ends[0]), round(-ends[1])

    def _aim(self, group: Group, since: int | None) -> np.ndarray:
        aim = self.members(group, self.times - 1)
        return aim if since is None else aim - self._wide(self.members(group, since))

    def _wide(self, row: np.ndarray) -> np.ndarray:
        return np.concatenate([row, np.zeros(self.times * len(self.kinds) - len(row))])

    def _best(self, costs: np.ndarray, aim: np.ndarray, low: float, high: float) -> float | None:
        matrix = np.array([*(self._wide(row) for row in self.rows), aim])
        # Nobody needs to look further than some thousands of people.
        found = milp(
            costs,
            constraints=LinearConstraint(matrix, [*self.low, low], [*self.high, high]),
            bounds=Bounds(0, 100_000),
            integrality=np.ones(len(aim)),
            # With presolving, HiGHS 1.12 was seen to call a point the best that isn't.
            options={"presolve": False},
        )
        return float(found.fun) if found.success else None


def recovered(
    attacker: Attacker, groups: Iterable[Group], *, since: int | None = None
) -> list[tuple[Group, int, int]]:
    """Groups of which the attacker can say that there is somebody, or that there are few."""
    found = []
    for group in groups:
        nobody = attacker.fits(group, 0, 0, since=since)
        enough = attacker.fits(group, attacker.threshold, np.inf, since=since)
        if not (nobody and enough):
            found.append((group, *attacker.range(group, since=since)))
    return found
