"""CSV: told from bytes what encoding and what delimiter, and no row lost to a stray quote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from participation.responses.rules.sheets.limits import LONGEST_CELL, BadSheet, Row

DELIMITERS = ",;\t|"
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass
class Decoded:
    """A file's words, how they were read, and what was odd."""

    words: str
    encoding: str
    notes: dict[str, int] = field(default_factory=dict)


def decode(content: bytes) -> Decoded:
    """The words of a file. Raises :class:`BadSheet` when no encoding fits.

    A line that isn't UTF-8 in a file that otherwise is was pasted from somewhere else: it is read
    as Windows text by itself, and the file is noted as mixed.
    """
    notes: dict[str, int] = {}
    for mark, encoding in BOMS:
        if content.startswith(mark):
            try:
                return _clean(content[len(mark) :].decode(encoding), encoding, notes)
            except UnicodeDecodeError:
                if encoding != "utf-8":
                    raise BadSheet(["encoding"]) from None
                content = content[len(mark) :]
    if wide_form := _wide(content):
        try:
            return _clean(content.decode(wide_form), wide_form, notes)
        except UnicodeDecodeError:
            raise BadSheet(["encoding"]) from None
    try:
        return _clean(content.decode("utf-8"), "utf-8", notes)
    except UnicodeDecodeError:
        pass
    lines = content.split(b"\n")
    read = [_line(line) for line in lines]
    wide = sum(1 for line, utf8 in read if utf8 and not line.isascii())
    odd = sum(1 for _line_, utf8 in read if not utf8)
    if wide:
        notes["mixed_encoding"] = odd
        return _clean("\n".join(line for line, _utf8 in read), "utf-8 + windows-1252", notes)
    return _clean("\n".join(line for line, _utf8 in read), "windows-1252", notes)


def _line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("cp1252"), False
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows text; they are kept as what they are in Latin-1.
        return line.decode("latin-1"), False


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain letters is nought."""
    sample = content[:2000]
    if len(sample) < 4 or len(sample) % 2:
        sample = sample[: len(sample) // 2 * 2]
    if not sample:
        return None
    if sample[1::2].count(0) > len(sample) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > len(sample) * 0.4 else None


def _clean(words: str, encoding: str, notes: dict[str, int]) -> Decoded:
    nuls = words.count("\x00")
    if nuls:
        notes["nul"] = nuls
        words = words.replace("\x00", "")
    return Decoded(words.removeprefix("\ufeff"), encoding, notes)


def delimiter_of(words: str) -> str:
    """What parts the cells: the sign that parts most of the first lines alike."""
    if words[:4].casefold() == "sep=":
        return words[4:5] if words[4:5] in DELIMITERS and words[4:5] else ","
    csv.field_size_limit(len(words) + 1000)
    best, most = ",", (0, 0)
    for sign in DELIMITERS:
        widths = []
        try:
            for row in csv.reader(io.StringIO(words[:200_000], newline=""), delimiter=sign):
                widths.append(len(row))
                if len(widths) >= 20:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        alike = sum(1 for width in widths if width == widths[0])
        if (alike, widths[0]) > most:
            best, most = sign, (alike, widths[0])
    return best


def rows_of(words: str, delimiter: str, notes: dict[str, int]) -> Iterator[Row]:
    """Every row, blank ones too. Raises :class:`BadSheet` where a quote is never closed."""
    csv.field_size_limit(len(words) + 1000)
    skip = 1 if words[:4].casefold() == "sep=" else 0
    try:
        yield from _strict(words, delimiter, skip)
    except _Loose:
        notes["loose_quotes"] = 1
        yield from _lenient(words, delimiter, skip)


class _Loose(Exception):
    """A quote stands where the format has none."""


def _strict(words: str, delimiter: str, skip: int) -> Iterator[Row]:
    rows = list(_parsed(words, delimiter, skip, strict=True))
    yield from rows


def _parsed(words: str, delimiter: str, skip: int, *, strict: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=strict)
    number, began = 0, 1
    try:
        for cells in reader:
            number += 1
            began = reader.line_num + 1
            if number <= skip:
                continue
            yield _row(number, cells)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise BadSheet([f"unclosed:{began}"]) from None
        raise _Loose from None


def _lenient(words: str, delimiter: str, skip: int) -> Iterator[Row]:
    """Quotes inside a cell are letters; one that is never closed is still a fault."""
    if _open_at_the_end(words, delimiter):
        raise BadSheet(["unclosed:1"])
    yield from _parsed(words, delimiter, skip, strict=False)


def _open_at_the_end(words: str, delimiter: str) -> bool:
    """Whether a marker after the last line is swallowed by the cell before it."""
    marker = "participation-end-of-file"
    last: list[str] = []
    text = words.rstrip("\r\n") + f"\n{marker}\n"
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        last = cells
    return last != [marker]


def _row(number: int, cells: list[str]) -> Row:
    faults = ("long_cell",) if any(len(cell) > LONGEST_CELL for cell in cells) else ()
    return Row(number, tuple(cell[:LONGEST_CELL] for cell in cells), faults)
