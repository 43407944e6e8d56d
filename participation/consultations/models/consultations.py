"""Tables of consultations and the missions they serve."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words

if TYPE_CHECKING:
    from participation.consultations.models.questions import Question, Section


class Consultation(Base):
    """A set of questions put to the public for a stated time.

    Facts are stored; the stage is worked out from them and the clock (``rules.stage_of``, and
    ``queries.stage_is`` says the same in SQL). ``closes_at`` is exclusive: the first moment in
    which a reply is no longer in time.
    """

    __tablename__ = "consultation"

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    trial_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[Words]
    summary: Mapped[Words]
    could_change: Mapped[Words]
    already_decided: Mapped[Words]
    who_decides: Mapped[Words]
    minutes_needed: Mapped[int | None]
    your_words: Mapped[Words]
    decision_owner: Mapped[str] = mapped_column(String(200), default="")
    hide_results: Mapped[bool] = mapped_column(default=True)
    asks_about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audience: Mapped[Code] = mapped_column(default="public")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    close_handled_at: Mapped[datetime | None]
    analysing_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(80))
    extended_from: Mapped[datetime | None]
    extended_reason: Mapped[str | None] = mapped_column(String(80))

    questions: Mapped[list["Question"]] = relationship(
        back_populates="consultation", order_by="Question.position", cascade="all, delete-orphan"
    )
    sections: Mapped[list["Section"]] = relationship(
        order_by="Section.position", cascade="all, delete-orphan"
    )
    missions: Mapped[list["ConsultationMission"]] = relationship(
        order_by="ConsultationMission.position", cascade="all, delete-orphan"
    )

    @property
    def team_id(self) -> UUID:
        """Whose team looks after it: its own; a trial's is that of what it tries."""
        return self.trial_of_id or self.id


class ConsultationMission(Base):
    """A mission that a consultation serves."""

    __tablename__ = "consultation_mission"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
