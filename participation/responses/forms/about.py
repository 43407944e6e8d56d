"""The page on which somebody says for whom they reply, and what may be done with their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, Form, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from participation.consultations.rules import AsksAbout
from participation.geography.rules import normal_postcode
from participation.kernel.languages import said
from participation.responses.rules import About, RespondentKind
from participation.responses.rules.about import LONGEST_NAME

YES, NO = "yes", "no"
MOST_PEOPLE = 9_999_999


def kind_words() -> dict[str, str]:
    """For whom somebody replies, as they say it."""
    return {
        RespondentKind.RESIDENT.value: _("For myself"),
        RespondentKind.REPRESENTATIVE.value: _("For someone I care for"),
        RespondentKind.ORGANISATION.value: _("For an organisation or a group"),
    }


def _yes_or_no(held: bool | None) -> str | None:
    return None if held is None else (YES if held else NO)


class AboutForm(Form):
    """Make it with :func:`about_form`: it has only what the consultation asks."""

    def validate_organisation(self, field: Field) -> None:
        chosen = self["kind"].data == RespondentKind.ORGANISATION
        if chosen and not (field.data or "").strip():
            raise ValidationError(_("Enter the name of the organisation or group"))

    def validate_speaks_for(self, field: Field) -> None:
        typed = (field.data or "").replace(",", "").strip()
        if self["kind"].data != RespondentKind.ORGANISATION or not typed:
            return
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= MOST_PEOPLE):
            raise ValidationError(_("Enter a whole number of people, for example 120, or nothing"))

    def validate_postcode(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if typed and normal_postcode(typed) is None:
            raise ValidationError(
                _("Enter a whole postcode, for example SY1 1AA, or leave the box empty")
            )

    def answer(self, asks: AsksAbout, area_code: str | None, source: str | None) -> About:
        """What they said, as a plain value. Call it once ``validate()`` has said yes."""
        kind = RespondentKind.RESIDENT
        chosen = self["kind"].data if asks.kind else None
        if chosen in kind_words():
            kind = RespondentKind(chosen)
        organisation = kind is RespondentKind.ORGANISATION
        people = (self["speaks_for"].data or "").replace(",", "").strip() if organisation else ""
        return About(
            kind=kind,
            organisation=(self["organisation"].data or "").strip() if organisation else "",
            speaks_for=int(people) if people else None,
            # Whoever was asked and said nothing hasn't agreed.
            may_quote=self["may_quote"].data == YES if asks.quote else None,
            consents={one.code: self[f"consent-{one.code}"].data == YES for one in asks.purposes},
            area_code=area_code,
            source=source,
        )


def about_form(asks: AsksAbout, about: About, typed: Mapping[str, Any] | None = None) -> AboutForm:
    """The form of what a consultation asks, filled in with what was kept or was typed."""
    yes_no = [SelectChoice(YES, _("Yes")), SelectChoice(NO, _("No"))]
    fields: dict[str, Any] = {}
    if asks.kind:
        fields["kind"] = RadioField(
            _("Who are you replying for?"),
            choices=[SelectChoice(*pair) for pair in kind_words().items()],
            validate_choice=False,
        )
        fields["organisation"] = StringField(
            _("Name of the organisation or group"),
            description=_("Only if you reply for one. It may be published with its answer."),
            validators=[
                Length(
                    max=LONGEST_NAME,
                    message=_("Use %(most)s letters or fewer", most=LONGEST_NAME),
                )
            ],
            render_kw={"autocomplete": "organization"},
        )
        fields["speaks_for"] = StringField(
            _("How many people does it speak for? (optional)"),
            description=_("For example, how many members it has."),
            render_kw={"inputmode": "numeric"},
        )
    if asks.postcode:
        fields["postcode"] = StringField(
            _("What is your postcode? (optional)"),
            description=_(
                "It tells us which ward you live in, so that we see whether we hear from every "
                "part of the area. We keep the ward and not the postcode."
            ),
            render_kw={"autocomplete": "postal-code", "autocapitalize": "characters"},
        )
        fields["postcode_tried"] = HiddenField()
        fields["forget_area"] = BooleanField(_("Don’t keep my ward"))
    if asks.quote:
        fields["may_quote"] = RadioField(
            _("May we quote your words?"),
            description=_(
                "In reports we show some of what people wrote, with no name. If you say no, yours "
                "are still read and counted in the same way."
            ),
            choices=yes_no,
            validate_choice=False,
        )
    for purpose in asks.purposes:
        fields[f"consent-{purpose.code}"] = RadioField(
            said(purpose.words), choices=yes_no, validate_choice=False
        )
    form_class = type("AskedAboutForm", (AboutForm,), fields)
    form = form_class(
        typed,
        data={
            "kind": about.kind.value,
            "organisation": about.organisation,
            "speaks_for": "" if about.speaks_for is None else str(about.speaks_for),
            "may_quote": _yes_or_no(about.may_quote),
            **{f"consent-{code}": _yes_or_no(yes) for code, yes in about.consents.items()},
        },
    )
    assert isinstance(form, AboutForm)
    return form
