"""Forms about sending: the word that opens one's answers later, an address for a letter."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, Form, StringField
from wtforms.validators import InputRequired, ValidationError

from participation.responses.rules import word_problem


class WordForm(Form):
    """The word that opens one's own answers later, if one is wanted."""

    word = StringField(
        _l("A word to see your answers again (optional)"),
        description=_l(
            "Your reference shows what happened to your answers, but never the answers themselves. "
            "If you choose a word and keep it with your reference, you can see them too. "
            "At least 6 letters, for example a place and a colour. We can’t tell you it later."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )

    def validate_word(self, field: Field) -> None:
        problem = word_problem(field.data or "")
        if problem == "too_short":
            raise ValidationError(_("Your word must have 6 letters or more"))
        if problem:
            raise ValidationError(_("Your word must have 100 letters or fewer"))


class EmailForm(Form):
    """Where to post a reference to."""

    to = EmailField(
        _l("Your email address"),
        description=_l("We use it once, to send this reference. We don’t keep it."),
    )

    def validate_to(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(_("Enter your email address"))
        if len(typed) > 254 or not re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:]+\.[^@\s.]+", typed):
            raise ValidationError(
                _("Enter an email address in the right format, like name@example.com")
            )

    def address(self) -> str:
        """The address. Call it once ``validate()`` has said yes."""
        return str(self.to.data).strip()


class ResumeForm(Form):
    """A code by which an unfinished answer is opened again."""

    code = StringField(
        _l("Your code"),
        description=_l("For example, 7K3M 9Q2T XW4B DF8H. Capitals and spaces don’t matter."),
        validators=[InputRequired(_l("Enter your code"))],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
