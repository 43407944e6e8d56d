"""A whole draw: from a pool and its quotas to everyone's chance and 1,000 tickets."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from participation.analysis.draws.lottery import GIVE_UP, FairLottery, fair_lottery
from participation.analysis.draws.problem import Problem, build_problem
from participation.analysis.draws.relaxations import check_quotas, exclusions
from participation.analysis.draws.tickets import TICKETS, deal, multiplicities
from participation.analysis.draws.types import Draw, Exclusion, Infeasible, Method, Person, Quota


def draw_panel(
    people: Iterable[Person],
    quotas: Iterable[Quota],
    size: int,
    *,
    method: Method = Method.LEXIMIN,
    seed: int = 0,
    give_up: float = GIVE_UP,
    tickets: int = TICKETS,
    explain: bool = True,
) -> Draw:
    """Share out the chances of being drawn, and turn them into equal tickets.

    Every ticket meets every quota and holds at most one person of a household. With the
    method *leximin* nobody's chance can be raised without lowering that of somebody whose chance
    is no higher. The order of people and quotas makes no difference to the result.

    Parameters:
        people: the pool; people with the same ``household`` live together.
        quotas: for each category that counts, one for each feature found in the pool.
        size: seats to fill.
        method: how the chances are shared.
        seed: decides who of several interchangeable people is on which ticket, and the order.
        give_up: for ``Method.BALANCED``, the share of the least chance that may be lost.
        tickets: how many; 1,000 for three digits.
        explain: whether to find what would let in each person who is shut out; a replacement
            plan has said so already, and it takes longer than the draw.

    Raises:
        BadInput: the pool or the quotas make no sense.
        Infeasible: no panel meets the quotas; holds the smallest relaxations.

    >>> pool = [Person(who, {"area": "North"}) for who in "abcd"]
    >>> result = draw_panel(pool, [Quota("area", "North", 2, 2)], 2)
    >>> {who: round(chance, 3) for who, chance in result.chances.items()}
    {'a': 0.5, 'b': 0.5, 'c': 0.5, 'd': 0.5}
    """
    problem = build_problem(people, quotas, size)
    feasibility = check_quotas(problem)
    if not feasibility.feasible:
        raise Infeasible(feasibility.relaxations)
    lottery = fair_lottery(problem, method=method, seed=seed, give_up=give_up)
    return draw_from(problem, lottery, method=method, seed=seed, tickets=tickets, explain=explain)


def draw_from(
    problem: Problem,
    lottery: FairLottery,
    *,
    method: Method,
    seed: int,
    tickets: int = TICKETS,
    explain: bool = True,
) -> Draw:
    """The tickets and figures of a lottery already found."""
    given = multiplicities(lottery.panels, lottery.weights, problem.counts, tickets=tickets)
    chances = {
        problem.people[i].id: float(chance)
        for chance, group in zip(lottery.chances, problem.members, strict=True)
        for i in group
    }
    everyone = bool(lottery.can.all())
    out: tuple[Exclusion, ...] = ()
    if explain and not everyone:
        out = exclusions(problem, lottery.can, seed=0)
    elif not everyone:
        kinds = np.flatnonzero(~lottery.can)
        ids = sorted(problem.people[i].id for kind in kinds for i in problem.members[kind])
        out = tuple(Exclusion(who, ()) for who in ids)
    return Draw(
        method=method,
        seed=seed,
        size=problem.size,
        chances=dict(sorted(chances.items())),
        tickets=deal(problem, lottery.panels, given, seed=seed),
        bound=lottery.least if everyone else 0.0,
        eligible_bound=lottery.least,
        attained=lottery.cuts == 0,
        shortfall=float(np.max(np.maximum(lottery.target - lottery.chances, 0.0))),
        panels=int(np.count_nonzero(lottery.weights > 1e-9)),
        excluded=out,
        quotas=problem.quotas,
    )
