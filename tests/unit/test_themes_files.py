"""Answers in files: what is read, what is written, and what is refused."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from participation.themes import cli, files
from tests.unit.analysis.themes.test_discovering import ANSWERS

ROWS = [(f"a{n:03d}", text) for n, text in enumerate(ANSWERS)]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *ROWS])
    return path


def discover(path: Path, *options: str) -> tuple[int, str]:
    folder = path.parent
    result = CliRunner().invoke(
        cli.group,
        ["discover", str(path), "--text-column", "text", "--grade", "light",
         "--themes", str(folder / "themes.json"),
         "--assignments", str(folder / "assignments.csv"), *options],
    )  # fmt: skip
    return result.exit_code, result.output


def assignments(path: Path) -> list[dict[str, str]]:
    with (path.parent / "assignments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_has_one_primary_assignment_under_its_own_id(answers):
    assert discover(answers, "--id-column", "id") == (0, "")
    rows = assignments(answers)
    assert list(rows[0]) == list(files.HEADER)
    assert [row["id"] for row in rows if row["primary"] == "1"] == [each for each, _ in ROWS]
    held = json.loads((answers.parent / "themes.json").read_text(encoding="utf-8"))
    labels = {theme["id"]: theme["label"] for theme in held["themes"]}
    text = dict(ROWS)
    for row in rows:
        assert row["theme_label"] == labels.get(row["theme_id"], "")
    for theme in held["themes"]:
        assert theme["size"] == sum(row["theme_id"] == theme["id"] for row in rows)
        for quote in theme["quotes"]:
            assert text[quote["id"]][quote["start"] : quote["end"]] == quote["text"]
    assert sum(held["run"]["counts"].values()) == len(ROWS)


def test_without_ids_rows_are_numbered_from_nought(answers):
    discover(answers)
    assert [row["id"] for row in assignments(answers) if row["primary"] == "1"] == [
        str(n) for n in range(len(ROWS))
    ]


def test_equal_runs_write_equal_bytes_whatever_the_hash_seed_and_threads(answers):
    digests = set()
    for number, threads in (("0", "1"), ("77", "2")):
        folder = answers.parent / number
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-m", "participation.themes.cli", "discover", answers,
             "--text-column", "text", "--grade", "light", "--themes", folder / "t.json",
             "--assignments", folder / "a.csv", "--points", folder / "p.csv",
             "--report", folder / "run.json"],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": number, "OPENBLAS_NUM_THREADS": threads},
        )  # fmt: skip
        held = b"".join((folder / name).read_bytes() for name in ("t.json", "a.csv", "p.csv"))
        digests.add(hashlib.sha256(held).hexdigest())
        assert b"\r" not in held
        assert "seconds" in json.loads((folder / "run.json").read_text())
    assert len(digests) == 1


def test_the_order_of_rows_and_of_twins_changes_nothing(answers):
    twins = [*ROWS, *[(f"b{n:03d}", text) for n, text in enumerate(ANSWERS[::3])]]
    written = []
    for rows in (twins, twins[::-1]):
        with answers.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "text"), *rows])
        assert discover(answers, "--id-column", "id") == (0, "")
        found = {row["id"]: row["theme_id"] for row in assignments(answers)}
        written.append(((answers.parent / "themes.json").read_bytes(), found))
    assert written[0] == written[1]


def test_points_show_where_each_stands(answers):
    assert discover(answers, "--points", str(answers.parent / "points.csv"))[0] == 0
    with (answers.parent / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(files.POINTS_HEADER)
    for row in rows:
        assert ANSWERS[int(row["id"])][int(row["start"]) : int(row["end"])].strip()


def test_a_kept_model_gives_known_themes_without_new_ones(answers):
    model = answers.parent / "m.npz"
    assert discover(answers, "--save-model", str(model))[0] == 0
    before = json.loads((answers.parent / "themes.json").read_text(encoding="utf-8"))
    assert discover(answers, "--known", str(model))[0] == 0
    after = json.loads((answers.parent / "themes.json").read_text(encoding="utf-8"))
    assert [(t["id"], t["label"]) for t in after["themes"]] == [
        (t["id"], t["label"]) for t in before["themes"]
    ]


def test_a_header_alone_gives_no_themes(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("id,text\n", encoding="utf-8")
    assert discover(path, "--id-column", "id")[0] == 0
    assert json.loads((tmp_path / "themes.json").read_text())["themes"] == []
    assert (tmp_path / "assignments.csv").read_text() == ",".join(files.HEADER) + "\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,text\n1,a\n1,b\n", "'1'"),
        (b"id,words\n1,a\n", "no column 'text'"),
        (b"", "empty"),
        (b"id,text\n1,\xff\xfe\n", "UTF-8"),
        (b"id,text\n1,a,b\n", "line 2"),
        (b"id,text,text\n1,a,b\n", "two columns"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words_and_nothing_is_written(tmp_path, content, words):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    code, said = discover(path, "--id-column", "id")
    assert code == 2
    assert words in said
    assert [each.name for each in tmp_path.iterdir()] == ["answers.csv"]


def test_a_missing_file_and_a_strange_kind_are_refused(tmp_path):
    assert discover(tmp_path / "none.csv")[0] == 2
    (tmp_path / "answers.docx").write_bytes(b"x")
    assert discover(tmp_path / "answers.docx")[0] == 2


def test_outputs_may_not_overwrite_the_answers_or_each_other(answers):
    assert discover(answers, "--points", str(answers))[0] == 2
    assert discover(answers, "--points", str(answers.parent / "themes.json"))[0] == 2
    assert files.read(answers, text_column="text").texts == ANSWERS


def test_a_folder_that_is_not_there_is_told_before_the_work(answers):
    code, said = discover(answers, "--report", str(answers.parent / "no" / "run.json"))
    assert (code, "no folder" in said) == (2, True)
    assert not (answers.parent / "themes.json").exists()


def test_the_same_answers_are_read_from_every_kind_of_file(tmp_path):
    texts = ["Bins & “bags”", "two\nlines", "=1+1", "", "Mae'r bws yn hwyr"]
    ids = ["7", "8", "9", "10", "11"]
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *zip(ids, texts, strict=True)])
    with (tmp_path / "a.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([("id", "text"), *zip(ids, texts, strict=True)])
    (tmp_path / "a.jsonl").write_text(
        "\n".join(json.dumps({"id": i, "text": t}) for i, t in zip(ids, texts, strict=True)),
        encoding="utf-8",
    )
    book = Workbook()
    book.active.append(["id", "text"])
    for each, text in zip(ids, texts, strict=True):
        book.active.append([int(each), text])
        book.active.cell(book.active.max_row, 2).data_type = "s"
    book.save(tmp_path / "a.xlsx")
    kinds = ["a.csv", "a.tsv", "a.jsonl", "a.xlsx"]
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet  # noqa: F811

    pyarrow.parquet.write_table(pyarrow.table({"id": ids, "text": texts}), tmp_path / "a.parquet")
    for kind in [*kinds, "a.parquet"]:
        held = files.read(tmp_path / kind, text_column="text", id_column="id")
        assert (held.ids, held.texts) == (ids, texts), kind


def test_a_workbook_with_a_wrong_size_record_loses_no_rows(tmp_path):
    import zipfile

    book = Workbook()
    for row in (["text"], *([f"answer {n}"] for n in range(20))):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "lying.xlsx", "w") as lying,
    ):
        for name in whole.namelist():
            held = whole.read(name)
            lying.writestr(name, held.replace(b'ref="A1:A21"', b'ref="A1:A1"'))
    assert len(files.read(tmp_path / "lying.xlsx", text_column="text").texts) == 20


def test_line_ends_inside_an_answer_become_one_sign(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(b'text\r\n"one\r\ntwo"\r\n')
    assert files.read(path, text_column="text").texts == ["one\ntwo"]


def test_when_one_output_fails_none_is_left(tmp_path):
    def fail(file):
        file.write("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        files.write_all([(tmp_path / "a", files.as_json({})), (tmp_path / "b", fail)])
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_exits_130_and_writes_nothing(tmp_path):
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("text",), *((f"{text} number {n}",) for n in range(6000) for text in ANSWERS)]
        )
    run = subprocess.Popen(
        [sys.executable, "-m", "participation.themes.cli", "discover", str(path),
         "--text-column", "text", "--themes", str(tmp_path / "t.json"),
         "--assignments", str(tmp_path / "a.csv")],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(2.5)
    assert run.poll() is None, "there was too little to do"
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == 130
    assert [each.name for each in tmp_path.iterdir()] == ["answers.csv"]


def test_the_command_loads_no_web_and_no_database():
    code = (
        "import sys, participation.themes.cli;"
        "sys.exit(any(name in sys.modules for name in ('flask', 'sqlalchemy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_themes_are_matched_with_those_of_a_kept_model(answers):
    model = answers.parent / "m.npz"
    assert discover(answers, "--save-model", str(model))[0] == 0
    assert discover(answers, "--earlier", str(model))[0] == 0
    held = json.loads((answers.parent / "themes.json").read_text(encoding="utf-8"))
    for theme in held["themes"]:
        assert theme["earlier"]["label"] == theme["label"]
        assert theme["earlier"]["same"]
    code, said = discover(answers, "--earlier", str(model), "--known", str(model))
    assert code == 2
    assert "--earlier" in said


def test_too_few_answers_come_in_an_order_to_read(tmp_path):
    path = tmp_path / "few.csv"
    said = ["late buses", "n/a", "trees in the park", "buses are late", "park trees", ""]
    path.write_text("text\n" + "\n".join(f'"{text}"' for text in said) + "\n", encoding="utf-8")
    assert discover(path)[0] == 0
    held = json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))
    order = [said[int(row)] for row in held["reading_order"]]
    assert sorted(order) == sorted(text for text in said if text not in {"n/a", ""})
    first = {text.split()[0] for text in order[:2]}
    assert first in ({"late", "buses"}, {"trees", "park"})
    assert held["run"]["notices"] == ["too_few_to_group"]


def test_the_order_of_rows_changes_nothing_where_twins_are_told_in_two_languages(tmp_path):
    rows = [(text, "en") for text in ANSWERS] + [(text, "cy") for text in ANSWERS[::3]]
    written = []
    for name, ordered in (("one", rows), ("two", rows[::-1])):
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "lang"), *ordered])
        assert discover(path, "--language-column", "lang")[0] == 0
        held = json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))
        written.append([(t["label"], t["language"], t["titles"], t["keyphrases"])
                        for t in held["themes"]])  # fmt: skip
    assert written[0] == written[1]


def test_a_terminal_sees_a_bar_and_a_pipe_sees_nothing(answers):
    command = [sys.executable, "-m", "participation.themes.cli", "discover", str(answers),
               "--text-column", "text", "--grade", "light",
               "--themes", str(answers.parent / "t.json"),
               "--assignments", str(answers.parent / "a.csv")]  # fmt: skip
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stdout == piped.stderr == b""
    ours, theirs = os.openpty()
    subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = b""
    while True:
        try:
            some = os.read(ours, 4096)
        except OSError:
            break
        if not some:
            break
        shown += some
    os.close(ours)
    assert b"Naming the themes" in shown
    assert b"100%" in shown
