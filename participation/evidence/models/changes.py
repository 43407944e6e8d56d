"""Tables of what was shown, from when on, and of what was said when it changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, Words


class Snapshot(Base):
    """All that a consultation's pages say, under the SHA-256 of it."""

    __tablename__ = "snapshot"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]]


class PageVersion(Base):
    """From this moment on, until the next, people saw that snapshot.

    A reply belongs to the version in force when it was received: nothing is written with the
    reply itself.
    """

    __tablename__ = "page_version"
    __table_args__ = (Index("ix_page_version_consultation_id_at", "consultation_id", "at"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(ForeignKey("snapshot.digest"), index=True)


class Notice(Base):
    """What the public was told of a change while people could reply."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_consultation_id_at", "consultation_id", "at"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[Code]
    reason: Mapped[Code]
    words: Mapped[Words]
    detail: Mapped[dict[str, Any]]
    given_by: Mapped[UUID | None]
