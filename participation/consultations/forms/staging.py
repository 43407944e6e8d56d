"""The forms that take a consultation through its stages: giving longer, withdrawing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from participation.consultations.rules import EXTENSION_REASONS, WITHDRAWAL_REASONS
from participation.web.fields import DayMonthYearField

WHY_LONGER = {
    "people_asked": _l("People asked for more time"),
    "few_replies": _l("We want to hear from more people"),
    "information_changed": _l("Some information was added or corrected"),
    "access": _l("Some people could not take part, for a reason that is now mended"),
    "event": _l("An election, an emergency or another event came between"),
}
WHY_WITHDRAWN = {
    "mistake": _l("There was a mistake in it"),
    "superseded": _l("Another consultation takes its place"),
    "not_needed": _l("The decision no longer has to be made"),
    "advice": _l("We were advised to start again"),
}


class ExtendForm(Form):
    """Until when, and why."""

    last_day = DayMonthYearField(
        _l("New last day to reply"),
        description=_l("It closes at midnight at the end of this day. For example, 24 4 2030"),
        validators=[InputRequired(_l("Enter the new last day"))],
    )
    reason = RadioField(
        _l("Why is there more time?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_LONGER[code]) for code in EXTENSION_REASONS],
        validators=[InputRequired(_l("Choose why there is more time"))],
    )


class WithdrawForm(Form):
    """Why it is stopped."""

    reason = RadioField(
        _l("Why is it withdrawn?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_WITHDRAWN[code]) for code in WITHDRAWAL_REASONS],
        validators=[InputRequired(_l("Choose why it is withdrawn"))],
    )
