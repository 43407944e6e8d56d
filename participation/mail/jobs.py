"""Sending letters in the background, and erasing what lay too long."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from participation.extensions import settings, transaction
from participation.jobs.registry import GiveUp, every, job
from participation.mail import queries, rules, sending, services


def _give_up(message_id: str) -> None:
    with transaction() as session:
        services.give_up(session, UUID(message_id), "gave_up")


@job(
    "mail.send",
    attempts=60,
    give_up_after=timedelta(minutes=2),
    longest_wait=timedelta(hours=1),
    gave_up=_give_up,
)
def send(message_id: str) -> None:
    """Hand one letter to the mail server, for two days if need be; without a server, keep it."""
    site = settings()
    if not site.smtp_url:
        with transaction() as session:
            services.keep(session, UUID(message_id))
        return
    with transaction() as session:
        letter = services.take(session, UUID(message_id))
        written_at = queries.get(session, UUID(message_id)).created_at
    if letter is None:
        return
    sender = site.mail_from or f"no-reply@{urlsplit(site.site_url).hostname}"
    message = sending.compose(
        letter, sender=sender, message_id=UUID(message_id), written_at=written_at
    )
    try:
        sending.send(rules.server_at(site.smtp_url), message)
    except sending.RefusedForGood as refusal:
        raise GiveUp(refusal.code) from refusal
    with transaction() as session:
        services.mark_sent(session, UUID(message_id))


@every(timedelta(hours=6), "mail.erase_old")
def erase_old() -> None:
    """Erase the words of letters to staff that lay in the outbox for a week."""
    with transaction() as session:
        services.erase_old(session)
