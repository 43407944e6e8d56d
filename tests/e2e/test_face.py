"""The site's face in a real browser: looked at by axe, on desk and phone, in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support import face
from tests.support.axe import expect_accessible
from tests.support.browser import PHONE
from tests.support.htmlcheck import expect_valid
from tests.support.live import serving

pytestmark = pytest.mark.e2e
PAGES = ("/", "/staff", "/form", "/keep", "/receipt", "/errors/404", "/errors/500")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(face.small_site()) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_component_is_accessible(page: Page, site: str, path: str, language: str) -> None:
    page.goto(f"{site}{path}?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    expect_accessible(page)
    page.set_viewport_size(PHONE)
    expect_accessible(page)


def test_all_markup_is_valid() -> None:
    client = face.small_site().test_client()
    pages = {path: client.get(path).text for path in PAGES}
    wrong = {"last_day-month": "3", "last_day-year": "2030"}
    pages["/form wrong"] = client.post("/form", data=wrong).text
    expect_valid(pages)


def test_errors_are_summed_up_and_lead_to_their_boxes(page: Page, site: str) -> None:
    page.goto(f"{site}/form")
    page.get_by_label("Month").fill("3")
    page.get_by_role("button", name="Continue").last.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    for link in summary.get_by_role("link").all():
        link.click()
        href = link.get_attribute("href")
        assert href
        expect(page.locator(href)).to_be_focused()
    expect(page.get_by_label("Month")).to_have_value("3")
    expect_accessible(page)


def test_enter_in_a_box_means_continue_not_the_other_language(page: Page, site: str) -> None:
    page.goto(f"{site}/form")
    with page.expect_request(lambda asked: asked.method == "POST") as caught:
        page.locator("#title").press("Enter")
    assert "switch_language" not in (caught.value.post_data or "")


def test_the_skip_link_comes_first_and_works(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


def test_words_stay_when_the_network_drops_and_are_sent_once(page: Page, site: str) -> None:
    face.sent.clear()
    page.goto(f"{site}/keep")
    page.locator("#why").fill("Slower cars, please")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    unsent = page.get_by_role("alert")
    expect(unsent).to_contain_text("Your words are not sent yet")
    expect(page.locator("#why")).to_have_value("Slower cars, please")
    expect_accessible(page)
    page.context.set_offline(False)
    expect(page).to_have_url(f"{site}/receipt")
    assert [(one["form_key"], one["why"], one["press"]) for one in face.sent] == [
        ("signed-once", "Slower cars, please", "send")
    ]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_sending_again_by_hand_after_the_server_was_away(page: Page, site: str) -> None:
    face.sent.clear()
    page.goto(f"{site}/keep")
    page.locator("#why").fill("A crossing")
    page.route("**/keep", lambda route: route.abort())
    page.get_by_role("button", name="Send", exact=True).click()
    again = page.get_by_role("button", name="Send again now")
    expect(again).to_be_visible()
    page.unroute("**/keep")
    again.click()
    expect(page).to_have_url(f"{site}/receipt")
    assert [one["why"] for one in face.sent] == ["A crossing"]
    page.mistakes.clear()  # type: ignore[attr-defined]


def test_words_come_back_when_the_page_is_opened_again(page: Page, site: str) -> None:
    page.goto(f"{site}/keep")
    page.locator("#why").fill("Slower cars")
    page.goto("about:blank")
    page.goto(f"{site}/keep")
    expect(page.locator("#why")).to_have_value("Slower cars")
    page.get_by_role("button", name="Clear it and start again").click()
    expect(page.locator("#why")).to_have_value("")
    page.reload()
    expect(page.locator("#why")).to_have_value("")


def test_nothing_is_kept_on_a_shared_device(page: Page, site: str) -> None:
    page.goto(f"{site}/keep")
    page.locator("#why").fill("Slower cars")
    page.get_by_label("Other people use this device").check()
    page.locator("#why").fill("Slower cars, please")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_refused_is_shown_by_the_server(page: Page, site: str) -> None:
    page.goto(f"{site}/keep")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Enter what you think")).to_be_visible()


def test_without_scripts_the_form_is_posted_as_ever(phone: Page, site: str) -> None:
    face.sent.clear()
    phone.goto(f"{site}/keep")
    phone.locator("#why").fill("Slower cars")
    phone.get_by_role("button", name="Send").click()
    expect(phone).to_have_url(f"{site}/receipt")
    assert [one["why"] for one in face.sent] == ["Slower cars"]
    expect(phone.get_by_role("button", name="Print or save this page")).to_be_hidden()


def test_the_reference_can_be_copied(new_page: Callable[..., Page], site: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/receipt")
    page.get_by_role("button", name="Copy the reference").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "7KQ2 M4XW B9TZ 3"
