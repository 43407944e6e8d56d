"""Pages for staff and leaders: what needs doing, a mission at a glance, decision to answers."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from participation.consultations import queries as consultation_queries
from participation.consultations import rules as consultation_rules
from participation.consultations.rules import Stage
from participation.extensions import reading
from participation.feedback import queries as feedback_queries
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.missions import queries as mission_queries
from participation.reports import desks, queries
from participation.reports.views.base import bp
from participation.responses import queries as response_queries
from participation.themes import queries as theme_queries
from participation.web.access import current_actor, needs


@bp.get("/staff")
@needs(Permission.ACCOUNT_OWN)
def desk() -> ResponseReturnValue:
    """What needs doing, for whoever signed in."""
    session = reading()
    return render_template("reports/desk.html", **desks.of(session, current_actor()))


@bp.get("/staff/missions/<uuid:mission_id>/at-a-glance")
@needs(Permission.REPORT_READ)
def leader_mission(mission_id: UUID) -> ResponseReturnValue:
    """A mission for those who decide: what was asked and said, what people want, in order."""
    actor = current_actor()
    actor.require(Permission.REPORT_READ)
    session = reading()
    mission = mission_queries.get(session, mission_id)
    now = clock.now(session)
    consultations = queries.public_consultations(session, mission_id, now)
    themes = theme_queries.themes_under_missions(session, [mission_id])
    tallies = response_queries.tallies(session, [one.id for one in consultations])
    states = queries.question_states(session, [one.id for one in consultations])
    by_consultation = []
    for consultation in consultations:
        hidden = consultation_rules.results_are_hidden(consultation, now, actor)
        by_consultation.append(
            {
                "consultation": consultation,
                "stage": consultation_rules.stage_of(consultation, now),
                "hidden": hidden,
                "tally": None if hidden else tallies[consultation.id],
                "themes": [t for t in themes if t.consultation_id == consultation.id],
                "waiting": [
                    state
                    for state in states
                    if state.consultation_id == consultation.id and not state.settled
                ],
            }
        )
    return render_template(
        "reports/leader_mission.html",
        mission=mission,
        consultations=by_consultation,
        quotes=theme_queries.proven_quotes_of(session, [theme.id for theme in themes], limit=1),
        wordings=theme_queries.wordings(session, [theme.question_id for theme in themes]),
        ambitions=feedback_queries.ambitions(session, mission_id),
        orphans=queries.orphans(session, mission_id),
        may_write=actor.may(Permission.AMBITION_WRITE),
        may_order=actor.may(Permission.PRIORITY_ORDER),
        may_decide=actor.may(Permission.DECISION_RECORD),
        Stage=Stage,
    )


@bp.get("/staff/settled-themes/<uuid:theme_id>")
@needs(Permission.REPORT_READ)
def theme(theme_id: UUID) -> ResponseReturnValue:
    """A settled theme: where it came from, and what it led to."""
    actor = current_actor()
    session = reading()
    found = theme_queries.settled_theme(session, theme_id)
    consultation = consultation_queries.get(session, found.consultation_id)
    actor.require(Permission.REPORT_READ, on=consultation)
    return render_template(
        "reports/theme.html",
        theme=found,
        consultation=consultation,
        wording=theme_queries.wording(session, found.question_id),
        quotes=theme_queries.proven_quotes(session, theme_id),
        decisions=feedback_queries.decisions_for_themes(session, [theme_id]).get(theme_id, []),
        ambitions=feedback_queries.ambitions_of_themes(session, [theme_id]).get(theme_id, []),
        may_read=actor.may(Permission.RESPONSE_READ, on=consultation),
    )


@bp.get("/staff/decisions/<uuid:decision_id>")
@needs(Permission.REPORT_READ)
def decision(decision_id: UUID) -> ResponseReturnValue:
    """From a decision back to what people want, the themes, and the answers."""
    actor = current_actor()
    actor.require(Permission.REPORT_READ)
    session = reading()
    found = feedback_queries.decision(session, decision_id)
    ambition = feedback_queries.ambition(session, found.ambition_id)
    themes = queries.themes_of_decision(session, found)
    consultations = {
        theme.consultation_id: consultation_queries.get(session, theme.consultation_id)
        for theme in themes
    }
    return render_template(
        "reports/decision.html",
        decision=found,
        ambition=ambition,
        mission=mission_queries.get(session, ambition.mission_id),
        themes=themes,
        consultations=consultations,
        wordings=theme_queries.wordings(session, [theme.question_id for theme in themes]),
        quotes=theme_queries.proven_quotes_of(session, [theme.id for theme in themes], limit=2),
        readable={
            consultation_id
            for consultation_id, consultation in consultations.items()
            if actor.may(Permission.RESPONSE_READ, on=consultation)
        },
    )
