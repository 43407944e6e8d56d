"""From a lottery to 1,000 equal tickets that a room can draw from with three digits.

Two steps. First how many tickets each panel of types gets: whole numbers that keep everyone
within a few tenths of a percentage point of their chance, found from largest remainders by
swapping one ticket at a time. Then the seats of a type are dealt to its people round robin, so
that two people of one type differ by one ticket at most. The arithmetic of the search is on
whole numbers, exact in any order of summation, so that equal input gives equal tickets.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.problem import Floats, Ints, Problem

TICKETS = 1000
SCALE = 2**14
ROUNDS = 40
HEAVIEST = 64


def multiplicities(
    panels: Ints, weights: Floats, counts: Floats, *, tickets: int = TICKETS
) -> Ints:
    """How many tickets each panel gets, so that the largest move of anyone's chance is small.

    Parameters:
        panels: shape (panels, types).
        weights: the lottery, shape (panels,), summing to 1; panels of weight 0 are spares.
        counts: people of each type, shape (types,).

    Returns:
        Whole numbers, shape (panels,), summing to ``tickets``.

    >>> multiplicities(np.array([[1, 0], [0, 1]]), np.array([0.5, 0.5]), np.ones(2)).tolist()
    [500, 500]
    """
    unit = np.round(SCALE / counts)
    seats = panels * unit
    wanted = np.round(tickets * (weights @ panels) * unit)
    given = _largest_remainders(weights, tickets)
    heavy = np.ones(panels.shape[1])
    best, least = given, np.inf
    for _ in range(ROUNDS):
        given = _swap_until_still(seats, wanted, heavy, given)
        off = np.abs(given @ seats - wanted)
        worst = float(off.max())
        if worst < least:
            best, least = given, worst
        if worst <= SCALE / 2:
            break
        heavy = np.where(off > 0.75 * worst, np.minimum(heavy * 2, HEAVIEST), heavy)
        if (heavy == HEAVIEST).all():
            break
    return best.astype(np.int64)


def deal(problem: Problem, panels: Ints, given: Ints, *, seed: int) -> tuple[tuple[str, ...], ...]:
    """Tickets of people's ids, numbered from 0, in an order that the seed alone decides.

    Each ticket lists its ids sorted by code points.
    """
    order = [
        panel
        for _, panel in sorted(
            (_hash(seed, f"ticket:{panel}:{copy}"), panel)
            for panel in range(len(panels))
            for copy in range(int(given[panel]))
        )
    ]
    queues = [
        sorted((problem.people[i].id for i in group), key=lambda who: _hash(seed, "person:" + who))
        for group in problem.members
    ]
    turn = [0] * problem.types
    tickets = []
    for panel in order:
        ids: list[str] = []
        for kind in np.flatnonzero(panels[panel]):
            queue, n = queues[kind], int(panels[panel][kind])
            ids += [queue[(turn[kind] + step) % len(queue)] for step in range(n)]
            turn[kind] = (turn[kind] + n) % len(queue)
        tickets.append(tuple(sorted(ids)))
    return tuple(tickets)


def _largest_remainders(weights: Floats, tickets: int) -> Floats:
    exact = weights * tickets
    given = np.floor(exact + 1e-9)
    missing = tickets - int(given.sum())
    first = np.argsort(given - exact, kind="stable")[:missing]
    given[first] += 1
    return given


def _swap_until_still(seats: Floats, wanted: Floats, heavy: Floats, given: Floats) -> Floats:
    """Move single tickets between panels while the weighted sum of squares falls."""
    given = given.copy()
    weighted = seats * heavy
    gram: NDArray[np.float64] = weighted @ seats.T
    own = np.diag(gram)
    pull = weighted @ (given @ seats - wanted)
    for _ in range(4 * len(seats) + 100):
        # The change of the sum of squares when a ticket leaves panel a for panel b.
        holders = np.flatnonzero(given > 0)
        leave = own[holders] - 2.0 * pull[holders]
        change = leave[:, None] + (own + 2.0 * pull)[None, :] - 2.0 * gram[holders]
        at = int(np.argmin(change))
        a, b = int(holders[at // len(seats)]), at % len(seats)
        if change.flat[at] >= 0.0:
            break
        given[a] -= 1
        given[b] += 1
        pull += gram[b] - gram[a]
    return given


def _hash(seed: int, what: str) -> bytes:
    return hashlib.sha256(f"{seed}:{what}".encode()).digest()
