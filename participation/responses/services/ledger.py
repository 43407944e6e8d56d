"""What may become of a response after it was received. Nothing is deleted to change a result."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.equality import services as equality
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import Refusal
from participation.responses import queries
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Appeal,
    Draft,
    Response,
    ResponseVersion,
    Signal,
)
from participation.responses.queries.rights import held_among
from participation.responses.rules import (
    ERASURES,
    REASONS,
    CannotChange,
    Deed,
    Reason,
    Status,
    status_after,
)
from participation.responses.services.entering import forget_entry


class BadReason(Refusal):
    """Not a reason that a response may be set aside for, or “other” with nothing said."""


def note_reading(session: Session, *, actor: Actor, response_id: UUID) -> Response:
    """Record that a member of staff is about to read a response. Raises ``NotAllowed``."""
    response = queries.get(session, response_id)
    _require(session, actor, Permission.RESPONSE_READ, response)
    audit.record(session, actor, "response.read", response)
    return response


def set_aside(
    session: Session, *, actor: Actor, response_id: UUID, reason: str, note: str = ""
) -> Response:
    """Leave a response out of the count, with a reason that whoever holds its reference can see.

    Raises :class:`BadReason`, ``CannotChange`` or ``NotAllowed``.
    """
    note = note.strip()
    if reason not in REASONS or (reason == Reason.OTHER and not note):
        raise BadReason(["reason"])
    response = _move(session, actor, response_id, Deed.SET_ASIDE)
    response.reason, response.note = reason, note[:300] or None
    audit.record(session, actor, "response.set_aside", response, reason=reason)
    return response


def restore(session: Session, *, actor: Actor, response_id: UUID) -> Response:
    """Count a response again that was set aside. Raises ``CannotChange`` or ``NotAllowed``."""
    response = _move(session, actor, response_id, Deed.RESTORE)
    before, response.reason, response.note = response.reason, None, None
    audit.record(session, actor, "response.restored", response, was=before)
    return response


def withdraw(session: Session, *, actor: Actor, response_id: UUID) -> Response:
    """Take a response back, as whoever sent it asked. Its words are kept but count no more."""
    response = _move(session, actor, response_id, Deed.WITHDRAW)
    response.reason = response.note = None
    equality.forget(session, response_id=response.id)
    audit.record(session, actor, "response.withdrawn", response)
    return response


def erase(
    session: Session,
    *,
    actor: Actor,
    response_id: UUID,
    why: str = "asked",
    permission: Permission = Permission.RESPONSE_ERASE,
) -> Response:
    """Remove every word of a response for good. The row stays, so that the numbers still add up.

    Raises :class:`BadReason`, ``CannotChange`` or ``NotAllowed``.
    """
    if why not in ERASURES:
        raise BadReason(["why"])
    # Whoever sends holds the draft first and the response after it: so does this.
    hold_draft(session, response_id)
    if held_among(session, {queries.get(session, response_id).consultation_id}):
        raise CannotChange(["held"])
    response = _move(session, actor, response_id, Deed.ERASE, permission)
    response.reason = response.note = response.word_hash = response.form_box = None
    response.organisation = response.source = None
    response.consents = {}
    versions = select(ResponseVersion.id).where(ResponseVersion.response_id == response.id)
    mine = Answer.response_version_id.in_(versions)
    session.execute(
        delete(AnswerChoice).where(AnswerChoice.answer_id.in_(select(Answer.id).where(mine)))
    )
    answers = select(Answer.id).where(mine)
    session.execute(
        update(Appeal).where(Appeal.answer_id.in_(answers)).values(words=None, reply=None)
    )
    session.execute(update(Answer).where(mine).values(text=None, live=False))
    session.execute(delete(Signal).where(Signal.response_id == response.id))
    session.execute(delete(Draft).where(Draft.form_hash == response.form_hash))
    equality.forget(session, response_id=response.id)
    forget_entry(session, actor=actor, response_id=response.id)
    audit.record(session, actor, "response.erased", response, why=why)
    return response


def hold_draft(session: Session, response_id: UUID) -> None:
    """Wait for whoever is sending this response's form now, and make later ones wait."""
    form_hash = session.scalar(select(Response.form_hash).where(Response.id == response_id))
    if form_hash is not None:
        session.execute(select(Draft.id).where(Draft.form_hash == form_hash).with_for_update())


def _move(
    session: Session,
    actor: Actor,
    response_id: UUID,
    deed: Deed,
    permission: Permission = Permission.RESPONSE_SET_ASIDE,
) -> Response:
    response = queries.get_for_change(session, response_id)
    _require(session, actor, permission, response)
    response.status = status_after(Status(response.status), deed).value
    return response


def _require(session: Session, actor: Actor, permission: Permission, response: Response) -> None:
    actor.require(permission, on=consultations.get(session, response.consultation_id))
