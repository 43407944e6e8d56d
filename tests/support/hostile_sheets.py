"""Files that were made to break whatever reads them, each with what should be said of it.

``None`` is a file that can be read: odd, but nothing in it is lost.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl

_WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINKS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>'
)
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def book(sheet: str, workbook: str = _WORKBOOK) -> bytes:
    """A workbook around one sheet's XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", workbook)
        packed.writestr("xl/_rels/workbook.xml.rels", _LINKS)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def _cells(*rows: str) -> str:
    return f"{_SHEET}<sheetData>{''.join(rows)}</sheetData></worksheet>"


def _far() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"] = "name"
    made.active["XFD1048576"] = "far"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


_ROW = '<row><c t="inlineStr"><is><t>name</t></is></c></row>'
_DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

HOSTILE_SHEETS: dict[str, tuple[bytes, str | None]] = {
    "bomb.xlsx": (book(_cells(_ROW, "<row>" + " " * 250_000_000 + "</row>")), "bomb"),
    "rows.xlsx": (book(_cells(*["<row/>"] * 200_000)), "too_many_rows"),
    "entities.xlsx": (book(_DOCTYPE + _cells(_ROW)), "doctype"),
    "broken.xlsx": (book(_cells(_ROW))[:-40], "broken"),
    "not-xml.xlsx": (book("<worksheet><row>"), "broken"),
    "no-sheet.xlsx": (
        book(_cells(_ROW), _WORKBOOK.replace("rId1", "rId9")),
        "no_sheet",
    ),
    "password.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    "far-cell.xlsx": (_far(), None),
    "wrong-dimension.xlsx": (
        book(
            f'{_SHEET}<dimension ref="A1"/><sheetData>{_ROW}'
            + "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(2, 22))
            + "</sheetData></worksheet>"
        ),
        None,
    ),
    "formula.xlsx": (
        book(_cells(_ROW, "<row><c><f>1+1</f></c></row>", "<row><c><f>1</f><v>1</v></c></row>")),
        None,
    ),
    "empty.csv": (b" \r\n \r\n", "empty"),
    "unclosed.csv": (b'name,x\r\n"a,b\r\nc,d\r\n', "unclosed:2"),
    "wide.csv": (b",".join([b"x"] * 600) + b"\n", "too_many_columns"),
    "nul.csv": (b"name,x\r\na\x00b,c\r\n", None),
    "cp1252.csv": ("name,x\r\nZo\u00eb,\u00a35\r\n".encode("cp1252"), None),
    "utf16.csv": ("name,x\r\nZo\u00eb,y\r\n".encode("utf-16"), None),
    "utf16-bare.csv": ("name,x\r\nZoe,y\r\n".encode("utf-16-le"), None),
    "mixed.csv": ("name,x\r\nZo\u00eb,1\r\n".encode() + b"Zo\xeb,2\r\n", None),
    "ragged.csv": (b"name,x\r\na\r\na,b,c,d\r\n", None),
    "twice.csv": (b"name,name,,\r\na,b,c,d\r\n", None),
    "loose.csv": (b'name,x\r\n5" pipe,b\r\n"a"b,c\r\n', None),
    "huge-cell.csv": (b'name,x\r\n"' + b"a" * 3_000_000 + b'",b\r\n', None),
    "markup.csv": (b'name,x\r\n<script>alert(1)</script>,"=cmd|x"\r\n', None),
    "quotes.csv": (b'name,x\r\n"say ""hi""","a\r\nb"\r\n', None),
    "semicolons.csv": (b"sep=;\r\nname;x\r\na;b\r\n", None),
}
