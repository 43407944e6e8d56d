"""An officer asks in sections, every kind, with a condition, mends the route and opens it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.e2e.test_writing_a_consultation import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council

pytestmark = pytest.mark.e2e


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep").last.click()


def in_both(page: Page, label: str, words: str) -> None:
    for language in ("English", "Welsh"):
        page.get_by_label(f"{label} ({language})", exact=True).fill(words)


def ask(page: Page, kind: str, words: str, boxes: dict[str, str] | None = None) -> None:
    """Ask a question of this kind at the end of the last section."""
    page.get_by_role("button", name="Add a question").click()
    page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Continue").click()
    in_both(page, "Question", words)
    for label, typed in (boxes or {}).items():
        if label.endswith("*"):
            in_both(page, label[:-1], typed)
        else:
            page.get_by_label(label, exact=True).fill(typed)
    keep(page)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_kind_in_sections_with_a_route(
    session: Session, live_server: str, page: Page
) -> None:
    make_council(session)
    email = make_staff(session, "administrator").email
    one = make_consultation(session, "draft", questions=["single_choice"])
    session.commit()
    sign_in(page, live_server, email)
    here = f"{live_server}/staff/consultations/{one.id}"
    page.goto(here)
    page.get_by_role("button", name="Add a section").click()
    in_both(page, "Title of the section", "Your bus")
    keep(page)
    expect(page.locator(".app-wrong")).to_contain_text("has no question")
    options = {"Option 1*": "Early", "Option 2*": "Late"}
    ask(page, "Put a list in order", "What first?", options)
    ask(page, "Share out a budget", "How much for each?", options)
    statements = {"Statement 1*": "It is clean"}
    ask(page, "Agree or disagree with several statements", "What is it like?", statements)
    ask(page, "Choose a point on a scale", "How easy?")
    ask(page, "Give a number", "How many miles?")
    ask(page, "Give a date", "Since when?")
    ask(page, "Show a place on a map, or name the area", "Where?")
    ask(page, "Choose any from a list", "Which?", options)
    ask(page, "In their own words", "Why?")
    look(page, "every-kind")
    page.get_by_role("link", name=re.compile(r"Who is asked\s*: section 1")).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("People who chose any of the answers below").check()
    page.get_by_label("By bus").check()
    look(page, "condition")
    keep(page)
    expect(page.locator("main")).to_contain_text(
        "Shown only to people who chose ‘By bus’ in question 1"
    )
    page.goto(f"{here}/route")
    expect(page.locator("svg.app-route")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Every question can be reached")
    look(page, "route")
    page.goto(here)
    page.get_by_role("button", name="Move up section 1").or_(
        page.get_by_role("button", name="Move up question 2")
    ).first.click()  # over the edge of its section: asked of everybody, and nothing is lost
    expect(page.locator("#questions ~ ol, .app-part ol").first).to_be_visible()
    page.goto(f"{here}/preview/2")
    expect(page.get_by_text("What first?")).to_be_visible()
    look(page, "preview-ranking")
    page.goto(f"{here}/trial")
    page.get_by_role("button", name="Make the trial").click()
    look(page, "trial")
    page.locator("a.app-own-words").click()
    expect(page.locator("main")).to_contain_text("This is a trial")
    look(page, "trial-start")
    page.goto(f"{here}/publish")
    look(page, "publish")
