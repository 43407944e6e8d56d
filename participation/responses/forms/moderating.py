"""Forms for handling answers: the settings, the queue, reasons, and looking again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from participation.kernel.languages import said
from participation.kernel.orm import Words
from participation.responses.rules.effort import ABOVE, MOST_ABOVE
from participation.responses.rules.moderation import (
    LONGEST_APPEAL,
    LONGEST_REASON,
    LONGEST_REPLY,
    MOST_MONTHS,
    HandlingDetails,
    Outcome,
    Verdict,
)


def moderation_problem(code: str) -> str:
    """Why it couldn’t be done, and what to do."""
    return {
        "nothing": _("Tick at least one answer"),
        "too_many": _("Decide about 100 answers or fewer at a time"),
        "reason": _("Choose why they are held back"),
        "not_published": _("This consultation doesn’t publish answers"),
        "unknown_answer": _("One of the answers isn’t there any more. Look at the list again"),
        "no_words": _("Write a few words"),
        "too_long": _("Write 2,000 characters or fewer"),
        "asked_already": _("You have asked already. The reply will be on this page"),
        "not_held": _("This answer isn’t held back any more"),
        "answered_already": _("Somebody has replied already"),
        "same_person": _("You held this answer back. Ask a colleague to look at it again"),
        "last_reason": _("Leave at least one reason on the list"),
        "too_late_to_publish": _(
            "People have to know before they reply. Answers can be published only if that was "
            "said before the consultation opened"
        ),
    }.get(code, _("That can’t be done. Look at the page again"))


class HandlingForm(Form):
    """How a consultation’s answers are handled."""

    publishes = BooleanField(
        _l("Publish answers"),
        description=_l(
            "Answers in people’s own words are put on a public page, once somebody has read "
            "them, and only of people who agreed to be quoted. Say so before it opens."
        ),
    )
    second_person_above = IntegerField(
        _l("How many replies one person may set aside alone"),
        description=_l("Above this number a second person has to agree."),
        validators=[InputRequired(_l("Enter a number, for example 10"))],
    )
    keep_months = IntegerField(
        _l("Months after closing until every word is erased"),
        description=_l(
            "The counts stay. Leave it empty to keep the words for as long as the consultation."
        ),
        validators=[Optional()],
    )
    effort_above = IntegerField(
        _l("Replies a minute above which sending asks a device for a little work"),
        description=_l(
            "Only for as long as more than this arrive in a minute. The device works for a second "
            "or two before it sends; without scripts people wait 20 seconds. Nobody is refused, "
            "and saving never waits. 0 is never."
        ),
        default=ABOVE,
        validators=[InputRequired(_l("Enter a number, for example 3000"))],
    )

    def validate_effort_above(self, field: Field) -> None:
        if field.data is None or not 0 <= field.data <= MOST_ABOVE:
            raise ValidationError(_("Enter a number from 0 to 100,000"))

    def validate_second_person_above(self, field: Field) -> None:
        if field.data is None or not 0 <= field.data <= 10_000:
            raise ValidationError(_("Enter a number from 0 to 10,000"))

    def validate_keep_months(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= MOST_MONTHS:
            raise ValidationError(_("Enter a number of months from 1 to 240, or nothing"))

    def details(self) -> HandlingDetails:
        """The settings. Call it once ``validate()`` has said yes."""
        return HandlingDetails(
            bool(self.publishes.data),
            int(self.second_person_above.data),
            self.keep_months.data,
            int(self.effort_above.data),
        )


def state_words() -> dict[str, str]:
    """The states of the queue."""
    return {
        "waiting": _("To be read"),
        "published": _("Published"),
        "held": _("Held back"),
        "asked": _("Asked to look again"),
        "not_agreed": _("Didn’t agree to be quoted"),
    }


class QueueForm(Form):
    """Which answers to list."""

    state = SelectField(_l("Which answers"), validate_choice=False)
    question = SelectField(_l("Question"), validate_choice=False)
    language = SelectField(_l("Language"), validate_choice=False)
    find = StringField(_l("Words in the answer"), validators=[Length(max=200)])


class ModerateForm(Form):
    """What should become of some answers."""

    answers = SelectMultipleField(validate_choice=False)
    everything = BooleanField(_l("All answers on this page"))
    verdict = RadioField(
        _l("What should happen to the ticked answers?"),
        choices=[
            SelectChoice(Verdict.PUBLISHED.value, _l("Publish them")),
            SelectChoice(Verdict.HELD.value, _l("Hold them back")),
        ],
        validate_choice=False,
    )
    reason = SelectField(_l("Why are they held back?"), validate_choice=False)
    note = StringField(
        _l("More about why (optional)"),
        description=_l("The author can read this with their reference."),
        validators=[Length(max=300, message=_l("Say it in 300 characters or fewer"))],
    )

    def __init__(
        self, reasons: Iterable[tuple[UUID, Words]], typed: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(typed)
        self.reason.choices = [
            SelectChoice("", _("Choose a reason")),
            *(SelectChoice(str(key), said(words)) for key, words in reasons),
        ]

    def validate_verdict(self, field: Field) -> None:
        if field.data not in {verdict.value for verdict in Verdict}:
            raise ValidationError(_("Choose whether to publish them or hold them back"))

    def validate_reason(self, field: Field) -> None:
        if self.verdict.data == Verdict.HELD and not field.data:
            raise ValidationError(moderation_problem("reason"))

    def ticked(self, page: Iterable[UUID]) -> list[UUID]:
        """The answers chosen: those ticked, or all of the page."""
        if self.everything.data:
            return list(page)
        return [key for text in self.answers.data or [] if (key := as_key(text))]


def as_key(text: str | None) -> UUID | None:
    """A key as a form posts it, or nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class ReasonForm(Form):
    """A reason for holding answers back, in each language."""

    en = StringField(_l("In English"))
    cy = StringField(_l("In Welsh"), render_kw={"lang": "cy"})

    def validate_en(self, field: Field) -> None:
        _short(field)

    def validate_cy(self, field: Field) -> None:
        _short(field)

    def words(self) -> Words:
        """The words. Call it once ``validate()`` has said yes."""
        return {"en": str(self.en.data).strip(), "cy": str(self.cy.data).strip()}


def _short(field: Field) -> None:
    text = (field.data or "").strip()
    if not text:
        raise ValidationError(_("Write the reason in this language too"))
    if len(text) > LONGEST_REASON:
        raise ValidationError(_("Say it in 200 characters or fewer"))


class AskAgainForm(Form):
    """Why somebody thinks that their answer should be published."""

    words = TextAreaField(
        _l("Why should we look at it again?"),
        description=_l("Somebody who didn’t decide the first time reads it and replies here."),
        validators=[
            InputRequired(_l("Write a few words")),
            Length(max=LONGEST_APPEAL, message=_l("Write 2,000 characters or fewer")),
        ],
    )


class ReplyForm(Form):
    """What another look came to."""

    outcome = RadioField(
        _l("What should happen?"),
        choices=[
            SelectChoice(Outcome.PUBLISHED.value, _l("Publish the answer")),
            SelectChoice(Outcome.KEPT.value, _l("Go on holding it back")),
        ],
        validate_choice=False,
    )
    reply = TextAreaField(
        _l("Your reply to the author"),
        description=_l("They read it with their reference."),
        validators=[
            InputRequired(_l("Write a few words")),
            Length(max=LONGEST_REPLY, message=_l("Write 2,000 characters or fewer")),
        ],
    )

    def validate_outcome(self, field: Field) -> None:
        if field.data not in {outcome.value for outcome in Outcome}:
            raise ValidationError(_("Choose what should happen"))
