"""Reading the files that a council loads: areas, postcodes, and how many people live where.

Columns are found by the names that the Office for National Statistics gives them, whose year
changes (``WD24CD``, ``WD25CD``), or by plain ones (``code``). Every problem is told at once, with
its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from participation.geography.rules.postcodes import normal_postcode
from participation.kernel.errors import Refusal

LARGEST_ON_A_PAGE = 3_500_000
"""Bytes of a file sent on a page; longer ones are loaded by the command."""

MOST_PROBLEMS = 20
LONGEST_CELL = 300

AREA_CODE = (r"code", r"area", r"area_code", r"wd\d\dcd", r"osward", r"par\d\dcd", r"lad\d\dcd")
AREA_NAME = (r"name", r"area_name", r"wd\d\dnm", r"par\d\dnm", r"lad\d\dnm")
WELSH_NAME = (r"name_cy", r"wd\d\dnmw", r"par\d\dnmw", r"lad\d\dnmw")
POSTCODE = (r"pcds", r"pcd8", r"pcd2", r"pcd7", r"pcd", r"postcode")
WARD = (r"osward", r"ward", r"wd\d\dcd", r"area", r"area_code", r"code")
ENDED = (r"doterm",)

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,20}")
_CATEGORY = re.compile(r"[A-Za-z0-9_+.-]{1,80}")


@dataclass(frozen=True)
class Problem:
    """What is wrong, on which line (0: the whole file), with which words."""

    code: str
    line: int = 0
    value: str = ""


class BadFile(Refusal):
    """A file that can't be loaded. ``found`` are its problems, the first twenty."""

    def __init__(self, found: Sequence[Problem]) -> None:
        self.found = tuple(found[:MOST_PROBLEMS])
        super().__init__([problem.code for problem in self.found])


@dataclass(frozen=True)
class AreaRow:
    """An area as a file tells it."""

    code: str
    kind: str
    name: str
    name_cy: str


@dataclass(frozen=True)
class PeopleRow:
    """How many people of a category live in an area."""

    area: str
    variable: str
    category: str
    people: int


@dataclass(frozen=True)
class PostcodeRow:
    """A postcode and the code of its area."""

    postcode: str
    area: str


def read_areas(content: bytes, kinds: Iterable[str], usual: str) -> list[AreaRow]:
    """Areas from a CSV file with a code and a name, and perhaps a Welsh name and a kind.

    Raises ``BadFile``.
    """
    header, lines = _open(content)
    columns = _columns(header, {"code": AREA_CODE, "name": AREA_NAME})
    welsh, kind_at = _find(header, WELSH_NAME), _find(header, (r"kind",))
    problems: list[Problem] = []
    found: dict[str, AreaRow] = {}
    for number, row in lines:
        code, name = row.get(columns["code"], ""), row.get(columns["name"], "")
        kind = (row.get(kind_at, "") if kind_at else "") or usual
        if not _CODE.fullmatch(code):
            problems.append(Problem("bad_code", number, code[:40]))
        elif code in found:
            problems.append(Problem("twice", number, code))
        elif not name:
            problems.append(Problem("no_name", number, code))
        elif kind not in set(kinds):
            problems.append(Problem("bad_kind", number, kind[:40]))
        else:
            found[code] = AreaRow(code, kind, name, row.get(welsh, "") if welsh else "")
    if not found and not problems:
        problems.append(Problem("empty"))
    if problems:
        raise BadFile(problems)
    return list(found.values())


def read_people(content: bytes, areas: Iterable[str]) -> list[PeopleRow]:
    """Counts of people from a CSV file with area, variable, category and people.

    Raises ``BadFile``.
    """
    header, lines = _open(content)
    columns = _columns(
        header,
        {
            "code": AREA_CODE,
            "variable": (r"variable",),
            "category": (r"category",),
            "people": (r"people", r"count", r"observation"),
        },
    )
    known, problems = set(areas), []
    found: dict[tuple[str, str, str], PeopleRow] = {}
    for number, row in lines:
        area, variable = row.get(columns["code"], ""), row.get(columns["variable"], "")
        category, people = row.get(columns["category"], ""), row.get(columns["people"], "")
        key = (area, variable, category)
        digits = people.replace(",", "")
        if area not in known:
            problems.append(Problem("unknown_area", number, area[:40]))
        elif not (_CATEGORY.fullmatch(variable) and _CATEGORY.fullmatch(category)):
            problems.append(Problem("bad_category", number, f"{variable} {category}"[:40]))
        elif not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            problems.append(Problem("bad_number", number, people[:40]))
        elif key in found:
            problems.append(Problem("twice", number, " ".join(key)))
        else:
            found[key] = PeopleRow(area, variable, category, int(digits))
    if not found and not problems:
        problems.append(Problem("empty"))
    if problems:
        raise BadFile(problems)
    return list(found.values())


def read_postcodes(
    content: bytes,
    areas: Iterable[str],
    *,
    postcode_column: str | None = None,
    area_column: str | None = None,
) -> tuple[list[PostcodeRow], int]:
    """Postcodes of these areas from a CSV file, and how many lines were passed over.

    A national file has every postcode: those of other areas, and those that have ended, are passed
    over. Lines that make no sense are counted among them, unless nothing else is there. Raises
    ``BadFile``.
    """
    header, lines = _open(content)
    asked = {
        "postcode": (re.escape(postcode_column.lower()),) if postcode_column else POSTCODE,
        "area": (re.escape(area_column.lower()),) if area_column else WARD,
    }
    columns = _columns(header, asked)
    ended = _find(header, ENDED)
    known = set(areas)
    found: dict[str, str] = {}
    passed = 0
    for _number, row in lines:
        postcode = normal_postcode(row.get(columns["postcode"], ""))
        area = row.get(columns["area"], "")
        if postcode is None or area not in known or (ended and row.get(ended)):
            passed += 1
        else:
            found[postcode] = area
    if not found:
        raise BadFile([Problem("no_postcode")])
    return [PostcodeRow(postcode, area) for postcode, area in found.items()], passed


def _open(content: bytes) -> tuple[list[str], Iterator[tuple[int, Mapping[str, str]]]]:
    """The titles of the columns in small letters, and each line with its number."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text or not text.strip():
        raise BadFile([Problem("not_csv" if "\0" in text else "empty")])
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(rows)]
    except (csv.Error, StopIteration) as problem:
        raise BadFile([Problem("not_csv")]) from problem
    named = [name for name in header if name]
    if len(set(named)) != len(named):
        raise BadFile([Problem("columns_twice")])

    def lines() -> Iterator[tuple[int, Mapping[str, str]]]:
        try:
            for row in rows:
                if any(row):
                    cells = [cell.strip()[:LONGEST_CELL] for cell in row]
                    yield rows.line_num, dict(zip(header, cells, strict=False))
        except csv.Error as problem:
            raise BadFile([Problem("not_csv", rows.line_num)]) from problem

    return header, lines()


def _find(header: Sequence[str], names: Iterable[str]) -> str | None:
    """The column that goes by one of these names, the first name first."""
    for name in names:
        for column in header:
            if re.fullmatch(name, column):
                return column
    return None


def _columns(header: Sequence[str], asked: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found = {wanted: _find(header, names) for wanted, names in asked.items()}
    missing = [Problem(f"no_column_{wanted}") for wanted, column in found.items() if column is None]
    if missing:
        raise BadFile(missing)
    return {wanted: column for wanted, column in found.items() if column is not None}
