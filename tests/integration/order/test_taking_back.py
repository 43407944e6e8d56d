"""Taking back and erasing: on screen, and at the same moment as the author sends again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import event, select

from participation.audit.models import AuditEntry
from participation.extensions import transaction
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.responses import queries, services
from participation.responses.models import Answer, Draft, Response
from participation.responses.rules import NotTaken
from tests.factories.accounts import signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.responses import (
    fill_in,
    make_form_key,
    make_response,
    send_answers,
    stepping_aside,
)


@pytest.fixture
def officer(app, session):
    browser = stepping_aside(app, session)
    signed_in(browser, session, "engagement_officer")
    return browser


@pytest.fixture
def response(session):
    made = make_response(session, make_consultation(session), "Words of mine")
    session.commit()
    return made


def _url(response, deed):
    return f"/staff/consultations/{response.consultation_id}/replies/{response.id}/{deed}"


def test_a_reply_is_taken_back_once_somebody_asked(officer, session, response):
    url, token = _url(response, "take-back"), token_of(officer)
    assert "Take this reply back" in officer.get(_url(response, "take-back")).text
    assert officer.post(url, data={"csrf_token": token}).status_code == 422
    assert officer.post(url, data={"csrf_token": token, "sure": "y"}).status_code == 303
    assert queries.tally(session, response.consultation_id).withdrawn == 1
    assert session.scalar(select(Answer.text)) == "Words of mine"
    assert "This can’t be done" in officer.get(url).text


def test_erasing_needs_a_reason_and_a_second_look(officer, session, response):
    url, token = _url(response, "erase"), token_of(officer)
    refused = officer.post(url, data={"csrf_token": token})
    assert refused.status_code == 422
    assert "Choose a reason" in refused.text
    assert "Tick the box to erase the words" in refused.text
    done = officer.post(url, data={"csrf_token": token, "why": "asked", "sure": "y"})
    assert done.status_code == 303
    tally = queries.tally(session, response.consultation_id)
    assert (tally.received, tally.erased, tally.balances) == (1, 1, True)
    assert session.scalar(select(Answer.text)) is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "response.erased")).one()
    assert entry.detail == {"why": "asked"}
    assert "This can’t be done" in officer.get(url).text


def test_an_erasure_of_an_organisation_takes_its_name(session):
    made = make_response(
        session, make_consultation(session), respondent_kind="organisation", organisation="A club"
    )
    services.erase(session, actor=SYSTEM, response_id=made.id)
    session.flush()
    assert made.organisation is None
    assert made.respondent_kind == "organisation"


def test_an_erasure_and_a_sending_of_the_same_reply_never_lock_each_other_out(app, session):
    """Both hold the draft before the response; the other way round one of them would be killed."""
    consultation = make_consultation(session)
    _, key = make_form_key(session, consultation)
    response_id = send_answers(session, consultation, ["First words"], key=key).response_id
    fill_in(session, key, ["Other words"])
    session.commit()
    draft_held, eraser_came = Event(), Event()

    def wait_with_the_draft(_connection, _cursor, statement, *_more):
        if "FROM draft" in statement and "answers" in statement and not draft_held.is_set():
            draft_held.set()
            eraser_came.wait(1.5)

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    event.listen(engine, "after_cursor_execute", wait_with_the_draft)

    def send():
        with app.app_context(), transaction() as writing:
            return services.send(writing, actor=RESIDENT, key=key, language="en")

    def erase():
        draft_held.wait(5)
        with app.app_context(), transaction() as writing:
            services.erase(writing, actor=SYSTEM, response_id=response_id)
            eraser_came.set()

    try:
        with ThreadPoolExecutor(2) as both:
            sent, erased = both.submit(send), both.submit(erase)
            assert sent.result(20).version == 2
            erased.result(20)
    finally:
        event.remove(engine, "after_cursor_execute", wait_with_the_draft)
    session.expire_all()
    assert session.get(Response, response_id).status == "erased"
    assert session.scalars(select(Answer.text)).all() == [None, None]
    assert session.scalars(select(Draft)).all() == []
    fill_in(session, key, ["Back again"])
    with pytest.raises(NotTaken):
        services.send(session, actor=RESIDENT, key=key, language="en")
