"""Reading and writing tables: hostile files are refused by name, and no row is lost."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.responses.rules.columns import inert, original
from participation.responses.rules.sheets import BadSheet, read_to, rows_in
from participation.responses.rules.sheets.writing import csv_pieces, xlsx_pieces
from tests.support.hostile_sheets import HOSTILE_SHEETS

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6)


@pytest.mark.parametrize("name", HOSTILE_SHEETS)
def test_hostile_files_are_refused_by_name_or_read_whole(name, tmp_path):
    content, problem = HOSTILE_SHEETS[name]
    out = str(tmp_path / "rows")
    if problem:
        with pytest.raises(BadSheet) as refusal:
            read_to(content, out)
        assert refusal.value.problems == (problem,)
    else:
        found = read_to(content, out)
        assert len(list(rows_in(out))) == found.rows == found.seen
    assert {path.name for path in tmp_path.iterdir()} <= {"rows"}


def rows_of(content, tmp_path):
    out = str(tmp_path / "rows")
    found = read_to(content, out)
    return found, [row.cells for row in rows_in(out)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cp1252.csv", ("Zoë", "£5")),
        ("utf16.csv", ("Zoë", "y")),
        ("utf16-bare.csv", ("Zoe", "y")),
        ("mixed.csv", ("Zoë", "1")),
        ("nul.csv", ("ab", "c")),
        ("quotes.csv", ('say "hi"', "a\r\nb")),
        ("semicolons.csv", ("a", "b")),
        ("loose.csv", ('5" pipe', "b")),
    ],
)
def test_letters_stay_as_they_were_written(name, expected, tmp_path):
    assert rows_of(HOSTILE_SHEETS[name][0], tmp_path)[1][1] == expected


def test_a_wrong_dimension_hides_nobody(tmp_path):
    found, rows = rows_of(HOSTILE_SHEETS["wrong-dimension.xlsx"][0], tmp_path)
    assert (len(rows), found.notes["dimension"]) == (21, 1)


def test_mixed_lines_and_odd_signs_are_noted(tmp_path):
    assert rows_of(HOSTILE_SHEETS["mixed.csv"][0], tmp_path)[0].notes == {"mixed_encoding": 1}
    assert rows_of(HOSTILE_SHEETS["nul.csv"][0], tmp_path)[0].notes == {"nul": 1}
    assert rows_of(HOSTILE_SHEETS["formula.xlsx"][0], tmp_path)[0].notes == {"formula": 2}


@given(table=TABLES)
def test_a_table_written_as_xlsx_is_read_as_it_was(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("xlsx")
    content = b"".join(xlsx_pieces([("S", table)]))
    _found, rows = rows_of(content, folder)
    assert [(*row, "", "", "")[:3] for row in rows] == [tuple(row) for row in table]
    assert content == b"".join(xlsx_pieces([("S", table)]))


@given(table=TABLES)
def test_a_table_written_as_csv_is_inert_and_is_read_as_it_was(table, tmp_path_factory):
    content = b"".join(csv_pieces(table))
    parsed = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [[original(cell) for cell in row] for row in parsed] == table


@given(words=CELLS)
def test_no_cell_begins_as_a_formula_does(words):
    bare = inert(words).strip()
    number = bare[1:].replace(".", "", 1).isdigit()
    assert bare[:1] not in {"=", "+", "@"}
    assert bare[:1] != "-" or number
    assert original(inert(words)) == words
