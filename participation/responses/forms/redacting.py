"""Forms for hiding words: suggestions to confirm, words written down, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from participation.responses.rules.personal import Personal, Suggestion
from participation.responses.rules.redaction import LONGEST_TYPED, Span, Why


def why_words() -> dict[str, str]:
    """Each reason for hiding words, as it is said to anybody."""
    return {
        Why.NAMES_SOMEBODY.value: _("it says who somebody is"),
        Why.CONTACT.value: _("it is a way to reach somebody"),
        Why.ADDRESS.value: _("it says where somebody lives"),
        Why.NUMBER.value: _("it is somebody’s personal number"),
        Why.PRIVATE_LIFE.value: _("it tells of somebody’s health or private life"),
        Why.ACCUSES.value: _("it accuses somebody"),
        Why.LANGUAGE.value: _("it is abuse"),
    }


def personal_words() -> dict[str, str]:
    """What a suggestion takes words to be."""
    return {
        Personal.EMAIL.value: _("an email address"),
        Personal.PHONE.value: _("a telephone number"),
        Personal.POSTCODE.value: _("a postcode"),
        Personal.NI_NUMBER.value: _("a National Insurance number"),
        Personal.NHS_NUMBER.value: _("an NHS number"),
        Personal.CARD.value: _("a card number"),
        Personal.ADDRESS.value: _("an address"),
        Personal.HOUSE.value: _("a house and who lives there"),
        Personal.NAME.value: _("a name"),
        Personal.BIRTH.value: _("a date of birth"),
        Personal.VEHICLE.value: _("a number plate"),
    }


def redaction_problem(code: str) -> str:
    """Why words couldn’t be hidden, and what to do."""
    return {
        "not_found": _("Those words don’t stand in this answer. Copy them from it as they are"),
        "reason": _("Choose why the words should be hidden"),
        "empty": _("Tick a suggestion, or write the words to hide"),
        "outside": _("The answer has changed. Look at it again and choose once more"),
        "no_words": _("This answer has no words any more"),
    }.get(code, _("Those words can’t be hidden. Look at the answer again"))


class RedactForm(Form):
    """Suggestions to confirm, and words to hide besides."""

    suggested = SelectMultipleField(_l("Hide what may say who somebody is"), validate_choice=False)
    typed = StringField(
        _l("Other words to hide"),
        description=_l("Copy them from the answer. Every place where they stand is hidden."),
        validators=[
            Length(max=LONGEST_TYPED, message=_l("Hide 500 characters or fewer at a time"))
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    why = SelectField(_l("Why should these other words be hidden?"), validate_choice=False)

    def __init__(
        self, text: str, suggestions: Sequence[Suggestion], typed: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(typed)
        kinds = personal_words()
        self.offered = {
            f"{one.span.start}-{one.span.end}": (one.span, one.why.value) for one in suggestions
        }
        self.suggested.choices = [
            SelectChoice(
                f"{one.span.start}-{one.span.end}",
                _(
                    "“%(words)s” (%(kind)s)",
                    words=text[one.span.start : one.span.end],
                    kind=kinds[one.kind.value],
                ),
            )
            for one in suggestions
        ]
        self.why.choices = [SelectChoice("", _("Choose a reason")), *why_choices()]

    def chosen(self) -> list[tuple[Span, str]]:
        """The suggestions that were ticked, with the reason of each."""
        ticked = self.suggested.data or []
        return [self.offered[code] for code in ticked if code in self.offered]


def why_choices() -> list[SelectChoice]:
    """The reasons, to choose from."""
    return [
        SelectChoice(code, words[:1].upper() + words[1:]) for code, words in why_words().items()
    ]


class ShowAgainForm(Form):
    """Why words are shown again."""

    why = StringField(
        _l("Why should they be shown again?"),
        validators=[
            InputRequired(_l("Say why, in a few words")),
            Length(max=300, message=_l("Say it in 300 characters or fewer")),
        ],
    )
