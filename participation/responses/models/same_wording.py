"""Tables of same-wording replies, of signals and flags, and of setting many aside by two people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class WordingRun(Base):
    """The last look for shared wordings among a question's answers."""

    __tablename__ = "wording_run"

    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    status: Mapped[Code]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    answers: Mapped[int] = mapped_column(default=0)
    shared: Mapped[int] = mapped_column(default=0)


class Wording(Base):
    """A wording that several people sent. Each of them counts; it is read once."""

    __tablename__ = "wording"

    id: Mapped[PrimaryKey]
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    template_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    people: Mapped[int]
    texts: Mapped[int]
    with_own: Mapped[int]
    found_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by: Mapped[UUID | None]


class WordingMember(Base):
    """An answer that has a shared wording, and the parts of it that are its author's own."""

    __tablename__ = "wording_member"

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    wording_id: Mapped[UUID] = mapped_column(
        ForeignKey("wording.id", ondelete="CASCADE"), index=True
    )
    own: Mapped[list[Any]]


class Signal(Base):
    """What is known of how a reply was sent: never an address, and nothing once it is closed.

    ``network`` is a keyed hash whose key is destroyed a month after closing.
    """

    __tablename__ = "signal"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    seconds: Mapped[int | None]
    network: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    trap: Mapped[bool] = mapped_column(default=False)


class NetworkKey(Base):
    """The key of one consultation's network hashes, itself encrypted; gone once it is destroyed."""

    __tablename__ = "network_key"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(400))
    destroyed_at: Mapped[datetime | None]


class Flag(Base):
    """A published criterion that a reply meets. It changes no count; somebody looks at it."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("response_id", "code"),)

    id: Mapped[PrimaryKey]
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    code: Mapped[Code]
    created_at: Mapped[datetime]


class SetAsideProposal(Base):
    """Many replies that somebody would set aside, waiting for a second person to agree."""

    __tablename__ = "set_aside_proposal"
    __table_args__ = (Index("ix_set_aside_proposal_open", "consultation_id", "outcome"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    response_ids: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(300))
    proposed_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(80))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
