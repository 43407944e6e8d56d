"""What an answer holds, what is wrong with it, and how two sendings are told to be the same.

What is typed stays as it was typed (:class:`Given`), right or wrong, until it is sent. Then it
becomes :class:`Mark` rows, which can be counted.
"""

from __future__ import annotations

import hmac
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from participation.consultations.rules.questions import SOMETHING_ELSE, Kind, Limits, Option
from participation.consultations.rules.routes import UNHEARD, Heard

LONGEST = 20_000
"""The most characters of one written answer: about 3,500 words."""

LONGEST_BOX = 100
"""The most characters of a box for a number or a part of a date."""

LONGEST_AREA = 80
"""The most characters of the name or code of an area."""

_SURROGATES = re.compile("[\ud800-\udfff]")


class Problem(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNKNOWN_OPTION = "unknown_option"
    TOO_MANY = "too_many"
    UNFINISHED = "unfinished"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_PLACE = "not_a_place"
    SAME_PLACE = "same_place"
    PLACES_LEFT_OUT = "places_left_out"
    NOT_THE_TOTAL = "not_the_total"
    NOT_A_DATE = "not_a_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    OFF_THE_MAP = "off_the_map"
    CHANGED = "changed"
    """Nothing is wrong with it, but the question is another one than was answered."""


@dataclass(frozen=True)
class Given:
    """What somebody gave in answer to one question, as they gave it.

    Words, the codes of options, and what is in named boxes: a statement's degree of agreement, an
    option's place or amount, ``number``; ``day``, ``month`` and ``year``; ``lat``, ``lon``,
    ``area``. Boxes with nothing in them are left out.
    """

    text: str = ""
    codes: tuple[str, ...] = ()
    boxes: tuple[tuple[str, str], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was said: no option, no box, and no words but spaces."""
        return not self.codes and not self.boxes and not self.text.strip()

    @property
    def box(self) -> dict[str, str]:
        """The boxes by name."""
        return dict(self.boxes)


Blank = Given()


@dataclass(frozen=True)
class Mark:
    """One countable part of an answer: see the table ``answer_choice``."""

    row: str = ""
    code: str = ""
    amount: float | None = None


class Question(Protocol):
    """A question, as far as answers to it are judged: ``Asked`` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def codes(self) -> Sequence[str]: ...
    @property
    def options(self) -> Sequence[Option]: ...
    @property
    def rows(self) -> Sequence[Option]: ...
    @property
    def limits(self) -> Limits: ...


def tidy_text(typed: str) -> str:
    """What is stored of what was typed, for good: done once, where it comes in.

    NULs are dropped (one database refuses them), the line ends that forms send become single ones,
    and half characters that no encoding can hold become U+FFFD. Nothing else changes.

    >>> tidy_text("one\\r\\ntwo\\x00")
    'one\\ntwo'
    """
    return _SURROGATES.sub("\ufffd", typed.replace("\x00", "").replace("\r\n", "\n"))


def box_names(question: Question) -> tuple[str, ...]:
    """The boxes that a question of this kind has."""
    match question.kind:
        case Kind.MATRIX:
            return tuple(row.code for row in question.rows)
        case Kind.RANKING | Kind.BUDGET:
            return tuple(option.code for option in question.options)
        case Kind.NUMBER | Kind.SCALE:
            return ("number",)
        case Kind.DATE:
            return ("day", "month", "year")
        case Kind.MAP_PIN:
            return ("lat", "lon", "area")
        case _:
            return ()


def longest_box(question: Question, name: str) -> int:
    """The most characters that a box may hold."""
    return LONGEST_AREA if question.kind == Kind.MAP_PIN and name == "area" else LONGEST_BOX


def problem_with(given: Given, question: Question) -> Problem | None:
    """What is wrong with an answer to a question, if anything."""
    sent = as_sent(question, given)
    if sent.blank:
        if question.kind in _CHOICES and not given.blank:
            return Problem.UNKNOWN_OPTION
        return Problem.MISSING if question.required else None
    if len(sent.text) > LONGEST or any(
        len(typed) > longest_box(question, name) for name, typed in sent.boxes
    ):
        return Problem.TOO_LONG
    return _PROBLEMS.get(Kind(question.kind), _choice_problem)(sent, question)


def _no_problem(given: Given, question: Question) -> Problem | None:
    return None


def _choice_problem(given: Given, question: Question) -> Problem | None:
    if not given.codes or any(code not in question.codes for code in given.codes):
        return Problem.UNKNOWN_OPTION
    if question.kind != Kind.MULTIPLE_CHOICE and len(given.codes) > 1:
        return Problem.TOO_MANY
    most = question.limits.most if question.kind == Kind.MULTIPLE_CHOICE else None
    return Problem.TOO_MANY if most is not None and len(given.codes) > most else None


def _matrix_problem(given: Given, question: Question) -> Problem | None:
    if any(code not in question.codes for _row, code in given.boxes):
        return Problem.UNKNOWN_OPTION
    if question.required and len(given.boxes) < len(question.rows):
        return Problem.UNFINISHED
    return None


def _ranking_problem(given: Given, question: Question) -> Problem | None:
    most = question.limits.most or len(question.options)
    places = [number_in(typed) for _option, typed in given.boxes]
    if any(n is None or n != n.to_integral_value() or not 1 <= n <= most for n in places):
        return Problem.NOT_A_PLACE
    held = Counter(int(n) for n in places if n is not None)
    if any(times > 1 for times in held.values()):
        return Problem.SAME_PLACE
    if sorted(held) != list(range(1, len(held) + 1)):
        return Problem.PLACES_LEFT_OUT
    return Problem.UNFINISHED if question.required and len(held) < most else None


def _number_problem(given: Given, question: Question) -> Problem | None:
    number = number_in(given.box["number"])
    limits = question.limits
    if number is None:
        return Problem.NOT_A_NUMBER
    if (limits.whole or question.kind == Kind.SCALE) and number != number.to_integral_value():
        return Problem.NOT_WHOLE
    if limits.least is not None and number < Decimal(str(limits.least)):
        return Problem.TOO_SMALL
    if limits.greatest is not None and number > Decimal(str(limits.greatest)):
        return Problem.TOO_LARGE
    return None


def _budget_problem(given: Given, question: Question) -> Problem | None:
    amounts = [number_in(typed) for _option, typed in given.boxes]
    if any(amount is None for amount in amounts):
        return Problem.NOT_A_NUMBER
    known = [amount for amount in amounts if amount is not None]
    if any(amount < 0 for amount in known):
        return Problem.TOO_SMALL
    if any(amount != amount.to_integral_value() for amount in known):
        return Problem.NOT_WHOLE
    total = question.limits.total
    return Problem.NOT_THE_TOTAL if total is not None and sum(known) != total else None


def _date_problem(given: Given, question: Question) -> Problem | None:
    day = _date(given)
    if day is None:
        return Problem.NOT_A_DATE
    if question.limits.earliest and day < question.limits.earliest:
        return Problem.TOO_EARLY
    if question.limits.latest and day > question.limits.latest:
        return Problem.TOO_LATE
    return None


def _pin_problem(given: Given, question: Question) -> Problem | None:
    box = given.box
    if "lat" not in box and "lon" not in box:
        return None
    lat, lon = number_in(box.get("lat", "")), number_in(box.get("lon", ""))
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Problem.OFF_THE_MAP
    return None


_CHOICES = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.AGREEMENT})
_PROBLEMS: Mapping[Kind, Callable[[Given, Question], Problem | None]] = {
    Kind.FREE_TEXT: _no_problem,
    Kind.MATRIX: _matrix_problem,
    Kind.RANKING: _ranking_problem,
    Kind.NUMBER: _number_problem,
    Kind.SCALE: _number_problem,
    Kind.BUDGET: _budget_problem,
    Kind.DATE: _date_problem,
    Kind.MAP_PIN: _pin_problem,
}


