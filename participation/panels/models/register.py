"""Tables of those who put their names forward. Who they are and what they are like stand apart."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey


class Registrant(Base):
    """Somebody who put their name forward.

    ``contact`` is encrypted: name, address, postcode, telephone, e-mail, needs. The hashes are
    keyed, so that the same person or household can be found without reading anybody's contact.
    ``household`` is the same for people who live together, as an officer confirmed or as their
    address says.
    """

    __tablename__ = "registrant"
    __table_args__ = (UniqueConstraint("panel_id", "number"),)

    id: Mapped[PrimaryKey]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), index=True)
    number: Mapped[int]
    form_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    receipt_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    contact: Mapped[bytes | None] = mapped_column(LargeBinary)
    person_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    household: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    channel: Mapped[Code]
    language: Mapped[str] = mapped_column(String(8))
    consents: Mapped[dict[str, Any]]
    registered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    out_at: Mapped[datetime | None]
    out_reason: Mapped[str | None] = mapped_column(String(80))


class RegistrantFeature(Base):
    """Which feature of a category somebody has: opaque keys, and no name beside them."""

    __tablename__ = "registrant_feature"

    registrant_id: Mapped[UUID] = mapped_column(
        ForeignKey("registrant.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[UUID] = mapped_column(ForeignKey("panel_category.id"), primary_key=True)
    feature_id: Mapped[UUID] = mapped_column(ForeignKey("panel_feature.id"), index=True)
