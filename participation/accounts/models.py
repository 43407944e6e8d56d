"""Tables of staff, their roles, their sessions, one-time links and sign-in throttling."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText


class Staff(Base):
    """A member of staff, a councillor or a partner who signs in."""

    __tablename__ = "staff"

    id: Mapped[PrimaryKey]
    email: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[ShortText]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    roles: Mapped[list["RoleHeld"]] = relationship(
        back_populates="staff", cascade="all, delete-orphan", lazy="selectin"
    )


class RoleHeld(Base):
    """A role of somebody's: across the site (no team), or on one consultation's or panel's team."""

    __tablename__ = "role_held"
    __table_args__ = (UniqueConstraint("staff_id", "role", "team_id"),)

    id: Mapped[PrimaryKey]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    role: Mapped[Code]
    team_id: Mapped[UUID | None] = mapped_column(index=True)

    staff: Mapped[Staff] = relationship(back_populates="roles")


class StaffSession(Base):
    """Somebody signed in on one browser. Ending the row ends the session at the next request."""

    __tablename__ = "staff_session"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link to set a password: an invitation or a reset. Stored hashed, used once."""

    __tablename__ = "one_time_link"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Code]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often a keyed thing was tried lately. The key is an HMAC, never an address."""

    __tablename__ = "throttle"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window_at: Mapped[datetime]
    tries: Mapped[int]
