"""Taking in a file of replies: read elsewhere, made ready a little at a time, stored in one go.

Nothing is parsed while the database is held. Rows are staged in short transactions beside the
ledger; storing them is a handful of statements that move whole sets, so that all of a file comes
into the ledger or none of it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.responses.models import (
    ImportAnswer,
    ImportChoice,
    ImportFile,
    ImportRow,
)
from participation.responses.queries import importing as queries
from participation.responses.rules.importing import (
    CannotImport,
    Head,
    State,
    targets_of,
    told_apart,
)
from participation.responses.rules.sheets import Reading, Row

KEPT = timedelta(days=30)
"""How long refused rows and a file that was never stored are kept."""


def begin(
    session: Session, *, actor: Actor, consultation_id: UUID, name: str, content: bytes
) -> ImportFile:
    """Take a file and have it read. Raises :class:`CannotImport`."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_IMPORT, on=consultation)
    must_be_taken(consultation, clock.now(session))
    row = ImportFile(
        consultation_id=consultation_id,
        name=" ".join(name.replace("\x00", "").split())[-200:] or "file",
        digest=sha256(content).hexdigest(),
        content=content,
        state=State.READING.value,
        made_at=clock.now(session),
        made_by=actor.id,
    )
    session.add(row)
    session.flush()
    row.job_id = _enqueue(session, "responses.read_file", row)
    audit.record(session, actor, "import.begun", row, digest=row.digest, size=len(content))
    return row


def _enqueue(session: Session, name: str, row: ImportFile) -> UUID:
    job = jobs.enqueue(session, name, subject=row.id, import_id=str(row.id))
    session.flush()
    return job.id


def must_be_taken(consultation: Consultation, now: datetime) -> None:
    problems = []
    if consultation.withdrawn_at is not None:
        problems.append("withdrawn")
    if (
        consultation.published_at is None
        or consultation.opens_at is None
        or now < consultation.opens_at
    ):
        problems.append("not_open_yet")
    if problems:
        raise CannotImport(problems)


def keep_rows(
    session: Session,
    *,
    import_id: UUID,
    rows: Sequence[Row],
    ids: Sequence[UUID],
    consultation_id: UUID,
    skip: int | None,
    times: dict[bytes, int],
) -> int:
    """Stage some rows as they were read. Gives how many say what another row of the file says."""
    keys, twins, values = session.info["keys"], 0, []
    for row, id_ in zip(rows, ids, strict=True):
        apart = sha256(told_apart(row.cells, skip).encode()).digest()
        seen = times[apart] = times.get(apart, 0) + 1
        twins += seen > 1 and not row.blank
        values.append(
            {
                "id": id_,
                "import_id": import_id,
                "consultation_id": consultation_id,
                "number": row.number,
                "cells": list(row.cells),
                "read_faults": list(row.faults),
                "digest": keys.mac(
                    "import-row", consultation_id.bytes + apart + seen.to_bytes(4, "big")
                ),
                "state": "blank" if row.blank and not row.faults else "read",
                "faults": [],
                "contradictions": [],
                "late": False,
            }
        )
    if values:
        session.connection().execute(insert(ImportRow.__table__), values)  # type: ignore[arg-type]
    return twins


def note_read(
    session: Session, *, import_id: UUID, reading: Reading, head: Head, twins: int
) -> None:
    """The whole file is staged: say what was found."""
    row = queries.import_file(session, import_id, hold=True)
    row.found = {
        "kind": reading.kind,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "sheet": reading.sheet,
        "rows": reading.rows,
        "seen": reading.seen,
        "notes": dict(reading.notes),
        "layout": head.layout.value,
        "names": list(head.names),
        "labels": list(head.labels),
        "head_rows": head.rows,
        "twins": twins,
    }
    row.state = State.READ.value


def begin_again(session: Session, *, import_id: UUID) -> ImportFile:
    """Forget what an earlier, broken-off reading staged."""
    row = queries.import_file(session, import_id, hold=True)
    session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    return row


