"""Conditions, and what they ask about, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import format_decimal
from flask_babel import gettext as _

from participation.consultations.rules import (
    AGREEMENT,
    SOMETHING_ELSE,
    Ask,
    Asked,
    Condition,
    Kind,
    Match,
    One,
)
from participation.kernel.languages import said


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


def code_words(question: Asked) -> dict[str, str]:
    """What can be chosen in answer to a question, by code, in the language being spoken."""
    if question.kind in {Kind.AGREEMENT, Kind.MATRIX}:
        return agreement_words()
    words = {option.code: said(option.words) for option in question.options}
    if question.limits.something_else:
        words[SOMETHING_ELSE] = _("Something else")
    return words


def who_is_asked(condition: Condition, asked: Sequence[Asked], *, section: bool = False) -> str:
    """A condition as a sentence: “Asked only of people who chose ‘By bus’ in question 2”."""
    parts = [one_test(one, asked) for one in condition.tests]
    people = parts[0]
    for part in parts[1:]:
        people = (
            _("%(first)s and %(second)s", first=people, second=part)
            if condition.match is Match.ALL
            else _("%(first)s, or %(second)s", first=people, second=part)
        )
    if section:
        return _("Shown only to people who %(did)s", did=people)
    return _("Asked only of people who %(did)s", did=people)


def one_test(one: One, asked: Sequence[Asked]) -> str:
    """One test, as what people did: “chose ‘By bus’ in question 2”."""
    numbers: dict[UUID, int] = {question.question_id: at for at, question in enumerate(asked, 1)}
    number = numbers.get(one.question_id)
    if number is None:
        return _("answered a question that is no longer asked")
    known = code_words(asked[number - 1])
    chosen = ""
    for code in one.codes:
        words = _("‘%(option)s’", option=known.get(code, _("an option that is gone")))
        chosen = _("%(first)s or %(second)s", first=chosen, second=words) if chosen else words
    amount = format_decimal(one.number) if one.number is not None else "?"
    match one.test:
        case Ask.CHOSE:
            return _("chose %(options)s in question %(number)s", options=chosen, number=number)
        case Ask.DID_NOT_CHOOSE:
            return _(
                "answered question %(number)s but did not choose %(options)s",
                options=chosen,
                number=number,
            )
        case Ask.ANSWERED:
            return _("answered question %(number)s", number=number)
        case Ask.NOT_ANSWERED:
            return _("did not answer question %(number)s", number=number)
        case Ask.AT_LEAST:
            return _("gave %(amount)s or more in question %(number)s", amount=amount, number=number)
        case Ask.AT_MOST:
            return _("gave %(amount)s or less in question %(number)s", amount=amount, number=number)
