"""Letters about accounts, in the language of whoever gets them."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from participation.accounts.models import Staff
from participation.accounts.rules import Purpose
from participation.kernel import languages
from participation.kernel.languages import said
from participation.mail import services as mail

TEMPLATES = {Purpose.INVITATION: "emails/invitation.txt", Purpose.RESET: "emails/reset.txt"}


def link_address(site_url: str, token: str, language: str = languages.DEFAULT) -> str:
    """The address of a one-time link. The host is the site's own setting, never the request's."""
    prefix = "" if language == languages.DEFAULT else f"/{language}"
    return f"{site_url}{prefix}/staff/set-password/{token}"


def post_link(
    session: Session,
    *,
    staff: Staff,
    token: str,
    purpose: Purpose,
    site_url: str,
    council: dict[str, str],
    spoken: list[str],
) -> None:
    """Post somebody a link to set their password."""
    language = staff.language if staff.language in spoken else languages.DEFAULT
    with languages.speaking(language), force_locale(language):
        name = said(council, language)
        # Not render_template: a letter is written outside requests too, and needs no page around.
        text = current_app.jinja_env.get_template(TEMPLATES[purpose]).render(
            name=staff.name,
            council=name,
            link=link_address(site_url, token, language),
        )
        subject = {
            Purpose.INVITATION: gettext("You are invited to work with %(council)s", council=name),
            Purpose.RESET: gettext("Set a new password"),
        }[purpose]
    mail.post(
        session,
        kind=f"account.{purpose.value}",
        to=staff.email,
        subject=subject,
        text=text,
        for_staff=True,
    )
