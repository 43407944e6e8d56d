"""Work that the clock sets off."""

from __future__ import annotations

from datetime import timedelta

from participation.consultations import queries, services
from participation.extensions import reading, transaction
from participation.jobs.registry import every
from participation.kernel import clock
from participation.kernel.actors import SYSTEM


@every(timedelta(seconds=30), "consultations.close_due")
def close_due() -> None:
    """Set off what follows closing, for those whose last day has passed."""
    session = reading()
    session.rollback()  # see what others have kept since this worker last looked
    due = queries.due_to_close(session, clock.now(session))
    session.rollback()
    if due:
        with transaction() as writing:
            services.close_due(writing, actor=SYSTEM)
