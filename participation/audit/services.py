"""Writing the record: each deed adds its entry to its own transaction; a sealer chains them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from participation.audit import queries, rules
from participation.audit.models import AuditEntry, AuditSeal
from participation.audit.queries import Head
from participation.kernel import clock
from participation.kernel.actors import Actor

_SEALERS_TURN = 0x5EA1
"""The number of the advisory lock that sealers share."""


class Recorded(Protocol):
    """A row that deeds happen to."""

    __tablename__: str
    id: Any


def record(
    session: Session,
    actor: Actor,
    deed: str,
    about: Recorded | None = None,
    *,
    at: datetime | None = None,
    **detail: Any,
) -> None:
    """Record a deed, such as ``consultation.published``, about a row.

    ``detail`` is ids, codes and counts that JSON can say; never words that somebody wrote. ``at``
    is for a deed that has read the clock already.
    """
    object_id = about.id if about is not None and isinstance(about.id, UUID) else None
    session.add(
        AuditEntry(
            at=at or clock.now(session),
            actor_kind=actor.kind,
            actor_id=actor.id,
            deed=deed,
            object_kind=about.__tablename__ if about is not None else "site",
            object_id=object_id,
            detail=detail,
        )
    )


@dataclass(frozen=True)
class Sealed:
    """What one sealing did: how many entries, and the chain's newest link after it."""

    entries: int
    head: Head | None


def seal(session: Session, *, thoroughly: bool = False, most: int = 1000) -> Sealed:
    """Chain the committed entries that aren't sealed yet, oldest first, at most ``most``.

    One sealer works at a time: on PostgreSQL by an advisory lock (another's turn seals nothing),
    on SQLite because there is one writer at a time. Writers of entries never wait for it.
    """
    if session.get_bind().dialect.name == "postgresql" and not session.scalar(
        select(func.pg_try_advisory_xact_lock(_SEALERS_TURN))
    ):
        return Sealed(0, None)
    waiting = session.execute(queries.unsealed(session, thoroughly=thoroughly).limit(most)).all()
    head = queries.head(session)
    seq, prev = (head.seq, head.hash) if head else (0, rules.START)
    links = []
    for entry in waiting:
        seq += 1
        link = queries.entry_hash(seq, prev, entry)
        links.append(
            {"seq": seq, "entry_id": entry.id, "prev": prev, "hash": link, "form": rules.FORM}
        )
        prev = link
    if links:
        session.execute(insert(AuditSeal), links)
    return Sealed(len(links), Head(seq, prev) if seq else None)
