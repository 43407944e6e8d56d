"""Opening a form, and keeping what is typed into it until it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from participation.audiences import queries as audiences
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.responses import queries
from participation.responses.models import Draft
from participation.responses.rules import (
    About,
    FormKey,
    Given,
    NotTaken,
    RespondentKind,
    code_for,
    hash_of,
    locked,
    written_form_key,
)
from participation.responses.rules.taking import DRAFTS_LAST

WORD = "word"
"""Where a draft keeps the hash of the word that was chosen."""

SHARED = "shared"
"""Where it keeps that the device is shared."""

ABOUT = "about"
"""Where it keeps what they say of themselves."""

BEHALF = "behalf"
"""Where it keeps for whom they set out to reply, until they say so themselves."""

SOURCE = "source"
"""Where it keeps the tag of the link they came by."""

EQUALITY = "equality"
"""Where it keeps equality answers, until they are sent. Everything else in it is by question."""


def open_draft(session: Session, *, actor: Actor, key: FormKey, language: str) -> None:
    """Keep a place for one form's answers. Doing it again changes nothing.

    Raises :class:`NotTaken` when the consultation isn't open to this form.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    _for_change(session, key, language)


@dataclass(frozen=True)
class Saved:
    """One answer to keep: what was given, to which version of which question."""

    question_id: UUID
    version_id: UUID
    given: Given


def save_answer(
    session: Session,
    *,
    actor: Actor,
    key: FormKey,
    question_id: UUID,
    version_id: UUID,
    given: Given,
    language: str,
    shared: bool = False,
) -> None:
    """Keep one answer. See :func:`save_answers`."""
    one = Saved(question_id, version_id, given)
    save_answers(session, actor=actor, key=key, saved=[one], language=language, shared=shared)


def save_answers(
    session: Session,
    *,
    actor: Actor,
    key: FormKey,
    saved: Iterable[Saved],
    language: str,
    shared: bool = False,
) -> None:
    """Keep a page of answers as they were given, right or wrong, in the draft of this form.

    A draft that was thrown away meanwhile is made again, from what was sent if anything was, so
    that no page left open loses words. Raises :class:`NotTaken`.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = _for_change(session, key, language)
    kept = {}
    for one in saved:
        before = draft.answers.get(str(one.question_id), {})
        words = queries.as_kept(one.given)
        unchanged = {n: before.get(n) for n in ("text", "codes", "boxes")} == {
            "boxes": None,
            **words,
        }
        # Reading one's English words on the Welsh page doesn't make them Welsh.
        spoken = before["language"] if unchanged else language
        kept[str(one.question_id)] = words | {
            "language": spoken,
            "version": str(one.version_id),
        }
    draft.answers = {**draft.answers, **kept, SHARED: shared}
    draft.language = language


def keep_about(
    session: Session, *, actor: Actor, key: FormKey, about: About, language: str
) -> None:
    """Keep what somebody says of themselves, until it is sent. Raises :class:`NotTaken`."""
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = _for_change(session, key, language)
    draft.answers = {**draft.answers, ABOUT: about.stored()}


def keep_behalf(session: Session, *, actor: Actor, key: FormKey, kind: RespondentKind) -> None:
    """Begin a form for somebody else. They are still asked about it. Raises :class:`NotTaken`."""
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = queries.draft_of(session, key)
    if draft is not None and ABOUT not in draft.answers:
        draft.answers = {**draft.answers, BEHALF: kind.value}


def keep_source(session: Session, *, actor: Actor, key: FormKey, tag: str) -> None:
    """Keep by which of the consultation's own links they came. Another tag is let fall."""
    actor.require(Permission.RESPONSE_SUBMIT)
    known = audiences.known_tag(session, key.consultation_id, tag)
    draft = queries.draft_of(session, key) if known else None
    if draft is not None and SOURCE not in draft.answers:
        draft.answers = {**draft.answers, SOURCE: known}


def keep_equality(
    session: Session, *, actor: Actor, key: FormKey, given: Mapping[str, int], language: str
) -> None:
    """Keep what somebody says for equality monitoring, until sent. Raises :class:`NotTaken`."""
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = _for_change(session, key, language)
    draft.answers = {**draft.answers, EQUALITY: dict(given)}


def keep_word(
    session: Session, *, actor: Actor, key: FormKey, word_hash: str, language: str
) -> None:
    """Keep the (hashed) word that was chosen, before anything is sent. Raises :class:`NotTaken`."""
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = _for_change(session, key, language)
    draft.answers = {**draft.answers, WORD: word_hash}


def keep_place(session: Session, *, actor: Actor, key: FormKey, language: str) -> str:
    """Give the code by which this form is opened again, on any device, while its draft lasts.

    It is the same each time; only its hash is stored, and the form key locked with it. Raises
    :class:`NotTaken`.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    draft = _for_change(session, key, language)
    keys = session.info["keys"]
    code = code_for(keys, key, "resume")
    if draft.resume_hash is None:
        draft.resume_hash = hash_of(keys, code, key.key_id, "resume")
        draft.resume_box = locked(keys, code, written_form_key(keys, key))
    return code


def purge_drafts(session: Session) -> int:
    """Throw away the drafts that lasted their time. Returns how many."""
    now = clock.now(session)
    gone = session.execute(delete(Draft).where(Draft.expires_at <= now).returning(Draft.id))
    return len(gone.all())


def _for_change(session: Session, key: FormKey, language: str) -> Draft:
    now = clock.now(session)
    taking = queries.taking(session, key, now)
    if not taking.yes:
        raise NotTaken([taking])
    mine = select(Draft).where(Draft.form_hash == key.form_hash).with_for_update()
    draft = session.scalar(mine)
    if draft is None:
        answers = queries.answers_as_draft(session, key.form_hash)
        _insert_once(session, key, answers, language, now)
        draft = session.scalars(mine).one()
    draft.changed_at = now
    draft.expires_at = now + DRAFTS_LAST
    return draft


def _insert_once(
    session: Session, key: FormKey, answers: dict[str, Any], language: str, now: Any
) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    draft = {
        "form_hash": key.form_hash,
        "consultation_id": key.consultation_id,
        "language": language,
        "answers": answers,
        "opened_at": key.issued_at,
        "changed_at": now,
        "expires_at": now + DRAFTS_LAST,
    }
    # Two presses of one button may both come here: the first makes it, the other finds it.
    if sqlite:
        session.execute(sqlite_insert(Draft).values(draft).on_conflict_do_nothing())
    else:
        session.execute(postgres_insert(Draft).values(draft).on_conflict_do_nothing())
