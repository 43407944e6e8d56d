"""Forms of the council's settings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FileField, Form, SelectMultipleField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from participation.council import rules
from participation.kernel.languages import DEFAULT, SUPPORTED
from participation.web.govuk import language_name
from participation.web.words import WordsField, WordsForm


class NamingForm(WordsForm):
    """What the council is called, and what its site speaks."""

    name = WordsField(
        _l("Name of the council"),
        required=_l("Enter the council’s name"),
        most=120,
        description=_l("As residents say it, for example ‘Northgate Council’"),
    )
    languages = SelectMultipleField(
        _l("Further languages of the site"),
        description=_l(
            "Every page has English. With a further language on, each page offers it, "
            "and staff are asked for their words in it."
        ),
        choices=[(code, "") for code in SUPPORTED if code != DEFAULT],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, **more)
        self["languages"].choices = [
            (code, language_name(code)) for code in SUPPORTED if code != DEFAULT
        ]

    def naming(self) -> rules.Naming:
        """The answers as a plain value."""
        chosen = tuple(self["languages"].data or ())
        return rules.Naming(name=self["name"].words(), languages=chosen)


class ContactForm(WordsForm):
    """How to reach whoever runs the site."""

    contact = WordsField(
        _l("Whom to contact, and how"),
        area=True,
        most=1000,
        description=_l(
            "A postal address, opening hours, a form on your own site. Shown on every page."
        ),
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("Residents see it"),
        validators=[
            Optional(),
            Length(max=200),
            Regexp(
                r"[^@\s]+@[^@\s]+\.[^@\s]+$",
                message=_l(
                    "Enter an e-mail address in the correct format, like name@example.gov.uk"
                ),
            ),
        ],
        render_kw={"autocomplete": "off"},
    )
    telephone = TelField(
        _l("Telephone number"),
        validators=[
            Optional(),
            Length(max=60),
            Regexp(
                r"[0-9+() .-]{5,}$",
                message=_l("Enter a telephone number, like 01632 960 001 or +44 808 157 0192"),
            ),
        ],
        render_kw={"autocomplete": "off"},
    )

    def details(self) -> rules.Contact:
        """The answers as a plain value."""
        return rules.Contact(
            contact=self["contact"].words(),
            email=self["email"].data or "",
            telephone=self["telephone"].data or "",
        )


class NoticeForm(WordsForm):
    """A longer text in each language."""

    words = WordsField(_l("Text"), area=True, most=40_000)


def a_colour(_form: Form, field: Any) -> None:
    """Refuse what isn't a colour, and one that can't be read, with one that can."""
    colour = rules.tidy_colour(field.data or "")
    if colour is None:
        raise ValidationError(
            gettext("Enter a colour as # and six letters or numbers, like #1f4e5f")
        )
    if rules.contrast(colour, rules.WHITE) < rules.READABLE:
        raise ValidationError(
            gettext(
                "Choose a darker colour: %(colour)s on white has a contrast of %(contrast)s to 1, "
                "and 4.5 to 1 is the least that people can read. The nearest that works is "
                "%(nearest)s.",
                colour=colour,
                contrast=f"{rules.contrast(colour, rules.WHITE):.1f}",
                nearest=rules.readable_like(colour),
            )
        )


class ColoursForm(Form):
    """Two colours."""

    brand = StringField(
        _l("Main colour"),
        description=_l("Behind the council’s name, with white words on it. For example #1f4e5f"),
        validators=[InputRequired(_l("Enter a colour")), a_colour],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    link = StringField(
        _l("Colour of links"),
        description=_l("On white. For example #1a65a6"),
        validators=[InputRequired(_l("Enter a colour")), a_colour],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def colours(self) -> rules.Colours:
        """The answers as a plain value."""
        brand = rules.tidy_colour(self.brand.data or "")
        link = rules.tidy_colour(self.link.data or "")
        assert brand
        assert link
        return rules.Colours(brand=brand, link=link)


class LogoForm(Form):
    """A picture."""

    logo = FileField(
        _l("Logo"),
        description=_l("A PNG or JPEG picture of 200 kB or less. It is shown 48 pixels high."),
        render_kw={"accept": "image/png,image/jpeg"},
    )

    def refuse(self, code: str) -> None:
        """Put what the rules say against the field."""
        self.logo.errors = [
            {
                "logo_none": gettext("Choose a picture"),
                "logo_size": gettext("Choose a picture of 200 kB or less"),
                "logo_kind": gettext("Choose a PNG or JPEG picture"),
            }[code]
        ]
