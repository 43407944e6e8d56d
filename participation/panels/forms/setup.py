"""The forms in which a panel is set up: its words, dates, shares from a table, seats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from participation.kernel.languages import said
from participation.missions.models import Mission
from participation.panels.models import PanelCategory
from participation.panels.rules import (
    CategoryDetails,
    FeatureDetails,
    Kind,
    PanelDetails,
    read_shares,
)
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm, tidy

KINDS = {
    Kind.ASSEMBLY: _l("Citizens’ assembly"),
    Kind.JURY: _l("Citizens’ jury"),
    Kind.STANDING: _l("Standing panel"),
}


class PanelForm(WordsForm):
    """What a panel is, in the council's languages."""

    kind = RadioField(
        _l("What kind of panel is it?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired(_l("Choose what kind of panel it is"))],
    )
    title = WordsField(
        _l("Title"),
        description=_l("For example ‘Marchwern Citizens’ Assembly on Transport’"),
        required=_l("Enter a title"),
        most=120,
    )
    purpose = WordsField(
        _l("What it is for"),
        description=_l("What it will consider, and what the council will do with what it says"),
        most=1500,
        area=True,
    )
    eligibility = WordsField(
        _l("Who can put their name forward"),
        description=_l("For example ‘Anybody aged 16 or over who lives in the borough’"),
        most=600,
        area=True,
    )
    commitment = WordsField(
        _l("What members give"),
        description=_l("How many meetings, when, where or online"),
        most=600,
        area=True,
    )
    payment = WordsField(
        _l("What members get"),
        description=_l("Payment, travel, care, and what it means for benefits"),
        most=600,
        area=True,
    )
    privacy = WordsField(
        _l("What happens to people’s details"),
        description=_l("Who sees them, what for, and for how long"),
        most=1500,
        area=True,
    )
    seats = IntegerField(
        _l("How many seats"),
        validators=[
            InputRequired(_l("Enter how many seats there are")),
            NumberRange(2, 2000, _l("Enter a number between 2 and 2,000")),
        ],
    )
    mission_ids = SelectMultipleField(_l("Which missions does it serve?"))

    def offer(self, missions: Iterable[Mission]) -> None:
        """List the missions to choose from."""
        self.mission_ids.choices = [
            SelectChoice(str(mission.id), said(mission.title)) for mission in missions
        ]

    def details(self) -> PanelDetails:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return PanelDetails(
            kind=Kind(self.kind.data),
            title=self.title.words(),
            purpose=self.purpose.words(),
            eligibility=self.eligibility.words(),
            commitment=self.commitment.words(),
            payment=self.payment.words(),
            privacy=self.privacy.words(),
            seats=int(self.seats.data),
            mission_ids=tuple(UUID(one) for one in self.mission_ids.data or ()),
        )


class DatesForm(Form):
    """When people can put their names forward, and until when their details are kept."""

    opens_on = DayMonthYearField(_l("First day to put a name forward"))
    last_day = DayMonthYearField(_l("Last day to put a name forward"))
    retention_on = DayMonthYearField(
        _l("Day on which contact details are erased"),
        description=_l("Totals and results stay. For example, six months after the last meeting"),
    )

    def validate_last_day(self, field: DayMonthYearField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("The last day must be the first day or later"))

    def validate_retention_on(self, field: DayMonthYearField) -> None:
        """Refuse to erase details while names are being taken."""
        if field.data and self.last_day.data and field.data <= self.last_day.data:
            raise ValidationError(_("Choose a day after the last day to put a name forward"))


class SharesForm(WordsForm):
    """A category, and a table of the population pasted from wherever it was found."""

    name = WordsField(
        _l("What should the panel mirror the borough in?"),
        description=_l("For example ‘Age’, ‘Ward’ or ‘Gender’"),
        required=_l("Enter what the panel should mirror"),
        most=80,
    )
    table = TextAreaField(
        _l("The population"),
        description=_l(
            "Paste rows from a census table: a name, then how many people or per cent. "
            "One to a line."
        ),
        validators=[InputRequired(_l("Paste at least two rows"))],
    )

    def validate_table(self, field: Field) -> None:
        """Each line is a name and a number, and there are at least two."""
        rows, bad = read_shares(field.data or "")
        if bad:
            raise ValidationError(
                _(
                    "There is no number to read in line %(lines)s",
                    lines=", ".join(str(line) for line in bad[:5]),
                )
            )
        if len(rows) < 2:
            raise ValidationError(_("Paste at least two rows"))

    def rows(self) -> list[tuple[str, float]]:
        """Names and shares in per cent. Call it once ``validate()`` has said yes."""
        return read_shares(self.table.data or "")[0]


class SeatsForm(Form):
    """The words, least and most seats of each feature of a category; rows are made by name."""

    def __init__(
        self, category: PanelCategory, languages: Sequence[str], typed: Mapping[str, Any] | None
    ) -> None:
        self.category, self.languages = category, tuple(languages)
        super().__init__(typed)


def seats_form(
    category: PanelCategory, languages: Sequence[str], typed: Mapping[str, Any] | None
) -> SeatsForm:
    """The form for a category as it stands, filled in with what was typed if anything was."""
    fields: dict[str, Any] = {}
    whole = _l("Enter a whole number of seats, 0 or more")
    for feature in category.features:
        words = said(feature.words)
        for language in languages:
            fields[f"words_{feature.code}_{language}"] = StringField(
                _("Name (%(language)s)", language=language),
                default=feature.words.get(language, ""),
                filters=[tidy],
                validators=[Length(max=200, message=_l("Use 200 letters or fewer"))],
                render_kw={"lang": language, "aria-label": f"{words}, {language}"},
            )
        for end, value in (("least", feature.least), ("most", feature.most)):
            label = _("At least") if end == "least" else _("At most")
            fields[f"{end}_{feature.code}"] = IntegerField(
                f"{label}: {words}",
                default=value,
                validators=[InputRequired(whole), NumberRange(0, 2000, whole)],
            )
    made = type("SeatsForm", (SeatsForm,), fields)
    form = made(category, languages, typed)
    assert isinstance(form, SeatsForm)
    return form


def seats_details(form: SeatsForm) -> CategoryDetails:
    """What was typed, as a plain value."""
    data = form.data
    return CategoryDetails(
        words=dict(form.category.words),
        features=tuple(
            FeatureDetails(
                code=feature.code,
                words={
                    language: data[f"words_{feature.code}_{language}"] or ""
                    for language in form.languages
                },
                share=feature.share,
                least=int(data[f"least_{feature.code}"]),
                most=int(data[f"most_{feature.code}"]),
            )
            for feature in form.category.features
        ),
    )
