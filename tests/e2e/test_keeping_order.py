"""Keeping order in a real browser: hiding a name, publishing, a letter passed round, a worry."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.responses.queries.words import stored
from participation.responses.services import worrying
from tests.e2e.test_staff_pages import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.council import make_council
from tests.factories.order import (
    LETTER,
    OWN,
    find_wordings,
    make_publishing,
    make_request,
    make_shared,
)

NAMED = "Gwyneth Canarybird at number 12 parks there; ring 01632 960104."


@dataclass
class Case:
    """A consultation with something of everything, and who keeps order in it."""

    consultation: Consultation
    email: str
    answer_id: UUID
    response_id: UUID
    request_id: UUID


@pytest.fixture
def case(session: Session) -> Case:
    make_council(session)
    consultation = make_publishing(session)
    _, named = make_shared(session, consultation, NAMED)
    for text in (LETTER, LETTER, f"{LETTER} {OWN}", "I will burn it down"):
        make_shared(session, consultation, text)
    find_wordings(session, consultation)
    worrying.look_at_new(session)
    asked = make_request(session)
    email = make_staff(session, "administrator").email
    found = stored(session, named.answer_id)
    assert found is not None
    session.commit()
    return Case(consultation, email, named.answer_id, found.response_id, asked.id)


@pytest.mark.e2e
def test_an_officer_keeps_order_without_scripts(case: Case, new_page, live_server: str) -> None:
    page: Page = new_page(java_script_enabled=False)
    base = f"{live_server}/staff/consultations/{case.consultation.id}"
    sign_in(page, live_server, case.email)

    page.goto(f"{live_server}/staff")
    page.get_by_role("link", name="1 answer to read at once").click()
    expect(page.locator("mark")).to_have_text("burn it down")
    page.get_by_label("Passed on to those who deal with it").check()
    page.get_by_role("button", name="Take it off the list").click()
    expect(page.get_by_text("There are none.")).to_be_visible()

    page.goto(f"{base}/published-answers?find=Canarybird")
    page.get_by_role("link", name="Hide words").click()
    page.get_by_label("“01632 960104” (a telephone number)").check()
    page.get_by_label("Other words to hide").fill("gwyneth canarybird")
    page.get_by_label("Why should these other words be hidden?").select_option("names_somebody")
    page.get_by_role("button", name="Hide these words").click()
    expect(page.get_by_text("2 parts of the answer are hidden")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Canarybird")

    page.goto(f"{base}/published-answers")
    page.get_by_label("All answers on this page").check()
    page.get_by_label("Publish them").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("5 answers were decided.")).to_be_visible()
    page.goto(f"{live_server}/consultations/{case.consultation.slug}/answers")
    expect(page.get_by_text("[words hidden] at number 12 parks there")).to_be_visible()

    page.goto(f"{base}/same-wording")
    page.get_by_role("link", name="The wording and what people added").click()
    page.get_by_role("button", name="I have read this wording").click()
    expect(page.get_by_text(OWN)).to_be_visible()
    expect(page.get_by_text("To be read")).to_have_count(0)


@pytest.mark.e2e
def test_every_page_of_keeping_order_is_accessible(
    case: Case, page: Page, live_server: str
) -> None:
    sign_in(page, live_server, case.email)
    one = f"/staff/consultations/{case.consultation.id}"
    page.goto(f"{live_server}{one}/same-wording")
    link = page.get_by_role("link", name="The wording and what people added")
    wording = link.get_attribute("href")
    assert wording
    reply = f"{one}/replies/{case.response_id}"
    look(
        page,
        live_server,
        (
            reply,
            f"{reply}/answers/{case.answer_id}/hide",
            f"{reply}/take-back",
            f"{reply}/erase",
            f"{one}/handling",
            f"{one}/holds",
            f"{one}/published-answers",
            f"{one}/published-answers/{case.answer_id}",
            f"{one}/same-wording",
            wording,
            f"{one}/to-look-at",
            f"{one}/counted-in-several-ways",
            "/staff/worries",
            "/staff/word-rules",
            "/staff/moderation-reasons",
            "/staff/data-requests",
            f"/staff/data-requests/{case.request_id}",
            f"/consultations/{case.consultation.slug}/answers",
            f"/cy/consultations/{case.consultation.slug}/how-answers-are-handled",
        ),
    )
