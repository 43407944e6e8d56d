"""An officer writes a consultation and opens it; axe looks at every page, on desk and phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from participation.consultations import queries
from participation.kernel import clock
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.files import PDF
from tests.factories.missions import make_goal, make_mission
from tests.support.axe import expect_accessible
from tests.support.browser import PHONE

pytestmark = pytest.mark.e2e
KINDS = ["free_text", "single_choice", "multiple_choice", "agreement"]


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/staff/sign-in")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture
def officer(session: Session) -> str:
    """The address that an administrator signs in with, at a council that lacks nothing."""
    make_council(session)
    email = make_staff(session, "administrator").email
    session.commit()
    return email


def look(page: Page, name: str) -> None:
    """Ask axe on a desk and on a phone; keep pictures where somebody asked for them."""
    for width, size in (("desk", {"width": 1280, "height": 900}), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        expect_accessible(page)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def tell_and_check(page: Page, decides: date) -> None:
    """Write what people are told, answer the check before opening, and approve it."""
    page.get_by_role("link", name="What people are told").click()
    for name, dropped in (("A zebra crossing", False), ("A bridge", True)):
        page.get_by_role("button", name="Add an option").click()
        page.get_by_label("Name of the option (English)").fill(name)
        page.get_by_label("Name of the option (Welsh)").fill(name)
        for box in page.locator("main textarea").all()[:2]:
            box.fill("In plain words.")
        if dropped:
            page.get_by_label("Thought of and dropped").check()
            for box in page.locator("main textarea").all()[-2:]:
                box.fill("There is no room.")
        page.get_by_role("button", name="Keep").last.click()
    page.get_by_role("button", name="Add a document").click()
    page.get_by_label("Title (English)").fill("The plan")
    page.get_by_label("Title (Welsh)").fill("Y cynllun")
    for box in page.locator("main textarea").all():
        box.fill("## What it says\n\nWhere crossings go.")
    page.locator("#file_en").set_input_files(
        {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<svg/>"}
    )
    page.get_by_role("button", name="Keep").last.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Save it as PDF")
    page.locator("#file_en").set_input_files(
        {"name": "plan.pdf", "mimeType": "text/html", "buffer": PDF}
    )
    page.get_by_role("button", name="Keep").last.click()
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    page.get_by_role("button", name="Change the particulars").click()
    for part, number in (("day", decides.day), ("month", decides.month), ("year", decides.year)):
        page.locator(f"#decides_on-{part}").fill(str(number))
    for box in page.locator("main textarea").all():
        box.fill("Town Hall, 01632 960 001.")
    page.get_by_label("Counted, if it was sent by the last day").check()
    page.get_by_role("button", name="Keep").last.click()
    look(page, "told")
    page.get_by_role("link", name="Crossings in Northgate").click()
    page.get_by_role("link", name="The check before opening").click()
    for box in page.locator("main textarea").all():
        box.fill("Because the schools asked.")
    page.get_by_role("button", name="Keep").last.click()
    look(page, "check")
    page.get_by_role("link", name="Read it over and approve it").click()
    page.get_by_label("Your name and post").fill("R. Ahmed, Monitoring Officer")
    page.get_by_label("I have read what residents will see").check()
    look(page, "approve")
    page.get_by_role("button", name="Approve it as it stands").click()
    expect(page.locator("main")).to_contain_text("Nothing is missing.")
    page.get_by_role("link", name="Print it as an appendix").click()
    look(page, "appendix")
    page.get_by_role("link", name="Crossings in Northgate").click()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_officer_writes_and_opens_one(
    session: Session, officer: str, live_server: str, page: Page
) -> None:
    mission = make_mission(session, title={"en": "Safe streets", "cy": "Strydoedd diogel"})
    today = clock.day_in_london(clock.now(session))
    session.commit()
    sign_in(page, live_server, officer)
    page.goto(f"{live_server}/staff/consultations/guide")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your first consultation")
    page.get_by_role("link", name="Begin your first consultation").click()
    page.get_by_role("button", name="Keep").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Title (English)").fill("Crossings in Northgate")
    page.get_by_label("Title (Welsh)").fill("Croesfannau")
    page.get_by_label("Summary (English)").fill("Where should they be?")
    page.get_by_label("Summary (Welsh)").fill("Ble dylen nhw fod?")
    page.get_by_label("Safe streets").check()
    page.get_by_label("Who answers for the decision?").fill("Head of Streets")
    page.get_by_role("button", name="Keep").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Crossings in Northgate")
    page.get_by_role("link", name="The five lines").click()
    for box in page.locator("main textarea").all():
        box.fill("In plain words.")
    page.get_by_label("How many minutes it takes").fill("4")
    page.get_by_role("button", name="Keep").last.click()
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_label("Choose one from a list").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Question (English)", exact=True).fill("Where first?")
    page.get_by_label("Question (Welsh)", exact=True).fill("Ble gyntaf?")
    for number, words in enumerate(("School Lane", "High Street"), 1):
        page.get_by_label(f"Option {number} (English)").fill(words)
        page.get_by_label(f"Option {number} (Welsh)").fill(words)
    page.get_by_label("Option 2 (Welsh)").press("Enter")  # keeps, and moves nothing
    expect(page.locator("#questions + ol")).to_contain_text("School Lane")
    page.get_by_role("link", name="Dates").click()
    for field, day in (("opens_on", today), ("last_day", today + timedelta(days=14))):
        page.locator(f"#{field}-day").fill(str(day.day))
        page.locator(f"#{field}-month").fill(str(day.month))
        page.locator(f"#{field}-year").fill(str(day.year))
    page.get_by_role("button", name="Keep").last.click()
    tell_and_check(page, today + timedelta(days=40))
    page.get_by_role("button", name="Preview it as a resident").click()
    page.get_by_role("button", name="Start now").click()
    expect(page.get_by_label("School Lane")).to_be_visible()
    page.get_by_role("button", name="End the preview").click()
    page.get_by_role("button", name="Publish and open").click()
    page.get_by_role("button", name="Open now").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("It is open.")
    page.get_by_role("link", name="The public page").click()
    expect(page.get_by_role("button", name="Start now")).to_be_visible()
    look(page, "start")
    page.get_by_role("link", name="What speaks for and against each option").click()
    expect(page.get_by_role("heading", name="A bridge")).to_be_visible()
    look(page, "options")
    page.get_by_role("link", name="About this consultation").click()
    page.get_by_role("link", name="The plan").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="plan.pdf").click()
    assert saved.value.suggested_filename == "plan.pdf"
    look(page, "document")
    page.get_by_role("link", name="About this consultation").click()
    expect(page.get_by_role("link", name="Safe streets")).to_have_attribute(
        "href", f"/missions/{mission.slug}"
    )


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_page_of_the_rooms_is_accessible(
    session: Session, officer: str, live_server: str, page: Page
) -> None:
    mission = make_mission(session)
    make_goal(session)
    draft = make_consultation(session, "draft", questions=KINDS)
    bare = make_consultation(session, "draft", questions=[], opens_at=None, your_words={})
    opened = make_consultation(session, "open", questions=KINDS)
    session.commit()
    questions = [asked.question_id for asked in queries.asked(session, draft.id)]
    session.commit()
    sign_in(page, live_server, officer)

    def at(one: UUID, rest: str = "") -> str:
        return f"/staff/consultations/{one}{rest}"

    paths = {
        "missions": "/staff/missions",
        "mission-new": "/staff/missions/new",
        "mission": f"/staff/missions/{mission.id}",
        "list": "/staff/consultations",
        "guide": "/staff/consultations/guide",
        "new": "/staff/consultations/new",
        "draft": at(draft.id),
        "open": at(opened.id),
        "details": at(draft.id, "/details"),
        "lines": at(draft.id, "/lines"),
        "dates": at(draft.id, "/dates"),
        "kind": at(draft.id, "/questions/new"),
        "choice": at(draft.id, f"/questions/{questions[1]}"),
        "agreement": at(draft.id, "/questions/new?kind=agreement"),
        "preview": at(draft.id, "/preview"),
        "preview-question": at(draft.id, "/preview/2"),
        "publish": at(draft.id, "/publish"),
        "problems": at(bare.id, "/publish"),
        "extend": at(opened.id, "/extend"),
        "withdraw": at(opened.id, "/withdraw"),
        "start-cy": f"/cy/consultations/{opened.slug}",
    }
    for name, path in paths.items():
        page.goto(live_server + path)
        look(page, name)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stage", ["scheduled", "open", "closed", "withdrawn"])
def test_the_start_page_is_accessible_at_every_stage(
    session: Session,
    live_server: str,
    page: Page,
    new_page: Callable[..., Page],
    stage: str,
) -> None:
    make_council(session)
    one = make_consultation(session, stage, withdrawn_reason="mistake")
    session.commit()
    page.goto(f"{live_server}/consultations/{one.slug}")
    look(page, f"start-{stage}")
    plain = new_page(viewport=PHONE, java_script_enabled=False)
    plain.goto(f"{live_server}/consultations/{one.slug}")
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    expect(plain.get_by_role("button", name="Start now")).to_have_count(1 if stage == "open" else 0)
    assert plain.context.cookies() == []
