"""What holds of every release: counts, thresholds, rounding, shares."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.analysis import disclosure
from participation.analysis.disclosure import (
    Audience,
    Family,
    Rules,
    Variable,
    due,
    protect,
    releasing,
    share,
    small_count,
    tables,
)

VIEW = Variable("view", ("for", "against", "none"))
AGE = Variable("age", ("16-24", "25-64", "65+"), {"all adults": ("25-64", "65+")})
COUNTS = st.lists(st.integers(0, 60), min_size=9, max_size=9)


def family_of(counts: list[int]) -> Family:
    keys = [(("age", age), ("view", view)) for age in AGE.categories for view in VIEW.categories]
    return Family.of_counts((AGE, VIEW), [("age", "view")], dict(zip(keys, counts, strict=True)))


@pytest.mark.parametrize("module", [disclosure, releasing, tables])
def test_examples_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_what_is_shown_is_true_and_never_small(counts: list[int]) -> None:
    family = family_of(counts)
    protected = protect(family)
    leaders, public = (protected.released(a) for a in (Audience.LEADERS, Audience.PUBLIC))
    for key in family.cells:
        exact, few = leaders.at(key), public.at(key)
        assert (exact is None) == (few is None)
        if exact is not None and few is not None:
            assert exact == family.count(key)
            assert abs(few - exact) <= 2
            assert few % 5 == 0
            assert exact >= 10 or key in family.facts
    team = protected.released(Audience.TEAM)
    assert {key: team.at(key) for key in family.cells} == {
        key: family.count(key) for key in family.cells
    }


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_the_same_counts_are_hidden_the_same_way(counts: list[int]) -> None:
    assert protect(family_of(counts)).hidden == protect(family_of(counts)).hidden


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_margins_and_sub_totals_add_up(counts: list[int]) -> None:
    family = family_of(counts)
    assert family.count(()) == sum(counts)
    for total in family.sums:
        assert family.count(total.total) == sum(family.count(part) for part in total.parts)


def test_where_everybody_said_one_thing_it_is_hidden() -> None:
    family = family_of([30, 0, 0, 40, 30, 35, 25, 30, 45])
    hidden = protect(family).hidden
    assert (("age", "16-24"), ("view", "for")) in hidden


def test_plenty_everywhere_hides_nothing() -> None:
    protected = protect(family_of([30, 20, 10, 40, 30, 35, 25, 30, 45]))
    assert not protected.hidden
    assert protected.programs == 0


def test_tables_about_different_people_are_refused() -> None:
    other = Variable("sex", ("f", "m"))
    with pytest.raises(ValueError, match="disagree"):
        Family.of_counts(
            (AGE, VIEW, other),
            [("age", "view"), ("age", "sex")],
            {
                (("age", "65+"), ("view", "for")): 20,
                (("age", "65+"), ("sex", "f")): 19,
            },
        )


def test_the_threshold_is_never_under_five() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        Rules(threshold=4)
    assert Rules(threshold=5).small(4)
    assert not Rules(threshold=5).small(5)


def test_no_percentage_on_a_tiny_base() -> None:
    assert share(10, 19) is None
    assert share(10, 20) == 0.5
    assert share(None, 200) is None
    assert small_count(9)
    assert not small_count(0)


def test_figures_come_again_in_steps() -> None:
    assert not due(100, 109)
    assert due(100, 110)
