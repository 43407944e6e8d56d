"""Answering what people ask about their own data, holding data, and erasing words when due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses import queries
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Appeal,
    Draft,
    Entry,
    Handling,
    LegalHold,
    Response,
    ResponseVersion,
    RightsRequest,
    RightsResponse,
    SentDocument,
    Signal,
)
from participation.responses.queries import rights
from participation.responses.queries.rights import About
from participation.responses.rules import Status
from participation.responses.rules.rights import (
    CLOCK,
    EXTENSION,
    NAMES_LAST_MONTHS,
    Answered,
    CannotHandle,
    RequestDetails,
    months_later,
    request_problems,
)
from participation.responses.services.entering import forget_entry
from participation.responses.services.ledger import erase

BATCH = 500


def open_request(session: Session, *, actor: Actor, details: RequestDetails) -> RightsRequest:
    """Write down that somebody asks about their data; the clock runs from the day it came.

    Raises :class:`CannotHandle` with every problem.
    """
    actor.require(Permission.RIGHTS_HANDLE)
    now = clock.now(session)
    if problems := request_problems(details, clock.day_in_london(now)):
        raise CannotHandle(problems)
    fields = session.info["keys"].fields
    row = RightsRequest(
        kind=details.kind,
        name=fields.encrypt(details.name.strip().encode()),
        contact=fields.encrypt(details.contact.strip().encode()),
        received_on=details.received_on,
        due_on=details.received_on + CLOCK,
        created_at=now,
        created_by=actor.id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "rights.asked", row, kind=row.kind)
    return row


def _open(session: Session, actor: Actor, request_id: UUID) -> RightsRequest:
    actor.require(Permission.RIGHTS_HANDLE)
    row = session.scalar(
        select(RightsRequest).where(RightsRequest.id == request_id).with_for_update()
    )
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise CannotHandle(["closed"])
    return row


def search(
    session: Session, *, actor: Actor, request_id: UUID, reference: str = "", words: str = ""
) -> list[About]:
    """Replies by their reference or by a name in them. That it was searched is on the record."""
    row = _open(session, actor, request_id)
    found: list[About] = []
    if reference.strip():
        one = queries.by_receipt(session, reference)
        if one is not None:
            consultation = consultations.get(session, one.consultation_id)
            held = bool(rights.held_among(session, {consultation.id}))
            found = [About(one, consultation, held)]
    elif len(words.strip()) >= 3:
        found = rights.that_say(session, words.strip())
    else:
        raise CannotHandle(["search"])
    audit.record(
        session,
        actor,
        "rights.searched",
        row,
        by="reference" if reference.strip() else "name",
        found=len(found),
    )
    return found


def link(session: Session, *, actor: Actor, request_id: UUID, response_id: UUID) -> None:
    """Say that a reply is of whoever asks. A second time changes nothing."""
    row = _open(session, actor, request_id)
    response = queries.get(session, response_id)
    if session.get(RightsResponse, (request_id, response_id)) is None:
        session.add(RightsResponse(request_id=request_id, response_id=response_id))
        audit.record(session, actor, "rights.linked", row, response=str(response.id))
        session.flush()


def unlink(session: Session, *, actor: Actor, request_id: UUID, response_id: UUID) -> None:
    """Say that a reply isn't of whoever asks after all."""
    row = _open(session, actor, request_id)
    session.execute(
        delete(RightsResponse).where(
            RightsResponse.request_id == request_id, RightsResponse.response_id == response_id
        )
    )
    audit.record(session, actor, "rights.unlinked", row, response=str(response_id))


def hand_over(session: Session, *, actor: Actor, request_id: UUID) -> dict[str, Any]:
    """A copy of everything kept of the replies linked, on the record before it is handed over."""
    actor.require(Permission.RIGHTS_HANDLE)
    row = rights.request(session, request_id)
    replies = rights.copy_of(session, request_id)
    audit.record(session, actor, "rights.handed_over", row, replies=len(replies))
    return {
        "asked_on": row.received_on.isoformat(),
        "made_on": clock.day_in_london(clock.now(session)).isoformat(),
        "replies": replies,
    }


def erase_linked(session: Session, *, actor: Actor, request_id: UUID) -> int:
    """Erase the words of every reply linked. Gives how many; none while a hold stands.

    Raises :class:`CannotHandle`: ``nothing_linked`` ``held`` ``closed``.
    """
    row = _open(session, actor, request_id)
    about = rights.linked(session, request_id)
    if not about:
        raise CannotHandle(["nothing_linked"])
    if any(one.held for one in about):
        raise CannotHandle(["held"])
    done = 0
    for one in sorted(about, key=lambda each: each.response.id):
        if one.response.status != Status.ERASED:
            erase(
                session,
                actor=actor,
                response_id=one.response.id,
                why="asked",
                permission=Permission.RIGHTS_HANDLE,
            )
            done += 1
    audit.record(session, actor, "rights.erased", row, replies=done)
    return done


