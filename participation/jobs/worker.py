"""The worker: claims jobs, shows that it lives, runs what repeats, and leaves in good order.

What it writes about its own work isn't forced to disk: after a power cut a job is done again, as
after any other crash, so nothing is lost and nobody's answer waits for it.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from participation.extensions import reading, settings, transaction
from participation.jobs import child, engine, queries, registry, services
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.errors import NotFound, Refusal

log = logging.getLogger(__name__)

BEAT = 2.0
SWEEP = 1.0
CHECK = 5.0
SHOWN = 0.5
"""Progress is written at most this often, in seconds."""
OVERDUE = 60.0
"""A job that goes on for so many seconds after it was told to stop takes its worker with it."""

Say = Callable[[str, str, float], None]


@dataclass
class Held:
    """A job that this worker is running now."""

    claim: services.Claim
    deadline: float
    stop: str | None = None
    last_shown: float = 0.0
    last_step: str = ""


@dataclass
class Worker:
    """Runs jobs inside an app's context; may run several at once, each in a thread."""

    app: Flask
    say: Say | None = None
    name: str = field(
        default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    )
    held: dict[UUID, Held] = field(default_factory=dict)
    leaving: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def run(self, job_id: UUID) -> bool:
        """Claim a job and do it. ``False`` when it isn't there to be claimed."""
        if self.leaving.is_set():
            return False
        with self.app.app_context():
            with transaction(durable=False) as session:
                claim = services.claim(session, job_id, self.name)
            if claim is None:
                return False
            self._do(claim)
        return True

    def _do(self, claim: services.Claim) -> None:
        extra = {"job": str(claim.id)}
        try:
            spec = registry.spec(claim.name)
        except registry.UnknownJob:
            log.error("there is no job %s", claim.name, extra=extra)
            self._failed(claim, "unknown_job", final=True)
            return
        held = Held(claim, time.monotonic() + spec.give_up_after.total_seconds())
        with self._lock:
            self.held[claim.id] = held
        asked = child.stop_asked.set(lambda: self._why_stop(held))
        began = time.monotonic()
        try:
            arguments = dict(claim.arguments)
            if spec.takes_progress:
                arguments["progress"] = self._progress(held)
            spec.work(**arguments)
        except registry.Stopped as stopped:
            self._stopped(held, stopped.code)
        except registry.GiveUp as over:
            self._failed(claim, over.code, final=True)
        except NotFound:
            self._failed(claim, "not_found", final=True)
        except Refusal as refusal:
            self._failed(claim, ",".join(refusal.problems) or type(refusal).__name__, final=True)
        except Exception as error:
            log.exception("job %s failed, try %s", claim.name, claim.attempt, extra=extra)
            self._failed(claim, getattr(error, "code", None) or type(error).__name__)
        else:
            with transaction(durable=False) as session:
                kept = services.finish(session, claim.id, self.name)
            log.info(
                "job %s %s in %.1f s",
                claim.name,
                "done" if kept else "done, though taken over",
                time.monotonic() - began,
                extra=extra,
            )
        finally:
            child.stop_asked.reset(asked)
            with self._lock:
                self.held.pop(claim.id, None)

    def _stopped(self, held: Held, code: str) -> None:
        log.warning("job %s stopped: %s", held.claim.name, code, extra={"job": str(held.claim.id)})
        if code == "leaving":
            with transaction(durable=False) as session:
                services.give_back(session, self.name, [held.claim.id])
        elif code not in {"cancelled", "lost"}:
            self._failed(held.claim, code)

    def _failed(self, claim: services.Claim, problem: str, *, final: bool = False) -> None:
        with transaction(durable=False) as session:
            gave_up = services.fail(session, claim.id, self.name, str(problem), final=final)
        if gave_up:
            self._gave_up(claim)

    def _gave_up(self, claim: services.Claim) -> None:
        log.error("job %s given up", claim.name, extra={"job": str(claim.id)})
        try:
            gave_up = registry.spec(claim.name).gave_up
        except registry.UnknownJob:
            return
        if gave_up is None:
            return
        try:
            gave_up(**claim.arguments)
        except Exception:
            log.exception("after giving up %s", claim.name, extra={"job": str(claim.id)})

    def _why_stop(self, held: Held) -> str | None:
        if held.stop is None and time.monotonic() > held.deadline:
            held.stop = "took_too_long"
        if held.stop is None and self.leaving.is_set():
            held.stop = "leaving"
        return held.stop

    def _progress(self, held: Held) -> registry.Progress:
        def progress(step: str, fraction: float) -> None:
            if why := self._why_stop(held):
                raise registry.Stopped(why)
            now = time.monotonic()
            if step == held.last_step and now < held.last_shown + SHOWN and fraction < 1:
                return
            held.last_step, held.last_shown = step, now
            if self.say:
                self.say(held.claim.name, step, fraction)
            with transaction(durable=False) as session:
                kept = services.report(session, held.claim.id, self.name, step, fraction)
            if not kept:
                raise registry.Stopped("lost")

        return progress

    def beat(self) -> None:
        """Show that this worker lives, and tell jobs that are no longer its own to stop."""
        with self._lock:
            holding = dict(self.held)
        if not holding:
            return
        with self.app.app_context(), transaction(durable=False) as session:
            kept = services.renew(session, self.name, holding.keys())
            others = set(holding) - kept
            ended = dict(
                session.execute(select(Job.id, Job.status).where(Job.id.in_(others))).all()
            )
        for job_id in others:
            holding[job_id].stop = "cancelled" if ended.get(job_id) == "cancelled" else "lost"
        for held in holding.values():
            self._why_stop(held)
        late = time.monotonic() - OVERDUE
        if any(held.deadline < late for held in holding.values()):
            log.critical("a job won't stop: this worker leaves so that others can go on")
            os._exit(70)

    def sweep(self) -> int:
        """Send what waits to the engine; take back what lost its worker. Gives how many."""
        with self.app.app_context():
            if not queries.anything_to_sweep(reading(), clock.now(reading())):
                return 0
            with transaction(durable=False) as session:
                found = services.sweep(session)
            for claim in found.gave_up:
                self._gave_up(claim)
            for job_id in found.send:
                engine.send(settings().jobs_url, job_id)
        return len(found.send)

    def leave(self) -> None:
        """Take no more work, and give back what is still running."""
        self.leaving.set()
        with self._lock:
            holding = list(self.held)
        if holding:
            with self.app.app_context(), transaction(durable=False) as session:
                services.give_back(session, self.name, holding)

    def repeat(self, work: Callable[[], object], gap: float, name: str) -> Thread:
        """Start a thread that does ``work`` every ``gap`` seconds until this worker leaves."""

        def again() -> None:
            while not self.leaving.wait(gap):
                try:
                    with self.app.app_context():
                        work()
                except Exception:
                    log.exception("%s failed, and will be done again", name)

        thread = Thread(target=again, name=name, daemon=True)
        thread.start()
        return thread


