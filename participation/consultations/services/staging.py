"""Taking a consultation through its stages. Only facts are written; the clock does the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import Consultation
from participation.consultations.rules import Stage
from participation.consultations.services.readiness import problems_of, require_ready
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission

AFTER_CLOSING = ("responses.find_all_wordings", "themes.start_runs")
"""The jobs that later rooms do when a consultation has closed."""

Staged = Callable[[Session, Actor, Consultation, str, Mapping[str, Any]], None]
AFTER_STAGING: list[Staged] = []
"""What later rooms do in the same transaction, told what was done: ``published`` ``opened``
``unscheduled`` ``extended`` ``paused`` ``resumed`` ``withdrawn``."""


def _staged(
    session: Session, actor: Actor, consultation: Consultation, what: str, **detail: Any
) -> None:
    session.flush()
    for follow in AFTER_STAGING:
        follow(session, actor, consultation, what, detail)


def publish_consultation(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Let a draft open on its day, or raise ``CannotPublish`` with every problem at once.

    A draft whose day is today opens at this moment.
    """
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    if rules.stage_of(consultation, now) is Stage.WITHDRAWN:
        raise rules.CannotChange(["withdrawn"])
    if consultation.published_at is not None:
        return consultation
    require_ready(session, consultation, now)
    assert consultation.opens_at
    consultation.opens_at = max(consultation.opens_at, now)
    consultation.published_at = now
    stage = rules.stage_of(consultation, now)
    audit.record(session, actor, "consultation.published", consultation, stage=["draft", stage])
    _staged(session, actor, consultation, "published")
    return consultation


def open_now(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Open a draft or a scheduled consultation at this moment. Raises as publishing does."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    stage = rules.stage_of(consultation, now)
    if stage is Stage.OPEN:
        return consultation
    if stage not in rules.NOT_OPENED:
        raise rules.CannotChange(["withdrawn" if stage is Stage.WITHDRAWN else "ended"])
    consultation.opens_at = now
    require_ready(session, consultation, now)
    consultation.published_at = consultation.published_at or now
    audit.record(session, actor, "consultation.opened", consultation, stage=[stage, "open"])
    _staged(session, actor, consultation, "opened")
    return consultation


def unschedule(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Make a scheduled consultation a draft again. Raises ``CannotChange`` once it has opened."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    stage = rules.stage_of(consultation, clock.now(session))
    if stage is Stage.DRAFT:
        return consultation
    if stage is not Stage.SCHEDULED:
        raise rules.CannotChange(["withdrawn" if stage is Stage.WITHDRAWN else "opened"])
    consultation.published_at = None
    audit.record(
        session, actor, "consultation.unscheduled", consultation, stage=["scheduled", "draft"]
    )
    _staged(session, actor, consultation, "unscheduled")
    return consultation


def extend(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    last_day: date,
    reason: str,
    words: Mapping[str, str] | None = None,
) -> Consultation:
    """Give people longer to reply. The page says when it was first to close, and why it changed.

    ``words`` tell the public more than the reason does. Raises ``CannotChange`` with
    ``not_open``, ``not_later`` or ``reason``.
    """
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    if rules.stage_of(consultation, clock.now(session)) not in rules.RUNNING:
        raise rules.CannotChange(["not_open"])
    assert consultation.closes_at
    until, before = clock.end_of_day(last_day), consultation.closes_at
    if until <= before:
        raise rules.CannotChange(["not_later"])
    if reason not in rules.EXTENSION_REASONS:
        raise rules.CannotChange(["reason"])
    consultation.extended_from = consultation.extended_from or before
    consultation.extended_reason = reason
    consultation.closes_at = until
    audit.record(
        session,
        actor,
        "consultation.extended",
        consultation,
        closes_at=[before.isoformat(), until.isoformat()],
        reason=reason,
    )
    closes = [before.isoformat(), until.isoformat()]
    _staged(
        session, actor, consultation, "extended", reason=reason, words=words or {}, closes=closes
    )
    return consultation


def pause(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    reason: str,
    words: Mapping[str, str],
) -> Consultation:
    """Take no replies for a while, and say why. Unfinished ones are kept.

    Raises ``CannotChange`` with ``not_open`` or ``reason``.
    """
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    if rules.stage_of(consultation, now) is not Stage.OPEN:
        raise rules.CannotChange(["not_open"])
    if reason not in rules.PAUSE_REASONS:
        raise rules.CannotChange(["reason"])
    consultation.paused_at = now
    audit.record(
        session,
        actor,
        "consultation.paused",
        consultation,
        stage=["open", "paused"],
        reason=reason,
    )
    _staged(session, actor, consultation, "paused", reason=reason, words=words)
    return consultation


def resume(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    last_day: date,
    words: Mapping[str, str],
) -> Consultation:
    """Take replies again, until a last day that is no earlier than before.

    Raises ``CannotChange`` with ``not_paused`` or ``not_later``.
    """
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    if rules.stage_of(consultation, clock.now(session)) is not Stage.PAUSED:
        raise rules.CannotChange(["not_paused"])
    assert consultation.closes_at
    until, before = clock.end_of_day(last_day), consultation.closes_at
    if until < before:
        raise rules.CannotChange(["not_later"])
    if until > before:
        consultation.extended_from = consultation.extended_from or before
        consultation.extended_reason = "event"
    consultation.closes_at, consultation.paused_at = until, None
    closes = [before.isoformat(), until.isoformat()]
    audit.record(
        session,
        actor,
        "consultation.resumed",
        consultation,
        stage=["paused", "open"],
        closes_at=closes,
    )
    _staged(session, actor, consultation, "resumed", words=words, closes=closes)
    return consultation


def withdraw(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    reason: str,
    words: Mapping[str, str] | None = None,
) -> Consultation:
    """Stop it for good, with a reason that the public sees. Replies are kept.

    ``words`` tell the public more than the reason does. Raises ``CannotChange`` for one that has
    ended or that nobody outside has seen.
    """
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    stage = rules.stage_of(consultation, now)
    if stage not in {Stage.SCHEDULED, *rules.RUNNING}:
        known = {Stage.DRAFT: "draft", Stage.WITHDRAWN: "withdrawn"}
        raise rules.CannotChange([known.get(stage, "ended")])
    if reason not in rules.WITHDRAWAL_REASONS:
        raise rules.CannotChange(["reason"])
    consultation.withdrawn_at = now
    consultation.withdrawn_reason = reason
    audit.record(
        session,
        actor,
        "consultation.withdrawn",
        consultation,
        stage=[stage, "withdrawn"],
        reason=reason,
    )
    _staged(session, actor, consultation, "withdrawn", reason=reason, words=words or {})
    return consultation


def close_due(session: Session, *, actor: Actor) -> int:
    """Set off, once for each, what follows closing. Pages are right whether or not it has run."""
    due = queries.due_to_close(session, clock.now(session), hold=True)
    for consultation in due:
        actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
        consultation.close_handled_at = clock.now(session)
        for job in AFTER_CLOSING:
            jobs.enqueue(
                session, job, subject=consultation.id, consultation_id=str(consultation.id)
            )
        audit.record(session, actor, "consultation.closed", consultation, stage=["open", "closed"])
    session.flush()
    return len(due)


__all__ = [
    "AFTER_CLOSING",
    "close_due",
    "extend",
    "open_now",
    "pause",
    "problems_of",
    "publish_consultation",
    "resume",
    "unschedule",
    "withdraw",
]
