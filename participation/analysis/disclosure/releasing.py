"""What each audience is shown of protected tables, and when figures may be released again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from participation.analysis.disclosure.protecting import DEFAULT_RULES, Earlier, Protected, Rules
from participation.analysis.disclosure.tables import Cell, cell


class Audience(StrEnum):
    """Who reads."""

    TEAM = "team"
    """Those who work on the replies: every figure as it is."""
    LEADERS = "leaders"
    """Those who decide: figures as they are, but for what is hidden."""
    PUBLIC = "public"
    """Everybody: rounded, too."""


@dataclass(frozen=True)
class Release:
    """Figures that may be shown to an audience.

    Parameters:
        figures: each cell that is shown. What isn't here is hidden.
        old: cells whose figure is the one of an earlier release, because the new one beside it
            would tell of a few people.
    """

    audience: Audience
    rules: Rules
    figures: Mapping[Cell, int]
    old: frozenset[Cell] = field(default=frozenset())

    def count(self, **asked: str) -> int | None:
        """The figure of a group, or ``None`` where it is hidden to protect people."""
        return self.at(cell(**asked))

    def at(self, key: Cell) -> int | None:
        """The figure of a cell, or ``None``."""
        return self.figures.get(key)

    def share(self, key: Cell, base: Cell) -> float | None:
        """A cell as a share of another; ``None`` where one is hidden or the base too small."""
        return share(self.at(key), self.at(base), self.rules)


def release(protected: Protected, audience: Audience, earlier: Sequence[Earlier]) -> Release:
    """What ``audience`` is shown."""
    family, rules = protected.family, protected.rules
    figures, old = {}, set()
    for key in family.cells:
        value = family.count(key)
        if audience is Audience.TEAM or key not in protected.hidden:
            exact = audience is not Audience.PUBLIC
            figures[key] = value if exact else rounded(value, rules.round_to)
            continue
        for before in reversed(earlier):
            if key in before.figures:
                figures[key] = before.figures[key]
                old.add(key)
                break
    return Release(audience, rules, figures, frozenset(old))


def rounded(count: int, to: int) -> int:
    """To the nearest multiple, halves away from none.

    >>> [rounded(count, 5) for count in (11, 12, 13, 17, 18)]
    [10, 10, 15, 15, 20]
    """
    return (count + to // 2) // to * to


def share(part: int | None, base: int | None, rules: Rules = DEFAULT_RULES) -> float | None:
    """A part of a base between 0 and 1, or ``None`` where it can't be told or would mislead.

    >>> share(30, 120), share(3, 12), share(None, 120)
    (0.25, None, None)
    """
    if part is None or base is None or base < rules.smallest_base:
        return None
    return min(1.0, part / base)


def small_count(count: int, rules: Rules = DEFAULT_RULES) -> bool:
    """Whether a count of plain answers, with nothing else known of people, is told as “fewer
    than”: somebody, and fewer than the threshold."""
    return 0 < count < rules.threshold


def due(released: int, now: int, rules: Rules = DEFAULT_RULES) -> bool:
    """Whether enough has changed for figures to be released again.

    Parameters:
        released: how many replies the last release counted.
        now: how many there are, or how many changed in any way since, added to it.

    >>> due(100, 109), due(100, 110), due(100, 88)
    (False, True, True)
    """
    return abs(now - released) >= rules.step
