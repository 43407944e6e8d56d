"""The forms in which names are put forward, and taken off again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.kernel.languages import said
from participation.panels.models import Panel
from participation.panels.rules import (
    Contact,
    tidy_postcode,
)
from participation.panels.rules.register import Registration
from participation.panels.services.register import OUT
from participation.web.words import tidy

OUT_WORDS = {
    "asked": _l("They asked to be left out"),
    "duplicate": _l("They put their name forward twice"),
    "not_eligible": _l("They don’t meet the conditions"),
    "staff_or_councillor": _l("They work for the council or are a councillor"),
}
EMAIL = r"[^@\s<>\",;:]+@[^@\s<>\",;:]+\.[^@\s.]+"


class RegisterForm(Form):
    """Putting a name forward. Make it with :func:`register_form`."""

    eligible = BooleanField(_l("Yes, this is me"))
    name = StringField(
        _l("Full name"), filters=[tidy], render_kw={"autocomplete": "name", "spellcheck": "false"}
    )
    address = TextAreaField(
        _l("Address"),
        description=_l("So that at most one person of a household is drawn"),
        filters=[tidy],
        render_kw={"autocomplete": "street-address"},
    )
    postcode = StringField(
        _l("Postcode"), filters=[tidy], render_kw={"autocomplete": "postal-code"}
    )
    reach_by = RadioField(
        _l("How should we reach you?"),
        choices=[
            SelectChoice("email", _l("By email")),
            SelectChoice("telephone", _l("By telephone")),
            SelectChoice("post", _l("By post")),
        ],
        validate_choice=False,
    )
    email = EmailField(_l("Email address (if you have one)"), filters=[tidy])
    telephone = TelField(_l("Telephone number (if you have one)"), filters=[tidy])
    needs = TextAreaField(
        _l("Is there anything you would need to take part?"),
        description=_l(
            "Access, an interpreter, care for somebody, food. It never affects the draw."
        ),
        filters=[tidy],
        validators=[Length(max=2000, message=_l("Use 2,000 letters or fewer"))],
    )
    consent = BooleanField(_l("Use my details to draw and run this panel, as said above"))
    later = BooleanField(_l("You may also ask me about later panels"))

    codes: Sequence[str] = ()

    def validate_eligible(self, field: Field) -> None:
        """Nobody is put down who doesn't say that they may be."""
        if not field.data:
            raise ValidationError(_("Say that this is you, or stop here: thank you for looking"))

    def validate_name(self, field: Field) -> None:
        """There is a name, of bearable length."""
        _wanted(field, _("Enter your full name"), 200)

    def validate_address(self, field: Field) -> None:
        """There is an address, of bearable length."""
        _wanted(field, _("Enter your address"), 600)

    def validate_postcode(self, field: Field) -> None:
        """It has the shape of a UK postcode."""
        if tidy_postcode(field.data or "") is None:
            raise ValidationError(_("Enter a full UK postcode, like LL11 1AB"))

    def validate_reach_by(self, field: Field) -> None:
        """One way was chosen, and what it needs is there."""
        if field.data not in {"email", "telephone", "post"}:
            raise ValidationError(_("Choose how we should reach you"))

    def validate_email(self, field: Field) -> None:
        """An address where one is needed, in the right shape where there is one."""
        typed = field.data or ""
        if not typed and self.reach_by.data == "email":
            raise ValidationError(_("Enter your email address, or choose another way"))
        if typed and (len(typed) > 254 or not re.fullmatch(EMAIL, typed)):
            raise ValidationError(
                _("Enter an email address in the right format, like name@example.com")
            )

    def validate_telephone(self, field: Field) -> None:
        """A number where one is needed."""
        typed = field.data or ""
        if not typed and self.reach_by.data == "telephone":
            raise ValidationError(_("Enter your telephone number, or choose another way"))
        if typed and not 6 <= sum(letter.isdigit() for letter in typed) <= 16:
            raise ValidationError(_("Enter a telephone number, like 01978 298 000"))

    def validate_consent(self, field: Field) -> None:
        """Without it there is nothing that may be kept."""
        if not field.data:
            raise ValidationError(_("Agree to this, or we can’t put your name down"))

    def registration(self) -> Registration:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return Registration(
            contact=Contact(
                name=self.name.data or "",
                address=self.address.data or "",
                postcode=tidy_postcode(self.postcode.data or "") or "",
                email=self.email.data or "",
                telephone=self.telephone.data or "",
                needs=self.needs.data or "",
                reach_by=self.reach_by.data,
            ),
            features={code: self._fields[f"feature_{code}"].data for code in self.codes},
            consents={"panel": True, "later": bool(self.later.data)},
        )

    def feature_fields(self) -> list[Field]:
        """The questions about what people are like, in order."""
        return [self._fields[f"feature_{code}"] for code in self.codes]


def _wanted(field: Field, missing: str, most: int) -> None:
    typed = field.data or ""
    if not typed:
        raise ValidationError(missing)
    if len(typed) > most:
        raise ValidationError(_("Use %(most)s letters or fewer", most=most))


def register_form(panel: Panel, typed: Mapping[str, Any] | None = None) -> RegisterForm:
    """The form with a question for each category that the panel mirrors."""
    fields: dict[str, Any] = {"codes": tuple(one.code for one in panel.categories)}
    for category in panel.categories:
        words = said(category.words)
        fields[f"feature_{category.code}"] = RadioField(
            words,
            choices=[SelectChoice(each.code, said(each.words)) for each in category.features],
            validators=[InputRequired(_("Choose an answer to ‘%(question)s’", question=words))],
        )
    form = type("RegisterForm", (RegisterForm,), fields)(typed)
    assert isinstance(form, RegisterForm)
    return form


class OutForm(Form):
    """Why somebody can't be chosen."""

    reason = RadioField(
        _l("Why are they left out?"),
        choices=[SelectChoice(code, OUT_WORDS[code]) for code in OUT],
        validators=[InputRequired(_l("Choose why they are left out"))],
    )
