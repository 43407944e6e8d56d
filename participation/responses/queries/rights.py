"""Reading requests about people's own data, what they are about, and what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Question, QuestionVersion
from participation.equality import queries as equality
from participation.equality.rules import bank
from participation.kernel.errors import NotFound
from participation.kernel.keys import Keyring
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Appeal,
    Entry,
    Handling,
    LegalHold,
    Moderation,
    ModerationReason,
    Response,
    ResponseVersion,
    RightsRequest,
    RightsResponse,
    SentDocument,
    SentPart,
    Signal,
)
from participation.responses.rules.rights import months_later

MOST_FOUND = 50


def requests(session: Session, *, closed: bool = False) -> Sequence[RightsRequest]:
    """Requests that wait, those due first; or those closed, the latest first."""
    statement = select(RightsRequest).limit(200)
    if closed:
        return session.scalars(
            statement.where(RightsRequest.closed_at.is_not(None)).order_by(
                RightsRequest.closed_at.desc(), RightsRequest.id
            )
        ).all()
    return session.scalars(
        statement.where(RightsRequest.closed_at.is_(None)).order_by(
            RightsRequest.due_on, RightsRequest.id
        )
    ).all()


def request(session: Session, request_id: UUID) -> RightsRequest:
    """One request. Raises ``NotFound``."""
    row = session.get(RightsRequest, request_id)
    if row is None:
        raise NotFound
    return row


def opened(session: Session, sealed: bytes | None) -> str:
    """A name or an address as it was written down; nothing once it is forgotten."""
    keys: Keyring = session.info["keys"]
    return keys.fields.decrypt(sealed).decode() if sealed else ""


@dataclass(frozen=True)
class About:
    """A reply that a request is, or may be, about. It holds no words of it."""

    response: Response
    consultation: Consultation
    held: bool


def _about(session: Session, responses: Sequence[Response]) -> list[About]:
    held = held_among(session, {one.consultation_id for one in responses})
    return [
        About(one, session.get_one(Consultation, one.consultation_id), one.consultation_id in held)
        for one in responses
    ]


def linked(session: Session, request_id: UUID) -> list[About]:
    """The replies that a request is about."""
    rows = session.scalars(
        select(Response)
        .join(RightsResponse, RightsResponse.response_id == Response.id)
        .where(RightsResponse.request_id == request_id)
        .order_by(Response.received_at, Response.id)
    ).all()
    return _about(session, rows)


def that_say(session: Session, words: str) -> list[About]:
    """Replies in whose words, name of an organisation or note a name stands, at most fifty.

    Hidden words are looked through too: whom they hide may be who asks.
    """
    versions = select(ResponseVersion.response_id).join(
        Answer, Answer.response_version_id == ResponseVersion.id
    )
    notes = select(Entry.response_id).where(Entry.note.icontains(words, autoescape=True))
    parts = (
        select(SentDocument.response_id)
        .join(SentPart, SentPart.document_id == SentDocument.id)
        .where(SentPart.text.icontains(words, autoescape=True))
    )
    rows = session.scalars(
        select(Response)
        .where(
            or_(
                Response.id.in_(versions.where(Answer.text.icontains(words, autoescape=True))),
                Response.organisation.icontains(words, autoescape=True),
                Response.id.in_(notes),
                Response.id.in_(parts),
            )
        )
        .order_by(Response.received_at.desc(), Response.id)
        .limit(MOST_FOUND)
    ).all()
    return _about(session, rows)


def by_ids(session: Session, response_ids: Sequence[UUID]) -> list[About]:
    """The same for replies that were found already, in their order."""
    return _about(session, [session.get_one(Response, one) for one in response_ids])


# Holds


def holds(session: Session, consultation_id: UUID) -> Sequence[LegalHold]:
    """Every hold on a consultation, the newest first."""
    return session.scalars(
        select(LegalHold)
        .where(LegalHold.consultation_id == consultation_id)
        .order_by(LegalHold.made_at.desc(), LegalHold.id)
    ).all()


def held_among(session: Session, consultation_ids: set[UUID]) -> set[UUID]:
    """Which consultations nothing may be erased of now."""
    return set(
        session.scalars(
            select(LegalHold.consultation_id).where(
                LegalHold.consultation_id.in_(consultation_ids), LegalHold.lifted_at.is_(None)
            )
        )
    )


# Retention


def words_due(session: Session, now: datetime) -> list[UUID]:
    """Consultations whose words have been kept for as long as was promised, and aren't held."""
    rows = session.execute(
        select(Handling.consultation_id, Consultation.closes_at, Handling.keep_months)
        .join(Consultation, Consultation.id == Handling.consultation_id)
        .where(
            Handling.keep_months.is_not(None),
            Handling.words_erased_at.is_(None),
            Consultation.closes_at.is_not(None),
            Consultation.closes_at < now,
        )
        .order_by(Consultation.closes_at)
    ).all()
    due = [row[0] for row in rows if row[1] and row[2] and months_later(row[1], row[2]) <= now]
    held = held_among(session, set(due))
    return [one for one in due if one not in held]


