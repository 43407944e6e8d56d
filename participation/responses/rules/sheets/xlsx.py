"""XLSX: read straight from its parts, a little at a time, with nothing unpacked unseen.

No dimension that the file claims is believed, no entity is resolved, and no row is filled in that
isn't there. Numbers are as the sheet shows whole ones; dates are days; a formula is what it last
came to.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.parsers import expat

from participation.responses.rules.sheets.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    BadSheet,
    Row,
)

CHUNK = 64 * 1024
_DATES = {*range(14, 23), 45, 46, 47}
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})(\d+)$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(words: str) -> str:
    """What spreadsheets write as ``_x000D_``, as the letter that it is."""
    if "_x" not in words:
        return words
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)


@dataclass
class _Unpacked:
    """How much has come out of the zip so far, in all."""

    bytes: int = 0


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """A file whose parts are read one after another. Raises :class:`BadSheet`."""

    content: bytes
    notes: dict[str, int] = field(default_factory=dict)
    name: str = ""
    seen: int = 0

    def __post_init__(self) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(self.content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise BadSheet(["broken"]) from None
        self._names = {one.casefold().lstrip("/"): one for one in self._zip.namelist()}
        self._unpacked = _Unpacked()
        self._strings: list[str] = []
        self._dates: set[int] = set()
        self._from_1904 = False

    def rows(self) -> Iterator[Row]:
        """Every row of the first sheet that can be seen."""
        sheets = self._sheets()
        seen = [one for one in sheets if not one.hidden]
        if not seen:
            raise BadSheet(["no_sheet"])
        if hidden := len(sheets) - len(seen):
            self.notes["hidden_sheet"] = hidden
        if len(seen) > 1:
            self.notes["other_sheet"] = len(seen) - 1
        self.name = seen[0].name
        self._read_styles()
        self._read_strings()
        yield from self._rows(seen[0].part)

    def _parse(self, part: str, **handlers: Callable[..., None]) -> None:
        for _ in self._parsing(part, **handlers):
            pass

    def _parsing(self, part: str, **handlers: Callable[..., None]) -> Iterator[None]:
        """Feed a part to a parser bit by bit, so that rows can be taken out in between."""
        name = self._names.get(part.casefold().lstrip("/"))
        if name is None:
            raise BadSheet(["broken"])
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        for handler, function in handlers.items():
            setattr(parser, handler, function)
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    self._unpacked.bytes += len(chunk)
                    if self._unpacked.bytes > MOST_UNPACKED:
                        raise BadSheet(["bomb"])
                    parser.Parse(chunk, False)
                    yield
                parser.Parse(b"", True)
                yield
        except (
            *(expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, RuntimeError),
            *(NotImplementedError, ValueError),
        ):
            raise BadSheet(["broken"]) from None

    def _has(self, part: str) -> bool:
        return part.casefold() in self._names

    def _sheets(self) -> list[_Sheet]:
        links: dict[str, str] = {}
        found: list[tuple[str, str, bool]] = []

        def link(tag: str, values: dict[str, str]) -> None:
            if _local(tag) == "Relationship":
                links[values.get("Id", "")] = values.get("Target", "")

        def sheet(tag: str, values: dict[str, str]) -> None:
            if _local(tag) == "sheet":
                key = next((v for k, v in values.items() if _local(k) == "id"), "")
                hidden = values.get("state", "visible") != "visible"
                found.append((values.get("name", ""), key, hidden))
            elif _local(tag) == "workbookPr":
                self._from_1904 = values.get("date1904", "0") in {"1", "true"}

        self._parse("xl/_rels/workbook.xml.rels", StartElementHandler=link)
        self._parse("xl/workbook.xml", StartElementHandler=sheet)
        return [
            _Sheet(name, _beside("xl", links[key]), hidden)
            for name, key, hidden in found
            if key in links and self._has(_beside("xl", links[key]))
        ]

    def _read_styles(self) -> None:
        if not self._has("xl/styles.xml"):
            return
        formats: dict[int, str] = {}
        cells: list[int] = []
        inside: list[str] = []

        def start(tag: str, values: dict[str, str]) -> None:
            name = _local(tag)
            inside.append(name)
            if name == "numFmt":
                formats[_whole(values.get("numFmtId"))] = values.get("formatCode", "")
            elif name == "xf" and "cellXfs" in inside:
                cells.append(_whole(values.get("numFmtId")))

        def end(_tag: str) -> None:
            inside.pop()

        self._parse("xl/styles.xml", StartElementHandler=start, EndElementHandler=end)
        for index, number in enumerate(cells):
            if number in _DATES or _shows_dates(formats.get(number, "")):
                self._dates.add(index)

    def _read_strings(self) -> None:
        part = "xl/sharedStrings.xml"
        if not self._has(part):
            return
        words: list[str] = []
        inside: list[str] = []

        def start(tag: str, _values: dict[str, str]) -> None:
            inside.append(_local(tag))
            if inside[-1] == "si":
                words.clear()

        def data(said: str) -> None:
            if inside and inside[-1] == "t" and "rPh" not in inside:
                words.append(said)

        def end(_tag: str) -> None:
            if inside.pop() == "si":
                self._strings.append(unescaped("".join(words)))

        self._parse(
            part, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=data
        )

    def _rows(self, part: str) -> Iterator[Row]:
        reading = _SheetReading(self)
        for _ in self._parsing(
            part,
            StartElementHandler=reading.start,
            EndElementHandler=reading.end,
            CharacterDataHandler=reading.data,
        ):
            yield from reading.ready
            reading.ready.clear()
        self.seen = reading.row_elements
        if reading.claimed and reading.claimed != reading.last_number:
            self.notes["dimension"] = reading.claimed
        if reading.formulas:
            self.notes["formula"] = reading.formulas

    def value(self, kind: str, style: int, raw: str, inline: str) -> tuple[str, str | None]:
        """A cell's words, and what is wrong with it."""
        match kind:
            case "s":
                at = _whole(raw)
                known = raw.strip() != "" and 0 <= at < len(self._strings)
                return (self._strings[at], None) if known else ("", "error_value")
            case "inlineStr":
                return unescaped(inline), None
            case "str":
                return unescaped(raw), None
            case "b":
                return ("TRUE" if raw.strip() == "1" else "FALSE"), None
            case "e":
                return raw, "error_value"
            case "d":
                return raw, None
            case _:
                return (self._number(style, raw), None) if raw.strip() else ("", None)

    def _number(self, style: int, raw: str) -> str:
        try:
            number = float(raw)
        except ValueError:
            return raw
        if style in self._dates:
            return _day(number, from_1904=self._from_1904)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return repr(number)


