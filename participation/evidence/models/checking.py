"""Tables of the check before opening: its answers, the council's calendar, bodies to be asked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText


class LawfulnessCheck(Base):
    """What staff answered where the software can't know, and who approved the whole."""

    __tablename__ = "lawfulness_check"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    answers: Mapped[dict[str, Any]]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approver: Mapped[str] = mapped_column(String(200), default="")
    approved_at: Mapped[datetime | None]
    approved_digest: Mapped[str] = mapped_column(String(64), default="")
    approved_alone: Mapped[bool] = mapped_column(default=False)


class CalendarPeriod(Base):
    """Days that matter to a time of asking: before an election, school holidays, a holiday."""

    __tablename__ = "calendar_period"

    id: Mapped[PrimaryKey]
    kind: Mapped[Code]
    name: Mapped[ShortText]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]


class ConsultedBody(Base):
    """A body that has to be asked, or should be: when it was invited, chased, and replied."""

    __tablename__ = "consulted_body"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[ShortText]
    contact: Mapped[str] = mapped_column(String(300), default="")
    because: Mapped[str] = mapped_column(String(300), default="")
    required: Mapped[bool] = mapped_column(default=True)
    invited_on: Mapped[date | None]
    chased_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(300), default="")
