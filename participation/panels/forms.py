"""The forms of panels: setting one up, shares from a table, putting a name forward, drawing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from participation.kernel.languages import said
from participation.missions.models import Mission
from participation.panels.models import Panel, PanelCategory
from participation.panels.rules import (
    CategoryDetails,
    Contact,
    FeatureDetails,
    Kind,
    Outcome,
    PanelDetails,
    read_shares,
    tidy_postcode,
)
from participation.panels.rules.register import Registration
from participation.panels.services.register import OUT
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm, tidy

KINDS = {
    Kind.ASSEMBLY: _l("Citizens’ assembly"),
    Kind.JURY: _l("Citizens’ jury"),
    Kind.STANDING: _l("Standing panel"),
}
OUT_WORDS = {
    "asked": _l("They asked to be left out"),
    "duplicate": _l("They put their name forward twice"),
    "not_eligible": _l("They don’t meet the conditions"),
    "staff_or_councillor": _l("They work for the council or are a councillor"),
}
OUTCOMES = {
    Outcome.CONFIRMED: _l("Yes, they will take part"),
    Outcome.DECLINED: _l("No, they can’t or won’t"),
    Outcome.NO_ANSWER: _l("No answer this time"),
    Outcome.GIVEN_UP: _l("Not reached after several tries: give the place to somebody else"),
    Outcome.STOOD_DOWN: _l("Stood down after taking part"),
}
EMAIL = r"[^@\s<>\",;:]+@[^@\s<>\",;:]+\.[^@\s.]+"


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


class DrawForm(Form):
    """A test or the real draw, and by which method."""

    test = RadioField(
        _l("What do you want to make?"),
        choices=[
            SelectChoice("y", _l("A test draw, to see whether everything fits")),
            SelectChoice("n", _l("The real draw: the list of people is frozen")),
        ],
        validators=[InputRequired(_l("Choose a test draw or the real one"))],
    )
    method = SelectField(
        _l("How chances are shared out"),
        description=_l("The fairest draw suits nearly every panel."),
        choices=[
            SelectChoice("leximin", _l("The fairest draw: everybody’s chance as equal as can be")),
            SelectChoice("maximin", _l("Only the smallest chance as large as can be")),
            SelectChoice("balanced", _l("A little less equal, so that nobody is almost certain")),
        ],
        default="leximin",
    )


class DigitsForm(Form):
    """The three digits that were drawn."""

    digits = StringField(
        _l("The three digits, in the order in which they were drawn"),
        filters=[tidy],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )

    def validate_digits(self, field: Field) -> None:
        """Three digits, and nothing else."""
        typed = (field.data or "").replace(" ", "")
        if len(typed) != 3 or not (typed.isascii() and typed.isdigit()):
            raise ValidationError(_("Enter three digits, from 000 to 999"))


class OutcomeForm(Form):
    """What came of calling a member."""

    outcome = RadioField(
        _l("What did they say?"),
        choices=[SelectChoice(outcome.value, words) for outcome, words in OUTCOMES.items()],
        validators=[InputRequired(_l("Choose what they said"))],
    )
