"""Forms for taking a reply back and for erasing its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from participation.responses.rules.ledger import Erasure


def erasure_words() -> dict[str, str]:
    """Why words are erased, as officers say it."""
    return {
        Erasure.ASKED.value: _("The person who sent it asked for it"),
        Erasure.NOT_THEIRS.value: _("It was sent in somebody else’s name"),
        Erasure.COURT.value: _("A court or the Information Commissioner ordered it"),
    }


class TakeBackForm(Form):
    """That the person asked."""

    sure = BooleanField(_l("The person who sent it asked to take it back, and gave its reference"))

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(
                _("Tick the box once they have asked. Otherwise set the reply aside instead")
            )


class EraseForm(Form):
    """Why, and that there is no way back."""

    why = RadioField(_l("Why should the words be erased?"), validate_choice=False)
    sure = BooleanField(_l("I understand that nobody can bring the words back"))

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        self.why.choices = [SelectChoice(*pair) for pair in erasure_words().items()]

    def validate_why(self, field: Field) -> None:
        if field.data not in erasure_words():
            raise ValidationError(_("Choose a reason"))

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Tick the box to erase the words"))
