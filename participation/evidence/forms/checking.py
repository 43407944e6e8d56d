"""The forms of the check, its approval, the calendar and the bodies to be asked."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from participation.evidence.rules import gate
from participation.evidence.rules.bodies import BodyDetails, dates_problem
from participation.web.fields import DayMonthYearField
from participation.web.words import tidy

QUESTIONS = {
    "formative": _l("How do you know that nothing is decided yet?"),
    "no_discarded": _l("Why was no other option thought of and dropped?"),
    "no_documents": _l("Why is there nothing to read besides the page itself?"),
    "time_reason": _l("Why is this long enough?"),
    "election_reason": _l("Why does it run before an election?"),
    "affected": _l("Who is affected most, and how will they hear of it?"),
    "consideration": _l("How will those who decide take every reply into account?"),
    "no_equality": _l("Why is there no equality impact assessment?"),
    "data_protection": _l("What does the data protection assessment say?"),
    "duty": _l("Does a law or a scheme require this consultation?"),
    "no_bodies": _l("Why must no body be asked by name?"),
}
HINTS = {
    "formative": _l(
        "Say what has been agreed so far, by whom and when, and that it left the outcome open."
    ),
    "no_discarded": _l("The courts ask for dropped options where people need them to reply well."),
    "no_documents": _l("For example: the page itself says all there is."),
    "time_reason": _l("Who needs to hear of it, meet and write; holidays; how hard it is to read."),
    "election_reason": _l(
        "Say who advised that it may, or why it can’t wait. The monitoring officer will know."
    ),
    "affected": _l("Groups, places, people who seldom reply; and how you will reach each."),
    "consideration": _l(
        "Who reads the replies, in what form they reach the meeting, letters and petitions among"
        " them."
    ),
    "no_equality": _l("The duty (Equality Act 2010, section 149) applies before and during."),
    "data_protection": _l(
        "Its reference, or why screening found that none is needed; and how long replies are kept."
    ),
    "duty": _l("Name it and what it asks for, or say that none does and on what advice."),
    "no_bodies": _l("Or put the bodies on the list, with when each was invited."),
}


class CheckForm(Form):
    """The answers that the site can't know. All may be left for later."""

    @classmethod
    def asking(cls, codes: tuple[str, ...]) -> type[CheckForm]:
        """The form with these questions alone, in order."""
        boxes = {
            code: TextAreaField(
                QUESTIONS[code],
                description=HINTS[code],
                filters=[tidy],
                validators=[Optional(), Length(max=3000, message=_l("Use 3,000 letters or fewer"))],
            )
            for code in gate.ASKED
            if code in codes
        }
        return type("CheckForm", (cls,), boxes)

    def answers(self) -> dict[str, str]:
        """What was typed, by code."""
        return {name: field.data or "" for name, field in self._fields.items()}


class ApproveForm(Form):
    """Under whose name it may open."""

    approver = StringField(
        _l("Your name and post"),
        description=_l("As the appendix will show it, for example ‘R. Ahmed, Monitoring Officer’"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter your name and post")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    sure = BooleanField(
        _l("I have read what residents will see and every answer of this check"),
        validators=[InputRequired(_l("Say that you have read it"))],
    )


PERIODS = {
    "pre_election": _l("Before an election"),
    "school_holiday": _l("School holiday"),
    "bank_holiday": _l("A bank holiday besides the usual ones"),
}


class PeriodForm(Form):
    """Days of the council's calendar."""

    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(code, words) for code, words in PERIODS.items()],
        validators=[InputRequired(_l("Choose what it is"))],
    )
    name = StringField(
        _l("Name"),
        description=_l("For example ‘Council elections’ or ‘Summer holidays’"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    starts_on = DayMonthYearField(
        _l("First day"),
        description=_l(
            "Before an election, leave it empty to begin with the last day for the notice of"
            " election: 25 working days before polling"
        ),
    )
    ends_on = DayMonthYearField(
        _l("Last day"),
        description=_l("Before an election, polling day"),
        validators=[InputRequired(_l("Enter the last day"))],
    )

    def validate_starts_on(self, field: DayMonthYearField) -> None:
        """The first day is needed but before an election, and is not after the last."""
        last = self.ends_on.data
        if field.data and last and field.data > last:
            raise ValidationError(_("The first day must be the last day or earlier"))
        if not field.data and not field.process_errors and self.kind.data != "pre_election":
            raise ValidationError(_("Enter the first day"))

    def period(self) -> gate.Period:
        """What was typed, as a plain value."""
        assert self.ends_on.data
        first = self.starts_on.data
        if first is None:
            first = (
                gate.pre_election(self.ends_on.data)[0]
                if self.kind.data == "pre_election"
                else self.ends_on.data
            )
        return gate.Period(self.kind.data, self.name.data or "", first, self.ends_on.data)


class BodyForm(Form):
    """A body to be asked, and what has happened so far."""

    name = StringField(
        _l("Name of the body"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    required = BooleanField(_l("The law or a scheme says that it must be asked"), default=True)
    because = StringField(
        _l("Why it is asked"),
        description=_l("The regulation or scheme, or why you chose to"),
        filters=[tidy],
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )
    contact = StringField(
        _l("Contact"),
        description=_l("The address the invitation goes to"),
        filters=[tidy],
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )
    invited_on = DayMonthYearField(_l("Invited on"))
    chased_on = DayMonthYearField(_l("Reminded on"))
    replied_on = DayMonthYearField(_l("Replied on"))
    outcome = StringField(
        _l("Where its reply is, or why there is none"),
        description=_l("For example the reference of its reply"),
        filters=[tidy],
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The days come one after the other."""
        if not super().validate(extra_validators):
            return False
        problem = dates_problem(self.details())
        if problem == "not_invited":
            self.invited_on.errors = [_("Enter the day it was invited")]
        elif problem == "order":
            self.replied_on.errors = [_("Put the days in order: invited, reminded, replied")]
        return problem is None

    def details(self) -> BodyDetails:
        """What was typed, as a plain value."""
        return BodyDetails(
            name=self.name.data or "",
            contact=self.contact.data or "",
            because=self.because.data or "",
            required=bool(self.required.data),
            invited_on=self.invited_on.data,
            chased_on=self.chased_on.data,
            replied_on=self.replied_on.data,
            outcome=self.outcome.data or "",
        )
