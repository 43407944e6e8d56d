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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from participation.analysis.disclosure.tables import Cell, Family, Sum

if TYPE_CHECKING:
    from participation.analysis.disclosure.releasing import Audience, Release
    from participation.analysis.disclosure.solving import Ints

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
    columns = _Columns(family, rules, earlier)
    hidden, betrayed, programs = set(columns.small), set[Cell](), 0
    for part in columns.parts():
        part.hide_what_is_needed()
        part.show_what_is_not()
        hidden |= {
            family.cells[part.places[int(p)]] for p in np.flatnonzero(part.hidden & part.shown)
        }
        betrayed |= {family.cells[part.places[place]] for place in part.betrayed}
        programs += part.moves.solved
    return Protected(
        family=family,
        rules=rules,
        small=columns.small,
        hidden=frozenset(hidden),
        betrayed=frozenset(betrayed),
        guarded=family.guarded,
        programs=programs,
    )


@dataclass(frozen=True)
class _Need:
    """A numbered cell that has to be able to reach a count."""

    place: int
    target: int


class _Columns:
    """Every count that a reader may reason about, numbered: those to be shown, those shown before,
    the changes in between, those of tables that aren't released; and the sums that tie them."""

    def __init__(self, family: Family, rules: Rules, earlier: Sequence[Earlier]) -> None:
        self.family, self.rules = family, rules
        self.places = {key: place for place, key in enumerate(family.cells)}
        self.values = [family.count(key) for key in family.cells]
        self.free: list[bool] = [False] * len(self.values)
        self.fixed = [key in family.facts for key in family.cells]
        self.showable = len(self.values)
        self.rows: list[tuple[tuple[int, int], ...]] = []
        self.needs: list[_Need] = []
        inner = {key: self._column(family.count(key)) for key in family.inner}
        self._tie(family.sums, self.places | inner, check=False)
        for release in earlier:
            self._add_earlier(release)
        self.small = frozenset(
            key
            for key, place in self.places.items()
            if rules.small(self.values[place]) and not self.fixed[place]
        )
        for key in sorted(self.small, key=self.places.__getitem__):
            self._need(self.places[key])

    def _column(self, value: int, *, free: bool = False, fixed: bool = False) -> int:
        self.values.append(value)
        self.free.append(free)
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
        if all(self.family.count(key) == then[key] for key in shared):
            # Nothing has changed: what was shown then is what is true now, and everybody has it.
            for key in release.shown & set(shared):
                self.fixed[self.places[key]] = True
            return
        # Where nothing fell, a reader may know that replies only came: a change is then no less
        # than none.
        fell = any(self.family.count(key) < then[key] for key in shared)
        before = {}
        for key in shared:
            known = key in release.shown or key in self.family.facts
            before[key] = self._column(then[key], fixed=known)
            now = self.places[key]
            change = self._column(self.values[now] - then[key], free=fell)
            self.rows.append(((now, 1), (before[key], -1), (change, -1)))
            if key not in self.family.facts and 0 < abs(self.values[change]) < self.rules.threshold:
                self._need(change)
        self._tie(self.family.sums, before, check=True)

    def _prices(self) -> list[float]:
        """What hiding costs readers: margins more than what is inside them, many more than few."""
        deepest = max((len(table) for table in self.family.tables), default=0)
        prices = [HIDDEN_COSTS] * len(self.values)
        for key, place in self.places.items():
            size = 1.0 + self.values[place] / (20 * self.rules.threshold)
            prices[place] = size * A_MARGIN_COSTS ** (deepest - len(key))
        return prices

    def parts(self) -> Iterator[_Part]:
        """The columns in parts that what is known in any case keeps apart, where one has a need.

        A column that can't move carries nothing from one sum to another, so each part is a problem
        of its own: tables by age and tables by area meet only in what everybody knows.
        """
        leader = list(range(len(self.values)))

        def find(place: int) -> int:
            while leader[place] != place:
                leader[place] = leader[leader[place]]
                place = leader[place]
            return place

        moving = [tuple((p, sign) for p, sign in row if not self.fixed[p]) for row in self.rows]
        for row in moving:
            for place, _ in row[1:]:
                leader[find(place)] = find(row[0][0])
        needs: dict[int, list[_Need]] = {}
        for need in self.needs:
            if not self.fixed[need.place]:
                needs.setdefault(find(need.place), []).append(need)
        members: dict[int, list[int]] = {root: [] for root in needs}
        for place in range(len(self.values)):
            root = find(place)
            if root in members and not self.fixed[place]:
                members[root].append(place)
        rows: dict[int, list[tuple[tuple[int, int], ...]]] = {root: [] for root in needs}
        for row in moving:
            if row and (root := find(row[0][0])) in rows:
                rows[root].append(row)
        prices = self._prices()
        for root, mine in sorted(members.items(), key=lambda one: one[1][:1]):
            yield _Part(self, mine, rows[root], needs[root], prices)


