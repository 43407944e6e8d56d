"""What themes are called: phrases that people spoke, in their language, never a list of words."""

from __future__ import annotations

import random

import pytest

from participation.analysis import ThemeModel
from participation.analysis.discovery import Discovery, QuoteKind
from participation.analysis.themes.guessed import language_of
from participation.analysis.themes.phrases import Casing, folded, in_text
from participation.analysis.themes.tokens import words_of
from participation.analysis.themes.words import singular

PARTS = {
    "buses": (
        ["Buses that come on time", "More buses in the evening", "The late bus never comes on time",
         "Cheaper buses", "buses on Sundays", "Evening buses that turn up on time"],
        ["from Bailey Road", "for my shift", "after work", "to the hospital", "when it rains",
         "on a Saturday", "please", "in winter"],
    ),
    "homes": (
        ["Warm homes for older people", "Damp homes make us ill", "Warm homes that we can afford",
         "Insulate the old homes", "Homes cost too much to heat", "Mould in rented homes"],
        ["on our estate", "before winter", "at Hafod Wen", "with grants", "for families", "now",
         "in the valley", "this year"],
    ),
    "trees": (
        ["Trees on every street", "Plant more trees", "Trees along the river path",
         "Fewer felled trees", "Shade from trees", "More trees in Castle Park"],
        ["for the birds", "by the school", "for shade", "near the market", "soon",
         "with seats under them", "as before", "like they used to"],
    ),
}  # fmt: skip
WELSH = [
    f"{first} {rest}"
    for first in ("Mae angen mwy o fysiau gyda'r nos", "Dylai'r bysiau fod yn rhatach",
                  "Dim digon o fysiau ar y Sul", "Bysiau hwyr bob tro yn y dref")
    for rest in ("i'r pentref", "o'r ysbyty", "ar ôl gwaith", "yn y gaeaf", "i bobl ifanc")
]  # fmt: skip


def answers(seed: int = 3) -> list[str]:
    said = [f"{first} {rest}." for firsts, rests in PARTS.values()
            for first in firsts for rest in rests]  # fmt: skip
    random.Random(seed).shuffle(said)
    return said


@pytest.fixture(scope="module")
def found() -> Discovery:
    return ThemeModel(grade="light", random_state=0).discover(answers())


def test_each_title_is_a_phrase_that_somebody_spoke(found):
    said = " | ".join(answers()).casefold()
    for theme in found.themes:
        for phrase in theme.label.casefold().split("; "):
            assert phrase in said
        assert "," not in theme.label
        assert len(words_of(theme.label)) >= 2


def test_titles_have_words_in_the_middle_where_people_do(found):
    assert any(
        {"on", "for", "in", "of", "that", "the"} & set(words_of(theme.label))
        for theme in found.themes
    )


def test_no_two_titles_are_nearly_the_same(found):
    bags = [folded([theme.label]) for theme in found.themes]
    for at, one in enumerate(bags):
        for other in bags[at + 1 :]:
            assert len(one & other) < 0.67 * min(len(one), len(other))


def test_words_of_the_question_and_the_place_stay_out():
    model = ThemeModel(
        grade="light", question="What about the trees and homes?", drop_words=("Castle",)
    )
    for theme in model.discover(answers()).themes:
        said = {singular(word) for word in words_of(" ".join([theme.label, *theme.keyphrases]))}
        assert not said & {"tree", "home", "castle"}


def test_at_most_six_key_phrases_each_with_words_of_its_own(found):
    for theme in found.themes:
        assert 1 <= len(theme.keyphrases) <= 6
        keys = [set(folded([phrase])) for phrase in theme.keyphrases]
        assert sum(map(len, keys)) == len(set().union(*keys))


def test_quotes_are_three_central_ones_and_at_most_one_against(found):
    said = answers()
    for theme in found.themes:
        kinds = [quote.kind for quote in theme.quotes]
        assert kinds.count(QuoteKind.CENTRAL) == 3
        assert kinds.count(QuoteKind.DISSENTING) <= 1
        for quote in theme.quotes:
            assert said[quote.index][quote.start : quote.end] == quote.text


def test_a_welsh_theme_has_a_welsh_title():
    english = [text for text in answers() if "uses" not in text]
    texts = [*english, *WELSH]
    languages = ["en"] * len(english) + ["cy"] * len(WELSH)
    themes = ThemeModel(grade="light").discover(texts, languages=languages).themes
    welsh = [theme for theme in themes if theme.language == "cy"]
    assert welsh
    said = " ".join(WELSH).casefold()
    assert all(part in said for theme in welsh for part in theme.label.casefold().split("; "))


def test_a_theme_in_two_languages_has_a_phrase_in_each():
    mixed = [text for at, text in enumerate(answers()) if "uses" in text or at % 3 == 0]
    texts = [*mixed, *WELSH]
    languages = ["en"] * len(mixed) + ["cy"] * len(WELSH)
    model = ThemeModel(grade="light", about=2)
    both = [theme for theme in model.discover(texts, languages=languages).themes
            if theme.titles or theme.language == "cy"]  # fmt: skip
    assert both
    said = {"en": " ".join(mixed).casefold(), "cy": " ".join(WELSH).casefold()}
    for theme in both:
        for code, phrase in theme.titles:
            assert code != theme.language
            assert phrase.casefold() in said[code]


def test_the_language_is_told_by_its_common_words():
    assert language_of("Mae angen mwy o seddi yn y parc") == "cy"
    assert language_of("There should be more seats in the park") == "en"
    assert language_of("12/4") == ""


def test_phrases_are_not_cut_in_the_middle():
    text = "Toilets that are open when people need them, and lights on the old railway path"
    said = [phrase for _, phrase, _ in in_text(text, 0, len(text), language="en")]
    assert "lights on the old railway path" in said
    assert "Toilets that are open" in said
    assert not [phrase for phrase in said if phrase.endswith(("people", "old", "the", "railway"))]


def test_a_phrase_that_lacks_a_dropped_word_costs_more():
    text = "The side of the street is dark"
    cost = {said: cost for _, said, cost in in_text(text, 0, len(text), language="en")}
    without = {said: cost for _, said, cost in in_text(text, 0, len(text), language="en",
                                                       out=frozenset(["dark"]))}  # fmt: skip
    assert cost["side of the street"] < without["side of the street"] + 0.5
    assert "side of the street is dark" not in without


def test_names_keep_their_large_letters_and_shouting_does_not_spread():
    casing = Casing(["we live on Bailey Road", "down Bailey Road", "the NHS hub", "MORE BUSES NOW"])
    assert casing("BUSES on Bailey Road") == "Buses on Bailey Road"
    assert casing("The NHS Hub") == "The NHS hub"
