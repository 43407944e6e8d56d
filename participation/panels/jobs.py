"""Work in the background: the sums of a draw."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from participation.extensions import transaction
from participation.jobs.child import run_in_child
from participation.jobs.registry import job
from participation.panels import drawing, queries, services


@job("panels.draw", attempts=3, give_up_after=timedelta(minutes=30))
def draw(run_id: str) -> None:
    """Make a draw's tickets in a child process. Run again for one that is done, it does nothing."""
    with transaction() as session:
        run = queries.run_for_change(session, UUID(run_id))
        if run.status not in {"queued", "running"}:
            return
        run.status = "running"
        pool = [(id_, home, values) for id_, home, values in services.unpack(run.pool)]
        quotas, size, method, seed = list(run.quotas), run.size, run.method, run.seed
    found = run_in_child(
        drawing.draw,
        pool,
        quotas,
        size,
        method=method,
        seed=seed,
        timeout=timedelta(minutes=25).total_seconds(),
    )
    with transaction() as session:
        services.store_draw(session, run_id=UUID(run_id), found=found)
