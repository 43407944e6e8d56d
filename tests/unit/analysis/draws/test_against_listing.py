"""Draws on small pools agree with leximin over a list of every panel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.analysis.draws import (
    BadInput,
    Infeasible,
    Method,
    draw_panel,
    relax,
    ticket_problems,
)

from .brute import every_panel, leximin_by_listing, loose_pool, matching_pool

SEEDS = st.integers(min_value=0, max_value=10**9)


def check(people, quotas, size):
    """Everything that must hold of any draw on a pool small enough to list."""
    possible = every_panel(people, quotas, size)
    if len({person.household or person.id for person in people}) < size:
        with pytest.raises(BadInput):
            draw_panel(people, quotas, size)
        return None
    if not possible:
        with pytest.raises(Infeasible) as refusal:
            draw_panel(people, quotas, size)
        assert refusal.value.relaxations
        assert every_panel(people, relax(quotas, refusal.value.relaxations), size)
        return None
    draw = draw_panel(people, quotas, size)
    fairest = leximin_by_listing(people, quotas, size)
    ours, theirs = (np.sort(list(chances.values())) for chances in (draw.chances, fairest))
    assert np.abs(ours - theirs).mean() <= 2e-4
    assert np.abs(ours - theirs).max() <= 2e-4
    assert {one.id for one in draw.excluded} == {who for who, c in fairest.items() if c < 1e-9}
    assert not ticket_problems(draw.tickets, people, quotas, size)
    assert draw.largest_move <= 0.005
    return draw


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_loose_quotas_give_the_chances_that_listing_every_panel_gives(seed):
    check(*loose_pool(seed))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_exact_quotas_give_the_chances_that_listing_every_panel_gives(seed):
    check(*matching_pool(seed))


@pytest.mark.parametrize("seed", [1, 12, 16, 39, 71, 117, 132, 174, 217, 273, 274, 319])
def test_leximin_is_found_where_the_plain_bound_is_out_of_reach(seed):
    draw = check(*matching_pool(seed))
    assert draw is not None
    assert not draw.attained


@pytest.mark.parametrize("seed", range(12))
def test_an_excluded_person_gets_in_by_the_change_named_for_them(seed):
    people, quotas, size = matching_pool(seed)
    try:
        draw = draw_panel(people, quotas, size)
    except Infeasible:
        return
    for one in draw.excluded:
        assert one.quotas
        panels = every_panel(people, relax(quotas, one.quotas), size)
        assert any(one.id in panel for panel in panels)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from([Method.MAXIMIN, Method.BALANCED]))
def test_other_methods_keep_quotas_and_what_they_promise_of_the_least_chance(seed, method):
    people, quotas, size = loose_pool(seed)
    try:
        fairest = draw_panel(people, quotas, size)
    except (BadInput, Infeasible):
        return
    draw = draw_panel(people, quotas, size, method=method)
    share = 0.95 if method is Method.BALANCED else 1.0
    out = {one.id for one in draw.excluded}
    least = min(chance for who, chance in draw.chances.items() if who not in out)
    assert least >= share * fairest.eligible_bound - 1e-4
    assert max(draw.chances.values()) <= max(fairest.chances.values()) + 1e-4
    assert not ticket_problems(draw.tickets, people, quotas, size)
