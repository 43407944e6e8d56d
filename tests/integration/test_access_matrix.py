"""Every route, by every method, for every role: who comes in, and who is refused.

The routes come from the site's own map, what is expected from the tables in ``access_rows``: a
route without a row fails. On SQLite every cell is walked, on PostgreSQL a sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, g, url_for
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts import services as accounts
from participation.accounts.models import StaffSession
from participation.accounts.rules import token_hash
from participation.kernel.actors import Role
from participation.web.access import permission_of
from participation.web.csrf import csrf_token
from tests.factories.accounts import make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.integration.access_rows import (
    Reach,
    Row,
    Scope,
    World,
    all_rows,
    may_come_in,
    rooms,
    rows_of,
)

REFUSED = {401, 403, 404}
POSTS = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Who:
    """Somebody of the matrix: a role and where they hold it, or signed out."""

    role: Role | None
    reach: Reach

    def __str__(self) -> str:
        return f"{self.role.value}, {self.reach.value}" if self.role else "signed out"


EVERYBODY = [Who(role, reach) for role in Role for reach in Reach] + [Who(None, Reach.SITE)]


@pytest.fixture
def world(session: Session) -> World:
    """Two consultations, each with its own team, at a council with both languages on."""
    make_council(session)
    own, other = make_consultation(session), make_consultation(session)
    session.commit()
    return World(session, own, other)


@dataclass
class Caller:
    """Calls the site as somebody."""

    app: Flask
    world: World
    staff: dict[Who, object]

    def signed_in(self, who: Who) -> str | None:
        """A new session's token; ``None`` for the signed out."""
        if who.role is None:
            return None
        session = self.world.session
        if who not in self.staff:
            teams = {Reach.OWN_TEAM: self.world.own.id, Reach.OTHER_TEAM: self.world.other.id}
            self.staff[who] = make_staff(session, who.role.value, team=teams.get(who.reach)).id
        token = accounts.open_session(session, staff_id=self.staff[who])  # type: ignore[arg-type]
        session.commit()
        return token

    def call(
        self,
        who: Who,
        method: str,
        endpoint: str,
        row: Row,
        *,
        with_token: bool = True,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Ask for one page, or post one form, as ``who``."""
        values = dict(row.values(self.world))
        token = self.signed_in(who)
        with self.app.test_request_context():
            address = url_for(endpoint, **values)
        client = self.app.test_client()
        data = dict(row.form)
        if token is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
            if with_token:
                data["csrf_token"] = self.csrf(token)
        return client.open(
            address,
            method=method,
            data=data if method in POSTS else None,
            query_string=dict(row.query),
            headers=headers,
        )

    def csrf(self, token: str) -> str:
        """The token that this session's forms carry."""
        held = self.world.session.query(StaffSession).filter_by(token_hash=token_hash(token)).one()
        self.world.session.commit()  # let go of the lock that a reading session of SQLite holds too
        with self.app.test_request_context():
            g.staff_session_id = held.id
            made = csrf_token()
            g.pop("staff_session_id")
        return made


@pytest.fixture
def caller(app: Flask, world: World) -> Caller:
    return Caller(app, world, {})


def methods(app: Flask, endpoint: str) -> list[str]:
    """Every method of an endpoint's routes but those that Flask answers by itself."""
    found = {
        method
        for rule in app.url_map.iter_rules(endpoint)
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }
    return sorted(found)


def sampled(database_kind: str, *parts: object) -> bool:
    """Every cell on SQLite; one in nine, always the same, on PostgreSQL."""
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).digest()
    return database_kind == "sqlite" or digest[0] % 9 == 0


def was_refused(answer: TestResponse) -> bool:
    to_sign_in = answer.status_code == 303 and "/staff/sign-in?next=" in answer.headers["Location"]
    return answer.status_code in REFUSED or to_sign_in


def cells(app: Flask, room: str, database_kind: str) -> Iterator[tuple[str, str, Row, Who]]:
    for endpoint, row in rows_of(room).items():
        for method in methods(app, endpoint):
            for who in EVERYBODY:
                if sampled(database_kind, endpoint, method, who):
                    yield endpoint, method, row, who


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert sorted(all_rows()) == sorted(app.view_functions)


def test_every_view_asks_for_the_permission_of_its_row(app: Flask) -> None:
    rows = all_rows()
    asked = {end: permission_of(app, end) for end in app.view_functions if end in rows}
    assert asked == {endpoint: rows[endpoint].needs for endpoint in asked}


@pytest.mark.parametrize("room", rooms())
def test_only_those_come_in_who_may(
    app: Flask, caller: Caller, room: str, database_kind: str
) -> None:
    wrong, walked = [], 0
    for endpoint, method, row, who in cells(app, room, database_kind):
        walked += 1
        answer = caller.call(who, method, endpoint, row)
        expected = may_come_in(row, who.role, who.reach)
        fits = not was_refused(answer) or answer.status_code in row.also
        if answer.status_code >= 500 or fits != expected:
            said = "let in" if expected else "refused"
            wrong.append(f"{who}: {method} {endpoint} gave {answer.status}, should be {said}")
    assert not wrong, "\n".join(wrong)
    assert walked


@pytest.mark.parametrize("room", rooms())
def test_posts_from_elsewhere_are_refused(
    app: Flask, caller: Caller, room: str, database_kind: str
) -> None:
    forged = {
        "no token": {"with_token": False},
        "null origin": {"headers": {"Origin": "null"}},
        "foreign origin": {"headers": {"Origin": "https://evil.example"}},
        "another site": {"headers": {"Sec-Fetch-Site": "cross-site"}},
        "a neighbour's site": {"headers": {"Sec-Fetch-Site": "same-site"}},
    }
    wrong = []
    administrator, nobody = Who(Role.ADMINISTRATOR, Reach.SITE), Who(None, Reach.SITE)
    for endpoint, row in rows_of(room).items():
        for method in set(methods(app, endpoint)) & POSTS:
            for name, how in forged.items():
                if not sampled(database_kind, endpoint, name):
                    continue
                answer = caller.call(administrator, method, endpoint, row, **how)  # type: ignore[arg-type]
                if answer.status_code != 403:
                    wrong.append(f"{method} {endpoint} with {name} gave {answer.status}")
                # Without a session there is no token to miss, and a null origin is what browsers
                # send from a page that tells nobody where it is.
                if row.scope is Scope.PUBLIC and name not in {"no token", "null origin"}:
                    answer = caller.call(nobody, method, endpoint, row, **how)  # type: ignore[arg-type]
                    if answer.status_code != 403:
                        wrong.append(f"signed out, {endpoint} with {name} gave {answer.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", rooms())
def test_no_public_route_sets_a_cookie(
    app: Flask, caller: Caller, room: str, database_kind: str
) -> None:
    for endpoint, row in rows_of(room).items():
        for method in methods(app, endpoint):
            if row.scope is Scope.PUBLIC and sampled(database_kind, endpoint, method):
                answer = caller.call(Who(None, Reach.SITE), method, endpoint, row)
                assert "Set-Cookie" not in answer.headers, f"{method} {endpoint}"
                assert "Cookie" not in answer.headers.get("Vary", ""), f"{method} {endpoint}"
