"""Tables of the record: entries as they are written, and the chain that seals them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class AuditEntry(Base):
    """One deed. Written in the deed's own transaction; never changed, never deleted.

    ``detail`` holds ids, codes and counts: never a reply, a name or an address.
    """

    __tablename__ = "audit_entry"

    id: Mapped[PrimaryKey]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[Code]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    deed: Mapped[Code] = mapped_column(index=True)
    object_kind: Mapped[Code]
    object_id: Mapped[UUID | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]


class AuditSeal(Base):
    """One link of the chain: SHA-256 over the link before and the entry's canonical form."""

    __tablename__ = "audit_seal"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    prev: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    form: Mapped[str] = mapped_column(String(20), default="v1")
