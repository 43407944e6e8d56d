"""The forms of what a consultation is about: its details, the five lines, its dates."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from participation.consultations.rules import ConsultationDetails, FiveLines
from participation.kernel.languages import said
from participation.missions.models import Mission
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm, tidy


class DetailsForm(WordsForm):
    """What a consultation is about, and who answers for it."""

    title = WordsField(
        _l("Title"),
        description=_l("What people see first, for example ‘Safer streets in Northgate’"),
        required=_l("Enter a title"),
        most=120,
    )
    summary = WordsField(
        _l("Summary"),
        description=_l("Two or three plain sentences: what you ask about, and whom"),
        required=_l("Enter a summary"),
        most=1000,
        area=True,
    )
    mission_ids = SelectMultipleField(
        _l("Which missions does it serve?"),
        description=_l("At least one must be published before the consultation can open."),
        validators=[InputRequired(_l("Choose at least one mission"))],
    )
    decision_owner = StringField(
        _l("Who answers for the decision?"),
        description=_l("A post or a name. Only staff see it."),
        filters=[tidy],
        validators=[Length(max=200, message=_l("Use 200 letters or fewer"))],
    )
    hide_results = BooleanField(
        _l("Hide results and themes from councillors and leaders until it closes"),
        description=_l("So that nobody is swayed before everyone has replied."),
        default=True,
    )

    def offer(self, missions: Iterable[Mission]) -> None:
        """List the missions to choose from."""
        self.mission_ids.choices = [
            SelectChoice(
                str(mission.id),
                said(mission.title)
                if mission.published_at
                else _("%(title)s (not published yet)", title=said(mission.title)),
            )
            for mission in missions
        ]

    def details(self) -> ConsultationDetails:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return ConsultationDetails(
            title=self.title.words(),
            summary=self.summary.words(),
            mission_ids=tuple(UUID(one) for one in self.mission_ids.data or ()),
            decision_owner=self.decision_owner.data or "",
            hide_results=bool(self.hide_results.data),
        )


class LinesForm(WordsForm):
    """The five lines. A draft may be kept with some of them empty."""

    could_change = WordsField(
        _l("What could change"),
        description=_l("What people’s answers can really change"),
        most=1000,
        area=True,
    )
    already_decided = WordsField(
        _l("What is already decided"),
        description=_l("What can’t change, and why. Say so if nothing is decided."),
        most=1000,
        area=True,
    )
    who_decides = WordsField(
        _l("Who decides, and when"),
        description=_l("For example ‘The Cabinet, on 14 May’"),
        most=1000,
        area=True,
    )
    minutes_needed = IntegerField(
        _l("How many minutes it takes"),
        description=_l("Try it yourself in the preview, and round up"),
        validators=[Optional(), NumberRange(1, 120, _l("Enter a number between 1 and 120"))],
    )
    your_words = WordsField(
        _l("What happens to people’s words"),
        description=_l("Who reads them, what is published, and where the outcome will be"),
        most=1000,
        area=True,
    )

    def lines(self) -> FiveLines:
        """What was typed, as a plain value."""
        return FiveLines(
            could_change=self.could_change.words(),
            already_decided=self.already_decided.words(),
            who_decides=self.who_decides.words(),
            minutes_needed=self.minutes_needed.data,
            your_words=self.your_words.words(),
        )


class DatesForm(Form):
    """The first and the last day. A draft may be kept without them."""

    opens_on = DayMonthYearField(
        _l("First day to reply"),
        description=_l("It opens as this day begins. For example, 27 3 2030"),
    )
    last_day = DayMonthYearField(
        _l("Last day to reply"),
        description=_l("It closes at midnight at the end of this day. For example, 24 4 2030"),
    )

    def validate_last_day(self, field: DayMonthYearField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("The last day must be the first day or later"))
