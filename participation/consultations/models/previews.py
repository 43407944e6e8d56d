"""The table of links to a preview, for people without an account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, PrimaryKey


class PreviewLink(Base):
    """A link with a password, under which a consultation may be read before it opens.

    Neither the secret in the link nor the password can be read from here.
    """

    __tablename__ = "preview_link"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
