"""Taking a row away with every row of any room that hangs from it.

What hangs from a row is known from the tables' own foreign keys, so that a room that is built
later is wiped along without being told. Only what never counted may be wiped: trials.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, or_, select
from sqlalchemy.orm import Session

from participation.kernel.orm import Base

AT_ONCE = 500
"""How many keys one statement names: databases have limits."""


def wipe(session: Session, table: Table, ids: Iterable[UUID]) -> dict[str, int]:
    """Delete these rows and all that hangs from them. Gives how many of each table.

    A row hangs from another when it couldn't stand without it: its foreign key may not be empty.
    One whose key may be empty is set free instead.
    """
    session.flush()
    doomed: dict[Table, list[tuple[Any, ...]]] = {table: [(one,) for one in ids]}
    if not doomed[table]:
        return {}
    for one in Base.metadata.sorted_tables:
        if one is table:
            continue
        found: set[tuple[Any, ...]] = set()
        for column in one.columns:
            for key in column.foreign_keys:
                keys = [row[0] for row in doomed.get(key.column.table, ())]
                if column.nullable:
                    continue
                for some in _some(keys):
                    found.update(
                        tuple(row)
                        for row in session.execute(
                            select(*one.primary_key.columns).where(column.in_(some))
                        )
                    )
        if found:
            doomed[one] = sorted(found, key=str)
    gone: dict[str, int] = {}
    for one in reversed(Base.metadata.sorted_tables):
        if one in doomed:
            _free(session, one, [row[0] for row in doomed[one]])
            gone[one.name] = _delete(session, one, doomed[one])
    session.expire_all()
    return gone


def _free(session: Session, table: Table, keys: list[Any]) -> None:
    """Empty what points at these rows and may be empty."""
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            if not column.nullable:
                continue
            if any(key.column.table is table for key in column.foreign_keys):
                for some in _some(keys):
                    session.execute(
                        other.update().where(column.in_(some)).values({column.name: None})
                    )


def _delete(session: Session, table: Table, rows: list[tuple[Any, ...]]) -> int:
    columns = list(table.primary_key.columns)
    for some in _some(rows):
        if len(columns) == 1:
            session.execute(delete(table).where(columns[0].in_([row[0] for row in some])))
            continue
        session.execute(delete(table).where(or_(*(_is(columns, row) for row in some))))
    return len(rows)


def _is(columns: list[Any], row: tuple[Any, ...]) -> Any:
    first, *rest = (column == value for column, value in zip(columns, row, strict=True))
    for one in rest:
        first = first & one
    return first


def _some(rows: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
