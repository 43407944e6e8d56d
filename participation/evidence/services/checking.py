"""Answering the check before opening, approving it, and what it leans on: calendar and bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import CannotChange, editing_problem
from participation.consultations.services.readiness import stay_ready
from participation.evidence import queries, rules
from participation.evidence.models import CalendarPeriod, ConsultedBody, LawfulnessCheck
from participation.evidence.rules import gate
from participation.evidence.rules.bodies import BodyDetails
from participation.evidence.rules.snapshots import digest_of
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound


def gate_problems(session: Session, consultation: Consultation, now: datetime) -> Sequence[str]:
    """What stands in the way of opening by the check, each code under ``gate:``.

    A trial copy is never asked of the public, so nothing stands in its way.
    """
    if consultation.trial_of_id is not None:
        return ()
    facts = queries.facts_of(session, consultation)
    return [f"gate:{code}" for code in gate.problems(gate.checklist(facts))]


def _for_check(session: Session, consultation_id: UUID) -> tuple[Consultation, datetime]:
    consultation = consultations.get_for_change(session, consultation_id)
    now = clock.now(session)
    if problem := editing_problem(consultation, now):
        raise rules.CannotTell(["ended" if problem == "opened" else problem])
    return consultation, now


def answer_check(
    session: Session, *, actor: Actor, consultation_id: UUID, answers: Mapping[str, str]
) -> LawfulnessCheck:
    """Keep what was answered, as far as it goes. What was approved before is approved no more.

    Raises ``rules.CannotTell`` once people could reply.
    """
    consultation, now = _for_check(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    row = _check(session, consultation_id, now)
    known = {code: str(said).strip() for code, said in answers.items() if code in gate.ASKED}
    row.answers = {**row.answers, **known}
    row.answered_by, row.answered_at = actor.id, now
    session.flush()
    audit.record(
        session,
        actor,
        "consultation.check_answered",
        consultation,
        answered=sorted(code for code, said in row.answers.items() if said),
    )
    stay_ready(session, consultation, now)
    return row


def _check(session: Session, consultation_id: UUID, now: datetime) -> LawfulnessCheck:
    row = queries.check_of(session, consultation_id)
    if row is None:
        row = LawfulnessCheck(consultation_id=consultation_id, answers={}, answered_at=now)
        session.add(row)
    return row


def approve_check(
    session: Session, *, actor: Actor, consultation_id: UUID, approver: str
) -> LawfulnessCheck:
    """Approve it all as it stands, under a name and a post that the appendix shows.

    Raises ``CannotApprove`` with all that is missing, or ``author`` where somebody else could.
    """
    consultation, now = _for_check(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    row = _check(session, consultation_id, now)
    session.flush()
    missing = list(gate.problems(gate.content_items(queries.facts_of(session, consultation))))
    if not approver.strip():
        missing.append("approver")
    authors = queries.authors_of(session, consultation_id)
    others = queries.others_who_may_approve(session, consultation, authors)
    author = actor.id in authors
    if not gate.may_approve(author=author, others=others):
        missing.append("author")
    if missing:
        raise rules.CannotApprove(missing)
    row.approved_by, row.approved_at = actor.id, now
    row.approver, row.approved_alone = approver.strip()[:200], author
    row.approved_digest = digest_of(queries.content_to_approve(session, consultation, row))
    session.flush()
    audit.record(
        session,
        actor,
        "consultation.check_approved",
        consultation,
        digest=row.approved_digest,
        alone=author,
    )
    return row


def add_period(session: Session, *, actor: Actor, period: gate.Period) -> CalendarPeriod:
    """Enter days of the council's calendar."""
    actor.require(Permission.CONSULTATION_CREATE)
    if period.ends_on < period.starts_on:
        raise rules.CannotTell(["ends_first"])
    row = CalendarPeriod(
        kind=gate.PeriodKind(period.kind).value,
        name=period.name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "calendar.added",
        row,
        kind=row.kind,
        days=[row.starts_on.isoformat(), row.ends_on.isoformat()],
    )
    return row


def remove_period(session: Session, *, actor: Actor, period_id: UUID) -> None:
    """Take days out of the calendar. What was checked by them keeps its answers."""
    actor.require(Permission.CONSULTATION_CREATE)
    row = session.get(CalendarPeriod, period_id)
    if row is None:
        raise NotFound
    audit.record(session, actor, "calendar.removed", row, kind=row.kind)
    session.delete(row)
    session.flush()


def add_body(
    session: Session, *, actor: Actor, consultation_id: UUID, details: BodyDetails
) -> ConsultedBody:
    """Put a body on the list of those to be asked."""
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    row = ConsultedBody(consultation_id=consultation_id)
    _write_body(row, details)
    session.add(row)
    session.flush()
    audit.record(session, actor, "consultation.body_added", consultation, body=str(row.id))
    return row


def edit_body(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    body_id: UUID,
    details: BodyDetails,
) -> ConsultedBody:
    """Note when a body was invited, chased or replied, at any time."""
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    row = queries.body(session, consultation_id, body_id)
    _write_body(row, details)
    session.flush()
    audit.record(
        session,
        actor,
        "consultation.body_noted",
        consultation,
        body=str(row.id),
        **{
            name: day.isoformat() if day else None
            for name in ("invited_on", "chased_on", "replied_on")
            for day in [getattr(row, name)]
        },
    )
    return row


def _write_body(row: ConsultedBody, details: BodyDetails) -> None:
    for name in ("name", "contact", "because", "required", "outcome"):
        setattr(row, name, getattr(details, name))
    days: dict[str, date | None] = {
        "invited_on": details.invited_on,
        "chased_on": details.chased_on,
        "replied_on": details.replied_on,
    }
    for name, day in days.items():
        setattr(row, name, day)


def remove_body(session: Session, *, actor: Actor, consultation_id: UUID, body_id: UUID) -> None:
    """Take a body off the list, as long as it wasn't invited. Raises ``CannotChange``."""
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    row = queries.body(session, consultation_id, body_id)
    if row.invited_on is not None:
        raise CannotChange(["invited"])
    audit.record(session, actor, "consultation.body_removed", consultation, body=str(row.id))
    session.delete(row)
    session.flush()
