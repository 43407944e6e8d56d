"""What may be asked: the kinds of question, and what each kind needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from participation.consultations.rules.conditions import Condition
from participation.kernel.orm import Words
from participation.missions.rules import slug_from


class Kind(StrEnum):
    """How a question is answered."""

    FREE_TEXT = "free_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    AGREEMENT = "agreement"
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    SCALE = "scale"
    BUDGET = "budget"
    MAP_PIN = "map_pin"
    DATE = "date"


CHOOSING = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE})
LISTING = CHOOSING | {Kind.RANKING, Kind.BUDGET}
"""Kinds with options that the author writes."""

AGREEMENT = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree", "dont_know")
"""What an agreement scale offers, in order. The words are the site's own, the same everywhere."""

SOMETHING_ELSE = "something-else"
"""The code of the choice that people put in their own words, which are kept beside it."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: its code never changes, its words may be corrected."""

    code: str
    words: Words


@dataclass(frozen=True)
class Limits:
    """What bounds an answer. Each kind reads its own; what it doesn't read stays ``None``.

    ``something_else``: choices offer "something else", in people's own words. ``most``: how many
    may be chosen (multiple choice) or put in order (ranking). ``least`` and ``greatest``: of a
    number; the ends of a scale. ``whole``: no decimals. ``unit``: what a number or a budget counts.
    ``low`` and ``high``: what the ends of a scale mean. ``total``: what a budget must add up to.
    ``earliest`` and ``latest``: of a date.
    """

    something_else: bool = False
    most: int | None = None
    least: float | None = None
    greatest: float | None = None
    whole: bool = True
    unit: Words = field(default_factory=dict)
    low: Words = field(default_factory=dict)
    high: Words = field(default_factory=dict)
    total: int | None = None
    earliest: date | None = None
    latest: date | None = None

    def stored(self) -> dict[str, Any]:
        """As a column keeps it: only what isn't the default."""
        kept: dict[str, Any] = {}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                kept[name] = value.isoformat() if isinstance(value, date) else value
        return kept


_DEFAULTS: Mapping[str, Any] = {
    name: getattr(Limits(), name)
    for name in (
        *("something_else", "most", "least", "greatest", "whole"),
        *("unit", "low", "high", "total", "earliest", "latest"),
    )
}


def limits_from(stored: Mapping[str, Any] | None) -> Limits:
    """Limits as a column keeps them. What this version doesn't know is left alone.

    >>> limits_from({"total": 100, "earliest": "2030-05-01"}).earliest
    datetime.date(2030, 5, 1)
    """
    known = {name: value for name, value in (stored or {}).items() if name in _DEFAULTS}
    for name in ("earliest", "latest"):
        if known.get(name):
            known[name] = date.fromisoformat(known[name])
    return Limits(**known)


@dataclass(frozen=True)
class Asked:
    """A question as it is asked now: its newest version."""

    question_id: UUID
    version_id: UUID
    number: int
    position: int
    kind: str
    wording: Words
    help: Words
    required: bool
    word_guide: int | None
    options: tuple[Option, ...]
    name: str = ""
    rows: tuple[Option, ...] = ()
    limits: Limits = field(default_factory=Limits)
    section_id: UUID | None = None
    condition: Condition | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that an answer may choose from."""
        if self.kind in {Kind.AGREEMENT, Kind.MATRIX}:
            return AGREEMENT
        own = tuple(option.code for option in self.options)
        return (*own, SOMETHING_ELSE) if self.limits.something_else else own


@dataclass(frozen=True)
class AskedSection:
    """Some questions that belong together, as they are asked now."""

    section_id: UUID
    position: int
    title: Words
    intro: Words
    together: bool = False
    condition: Condition | None = None


@dataclass(frozen=True)
class QuestionDetails:
    """What a question says. ``options`` and ``rows`` are words; codes are kept or made."""

    wording: Words
    help: Words = field(default_factory=dict)
    required: bool = False
    word_guide: int | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class SectionDetails:
    """What a section says, and whether its questions stand on one page."""

    title: Words
    intro: Words = field(default_factory=dict)
    together: bool = False


def options_with_codes(
    wanted: Sequence[Option], held: Sequence[Option], used: Collection[str] = ()
) -> tuple[Option, ...]:
    """Options as they will be kept: a code that is held stays, others are made from the words.

    No new option gets a code in ``used``: it meant something else once.

    >>> held = [Option("by-bus", {"en": "By buss"})]
    >>> wanted = [Option("by-bus", {"en": "By bus"}), Option("", {"en": "By bus"})]
    >>> [option.code for option in options_with_codes(wanted, held)]
    ['by-bus', 'by-bus-2']
    """
    known = {option.code for option in held}
    taken = {option.code for option in wanted if option.code in known}
    kept: list[Option] = []
    for option in wanted:
        code = option.code if option.code in known else ""
        if code and all(code != other.code for other in kept):
            kept.append(Option(code, dict(option.words)))
            continue
        made = stem = slug_from(option.words, "option")[:60]
        number = 1
        while made in taken | known | {SOMETHING_ELSE, *used}:
            number += 1
            made = f"{stem}-{number}"
        taken.add(made)
        kept.append(Option(made, dict(option.words)))
    return tuple(kept)
