"""The sheet of titles that readers judge, and the tally of what they said."""

from __future__ import annotations

import csv

import pytest

from benchmarks import titles


def form(path, ratings):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, titles.FORM)
        writer.writeheader()
        for number, rating in enumerate(ratings, 1):
            writer.writerow({"number": number, "question": "Q", "title": f"T{number}",
                             "rating": rating, "remark": ""})  # fmt: skip
    return path


def test_ratings_are_added_up(tmp_path):
    paths = [form(tmp_path / "a.csv", ["clear", "vague"]), form(tmp_path / "b.csv", ["clear"] * 2)]
    said = titles.tally(paths)
    assert "| T1 | 2 | 0 | 0 |" in said
    assert "| T2 | 1 | 1 | 0 |" in said
    assert "3 (75 %)" in said
    assert "1 of 2" in said


def test_a_word_that_is_no_rating_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="title 1"):
        titles.tally([form(tmp_path / "a.csv", ["good"])])
