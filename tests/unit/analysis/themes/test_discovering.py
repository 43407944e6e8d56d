"""Theme discovery as a whole: complete, repeatable, and sensible about small sets."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.analysis.discovery import (
    Cancelled,
    Discovery,
    QuoteKind,
    Refused,
    State,
    discover,
)

THINGS = {
    "buses": ("more buses in the evening", "cheaper bus fares", "the bus never comes on time",
              "bus stops need shelters", "later buses home from work", "a Sunday bus service"),
    "roads": ("fix the potholes", "road surface is broken", "potholes wreck my tyres",
              "repair the roads properly", "resurface the broken road", "the road is full of holes"),
    "trees": ("plant more trees", "green space with trees", "trees and flowers in the park",
              "new trees along our road verge", "more trees for shade", "keep the old trees"),
    "bins": ("empty the bins weekly", "bins are overflowing", "recycling bins for flats",
             "bin collection is missed again", "more litter bins", "rubbish beside full bins"),
}  # fmt: skip
PLACES = ("near the school", "in town", "on our estate", "please", "by the station", "for everyone")
ANSWERS = [
    f"{saying} {place}" for sayings in THINGS.values() for saying in sayings for place in PLACES
]


def found(texts, **settings) -> Discovery:
    return discover(texts, grade="light", **settings)


def assert_complete(result: Discovery, texts: list[str]) -> None:
    primary = [row for row in result.assignments if row.primary]
    assert [row.index for row in primary] == list(range(len(texts)))
    assert sum(result.run.counts.values()) == len(texts)
    ids = {theme.id for theme in result.themes}
    for row in result.assignments:
        assert (row.theme_id in ids) is (row.state is State.CODED)
        assert row.confidence is None or 0 <= row.confidence <= 1
        if row.start is not None:
            assert 0 <= row.start <= row.end <= len(texts[row.index])
    for row in primary:
        if row.state is not State.CODED:
            assert row.reason
    for theme in result.themes:
        carrying = {row.index for row in result.assignments if row.theme_id == theme.id}
        assert theme.size == len(carrying)
        assert theme.distinct == len({texts[index] for index in carrying})
        assert theme.label
        for quote in theme.quotes:
            assert texts[quote.index][quote.start : quote.end] == quote.text
            assert quote.index in carrying
    for point in result.points:
        assert 0 <= point.start < point.end <= len(texts[point.index])


@pytest.fixture(scope="module")
def town() -> Discovery:
    return found(ANSWERS)


def test_themes_seldom_mix_things(town):
    size = len(ANSWERS) // len(THINGS)
    held = {theme.id: Counter() for theme in town.themes}
    for row in town.assignments:
        if row.primary:
            held[row.theme_id][row.index // size] += 1
    alike = sum(max(things.values()) for things in held.values())
    assert alike >= 0.85 * len(ANSWERS)


def test_everything_is_accounted_for(town):
    assert_complete(town, ANSWERS)


def test_themes_are_numbered_by_size(town):
    sizes = [theme.size for theme in town.themes]
    assert sizes == sorted(sizes, reverse=True)
    assert [theme.id for theme in town.themes] == [f"T{n + 1:02d}" for n in range(len(sizes))]


def test_each_theme_shows_central_quotes_and_at_most_one_dissent(town):
    for theme in town.themes:
        kinds = [quote.kind for quote in theme.quotes]
        assert 1 <= kinds.count(QuoteKind.CENTRAL) <= 3
        assert kinds.count(QuoteKind.DISSENTING) <= 1


def test_the_order_of_arrival_changes_nothing(town):
    order = list(range(len(ANSWERS)))
    random.Random(3).shuffle(order)
    again = found([ANSWERS[at] for at in order])
    before = {row.index: row for row in town.assignments if row.primary}
    for row in again.assignments:
        if row.primary:
            was = before[order[row.index]]
            assert (row.theme_id, row.confidence) == (was.theme_id, was.confidence)
    assert again.run == town.run
    assert [theme.label for theme in again.themes] == [theme.label for theme in town.themes]


def test_the_number_of_processes_changes_nothing(town):
    from participation.analysis import ThemeModel

    again = ThemeModel(grade="light", n_jobs=2).discover(ANSWERS)
    assert again.themes == town.themes
    assert list(again.assignments) == list(town.assignments)


def test_a_repeated_text_counts_as_people_and_once_as_a_text():
    texts = [*ANSWERS, *[ANSWERS[0]] * 9]
    result = found(texts)
    assert_complete(result, texts)
    theme = next(row.theme_id for row in result.assignments if row.primary)
    mine = next(each for each in result.themes if each.id == theme)
    assert mine.size == mine.distinct + 9


def test_few_answers_are_left_for_people_to_read():
    texts = ANSWERS[:12]
    result = found(texts)
    assert result.themes == ()
    assert {row.state for row in result.assignments} == {State.UNDECIDED}
    assert "too_few_to_group" in result.run.notices
    assert sorted(result.reading_order) == list(range(12))


def test_a_middling_question_is_grouped():
    texts = ANSWERS[::4]
    result = found(texts)
    assert 2 <= len(result.themes) <= 12
    assert_complete(result, texts)


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("", State.NOT_ANALYSED, "blank"),
        (" \n\t", State.NOT_ANALYSED, "blank"),
        ("\u200b", State.NOT_ANALYSED, "blank"),
        ("???", State.NO_REASON, "no_words"),
        ("👍", State.NO_REASON, "no_words"),
        ("N/A", State.NO_REASON, "nothing_to_add"),
        ("dim", State.NO_REASON, "nothing_to_add"),
        ("As above.", State.NO_REASON, "as_before"),
        ("don’t know", State.NO_REASON, "do_not_know"),
        ("Yes!", State.NO_REASON, "bare_verdict"),
    ],
)
def test_an_answer_that_says_nothing_has_its_state_and_reason(text, state, reason):
    result = found([*ANSWERS, text])
    last = list(result.assignments)[-1]
    assert (last.index, last.state, last.reason) == (len(ANSWERS), state, reason)


def test_an_answer_with_two_points_carries_both_themes_with_their_places():
    text = "Empty the bins weekly, they are overflowing. Also fix the potholes, the road is broken."
    texts = [*ANSWERS, text]
    result = found(texts)
    rows = [row for row in result.assignments if row.index == len(ANSWERS)]
    assert len(rows) == 2
    assert [row.primary for row in rows] == [True, False]
    assert {text[row.start : row.end] for row in rows} == {
        "Empty the bins weekly, they are overflowing.",
        "Also fix the potholes, the road is broken.",
    }


def test_a_letter_sent_by_many_is_one_voice_in_grouping_and_many_in_the_count():
    letter = (
        "I object to the closure of the library on Mill Lane because children and older people "
        "depend on it for warmth, company and books"
    )
    sent = [f"{letter}. My name is number {n}, I live at {n} Mill Lane" for n in range(60)]
    texts = [*ANSWERS, *sent]
    result = found(texts)
    assert_complete(result, texts)
    assert set(result.campaigns[0].indices) == set(range(len(ANSWERS), len(texts)))
    themes = {
        row.theme_id for row in result.assignments if row.primary and row.index >= len(ANSWERS)
    }
    assert len(themes) == 1


def test_about_asks_for_roughly_so_many():
    few, many = (len(found(ANSWERS, about=wanted).themes) for wanted in (3, 8))
    assert few <= 4
    assert few < many <= 9


def test_finer_detail_gives_no_fewer_themes():
    broad, fine = (len(found(ANSWERS, detail=detail).themes) for detail in ("broad", "fine"))
    assert broad <= fine


def test_words_of_the_question_stay_out_of_titles():
    result = found(ANSWERS, question="What about buses and bins?", drop_words=["Roads"])
    said = " ".join(theme.label.lower() for theme in result.themes).replace(",", "").split()
    assert not {"bus", "buses", "bin", "bins", "road", "roads"} & set(said)


def test_progress_rises_and_can_stop_the_run():
    told: list[float] = []
    found(ANSWERS, progress=lambda stage, done: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(stage: str, done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        found(ANSWERS, progress=stop)


@pytest.mark.parametrize(
    ("texts", "settings"),
    [
        ("one text", {}),
        ([1, 2], {}),
        (["a"], {"detail": "tiny"}),
        (["a"], {"about": 1}),
        (["a"], {"languages": ["en", "cy"]}),
    ],
)
def test_what_makes_no_sense_is_refused(texts, settings):
    with pytest.raises(Refused):
        found(texts, **settings)


def test_an_empty_list_gives_an_empty_result():
    result = found([])
    assert (len(result.assignments), result.themes) == (0, ())


STRANGE = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["", "👩‍👩‍👧‍👦 🚌", "حافلات أكثر من فضلك", "\x00", "a\x00b", "\u202eevil", "\ud800", "ﬁ ½ ①",
             "e\u0301te\u0301", "日本語の文章です。道路を直して", "বাস আরও চাই", "Mae'r bws yn hwyr", "=1+1",
             "x" * 20_000, "word " * 5_000, *ANSWERS[:20]]
        ),
    ),
    max_size=70,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(STRANGE)
def test_any_strings_give_a_complete_and_repeatable_result(texts):
    result = found(texts)
    assert_complete(result, texts)
    again = found(list(texts))
    assert again.run == result.run
    assert again.themes == result.themes
    assert list(again.assignments) == list(result.assignments)
    assert list(again.points) == list(result.points)


@pytest.mark.parametrize(
    "texts",
    [
        ["the same words here"] * 200,
        [f"unique{n}" for n in range(200)],
        [f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}" for n in range(100)],
        ["a " * n + "bus" for n in range(1, 80)],
        [str(n) for n in range(100)],
    ],
    ids=["all the same", "all different", "ideographs", "growing", "numbers"],
)
def test_odd_sets_are_complete(texts):
    assert_complete(found(texts), texts)


def test_a_hundred_thousand_signs_are_read_in_part_and_kept_whole():
    long = "the bus is late and the road is full of holes. " * 2_200
    texts = [*ANSWERS, long]
    result = found(texts)
    assert_complete(result, texts)
    assert "long_answers_cut" in result.run.notices


def test_large_themes_show_the_narrower_ones_inside_them():
    things = ("buses", "trams", "trains", "ferries")
    said = [f"{what} {thing} {when}" for thing in things
            for what in ("more", "cheaper", "cleaner", "please run", "we need", "no more late")
            for when in ("at night", "on Sundays", "in winter", "for schools")]  # fmt: skip
    found = discover(said, grade="light", detail="broad", about=2)
    wholes = {theme.id: theme for theme in found.themes}
    main = {one.index: one.theme_id for one in found.assignments if one.primary}
    assert found.parts
    for part in found.parts:
        assert part.parent in wholes
        assert part.id.startswith(f"{part.parent}.")
        assert len(found.within[part.id]) == part.size <= wholes[part.parent].size
        assert {main[at] for at in found.within[part.id]} == {part.parent}
    inside = [at for members in found.within.values() for at in members]
    assert len(inside) == len(set(inside))
    again = discover(said[::-1], grade="light", detail="broad", about=2)
    assert [part.label for part in again.parts] == [part.label for part in found.parts]
