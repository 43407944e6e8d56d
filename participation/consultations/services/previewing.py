"""Showing a consultation to people without an account: a link, a password, a pass for a while.

Nothing is put on their device. Whoever gives the right password is sent on to addresses that carry
a pass: signed, for this link alone, and good for two hours.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.passwords import hashed, is_right
from participation.accounts.rules import Limit
from participation.accounts.services import throttle
from participation.audit import services as audit
from participation.consultations import queries
from participation.consultations.models import Consultation, PreviewLink
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal

LINKS_LAST = timedelta(days=28)
PASSES_LAST = timedelta(hours=2)
TRIES = Limit(10, timedelta(minutes=15))
SHORTEST = 10


class CannotShow(Refusal):
    """It isn't shown: ``password_short`` ``wrong_password`` ``too_many``."""


@dataclass(frozen=True)
class Shared:
    """A link as it is told, once: only its hash is kept."""

    link: PreviewLink
    secret: str


def share_preview(
    session: Session, *, actor: Actor, consultation_id: UUID, password: str
) -> Shared:
    """Make a link; an earlier one stops working. Raises :class:`CannotShow`."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    if len(password) < SHORTEST:
        raise CannotShow(["password_short"])
    _forget(session, consultation_id)
    now, secret = clock.now(session), token_urlsafe(24)
    link = PreviewLink(
        consultation_id=consultation_id,
        secret_hash=_hash(secret),
        password_hash=hashed(password),
        created_at=now,
        expires_at=now + LINKS_LAST,
        created_by=actor.id,
    )
    session.add(link)
    audit.record(session, actor, "consultation.preview_shared", consultation)
    session.flush()
    return Shared(link, secret)


def stop_sharing(session: Session, *, actor: Actor, consultation_id: UUID) -> None:
    """Let the link, and every pass of it, work no longer."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    _forget(session, consultation_id)
    audit.record(session, actor, "consultation.preview_ended", consultation)
    session.flush()


def link_of(session: Session, consultation_id: UUID) -> PreviewLink | None:
    """The link that works now, if there is one."""
    return session.scalar(
        select(PreviewLink).where(
            PreviewLink.consultation_id == consultation_id,
            PreviewLink.expires_at > clock.now(session),
        )
    )


def check_link(session: Session, secret: str) -> None:
    """Raise ``NotFound`` for a link that doesn't work."""
    _link(session, secret)


def enter_preview(session: Session, secret: str, password: str) -> str | CannotShow:
    """A pass, for the right password; else why not, so that the count of tries is kept.

    Raises ``NotFound`` for a link that doesn't work.
    """
    link = _link(session, secret)
    if throttle.take(session, TRIES, "preview", secret) is not None:
        return CannotShow(["too_many"])
    if not is_right(link.password_hash, password):
        return CannotShow(["wrong_password"])
    throttle.give_back(session, "preview", secret)
    return _pass(session, link, clock.now(session) + PASSES_LAST)


def shown_by(session: Session, secret: str, held: str) -> Consultation:
    """What a link with its pass shows. Raises ``NotFound``."""
    link = _link(session, secret)
    try:
        until = datetime.fromtimestamp(int(held.partition("-")[0], 16), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise NotFound from None
    if until <= clock.now(session) or not hmac.compare_digest(
        _pass(session, link, until).encode(), held.encode()
    ):
        raise NotFound
    return queries.get(session, link.consultation_id)


def _pass(session: Session, link: PreviewLink, until: datetime) -> str:
    moment = f"{int(until.timestamp()):x}"
    keys = session.info["keys"]
    signed = keys.mac("preview", link.id.bytes + link.secret_hash + moment.encode())
    return f"{moment}-{signed.hex()[:40]}"


def _link(session: Session, secret: str) -> PreviewLink:
    found = session.scalar(select(PreviewLink).where(PreviewLink.secret_hash == _hash(secret)))
    if found is None or found.expires_at <= clock.now(session):
        raise NotFound
    return found


def _hash(secret: str) -> bytes:
    return sha256(b"preview" + secret.encode()).digest()


def _forget(session: Session, consultation_id: UUID) -> None:
    session.execute(delete(PreviewLink).where(PreviewLink.consultation_id == consultation_id))
