"""How numbers spread: median, quartiles, mean, and columns to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10

COLUMNS = 12
"""About how many columns a drawing of numbers has."""


@dataclass(frozen=True)
class Bin:
    """Numbers from ``low`` (included) to ``high`` (left out, but for the last), and how many."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Spread:
    """Numbers that people gave, in short."""

    count: int
    mean: float
    low: float
    median: float
    high: float
    least: float
    greatest: float
    bins: tuple[Bin, ...]

    def place(self, value: float) -> float:
        """Where a number lies along the drawing, from 0 to 1."""
        first, last = self.bins[0].low, self.bins[-1].high
        return 0.0 if last == first else min(1.0, max(0.0, (value - first) / (last - first)))


def spread_of(amounts: Mapping[float, int]) -> Spread | None:
    """The spread of numbers, each with how many people gave it; ``None`` of none.

    >>> spread = spread_of({1: 1, 2: 2, 9: 1})
    >>> spread.mean, spread.low, spread.median, spread.high
    (3.5, 1.75, 2.0, 3.75)
    """
    values = sorted((value, count) for value, count in amounts.items() if count > 0)
    total = sum(count for _, count in values)
    if not total:
        return None
    return Spread(
        count=total,
        mean=sum(value * count for value, count in values) / total,
        low=_quantile(values, total, 0.25),
        median=_quantile(values, total, 0.5),
        high=_quantile(values, total, 0.75),
        least=values[0][0],
        greatest=values[-1][0],
        bins=_bins(values),
    )


def _quantile(values: list[tuple[float, int]], total: int, share: float) -> float:
    """Between the two nearest numbers in order: type 7 of Hyndman and Fan, The American
    Statistician 50 (1996), which spreadsheets use as well."""
    at = share * (total - 1)
    low, high = floor(at), ceil(at)
    passed = 0
    found: list[float] = []
    for value, count in values:
        passed += count
        while len(found) < 2 and (low, high)[len(found)] < passed:
            found.append(value)
    return float(found[0] + (found[1] - found[0]) * (at - low))


def _bins(values: list[tuple[float, int]]) -> tuple[Bin, ...]:
    least, greatest = values[0][0], values[-1][0]
    whole = all(float(value).is_integer() for value, _ in values)
    if whole and greatest - least < COLUMNS:
        each = dict(values)
        return tuple(
            Bin(float(n), float(n + 1), each.get(n, 0))
            for n in range(int(least), int(greatest) + 1)
        )
    width = _round_width((greatest - least) / COLUMNS)
    if whole:
        width = max(1.0, width)
    first = floor(least / width) * width
    number = max(1, floor((greatest - first) / width) + 1)
    counts = [0] * number
    for value, count in values:
        counts[min(number - 1, floor((value - first) / width + 1e-9))] += count
    return tuple(
        Bin(round(first + n * width, 9), round(first + (n + 1) * width, 9), count)
        for n, count in enumerate(counts)
    )


def _round_width(width: float) -> float:
    """The next 1, 2 or 5 times a power of ten.

    >>> [_round_width(width) for width in (0.3, 1.0, 4.1, 700)]
    [0.5, 1.0, 5.0, 1000.0]
    """
    if width <= 0:
        return 1.0
    power: float = 10.0 ** floor(log10(width))
    for step in (1, 2, 5, 10):
        if width <= step * power * (1 + 1e-9):
            return step * power
    raise AssertionError("ten times the power is enough")
