"""Reading files: what they are without their bytes, and the bytes when they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.files.models import FileContent, StoredFile
from participation.files.rules import FileFacts
from participation.kernel.errors import NotFound


@dataclass(frozen=True)
class FileToSend:
    """A file with its bytes."""

    facts: FileFacts
    content: bytes


def facts_of(row: StoredFile) -> FileFacts:
    """The row as a plain value."""
    return FileFacts(row.id, row.name, row.media_type, row.size, row.digest)


def get(session: Session, file_id: UUID) -> StoredFile:
    """The file's row. Raises ``NotFound``."""
    row = session.get(StoredFile, file_id)
    if row is None:
        raise NotFound
    return row


def facts(session: Session, file_ids: Iterable[UUID | None]) -> Mapping[UUID, FileFacts]:
    """What several files are, in one question to the database."""
    wanted = [one for one in file_ids if one is not None]
    if not wanted:
        return {}
    rows = session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))
    return {row.id: facts_of(row) for row in rows}


def to_send(session: Session, file_id: UUID) -> FileToSend:
    """The file with its bytes. Raises ``NotFound``. Who may have it is for the caller to ask."""
    row = get(session, file_id)
    content = session.scalar(select(FileContent.content).where(FileContent.digest == row.digest))
    if content is None:
        raise NotFound
    return FileToSend(facts_of(row), bytes(content))
