"""Tables of what people ask about their own data, and of holds that keep data from being erased."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class RightsRequest(Base):
    """Somebody asks for a copy of what is kept about them, or to erase it.

    Who they are is encrypted, and gone a year after the request was closed.
    """

    __tablename__ = "rights_request"

    id: Mapped[PrimaryKey]
    kind: Mapped[Code]
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_on: Mapped[date]
    due_on: Mapped[date]
    extended_why: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(300))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]


class RightsResponse(Base):
    """A reply that a request is about."""

    __tablename__ = "rights_response"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("rights_request.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)


class LegalHold(Base):
    """Nothing of a consultation is erased while it stands: a court or an inquiry may need it."""

    __tablename__ = "legal_hold"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
