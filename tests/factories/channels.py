"""Batches, slips and keyed-in replies for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor
from participation.responses.models import Batch
from participation.responses.rules import Channel, Given
from participation.responses.rules.entering import BatchDetails, EntryDetails, given_from_boxes
from participation.responses.services.batches import open_batch
from participation.responses.services.entering import Entered, enter
from tests.factories.responses import make_form_key


def make_batch(session: Session, consultation: Consultation, **changes: Any) -> Batch:
    """A batch of paper with three slips in it."""
    details = {
        "channel": Channel.PAPER,
        "name": "Library box",
        "language": "en",
        "came_on": clock.day_in_london(clock.now(session)),
        "counted": 3,
    } | changes
    return open_batch(
        session, actor=SYSTEM, consultation_id=consultation.id, details=BatchDetails(**details)
    )


def entry_details(
    session: Session, consultation: Consultation, typed: dict[str, str], **changes: Any
) -> EntryDetails:
    """What was keyed in, by the names of boxes."""
    asked = consultations.asked(session, consultation.id)
    answers = {one.question_id: given_from_boxes(one, typed) for one in asked}
    given = {
        "channel": Channel.PAPER,
        "language": "en",
        "came_on": clock.day_in_london(clock.now(session)) - timedelta(days=0),
        "answers": answers,
    } | changes
    return EntryDetails(**given)


def key_in(
    session: Session,
    consultation: Consultation,
    typed: dict[str, str] | None = None,
    *,
    actor: Actor = SYSTEM,
    batch: Batch | None = None,
    key: Any = None,
    **changes: Any,
) -> Entered:
    """Key in one reply."""
    return enter(
        session,
        actor=actor,
        key=key or make_form_key(session, consultation)[1],
        details=entry_details(session, consultation, typed or {"q1": "More trees"}, **changes),
        batch_id=batch.id if batch else None,
    )


__all__ = ["Given", "entry_details", "key_in", "make_batch"]
