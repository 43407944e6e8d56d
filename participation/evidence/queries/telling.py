"""Reading particulars, options and documents as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.evidence.models import Document, DocumentFile, Particulars, ProposalOption
from participation.evidence.rules.telling import (
    DocumentFacts,
    OptionFacts,
    ParticularsFacts,
    Told,
)
from participation.files import queries as files
from participation.files.models import StoredFile
from participation.kernel.errors import NotFound


def particulars(session: Session, consultation_id: UUID) -> ParticularsFacts:
    """What is said besides the five lines; empty where nothing was written."""
    row = session.get(Particulars, consultation_id)
    if row is None:
        return ParticularsFacts()
    return ParticularsFacts(
        decides_on=row.decides_on,
        contact=dict(row.contact),
        on_paper=dict(row.on_paper),
        by_telephone=dict(row.by_telephone),
        letters_to=dict(row.letters_to),
        equality=dict(row.equality),
        equality_reference=row.equality_reference,
        late_rule=row.late_rule,
        open_question=row.open_question,
    )


def told(session: Session, consultation_id: UUID) -> Told:
    """All that people are told besides the five lines and the questions."""
    options = session.scalars(
        select(ProposalOption)
        .where(
            ProposalOption.consultation_id == consultation_id, ProposalOption.removed_at.is_(None)
        )
        .order_by(ProposalOption.position, ProposalOption.id)
    )
    return Told(
        particulars=particulars(session, consultation_id),
        options=tuple(_option_facts(row) for row in options),
        documents=_documents(session, consultation_id),
    )


def _option_facts(row: ProposalOption) -> OptionFacts:
    return OptionFacts(
        id=row.id,
        position=row.position,
        standing=row.standing,
        title=dict(row.title),
        words=dict(row.words),
        in_favour=dict(row.in_favour),
        against=dict(row.against),
        why_discarded=dict(row.why_discarded),
    )


def _documents(session: Session, consultation_id: UUID) -> tuple[DocumentFacts, ...]:
    rows: Sequence[Document] = session.scalars(
        select(Document)
        .where(Document.consultation_id == consultation_id, Document.removed_at.is_(None))
        .options(selectinload(Document.files))
        .order_by(Document.position, Document.id)
        .execution_options(populate_existing=True)
    ).all()
    known = files.facts(
        session,
        [file.file_id for row in rows for file in row.files if file.replaced_at is None],
    )
    return tuple(
        DocumentFacts(
            id=row.id,
            position=row.position,
            format=row.format,
            title=dict(row.title),
            summary=dict(row.summary),
            files={
                file.language: known[file.file_id]
                for file in row.files
                if file.replaced_at is None and file.file_id in known
            },
        )
        for row in rows
    )


def option_row(session: Session, consultation_id: UUID, option_id: UUID) -> ProposalOption:
    """An option's row, of that consultation and not removed. Raises ``NotFound``."""
    row = session.get(ProposalOption, option_id)
    if row is None or row.consultation_id != consultation_id or row.removed_at is not None:
        raise NotFound
    return row


def option(session: Session, consultation_id: UUID, option_id: UUID) -> OptionFacts:
    """The same as a plain value. Raises ``NotFound``."""
    return _option_facts(option_row(session, consultation_id, option_id))


def document_row(session: Session, consultation_id: UUID, document_id: UUID) -> Document:
    """A document's row, of that consultation and not removed. Raises ``NotFound``."""
    row = session.get(Document, document_id)
    if row is None or row.consultation_id != consultation_id or row.removed_at is not None:
        raise NotFound
    return row


def document(session: Session, consultation_id: UUID, document_id: UUID) -> DocumentFacts:
    """The same as a plain value, with its files. Raises ``NotFound``."""
    for found in _documents(session, consultation_id):
        if found.id == document_id:
            return found
    raise NotFound


def public_file(session: Session, consultation_id: UUID, file_id: UUID) -> StoredFile:
    """A file that this consultation shows, or showed once: what somebody saw stays to be seen.

    Raises ``NotFound``.
    """
    row = session.scalar(
        select(StoredFile)
        .join(DocumentFile, DocumentFile.file_id == StoredFile.id)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(StoredFile.id == file_id, Document.consultation_id == consultation_id)
    )
    if row is None:
        raise NotFound
    return row
