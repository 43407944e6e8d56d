"""Papers for the made-up borough to show: OpenDocument texts and tables, made when they load."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from participation.files.rules import ODT

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" '
    f'xmlns:text="{_OFFICE}:text:1.0" office:version="1.3">'
    "<office:body><office:text>{parts}</office:text></office:body></office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT.media_type}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_WHEN = (2025, 1, 1, 0, 0, 0)


def text_document(title: str, words: str) -> bytes:
    """An OpenDocument text: the title, then words with ``##`` headings and ``-`` items."""
    parts = [f'<text:h text:outline-level="1">{escape(title)}</text:h>']
    for line in filter(None, map(str.strip, words.splitlines())):
        if line.startswith("## "):
            parts.append(f'<text:h text:outline-level="2">{escape(line[3:])}</text:h>')
        elif line.startswith("- "):
            item = f"<text:list-item><text:p>{escape(line[2:])}</text:p></text:list-item>"
            parts.append(f"<text:list>{item}</text:list>")
        else:
            parts.append(f"<text:p>{escape(line)}</text:p>")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, content in (
            ("mimetype", ODT.media_type),
            ("content.xml", _CONTENT.format(parts="".join(parts))),
            ("META-INF/manifest.xml", _MANIFEST),
        ):
            packed.writestr(zipfile.ZipInfo(name, _WHEN), content)
    return held.getvalue()


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as CSV."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows(rows)
    return held.getvalue().encode()
