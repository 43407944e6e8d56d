"""Taking in a file of replies: read elsewhere, made ready a little at a time, stored in one go.

Nothing is parsed while the database is held. Rows are staged in short transactions beside the
ledger; storing them is a handful of statements that move whole sets, so that all of a file comes
into the ledger or none of it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import JSON, Table, bindparam, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Entry,
    ImportAnswer,
    ImportChoice,
    ImportFile,
    ImportRow,
    Response,
    ResponseVersion,
)
from participation.responses.queries import importing as queries
from participation.responses.rules import (
    FormKey,
    Reason,
    Status,
    code_for,
    digest_of,
    hash_of,
    kept_text,
    marks_of,
)
from participation.responses.rules.entering import is_late
from participation.responses.rules.importing import (
    CannotImport,
    Head,
    Layout,
    Read,
    Reader,
    State,
    targets_of,
    told_apart,
)
from participation.responses.rules.sheets import Reading, Row

_ROWS = cast("Table", ImportRow.__table__)

KEPT = timedelta(days=30)
"""How long refused rows and a file that was never stored are kept."""


def begin(
    session: Session, *, actor: Actor, consultation_id: UUID, name: str, content: bytes
) -> ImportFile:
    """Take a file and have it read. Raises :class:`CannotImport`."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_IMPORT, on=consultation)
    _must_be_taken(consultation, clock.now(session))
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


def _must_be_taken(consultation: Consultation, now: datetime) -> None:
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
        session.execute(insert(ImportRow), values)
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


def clear_staged(session: Session, *, import_id: UUID) -> None:
    """Forget an earlier check."""
    session.execute(delete(ImportChoice).where(ImportChoice.import_id == import_id))
    session.execute(delete(ImportAnswer).where(ImportAnswer.import_id == import_id))
    session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.state.in_(("ready", "refused", "known")))
        .values(state="read", faults=[])
    )


def check_rows(
    session: Session, *, import_id: UUID, reader: Reader, after: int, most: int = queries.A_BATCH
) -> tuple[int, int]:
    """Check the next rows and stage what they would become. Gives the last number and how many."""
    imported = queries.import_file(session, import_id)
    rows = queries.rows_after(session, import_id, after, most=most)
    if not rows:
        return after, 0
    waiting = [row for row in rows if row.state == "read"]
    known = set(
        session.scalars(
            select(ImportRow.digest).where(
                ImportRow.consultation_id == imported.consultation_id,
                ImportRow.state == "stored",
                ImportRow.digest.in_([row.digest for row in waiting]),
            )
        )
    )
    consultation = consultations.get(session, imported.consultation_id)
    width = len(imported.found["names"])
    now = clock.now(session)
    changes: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    for row in waiting:
        read = reader.read(queries.as_row(row), width)
        change = _change(session, imported, consultation, row, read, now)
        if row.digest in known:
            change |= {"state": "known"}
        elif read.faults:
            change |= {"state": "refused", "faults": list(read.faults)}
        else:
            change |= {"state": "ready"}
            _stage(imported, reader, row, change, read, answers, choices)
        changes.append(change)
    if changes:
        session.connection().execute(
            update(_ROWS).where(_ROWS.c.id == bindparam("row_id")), changes
        )
        session.expire_all()
    if answers:
        session.execute(insert(ImportAnswer), answers)
    if choices:
        session.execute(insert(ImportChoice), choices)
    return rows[-1].number, len(rows)


def _change(
    session: Session,
    imported: ImportFile,
    consultation: Consultation,
    row: ImportRow,
    read: Read,
    now: datetime,
) -> dict[str, Any]:
    keys = session.info["keys"]
    key = reference_key(keys, imported, row.number, keys.current)
    late = is_late(read.came_on, consultation.closes_at)
    aside = late and not imported.settings["count_late"] and read.status == Status.COUNTED
    own_day = any(target == "received_on" for target in imported.settings["mapping"].values())
    return {
        "row_id": row.id,
        "state": "ready",
        "faults": [],
        "contradictions": list(read.contradictions),
        "receipt_hash": hash_of(keys, code_for(keys, key), key.key_id),
        "receipt_key": key.key_id,
        "version_id": uuid4(),
        "version_digest": digest_of(key.nonce, read.answers),
        "channel": read.channel,
        "language": read.language,
        "came_on": read.came_on,
        "received_at": clock.start_of_day(read.came_on) if own_day else now,
        "late": late,
        "status": Status.SET_ASIDE.value if aside else read.status,
        "reason": Reason.LATE.value if aside else read.reason,
        "respondent_kind": read.about.kind.value,
        "organisation": read.about.columns()["organisation"],
        "speaks_for": read.about.columns()["speaks_for"],
        "may_quote": read.about.may_quote,
        "area_code": read.about.area_code,
        "signatures": read.signatures,
    }


