"""Answers to each kind of question: what is wrong with one, what is counted, what comes back."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.consultations.rules import Asked, Kind, Limits, Option, limits_from
from participation.responses.rules import (
    Blank,
    Given,
    Mark,
    Problem,
    as_sent,
    given_from,
    kept_text,
    marks_of,
    problem_with,
)


def a_question(
    kind, required=False, options=("parks", "roads", "buses"), rows=("a", "b"), **limits
):
    return Asked(
        question_id=uuid4(),
        version_id=uuid4(),
        number=1,
        position=1,
        kind=kind,
        wording={},
        help={},
        required=required,
        word_guide=None,
        options=tuple(Option(code, {}) for code in options),
        rows=tuple(Option(code, {}) for code in rows),
        limits=Limits(**limits),
    )


def boxes(**typed):
    return Given(boxes=tuple(typed.items()))


@pytest.mark.parametrize(
    ("question", "given", "problem"),
    [
        (a_question("matrix"), boxes(a="agree"), None),
        (a_question("matrix", required=True), boxes(a="agree"), Problem.UNFINISHED),
        (a_question("matrix"), boxes(a="perhaps"), Problem.UNKNOWN_OPTION),
        (a_question("ranking"), boxes(parks="2", roads="1"), None),
        (a_question("ranking"), boxes(parks="1", roads="1"), Problem.SAME_PLACE),
        (a_question("ranking"), boxes(parks="1", roads="3"), Problem.PLACES_LEFT_OUT),
        (a_question("ranking"), boxes(parks="first"), Problem.NOT_A_PLACE),
        (a_question("ranking", most=2), boxes(parks="3"), Problem.NOT_A_PLACE),
        (a_question("ranking", required=True), boxes(parks="1"), Problem.UNFINISHED),
        (a_question("number"), boxes(number="a few"), Problem.NOT_A_NUMBER),
        (a_question("number"), boxes(number="2.5"), Problem.NOT_WHOLE),
        (a_question("number", whole=False), boxes(number="2.5"), None),
        (a_question("number", least=1), boxes(number="0"), Problem.TOO_SMALL),
        (a_question("number", greatest=9), boxes(number="10"), Problem.TOO_LARGE),
        (a_question("number"), boxes(number="9" * 101), Problem.TOO_LONG),
        (a_question("scale", least=0, greatest=10), boxes(number="7"), None),
        (a_question("budget", total=100), boxes(parks="60", roads="40"), None),
        (a_question("budget", total=100), boxes(parks="60"), Problem.NOT_THE_TOTAL),
        (a_question("budget", total=100), boxes(parks="110", roads="-10"), Problem.TOO_SMALL),
        (a_question("budget", total=1250), boxes(parks="£1,250"), None),
        (a_question("budget", total=100), boxes(parks="0"), None),
        (a_question("budget", total=100, required=True), boxes(parks="0"), Problem.MISSING),
        (a_question("date"), boxes(day="31", month="2", year="2030"), Problem.NOT_A_DATE),
        (a_question("date"), boxes(day="3"), Problem.NOT_A_DATE),
        (a_question("date"), boxes(day="3", month="5", year="2030"), None),
        (
            a_question("date", earliest=date(2030, 6, 1)),
            boxes(day="3", month="5", year="2030"),
            Problem.TOO_EARLY,
        ),
        (
            a_question("date", latest=date(2030, 5, 1)),
            boxes(day="3", month="5", year="2030"),
            Problem.TOO_LATE,
        ),
        (a_question("map_pin"), boxes(lat="53.2", lon="-3"), None),
        (a_question("map_pin"), boxes(area="E05000001"), None),
        (a_question("map_pin"), boxes(lat="95", lon="-3"), Problem.OFF_THE_MAP),
        (a_question("map_pin"), boxes(lat="53"), Problem.OFF_THE_MAP),
        (
            a_question("multiple_choice", most=1),
            Given(codes=("parks", "roads")),
            Problem.TOO_MANY,
        ),
        (
            a_question("single_choice", something_else=True),
            Given(text="trams", codes=("something-else",)),
            None,
        ),
        (a_question("single_choice"), Given(codes=("something-else",)), Problem.UNKNOWN_OPTION),
    ],
)
def test_what_is_wrong(question, given, problem):
    assert problem_with(given, question) is problem


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_no_answer(kind):
    assert problem_with(Blank, a_question(kind)) is None
    assert problem_with(Blank, a_question(kind, required=True)) is Problem.MISSING
    assert marks_of(a_question(kind), Blank) == ()


def test_something_else_stands_beside_the_code_and_never_over_it():
    question = a_question("multiple_choice", something_else=True)
    given = Given(text="Trams, like before", codes=("something-else", "parks"))
    assert kept_text(question, given) == "Trams, like before"
    assert marks_of(question, given) == (Mark(code="parks"), Mark(code="something-else"))
    # Words left in the box of an option that was taken back aren't sent.
    assert as_sent(question, Given(text="Trams", codes=("parks",))) == Given(codes=("parks",))


def test_a_number_is_kept_as_it_was_typed_beside_what_is_counted():
    question = a_question("number", whole=False)
    given = boxes(number=" £1,250.50 ")
    assert kept_text(question, given) == "£1,250.50"
    assert marks_of(question, given) == (Mark(amount=1250.5),)


answers = st.one_of(
    st.tuples(st.just("matrix"), st.dictionaries(st.sampled_from("ab"), st.just("agree"))),
    st.tuples(
        st.just("ranking"),
        st.permutations(["parks", "roads", "buses"]).map(
            lambda order: {code: str(place) for place, code in enumerate(order, 1)}
        ),
    ),
    st.tuples(
        st.just("number"), st.decimals(-999, 999, places=2).map(lambda n: {"number": str(n)})
    ),
    st.tuples(st.just("budget"), st.just({"parks": "30", "buses": "70"})),
    st.tuples(
        st.just("date"),
        st.dates(date(1000, 1, 1)).map(
            lambda d: {"day": str(d.day), "month": str(d.month), "year": str(d.year)}
        ),
    ),
    st.tuples(
        st.just("map_pin"),
        st.tuples(st.decimals(-90, 90, places=5), st.decimals(-180, 180, places=5)).map(
            lambda at: {"lat": f"{at[0]:f}", "lon": f"{at[1]:f}"}
        ),
    ),
)


@given(answers)
def test_what_is_stored_means_what_was_sent(answer):
    kind, typed = answer
    question = a_question(kind, whole=False)
    sent = as_sent(question, Given(boxes=tuple(typed.items())))
    assert problem_with(sent, question) is None
    marks = marks_of(question, sent)
    back = given_from(kind, kept_text(question, sent), marks)
    assert marks_of(question, back) == marks
    if kind != "map_pin":  # 1.50 degrees come back as 1.5
        assert back == sent


@given(
    st.sampled_from(list(Kind)),
    st.dictionaries(
        st.sampled_from(
            ["a", "parks", "number", "day", "month", "year", "lat", "lon", "area", "?"]
        ),
        st.text(max_size=8),
    ),
    st.text(max_size=20),
)
def test_whatever_is_typed_is_judged_and_never_breaks(kind, typed, text):
    question = a_question(kind)
    given = Given(text=text, codes=tuple(typed), boxes=tuple(typed.items()))
    if problem_with(given, question) is None:
        for mark in marks_of(question, given):
            assert mark.code or mark.amount is not None


def test_limits_come_back_as_they_were_stored():
    limits = Limits(most=3, least=0, total=100, earliest=date(2030, 5, 1), unit={"en": "hours"})
    assert limits_from(limits.stored()) == limits
    assert limits_from({}) == limits_from(None) == Limits()
    assert Limits().stored() == {}
