"""Making releases, as work in the background."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from participation.analysis.disclosure import Rules
from participation.extensions import transaction
from participation.jobs.child import ChildFailed, run_in_child
from participation.jobs.registry import Progress, job
from participation.kernel.actors import SYSTEM
from participation.results import services
from participation.results.rules.releasing import make


@job("results.make_release", attempts=3, give_up_after=timedelta(minutes=60))
def make_release(release_id: str, progress: Progress) -> None:
    """Make the figures of a release: read in one transaction, protected in a child process that
    holds none, kept in another. Running it again for one that is made changes nothing."""
    with transaction() as session:
        release = services.get(session, UUID(release_id))
        if release.made_at is not None:
            return
        ledger, earlier, earlier_public = services.ledger_of(session, release)
        rules = Rules(threshold=release.threshold, round_to=release.round_to)
    try:
        made = run_in_child(
            make,
            ledger,
            rules,
            earlier,
            earlier_public,
            timeout=timedelta(minutes=55).total_seconds(),
        )
    except ChildFailed as failure:
        with transaction() as session:
            services.note_failure(session, release_id=UUID(release_id), problem=failure.code)
        raise
    with transaction() as session:
        services.store_release(
            session, actor=SYSTEM, release_id=UUID(release_id), counted=ledger.received, made=made
        )
