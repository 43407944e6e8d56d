"""Hints on wording: what is found, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.analysis.wording import can_object, hints, option_hints, reading_age


def codes(text: str, kind: str = "scale", language: str = "en") -> list[str]:
    return [hint.code for hint in hints(text, language, kind=kind)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Don’t you think the road should close?", "leading"),
        ("Surely the road should close?", "leading"),
        ("How strongly do you support a school street here?", "one_sided"),
        ("Our much-needed library changes are right", "loaded"),
        ("The road should be closed to cars and lit at night", "two_at_once"),
        ("Cars are always too fast here", "absolute"),
        ("Nobody uses this path", "absolute"),
        ("I do not think the council should not act", "double_negative"),
        ("We should utilise the hall", "hard_word"),
        ("The LTN should stay", "short_form"),
        ("Should it close? Should it stay open?", "two_questions"),
        (f"The council should {'very ' * 26}soon mend the road", "long_sentence"),
    ],
)
def test_what_is_worth_another_look_is_found(text: str, code: str):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "The 20 mile an hour limit should stay",
        "How far do you agree or disagree that the path is safe?",
        "How much do you support or oppose the plan?",
        "I feel safe walking home after dark",
        "Choose all that apply",
        "The NHS should run the centre",
        "The bus comes every day",
        "How far do you agree?",
    ],
)
def test_plain_questions_get_no_hint(text: str):
    assert codes(text, "agreement") == []


def test_choosing_between_two_things_is_one_question():
    assert codes("Is your home yours or rented?", "single_choice") == []
    assert codes("Is your home warm and dry?", "single_choice") == ["two_at_once"]


def test_own_words_may_join_two_things_but_not_ask_two_questions():
    assert codes("What do you like about parks and trees?", "free_text") == []
    assert codes("What works and what would you change?", "free_text") == ["two_questions"]


def test_a_plainer_word_is_offered():
    (hint,) = hints("We will commence in May")
    assert (hint.found, hint.better) == ("commence", "start")


def test_welsh_has_its_own_words():
    assert codes("Onid ydych yn cytuno?", language="cy") == ["leading"]
    assert codes("Mae’r llwybr bob amser yn ddiogel", language="cy") == ["absolute"]
    assert codes("Dylai’r ffordd aros ar agor", language="cy") == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["Close it", "Close half of it"], ["no_way_out"]),
        (["Close it", "Leave it as it is", "None of these"], []),
        (["Close it", "Something else"], []),
        (["Strongly support", "Support", "Slightly support", "Oppose"], ["leans"]),
        (["Strongly support", "Support", "Neither", "Oppose", "Strongly oppose"], []),
        (["By bus", "by bus", "Not at all"], ["twice"]),
        (["Only one"], []),
    ],
)
def test_what_is_offered_leaves_a_way_out_and_leans_neither_way(
    options: list[str], found: list[str]
):
    assert [hint.code for hint in option_hints(options)] == found


def test_room_for_something_else_is_a_way_out():
    assert option_hints(["Close it", "Close half of it"], something_else=True) == ()


def test_whether_anybody_can_object_to_the_whole():
    shut = ("single_choice", ["Plan A", "Plan B"], False)
    assert not can_object([shut, ("date", [], False)])
    assert can_object([shut, ("free_text", [], False)])
    assert can_object([shut, ("agreement", [], False)])
    assert can_object([("single_choice", ["Plan A", "Plan B", "Neither"], False)])
    assert can_object([("single_choice", ["Plan A", "Plan B"], True)])
    assert not can_object([])


def test_hard_writing_needs_an_older_reader():
    easy = reading_age("We want to make the road safe. Tell us what you think of it.")
    hard = reading_age(
        "The authority's transformational regeneration methodology necessitates comprehensive "
        "prioritisation of infrastructural interventions notwithstanding budgetary considerations."
    )
    assert easy is not None
    assert hard is not None
    assert easy < 10
    assert hard > 20
    assert reading_age("Too short") is None


@given(
    st.text(max_size=400),
    st.sampled_from(["en", "cy", "fr"]),
    st.sampled_from(["free_text", "agreement", "single_choice"]),
)
def test_any_words_can_be_looked_at_and_the_same_words_say_the_same(
    text: str, language: str, kind: str
):
    found = hints(text, language, kind=kind)
    assert found == hints(text, language, kind=kind)
    assert len({(hint.code, hint.found.casefold()) for hint in found}) == len(found)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_none_of_these_always_opens_a_way_out(options: list[str]):
    found = option_hints([*options, "None of these"])
    assert "no_way_out" not in [hint.code for hint in found]
