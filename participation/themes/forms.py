"""Forms of the themes room."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.themes.rules import Detail, Placing, State, ThemeDetails


class Checkboxes(SelectMultipleField):
    """Several of a few things, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GroupForm(Form):
    """How finely to group, how many themes if a number is wanted, and what to compare with."""

    detail = RadioField(
        _l("How finely should the computer group them?"),
        choices=[
            (Detail.BROAD.value, _l("A few broad themes, for a first look or a short report")),
            (Detail.MEDIUM.value, _l("As many as stand apart clearly")),
            (Detail.FINE.value, _l("Many narrow themes, to put together by hand")),
        ],
        default=Detail.MEDIUM.value,
        validators=[InputRequired(_l("Choose how finely to group"))],
    )

    about = IntegerField(
        _l("About how many themes? (optional)"),
        description=_l("Leave this empty unless a report needs a certain number"),
        validators=[
            Optional(),
            NumberRange(2, 60, message=_l("Enter a number from 2 to 60, or leave it empty")),
        ],
    )
    earlier = SelectField(
        _l("Compare with an earlier question (optional)"),
        description=_l("Each theme is matched with the one that means the same there, if any"),
        validators=[Optional()],
    )

    def offer(self, earlier: Iterable[tuple[UUID, str]] = ()) -> None:
        """The earlier questions that may be chosen."""
        self.earlier.choices = [
            ("", _l("None")),
            *((str(run_id), words) for run_id, words in earlier),
        ]

    def wanted(self) -> Detail:
        """The grain chosen."""
        return Detail(self.detail.data)

    def earlier_run(self) -> UUID | None:
        """The run of the earlier question chosen."""
        return UUID(self.earlier.data) if self.earlier.data else None


class ThemeForm(Form):
    """What a theme is called."""

    label = StringField(
        _l("Name of the theme"),
        description=_l("In residents’ own words where you can, for example ‘Buses that turn up’"),
        validators=[InputRequired(_l("Enter a name")), Length(max=200)],
    )
    label_cy = StringField(
        _l("Name of the theme in Welsh"), validators=[Optional(), Length(max=200)]
    )
    description = TextAreaField(
        _l("What belongs in it"),
        description=_l("What to put in and what to leave out, for whoever reads the answers next"),
        validators=[Optional(), Length(max=2000)],
    )

    def details(self) -> ThemeDetails:
        """The words as a plain value."""
        return ThemeDetails(
            (self.label.data or "").strip(),
            (self.label_cy.data or "").strip(),
            (self.description.data or "").strip(),
        )


class NewKindForm(Form):
    """What a theme made from a new kind of answer is called."""

    kind_label = StringField(
        _l("Name of the new theme"),
        description=_l("In residents’ own words where you can, for example ‘Buses that turn up’"),
        validators=[InputRequired(_l("Enter a name")), Length(max=200)],
    )

    def details(self) -> ThemeDetails:
        """The words as a plain value."""
        return ThemeDetails((self.kind_label.data or "").strip())


class MergeForm(Form):
    """Which theme this one should be part of."""

    into = SelectField(
        _l("Put all of its answers into"), validators=[InputRequired(_l("Choose a theme"))]
    )

    def offer(self, themes: Iterable[tuple[UUID, str]]) -> None:
        """The themes that may be chosen."""
        self.into.choices = [("", _l("Choose a theme")), *((str(i), label) for i, label in themes)]

    def target(self) -> UUID:
        """The theme chosen."""
        return UUID(str(self.into.data))


class PlaceForm(Form):
    """Where an answer belongs."""

    themes = Checkboxes(_l("Themes this answer speaks of"), validators=[Optional()])
    state = RadioField(
        _l("Or, if it belongs to no theme"),
        choices=[
            ("", _l("It belongs to the themes ticked above")),
            (State.OTHER.value, _l("Something else, that no theme covers")),
            (State.NO_REASON.value, _l("It gives no reason, for example ‘none’")),
        ],
        default="",
        validators=[Optional()],
    )

    def offer(self, themes: Iterable[tuple[UUID, str]]) -> None:
        """The themes that may be ticked."""
        self.themes.choices = [(str(theme_id), label) for theme_id, label in themes]

    def placing(self) -> Placing:
        """Where it goes, as a plain value."""
        chosen = tuple(UUID(value) for value in self.themes.data or ())
        return Placing(chosen, State(self.state.data) if self.state.data else State.CODED)


class ReopenForm(Form):
    """Why a settled list is changed."""

    reason = TextAreaField(
        _l("Why does the list need to change?"),
        description=_l(
            "This is kept with the new version. The old version’s figures stay as they are."
        ),
        validators=[InputRequired(_l("Say why")), Length(max=1000)],
    )
