"""What the pages of this room share: entering, dates in words, problems in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.consultations import queries
from participation.consultations.models import Consultation
from participation.consultations.views.asked_words import bounds, problem_of_a_question
from participation.council import queries as council
from participation.extensions import reading
from participation.kernel.actors import Permission
from participation.web import filters
from participation.web.access import current_actor
from participation.web.words import named

bp = Blueprint("consultations", __name__)
STAFF = "/staff/consultations"
ONE = f"{STAFF}/<uuid:consultation_id>"

PARTS = {
    "title": _l("Title"),
    "summary": _l("Summary"),
    "could_change": _l("What could change"),
    "already_decided": _l("What is already decided"),
    "who_decides": _l("Who decides, and when"),
    "minutes_needed": _l("How many minutes it takes"),
    "your_words": _l("What happens to people’s words"),
}
NOTICES = {
    "privacy_notice": _l("Write the council’s privacy notice"),
    "accessibility_statement": _l("Write the council’s accessibility statement"),
    "contact": _l("Say how people can contact the council"),
}
REFUSALS = {
    "opened": _l(
        "People can already reply, so what it says stays as it is: an answer must go on meaning"
        " what it meant. You can give people longer, or withdraw it and begin another."
    ),
    "approved": _l(
        "It was approved as it stands, and opens by itself. Make it a draft again to change what it"
        " says, then have it approved again."
    ),
    "opening": _l("It opens within a minute, so nothing can be changed now."),
    "withdrawn": _l("It was withdrawn, so nothing can be changed. Begin another consultation."),
    "ended": _l("It has ended, so this can’t be done any more."),
    "not_open": _l("Only an open consultation can be given longer."),
    "not_paused": _l("It isn’t paused."),
    "not_later": _l("Choose a day after the last day it has now"),
    "reason": _l("Choose one of the reasons"),
    "draft": _l("Nobody outside has seen it. Remove the draft instead."),
    "both_conditions": _l(
        "A question in this section has a condition of its own, which can’t be joined with the"
        " section’s. Take one of the two away first."
    ),
    "not_running": _l("People can’t answer now, so this can’t be done."),
    "unchanged": _l("Nothing was changed."),
    "not_spelling": _l(
        "This changes more than spelling, so it may change what the question means. Say that it"
        " does, why, and what everyone should be told."
    ),
    "notice": _l("Write what everyone should be told, in each language"),
    "trial": _l("This is a trial already. Make the trial from the consultation itself."),
    "published": _l("It was published, so it can’t be removed. Withdraw it instead."),
}

FURTHER_SENTENCES: dict[str, Callable[[UUID, str], tuple[str, str]]] = {}
"""How later rooms say their own problems, by what stands before the colon."""


def enter(consultation_id: UUID, permission: Permission) -> tuple[Session, Consultation]:
    """The consultation, for an actor who may do this with it, or ``NotFound``, ``NotAllowed``."""
    session = reading()
    consultation = queries.get(session, consultation_id)
    current_actor().require(permission, on=consultation)
    return session, consultation


def address(endpoint: str, consultation_id: UUID) -> str:
    """The address of one of a consultation's pages."""
    return url_for(endpoint, consultation_id=consultation_id)


def languages() -> list[str]:
    """The languages that the council's site speaks."""
    return list(council.get(reading()).languages)


def first_day(moment: datetime) -> str:
    """The day on which a moment falls here, in words."""
    return filters.weekday(moment)


def last_day(moment: datetime) -> str:
    """The day that ends at an exclusive moment, in words."""
    return filters.last_day(moment)


def refusals(problems: Iterable[str]) -> list[dict[str, str]]:
    """Why a change was refused, in sentences."""
    return [{"text": str(REFUSALS[code])} for code in problems]


def sentences(consultation_id: UUID, problems: Iterable[str]) -> list[dict[str, str]]:
    """What it lacks to open: each problem as a sentence that links to where it is mended."""
    return [
        {"text": text, "href": href} if href else {"text": text}
        for text, href in (_sentence(consultation_id, code) for code in problems)
    ]


def _sentence(consultation_id: UUID, code: str) -> tuple[str, str]:
    if found := problem_of_a_question(consultation_id, code):
        return found
    kind, _colon, rest = code.partition(":")
    if kind in FURTHER_SENTENCES:
        return FURTHER_SENTENCES[kind](consultation_id, rest)
    name, _colon, language = rest.partition(":")
    details = url_for("consultations.details", consultation_id=consultation_id)
    dates = url_for("consultations.dates", consultation_id=consultation_id)
    if kind == "line":
        words = _("Fill in ‘%(part)s’", part=PARTS[name])
        return words, _box(consultation_id, name, languages()[0])
    if kind == "language":
        words = _(
            "Write ‘%(part)s’ in %(language)s too", part=PARTS[name], language=named(language)
        )
        return words, _box(consultation_id, name, language)
    if kind == "notice":
        return _notice(name)
    return {
        "no_mission": (_("Choose a mission that it serves"), f"{details}#mission_ids"),
        "no_published_mission": (
            _("Publish one of its missions first, so that people can see what it serves"),
            url_for("missions.index"),
        ),
        "no_decision_owner": (_("Say who answers for the decision"), f"{details}#decision_owner"),
        "no_question": (
            _("Ask at least one question"),
            url_for("consultations.add_question", consultation_id=consultation_id),
        ),
        "no_opening": (_("Set the first day to reply"), f"{dates}#opens_on-day"),
        "no_closing": (_("Set the last day to reply"), f"{dates}#last_day-day"),
        "opening_past": (
            _("The first day to reply has gone by: choose today or a later day"),
            f"{dates}#opens_on-day",
        ),
        "closing_past": (
            _("The last day to reply has gone by: choose a later day"),
            f"{dates}#last_day-day",
        ),
        "closing_first": (
            _("The last day to reply must be the first day or later"),
            f"{dates}#last_day-day",
        ),
    }[kind]


def _notice(name: str) -> tuple[str, str]:
    words, page = str(NOTICES[name]), url_for("admin.council")
    if current_actor().may(Permission.COUNCIL_EDIT):
        return words, page
    return _("%(task)s: ask an administrator to do it", task=words), ""


def _box(consultation_id: UUID, name: str, language: str) -> str:
    page = "details" if name in {"title", "summary"} else "lines"
    anchor = name if name == "minutes_needed" else f"{name}_{language}"
    return url_for(f"consultations.{page}", consultation_id=consultation_id, _anchor=anchor)


def init_app(app: Flask) -> None:
    """Let every page say a consultation's days, and a question's limits, in words."""
    app.jinja_env.filters["first_day"] = first_day
    app.jinja_env.filters["last_day"] = last_day
    app.jinja_env.filters["bounds"] = bounds
