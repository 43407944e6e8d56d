"""How each engine is driven: durable, one writer at a time on SQLite, readers that can't write.

SQLite runs in WAL with ``synchronous=FULL`` (NORMAL loses acknowledged rows at a power cut) and
``BEGIN IMMEDIATE`` for writes, behind a file lock that makes the queue of writers fair.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

WRITE = {"access": "write"}
FLEETING = {"access": "write", "durable": False}
_writing: ContextVar[bool] = ContextVar("participation_writing", default=False)


def prepare(engine: Engine) -> None:
    """Set up an engine's connections. Call once for each engine, before it is used."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    else:
        event.listen(engine, "begin", _on_postgres_begin)


def _on_sqlite_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=15000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("access") == "write":
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        level = "FULL" if options.get("durable", True) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _on_postgres_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("access") != "write":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif not options.get("durable", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


@contextmanager
def writers_turn(engine: Engine) -> Iterator[None]:
    """Wait for this writer's turn (SQLite: a blocking file lock, first come, first served)."""
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    descriptor = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def writing(engine: Engine, *, durable: bool = True) -> Iterator[Session]:
    """One transaction that may write: all of it is kept, or none.

    Without ``durable`` a power cut may undo it: for notes that may be lost, such as how far a
    job has got. It doesn't wait for the disk, and never weakens a durable one beside it.

    What was handed to :func:`after_commit` runs once it is kept; a failure there is logged and
    never undoes or hides what was kept.
    """
    if _writing.get():
        raise RuntimeError("a deed has one transaction: this one is inside another")
    with Session(engine, expire_on_commit=False) as session:
        token = _writing.set(True)
        try:
            with writers_turn(engine):
                try:
                    session.connection(execution_options=WRITE if durable else FLEETING)
                    yield session
                    session.commit()
                except BaseException:
                    session.rollback()
                    raise
        finally:
            _writing.reset(token)
        for task in session.info.pop("after_commit", []):
            try:
                task()
            except Exception:
                log.exception("after a commit, %s failed", getattr(task, "__name__", "a task"))


def after_commit(session: Session, task: Callable[[], object]) -> None:
    """Run ``task`` when the session's transaction has been kept, and never otherwise."""
    session.info.setdefault("after_commit", []).append(task)
