"""Files from elsewhere: whose layout a file has, and what each of its columns probably is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from participation.consultations.rules.questions import Kind
from participation.kernel.errors import Refusal
from participation.responses.rules.columns import FACTS, Column, Definition, columns_of
from participation.responses.rules.sheets import Row


class CannotImport(Refusal):
    """The file can't be taken as it stands: a code, every one at once."""


class State(StrEnum):
    """How far an import has come."""

    READING = "reading"
    READ = "read"
    CHECKING = "checking"
    CHECKED = "checked"
    STORING = "storing"
    DONE = "done"
    FAILED = "failed"


class Layout(StrEnum):
    """Whose file it looks like."""

    OWN = "own"
    QUALTRICS = "qualtrics"
    PLAIN = "plain"


@dataclass(frozen=True)
class Head:
    """What stands above the rows: names, what else says what a column is, how many rows that is."""

    layout: Layout
    names: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int


def head_of(first: Sequence[Row]) -> Head:
    """The head of a file, of its first few rows that aren't blank.

    Qualtrics writes three: names, the questions' words, and a line of JSON with ``ImportId``.
    """
    names = first[0].cells if first else ()
    if len(first) >= 3 and _import_ids(first[2].cells):
        return Head(Layout.QUALTRICS, names, first[1].cells, first[2].number)
    layout = Layout.OWN if {"number", "channel", "received_on"} <= set(names) else Layout.PLAIN
    return Head(layout, names, names, first[0].number if first else 0)


def _import_ids(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell.strip()]
    if not said:
        return False
    try:
        return all("ImportId" in json.loads(cell) for cell in said[:3])
    except (ValueError, TypeError):
        return False


def shown_names(head: Head) -> list[str]:
    """What to call each column on screen: duplicates and blanks are told apart by their place."""
    times: dict[str, int] = {}
    shown = []
    for place, name in enumerate(head.names, 1):
        words = " ".join(name.split()) or f"[{letters(place)}]"
        times[words] = times.get(words, 0) + 1
        shown.append(words if times[words] == 1 else f"{words} ({times[words]})")
    return shown


def letters(place: int) -> str:
    """A column's letters in a spreadsheet.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    said = ""
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(65 + rest) + said
    return said


def targets_of(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """What a column of a file may be: a fact of the reply, or a part of a question asked now."""
    found = [Column(name) for name in FACTS if name != "number"]
    for one in definitions:
        if one.retired:
            continue
        found += columns_of(one)
        if one.kind == Kind.MULTIPLE_CHOICE:
            found += [
                Column(f"{one.name}.{code}", one.name, f"={code}") for code in one.newest.codes
            ]
    return tuple(found)


_FACT_WORDS: Mapping[str, tuple[str, ...]] = {
    "received_on": (
        "received on",
        "date received",
        "date submitted",
        "submitted date",
        "submitted",
        "recordeddate",
        "recorded date",
        "response date",
        "completion time",
        "timestamp",
        "date",
    ),
    "channel": ("channel", "how received", "method"),
    "language": ("language", "userlanguage", "iaith"),
    "organisation": ("organisation", "organization", "name of organisation", "sefydliad"),
    "may_quote": ("may we quote your words?", "may quote"),
}


def guess(head: Head, definitions: Sequence[Definition]) -> dict[int, str]:
    """What each column probably is, by its name and the questions' words. Each target once."""
    targets = targets_of(definitions)
    names = {column.name: column.name for column in targets}
    if head.layout is Layout.OWN:
        return {at: name for at, name in enumerate(head.names) if name in names}
    said = {_plain(word): fact for fact, words in _FACT_WORDS.items() for word in words}
    labels = _labels(definitions, targets)
    found: dict[int, str] = {}
    for at, name in enumerate(head.names):
        label = head.labels[at] if at < len(head.labels) else name
        best = (
            names.get(name.strip())
            or said.get(_plain(name))
            or labels.get(_plain(label))
            or labels.get(_plain(name))
            or _near(_plain(label), labels)
        )
        if best and best not in found.values():
            found[at] = best
    return found


def _labels(definitions: Sequence[Definition], targets: Sequence[Column]) -> dict[str, str]:
    """The words by which people and other tools call each target."""
    labels: dict[str, str] = {}
    by_name = {one.name: one.newest for one in definitions}
    for column in targets:
        question = by_name.get(column.question)
        if question is None:
            continue
        parts = {one.code: one.words for one in (*question.rows, *question.options)}
        part = column.part.removeprefix("=")
        for language, wording in question.wording.items():
            stem = _plain(wording)
            if not column.part:
                labels.setdefault(stem, column.name)
            elif part == "other":
                labels.setdefault(f"{stem} other", column.name)
            elif part in parts and parts[part].get(language):
                labels.setdefault(f"{stem} {_plain(parts[part][language])}", column.name)
    return labels


def _near(label: str, labels: Mapping[str, str]) -> str | None:
    if len(label) < 8:
        return None
    best, most = None, 0.86
    for words, name in labels.items():
        if abs(len(words) - len(label)) > 0.3 * max(len(words), len(label)):
            continue
        alike = SequenceMatcher(None, label, words, autojunk=False).ratio()
        if alike > most:
            best, most = name, alike
    return best


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", words.casefold()).split())
