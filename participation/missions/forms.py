"""The form that a mission is written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from participation.kernel.languages import said
from participation.missions.models import NationalGoal
from participation.missions.rules import MissionDetails, Stance
from participation.web.words import WordsField, WordsForm, tidy

GOAL = "goal_"
NO_PART = "none"
STANCES = (
    (Stance.DELIVERS.value, _l("Delivers: this mission is how the goal is met here")),
    (Stance.CONTRIBUTES.value, _l("Contributes: it helps, with others")),
    (Stance.LOCAL_ONLY.value, _l("Local only: residents’ own aim beside it")),
    (NO_PART, _l("No part in it")),
)


class MissionForm(WordsForm):
    """What a mission says, in each language."""

    title = WordsField(
        _l("Title"),
        description=_l("A few words, for example ‘Warm homes’"),
        required=_l("Enter a title"),
        most=120,
    )
    ambition = WordsField(
        _l("Ambition"),
        description=_l("One sentence: what life here will be like"),
        required=_l("Enter the ambition"),
        most=400,
        area=True,
    )
    target = WordsField(
        _l("Target"),
        description=_l("What will be measured, and how far it must get"),
        required=_l("Enter the target"),
        most=300,
        area=True,
    )
    target_year = IntegerField(
        _l("Year to reach it by"),
        description=_l("For example, 2035"),
        validators=[
            InputRequired(_l("Enter a year, for example 2035")),
            NumberRange(2000, 2150, _l("Enter a year between 2000 and 2150")),
        ],
    )
    horizon = WordsField(
        _l("Horizon"),
        description=_l("How long it runs and when it is looked at again"),
        required=_l("Enter the horizon"),
        most=200,
    )
    lead_member = StringField(
        _l("Lead member"),
        description=_l("The councillor who answers for it"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter the lead member’s name")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    lead_officer = StringField(
        _l("Lead officer"),
        description=_l("The member of staff who leads the work"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter the lead officer’s name")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )

    def details(self) -> MissionDetails:
        """What was typed, as a plain value. Call it once ``validate()`` has said yes."""
        return MissionDetails(
            title=self.title.words(),
            ambition=self.ambition.words(),
            target=self.target.words(),
            target_year=int(self.target_year.data),
            horizon=self.horizon.words(),
            lead_member=self.lead_member.data or "",
            lead_officer=self.lead_officer.data or "",
            stances=self.stances(),
        )

    def stances(self) -> Mapping[UUID, Stance]:
        """The parts chosen in national goals; no part is left out."""
        return {
            UUID(name.removeprefix(GOAL)): Stance(field.data)
            for name, field in self._fields.items()
            if name.startswith(GOAL) and field.data not in (None, NO_PART)
        }

    def goal_fields(self) -> list[Any]:
        """The choices, one for each goal, in order."""
        return [field for name, field in self._fields.items() if name.startswith(GOAL)]


def mission_form(
    goals: Sequence[NationalGoal], languages: Iterable[str], formdata: Any = None, **starting: Any
) -> MissionForm:
    """The form with a choice for each national goal that was loaded."""
    choices = {
        f"{GOAL}{goal.id}": SelectField(
            said(goal.title), choices=[SelectChoice(*stance) for stance in STANCES], default=NO_PART
        )
        for goal in goals
    }
    made = type("MissionForm", (MissionForm,), choices)
    form = made(formdata, languages=languages, data=starting)
    assert isinstance(form, MissionForm)
    return form
