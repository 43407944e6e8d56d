"""What is wrong with an answer, and what to do, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from participation.consultations.rules import Kind
from participation.responses.forms.words import amount_words, box_words, plain
from participation.responses.rules import LONGEST, Given, Problem, left_to_share, wrong_boxes
from participation.responses.rules.answers import LONGEST_BOX, Question
from participation.web.filters import day as shown_day

_CHOICES = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.AGREEMENT})


def problem_words(problem: Problem, question: Question, given: Given) -> str:
    """What is wrong with an answer, and what to do."""
    return _SAID[problem](question, given)


def box_problems(problem: Problem, question: Question, given: Given) -> dict[str, str]:
    """What is wrong, by box; of a problem of all the boxes, nothing."""
    named, text = box_words(question), problem_words(problem, question, given)
    wrong = wrong_boxes(problem, given, question)
    if question.kind == Kind.MATRIX and problem is Problem.UNFINISHED:
        return {name: _("Say how far you agree that: %(row)s", row=named[name]) for name in wrong}
    return {name: f"{named[name]}: {text}" if name in named else text for name in wrong}


def _missing(question: Question, given: Given) -> str:
    total = amount_words(str(question.limits.total or 0), question.limits)
    return {
        Kind.FREE_TEXT: _("Write your answer"),
        Kind.MULTIPLE_CHOICE: _("Choose at least one answer"),
        Kind.MATRIX: _("Say how far you agree with each statement"),
        Kind.RANKING: _("Give each a place, from 1 to %(most)s", most=_places(question)),
        Kind.NUMBER: _("Enter a number"),
        Kind.SCALE: _("Choose a number"),
        Kind.BUDGET: _("Share out %(total)s", total=total),
        Kind.DATE: _("Enter a date"),
        Kind.MAP_PIN: _("Choose a place"),
    }.get(Kind(question.kind), _("Choose an answer"))


def _too_long(question: Question, given: Given) -> str:
    if question.kind not in {Kind.FREE_TEXT, *_CHOICES}:
        return _("Use %(most)s letters or fewer", most=LONGEST_BOX)
    return _(
        "Your answer must be %(most)s characters or fewer. It has %(now)s. "
        "Every word is still here: shorten it to go on",
        most=f"{LONGEST:,}",
        now=f"{len(given.text):,}",
    )


def _too_many(question: Question, given: Given) -> str:
    if question.kind != Kind.MULTIPLE_CHOICE:
        return _("Choose one answer only")
    return _(
        "Choose %(most)s at most. You chose %(now)s: take some away",
        most=question.limits.most,
        now=len(given.codes),
    )


def _unknown(question: Question, given: Given) -> str:
    if given.text and not given.codes:
        return _("Choose “Something else” to send the words you wrote there, or clear them")
    return _("Choose from the answers listed")


def _unfinished(question: Question, given: Given) -> str:
    return _missing(question, given)


def _too_small(question: Question, given: Given) -> str:
    least = 0 if question.kind == Kind.BUDGET else question.limits.least
    return _("Enter %(least)s or more", least=plain(least))


def _not_the_total(question: Question, given: Given) -> str:
    left, limits = left_to_share(given, question), question.limits
    total = amount_words(str(limits.total), limits)
    rest = amount_words(str(abs(left)), limits)
    if left > 0:
        return _(
            "Your amounts must add up to %(total)s. Share out %(left)s more", total=total, left=rest
        )
    return _("Your amounts must add up to %(total)s. Take away %(left)s", total=total, left=rest)


def _places(question: Question) -> int:
    return question.limits.most or len(question.options)


_SAID: Mapping[Problem, Callable[[Question, Given], str]] = {
    Problem.MISSING: _missing,
    Problem.TOO_LONG: _too_long,
    Problem.TOO_MANY: _too_many,
    Problem.UNKNOWN_OPTION: _unknown,
    Problem.UNFINISHED: _unfinished,
    Problem.TOO_SMALL: _too_small,
    Problem.NOT_THE_TOTAL: _not_the_total,
    Problem.NOT_A_NUMBER: lambda question, given: _("Enter a number, for example 12"),
    Problem.NOT_WHOLE: lambda question, given: _("Enter a whole number, for example 12"),
    Problem.TOO_LARGE: lambda question, given: _(
        "Enter %(greatest)s or less", greatest=plain(question.limits.greatest)
    ),
    Problem.NOT_A_PLACE: lambda question, given: _(
        "Choose a place from 1 to %(most)s", most=_places(question)
    ),
    Problem.SAME_PLACE: lambda question, given: _(
        "Two things have the same place. Give each its own"
    ),
    Problem.PLACES_LEFT_OUT: lambda question, given: _("Start at 1 and leave no place out"),
    Problem.CHANGED: lambda question, given: _(
        "This question was changed after you answered it. Look at it again"
    ),
    Problem.NOT_A_DATE: lambda question, given: _(
        "Enter a real date with a day, a month and a year, for example 27 3 2030"
    ),
    Problem.TOO_EARLY: lambda question, given: _(
        "Enter %(day)s or a later day", day=shown_day(question.limits.earliest)
    ),
    Problem.TOO_LATE: lambda question, given: _(
        "Enter %(day)s or an earlier day", day=shown_day(question.limits.latest)
    ),
    Problem.OFF_THE_MAP: lambda question, given: _(
        "That place isn’t on the map. Choose one on it, or an area from the list"
    ),
}
