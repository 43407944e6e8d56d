"""A paper batch of ten, keyed in by keyboard alone, without scripts; the room's pages judged."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from participation.responses.queries import channels
from tests.e2e.test_staff_pages import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.channels import key_in, make_batch, make_document, take_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.integration.channels.test_entering import ALL
from tests.support.axe import expect_accessible


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the box of that name has the focus."""
    for _ in range(80):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {name}")


def press_enter(page: Page) -> None:
    """Press Enter and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.e2e
def test_ten_slips_are_keyed_in_without_a_mouse_or_scripts(
    session: Session, new_page, live_server: str
) -> None:
    make_council(session)
    me = make_staff(session, "engagement_officer")
    consultation = make_consultation(
        session, questions=["single_choice", "multiple_choice", "agreement", "free_text"]
    )
    session.commit()
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, me.email)
    page.goto(f"{live_server}/staff/consultations/{consultation.id}/batches")
    page.keyboard.type("Library box")
    tab_to(page, "counted")
    page.keyboard.type("10")
    press_enter(page)
    for number in range(1, 11):
        assert f"number {number} of 10" in page.locator("h1").inner_text()
        tab_to(page, "q4")
        page.keyboard.type(f"Slip {number}:")
        page.keyboard.press("Enter")
        page.keyboard.type("more buses")
        for name, said in (("q1", "2"), ("q2", "1 3"), ("q3", "4")):
            while page.evaluate("document.activeElement.name") != name:
                page.keyboard.press("Shift+Tab")
            page.keyboard.type(said)
        press_enter(page)
    assert "10 keyed in + 0 spoiled = 10 of 10 counted" in page.locator("main").inner_text()
    while page.evaluate("document.activeElement.textContent.trim()") != "Close the batch":
        page.keyboard.press("Tab")
    press_enter(page)
    assert "every one in it is accounted for" in page.locator("main").inner_text()
    session.expire_all()
    tally = channels.tallies(session, consultation.id)["paper"]
    assert (tally.received, tally.counted) == (10, 10)


@pytest.mark.e2e
def test_the_pages_of_every_channel_are_accessible(
    session: Session, page: Page, live_server: str
) -> None:
    make_council(session)
    me = make_staff(session, "engagement_officer")
    consultation = make_consultation(session, questions=ALL)
    open_ = make_batch(session, consultation)
    key_in(session, consultation, batch=open_)
    document = make_document(session, consultation)
    tried = take_in(session, consultation, b"Question 1?,Question 2?\nx,boat\ny,bus\n", store=False)
    done = take_in(session, consultation, b"Question 1?\nz\n")
    failed = take_in(session, consultation, b'Question 1?\n"z\n')
    place = f"/staff/consultations/{consultation.id}"
    batch, letter, email = open_.id, document.id, me.email
    files = [one.id for one in (tried, done, failed)]
    session.commit()  # and nothing read after it, which would hold the database
    sign_in(page, live_server, email)
    look(
        page,
        live_server,
        (
            f"{place}/channels",
            f"{place}/enter/paper",
            f"{place}/enter/petition",
            f"{place}/batches",
            f"{place}/batches/{batch}",
            f"{place}/batches/{batch}/enter",
            f"{place}/paper",
            f"{place}/import",
            *(f"{place}/import/{one}" for one in files),
            f"{place}/export",
            f"{place}/documents",
            f"{place}/documents/{letter}/words",
            f"/staff/documents/{letter}",
            f"/cy{place}/channels",
        ),
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}{place}/paper")
    page.get_by_label("How many slips").fill("1")
    page.get_by_role("button", name="Make the slips").click()
    expect_accessible(page)
