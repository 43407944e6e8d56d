"""Who hasn't been heard from: worked out from shares, and never from what is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.reports.rules import Heard, heard_rows

PEOPLE = {"north": 4000, "south": 4000, "tiny": 100}


def heard(replies: dict[str, int | None], small: set[str] = set()) -> dict[str, Heard]:  # noqa: B006
    rows = heard_rows(replies, frozenset(small), PEOPLE)
    return {row.key: row.heard for row in rows}


def test_a_group_heard_less_than_half_as_often_is_named():
    assert heard({"north": 90, "south": 30, "tiny": 2}) == {
        "north": Heard.AS_OTHERS,
        "south": Heard.FEW,
        "tiny": Heard.UNKNOWN,
    }


def test_few_replies_say_nothing_yet():
    assert set(heard({"north": 12, "south": 1}).values()) == {Heard.UNKNOWN}


def test_a_group_hidden_because_it_is_small_is_named_and_one_hidden_beside_it_is_not():
    found = heard({"north": 90, "south": None, "tiny": None}, {"south"})
    assert found["south"] is Heard.FEW
    assert found["tiny"] is Heard.UNKNOWN
    assert heard({"north": 90, "south": None})["south"] is Heard.UNKNOWN


@given(
    st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 500)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9000), min_size=1),
)
def test_shares_are_shares_and_no_small_base_makes_one(
    replies: dict[str, int | None], people: dict[str, int]
):
    rows = heard_rows(replies, frozenset(), people)
    known = sum(number for number in replies.values() if number is not None)
    assert [row.key for row in rows] == list(people)
    for row in rows:
        for share in (row.share_of_replies, row.share_of_people):
            assert share is None or 0 <= share <= 1
        if known < 20:
            assert row.share_of_replies is None
            assert row.heard is Heard.UNKNOWN


@pytest.mark.parametrize("people", [{}, {"a": 0}])
def test_nobody_living_there_is_no_fault(people: dict[str, int]):
    assert all(row.share_of_people is None for row in heard_rows({"a": 3}, frozenset(), people))
