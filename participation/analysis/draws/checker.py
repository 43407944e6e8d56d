"""An independent look at panels and tickets: plain counting, no solver, no types.

This module shares nothing with the code that makes a draw except the plain values, so that a
mistake in one can't hide in the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from participation.analysis.draws.types import Person, Quota


def panel_problems(
    ids: Sequence[str], people: Mapping[str, Person], quotas: Iterable[Quota], size: int
) -> list[str]:
    """Everything wrong with one panel, in words; empty when it is valid.

    >>> ann = Person("ann", {"area": "North"})
    >>> panel_problems(["ann"], {"ann": ann}, [Quota("area", "North", 1, 1)], 1)
    []
    >>> panel_problems([], {"ann": ann}, [Quota("area", "North", 1, 1)], 1)
    ['0 people for 1 seats', 'area “North”: 0 people, the quota is 1 to 1']
    """
    problems = []
    if len(ids) != size:
        problems.append(f"{len(ids)} people for {size} seats")
    for who, n in Counter(ids).items():
        if who not in people:
            problems.append(f"“{who}” is not in the pool")
        if n > 1:
            problems.append(f"“{who}” has {n} seats")
    known = [people[who] for who in dict.fromkeys(ids) if who in people]
    homes = Counter(person.household for person in known if person.household is not None)
    problems += [f"{n} people of one household" for n in homes.values() if n > 1]
    for quota in quotas:
        n = sum(person.values.get(quota.category) == quota.feature for person in known)
        if not quota.min <= n <= quota.max:
            problems.append(
                f"{quota.category} “{quota.feature}”: {n} people, "
                f"the quota is {quota.min} to {quota.max}"
            )
    return problems


def ticket_problems(
    tickets: Sequence[Sequence[str]],
    people: Iterable[Person],
    quotas: Sequence[Quota],
    size: int,
    *,
    expected: int = 1000,
) -> list[str]:
    """Everything wrong with a set of tickets, each named by its three digits."""
    known = {person.id: person for person in people}
    problems = []
    if len(tickets) != expected:
        problems.append(f"{len(tickets)} tickets instead of {expected}")
    for number, ids in enumerate(tickets):
        found = panel_problems(ids, known, quotas, size)
        problems += [f"Ticket {number:03d}: {problem}" for problem in found]
    return problems


def gini(chances: Iterable[float]) -> float:
    """The Gini coefficient: 0 when everyone's chance is equal, towards 1 when few have any.

    >>> gini([0.2, 0.2])
    0.0
    >>> gini([0.0, 1.0])
    0.5
    """
    ordered = sorted(chances)
    n, total = len(ordered), sum(ordered)
    if total <= 0.0:
        return 0.0
    return sum((2 * rank - n - 1) * chance for rank, chance in enumerate(ordered, 1)) / (n * total)
