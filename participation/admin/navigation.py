"""Where a member of staff may go: only what would let them in."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import lazy_gettext as _l

from participation.web.access import current_actor, permission_of

# An endpoint, its words, and whether a role on one team is enough to see it.
PLACES: tuple[tuple[str, Any, bool], ...] = (
    ("reports.desk", _l("What needs doing"), True),
    ("missions.index", _l("Missions"), True),
    ("consultations.index", _l("Consultations"), True),
    ("panels.index", _l("Panels"), True),
    ("responses.data_requests", _l("Data requests"), False),
    ("admin.teams", _l("Teams"), True),
    ("admin.people", _l("People"), False),
    ("admin.council", _l("Council"), False),
    ("geography.areas", _l("Areas and people"), False),
    ("admin.jobs", _l("Work in hand"), False),
    ("admin.record", _l("The record"), False),
    ("admin.outbox", _l("Letters"), False),
)
ACCOUNT = (("accounts.account", _l("Your account"), True),)
# Pages whose address doesn't begin with that of the place they belong to: by room, or by endpoint.
BELONGS_TO = {
    "themes": "consultations.index",
    "feedback": "missions.index",
    "reports.asked_before": "consultations.index",
    "reports.theme": "missions.index",
    "reports.decision": "missions.index",
}


def _items(places: tuple[tuple[str, Any, bool], ...]) -> list[dict[str, Any]]:
    actor = current_actor()
    belongs_to = BELONGS_TO.get(request.endpoint or "", BELONGS_TO.get(request.blueprint or ""))
    items = []
    for endpoint, words, team_is_enough in places:
        if endpoint not in current_app.view_functions:
            continue
        permission = permission_of(current_app, endpoint)
        assert permission is not None
        allowed = actor.may_somewhere if team_is_enough else actor.may
        if not allowed(permission):
            continue
        href = url_for(endpoint)
        here = request.script_root + request.path
        inside = here.startswith(f"{href}/") and not href.endswith("/staff")
        inside = inside or endpoint == belongs_to
        items.append(
            {
                "text": str(words),
                "href": href,
                "current": here == href,
                "active": here == href or inside,
            }
        )
    return items


def context() -> dict[str, Any]:
    """What layouts read: ``nav_items`` and ``account_items``, empty for residents."""
    if not has_request_context() or current_actor().kind != "staff":
        return {"nav_items": [], "account_items": []}
    return {"nav_items": _items(PLACES), "account_items": _items(ACCOUNT)}


def init_app(app: Flask) -> None:
    """Tell every page."""
    app.context_processor(context)
