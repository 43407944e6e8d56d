"""While very many people reply, sending asks for a little work or a wait, and loses nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.kernel import clock
from participation.responses.models import Handling, Response
from tests.factories.accounts import signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import fill_in, make_form_key, send_answers, stepping_aside
from tests.support.effort import work

WORDS = "Fewer <cars> & more crossings"


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    make_council(session)
    return make_consultation(session)


def set_above(session, consultation, above):
    now = clock.now(session)
    session.add(Handling(consultation_id=consultation.id, effort_above=above, changed_at=now))
    session.flush()


@pytest.fixture
def busy(session, consultation):
    set_above(session, consultation, 1)
    for _ in range(2):
        send_answers(session, consultation)
    return consultation


def filled_in(session, consultation):
    written, key = make_form_key(session, consultation)
    fill_in(session, key, [WORDS])
    return f"/reply/{written}"


def how_many(session):
    return session.scalar(select(func.count()).select_from(Response))


def asked_on(page):
    """The challenge that a page holds, and what is worked on."""
    challenge = re.search(r'name="effort" value="([^"]+)"', page.text)
    seed = re.search(r'data-effort="([^"]+)"', page.text)
    return (challenge[1], seed[1]) if challenge and seed else (None, None)


def test_below_the_rate_nothing_is_asked(session, client, consultation):
    set_above(session, consultation, 2)
    for _ in range(2):
        send_answers(session, consultation)
    base = filled_in(session, consultation)
    assert asked_on(client.get(f"{base}/check")) == (None, None)
    assert client.post(f"{base}/send").location == f"{base}/receipt"


def test_nought_is_never(session, client, consultation):
    set_above(session, consultation, 0)
    for _ in range(3):
        send_answers(session, consultation)
    base = filled_in(session, consultation)
    assert client.post(f"{base}/send").status_code == 303


def test_replies_of_an_hour_ago_are_no_rate(session, client, consultation):
    set_above(session, consultation, 1)
    with clock.fixed_at(clock.now(session) - timedelta(minutes=2)):
        for _ in range(3):
            send_answers(session, consultation)
    base = filled_in(session, consultation)
    assert client.post(f"{base}/send").status_code == 303


def test_above_it_words_are_kept_and_waiting_is_enough(session, client, busy):
    base = filled_in(session, busy)
    page = client.post(f"{base}/send", data={"word": "blue teapot"})
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 20
    assert "Set-Cookie" not in page.headers
    assert "Press Send again in 20 seconds" in page.text
    assert WORDS in html.unescape(page.text)
    assert 'value="blue teapot"' in page.text
    assert not re.search("flood|suspicious", page.text, re.I)
    assert how_many(session) == 2

    challenge, _ = asked_on(page)
    now = clock.now(session)
    with clock.fixed_at(now + timedelta(seconds=12)):
        early = client.post(f"{base}/send", data={"effort": challenge, "word": "blue teapot"})
        assert early.status_code == 429
        assert asked_on(early)[0] == challenge  # the wait doesn't begin anew
    with clock.fixed_at(now + timedelta(seconds=21)):
        sent = client.post(f"{base}/send", data={"effort": challenge, "word": "blue teapot"})
    assert sent.location == f"{base}/receipt"
    assert how_many(session) == 3


def test_with_the_work_done_it_is_sent_at_once(session, client, busy):
    base = filled_in(session, busy)
    challenge, seed = asked_on(client.get(f"{base}/check"))
    proof = {"effort": challenge, "effort_proof": work(seed)}
    other = filled_in(session, busy)
    assert client.post(f"{other}/send", data=proof).status_code == 429
    assert client.post(f"{base}/send", data=proof).location == f"{base}/receipt"
    assert how_many(session) == 3
    # Sending again, after the connection dropped, is never asked.
    assert client.post(f"{base}/send").location == f"{base}/receipt"
    assert how_many(session) == 3


def test_saving_and_changing_language_never_wait(session, client, busy):
    base = filled_in(session, busy)
    assert client.get(f"{base}/1").status_code == 200
    saved = client.post(f"{base}/1", data={"answer": "Other words"})
    assert (saved.status_code, saved.location) == (303, f"{base}/check")
    switched = client.post(f"{base}/send", data={"switch_language": "cy"})
    assert (switched.status_code, switched.location) == (303, f"/cy{base}/check")


def test_it_is_said_in_welsh_and_in_the_published_rules(session, client, busy):
    base = filled_in(session, busy)
    page = client.post(f"/cy{base}/send")
    assert page.status_code == 429
    assert "Many people" not in page.text
    assert "20 eiliad" in page.text
    rules = client.get(f"/consultations/{busy.slug}/how-answers-are-handled")
    assert "If more than 1 reply arrives in a minute" in rules.text


def test_an_officer_sets_the_number_and_it_is_on_the_record(session, app, consultation):
    client = stepping_aside(app, session)
    signed_in(client, session, "engagement_officer")
    url = f"/staff/consultations/{consultation.id}/handling"
    assert 'value="3000"' in client.get(url).text
    sent = {"csrf_token": token_of(client), "second_person_above": "10"}
    refused = client.post(url, data={**sent, "effort_above": "100001"})
    assert refused.status_code == 422
    assert "Enter a number from 0 to 100,000" in refused.text
    assert client.post(url, data={**sent, "effort_above": "0"}).status_code == 303
    session.expire_all()
    assert session.get_one(Handling, consultation.id).effort_above == 0
    (entry,) = session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "consultation.handling_set")
    )
    assert entry.detail["effort_above"] == 0
