"""The forms that take a consultation through its stages: longer, a pause, withdrawing."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from participation.consultations.rules import EXTENSION_REASONS, PAUSE_REASONS, WITHDRAWAL_REASONS
from participation.web.fields import DayMonthYearField
from participation.web.words import WordsField, WordsForm

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


WHY_PAUSED = {
    "mistake": _l("There is a mistake in it that has to be put right"),
    "event": _l("An election, an emergency or another event comes between"),
    "technical": _l("Something does not work as it should"),
    "advice": _l("We were advised to wait"),
}
MORE = _l("What else everyone should know (optional)")
MORE_HINT = _l("In a sentence or two, on the page of what has changed")


class ExtendForm(WordsForm):
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
    words = WordsField(MORE, description=MORE_HINT, most=600, area=True)


class WithdrawForm(WordsForm):
    """Why it is stopped."""

    reason = RadioField(
        _l("Why is it withdrawn?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_WITHDRAWN[code]) for code in WITHDRAWAL_REASONS],
        validators=[InputRequired(_l("Choose why it is withdrawn"))],
    )
    words = WordsField(MORE, description=MORE_HINT, most=600, area=True)


class SaidToAll(WordsForm):
    """A form whose notice must be written in every language."""

    words: WordsField

    def validate(self, extra_validators: Any = None) -> bool:
        """Every language says something."""
        fine = bool(super().validate(extra_validators))
        for box in self.words:
            if not (box.data or "").strip():
                box.errors = [_("Say it to everybody, in each language")]
                fine = False
        return fine


class PauseForm(SaidToAll):
    """Why nobody can reply for a while."""

    reason = RadioField(
        _l("Why is it paused?"),
        description=_l("Everyone sees this on the consultation’s page."),
        choices=[SelectChoice(code, WHY_PAUSED[code]) for code in PAUSE_REASONS],
        validators=[InputRequired(_l("Choose why it is paused"))],
    )
    words = WordsField(
        _l("What everyone should know"),
        description=_l("What happened, and when you expect to go on"),
        most=600,
        area=True,
    )


class ResumeForm(SaidToAll):
    """Until when people can reply now, and what was mended."""

    last_day = DayMonthYearField(
        _l("Last day to reply"),
        description=_l("No earlier than before. Give back the days that were lost."),
        validators=[InputRequired(_l("Enter the last day"))],
    )
    words = WordsField(
        _l("What everyone should know"),
        description=_l("What was mended, and whether people should look at their replies again"),
        most=600,
        area=True,
    )
