"""What tests on a database may ask for besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

Counting = Callable[[], AbstractContextManager[list[str]]]
HOUSEKEEPING = ("PRAGMA", "BEGIN", "SET TRANSACTION", "SAVEPOINT", "ROLLBACK", "SELECT STRFTIME")


@pytest.fixture
def count_queries(app: Flask) -> Counting:
    """Gather what the site asks its database inside a block, without housekeeping."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.lstrip().upper().startswith(HOUSEKEEPING):
                seen.append(statement)

        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
