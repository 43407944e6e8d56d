"""How Alembic reaches the database: one transaction for the whole upgrade, on both engines.

SQLite's driver is told not to begin or commit by itself, so that a migration that fails half-way
leaves nothing behind. After every change the append-only triggers are put back, because SQLite's
batch changes drop a table's triggers.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Column, Connection

from participation.audit.triggers import ensure_triggers
from participation.kernel.database import WRITE, writers_turn
from participation.kernel.orm import Base, Moment


def _render(kind: str, thing: Any, autogen: Any) -> str | bool:
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def _same_type(
    context_: Any, inspected: Column[Any], metadata: Column[Any], found: Any, wanted: Any
) -> bool | None:
    return False if isinstance(wanted, Moment) else None


def _foreign_keys(connection: Connection, state: str) -> None:
    """Switch SQLite's checks, which stand in the way of rebuilding a table, outside a transaction."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    """Bring the database to the asked revision."""
    engine = current_app.extensions["migrate"].db.engine
    with writers_turn(engine), engine.connect().execution_options(**WRITE) as connection:
        _foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=_render,
            compare_type=_same_type,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            ensure_triggers(connection)
        _foreign_keys(connection, "ON")


run()
