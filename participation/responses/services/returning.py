"""Coming back to what was sent: changing it, and taking it back, until closing."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.equality import services as equality
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses import queries
from participation.responses.models import Draft, Response
from participation.responses.rules import (
    Deed,
    FormKey,
    NotTaken,
    Status,
    normal_receipt,
    read_form_key,
    status_after,
    unlocked,
    word_matches,
)
from participation.responses.rules.taking import SENT_DRAFTS_LAST
from participation.responses.services.drafts import open_draft
from participation.responses.services.looking import IN, TRIES, Opening, another_try


def open_to_change(
    session: Session, *, actor: Actor, code: str, word: str, language: str
) -> Opening:
    """Open what was sent again, for whoever knows its reference and its word.

    Like ``open_with_word`` it returns what came of it and raises nothing: ``opened`` with the form
    key, ``wrong``, ``too_many``, or why no answer is taken now. The two share one count of tries.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    tidy = normal_receipt(code) or ""
    if not another_try(session, "word", tidy.encode(), most=TRIES, within=IN):
        return Opening("too_many")
    response = queries.by_receipt(session, code)
    if not word_matches(response.word_hash if response else None, word) or response is None:
        return Opening("wrong")
    if response.status in {Status.ERASED, Status.WITHDRAWN}:
        return Opening("erased" if response.status == Status.ERASED else "taken_back")
    written = unlocked(session.info["keys"], tidy, response.form_box or b"")
    if written is None:
        return Opening("not_here")
    key = read_form_key(session.info["keys"], written)
    fresh = queries.draft_of(session, key) is None
    try:
        open_draft(session, actor=actor, key=key, language=language)
    except NotTaken as refusal:
        return Opening(refusal.problems[0])
    draft = queries.draft_of(session, key)
    if draft is not None and fresh:
        draft.expires_at = clock.now(session) + SENT_DRAFTS_LAST
    return Opening("opened", written=written)


def take_back(session: Session, *, actor: Actor, key: FormKey) -> Response:
    """Take an answer back, by whoever has its form open. It is kept and counts no more.

    The form must be open: within two hours of sending, or after the word was given. What was said
    for equality monitoring is forgotten. Raises ``NotFound``, :class:`NotTaken` or
    ``CannotChange``.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    taking = queries.taking(session, key, clock.now(session))
    if not taking.yes:
        raise NotTaken([taking])
    # Whoever sends holds the draft first and the response after it: so does this.
    draft = session.scalar(
        select(Draft.id).where(Draft.form_hash == key.form_hash).with_for_update()
    )
    response = session.scalar(
        select(Response).where(Response.form_hash == key.form_hash).with_for_update()
    )
    if draft is None or response is None:
        raise NotFound
    response.status = status_after(Status(response.status), Deed.WITHDRAW).value
    response.reason = response.note = None
    equality.forget(session, response_id=response.id)
    session.execute(delete(Draft).where(Draft.id == draft))
    audit.record(session, actor, "response.withdrawn", response)
    return response
