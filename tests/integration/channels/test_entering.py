"""Keying in what came another way: as written, once, each with a reference, all accounted for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.consultations import queries as consultations
from participation.files.models import StoredFile
from participation.files.rules import Upload
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.responses import queries, services
from participation.responses.models import Answer, Entry, Response, Slip
from participation.responses.queries import channels
from participation.responses.rules import Channel, Problem
from participation.responses.rules.entering import CannotClose, CannotEnter
from participation.responses.services import batches
from participation.responses.services.entering import NotRight
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.channels import entry_details, key_in, make_batch
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_form_key, make_response, stepping_aside

ALL = [
    "free_text",
    "single_choice",
    "multiple_choice",
    "agreement",
    {"kind": "matrix", "rows": [{"code": "shops", "words": {"en": "More shops"}}]},
    "ranking",
    {"kind": "budget", "limits": {"total": 10}},
    "number",
    {"kind": "scale", "limits": {"least": 0, "greatest": 10}},
    "date",
    "map_pin",
]
TYPED = {
    "q1": "  Teh bus is allways late \n",
    "q2": "3",
    "q3": "1 3",
    "q4": "2",
    "q5-shops": "5",
    "q6-bus": "2",
    "q6-bike": "1",
    "q7-bus": "4",
    "q7-walk": "6",
    "q8": "12",
    "q9": "7",
    "q10": "27/3/2030",
    "q11-area": "W05000001",
}


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    return make_consultation(session, questions=ALL)


def test_every_kind_of_question_is_keyed_in_and_kept_as_it_was_written(session, consultation):
    done = key_in(session, consultation, TYPED, channel=Channel.TELEPHONE)
    shown = {
        one.kind: (one.text, [(m.row, m.code, m.amount) for m in one.marks])
        for one in queries.answers_of(session, done.response_id)
    }
    assert shown == {
        "free_text": ("  Teh bus is allways late \n", []),
        "single_choice": (None, [("", "walk", None)]),
        "multiple_choice": (None, [("", "bus", None), ("", "walk", None)]),
        "agreement": (None, [("", "agree", None)]),
        "matrix": (None, [("shops", "strongly_disagree", None)]),
        "ranking": (None, [("", "bike", 1.0), ("", "bus", 2.0)]),
        "budget": (None, [("", "bus", 4.0), ("", "walk", 6.0)]),
        "number": ("12", [("", "", 12.0)]),
        "scale": ("7", [("", "", 7.0)]),
        "date": (None, [("", "2030-03-27", None)]),
        "map_pin": (None, [("area", "W05000001", None)]),
    }
    response = queries.by_receipt(session, done.code)
    assert (response.id, response.channel, response.status) == (
        done.response_id,
        "telephone",
        "counted",
    )


def test_the_same_form_twice_is_one_reply_with_one_reference(session, consultation):
    _, key = make_form_key(session, consultation)
    first = key_in(session, consultation, key=key)
    second = key_in(session, consultation, key=key)
    assert (first.code, first.new, second.new) == (second.code, True, False)
    assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_what_cannot_be_counted_is_refused_with_every_problem_at_once(session, consultation):
    wrong = {**TYPED, "q2": "9", "q6-bus": "1", "q8": "twelve", "q10": "31/2/2030"}
    with pytest.raises(NotRight) as refusal:
        key_in(session, consultation, wrong)
    assert set(refusal.value.by_question.values()) == {
        Problem.UNKNOWN_OPTION,
        Problem.SAME_PLACE,
        Problem.NOT_A_NUMBER,
        Problem.NOT_A_DATE,
    }
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_answers_off_the_route_are_kept_and_pointed_out(session):
    consultation = make_consultation(session, questions=["single_choice"])
    first = consultations.asked(session, consultation.id)[0]
    from tests.factories.consultations import make_question

    make_question(
        session,
        consultation,
        position=2,
        required=True,
        condition={
            "match": "all",
            "tests": [
                {"question": str(first.question_id), "test": "chose", "codes": ["bus"]},
            ],
        },
    )
    off = key_in(session, consultation, {"q1": "2", "q2": "The bus is late"})
    missing = key_in(session, consultation, {"q1": "1"})
    assert session.get(Entry, off.response_id).contradictions == ["off_route:q2"]
    assert session.get(Entry, missing.response_id).contradictions == ["missing:q2"]
    assert "The bus is late" in session.scalars(select(Answer.text)).all()


def test_a_slip_is_found_by_the_reference_printed_on_it_and_keyed_in_once(session, consultation):
    codes = batches.allocate_slips(
        session, actor=SYSTEM, consultation_id=consultation.id, number=3, language="en"
    )
    assert len(set(codes)) == 3
    assert not {code.encode() for code in codes} & {
        slip.receipt_hash for slip in session.scalars(select(Slip))
    }
    done = key_in(session, consultation, slip_code=" ".join(codes[1]).lower())
    assert done.code is None
    assert queries.by_receipt(session, codes[1]).id == done.response_id
    with pytest.raises(CannotEnter) as refusal:
        key_in(session, consultation, slip_code=codes[1])
    assert refusal.value.problems == ("slip_used",)
    with pytest.raises(CannotEnter) as refusal:
        key_in(session, make_consultation(session), slip_code=codes[2])
    assert refusal.value.problems == ("slip_unknown",)
    assert channels.slips_printed(session, consultation.id) == (3, 1)


def test_late_post_is_marked_and_counted_or_not_as_is_said(session):
    consultation = make_consultation(session, "closed")
    with pytest.raises(CannotEnter) as refusal:
        key_in(session, consultation)
    assert refusal.value.problems == ("late",)
    counted = key_in(session, consultation, count_late=True)
    aside = key_in(session, consultation, count_late=False)
    in_time = key_in(
        session,
        consultation,
        came_on=clock.day_in_london(consultation.closes_at - timedelta(days=2)),
    )
    assert (counted.late, aside.late, in_time.late) == (True, True, False)
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted, tally.by_reason) == (3, 2, {"late": 1})


def test_nothing_comes_tomorrow_and_a_petition_has_signatures(session, consultation):
    tomorrow = clock.day_in_london(clock.now(session)) + timedelta(days=1)
    with pytest.raises(CannotEnter) as refusal:
        key_in(session, consultation, came_on=tomorrow, channel=Channel.PETITION)
    assert refusal.value.problems == ("not_come_yet", "signatures")
    key_in(session, consultation, channel=Channel.PETITION, signatures=412)
    assert channels.signatures(session, consultation.id) == 412


def test_nothing_is_keyed_in_before_it_opens_or_after_it_was_withdrawn(session):
    for stage, problem in (("scheduled", "not_open_yet"), ("withdrawn", "withdrawn")):
        with pytest.raises(CannotEnter) as refusal:
            key_in(session, make_consultation(session, stage))
        assert problem in refusal.value.problems


def test_an_original_is_kept_and_goes_when_the_reply_is_erased(session, consultation):
    letter = Upload("letter.txt", b"Dear council")
    done = key_in(session, consultation, channel=Channel.LETTER, originals=(letter,), note="Ann")
    assert [one.name for one in channels.originals_of(session, done.response_id)] == ["letter.txt"]
    services.erase(session, actor=SYSTEM, response_id=done.response_id)
    session.flush()
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert session.get(Entry, done.response_id).note == ""


def test_who_keyed_it_in_is_on_the_record_without_a_word_of_it(session, consultation):
    officer = actor_with(session, "engagement_officer")
    done = key_in(session, consultation, {"q1": "Canary words"}, actor=officer)
    assert session.get(Response, done.response_id).entered_by == officer.id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "response.entered")).one()
    assert (entry.actor_id, entry.detail["channel"]) == (officer.id, "paper")
    assert "Canary" not in str(entry.detail)
    with pytest.raises(NotAllowed):
        key_in(session, consultation, actor=actor_with(session, "analyst"))


def test_a_batch_closes_only_when_every_one_in_it_is_accounted_for(session, consultation):
    batch = make_batch(session, consultation, counted=3)
    key_in(session, consultation, batch=batch)
    key_in(session, consultation, batch=batch)
    with pytest.raises(CannotClose) as refusal:
        batches.close_batch(session, actor=SYSTEM, batch_id=batch.id)
    assert refusal.value.problems == ("left:1",)
    batches.note_spoiled(session, actor=SYSTEM, batch_id=batch.id, reason="blank")
    batches.close_batch(session, actor=SYSTEM, batch_id=batch.id)
    assert [entry.number for entry, _ in channels.entries_in(session, batch.id)] == [1, 2]
    with pytest.raises(CannotEnter) as closed:
        key_in(session, consultation, batch=batch)
    assert closed.value.problems == ("batch_closed",)


def test_too_many_in_a_batch_keep_it_open_until_it_is_counted_again(session, consultation):
    batch = make_batch(session, consultation, counted=1)
    for _ in range(2):
        key_in(session, consultation, batch=batch)
    with pytest.raises(CannotClose) as refusal:
        batches.close_batch(session, actor=SYSTEM, batch_id=batch.id)
    assert refusal.value.problems == ("left:-1",)
    batches.count_again(session, actor=SYSTEM, batch_id=batch.id, counted=2)
    batches.close_batch(session, actor=SYSTEM, batch_id=batch.id)


def test_the_second_look_is_somebody_elses(session, consultation):
    first, second = actor_with(session, "engagement_officer"), actor_with(session, "administrator")
    batch = make_batch(session, consultation, counted=1)
    key_in(session, consultation, batch=batch)
    batches.close_batch(session, actor=first, batch_id=batch.id)
    with pytest.raises(CannotClose):
        batches.note_second_look(session, actor=first, batch_id=batch.id)
    assert batches.note_second_look(session, actor=second, batch_id=batch.id).checked_at


def test_every_channel_balances(session, consultation):
    make_response(session, consultation)
    key_in(session, consultation)
    done = key_in(session, consultation, channel=Channel.EMAIL)
    services.set_aside(session, actor=SYSTEM, response_id=done.response_id, reason="duplicate")
    found = channels.tallies(session, consultation.id)
    assert {name: one.received for name, one in found.items()} == {
        "email": 1,
        "paper": 1,
        "web": 1,
    }
    assert found["email"].by_reason == {"duplicate": 1}
    assert all(one.balances for one in found.values())


# On the pages


def officer(client, session):
    signed_in(client, session, "engagement_officer")
    return {"csrf_token": token_of(client)}


def form_key_on(page):
    return re.search(r'name="form_key" value="([^"]+)"', page.text)[1]


def test_an_officer_keys_in_a_reply_and_gives_its_reference_back(client, session, consultation):
    token = officer(client, session)
    address = f"/staff/consultations/{consultation.id}/enter/telephone"
    key = form_key_on(client.get(address))
    answer = client.post(address, data={**TYPED, **_today(session), "form_key": key} | token)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location)
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    code = re.search(r"\b[0-9A-Z]{4}( [0-9A-Z]{4}){3}\b", words)[0]
    assert queries.by_receipt(session, code).channel == "telephone"


def _today(session):
    day = clock.day_in_london(clock.now(session))
    return {"came_on-day": day.day, "came_on-month": day.month, "came_on-year": day.year}


def test_nothing_keyed_in_is_lost_when_something_is_wrong(client, session, consultation):
    token = officer(client, session)
    address = f"/staff/consultations/{consultation.id}/enter/paper"
    key = form_key_on(client.get(address))
    wrong = {**TYPED, **_today(session), "q2": "9", "slip_code": "nonsense", "form_key": key}
    page = client.post(address, data=wrong | token)
    assert page.status_code == 422
    assert "Teh bus is allways late" in page.text
    assert "No option has that number" in page.text
    assert form_key_on(page) == key


def test_a_batch_goes_on_to_the_next_by_itself_until_all_are_in(client, session, consultation):
    token = officer(client, session)
    batch = make_batch(session, consultation, counted=2)
    address = f"/staff/consultations/{consultation.id}/batches/{batch.id}/enter"
    for number in (1, 2):
        page = client.get(address)
        assert f"number {number} of 2" in page.text
        data = {**TYPED, **_today(session), "form_key": form_key_on(page)} | token
        assert client.post(address, data=data).location.endswith(address)
    assert client.get(address).location.endswith(f"/batches/{batch.id}")
    closed = client.post(f"{address.removesuffix('/enter')}/close", data=token)
    assert closed.status_code == 303
    assert channels.batch(session, batch.id).closed_at


def test_the_printed_form_has_each_question_and_its_own_reference(client, session, consultation):
    token = officer(client, session)
    address = f"/staff/consultations/{consultation.id}/paper"
    page = client.post(address, data={"number": "2", "language": "en", "large": "y"} | token)
    codes = set(re.findall(r"<strong>([0-9A-Z]{4}(?: [0-9A-Z]{4}){3})</strong>", page.text))
    assert len(codes) == 2
    assert page.text.count("Question 1?") == 2
    assert "app-slip--large" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert all(channels.slip_by_code(session, consultation.id, code) for code in codes)


def test_whoever_kept_the_strip_is_told_that_the_form_has_not_come_yet(
    client, session, consultation
):
    (code,) = batches.allocate_slips(
        session, actor=SYSTEM, consultation_id=consultation.id, number=1, language="en"
    )
    page = client.post("/reference", data={"code": code})
    assert page.status_code == 422
    assert "printed on a paper form" in page.text
    key_in(session, consultation, slip_code=code)
    assert client.post("/reference", data={"code": code}).status_code == 303


def test_the_ledger_says_how_replies_came(client, session, consultation):
    officer(client, session)
    key_in(session, consultation, channel=Channel.LETTER)
    page = client.get(f"/staff/consultations/{consultation.id}/replies")
    assert "By letter" in page.text
    page = client.get(f"/staff/consultations/{consultation.id}/channels")
    assert page.status_code == 200


def test_details_are_made_of_boxes(session, consultation):
    details = entry_details(session, consultation, TYPED)
    assert len(details.answers) == len(ALL)
