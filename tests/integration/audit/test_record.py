"""The record: only added to, sealed into a chain, and any tampering found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from participation.audit import queries, services, witness
from participation.audit.models import AuditEntry, AuditSeal
from participation.extensions import db, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor
from participation.server import jobs as housekeeping

DEEDS = 7
OTHER = "00000000000000000000000000000001"
AT_FOUR = "SELECT entry_id FROM audit_seal WHERE seq = 4"


@pytest.fixture
def recorded(app: Flask) -> Flask:
    """A site with some deeds, sealed."""
    with app.app_context():
        for number in range(DEEDS):
            do_deed(number)
        housekeeping.seal_the_record()
    return app


def do_deed(number: int = 0) -> None:
    actor = SYSTEM if number % 2 else Actor(kind="staff", id=uuid4())
    with transaction() as session:
        entry = AuditEntry(id=uuid4())
        services.record(session, actor, "test.done", entry, number=number, place="Tŷ’r Dref")


def tamper(app: Flask, change: Callable[[Connection], object]) -> None:
    """Do what somebody with the database's own password might."""
    with app.app_context(), db.engine.execution_options(access="write").connect() as connection:
        remove_triggers(connection)
        if connection.dialect.name == "sqlite":
            connection.rollback()
            raw = connection.connection.driver_connection
            assert raw
            raw.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        change(connection)
        connection.commit()


def remove_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for table in ("audit_entry", "audit_seal"):
            connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
    else:
        for table in ("audit_entry", "audit_seal"):
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
    connection.commit()


def faults(app: Flask, *, noted: bool = False) -> list[tuple[int, str]]:
    with app.app_context():
        known = witness.noted(app.config["PARTICIPATION"].data) if noted else None
        return [(fault.seq, fault.code) for fault in queries.verify(reading(), known).faults]


def entry_at(connection: Connection, seq: int) -> object:
    return connection.execute(
        select(AuditSeal.__table__.c.entry_id).where(AuditSeal.__table__.c.seq == seq)
    ).scalar_one()


def test_sealed_in_order_and_intact(recorded: Flask):
    with recorded.app_context():
        verdict = queries.verify(reading())
        numbers = reading().scalars(select(AuditEntry).join(AuditSeal).order_by(AuditSeal.seq))
        assert [entry.detail["number"] for entry in numbers] == list(range(DEEDS))
    assert verdict.intact
    assert (verdict.sealed, verdict.unsealed) == (DEEDS, 0)
    assert verdict.head
    assert verdict.head.seq == DEEDS


def test_sealing_goes_on_from_the_last_link(recorded: Flask):
    with recorded.app_context():
        do_deed(99)
        assert queries.verify(reading()).unsealed == 1
        reading().rollback()
        housekeeping.seal_the_record()
        housekeeping.seal_the_record()
        verdict = queries.verify(reading())
    assert (verdict.sealed, verdict.unsealed, verdict.intact) == (DEEDS + 1, 0, True)


def test_a_straggler_is_sealed_by_the_thorough_look(recorded: Flask):
    with recorded.app_context():
        with transaction() as session:
            long_ago = clock.now(session) - timedelta(hours=1)
            session.add(
                AuditEntry(
                    at=long_ago,
                    actor_kind="system",
                    deed="test.late",
                    object_kind="site",
                    detail={},
                )
            )
        housekeeping.seal_the_record()
        assert queries.verify(reading()).unsealed == 1
        reading().rollback()
        housekeeping.seal_stragglers()
        verdict = queries.verify(reading())
    assert (verdict.sealed, verdict.unsealed, verdict.intact) == (DEEDS + 1, 0, True)


def test_many_sealers_and_writers_at_once_make_one_chain(app: Flask):
    def write() -> None:
        with app.app_context():
            for number in range(15):
                do_deed(number)

    def seal() -> None:
        with app.app_context():
            for _ in range(15):
                housekeeping.seal_the_record()
                reading().rollback()

    threads = [Thread(target=work) for work in (write, write, seal, seal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        housekeeping.seal_stragglers()
        verdict = queries.verify(reading())
    assert (verdict.sealed, verdict.unsealed, verdict.intact) == (30, 0, True)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"]
)
def test_the_database_refuses_changes(recorded: Flask, table: str, statement: str):
    column = "deed" if table == "audit_entry" else "form"
    with (
        recorded.app_context(),
        pytest.raises(DBAPIError, match="only added to"),
        transaction() as session,
    ):
        session.execute(text(statement.format(table=table, column=column)))
    assert faults(recorded) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00"),
        ("actor_kind", "staff"),
        ("actor_id", "00000000000000000000000000000001"),
        ("deed", "test.undone"),
        ("object_kind", "mission"),
        ("object_id", "00000000000000000000000000000001"),
        ("detail", '{"number": 4}'),
    ],
)
def test_a_changed_entry_is_found(recorded: Flask, column: str, value: str):
    def change(connection: Connection) -> None:
        key = entry_at(connection, 4)
        is_id = column.endswith("_id") and connection.dialect.name == "postgresql"
        cast = {"at": "timestamptz", "detail": "json"}.get(column, "uuid" if is_id else "text")
        said = f"CAST(:value AS {cast})" if connection.dialect.name == "postgresql" else ":value"
        done = connection.execute(
            text(f"UPDATE audit_entry SET {column} = {said} WHERE id = :key"),
            {"value": value, "key": key if is_postgres(connection) else key.hex},  # type: ignore[attr-defined]
        )
        assert done.rowcount == 1

    tamper(recorded, change)

    assert faults(recorded) == [(4, "altered")]


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_seal SET hash = prev WHERE seq = 4", [(4, "altered"), (5, "unlinked")]),
        (
            "UPDATE audit_seal SET prev = hash WHERE seq = 4",
            [(4, "unlinked"), (4, "altered")],
        ),
        ("UPDATE audit_seal SET form = 'v2' WHERE seq = 4", [(4, "unknown_form")]),
        (
            "UPDATE audit_seal SET seq = 40 WHERE seq = 4",
            [(4, "gap"), (5, "unlinked"), (8, "gap"), (40, "unlinked"), (40, "altered")],
        ),
        ("DELETE FROM audit_seal WHERE seq = 4", [(4, "gap"), (5, "unlinked")]),
        (
            "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_seal WHERE seq = 4)",
            [(4, "deleted")],
        ),
        (
            f"UPDATE audit_entry SET id = '{OTHER}' WHERE id IN ({AT_FOUR})",
            [(4, "deleted")],
        ),
    ],
)
def test_a_changed_or_missing_link_is_found(
    recorded: Flask, statement: str, expected: list[tuple[int, str]]
):
    tamper(recorded, lambda connection: connection.execute(text(statement)))

    assert faults(recorded) == expected


