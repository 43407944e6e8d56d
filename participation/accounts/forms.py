"""Forms of accounts: signing in, asking for a link, choosing a password."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, PasswordField
from wtforms.validators import InputRequired, ValidationError

from participation.accounts import passwords, rules

EMAIL_HINT = _l("The address that your invitation was sent to")


def an_email(_form: Form, field: Any) -> None:
    """Refuse what can't be an address."""
    if not rules.looks_like_email(rules.tidy_email(field.data or "")):
        raise ValidationError(
            gettext("Enter an e-mail address in the correct format, like name@example.gov.uk")
        )


def said_of_password(code: str) -> str:
    """What is wrong with a new password, and what to do."""
    return {
        "too_short": gettext(
            "Use %(least)s characters or more. Three or four words in a row do well.",
            least=passwords.SHORTEST,
        ),
        "too_long": gettext("Use no more than %(most)s characters", most=passwords.LONGEST),
        "too_common": gettext(
            "This is one of the first that somebody would guess. "
            "Use words that don’t belong together."
        ),
        "about_you": gettext("Use something other than your own name or e-mail address"),
    }[code]


class SignInForm(Form):
    """An address and a password."""

    email = EmailField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Enter your e-mail address")), an_email],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password"))],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(Form):
    """An address to send a link to."""

    email = EmailField(
        _l("E-mail address"),
        description=EMAIL_HINT,
        validators=[InputRequired(_l("Enter your e-mail address")), an_email],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A new password. It may be shown while typing, so it isn't asked for twice."""

    password = PasswordField(
        _l("New password"),
        description=_l(
            "12 characters or more. A few words that don’t belong together are easy to remember "
            "and hard to guess."
        ),
        validators=[InputRequired(_l("Enter a new password"))],
        render_kw={"autocomplete": "new-password"},
    )

    def refuse(self, problems: tuple[str, ...]) -> None:
        """Put what the rules say against the field."""
        self.password.errors = [said_of_password(code) for code in problems]


class ChangePasswordForm(NewPasswordForm):
    """The old password, then a new one."""

    current = PasswordField(
        _l("Password you use now"),
        validators=[InputRequired(_l("Enter the password you use now"))],
        render_kw={"autocomplete": "current-password"},
    )
