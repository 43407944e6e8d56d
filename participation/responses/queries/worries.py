"""Reading word rules, and the queue of answers that they found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words
from participation.responses.models import (
    Answer,
    Looked,
    Response,
    ResponseVersion,
    WordRule,
    Worry,
)
from participation.responses.queries.words import hidden_in
from participation.responses.rules.redaction import seen

A_PAGE = 25


def rules(session: Session) -> Sequence[WordRule]:
    """Every phrase that is looked for."""
    return session.scalars(
        select(WordRule)
        .where(WordRule.retired_at.is_(None))
        .order_by(WordRule.kind, WordRule.language, WordRule.phrase)
    ).all()


@dataclass(frozen=True)
class Waiting:
    """An answer that a rule found: what may be seen of it, the phrase apart."""

    row: Worry
    title: Words
    parts: tuple[str, str, str]
    language: str


def _mine(actor: Actor, *columns: Any) -> Select[Any]:
    statement = (
        select(*columns)
        .select_from(Worry)
        .join(Consultation, Consultation.id == Worry.consultation_id)
        .join(Response, Response.id == Worry.response_id)
        .join(Answer, Answer.id == Worry.answer_id)
        .where(Answer.text.is_not(None), Consultation.trial_of_id.is_(None))
    )
    teams = actor.teams_with(Permission.RESPONSE_READ)
    if teams is not None:
        statement = statement.where(Worry.consultation_id.in_(teams))
    return statement


def how_many(session: Session, actor: Actor) -> int:
    """How many answers wait for somebody with this actor's rights."""
    found = _mine(actor, func.count()).where(Worry.seen_at.is_(None))
    return int(session.scalar(found) or 0)


def waiting(
    session: Session, actor: Actor, *, dealt_with: bool = False, page: int = 1
) -> tuple[list[Waiting], int, int]:
    """Answers that wait (or were dealt with), the oldest first; how many; and the page."""
    state = Worry.seen_at.is_not(None) if dealt_with else Worry.seen_at.is_(None)
    total = int(session.scalar(_mine(actor, func.count()).where(state)) or 0)
    number = min(max(1, page), max(1, -(-total // A_PAGE)))
    order = Worry.seen_at.desc() if dealt_with else Worry.created_at
    found = session.execute(
        _mine(actor, Worry, Consultation.title, Answer.text, Answer.language)
        .where(state)
        .order_by(order, Worry.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    hidden = hidden_in(session, [row[0].answer_id for row in found])
    rows = []
    for worry, title, text, language in found:
        spans = hidden.get(worry.answer_id, ())
        rows.append(
            Waiting(
                worry,
                title,
                (
                    seen(text, spans, 0, worry.start, language=language),
                    seen(text, spans, worry.start, worry.end, language=language),
                    seen(text, spans, worry.end, language=language),
                ),
                language,
            )
        )
    return rows, total, number


def may_name_somebody(
    session: Session, consultation_id: UUID, page: int = 1
) -> tuple[list[tuple[UUID, int]], int, int]:
    """Counted replies in which something may tell who somebody is, with how many parts do."""
    where = (
        Response.consultation_id == consultation_id,
        ResponseVersion.number == Response.current,
        Response.status == "counted",
        Looked.personal > 0,
    )
    base = (
        select(Response.id, Looked.personal)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Looked, Looked.version_id == ResponseVersion.id)
        .where(*where)
    )
    total = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // A_PAGE)))
    rows = session.execute(
        base.order_by(Looked.personal.desc(), Response.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    )
    return [(row[0], row[1]) for row in rows], total, number
