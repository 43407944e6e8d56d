"""Tables of draws and of the members whom a draw chose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class SelectionRun(Base):
    """One execution of a draw: the pool and quotas frozen, tickets made, sealed, one drawn.

    ``pool`` and ``tickets`` are compressed JSON of registrants' numbers and features; nothing in
    them names anybody. ``salt`` is encrypted until an audit. A test run can't be sealed.
    """

    __tablename__ = "selection_run"
    __table_args__ = (UniqueConstraint("panel_id", "number"),)

    id: Mapped[PrimaryKey]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), index=True)
    number: Mapped[int]
    test: Mapped[bool]
    replaces: Mapped[bool] = mapped_column(default=False)
    method: Mapped[Code]
    seed: Mapped[int]
    size: Mapped[int]
    status: Mapped[Code]
    quotas: Mapped[list[Any]]
    pool: Mapped[bytes] = mapped_column(LargeBinary)
    tickets: Mapped[bytes | None] = mapped_column(LargeBinary)
    summary: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    pool_digest: Mapped[str | None] = mapped_column(String(64))
    tickets_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    sealed_at: Mapped[datetime | None]
    digits: Mapped[str | None] = mapped_column(String(3))
    drawn_at: Mapped[datetime | None]
    opening: Mapped[dict[str, Any] | None]


class Membership(Base):
    """Somebody's place on a panel, from being drawn to the end."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("panel_id", "registrant_id"),)

    id: Mapped[PrimaryKey]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), index=True)
    registrant_id: Mapped[UUID] = mapped_column(ForeignKey("registrant.id"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("selection_run.id"))
    status: Mapped[Code]
    calls: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class MembershipEvent(Base):
    """What happened to a place on a panel: only added to."""

    __tablename__ = "membership_event"

    id: Mapped[PrimaryKey]
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    status: Mapped[Code]
    at: Mapped[datetime]
    by: Mapped[UUID | None]
