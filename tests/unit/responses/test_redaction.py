"""Hidden words, and where a text may tell who somebody is: by plain values and by property."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.responses.rules.personal import Personal, luhn, nhs_check, suggestions
from participation.responses.rules.redaction import (
    ANY_MARK,
    MARKS,
    Span,
    blanked,
    carried,
    find_words,
    joined,
    pieces,
    problem_with_span,
    seen,
    touched,
)

texts = st.text(max_size=120)
spans = st.lists(
    st.tuples(st.integers(-5, 130), st.integers(-5, 130)).map(lambda pair: Span(*pair)), max_size=6
)


@given(texts, spans)
def test_what_may_be_seen_and_what_is_hidden_make_up_the_whole(text, hidden):
    inside = {at for span in joined(hidden, len(text)) for at in range(span.start, span.end)}
    shown = "".join(letter for at, letter in enumerate(text) if at not in inside)
    assert "".join(piece.text for piece in pieces(text, hidden)) == shown
    assert len(blanked(text, hidden)) == len(text)
    assert all(
        blanked(text, hidden)[at] == (" " if at in inside else text[at]) for at in range(len(text))
    )


@given(texts, spans, st.integers(0, 130), st.integers(0, 130))
def test_a_part_is_seen_as_the_whole_is(text, hidden, start, end):
    """No way of cutting a text up brings a hidden letter back."""
    whole = (
        seen(text, hidden, 0, start) + seen(text, hidden, start, end) + seen(text, hidden, end)
        if start <= end
        else seen(text, hidden)
    )
    assert whole.replace(ANY_MARK, "") == seen(text, hidden).replace(ANY_MARK, "")


@given(texts, spans)
def test_joining_twice_changes_nothing(text, hidden):
    once = joined(hidden, len(text))
    assert joined(once, len(text)) == once
    assert all(a.end < b.start for a, b in pairwise(once))
    assert all(problem_with_span(text, span) in (None, "empty") for span in once)


def test_the_mark_tells_neither_the_length_nor_the_number_of_words():
    assert seen("Bob did it", [Span(0, 3)], language="en") == f"{MARKS['en']} did it"
    assert seen("Bob Montgomery did it", [Span(0, 14)], language="en") == f"{MARKS['en']} did it"
    assert seen("Bob!", [Span(0, 2), Span(2, 3)], language="cy") == f"{MARKS['cy']}!"
    assert seen("Bob", [Span(0, 3)], language="fr") == ANY_MARK


def test_offsets_are_code_points():
    text = "👩‍👩‍👧 Zoë Jones said so"
    (place,) = find_words(text, "ZOË  jones")
    assert text[place.start : place.end] == "Zoë Jones"
    assert "Zoë" not in seen(text, [place])


@pytest.mark.parametrize(
    ("typed", "places"),
    [("", 0), ("  ", 0), ("\n", 0), ("a" * 501, 0), ("(of)", 1), ("[", 1), ("\\", 1), (".*", 1)],
)
def test_odd_words_are_looked_for_as_they_are(typed, places):
    assert len(find_words("Nothing (of) the [kind] \\ here .* at all", typed)) == places


def test_a_span_must_hold_words_that_are_there():
    assert problem_with_span(None, Span(0, 1)) == "no_words"
    assert problem_with_span("abc", Span(0, 4)) == "outside"
    assert problem_with_span("abc", Span(2, 2)) == "outside"
    assert problem_with_span("a  c", Span(1, 3)) == "empty"
    assert problem_with_span("abc", Span(0, 3)) is None


def test_hidden_words_stay_hidden_when_they_are_sent_again():
    before = "Bob Jones of the Crown parks there"
    hidden = [Span(0, 9)]
    after = "I still think BOB\njones parks there. Bob Jonesson doesn't."
    assert seen(after, carried(before, hidden, after)) == (
        "I still think […] parks there. Bob Jonesson doesn't."
    )


@given(texts, spans)
def test_the_same_words_again_hide_at_least_the_same(text, hidden):
    again = carried(text, hidden, text)
    for span in joined(hidden, len(text)):
        words = text[span.start : span.end].strip()
        edges = (text[span.start - 1 : span.start], text[span.end : span.end + 1])
        if words and not any(edge.isalnum() for edge in edges):
            assert touched(again, span.start, span.end)


PLANTED = {
    Personal.EMAIL: ["jo.bloggs+bus@example.co.uk", "zoë@tŷ.cymru", "o'neill@a-b.org"],
    Personal.PHONE: [
        "07700 900123",
        "(01970) 496-123",
        "+44 7700 900 123",
        "020 7946 0018",
        "0044 1632 960 001",
        "01632960001",
    ],
    Personal.POSTCODE: ["SY23 1AB", "sw1a 1aa", "M1 1AE", "CF991NA", "EC1A 1BB"],
    Personal.NI_NUMBER: ["AB123456C", "JG 10 37 59 A", "ab 12 34 56 d"],
    Personal.NHS_NUMBER: ["943 476 5919", "9434765919", "401-023-2137"],
    Personal.CARD: ["4539 5787 6362 1486", "5555555555554444", "3782 822463 10005"],
    Personal.ADDRESS: ["14 Harbour View Road", "Flat 2, 9 High Street", "5 Heol y Bont"],
    Personal.HOUSE: ["my neighbour at number 12", "the family at no. 7a", "Y teulu yn rhif 12"],
    Personal.NAME: ["Mrs Bronwen Pugh", "my son Tom Evans", "Dr. Ŵyn Rees"],
    Personal.BIRTH: ["born on 3 May 1980", "DOB: 03/05/80"],
    Personal.VEHICLE: ["AB12 CDE"],
}
WAYS = [(kind, words) for kind, some in PLANTED.items() for words in some]


@pytest.mark.parametrize(("kind", "words"), WAYS)
def test_each_kind_is_found_where_it_stands(kind, words):
    text = f"👋 Please note: {words}, thank you."
    found = [(s.kind, text[s.span.start : s.span.end]) for s in suggestions(text)]
    assert (kind, words) in found


@given(
    st.text(st.characters(exclude_categories=["L", "N", "S", "Cs"]), max_size=30),
    st.sampled_from(WAYS),
    st.text(st.characters(exclude_categories=["L", "N", "S", "Cs"]), max_size=30),
)
def test_whatever_stands_around_it_the_number_is_covered(before, planted, after):
    _, words = planted
    text = f"{before} ; {words} ; {after}"
    at = len(before) + 3
    covered = {place for s in suggestions(text) for place in range(s.span.start, s.span.end)}
    assert {at + n for n, letter in enumerate(words) if letter.isdigit()} <= covered


@given(st.text(max_size=400))
def test_any_text_gives_spans_in_order_that_fit_it(text):
    found = suggestions(text)
    for one in found:
        assert 0 <= one.span.start < one.span.end <= len(text)
    for one, other in pairwise(found):
        assert one.span.end <= other.span.start


@pytest.mark.parametrize(
    "text",
    [
        "There were 12 buses in 2024 and 1000000000 people",
        "Route 4 to Aberystwyth takes 45 minutes; the 10:30 is late",
        "It costs £1,234,567.89 a year, up 12.5%",
        "I am 100% against. Close the road, not the library!",
        "See policy H12 and section 106",
        "My way or the high street",
    ],
)
def test_ordinary_answers_are_left_alone(text):
    assert suggestions(text) == ()


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_one_check_digit_at_most_makes_an_nhs_number(nine):
    assert sum(nhs_check(nine + str(last)) for last in range(10)) <= 1


@given(st.from_regex(r"[3-6][0-9]{14}", fullmatch=True))
def test_exactly_one_check_digit_makes_a_card_number(fifteen):
    assert sum(luhn(fifteen + str(last)) for last in range(10)) == 1


@pytest.mark.parametrize(
    "costly",
    [
        "a" * 50_000,
        "1 " * 25_000,
        "a." * 25_000 + "@",
        "at number " * 5_000,
        "Mr A " * 10_000,
        "12 A" + "b " * 25_000,
        "@" * 50_000,
        "((((0" * 10_000,
        "AA" * 25_000,
        "my neighbour " * 4_000,
    ],
)
def test_no_text_is_costly(costly):
    began = time.process_time()
    suggestions(costly)
    assert time.process_time() - began < 2
