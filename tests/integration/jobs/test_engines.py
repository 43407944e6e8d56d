"""Each engine carries ids from the site to a worker, and nothing but ids."""

from __future__ import annotations

import pickle
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from participation.jobs import engine
from tests.unit.test_run_in_child import soon


@pytest.fixture
def queue_url(database_kind: str, database_url: str, tmp_path: Path) -> str:
    """A queue of each kind, said as a setting would say it."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    return database_url.replace("postgresql+psycopg://", "postgresql://")


def test_what_is_sent_reaches_the_worker(queue_url: str):
    sent = [uuid4() for _ in range(20)]
    seen: list[UUID] = []
    consumer = engine.consume(queue_url, seen.append, threads=2)
    for job_id in sent[:10]:
        engine.send(queue_url, job_id)
    consumer.start()
    try:
        assert soon(lambda: len(seen) == 10)
        for job_id in sent[10:]:
            engine.send(queue_url, job_id)
        assert soon(lambda: len(seen) == 20)
    finally:
        consumer.stop(graceful=True)
        engine.open_queue(queue_url).storage.close()
        engine.open_queue.cache_clear()

    assert sorted(seen) == sorted(sent)


def test_a_message_that_would_run_code_runs_nothing(tmp_path: Path):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "touched",))

    with pytest.raises(ValueError):  # noqa: PT011
        engine._Plain().deserialize(pickle.dumps(Evil()))

    assert not (tmp_path / "touched").exists()


def test_an_unknown_kind_of_queue_is_refused():
    with pytest.raises(ValueError, match="PARTICIPATION_JOBS_URL"):
        engine.open_queue("amqp://here")
