"""Answers of a new kind are told from usual ones."""

from __future__ import annotations

import numpy as np
import pytest

from participation.analysis import ThemeModel
from participation.analysis.themes import novelty
from tests.unit.analysis.themes.test_titles import answers

STRANGE = ["No vet will see my cat", "The vet never answers", "Vet bills are too dear for us",
           "My cat is ill and the vet is shut"]  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return ThemeModel(grade="light").fit(answers())


def test_usual_answers_are_known_and_strange_ones_are_not(model):
    odd, vectors = novelty.unlike(model, [*answers()[:40], *STRANGE])
    assert vectors.shape[0] == 44
    assert odd[:40].mean() <= 0.25
    assert odd[40:].all()


def test_what_strange_answers_share_is_named(model):
    texts = [*answers()[:10], *STRANGE, STRANGE[0]]
    odd, vectors = novelty.unlike(model, texts)
    odd[:10] = False
    kind = novelty.new_kind(model, texts, vectors, odd)
    assert "vet" in kind.label.casefold() or "cat" in kind.label.casefold()
    assert len(kind.members) >= 3
    assert all(at >= 10 for at in kind.members)
    if 10 in kind.members:
        assert 14 in kind.members, "a copy goes with its twin"


def test_two_strange_answers_are_no_kind(model):
    texts = STRANGE[:2]
    odd, vectors = novelty.unlike(model, texts)
    assert novelty.new_kind(model, texts, vectors, odd) is None


def test_it_is_kept_with_the_model(model, tmp_path):
    model.save(tmp_path / "m.npz", quotes=False)
    again = ThemeModel.load(tmp_path / "m.npz")
    assert again.floor_ == model.floor_
    assert np.array_equal(again.known_, model.known_)
    assert all(theme.quotes == () for theme in again.themes_)
    assert novelty.unlike(again, STRANGE)[0].tolist() == novelty.unlike(model, STRANGE)[0].tolist()


def test_forgetting_rare_words_leaves_shared_ones(model):
    texts = answers()
    again = ThemeModel(grade="light").fit([*texts, "Bronwen Prydderch wants trees"])
    assert "prydderch" in again.space_.words.vocabulary
    again.forget_rare_words([*texts, "Bronwen Prydderch wants trees"])
    assert "prydderch" not in again.space_.words.vocabulary
    assert "trees" in again.space_.words.vocabulary
    assert len(again.predict(texts)) == len(texts)
