"""Signing in and out, one-time links, and passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from participation.accounts import queries, rules
from participation.accounts.models import OneTimeLink, Staff, StaffSession, Throttle
from participation.accounts.services import throttle
from participation.audit import services as audit
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission


def count_try(session: Session, *, email: str, network: str) -> timedelta | None:
    """Count a try at signing in. ``None`` if its password may be looked at, else how long to wait.

    The same counting is done for an address that nobody signs in with. A network on which the
    owner signed in lately doesn't count towards what strangers elsewhere use up, so that they
    slow the owner down nowhere that the owner works.
    """
    email = rules.tidy_email(email)
    known = throttle.seen_within(session, rules.KNOWN_NETWORK_FOR, "known", email, network)
    waits = [
        throttle.take(session, rules.HERE, "here", email, network),
        throttle.take(session, rules.NETWORK, "network", network),
    ]
    if not known and not any(waits):
        waits.append(throttle.take(session, rules.ANYWHERE, "anywhere", email))
    return max((wait for wait in waits if wait is not None), default=None)


def remember_network(session: Session, *, email: str, network: str) -> None:
    """After the right password: forget the wrong ones from here, and know this network."""
    email = rules.tidy_email(email)
    throttle.forget(session, "here", email, network)
    throttle.give_back(session, "network", network)
    throttle.forget(session, "known", email, network)
    throttle.take(session, rules.HERE, "known", email, network)


def open_session(session: Session, *, staff_id: UUID, rehashed: str | None = None) -> str:
    """Sign somebody in whose password was right; gives the token for their cookie.

    Raises ``WrongPassword`` if they were suspended meanwhile.
    """
    staff = queries.get(session, staff_id)
    actor = queries.actor_of(staff)
    if actor.kind != "staff":
        raise rules.WrongPassword(("refused",))
    if rehashed:
        staff.password_hash = rehashed
    token = rules.new_token()
    now = clock.now(session)
    held = StaffSession(
        token_hash=rules.token_hash(token), staff_id=staff_id, created_at=now, seen_at=now
    )
    session.add(held)
    audit.record(session, actor, "account.signed_in", staff)
    session.flush()
    return token


def saw(session: Session, session_id: UUID) -> None:
    """Note that a session is in use."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.ended_at.is_(None))
        .values(seen_at=clock.now(session))
    )


def end_session(session: Session, *, actor: Actor, session_id: UUID) -> None:
    """Sign out of one browser."""
    held = session.get(StaffSession, session_id)
    if held is None or held.ended_at is not None:
        return
    held.ended_at = clock.now(session)
    audit.record(session, actor, "account.signed_out", queries.get(session, held.staff_id))


def sign_out_others(session: Session, *, actor: Actor, session_id: UUID) -> int:
    """End one's own sessions on other browsers; gives how many."""
    actor.require(Permission.ACCOUNT_OWN)
    assert actor.id is not None
    ended = end_sessions_of(session, actor.id, besides=session_id)
    audit.record(
        session, actor, "account.signed_out_others", queries.get(session, actor.id), sessions=ended
    )
    return ended


def end_sessions_of(session: Session, staff_id: UUID, *, besides: UUID | None = None) -> int:
    """End somebody's sessions, all of them or all but one; gives how many."""
    ended = (
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        .values(ended_at=clock.now(session))
        .returning(StaffSession.id)
    )
    if besides is not None:
        ended = ended.where(StaffSession.id != besides)
    return len(session.execute(ended).all())


def make_link(session: Session, *, actor: Actor, staff_id: UUID, purpose: rules.Purpose) -> str:
    """A new one-time link to set a password; older ones stop working. Gives its token.

    Administrators make either kind for others; the system makes resets that were asked for.
    """
    actor.require(Permission.STAFF_MANAGE)
    staff = queries.get(session, staff_id)
    if queries.actor_of(staff).kind != "staff":
        raise rules.CannotChangePerson(("inactive",))
    now = clock.now(session)
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.staff_id == staff_id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    token = rules.new_token()
    session.add(
        OneTimeLink(
            token_hash=rules.token_hash(token),
            staff_id=staff_id,
            purpose=purpose.value,
            created_at=now,
            expires_at=now + rules.LINK_LASTS[purpose],
        )
    )
    audit.record(session, actor, "account.link_made", staff, purpose=purpose.value)
    session.flush()
    return token


def set_password(session: Session, *, token: str, password_hash: str) -> Staff:
    """Use up a link: set the password, end every session. Raises ``LinkSpent``."""
    link = queries.live_link(session, token)
    used = (
        link
        and session.execute(
            update(OneTimeLink)
            .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
            .values(used_at=clock.now(session))
            .returning(OneTimeLink.id)
        ).first()
    )
    if link is None or used is None:
        raise rules.LinkSpent
    staff = queries.get(session, link.staff_id)
    staff.password_hash = password_hash
    end_sessions_of(session, staff.id)
    audit.record(
        session, queries.actor_of(staff), "account.password_set", staff, purpose=link.purpose
    )
    session.flush()
    return staff


def change_password(session: Session, *, actor: Actor, password_hash: str) -> Staff:
    """Change one's own password, once the old one was right. Every session ends."""
    actor.require(Permission.ACCOUNT_OWN)
    assert actor.id is not None
    staff = queries.get(session, actor.id)
    staff.password_hash = password_hash
    ended = end_sessions_of(session, staff.id)
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.staff_id == staff.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now(session))
    )
    audit.record(session, actor, "account.password_changed", staff, sessions_ended=ended)
    session.flush()
    return staff


def forget_old(session: Session) -> dict[str, int]:
    """Delete what is no longer of use: old counts, ended sessions, spent links. Gives how many."""
    before = clock.now(session) - rules.KEPT_AFTER_USE
    gone = {
        "throttle": delete(Throttle)
        .where(Throttle.window_at < before)
        .returning(Throttle.key_hash),
        "sessions": delete(StaffSession)
        .where(StaffSession.seen_at < before)
        .returning(StaffSession.id),
        "links": delete(OneTimeLink)
        .where(OneTimeLink.expires_at < before)
        .returning(OneTimeLink.id),
    }
    counts: dict[str, Any] = {
        name: len(session.execute(statement).all()) for name, statement in gone.items()
    }
    if any(counts.values()):
        audit.record(session, SYSTEM, "account.old_forgotten", gone=counts)
    return counts
