"""Files of replies from elsewhere: what each column means, and what each row says.

A mapping gives a column of the file a column of ours (``rules/columns.py``), or for a question with
several answers one option of it (``q3.bus``). A row that can't be read is refused with its reasons;
none is left out in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any
from uuid import UUID

from participation.consultations.rules import Asked, AskedSection
from participation.consultations.rules.questions import AGREEMENT, SOMETHING_ELSE, Kind
from participation.kernel.errors import Refusal
from participation.responses.rules.about import About, Channel, RespondentKind
from participation.responses.rules.answers import Given, as_sent, tidy_text
from participation.responses.rules.columns import FACTS, MANY, Column, Definition, columns_of
from participation.responses.rules.columns import original as unquoted
from participation.responses.rules.entering import check_entry
from participation.responses.rules.ledger import REASONS, Status
from participation.responses.rules.sheets import Row

LONGEST_ORGANISATION = 300


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


@dataclass(frozen=True)
class Settings:
    """How a file is taken in: its columns, and what holds for rows that say nothing of it.

    ``words`` gives codes for what other tools write: agreement, yes and no, channels, languages.
    """

    mapping: Mapping[int, str]
    own: bool
    channel: str
    language: str
    today: date
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What a row says. With ``faults`` (``COLUMN:code``) it is refused, and says why."""

    answers: Mapping[UUID, Given]
    channel: str
    language: str
    came_on: date
    about: About
    status: str
    reason: str | None
    signatures: int | None
    faults: tuple[str, ...]
    contradictions: tuple[str, ...]


@dataclass
class Reader:
    """Reads rows by one mapping: what each option is called is worked out once."""

    asked: Sequence[Asked]
    sections: Sequence[AskedSection]
    settings: Settings

    def __post_init__(self) -> None:
        self._by_name = {one.name: one for one in self.asked}
        agreement = dict(self.settings.words.get("agreement", {}))
        self._words: dict[str, dict[str, str]] = {}
        for one in self.asked:
            known = {_said(code): code for code in one.codes}
            for option in one.options:
                known |= {_said(words): option.code for words in option.words.values() if words}
            if one.kind in {Kind.AGREEMENT, Kind.MATRIX}:
                known |= {_said(words): code for words, code in agreement.items()}
                known |= {_said(code): code for code in AGREEMENT}
            elif one.limits.something_else:
                for words in self.settings.words.get("something_else", {}):
                    known.setdefault(_said(words), SOMETHING_ELSE)
            self._words[one.name] = known
        self._targets: dict[int, tuple[str, str]] = {
            at: _target(name, self._by_name) for at, name in self.settings.mapping.items()
        }

    def read(self, row: Row, width: int) -> Read:
        """One row. ``width`` is how many columns the head has."""
        faults = [f"0:{fault}" for fault in row.faults]
        if any(cell.strip() for cell in row.cells[width:]):
            faults.append(f"{width}:too_many_cells")
        typed: dict[str, dict[str, str]] = {}
        facts: dict[str, tuple[int, str]] = {}
        places: dict[str, int] = {}
        for at, (question, part) in self._targets.items():
            cell = row.cells[at] if at < len(row.cells) else ""
            if self.settings.own:
                cell = unquoted(cell)
            if question:
                typed.setdefault(question, {})[part] = cell
                places.setdefault(question, at)
            else:
                facts[part] = (at, cell.strip())
        answers = {}
        for name, parts in typed.items():
            answers[self._by_name[name].question_id] = self._given(self._by_name[name], parts)
        checked = check_entry(self.asked, self.sections, answers)
        faults += [
            f"{places.get(one.name, 0)}:{checked.wrong[one.question_id].value}"
            for one in self.asked
            if one.question_id in checked.wrong
        ]
        sent = {
            one.question_id: found
            for one in self.asked
            if one.question_id in answers
            and not (found := as_sent(one, answers[one.question_id])).blank
        }
        if not sent and not faults:
            faults.append("0:nothing")
        return self._with_facts(facts, sent, faults, checked.contradictions)

    def _given(self, question: Asked, parts: Mapping[str, str]) -> Given:
        words = {part: tidy_text(cell) for part, cell in parts.items()}
        whole = words.get("", "")
        known = self._words[question.name]
        match question.kind:
            case Kind.FREE_TEXT:
                return Given(text=whole)
            case Kind.SINGLE_CHOICE | Kind.AGREEMENT:
                codes = [known.get(_said(whole), whole.strip())] if whole.strip() else []
                return _with_other(codes, words.get("other", ""))
            case Kind.MULTIPLE_CHOICE:
                codes = _several(whole, known)
                codes += [
                    part[1:]
                    for part, cell in words.items()
                    if part.startswith("=") and _ticked(cell)
                ]
                return _with_other(list(dict.fromkeys(codes)), words.get("other", ""))
            case Kind.MATRIX:
                boxes = [
                    (part, known.get(_said(cell), cell.strip())) for part, cell in words.items()
                ]
            case Kind.NUMBER | Kind.SCALE:
                boxes = [("number", words.get("as_written", "").strip() or whole)]
            case Kind.DATE:
                boxes = _date_boxes(whole)
            case _:
                boxes = list(words.items())
        return Given(boxes=tuple((name, cell) for name, cell in boxes if cell.strip()))

    def _with_facts(
        self,
        facts: Mapping[str, tuple[int, str]],
        sent: Mapping[UUID, Given],
        faults: list[str],
        contradictions: tuple[str, ...],
    ) -> Read:
        words = self.settings.words

        def fact(name: str) -> str:
            return facts.get(name, (0, ""))[1]

        def known(name: str, allowed: Sequence[str], default: str) -> str:
            cell = fact(name)
            if not cell:
                return default
            found = words.get(name, {}).get(_said(cell), _said(cell))
            if found in allowed:
                return found
            faults.append(f"{facts[name][0]}:{name}")
            return default

        came_on = self.settings.today
        if fact("received_on"):
            day = _day(fact("received_on"))
            if day is None or day > self.settings.today:
                faults.append(f"{facts['received_on'][0]}:received_on")
            else:
                came_on = day
        channel = known("channel", tuple(Channel), self.settings.channel)
        language = known("language", _languages(words), self.settings.language)
        kind = known("kind", tuple(RespondentKind), RespondentKind.RESIDENT.value)
        organisation = fact("organisation")[:LONGEST_ORGANISATION]
        if organisation and not fact("kind"):
            kind = RespondentKind.ORGANISATION.value
        quote = known("may_quote", ("yes", "no", ""), "")
        status = known("status", (Status.COUNTED, Status.SET_ASIDE), Status.COUNTED.value)
        reason = known("reason", (*REASONS, ""), "") if status == Status.SET_ASIDE else ""
        whole = {}
        for name in ("speaks_for", "signatures"):
            cell = fact(name)
            if cell and not (cell.isascii() and cell.isdigit() and 0 < int(cell[:9]) < 10**9):
                faults.append(f"{facts[name][0]}:{name}")
            whole[name] = int(cell[:9]) if cell.isascii() and cell.isdigit() else None
        return Read(
            answers=sent,
            channel=channel,
            language=language,
            came_on=came_on,
            about=About(
                kind=RespondentKind(kind),
                organisation=organisation,
                speaks_for=whole["speaks_for"],
                may_quote={"yes": True, "no": False}.get(quote),
                area_code=fact("area")[:20] or None,
            ),
            status=status,
            reason=reason or None,
            signatures=whole["signatures"],
            faults=tuple(faults),
            contradictions=contradictions,
        )