@dataclass
class _SheetReading:
    """What the parser of one sheet has come to."""

    book: Workbook
    ready: list[Row] = field(default_factory=list)
    row_elements: int = 0
    last_number: int = 0
    claimed: int = 0
    formulas: int = 0
    _inside: list[str] = field(default_factory=list)
    _cells: dict[int, str] = field(default_factory=dict)
    _faults: list[str] = field(default_factory=list)
    _column: int = -1
    _cell: dict[str, Any] = field(default_factory=dict)
    _raw: list[str] = field(default_factory=list)
    _inline: list[str] = field(default_factory=list)
    _has_formula: bool = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        name = _local(tag)
        self._inside.append(name)
        if name == "dimension":
            last = values.get("ref", "").rpartition(":")[2]
            found = _REFERENCE.match(last)
            self.claimed = int(found[2]) if found else 0
        elif name == "row":
            self.row_elements += 1
            self._cells, self._faults, self._column = {}, [], -1
            number = _whole(values.get("r")) if values.get("r") else 0
            self.last_number = max(number, self.last_number + 1)
            if self.row_elements > MOST_ROWS + 10:
                raise BadSheet(["too_many_rows"])
        elif name == "c":
            found = _REFERENCE.match(values.get("r", ""))
            self._column = _column(found[1]) if found else self._column + 1
            self._cell = values
            self._raw, self._inline, self._has_formula = [], [], False
        elif name == "f":
            self._has_formula = True

    def data(self, said: str) -> None:
        if not self._inside:
            return
        if self._inside[-1] == "v":
            self._raw.append(said)
        elif self._inside[-1] == "t" and "is" in self._inside and "rPh" not in self._inside:
            self._inline.append(said)

    def end(self, _tag: str) -> None:
        name = self._inside.pop()
        if name == "c":
            self._keep_cell()
        elif name == "row":
            width = max(self._cells, default=-1) + 1
            cells = tuple(self._cells.get(at, "") for at in range(width))
            self.ready.append(Row(self.last_number, cells, tuple(dict.fromkeys(self._faults))))

    def _keep_cell(self) -> None:
        words, fault = self.book.value(
            self._cell.get("t", "n"),
            _whole(self._cell.get("s")),
            "".join(self._raw),
            "".join(self._inline),
        )
        if self._has_formula:
            self.formulas += 1
            if not words:
                fault = "formula"
        if fault:
            self._faults.append(fault)
        if not words:
            return
        if self._column >= MOST_COLUMNS:
            self._faults.append("too_wide")
            return
        if len(words) > LONGEST_CELL:
            self._faults.append("long_cell")
        self._cells[self._column] = words[:LONGEST_CELL]


def _refuse_doctype(*_args: object) -> None:
    raise BadSheet(["doctype"])


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _whole(written: str | None) -> int:
    try:
        return int(written or 0)
    except ValueError:
        return 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _beside(folder: str, target: str) -> str:
    """Where a link leads: parts are named from the root or from the folder of the book."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = [folder]
    for part in target.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _shows_dates(code: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code)
    return bool(re.search(r"[dyh]|m{3,}|mm?[/\-. ]|[/\-. ]mm?", plain, re.I)) and "0" not in plain


def _day(number: float, *, from_1904: bool) -> str:
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    try:
        moment = start + timedelta(days=number)
    except OverflowError:
        return repr(number)
    moment = moment.replace(microsecond=0)
    if number == int(number):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ") if number >= 1 else moment.time().isoformat()
