"""Deeds on the queue. The row is the truth: an engine only carries its id to a worker.

``queued`` rows use ``leased_until`` as the moment by which the engine should have brought them to
a worker; ``running`` rows as the moment by which the worker should have shown that it lives.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import uniform
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.jobs import engine, queries, registry
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.database import after_commit

LEASE = timedelta(seconds=6)
"""A worker that hasn't shown that it lives for this long is taken for dead."""
CARRIED = timedelta(seconds=20)
"""How long the engine may take before a job is sent again; twins are harmless."""
MOST_AT_ONCE = 200


def enqueue(
    session: Session,
    name: str,
    *,
    subject: str | UUID | None = None,
    run_after: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Queue the job ``name`` in the caller's transaction; it is sent once that is kept.

    ``arguments`` are what JSON can say. ``subject`` is an id to look it up by. With
    ``run_after`` it waits until then.
    """
    now = clock.now(session)
    url = session.info.get("jobs_url")
    send_now = bool(url) and (run_after is None or run_after <= now)
    job = Job(
        name=name,
        arguments=arguments,
        subject=None if subject is None else str(subject),
        status="queued",
        attempts=0,
        progress=0.0,
        created_at=now,
        run_after=max(now, run_after) if run_after else now,
        leased_until=now + CARRIED if send_now else None,
    )
    session.add(job)
    if send_now:
        after_commit(session, partial(engine.send, str(url), job.id))
    return job


@dataclass(frozen=True)
class Claim:
    """A job as the worker that holds it knows it."""

    id: UUID
    name: str
    arguments: dict[str, Any]
    attempt: int


def claim(session: Session, job_id: UUID, holder: str) -> Claim | None:
    """Take a waiting job for one worker. ``None`` when another has it, or it isn't due."""
    now = clock.now(session)
    row = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.status == "queued", Job.run_after <= now)
        .values(
            status="running",
            holder=holder,
            leased_until=now + LEASE,
            attempts=Job.attempts + 1,
            started_at=now,
            problem=None,
        )
        .returning(Job.id, Job.name, Job.arguments, Job.attempts)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else Claim(*row)


def renew(session: Session, holder: str, job_ids: Collection[UUID]) -> set[UUID]:
    """Show that a worker lives. Gives the jobs that are still its own."""
    kept = session.scalars(
        update(Job)
        .where(Job.id.in_(job_ids), Job.holder == holder, Job.status == "running")
        .values(leased_until=clock.now(session) + LEASE)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return set(kept)


def report(session: Session, job_id: UUID, holder: str, step: str, fraction: float) -> bool:
    """Write how far a job has got. ``False`` when it is no longer the worker's."""
    return _if_held(
        session, job_id, holder, step=step[:80], progress=min(1.0, max(0.0, float(fraction)))
    )


def finish(session: Session, job_id: UUID, holder: str) -> bool:
    """Mark a job as done. ``False`` when it is no longer the worker's."""
    return _if_held(
        session,
        job_id,
        holder,
        status="done",
        progress=1.0,
        leased_until=None,
        finished_at=clock.now(session),
    )


def fail(session: Session, job_id: UUID, holder: str, problem: str, *, final: bool = False) -> bool:
    """Note that a try failed; wait and try again, or give up. Gives whether it gave up."""
    job = session.scalars(
        select(Job).where(Job.id == job_id, Job.holder == holder, Job.status == "running")
    ).first()
    if job is None:
        return False
    return _try_again_or_give_up(job, problem, clock.now(session), final=final)


def _try_again_or_give_up(job: Job, problem: str, now: datetime, *, final: bool = False) -> bool:
    try:
        spec = registry.spec(job.name)
    except registry.UnknownJob:
        final = True
    job.problem = problem[:200]
    job.holder = None
    job.leased_until = None
    if final or job.attempts >= spec.attempts:
        job.status = "failed"
        job.finished_at = now
        return True
    job.status = "queued"
    job.run_after = now + spec.wait_before(job.attempts) * uniform(0.8, 1.2)  # noqa: S311
    return False


def give_back(session: Session, holder: str, job_ids: Collection[UUID] | None = None) -> None:
    """Return a leaving worker's jobs to the queue; the broken-off try isn't counted."""
    theirs = update(Job).where(Job.holder == holder, Job.status == "running")
    if job_ids is not None:
        theirs = theirs.where(Job.id.in_(job_ids))
    session.execute(
        theirs.values(
            status="queued",
            holder=None,
            leased_until=None,
            attempts=Job.attempts - 1,
            run_after=clock.now(session),
        ).execution_options(synchronize_session=False)
    )


@dataclass(frozen=True)
class Sweep:
    """What a sweep found: jobs to send to the engine, and jobs given up for good."""

    send: tuple[UUID, ...]
    gave_up: tuple[Claim, ...]


def sweep(session: Session) -> Sweep:
    """Queue again what has lost its worker, and choose what to send to the engine.

    A job whose worker died counts as a try, so that one which kills its worker each time stops.
    """
    now = clock.now(session)
    lost = session.scalars(
        select(Job)
        .where(Job.status == "running", Job.leased_until < now)
        .order_by(Job.run_after)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    gave_up = []
    for job in lost:
        if _try_again_or_give_up(job, "worker_died", now):
            gave_up.append(Claim(job.id, job.name, job.arguments, job.attempts))
        else:
            job.run_after = now
    session.flush()
    due = session.scalars(
        select(Job)
        .where(
            Job.status == "queued",
            Job.run_after <= now,
            Job.leased_until.is_(None) | (Job.leased_until < now),
        )
        .order_by(Job.run_after, Job.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for job in due:
        job.leased_until = now + CARRIED
    return Sweep(tuple(job.id for job in due), tuple(gave_up))


def cancel(session: Session, job_id: UUID) -> None:
    """Cancel a job that waits or runs; its worker stops it within seconds."""
    job = queries.get(session, job_id)
    if job.status in queries.UNFINISHED:
        job.status = "cancelled"
        job.finished_at = clock.now(session)
        job.leased_until = None


def retry(session: Session, job_id: UUID) -> Job:
    """Queue a failed or cancelled job's work afresh, as a new job."""
    job = queries.get(session, job_id)
    return enqueue(session, job.name, subject=job.subject, **job.arguments)


def forget_old(session: Session, older_than: timedelta = timedelta(days=30)) -> None:
    """Remove the rows of work that finished long ago."""
    session.execute(
        delete(Job)
        .where(Job.status.in_(queries.FINISHED), Job.finished_at < clock.now(session) - older_than)
        .execution_options(synchronize_session=False)
    )


def _if_held(session: Session, job_id: UUID, holder: str, **values: object) -> bool:
    changed = session.scalars(
        update(Job)
        .where(Job.id == job_id, Job.holder == holder, Job.status == "running")
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
