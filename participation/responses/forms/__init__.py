"""Forms: one question's answer, the word chosen when sending, an address, why one is set aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    EmailField,
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.consultations.rules import AGREEMENT, Asked, Kind
from participation.kernel.languages import said
from participation.responses.queries import AnswerShown
from participation.responses.rules import LONGEST, Given, Problem, Reason, tidy_text, word_problem

NO_ANSWER = ""
"""What the radio button says that takes an answer back: radios can't be unpressed."""


class AnswerForm(Form):
    """One question, asked as its kind asks. Make it with :func:`answer_form`."""

    answer: Field
    kind: str

    def given(self) -> Given:
        """What was given, as typed; whether it is right is for the rules to say."""
        data: Any = self.answer.data
        if self.kind == Kind.FREE_TEXT:
            return Given(text=tidy_text(data or ""))
        codes = data if isinstance(data, list) else [data]
        return Given(codes=tuple(tidy_text(code) for code in codes if code))

    def complain(self, problem: Problem) -> None:
        """Say at the field what is wrong."""
        self.answer.errors = [problem_words(problem, self.kind, self.given())]


def answer_form(
    question: Asked, given: Given | None, typed: Mapping[str, Any] | None = None
) -> AnswerForm:
    """The form for a question, filled in with what was kept or, if there is any, what was typed."""
    words: dict[str, Any] = {
        "label": said(question.wording),
        "description": _hint(question),
    }
    options = [SelectChoice(*option) for option in option_words(question).items()]
    field: Any
    filled: str | list[str] | None
    if question.kind == Kind.FREE_TEXT:
        field, filled = TextAreaField(**words), given.text if given else None
    elif question.kind == Kind.MULTIPLE_CHOICE:
        field = SelectMultipleField(**words, choices=options, validate_choice=False)
        filled = list(given.codes) if given else None
    else:
        if not question.required:
            options.append(SelectChoice(NO_ANSWER, _("I’d rather not answer")))
        field = RadioField(**words, choices=options, validate_choice=False)
        filled = given.codes[0] if given and given.codes else None
    made = type("QuestionForm", (AnswerForm,), {"answer": field, "kind": question.kind})
    form = made(typed, answer=filled)
    assert isinstance(form, AnswerForm)
    return form


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


def option_words(question: Asked) -> dict[str, str]:
    """What can be chosen in answer to a question, by code, in the language being spoken."""
    if question.kind == Kind.AGREEMENT:
        return agreement_words()
    return {option.code: said(option.words) for option in question.options}


def shown_choices(answer: AnswerShown) -> list[str]:
    """The words of the options that an answer chose, in the order they were listed."""
    if answer.kind == Kind.AGREEMENT:
        words = agreement_words()
    else:
        words = {option["code"]: said(option["words"]) for option in answer.options}
    return [words[code] for code in words if code in answer.codes]


def answer_words(answer: AnswerShown) -> str:
    """What an answer says: the words as written, or those of the options chosen, one a line."""
    return answer.text if answer.text is not None else "\n".join(shown_choices(answer))


def _hint(question: Asked) -> str:
    parts = [said(question.help)]
    if question.kind == Kind.FREE_TEXT and question.word_guide:
        parts.append(
            ngettext(
                "About %(num)s word is enough, but you can write more or less.",
                "About %(num)s words is enough, but you can write more or less.",
                question.word_guide,
            )
        )
    if question.kind == Kind.MULTIPLE_CHOICE:
        parts.append(_("Choose all that apply."))
    if not question.required:
        parts.append(_("You don’t have to answer this one."))
    return " ".join(part for part in parts if part)


def problem_words(problem: Problem, kind: str, given: Given) -> str:
    """What is wrong with an answer, and what to do."""
    if problem is Problem.TOO_LONG:
        return _(
            "Your answer must be %(most)s characters or fewer. It has %(now)s. "
            "Every word is still here: shorten it to go on",
            most=f"{LONGEST:,}",
            now=f"{len(given.text):,}",
        )
    if problem is Problem.TOO_MANY:
        return _("Choose one answer only")
    if problem is Problem.UNKNOWN_OPTION:
        return _("Choose from the answers listed")
    if kind == Kind.FREE_TEXT:
        return _("Write your answer")
    if kind == Kind.MULTIPLE_CHOICE:
        return _("Choose at least one answer")
    return _("Choose an answer")


class WordForm(Form):
    """The word that opens one's own answers later, if one is wanted."""

    word = StringField(
        _l("A word to see your answers again (optional)"),
        description=_l(
            "Your reference shows what happened to your answers, but never the answers themselves. "
            "If you choose a word and keep it with your reference, you can see them too. "
            "At least 6 letters, for example a place and a colour. We can’t tell you it later."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )

    def validate_word(self, field: Field) -> None:
        problem = word_problem(field.data or "")
        if problem == "too_short":
            raise ValidationError(_("Your word must have 6 letters or more"))
        if problem:
            raise ValidationError(_("Your word must have 100 letters or fewer"))


class EmailForm(Form):
    """Where to post a reference to."""

    to = EmailField(
        _l("Your email address"),
        description=_l("We use it once, to send this reference. We don’t keep it."),
    )

    def validate_to(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(_("Enter your email address"))
        if len(typed) > 254 or not re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:]+\.[^@\s.]+", typed):
            raise ValidationError(
                _("Enter an email address in the right format, like name@example.com")
            )

    def address(self) -> str:
        """The address. Call it once ``validate()`` has said yes."""
        return str(self.to.data).strip()


def reason_words() -> dict[str, str]:
    """Each reason for setting a response aside, as officers and residents read it."""
    return {
        Reason.DUPLICATE.value: _("the same person sent the same answer twice"),
        Reason.NOT_A_REPLY.value: _("it isn’t a reply, for example an advertisement"),
        Reason.ABUSIVE.value: _("it is abusive and says nothing about the questions"),
        Reason.TEST.value: _("it was sent by staff to try the form"),
        Reason.LATE.value: _("it came after the last day"),
        Reason.OTHER.value: _("another reason"),
    }


class SetAsideForm(Form):
    """Why a response isn’t counted."""

    reason = RadioField(_l("Why should it not be counted?"), validate_choice=False)
    note = TextAreaField(
        _l("Say why, in a sentence"),
        description=_l(
            "Whoever holds the reference can read this. Name nobody, and quote nothing."
        ),
        validators=[Length(max=300, message=_l("Say it in 300 characters or fewer"))],
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        self.reason.choices = [
            SelectChoice(code, words[:1].upper() + words[1:])
            for code, words in reason_words().items()
        ]

    def validate_reason(self, field: Field) -> None:
        if field.data not in reason_words():
            raise ValidationError(_("Choose a reason"))

    def validate_note(self, field: Field) -> None:
        if self.reason.data == Reason.OTHER and not (field.data or "").strip():
            raise ValidationError(_("Say what the reason is"))


class FindForm(Form):
    """A reference that somebody reads out."""

    reference = StringField(
        _l("Find a reply by its reference"),
        validators=[InputRequired(_l("Enter a reference"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class FilterForm(Form):
    """Which replies to list."""

    status = SelectField(_l("Status"), validate_choice=False)
    language = SelectField(_l("Language"), validate_choice=False)
