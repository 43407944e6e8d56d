"""Deeds of the staff's own pages."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.jobs import queries as job_queries
from participation.jobs import services as jobs
from participation.jobs.models import Job
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.mail import queries as mail
from participation.mail.rules import Letter

AGAIN = ("failed", "cancelled")


class CannotRetry(Refusal):
    """The work hasn't failed, so it isn't done again."""


def retry_job(session: Session, *, actor: Actor, job_id: UUID) -> Job:
    """Queue failed work again, as a new job. Raises ``CannotRetry``."""
    actor.require(Permission.JOB_READ)
    job = job_queries.get(session, job_id)
    if job.status not in AGAIN:
        raise CannotRetry((job.status,))
    again = jobs.retry(session, job_id)
    session.flush()
    audit.record(session, actor, "job.retried", again, name=job.name, of=str(job.id))
    return again


def read_letter(session: Session, *, actor: Actor, message_id: UUID) -> Letter | None:
    """A letter to staff, on the record that it was read. ``None`` once its words are erased."""
    actor.require(Permission.STAFF_MANAGE)
    message = mail.get(session, message_id)
    if not message.for_staff:
        raise NotFound("outbox_message")
    letter = mail.read_payload(message, session.info["keys"].fields)
    audit.record(session, actor, "letter.read", message, kind=message.kind, kept=letter is not None)
    return letter
