"""Pages for everyone: home, missions, the finder, and what was done with what people said."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from participation.consultations import queries as consultation_queries
from participation.consultations import rules as consultation_rules
from participation.consultations.rules import Stage
from participation.extensions import reading
from participation.feedback import queries as feedback_queries
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound
from participation.missions import queries as mission_queries
from participation.panels import queries as panel_queries
from participation.reports import queries
from participation.reports.views.base import bp, page_number
from participation.responses import queries as response_queries
from participation.results import services as results
from participation.web.access import needs


@bp.get("/")
@needs(Permission.SITE_READ)
def home() -> ResponseReturnValue:
    session = reading()
    now = clock.now(session)
    return render_template(
        "reports/home.html",
        missions=mission_queries.published(session),
        open_now=queries.find(session, "open", now).rows[:5],
        soon=queries.find(session, "forthcoming", now).rows[:3],
        answered=queries.find(session, "outcome", now).rows[:3],
        being_read=queries.find(session, "closed", now).rows[:3],
        panels=panel_queries.public(session)[:3],
    )


@bp.get("/consultations")
@needs(Permission.SITE_READ)
def finder() -> ResponseReturnValue:
    """Forthcoming, open, closed, and those with an outcome."""
    session = reading()
    now = clock.now(session)
    show = request.args.get("show", "open")
    if show not in queries.SHOWN:
        show = "open"
    return render_template(
        "reports/finder.html",
        show=show,
        counts=queries.counts(session, now),
        listing=queries.find(session, show, now, page_number()),
    )


@bp.get("/missions/<slug>")
@needs(Permission.SITE_READ)
def mission(slug: str) -> ResponseReturnValue:
    """A mission: its ambition, what people were asked, what they want, what was decided."""
    session = reading()
    found = mission_queries.by_slug(session, slug)
    if found.published_at is None:
        raise NotFound
    now = clock.now(session)
    consultations = queries.public_consultations(session, found.id, now)
    return render_template(
        "reports/mission.html",
        mission=found,
        consultations=[(c, consultation_rules.stage_of(c, now)) for c in consultations],
        ambitions=feedback_queries.ambitions(session, found.id),
    )


@bp.get("/consultations/<slug>/outcome")
@needs(Permission.SITE_READ)
def outcome(slug: str) -> ResponseReturnValue:
    """You said, we did, we did not because."""
    session = reading()
    consultation = consultation_queries.by_slug(session, slug)
    stage = consultation_rules.stage_of(consultation, clock.now(session))
    if stage in (Stage.DRAFT, Stage.SCHEDULED):
        raise NotFound
    ended = stage not in (Stage.OPEN, Stage.PAUSED, Stage.WITHDRAWN)
    return render_template(
        "reports/outcome.html",
        consultation=consultation,
        stage=stage,
        ended=ended,
        answered=queries.outcome(session, consultation.id) if ended else [],
        figures=ended and results.latest(session, consultation.id, published=True) is not None,
        states=queries.question_states(session, [consultation.id]),
        tally=response_queries.tally(session, consultation.id) if ended else None,
        missions=queries.missions_of(session, consultation.id),
    )


@bp.get("/health")
@needs(Permission.SITE_READ)
def health() -> ResponseReturnValue:
    """Whether the site and its database answer."""
    reading().execute(text("SELECT 1"))
    return jsonify(status="ok")
