"""Reading for the staff's own pages: pages of jobs, of the record, of letters, of teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from participation.accounts import queries as accounts
from participation.audit import queries as audit
from participation.audit.models import AuditEntry, AuditSeal
from participation.consultations.models import Consultation
from participation.jobs.models import Job
from participation.kernel.actors import Actor, Permission
from participation.mail.models import OutboxMessage

PAGE = 25
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    page: int
    pages: int
    total: int


def _page(session: Session, wanted: Select[Any], page: int, order: Sequence[Any]) -> Page[Any]:
    counted = select(func.count()).select_from(wanted.order_by(None).subquery())
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = session.execute(wanted.order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    rows = found.all() if len(wanted.column_descriptions) > 1 else found.scalars().all()
    return Page(rows, page, pages, total)


def jobs(session: Session, *, status: str | None, page: int) -> Page[Job]:
    """The newest work first."""
    wanted = select(Job)
    if status:
        wanted = wanted.where(Job.status == status)
    return _page(session, wanted, page, (Job.created_at.desc(), Job.id))


def letters(session: Session, *, page: int) -> Page[OutboxMessage]:
    """Letters to staff, the newest first. Letters to residents are never among them."""
    wanted = select(OutboxMessage).where(OutboxMessage.for_staff)
    return _page(session, wanted, page, (OutboxMessage.created_at.desc(), OutboxMessage.id))


@dataclass(frozen=True)
class Deed:
    """A line of the record, with the name of who did it where they have one still."""

    entry: AuditEntry
    seq: int | None
    who: str | None
    whom: str | None


def record(
    session: Session,
    *,
    deed: str | None,
    actor_id: UUID | None,
    object_id: UUID | None,
    page: int,
) -> Page[Deed]:
    """The newest deeds first."""
    wanted = select(AuditEntry.id)
    if deed:
        wanted = wanted.where(AuditEntry.deed == deed)
    if actor_id:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    if object_id:
        wanted = wanted.where(AuditEntry.object_id == object_id)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = audit.recent(
        session,
        object_id=object_id,
        actor_id=actor_id,
        deed=deed or None,
        offset=(page - 1) * PAGE,
        limit=PAGE,
    )
    people = {entry.actor_id for entry, _ in found} | {
        entry.object_id for entry, _ in found if entry.object_kind == "staff"
    }
    names = accounts.names_of(session, (person for person in people if person is not None))
    rows = [
        Deed(
            entry=entry,
            seq=seq,
            who=names.get(entry.actor_id) if entry.actor_id else None,
            whom=names.get(entry.object_id) if entry.object_id else None,
        )
        for entry, seq in found
    ]
    return Page(rows, page, pages, total)


def deeds(session: Session) -> Sequence[str]:
    """Every kind of deed on record."""
    return session.scalars(select(AuditEntry.deed).distinct().order_by(AuditEntry.deed)).all()


def sealed(session: Session) -> int:
    """How many deeds are in the chain."""
    return session.scalar(select(func.max(AuditSeal.seq))) or 0


def teams(session: Session, actor: Actor, *, page: int) -> Page[Consultation]:
    """Consultations whose team this actor may change, the newest first."""
    wanted = select(Consultation).where(Consultation.trial_of_id.is_(None))
    own = actor.teams_with(Permission.TEAM_MANAGE)
    if own is not None:
        wanted = wanted.where(Consultation.id.in_(own))
    return _page(session, wanted, page, (Consultation.created_at.desc(), Consultation.id))


def titles(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Titles of consultations by id."""
    found = session.execute(
        select(Consultation.id, Consultation.title).where(Consultation.id.in_(ids))
    )
    return {row.id: row.title for row in found}
