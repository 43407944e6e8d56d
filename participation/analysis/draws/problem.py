"""A pool and its quotas as a small integer system over interchangeable people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.types import BadInput, Person, Quota

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """People merged into types, and the rows that a panel of types must keep.

    People are interchangeable when they share every category's value and nobody else of
    their household is in the pool; people of one household with the same values are
    interchangeable too, and at most one of them is drawn. A panel is a vector of whole numbers
    ``x`` with ``0 <= x <= capacity`` and ``lower <= rows @ x <= upper``: one row for the size,
    one for each quota, one for each household of mixed values.

    Attributes:
        people: the pool, sorted by the code points of their ids.
        quotas: sorted by category and feature.
        size: the seats to fill.
        members: for each type, indexes into ``people``.
        capacity: for each type, the most of it that one panel holds, shape (types,).
        rows: shape (1 + quotas + households, types), 0 or 1.
        lower, upper: the ends of each row.
    """

    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    size: int
    members: tuple[tuple[int, ...], ...]
    capacity: Ints
    rows: Floats
    lower: Floats
    upper: Floats

    @property
    def types(self) -> int:
        return len(self.members)

    @property
    def counts(self) -> Floats:
        """How many people each type has, shape (types,)."""
        return np.array([len(group) for group in self.members], dtype=np.float64)

    def holds(self, panel: Ints) -> bool:
        """Whether a vector of seats by type is a panel."""
        sums = self.rows @ panel
        return bool(
            np.all(panel >= 0)
            and np.all(panel <= self.capacity)
            and np.all(sums >= self.lower - 1e-9)
            and np.all(sums <= self.upper + 1e-9)
        )

    def with_quotas(self, quotas: Sequence[Quota]) -> Problem:
        """The same pool under other numbers for the same features."""
        return build_problem(self.people, quotas, self.size)


def build_problem(people: Iterable[Person], quotas: Iterable[Quota], size: int) -> Problem:
    """Check a pool and its quotas, and merge people who are interchangeable.

    Raises:
        BadInput: with every problem found, in words.

    >>> pool = [Person("a", {"area": "North"}), Person("b", {"area": "North"})]
    >>> build_problem(pool, [Quota("area", "North", 1, 1)], 1).types
    1
    """
    pool = tuple(sorted(people, key=lambda person: person.id))
    bounds = tuple(sorted(quotas))
    if problems := _problems(pool, bounds, size):
        raise BadInput(problems)
    categories = sorted({quota.category for quota in bounds})
    homes = Counter(person.household for person in pool if person.household is not None)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, person in enumerate(pool):
        values = tuple(person.values[category] for category in categories)
        home = person.household
        shared = home is not None and homes[home] > 1
        groups[(f"h{home}" if shared else "", *values)].append(index)
    keys = sorted(groups)
    members = tuple(tuple(groups[key]) for key in keys)
    capacity = np.array([1 if key[0] else len(groups[key]) for key in keys], dtype=np.int64)
    rows = [np.ones(len(keys))]
    for quota in bounds:
        place = categories.index(quota.category) + 1
        rows.append(np.array([float(key[place] == quota.feature) for key in keys]))
    mixed = [home for home, n in sorted(Counter(key[0] for key in keys).items()) if home and n > 1]
    rows += [np.array([float(key[0] == home) for key in keys]) for home in mixed]
    return Problem(
        people=pool,
        quotas=bounds,
        size=size,
        members=members,
        capacity=np.minimum(capacity, size),
        rows=np.array(rows),
        lower=np.array([size, *(q.min for q in bounds), *([0] * len(mixed))], dtype=np.float64),
        upper=np.array([size, *(q.max for q in bounds), *([1] * len(mixed))], dtype=np.float64),
    )


def _problems(pool: Sequence[Person], quotas: Sequence[Quota], size: int) -> list[str]:
    problems = [
        words
        for wrong, words in (
            (size < 1, "The panel needs at least 1 seat"),
            (not pool, "The pool is empty"),
            (not quotas, "There are no quotas"),
            (any(not person.id for person in pool), "Somebody in the pool has no id"),
        )
        if wrong
    ]
    twice = sorted(who for who, n in Counter(p.id for p in pool).items() if n > 1)
    problems += [f"The id “{who}” is in the pool more than once" for who in twice[:5]]
    problems += _quota_problems(quotas)
    for category in sorted({q.category for q in quotas}):
        known = {q.feature for q in quotas if q.category == category}
        if any(category not in person.values for person in pool):
            problems.append(f"The pool doesn't say everyone's {category}")
            continue
        seen = {person.values[category] for person in pool}
        problems += [
            f"{category} “{value}” is in the pool but has no quota"
            for value in sorted(seen - known)
        ]
    apart = len({p.household for p in pool if p.household is not None})
    apart += sum(p.household is None for p in pool)
    if pool and apart < size:
        what = "households" if apart < len(pool) else "people"
        problems.append(f"The pool has {apart} {what}; the panel has {size} seats")
    return problems


def _quota_problems(quotas: Sequence[Quota]) -> list[str]:
    pairs = Counter((q.category, q.feature) for q in quotas)
    problems = [
        f"{category} “{feature}” has more than one quota"
        for (category, feature), n in sorted(pairs.items())
        if n > 1
    ]
    for quota in quotas:
        name = f"{quota.category} “{quota.feature}”"
        if quota.min < 0:
            problems.append(f"{name}: the minimum can't be below 0")
        if quota.max < quota.min:
            problems.append(f"{name}: the minimum {quota.min} is above the maximum {quota.max}")
    return problems
