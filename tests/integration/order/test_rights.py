"""What people ask about their own data: found, copied, erased, held; and words erased when due."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.responses import jobs, queries, services
from participation.responses.models import Answer, AnswerChoice, Handling, Response, RightsRequest
from participation.responses.queries import rights as found
from participation.responses.rules import CannotChange
from participation.responses.rules.redaction import MARKS
from participation.responses.rules.rights import CannotHandle, RequestDetails, months_later
from participation.responses.services import redacting, rights
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.order import make_request
from tests.factories.responses import make_response, send_answers, stepping_aside


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 240))
def test_some_months_later_is_the_same_day_or_the_months_last(moment, months):
    later = months_later(moment, months)
    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert later.day == moment.day or (later.day < moment.day and (later + timedelta(1)).day == 1)


def test_who_asks_is_encrypted_and_forgotten_a_year_after_closing(session):
    row = make_request(session)
    assert b"Eirlys" not in row.name
    assert found.opened(session, row.name) == "Eirlys Mostyn"
    assert (row.due_on - row.received_on).days == 28
    rights.close_request(session, actor=SYSTEM, request_id=row.id, outcome="done")
    now = clock.now(session)
    for days, gone in ((364, 0), (367, 1), (368, 0)):
        with clock.fixed_at(now + timedelta(days=days)):
            assert rights.forget_names(session) == gone
    assert session.get(RightsRequest, row.id).name is None


def test_every_problem_of_a_request_is_told_at_once(session):
    today = clock.day_in_london(clock.now(session))
    details = RequestDetails("odd", " ", "", today + timedelta(days=1))
    with pytest.raises(CannotHandle) as refusal:
        rights.open_request(session, actor=SYSTEM, details=details)
    assert refusal.value.problems == ("kind", "name", "received")
    with pytest.raises(NotAllowed):
        rights.open_request(session, actor=actor_with(session, "moderator"), details=details)


def test_replies_are_found_by_reference_and_by_a_name_even_a_hidden_one(session):
    consultation = make_consultation(session)
    sent = send_answers(session, consultation, ["I am Gwyneth Canarybird of the mill"])
    make_response(session, consultation, "Somebody else")
    row = make_request(session)
    redacting.redact_words(
        session,
        actor=SYSTEM,
        answer_id=queries.answers_of(session, sent.response_id)[0].answer_id,
        typed="Gwyneth Canarybird",
        why="names_somebody",
    )
    find = {"actor": SYSTEM, "request_id": row.id}
    for how in ({"reference": sent.code}, {"words": "gwyneth"}):
        (one,) = rights.search(session, **find, **how)
        assert one.response.id == sent.response_id
    assert rights.search(session, **find, words="100%") == []
    with pytest.raises(CannotHandle):
        rights.search(session, **find, words="ab")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "rights.searched")).first()
    assert "gwyneth" not in json.dumps(entry.detail).casefold()


def test_a_copy_holds_everything_of_one_person_and_nothing_of_another(session):
    consultation = make_consultation(session, questions=["free_text", "single_choice"])
    mine = make_response(session, consultation, "Mine about the mill", ["bus"])
    make_response(session, consultation, "Theirs about the lake", ["bike"])
    row = make_request(session, kind="access")
    rights.link(session, actor=SYSTEM, request_id=row.id, response_id=mine.id)
    redacting.redact_words(
        session,
        actor=SYSTEM,
        answer_id=queries.answers_of(session, mine.id)[0].answer_id,
        typed="the mill",
        why="address",
    )
    kept = json.dumps(rights.hand_over(session, actor=SYSTEM, request_id=row.id))
    assert "Mine about the mill" in kept
    assert '"bus"' in kept
    assert "Theirs" not in kept
    assert "bike" not in kept


def test_erasing_keeps_the_totals_and_waits_for_a_hold(session):
    consultation = make_consultation(session)
    ids = [make_response(session, consultation, f"Words {n}").id for n in range(3)]
    row = make_request(session)
    erase = {"actor": SYSTEM, "request_id": row.id}
    with pytest.raises(CannotHandle) as refusal:
        rights.erase_linked(session, **erase)
    assert refusal.value.problems == ("nothing_linked",)
    for one in ids[:2]:
        rights.link(session, actor=SYSTEM, request_id=row.id, response_id=one)
    hold = rights.hold(session, actor=SYSTEM, consultation_id=consultation.id, reason="A claim")
    with pytest.raises(CannotHandle) as refusal:
        rights.erase_linked(session, **erase)
    assert refusal.value.problems == ("held",)
    with pytest.raises(CannotChange):
        services.erase(session, actor=SYSTEM, response_id=ids[2])
    session.expire_all()
    assert queries.tally(session, consultation.id).erased == 0
    rights.lift(session, actor=SYSTEM, hold_id=hold.id)
    assert rights.erase_linked(session, **erase) == 2
    assert rights.erase_linked(session, **erase) == 0
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted, tally.erased, tally.balances) == (3, 1, 2, True)


def test_a_closed_request_changes_no_more(session):
    row = make_request(session, days_ago=20)
    with pytest.raises(CannotHandle) as refusal:
        rights.close_request(session, actor=SYSTEM, request_id=row.id, outcome="refused")
    assert refusal.value.problems == ("note",)
    due = row.due_on
    rights.extend(session, actor=SYSTEM, request_id=row.id, why="Forty boxes of paper")
    assert (row.due_on - due).days == 56
    with pytest.raises(CannotHandle):
        rights.extend(session, actor=SYSTEM, request_id=row.id, why="And more")
    rights.close_request(session, actor=SYSTEM, request_id=row.id, outcome="nothing_found")
    for deed in (rights.erase_linked, rights.search):
        with pytest.raises(CannotHandle) as refusal:
            deed(session, actor=SYSTEM, request_id=row.id)
        assert refusal.value.problems == ("closed",)


def test_words_are_erased_when_due_and_the_counts_stay(app, session):
    consultation = make_consultation(
        session, stage="closed", questions=["free_text", "single_choice"]
    )
    other = make_consultation(session)
    with clock.fixed_at(consultation.opens_at + timedelta(hours=1)):
        for n in range(3):
            send_answers(session, consultation, [f"Words {n}", ["bus"]])
    make_response(session, other, "Kept words")
    for one in (consultation, other):
        session.add(
            Handling(
                consultation_id=one.id,
                publishes=False,
                keep_months=6,
                changed_at=clock.now(session),
            )
        )
    question = consultation.questions[1].id
    session.commit()
    due = months_later(consultation.closes_at, 6)
    for moment, left in ((due - timedelta(minutes=1), 4), (due, 1), (due, 1)):
        with app.app_context(), clock.fixed_at(moment):
            jobs.erase_due_words()
        session.expire_all()
        texts = session.scalars(select(Answer.text).where(Answer.text.is_not(None))).all()
        assert len(texts) == left, moment
        session.commit()
    assert texts == ["Kept words"]
    assert queries.choice_counts(session, question) == {"bus": 3}
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted, tally.erased) == (3, 3, 0)
    deeds = session.scalars(select(AuditEntry.deed)).all()
    assert deeds.count("consultation.words_erased") == 1


def test_a_hold_keeps_words_past_their_day(app, session):
    consultation = make_consultation(session, stage="closed")
    with clock.fixed_at(consultation.opens_at + timedelta(hours=1)):
        send_answers(session, consultation, ["Words"])
    session.add(
        Handling(consultation_id=consultation.id, keep_months=1, changed_at=clock.now(session))
    )
    rights.hold(session, actor=SYSTEM, consultation_id=consultation.id, reason="An inquiry")
    session.commit()
    with app.app_context(), clock.fixed_at(months_later(consultation.closes_at, 2)):
        jobs.erase_due_words()
    assert session.scalar(select(Answer.text)) == "Words"


def test_the_whole_of_a_request_on_screen(app, session):
    consultation = make_consultation(session)
    sent = send_answers(session, consultation, ["Words of mine"])
    client = stepping_aside(app, session)
    signed_in(client, session, "monitoring_officer")
    token = token_of(client)
    today = clock.day_in_london(clock.now(session))
    new = {
        "csrf_token": token,
        "kind": "erasure",
        "name": "Ann",
        "contact": "",
        "received_on-day": today.day,
        "received_on-month": today.month,
        "received_on-year": today.year,
    }
    assert client.post("/staff/data-requests", data={"csrf_token": token}).status_code == 422
    made = client.post("/staff/data-requests", data=new)
    assert made.status_code == 303
    url = made.location
    assert "Ann" in client.get("/staff/data-requests").text
    assert "28 days left" in client.get("/staff/data-requests").text
    page = client.post(f"{url}/search", data={"csrf_token": token, "reference": sent.code}).text
    assert "1 reply was found" in page
    assert "Words of mine" not in page
    client.post(f"{url}/replies/{sent.response_id}", data={"csrf_token": token})
    copy = client.post(f"{url}/copy", data={"csrf_token": token})
    assert copy.get_json()["replies"][0]["sent"][0]["answers"][0]["words"] == "Words of mine"
    assert client.post(f"{url}/erase", data={"csrf_token": token}).status_code == 422
    client.post(f"{url}/erase", data={"csrf_token": token, "sure": "y"})
    session.expire_all()
    assert session.get(Response, sent.response_id).status == "erased"
    assert session.scalars(select(AnswerChoice)).all() == []
    done = client.post(f"{url}/close", data={"csrf_token": token, "close-outcome": "done"})
    assert done.status_code == 303
    assert "Done as they asked" in client.get("/staff/data-requests").text
    assert MARKS["en"] not in page
    make_request(session, days_ago=22)
    assert "1 request about somebody’s own data is due" in client.get("/staff").text
