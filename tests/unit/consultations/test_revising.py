"""What is a slip of the pen and what isn't; codes and conditions that survive every change."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.consultations.rules import (
    Ask,
    Asked,
    Condition,
    Kind,
    Limits,
    Match,
    One,
    Option,
    QuestionDetails,
    condition_from,
    differences,
    is_spelling,
    joined,
    options_with_codes,
    spelling_problems,
)

TEXT = "Should the council close Market Street to cars on Saturdays in the summer?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("How offen do you go?", "How often do you go?"),
        ("Do you use the the library?", "Do you use the library?"),
        ("Teh park", "The park"),
        ("Wich bus stop is nearest?", "Which bus stop is nearest?"),
        ("What would you chnage first", "What would you change first?"),
        ("Beth yw eich barm?", "Beth yw eich barn?"),
        ("the childrens play area", "the children’s play area"),
        ("car park charges", "carpark charges"),
    ],
)
def test_slips_of_the_pen_are_told(before: str, after: str) -> None:
    assert is_spelling(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Do you agree?", "Do you disagree?"),
        ("It is now safe", "It is not safe"),
        ("You can park here", "You can’t park here"),
        ("for 10 days", "for 100 days"),
        ("Should fares increase?", "Should fares decrease?"),
        ("Is it legal?", "Is it illegal?"),
        ("Should we include cars?", "Should we exclude cars?"),
        ("More buses", "Fewer buses"),
        ("Close the park", "Close the old park"),
        ("Close the old park", "Close the park"),
        ("Nid yw’n ddiogel", "Mae’n ddiogel"),
        ("one two tree fore fiv sicks", "one two three four five six"),
        ("", "Anything"),
        ("Anything", ""),
    ],
)
def test_changes_of_meaning_are_told(before: str, after: str) -> None:
    assert not is_spelling(before, after)


@given(st.integers(0, len(TEXT.split()) - 1), st.sampled_from(["not", "never", "7", "only", "no"]))
def test_no_word_is_slipped_in(place: int, word: str) -> None:
    words = TEXT.split()
    more = " ".join([*words[:place], word, *words[place:]])
    assert not is_spelling(TEXT, more)
    assert not is_spelling(more, TEXT)


@given(st.text(min_size=1, max_size=60))
def test_the_same_words_are_never_a_change(text: str) -> None:
    assert is_spelling(text, text)


@given(st.data())
def test_one_swapped_pair_of_letters_in_a_long_word_is_spelling(data: st.DataObject) -> None:
    words = TEXT.split()
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    at = data.draw(st.sampled_from(long))
    place = data.draw(st.integers(1, len(words[at]) - 2))
    letters = list(words[at])
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    typed = " ".join([*words[:at], "".join(letters), *words[at + 1 :]])
    assert is_spelling(typed, TEXT)


def asked(**changes: object) -> Asked:
    values: dict[str, object] = {
        "question_id": uuid4(),
        "version_id": uuid4(),
        "number": 1,
        "position": 1,
        "kind": Kind.SINGLE_CHOICE,
        "wording": {"en": "Which bus?", "cy": "Pa fws?"},
        "help": {},
        "required": False,
        "word_guide": None,
        "options": (Option("a", {"en": "Town"}), Option("b", {"en": "Villlage"})),
    }
    return Asked(**(values | changes))  # type: ignore[arg-type]


def details(one: Asked, **changes: object) -> QuestionDetails:
    values: dict[str, object] = {
        name: getattr(one, name)
        for name in ("wording", "help", "required", "word_guide", "options", "rows", "limits")
    }
    return QuestionDetails(**(values | changes))  # type: ignore[arg-type]


def test_only_words_may_differ_in_a_correction() -> None:
    one = asked()
    mended = (one.options[0], Option("b", {"en": "Village"}))
    assert spelling_problems(one, details(one, options=mended), ["en"]) == ()
    found = differences(one, details(one, options=mended), ["en"])
    assert [(d.part, d.code, d.before, d.after) for d in found] == [
        ("option", "b", "Villlage", "Village")
    ]
    for change in (
        {"options": mended[::-1]},
        {"options": mended[:1]},
        {"options": (*mended, Option("", {"en": "Train"}))},
        {"required": True},
        {"limits": Limits(most=1)},
        {"limits": Limits(something_else=True)},
        {"word_guide": 50},
    ):
        assert spelling_problems(one, details(one, **change), ["en"]) == ("structure",)
    other = details(one, wording={"en": "Which train?", "cy": "Pa fws?"})
    assert spelling_problems(one, other, ["en", "cy"]) == ("meaning",)


CODES = st.sampled_from(["bus", "bike", "walk", "something-else", ""])
WORDS = st.sampled_from(["Bus", "Bike", "Walk", "Something else", "Tram", "Bus!"])
OPTIONS = st.lists(st.builds(lambda c, w: Option(c, {"en": w}), CODES, WORDS), max_size=8)


@given(OPTIONS, st.sets(st.sampled_from(["bus", "bike", "tram", "bus-2"])), OPTIONS)
def test_codes_are_unique_stay_and_are_never_used_again(
    first: list[Option], used: set[str], wanted: list[Option]
) -> None:
    held = options_with_codes(first, ())
    kept = options_with_codes(wanted, held, used)
    codes = [option.code for option in kept]
    assert len(codes) == len(set(codes)) == len(wanted)
    assert "something-else" not in codes
    known = {option.code for option in held}
    assert not (set(codes) - known) & (used | known)
    for option, made in zip(wanted, kept, strict=True):
        assert made.words == option.words
        if made.code in known:
            assert made.code == option.code


IDS = [uuid4() for _number in range(4)]
TESTS = st.builds(
    One,
    st.sampled_from(IDS),
    st.sampled_from(list(Ask)),
    st.lists(st.sampled_from(["bus", "bike"]), max_size=2).map(tuple),
    st.none() | st.integers(0, 9).map(float),
)
CONDITIONS = st.builds(
    Condition, st.lists(TESTS, min_size=1, max_size=4).map(tuple), st.sampled_from(list(Match))
)


@given(CONDITIONS)
def test_a_condition_moves_to_a_copy_and_back(condition: Condition) -> None:
    there = {one: uuid4() for one in IDS}
    back = {other: one for one, other in there.items()}
    moved = condition.moved(there)
    assert not {one.question_id for one in moved.tests} & set(IDS)
    assert moved.moved(back) == condition
    assert condition_from(moved.stored()) == moved


@given(CONDITIONS, CONDITIONS)
def test_what_is_joined_asks_for_both(outer: Condition, inner: Condition) -> None:
    both = joined(outer, inner)
    if both is None:
        assert any(one.match is Match.ANY and len(one.tests) > 1 for one in (outer, inner))
    else:
        assert both.match is Match.ALL
        assert set(both.tests) == {*outer.tests, *inner.tests}
    assert joined(outer, None) == outer
    assert joined(None, None) is None
