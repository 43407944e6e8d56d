"""Rules of panels: seats from shares, pasted tables, households, places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.panels.rules import (
    AFTER,
    CannotChangeMember,
    Outcome,
    Place,
    household_of,
    person_of,
    place_after,
    quota_problems,
    quotas_from_shares,
    read_shares,
)


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=12), st.integers(2, 200))
def test_seats_from_shares_can_always_be_filled(shares, seats):
    quotas = quotas_from_shares(shares, seats)
    assert all(0 <= least <= most for least, most in quotas)
    assert all(most >= 1 for _least, most in quotas)
    assert sum(most for _least, most in quotas) >= seats
    whole = sum(shares)
    for share, (least, most) in zip(shares, quotas, strict=True):
        exact = seats * share / whole
        assert least <= exact + 1
        assert most >= exact - 1e-6


@given(st.lists(st.integers(1, 50), min_size=2, max_size=8))
def test_exact_shares_give_exact_seats(parts):
    assert quotas_from_shares(parts, sum(parts)) == [(part, part) for part in parts]


@pytest.mark.parametrize(
    ("pasted", "rows", "bad"),
    [
        ("Male\t49\nFemale\t51", [("Male", 49.0), ("Female", 51.0)], []),
        ("North, 40%\nSouth, 60%", [("North", 40.0), ("South", 60.0)], []),
        ("North 40\nSouth 60", [("North", 40.0), ("South", 60.0)], []),
        ("A\t1,000\t10\nB\t3,000\t30", [("A", 25.0), ("B", 75.0)], []),
        ("A\t1\nnonsense\nB\t1", [("A", 50.0), ("B", 50.0)], [2]),
        ("", [], []),
    ],
)
def test_tables_as_people_paste_them(pasted, rows, bad):
    assert read_shares(pasted) == (rows, bad)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_told(pasted):
    rows, bad = read_shares(pasted)
    assert all(share >= 0 for _name, share in rows)
    assert all(1 <= line <= len(pasted.splitlines()) for line in bad)


def test_quotas_that_make_no_sense_are_told_before_any_pool():
    found = quota_problems(
        [("age", [("young", 3, 2), ("old", 9, 9)]), ("area", [("north", 0, 0)])], 8
    )
    assert set(found) == {
        ("least_too_high", "age"),
        ("upside_down", "age: young"),
        ("few_features", "area"),
        ("most_too_low", "area"),
        ("nobody", "area: north"),
    }
    assert quota_problems([], 8) == [("no_categories", "")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 Mill St.\nMarchwern", "14 Mill Street"),
        ("Flat 2, 14 Mill St", "FLAT 2\n14 Mill Street"),
        ("12a Corn Street, Marchwern", "12A  corn st"),
        ("Apt 3, 9 High Rd", "Flat 3, 9 High Road, Marchwern"),
    ],
)
def test_one_household_however_its_address_is_written(one, other):
    assert household_of(one, "LL11 1AB") == household_of(other, "ll111ab")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 Mill Street", "41 Mill Street"),
        ("Flat 1, 14 Mill Street", "Flat 2, 14 Mill Street"),
        ("Rose Cottage, High Road", "Ivy Cottage, High Road"),
    ],
)
def test_different_households_stay_apart(one, other):
    assert household_of(one, "LL11 1AB") != household_of(other, "LL11 1AB")


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_address_or_name_breaks_the_matching(typed, postcode):
    assert household_of(typed, postcode) == household_of(typed, postcode)
    assert person_of(typed, postcode).endswith(person_of("", postcode))


@given(st.lists(st.sampled_from(list(Outcome)), max_size=8))
def test_a_place_moves_only_along_the_table(outcomes):
    place = Place.DRAWN
    for outcome in outcomes:
        try:
            after = place_after(place, outcome)
        except CannotChangeMember:
            assert (place, outcome) not in AFTER
        else:
            place = after
