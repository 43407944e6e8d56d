"""The words of the site in each language: ``python -m scripts.catalogues`` brings them up to date.

It finds every string marked for translation and rewrites each ``messages.po``: sorted, without line
numbers or dates (so that two people's work seldom collides), keeping what is translated and
dropping what is no longer said. It then lists what has no translation. ``--fill cy WORDS.json``
first takes in translations, ``{"Open": "Ar agor"}`` (a list where a number changes the wording).
``--check`` changes nothing, and exits 1 when something is missing or out of date.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "participation" / "translations"
LANGUAGES = ("cy",)
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
DATED = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Generated-By",
    "Language-Team",
    "Report-Msgid-Bugs-To",
    "Project-Id-Version",
)
PLACE = re.compile(r"%\((\w+)\)[sd]")


def said(root: Path = ROOT) -> Catalog:
    """Every string marked for translation, in templates and in Python."""
    with (root / "babel.cfg").open() as config:
        method_map, options_map = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    catalogue = Catalog(charset="utf-8")
    for _file, _line, text, notes, context in extract_from_dir(
        root,
        method_map,
        options_map,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=lambda folder: Path(folder).name in TREES or _is_inside(folder),
    ):
        catalogue.add(text, auto_comments=notes, context=context)
    return catalogue


TREES = {"participation", "templates"}


def _is_inside(folder: str | Path) -> bool:
    parts = Path(folder).resolve().relative_to(ROOT.resolve()).parts
    return bool(parts) and parts[0] in TREES and "vendor" not in parts


def translated(language: str) -> Catalog:
    """What is translated so far."""
    path = catalogue_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def catalogue_of(language: str) -> Path:
    """Where a language's words are kept."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def brought_up_to_date(
    language: str, every: Catalog, fill: Mapping[str, str | list[str]] | None = None
) -> str:
    """The text of the catalogue as it should be."""
    known, fresh = translated(language), Catalog(locale=language, charset="utf-8")
    fresh.fuzzy = False
    for message in every:
        if message.id:
            before = known.get(_key(message), message.context)
            words = before.string if before is not None else None
            given = (fill or {}).get(_key(message))
            if given:
                words = given if isinstance(given, str) else tuple(given)
            fresh.add(
                message.id,
                words if _fits(message, words) else None,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    out = io.BytesIO()
    write_po(out, fresh, sort_output=True, no_location=True, ignore_obsolete=True, width=0)
    lines = out.getvalue().decode().splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in DATED))]
    start = next(number for number, line in enumerate(kept) if not line.startswith("#"))
    return "\n".join(kept[start:]).rstrip() + "\n"


def problems(language: str) -> list[str]:
    """What is missing from a language, out of date, or would break when it is filled in."""
    every = said()
    path = catalogue_of(language)
    found = []
    if not path.is_file() or path.read_text() != brought_up_to_date(language, every):
        found.append(f"{language}: out of date: run `python -m scripts.catalogues`")
    known = translated(language)
    for message in every:
        if message.id:
            there = known.get(_key(message), message.context)
            found += _faults(language, message, there)
    return found


def _faults(language: str, message: Message, there: Message | None) -> list[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [] if there is None else _strings(there)
    if not strings or not all(strings):
        return [f"{language}: not translated: {ids[0]!r}"]
    places = {place for text in ids for place in PLACE.findall(text)}
    wrong = [text for text in strings if set(PLACE.findall(text)) - places]
    if not message.pluralizable:
        wrong += [text for text in strings if places - set(PLACE.findall(text))]
    return [f"{language}: other places to fill in: {text!r} for {ids[0]!r}" for text in wrong]


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fits(message: Message, words: object) -> bool:
    return isinstance(words, str) != bool(message.pluralizable) and bool(words)


def main() -> int:
    """Bring every catalogue up to date, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if wrong")
    parser.add_argument(
        "--fill", nargs=2, metavar=("LANGUAGE", "FILE"), help="take in translations"
    )
    asked = parser.parse_args()
    check = asked.check
    if not check:
        every = said()
        for language in LANGUAGES:
            mine = asked.fill is not None and asked.fill[0] == language
            fill = json.loads(Path(asked.fill[1]).read_text()) if mine else {}
            words = brought_up_to_date(language, every, fill)
            catalogue_of(language).parent.mkdir(parents=True, exist_ok=True)
            catalogue_of(language).write_text(words)
    wrong = [problem for language in LANGUAGES for problem in problems(language)]
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong and check else 0


if __name__ == "__main__":
    sys.exit(main())
