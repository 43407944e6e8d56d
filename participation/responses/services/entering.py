"""Keying in a reply that came on paper, by telephone or by post, as it was written.

What residents are promised holds here too: the answers, their reference and the record of it are
kept together or not at all, and one form keyed in twice is one reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.files import services as files
from participation.files.rules import Purpose
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import Refusal
from participation.responses import queries
from participation.responses.models import Batch, Entry, EntryFile, Response, Slip
from participation.responses.queries import Kept, channels
from participation.responses.rules import (
    Channel,
    FormKey,
    Problem,
    Reason,
    Status,
    code_for,
    digest_of,
    hash_of,
)
from participation.responses.rules.answers import as_sent
from participation.responses.rules.entering import (
    BY_HAND,
    CannotEnter,
    Checked,
    EntryDetails,
    check_entry,
    is_late,
)
from participation.responses.services.documents import forget_documents
from participation.responses.services.sending import store_version


class NotRight(Refusal):
    """Some answers can't be kept as keyed in: ``by_question`` says which and why."""

    def __init__(self, by_question: Mapping[UUID, Problem]) -> None:
        self.by_question = by_question
        super().__init__(sorted({problem.value for problem in by_question.values()}))


@dataclass(frozen=True)
class Entered:
    """What was kept. ``code`` is the reference to give back; a slip has its own on the paper."""

    response_id: UUID
    code: str | None
    number: int | None
    late: bool
    new: bool


def enter(
    session: Session,
    *,
    actor: Actor,
    key: FormKey,
    details: EntryDetails,
    batch_id: UUID | None = None,
) -> Entered:
    """Keep one reply. The same form again changes nothing and gives the same reference.

    Raises :class:`CannotEnter` with every problem at once, or :class:`NotRight`.
    """
    consultation = consultations.get(session, key.consultation_id)
    actor.require(Permission.RESPONSE_ENTER, on=consultation)
    # The batch's lock makes one queue of whoever keys in from the same envelope.
    batch = channels.batch(session, batch_id, hold=True) if batch_id else None
    before = queries.by_form(session, key)
    if before is not None:
        entry = channels.entry_of(session, before.id)
        number = entry.number if entry else None
        on_paper = entry is not None and entry.slip_id is not None
        code = None if on_paper else code_for(session.info["keys"], key)
        return Entered(before.id, code, number, before.late, new=False)

    now = clock.now(session)
    slip = _slip(session, consultation, details)
    problems = _problems(session, consultation, batch, details, slip, now)
    if problems:
        raise CannotEnter(problems)
    asked = consultations.asked(session, consultation.id)
    checked = check_entry(asked, consultations.sections(session, consultation.id), details.answers)
    if checked.wrong:
        raise NotRight(checked.wrong)

    kept = {
        question.question_id: Kept(given, details.language, question.version_id)
        for question in asked
        if (given := details.answers.get(question.question_id)) and not given.blank
    }
    kept = {
        question.question_id: Kept(sent, details.language, question.version_id)
        for question in asked
        if question.question_id in kept
        and not (sent := as_sent(question, kept[question.question_id].given)).blank
    }
    late = is_late(details.came_on, consultation.closes_at)
    aside = late and channels.late_counts(session, consultation.id, details.count_late) is False
    response_id = uuid4()
    session.add(
        Response(
            id=response_id,
            consultation_id=consultation.id,
            form_hash=key.form_hash,
            receipt_hash=slip.receipt_hash
            if slip
            else hash_of(session.info["keys"], code_for(session.info["keys"], key), key.key_id),
            receipt_key=slip.receipt_key if slip else key.key_id,
            channel=details.channel.value,
            language=details.language,
            late=late,
            entered_by=actor.id,
            status=Status.SET_ASIDE.value if aside else Status.COUNTED.value,
            reason=Reason.LATE.value if aside else None,
            received_at=now,
            current=1,
            **details.about.columns(),
        )
    )
    session.flush()
    digest = digest_of(key.nonce, {one: found.given for one, found in kept.items()})
    store_version(session.connection(), response_id, 1, digest, asked, kept, now)
    number = _next_number(session, batch) if batch else None
    _keep_entry(session, consultation, response_id, details, batch, number, slip, checked)
    _keep_originals(session, actor, response_id, details)
    response = queries.get(session, response_id)
    audit.record(
        session,
        actor,
        "response.entered",
        response,
        at=now,
        consultation=str(consultation.id),
        channel=details.channel.value,
        answers=len(kept),
        batch=str(batch.id) if batch else None,
        late=late,
        contradictions=list(checked.contradictions),
    )
    if aside:
        audit.record(session, actor, "response.set_aside", response, at=now, reason="late")
    session.flush()
    code = None if slip else code_for(session.info["keys"], key)
    return Entered(response_id, code, number, late, new=True)


