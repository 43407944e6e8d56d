"""Every kind of question in a browser: scripts on and off, in both languages, on small phones."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from participation.responses import queries
from participation.responses.models import Response
from participation.responses.rules import Mark
from tests.e2e.test_answering import Journey
from tests.factories.council import make_council
from tests.factories.geography import make_areas
from tests.factories.kinds import make_every_kind
from tests.support.htmlcheck import expect_valid

pytestmark = pytest.mark.e2e

ASKS = {
    "kind": True,
    "quote": True,
    "postcode": True,
    "purposes": [{"code": "bus", "words": {"en": "May the bus company see it?", "cy": "A gaiff?"}}],
}


@pytest.fixture
def start(session, live_server):
    make_council(session)
    make_areas(session)
    consultation = make_every_kind(session, asks_about=ASKS)
    session.commit()
    return f"{live_server}/consultations/{consultation.slug}"


def expect_no_wider(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], page.url


def stored(session):
    session.commit()
    session.expire_all()
    response = session.scalars(select(Response)).one()
    answers = {one.wording["en"]: one for one in queries.answers_of(session, response.id)}
    session.commit()
    return response, answers


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_every_kind_on_the_smallest_phone(session, start, new_page, scripts, database_kind):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    way = Journey(page, scripts)

    def look(name: str, title: str = ".") -> None:
        way.look(name, title)
        if scripts:
            expect_no_wider(page)

    way.begin(start)
    look("choice")
    page.get_by_label("By bus", exact=True).check()
    page.get_by_label("If something else: say it in your own words").fill("and a boat")
    way.go_on()
    look("words")
    way.write("Later buses")
    look("together", "Your street")
    page.get_by_label("How many cars do you see?").fill("lots")
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Enter a number")
    look("together wrong", "^Error: ")
    page.get_by_label("How many cars do you see?").fill("12")
    page.get_by_label("By bike", exact=True).check()
    for part, typed in (("Day", "27"), ("Month", "3"), ("Year", "2019")):
        page.get_by_label(part, exact=True).fill(typed)
    way.go_on()
    look("matrix")
    page.get_by_role("group", name="I feel safe here after dark").get_by_label(
        "Agree", exact=True
    ).check()
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("The street is clean")
    look("matrix wrong", "^Error: ")
    page.get_by_role("group", name="The street is clean").get_by_label("Don’t know").check()
    way.go_on()
    look("ranking")
    if scripts:
        page.get_by_role("button", name=re.compile("Move up.*By bike")).click()
        expect(page.get_by_label("By bike", exact=True)).to_have_value("1")
        page.get_by_role("button", name=re.compile("Move down.*By bike")).click()
        expect(page.get_by_label("By bike", exact=True)).to_have_value("2")
    for thing, place in (("By bus", "3"), ("By bike", "1"), ("On foot", "2")):
        page.get_by_label(thing, exact=True).select_option(place)
    way.go_on()
    look("scale")
    page.get_by_label("7", exact=True).check()
    way.go_on()
    look("budget")
    page.get_by_label("By bus", exact=True).fill("60")
    if scripts:
        expect(page.get_by_text("£40 left to share out")).to_be_visible()
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Share out £40 more")
    page.get_by_label("On foot", exact=True).fill("40")
    way.go_on()
    look("place")
    picture = page.locator("input[type=image]")
    with page.expect_navigation():
        picture.click(position={"x": 144, "y": 60})
    expect(page.get_by_text("The red dot is the place you marked")).to_be_visible()
    look("place marked")
    way.go_on()
    look("agreement")
    way.choose("Strongly agree")
    look("about", "^About you")
    page.get_by_label("For an organisation or a group").check()
    way.go_on(stays=True)
    expect(page.get_by_role("alert")).to_contain_text("Enter the name")
    page.get_by_label("Name of the organisation or group").fill("Friends of the Park")
    page.get_by_label(re.compile("postcode")).fill("MW2 2BB")
    page.get_by_role("group", name="May we quote your words?").get_by_label("Yes").check()
    way.go_on()
    look("check", "^Check your answers")
    for words in ("and a boat", "27 March 2019", "Northside", "Southside", "1. By bike"):
        expect(page.get_by_text(words).first).to_be_visible()
    way.go_on("Send")
    look("receipt", "^Your answers are stored")

    response, answers = stored(session)
    assert (response.area_code, response.may_quote) == ("X02", True)
    assert response.organisation == "Friends of the Park"
    assert answers["How do you travel to work?"].codes == ("bus",)
    assert answers["What matters most?"].marks[0] == Mark("", "bike", 1.0)
    assert answers["Where is it worst?"].marks[0] == Mark("area", "X01")
    assert answers["How would you spend £100?"].marks == (
        Mark("", "bus", 60.0),
        Mark("", "walk", 40.0),
    )
    assert page.context.cookies() == []
    assert page.mistakes == []
    if scripts and database_kind == "sqlite":
        expect_valid(way.pages)


def test_a_page_of_several_is_kept_on_the_device_and_comes_back(start, page):
    """The tab is shut before Continue; the words are there when the address is opened again."""
    way = Journey(page)
    way.begin(start)
    way.choose("By bike")
    page.get_by_label("On foot", exact=True).check()
    page.get_by_label("How many cars do you see?").fill("7")
    page.get_by_label("Year", exact=True).fill("1999")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_label("How many cars do you see?")).to_have_value("7")
    expect(page.get_by_label("Year", exact=True)).to_have_value("1999")
    expect(page.get_by_label("On foot", exact=True)).to_be_checked()
    expect(page.get_by_text("We put back what you had typed on this device")).to_be_visible()


def test_save_and_come_back_on_another_device_in_welsh(session, start, new_page, phone):
    first = new_page()
    way = Journey(first)
    way.begin(start)
    way.choose("By bus")
    first.get_by_role("textbox").fill("Bysiau hwyrach")
    way.go_on("Save and come back later")
    way.look("later", "^Your answers are kept for later")
    code = way.reference()
    root = start.split("/consultations/")[0]
    phone.goto(f"{root}/cy/resume?code={code}")
    other = Journey(phone, scripts=False)
    other.look("resume", "^Mynd ymlaen")
    other.go_on("Mynd ymlaen â’m hatebion")
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    phone.get_by_role("link", name="Yn ôl").click()
    expect(phone.get_by_role("textbox")).to_have_value("Bysiau hwyrach")
    expect_valid({**way.pages, **other.pages})
    session.commit()
