"""Answers read from files, and results written to them whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from participation.analysis.discovery import Discovery

HEADER = ("id", "theme_id", "theme_label", "state", "confidence", "primary")
POINTS_HEADER = ("id", "point", "start", "end", "theme_id", "confidence")
MOST_ROWS = 5_000_000
LONGEST_CELL = 10_000_000
_UNPACKED_AT_MOST = 500_000_000


class BadFile(Exception):
    """A file cannot be used; the message tells a person what to mend."""


@dataclass(frozen=True)
class Answers:
    """What a file held: ids as written, texts as written, languages where there was a column."""

    ids: list[str]
    texts: list[str]
    languages: list[str] | None


def read(
    path: Path,
    *,
    text_column: str,
    id_column: str | None = None,
    language_column: str | None = None,
) -> Answers:
    """Read answers from CSV, TSV, XLSX, JSON Lines or Parquet, told apart by their name.

    Line ends inside an answer become LF, as everywhere in the house; nothing else changes.

    Raises
    ------
    BadFile
        When the file is missing, unreadable or lacks a column, or an id comes twice.
    """
    if not path.is_file():
        raise BadFile(f"{path}: there is no such file")
    wanted = [name for name in (text_column, id_column, language_column) if name is not None]
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise BadFile(f"{path}: expected a name ending in {', '.join(sorted(_READERS))}")
    ids: list[str] = []
    texts: list[str] = []
    languages: list[str] = []
    try:
        for number, row in enumerate(reader(path, wanted)):
            if number >= MOST_ROWS:
                raise BadFile(f"{path}: more than {MOST_ROWS:,} rows")
            texts.append(_text(row[0]))
            ids.append(_text(row[1]) if id_column is not None else str(number))
            if language_column is not None:
                languages.append(_text(row[-1]).strip().lower())
    except BadFile:
        raise
    except UnicodeDecodeError as wrong:
        raise BadFile(f"{path}: this is not UTF-8 text (byte {wrong.start})") from wrong
    except (OSError, ValueError, csv.Error, zipfile.BadZipFile, KeyError) as wrong:
        raise BadFile(f"{path}: cannot be read ({wrong})") from wrong
    _check_ids(path, ids)
    return Answers(ids, texts, languages if language_column is not None else None)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _check_ids(path: Path, ids: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for at, each in enumerate(ids):
        if each in seen:
            raise BadFile(f"{path}: the id {each!r} stands in rows {seen[each] + 1} and {at + 1}")
        seen[each] = at


def _places(path: Path, header: Sequence[object], wanted: Sequence[str]) -> list[int]:
    names = [_text(name).strip() for name in header]
    places = []
    for name in wanted:
        if names.count(name) > 1:
            raise BadFile(f"{path}: two columns are called {name!r}")
        if name not in names:
            raise BadFile(
                f"{path}: there is no column {name!r}; it has {', '.join(names) or 'none'}"
            )
        places.append(names.index(name))
    return places


def _pick(row: Sequence[object], places: Sequence[int]) -> list[object]:
    return [row[place] if place < len(row) else None for place in places]


def _csv(path: Path, wanted: Sequence[str]) -> Iterator[list[object]]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        header = next(rows, None)
        if header is None:
            raise BadFile(f"{path}: the file is empty; its first line should name the columns")
        places = _places(path, header, wanted)
        for row in rows:
            if not row:
                continue
            if len(row) > len(header):
                raise BadFile(
                    f"{path}: line {rows.line_num} has {len(row)} cells but the first has "
                    f"{len(header)}; is a comma outside quotes?"
                )
            yield _pick(row, places)


def _jsonl(path: Path, wanted: Sequence[str]) -> Iterator[list[object]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as wrong:
                raise BadFile(f"{path}: line {number} is not JSON") from wrong
            if not isinstance(row, dict):
                raise BadFile(f"{path}: line {number} is not a JSON object")
            if wanted[0] not in row or (len(wanted) > 1 and wanted[1] not in row):
                lacking = next(name for name in wanted if name not in row)
                raise BadFile(f"{path}: line {number} has no {lacking!r}")
            yield [row.get(name) for name in wanted]


def _xlsx(path: Path, wanted: Sequence[str]) -> Iterator[list[object]]:
    """The first sheet. A workbook that unpacks to a monstrous size is refused unopened."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as gone:
        raise BadFile(f"{path}: reading XLSX needs the package openpyxl") from gone
    with zipfile.ZipFile(path) as packed:
        if sum(item.file_size for item in packed.infolist()) > _UNPACKED_AT_MOST:
            raise BadFile(f"{path}: the workbook is too large; save it as CSV")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError) as wrong:
        raise BadFile(f"{path}: this is not a workbook") from wrong
    try:
        sheet = book.worksheets[0]
        # The recorded size of a sheet may be wrong, and would then hide rows.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        header = next(rows, None)
        if header is None:
            raise BadFile(f"{path}: the first sheet is empty")
        places = _places(path, header, wanted)
        for row in rows:
            if any(cell is not None for cell in row):
                yield _pick(row, places)
    finally:
        book.close()


