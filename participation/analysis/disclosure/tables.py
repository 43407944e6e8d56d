"""Families of tables about the same people, and every sum that ties their cells together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from math import prod

Cell = tuple[tuple[str, str], ...]
"""A group of people: what is asked of them, sorted by name. ``()`` is everybody."""

EVERYBODY: Cell = ()

LARGEST_WHOLE = 2_000


def cell(**asked: str) -> Cell:
    """The group of people of whom all this holds.

    >>> cell(view="for", age="65+")
    (('age', '65+'), ('view', 'for'))
    """
    return tuple(sorted(asked.items()))


def cell_of(asked: Mapping[str, str]) -> Cell:
    """The same, where names aren't words of Python."""
    return tuple(sorted(asked.items()))


@dataclass(frozen=True)
class Variable:
    """Something that puts everybody into exactly one category.

    Parameters:
        name: unique in the family.
        categories: all of them; whoever gave no answer needs one too.
        groups: sub-totals, each a name and the categories that it takes in.

    A question with several answers to tick is a variable for each option, ticked or not.
    """

    name: str
    categories: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = (*self.categories, *self.groups)
        if not self.categories or len(set(every)) != len(every):
            raise ValueError(f"{self.name}: categories are told once each, and there is one")
        for taken in self.groups.values():
            if not set(taken) <= set(self.categories):
                raise ValueError(f"{self.name}: a group takes in categories only")

    @property
    def values(self) -> tuple[str, ...]:
        """Categories, then groups."""
        return (*self.categories, *self.groups)