# A copy of what is kept


def copy_of(session: Session, request_id: UUID) -> list[dict[str, Any]]:
    """Everything that is kept of the replies that a request is about, as its author gave it."""
    return [_one(session, about) for about in linked(session, request_id)]


def _one(session: Session, about: About) -> dict[str, Any]:
    response = about.response
    signal = session.get(Signal, response.id)
    entry = session.get(Entry, response.id)
    return {
        "consultation": dict(about.consultation.title),
        "received_at": response.received_at.isoformat(),
        "channel": response.channel,
        "language": response.language,
        "respondent_kind": response.respondent_kind,
        "organisation": response.organisation,
        "speaks_for": response.speaks_for,
        "may_quote": response.may_quote,
        "consents": dict(response.consents or {}),
        "area_code": response.area_code,
        "equality_answers": _equality(session, response.id),
        "source_of_link": response.source,
        "status": response.status,
        "reason": response.reason,
        "note_with_reason": response.note,
        "seconds_the_form_was_open": signal.seconds if signal else None,
        "note_when_keyed_in": entry.note if entry else None,
        "documents": _documents(session, response.id),
        "sent": [_version(session, response.id, number) for number in _numbers(session, response)],
    }


def _equality(session: Session, response_id: UUID) -> list[dict[str, Any]]:
    """What they said of themselves, in the words of the bank."""
    said = []
    for key, code in equality.held(session, response_id).items():
        question = bank().get(key)
        words = {choice.code: choice.words for choice in question.every_choice} if question else {}
        said.append(
            {
                "question": dict(question.name) if question else {"en": key},
                "answer": dict(words.get(code, {"en": str(code)})),
            }
        )
    return said


def _documents(session: Session, response_id: UUID) -> list[str]:
    """The words of each document they sent, as they were read or typed from it."""
    found: dict[UUID, list[str]] = {}
    for document_id, heading, text in session.execute(
        select(SentPart.document_id, SentPart.heading, SentPart.text)
        .join(SentDocument, SentDocument.id == SentPart.document_id)
        .where(SentDocument.response_id == response_id)
        .order_by(SentDocument.made_at, SentPart.document_id, SentPart.number)
    ):
        found.setdefault(document_id, []).append(f"{heading}\n{text}".strip())
    return ["\n\n".join(parts) for parts in found.values()]


def _numbers(session: Session, response: Response) -> Sequence[int]:
    return session.scalars(
        select(ResponseVersion.number)
        .where(ResponseVersion.response_id == response.id)
        .order_by(ResponseVersion.number)
    ).all()


def _version(session: Session, response_id: UUID, number: int) -> dict[str, Any]:
    rows = session.execute(
        select(Answer, QuestionVersion.wording, ResponseVersion.received_at)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(ResponseVersion.response_id == response_id, ResponseVersion.number == number)
        .order_by(Question.position, Question.id)
    ).all()
    return {
        "number": number,
        "at": rows[0][2].isoformat() if rows else None,
        "answers": [
            {
                "question": dict(wording),
                "words": answer.text,
                "language": answer.language,
                "marks": [
                    {"row": mark.row, "code": mark.code, "amount": mark.amount}
                    for mark in session.scalars(
                        select(AnswerChoice)
                        .where(AnswerChoice.answer_id == answer.id)
                        .order_by(AnswerChoice.row, AnswerChoice.code)
                    )
                ],
                "decisions_about_publishing": _decisions(session, answer.id),
            }
            for answer, wording, _at in rows
        ],
    }


def _decisions(session: Session, answer_id: UUID) -> list[dict[str, Any]]:
    rows: Sequence[Any] = session.execute(
        select(Moderation, ModerationReason.words, Appeal)
        .outerjoin(ModerationReason, ModerationReason.id == Moderation.reason_id)
        .outerjoin(Appeal, Appeal.moderation_id == Moderation.id)
        .where(Moderation.answer_id == answer_id)
        .order_by(Moderation.created_at, Moderation.id)
    ).all()
    return [
        {
            "at": row.created_at.isoformat(),
            "verdict": row.verdict,
            "reason": dict(reason) if reason else None,
            "note": row.note,
            "asked_to_look_again": appeal.words if appeal is not None else None,
            "reply": appeal.reply if appeal is not None else None,
        }
        for row, reason, appeal in rows
    ]
