"""Compile the catalogues before a run, so that tests read the words as they stand in the source."""

from __future__ import annotations

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from scripts.catalogues import LANGUAGES, catalogue_of


def pytest_sessionstart() -> None:
    """Write each ``.mo`` that is older than its ``.po``."""
    for language in LANGUAGES:
        source = catalogue_of(language)
        compiled = source.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=language)
        with compiled.open("wb") as out:
            write_mo(out, catalogue)
