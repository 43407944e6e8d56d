"""The queue: rows that are the truth, claims that only one worker gets, tries that end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from participation.extensions import reading, transaction
from participation.jobs import engine, queries, services
from participation.jobs.models import Job
from participation.jobs.registry import Stopped
from participation.jobs.worker import Worker, run_waiting
from participation.kernel import clock
from tests.support import chores


def put(app: Flask, name: str, **arguments: Any) -> UUID:
    with app.app_context(), transaction() as session:
        return services.enqueue(session, name, subject=f"test:{name}", **arguments).id


def look(app: Flask, job_id: UUID) -> Job:
    with app.app_context():
        job = queries.get(reading(), job_id)
        reading().expunge(job)
        return job


def later(app: Flask, gap: timedelta) -> Any:
    with app.app_context():
        return clock.fixed_at(clock.now(reading()) + gap)


def test_a_job_is_done_once_with_its_arguments(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.note", folder=str(tmp_path), words="croeso")
    worker = Worker(app)

    assert worker.run(job_id)
    assert not worker.run(job_id)

    job = look(app, job_id)
    assert (job.status, job.progress, job.attempts) == ("done", 1.0, 1)
    assert job.finished_at
    assert chores.diary(tmp_path) == ["croeso"]


def test_a_job_is_kept_or_lost_with_the_deed_that_queued_it(app: Flask):
    def deed() -> None:
        with transaction() as session:
            services.enqueue(session, "chores.note", folder="", words="")
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        deed()

    with app.app_context():
        assert queries.recent(reading()) == []


def test_only_one_of_many_workers_gets_a_job(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.note", folder=str(tmp_path), words="once")
    workers = [Thread(target=Worker(app).run, args=(job_id,)) for _ in range(6)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()

    assert chores.diary(tmp_path) == ["once"]
    assert look(app, job_id).attempts == 1


def test_a_later_job_waits_for_its_time(app: Flask, tmp_path: Path):
    with app.app_context(), transaction() as session:
        tomorrow = clock.now(session) + timedelta(days=1)
        job = services.enqueue(
            session, "chores.note", run_after=tomorrow, folder=str(tmp_path), words="late"
        )

    assert run_waiting(app) == 0
    with later(app, timedelta(days=1, seconds=1)):
        assert run_waiting(app) == 1
    assert look(app, job.id).status == "done"


def test_a_failure_is_tried_again_after_a_wait_that_doubles(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.fails", folder=str(tmp_path), words="gave up")
    worker = Worker(app)

    worker.run(job_id)
    first = look(app, job_id)
    assert (first.status, first.attempts, first.problem) == ("queued", 1, "ZeroDivisionError")
    assert not worker.run(job_id)
    with later(app, timedelta(seconds=75)):
        worker.run(job_id)
        second = look(app, job_id)
        with app.app_context():
            wait = second.run_after - clock.now(reading())
    assert timedelta(seconds=90) < wait < timedelta(seconds=150)
    assert chores.diary(tmp_path) == []


def test_work_that_always_fails_is_given_up_and_says_so_once(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.fails", folder=str(tmp_path), words="gave up")
    worker = Worker(app)
    for days in range(5):
        with later(app, timedelta(days=days)):
            worker.run(job_id)

    job = look(app, job_id)
    assert (job.status, job.attempts) == ("failed", 3)
    assert chores.diary(tmp_path) == ["gave up"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("chores.gives_up", "no_use"),
        ("chores.refused", "too_early,no_questions"),
        ("chores.nobody_declared", "unknown_job"),
    ],
)
def test_what_trying_again_will_not_help_fails_at_once(app: Flask, name: str, problem: str):
    job_id = put(app, name)

    Worker(app).run(job_id)

    job = look(app, job_id)
    assert (job.status, job.attempts, job.problem) == ("failed", 1, problem)


def test_a_try_that_takes_too_long_is_stopped(app: Flask):
    job_id = put(app, "chores.short_time")

    Worker(app).run(job_id)

    job = look(app, job_id)
    assert (job.status, job.problem) == ("failed", "took_too_long")
    assert 0 < job.progress < 1


def test_a_cancelled_job_stops_soon(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.long", folder=str(tmp_path), seconds=30)
    worker = Worker(app)
    thread = Thread(target=worker.run, args=(job_id,))
    thread.start()
    while not chores.diary(tmp_path):
        thread.join(0.05)
    with app.app_context(), transaction() as session:
        services.cancel(session, job_id)
    worker.beat()
    thread.join(10)

    assert not thread.is_alive()
    assert look(app, job_id).status == "cancelled"
    assert len(chores.diary(tmp_path)) == 1


def test_a_worker_that_leaves_gives_its_job_back_uncounted(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.long", folder=str(tmp_path), seconds=30)
    worker = Worker(app)
    thread = Thread(target=worker.run, args=(job_id,))
    thread.start()
    while not chores.diary(tmp_path):
        thread.join(0.05)
    worker.leave()
    thread.join(10)

    job = look(app, job_id)
    assert (job.status, job.attempts, job.holder) == ("queued", 0, None)


def test_a_dead_workers_job_is_queued_again_and_its_late_result_is_not_taken(app: Flask):
    job_id = put(app, "chores.note", folder="", words="")
    with app.app_context(), transaction() as session:
        assert services.claim(session, job_id, "dead")
    with later(app, services.LEASE + timedelta(seconds=1)), app.app_context():
        with transaction() as session:
            found = services.sweep(session)
        assert found.send == (job_id,)
        with transaction() as session:
            assert services.claim(session, job_id, "living")
            assert not services.finish(session, job_id, "dead")
            assert services.renew(session, "dead", [job_id]) == set()
            assert services.finish(session, job_id, "living")
    assert look(app, job_id).attempts == 2


def test_work_that_kills_its_worker_each_time_is_given_up(app: Flask, tmp_path: Path):
    job_id = put(app, "chores.fails", folder=str(tmp_path), words="poison")
    worker = Worker(app)
    app.config["PARTICIPATION"] = replace(
        app.config["PARTICIPATION"], jobs_url=f"sqlite:///{tmp_path / 'poison.sqlite3'}"
    )
    for minute in range(1, 8):
        with later(app, timedelta(minutes=minute)):
            worker.sweep()
            with app.app_context(), transaction() as session:
                services.claim(session, job_id, "killed")

    job = look(app, job_id)
    assert (job.status, job.attempts, job.problem) == ("failed", 3, "worker_died")
    assert chores.diary(tmp_path) == ["poison"]


def test_what_was_sent_is_not_sent_again_until_it_is_overdue(app: Flask):
    job_id = put(app, "chores.note", folder="", words="")
    with app.app_context():
        with transaction() as session:
            assert services.sweep(session).send == (job_id,)
        assert not queries.anything_to_sweep(reading(), clock.now(reading()))
        reading().rollback()
        with later(app, services.CARRIED + timedelta(seconds=1)), transaction() as session:
            assert services.sweep(session).send == (job_id,)


def test_the_engine_is_told_after_the_commit_and_carries_only_an_id(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path / 'engine.sqlite3'}"
    site = app.config["PARTICIPATION"]
    app.config["PARTICIPATION"] = replace(site, testing=False, jobs_url=url)
    with app.app_context():
        with transaction() as session:
            job = services.enqueue(session, "chores.note", words="a secret", folder="")
            assert engine.open_queue(url).pending_count() == 0
        assert engine.open_queue(url).pending_count() == 1
    (carried,) = engine.open_queue(url).pending()
    assert carried.args == (str(job.id),)
    assert b"secret" not in (tmp_path / "engine.sqlite3").read_bytes()


def test_an_engine_that_is_down_loses_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch):
    def down(url: str, job_id: UUID) -> None:
        raise OSError("no engine")

    monkeypatch.setattr(engine, "send", down)
    app.config["PARTICIPATION"] = replace(app.config["PARTICIPATION"], testing=False)
    job_id = put(app, "chores.note", folder="/nowhere", words="")

    assert look(app, job_id).status == "queued"
    with later(app, timedelta(minutes=1)), app.app_context(), transaction() as session:
        assert services.sweep(session).send == (job_id,)


def test_the_newest_job_about_a_subject_is_found(app: Flask, tmp_path: Path):
    first = put(app, "chores.note", folder=str(tmp_path), words="1")
    with later(app, timedelta(seconds=5)):
        second = put(app, "chores.note", folder=str(tmp_path), words="2")
    with app.app_context():
        found = queries.latest(reading(), "test:chores.note")
        assert found
        assert found.id == second != first
        assert queries.latest(reading(), "test:other") is None
        assert queries.counts(reading()) == {"queued": 2}


def test_progress_stops_a_job_that_lost_its_lease(app: Flask):
    job_id = put(app, "chores.long", folder="", seconds=0)
    worker = Worker(app)
    with app.app_context():
        with transaction() as session:
            claim = services.claim(session, job_id, "somebody else")
        assert claim
        from participation.jobs.worker import Held

        with pytest.raises(Stopped, match="lost"):
            worker._progress(Held(claim, deadline=float("inf")))("working", 0.5)
