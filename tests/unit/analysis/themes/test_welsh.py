"""Welsh answers are placed by what they mean, through the word list."""

from __future__ import annotations

import numpy as np
import pytest

from participation.analysis import ThemeModel
from participation.analysis.themes import glossing, welsh
from participation.analysis.themes.tokens import tokenise

THINGS = {
    "buses": ("more buses", "the bus is late", "cheaper bus tickets", "a bus to the hospital"),
    "roads": ("fix the potholes", "holes in the road", "repair the road", "a road full of holes"),
    "trees": ("plant more trees", "trees in the park", "green park and trees", "look after trees"),
}
WHERE = ("in town", "by the school", "near the station", "on our street", "every day", "please")
ENGLISH = [f"{what} {where}" for some in THINGS.values() for what in some for where in WHERE]
WELSH = {
    "buses": "Mwy o fysiau i'r dref os gwelwch yn dda",
    "roads": "Mae angen trwsio'r tyllau yn y ffordd",
    "trees": "Rhaid plannu mwy o goed yn y parc",
}


OTHERS = {
    "buses": ("Más autobuses en la ciudad", "Il faut plus de bus le soir",
              "Mehr Busse am Abend bitte", "Potrzebujemy więcej autobusów w weekend"),
    "roads": ("Hay baches en la calle", "Réparez les trous dans la route",
              "Die Straße hat viele Schlaglöcher", "Naprawcie dziury w drodze"),
    "trees": ("Más árboles en el parque", "Plantez plus d'arbres dans le parc",
              "Mehr Bäume im Park pflanzen", "Więcej drzew w parku"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "english"),
    [("pont", "bridge"), ("bont", "bridge"), ("phont", "bridge"), ("mhont", "bridge"),
     ("ngorsaf", "station"), ("fysiau'n", "bus"), ("arafwch", "slow"), ("mae'r", ""),
     ("chesbury", None), ("", None)],
)  # fmt: skip
def test_a_word_is_found_behind_its_mutations_and_endings(word, english):
    assert welsh.meaning(word) == english


def test_names_inside_a_sentence_stay_and_days_are_read():
    said, known, total = welsh.english("Bws o Hafod Wen ar ddydd Sadwrn")
    assert said.split() == ["bus", "hafod", "wen", "day", "saturday"]
    assert 0 < known < total


def test_welsh_is_told_from_english_that_shares_its_words():
    texts = ["Plant a tree", "Car", "I am at the man", "Trwsiwch y ffyrdd ger yr ysgol",
             "Ysgol y Wern needs a crossing", "Mwy o fysiau", "", "7A"]  # fmt: skip
    told = welsh.which(tokenise(texts)).tolist()
    assert told == [False, False, False, True, False, True, False, False]


def test_a_text_that_could_be_either_is_what_its_sender_said():
    texts = ["Gwych", "Mwy o fysiau i ni", "The buses are late"]
    assert welsh.which(tokenise(texts), ["", "", "cy"]).tolist()[1:] == [True, False]
    assert welsh.which(tokenise(["Bws 7A", "Mae'r bws yn hwyr"]), ["cy", ""]).all()


def test_only_welsh_texts_change_and_no_word_is_left_over():
    texts = ["The buses are late", WELSH["buses"], "Fix the roads"]
    said = glossing.read(texts)
    assert [said.texts[0], said.texts[2]] == [texts[0], texts[2]]
    assert said.welsh.tolist() == [False, True, False]
    assert said.known == 1.0
    assert set(np.unique(said.tokens.flat)) == set(range(len(said.tokens.vocabulary)))
    again = tokenise(list(said.texts))
    assert again.vocabulary == said.tokens.vocabulary
    assert (again.flat == said.tokens.flat).all()


@pytest.mark.parametrize("grade", ["light", "full"])
def test_a_welsh_answer_joins_the_english_ones_about_the_same_thing(grade):
    model = ThemeModel(grade=grade).fit([*ENGLISH, *WELSH.values()])
    main = dict(zip([*ENGLISH, *WELSH.values()], model.labels_.tolist(), strict=True))
    for thing, answer in WELSH.items():
        fellows = [main[f"{what} {where}"] for what in THINGS[thing] for where in WHERE]
        assert main[answer] == max(set(fellows), key=fellows.count), thing
    run = model.discovery_.run
    assert "welsh_by_word_list" in run.notices
    assert run.quality["words_known_cy"] > 0.9


@pytest.mark.parametrize("grade", ["light", "full"])
def test_answers_in_languages_that_the_encoder_knows_join_as_well(grade):
    texts = [*ENGLISH, *(text for some in OTHERS.values() for text in some)]
    model = ThemeModel(grade=grade).fit(texts)
    main = dict(zip(texts, model.labels_.tolist(), strict=True))
    right = [
        main[answer] in {main[f"{what} {where}"] for what in THINGS[thing] for where in WHERE}
        for thing, some in OTHERS.items()
        for answer in some
    ]
    assert sum(right) >= 0.8 * len(right)
