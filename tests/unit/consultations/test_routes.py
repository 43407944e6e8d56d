"""Routes: who is asked what, and what an author is told is wrong with a route."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.consultations.rules import (
    UNHEARD,
    Ask,
    Asked,
    AskedSection,
    Condition,
    Heard,
    Limits,
    Match,
    One,
    Option,
    condition_from,
    on_route,
    pages_of,
    route_problems,
)


def a_question(
    position, kind="single_choice", condition=None, section=None, required=False, **limits
):
    return Asked(
        question_id=UUID(int=position),
        version_id=uuid4(),
        number=1,
        position=position,
        kind=kind,
        wording={"en": f"Question {position}?"},
        help={},
        required=required,
        word_guide=None,
        options=(Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})),
        name=f"q{position}",
        limits=Limits(**limits),
        section_id=section,
        condition=condition,
    )


def chose(position, *codes, test=Ask.CHOSE, number=None):
    return One(UUID(int=position), test, codes, number)


def hearing(answers):
    def hear(question):
        said = answers.get(question.position)
        if said is None:
            return UNHEARD
        if isinstance(said, int):
            return Heard(answered=True, number=said)
        return Heard(answered=True, codes=frozenset(said))

    return hear


def route(asked, answers, sections=()):
    return [one.position for one in on_route(asked, sections, hearing(answers))]


def test_a_question_is_asked_only_when_its_condition_holds():
    asked = [a_question(1), a_question(2, condition=Condition((chose(1, "yes"),)))]
    assert route(asked, {1: ["yes"]}) == [1, 2]
    assert route(asked, {1: ["no"]}) == [1]
    assert route(asked, {}) == [1]


def test_an_answer_that_is_off_the_route_decides_nothing():
    asked = [
        a_question(1),
        a_question(2, condition=Condition((chose(1, "yes"),))),
        a_question(3, condition=Condition((chose(2, "yes"),))),
    ]
    assert route(asked, {1: ["yes"], 2: ["yes"]}) == [1, 2, 3]
    assert route(asked, {1: ["no"], 2: ["yes"]}) == [1]


@pytest.mark.parametrize(
    ("test", "answers", "asked_too"),
    [
        (chose(1, "yes", test=Ask.DID_NOT_CHOOSE), {1: ["no"]}, True),
        (chose(1, "yes", test=Ask.DID_NOT_CHOOSE), {}, False),
        (chose(1, test=Ask.ANSWERED), {1: ["no"]}, True),
        (chose(1, test=Ask.NOT_ANSWERED), {1: ["no"]}, False),
        (chose(1, test=Ask.NOT_ANSWERED), {}, True),
        (chose(1, test=Ask.AT_LEAST, number=3), {1: 3}, True),
        (chose(1, test=Ask.AT_LEAST, number=3), {1: 2}, False),
        (chose(1, test=Ask.AT_MOST, number=3), {1: 4}, False),
        (chose(1, test=Ask.AT_MOST, number=3), {}, False),
    ],
)
def test_each_test(test, answers, asked_too):
    asked = [a_question(1), a_question(2, condition=Condition((test,)))]
    assert (2 in route(asked, answers)) is asked_too


def test_all_or_any():
    both = (chose(1, "yes"), chose(2, "yes"))
    asked = [a_question(1), a_question(2), a_question(3, condition=Condition(both))]
    either = [*asked[:2], a_question(3, condition=Condition(both, Match.ANY))]
    answers = {1: ["yes"], 2: ["no"]}
    assert route(asked, answers) == [1, 2]
    assert route(either, answers) == [1, 2, 3]


def test_a_section_is_asked_as_a_whole_or_not():
    section = AskedSection(uuid4(), 1, {}, {}, condition=Condition((chose(1, "yes"),)))
    asked = [a_question(1), a_question(2, section=section.section_id)]
    assert route(asked, {1: ["yes"]}, [section]) == [1, 2]
    assert route(asked, {1: ["no"]}, [section]) == [1]


def test_pages_are_one_question_each_or_a_section_together():
    one, two = AskedSection(uuid4(), 1, {}, {}, together=True), AskedSection(uuid4(), 2, {}, {})
    asked = [
        a_question(1),
        a_question(2, section=one.section_id),
        a_question(3, section=one.section_id),
        a_question(4, section=two.section_id),
        a_question(5, section=two.section_id),
    ]
    pages = pages_of(asked, [one, two])
    assert [[q.position for q in page.questions] for page in pages] == [[1], [2, 3], [4], [5]]
    assert [page.begins_section for page in pages] == [False, True, True, False]
    assert [page.number for page in pages] == [1, 2, 3, 4]


def test_a_route_that_is_right_has_no_problem():
    asked = [a_question(1), a_question(2, condition=Condition((chose(1, "yes"),)))]
    assert route_problems(asked, ()) == []


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (Condition((chose(9, "yes"),)), "route_gone:2"),
        (Condition((chose(2, "yes"),)), "route_later:2"),
        (Condition((chose(3, "yes"),)), "route_later:2"),
        (Condition((chose(1, "maybe"),)), "route_option:2"),
        (Condition((chose(1),)), "route_option:2"),
        (Condition((chose(1, test=Ask.AT_LEAST, number=1),)), "route_kind:2"),
        (Condition((chose(1, "yes"), chose(1, "no"))), "route_never:2"),
    ],
)
def test_what_is_wrong_with_a_route(condition, problem):
    asked = [a_question(1), a_question(2, condition=condition), a_question(3)]
    assert route_problems(asked, ()) == [problem]


def test_a_question_on_the_same_page_decides_nothing():
    section = AskedSection(uuid4(), 1, {}, {}, together=True)
    asked = [
        a_question(1, section=section.section_id),
        a_question(2, section=section.section_id, condition=Condition((chose(1, "yes"),))),
    ]
    assert route_problems(asked, [section]) == ["route_later:2"]


def test_numbers_that_exclude_each_other_are_never_reached():
    low = chose(1, test=Ask.AT_MOST, number=3)
    high = chose(1, test=Ask.AT_LEAST, number=4)
    asked = [a_question(1, "scale", least=0, greatest=10), a_question(2)]
    assert route_problems([asked[0], a_question(2, condition=Condition((low, high)))], ()) == [
        "route_never:2"
    ]
    assert route_problems([asked[0], a_question(2, condition=Condition((low,)))], ()) == []


def test_nobody_skips_a_question_that_must_be_answered():
    asked = [
        a_question(1, required=True),
        a_question(2, condition=Condition((chose(1, test=Ask.NOT_ANSWERED),))),
    ]
    assert route_problems(asked, ()) == ["route_never:2"]


def test_a_section_with_no_question_would_be_a_blank_page():
    section = AskedSection(uuid4(), 1, {}, {})
    assert route_problems([a_question(1)], [section]) == ["empty_section:1"]


conditions = st.builds(
    Condition,
    st.lists(
        st.builds(
            chose,
            st.integers(1, 5),
            st.sampled_from(["yes", "no"]),
            test=st.sampled_from(list(Ask)),
            number=st.integers(0, 3),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    st.sampled_from(list(Match)),
)


@given(
    st.lists(st.none() | conditions, min_size=5, max_size=5),
    st.dictionaries(st.integers(1, 5), st.sampled_from([["yes"], ["no"]])),
)
def test_a_route_without_problems_asks_every_question_of_somebody(held, answers):
    asked = [a_question(n, condition=condition) for n, condition in enumerate(held, 1)]
    wrong = route_problems(asked, ())
    taken = route(asked, answers)
    assert taken == sorted(taken)
    # Whoever is asked something proves that it can be reached.
    assert not {f"route_never:{n}" for n in taken} & set(wrong)


@given(conditions)
def test_a_condition_comes_back_as_it_was_stored(condition):
    assert condition_from(condition.stored()) == condition
