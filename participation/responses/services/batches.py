"""Envelopes of replies: opened with a count sheet, closed once every one is accounted for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.responses.models import Batch, Slip, SpoiledSlip
from participation.responses.queries import channels
from participation.responses.rules import FormKey, code_for, hash_of
from participation.responses.rules.entering import (
    BY_HAND,
    BatchDetails,
    CannotClose,
    CannotEnter,
    Spoiled,
)
from participation.responses.rules.form_keys import NONCE

MOST_SLIPS = 500
"""How many slips are printed at once: as many as a browser lays out without trouble."""


def open_batch(
    session: Session, *, actor: Actor, consultation_id: UUID, details: BatchDetails
) -> Batch:
    """Begin keying in an envelope. Raises :class:`CannotEnter`."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_ENTER, on=consultation)
    now = clock.now(session)
    problems = [
        *([] if details.channel in BY_HAND else ["channel"]),
        *([] if details.counted > 0 else ["counted"]),
        *(["not_come_yet"] if details.came_on > clock.day_in_london(now) else []),
    ]
    if problems:
        raise CannotEnter(problems)
    row = Batch(
        consultation_id=consultation.id,
        channel=details.channel.value,
        name=details.name.strip()[:200],
        language=details.language,
        came_on=details.came_on,
        counted=details.counted,
        opened_at=now,
        opened_by=actor.id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "batch.opened", row, channel=row.channel, counted=details.counted)
    return row


def note_spoiled(
    session: Session, *, actor: Actor, batch_id: UUID, reason: str, note: str = ""
) -> SpoiledSlip:
    """Account for one that can't be keyed in. Raises :class:`CannotEnter`."""
    batch = _for_change(session, actor, batch_id)
    problems = [] if reason in set(Spoiled) else ["reason"]
    if reason == Spoiled.OTHER and not note.strip():
        problems.append("note")
    if batch.closed_at is not None:
        problems.append("batch_closed")
    if problems:
        raise CannotEnter(problems)
    row = SpoiledSlip(
        batch_id=batch.id,
        reason=reason,
        note=note.strip()[:300],
        noted_at=clock.now(session),
        noted_by=actor.id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "batch.spoiled", batch, reason=reason)
    return row


def count_again(session: Session, *, actor: Actor, batch_id: UUID, counted: int) -> Batch:
    """Put the count sheet right: what it said before stays on the record."""
    batch = _for_change(session, actor, batch_id)
    if batch.closed_at is not None:
        raise CannotEnter(["batch_closed"])
    if counted <= 0:
        raise CannotEnter(["counted"])
    before, batch.counted = batch.counted, counted
    audit.record(session, actor, "batch.counted_again", batch, counted=[before, counted])
    return batch


def close_batch(session: Session, *, actor: Actor, batch_id: UUID) -> Batch:
    """Close it, if entered + spoiled = counted. Raises :class:`CannotClose`."""
    batch = _for_change(session, actor, batch_id)
    if batch.closed_at is not None:
        raise CannotClose(["closed"])
    count = channels.count_of(session, batch_id)
    if not count.reconciles:
        raise CannotClose([f"left:{count.left}"])
    batch.closed_at, batch.closed_by = clock.now(session), actor.id
    audit.record(
        session,
        actor,
        "batch.closed",
        batch,
        counted=count.counted,
        entered=count.entered,
        spoiled=count.spoiled,
    )
    return batch


def note_second_look(session: Session, *, actor: Actor, batch_id: UUID) -> Batch:
    """Record that somebody else compared a closed batch with its paper."""
    batch = _for_change(session, actor, batch_id)
    if batch.closed_at is None:
        raise CannotClose(["still_open"])
    if actor.id is not None and actor.id in {batch.closed_by, batch.opened_by}:
        raise CannotClose(["same_person"])
    batch.checked_at, batch.checked_by = clock.now(session), actor.id
    audit.record(session, actor, "batch.checked", batch)
    return batch


def allocate_slips(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    number: int,
    language: str,
    large_print: bool = False,
) -> Sequence[str]:
    """References for slips that are about to be printed. They stand on the paper alone.

    Raises :class:`CannotEnter`.
    """
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_ENTER, on=consultation)
    if not 1 <= number <= MOST_SLIPS:
        raise CannotEnter(["slips"])
    keys, now = session.info["keys"], clock.now(session)
    codes = []
    for _ in range(number):
        key = FormKey(consultation.id, now, keys.current, secrets.token_bytes(NONCE))
        code = code_for(keys, key)
        codes.append(code)
        session.add(
            Slip(
                consultation_id=consultation.id,
                receipt_hash=hash_of(keys, code, key.key_id),
                receipt_key=key.key_id,
                large_print=large_print,
                language=language,
                printed_at=now,
                printed_by=actor.id,
            )
        )
    session.flush()
    audit.record(
        session, actor, "slips.printed", consultation, number=number, large_print=large_print
    )
    return codes


def _for_change(session: Session, actor: Actor, batch_id: UUID) -> Batch:
    batch = channels.batch(session, batch_id, hold=True)
    actor.require(Permission.RESPONSE_ENTER, on=consultations.get(session, batch.consultation_id))
    return batch
