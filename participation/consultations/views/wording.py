"""Hints on how questions are worded, in sentences. They never stand in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from participation.analysis.wording import Hint, can_object, hints, option_hints
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import Asked
from participation.council import queries as council
from participation.kernel.languages import said


@dataclass(frozen=True)
class QuestionHints:
    """What is worth another look in one question; number 0 is the whole."""

    number: int
    wording: str
    sentences: tuple[str, ...]


def wording_hints(session: Session, consultation: Consultation) -> list[QuestionHints]:
    """The hints on every question that has any, and on the whole."""
    asked = consultations.asked(session, consultation.id)
    found = list(hints_by_question(session, asked).values())
    kinds = [
        (one.kind, [option.words.get("en", "") for option in one.options], _something_else(one))
        for one in asked
    ]
    if asked and not can_object(kinds):
        whole = _(
            "Nobody who is against it all can say so: add a question in people’s own words, or an"
            " option such as ‘None of these’."
        )
        found.insert(0, QuestionHints(0, "", (whole,)))
    return found


def question_hints(asked: Asked, languages: list[str]) -> tuple[str, ...]:
    """The hints on one question, in sentences, each said once."""
    found: dict[str, None] = {}
    for language in languages:
        for hint in hints(asked.wording.get(language, ""), language, kind=asked.kind):
            found[sentence(hint)] = None
        if asked.kind in {"single_choice", "multiple_choice"}:
            options = [option.words.get(language, "") for option in asked.options]
            for hint in option_hints(options, language, something_else=_something_else(asked)):
                found[sentence(hint)] = None
    return tuple(found)


def hints_by_question(session: Session, asked: Sequence[Asked]) -> dict[UUID, QuestionHints]:
    """The hints on each question that has any, by its key."""
    languages = council.get(session).languages
    return {
        one.question_id: QuestionHints(number, said(one.wording), sentences)
        for number, one in enumerate(asked, 1)
        if (sentences := question_hints(one, languages))
    }


def _something_else(asked: Asked) -> bool:
    return bool(asked.limits.something_else)


def sentence(hint: Hint) -> str:
    """A hint as a sentence: what was found, and what could be done."""
    words = hint.found
    return {
        "leading": lambda: _("‘%(words)s’ tells people which answer is wanted.", words=words),
        "one_sided": lambda: _(
            "‘%(words)s’ asks only how much people are for it. Ask for both sides, such as"
            " ‘support or oppose’.",
            words=words,
        ),
        "loaded": lambda: _("‘%(words)s’ judges what people are asked to judge.", words=words),
        "two_at_once": lambda: _(
            "‘%(words)s’ may ask two things at once, which one answer can’t tell apart.",
            words=words,
        ),
        "two_questions": lambda: _("It asks more than one question. Ask each by itself."),
        "double_negative": lambda: _(
            "‘%(words)s’ says no twice, so that people must think what agreeing would mean.",
            words=words,
        ),
        "absolute": lambda: _(
            "‘%(words)s’ leaves no exception: few can agree, however much they lean that way.",
            words=words,
        ),
        "long_sentence": lambda: _(
            "One sentence has %(words)s words. Keep to 25 or fewer.", words=words
        ),
        "reading_age": lambda: _(
            "It takes a reader of about %(words)s. Shorter words and sentences reach more people.",
            words=words,
        ),
        "hard_word": lambda: _(
            "‘%(words)s’ could be said more plainly: ‘%(better)s’.", words=words, better=hint.better
        ),
        "short_form": lambda: _("Say what ‘%(words)s’ stands for.", words=words),
        "no_way_out": lambda: _(
            "There is nothing to choose for somebody who wants none of it. Add ‘None of these’ or"
            " room for something else."
        ),
        "leans": lambda: _(
            "The options lean: %(words)s for and against. Offer as many of each.", words=words
        ),
        "twice": lambda: _("‘%(words)s’ is there twice.", words=words),
    }[hint.code]()
