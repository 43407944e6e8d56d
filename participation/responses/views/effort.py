"""What sending asks of a device while very many people reply; saving never asks anything."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request

from participation.extensions import keys, reading
from participation.kernel import clock
from participation.responses import queries
from participation.responses.queries import rate
from participation.responses.rules import FormKey
from participation.responses.rules.effort import (
    BITS,
    PARTS,
    WAIT,
    may_send,
    new_challenge,
    read_challenge,
    seconds_left,
)

KNOWN_FOR = 5.0
"""Seconds for which a process goes by the rate it last looked up."""


@dataclass(frozen=True)
class Effort:
    """What the check page asks: ``seconds`` is how long to wait where no script runs."""

    challenge: str
    seed: str
    seconds: int
    pressed: bool
    bits: int = BITS
    parts: int = PARTS
    wait: int = int(WAIT.total_seconds())


def _busy(consultation_id: UUID) -> bool:
    known = current_app.extensions.setdefault("responses_rate", {})
    looked_at, busy = known.get(consultation_id, (None, False))
    if looked_at is None or time.monotonic() - looked_at > KNOWN_FOR:
        busy = rate.is_busy(reading(), consultation_id)
        known[consultation_id] = (time.monotonic(), busy)
    return bool(busy)


def asked_of(key: FormKey, *, pressed: bool = False) -> Effort | None:
    """What sending this form asks just now, if anything. A challenge given before still stands."""
    if not _busy(key.consultation_id) or queries.by_form(reading(), key):
        return None
    now = clock.now(reading())
    given = request.form.get("effort", "")
    standing = read_challenge(keys(), given, key.form_hash, now) if given else None
    standing = standing or new_challenge(keys(), key.form_hash, now)
    return Effort(standing.written, standing.seed, seconds_left(standing, now), pressed)


def is_due(key: FormKey) -> bool:
    """Whether this form is to be worked or waited for before it is sent."""
    if not _busy(key.consultation_id) or queries.by_form(reading(), key):
        return False
    now = clock.now(reading())
    given = read_challenge(keys(), request.form.get("effort", ""), key.form_hash, now)
    return not may_send(given, request.form.get("effort_proof", ""), now)
