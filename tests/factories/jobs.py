"""Jobs for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.jobs.models import Job
from participation.kernel import clock


def make_job(session: Session, **changes: Any) -> Job:
    """A job that waits."""
    now = clock.now(session)
    job = Job(
        **{
            "name": "mail.send",
            "arguments": {},
            "status": "queued",
            "attempts": 0,
            "progress": 0.0,
            "created_at": now,
            "run_after": now,
        }
        | changes
    )
    session.add(job)
    session.flush()
    return job
