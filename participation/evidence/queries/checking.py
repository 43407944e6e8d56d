"""Reading what the check looks at: dates, calendar, bodies, answers, and who wrote and approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import queries as accounts
from participation.accounts.models import Staff
from participation.analysis.wording import can_object
from participation.audit.models import AuditEntry
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.council import queries as council
from participation.evidence.models import CalendarPeriod, ConsultedBody, LawfulnessCheck
from participation.evidence.queries.content import content_to_approve
from participation.evidence.queries.telling import told
from participation.evidence.rules import gate
from participation.evidence.rules.snapshots import digest_of
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotFound

AN_INSTANT = timedelta(microseconds=1)


def check_of(session: Session, consultation_id: UUID) -> LawfulnessCheck | None:
    """The check's row, once anything of it was answered."""
    return session.get(LawfulnessCheck, consultation_id)


def periods(session: Session) -> Sequence[CalendarPeriod]:
    """The council's calendar, by day."""
    return session.scalars(
        select(CalendarPeriod).order_by(CalendarPeriod.starts_on, CalendarPeriod.id)
    ).all()


def calendar(session: Session) -> tuple[gate.Period, ...]:
    """The same as plain values."""
    return tuple(
        gate.Period(row.kind, row.name, row.starts_on, row.ends_on) for row in periods(session)
    )


def bodies(session: Session, consultation_id: UUID) -> Sequence[ConsultedBody]:
    """The bodies that are to be asked, by name."""
    return session.scalars(
        select(ConsultedBody)
        .where(ConsultedBody.consultation_id == consultation_id)
        .order_by(ConsultedBody.name, ConsultedBody.id)
    ).all()


def body(session: Session, consultation_id: UUID, body_id: UUID) -> ConsultedBody:
    """One of them. Raises ``NotFound``."""
    row = session.get(ConsultedBody, body_id)
    if row is None or row.consultation_id != consultation_id:
        raise NotFound
    return row


def facts_of(session: Session, consultation: Consultation) -> gate.Facts:
    """All that the check looks at, as it stands."""
    session.flush()
    check = check_of(session, consultation.id)
    opens, closes = consultation.opens_at, consultation.closes_at
    asked = consultations.asked(session, consultation.id)
    answers = check.answers if check else {}
    return gate.Facts(
        told=told(session, consultation.id),
        languages=tuple(council.get(session).languages),
        opens_on=clock.day_in_london(opens) if opens else None,
        last_day=clock.day_in_london(closes - AN_INSTANT) if closes else None,
        decided=consultation.decided_at is not None,
        can_object=can_object(
            (
                one.kind,
                [option.words.get("en", "") for option in one.options],
                one.limits.something_else,
            )
            for one in asked
        ),
        calendar=calendar(session),
        bodies=len(bodies(session, consultation.id)),
        answers={code: str(said) for code, said in answers.items()},
        approval=_approval(session, consultation, check),
    )


def _approval(
    session: Session, consultation: Consultation, check: LawfulnessCheck | None
) -> gate.Approval:
    if check is None or check.approved_at is None:
        return gate.Approval()
    # Once it has opened, what was approved did open; what changes later has notices of its own.
    opened = consultation.published_at is not None and not _waits(session, consultation)
    stands = opened or check.approved_digest == digest_of(
        content_to_approve(session, consultation, check)
    )
    return gate.Approval(
        approved=stands,
        stale=not stands,
        alone=check.approved_alone,
        approver=check.approver,
        on=clock.day_in_london(check.approved_at),
    )


def _waits(session: Session, consultation: Consultation) -> bool:
    opens = consultation.opens_at
    return opens is None or clock.now(session) < opens


def authors_of(session: Session, consultation_id: UUID) -> frozenset[UUID]:
    """Who began the consultation, and who last answered the check: it is their work."""
    began = session.scalars(
        select(AuditEntry.actor_id).where(
            AuditEntry.object_id == consultation_id,
            AuditEntry.deed == "consultation.created",
            AuditEntry.actor_id.is_not(None),
        )
    ).all()
    check = check_of(session, consultation_id)
    answered = [check.answered_by] if check else []
    return frozenset(one for one in (*began, *answered) if one is not None)


def others_who_may_approve(
    session: Session, consultation: Consultation, authors: frozenset[UUID]
) -> int:
    """How many people besides the authors could approve it."""
    rows = session.scalars(
        select(Staff).where(Staff.suspended_at.is_(None), Staff.removed_at.is_(None))
    )
    return sum(
        accounts.actor_of(row).may(Permission.CONSULTATION_PUBLISH, on=consultation)
        for row in rows
        if row.id not in authors
    )
