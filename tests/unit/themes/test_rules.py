"""What may be done to a theme list, with plain values."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from participation.themes.rules import (
    GRACE,
    Accounted,
    Placing,
    State,
    placing_problems,
    settling_problems,
)

CLOSED = datetime(2030, 5, 1, tzinfo=UTC)
WHOLE = Accounted(3, {"coded": 2, "other": 1})


def settle(**changes):
    facts = {
        "closes_at": CLOSED,
        "now": CLOSED + GRACE,
        "accounted": WHOLE,
        "labels": [("Buses", "Bysiau"), ("Trees", "Coed")],
        "welsh": True,
    }
    return settling_problems(**(facts | changes))


def test_a_whole_list_of_a_closed_consultation_can_be_settled():
    assert settle() == []


def test_nothing_is_settled_before_the_grace_is_over():
    assert settle(now=CLOSED + GRACE - timedelta(seconds=1)) == ["still_open"]
    assert settle(closes_at=None) == ["still_open"]


def test_every_answer_must_be_in_a_state_and_none_undecided():
    assert settle(accounted=Accounted(4, {"coded": 3})) == ["not_accounted"]
    assert settle(accounted=Accounted(4, {"coded": 3, "undecided": 1})) == ["undecided_left"]


def test_names_are_owed_once_each_in_both_languages():
    assert settle(labels=[("Buses", ""), ("Trees", "Coed")]) == ["welsh_missing"]
    assert settle(labels=[("Buses", ""), ("Trees", "Coed")], welsh=False) == []
    assert settle(labels=[("Buses", "Bysiau"), (" buses", "Bws")]) == ["label_twice"]
    assert "label_missing" in settle(labels=[(" ", "Bysiau")])


def test_every_problem_is_told_at_once():
    problems = settle(now=CLOSED, accounted=Accounted(9, {"undecided": 1}), labels=[("", "")])
    assert {"still_open", "undecided_left", "not_accounted", "label_missing"} <= set(problems)


@pytest.mark.parametrize(
    ("placing", "problems"),
    [
        (Placing(state=State.CODED), ["choose_somewhere"]),
        (Placing(state=State.OTHER), []),
        (Placing(state=State.NO_REASON), []),
        (Placing(state=State.UNDECIDED), ["not_by_hand"]),
        (Placing(themes=(uuid4(),)), ["unknown_theme"]),
    ],
)
def test_where_an_answer_can_be_put_by_hand(placing, problems):
    assert placing_problems(placing, known=[]) == problems


def test_an_answer_is_in_themes_or_in_a_state_never_both():
    theme = uuid4()
    assert placing_problems(Placing((theme,), State.OTHER), [theme]) == ["themes_or_state"]
    assert placing_problems(Placing((theme,)), [theme]) == []