def note_failed(session: Session, *, import_id: UUID, problem: str) -> None:
    """The file can't be read: say why, and keep none of it."""
    row = queries.import_file(session, import_id, hold=True)
    if row.state == State.DONE:
        return
    row.state, row.problem, row.content = State.FAILED.value, problem[:80], None
    for table in (ImportChoice, ImportAnswer, ImportRow):
        session.execute(delete(table).where(table.import_id == import_id))
    audit.record(session, SYSTEM, "import.failed", row, problem=problem[:80])


def choose(
    session: Session,
    *,
    actor: Actor,
    import_id: UUID,
    mapping: Mapping[int, str],
    channel: str,
    language: str,
    count_late: bool,
) -> ImportFile:
    """Say what each column is, and have every row checked. Raises :class:`CannotImport`."""
    row = _for_change(session, actor, import_id)
    if row.state not in {State.READ, State.CHECKED}:
        raise CannotImport(["state"])
    allowed = {one.name for one in targets_of(queries.definitions(session, row.consultation_id))}
    problems = []
    if not any(target not in _FACTS for target in mapping.values()):
        problems.append("no_question")
    if len(set(mapping.values())) != len(mapping):
        problems.append("twice")
    if not set(mapping.values()) <= allowed:
        problems.append("unknown")
    if problems:
        raise CannotImport(problems)
    row.settings = {
        "mapping": {str(at): target for at, target in sorted(mapping.items())},
        "channel": channel,
        "language": language,
        "count_late": count_late,
    }
    row.state = State.CHECKING.value
    row.job_id = _enqueue(session, "responses.check_file", row)
    return row


_FACTS = frozenset({"channel", "language", "received_on", "late", "status", "reason", "kind"}) | {
    *("organisation", "speaks_for", "may_quote", "area", "signatures")
}


def note_checked(session: Session, *, import_id: UUID) -> None:
    """Every row is checked."""
    queries.import_file(session, import_id, hold=True).state = State.CHECKED.value


def confirm(session: Session, *, actor: Actor, import_id: UUID) -> ImportFile:
    """Have the rows that are ready stored. Raises :class:`CannotImport`."""
    row = _for_change(session, actor, import_id)
    if row.state != State.CHECKED:
        raise CannotImport(["state"])
    if not queries.row_counts(session, import_id).get("ready"):
        raise CannotImport(["nothing_ready"])
    row.state = State.STORING.value
    row.job_id = _enqueue(session, "responses.store_file", row)
    audit.record(session, actor, "import.confirmed", row)
    return row


def forget(session: Session, *, actor: Actor, import_id: UUID) -> None:
    """Remove the file and the rows of it that weren't stored."""
    row = _for_change(session, actor, import_id)
    if row.state in {State.READING, State.CHECKING, State.STORING}:
        raise CannotImport(["state"])
    _forget(session, row)
    audit.record(session, actor, "import.forgotten", row)


def _forget(session: Session, row: ImportFile) -> None:
    row.content = None
    for table in (ImportChoice, ImportAnswer):
        session.execute(delete(table).where(table.import_id == row.id))
    session.execute(
        delete(ImportRow).where(ImportRow.import_id == row.id, ImportRow.state != "stored")
    )
    if row.state != State.DONE:
        row.state, row.problem = State.FAILED.value, "forgotten"


def purge_imports(session: Session) -> int:
    """Forget what was left of imports begun thirty days ago."""
    over = clock.now(session) - KEPT
    rows: Iterable[ImportFile] = session.scalars(
        select(ImportFile).where(
            ImportFile.made_at < over,
            ImportFile.content.is_not(None)
            | select(ImportRow.id)
            .where(ImportRow.import_id == ImportFile.id, ImportRow.state != "stored")
            .exists(),
        )
    ).all()
    number = 0
    for row in rows:
        _forget(session, row)
        audit.record(session, SYSTEM, "import.forgotten", row)
        number += 1
    return number


def _for_change(session: Session, actor: Actor, import_id: UUID) -> ImportFile:
    row = queries.import_file(session, import_id, hold=True)
    actor.require(Permission.RESPONSE_IMPORT, on=consultations.get(session, row.consultation_id))
    return row
