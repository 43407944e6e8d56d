"""Bringing what is staged into the ledger: whole sets, all of a file or none of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
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
from participation.responses.rules.importing import (
    State,
)
from participation.responses.services.importing.files import must_be_taken


def store_rows(session: Session, *, import_id: UUID) -> int:
    """Bring what is ready into the ledger, all at once. Doing it again changes nothing."""
    row = queries.import_file(session, import_id, hold=True)
    if row.state != State.STORING:
        return 0
    consultation = consultations.get_for_change(session, row.consultation_id)
    now = clock.now(session)
    must_be_taken(consultation, now)
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
