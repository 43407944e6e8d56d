"""Reading the queue: how a piece of work is getting on, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.errors import NotFound

UNFINISHED = ("queued", "running")
FINISHED = ("done", "failed", "cancelled")


def get(session: Session, job_id: UUID) -> Job:
    """The job of that id. Raises :class:`NotFound`."""
    found = session.get(Job, job_id)
    if found is None:
        raise NotFound("job")
    return found


def latest(session: Session, subject: str | UUID) -> Job | None:
    """The newest job about a subject, such as a run's id."""
    return session.scalars(
        select(Job)
        .where(Job.subject == str(subject))
        .order_by(Job.created_at.desc(), Job.id)
        .limit(1)
    ).first()


def recent(session: Session, *, status: str | None = None, limit: int = 100) -> Sequence[Job]:
    """The newest jobs first, of one status if it is given."""
    wanted = select(Job).order_by(Job.created_at.desc(), Job.id).limit(limit)
    if status is not None:
        wanted = wanted.where(Job.status == status)
    return session.scalars(wanted).all()


def counts(session: Session) -> dict[str, int]:
    """How many jobs there are of each status."""
    rows = session.execute(select(Job.status, func.count()).group_by(Job.status))
    return dict(rows.all())


def longest_wait(session: Session) -> timedelta:
    """How long the work that should have begun first has been waiting. Nothing waits: zero."""
    first: datetime | None = session.scalar(
        select(func.min(Job.run_after)).where(Job.status == "queued")
    )
    if first is None:
        return timedelta(0)
    return max(timedelta(0), clock.now(session) - first)


def anything_to_sweep(session: Session, now: datetime) -> bool:
    """Whether some job should be sent to the engine, or has lost its worker."""
    due = (Job.status == "queued") & (Job.run_after <= now)
    over = Job.leased_until.is_(None) | (Job.leased_until < now)
    lost = (Job.status == "running") & (Job.leased_until < now)
    return session.scalar(select(Job.id).where((due & over) | lost).limit(1)) is not None
