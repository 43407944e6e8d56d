"""The plain values that a panel draw takes in and hands back, and the refusals it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Method(StrEnum):
    """How the chances are shared out; every method keeps every quota."""

    LEXIMIN = "leximin"
    MAXIMIN = "maximin"
    BALANCED = "balanced"


class Direction(StrEnum):
    """Which end of a quota a relaxation moves."""

    LOWER_MIN = "lower_min"
    RAISE_MAX = "raise_max"


@dataclass(frozen=True)
class Person:
    """Somebody in the pool: an opaque id, one value for each category, perhaps a household."""

    id: str
    values: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True, order=True)
class Quota:
    """How many people with one feature a panel may hold, both ends included."""

    category: str
    feature: str
    min: int
    max: int


@dataclass(frozen=True)
class Relaxation:
    """A quota to be moved: the quota's old ends, the new ones, and the end that moves."""

    category: str
    feature: str
    min: int
    max: int
    direction: Direction
    by: int

    @property
    def new_min(self) -> int:
        return self.min - self.by if self.direction is Direction.LOWER_MIN else self.min

    @property
    def new_max(self) -> int:
        return self.max + self.by if self.direction is Direction.RAISE_MAX else self.max


@dataclass(frozen=True)
class Exclusion:
    """Somebody whom no panel can hold, and the smallest change that would let them in."""

    id: str
    quotas: tuple[Relaxation, ...]


@dataclass(frozen=True)
class Draw:
    """A finished draw: everyone's chance, 1,000 equal tickets, and the figures that certify it."""

    method: Method
    seed: int
    size: int
    chances: Mapping[str, float]
    tickets: tuple[tuple[str, ...], ...]
    bound: float
    eligible_bound: float
    attained: bool
    shortfall: float
    panels: int
    excluded: tuple[Exclusion, ...]
    quotas: tuple[Quota, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many of the tickets hold each person."""
        counts = dict.fromkeys(self.chances, 0)
        for ticket in self.tickets:
            for person in ticket:
                counts[person] += 1
        return counts

    @property
    def largest_move(self) -> float:
        """The most that rounding to tickets moved anybody's chance."""
        whole = len(self.tickets)
        return max(abs(n / whole - self.chances[who]) for who, n in self.counts.items())


class DrawError(ValueError):
    """A draw that can't be made, in words for the person who asked."""


class BadInput(DrawError):
    """The pool or the quotas make no sense; ``problems`` says each in words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Infeasible(DrawError):
    """No panel meets the quotas; ``relaxations`` are the smallest changes that let one."""

    def __init__(self, relaxations: tuple[Relaxation, ...]) -> None:
        super().__init__("No panel can meet these quotas")
        self.relaxations = relaxations