def _slip(session: Session, consultation: Consultation, details: EntryDetails) -> Slip | None:
    if not details.slip_code.strip():
        return None
    return channels.slip_by_code(session, consultation.id, details.slip_code)


def _problems(
    session: Session,
    consultation: Consultation,
    batch: Batch | None,
    details: EntryDetails,
    slip: Slip | None,
    now: datetime,
) -> list[str]:
    found = []
    if consultation.withdrawn_at is not None:
        found.append("withdrawn")
    if (
        consultation.published_at is None
        or consultation.opens_at is None
        or now < consultation.opens_at
    ):
        found.append("not_open_yet")
    if details.channel not in BY_HAND:
        found.append("channel")
    if details.came_on > clock.day_in_london(now):
        found.append("not_come_yet")
    late = is_late(details.came_on, consultation.closes_at)
    if late and channels.late_counts(session, consultation.id, details.count_late) is None:
        found.append("late")
    if batch is not None and batch.closed_at is not None:
        found.append("batch_closed")
    if batch is not None and batch.consultation_id != consultation.id:
        found.append("batch_elsewhere")
    if details.channel is Channel.PETITION and not details.signatures:
        found.append("signatures")
    if details.slip_code.strip() and slip is None:
        found.append("slip_unknown")
    if slip is not None and session.scalar(
        select(Response.id).where(Response.receipt_hash == slip.receipt_hash)
    ):
        found.append("slip_used")
    if not details.originals and all(given.blank for given in details.answers.values()):
        found.append("nothing")
    return found


def _next_number(session: Session, batch: Batch) -> int:
    newest = session.scalar(select(func.max(Entry.number)).where(Entry.batch_id == batch.id))
    return (newest or 0) + 1


def _keep_entry(
    session: Session,
    consultation: Consultation,
    response_id: UUID,
    details: EntryDetails,
    batch: Batch | None,
    number: int | None,
    slip: Slip | None,
    checked: Checked,
) -> None:
    session.add(
        Entry(
            response_id=response_id,
            consultation_id=consultation.id,
            batch_id=batch.id if batch else None,
            number=number,
            slip_id=slip.id if slip else None,
            came_on=details.came_on,
            signatures=details.signatures if details.channel is Channel.PETITION else None,
            note=details.note.strip()[:2000],
            contradictions=list(checked.contradictions),
        )
    )


def _keep_originals(
    session: Session, actor: Actor, response_id: UUID, details: EntryDetails
) -> None:
    for position, upload in enumerate(details.originals, 1):
        kept = files.keep_file(session, actor=actor, upload=upload, purpose=Purpose.ORIGINAL)
        session.add(EntryFile(response_id=response_id, file_id=kept.id, position=position))
    session.flush()


def forget_entry(session: Session, *, actor: Actor, response_id: UUID) -> None:
    """Remove what is kept beside the words of a response that is erased: originals and notes."""
    forget_documents(session, response_id=response_id)
    held = session.scalars(
        select(EntryFile.file_id).where(EntryFile.response_id == response_id)
    ).all()
    session.execute(delete(EntryFile).where(EntryFile.response_id == response_id))
    session.flush()
    for file_id in held:
        files.forget_file(session, actor=actor, file_id=file_id)
    entry = channels.entry_of(session, response_id)
    if entry is not None:
        entry.note = ""
