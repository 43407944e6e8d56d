"""The ledger: every reply accounted for, read on the record, set aside with a reason, not lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.kernel.errors import NotAllowed, NotFound
from participation.responses import queries, services
from participation.responses.models import Answer, AnswerChoice, Draft, Response
from participation.responses.rules import CannotChange, NotTaken, shown_receipt
from participation.responses.services.ledger import BadReason
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.responses import (
    fill_in,
    make_form_key,
    make_response,
    send_answers,
    stepping_aside,
)


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    return make_consultation(session, questions=["free_text", "multiple_choice"])


def deeds(session):
    return session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at)).all()


def test_setting_aside_leaves_it_out_of_the_count_and_restoring_counts_it_again(
    session, consultation
):
    moderator = actor_with(session, "moderator")
    response = make_response(session, consultation, "Buy cheap watches")
    make_response(session, consultation)
    services.set_aside(session, actor=moderator, response_id=response.id, reason="not_a_reply")
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted, tally.set_aside) == (2, 1, 1)
    assert tally.by_reason == {"not_a_reply": 1}
    assert tally.balances
    services.restore(session, actor=moderator, response_id=response.id)
    assert queries.tally(session, consultation.id).counted == 2
    assert (response.reason, response.note) == (None, None)
    session.flush()
    assert deeds(session)[-2:] == ["response.set_aside", "response.restored"]


def test_a_reason_is_needed_and_another_reason_is_said(session, consultation):
    response = make_response(session, consultation)
    for reason in ("", "because", "other"):
        with pytest.raises(BadReason):
            services.set_aside(session, actor=SYSTEM, response_id=response.id, reason=reason)
    services.set_aside(
        session, actor=SYSTEM, response_id=response.id, reason="other", note=" Sent by a robot "
    )
    assert response.note == "Sent by a robot"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "response.set_aside")).one()
    assert "robot" not in str(entry.detail)


def test_what_stands_elsewhere_is_not_moved_again(session, consultation):
    response = make_response(session, consultation)
    with pytest.raises(CannotChange):
        services.restore(session, actor=SYSTEM, response_id=response.id)
    services.set_aside(session, actor=SYSTEM, response_id=response.id, reason="test")
    with pytest.raises(CannotChange):
        services.set_aside(session, actor=SYSTEM, response_id=response.id, reason="duplicate")


def test_other_words_for_a_reply_that_is_set_aside_leave_it_there(session, consultation):
    _, key = make_form_key(session, consultation)
    sent = send_answers(session, consultation, ["Test"], key=key)
    services.set_aside(session, actor=SYSTEM, response_id=sent.response_id, reason="test")
    fill_in(session, key, ["A real answer"])
    services.send(session, actor=RESIDENT, key=key, language="en")
    assert queries.tally(session, consultation.id).set_aside == 1


def test_erasing_removes_every_word_and_keeps_the_row(session, consultation):
    _, key = make_form_key(session, consultation)
    sent = send_answers(session, consultation, ["Secret", ["bus"]], key=key, word="blue teapot")
    fill_in(session, key, ["Other secret"])
    services.send(session, actor=RESIDENT, key=key, language="en")
    services.erase(session, actor=SYSTEM, response_id=sent.response_id)
    session.flush()
    session.expire_all()
    assert set(session.scalars(select(Answer.text))) == {None}
    assert session.scalars(select(AnswerChoice)).all() == []
    assert session.scalars(select(Draft)).all() == []
    assert session.scalars(select(Response.word_hash)).one() is None
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.erased) == (1, 1)
    fill_in(session, key, ["Written after"])
    with pytest.raises(NotTaken):
        services.send(session, actor=RESIDENT, key=key, language="en")


@pytest.mark.parametrize("role", ["leader", "ward_councillor", "partner", "monitoring_officer"])
def test_who_may_not_read_replies(session, consultation, role):
    response = make_response(session, consultation)
    actor = actor_with(session, role)
    for deed in (services.note_reading, services.restore):
        with pytest.raises(NotAllowed):
            deed(session, actor=actor, response_id=response.id)
    with pytest.raises(NotAllowed):
        services.set_aside(session, actor=actor, response_id=response.id, reason="test")


def test_an_analyst_reads_but_does_not_set_aside(session, consultation):
    response = make_response(session, consultation)
    analyst = actor_with(session, "analyst", team=consultation.id)
    services.note_reading(session, actor=analyst, response_id=response.id)
    with pytest.raises(NotAllowed):
        services.set_aside(session, actor=analyst, response_id=response.id, reason="test")
    other = make_response(session, make_consultation(session))
    with pytest.raises(NotAllowed):
        services.note_reading(session, actor=analyst, response_id=other.id)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "again", "set_aside", "restore", "withdraw", "erase"]),
        st.integers(0, 5),
        st.sampled_from(["duplicate", "test", "abusive"]),
    ),
    max_size=25,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_the_sum_holds_through_any_sequence_of_deeds(session, steps):
    with session.begin_nested() as savepoint:
        consultation = make_consultation(session)
        keys = [make_form_key(session, consultation)[1] for _ in range(6)]
        received = set()
        for number, (deed, place, reason) in enumerate(steps):
            found = queries.by_form(session, keys[place])
            try:
                if deed in {"send", "again"}:
                    words = "The same" if deed == "again" else f"Words {number}"
                    fill_in(session, keys[place], [words])
                    services.send(session, actor=RESIDENT, key=keys[place], language="en")
                    received.add(place)
                elif found is not None:
                    extra = {"reason": reason} if deed == "set_aside" else {}
                    getattr(services, deed)(session, actor=SYSTEM, response_id=found.id, **extra)
            except (CannotChange, NotTaken):
                pass
            session.flush()
            tally = queries.tally(session, consultation.id)
            assert tally.received == len(received)
            assert tally.balances
        savepoint.rollback()


def ledger_of(consultation):
    return f"/staff/consultations/{consultation.id}/replies"


def test_officers_see_the_ledger_and_not_its_words(app, session, client, consultation):
    make_response(session, consultation, "Very particular words")
    send_answers(session, consultation, ["Geiriau"], language="cy")
    make_response(session, consultation, status="set_aside", reason="duplicate")
    signed_in(client, session, "engagement_officer")
    page = client.get(ledger_of(consultation))
    assert page.status_code == 200
    assert "3 received = 2 counted + 0 taken back + 1 set aside + 0 erased." in page.text
    assert "Very particular words" not in page.text
    assert "the same person sent the same answer twice: 1" in page.text
    assert page.text.count("/replies/") >= 3
    for query, number in (("status=set_aside", 1), ("language=cy", 1), ("status=erased", 0)):
        listed = client.get(f"{ledger_of(consultation)}?{query}")
        assert len(re.findall(r"/replies/[0-9a-f-]{36}", listed.text)) == number
        assert "3 received =" in listed.text


def test_a_long_ledger_comes_in_pages(session, client, consultation):
    for _ in range(queries.A_PAGE + 3):
        make_response(session, consultation)
    signed_in(client, session, "engagement_officer")
    seen = []
    for number in (1, 2):
        page = client.get(f"{ledger_of(consultation)}?page={number}")
        seen.append(re.findall(r"/replies/([0-9a-f-]{36})", page.text))
    assert [len(one) for one in seen] == [queries.A_PAGE, 3]
    assert not set(seen[0]) & set(seen[1])


def test_reading_a_reply_is_on_the_record_before_it_is_on_the_screen(
    app, session, client, consultation
):
    response = make_response(session, consultation, "Read me & weep", ["bus"])
    actor = signed_in(client, session, "moderator")
    page = client.get(f"{ledger_of(consultation)}/{response.id}")
    assert "Read me &amp; weep" in page.text
    assert "By bus" in page.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "response.read")).one()
    assert (entry.actor_id, entry.object_id) == (actor.id, response.id)


def test_a_reply_is_under_its_own_consultation_only(session, client, consultation):
    response = make_response(session, make_consultation(session))
    signed_in(client, session, "moderator")
    address = f"{ledger_of(consultation)}/{response.id}"
    assert client.get(address).status_code == 404
    got = client.post(
        f"{address}/set-aside", data={"csrf_token": token_of(client), "reason": "test"}
    )
    assert got.status_code == 404
    assert "response.read" not in deeds(session)
    session.expire_all()
    assert session.get(Response, response.id).status == "counted"
    with pytest.raises(NotFound):
        queries.get(session, consultation.id)


def test_setting_aside_and_restoring_on_screen(session, client, consultation):
    response = make_response(session, consultation)
    signed_in(client, session, "moderator")
    address = f"{ledger_of(consultation)}/{response.id}"
    token = token_of(client)

    page = client.post(f"{address}/set-aside", data={"csrf_token": token})
    assert page.status_code == 422
    assert "Choose a reason" in page.text
    page = client.post(
        f"{address}/set-aside", data={"csrf_token": token, "reason": "other", "note": "x" * 301}
    )
    assert page.status_code == 422
    assert "x" * 301 in page.text
    got = client.post(
        f"{address}/set-aside",
        data={"csrf_token": token, "reason": "other", "note": "Sent by a robot"},
    )
    assert got.status_code == 303
    page = client.get(address)
    assert "Set aside: another reason" in page.text
    assert "Sent by a robot" in page.text
    assert client.post(f"{address}/restore", data={"csrf_token": token}).status_code == 303
    page = client.post(f"{address}/restore", data={"csrf_token": token}, follow_redirects=True)
    assert "Somebody changed this reply in the meantime" in page.text
    session.expire_all()
    assert session.get(Response, response.id).status == "counted"


def test_a_reference_read_over_the_telephone_finds_its_reply(session, client, consultation):
    sent = send_answers(session, consultation)
    other = send_answers(session, make_consultation(session))
    signed_in(client, session, "engagement_officer")
    token = token_of(client)
    got = client.post(
        f"{ledger_of(consultation)}/find",
        data={"csrf_token": token, "reference": shown_receipt(sent.code).lower()},
    )
    assert got.location == f"{ledger_of(consultation)}/{sent.response_id}"
    for wrong in (other.code, "nonsense", ""):
        page = client.post(
            f"{ledger_of(consultation)}/find", data={"csrf_token": token, "reference": wrong}
        )
        assert page.status_code == 422


def test_leaders_are_not_let_in(session, client, consultation):
    response = make_response(session, consultation)
    signed_in(client, session, "leader")
    assert client.get(ledger_of(consultation)).status_code == 403
    assert client.get(f"{ledger_of(consultation)}/{response.id}").status_code == 403
