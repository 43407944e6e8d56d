"""Trying what every row of a file would become, and staging it beside the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.responses.models import (
    ImportAnswer,
    ImportChoice,
    ImportFile,
    ImportRow,
)
from participation.responses.queries import channels
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
    Read,
    Reader,
)

_ROWS = cast("Table", ImportRow.__table__)
_ANSWERS = cast("Table", ImportAnswer.__table__)
_CHOICES = cast("Table", ImportChoice.__table__)


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
    # By table: the mapper would make a statement for each pattern of empty columns.
    if answers:
        session.connection().execute(insert(_ANSWERS), answers)
    if choices:
        session.connection().execute(insert(_CHOICES), choices)
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
    counts = not late or channels.late_counts(
        session, consultation.id, imported.settings["count_late"]
    )
    aside = not counts and read.status == Status.COUNTED
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
