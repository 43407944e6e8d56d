"""Forms: an officer's choice of questions, and the questions as people answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from participation.equality.rules import AskedOfPeople, Chosen, Wanted, bank
from participation.kernel.languages import said


def equality_form(
    asked: Sequence[AskedOfPeople],
    formdata: Any = None,
    held: Mapping[str, int] | None = None,
    prefix: str = "equality-",
) -> Form:
    """The questions as radios, each of which may be left alone.

    A field is named ``equality-`` and the question's key; its description is the help. Groups of
    many answers come before each answer's words, as a screen reader reads them: “Asian: Indian”.
    """
    fields = {}
    for one in asked:
        groups = {group.key: said(group.words) for group in one.version.groups}
        choices = [
            SelectChoice(
                str(option.code),
                f"{groups[option.group]}: {said(option.words)}"
                if option.group in groups
                else said(option.words),
            )
            for option in one.version.options
        ]
        fields[one.key] = RadioField(
            said(one.version.wording),
            description=said(one.version.help),
            choices=choices,
            validators=[Optional(_("Choose one of the answers"))],
            validate_choice=False,
        )
    form: Form = type("EqualityForm", (Form,), fields)(
        formdata, prefix=prefix, data={key: str(code) for key, code in (held or {}).items()}
    )
    return form


def given_in(form: Form) -> dict[str, int]:
    """What was answered, as ``services.store`` takes it."""
    return {
        name.rpartition("-")[2]: int(value)
        for name, value in ((field.name, field.data) for field in form)
        if value and str(value).isascii() and str(value).isdigit() and len(str(value)) < 4
    }


def choosing_form(asked: Sequence[AskedOfPeople], formdata: Any = None) -> Form:
    """A tick for each question of the bank, and its version where there are several."""
    fields: dict[str, Any] = {}
    now = {one.key: one.version.number for one in asked}
    data: dict[str, Any] = {}
    for key, question in bank().items():
        fields[f"ask_{key}"] = BooleanField(said(question.name))
        data[f"ask_{key}"] = key in now
        if len(question.versions) > 1:
            fields[f"version_{key}"] = SelectField(
                _("Which version"),
                choices=[
                    SelectChoice(str(version.number), f"{version.since:%Y}: {version.standard}")
                    for version in reversed(question.versions)
                ],
            )
            data[f"version_{key}"] = str(now.get(key, question.newest.number))
    form: Form = type("ChoosingForm", (Form,), fields)(formdata, data=data)
    return form


def chosen_in(form: Form) -> Chosen:
    """The officer's choice as a plain value."""
    wanted = []
    for key, question in bank().items():
        if form[f"ask_{key}"].data:
            several = len(question.versions) > 1
            number = int(form[f"version_{key}"].data) if several else question.newest.number
            wanted.append(Wanted(key, number))
    return Chosen(tuple(wanted))
