"""The table of releases: figures that were made once, for leaders and the public to see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, PrimaryKey


class ResultsRelease(Base):
    """Figures of a consultation as they were released together. A release never changes.

    ``plan`` says which tables it has. ``counts`` are the true counts that it stands on, kept so
    that the next release gives away nothing about those who came in between; nobody sees them.
    """

    __tablename__ = "results_release"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    plan: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    made_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    counted: Mapped[int]
    threshold: Mapped[int]
    round_to: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(80))
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    shown: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    leaders: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    public: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
