"""The pages of accounts, the council and its administrators, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from participation.accounts import services
from participation.accounts.rules import Purpose
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.mail import services as mail
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import SMALLEST_PNG, make_council
from tests.factories.jobs import make_job
from tests.support.axe import expect_accessible, problems
from tests.support.htmlcheck import expect_valid

PUBLIC = (
    "/privacy",
    "/accessibility",
    "/contact",
    "/cookies",
    "/staff/sign-in",
    "/staff/forgotten",
    "/staff/forgotten?sent=1",
    "/staff/set-password/no-such-link",
    "/cy/privacy",
    "/cy/staff/sign-in",
)
STAFF = (
    "/staff/account",
    "/staff/people",
    "/staff/people?search=zzz",
    "/staff/people/invite",
    "/staff/teams",
    "/staff/council",
    "/staff/council/name",
    "/staff/council/contact",
    "/staff/council/privacy-notice",
    "/staff/council/accessibility-statement",
    "/staff/council/colours",
    "/staff/council/logo",
    "/staff/jobs",
    "/staff/jobs?status=failed",
    "/staff/record",
    "/staff/outbox",
    "/cy/staff/people",
)


def sign_in(page: Page, site: str, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{site}/staff/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def look(page: Page, site: str, paths: tuple[str, ...]) -> None:
    """Open pages and judge them, wide and narrow. Every fault is told at once."""
    found, sources = [], {}
    for path in paths:
        answer = page.goto(site + path)
        assert answer is not None
        if answer.status not in {200, 410}:
            found.append(f"{path} gave {answer.status}")
        sources[path] = answer.text()
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{path} at {width}: {problem}" for problem in problems(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [f"{path} at {width} is {wide} px too wide"] if wide > 0 else []
    assert not found, "\n".join(found)
    expect_valid(sources)


@pytest.mark.e2e
def test_every_public_page_is_accessible(session: Session, page: Page, live_server: str) -> None:
    make_council(session, logo=SMALLEST_PNG, logo_kind="image/png")
    token = services.make_link(
        session, actor=SYSTEM, staff_id=make_staff(session).id, purpose=Purpose.RESET
    )
    session.commit()
    look(page, live_server, (*PUBLIC, f"/staff/set-password/{token}"))
    assert page.context.cookies() == []


@pytest.mark.e2e
def test_every_administrators_page_is_accessible(
    session: Session, page: Page, live_server: str
) -> None:
    make_council(session, logo=SMALLEST_PNG, logo_kind="image/png", privacy_notice={})
    me = make_staff(session, "administrator")
    other = make_staff(session, "leader", suspended_at=clock.now(session) - timedelta(days=1))
    consultation = make_consultation(session)
    make_staff(session, "moderator", team=consultation.id)
    for status in ("queued", "running", "done", "failed"):
        make_job(session, status=status, problem="boom" if status == "failed" else None)
    letter = mail.post(
        session, kind="account.reset", to="a@b.example", subject="S", text="T", for_staff=True
    )
    session.commit()
    sign_in(page, live_server, me.email)
    people = f"/staff/people/{other.id}", f"/staff/people/{me.id}"
    things = f"/staff/teams/{consultation.id}", f"/staff/outbox/{letter.id}"
    look(page, live_server, (*STAFF, *people, f"{people[0]}/remove", *things))


@pytest.mark.e2e
def test_an_administrator_invites_somebody_who_then_signs_in(
    app: Flask, session: Session, new_page, live_server: str
) -> None:
    make_council(session)
    me = make_staff(session, "administrator")
    session.commit()
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, me.email)
    page.goto(f"{live_server}/staff/people/invite")
    page.get_by_label("Full name").fill("Ann Elin")
    page.get_by_label("E-mail address").fill("Ann@Example.gov.uk")
    page.get_by_label("Leader").check()
    page.get_by_role("button", name="Send the invitation").click()
    page.goto(f"{live_server}/staff/outbox")
    page.get_by_role("link", name="Invitation").click()
    words = page.locator("main").inner_text()
    link = next(word for word in words.split() if "/staff/set-password/" in word)

    hers = new_page()
    hers.goto(link.replace("http://localhost", live_server))
    hers.get_by_label("New password").fill("password1234")
    hers.get_by_role("button", name="Set the password and sign in").click()
    assert hers.title().startswith("Error: ")
    expect_accessible(hers)
    hers.get_by_label("New password").fill("lantern gravel otter")
    hers.get_by_role("button", name="Set the password and sign in").click()
    assert "you are signed in" in hers.locator("main").inner_text()
    hers.get_by_role("button", name="Sign out", exact=True).click()
    assert "You are signed out" in hers.locator("main").inner_text()
    sign_in(hers, live_server, "ann@example.gov.uk", "lantern gravel otter")
    assert hers.goto(f"{live_server}/staff/account").status == 200
    assert hers.goto(f"{live_server}/staff/people").status == 403
