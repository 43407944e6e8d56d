"""Forms for word rules, for answers that they found, and words for criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from participation.responses.forms import SetAsideForm
from participation.responses.rules.flags import Criterion
from participation.responses.rules.worries import Done, Kind, phrase_problem
from participation.web.govuk import language_name


def kind_words() -> dict[str, str]:
    """What a phrase may be a sign of."""
    return {
        Kind.THREAT.value: _("a threat to somebody"),
        Kind.SAFEGUARDING.value: _("somebody who may be in danger"),
        Kind.LEGAL.value: _("a legal notice or a request the law gives a time for"),
    }


def done_words() -> dict[str, str]:
    """What was done about it."""
    return {
        Done.PASSED_ON.value: _("Passed on to those who deal with it"),
        Done.ANSWERED.value: _("Dealt with here"),
        Done.NOTHING.value: _("Read: nothing needs doing"),
    }


def criterion_words() -> dict[str, str]:
    """The criteria by which replies are looked at together, as everybody reads them."""
    return {
        Criterion.SAME_TEXT.value: _("ten replies or more have the same wording"),
        Criterion.BURST.value: _(
            "ten replies or more came in one minute, and that is ten times the usual number"
        ),
        Criterion.QUICK.value: _("the reply was sent quicker than anybody can read and type"),
        Criterion.TRAP.value: _("a box was filled in that people can’t see"),
        Criterion.NETWORK.value: _(
            "ten replies or more that meet one of these came from one network"
        ),
    }


class DealForm(Form):
    """What was done about an answer."""

    outcome = RadioField(_l("What did you do?"), validate_choice=False)
    note = StringField(
        _l("A note for colleagues (optional)"),
        validators=[Length(max=300, message=_l("Say it in 300 characters or fewer"))],
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, prefix: str = "") -> None:
        super().__init__(typed, prefix=prefix)
        self.outcome.choices = [SelectChoice(*pair) for pair in done_words().items()]

    def validate_outcome(self, field: Field) -> None:
        if field.data not in done_words():
            raise ValidationError(_("Say what you did"))


class RuleForm(Form):
    """One more phrase to look for."""

    phrase = StringField(
        _l("Words to look for"),
        description=_l("A star stands for any ending: “threat*” finds “threats” and “threatened”."),
        validators=[InputRequired(_l("Write the words to look for"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    kind = SelectField(_l("What may they be a sign of?"), validate_choice=False)
    language = SelectField(_l("Language"), validate_choice=False)

    def __init__(self, languages: Iterable[str], typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        self.kind.choices = [
            SelectChoice(code, words[:1].upper() + words[1:])
            for code, words in kind_words().items()
        ]
        self.language.choices = [SelectChoice(code, language_name(code)) for code in languages]

    def validate_phrase(self, field: Field) -> None:
        if phrase_problem(field.data or ""):
            raise ValidationError(
                _("Use words of 100 letters at most in all, with a star only at the end of a word")
            )

    def validate_kind(self, field: Field) -> None:
        if field.data not in kind_words():
            raise ValidationError(_("Choose what they may be a sign of"))


class SetAsideManyForm(SetAsideForm):
    """Why some of the replies on a page aren’t counted."""

    replies = SelectMultipleField(validate_choice=False)
