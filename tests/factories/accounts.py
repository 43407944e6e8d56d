"""Staff for tests: people with roles, and somebody signed in."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts import queries, services
from participation.accounts.models import RoleHeld, Staff
from participation.kernel import clock
from participation.kernel.actors import Actor, Role

_number = count(1)

PASSWORD = "heron bucket seven lamps"
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$kyoK/tCBExgVFXZOUMA6nA"
    "$8+4cbWeZ+xyjD8nFTMup0/+iMH5aaOpVeJdRuj3RH7g"
)


def make_staff(
    session: Session, role: str | None = None, *, team: UUID | None = None, **changes: Any
) -> Staff:
    """Somebody who can sign in with ``PASSWORD``, with a role across the site or on one team."""
    number = next(_number)
    staff = Staff(
        **{
            "email": f"person{number}@example.gov.uk",
            "name": f"Person {number}",
            "password_hash": PASSWORD_HASH,
            "language": "en",
            "created_at": clock.now(session),
        }
        | changes
    )
    if role is not None:
        staff.roles = [RoleHeld(role=Role(role).value, team_id=team)]
    session.add(staff)
    session.flush()
    return staff


def actor_with(session: Session, role: str, team: UUID | None = None) -> Actor:
    """An actor that is a member of staff with this role."""
    return queries.actor_of(make_staff(session, role, team=team))


def sign_in(client: FlaskClient, session: Session, staff: Staff) -> Actor:
    """Sign ``staff`` in on this browser, past the form. It commits, so that the site sees it."""
    token = services.open_session(session, staff_id=staff.id)
    session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = token
    return queries.actor_of(staff)


def signed_in(client: FlaskClient, session: Session, role: str, team: UUID | None = None) -> Actor:
    """Make somebody with this role (site-wide, or on the team) and sign them in; gives the actor.

    Posts then need a token: ``client.post(url, data={"csrf_token": token_of(client), ...})``.
    """
    return sign_in(client, session, make_staff(session, role, team=team))


def token_of(client: FlaskClient) -> str:
    """The token that this browser's forms carry now."""
    page = client.get("/staff/account").get_data(as_text=True)
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
