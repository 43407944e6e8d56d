"""Two tables: what a file is, and its bytes, kept once however often they are attached."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, PrimaryKey, ShortText


class FileContent(Base):
    """The bytes, under their SHA-256."""

    __tablename__ = "file_content"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StoredFile(Base):
    """A file that something refers to: what it is called, and what it was found to be."""

    __tablename__ = "stored_file"

    id: Mapped[PrimaryKey]
    digest: Mapped[str] = mapped_column(ForeignKey("file_content.digest"), index=True)
    name: Mapped[ShortText]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(20))
    kept_at: Mapped[datetime]
    kept_by: Mapped[UUID | None]
