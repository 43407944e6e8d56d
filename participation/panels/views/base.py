"""What the pages of panels share: entering, and problems in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.council import queries as council
from participation.extensions import reading
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.panels import queries, rules
from participation.panels.models import Panel
from participation.web.access import current_actor
from participation.web.words import named

bp = Blueprint("panels", __name__)
STAFF = "/staff/panels"
ONE = f"{STAFF}/<uuid:panel_id>"

PARTS = {
    "title": _l("Title"),
    "purpose": _l("What it is for"),
    "eligibility": _l("Who can put their name forward"),
    "commitment": _l("What members give"),
    "payment": _l("What members get"),
    "privacy": _l("What happens to people’s details"),
}
STAGES = {
    rules.Stage.DRAFT: _l("Draft"),
    rules.Stage.ANNOUNCED: _l("Announced"),
    rules.Stage.REGISTERING: _l("Open for names"),
    rules.Stage.CHOOSING: _l("Being chosen"),
    rules.Stage.MEETING: _l("Chosen"),
    rules.Stage.STOOD_DOWN: _l("Stood down"),
}
REFUSALS = {
    "frozen": _l(
        "The draw is being made from the list as it is, so this stays as it is. Give the draw up"
        " first if it must change."
    ),
    "registered": _l(
        "People have put their names forward by these answers, so they stay. You can change their"
        " names and their seats."
    ),
    "still_registering": _l(
        "The real draw waits until the last day to put a name forward is over. Make a test draw"
        " until then."
    ),
    "under_way": _l("A real draw is being made already. Hold it, or give it up first."),
    "held": _l("The draw was held. For empty seats, draw replacements."),
    "not_held": _l("No draw was held yet, so there is nobody to replace."),
    "method": _l("Choose how chances are shared out"),
    "not_ready": _l("Only a real draw whose tickets are ready can be sealed."),
    "not_sealed": _l("Seal the tickets first, so that everybody can see that nothing changed."),
    "drawn": _l("A ticket was drawn already. It stands."),
    "digits": _l("Enter three digits, from 000 to 999"),
    "reason": _l("Choose why they are left out"),
    "not_open": _l("Names can’t be put forward now."),
    "no_mission": _l("Choose at least one mission that it serves"),
    "no_dates": _l("Say when people can put their names forward, and when details are erased"),
    "no_categories": _l("Say what the panel should mirror the borough in"),
}
QUOTAS = {
    "few_features": _l("‘%(where)s’ needs at least two rows"),
    "least_too_high": _l("‘%(where)s’: the least seats add up to more than the panel has"),
    "most_too_low": _l("‘%(where)s’: the most seats add up to fewer than the panel has"),
    "upside_down": _l("‘%(where)s’: the least is more than the most"),
    "nobody": _l("‘%(where)s’: at most 0 would shut everybody out. Give at least 1"),
}


def enter(panel_id: UUID, permission: Permission) -> tuple[Session, Panel]:
    """The panel, for an actor who may do this with it, or ``NotFound``, ``NotAllowed``."""
    session = reading()
    panel = queries.get(session, panel_id)
    current_actor().require(permission, on=panel)
    return session, panel


def languages() -> list[str]:
    """The languages that the council's site speaks."""
    return list(council.get(reading()).languages)


def sentences(problems: Iterable[str], panel: Panel) -> list[dict[str, str]]:
    """Each problem as a sentence, linked to where it is mended where that is another page."""
    found = []
    for code in problems:
        kind, _colon, rest = code.partition(":")
        if kind == "missing":
            name, _colon, language = rest.partition(":")
            words = _(
                "Write ‘%(part)s’ in %(language)s", part=PARTS[name], language=named(language)
            )
            href = url_for("panels.edit", panel_id=panel.id) + f"#{name}_{language}"
            found.append({"text": words, "href": href})
        elif kind in QUOTAS:
            found.append({"text": str(QUOTAS[kind]) % {"where": where_words(panel, rest)}})
        else:
            found.append({"text": str(REFUSALS[kind])})
    return found


def where_words(panel: Panel, where: str) -> str:
    """The words of a category, or of a feature of one, from their codes."""
    category_code, _colon, feature_code = where.partition(": ")
    for category in panel.categories:
        if category.code == category_code:
            for feature in category.features:
                if feature.code == feature_code:
                    return f"{said(category.words)}: {said(feature.words)}"
            return said(category.words)
    return where


def change_words(change: dict[str, object], panel: Panel) -> str:
    """A change of a quota that would let a panel be drawn: “accept 1 fewer aged 16 to 24”."""
    where = where_words(panel, f"{change['category']}: {change['feature']}")
    if change["direction"] == "lower_min":
        return _("accept %(number)s fewer of ‘%(where)s’", number=change["by"], where=where)
    return _("accept %(number)s more of ‘%(where)s’", number=change["by"], where=where)
