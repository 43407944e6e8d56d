"""Shared wordings and what each added: by examples and by property."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from participation.analysis.campaigns import FEWEST, shared_wordings

LETTER = (
    "I object to the closure of the Corn Street car park because older residents need to reach "
    "the surgery and the chemist, and there is no bus from the upper estate after six o'clock."
)
TAILS = (
    "My mother has used it every Friday for thirty years.",
    "Since the fall I cannot walk further than the church.",
    "Rhowch fws gyda'r nos i ni os gwelwch yn dda.",
    "Where will the blue badge bays go instead?",
)


def test_template_and_tail_are_told_apart():
    texts = [LETTER] * 5 + [f"{LETTER} {tail}" for tail in TAILS] + ["Fix the roads please, now"]
    (found,) = shared_wordings(texts)
    assert found.members == tuple(range(9))
    assert texts[found.template] == LETTER
    assert found.own[:5] == ((),) * 5
    own = [texts[5 + n][slice(*found.own[5 + n][0])] for n in range(4)]
    assert own == list(TAILS)
    assert found.distinct == 5


def test_words_before_and_amid_are_ones_own_too():
    middle = LETTER.replace("surgery and", "surgery where my wife is treated weekly and")
    texts = [LETTER] * 4 + ["As a nurse of forty years, " + LETTER, middle]
    (found,) = shared_wordings(texts)
    assert texts[4][slice(*found.own[4][0])].startswith("As a nurse of forty years")
    assert "where my wife is treated weekly" in texts[5][slice(*found.own[5][0])]


def test_two_people_are_no_campaign_and_short_answers_are_chance():
    assert shared_wordings([LETTER, LETTER, "No comment", "No comment", "No comment"]) == []
    assert shared_wordings([]) == []
    assert shared_wordings(["", "  ", "👍"]) == []


def _voices(seed, number):
    draw = random.Random(seed)
    subjects = ["the buses", "our park", "the surgery", "my street", "the library", "the market"]
    verbs = ["need", "lack", "lost", "want", "deserve", "await"]
    things = ["lights", "care", "benches", "time", "crossings", "shade", "toilets", "repairs"]
    return [
        " ".join(
            f"{draw.choice(subjects)} {draw.choice(verbs)} {draw.choice(things)} {draw.random()}"
            for _ in range(4)
        )
        for _ in range(number)
    ]


def test_a_campaign_of_forty_among_three_hundred_is_found_whole():
    draw = random.Random(7)
    letters = [LETTER if n % 2 else f"{LETTER} {draw.choice(TAILS)} {n}" for n in range(40)]
    texts = letters + _voices(1, 260)
    order = list(range(300))
    draw.shuffle(order)
    found = shared_wordings([texts[at] for at in order])
    assert len(found) == 1
    assert {order[index] for index in found[0].members} == set(range(40))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["", *TAILS]), min_size=FEWEST, max_size=12),
    st.integers(0, 2**16),
)
def test_every_member_is_counted_once_and_parts_fit_its_text(tails, seed):
    texts = [f"{LETTER} {tail}".strip() for tail in tails] + _voices(seed, 20)
    random.Random(seed).shuffle(texts)
    seen = set()
    for found in shared_wordings(texts):
        assert len(found.members) == len(found.own) == len(set(found.members)) >= FEWEST
        assert found.template in found.members
        assert not seen & set(found.members)
        seen |= set(found.members)
        for index, parts in zip(found.members, found.own, strict=True):
            ends = [0]
            for start, end in parts:
                assert ends[-1] <= start < end <= len(texts[index])
                ends.append(end)
    assert {n for n, text in enumerate(texts) if text.startswith(LETTER)} <= seen
