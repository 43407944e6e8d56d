"""A field that asks for the same words in each of the council's languages, side by side.

Each language's box is a field of its own, named ``title_en``, ``title_cy``; ``data`` is a
dictionary from language to words, as tables keep them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField
from wtforms.fields import FormField
from wtforms.validators import DataRequired, Length, Optional

from participation.kernel.languages import SUPPORTED


def tidy(typed: str | None) -> str | None:
    """Words without the spaces around them, and with single line ends."""
    return typed.replace("\r\n", "\n").strip() if typed else typed


def named(language: str) -> str:
    """What a language is called in the one being spoken: “Welsh”, “Cymraeg”."""
    return Locale.parse(language).get_display_name(get_locale() or "en") or language


class WordsField(FormField):
    """Words in each language. The council's first language may be required; others may wait."""

    def __init__(
        self,
        label: Any,
        *,
        required: Any = None,
        most: int = 200,
        area: bool = False,
        description: Any = "",
        **more: Any,
    ) -> None:
        kind = TextAreaField if area else StringField
        too_long = _l("Use %(most)s letters or fewer", most=most)
        boxes = {
            language: kind(
                label,
                description=description,
                filters=[tidy],
                validators=[Optional(), Length(max=most, message=too_long)],
                render_kw={"lang": language},
            )
            for language in SUPPORTED
        }
        super().__init__(
            type("EachLanguage", (Form,), boxes),
            label,
            separator="_",
            description=description,
            **more,
        )
        self.required = required
        self.most = most

    def speak(self, languages: Iterable[str]) -> None:
        """Keep the boxes of these languages only, each labelled with its own."""
        wanted = [language for language in languages if language in SUPPORTED]
        for language in SUPPORTED:
            if language not in wanted:
                del self.form[language]
        for place, language in enumerate(wanted):
            box = self.form[language]
            if len(wanted) > 1:
                box.label.text = gettext(
                    "%(label)s (%(language)s)", label=box.label.text, language=named(language)
                )
            if place == 0 and self.required:
                box.validators = [DataRequired(self.required), *box.validators[1:]]

    def words(self) -> dict[str, str]:
        """What was typed, by language."""
        return {language: (typed or "") for language, typed in self.form.data.items()}


class WordsForm(Form):
    """A form with :class:`WordsField` among its fields, in the council’s languages."""

    def __init__(self, formdata: Any = None, *, languages: Iterable[str], **more: Any) -> None:
        super().__init__(formdata, **more)
        spoken = tuple(languages)
        for field in self._fields.values():
            if isinstance(field, WordsField):
                field.speak(spoken)
