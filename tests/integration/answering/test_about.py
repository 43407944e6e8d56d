"""Who they reply for, what may be done with their words, their postcode, monitoring."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from participation.equality import queries as equality_queries
from participation.equality import services as equality
from participation.equality.models import EqualityAnswer
from participation.equality.rules import Chosen, Wanted
from participation.kernel.actors import SYSTEM
from participation.responses import queries, services
from participation.responses.models import Draft, Response
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.geography import make_areas
from tests.integration.answering.conftest import words_of

EVERYTHING = {
    "kind": True,
    "quote": True,
    "postcode": True,
    "purposes": [{"code": "bus", "words": {"en": "May the bus company see it?"}}],
}


@pytest.fixture
def asking(session, begin):
    make_council(session)
    make_areas(session)
    return begin(make_consultation(session, asks_about=EVERYTHING))


def test_a_new_consultation_asks_for_whom_and_for_quotes_and_no_postcode(session, begin):
    make_council(session)
    somebody = begin(make_consultation(session, asks_about={}))
    assert somebody.went_to(somebody.post(1, answer="Words")) == "about"
    page = words_of(somebody.read("about"))
    assert "Who are you replying for?" in page
    assert "May we quote your words?" in page
    assert "postcode" not in page


def test_everything_is_stored_with_the_response_and_shown_on_the_check(session, asking):
    asking.post(1, answer="Words")
    got = asking.post(
        "about",
        kind="organisation",
        organisation="Friends of the Park",
        speaks_for="1,200",
        postcode="mw1 1aa",
        may_quote="yes",
        consent__bus="no",
    )
    assert asking.went_to(got) == "check"
    check = words_of(asking.read("check"))
    for words in ("Friends of the Park", "Northside", "May the bus company see it?"):
        assert words in check
    asking.post("send")
    response = asking.response()
    assert response.respondent_kind == "organisation"
    assert (response.organisation, response.speaks_for) == ("Friends of the Park", 1200)
    assert (response.may_quote, response.consents) == (True, {"bus": False})
    assert response.area_code == "X01"


def test_whoever_says_nothing_has_not_agreed(asking):
    asking.post(1, answer="Words")
    assert asking.went_to(asking.post("about")) == "check"
    asking.post("send")
    response = asking.response()
    assert response.respondent_kind == "resident"
    assert response.may_quote is False
    assert response.consents == {"bus": False}
    assert response.area_code is None


def test_nobody_sends_without_having_been_asked_and_the_word_is_kept(session, asking):
    asking.post(1, answer="Words")
    assert asking.went_to(asking.post("send", word="blue teapot")) == "about"
    assert session.scalar(select(Response.id)) is None
    assert asking.went_to(asking.read("check")) == "about"
    asking.post("about", may_quote="yes")
    asking.post("send")
    assert asking.response().word_hash is not None


@pytest.mark.parametrize("typed", ["MW1 1AA", " mw11ab ", "MW1 1A", "ZZ9 9ZZ", "SY1 1AA"])
def test_the_postcode_is_stored_nowhere(session, asking, typed):
    asking.post(1, answer="Words")
    for _ in range(2):
        asking.post("about", postcode=typed, may_quote="yes")
    asking.post("send")
    letters = typed.replace(" ", "").upper()
    for table in (Draft.__table__, Response.__table__):
        for row in session.execute(select(table)):
            assert letters not in str(tuple(row)).replace(" ", "").upper()


def test_an_unknown_postcode_is_said_once_and_stands_in_nobodys_way(asking):
    asking.post(1, answer="Words")
    page = asking.post("about", postcode="ZZ9 9ZZ", may_quote="yes")
    assert page.status_code == 422
    assert "We don’t know that postcode" in words_of(page)
    assert 'value="ZZ9 9ZZ"' in page.text
    got = asking.post("about", postcode="ZZ9 9ZZ", postcode_tried="ZZ99ZZ", may_quote="yes")
    assert asking.went_to(got) == "check"
    page = asking.post("about", postcode="nonsense", may_quote="yes")
    assert page.status_code == 422
    assert "or leave the box empty" in words_of(page)


def test_the_ward_stays_when_the_box_is_left_empty_and_can_be_taken_back(asking):
    asking.post(1, answer="Words")
    asking.post("about", postcode="MW2 2BB")
    assert "you live in Southside" in words_of(asking.read("about"))
    asking.post("about", back="check", postcode="")
    assert "Southside" in words_of(asking.read("check"))
    asking.post("about", back="check", forget_area="y")
    assert "Southside" not in words_of(asking.read("check"))


def test_an_organisation_needs_a_name_and_a_number_of_people_in_figures(asking):
    asking.post(1, answer="Words")
    page = asking.post("about", kind="organisation", speaks_for="lots")
    assert page.status_code == 422
    words = words_of(page)
    assert "Enter the name of the organisation" in words
    assert "Enter a whole number of people" in words
    assert 'value="lots"' in page.text
    got = asking.post("about", kind="resident", organisation="Left over", speaks_for="lots")
    assert asking.went_to(got) == "check"
    asking.post("send")
    assert asking.response().organisation is None


def test_one_device_may_send_one_of_each(session, asking):
    asking.post(1, answer="My own words")
    asking.post("about", kind="resident")
    asking.post("send")
    receipt = asking.read("receipt").text
    assert "Reply for someone I care for" in receipt
    fresh = receipt.split('name="form_key" value="')[1].split('"')[0]
    assert fresh != asking.written
    slug = asking.consultation.slug
    got = asking.client.post(
        f"/consultations/{slug}/start", data={"form_key": fresh, "reply_for": "representative"}
    )
    assert got.location == f"/reply/{fresh}/1"
    about = asking.client.get(f"/reply/{fresh}/about").text
    chosen = about.split('value="representative"')[1].split(">")[0]
    assert "checked" in chosen
    asking.client.post(f"/reply/{fresh}/1", data={"answer": "My mother's words"})
    asking.client.post(f"/reply/{fresh}/about", data={"kind": "representative"})
    asking.client.post(f"/reply/{fresh}/send")
    kinds = session.scalars(select(Response.respondent_kind)).all()
    assert sorted(kinds) == ["representative", "resident"]


def test_monitoring_is_optional_apart_and_forgotten_with_the_answer(session, begin):
    make_council(session)
    draft = make_consultation(session, stage="draft")
    both = Chosen((Wanted("age_band", 1), Wanted("ethnic_group", 2)))
    equality.choose(session, actor=SYSTEM, consultation_id=draft.id, chosen=both)
    consultation = make_consultation(session)
    equality.copy_choice(session, source_id=draft.id, target_id=consultation.id)
    somebody = begin(consultation)
    assert somebody.went_to(somebody.post(1, answer="Words")) == "equality"
    assert "You can leave out any of them" in words_of(somebody.read("equality"))
    field = "equality-age_band"
    code = next(
        one.code
        for one in equality_queries.asked_by(session, consultation.id)[0].version.options
        if one.code
    )
    got = somebody.client.post(f"{somebody.base}/equality", data={field: str(code)})
    assert somebody.went_to(got) == "check"
    somebody.post("send")
    response = somebody.response()
    assert equality_queries.held(session, response.id) == {"age_band": code}
    kept = queries.draft_of(session, somebody.key)
    assert kept is not None
    assert "equality" not in kept.answers
    assert "checked" in somebody.read("equality").text  # their own, to change
    somebody.post(1, back="check", answer="Other words")
    somebody.post("send")
    assert equality_queries.held(session, response.id) == {"age_band": code}
    services.take_back(session, actor=SYSTEM, key=somebody.key)
    assert session.scalar(select(EqualityAnswer.response_id)) is None
