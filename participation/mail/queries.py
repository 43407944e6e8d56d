"""Reading the outbox: only letters to staff can be opened, and only by their keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import InvalidToken, MultiFernet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kernel.errors import NotFound
from participation.mail.models import OutboxMessage
from participation.mail.rules import Letter


@dataclass(frozen=True)
class Kept:
    """A letter to staff, with its words where they're still held."""

    message: OutboxMessage
    letter: Letter | None


def get(session: Session, message_id: UUID) -> OutboxMessage:
    """The letter of that id. Raises :class:`NotFound`."""
    found = session.get(OutboxMessage, message_id)
    if found is None:
        raise NotFound("outbox_message")
    return found


def read_payload(message: OutboxMessage, fields: MultiFernet) -> Letter | None:
    """A letter's words, or ``None`` where they were erased or no key opens them."""
    if message.payload is None:
        return None
    try:
        return Letter(**json.loads(fields.decrypt(message.payload)))
    except InvalidToken:
        return None


def for_staff(session: Session, fields: MultiFernet, *, limit: int = 100) -> Sequence[Kept]:
    """Letters to staff, newest first. Letters to residents are never among them."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.for_staff)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id)
        .limit(limit)
    )
    return [Kept(row, read_payload(row, fields)) for row in rows]


def resident_counts(session: Session) -> dict[str, int]:
    """How many letters to residents there are of each status: counts, never words."""
    rows = session.execute(
        select(OutboxMessage.status, func.count())
        .where(OutboxMessage.for_staff.is_(False))
        .group_by(OutboxMessage.status)
    )
    return dict(rows.all())
