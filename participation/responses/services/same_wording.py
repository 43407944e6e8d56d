"""Looking for shared wordings, reading one once, and what is noted of how a reply was sent."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac_new
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation, Question
from participation.jobs import services as jobs
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.responses.models import (
    Flag,
    NetworkKey,
    Response,
    Signal,
    Wording,
    WordingMember,
    WordingRun,
)
from participation.responses.queries import same_wording
from participation.responses.rules.flags import KEY_LASTS, criteria_met

if TYPE_CHECKING:
    from participation.analysis.campaigns import Shared

BATCH = 5000


def look_for_wordings(session: Session, *, actor: Actor, consultation_id: UUID) -> int:
    """Queue a look for shared wordings at each question in people's own words. Gives how many."""
    consultation = consultations.get(session, consultation_id)
    actor.require(Permission.RESPONSE_SET_ASIDE, on=consultation)
    now, asked = clock.now(session), 0
    for question_id in same_wording.text_questions(session, consultation_id):
        session.execute(select(Question.id).where(Question.id == question_id).with_for_update())
        run = same_wording.run(session, question_id)
        if run is None:
            run = WordingRun(question_id=question_id)
            session.add(run)
        elif run.status == "queued":
            continue
        run.status, run.asked_at = "queued", now
        jobs.enqueue(
            session,
            "responses.find_wordings",
            subject=f"wordings:{question_id}",
            question_id=str(question_id),
        )
        asked += 1
    session.flush()
    if asked:
        audit.record(session, actor, "wordings.looked_for", consultation, questions=asked)
    return asked


def store_wordings(
    session: Session, *, question_id: UUID, answer_ids: Sequence[UUID], found: Sequence[Shared]
) -> None:
    """Keep the shared wordings of a question in place of those found before.

    A wording that somebody has read stays read where most of its senders are in it again.
    """
    session.execute(select(Question.id).where(Question.id == question_id).with_for_update())
    read_before = _read_before(session, question_id)
    old = select(Wording.id).where(Wording.question_id == question_id)
    session.execute(delete(WordingMember).where(WordingMember.wording_id.in_(old)))
    session.execute(delete(Wording).where(Wording.question_id == question_id))
    now = clock.now(session)
    groups, members = [], []
    for one in found:
        wording_id = uuid4()
        ids = [answer_ids[index] for index in one.members]
        read_at, read_by = _still_read(ids, read_before)
        groups.append(
            {
                "id": wording_id,
                "question_id": question_id,
                "template_id": answer_ids[one.template],
                "people": len(one.members),
                "texts": one.distinct,
                "with_own": sum(1 for own in one.own if own),
                "found_at": now,
                "read_at": read_at,
                "read_by": read_by,
            }
        )
        members += [
            {
                "answer_id": answer_id,
                "wording_id": wording_id,
                "own": [list(part) for part in own],
            }
            for answer_id, own in zip(ids, one.own, strict=True)
        ]
    if groups:
        session.execute(insert(Wording), groups)
    for first in range(0, len(members), BATCH):
        session.execute(insert(WordingMember), members[first : first + BATCH])
    run = same_wording.run(session, question_id)
    if run is None:
        run = WordingRun(question_id=question_id, asked_at=now)
        session.add(run)
    run.status, run.finished_at = "done", now
    run.answers, run.shared = len(answer_ids), len(members)
    session.flush()
    question = session.get_one(Question, question_id)
    audit.record(
        session,
        SYSTEM,
        "wordings.found",
        question,
        answers=len(answer_ids),
        wordings=len(groups),
        people=len(members),
    )


ReadBefore = dict[UUID, tuple[UUID, datetime, UUID | None]]


def _read_before(session: Session, question_id: UUID) -> ReadBefore:
    """By answer: the wording it had that somebody has read, when and who."""
    rows = session.execute(
        select(WordingMember.answer_id, Wording.id, Wording.read_at, Wording.read_by)
        .join(Wording, Wording.id == WordingMember.wording_id)
        .where(Wording.question_id == question_id, Wording.read_at.is_not(None))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows if row[2] is not None}


def _still_read(
    answer_ids: Sequence[UUID], before: ReadBefore
) -> tuple[datetime | None, UUID | None]:
    old = Counter(before[answer][0] for answer in answer_ids if answer in before)
    if not old:
        return None, None
    wording_id, together = old.most_common(1)[0]
    size = sum(1 for one in before.values() if one[0] == wording_id)
    if together * 2 < size:
        return None, None
    _, read_at, read_by = next(one for one in before.values() if one[0] == wording_id)
    return read_at, read_by


