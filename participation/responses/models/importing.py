"""Tables of files that are taken in: what was read, and what is made ready beside the ledger."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText


class ImportFile(Base):
    """A file of replies, and how far it has come."""

    __tablename__ = "import_file"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[ShortText]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[Code]
    problem: Mapped[str | None] = mapped_column(String(80))
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    job_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]


class ImportRow(Base):
    """A row of a file. Its id is the response's, once it is one.

    ``state``: ``read``, ``blank``, ``ready``, ``refused``, ``known`` (imported before), ``stored``.
    Its cells are emptied when it is stored or thirty days are over; ``digest`` stays, so that the
    same row is known again.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_import_row_known", "consultation_id", "digest"),
    )

    id: Mapped[PrimaryKey]
    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    consultation_id: Mapped[UUID]
    number: Mapped[int]
    cells: Mapped[list[Any]]
    read_faults: Mapped[list[Any]]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[Code]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    contradictions: Mapped[list[Any]] = mapped_column(default=list)
    receipt_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    receipt_key: Mapped[str | None] = mapped_column(String(20))
    version_id: Mapped[UUID | None]
    version_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    channel: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str | None] = mapped_column(String(8))
    came_on: Mapped[date | None]
    received_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(80))
    respondent_kind: Mapped[str | None] = mapped_column(String(80))
    organisation: Mapped[str | None] = mapped_column(String(300))
    speaks_for: Mapped[int | None]
    may_quote: Mapped[bool | None]
    area_code: Mapped[str | None] = mapped_column(String(20))
    signatures: Mapped[int | None]


class ImportAnswer(Base):
    """An answer made ready. Its id is the answer's, once it is one."""

    __tablename__ = "import_answer"

    id: Mapped[PrimaryKey]
    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_file.id", ondelete="CASCADE"), index=True
    )
    row_id: Mapped[UUID] = mapped_column(ForeignKey("import_row.id", ondelete="CASCADE"))
    version_id: Mapped[UUID]
    question_id: Mapped[UUID]
    question_version_id: Mapped[UUID]
    text: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))


class ImportChoice(Base):
    """A mark of such an answer."""

    __tablename__ = "import_choice"

    answer_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_answer.id", ondelete="CASCADE"), primary_key=True
    )
    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_file.id", ondelete="CASCADE"), index=True
    )
    row: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    amount: Mapped[float | None] = mapped_column(Double)


class ExportMade(Base):
    """A file of replies that somebody took out: what, when, and for what."""

    __tablename__ = "export_made"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    format: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
