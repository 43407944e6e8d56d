"""Spreads, ranks and charts as plain values."""

from __future__ import annotations

import doctest
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.rules import Counted, crossing, numbers, questions, ranked_of, releasing
from participation.results.rules.numbers import spread_of
from participation.web.charts import (
    Bar,
    Column,
    Part,
    Point,
    Stack,
    bar_chart,
    histogram,
    stacked_chart,
    trend,
)

NUMBERS = st.lists(st.integers(-50, 5000) | st.floats(0, 100, width=16), min_size=1, max_size=80)


@pytest.mark.parametrize("module", [crossing, numbers, questions, releasing])
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


@given(NUMBERS)
def test_a_spread_is_what_statisticians_say(values):
    amounts = {}
    for value in values:
        amounts[float(value)] = amounts.get(float(value), 0) + 1
    spread = spread_of(amounts)
    assert spread.count == len(values)
    assert spread.mean == pytest.approx(statistics.fmean(values))
    assert spread.median == pytest.approx(statistics.median(values))
    if len(values) > 1:
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        assert (spread.low, spread.median, spread.high) == pytest.approx((low, middle, high))
    assert sum(one.count for one in spread.bins) == len(values)
    assert len(spread.bins) <= 14
    assert spread.bins[0].low <= spread.least <= spread.greatest <= spread.bins[-1].high
    assert 0 <= spread.place(spread.median) <= 1


def test_a_spread_of_nothing_is_nothing():
    assert spread_of({}) is None


@given(st.lists(st.permutations(["bus", "bike", "walk"]), min_size=1, max_size=30))
def test_borda_scores_follow_from_every_order(orders):
    counted = Counted(base=len(orders))
    for order in orders:
        for place, code in enumerate(order, 1):
            mine = counted.amounts.setdefault(code, {})
            mine[float(place)] = mine.get(float(place), 0) + 1
    ranked = ranked_of(counted, ["bus", "bike", "walk"])
    by_hand = {
        code: sum(3 - order.index(code) for order in orders) / (3 * len(orders))
        for code in ("bus", "bike", "walk")
    }
    assert {one.code: one.score for one in ranked} == pytest.approx(by_hand)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert sum(one.first for one in ranked) == len(orders)


HOSTILE = 'A & B <script>alert("1")</script> ' * 3
COMMON = {"name": "c", "title": HOSTILE, "description": HOSTILE}


@pytest.mark.parametrize(
    "drawn",
    [
        bar_chart([Bar(HOSTILE, 0.5, "5 (50%)"), Bar("Hidden", None, "hidden")], **COMMON),
        stacked_chart(
            [Stack(HOSTILE, [0.2, 0.8], "5"), Stack("x", None, "hidden")],
            [Part(HOSTILE), Part("b")],
            **COMMON,
        ),
        histogram(
            [Column("1", 3, "3"), Column("2", 0, "0")],
            quartiles=(0.1, 0.5, 0.9),
            quartile_words=HOSTILE,
            **COMMON,
        ),
        histogram([Column(f"{n}–{n + 9}", n) for n in range(30)], **COMMON),
        trend([Point("1 May", 0), Point("2 May", 40)], most="40", **COMMON),
        bar_chart([], **COMMON),
    ],
    ids=["bars", "stacks", "histogram", "many columns", "trend", "nothing"],
)
def test_pictures_say_what_they_show_and_run_nothing(drawn):
    text = str(drawn)
    assert "<script" not in text
    assert "style=" not in text
    assert 'role="img"' in text
    assert "<title" in text
    assert "<desc" in text
    assert "viewBox" not in text.split(">", maxsplit=1)[0], "text would shrink on a phone"
