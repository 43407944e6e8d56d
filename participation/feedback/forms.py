"""Forms of the feedback room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Form,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.feedback.rules import AmbitionDetails, DecisionDetails, Outcome
from participation.kernel.orm import Words
from participation.web.fields import DayMonthYearField


class Checkboxes(SelectMultipleField):
    """Several of a few things, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def both(english: Any, welsh: Any) -> Words:
    """Two fields as words in each language."""
    return {"en": (english.data or "").strip(), "cy": (welsh.data or "").strip()}


class AmbitionForm(Form):
    """What local people want."""

    title_en = StringField(
        _l("What local people want, in their words"),
        description=_l("For example ‘A bus we can count on in the evening’"),
        validators=[InputRequired(_l("Enter what local people want")), Length(max=300)],
    )
    title_cy = StringField(_l("The same in Welsh"), validators=[Optional(), Length(max=300)])
    themes = Checkboxes(
        _l("Themes it is made from"),
        validators=[InputRequired(_l("Tick at least one theme"))],
    )

    def offer(self, themes: Iterable[tuple[UUID, str]]) -> None:
        """The settled themes that may be ticked."""
        self.themes.choices = [(str(theme_id), label) for theme_id, label in themes]

    def details(self) -> AmbitionDetails:
        """As a plain value."""
        return AmbitionDetails(
            both(self.title_en, self.title_cy), tuple(UUID(v) for v in self.themes.data or ())
        )


class DecisionForm(Form):
    """What was decided, because of what, by whom."""

    outcome = RadioField(
        _l("What was decided?"),
        choices=[
            (Outcome.WE_WILL.value, _l("We will")),
            (Outcome.IN_PART.value, _l("In part")),
            (Outcome.WE_WILL_NOT.value, _l("We will not")),
            (Outcome.ALREADY.value, _l("Already being done")),
            (Outcome.NOT_OURS.value, _l("Not ours to decide, passed on")),
            (Outcome.STILL_CONSIDERING.value, _l("Still considering")),
        ],
        validators=[InputRequired(_l("Choose what was decided"))],
    )
    will_do_en = TextAreaField(
        _l("What will be done"),
        description=_l("Needed for ‘we will’ and ‘in part’. Say it so that people could check it."),
        validators=[Optional(), Length(max=2000)],
    )
    will_do_cy = TextAreaField(
        _l("What will be done, in Welsh"), validators=[Optional(), Length(max=2000)]
    )
    because_en = TextAreaField(
        _l("Because"),
        description=_l("The reasons, so that somebody who wanted something else can follow them"),
        validators=[InputRequired(_l("Enter the reasons")), Length(max=4000)],
    )
    because_cy = TextAreaField(_l("Because, in Welsh"), validators=[Optional(), Length(max=4000)])
    owner = StringField(
        _l("Who answers for it"),
        description=_l("A name and a post, for example ‘Cllr Ann Rees, lead member for transport’"),
        validators=[InputRequired(_l("Enter who answers for it")), Length(max=200)],
    )
    due_on = DayMonthYearField(
        _l("When it is due"),
        description=_l("Needed for ‘we will’ and ‘in part’"),
        validators=[Optional()],
    )
    passed_to = StringField(
        _l("Passed on to"),
        description=_l("Needed if it isn’t the council’s to decide"),
        validators=[Optional(), Length(max=200)],
    )
    answer_by_on = DayMonthYearField(
        _l("An answer will come by"),
        description=_l("Needed while it is still being considered"),
        validators=[Optional()],
    )
    route = StringField(
        _l("How it was decided"),
        description=_l("For example ‘Cabinet, item 7’ or ‘Officer decision’"),
        validators=[Optional(), Length(max=200)],
    )
    report_link = URLField(
        _l("Link to the report or minutes"), validators=[Optional(), Length(max=500)]
    )
    themes = Checkboxes(
        _l("Themes this decision answers"),
        validators=[InputRequired(_l("Tick at least one theme"))],
    )
    decided_on = DayMonthYearField(
        _l("Day it was decided"), description=_l("Leave empty for today"), validators=[Optional()]
    )

    def details(self) -> DecisionDetails:
        """As a plain value."""
        return DecisionDetails(
            outcome=Outcome(self.outcome.data),
            will_do=both(self.will_do_en, self.will_do_cy),
            because=both(self.because_en, self.because_cy),
            owner=self.owner.data or "",
            due_on=self.due_on.data,
            passed_to=self.passed_to.data or "",
            answer_by_on=self.answer_by_on.data,
            route=self.route.data or "",
            report_link=self.report_link.data or "",
            decided_on=self.decided_on.data,
            themes=tuple(UUID(value) for value in self.themes.data or ()),
        )

    def offer(self, themes: Iterable[tuple[UUID, str]]) -> None:
        """The settled themes that may be ticked."""
        self.themes.choices = [(str(theme_id), label) for theme_id, label in themes]


class UpdateForm(Form):
    """What has happened since."""

    words_en = TextAreaField(
        _l("What has happened since"),
        validators=[InputRequired(_l("Enter what has happened")), Length(max=2000)],
    )
    words_cy = TextAreaField(
        _l("What has happened since, in Welsh"), validators=[Optional(), Length(max=2000)]
    )

    def words(self) -> Words:
        """In both languages."""
        return both(self.words_en, self.words_cy)
