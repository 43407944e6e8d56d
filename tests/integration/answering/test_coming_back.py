"""Save and come back with a code; change or take back with the reference and the word."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.kernel import clock
from participation.mail.models import OutboxMessage
from participation.responses import queries, services
from participation.responses.models import Draft, Response
from participation.responses.rules import code_for, read_form_key, unlocked
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.integration.answering.conftest import words_of

WORD = "blue teapot"


@pytest.fixture
def simple(session, begin):
    make_council(session)
    return begin(make_consultation(session, questions=("free_text", "free_text")))


def code_on(page):
    groups = re.findall(r'app-reference__group">(\w{4})<', page.text)
    assert len(groups) == 4, page.text
    return "".join(groups)


def keep_for_later(somebody):
    got = somebody.post(1, answer="Half a thought", later="y")
    assert somebody.went_to(got) == "later"
    return code_on(somebody.read("later"))


def test_a_code_opens_the_form_where_it_was_left_on_another_device(simple):
    code = keep_for_later(simple)
    assert code == code_on(simple.read("later"))  # the same whenever it is looked at
    got = simple.client.post("/resume", data={"code": code.lower()})
    assert simple.went_to(got) == "2"
    assert got.headers["Cache-Control"] == "no-store"
    assert "Half a thought" in simple.read(1).text


def test_nothing_is_validated_or_lost_when_somebody_leaves(session, begin):
    make_council(session)
    consultation = make_consultation(session, questions=({"kind": "number", "required": True},))
    somebody = begin(consultation)
    got = somebody.post(1, answer__number="about a dozen", later="y")
    assert somebody.went_to(got) == "later"
    assert somebody.kept("q1").box == {"number": "about a dozen"}


def test_the_link_of_the_letter_is_inert(app, session, simple):
    code = keep_for_later(simple)
    assert "later/email" not in simple.read("later").text
    app.config["PARTICIPATION"] = replace(
        app.config["PARTICIPATION"], smtp_url="smtp://127.0.0.1:9"
    )
    got = simple.post("later/email", to="zoe@example.org")
    assert simple.went_to(got) == "later?emailed=1"
    letter = session.scalars(select(OutboxMessage)).one()
    assert letter.kind == "responses.place"
    assert b"zoe" not in letter.payload
    before = session.scalar(select(Draft.changed_at))
    for _ in range(3):
        page = simple.client.get(f"/resume?code={code}")
        assert page.status_code == 200
        assert "Half a thought" not in page.text
        assert f'value="{code}"' in page.text
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert session.scalar(select(Draft.changed_at)) == before


def test_what_is_stored_opens_nothing_without_the_code(session, simple):
    code = keep_for_later(simple)
    draft = session.scalars(select(Draft)).one()
    keys = session.info["keys"]
    assert unlocked(keys, code, draft.resume_box) == simple.written
    assert unlocked(keys, code[:-1] + ("0" if code[-1] != "0" else "1"), draft.resume_box) is None
    for column in Draft.__table__.columns:
        held = str(getattr(draft, column.name))
        assert code not in held
        assert simple.written not in held


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your code"),
        ("nonsense", "Check your code"),
        ("0000000000000000", "no unfinished answer with this code"),
    ],
)
def test_a_code_that_opens_nothing_says_what_to_do(simple, typed, said):
    page = simple.client.post("/resume", data={"code": typed})
    assert page.status_code == 422
    assert said in words_of(page)


def test_a_reference_in_the_place_of_a_code_is_told_apart(simple):
    simple.post(1, answer="Sent")
    simple.post("send")
    page = simple.client.post("/resume", data={"code": code_on(simple.read("receipt"))})
    assert page.status_code == 422
    assert "reference of an answer that was sent" in words_of(page)


def test_drafts_expire_and_were_never_counted(session, simple):
    code = keep_for_later(simple)
    assert queries.tally(session, simple.consultation.id).received == 0
    changed = session.scalar(select(Draft.changed_at))
    with clock.fixed_at(changed + timedelta(days=28, minutes=1)):
        assert services.purge_drafts(session) == 1
    page = simple.client.post("/resume", data={"code": code})
    assert "kept for 28 days" in words_of(page)
    assert queries.tally(session, simple.consultation.id).received == 0


def send_with_word(somebody, word=WORD):
    somebody.post(1, answer="First words")
    assert somebody.went_to(somebody.post("send", word=word)) == "receipt"
    return code_on(somebody.read("receipt"))


def _two_hours_later(session, somebody):
    sent = session.scalar(select(Response.received_at))
    with clock.fixed_at(sent + timedelta(hours=2, minutes=1)):
        services.purge_drafts(session)
    assert queries.draft_of(session, somebody.key) is None


def test_the_word_and_the_reference_change_an_answer_until_closing(session, simple):
    code = send_with_word(simple)
    _two_hours_later(session, simple)
    # The form key by itself shows no words any more.
    for page in ("1", "check", "take-back"):
        assert simple.went_to(simple.read(page)).startswith("receipt")
    got = simple.client.post(f"/reference/{code}", data={"word": "Blue Teapot", "change": "y"})
    assert simple.went_to(got) == "check"
    assert "You have sent these answers" in words_of(simple.read("check"))
    simple.post(1, back="check", answer="Other words")
    simple.post("send")
    response = simple.response()
    assert (response.current, response.status) == (2, "counted")
    texts = {
        one.number: queries.answers_of(session, response.id, one.number)[0].text
        for one in queries.versions_of(session, response.id)
    }
    assert texts == {1: "First words", 2: "Other words"}
    assert code_on(simple.read("receipt")) == code


def test_a_reference_alone_or_a_wrong_word_changes_nothing(session, simple):
    code = send_with_word(simple)
    _two_hours_later(session, simple)
    for word in ("", "red kettle"):
        page = simple.client.post(f"/reference/{code}", data={"word": word, "change": "y"})
        assert page.status_code == 422
        assert "First words" not in page.text
    assert queries.draft_of(session, simple.key) is None
    for _ in range(9):
        simple.client.post(f"/reference/{code}", data={"word": "red kettle", "change": "y"})
    page = simple.client.post(f"/reference/{code}", data={"word": WORD, "change": "y"})
    assert page.status_code == 429


def test_after_closing_nothing_can_be_changed_and_why_is_said(session, simple):
    code = send_with_word(simple)
    _two_hours_later(session, simple)
    with clock.fixed_at(simple.consultation.closes_at + timedelta(hours=1)):
        page = simple.client.post(f"/reference/{code}", data={"word": WORD, "change": "y"})
        assert page.status_code == 422
        assert "has closed, so your answers stay as they are" in words_of(page)
        assert "Change or take back" not in words_of(simple.client.get(f"/reference/{code}"))


def test_the_form_key_is_locked_with_the_reference_only_for_those_with_a_word(session, simple):
    code = send_with_word(simple, word="")
    response = simple.response()
    assert response.form_box is None
    simple.post("send", word=WORD)
    session.expire_all()
    box = simple.response().form_box
    assert unlocked(session.info["keys"], code, box) == simple.written
    assert (
        code_for(session.info["keys"], read_form_key(session.info["keys"], simple.written)) == code
    )


def test_an_answer_is_taken_back_and_the_count_says_so(session, simple):
    code = send_with_word(simple)
    assert "You can’t undo this" in words_of(simple.read("take-back"))
    assert simple.went_to(simple.post("take-back")) == "receipt"
    tally = queries.tally(session, simple.consultation.id)
    assert (tally.received, tally.counted, tally.withdrawn) == (1, 0, 1)
    assert tally.balances
    assert "You took back your answer" in words_of(simple.read("receipt"))
    assert "because you took it back" in words_of(simple.client.get(f"/reference/{code}"))
    assert session.scalars(
        select(AuditEntry.deed).where(AuditEntry.deed == "response.withdrawn")
    ).all() == ["response.withdrawn"]
    # Neither Back and Send nor the word brings it back; a new form may be begun.
    assert simple.post(1, answer="First words").status_code in {303, 410}
    again = simple.post("send")
    assert again.status_code == 303 or "You took this answer back" in again.text
    page = simple.client.post(f"/reference/{code}", data={"word": WORD, "change": "y"})
    assert "You took this answer back" in words_of(page)
    session.expire_all()
    assert queries.tally(session, simple.consultation.id) == tally


def test_nobody_takes_back_with_an_old_address_alone(session, simple):
    send_with_word(simple)
    _two_hours_later(session, simple)
    assert simple.went_to(simple.post("take-back")) == "receipt"
    assert simple.response().status == "counted"


def test_codes_and_addresses_stay_out_of_the_log(simple, caplog):
    with caplog.at_level(logging.DEBUG):
        code = keep_for_later(simple)
        simple.client.get(f"/resume?code={code}")
        simple.client.post("/resume", data={"code": code})
    told = " ".join(str(record.__dict__) for record in caplog.records)
    for secret in (code, simple.written, "Half a thought"):
        assert secret not in told
    assert html.escape(code) == code
