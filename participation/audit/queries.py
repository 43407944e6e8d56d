"""Reading the record: its entries, its head, and whether anything in it was tampered with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from participation.audit import rules
from participation.audit.models import AuditEntry, AuditSeal
from participation.kernel import clock

LATE = timedelta(seconds=60)
"""Entries are written at most so long before their transaction is kept, but for stragglers."""
SHOWN = 1000

COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_kind,
    AuditEntry.actor_id,
    AuditEntry.deed,
    AuditEntry.object_kind,
    AuditEntry.object_id,
    AuditEntry.detail,
)


@dataclass(frozen=True)
class Head:
    """The newest link: whoever noted it can show later that nothing before it changed."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"


@dataclass(frozen=True)
class Fault:
    """Something wrong with the record. ``seq`` is the link it was found at."""

    seq: int
    code: str
    entry_id: UUID | None = None


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole record found."""

    sealed: int
    head: Head | None
    unsealed: int
    oldest_unsealed: timedelta
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.faults


def head(session: Session) -> Head | None:
    """The newest link of the chain; ``None`` while nothing is sealed."""
    row = session.execute(
        select(AuditSeal.seq, AuditSeal.hash).order_by(AuditSeal.seq.desc()).limit(1)
    ).first()
    return None if row is None else Head(row.seq, bytes(row.hash))


def unsealed(session: Session, *, thoroughly: bool = False) -> Select[Any]:
    """A query for entries that aren't sealed yet, oldest first.

    The quick look starts a little before the newest sealed entry, so that it costs the same
    however long the record is; ``thoroughly`` looks through all of it.
    """
    wanted = (
        select(*COLUMNS)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .where(AuditSeal.seq.is_(None))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    if thoroughly:
        return wanted
    newest: datetime | None = session.scalar(
        select(AuditEntry.at)
        .join(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .order_by(AuditSeal.seq.desc())
        .limit(1)
    )
    return wanted if newest is None else wanted.where(AuditEntry.at >= newest - LATE)


def anything_unsealed(session: Session) -> bool:
    """Whether a quick look finds something to seal."""
    return session.execute(unsealed(session).limit(1)).first() is not None


def recent(
    session: Session,
    *,
    object_id: UUID | None = None,
    actor_id: UUID | None = None,
    deed: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Sequence[tuple[AuditEntry, int | None]]:
    """The newest entries first, each with its place in the chain if it is sealed."""
    wanted = (
        select(AuditEntry, AuditSeal.seq)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .offset(offset)
        .limit(limit)
    )
    if object_id is not None:
        wanted = wanted.where(AuditEntry.object_id == object_id)
    if actor_id is not None:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    if deed is not None:
        wanted = wanted.where(AuditEntry.deed == deed)
    return [(entry, seq) for entry, seq in session.execute(wanted)]


def count(session: Session) -> int:
    """How many deeds are on record."""
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def entry_hash(seq: int, prev: bytes, entry: Row[Any]) -> bytes:
    """The hash that an entry should have at that place in the chain."""
    said = {column.key: getattr(entry, column.key) for column in COLUMNS}
    return rules.link(prev, rules.canonical(seq=seq, **said))


def verify(session: Session, noted: Mapping[int, bytes] | None = None) -> Verdict:
    """Check every link against its entry, and against ``noted`` heads (seq to hash).

    Codes of faults: ``gap`` (links are missing), ``unlinked`` (it isn't chained to the one
    before: moved, or its neighbour changed), ``deleted`` (its entry is gone), ``altered`` (the
    entry or its hash changed), ``unknown_form``, ``truncated`` (a noted head is past the end),
    ``forked`` (a noted head isn't what stands there).
    """
    faults: list[Fault] = []
    still_noted = dict(noted or {})
    sealed, last, prev = 0, 0, rules.START
    for row in _links(session):
        sealed += 1
        if row.seq != last + 1:
            faults.append(Fault(last + 1, "gap"))
        if bytes(row.prev) != prev:
            faults.append(Fault(row.seq, "unlinked", row.entry_id))
        if row.form != rules.FORM:
            faults.append(Fault(row.seq, "unknown_form", row.entry_id))
        if row.id is None:
            faults.append(Fault(row.seq, "deleted", row.entry_id))
        elif entry_hash(row.seq, bytes(row.prev), row) != bytes(row.hash):
            faults.append(Fault(row.seq, "altered", row.entry_id))
        expected = still_noted.pop(row.seq, None)
        if expected is not None and expected != bytes(row.hash):
            faults.append(Fault(row.seq, "forked", row.entry_id))
        last, prev = row.seq, bytes(row.hash)
    faults += [
        Fault(seq, "truncated" if seq > last else "gap") for seq in sorted(still_noted) if seq > 0
    ]
    tail = unsealed(session, thoroughly=True).order_by(None).subquery()
    waiting, oldest = session.execute(select(func.count(), func.min(tail.c.at))).one()
    return Verdict(
        sealed=sealed,
        head=Head(last, prev) if sealed else None,
        unsealed=waiting,
        oldest_unsealed=clock.now(session) - oldest if waiting else timedelta(0),
        faults=tuple(faults),
    )


def _links(session: Session) -> Iterator[Row[Any]]:
    wanted = (
        select(
            AuditSeal.seq,
            AuditSeal.entry_id,
            AuditSeal.prev,
            AuditSeal.hash,
            AuditSeal.form,
            *COLUMNS,
        )
        .outerjoin(AuditEntry, AuditSeal.entry_id == AuditEntry.id)
        .order_by(AuditSeal.seq)
        .execution_options(yield_per=SHOWN)
    )
    yield from session.execute(wanted)
