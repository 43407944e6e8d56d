"""What staff see while people can reply, and how a code lets somebody in; axe on every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from participation.audiences import services as audiences
from participation.audiences.rules import shown_code
from participation.consultations import services as consultations
from participation.evidence import services as evidence
from participation.evidence.rules import DocumentDetails, NoticeGiven
from participation.evidence.rules.bodies import BodyDetails
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from tests.e2e.test_writing_a_consultation import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.evidence import both, make_lawful
from tests.factories.responses import make_response

pytestmark = pytest.mark.e2e
STAFF = ("told", "seen", "check", "check/appendix", "bodies", "links", "poster", "monitoring")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_pages_while_people_can_reply(session: Session, live_server: str, page: Page) -> None:
    make_council(session)
    one = make_consultation(session, "open")
    make_lawful(session, one)
    who = {"actor": SYSTEM, "consultation_id": one.id}
    today = clock.day_in_london(clock.now(session))
    evidence.add_body(
        session, **who, details=BodyDetails("Fire service", invited_on=today - timedelta(days=20))
    )
    evidence.add_document(
        session,
        **who,
        details=DocumentDetails(both("Plan", "Cynllun"), both("It says.", "Mae’n dweud.")),
        notice=NoticeGiven("added", both("A plan was added.", "Ychwanegwyd cynllun.")),
    )
    audiences.set_word(session, **who, word="streets")
    audiences.add_tag(session, **who, name="Buses", tag="bus")
    make_response(session, one, "A crossing, please.", source="bus")
    email = make_staff(session, "administrator").email
    session.commit()
    sign_in(page, live_server, email)
    here = f"{live_server}/staff/consultations/{one.id}"
    for name in STAFF:
        page.goto(f"{here}/{name}")
        look(page, name.replace("/", "-"))
    page.goto(f"{here}/bodies")
    expect(page.get_by_text("Remind it now")).to_be_visible()
    page.goto(f"{live_server}/staff/consultations/calendar")
    look(page, "calendar")
    page.goto(f"{here}/pause")
    page.get_by_role("button", name="Pause replying").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Something does not work as it should").check()
    for box in page.locator("main textarea").all():
        box.fill("The map did not load.")
    look(page, "pause")
    page.get_by_role("button", name="Pause replying").click()
    page.goto(f"{live_server}/c/streets/bus")
    expect(page.locator("main")).to_contain_text("Replying is paused")
    page.get_by_role("link", name="Why, and what comes next").click()
    expect(page.locator("main")).to_contain_text("The map did not load.")
    look(page, "changes")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_somebody_with_a_code_comes_in(session: Session, live_server: str, page: Page) -> None:
    make_council(session)
    one = make_consultation(session, "draft", audience="invited")
    made = audiences.invite(session, actor=SYSTEM, consultation_id=one.id, name="Tenants", number=1)
    consultations.open_now(session, actor=SYSTEM, consultation_id=one.id)
    session.commit()
    page.goto(f"{live_server}/consultations/{one.slug}")
    page.get_by_role("button", name="Enter your code").click()
    page.get_by_label("Your code").fill("nothing like it")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, "code")
    page.get_by_label("Your code").fill(shown_code(made.codes[0]).lower())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Question 1?").first).to_be_visible()
