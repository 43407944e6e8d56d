"""Keeping files and forgetting them, inside the deed that they belong to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.files import queries, rules
from participation.files.models import FileContent, StoredFile
from participation.kernel import clock
from participation.kernel.actors import Actor


def keep_file(
    session: Session,
    *,
    actor: Actor,
    upload: rules.Upload,
    purpose: rules.Purpose,
    largest: int = rules.LARGEST,
) -> StoredFile:
    """Keep a file in the caller's transaction. Raises ``rules.CannotKeep``.

    The caller has asked leave about the object that it is attached to, and keeps the file's id.
    """
    checked = rules.check(upload, purpose, largest=largest)
    _keep_content(session, checked)
    row = StoredFile(
        digest=checked.digest,
        name=checked.name,
        media_type=checked.kind.media_type,
        size=len(checked.content),
        purpose=purpose.value,
        kept_at=clock.now(session),
        kept_by=actor.id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "file.kept",
        row,
        digest=row.digest,
        media_type=row.media_type,
        size=row.size,
        purpose=row.purpose,
    )
    return row


def _keep_content(session: Session, checked: rules.Checked) -> None:
    """Put the bytes in unless they are there, and hold them so that nobody forgets them now."""
    engine = session.get_bind().dialect.name
    insert = postgresql.insert if engine == "postgresql" else sqlite.insert
    wanted = {
        "digest": checked.digest,
        "size": len(checked.content),
        "content": checked.content,
    }
    held = select(FileContent.digest).where(FileContent.digest == checked.digest)
    while session.scalar(held.with_for_update(read=True)) is None:
        session.execute(insert(FileContent).values(wanted).on_conflict_do_nothing())


def forget_file(session: Session, *, actor: Actor, file_id: UUID) -> None:
    """Remove a file that nothing refers to any more, and its bytes if no other file has them."""
    row = queries.get(session, file_id)
    digest = row.digest
    audit.record(session, actor, "file.forgotten", row, digest=digest, purpose=row.purpose)
    session.delete(row)
    session.flush()
    session.execute(
        select(FileContent.digest).where(FileContent.digest == digest).with_for_update()
    )
    session.execute(
        delete(FileContent).where(
            FileContent.digest == digest,
            ~select(StoredFile.id).where(StoredFile.digest == digest).exists(),
        )
    )
