"""Tables of which equality questions a consultation asks, and of answers, kept apart by number."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code


class EqualityAsked(Base):
    """A question of the bank that a consultation asks, in a version of it."""

    __tablename__ = "equality_asked"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    question: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int]


class EqualityAnswer(Base):
    """What somebody said of themselves: a number that the bank can read. Never any words.

    It stands apart from answers: nobody who reads a reply sees it, and it is only ever counted.
    """

    __tablename__ = "equality_answer"
    __table_args__ = (Index("ix_equality_answer_question_code", "question", "code"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int]
    code: Mapped[int]
