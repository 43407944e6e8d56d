"""Posting a letter: its row and its job ride in the deed's transaction."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.jobs import services as jobs
from participation.kernel import clock
from participation.mail import queries, rules
from participation.mail.models import OutboxMessage
from participation.mail.rules import Letter, MailStatus

KEPT_FOR = timedelta(days=7)


def post(
    session: Session, *, kind: str, to: str, subject: str, text: str, for_staff: bool
) -> OutboxMessage:
    """Put a letter in the outbox and queue its sending. Raises ``ValueError`` for no address.

    ``kind`` is a code such as ``account.invited``. What is written is encrypted here, and erased
    once it is sent. With ``for_staff`` it may be read in the admin pages until then.
    """
    letter = Letter(rules.clean_address(to), rules.clean_subject(subject), text)
    fields = session.info["keys"].fields
    message = OutboxMessage(
        kind=kind,
        for_staff=for_staff,
        payload=fields.encrypt(json.dumps(asdict(letter), ensure_ascii=False).encode()),
        status=MailStatus.WAITING.value,
        attempts=0,
        created_at=clock.now(session),
    )
    session.add(message)
    jobs.enqueue(session, "mail.send", subject=message.id, message_id=str(message.id))
    return message


def take(session: Session, message_id: UUID) -> Letter | None:
    """The words of a letter that is still to be sent, counting the try."""
    message = queries.get(session, message_id)
    if message.status != MailStatus.WAITING:
        return None
    message.attempts += 1
    return queries.read_payload(message, session.info["keys"].fields)


def mark_sent(session: Session, message_id: UUID) -> None:
    """Note that a letter was handed over, and erase its words."""
    message = queries.get(session, message_id)
    message.status = MailStatus.SENT.value
    message.sent_at = clock.now(session)
    message.payload = None
    message.problem = None


def keep(session: Session, message_id: UUID) -> None:
    """Without a mail server: keep a letter to staff in the outbox, erase one to a resident."""
    message = queries.get(session, message_id)
    if message.status != MailStatus.WAITING:
        return
    message.problem = "no_mail_server"
    if message.for_staff:
        message.status = MailStatus.KEPT.value
    else:
        message.status = MailStatus.NOT_SENT.value
        message.payload = None


def give_up(session: Session, message_id: UUID, problem: str) -> None:
    """Note that a letter can't be sent. One to a resident is erased, one to staff is kept."""
    message = queries.get(session, message_id)
    message.status = MailStatus.FAILED.value
    message.problem = problem[:200]
    if not message.for_staff:
        message.payload = None


def erase_old(session: Session) -> int:
    """Erase the words of letters to staff that lay in the outbox long enough."""
    before = clock.now(session) - KEPT_FOR
    done = (MailStatus.KEPT.value, MailStatus.FAILED.value)
    erased = session.scalars(
        update(OutboxMessage)
        .where(
            OutboxMessage.status.in_(done),
            OutboxMessage.payload.is_not(None),
            OutboxMessage.created_at < before,
        )
        .values(payload=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(erased.all())


def send_kept(session: Session) -> int:
    """Queue the letters that were kept while there was no mail server. Gives how many."""
    kept = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.status == MailStatus.KEPT.value, OutboxMessage.payload.is_not(None)
        )
    ).all()
    for message in kept:
        message.status = MailStatus.WAITING.value
        jobs.enqueue(session, "mail.send", subject=message.id, message_id=str(message.id))
    return len(kept)
