"""What a new grouping would do to a list, and when strange answers are more than chance."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from participation.themes.rules import compare, surprising


def ids(*numbers):
    return [UUID(int=n) for n in numbers]


def test_themes_that_share_answers_go_on_and_others_are_new_or_gone():
    a, b, c = ids(1, 2, 3)
    x, y, z = ids(11, 12, 13)
    found = compare({(a, x): 8, (b, y): 3, (a, z): 1}, {a: 10, b: 30, c: 5}, {x: 9, y: 20, z: 7})
    assert [(one.theme, one.suggested, one.same) for one in found.kept] == [(a, x, True)]
    assert found.new == (y, z)
    assert found.gone == (b, c)
    assert found.joins == ()


def test_what_people_put_together_stays_together():
    (whole,) = ids(1)
    one, other = ids(11, 12)
    found = compare({(whole, one): 10, (whole, other): 6}, {whole: 16}, {one: 10, other: 7})
    assert [pair.suggested for pair in found.kept] == [one]
    assert [pair.suggested for pair in found.joins] == [other]
    assert found.theme_of == {one: whole, other: whole}


@given(st.dictionaries(st.tuples(st.integers(1, 4), st.integers(11, 14)), st.integers(1, 9)))
def test_every_theme_and_suggestion_has_one_fate(shared):
    both = {(UUID(int=a), UUID(int=b)): n for (a, b), n in shared.items()}
    themes = {one: sum(n for (t, _), n in both.items() if t == one) for one in ids(1, 2, 3, 4)}
    suggested = {
        one: sum(n for (_, s), n in both.items() if s == one) for one in ids(11, 12, 13, 14)
    }
    found = compare(both, themes, suggested)
    fates = [*(one.suggested for one in (*found.kept, *found.joins)), *found.new]
    assert sorted(fates) == sorted(suggested)
    homes = {one.theme for one in (*found.kept, *found.joins)}
    assert homes | set(found.gone) == set(themes)
    assert not homes & set(found.gone)


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_strange_answers_are_never_less_surprising(unlike, answers):
    unlike = min(unlike, answers)
    if surprising(unlike, answers) and unlike < answers:
        assert surprising(unlike + 1, answers)


def test_a_few_strange_answers_raise_no_alarm():
    assert not surprising(2, 2)
    assert not surprising(15, 100)
    assert surprising(30, 100)
    assert surprising(43, 60)
    assert not surprising(500, 5000)
    assert surprising(1000, 5000)