class _Part:
    """Columns that depend on one another: which of them are hidden, and the moves found so far.

    ``places`` are the columns' numbers in the whole; everything else is by number in the part.
    """

    def __init__(
        self,
        whole: _Columns,
        places: Sequence[int],
        rows: Sequence[tuple[tuple[int, int], ...]],
        needs: Sequence[_Need],
        prices: Sequence[float],
    ) -> None:
        from participation.analysis.disclosure.solving import Moves, Ties

        self.places = places
        number = {place: mine for mine, place in enumerate(places)}
        self.value = np.array([whole.values[place] for place in places], dtype=np.int64)
        self.shown = np.array([place < whole.showable for place in places], dtype=np.bool_)
        self.price = np.array([prices[place] for place in places])
        self.needs = [_Need(number[need.place], need.target) for need in needs]
        self.small = np.array(
            [
                place < whole.showable and whole.family.cells[place] in whole.small
                for place in places
            ],
            dtype=np.bool_,
        )
        self.hidden = ~self.shown | self.small
        self.moves = Moves(
            Ties(
                tuple(tuple((number[place], sign) for place, sign in row) for row in rows),
                len(places),
            ),
            self.value,
            np.array([whole.free[place] for place in places], dtype=np.bool_),
        )
        self.found: list[Ints] = []
        self.kept_needs: list[_Need] = []
        self.highest, self.lowest = self.value.copy(), self.value.copy()
        self.betrayed: set[int] = set()
        self.nothing_held = np.zeros(len(places), dtype=np.bool_)

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
        for need in order:
            reached = need.target if self._met(need) else self._reach(need)
            if reached != need.target and self.shown[need.place]:
                self.betrayed.add(need.place)
            self.kept_needs.append(_Need(need.place, reached))

    def _reach(self, need: _Need) -> int:
        """Hide what brings a cell to its target, or as near as the facts let it come."""
        place, by = need.place, int(need.target - self.value[need.place])
        move = self.moves.cheapest(place, by, self._costs(), self.nothing_held)
        if move is None:
            far = self.moves.furthest(place, by > 0, abs(by), self.nothing_held)
            by = far if by > 0 else -far
            if by:
                move = self.moves.cheapest(place, by, self._costs(), self.nothing_held)
        if move is None:
            return int(self.value[place])
        self.found.append(move)
        np.maximum(self.highest, self.value + move, out=self.highest)
        np.minimum(self.lowest, self.value + move, out=self.lowest)
        self.hidden |= move != 0
        return int(self.value[place]) + by

    def show_what_is_not(self) -> None:
        """Show again, the dearest first, what later moves made needless to hide."""
        seconds = [int(place) for place in np.flatnonzero(self.hidden & self.shown & ~self.small)]
        seconds.sort(key=lambda place: (-self.price[place], place))
        left = TRIES
        for place in seconds:
            without = [move for move in self.found if not move[place]]
            lacking = self._lacking(without)
            if len(lacking) > left:
                continue
            held = ~self.hidden
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