def fail_run(session: Session, question_id: UUID) -> None:
    """Note that a look came to nothing, so that its page can say so."""
    run = same_wording.run(session, question_id)
    if run is not None:
        run.status = "failed"


def note_read(session: Session, *, actor: Actor, wording_id: UUID) -> Wording:
    """Note that somebody has read a shared wording: it is read once, for all who sent it."""
    row = session.scalar(select(Wording).where(Wording.id == wording_id).with_for_update())
    if row is None:
        raise NotFound
    question = session.get_one(Question, row.question_id)
    consultation = consultations.get(session, question.consultation_id)
    actor.require(Permission.RESPONSE_READ, on=consultation)
    if row.read_at is None:
        row.read_at, row.read_by = clock.now(session), actor.id
        audit.record(session, actor, "wording.read", row, people=row.people)
    return row


# How a reply was sent


def note_signal(
    session: Session,
    *,
    response_id: UUID,
    consultation_id: UUID,
    opened_at: datetime,
    received_at: datetime,
    network: str,
    trap: bool,
) -> None:
    """Note how a reply was first sent: how long its form was open, and a hash of the network.

    The hash's key is this consultation's own, and is destroyed a month after it closes.
    """
    secret = _network_secret(session, consultation_id)
    seconds = (received_at - opened_at).total_seconds()
    hashed = hmac_new(secret, network.encode(), sha256).digest() if secret else None
    values = {
        "response_id": response_id,
        "seconds": max(0, min(int(seconds), 10_000_000)),
        "network": hashed,
        "trap": trap,
    }
    session.connection().execute(_ADD_SIGNAL, values)


# A whole borough may send in the same hour, so these are made once and speak to the tables.
_SIGNAL, _KEY = cast("Table", Signal.__table__), cast("Table", NetworkKey.__table__)
_ADD_SIGNAL = insert(_SIGNAL)
_FIND_KEY = select(_KEY.c.secret).where(_KEY.c.consultation_id == bindparam("consultation"))


def _network_secret(session: Session, consultation_id: UUID) -> bytes | None:
    fields = session.info["keys"].fields
    database, which = session.connection(), {"consultation": consultation_id}
    row = database.execute(_FIND_KEY, which).one_or_none()
    if row is None:
        sqlite = session.get_bind().dialect.name == "sqlite"
        into = sqlite_insert if sqlite else postgres_insert
        made = fields.encrypt(secrets.token_bytes(32))
        session.execute(
            into(NetworkKey)
            .values(consultation_id=consultation_id, secret=made)
            .on_conflict_do_nothing()
        )
        row = database.execute(_FIND_KEY, which).one()
    return fields.decrypt(row.secret) if row.secret else None


def destroy_network_keys(session: Session) -> int:
    """Destroy the keys of consultations that closed a month ago, and the hashes. Gives how many."""
    due = session.scalars(
        select(NetworkKey)
        .join(Consultation, Consultation.id == NetworkKey.consultation_id)
        .where(
            NetworkKey.secret.is_not(None),
            Consultation.closes_at <= clock.now(session) - KEY_LASTS,
        )
    ).all()
    for key in due:
        key.secret, key.destroyed_at = None, clock.now(session)
        mine = select(Response.id).where(Response.consultation_id == key.consultation_id)
        session.execute(update(Signal).where(Signal.response_id.in_(mine)).values(network=None))
        consultation = consultations.get(session, key.consultation_id)
        audit.record(session, SYSTEM, "network_key.destroyed", consultation)
    session.flush()
    return len(due)


def flag(session: Session, *, consultation_id: UUID) -> int:
    """Work out anew which published criteria each reply meets. It changes no count."""
    mine = select(Response.id).where(Response.consultation_id == consultation_id)
    met = criteria_met(same_wording.seen_replies(session, consultation_id))
    now = clock.now(session)
    session.execute(delete(Flag).where(Flag.response_id.in_(mine)))
    rows = [
        {"id": uuid4(), "response_id": response_id, "code": code.value, "created_at": now}
        for response_id, codes in met.items()
        for code in sorted(codes)
    ]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(Flag), rows[first : first + BATCH])
    return len(met)
