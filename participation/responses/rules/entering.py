"""Keying in what came on paper, by telephone or by post: numbers for options, then checks.

Options are typed by their number on the printed form, which is quick and can be done without
looking at the screen. What was typed is told apart from what it means, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from participation.consultations.rules import Asked, AskedSection, on_route
from participation.consultations.rules.questions import AGREEMENT, SOMETHING_ELSE, Kind, Option
from participation.files.rules import Upload
from participation.kernel.clock import day_in_london
from participation.kernel.errors import Refusal
from participation.responses.rules.about import About, Channel
from participation.responses.rules.answers import (
    Given,
    Problem,
    heard_of,
    problem_with,
    tidy_text,
)

BY_HAND = tuple(channel for channel in Channel if channel not in {Channel.WEB, Channel.IMPORT})
"""The channels whose replies somebody keys in."""

FLAGGED = frozenset({Problem.MISSING, Problem.UNFINISHED})
"""What paper lets people do: it is pointed out, and kept as it was written."""


class Spoiled(StrEnum):
    """Why one in an envelope can't be keyed in."""

    BLANK = "blank"
    UNREADABLE = "unreadable"
    OTHER_FORM = "other_form"
    COPY = "copy"
    OTHER = "other"


class CannotEnter(Refusal):
    """It can't be keyed in as it is. Codes, with ``:`` and a question's name where one is meant."""


class CannotClose(Refusal):
    """A batch whose count sheet isn't accounted for yet, or that is closed already."""


@dataclass(frozen=True)
class BatchDetails:
    """What a count sheet says of an envelope."""

    channel: Channel
    name: str
    language: str
    came_on: date
    counted: int


@dataclass(frozen=True)
class EntryDetails:
    """One reply as it came."""

    channel: Channel
    language: str
    came_on: date
    answers: Mapping[UUID, Given]
    about: About = field(default_factory=About)
    note: str = ""
    signatures: int | None = None
    slip_code: str = ""
    count_late: bool | None = None
    originals: Sequence[Upload] = ()


@dataclass(frozen=True)
class Count:
    """How an envelope's count sheet stands."""

    counted: int
    entered: int
    spoiled: int

    @property
    def left(self) -> int:
        """How many are still to be keyed in; below nought when there are too many."""
        return self.counted - self.entered - self.spoiled

    @property
    def reconciles(self) -> bool:
        """Whether entered + spoiled = counted."""
        return self.left == 0


@dataclass(frozen=True)
class Box:
    """One box to type in: its name, for which part of the question, and how it is typed."""

    name: str
    part: str = ""
    numbers: tuple[str, ...] = ()
    several: bool = False
    long: bool = False


def boxes_of(question: Asked) -> tuple[Box, ...]:
    """The boxes in which a question's answer is keyed in.

    ``part`` is a statement's or an option's code, ``other`` for words beside a choice, or a part of
    a place. ``numbers`` are the codes that 1, 2, 3 … stand for.
    """
    name = question.name
    match question.kind:
        case Kind.FREE_TEXT:
            return (Box(name, long=True),)
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE | Kind.AGREEMENT:
            several = question.kind == Kind.MULTIPLE_CHOICE
            choice = Box(name, numbers=question.codes, several=several)
            if SOMETHING_ELSE in question.codes:
                return (choice, Box(f"{name}-other", "other"))
            return (choice,)
        case Kind.MATRIX:
            return tuple(Box(f"{name}-{row.code}", row.code, AGREEMENT) for row in question.rows)
        case Kind.RANKING | Kind.BUDGET:
            return tuple(Box(f"{name}-{one.code}", one.code) for one in question.options)
        case Kind.MAP_PIN:
            return tuple(Box(f"{name}-{part}", part) for part in ("area", "lat", "lon"))
        case _:
            return (Box(name),)