def test_two_links_that_changed_places_are_found(recorded: Flask):
    def swap(connection: Connection) -> None:
        for before, after in ((4, 44), (5, 4), (44, 5)):
            connection.execute(
                text("UPDATE audit_seal SET seq = :after WHERE seq = :before"),
                {"before": before, "after": after},
            )

    tamper(recorded, swap)

    assert {seq for seq, _ in faults(recorded)} == {4, 5, 6}


def test_an_entry_that_took_anothers_place_is_found(recorded: Flask):
    def swap(connection: Connection) -> None:
        four, five = entry_at(connection, 4), entry_at(connection, 5)
        seal = AuditSeal.__table__
        for key, seq in ((uuid4(), 4), (four, 5), (five, 4)):
            connection.execute(seal.update().where(seal.c.seq == seq).values(entry_id=key))

    tamper(recorded, swap)

    assert faults(recorded) == [(4, "altered"), (5, "altered")]


def cut_the_end(connection: Connection) -> None:
    keys = [entry_at(connection, seq) for seq in (6, 7)]
    connection.execute(text("DELETE FROM audit_seal WHERE seq >= 6"))
    table = AuditEntry.__table__
    connection.execute(table.delete().where(table.c.id.in_(keys)))


def test_a_cut_off_end_is_found_by_the_noted_head(recorded: Flask):
    tamper(recorded, cut_the_end)

    assert faults(recorded) == []
    assert faults(recorded, noted=True) == [(DEEDS, "truncated")]


def test_a_record_rewritten_from_the_middle_is_found_by_the_noted_head(recorded: Flask):
    tamper(recorded, cut_the_end)
    data: Path = recorded.config["PARTICIPATION"].data
    before = (data / witness.NAME).read_text()
    with recorded.app_context():
        do_deed(100)
        do_deed(101)
        housekeeping.seal_the_record()
    (data / witness.NAME).write_text(before)

    assert faults(recorded) == []
    assert faults(recorded, noted=True) == [(DEEDS, "forked")]


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    from participation.audit import cli

    monkeypatch.setattr(cli, "_app", lambda: app)
    result = CliRunner().invoke(cli.group, list(arguments))
    return result.exit_code, result.output


def test_the_command_says_that_all_is_well(recorded: Flask, monkeypatch: pytest.MonkeyPatch):
    code, said = run(recorded, monkeypatch, "verify")
    _, head = run(recorded, monkeypatch, "head")

    assert code == 0
    assert f"{DEEDS} sealed, 0 waiting" in said
    assert "intact" in said
    assert run(recorded, monkeypatch, "verify", "--head", head.strip())[0] == 0


def test_the_command_names_the_place_and_exits_1(recorded: Flask, monkeypatch: pytest.MonkeyPatch):
    tamper(recorded, lambda c: c.execute(text("DELETE FROM audit_seal WHERE seq = 4")))

    code, said = run(recorded, monkeypatch, "verify")

    assert code == 1
    assert "seq 4: gap" in said
    assert "TAMPERED" in said


def test_the_command_refuses_what_is_no_head(recorded: Flask, monkeypatch: pytest.MonkeyPatch):
    assert run(recorded, monkeypatch, "verify", "--head", "seven")[0] == 2


def test_triggers_come_back_after_down_and_up(app: Flask):
    with app.app_context():
        downgrade(revision="base")
        upgrade()
        do_deed()
        housekeeping.seal_the_record()
    for table in ("audit_entry", "audit_seal"):
        with (
            app.app_context(),
            pytest.raises(DBAPIError, match="only added to"),
            transaction() as session,
        ):
            session.execute(text(f"DELETE FROM {table}"))
