"""What needs doing: the first page after signing in, worked out from the data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.rules import Stage, stage_of
from participation.feedback import queries as feedback_queries
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.missions.models import Mission
from participation.reports import queries

MOST = 30


def of(session: Session, actor: Actor) -> dict[str, Any]:
    """What to show on somebody's desk: their consultations, lists to settle, things to decide."""
    now = clock.now(session)
    teams = actor.teams_with(Permission.CONSULTATION_READ)
    statement = select(Consultation).where(
        Consultation.withdrawn_at.is_(None), Consultation.trial_of_id.is_(None)
    )
    if teams is not None:
        statement = statement.where(Consultation.id.in_(teams))
    consultations = session.scalars(
        statement.order_by(Consultation.created_at.desc(), Consultation.id).limit(MOST)
    ).all()
    staged = [(consultation, stage_of(consultation, now)) for consultation in consultations]
    analysts = actor.teams_with(Permission.THEME_READ)
    ended = [
        consultation.id
        for consultation, stage in staged
        if stage in (Stage.CLOSED, Stage.ANALYSING, Stage.DECIDED)
        and (analysts is None or consultation.id in analysts)
        and actor.may(Permission.THEME_REVIEW, on=consultation)
    ]
    unsettled = [s for s in queries.question_states(session, ended) if not s.settled]
    missions = session.scalars(
        select(Mission).order_by(Mission.position, Mission.created_at, Mission.id).limit(MOST)
    ).all()
    reads = actor.may(Permission.REPORT_READ)
    waiting = []
    if reads:
        ids = [mission.id for mission in missions]
        lost = queries.orphans_of(session, ids)
        listed = feedback_queries.how_many(session, ids)
        waiting = [
            {
                "mission": mission,
                "themes": len(lost[mission.id].themes),
                "ambitions": len(lost[mission.id].ambitions),
                "listed": listed.get(mission.id, 0),
            }
            for mission in missions
        ]
    creates = actor.may(Permission.CONSULTATION_CREATE)
    empty = not consultations and not session.scalar(select(func.count(Consultation.id)))
    return {
        "consultations": staged if actor.may_somewhere(Permission.CONSULTATION_READ) else [],
        "unsettled": unsettled,
        "missions": waiting,
        "guide": creates and empty,
        "creates": creates,
    }