def given_from_boxes(question: Asked, typed: Mapping[str, str]) -> Given:
    """What was keyed in, as an answer. A number that stands for nothing stays as it was typed."""
    boxes = boxes_of(question)
    words = {box.part: tidy_text(typed.get(box.name, "")) for box in boxes}
    match question.kind:
        case Kind.FREE_TEXT:
            return Given(text=words[""])
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE | Kind.AGREEMENT:
            codes = tuple(dict.fromkeys(_codes(words[""], question.codes)))
            other = words.get("other", "")
            if other.strip() and SOMETHING_ELSE not in codes:
                # Words written beside a choice are kept beside it: they choose "something else".
                codes = (*codes, SOMETHING_ELSE)
            return Given(text=other, codes=codes)
        case Kind.MATRIX:
            found = [(part, " ".join(_codes(said, AGREEMENT))) for part, said in words.items()]
        case Kind.DATE:
            parts = re.split(r"[\s/.\-]+", words[""].strip())
            if len(parts) == 3 and len(parts[0]) == 4:
                parts.reverse()
            names = ("day", "month", "year")
            found = (
                list(zip(names, parts, strict=True)) if len(parts) == 3 else [("day", words[""])]
            )
        case Kind.NUMBER | Kind.SCALE:
            found = [("number", words[""])]
        case _:
            found = list(words.items())
    return Given(boxes=tuple((name, said) for name, said in found if said.strip()))


def _codes(typed: str, codes: Sequence[str]) -> list[str]:
    """Codes by their numbers on the form.

    >>> _codes("1, 3", ("bus", "bike", "walk")), _codes("7 walk", ("bus", "bike", "walk"))
    (['bus', 'walk'], ['7', 'walk'])
    """
    found = []
    for one in re.split(r"[\s,;]+", typed.strip()):
        if not one:
            continue
        numbered = one.isascii() and one.isdigit() and 1 <= int(one[:6]) <= len(codes)
        found.append(codes[int(one) - 1] if numbered else one)
    return found


def typed_in(question: Asked, given: Given) -> dict[str, str]:
    """What would be keyed in for an answer: :func:`given_from_boxes` the other way."""
    held = given.box
    found: dict[str, str] = {}
    for box in boxes_of(question):
        if question.kind == Kind.FREE_TEXT or box.part == "other":
            found[box.name] = given.text
        elif box.numbers and not box.part:
            found[box.name] = " ".join(_number(code, box.numbers) for code in given.codes)
        elif box.numbers:
            found[box.name] = _number(held.get(box.part, ""), box.numbers)
        elif question.kind == Kind.DATE:
            found[box.name] = " ".join(held.get(name, "") for name in ("day", "month", "year"))
        else:
            found[box.name] = held.get(box.part or "number", "")
    return {name: said for name, said in found.items() if said.strip()}


def _number(code: str, codes: Sequence[str]) -> str:
    return str(codes.index(code) + 1) if code in codes else code


@dataclass(frozen=True)
class Checked:
    """What is wrong with what was keyed in, by question, and what is only pointed out."""

    wrong: Mapping[UUID, Problem]
    contradictions: tuple[str, ...]


def check_entry(
    asked: Sequence[Asked], sections: Sequence[AskedSection], answers: Mapping[UUID, Given]
) -> Checked:
    """Look through the answers of one reply, in the order of asking.

    ``missing:NAME`` must be answered and wasn't (or not wholly), ``off_route:NAME`` was answered
    though what they said before leads past it.
    """
    wrong: dict[UUID, Problem] = {}
    flagged: list[str] = []
    parted = any(one.condition for one in asked) or any(one.condition for one in sections)
    followed = (
        on_route(asked, sections, lambda one: heard_of(one, answers.get(one.question_id)))
        if parted
        else asked
    )
    route = {question.question_id for question in followed}
    for question in asked:
        given = answers.get(question.question_id, Given())
        problem = problem_with(given, question)
        expected = question.question_id in route
        if problem in FLAGGED:
            if expected:
                flagged.append(f"missing:{question.name}")
        elif problem is not None:
            wrong[question.question_id] = problem
        if not given.blank and not expected:
            flagged.append(f"off_route:{question.name}")
    return Checked(wrong, tuple(flagged))


def is_late(came_on: date, closes_at: datetime | None) -> bool:
    """Whether what came on that day came after the last day for replies."""
    if closes_at is None:
        return False
    return came_on > day_in_london(closes_at - timedelta(microseconds=1))


def numbered(options: Sequence[Option]) -> list[tuple[int, Option]]:
    """Options with the numbers that stand for them, as printed."""
    return list(enumerate(options, 1))