def run_worker(app: Flask, *, threads: int = 2, until: Callable[[], bool]) -> None:
    """Work until ``until`` says so: claim, beat, sweep, repeat. Then leave in good order."""
    registry.load_jobs()
    worker = Worker(app)
    with app.app_context():
        url = settings().jobs_url
    consumer = engine.consume(url, worker.run, threads=threads)
    consumer.start()
    worker.repeat(worker.beat, BEAT, "jobs.beat")
    worker.repeat(worker.sweep, SWEEP, "jobs.sweep")
    for repeated in registry.repeated():
        worker.repeat(repeated.work, repeated.gap.total_seconds(), repeated.name)
    log.info("worker ready with %s threads", threads)
    try:
        looked = time.monotonic()
        while not until():
            time.sleep(0.1)
            if time.monotonic() - looked > CHECK:
                consumer.check_worker_health()
                looked = time.monotonic()
    finally:
        worker.leaving.set()
        consumer.stop_flag.set()
        ends = time.monotonic() + 3.0
        while worker.held and time.monotonic() < ends:
            time.sleep(0.05)
        worker.leave()


def run_waiting(app: Flask, say: Say | None = None) -> int:
    """Do every job that waits, here and now, one after another. Gives how many were done."""
    registry.load_jobs()
    worker = Worker(app, say=say)
    beats = worker.repeat(worker.beat, BEAT, "jobs.beat")
    done = 0
    try:
        while (job_id := _next_due(app)) is not None:
            done += worker.run(job_id)
    finally:
        worker.leaving.set()
        beats.join(BEAT)
    return done


def _next_due(app: Flask) -> UUID | None:
    with app.app_context():
        session = reading()
        return session.scalar(
            select(Job.id)
            .where(Job.status == "queued", Job.run_after <= clock.now(session))
            .order_by(Job.run_after, Job.id)
            .limit(1)
        )


__all__ = ["Worker", "run_waiting", "run_worker"]
