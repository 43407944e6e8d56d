"""Tables of what officers key in: slips of paper, batches of them, and facts about each entry."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText


class Slip(Base):
    """A printed paper form. Its reference is on the paper alone: here is what it is found by."""

    __tablename__ = "slip"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    receipt_key: Mapped[str] = mapped_column(String(20))
    large_print: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(8))
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID | None]


class Batch(Base):
    """An envelope of replies with its count sheet. It closes once every one is accounted for.

    ``counted`` is how many somebody counted by hand before anything was keyed in.
    """

    __tablename__ = "batch"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[Code]
    name: Mapped[ShortText]
    language: Mapped[str] = mapped_column(String(8))
    came_on: Mapped[date]
    counted: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None]


class SpoiledSlip(Base):
    """One in an envelope that can't be keyed in, and why: blank, unreadable, another's form."""

    __tablename__ = "spoiled_slip"

    id: Mapped[PrimaryKey]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), index=True)
    reason: Mapped[Code]
    note: Mapped[str] = mapped_column(String(300), default="")
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]


class Entry(Base):
    """How a response came that somebody keyed in or imported.

    ``contradictions`` are codes: a question that this person wasn't to be asked but answered, or
    one that must be answered and wasn't. Paper lets people do that, and what they wrote is kept.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch.id"))
    number: Mapped[int | None]
    slip_id: Mapped[UUID | None] = mapped_column(ForeignKey("slip.id"), unique=True)
    came_on: Mapped[date]
    signatures: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    contradictions: Mapped[list[Any]] = mapped_column(default=list)


class EntryFile(Base):
    """An original that somebody sent: a letter, a scan, a recording."""

    __tablename__ = "entry_file"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=1)
