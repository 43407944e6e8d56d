"""Signing in, staying signed in, and being slowed down."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import queries, rules, services
from participation.accounts.models import StaffSession, Throttle
from participation.accounts.services.throttle import take
from participation.audit.models import AuditEntry
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Role
from participation.mail.models import OutboxMessage
from tests.factories.accounts import PASSWORD, make_staff, sign_in, signed_in, token_of

NOON = datetime(2030, 5, 1, 12, tzinfo=UTC)


def attempt(client: FlaskClient, email: str, password: str, *, at: str = "192.0.2.1") -> int:
    answer = client.post(
        "/staff/sign-in",
        data={"email": email, "password": password},
        environ_base={"REMOTE_ADDR": at},
    )
    return answer.status_code


def test_the_right_password_signs_in_with_one_strict_cookie(
    client: FlaskClient, session: Session
) -> None:
    staff = make_staff(session, "leader")
    session.commit()
    answer = client.post(
        "/staff/sign-in",
        data={"email": f" {staff.email.upper()} ", "password": PASSWORD, "next": "/staff/account"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/account")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Expires" not in cookies[0]
    assert client.get("/staff/account").headers["Cache-Control"] == "no-store"
    token = session.scalars(select(StaffSession.token_hash)).one()
    assert token.hex() not in cookies[0]
    deeds = session.scalars(select(AuditEntry.deed)).all()
    assert deeds == ["account.signed_in"]


def test_a_new_session_is_begun_at_each_sign_in(client: FlaskClient, session: Session) -> None:
    staff = make_staff(session, "leader")
    session.commit()
    attempt(client, staff.email, PASSWORD)
    first = client.get_cookie("staff").value
    token = token_of(client)
    with client.session_transaction() as cookie:
        old = dict(cookie)
    client.post(
        "/staff/sign-in", data={"email": staff.email, "password": PASSWORD, "csrf_token": token}
    )
    assert client.get_cookie("staff").value != first
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(old)
    assert client.get("/staff/account").status_code == 303  # the old one was ended


def test_known_and_unknown_addresses_get_the_same_page(
    client: FlaskClient, session: Session
) -> None:
    staff = make_staff(session, "leader")
    suspended = make_staff(session, "leader", suspended_at=clock.now(session))
    unset = make_staff(session, "leader", password_hash=None)
    session.commit()
    pages = set()
    for email in (staff.email, suspended.email, unset.email, "nobody@example.gov.uk"):
        answer = client.post(
            "/staff/sign-in", data={"email": email, "password": "wrong words here"}
        )
        page = answer.get_data(as_text=True).replace(email, "EMAIL")
        pages.add(
            (answer.status_code, re.sub(r'(csrf_token" value|nonce|number: )[^<>]*', "", page))
        )
    assert len(pages) == 1
    assert attempt(client, suspended.email, PASSWORD) == 422


def test_a_stranger_slows_themselves_down_and_not_the_owner(
    client: FlaskClient, session: Session
) -> None:
    staff = make_staff(session, "leader")
    session.commit()
    assert attempt(client, staff.email, PASSWORD, at="198.51.100.7") == 303
    client.delete_cookie("staff")
    tries = [attempt(client, staff.email, "wrong words", at="203.0.113.9") for _ in range(12)]
    assert tries == [422] * 10 + [429] * 2
    assert attempt(client, staff.email, PASSWORD, at="203.0.113.9") == 429
    assert attempt(client, staff.email, PASSWORD, at="198.51.100.7") == 303


def test_many_networks_together_get_a_hundred_looks_an_hour_and_the_owner_still_comes_in(
    session: Session,
) -> None:
    email = "owner@example.gov.uk"
    with clock.fixed_at(NOON):
        services.remember_network(session, email=email, network="198.51.100.7")
        looked_at = [
            services.count_try(session, email=email, network=f"203.0.113.{number}")
            for number in range(250)
        ]
        assert looked_at.count(None) == 100
        assert services.count_try(session, email=email, network="198.51.100.7") is None
    with clock.fixed_at(NOON + timedelta(hours=1, seconds=1)):
        assert services.count_try(session, email=email, network="203.0.113.1") is None


def test_what_is_counted_says_nothing_of_whom_or_where(session: Session) -> None:
    services.count_try(session, email="ann@example.gov.uk", network="192.0.2.1")
    keys = b"".join(session.scalars(select(Throttle.key_hash)))
    assert b"ann@" not in keys
    assert b"192.0.2.1" not in keys


def test_a_wait_ends_when_it_says(session: Session) -> None:
    limit = rules.Limit(2, timedelta(minutes=5))
    with clock.fixed_at(NOON):
        assert [take(session, limit, "x"), take(session, limit, "x")] == [None, None]
        assert take(session, limit, "x") == timedelta(minutes=5)
    with clock.fixed_at(NOON + timedelta(minutes=5)):
        assert take(session, limit, "x") is None


@pytest.mark.parametrize("how", ["suspended", "removed", "roles", "password", "out"])
def test_a_session_is_over_at_the_next_request(
    client: FlaskClient, session: Session, how: str
) -> None:
    staff = make_staff(session, "leader")
    make_staff(session, "administrator")
    sign_in(client, session, staff)
    assert client.get("/staff/account").status_code == 200
    deeds = {
        "suspended": lambda: services.suspend(session, actor=SYSTEM, staff_id=staff.id),
        "removed": lambda: services.remove_person(session, actor=SYSTEM, staff_id=staff.id),
        "roles": lambda: services.change_roles(
            session, actor=SYSTEM, staff_id=staff.id, roles=frozenset({Role.ANALYST})
        ),
        "password": lambda: services.change_password(
            session, actor=queries.actor_of(staff), password_hash="x"
        ),
        "out": lambda: services.end_sessions_of(session, staff.id),
    }
    deeds[how]()
    session.commit()
    assert client.get("/staff/account").status_code == 303
    assert client.post("/staff/account/sign-out-others").status_code == 401


def test_a_session_ends_after_four_idle_hours_and_after_twelve(
    client: FlaskClient, session: Session
) -> None:
    staff = make_staff(session, "leader")
    with clock.fixed_at(NOON):
        sign_in(client, session, staff)
    for hours in (3, 6, 9, 11.9):
        with clock.fixed_at(NOON + timedelta(hours=hours)):
            assert client.get("/staff/account").status_code == 200
    with clock.fixed_at(NOON + timedelta(hours=12, minutes=1)):
        assert client.get("/staff/account").status_code == 303
    with clock.fixed_at(NOON):
        sign_in(client, session, staff)
    with clock.fixed_at(NOON + timedelta(hours=4, minutes=1)):
        assert client.get("/staff/account").status_code == 303


def test_signing_out_elsewhere_keeps_this_browser(app: Flask, session: Session) -> None:
    staff = make_staff(session, "leader")
    here, there = app.test_client(), app.test_client()
    sign_in(there, session, staff)
    sign_in(here, session, staff)
    here.post("/staff/account/sign-out-others", data={"csrf_token": token_of(here)})
    assert here.get("/staff/account").status_code == 200
    assert there.get("/staff/account").status_code == 303


def test_a_forgotten_password_is_answered_alike_and_by_letter(
    client: FlaskClient, session: Session
) -> None:
    from participation.accounts.jobs import send_reset

    staff = make_staff(session, "leader")
    session.commit()
    answers = set()
    for email in (staff.email, "nobody@example.gov.uk"):
        answer = client.post("/staff/forgotten", data={"email": email})
        answers.add((answer.status_code, answer.headers["Location"], answer.get_data()))
    assert len(answers) == 1
    jobs = session.scalars(select(Job).where(Job.name == "accounts.send_reset")).all()
    assert len(jobs) == 2
    assert all("example" not in str(job.arguments) for job in jobs)
    session.commit()
    for job in jobs:
        send_reset(**job.arguments)
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_link_is_used_by_the_button_only_and_once(client: FlaskClient, session: Session) -> None:
    staff = make_staff(session, "leader", password_hash=None)
    token = services.make_link(
        session, actor=SYSTEM, staff_id=staff.id, purpose=rules.Purpose.INVITATION
    )
    session.commit()
    address = f"/staff/set-password/{token}"
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
        client.head(address)
    assert client.post(address, data={"password": "password1234"}).status_code == 422
    assert client.post(address, data={"password": PASSWORD}).status_code == 303
    assert client.get("/staff/account").status_code == 200
    client.delete_cookie("staff")
    assert client.get(address).status_code == 410
    assert client.post(address, data={"password": PASSWORD}).status_code == 410


def test_a_link_runs_out(session: Session, client: FlaskClient) -> None:
    staff = make_staff(session, "leader")
    with clock.fixed_at(NOON):
        token = services.make_link(
            session, actor=SYSTEM, staff_id=staff.id, purpose=rules.Purpose.RESET
        )
        session.commit()
    with clock.fixed_at(NOON + timedelta(minutes=59)):
        assert client.get(f"/staff/set-password/{token}").status_code == 200
    with clock.fixed_at(NOON + timedelta(minutes=61)):
        assert client.get(f"/staff/set-password/{token}").status_code == 410


def test_a_link_names_the_sites_own_host_whatever_was_asked(
    client: FlaskClient, session: Session
) -> None:
    signed_in(client, session, "administrator")
    client.post(
        "/staff/people/invite",
        data={"csrf_token": token_of(client), "name": "Ann", "email": "ann@example.gov.uk"},
        headers={"X-Forwarded-Host": "evil.example", "Sec-Fetch-Site": "same-origin"},
    )
    message = session.scalars(select(OutboxMessage)).one()
    words = session.info["keys"].fields.decrypt(message.payload).decode()
    assert "http://localhost/staff/set-password/" in words
    assert "evil" not in words


def test_changing_ones_password_needs_the_old_one(client: FlaskClient, session: Session) -> None:
    signed_in(client, session, "leader")
    new = {"password": "lantern gravel otter", "csrf_token": token_of(client)}
    address = "/staff/account/password"
    assert client.post(address, data={"current": "wrong words", **new}).status_code == 422
    assert client.post(address, data={"current": PASSWORD, **new}).status_code == 303
    assert client.get("/staff/account").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example/staff",
        "/staff\\@evil",
        "/staff/../x\n",
        "/reference",
    ],
)
def test_signing_in_leads_nowhere_else(
    client: FlaskClient, session: Session, elsewhere: str
) -> None:
    staff = make_staff(session, "leader")
    session.commit()
    answer = client.post(
        "/staff/sign-in", data={"email": staff.email, "password": PASSWORD, "next": elsewhere}
    )
    assert answer.headers["Location"] == "/staff"


def test_old_counts_and_sessions_are_forgotten(session: Session) -> None:
    with clock.fixed_at(NOON):
        services.open_session(session, staff_id=make_staff(session).id)
        services.count_try(session, email="a@b.example", network="192.0.2.1")
    with clock.fixed_at(NOON + timedelta(days=40)):
        gone = services.forget_old(session)
    assert gone == {"throttle": 3, "sessions": 1, "links": 0}
