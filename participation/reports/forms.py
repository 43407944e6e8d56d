"""Forms of the pages that read across rooms."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length


class ReferenceForm(Form):
    """The reference from somebody's receipt."""

    code = StringField(
        _l("Your reference"),
        description=_l(
            "It has 4 groups of 4 letters and numbers. Spaces and capitals don’t matter."
        ),
        validators=[InputRequired(_l("Enter your reference")), Length(max=60)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


class WordForm(Form):
    """The word that somebody chose when they sent their answers."""

    word = StringField(
        _l("The word you chose"),
        description=_l("You chose it when you sent your answers"),
        validators=[InputRequired(_l("Enter the word you chose")), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class AskedBeforeForm(Form):
    """Words of a question."""

    sought = StringField(
        _l("Words of the question"),
        description=_l("In either language, for example ‘getting to school’"),
        validators=[InputRequired(_l("Enter a few words")), Length(max=300)],
    )
