"""Forms for officers: why one reply is set aside, finding one, listing some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.responses.rules import Reason


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
