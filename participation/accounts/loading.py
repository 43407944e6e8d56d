"""Who makes each request: read from the session's cookie, where there is one.

Nothing here touches Flask's session when no cookie came, so residents are never given one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from participation.accounts import queries, rules, services
from participation.extensions import login, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Actor

log = logging.getLogger(__name__)


@dataclass(eq=False)
class SignedIn(UserMixin):
    """Somebody signed in on this browser, as Flask-Login knows them."""

    token: str
    session_id: UUID
    staff_id: UUID
    name: str
    email: str
    language: str
    actor: Actor
    is_stale: bool = False

    def get_id(self) -> str:
        """What the cookie holds: the token of the session, not the person's id."""
        return self.token


def load(token: str) -> SignedIn | None:
    """Whoever this token signs in now, with the roles they have now."""
    found = queries.signed_in(reading(), token)
    if found is None:
        return None
    held, staff = found
    return SignedIn(
        token=token,
        session_id=held.id,
        staff_id=staff.id,
        name=staff.name,
        email=staff.email,
        language=staff.language,
        actor=queries.actor_of(staff),
        is_stale=clock.now(reading()) > held.seen_at + rules.SEEN_EVERY,
    )


def know_who() -> None:
    """Put the actor on ``g``. A before_request, ahead of the check on posts."""
    if str(current_app.config["SESSION_COOKIE_NAME"]) not in request.cookies:
        login._update_request_context_with_user()
        return
    if not current_user.is_authenticated:
        return
    g.actor = current_user.actor
    g.staff_session_id = current_user.session_id
    if current_user.is_stale:
        _note_in_use(current_user.session_id)


def _note_in_use(session_id: UUID) -> None:
    try:
        with transaction() as database:
            services.saw(database, session_id)
    except OperationalError:
        log.warning("a session's last use wasn't noted")


def begin(token: str) -> None:
    """Give this browser a new session, with nothing left of an earlier one."""
    session.clear()
    user = load(token)
    assert user is not None
    login_user(user)
    g.actor = user.actor
    g.staff_session_id = user.session_id


def leave() -> None:
    """Take the session off this browser."""
    if str(current_app.config["SESSION_COOKIE_NAME"]) in request.cookies:
        logout_user()
        session.clear()
    g.pop("staff_session_id", None)
    g.pop("actor", None)


def init_app(app: Flask) -> None:
    """Teach Flask-Login our sessions, and know who asks before anything else is decided."""
    login.user_loader(load)
    login.session_protection = None  # it ties people to one address; the row can be ended instead
    # Nobody is remembered by a second cookie, and the hook would look into everyone's session.
    app.after_request_funcs.get(None, []).remove(login._update_remember_cookie)
    app.before_request_funcs.setdefault(None, []).insert(0, know_who)
    app.context_processor(lambda: {"signed_in": "staff_session_id" in g})