def _target(name: str, by_name: Mapping[str, Asked]) -> tuple[str, str]:
    """A target as (question, part); a fact has no question."""
    if name in FACTS:
        return "", name
    if name in by_name:
        return name, ""
    for ending in ("other", "as_written"):
        stem = name.removesuffix(f"_{ending}")
        if stem != name and stem in by_name:
            return stem, ending
    stem, _dot, part = name.partition(".")
    if by_name[stem].kind == Kind.MULTIPLE_CHOICE:
        return stem, f"={part}"
    return stem, part


def _with_other(codes: list[str], other: str) -> Given:
    if other.strip() and SOMETHING_ELSE not in codes:
        codes = [*codes, SOMETHING_ELSE]
    return Given(text=other, codes=tuple(codes))


def _several(cell: str, known: Mapping[str, str]) -> list[str]:
    """Several options in one cell. An option's own words may hold a comma, so whole ones first."""
    if not cell.strip():
        return []
    if _said(cell) in known:
        return [known[_said(cell)]]
    for sign in (MANY, "\n", "|", ","):
        if sign in cell:
            parts = [part for part in cell.split(sign) if part.strip()]
            if sign != ",":
                return [known.get(_said(part), part.strip()) for part in parts]
            return _joined(parts, known)
    return [cell.strip()]


def _joined(parts: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """Words parted by commas, put together again where an option itself has commas."""
    found, at = [], 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            words = _said(",".join(parts[at:end]))
            if words in known or end == at + 1:
                found.append(known.get(words, parts[at].strip()))
                at = end
                break
    return found


def _ticked(cell: str) -> bool:
    return _said(cell) not in {"", "0", "no", "n", "false", "unchecked", "not selected", "nac oes"}


def _said(words: str) -> str:
    return " ".join(words.casefold().split())


def _date_boxes(cell: str) -> list[tuple[str, str]]:
    day = _day(cell)
    if day is None:
        return [("day", cell)]
    return [("day", str(day.day)), ("month", str(day.month)), ("year", str(day.year))]


def _day(cell: str) -> date | None:
    """A day as files have it: 2030-03-27, 27/3/2030, with or without a time after it."""
    said = cell.strip()
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$", said, re.ASCII)
    turned = re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[T ].*)?$", said, re.ASCII)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if turned:
            return date(int(turned[3]), int(turned[2]), int(turned[1]))
    except ValueError:
        return None
    return None


def _languages(words: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    return tuple({*words.get("language", {}).values(), "en", "cy"})


def told_apart(cells: Sequence[str], skip: int | None) -> str:
    """What makes a row the same as another: its cells, but for a running number of our own."""
    kept: list[Any] = [cell for at, cell in enumerate(cells) if at != skip]
    while kept and not kept[-1].strip():
        kept.pop()
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":"))
