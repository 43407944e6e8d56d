"""Tables of letters and other documents: their words, part by part."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class SentDocument(Base):
    """A document that is a reply or part of one: it is considered part by part, never as one row.

    ``state``: ``reading`` (its file is being read), ``unread`` (no words could be had of it: they
    are to be typed) or ``text``. ``how``: ``extracted`` or ``transcribed``.
    """

    __tablename__ = "sent_document"

    id: Mapped[PrimaryKey]
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[Code]
    how: Mapped[Code | None]
    problem: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class SentPart(Base):
    """One part of a document, in its writer's words."""

    __tablename__ = "sent_part"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[PrimaryKey]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("sent_document.id", ondelete="CASCADE"))
    number: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str]
