"""From answers to themes, to what people want, to a decision, and back to a resident's receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from participation.demo import content
from participation.jobs.worker import run_waiting
from participation.kernel import clock
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import send_answers
from tests.support import htmlcheck
from tests.support.axe import expect_accessible
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.e2e


class Walk:
    """One person's browser: looks at each page it comes to, wide and narrow, with axe."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.seen: dict[str, str] = {}

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, email: str) -> None:
        self.go("/staff/sign-in")
        self.page.locator("input[type=email]").fill(email)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.locator("input[type=password]").press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def look(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            expect_accessible(self.page)
        self.seen[f"{len(self.seen)} {heading}"] = self.page.content()


def somebody(session: Session, role: str) -> str:
    email = make_staff(session, role).email
    session.commit()
    return email


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_line_is_walked_by_officer_leader_and_resident(
    app: Flask, session: Session, live_server: str, new_page: Callable[..., Page]
) -> None:
    make_council(session)
    consultation = make_consultation(session, stage="open")
    replies = [r.texts["easier"] for r in content.load().respondents if "easier" in r.texts][:140]
    sent = [send_answers(session, consultation, [words]) for words in replies]
    consultation.closes_at = clock.now(session) - timedelta(hours=1)
    officer, leader = somebody(session, "engagement_officer"), somebody(session, "leader")
    question, mission = consultation.questions[0].id, consultation.missions[0].mission_id
    session.commit()

    walk = Walk(new_page(), live_server)
    walk.sign_in(officer)
    walk.look("What needs doing")
    walk.follow("Question 1?")
    walk.look("What people said")
    walk.press("Group the answers")
    walk.look("What people said")
    run_waiting(app)
    walk.go(f"/staff/questions/{question}/themes")
    walk.look("What people said")
    themes = walk.page.locator("tbody th a")
    assert themes.count() >= 3
    assert walk.page.locator(".app-accounted dd").first.inner_text() == str(len(replies))

    themes.first.click()
    walk.look("")
    walk.press("Quote this")
    expect(walk.page.get_by_text("The quote stands with the theme.")).to_be_visible()
    walk.page.get_by_label("Name of the theme", exact=True).fill("")
    walk.press("Save the name")
    expect(walk.page.locator(".govuk-error-summary")).to_be_focused()
    walk.page.get_by_label("Name of the theme", exact=True).fill("Buses we can count on")
    walk.page.get_by_label("Name of the theme in Welsh").fill("Bysiau dibynadwy")
    walk.press("Save the name")
    walk.look("Buses we can count on")
    walk.page.get_by_role("link", name="Move answer 1").first.click()
    walk.look("Place an answer")
    walk.page.get_by_label("Something else, that no theme covers").check()
    for box in walk.page.get_by_role("checkbox").all():
        box.uncheck()
    walk.press("Place the answer")
    walk.look("Something else")

    walk.go(f"/staff/questions/{question}/themes")
    if walk.page.get_by_role("button", name="Put the answers still to read").count():
        walk.press("Put the answers still to read")
    walk.press("Settle this list")
    expect(walk.page.locator(".govuk-error-summary")).to_contain_text("a name in Welsh")
    others = walk.page.locator("tbody tr:not(:has([lang=cy])) th a")
    while others.count():
        others.first.click()
        name = walk.page.get_by_role("heading", level=1).inner_text()
        walk.page.get_by_label("Name of the theme in Welsh").fill(f"Thema {name}")
        walk.press("Save the name")
        walk.follow("What people said")
    walk.press("Settle this list")
    expect(walk.page.get_by_text("The theme list is settled.")).to_be_visible()
    walk.look("What people said")
    walk.follow("How the last grouping was made")
    walk.look("How a grouping was made")

    walk.page.context.clear_cookies()
    walk.sign_in(leader)
    walk.go(f"/staff/missions/{mission}/at-a-glance")
    walk.look("")
    orphan = walk.page.get_by_role("listitem").filter(has_text="Buses we can count on")
    orphan.get_by_role("link", name="Turn it into what local people want").click()
    walk.look("Add what local people want")
    walk.press("Save")
    walk.look("Buses we can count on")
    walk.press("Record a decision")
    walk.look("Record a decision")
    walk.press("Record the decision")
    expect(walk.page.locator(".govuk-error-summary")).to_be_focused()
    walk.page.get_by_label("We will not").check()
    walk.page.get_by_label("Because", exact=True).fill("The depot has closed.")
    walk.page.get_by_label("Because, in Welsh").fill("Mae’r depo wedi cau.")
    walk.page.get_by_label("Who answers for it").fill("Cllr Rees")
    walk.press("Record the decision")
    expect(walk.page.get_by_text("The decision is recorded.")).to_be_visible()
    walk.look("Buses we can count on")
    walk.follow("From this decision back to the answers")
    walk.look("Where this decision came from")
    walk.go(f"/staff/missions/{mission}/at-a-glance")
    walk.look("")

    resident = Walk(new_page(viewport=PHONE, java_script_enabled=False), live_server)
    resident.go(f"/consultations/{consultation.slug}/outcome")
    expect(resident.page.get_by_text("The depot has closed.")).to_be_visible()
    told = 0
    for receipt in sent:
        resident.go(f"/reference/{receipt.code}")
        told += resident.page.get_by_text("The depot has closed.").count() > 0
    assert told >= 10
    resident.go(f"/cy/reference/{sent[0].code}")
    assert resident.page.context.cookies() == []

    reader = Walk(new_page(), live_server)
    for path, heading in (
        ("/", "Have your say"),
        ("/consultations?show=outcome", "Consultations"),
        (f"/consultations/{consultation.slug}/outcome", "You said, we did"),
        ("/reference", "What happened to what I said"),
        (f"/reference/{sent[0].code}", "What happened to what I said"),
    ):
        reader.go(path)
        reader.look(heading)
    htmlcheck.expect_valid(walk.seen | {f"public {k}": v for k, v in reader.seen.items()})
