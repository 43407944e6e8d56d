"""Filling the seats of people who left: what the quotas leave, whom they shut out, ±1 instead.

The people who stay take their share of every quota, and what remains for a handful of seats is
often so tight that much of the pool could never be chosen. Widening every quota by one usually
lets everybody back in, at the price of a panel that may miss a quota by one person. Officers
choose; this module shows them both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from participation.analysis.draws.decomposition import Decomposition
from participation.analysis.draws.lottery import coverable
from participation.analysis.draws.pricing import Pricing
from participation.analysis.draws.problem import build_problem
from participation.analysis.draws.relaxations import check_quotas, exclusions, relax
from participation.analysis.draws.types import BadInput, Exclusion, Person, Quota, Relaxation


@dataclass(frozen=True)
class Option:
    """Quotas for the empty seats, and what they would mean.

    Attributes:
        quotas: for the empty seats alone; draw from the plan's pool by them.
        feasible: whether some group of replacements meets them.
        relaxations: the smallest changes when none does.
        eligible: how many people of the pool could be chosen.
        excluded: who could not, each with the smallest change that would let them in.
    """

    quotas: tuple[Quota, ...]
    feasible: bool
    relaxations: tuple[Relaxation, ...]
    eligible: int
    excluded: tuple[Exclusion, ...]

    @property
    def blamed(self) -> dict[tuple[str, str], int]:
        """For each quota that shuts people out, how many would need it to give way."""
        blame: Counter[tuple[str, str]] = Counter()
        for exclusion in self.excluded:
            blame.update({(change.category, change.feature) for change in exclusion.quotas})
        return dict(sorted(blame.items()))


@dataclass(frozen=True)
class ReplacementPlan:
    """The empty seats and how they could be filled.

    Attributes:
        seats: how many are empty.
        pool: who may be asked.
        housemates: ids left out because somebody of their household stays on the panel.
        overfull: quotas whose maximum the people who stay already pass.
        exact: what the panel's own quotas leave.
        proposed: every quota one wider, or as much as it takes to fill the seats, when the
            exact ones shut somebody out; else None.
    """

    seats: int
    pool: tuple[Person, ...]
    housemates: tuple[str, ...]
    overfull: tuple[Quota, ...]
    exact: Option
    proposed: Option | None


def plan_replacements(
    people: Iterable[Person],
    quotas: Sequence[Quota],
    size: int,
    *,
    staying: Collection[str],
    unavailable: Collection[str] = (),
    seed: int = 0,
) -> ReplacementPlan:
    """What the quotas of a panel leave for its empty seats, and a wider set where they are tight.

    Parameters:
        people: the whole pool of the first draw.
        quotas: the panel's quotas, for ``size`` seats.
        staying: ids of members who stay.
        unavailable: ids who left, declined, or can't be asked again.

    Raises:
        BadInput: when nobody left, a member isn't in the pool, or too few people remain.

    >>> pool = [Person(str(i), {"area": "North" if i < 3 else "South"}) for i in range(6)]
    >>> quotas = [Quota("area", "North", 1, 1), Quota("area", "South", 1, 1)]
    >>> plan = plan_replacements(pool, quotas, 2, staying=["0"], unavailable=["3"])
    >>> plan.exact.eligible, [one.id for one in plan.exact.excluded], plan.proposed.eligible
    (2, ['1', '2'], 4)
    """
    known = {person.id: person for person in people}
    if strangers := sorted(set(staying) - set(known)):
        raise BadInput([f"The member “{who}” is not in the pool" for who in strangers[:5]])
    seats = size - len(set(staying))
    if seats < 1:
        raise BadInput(["No seat is empty"])
    members = [known[who] for who in sorted(set(staying))]
    homes = {person.household for person in members if person.household is not None}
    left = [known[who] for who in sorted(set(known) - set(staying) - set(unavailable))]
    pool = tuple(person for person in left if person.household not in homes)
    taken = Counter(
        (quota.category, quota.feature)
        for person in members
        for quota in quotas
        if person.values.get(quota.category) == quota.feature
    )
    after = [(quota, taken[quota.category, quota.feature]) for quota in sorted(quotas)]
    exact = tuple(_rest(quota, n, seats, wider=0) for quota, n in after)
    wider = tuple(_rest(quota, n, seats, wider=1) for quota, n in after)
    first = _option(pool, exact, seats, seed=seed)
    tight = not first.feasible or bool(first.excluded)
    return ReplacementPlan(
        seats=seats,
        pool=pool,
        housemates=tuple(person.id for person in left if person.household in homes),
        overfull=tuple(quota for quota, n in after if n > quota.max),
        exact=first,
        proposed=_wide_enough(pool, wider, seats, seed=seed) if tight else None,
    )


def _rest(quota: Quota, taken: int, seats: int, *, wider: int) -> Quota:
    low = max(0, quota.min - taken - wider)
    # Not above the seats there are: a maximum that can't bind would only confuse.
    high = min(seats, quota.max - taken + wider)
    return Quota(quota.category, quota.feature, low, max(low, high))


def _wide_enough(
    pool: tuple[Person, ...], quotas: tuple[Quota, ...], seats: int, *, seed: int
) -> Option:
    option = _option(pool, quotas, seats, seed=seed)
    if option.feasible:
        return option
    return _option(pool, relax(quotas, option.relaxations), seats, seed=seed)


def _option(
    pool: tuple[Person, ...], quotas: tuple[Quota, ...], seats: int, *, seed: int
) -> Option:
    problem = build_problem(pool, quotas, seats)
    answer = check_quotas(problem)
    if not answer.feasible:
        return Option(quotas, False, answer.relaxations, 0, ())
    pricing = Pricing(problem, seed=seed)
    mix = Decomposition(problem, pricing, seed=seed)
    mix.add(pricing.best(problem.counts).panel)
    can = coverable(mix, pricing)
    out = exclusions(problem, can) if not can.all() else ()
    return Option(quotas, True, (), len(pool) - len(out), out)
