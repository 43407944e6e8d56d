"""The forms of a preview that is shared: its password, set and given."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired, Length


class ShareForm(Form):
    """The password that people will need."""

    password = PasswordField(
        _l("Password for the preview"),
        description=_l(
            "At least 10 letters. Tell it to people in another way than the link, for example by"
            " telephone."
        ),
        validators=[
            InputRequired(_l("Enter a password")),
            Length(10, 200, _l("Use between 10 and 200 letters")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class EnterForm(Form):
    """The password, given."""

    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter the password you were given")), Length(max=200)],
        render_kw={"autocomplete": "one-time-code"},
    )