def _stage(
    imported: ImportFile,
    reader: Reader,
    row: ImportRow,
    change: Mapping[str, Any],
    read: Read,
    answers: list[dict[str, Any]],
    choices: list[dict[str, Any]],
) -> None:
    for question in reader.asked:
        given = read.answers.get(question.question_id)
        if given is None:
            continue
        answer_id = uuid4()
        answers.append(
            {
                "id": answer_id,
                "import_id": imported.id,
                "row_id": row.id,
                "version_id": change["version_id"],
                "question_id": question.question_id,
                "question_version_id": question.version_id,
                "text": kept_text(question, given),
                "language": read.language,
            }
        )
        choices += [
            {
                "answer_id": answer_id,
                "import_id": imported.id,
                "row": mark.row,
                "code": mark.code,
                "amount": mark.amount,
            }
            for mark in marks_of(question, given)
        ]


def reference_key(keys: Any, imported: ImportFile, number: int, key_id: str) -> FormKey:
    """The form key that an imported row would have had: its reference can be made again."""
    nonce = keys.mac("import-nonce", imported.id.bytes + number.to_bytes(8, "big"), key_id)[:16]
    return FormKey(imported.consultation_id, imported.made_at, key_id, nonce)


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


def store_rows(session: Session, *, import_id: UUID) -> int:
    """Bring what is ready into the ledger, all at once. Doing it again changes nothing."""
    row = queries.import_file(session, import_id, hold=True)
    if row.state != State.STORING:
        return 0
    consultation = consultations.get_for_change(session, row.consultation_id)
    now = clock.now(session)
    _must_be_taken(consultation, now)
    mine = (ImportRow.import_id == import_id) & (ImportRow.state == "ready")
    # What another import stored meanwhile is known by now.
    others = select(ImportRow.digest).where(
        ImportRow.consultation_id == row.consultation_id, ImportRow.state == "stored"
    )
    session.execute(
        update(ImportRow)
        .where(mine, ImportRow.digest.in_(others))
        .values(state="known")
        .execution_options(synchronize_session=False)
    )
    _insert_sets(session, row, mine, now)
    stored = session.execute(
        update(ImportRow)
        .where(mine)
        .values(state="stored", cells=[])
        .execution_options(synchronize_session=False)
    )
    for table in (ImportChoice, ImportAnswer):
        session.execute(delete(table).where(table.import_id == import_id))
    row.state, row.done_at, row.content = State.DONE.value, now, None
    number = int(getattr(stored, "rowcount", 0))
    audit.record(
        session,
        SYSTEM,
        "responses.imported",
        row,
        consultation=str(row.consultation_id),
        number=number,
        confirmed_by=str(row.made_by) if row.made_by else None,
    )
    return number


def _insert_sets(session: Session, row: ImportFile, mine: Any, now: datetime) -> None:
    r = ImportRow
    session.execute(
        insert(Response).from_select(
            [
                *("id", "consultation_id", "receipt_hash", "receipt_key", "channel", "language"),
                *("respondent_kind", "organisation", "speaks_for", "may_quote", "area_code"),
                *("late", "status", "reason", "received_at", "entered_by", "consents"),
            ],
            select(
                *(r.id, r.consultation_id, r.receipt_hash, r.receipt_key, r.channel, r.language),
                *(r.respondent_kind, r.organisation, r.speaks_for, r.may_quote, r.area_code),
                *(r.late, r.status, r.reason, r.received_at),
                literal(row.made_by, type_=Response.__table__.c.entered_by.type),
                literal({}, type_=JSON()),
            ).where(mine),
        )
    )
    session.execute(
        insert(ResponseVersion).from_select(
            ["id", "response_id", "number", "digest", "received_at"],
            select(r.version_id, r.id, literal(1), r.version_digest, r.received_at).where(mine),
        )
    )
    session.execute(
        insert(Entry).from_select(
            ["response_id", "consultation_id", "came_on", "signatures", "contradictions", "note"],
            select(
                *(r.id, r.consultation_id, r.came_on, r.signatures, r.contradictions),
                literal(""),
            ).where(mine),
        )
    )
    a = ImportAnswer
    theirs = a.row_id.in_(select(r.id).where(mine))
    session.execute(
        insert(Answer).from_select(
            [
                *("id", "response_version_id", "question_id", "question_version_id"),
                *("text", "language", "live"),
            ],
            select(
                *(a.id, a.version_id, a.question_id, a.question_version_id),
                *(a.text, a.language, literal(True)),
            ).where(a.import_id == row.id, theirs),
        )
    )
    c = ImportChoice
    session.execute(
        insert(AnswerChoice).from_select(
            ["answer_id", "row", "code", "amount"],
            select(c.answer_id, c.row, c.code, c.amount)
            .join(a, a.id == c.answer_id)
            .where(c.import_id == row.id, theirs),
        )
    )


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


__all__ = [
    "Layout",
    "begin",
    "begin_again",
    "check_rows",
    "choose",
    "clear_staged",
    "confirm",
    "forget",
    "keep_rows",
    "note_checked",
    "note_failed",
    "note_read",
    "purge_imports",
    "reference_key",
    "store_rows",
]
