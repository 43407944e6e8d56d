"""Sending: the answers, their receipt and the record of it are kept together, or not at all.

This is the one deed that a whole borough may do in the same hour, so it speaks to the tables
themselves, in statements that are made once: a third of the work of loading and saving objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from participation.audit import services as audit
from participation.consultations.rules import (
    Asked,
    AskedSection,
    Option,
    asks_from,
    condition_from,
    limits_from,
    on_route,
)
from participation.equality import services as equality
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.kernel.orm import Base
from participation.responses.models import Draft, Response
from participation.responses.queries import Kept, kept_among
from participation.responses.rules import (
    Blank,
    FormKey,
    NotTaken,
    Problem,
    Status,
    Taking,
    about_from,
    as_sent,
    code_for,
    digest_of,
    hash_of,
    heard_of,
    kept_text,
    locked,
    marks_of,
    problem_with,
    taking_of,
    written_form_key,
)
from participation.responses.rules.taking import SENT_DRAFTS_LAST
from participation.responses.services import statements as sql
from participation.responses.services.drafts import ABOUT, EQUALITY, SOURCE, WORD
from participation.responses.services.redacting import carry_over


class NothingToSend(NotFound):
    """There is neither a draft nor a response for this form."""


class AboutIsDue(Refusal):
    """They haven't yet been asked what they are to be asked of themselves."""


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
    session: Session,
    *,
    actor: Actor,
    key: FormKey,
    language: str,
    word_hash: str | None = None,
    about_first: bool = False,
) -> Sent:
    """Store the draft's answers and give the reference; the same again when it is sent again.

    Other words under the same form key make a further version under the same reference, while the
    consultation takes answers; the version before is kept. Raises :class:`NotReady`,
    :class:`NotTaken` or :class:`NothingToSend`, and then nothing is stored; with ``about_first``
    also :class:`AboutIsDue`.
    """
    actor.require(Permission.RESPONSE_SUBMIT)
    session.flush()
    database = session.connection()
    code = code_for(session.info["keys"], key)
    draft = database.execute(sql.FIND_DRAFT, {"form": key.form_hash}).one_or_none()
    before = database.execute(sql.FIND_RESPONSE, {"form": key.form_hash}).one_or_none()
    if draft is None:
        if before is None:
            raise NothingToSend
        return Sent(before.id, code, before.received_at, before.current, new=False)

    form = database.execute(sql.FIND_FORM, {"consultation": key.consultation_id}).all()
    route = _route(form, draft.answers)
    answers = _answers_to(route, draft.answers)
    digest = digest_of(key.nonce, {id_: kept.given for id_, kept in answers.items()})
    about = _about(draft)
    word_hash = word_hash or draft.answers.get(WORD)
    word = {"word": word_hash, "box": _box(session, code, key) if word_hash else None}
    if before is not None and digest == before.digest:
        if word_hash and before.status != Status.ERASED:
            database.execute(sql.CHANGE_WORD, {"response": before.id, **word})
        if before.status == Status.COUNTED:
            _keep_equality(session, before.id, key, draft)
        if ABOUT in draft.answers and before.status == Status.COUNTED:
            database.execute(sql.CHANGE_ABOUT.values(**about), {"response": before.id})
        return Sent(before.id, code, before.received_at, before.current, new=False)

    now = clock.now(session)
    taking = _must_be_taken(form, key, before, now)
    _must_be_ready(route, draft.answers)
    if about_first and ABOUT not in draft.answers and asks_from(form[0].asks_about).anything:
        raise AboutIsDue
    if before is None:
        response_id, number, received_at = uuid4(), 1, now
        hashed = hash_of(session.info["keys"], code, key.key_id)
        row = (
            _response_row(key, language, now)
            | about
            | {
                "id": response_id,
                "receipt_hash": hashed,
                "word_hash": word["word"],
                "form_box": word["box"],
                "in_grace": taking is Taking.IN_GRACE,
            }
        )
        database.execute(sql.ADD_RESPONSE, row)
    else:
        response_id, number, received_at = before.id, before.current + 1, before.received_at
        database.execute(sql.CHANGE_RESPONSE, {"response": response_id, "number": number})
        if word_hash:
            database.execute(sql.CHANGE_WORD, {"response": response_id, **word})
        if ABOUT in draft.answers:
            database.execute(sql.CHANGE_ABOUT.values(**about), {"response": before.id})
        database.execute(sql.RETIRE_ANSWERS, {"response": before.id})
    store_version(database, response_id, number, digest, route, answers, now)
    if before is not None:
        carry_over(session, response_id)
    _keep_equality(session, response_id, key, draft)
    database.execute(sql.DRAFT_LASTS, {"form": key.form_hash, "until": now + SENT_DRAFTS_LAST})
    audit.record(
        session,
        actor,
        "response.received" if before is None else "response.versioned",
        _Sending(response_id),
        at=now,
        consultation=str(key.consultation_id),
        version=number,
        answers=len(answers),
        language=language,
        in_grace=taking is Taking.IN_GRACE,
    )
    _forget(session, Response, response_id)
    _forget(session, Draft, draft.id)
    return Sent(response_id, code, received_at, number, new=True)


