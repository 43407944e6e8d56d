"""Draws on files: what is read, written, refused and replayed."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys

import pytest
from click.testing import CliRunner

from participation.panels import files
from participation.panels.cli import group


@pytest.fixture
def folder(tmp_path):
    rng = random.Random(4)
    rows = [
        [f"R{i:03d}", rng.choice(["F", "M"]), rng.choice(["North", "South", "East"]), f"H{i // 2}"]
        for i in range(40)
    ]
    write(tmp_path / "pool.csv", ["id", "sex", "area", "household"], rows)
    quotas = [["sex", "F", 3, 5], ["sex", "M", 3, 5]]
    quotas += [["area", name, 2, 4] for name in ("North", "South", "East")]
    write(tmp_path / "quotas.csv", ["category", "feature", "min", "max"], quotas)
    return tmp_path


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def run(folder, *more, output="out", size=8):
    arguments = ["draw", str(folder / "pool.csv"), str(folder / "quotas.csv")]
    arguments += ["--size", str(size), "--output", str(folder / output), *more]
    return CliRunner().invoke(group, arguments)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_draw_writes_chances_tickets_and_summary_that_agree(folder):
    assert run(folder, "--seed", "7").exit_code == 0
    chances, tickets = table(folder / "out/chances.csv"), table(folder / "out/tickets.csv")
    summary = json.loads((folder / "out/summary.json").read_text())

    assert list(chances[0]) == ["id", "chance", "tickets"]
    assert sorted({row["ticket"] for row in tickets}) == [f"{n:03d}" for n in range(1000)]
    assert abs(sum(float(row["chance"]) for row in chances) - 8) < 1e-3
    for row in chances:
        held = sum(one["id"] == row["id"] for one in tickets)
        assert held == int(row["tickets"])
        assert abs(held / 1000 - float(row["chance"])) <= 0.005
    assert summary["min"] == pytest.approx(min(float(row["chance"]) for row in chances))
    assert summary["min"] >= summary["bound"] - 0.001
    assert summary["seed"] == 7
    assert set(summary["digests"]) == {"pool", "quotas", "chances", "tickets"}


def test_no_ticket_holds_two_people_of_one_household(folder):
    run(folder)
    homes = {row["id"]: row["household"] for row in table(folder / "pool.csv")}
    tickets = {}
    for row in table(folder / "out/tickets.csv"):
        tickets.setdefault(row["ticket"], []).append(homes[row["id"]])
    assert all(len(set(ticket)) == 8 for ticket in tickets.values())


def test_rows_in_another_order_and_another_hash_seed_give_the_same_bytes(folder):
    run(folder, "--seed", "3")
    for name in ("pool.csv", "quotas.csv"):
        header, *rows = (folder / name).read_text().splitlines()
        random.Random(1).shuffle(rows)
        (folder / name).write_text("\n".join([header, *rows]) + "\n")
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-m", "participation.panels.cli", "draw"]
        command += [str(folder / "pool.csv"), str(folder / "quotas.csv"), "--size", "8"]
        command += ["--seed", "3", "--output", str(folder / hash_seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
        for name in ("tickets.csv", "chances.csv"):
            assert (folder / hash_seed / name).read_bytes() == (folder / "out" / name).read_bytes()
        first, again = (
            json.loads((folder / place / "summary.json").read_text())
            for place in ("out", hash_seed)
        )
        assert {**first, "seconds": 0} == {**again, "seconds": 0}


def test_another_seed_gives_other_tickets_and_the_same_chances(folder):
    run(folder, "--seed", "1", output="one")
    run(folder, "--seed", "2", output="two")
    one, two = (table(folder / name / "chances.csv") for name in ("one", "two"))
    assert (folder / "one/tickets.csv").read_bytes() != (folder / "two/tickets.csv").read_bytes()
    for a, b in zip(one, two, strict=True):
        assert abs(float(a["chance"]) - float(b["chance"])) < 1e-4


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("pool.csv", "id,sex\nR1,F\n", "no column “area”"),
        ("pool.csv", "id,sex,area\nR1,F\n", "2 cells for 3 columns"),
        ("pool.csv", "id,sex,area\nR1,F,North\nR1,F,North\n", "more than once"),
        ("pool.csv", "id,sex,area\nR1,F,Mars\n", "“Mars” is in the pool but has no quota"),
        ("pool.csv", "id,sex,area\nR1,F,North\n", "The pool has 1 people; the panel has 8 seats"),
        ("pool.csv", "", "pool.csv is empty"),
        ("quotas.csv", "category,feature,min,max\nsex,F,two,3\n", "whole numbers"),
        ("quotas.csv", "category,feature,min,max\nsex,F,4,3\n", "above the maximum"),
        ("quotas.csv", "category,feature,min\nsex,F,4\n", "no column “max”"),
    ],
)
def test_bad_input_exits_2_in_plain_words_and_writes_nothing(folder, name, content, words):
    (folder / name).write_text(content)
    result = run(folder)
    assert result.exit_code == 2
    assert words in result.output
    assert not (folder / "out").exists()


def test_text_that_is_not_utf_8_is_refused(folder):
    (folder / "pool.csv").write_bytes(b"id,sex\xff")
    assert run(folder).exit_code == 2


def test_quotas_that_no_panel_meets_exit_3_with_relaxations_that_work(folder):
    rows = [row if row["feature"] != "East" else {**row, "min": "7", "max": "8"}
            for row in table(folder / "quotas.csv")]  # fmt: skip
    write(folder / "quotas.csv", list(rows[0]), [row.values() for row in rows])
    result = run(folder)
    assert result.exit_code == 3
    changes = json.loads((folder / "out/relaxations.json").read_text())
    assert changes
    assert all(change["words"] in result.output for change in changes)
    assert not (folder / "out/tickets.csv").exists()

    for change in changes:
        row = next(row for row in rows if row["feature"] == change["feature"])
        end = "min" if change["direction"] == "lower_min" else "max"
        row[end] = str(change[end])
    write(folder / "quotas.csv", list(rows[0]), [row.values() for row in rows])
    assert run(folder).exit_code == 0
    assert not (folder / "out/relaxations.json").exists()


def test_a_failed_write_leaves_nothing_behind(folder, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    result = run(folder)
    assert result.exit_code == 2
    assert "No space left" in result.output
    assert list((folder / "out").iterdir()) == []


def test_a_published_result_verifies_and_a_forged_one_does_not(folder):
    run(folder)
    (folder / "salt").write_text("a long enough secret salt")
    inputs = [str(folder / name) for name in ("pool.csv", "quotas.csv", "out/tickets.csv")]
    salt = ["--salt-file", str(folder / "salt")]

    def call(*arguments):
        return CliRunner().invoke(group, [str(argument) for argument in arguments])

    assert call("seal", *inputs, *salt, "--output", folder / "seal.json").exit_code == 0
    result = folder / "result.json"
    assert call("seal", *inputs, *salt, "--digits", "417", "--output", result).exit_code == 0
    audit = ["--pool", inputs[0], "--quotas", inputs[1], "--tickets", inputs[2], *salt, "--size", 8]
    assert call("verify", result, "--sealed", folder / "seal.json").exit_code == 0
    assert call("verify", result, *audit).exit_code == 0

    forged = json.loads(result.read_text())
    forged["ids"][0] = "R999"
    result.write_text(json.dumps(forged))
    assert call("verify", result).exit_code == 1
    assert "“R999” is not in the pool" in call("verify", result, *audit).output
