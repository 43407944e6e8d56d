"""Tables of word rules, what they found, and how far new replies were looked at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class WordRule(Base):
    """A phrase that puts an answer in front of an officer at once. Published."""

    __tablename__ = "word_rule"

    id: Mapped[PrimaryKey]
    kind: Mapped[Code]
    language: Mapped[str] = mapped_column(String(8))
    phrase: Mapped[str] = mapped_column(String(100))
    retired_at: Mapped[datetime | None]


class Worry(Base):
    """An answer that a word rule found, and what an officer did about it."""

    __tablename__ = "worry"
    __table_args__ = (Index("ix_worry_open", "consultation_id", "seen_at"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    kind: Mapped[Code]
    start: Mapped[int]
    end: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(300))


class Looked(Base):
    """That word rules read a version of a reply, and how many parts may tell who somebody is."""

    __tablename__ = "looked"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("response_version.id"), primary_key=True)
    personal: Mapped[int]
