"""How fast the queue is, how soon a killed worker's job runs again, and what sealing costs.

    python benchmarks/jobs.py [--jobs 1000] [--database URL] [--queue URL] [--json PATH]

Enqueue: one transaction for each job, as deeds do. Drain: a worker process with four threads.
Recovery: the worker is killed in mid-job while another stands by. The database is a fresh SQLite
file, unless an empty one is given.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from participation.app import create_app
from participation.audit import queries as audit_queries
from participation.audit import services as audit
from participation.extensions import reading, transaction
from participation.jobs import queries, services
from participation.jobs.child import child_environment, run_in_child
from participation.jobs.models import Job
from participation.jobs.registry import Progress, job
from participation.jobs.worker import run_worker
from participation.kernel.actors import SYSTEM
from participation.server.starting import migrate
from participation.settings import from_environment

THREADS = 4
PATIENCE = 300.0


@job("bench.nothing")
def nothing(number: int) -> None:
    """The least that a job can do."""


@job("bench.long", attempts=20)
def long(seconds: float, progress: Progress) -> None:
    """Say how it goes for some seconds."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        progress("working", 1 - left / seconds)
        time.sleep(0.1)


def start_worker() -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    return subprocess.Popen([sys.executable, __file__, "--work"], env=child_environment())


def until(condition: Any, pause: float = 0.02) -> float:
    """Seconds until ``condition()``."""
    began = time.perf_counter()
    while not condition():
        assert time.perf_counter() - began < PATIENCE, "it took too long"
        time.sleep(pause)
    return time.perf_counter() - began


def left() -> int:
    """How many jobs aren't finished."""
    session = reading()
    session.rollback()
    return (
        session.scalar(
            select(func.count()).select_from(Job).where(Job.status.in_(queries.UNFINISHED))
        )
        or 0
    )


def look(job_id: Any) -> Job:
    """A job as it is now."""
    reading().rollback()
    reading().expire_all()
    return queries.get(reading(), job_id)


def measure(jobs: int, kills: int) -> dict[str, float]:
    """All figures. Run inside the app's context."""
    found: dict[str, float] = {}
    began = time.perf_counter()
    for number in range(jobs):
        with transaction() as session:
            services.enqueue(session, "bench.nothing", number=number)
    found["enqueued_per_s"] = jobs / (time.perf_counter() - began)
    worker = start_worker()
    try:
        until(lambda: left() < jobs)
        start, began = left(), time.perf_counter()
        until(lambda: left() == 0)
        found["drained_per_s"] = start / (time.perf_counter() - began)
        waits = []
        for number in range(20):
            with transaction() as session:
                job_id = services.enqueue(session, "bench.nothing", number=number).id
            waits.append(until(lambda job_id=job_id: look(job_id).status == "done", 0.005))
        found["queued_to_done_median_ms"] = statistics.median(waits) * 1000
    finally:
        worker.terminate()
        worker.wait()
    recoveries = [recovery() for _ in range(kills)]
    found["kill_9_to_running_again_s"] = statistics.median(recoveries)
    found["kill_9_to_running_again_longest_s"] = max(recoveries)
    began = time.perf_counter()
    for _ in range(5):
        run_in_child(os.getpid)
    found["child_start_ms"] = (time.perf_counter() - began) / 5 * 1000
    found |= sealing(jobs)
    return found


def recovery() -> float:
    """Seconds from a ``kill -9`` in mid-job until the job runs again elsewhere."""
    with transaction() as session:
        job_id = services.enqueue(session, "bench.long", seconds=3.0).id
    first = start_worker()
    until(lambda: look(job_id).progress > 0)
    second = start_worker()
    time.sleep(0.5)
    holder = look(job_id).holder
    first.kill()
    first.wait()
    again = until(lambda: look(job_id).status == "running" and look(job_id).holder != holder)
    until(lambda: look(job_id).status == "done")
    second.terminate()
    second.wait()
    return again


def sealing(entries: int) -> dict[str, float]:
    """How fast entries are sealed and the chain is checked."""
    with transaction() as session:
        for number in range(entries):
            audit.record(session, SYSTEM, "bench.done", None, number=number)
    began = time.perf_counter()
    with transaction() as session:
        sealed = audit.seal(session, most=entries)
    took = time.perf_counter() - began
    began = time.perf_counter()
    reading().rollback()
    verdict = audit_queries.verify(reading())
    assert verdict.intact
    return {
        "sealed_per_s": sealed.entries / took,
        "verified_per_s": verdict.sealed / (time.perf_counter() - began),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--database")
    parser.add_argument("--queue")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        run_worker(create_app(from_environment()), threads=THREADS, until=lambda: False)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARTICIPATION_DATA"] = folder
        if options.database:
            os.environ["PARTICIPATION_DATABASE_URL"] = options.database
        if options.queue:
            os.environ["PARTICIPATION_JOBS_URL"] = options.queue
        app = create_app(from_environment())
        migrate(app)
        with app.app_context():
            found = {
                name: round(figure, 2)
                for name, figure in measure(options.jobs, options.kills).items()
            }
    for name, figure in found.items():
        print(f"{name:<36}{figure:>12,.2f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
