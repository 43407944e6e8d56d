"""Tables written a piece at a time, the same bytes for the same rows: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, cast
from xml.sax.saxutils import escape

from participation.responses.rules.columns import inert

PIECE = 64 * 1024
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.\d{0,4}[1-9])?\Z", re.ASCII)
_STRANGE = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def csv_pieces(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Rows as CSV in UTF-8 with its mark, no cell of which any spreadsheet runs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


class _Outbox:
    """What a zip is written to: the bytes are taken away as they come."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self._at += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        """What has come since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def xlsx_pieces(sheets: Sequence[tuple[str, Iterable[Sequence[str]]]]) -> Iterator[bytes]:
    """Sheets as XLSX. Every cell is words or a plain number: none is a formula."""
    out = _Outbox()
    stream = cast("IO[bytes]", out)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in _fixed_parts([name for name, _rows in sheets]):
            packed.writestr(_part(name), content)
        for number, (_name, rows) in enumerate(sheets, 1):
            with packed.open(_part(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for piece in _sheet(rows):
                    part.write(piece)
                    if taken := out.take():
                        yield taken
    yield out.take()


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _sheet(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetData>'
    ).encode()
    held: list[str] = []
    size = 0
    letters: list[str] = []
    for number, row in enumerate(rows, 1):
        while len(letters) < len(row):
            letters.append(_letters(len(letters) + 1))
        line = f'<row r="{number}">{"".join(_cells(row, letters, number))}</row>'
        held.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield ("".join(held) + "</sheetData></worksheet>").encode()


def _cells(row: Sequence[str], letters: Sequence[str], number: int) -> Iterator[str]:
    for letter, cell in zip(letters, row, strict=False):
        if not cell:
            continue
        if _NUMBER.match(cell) and cell != "-0":
            yield f'<c r="{letter}{number}"><v>{cell}</v></c>'
        else:
            yield (
                f'<c r="{letter}{number}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{xml_words(cell)}</t></is></c>'
            )


def xml_words(words: str) -> str:
    """Words for a cell: what XML can't hold is written as spreadsheets write it."""
    return escape(_STRANGE.sub(_escaped, words))


def _escaped(found: re.Match[str]) -> str:
    said = found[0]
    return f"_x005F{said}" if len(said) > 1 else f"_x{ord(said):04X}_"


def _letters(place: int) -> str:
    said = ""
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(65 + rest) + said
    return said


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _fixed_parts(names: Sequence[str]) -> list[tuple[str, str]]:
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return [
        (
            "[Content_Types].xml",
            (
                f'{_START}<Types xmlns="{_PACKAGE}/content-types">'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
                f"{overrides}</Types>"
            ),
        ),
        (
            "_rels/.rels",
            (
                f'{_START}<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
                "</Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            (
                f'{_START}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{sheets}</sheets>'
                "</workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'{_START}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        ),
    ]
