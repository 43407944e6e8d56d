"""Sending: the answers, their receipt and the record of it are kept together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.rules import Asked
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.kernel.keys import Keyring
from participation.responses import queries
from participation.responses.models import Answer, AnswerChoice, Draft, Response, ResponseVersion
from participation.responses.queries import Kept
from participation.responses.rules import (
    FormKey,
    NotTaken,
    Problem,
    Status,
    Taking,
    as_sent,
    code_for,
    digest_of,
    hash_of,
)
from participation.responses.rules.taking import SENT_DRAFTS_LAST
from participation.responses.services.drafts import WORD


class NothingToSend(NotFound):
    """There is neither a draft nor a response for this form."""


class NotReady(Refusal):
    """Some answers need another look: ``by_question`` says which and why."""

    def __init__(self, by_question: Mapping[UUID, Problem]) -> None:
        self.by_question = by_question
        super().__init__(sorted({problem.value for problem in by_question.values()}))


@dataclass(frozen=True)
class Sent:
    """What is stored: once, under one reference."""

    response_id: UUID
    code: str
    received_at: datetime
    version: int
    new: bool


def send(
    session: Session, *, actor: Actor, key: FormKey, language: str, word_hash: str | None = None
) -> Sent:
    """Store the draft's answers and give the reference; the same again when it is sent again.

    Other words under the same form key make a further version under the same reference, while the
    consultation takes answers; the version before is kept. Raises :class:`NotReady`,
    :class:`NotTaken` or :class:`NothingToSend`, and then nothing is stored.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    code = code_for(session.info["keys"], key)
    # The draft's lock makes one queue of however many sendings of one form arrive together.
    draft = session.scalar(select(Draft).where(Draft.form_hash == key.form_hash).with_for_update())
    response = session.scalar(
        select(Response).where(Response.form_hash == key.form_hash).with_for_update()
    )
    if draft is None:
        if response is None:
            raise NothingToSend
        return _sent(response, code, new=False)

    asked = consultations.asked(session, key.consultation_id)
    answers = _answers_to(asked, draft)
    digest = digest_of(key.nonce, {id_: kept.given for id_, kept in answers.items()})
    word_hash = word_hash or draft.answers.get(WORD)
    if response is not None and digest == queries.current_digest(session, response):
        response.word_hash = word_hash or response.word_hash
        return _sent(response, code, new=False)

    now = clock.now(session)
    taking = _must_be_taken(session, key, response, now)
    if problems := queries.problems_in(draft, asked):
        raise NotReady(problems)
    if response is None:
        response = _new_response(session.info["keys"], key, code, language, now)
        response.in_grace = taking is Taking.IN_GRACE
        session.add(response)
        deed = "response.received"
    else:
        response.current += 1
        _retire_answers(session, response.id)
        deed = "response.versioned"
    response.word_hash = word_hash or response.word_hash
    draft.expires_at = now + SENT_DRAFTS_LAST
    session.flush()
    _store_version(session, response, digest, answers, now)
    audit.record(
        session,
        actor,
        deed,
        response,
        consultation=str(key.consultation_id),
        version=response.current,
        answers=len(answers),
        language=language,
        in_grace=taking is Taking.IN_GRACE,
    )
    return _sent(response, code, new=True)


def _sent(response: Response, code: str, *, new: bool) -> Sent:
    return Sent(response.id, code, response.received_at, response.current, new)


def _answers_to(asked: Sequence[Asked], draft: Draft) -> dict[UUID, Kept]:
    """What the draft holds for the questions that are asked, without the blanks."""
    kept = queries.kept_in(draft)
    return {
        question.question_id: replace(found, given=as_sent(question.kind, found.given))
        for question in asked
        if (found := kept.get(question.question_id)) and not found.given.blank
    }


def _must_be_taken(
    session: Session, key: FormKey, response: Response | None, now: datetime
) -> Taking:
    taking = queries.taking(session, key, now)
    if not taking.yes:
        raise NotTaken([taking])
    if response is not None and response.status in {Status.ERASED, Status.WITHDRAWN}:
        raise NotTaken(["erased" if response.status == Status.ERASED else "taken_back"])
    return taking


def _new_response(keys: Keyring, key: FormKey, code: str, language: str, now: datetime) -> Response:
    return Response(
        consultation_id=key.consultation_id,
        form_hash=key.form_hash,
        receipt_hash=hash_of(keys, code, key.key_id),
        receipt_key=key.key_id,
        word_hash=None,
        channel="web",
        language=language,
        respondent_kind="resident",
        status=Status.COUNTED.value,
        received_at=now,
        current=1,
    )


def _retire_answers(session: Session, response_id: UUID) -> None:
    """The versions before are kept as they were, but speak no longer."""
    versions = select(ResponseVersion.id).where(ResponseVersion.response_id == response_id)
    session.execute(
        update(Answer)
        .where(Answer.response_version_id.in_(versions), Answer.live)
        .values(live=False)
    )


def _store_version(
    session: Session, response: Response, digest: bytes, answers: Mapping[UUID, Kept], now: datetime
) -> None:
    """Insert the version, its answers and the options they chose: a statement for each table."""
    version_id = uuid4()
    session.execute(
        insert(ResponseVersion).values(
            id=version_id,
            response_id=response.id,
            number=response.current,
            digest=digest,
            received_at=now,
        )
    )
    rows, choices = [], []
    for question_id, kept in answers.items():
        answer_id = uuid4()
        rows.append(
            {
                "id": answer_id,
                "response_version_id": version_id,
                "question_id": question_id,
                "question_version_id": kept.version_id,
                "text": kept.given.text or None,
                "language": kept.language,
                "live": True,
            }
        )
        choices += [{"answer_id": answer_id, "code": code} for code in kept.given.codes]
    if rows:
        session.execute(insert(Answer), rows)
    if choices:
        session.execute(insert(AnswerChoice), choices)
