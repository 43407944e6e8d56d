"""The forms of audiences, short addresses, tagged links and invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from participation.audiences.rules import MOST
from participation.web.words import tidy

AUDIENCES = {
    "public": _l("Everybody"),
    "invited": _l("People we invite, each with a code; the page is in the public list"),
    "partners": _l("Partners, each with a code; the page is reached by its link alone"),
    "workforce": _l(
        "Our own and our partners’ staff, each with a code; the page is reached by its link alone"
    ),
}
REFUSALS = {
    "word_shape": _l("Use 2 to 40 letters from a to z, numbers and hyphens"),
    "word_taken": _l("Another consultation has that short address. Choose another"),
    "tag_shape": _l("Use 2 to 40 letters from a to z, numbers and hyphens"),
    "tag_taken": _l("There is a link with that ending already"),
    "opened": _l("People can reply already, so who is asked stays as it is"),
    "too_many": _l("Make 5,000 invitations or fewer at once"),
}


class AudienceForm(Form):
    """Who is asked, and the short address."""

    audience = RadioField(
        _l("Who is asked?"),
        choices=[SelectChoice(code, words) for code, words in AUDIENCES.items()],
    )
    word = StringField(
        _l("Short address"),
        description=_l("Something people can type from a poster, for example corn-street"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter a short address"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class TagForm(Form):
    """A link whose replies can be told apart."""

    name = StringField(
        _l("Where will it be?"),
        description=_l("For example ‘Posters in buses’ or ‘The school newsletter’"),
        filters=[tidy],
        validators=[
            InputRequired(_l("Say where it will be")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    tag = StringField(
        _l("How the link ends"),
        description=_l("A short word, for example bus"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter a short word"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class InviteForm(Form):
    """How many are invited, and who they are together."""

    name = StringField(
        _l("Who are they, together?"),
        description=_l("For example ‘Tenants of Brickfields’. Never the name of one person."),
        filters=[tidy],
        validators=[
            InputRequired(_l("Say who they are")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    number = IntegerField(
        _l("How many invitations?"),
        validators=[
            InputRequired(_l("Enter how many")),
            NumberRange(1, MOST, _l("Enter a number between 1 and 5,000")),
        ],
    )
