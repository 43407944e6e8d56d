"""Tables of sections, questions, and the versions of what was asked."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, Words

if TYPE_CHECKING:
    from participation.consultations.models.consultations import Consultation


class Section(Base):
    """Some questions that belong together. Questions in no section come before the first."""

    __tablename__ = "section"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[Words]
    intro: Mapped[Words]
    together: Mapped[bool] = mapped_column(default=False)
    condition: Mapped[dict[str, Any] | None]


class Question(Base):
    """A question's place in a consultation; what it says is in its versions.

    ``name`` is its column in every export, for ever. A question that was asked and is asked no
    longer stays, with the moment in which it was retired, and so do its answers.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("section.id"), index=True)
    position: Mapped[int]
    kind: Mapped[Code]
    name: Mapped[Code]
    condition: Mapped[dict[str, Any] | None]
    retired_at: Mapped[datetime | None]

    consultation: Mapped["Consultation"] = relationship(back_populates="questions")
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
    rows: Mapped[list[Any]] = mapped_column(default=list)
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="versions")
