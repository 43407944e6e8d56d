"""Tables of drafts and of the ledger: response, its versions, its answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey


class Draft(Base):
    """An unfinished response, keyed by the hash of the form key's nonce. Never counted.

    ``resume_hash`` and ``resume_box`` are of the code by which it is opened again elsewhere: the
    box holds the form key, locked with that code.
    """

    __tablename__ = "draft"

    id: Mapped[PrimaryKey]
    form_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str] = mapped_column(String(8))
    answers: Mapped[dict[str, Any]]
    resume_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    resume_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Response(Base):
    """One submission in the ledger, whatever the channel.

    Received = counted + withdrawn + set aside + erased, always; rows are never deleted.

    ``form_box`` holds the form key, locked with the reference, of those who chose a word.
    ``may_quote`` is ``None`` where nobody was asked. ``source`` is the tag of the link they came
    by. ``entered_by`` is the member of staff who keyed it in, for every channel but the web.
    """

    __tablename__ = "response"
    __table_args__ = (
        Index("ix_response_consultation_status", "consultation_id", "status"),
        Index("ix_response_consultation_received", "consultation_id", "received_at"),
    )

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    form_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    receipt_key: Mapped[str] = mapped_column(String(20))
    word_hash: Mapped[str | None] = mapped_column(String(200))
    form_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    channel: Mapped[Code] = mapped_column(default="web")
    language: Mapped[str] = mapped_column(String(8))
    respondent_kind: Mapped[Code] = mapped_column(default="resident")
    organisation: Mapped[str | None] = mapped_column(String(300))
    speaks_for: Mapped[int | None]
    may_quote: Mapped[bool | None]
    consents: Mapped[dict[str, Any]] = mapped_column(default=dict)
    area_code: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(40))
    late: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[UUID | None]
    status: Mapped[Code] = mapped_column(default="counted")
    reason: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(300))
    in_grace: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    current: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list["ResponseVersion"]] = relationship(
        back_populates="response", order_by="ResponseVersion.number"
    )


class ResponseVersion(Base):
    """The words of a response as sent at one moment; a later sending makes a further one."""

    __tablename__ = "response_version"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: Mapped[PrimaryKey]
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    received_at: Mapped[datetime]

    response: Mapped[Response] = relationship(back_populates="versions")
    answers: Mapped[list["Answer"]] = relationship(back_populates="version")


class Answer(Base):
    """What one version of a response says to one question version. Text is kept as written."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("response_version_id", "question_id"),
        Index("ix_answer_question_live", "question_id", "live"),
    )

    id: Mapped[PrimaryKey]
    response_version_id: Mapped[UUID] = mapped_column(ForeignKey("response_version.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    text: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))
    live: Mapped[bool] = mapped_column(default=True)

    version: Mapped[ResponseVersion] = relationship(back_populates="answers")
    choices: Mapped[list["AnswerChoice"]] = relationship(cascade="all, delete-orphan")


class AnswerChoice(Base):
    """A mark that an answer makes: an option chosen, a statement judged, a place in an order.

    | kind | row | code | amount |
    | --- | --- | --- | --- |
    | choices, agreement | | the option | |
    | matrix | the statement | how far they agree | |
    | ranking | | the option | its place, from 1 |
    | budget | | the option | how much of the total |
    | number, scale | | | the number |
    | date | | the day, as YYYY-MM-DD | |
    | map pin | ``lat`` and ``lon`` | | degrees |
    | map pin | ``area`` | the area's code | |
    """

    __tablename__ = "answer_choice"

    answer_id: Mapped[UUID] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    amount: Mapped[float | None] = mapped_column(Double)
