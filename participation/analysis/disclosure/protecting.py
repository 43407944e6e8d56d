"""Which cells of a family of tables have to be hidden, so that no small group can be worked out.

Small groups are hidden first. Then further cells are, until for every small group the counts that
fit everything shown run from nobody to the threshold or more: whoever reads all tables together
can say neither that somebody is in the group nor that the group is small.

The method is the linear-programming heuristic for the cell suppression problem: for each group a
cheapest move is found that brings it there, and the cells that the move changes are hidden. Hiding
what a move changes is proof that it works. See Kelly, Golden and Assad, *Cell suppression:
disclosure protection for sensitive tabular data*, Networks 22 (1992), and Fischetti and
Salazar-González, *Models and algorithms for the 2-dimensional cell suppression problem in
statistical disclosure control*, Mathematical Programming 84 (1999). Here moves are of whole people,
over any number of tables that share margins, and over tables released at different times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from participation.analysis.disclosure.solving import Ints, Moves, Ties
from participation.analysis.disclosure.tables import Cell, Family, Sum

if TYPE_CHECKING:
    from participation.analysis.disclosure.releasing import Audience, Release

SMALLEST_THRESHOLD = 5
HIDDEN_COSTS = 1e-3
A_MARGIN_COSTS = 8.0
TRIES = 400
"""How many programs may be solved to show again what turned out not to need hiding."""


@dataclass(frozen=True)
class Rules:
    """How careful to be.

    Parameters:
        threshold: groups of fewer people are hidden; at least 5.
        round_to: what the public's figures are rounded to.
        smallest_base: no percentage is made of fewer people.
        step: figures are released again once so many replies have changed.
        hide_none: whether that nobody is in a group is hidden as well. It should be: it tells that
            everybody of a kind said something else.
    """

    threshold: int = 10
    round_to: int = 5
    smallest_base: int = 20
    step: int = 10
    hide_none: bool = True

    def __post_init__(self) -> None:
        if self.threshold < SMALLEST_THRESHOLD:
            raise ValueError(f"the threshold is at least {SMALLEST_THRESHOLD}")
        if self.round_to < 1 or self.step < self.threshold or self.smallest_base < self.threshold:
            raise ValueError("rounding is to 1 or more; step and base reach the threshold")

    def small(self, count: int) -> bool:
        """Whether a group of so many people is one to hide."""
        return count < self.threshold and (self.hide_none or count != 0)


DEFAULT_RULES = Rules()


@dataclass(frozen=True)
class Earlier:
    """What readers may have kept from a release before this one.

    Parameters:
        tables: the tables that it had.
        counts: the true counts on which it stood.
        shown: the cells whose figure was new then (not one repeated from a yet earlier release).
        figures: what it showed, for cells that can't be shown anew now.
    """

    tables: tuple[tuple[str, ...], ...]
    counts: Mapping[Cell, int]
    shown: frozenset[Cell]
    figures: Mapping[Cell, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Protected:
    """A family with what is hidden in it.

    Parameters:
        small: cells hidden for what they are.
        hidden: these, and the cells hidden because they would give one of these away.
        betrayed: small cells that the facts alone narrow down, so that hiding can't help.
        guarded: whether conclusions through people, not only through margins, were guarded
            against; always so where the tables don't go round in a circle.
        programs: how many linear programs it took.
    """

    family: Family
    rules: Rules
    small: frozenset[Cell]
    hidden: frozenset[Cell]
    betrayed: frozenset[Cell]
    guarded: bool
    programs: int

    def released(self, audience: Audience, earlier: Sequence[Earlier] = ()) -> Release:
        """What an audience is shown; ``earlier`` as for :func:`protect`, the latest last."""
        from participation.analysis.disclosure.releasing import release

        return release(self, audience, earlier)


def protect(
    family: Family, rules: Rules = DEFAULT_RULES, earlier: Sequence[Earlier] = ()
) -> Protected:
    """Choose what to hide.

    Parameters:
        family: all the tables that are released together.
        rules: how careful to be.
        earlier: releases about the same people that came before, the earliest first. No small
            group of people who came, went or changed in between can be worked out either.
    """
    family = family.with_the_whole()
    search = _Search(family, rules, earlier)
    search.hide_what_is_needed()
    search.show_what_is_not()
    return Protected(
        family=family,
        rules=rules,
        small=search.small,
        hidden=frozenset(key for key, place in search.places.items() if search.hidden[place]),
        betrayed=frozenset(search.betrayed),
        guarded=bool(family.whole) or not family.circular,
        programs=search.moves.solved,
    )


@dataclass(frozen=True)
class _Need:
    """A numbered cell that has to be able to reach a count."""

    place: int
    target: int


class _Search:
    """The numbered cells, which of them are shown, and the moves found so far."""

    def __init__(self, family: Family, rules: Rules, earlier: Sequence[Earlier]) -> None:
        self.family, self.rules = family, rules
        self.places = {key: place for place, key in enumerate(family.cells)}
        self.values = [family.count(key) for key in family.cells]
        self.free: list[bool] = [False] * len(self.values)
        self.fixed = [key in family.facts for key in family.cells]
        self.showable = len(self.values)
        self.rows: list[tuple[tuple[int, int], ...]] = []
        self.small = frozenset(
            key
            for key, place in self.places.items()
            if rules.small(self.values[place]) and not self.fixed[place]
        )
        self.needs: list[_Need] = []
        for key in self.small:
            self._need(self.places[key])
        inner = {key: self._column(None) for key in family.inner}
        self._tie(family.sums, self.places | inner, check=False)
        for release in earlier:
            self._add_earlier(release)
        self._get_ready()

    def _column(self, value: int | None, *, free: bool = False, fixed: bool = False) -> int:
        # A table that isn't released may hold anything that fits: ``None`` is some unknown count.
        self.values.append(0 if value is None else value)
        self.free.append(free or value is None)
        self.fixed.append(fixed)
        return len(self.values) - 1

    def _need(self, place: int) -> None:
        value, most = self.values[place], self.rules.threshold
        self.needs.append(_Need(place, most if value >= 0 else -most))
        if value:
            self.needs.append(_Need(place, 0))

    def _tie(self, sums: Sequence[Sum], places: Mapping[Cell, int], *, check: bool) -> None:
        for total in sums:
            if total.total not in places or any(part not in places for part in total.parts):
                continue
            row = [(places[total.total], -1), *((places[part], 1) for part in total.parts)]
            # What an earlier release counted under a category that is no more doesn't add up.
            if check and sum(sign * self.values[place] for place, sign in row) != 0:
                continue
            self.rows.append(tuple(row))

    def _add_earlier(self, release: Earlier) -> None:
        shapes = set(Family.shapes(release.tables))
        shared = [key for key in self.family.cells if tuple(name for name, _ in key) in shapes]
        then = {key: release.counts.get(key, 0) for key in shared}
        # Where nothing fell, a reader may know that replies only came: a change is then no less
        # than none.
        fell = any(self.family.count(key) < then[key] for key in shared)
        before = {}
        for key in shared:
            fixed = key in release.shown or key in self.family.facts
            before[key] = self._column(then[key], fixed=fixed)
            now = self.places[key]
            change = self._column(self.values[now] - then[key], free=fell)
            self.rows.append(((now, 1), (before[key], -1), (change, -1)))
            if key not in self.family.facts and 0 < abs(self.values[change]) < self.rules.threshold:
                self._need(change)
        self._tie(self.family.sums, before, check=True)

    def _get_ready(self) -> None:
        count = len(self.values)
        self.value = np.array(self.values, dtype=np.int64)
        self.held_always = np.array(self.fixed, dtype=np.bool_)
        self.hidden = np.ones(count, dtype=np.bool_)
        self.hidden[: self.showable] = False
        for key in self.small:
            self.hidden[self.places[key]] = True
        self.price = self._prices()
        self.moves = Moves(
            Ties(tuple(self.rows), count), self.value, np.array(self.free, dtype=np.bool_)
        )
        self.found: list[Ints] = []
        self.highest, self.lowest = self.value.copy(), self.value.copy()
        self.betrayed: set[Cell] = set()

    def _prices(self) -> NDArray[np.float64]:
        """What hiding costs readers: margins more than what is inside them, many more than few."""
        prices = np.full(len(self.values), HIDDEN_COSTS)
        widest = {len(table) for table in self.family.tables}
        deepest = max(widest, default=0)
        for key, place in self.places.items():
            size = 1.0 + self.values[place] / (20 * self.rules.threshold)
            prices[place] = size * A_MARGIN_COSTS ** (deepest - len(key))
        return prices

    def _costs(self) -> NDArray[np.float64]:
        return np.where(self.hidden, HIDDEN_COSTS, self.price)

    def _met(self, need: _Need) -> bool:
        if need.target >= self.value[need.place]:
            return bool(self.highest[need.place] >= need.target)
        return bool(self.lowest[need.place] <= need.target)

    def hide_what_is_needed(self) -> None:
        """Find moves, the hardest first, and hide what they change."""
        order = sorted(
            self.needs, key=lambda need: (-abs(need.target - self.value[need.place]), need.place)
        )
        self.kept_needs: list[_Need] = []
        for need in order:
            if not self._met(need):
                reached = self._reach(need)
                if reached != need.target and need.place < self.showable:
                    self.betrayed.add(self.family.cells[need.place])
                need = _Need(need.place, reached)  # noqa: PLW2901
            self.kept_needs.append(need)

    def _reach(self, need: _Need) -> int:
        """Hide what brings a cell to its target, or as near as the facts let it come."""
        by = int(need.target - self.value[need.place])
        move = self.moves.cheapest(need.place, by, self._costs(), self.held_always)
        if move is None:
            far = self.moves.furthest(need.place, by > 0, abs(by), self.held_always)
            by = far if by > 0 else -far
            move = (
                self.moves.cheapest(need.place, by, self._costs(), self.held_always) if by else None
            )
        if move is not None:
            self._keep(move)
            self.hidden[: self.showable] |= move[: self.showable] != 0
        return int(self.value[need.place]) + (by if move is not None else 0)

    def _keep(self, move: Ints) -> None:
        self.found.append(move)
        np.maximum(self.highest, self.value + move, out=self.highest)
        np.minimum(self.lowest, self.value + move, out=self.lowest)

    def show_what_is_not(self) -> None:
        """Show again, the dearest first, what later moves made needless to hide."""
        small = {self.places[key] for key in self.small}
        seconds = [int(p) for p in np.flatnonzero(self.hidden[: self.showable]) if p not in small]
        seconds.sort(key=lambda place: (-self.price[place], place))
        left = TRIES
        for place in seconds:
            without = [move for move in self.found if not move[place]]
            lacking = self._lacking(without)
            if len(lacking) > left:
                continue
            held = self.held_always | ~self.hidden
            held[place] = True
            instead: list[Ints] = []
            for need in lacking:
                left -= 1
                by = int(need.target - self.value[need.place])
                move = self.moves.cheapest(need.place, by, self._costs(), held)
                if move is None:
                    break
                instead.append(move)
            else:
                self.hidden[place] = False
                self.found = without + instead

    def _lacking(self, moves: Sequence[Ints]) -> list[_Need]:
        """Needs that these moves don't meet."""
        if moves:
            reached = self.value + np.array(moves)
            highest, lowest = reached.max(axis=0), reached.min(axis=0)
        else:
            highest = lowest = self.value
        return [
            need
            for need in self.kept_needs
            if (highest[need.place] < need.target and self.value[need.place] < need.target)
            or (lowest[need.place] > need.target and self.value[need.place] > need.target)
        ]
