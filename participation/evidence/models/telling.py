"""Tables of what people are told: particulars, options, documents."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, Words


class Particulars(Base):
    """What a consultation says besides its five lines. One row, once any of it is written."""

    __tablename__ = "particulars"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    decides_on: Mapped[date | None]
    contact: Mapped[Words]
    on_paper: Mapped[Words]
    by_telephone: Mapped[Words]
    letters_to: Mapped[Words]
    equality: Mapped[Words]
    equality_reference: Mapped[str] = mapped_column(String(300), default="")
    late_rule: Mapped[Code] = mapped_column(default="")
    open_question: Mapped[bool] = mapped_column(default=False)


class ProposalOption(Base):
    """Something that could be done: put forward, preferred, or thought of and dropped."""

    __tablename__ = "proposal_option"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    standing: Mapped[Code]
    title: Mapped[Words]
    words: Mapped[Words]
    in_favour: Mapped[Words]
    against: Mapped[Words]
    why_discarded: Mapped[Words]
    removed_at: Mapped[datetime | None]


class Document(Base):
    """Something to read: its summary as a page of the site, then files. Never lost once shown."""

    __tablename__ = "document"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    format: Mapped[Code]
    title: Mapped[Words]
    summary: Mapped[Words]
    removed_at: Mapped[datetime | None]

    files: Mapped[list["DocumentFile"]] = relationship(
        order_by="DocumentFile.language", cascade="all, delete-orphan"
    )


class DocumentFile(Base):
    """A document's file in one language."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("document_id", "file_id"),)

    id: Mapped[PrimaryKey]
    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    attached_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
