"""What a decision needs, and how priorities move, with plain values."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.feedback.rules import (
    DecisionDetails,
    Outcome,
    decision_problems,
    is_web_address,
    reranked,
)

TODAY = date(2030, 5, 1)
BECAUSE = {"en": "It is cheaper.", "cy": "Mae’n rhatach."}


def problems(outcome=Outcome.WE_WILL_NOT, languages=("en", "cy"), **details):
    facts = {"because": BECAUSE, "owner": "Cllr Rees"} | details
    return decision_problems(
        DecisionDetails(outcome=outcome, **facts), today=TODAY, languages=languages
    )


def test_a_refusal_needs_only_its_reasons_and_who_answers_for_it():
    assert problems() == []


def test_reasons_are_owed_in_each_language():
    assert problems(because={"en": "It is cheaper."}) == ["because_missing_cy"]
    assert problems(because={"en": "It is cheaper."}, languages=("en",)) == []
    assert problems(because={}) == ["because_missing_en", "because_missing_cy"]


@pytest.mark.parametrize("outcome", [Outcome.WE_WILL, Outcome.IN_PART])
def test_a_promise_needs_what_and_when(outcome):
    assert problems(outcome) == ["due_missing", "will_do_missing"]
    assert problems(outcome, due_on=TODAY, will_do={"en": "Later buses"}) == []


def test_passing_on_says_to_whom_and_considering_says_until_when():
    assert problems(Outcome.NOT_OURS) == ["passed_to_missing"]
    assert problems(Outcome.STILL_CONSIDERING) == ["answer_by_missing"]


def test_nothing_was_decided_tomorrow():
    assert problems(decided_on=date(2030, 5, 2)) == ["decided_in_future"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "report.pdf", "//x", "ftp://x/y"])
def test_only_web_addresses_are_linked(link):
    assert not is_web_address(link)
    assert problems(report_link=link) == ["report_link_wrong"]


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=12, unique=True),
    st.data(),
    st.sampled_from([-1, 1]),
)
def test_moving_one_keeps_the_rest_in_order(numbers, data, step):
    order = [UUID(int=n) for n in numbers]
    moving = data.draw(st.sampled_from(order))

    after = reranked(order, moving, step)

    assert sorted(after) == sorted(order)
    assert [a for a in after if a != moving] == [a for a in order if a != moving]
    assert abs(after.index(moving) - order.index(moving)) <= 1
