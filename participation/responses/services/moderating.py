"""Deciding which answers the public sees, telling their authors, and looking again when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.rules import stage_of
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Actor, Permission
from participation.kernel.errors import NotFound
from participation.kernel.orm import Words
from participation.responses import queries
from participation.responses.models import Answer, Response, ResponseVersion
from participation.responses.models.moderation import (
    Appeal,
    Handling,
    Moderation,
    ModerationReason,
)
from participation.responses.queries import moderation
from participation.responses.rules.answers import tidy_text
from participation.responses.rules.moderation import (
    LONGEST_APPEAL,
    LONGEST_REPLY,
    MOST_AT_ONCE,
    CannotModerate,
    HandlingDetails,
    Outcome,
    Verdict,
    handling_problems,
)
from participation.responses.services.looking import TooMany, another_try

APPEALS, APPEALS_IN = 10, timedelta(hours=1)


def set_handling(
    session: Session, *, actor: Actor, consultation_id: UUID, details: HandlingDetails
) -> Handling:
    """Say how a consultation's answers are handled. Raises :class:`CannotModerate`.

    That answers are published is said before anybody replies, so it can't begin later.
    """
    consultation = consultations.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    now = clock.now(session)
    before = moderation.handling(session, consultation_id)
    if problems := handling_problems(before, details, stage_of(consultation, now)):
        raise CannotModerate(problems)
    row = session.get(Handling, consultation_id)
    if row is None:
        row = Handling(consultation_id=consultation_id)
        session.add(row)
    row.publishes = details.publishes
    row.second_person_above = details.second_person_above
    row.keep_months = details.keep_months
    row.effort_above = details.effort_above
    row.changed_at = now
    session.flush()
    audit.record(
        session,
        actor,
        "consultation.handling_set",
        consultation,
        publishes=details.publishes,
        second_person_above=details.second_person_above,
        keep_months=details.keep_months,
        effort_above=details.effort_above,
    )
    return row


def moderate(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    answer_ids: Sequence[UUID],
    verdict: Verdict,
    reason_id: UUID | None = None,
    note: str = "",
) -> int:
    """Publish some answers or hold them back, with a reason. Gives how many changed.

    Raises :class:`CannotModerate`: ``nothing`` ``too_many`` ``reason`` ``not_published``
    ``unknown_answer``.
    """
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_MODERATE, on=consultation)
    wanted = list(dict.fromkeys(answer_ids))
    problems = []
    if not wanted:
        problems.append("nothing")
    if len(wanted) > MOST_AT_ONCE:
        problems.append("too_many")
    if not moderation.handling(session, consultation_id).publishes:
        problems.append("not_published")
    known = {row.id for row in moderation.reasons(session)}
    if verdict is Verdict.HELD and reason_id not in known:
        problems.append("reason")
    if problems:
        raise CannotModerate(problems)
    _hold(session, consultation_id, wanted)
    return _decide(session, actor, consultation_id, wanted, verdict, reason_id, note)


def _hold(session: Session, consultation_id: UUID, answer_ids: Sequence[UUID]) -> None:
    """Hold the responses of some answers, always in one order, so that two people don't cross."""
    found = session.execute(
        select(Response.id, Answer.id)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .where(Answer.id.in_(answer_ids), Response.consultation_id == consultation_id)
        .order_by(Response.id)
        .with_for_update(of=Response)
    ).all()
    if {row[1] for row in found} != set(answer_ids):
        raise CannotModerate(["unknown_answer"])


def _decide(
    session: Session,
    actor: Actor,
    consultation_id: UUID,
    answer_ids: Sequence[UUID],
    verdict: Verdict,
    reason_id: UUID | None,
    note: str,
) -> int:
    now = clock.now(session)
    held = moderation.decided_now(session, answer_ids)
    why = reason_id if verdict is Verdict.HELD else None
    said = note.strip()[:300] or None
    changed = []
    for answer_id in answer_ids:
        before = held.get(answer_id)
        if before and (before.verdict, before.reason_id, before.note) == (verdict, why, said):
            continue
        if before:
            before.current = False
        session.add(
            Moderation(
                answer_id=answer_id,
                verdict=verdict.value,
                reason_id=why,
                note=said,
                actor_id=actor.id,
                created_at=now,
            )
        )
        changed.append(str(answer_id))
    session.flush()
    if changed:
        audit.record(
            session,
            actor,
            "answers.moderated",
            consultations.get(session, consultation_id),
            verdict=verdict.value,
            reason=str(why) if why else None,
            answers=changed,
        )
    return len(changed)