def number_in(typed: str) -> Decimal | None:
    """A number as people type it, with a pound sign or commas between thousands.

    >>> number_in(" £1,250.50 "), number_in("12 or so"), number_in("1e3"), number_in("-3")
    (Decimal('1250.50'), None, None, Decimal('-3'))
    """
    tidy = typed.strip().removeprefix("£").strip().replace("−", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", tidy, re.ASCII):
        tidy = tidy.replace(",", "")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", tidy, re.ASCII):
        return None
    try:
        number = Decimal(tidy)
    except InvalidOperation:
        return None
    return number if math.isfinite(float(number)) and abs(number) < 10**15 else None


def _date(given: Given) -> date | None:
    box = given.box
    try:
        year, month, day = (int(box.get(name, "").strip()) for name in ("year", "month", "day"))
        return date(year, month, day) if year >= 1000 else None
    except ValueError:
        return None


def as_sent(question: Question, given: Given) -> Given:
    """The part that this kind of question keeps, in one order, whatever else a form sent."""
    if question.kind == Kind.FREE_TEXT:
        return Given(text=given.text)
    if question.kind in _CHOICES:
        codes = tuple(sorted(set(given.codes)))
        return Given(text=given.text if SOMETHING_ELSE in codes else "", codes=codes)
    typed = given.box
    boxes = tuple(
        (name, typed[name].strip())
        for name in sorted(box_names(question))
        if typed.get(name, "").strip()
    )
    if question.kind == Kind.BUDGET and all(number_in(amount) == 0 for _name, amount in boxes):
        boxes = ()
    return Given(boxes=boxes)


def marks_of(question: Question, given: Given) -> tuple[Mark, ...]:
    """What is counted of an answer that has no problem."""
    sent = as_sent(question, given)
    match question.kind:
        case Kind.MATRIX:
            return tuple(Mark(row=row, code=code) for row, code in sent.boxes)
        case Kind.RANKING | Kind.BUDGET:
            return tuple(Mark(code=code, amount=_amount(typed)) for code, typed in sent.boxes)
        case Kind.NUMBER | Kind.SCALE:
            return tuple(Mark(amount=_amount(typed)) for _name, typed in sent.boxes)
        case Kind.DATE:
            day = _date(sent)
            return (Mark(code=day.isoformat()),) if day else ()
        case Kind.MAP_PIN:
            return tuple(
                Mark(row=name, code=typed)
                if name == "area"
                else Mark(row=name, amount=_amount(typed))
                for name, typed in sent.boxes
            )
        case _:
            return tuple(Mark(code=code) for code in sent.codes)


def _amount(typed: str) -> float | None:
    number = number_in(typed)
    return None if number is None else float(number)


def kept_text(question: Question, given: Given) -> str | None:
    """The words that are stored: as written, or the number exactly as it was typed."""
    if question.kind in {Kind.NUMBER, Kind.SCALE}:
        return as_sent(question, given).box.get("number")
    return as_sent(question, given).text or None


def given_from(kind: str, text: str | None, marks: Sequence[Mark]) -> Given:
    """What was given, told from what is stored: :func:`marks_of` the other way."""
    match kind:
        case Kind.MATRIX:
            boxes = [(mark.row, mark.code) for mark in marks]
        case Kind.RANKING | Kind.BUDGET:
            boxes = [(mark.code, _plain(mark.amount)) for mark in marks]
        case Kind.NUMBER | Kind.SCALE:
            boxes = [("number", text or _plain(mark.amount)) for mark in marks]
        case Kind.DATE:
            parts = [mark.code.split("-") for mark in marks]
            boxes = [
                (name, str(int(part)))
                for day in parts[:1]
                for name, part in zip(("year", "month", "day"), day, strict=True)
            ]
        case Kind.MAP_PIN:
            boxes = [(mark.row, mark.code or _plain(mark.amount)) for mark in marks]
        case _:
            return Given(text=text or "", codes=tuple(sorted(mark.code for mark in marks)))
    return Given(boxes=tuple(sorted(boxes)))


def _plain(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.10f}".rstrip("0").rstrip(".")


def heard_of(question: Question, given: Given | None) -> Heard:
    """What an answer says as far as routes ask. One with a problem is no answer yet."""
    if given is None or given.blank or problem_with(given, question):
        return UNHEARD
    sent = as_sent(question, given)
    if sent.blank:
        return UNHEARD
    number = None
    if question.kind in {Kind.NUMBER, Kind.SCALE}:
        number = _amount(sent.box.get("number", ""))
    return Heard(answered=True, codes=frozenset(sent.codes), number=number)


def digest_of(nonce: bytes, answers: Mapping[UUID, Given]) -> bytes:
    """The same for the same answers under one form key, and telling nothing without that key."""
    said = [
        [
            question.hex,
            given.text,
            sorted(given.codes),
            *([sorted(given.boxes)] if given.boxes else []),
        ]
        for question, given in sorted(answers.items())
        if not given.blank
    ]
    canonical = json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(nonce, canonical, sha256).digest()
