"""The best pairing, beside one that tries them all."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from participation.analysis.pairing import best_pairs

SIDE = st.integers(1, 5)


@st.composite
def tables(draw):
    columns = draw(SIDE)
    row = st.lists(st.integers(0, 20), min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=5))


def best_by_trying(worth):
    rows, columns = len(worth), len(worth[0])
    if rows > columns:
        worth = [list(column) for column in zip(*worth, strict=True)]
        rows, columns = columns, rows
    return max(
        sum(worth[row][column] for row, column in enumerate(chosen))
        for chosen in permutations(range(columns), rows)
    )


@given(tables())
def test_no_other_pairing_is_worth_more(worth):
    pairs = best_pairs(worth)
    assert len(pairs) == min(len(worth), len(worth[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(worth[row][column] for row, column in pairs) == best_by_trying(worth)


def test_nothing_is_paired_with_nothing():
    assert best_pairs([]) == []
    assert best_pairs([[], []]) == []
