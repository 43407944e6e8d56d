"""A resident's whole journey in a real browser: without scripts, on a small phone, by keyboard."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from participation.responses import queries
from participation.responses.models import Response
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_response
from tests.support.axe import expect_accessible
from tests.support.htmlcheck import expect_valid

pytestmark = pytest.mark.e2e

KINDS = (
    {"kind": "free_text", "required": True, "help": {"en": "A short one is fine."}},
    {"kind": "single_choice"},
    {"kind": "multiple_choice", "required": True},
    {"kind": "agreement"},
)
WORDS = "  Zoë’s street:\n\nmore crossings & fewer <cars> "
LIGHT = 60_000


@pytest.fixture
def consultation(session):
    make_council(session)
    consultation = make_consultation(session, questions=KINDS)
    session.commit()
    return consultation


@pytest.fixture
def start(live_server, consultation):
    return f"{live_server}/consultations/{consultation.slug}"


class Journey:
    """The way through the form, as somebody reads and presses it."""

    def __init__(self, page: Page, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts
        self.pages: dict[str, str] = {}

    def look(self, name: str, title: str = ".") -> None:
        """Stop at a page: axe (a script) finds nothing; the judge of HTML gets its markup."""
        expect(self.page).to_have_title(re.compile(title))
        if self.scripts:
            expect_accessible(self.page)
        self.pages[name] = self.page.content()

    def begin(self, start: str) -> None:
        self.page.goto(start)
        self.page.get_by_role("button", name=re.compile("Start")).click()

    def write(self, words: str, button: str = "Continue") -> None:
        self.page.get_by_role("textbox").fill(words)
        self.go_on(button)

    def choose(self, *options: str) -> None:
        for option in options:
            self.page.get_by_label(option, exact=True).check()
        self.go_on()

    def go_on(self, button: str = "Continue", *, stays: bool = False) -> None:
        before = self.page.url
        self.page.get_by_role("button", name=button, exact=True).click()
        if not stays:
            self.page.wait_for_url(lambda url: url != before)

    def reference(self) -> str:
        return self.page.locator("#reference").inner_text().replace(" ", "").replace("\n", "")


def stored(session, code):
    session.commit()
    session.expire_all()
    found = queries.by_receipt(session, code)
    assert found is not None
    answers = queries.answers_of(session, found.id)
    session.commit()
    return found, answers


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_the_whole_journey_on_a_small_phone(session, start, new_page, scripts, database_kind):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    way = Journey(page, scripts)
    way.begin(start)
    way.look("question 1", "Question 1")
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Write your answer")
    assert page.title().startswith("Error: ")
    way.look("error", "^Error: ")
    way.write(WORDS)
    way.look("question 2", "Question 2")
    way.choose("By bus")
    way.look("question 3", "Question 3")
    page.go_back()
    expect(page.get_by_label("By bus", exact=True)).to_be_checked()
    page.go_forward()
    way.choose("By bike", "On foot")
    way.look("question 4", "Question 4")
    way.choose("Agree")
    way.look("check", "^Check your answers")
    page.get_by_role("link", name=re.compile("^Change.*Question 2")).click()
    page.get_by_label("By bike", exact=True).check()
    way.go_on("Save and check your answers")
    page.get_by_label("A word to see your answers again (optional)").fill("Blue Teapot")
    way.go_on("Send")
    way.look("receipt", "^Your answers are stored")
    code = way.reference()

    found, answers = stored(session, code)
    assert answers[0].text == WORDS
    assert [one.codes for one in answers[1:]] == [("bike",), ("bike", "walk"), ("agree",)]
    assert found.word_hash is not None
    page.reload()
    assert way.reference() == code

    assert page.context.cookies() == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(start).netloc}
    assert page.mistakes == []
    if database_kind == "sqlite":
        expect_valid(way.pages)


def test_the_journey_by_keyboard_alone(session, start, page):
    """Nothing but Tab, Space, the arrows, Enter and letters."""

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(() => { const e = document.activeElement; "
                "return [e.innerText, e.labels?.[0]?.innerText].join('|'); })()"
            )
            if name in focused:
                return
        raise AssertionError(f"Tab never comes to {name}")

    def press_enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(start)
    tab_to("Start")
    press_enter()
    tab_to("Question 1?")
    page.keyboard.type("By keyboard")
    tab_to("Continue")
    press_enter()
    tab_to("By bus")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    for option in ("On foot", "Strongly agree"):
        tab_to("Continue")
        press_enter()
        tab_to(option)
        page.keyboard.press("Space")
    tab_to("Continue")
    press_enter()
    tab_to("Send")
    press_enter()
    page.wait_for_url("**/receipt")
    _, answers = stored(session, Journey(page).reference())
    assert [one.text or one.codes for one in answers] == [
        "By keyboard",
        ("bike",),
        ("walk",),
        ("strongly_agree",),
    ]


def test_when_the_signal_drops_the_words_stay_and_a_retry_gives_the_one_receipt(
    session, start, page
):
    way = Journey(page)
    way.begin(start)
    page.get_by_role("textbox").fill("Typed in a tunnel")
    page.context.set_offline(True)
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Your words are not sent yet")
    expect(page.get_by_role("textbox")).to_have_value("Typed in a tunnel")
    expect_accessible(page)
    page.context.set_offline(False)
    page.wait_for_url("**/2")
    way.choose("By bus")
    way.choose("On foot")
    way.go_on()
    # The answer is stored, but the page that says so never comes.
    page.route("**/send", lambda route: (route.fetch(max_redirects=0), route.abort()))
    way.go_on("Send", stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Your words are not sent yet")
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    session.commit()
    page.unroute("**/send")
    page.get_by_role("button", name="Send again now").click()
    page.wait_for_url("**/receipt")
    _, answers = stored(session, way.reference())
    assert answers[0].text == "Typed in a tunnel"
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('kept:'))") == []
    page.mistakes.clear()


def test_changing_language_half_way_keeps_the_words(session, start, phone):
    way = Journey(phone)
    way.begin(start)
    phone.get_by_role("textbox").fill("Hanner brawddeg")
    phone.get_by_role("button", name="Cymraeg").click()
    expect(phone.get_by_role("textbox")).to_have_value("Hanner brawddeg")
    assert "/cy/reply/" in phone.url
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("textbox")).to_have_value("Hanner brawddeg")


def test_pages_are_light_on_a_first_visit(start, new_page):
    """Markup, styles and scripts as they travel, compressed, with nothing kept from before."""
    first = new_page()
    way = Journey(first)
    way.begin(start)
    addresses = [first.url]
    way.write("Words")
    way.choose("By bus")
    way.choose("On foot")
    way.go_on()
    addresses.append(first.url)
    way.go_on("Send")
    addresses.append(first.url)
    for address in (start, *addresses):
        fresh = new_page()
        weights: dict[str, int] = {}

        def weigh(answer, weights=weights):
            if answer.request.resource_type not in {"document", "stylesheet", "script"}:
                return
            packed = "content-encoding" in answer.headers
            body = answer.body()
            size = answer.request.sizes()["responseBodySize"] if packed else 0
            weights[answer.url] = size or len(gzip.compress(body))

        fresh.on("requestfinished", lambda request, weigh=weigh: weigh(request.response()))
        fresh.goto(address)
        fresh.wait_for_load_state("networkidle")
        assert len(weights) >= 3
        assert sum(weights.values()) < LIGHT, weights


def test_the_ledger_in_a_browser(session, live_server, consultation, page, database_kind):
    response = make_response(
        session, consultation, "A reply <b>of some</b> length", ["bus"], ["bike"]
    )
    make_response(
        session, consultation, "Another", [], ["bus"], status="set_aside", reason="duplicate"
    )
    staff = make_staff(session, "engagement_officer")
    session.commit()
    page.goto(f"{live_server}/staff/sign-in")
    page.get_by_label("E-mail address").fill(staff.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    ledger = f"{live_server}/staff/consultations/{consultation.id}/replies"
    way = Journey(page)
    page.goto(ledger)
    way.look("ledger")
    expect(page.get_by_text("2 received = 1 counted")).to_be_visible()
    page.goto(f"{ledger}/{response.id}")
    way.look("reply")
    page.get_by_role("button", name="Set this reply aside").click()
    way.look("no reason", "^Error: ")
    page.get_by_label(re.compile("It was sent by staff")).check()
    page.get_by_role("button", name="Set this reply aside").click()
    expect(page.get_by_text("The reply is set aside")).to_be_visible()
    way.look("set aside")
    page.get_by_role("button", name="Count it again").click()
    expect(page.get_by_text("The reply is counted again")).to_be_visible()
    if database_kind == "sqlite":
        expect_valid(way.pages)