def extend(session: Session, *, actor: Actor, request_id: UUID, why: str) -> RightsRequest:
    """Take longer over a hard request, once, with a reason that whoever asked is told."""
    row = _open(session, actor, request_id)
    problems = []
    if not why.strip():
        problems.append("note")
    if row.extended_why:
        problems.append("extended")
    if problems:
        raise CannotHandle(problems)
    row.due_on, row.extended_why = row.due_on + EXTENSION, why.strip()[:300]
    audit.record(session, actor, "rights.extended", row)
    return row


def close_request(
    session: Session, *, actor: Actor, request_id: UUID, outcome: str, note: str = ""
) -> RightsRequest:
    """Say how a request ended; refusing one needs a note. Raises :class:`CannotHandle`."""
    row = _open(session, actor, request_id)
    if outcome not in {one.value for one in Answered}:
        raise CannotHandle(["kind"])
    if outcome == Answered.REFUSED and not note.strip():
        raise CannotHandle(["note"])
    row.outcome, row.note = outcome, note.strip()[:300] or None
    row.closed_at, row.closed_by = clock.now(session), actor.id
    audit.record(session, actor, "rights.closed", row, outcome=outcome)
    return row


# Holds


def hold(session: Session, *, actor: Actor, consultation_id: UUID, reason: str) -> LegalHold:
    """Let nothing of a consultation be erased until the hold is lifted."""
    actor.require(Permission.RIGHTS_HANDLE)
    consultation = consultations.get_for_change(session, consultation_id)
    if not reason.strip():
        raise CannotHandle(["note"])
    row = LegalHold(
        consultation_id=consultation_id,
        reason=reason.strip()[:300],
        made_at=clock.now(session),
        made_by=actor.id,
    )
    session.add(row)
    audit.record(session, actor, "consultation.held", consultation)
    session.flush()
    return row


def lift(session: Session, *, actor: Actor, hold_id: UUID) -> LegalHold:
    """Lift a hold. A second time changes nothing."""
    actor.require(Permission.RIGHTS_HANDLE)
    row = session.get(LegalHold, hold_id)
    if row is None:
        raise NotFound
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = clock.now(session), actor.id
        consultation = consultations.get(session, row.consultation_id)
        audit.record(session, actor, "consultation.hold_lifted", consultation)
    return row


# Retention


def erase_due_words(session: Session, consultation_id: UUID) -> bool:
    """Erase the words of one batch of a consultation's replies that were kept long enough.

    Counts, choices and statuses stay. Gives whether there is more to do. Safe to run twice.
    """
    consultations.get_for_change(session, consultation_id)
    now = clock.now(session)
    if consultation_id not in rights.words_due(session, now):
        return False
    worded = (
        select(Response.id)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .where(Response.consultation_id == consultation_id, Answer.text.is_not(None))
        .distinct()
        .limit(BATCH)
    )
    some = list(session.scalars(worded))
    if some:
        _erase_words(session, some)
        return True
    _erase_rest(session, consultation_id)
    session.get_one(Handling, consultation_id).words_erased_at = now
    consultation = consultations.get(session, consultation_id)
    audit.record(session, SYSTEM, "consultation.words_erased", consultation)
    session.flush()
    return False


def _erase_words(session: Session, response_ids: list[UUID]) -> None:
    versions = select(ResponseVersion.id).where(ResponseVersion.response_id.in_(response_ids))
    answers = select(Answer.id).where(Answer.response_version_id.in_(versions))
    session.execute(
        update(Appeal).where(Appeal.answer_id.in_(answers)).values(words=None, reply=None)
    )
    places = AnswerChoice.row.in_(("lat", "lon"))
    session.execute(delete(AnswerChoice).where(AnswerChoice.answer_id.in_(answers), places))
    session.execute(update(Answer).where(Answer.id.in_(answers)).values(text=None))


def _erase_rest(session: Session, consultation_id: UUID) -> None:
    mine = select(Response.id).where(Response.consultation_id == consultation_id)
    session.execute(delete(Signal).where(Signal.response_id.in_(mine)))
    session.execute(delete(Draft).where(Draft.consultation_id == consultation_id))
    beside = mine.where(
        or_(
            Response.id.in_(select(Entry.response_id)),
            Response.id.in_(select(SentDocument.response_id)),
        )
    )
    for response_id in session.scalars(beside).all():
        forget_entry(session, actor=SYSTEM, response_id=response_id)
    session.execute(
        update(Response)
        .where(Response.consultation_id == consultation_id)
        .values(organisation=None, source=None, word_hash=None, form_box=None, note=None)
    )


def forget_names(session: Session) -> int:
    """Forget who asked, a year after a request was closed. Gives how many."""
    now = clock.now(session)
    rows = session.scalars(
        select(RightsRequest).where(
            RightsRequest.closed_at < now - timedelta(days=28 * NAMES_LAST_MONTHS),
            RightsRequest.name.is_not(None),
        )
    ).all()
    gone = [row for row in rows if row.closed_at and months_later(row.closed_at, 12) <= now]
    for row in gone:
        row.name = row.contact = None
    session.flush()
    return len(gone)
