"""Putting answers that may tell of danger, or of the law, in front of an officer at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses.models import (
    Answer,
    Looked,
    Response,
    ResponseVersion,
    WordRule,
    Worry,
)
from participation.responses.queries import worries
from participation.responses.rules.personal import suggestions
from participation.responses.rules.worries import (
    BadRule,
    Done,
    Kind,
    Reader,
    Rule,
    phrase_problem,
)

AT_ONCE = 300


def look_at_new(session: Session, *, most: int = AT_ONCE) -> int:
    """Read replies that nobody has looked at yet with the word rules. Gives how many were read."""
    versions = session.execute(
        select(ResponseVersion.id, ResponseVersion.response_id, Response.consultation_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .outerjoin(Looked, Looked.version_id == ResponseVersion.id)
        .where(Looked.version_id.is_(None))
        .order_by(ResponseVersion.received_at, ResponseVersion.id)
        .limit(most)
    ).all()
    if not versions:
        return 0
    reader = Reader(Rule(rule.kind, rule.phrase) for rule in worries.rules(session))
    answers: dict[UUID, list[tuple[UUID, str]]] = {}
    for version_id, answer_id, text in session.execute(
        select(Answer.response_version_id, Answer.id, Answer.text).where(
            Answer.response_version_id.in_([row.id for row in versions]),
            Answer.text.is_not(None),
        )
    ):
        answers.setdefault(version_id, []).append((answer_id, text or ""))
    now, found = clock.now(session), 0
    for row in versions:
        personal = 0
        for answer_id, text in answers.get(row.id, ()):
            personal += len(suggestions(text))
            for one in reader.read(text):
                found += 1
                session.add(
                    Worry(
                        consultation_id=row.consultation_id,
                        response_id=row.response_id,
                        answer_id=answer_id,
                        kind=one.kind,
                        start=one.span.start,
                        end=one.span.end,
                        created_at=now,
                    )
                )
        session.add(Looked(version_id=row.id, personal=personal))
    session.flush()
    if found:
        audit.record(session, SYSTEM, "worries.found", None, answers=found)
    return len(versions)


def deal_with(
    session: Session, *, actor: Actor, worry_id: UUID, outcome: str, note: str = ""
) -> Worry:
    """Say what was done about an answer. Raises :class:`BadRule` for no such outcome."""
    row = session.scalar(select(Worry).where(Worry.id == worry_id).with_for_update())
    if row is None:
        raise NotFound
    actor.require(Permission.RESPONSE_READ, on=consultations.get(session, row.consultation_id))
    if outcome not in {done.value for done in Done}:
        raise BadRule(["outcome"])
    if row.seen_at is None:
        row.seen_at, row.seen_by = clock.now(session), actor.id
        row.outcome, row.note = outcome, note.strip()[:300] or None
        response = session.get_one(Response, row.response_id)
        audit.record(session, actor, "worry.dealt_with", response, kind=row.kind, outcome=outcome)
    return row


def add_rule(session: Session, *, actor: Actor, kind: str, language: str, phrase: str) -> WordRule:
    """Look for one more phrase from now on. Raises :class:`BadRule`."""
    actor.require(Permission.ORDER_EDIT)
    phrase = " ".join(phrase.split())
    problems = [problem] if (problem := phrase_problem(phrase)) else []
    if kind not in {one.value for one in Kind}:
        problems.append("kind")
    if problems:
        raise BadRule(problems)
    row = WordRule(kind=kind, language=language, phrase=phrase)
    session.add(row)
    audit.record(session, actor, "word_rule.added", row, kind=kind)
    return row


def retire_rule(session: Session, *, actor: Actor, rule_id: UUID) -> WordRule:
    """Look for a phrase no more. What it found stays."""
    actor.require(Permission.ORDER_EDIT)
    row = session.get(WordRule, rule_id)
    if row is None:
        raise NotFound
    row.retired_at = clock.now(session)
    audit.record(session, actor, "word_rule.retired", row)
    return row
