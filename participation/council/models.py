"""One row: what staff say on screen about their council."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Words


class Council(Base):
    """The council whose site this is. There is one row, with id 1."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[Words]
    languages: Mapped[list[Any]]
    brand_colour: Mapped[str] = mapped_column(String(9))
    link_colour: Mapped[str] = mapped_column(String(9))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_kind: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    telephone: Mapped[str | None] = mapped_column(String(60))
    contact: Mapped[Words]
    privacy_notice: Mapped[Words]
    accessibility_statement: Mapped[Words]
    changed_at: Mapped[datetime]
