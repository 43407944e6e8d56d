"""The forms of a draw, and of what came of calling a member."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    Form,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from participation.panels.rules import (
    Outcome,
)
from participation.web.words import tidy

OUTCOMES = {
    Outcome.CONFIRMED: _l("Yes, they will take part"),
    Outcome.DECLINED: _l("No, they can’t or won’t"),
    Outcome.NO_ANSWER: _l("No answer this time"),
    Outcome.GIVEN_UP: _l("Not reached after several tries: give the place to somebody else"),
    Outcome.STOOD_DOWN: _l("Stood down after taking part"),
}


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