@dataclass(frozen=True)
class Sum:
    """``total`` is what ``parts`` add up to, whoever is counted."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Family:
    """Tables that are read together: about the same people, so that they share margins.

    Parameters:
        variables: each by its name.
        tables: each the names of its variables. All margins of a table belong to it.
        counts: how many people are in each cell of each table (what is missing counts none).
        facts: cells that everybody knows exactly in any case, such as how many answers a question
            had. They are never hidden, and what they alone betray nothing can hide.
        whole: tables that are counted but *not* released, such as the one of all variables. With
            it, what could be concluded from several tables through people (rather than through
            margins) is guarded too. It is needed where the tables go round in a circle: A with B, B
            with C, C with A. Where they don't, any counts that agree on their shared margins can be
            a real population's, so margins are all there is to know.
        ties: further sums that readers know of, such as that whoever skipped a question skipped
            each of its parts: the same people under several names.
    """

    variables: Mapping[str, Variable]
    tables: tuple[tuple[str, ...], ...]
    counts: Mapping[Cell, int]
    facts: frozenset[Cell] = frozenset({EVERYBODY})
    whole: tuple[tuple[str, ...], ...] = ()
    ties: tuple[Sum, ...] = ()

    @classmethod
    def of_people(
        cls,
        variables: Iterable[Variable],
        tables: Iterable[Iterable[str]],
        people: Iterable[Mapping[str, str]],
        *,
        facts: Iterable[Cell] = (EVERYBODY,),
    ) -> Family:
        """Count people one by one. For small things; sites count in SQL.

        The table of all variables is counted too where it is needed and has at most
        :data:`LARGEST_WHOLE` cells.
        """
        named = {variable.name: variable for variable in variables}
        shapes = _tidy(tables)
        names = tuple(sorted({name for shape in shapes for name in shape}))
        size = prod(len(named[name].values) for name in names)
        whole = [names] if circular(shapes) and size <= LARGEST_WHOLE else []
        tallies: dict[Cell, int] = {}
        for person in people:
            for shape in (*shapes, *whole):
                key = tuple((name, person[name]) for name in shape)
                tallies[key] = tallies.get(key, 0) + 1
        return cls.of_counts(named.values(), shapes, tallies, facts=facts, whole=whole)

    @classmethod
    def of_counts(
        cls,
        variables: Iterable[Variable],
        tables: Iterable[Iterable[str]],
        innermost: Mapping[Cell, int],
        *,
        facts: Iterable[Cell] = (EVERYBODY,),
        whole: Iterable[Iterable[str]] = (),
        ties: Iterable[Sum] = (),
    ) -> Family:
        """From the innermost cells of each table, add up every margin and sub-total.

        Raises:
            ValueError: when two tables disagree about a margin that both have: they aren't about
                the same people; or when a tie isn't true.
        """
        named = {variable.name: variable for variable in variables}
        shapes, inner = _tidy(tables), _tidy(whole)
        by_shape: dict[tuple[str, ...], dict[Cell, int]] = {}
        for key, count in innermost.items():
            if count < 0:
                raise ValueError("nothing is counted below none")
            by_shape.setdefault(tuple(name for name, _ in key), {})[key] = count
        if unknown := set(by_shape) - {*shapes, *inner}:
            raise ValueError(f"counts of no table: {sorted(unknown)}")
        known: dict[tuple[str, ...], dict[Cell, int]] = {}
        for shape in (*shapes, *inner):
            for margin, mine in _margins(named, shape, by_shape.get(shape, {})).items():
                if known.setdefault(margin, mine) != mine:
                    raise ValueError(f"two tables disagree about {margin or 'everybody'}")
        counts = {key: count for mine in known.values() for key, count in mine.items()}
        tied = tuple(ties)
        for tie in tied:
            if counts.get(tie.total, 0) != sum(counts.get(part, 0) for part in tie.parts):
                raise ValueError(f"a tie isn't true: {tie.total}")
        return cls(named, shapes, counts, frozenset(facts), inner, tied)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of every table, margins before what is inside them."""
        found: dict[Cell, None] = {}
        for shape in self.shapes(self.tables):
            found.update(dict.fromkeys(self.cells_of(shape)))
        return tuple(found)

    @cached_property
    def inner(self) -> tuple[Cell, ...]:
        """Cells of the tables that aren't released."""
        known = set(self.cells)
        found: dict[Cell, None] = {}
        for shape in self.shapes(self.whole):
            found.update(dict.fromkeys(key for key in self.cells_of(shape) if key not in known))
        return tuple(found)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Each sum that ties cells together, in released tables and in those that aren't."""
        shapes = self.shapes((*self.tables, *self.whole))
        return (*(total for shape in shapes for total in self._sums_over(shape)), *self.ties)

    def count(self, key: Cell) -> int:
        """How many people are in a cell."""
        return self.counts.get(key, 0)

    @staticmethod
    def shapes(tables: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Each set of variables among the tables and their margins, once, the smallest first."""
        found = {
            kept
            for table in tables
            for size in range(len(table) + 1)
            for kept in combinations(table, size)
        }
        yield from sorted(found, key=lambda shape: (len(shape), shape))

    def cells_of(self, shape: tuple[str, ...]) -> Iterator[Cell]:
        """The cells over these variables, sub-totals too."""
        for values in product(*(self.variables[name].values for name in shape)):
            yield tuple(zip(shape, values, strict=True))

    def _sums_over(self, shape: tuple[str, ...]) -> Iterator[Sum]:
        for place, name in enumerate(shape):
            variable = self.variables[name]
            others = shape[:place] + shape[place + 1 :]
            for rest in self.cells_of(others):
                before, after = rest[:place], rest[place:]

                inside = {value: (*before, (name, value), *after) for value in variable.values}
                yield Sum(rest, tuple(inside[category] for category in variable.categories))
                for group, taken in variable.groups.items():
                    yield Sum(inside[group], tuple(inside[category] for category in taken))

    @property
    def guarded(self) -> bool:
        """Whether conclusions through people are guarded against, and not only through margins."""
        return bool(self.whole) or not circular(self.tables)


def circular(tables: Sequence[tuple[str, ...]]) -> bool:
    """Whether tables go round in a circle: Graham's reduction leaves something of them.

    >>> circular([("a", "b"), ("b", "c")]), circular([("a", "b"), ("b", "c"), ("a", "c")])
    (False, True)
    """
    edges = [set(table) for table in tables]
    going = True
    while going and edges:
        going = False
        for edge in edges:
            for name in [name for name in edge if sum(name in e for e in edges) == 1]:
                edge.discard(name)
                going = True
        kept: list[set[str]] = []
        for place, edge in enumerate(edges):
            others = kept + edges[place + 1 :]
            if any(edge <= other for other in others) or not edge:
                going = True
            else:
                kept.append(edge)
        edges = kept
    return bool(edges)


def _tidy(tables: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(sorted(table)) for table in tables))


def _margins(
    variables: Mapping[str, Variable], shape: tuple[str, ...], innermost: Mapping[Cell, int]
) -> dict[tuple[str, ...], dict[Cell, int]]:
    """Each margin of a table by its variables; cells that count nobody are left out."""
    within = [
        {
            category: (
                category,
                *(group for group, taken in variables[name].groups.items() if category in taken),
            )
            for category in variables[name].categories
        }
        for name in shape
    ]
    places = range(len(shape))
    margins = [kept for size in range(len(shape) + 1) for kept in combinations(places, size)]
    found: dict[tuple[str, ...], dict[Cell, int]] = {
        tuple(shape[place] for place in kept): {} for kept in margins
    }
    for key, count in innermost.items():
        if not count:
            continue
        for place, (name, category) in enumerate(key):
            if category not in within[place]:
                raise ValueError(f"{name} has no category {category!r}")
        for kept in margins:
            names = tuple(shape[place] for place in kept)
            mine = found[names]
            for values in product(*(within[place][key[place][1]] for place in kept)):
                margin = tuple(zip(names, values, strict=True))
                mine[margin] = mine.get(margin, 0) + count
    return found
