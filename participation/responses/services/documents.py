"""Documents: their words read by the computer or typed by somebody, kept part by part."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.responses import queries as ledger
from participation.responses.models import SentDocument, SentPart
from participation.responses.queries import channels
from participation.responses.queries import documents as queries
from participation.responses.rules.documents import LONGEST, Part


class CannotWrite(Refusal):
    """The words can't be kept: ``no_text`` ``too_long``."""


def read_original(
    session: Session, *, actor: Actor, response_id: UUID, file_id: UUID
) -> SentDocument:
    """Have the words of an original read. Doing it again for the same file changes nothing."""
    response = ledger.get_for_change(session, response_id)
    actor.require(
        Permission.RESPONSE_ENTER, on=consultations.get(session, response.consultation_id)
    )
    if file_id not in {one.id for one in channels.originals_of(session, response_id)}:
        raise NotFound
    for one in queries.documents_of(session, response_id):
        if one.file_id == file_id:
            return one
    row = SentDocument(
        response_id=response_id,
        consultation_id=response.consultation_id,
        file_id=file_id,
        state="reading",
        language=response.language,
        made_at=clock.now(session),
        made_by=actor.id,
    )
    session.add(row)
    session.flush()
    jobs.enqueue(session, "responses.read_document", subject=row.id, document_id=str(row.id))
    audit.record(session, actor, "document.begun", row, response=str(response_id))
    return row


def keep_extracted(session: Session, *, document_id: UUID, parts: Sequence[Part]) -> None:
    """Keep what the computer read of a document."""
    row = queries.document(session, document_id, hold=True)
    if row.state != "reading":
        return
    _keep_parts(session, row, parts)
    row.state, row.how, row.problem = "text", "extracted", None
    audit.record(session, SYSTEM, "document.read", row, parts=len(parts))


def note_unread(session: Session, *, document_id: UUID, problem: str) -> None:
    """No words could be had: somebody has to type them."""
    row = queries.document(session, document_id, hold=True)
    if row.state == "reading":
        row.state, row.problem = "unread", problem[:80]
        audit.record(session, SYSTEM, "document.unread", row, problem=problem[:80])


def transcribe(
    session: Session, *, actor: Actor, document_id: UUID, parts: Sequence[Part]
) -> SentDocument:
    """Keep the words that somebody typed, or put right what the computer read.

    What was marked of parts that are written anew is marked no longer. Raises
    :class:`CannotWrite`.
    """
    row = queries.document(session, document_id, hold=True)
    actor.require(Permission.RESPONSE_ENTER, on=consultations.get(session, row.consultation_id))
    if not any(part.text.strip() for part in parts):
        raise CannotWrite(["no_text"])
    if sum(len(part.text) for part in parts) > LONGEST:
        raise CannotWrite(["too_long"])
    _keep_parts(session, row, parts)
    row.state, row.how, row.problem = "text", "transcribed", None
    audit.record(session, actor, "document.transcribed", row, parts=len(parts))
    return row


def _keep_parts(session: Session, row: SentDocument, parts: Sequence[Part]) -> None:
    """Parts that say what they said keep their place, and what was marked of them."""
    held = {(one.heading, one.text): one for one in queries.sections_of(session, row.id)}
    kept: list[SentPart | Part] = []
    for part in parts:
        same = held.pop((part.heading, part.text), None)
        kept.append(part if same is None else same)
    session.execute(delete(SentPart).where(SentPart.id.in_([one.id for one in held.values()])))
    standing = [one for one in kept if isinstance(one, SentPart)]
    for number, one in enumerate(standing, 1):
        one.number = -number
    session.flush()
    for number, found in enumerate(kept, 1):
        if isinstance(found, SentPart):
            found.number = number
        else:
            session.add(
                SentPart(document_id=row.id, number=number, heading=found.heading, text=found.text)
            )
    session.flush()


def forget_documents(session: Session, *, response_id: UUID) -> None:
    """Remove the words of a response's documents: it is erased."""
    for row in queries.documents_of(session, response_id):
        session.execute(delete(SentPart).where(SentPart.document_id == row.id))
        session.delete(row)
    session.flush()
