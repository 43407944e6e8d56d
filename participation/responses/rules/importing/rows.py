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
from typing import Any
from uuid import UUID

from participation.consultations.rules import Asked, AskedSection
from participation.consultations.rules.questions import AGREEMENT, SOMETHING_ELSE, Kind
from participation.responses.rules.about import About, Channel, RespondentKind
from participation.responses.rules.answers import Given, as_sent, tidy_text
from participation.responses.rules.columns import FACTS, MANY
from participation.responses.rules.columns import original as unquoted
from participation.responses.rules.entering import check_entry
from participation.responses.rules.ledger import REASONS, Status
from participation.responses.rules.sheets import Row

LONGEST_ORGANISATION = 300


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
