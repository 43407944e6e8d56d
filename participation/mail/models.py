"""The outbox. A letter's words and address are encrypted and erased once it is sent."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class OutboxMessage(Base):
    """One letter. ``for_staff`` ones may be read in the admin pages; residents' never are."""

    __tablename__ = "outbox_message"

    id: Mapped[PrimaryKey]
    kind: Mapped[Code]
    for_staff: Mapped[bool]
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
