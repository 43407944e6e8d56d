"""Tables of how a consultation's answers are handled, and of which of them the public sees."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, Words


class Handling(Base):
    """What a consultation promises about its answers. Without a row, the defaults hold.

    ``publishes``: answers are put on a public page once somebody has read them.
    ``second_person_above``: how many one person may set aside alone.
    ``keep_months``: how long words are kept after closing; ``None`` is for as long as the council
    keeps the consultation.
    ``effort_above``: replies a minute above which sending asks a device for a little work; 0 is
    never.
    """

    __tablename__ = "handling"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    publishes: Mapped[bool] = mapped_column(default=False)
    second_person_above: Mapped[int] = mapped_column(default=10)
    keep_months: Mapped[int | None]
    effort_above: Mapped[int] = mapped_column(default=3000)
    words_erased_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class ModerationReason(Base):
    """Why an answer may be held back, in the council's own words. A used one is only retired."""

    __tablename__ = "moderation_reason"

    id: Mapped[PrimaryKey]
    position: Mapped[int]
    words: Mapped[Words]
    retired_at: Mapped[datetime | None]


class Moderation(Base):
    """A decision about one answer. Rows are only added; the last one is ``current``."""

    __tablename__ = "moderation"
    __table_args__ = (Index("ix_moderation_answer", "answer_id", "current"),)

    id: Mapped[PrimaryKey]
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    verdict: Mapped[Code]
    reason_id: Mapped[UUID | None] = mapped_column(ForeignKey("moderation_reason.id"))
    note: Mapped[str | None] = mapped_column(String(300))
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(default=True)


class Appeal(Base):
    """An author asks for another look at an answer held back, and what they were told."""

    __tablename__ = "appeal"

    id: Mapped[PrimaryKey]
    moderation_id: Mapped[UUID] = mapped_column(ForeignKey("moderation.id"), unique=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    words: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(80))
    reply: Mapped[str | None]
    replied_by: Mapped[UUID | None]
    replied_at: Mapped[datetime | None]
