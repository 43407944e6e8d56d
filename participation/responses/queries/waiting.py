"""What waits for somebody who keeps order: a second opinion, another look, a request due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words
from participation.responses.models import (
    Answer,
    Appeal,
    Response,
    ResponseVersion,
    RightsRequest,
    SetAsideProposal,
)

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """Something that waits at one consultation."""

    consultation_id: UUID
    title: Words
    number: int


def _on_teams(statement: Any, actor: Actor, permission: Permission) -> Any:
    """The same for consultations where this actor may; nothing where they may nowhere."""
    teams = actor.teams_with(permission)
    if teams is None:
        return statement
    return statement.where(Consultation.id.in_(teams)) if teams else None


def second_opinions(session: Session, actor: Actor) -> list[Waiting]:
    """Proposals of others to set many replies aside."""
    found = _on_teams(
        select(Consultation.id, func.count())
        .join(SetAsideProposal, SetAsideProposal.consultation_id == Consultation.id)
        .where(
            SetAsideProposal.outcome.is_(None),
            SetAsideProposal.proposed_by.is_distinct_from(actor.id),
        )
        .group_by(Consultation.id),
        actor,
        Permission.RESPONSE_SET_ASIDE,
    )
    return _listed(session, found)


def other_looks(session: Session, actor: Actor) -> list[Waiting]:
    """Authors who ask for another look at an answer that was held back."""
    found = _on_teams(
        select(Consultation.id, func.count())
        .join(Response, Response.consultation_id == Consultation.id)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .join(Appeal, Appeal.answer_id == Answer.id)
        .where(Appeal.outcome.is_(None), Appeal.words.is_not(None))
        .group_by(Consultation.id),
        actor,
        Permission.RESPONSE_MODERATE,
    )
    return _listed(session, found)


def _listed(session: Session, statement: Any) -> list[Waiting]:
    if statement is None:
        return []
    numbers = statement.subquery()
    rows = session.execute(
        select(Consultation.id, Consultation.title, numbers.c[1])
        .join(numbers, numbers.c[0] == Consultation.id)
        .order_by(Consultation.closes_at, Consultation.id)
    )
    return [Waiting(*row) for row in rows]


def requests_due(session: Session, actor: Actor) -> int:
    """Requests about people's own data that are due within a week, or overdue."""
    if not actor.may(Permission.RIGHTS_HANDLE):
        return 0
    soon = clock.day_in_london(clock.now(session)) + SOON
    return (
        session.scalar(
            select(func.count())
            .select_from(RightsRequest)
            .where(RightsRequest.closed_at.is_(None), RightsRequest.due_on <= soon)
        )
        or 0
    )
