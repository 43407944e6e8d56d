"""Writing the record: each deed adds its entry to the transaction it happens in."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.kernel import clock
from participation.kernel.actors import Actor


class Recorded(Protocol):
    """A row that deeds happen to."""

    __tablename__: str
    id: Any


def record(
    session: Session, actor: Actor, deed: str, about: Recorded | None = None, **detail: Any
) -> None:
    """Record a deed, such as ``consultation.published``, about a row.

    ``detail`` is ids, codes and counts that JSON can say; never words that somebody wrote.
    """
    object_id = about.id if about is not None and isinstance(about.id, UUID) else None
    session.add(
        AuditEntry(
            at=clock.now(session),
            actor_kind=actor.kind,
            actor_id=actor.id,
            deed=deed,
            object_kind=about.__tablename__ if about is not None else "site",
            object_id=object_id,
            detail=detail,
        )
    )