def ask_again(
    session: Session, *, code: str, moderation_id: UUID, words: str, language: str
) -> Appeal:
    """Ask, with the reference, for another look at an answer that was held back.

    Raises :class:`CannotModerate` (``no_words`` ``too_long`` ``asked_already`` ``not_held``),
    ``TooMany`` or ``NotFound``.
    """
    words = tidy_text(words).strip()
    if not words:
        raise CannotModerate(["no_words"])
    if len(words) > LONGEST_APPEAL:
        raise CannotModerate(["too_long"])
    response = queries.by_receipt(session, code)
    if response is None:
        raise NotFound
    queries.get_for_change(session, response.id)
    mine = {one.moderation_id: one for one in moderation.told(session, response.id)}
    if moderation_id not in mine:
        raise NotFound
    if mine[moderation_id].verdict != Verdict.HELD:
        raise CannotModerate(["not_held"])
    if not mine[moderation_id].may_ask:
        raise CannotModerate(["asked_already"])
    if not another_try(session, "appeal", response.id.bytes, most=APPEALS, within=APPEALS_IN):
        raise TooMany(["appeals"])
    decision = session.get_one(Moderation, moderation_id)
    appeal = Appeal(
        moderation_id=moderation_id,
        answer_id=decision.answer_id,
        words=words,
        language=language,
        created_at=clock.now(session),
    )
    session.add(appeal)
    audit.record(session, RESIDENT, "answer.looked_at_again_asked", response)
    session.flush()
    return appeal


def answer_appeal(
    session: Session, *, actor: Actor, appeal_id: UUID, outcome: Outcome, reply: str
) -> Appeal:
    """Say what another look came to; with ``published`` the answer is shown from now on.

    Raises :class:`CannotModerate`: ``no_words`` ``too_long`` ``answered_already`` ``same_person``.
    Whoever held an answer back doesn't decide about it again.
    """
    appeal = session.scalar(select(Appeal).where(Appeal.id == appeal_id).with_for_update())
    if appeal is None:
        raise NotFound
    response = session.scalars(
        select(Response)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .where(Answer.id == appeal.answer_id)
    ).one()
    consultation = consultations.get(session, response.consultation_id)
    actor.require(Permission.RESPONSE_MODERATE, on=consultation)
    reply = tidy_text(reply).strip()
    decision = session.get_one(Moderation, appeal.moderation_id)
    problems = []
    if not reply:
        problems.append("no_words")
    if len(reply) > LONGEST_REPLY:
        problems.append("too_long")
    if appeal.outcome is not None:
        problems.append("answered_already")
    if actor.id is not None and decision.actor_id == actor.id:
        problems.append("same_person")
    if problems:
        raise CannotModerate(problems)
    appeal.outcome, appeal.reply = outcome.value, reply
    appeal.replied_by, appeal.replied_at = actor.id, clock.now(session)
    if outcome is Outcome.PUBLISHED and decision.current:
        ids = [appeal.answer_id]
        _decide(session, actor, consultation.id, ids, Verdict.PUBLISHED, None, "")
    audit.record(session, actor, "answer.looked_at_again", response, outcome=outcome.value)
    session.flush()
    return appeal


def add_reason(session: Session, *, actor: Actor, words: Words) -> ModerationReason:
    """Add a reason for holding answers back. Raises ``NotAllowed``."""
    actor.require(Permission.ORDER_EDIT)
    last = session.scalar(select(func.max(ModerationReason.position)))
    row = ModerationReason(position=(last or 0) + 1, words=words)
    session.add(row)
    audit.record(session, actor, "moderation_reason.added", row)
    return row


def edit_reason(
    session: Session, *, actor: Actor, reason_id: UUID, words: Words
) -> ModerationReason:
    """Correct the words of a reason; where it was given before, it is now said so too."""
    actor.require(Permission.ORDER_EDIT)
    row = moderation.reason(session, reason_id)
    row.words = words
    audit.record(session, actor, "moderation_reason.edited", row)
    return row


def retire_reason(
    session: Session, *, actor: Actor, reason_id: UUID, back: bool = False
) -> ModerationReason:
    """Offer a reason no more, or again. What it was given for stays. One is always left."""
    actor.require(Permission.ORDER_EDIT)
    row = moderation.reason(session, reason_id)
    left = [one for one in moderation.reasons(session) if one.id != reason_id]
    if not back and not left:
        raise CannotModerate(["last_reason"])
    row.retired_at = None if back else clock.now(session)
    audit.record(
        session, actor, "moderation_reason.retired" if not back else "moderation_reason.back", row
    )
    return row