def _keep_equality(session: Session, response_id: UUID, key: FormKey, draft: Any) -> None:
    """What they said of themselves goes where it is only counted, and leaves the draft."""
    if EQUALITY not in draft.answers:
        return
    equality.store(
        session,
        response_id=response_id,
        consultation_id=key.consultation_id,
        given=draft.answers[EQUALITY],
    )
    rest = {name: kept for name, kept in draft.answers.items() if name != EQUALITY}
    session.execute(update(sql.DRAFT).where(sql.DRAFT.c.id == draft.id).values(answers=rest))


def _box(session: Session, code: str, key: FormKey) -> bytes:
    """The form key, for whoever comes back with the reference and the word."""
    keys = session.info["keys"]
    return locked(keys, code, written_form_key(keys, key))


def _forget(session: Session, model: type[Base], id_: UUID) -> None:
    """An object loaded earlier in this session doesn't know what these statements did."""
    loaded = session.identity_map.get(identity_key(model, id_))
    if loaded is not None:
        session.expire(loaded)


@dataclass
class _Sending:
    """The response, as far as the record names it."""

    id: UUID
    __tablename__ = Response.__tablename__


def _route(form: Sequence[Any], draft: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The questions that whoever filled in this draft is asked: what isn't on it isn't sent."""
    asked, sections = [], {}
    for row in form:
        asked.append(
            Asked(
                question_id=row.id,
                version_id=row.version_id,
                number=0,
                position=0,
                kind=row.kind,
                wording={},
                help={},
                required=row.required,
                word_guide=None,
                options=tuple(Option(one["code"], {}) for one in row.options),
                rows=tuple(Option(one["code"], {}) for one in row.rows),
                limits=limits_from(row.limits),
                section_id=row.section_id,
                condition=condition_from(row.condition),
            )
        )
        if row.section_condition:
            condition = condition_from(row.section_condition)
            sections[row.section_id] = AskedSection(row.section_id, 0, {}, {}, condition=condition)
    kept = kept_among(draft)
    return on_route(
        asked,
        tuple(sections.values()),
        lambda question: heard_of(
            question, kept[question.question_id].given if question.question_id in kept else None
        ),
    )


def _answers_to(route: Sequence[Asked], draft: Mapping[str, Any]) -> dict[UUID, Kept]:
    """What the draft holds for the questions that are asked, without the blanks."""
    kept = kept_among(draft)
    sent = {
        question.question_id: replace(found, given=as_sent(question, found.given))
        for question in route
        if (found := kept.get(question.question_id))
    }
    return {id_: found for id_, found in sent.items() if not found.given.blank}


def _about(draft: Any) -> dict[str, Any]:
    """What they say of themselves, and by which link they came."""
    columns = about_from(draft.answers.get(ABOUT)).columns()
    return columns | {"source": columns["source"] or draft.answers.get(SOURCE)}


def _must_be_taken(form: Sequence[Any], key: FormKey, before: Any, now: datetime) -> Taking:
    if not form:
        raise NotFound
    facts = {
        name: getattr(form[0], name)
        for name in ("published_at", "opens_at", "closes_at", "paused_at", "withdrawn_at")
    }
    taking = taking_of(**facts, issued_at=key.issued_at, now=now)
    if not taking.yes:
        raise NotTaken([taking])
    if before is not None and before.status in {Status.ERASED, Status.WITHDRAWN}:
        raise NotTaken(["erased" if before.status == Status.ERASED else "taken_back"])
    return taking


def _must_be_ready(route: Sequence[Asked], draft: Mapping[str, Any]) -> None:
    """Nothing is wrong, and nothing was answered that is asked otherwise by now."""
    kept = kept_among(draft)
    problems: dict[UUID, Problem] = {}
    for question in route:
        found = kept.get(question.question_id)
        given = found.given if found else Blank
        if problem := problem_with(given, question):
            problems[question.question_id] = problem
        elif found and not given.blank and found.version_id != question.version_id:
            problems[question.question_id] = Problem.CHANGED
    if problems:
        raise NotReady(problems)


def _response_row(key: FormKey, language: str, now: datetime) -> dict[str, Any]:
    return {
        "consultation_id": key.consultation_id,
        "form_hash": key.form_hash,
        "receipt_key": key.key_id,
        "channel": "web",
        "language": language,
        "status": Status.COUNTED.value,
        "received_at": now,
        "current": 1,
    }


def store_version(
    database: Connection,
    response_id: UUID,
    number: int,
    digest: bytes,
    route: Sequence[Asked],
    answers: Mapping[UUID, Kept],
    now: datetime,
) -> None:
    """Insert the version, its answers and the options they chose: a statement for each table."""
    version = {
        "id": uuid4(),
        "response_id": response_id,
        "number": number,
        "digest": digest,
        "received_at": now,
    }
    database.execute(sql.ADD_VERSION, version)
    rows, choices = [], []
    for question in route:
        kept = answers.get(question.question_id)
        if kept is None:
            continue
        answer_id = uuid4()
        rows.append(
            {
                "id": answer_id,
                "response_version_id": version["id"],
                "question_id": question.question_id,
                "question_version_id": kept.version_id,
                "text": kept_text(question, kept.given),
                "language": kept.language,
                "live": True,
            }
        )
        choices += [
            {"answer_id": answer_id, "row": mark.row, "code": mark.code, "amount": mark.amount}
            for mark in marks_of(question, kept.given)
        ]
    if rows:
        database.execute(sql.ADD_ANSWERS, rows)
    if choices:
        database.execute(sql.ADD_CHOICES, choices)
