"""Forms of the staff's own pages: people, their roles, teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from participation.accounts import rules
from participation.accounts.forms import an_email
from participation.kernel.actors import Role
from participation.web.govuk import language_name

ROLE_NAMES: dict[Role, Any] = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ENGAGEMENT_OFFICER: _l("Engagement officer"),
    Role.MODERATOR: _l("Moderator"),
    Role.ANALYST: _l("Analyst"),
    Role.LEADER: _l("Leader"),
    Role.WARD_COUNCILLOR: _l("Ward councillor or scrutiny member"),
    Role.PARTNER: _l("Partner"),
    Role.PANEL_OFFICER: _l("Panel officer"),
    Role.MONITORING_OFFICER: _l("Monitoring officer"),
}

ROLE_HINTS: dict[Role, Any] = {
    Role.ADMINISTRATOR: _l("All that engagement officers do, and people, settings and the record"),
    Role.ENGAGEMENT_OFFICER: _l("Writes missions and consultations, reads replies, settles themes"),
    Role.MODERATOR: _l("Reads replies, and sets aside those that break the rules"),
    Role.ANALYST: _l("Reads replies and reviews themes"),
    Role.LEADER: _l("Reads what people said, orders priorities, records decisions"),
    Role.WARD_COUNCILLOR: _l("Reads results"),
    Role.PARTNER: _l("Reads missions"),
    Role.PANEL_OFFICER: _l("Reads missions and consultations, and looks after panels"),
    Role.MONITORING_OFFICER: _l("Reads results and the record"),
}


class Boxes(SelectMultipleField):
    """Several of a few things, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


ROLE_CHOICES = [(role.value, name) for role, name in ROLE_NAMES.items()]


class RolesForm(Form):
    """What somebody does across the site."""

    roles = Boxes(
        _l("What they do across the site"),
        description=_l("Leave all empty for somebody who only works on one consultation’s team."),
        choices=ROLE_CHOICES,
    )

    def chosen(self) -> frozenset[Role]:
        """The roles with their box ticked."""
        return frozenset(Role(role) for role in self.roles.data or ())


class InviteForm(RolesForm):
    """Somebody new."""

    name = StringField(
        _l("Full name"),
        validators=[InputRequired(_l("Enter their name")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("The invitation goes there, and they sign in with it"),
        validators=[InputRequired(_l("Enter their e-mail address")), an_email],
        render_kw={"autocomplete": "off"},
    )
    language = RadioField(_l("Language of letters to them"), choices=[], default="en")

    def __init__(self, formdata: Any = None, *, languages: Iterable[str], **more: Any) -> None:
        super().__init__(formdata, **more)
        spoken = list(languages)
        if len(spoken) > 1:
            self.language.choices = [(code, language_name(code)) for code in spoken]
        else:
            del self.language

    def invitation(self) -> rules.Invitation:
        """The answers as a plain value."""
        assert self.name.data
        assert self.email.data
        language = self.language.data if "language" in self else "en"
        return rules.Invitation(
            email=self.email.data,
            name=self.name.data.strip(),
            roles=self.chosen(),
            language=str(language),
        )


class TeamForm(Form):
    """Somebody to put on a team."""

    email = EmailField(
        _l("E-mail address"),
        description=_l("Of somebody who signs in here already"),
        validators=[InputRequired(_l("Enter their e-mail address")), an_email],
        render_kw={"autocomplete": "off"},
    )
    role = RadioField(
        _l("What they do on this team"),
        choices=[],
        validators=[InputRequired(_l("Choose what they do"))],
    )

    def __init__(self, formdata: Any = None, *, roles: Iterable[Role], **more: Any) -> None:
        super().__init__(formdata, **more)
        self.role.choices = [(role.value, ROLE_NAMES[role]) for role in roles]

    def chosen(self) -> Role:
        """The role chosen."""
        return Role(self.role.data)
