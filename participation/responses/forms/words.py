"""Words for people: what can be chosen, what was answered, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _

from participation.consultations.rules import AGREEMENT, SOMETHING_ELSE, Kind, Option, limits_from
from participation.consultations.rules.questions import Limits
from participation.kernel.languages import said
from participation.responses.queries import AnswerShown
from participation.responses.rules import Given
from participation.responses.rules.answers import Question, number_in
from participation.web.filters import day as shown_day

PIN = ("lat", "lon")


def agreement_words() -> dict[str, str]:
    """The agreement scale, in order."""
    words = {
        "strongly_agree": _("Strongly agree"),
        "agree": _("Agree"),
        "neither": _("Neither agree nor disagree"),
        "disagree": _("Disagree"),
        "strongly_disagree": _("Strongly disagree"),
        "dont_know": _("Don’t know"),
    }
    return {code: words[code] for code in AGREEMENT}


def something_else() -> str:
    """What the choice is called that people put in their own words."""
    return _("Something else")


def option_words(question: Question) -> dict[str, str]:
    """What can be chosen in answer to a question, by code, in the language being spoken."""
    if question.kind in {Kind.AGREEMENT, Kind.MATRIX}:
        return agreement_words()
    words = {option.code: said(option.words) for option in question.options}
    if question.limits.something_else and question.kind != Kind.RANKING:
        words[SOMETHING_ELSE] = something_else()
    return words


def box_words(question: Question) -> dict[str, str]:
    """What each box of an answer is called."""
    match question.kind:
        case Kind.MATRIX:
            return {row.code: said(row.words) for row in question.rows}
        case Kind.RANKING | Kind.BUDGET:
            return {option.code: said(option.words) for option in question.options}
        case _:
            return {}


def plain(number: Decimal | float | None) -> str:
    """A number as people read it: 1,250 or 3.5."""
    return "" if number is None else str(format_decimal(number))


def amount_words(amount: str, limits: Limits) -> str:
    """An amount with what it counts: “£1,250”, “40 points”."""
    number, unit = number_in(amount), said(limits.unit)
    shown = amount if number is None else plain(number)
    if unit == "£":
        return f"£{shown}"
    return f"{shown} {unit}" if unit else shown


def given_words(
    question: Question, given: Given, areas: Mapping[str, str] | None = None
) -> list[str]:
    """What an answer says, right or wrong, in lines that read by themselves."""
    box, named = given.box, box_words(question)
    match question.kind:
        case Kind.FREE_TEXT:
            return [given.text] if given.text else []
        case Kind.MATRIX:
            scale = agreement_words()
            return [f"{named[row]}: {scale.get(box[row], box[row])}" for row in named if row in box]
        case Kind.RANKING:
            order = {code: number_in(box[code]) for code in named if code in box}
            placed = sorted(order, key=lambda code: (order[code] is None, order[code] or 0))
            return [f"{box[code]}. {named[code]}" for code in placed]
        case Kind.BUDGET:
            return [
                f"{named[code]}: {amount_words(box[code], question.limits)}"
                for code in named
                if code in box
            ]
        case Kind.NUMBER | Kind.SCALE:
            return [amount_words(box["number"], question.limits)] if "number" in box else []
        case Kind.DATE:
            return _date_words(box)
        case Kind.MAP_PIN:
            return _pin_words(box, areas or {})
        case _:
            words = option_words(question)
            lines = [words[code] for code in words if code in given.codes]
            # The words are beside the choice, never in place of it.
            if given.text and SOMETHING_ELSE in given.codes:
                lines = [
                    f"{line}: {given.text}" if line == words.get(SOMETHING_ELSE) else line
                    for line in lines
                ]
            return lines + [code for code in given.codes if code not in words]


def _date_words(box: Mapping[str, str]) -> list[str]:
    try:
        day = date(*(int(box[part]) for part in ("year", "month", "day")))
    except (KeyError, ValueError):
        typed = [box.get(part, "–") for part in ("day", "month", "year")]
        return [" ".join(typed)] if box else []
    return [shown_day(day)]


def _pin_words(box: Mapping[str, str], areas: Mapping[str, str]) -> list[str]:
    lines = [areas.get(box["area"], box["area"])] if "area" in box else []
    if all(part in box for part in PIN):
        lat, lon = (number_in(box[part]) for part in PIN)
        if lat is not None and lon is not None:
            lines.append(
                _("A place on the map (%(lat)s, %(lon)s)", lat=f"{lat:.5f}", lon=f"{lon:.5f}")
            )
    return lines


def asked_then(shown: AnswerShown) -> Question:
    """The question as it was when an answer was given to it."""
    return _AskedThen(shown)


class _AskedThen:
    def __init__(self, shown: AnswerShown) -> None:
        self.kind = shown.kind
        self.required = False
        self.options = tuple(Option(one["code"], one["words"]) for one in shown.options)
        self.rows = tuple(Option(one["code"], one["words"]) for one in shown.rows)
        self.limits = limits_from(shown.limits)
        self.codes = tuple(option.code for option in self.options)


def answer_words(shown: AnswerShown, areas: Mapping[str, str] | None = None) -> str:
    """What a stored answer says: the words as written, or what was chosen, one thing a line."""
    return "\n".join(given_words(asked_then(shown), shown.given, areas))
