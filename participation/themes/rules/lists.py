"""What may be done to a theme list, and how every answer is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from participation.kernel.errors import Refusal

GRACE = timedelta(minutes=15)
"""How long after closing a form opened before it may still come in. Settling waits for it."""


class State(StrEnum):
    """Where an answer is. Every answer is in exactly one."""

    CODED = "coded"
    OTHER = "other"
    NO_REASON = "no_reason"
    UNDECIDED = "undecided"
    NOT_ANALYSED = "not_analysed"


BY_HAND = (State.OTHER, State.NO_REASON)
"""The states, beside being given themes, that a person can put an answer in."""


class Detail(StrEnum):
    """How finely the computer groups answers."""

    BROAD = "broad"
    MEDIUM = "medium"
    FINE = "fine"


class CannotRun(Refusal):
    """The answers can't be grouped now."""


class CannotChange(Refusal):
    """The theme list can't be changed so."""


class CannotSettle(Refusal):
    """The theme list can't be settled yet."""


@dataclass(frozen=True)
class ThemeDetails:
    """What somebody calls a theme, and what it covers."""

    label: str
    label_cy: str = ""
    description: str = ""


@dataclass(frozen=True)
class Placing:
    """Where a person put an answer: in themes, or in one of :data:`BY_HAND`."""

    themes: tuple[UUID, ...] = ()
    state: State = State.CODED


@dataclass(frozen=True)
class Accounted:
    """How many answers are in each state. ``total`` is all there are to account for."""

    total: int
    states: Mapping[str, int] = field(default_factory=dict)

    def of(self, state: State) -> int:
        """How many answers are in one state."""
        return self.states.get(state.value, 0)

    @property
    def whole(self) -> bool:
        """Whether every answer is in exactly one state."""
        return sum(self.states.values()) == self.total


LONGEST_QUOTE = 400
"""Characters. Whole answers up to this length are quoted whole, so that nothing is taken out of
its setting; longer ones by their evidence."""


def quotable(text: str, start: int | None, end: int | None) -> tuple[int, int]:
    """Where the words to quote begin and end: code points, end exclusive.

    >>> quotable("More buses, please.", 0, 10)
    (0, 19)
    """
    if (
        len(text) <= LONGEST_QUOTE
        or start is None
        or end is None
        or not 0 <= start < end <= len(text)
    ):
        return 0, min(len(text), LONGEST_QUOTE)
    return start, min(end, start + LONGEST_QUOTE)


def placing_problems(placing: Placing, known: Iterable[UUID]) -> list[str]:
    """Why an answer can't be put there; empty when it can."""
    problems = []
    if placing.themes and placing.state is not State.CODED:
        problems.append("themes_or_state")
    if placing.state is State.CODED and not placing.themes:
        problems.append("choose_somewhere")
    if placing.state not in (State.CODED, *BY_HAND):
        problems.append("not_by_hand")
    if set(placing.themes) - set(known):
        problems.append("unknown_theme")
    return problems


def settling_problems(
    *,
    closes_at: datetime | None,
    now: datetime,
    accounted: Accounted,
    labels: Iterable[tuple[str, str]],
    welsh: bool,
) -> list[str]:
    """Why a theme list can't be settled: every problem at once, as codes.

    ``labels`` are (English, Welsh) of each theme still in the list.
    """
    problems = []
    if closes_at is None or now < closes_at + GRACE:
        problems.append("still_open")
    if accounted.of(State.UNDECIDED):
        problems.append("undecided_left")
    if not accounted.whole:
        problems.append("not_accounted")
    said = list(labels)
    english = [label.strip().casefold() for label, _ in said]
    if any(not label for label in english):
        problems.append("label_missing")
    if len(set(english)) < len(english):
        problems.append("label_twice")
    if welsh and any(not label_cy.strip() for _, label_cy in said):
        problems.append("welsh_missing")
    return problems
