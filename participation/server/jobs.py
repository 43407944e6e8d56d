"""What keeps house while the site runs: sealing the record, forgetting work long done."""

from datetime import timedelta

from participation.audit import queries as audit_queries
from participation.audit import services as audit
from participation.audit import witness
from participation.extensions import reading, settings, transaction
from participation.jobs import services as jobs
from participation.jobs.registry import every

BATCH = 1000


@every(timedelta(seconds=1), "audit.seal")
def seal_the_record() -> None:
    """Seal what was recorded since the last time, and note the new head outside the database."""
    if audit_queries.anything_unsealed(reading()):
        _seal(thoroughly=False)


@every(timedelta(minutes=10), "audit.seal_stragglers")
def seal_stragglers() -> None:
    """Seal entries whose transaction took so long that the quick look passes them by."""
    _seal(thoroughly=True)


def _seal(*, thoroughly: bool) -> None:
    more = True
    while more:
        with transaction() as session:
            sealed = audit.seal(session, thoroughly=thoroughly, most=BATCH)
        if sealed.entries and sealed.head:
            witness.note(settings().data, sealed.head)
        more = sealed.entries == BATCH


@every(timedelta(hours=6), "jobs.forget_old")
def forget_old_jobs() -> None:
    """Remove the rows of work that finished a month ago."""
    with transaction() as session:
        jobs.forget_old(session)
