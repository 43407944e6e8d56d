"""The engine that carries a job's id to a worker: huey, on SQLite, PostgreSQL or Redis.

Nothing is lost if it loses everything: the rows are the truth, and what waits is sent again. So
it needn't be durable, and its messages are plain JSON of an id, never a pickle.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message

log = logging.getLogger(__name__)

_QUEUE = "participation"

Runner = Callable[[UUID], object]
_runner: list[Runner] = []


class _Plain:
    """Says a message as JSON, so that whoever can write to the queue can't run code by it."""

    def serialize(self, message: Any) -> bytes:
        (job_id,) = message.args
        return json.dumps({"id": message.id, "name": message.name, "job": job_id}).encode()

    def deserialize(self, data: bytes) -> Any:
        said = json.loads(data)
        return Message(
            id=str(said["id"]),
            name=str(said["name"]),
            retries=0,
            retry_delay=0,
            args=(str(UUID(said["job"])),),
            kwargs={},
        )


def _storage(url: str) -> tuple[type[Huey], dict[str, Any]]:
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        path = Path(rest.removeprefix("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey, {"filename": str(path), "fsync": False, "timeout": 15}
    if scheme.split("+")[0] in {"postgresql", "postgres"}:
        return PostgresHuey, {"dsn": f"postgresql://{rest}", "table_prefix": "queue"}
    if scheme in {"redis", "rediss", "unix"}:
        return RedisHuey, {"url": url}
    raise ValueError("PARTICIPATION_JOBS_URL starts with sqlite:///, postgresql:// or redis://")


@lru_cache(maxsize=8)
def open_queue(url: str) -> Huey:
    """The queue at an address, opened once in each process. Raises ``ValueError``."""
    kind, options = _storage(url)
    queue = kind(name=_QUEUE, results=False, serializer=_Plain(), **options)
    task = queue.task(name="carry")(_carry)
    queue.participation_task = task
    return queue


def _carry(job_id: str) -> None:
    if not _runner:
        raise RuntimeError("nobody runs jobs in this process")
    _runner[0](UUID(job_id))


def send(url: str, job_id: UUID) -> None:
    """Hand a job's id to the engine."""
    queue = open_queue(url)
    queue.enqueue(queue.participation_task.s(str(job_id)))


def consume(url: str, runner: Runner, *, threads: int) -> Any:
    """A consumer, not yet started, that will call ``runner`` with each id."""
    _runner[:] = [runner]
    consumer = cast("Any", open_queue(url)).create_consumer(
        workers=threads, worker_type="thread", periodic=False, initial_delay=0.05, max_delay=0.5
    )
    consumer._set_signal_handlers = lambda: None
    return consumer
