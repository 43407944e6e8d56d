"""Hiding words of an answer everywhere at once, and showing them again. Nothing is deleted.

Whoever changes what a response says or shows locks its draft first and the response after it, so
that no two deeds about one response wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses import queries
from participation.responses.models import Answer, Redaction, Response, ResponseVersion
from participation.responses.queries import words
from participation.responses.queries.words import Stored
from participation.responses.rules.redaction import (
    WHYS,
    CannotRedact,
    Span,
    carried,
    find_words,
    joined,
    problem_with_span,
)

AFTER_HIDING = "themes.forget_hidden_words"
"""The job that a later room does when words of an answer were hidden."""

Chosen = tuple[Span, str]
"""A span and the reason for hiding it."""


def redact(
    session: Session, *, actor: Actor, answer_id: UUID, chosen: Sequence[Chosen]
) -> list[Redaction]:
    """Hide spans of an answer's words everywhere. What is hidden already stays as it is.

    Raises :class:`CannotRedact` with every problem at once, or ``NotAllowed``.
    """
    answer = _for_change(session, actor, answer_id, Permission.RESPONSE_REDACT)
    problems = ["reason" for _, why in chosen if why not in WHYS]
    problems += [problem for span, _ in chosen if (problem := problem_with_span(answer.text, span))]
    if problems or not chosen:
        raise CannotRedact(sorted(set(problems)) or ["empty"])
    made = _add(session, actor, answer, chosen)
    if not answer.live:
        carry_over(session, answer.response_id)
    return made


def redact_words(
    session: Session, *, actor: Actor, answer_id: UUID, typed: str, why: str
) -> list[Redaction]:
    """Hide words by writing them down: every place where they stand in the answer.

    Raises :class:`CannotRedact` when they don't stand in it.
    """
    answer = _for_change(session, actor, answer_id, Permission.RESPONSE_REDACT)
    places = find_words(answer.text or "", typed)
    if not places:
        raise CannotRedact(["not_found"])
    return redact(
        session, actor=actor, answer_id=answer_id, chosen=[(place, why) for place in places]
    )


def show_again(session: Session, *, actor: Actor, redaction_id: UUID, why: str) -> Redaction:
    """Take one hiding back; that it was hidden stays on the row. A second time changes nothing."""
    redaction = session.get(Redaction, redaction_id)
    if redaction is None:
        raise NotFound
    answer = _for_change(session, actor, redaction.answer_id, Permission.RESPONSE_REDACT)
    session.refresh(redaction)
    if redaction.undone_at is None:
        redaction.undone_at = clock.now(session)
        redaction.undone_by, redaction.undone_why = actor.id, why.strip()[:300] or None
        audit.record(
            session,
            actor,
            "redaction.undone",
            redaction,
            answer=str(answer.answer_id),
            response=str(answer.response_id),
        )
    return redaction


def note_original(session: Session, *, actor: Actor, answer_id: UUID) -> Stored:
    """Record that somebody is about to read an answer as it was written, and hand it over.

    The words are shown once the record is kept. Raises ``NotAllowed`` or ``NotFound``.
    """
    answer = words.stored(session, answer_id)
    if answer is None:
        raise NotFound
    response = queries.get(session, answer.response_id)
    actor.require(
        Permission.RESPONSE_ORIGINAL, on=consultations.get(session, response.consultation_id)
    )
    audit.record(session, actor, "response.original_read", response, answer=str(answer_id))
    return answer


def carry_over(session: Session, response_id: UUID) -> list[Redaction]:
    """Hide in the newest words of a response what was hidden in those before, where it stands.

    Called when words are sent again, in the same transaction.
    """
    sent = select(ResponseVersion.id).where(ResponseVersion.response_id == response_id)
    live = session.execute(
        select(Answer.id, Answer.question_id, Answer.text).where(
            Answer.response_version_id.in_(sent), Answer.live, Answer.text.is_not(None)
        )
    ).all()
    before = session.execute(
        select(Answer.question_id, Answer.text, Redaction)
        .join(Redaction, Redaction.answer_id == Answer.id)
        .where(
            Answer.response_version_id.in_(sent),
            ~Answer.live,
            Answer.text.is_not(None),
            Redaction.undone_at.is_(None),
        )
    ).all()
    made: list[Redaction] = []
    for answer_id, question_id, text in live:
        chosen = [
            (place, redaction.why)
            for of_question, old, redaction in before
            if of_question == question_id
            for place in carried(old or "", [Span(redaction.start, redaction.end)], text or "")
        ]
        if chosen:
            answer = words.stored(session, answer_id)
            assert answer is not None
            made += _add(session, SYSTEM, answer, chosen, by_no_one=True)
    return made


def _for_change(session: Session, actor: Actor, answer_id: UUID, permission: Permission) -> Stored:
    answer = words.stored(session, answer_id)
    if answer is None:
        raise NotFound
    response = queries.get_for_change(session, answer.response_id)
    actor.require(permission, on=consultations.get(session, response.consultation_id))
    held = words.stored(session, answer_id)
    assert held is not None
    return held


def _add(
    session: Session,
    actor: Actor,
    answer: Stored,
    chosen: Sequence[Chosen],
    *,
    by_no_one: bool = False,
) -> list[Redaction]:
    now = clock.now(session)
    made: list[Redaction] = []
    covered = list(joined(answer.hidden))
    for span, why in sorted(chosen):
        if any(done.start <= span.start and span.end <= done.end for done in joined(covered)):
            continue
        covered.append(span)
        made.append(
            Redaction(
                answer_id=answer.answer_id,
                start=span.start,
                end=span.end,
                why=why,
                carried=by_no_one,
                actor_id=actor.id,
                created_at=now,
            )
        )
    session.add_all(made)
    session.flush()
    if made:
        audit.record(
            session,
            actor,
            "answer.redacted" if not by_no_one else "answer.redaction_carried",
            session.get_one(Response, answer.response_id),
            answer=str(answer.answer_id),
            spans=[[row.start, row.end, row.why] for row in made],
        )
        jobs.enqueue(
            session, AFTER_HIDING, subject=answer.answer_id, answer_id=str(answer.answer_id)
        )
    return made
