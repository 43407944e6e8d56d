"""Tables of consultations, their questions, and the versions of what was asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words


class Consultation(Base):
    """A set of questions put to the public for a stated time.

    Facts are stored; the stage is worked out from them and the clock (``rules.stage_of``, and
    ``queries.stage_is`` says the same in SQL). ``closes_at`` is exclusive: the first moment in
    which a reply is no longer in time.
    """

    __tablename__ = "consultation"

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    title: Mapped[Words]
    summary: Mapped[Words]
    could_change: Mapped[Words]
    already_decided: Mapped[Words]
    who_decides: Mapped[Words]
    minutes_needed: Mapped[int | None]
    your_words: Mapped[Words]
    decision_owner: Mapped[str] = mapped_column(String(200), default="")
    hide_results: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    close_handled_at: Mapped[datetime | None]
    analysing_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(80))
    extended_from: Mapped[datetime | None]
    extended_reason: Mapped[str | None] = mapped_column(String(80))

    questions: Mapped[list["Question"]] = relationship(
        back_populates="consultation", order_by="Question.position", cascade="all, delete-orphan"
    )
    missions: Mapped[list["ConsultationMission"]] = relationship(
        order_by="ConsultationMission.position", cascade="all, delete-orphan"
    )

    @property
    def team_id(self) -> UUID:
        """Whose team looks after it: its own."""
        return self.id


class ConsultationMission(Base):
    """A mission that a consultation serves."""

    __tablename__ = "consultation_mission"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class Question(Base):
    """A question's place in a consultation; what it says is in its versions."""

    __tablename__ = "question"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    kind: Mapped[Code]

    consultation: Mapped[Consultation] = relationship(back_populates="questions")
    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", order_by="QuestionVersion.number", cascade="all, delete-orphan"
    )


class QuestionVersion(Base):
    """What a question said from one moment on. A version somebody answered never changes."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[PrimaryKey]
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    wording: Mapped[Words]
    help: Mapped[Words]
    required: Mapped[bool]
    word_guide: Mapped[int | None]
    options: Mapped[list[Any]]
    created_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="versions")
