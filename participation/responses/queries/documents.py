"""Reading documents and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kernel.errors import NotFound
from participation.responses.models import Response, SentDocument, SentPart
from participation.responses.rules import Status


def document(session: Session, document_id: UUID, *, hold: bool = False) -> SentDocument:
    """A document by its id. Raises ``NotFound``."""
    found = select(SentDocument).where(SentDocument.id == document_id)
    row = session.scalar(found.with_for_update() if hold else found)
    if row is None:
        raise NotFound
    return row


def documents_of(session: Session, response_id: UUID) -> Sequence[SentDocument]:
    """The documents of one response."""
    return session.scalars(
        select(SentDocument)
        .where(SentDocument.response_id == response_id)
        .order_by(SentDocument.made_at, SentDocument.id)
    ).all()


def documents_in(session: Session, consultation_id: UUID) -> Sequence[SentDocument]:
    """Every document of the replies that count."""
    return session.scalars(
        select(SentDocument)
        .join(Response, Response.id == SentDocument.response_id)
        .where(
            SentDocument.consultation_id == consultation_id,
            Response.status == Status.COUNTED.value,
        )
        .order_by(SentDocument.made_at, SentDocument.id)
    ).all()


def sections_of(session: Session, document_id: UUID) -> Sequence[SentPart]:
    """A document's parts, in order."""
    return session.scalars(
        select(SentPart).where(SentPart.document_id == document_id).order_by(SentPart.number)
    ).all()


def section(session: Session, section_id: UUID) -> SentPart:
    """One part. Raises ``NotFound``."""
    found = session.get(SentPart, section_id)
    if found is None:
        raise NotFound
    return found
