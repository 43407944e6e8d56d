"""While very many people reply: a browser does its little work and sends by itself, or waits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from participation.kernel import clock
from participation.responses import queries
from participation.responses.models import Handling, Response
from participation.responses.rules.effort import WAIT
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import fill_in, make_form_key, send_answers
from tests.support.axe import expect_accessible

pytestmark = pytest.mark.e2e

WORDS = "More crossings by the school"


@pytest.fixture
def busy(session):
    make_council(session)
    consultation = make_consultation(session)
    now = clock.now(session)
    session.add(Handling(consultation_id=consultation.id, effort_above=1, changed_at=now))
    for _ in range(2):
        send_answers(session, consultation)
    # They go on coming in for as long as the test lasts.
    session.execute(update(Response).values(received_at=now + timedelta(minutes=5)))
    session.commit()
    return consultation


def form_of(session, consultation, site):
    written, key = make_form_key(session, consultation)
    fill_in(session, key, [WORDS])
    session.commit()
    return f"{site}/reply/{written}", key


def kept(session, key):
    session.rollback()
    found = queries.by_form(session, key)
    assert found is not None
    assert queries.answers_of(session, found.id)[0].text == WORDS
    session.rollback()


def test_a_browser_works_and_sends_by_itself(session, live_server, busy, new_page, database_kind):
    page = new_page(viewport={"width": 360, "height": 740})
    base, key = form_of(session, busy, live_server)
    if database_kind == "sqlite":  # an old phone
        slow = page.context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(f"{base}/check")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page).to_have_title(re.compile("^Your answers are stored"), timeout=15_000)
    kept(session, key)

    # Pressed before anybody knew that it is busy: the page that comes back sends by itself.
    base, key = form_of(session, busy, live_server)
    page.goto(f"{base}/check")
    page.evaluate("document.querySelector('[data-effort]').remove()")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('#send-form'))")
    expect(page).to_have_title(re.compile("^Your answers are stored"), timeout=15_000)
    kept(session, key)
    assert page.context.cookies() == []


def test_without_scripts_a_wait_is_enough(session, live_server, busy, new_page, database_kind):
    if database_kind != "sqlite":
        pytest.skip("twenty seconds of waiting on one database are enough")
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    base, key = form_of(session, busy, live_server)
    page.goto(f"{base}/check")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page).to_have_title(re.compile("^Not sent yet: "))
    expect(page.get_by_role("alert")).to_contain_text("Your answers are safe. Press Send again in")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.wait_for_timeout(WAIT.total_seconds() * 1000)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page).to_have_title(re.compile("^Your answers are stored"))
    kept(session, key)


def test_the_page_that_asks_to_wait_is_accessible(session, live_server, busy, page):
    base, _ = form_of(session, busy, live_server)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{base}/check")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute_all()
    expect_accessible(page)
