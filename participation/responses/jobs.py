"""Work in the background: throwing away drafts that lasted their time."""

from datetime import timedelta

from participation.extensions import transaction
from participation.jobs.registry import every
from participation.responses import services


@every(timedelta(hours=1), "responses.purge_drafts")
def purge_drafts() -> None:
    """Throw away unfinished answers that nobody came back to. Safe to run twice."""
    with transaction() as session:
        services.purge_drafts(session)
