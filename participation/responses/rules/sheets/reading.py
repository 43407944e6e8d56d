"""Reading a file of either kind, row by row, into lines of JSON."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path

from participation.responses.rules.sheets import csvs
from participation.responses.rules.sheets.limits import (
    MEMORY,
    MOST_COLUMNS,
    MOST_ROWS,
    SECONDS,
    BadSheet,
    Reading,
    Row,
)
from participation.responses.rules.sheets.xlsx import Workbook

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_limited(content: bytes, out: str) -> Reading | str:
    """:func:`read_to` with little memory and time: only for a process of its own.

    What the file is refused for comes back as a code, because errors lose their words on the way.
    """
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if _linux() else 0
    if pages:
        most = pages * resource.getpagesize() + MEMORY + 3 * len(content)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        return read_to(content, out)
    except BadSheet as refusal:
        return refusal.problems[0]
    except MemoryError:
        return "bomb"


def _linux() -> bool:
    return Path("/proc/self/statm").exists()


def read_to(content: bytes, out: str) -> Reading:
    """Write every row of the file to ``out``, one line of JSON each. Raises :class:`BadSheet`."""
    if not content.strip():
        raise BadSheet(["empty"])
    if content.startswith(OLD):
        raise BadSheet(["old_office"])
    with Path(out).open("w", encoding="utf-8") as lines:

        def keep(rows: Iterator[Row]) -> int:
            kept = 0
            for row in rows:
                if kept > MOST_ROWS:
                    raise BadSheet(["too_many_rows"])
                if len(row.cells) > MOST_COLUMNS:
                    raise BadSheet(["too_many_columns"])
                lines.write(json.dumps([row.number, row.cells, row.faults]) + "\n")
                kept += 1
            if not kept:
                raise BadSheet(["empty"])
            return kept

        if content.startswith(b"PK\x03\x04"):
            book = Workbook(content)
            rows = keep(book.rows())
            return Reading("xlsx", rows, book.seen, sheet=book.name, notes=book.notes)
        decoded = csvs.decode(content)
        delimiter = csvs.delimiter_of(decoded.words)
        notes = decoded.notes
        rows = keep(csvs.rows_of(decoded.words, delimiter, notes))
        return Reading("csv", rows, rows, decoded.encoding, delimiter, notes=notes)


def rows_in(path: str) -> Iterator[Row]:
    """The rows that :func:`read_to` wrote."""
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            number, cells, faults = json.loads(line)
            yield Row(number, tuple(cells), tuple(faults))
