"""The table of hidden words. Rows are only added; taking one back keeps it, with who and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class Redaction(Base):
    """A span of an answer hidden everywhere, with reason and actor. Offsets are code points.

    ``carried`` says that it was carried over to words sent again, by no person.
    """

    __tablename__ = "redaction"
    __table_args__ = (Index("ix_redaction_answer", "answer_id", "undone_at"),)

    id: Mapped[PrimaryKey]
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    start: Mapped[int]
    end: Mapped[int]
    why: Mapped[Code]
    carried: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undone_why: Mapped[str | None] = mapped_column(String(300))
