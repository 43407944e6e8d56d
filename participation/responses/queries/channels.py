"""Reading what was keyed in: batches and their count sheets, slips, and every channel's tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.evidence.queries import telling as evidence
from participation.evidence.rules import LateRule
from participation.files import queries as files
from participation.files.rules import FileFacts
from participation.kernel.errors import NotFound
from participation.responses.models import (
    Batch,
    Entry,
    EntryFile,
    Response,
    Slip,
    SpoiledSlip,
)
from participation.responses.rules import Tally, hashes_of, normal_receipt, tallies_of
from participation.responses.rules.entering import Count


def tallies(session: Session, consultation_id: UUID) -> dict[str, Tally]:
    """How many came by each channel, and where each stands."""
    groups = session.execute(
        select(Response.channel, Response.status, Response.reason, func.count())
        .where(Response.consultation_id == consultation_id)
        .group_by(Response.channel, Response.status, Response.reason)
    )
    return tallies_of((channel, status, why, number) for channel, status, why, number in groups)


def signatures(session: Session, consultation_id: UUID) -> int:
    """How many people signed the petitions that count."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(Entry.signatures), 0))
            .join(Response, Response.id == Entry.response_id)
            .where(Entry.consultation_id == consultation_id, Response.status == "counted")
        )
        or 0
    )


def batch(session: Session, batch_id: UUID, *, hold: bool = False) -> Batch:
    """A batch by its id. Raises ``NotFound``."""
    found = session.scalar(
        select(Batch).where(Batch.id == batch_id).with_for_update()
        if hold
        else select(Batch).where(Batch.id == batch_id)
    )
    if found is None:
        raise NotFound
    return found


def batches(session: Session, consultation_id: UUID) -> Sequence[Batch]:
    """A consultation's batches, those still open first."""
    return session.scalars(
        select(Batch)
        .where(Batch.consultation_id == consultation_id)
        .order_by(Batch.closed_at.is_not(None), Batch.opened_at.desc(), Batch.id)
    ).all()


def counts(session: Session, batch_ids: Sequence[UUID]) -> Mapping[UUID, Count]:
    """How the count sheets of some batches stand."""
    entered = dict(
        session.execute(
            select(Entry.batch_id, func.count())
            .where(Entry.batch_id.in_(batch_ids))
            .group_by(Entry.batch_id)
        ).all()
    )
    spoiled = dict(
        session.execute(
            select(SpoiledSlip.batch_id, func.count())
            .where(SpoiledSlip.batch_id.in_(batch_ids))
            .group_by(SpoiledSlip.batch_id)
        ).all()
    )
    return {
        one: Count(counted, entered.get(one, 0), spoiled.get(one, 0))
        for one, counted in session.execute(
            select(Batch.id, Batch.counted).where(Batch.id.in_(batch_ids))
        )
    }


def count_of(session: Session, batch_id: UUID) -> Count:
    """How one count sheet stands. Raises ``NotFound``."""
    found = counts(session, [batch_id])
    if batch_id not in found:
        raise NotFound
    return found[batch_id]


def spoiled_in(session: Session, batch_id: UUID) -> Sequence[SpoiledSlip]:
    """Those in a batch that couldn't be keyed in."""
    return session.scalars(
        select(SpoiledSlip)
        .where(SpoiledSlip.batch_id == batch_id)
        .order_by(SpoiledSlip.noted_at, SpoiledSlip.id)
    ).all()


def entries_in(session: Session, batch_id: UUID) -> Sequence[tuple[Entry, Response]]:
    """What was keyed in from a batch, in the order of keying."""
    rows = session.execute(
        select(Entry, Response)
        .join(Response, Response.id == Entry.response_id)
        .where(Entry.batch_id == batch_id)
        .order_by(Entry.number)
    )
    return [(entry, response) for entry, response in rows]


def entry_of(session: Session, response_id: UUID) -> Entry | None:
    """How a response came, if somebody keyed it in."""
    return session.get(Entry, response_id)


def originals_of(session: Session, response_id: UUID) -> list[FileFacts]:
    """The originals kept with a response."""
    ids = session.scalars(
        select(EntryFile.file_id)
        .where(EntryFile.response_id == response_id)
        .order_by(EntryFile.position)
    ).all()
    found = files.facts(session, ids)
    return [found[one] for one in ids if one in found]


def slip_by_code(session: Session, consultation_id: UUID, code: str) -> Slip | None:
    """The printed slip of a reference, if this consultation printed it."""
    tidy = normal_receipt(code)
    if tidy is None:
        return None
    return session.scalar(
        select(Slip).where(
            Slip.receipt_hash.in_(hashes_of(session.info["keys"], tidy)),
            Slip.consultation_id == consultation_id,
        )
    )


def is_on_a_slip(session: Session, code: str) -> bool:
    """Whether a reference was printed on a paper form, whether or not it came back."""
    tidy = normal_receipt(code)
    if tidy is None:
        return False
    hashes = hashes_of(session.info["keys"], tidy)
    return session.scalar(select(Slip.id).where(Slip.receipt_hash.in_(hashes))) is not None


def slips_printed(session: Session, consultation_id: UUID) -> tuple[int, int]:
    """How many slips were printed, and how many of them came back and were keyed in."""
    printed = session.scalar(
        select(func.count()).select_from(Slip).where(Slip.consultation_id == consultation_id)
    )
    back = session.scalar(
        select(func.count())
        .select_from(Entry)
        .where(Entry.consultation_id == consultation_id, Entry.slip_id.is_not(None))
    )
    return printed or 0, back or 0


def late_counts(session: Session, consultation_id: UUID, chosen: bool | None) -> bool | None:
    """Whether late post is counted: by the rule published before opening, else as is chosen."""
    rule = evidence.particulars(session, consultation_id).late_rule
    return rule == LateRule.COUNTED if rule else chosen


def last_day_keyed(session: Session, batch_id: UUID) -> date | None:
    """The day on which the newest entry of a batch came."""
    return session.scalar(select(func.max(Entry.came_on)).where(Entry.batch_id == batch_id))
