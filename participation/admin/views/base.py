"""What the staff's own pages share."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

bp = Blueprint("admin", __name__, url_prefix="/staff")


def page_asked() -> int:
    """The number of the page that the address asks for; the first, if it makes no sense."""
    typed = request.args.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def page_url(endpoint: str, **values: object) -> Callable[[int], str]:
    """Addresses of the pages of a list, keeping what it is filtered by."""
    kept = {name: value for name, value in values.items() if value}

    def url(number: int) -> str:
        return url_for(endpoint, **kept, page=number)  # type: ignore[arg-type]

    return url


def id_asked(name: str) -> UUID | None:
    """An id in the address, if it is one."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def said_of_person(code: str) -> str:
    """Why somebody's account can't be changed, and what to do."""
    return {
        "yourself": _("You cannot do this to your own account. Ask another administrator."),
        "last_administrator": _(
            "They are the only administrator who can sign in. Make somebody else one first."
        ),
        "removed": _("They have been removed already."),
        "inactive": _("They are suspended. Let them in again first."),
    }[code]
