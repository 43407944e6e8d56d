"""Files for tests, made here."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def docx(*more: str) -> bytes:
    """A Word document, as far as its parts go."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            packed.writestr(name, "")
    return held.getvalue()


def odt() -> bytes:
    """An OpenDocument text, as far as its parts go."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "")
    return held.getvalue()
