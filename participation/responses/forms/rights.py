"""Forms for what people ask about their own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.responses.rules.rights import Answered, Ask, RequestDetails
from participation.web.fields import DayMonthYearField

SHORT = Length(max=300, message=_l("Say it in 300 characters or fewer"))


def ask_words() -> dict[str, str]:
    """What somebody asks for."""
    return {
        Ask.ACCESS.value: _("A copy of what is kept about them"),
        Ask.ERASURE.value: _("That what is kept about them is erased"),
    }


def answered_words() -> dict[str, str]:
    """How a request ended."""
    return {
        Answered.DONE.value: _("Done as they asked"),
        Answered.NOTHING_FOUND.value: _("Nothing about them was found"),
        Answered.REFUSED.value: _("Refused, with a reason"),
    }


def rights_problem(code: str) -> str:
    """Why it couldn’t be done, and what to do."""
    return {
        "kind": _("Choose one"),
        "name": _("Enter the name of whoever asks, in 300 characters or fewer"),
        "received": _("Enter the day it came: today or within the last year"),
        "closed": _("This request is closed. Open a new one"),
        "note": _("Say why, in a few words"),
        "held": _(
            "Nothing of one of these consultations may be erased now, because a hold stands on "
            "it. Tell whoever asked, and extend the request or refuse it with that reason"
        ),
        "extended": _("It was extended once already"),
        "nothing_linked": _("Find their replies and add them to this request first"),
        "search": _("Enter a reference, or at least three letters of a name"),
    }.get(code, _("That can’t be done. Look at the page again"))


class RequestForm(Form):
    """Who asks for what, and when it came."""

    kind = RadioField(_l("What do they ask for?"), validate_choice=False)
    name = StringField(
        _l("Their name"),
        description=_l("It is encrypted, and forgotten a year after the request is closed."),
        validators=[InputRequired(_l("Enter the name of whoever asks")), SHORT],
    )
    contact = StringField(_l("How to reach them"), validators=[SHORT])
    received_on = DayMonthYearField(
        _l("The day it came"),
        description=_l("The 28 days run from then."),
        validators=[InputRequired(_l("Enter the day it came"))],
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        self.kind.choices = [SelectChoice(*pair) for pair in ask_words().items()]

    def validate_kind(self, field: Field) -> None:
        if field.data not in ask_words():
            raise ValidationError(_("Choose what they ask for"))

    def details(self) -> RequestDetails:
        """The request. Call it once ``validate()`` has said yes."""
        assert self.received_on.data
        return RequestDetails(
            self.kind.data, self.name.data or "", self.contact.data or "", self.received_on.data
        )


class SearchForm(Form):
    """How to find somebody’s replies."""

    reference = StringField(
        _l("The reference of a reply"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    words = StringField(
        _l("Or a name, as it may stand in a reply"),
        description=_l("Replies are kept without names, so only those that tell one are found."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        validators=[Length(max=200)],
    )


class CloseForm(Form):
    """How a request ended."""

    outcome = RadioField(_l("How did it end?"), validate_choice=False)
    note = StringField(_l("Why, if it is refused; or a note"), validators=[SHORT])

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed, prefix="close")
        self.outcome.choices = [SelectChoice(*pair) for pair in answered_words().items()]

    def validate_outcome(self, field: Field) -> None:
        if field.data not in answered_words():
            raise ValidationError(_("Choose how it ended"))


class WhyForm(Form):
    """Why a request takes longer, or why nothing may be erased."""

    why = StringField(_l("Why?"), validators=[InputRequired(_l("Say why, in a few words")), SHORT])


class EraseLinkedForm(Form):
    """That there is no way back."""

    sure = BooleanField(_l("I understand that nobody can bring the words back"))

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Tick the box to erase the words"))