def _parquet(path: Path, wanted: Sequence[str]) -> Iterator[list[object]]:
    try:
        import pyarrow.parquet
    except ImportError as gone:
        raise BadFile(f"{path}: reading Parquet needs the package pyarrow") from gone
    file = pyarrow.parquet.ParquetFile(path)
    places = _places(path, file.schema_arrow.names, wanted)
    names = [file.schema_arrow.names[place] for place in places]
    for batch in file.iter_batches(columns=list(dict.fromkeys(names))):
        columns = batch.to_pydict()
        yield from (list(row) for row in zip(*(columns[name] for name in names), strict=True))


_READERS: dict[str, Callable[[Path, Sequence[str]], Iterator[list[object]]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}


@contextmanager
def _beside(path: Path) -> Iterator[IO[str]]:
    """A file to fill, moved into place when filled; UTF-8 with LF on every system."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_all(outputs: Iterable[tuple[Path, Callable[[IO[str]], None]]]) -> None:
    """Write every file, or none: all are filled before the first is moved into place."""
    outputs = list(outputs)
    if not outputs:
        return
    (path, fill), *rest = outputs
    with _beside(path) as file:
        fill(file)
        write_all(rest)


def as_json(value: object) -> Callable[[IO[str]], None]:
    """JSON that is the same bytes for the same value."""

    def fill(file: IO[str]) -> None:
        json.dump(value, file, ensure_ascii=False, indent=2, sort_keys=False)
        file.write("\n")

    return fill


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def as_assignments(found: Discovery, ids: Sequence[str]) -> Callable[[IO[str]], None]:
    """``assignments.csv``: one row with ``primary`` 1 for each answer, 0 for further themes."""
    labels = {theme.id: theme.label for theme in found.themes}

    def fill(file: IO[str]) -> None:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        for one in found.assignments:
            theme = one.theme_id or ""
            rows.writerow(
                (
                    ids[one.index],
                    theme,
                    labels.get(theme, ""),
                    one.state.value,
                    _figure(one.confidence),
                    int(one.primary),
                )
            )

    return fill


def as_points(found: Discovery, ids: Sequence[str]) -> Callable[[IO[str]], None]:
    """``--points``: every point of every answer, with its place in code points."""

    def fill(file: IO[str]) -> None:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(POINTS_HEADER)
        for one in found.points:
            rows.writerow(
                (
                    ids[one.index],
                    one.point,
                    one.start,
                    one.end,
                    one.theme_id or "",
                    _figure(one.confidence),
                )
            )

    return fill


def check_writable(paths: Iterable[Path]) -> None:
    """Say before the work, not after it, that an output has nowhere to go."""
    for path in paths:
        folder = path.parent
        if not folder.is_dir():
            raise BadFile(f"{path}: there is no folder {folder}")
        if path.is_dir():
            raise BadFile(f"{path}: this is a folder")
        if not os.access(folder, os.W_OK):
            raise BadFile(f"{path}: this folder may not be written to")


def text_of(fill: Callable[[IO[str]], None]) -> str:
    """What would be written, as a string."""
    held = io.StringIO()
    fill(held)
    return held.getvalue()
