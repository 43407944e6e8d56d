"""The columns of a consultation's replies: the same names for ever, in files out and files in.

A question's columns begin with its name (``q3``), which never changes and is never used again.
Codes stand in one column and words in another; what has several parts has a column for each part
(``q4.shops``). A part that was ever asked keeps its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from participation.consultations.rules.questions import Asked, Kind
from participation.responses.rules.answers import Given as GivenAnswer
from participation.responses.rules.answers import Mark, as_sent, kept_text, marks_of

FACTS = (
    "number",
    "channel",
    "language",
    "received_on",
    "late",
    "status",
    "reason",
    "kind",
    "organisation",
    "speaks_for",
    "may_quote",
    "area",
    "signatures",
)
"""What every row says of a reply, before its answers."""

MANY = ";"
"""What stands between the codes of a question that may have several."""


@dataclass(frozen=True)
class Definition:
    """A question in every version that it was asked in, the newest last."""

    question_id: UUID
    name: str
    kind: str
    versions: tuple[Asked, ...]
    retired: bool = False

    @property
    def newest(self) -> Asked:
        """As it is asked now."""
        return self.versions[-1]

    def parts(self) -> tuple[str, ...]:
        """Every statement or option that it ever had, in the order in which they came."""
        rows = self.kind == Kind.MATRIX
        return tuple(
            dict.fromkeys(
                one.code
                for version in self.versions
                for one in (version.rows if rows else version.options)
            )
        )


@dataclass(frozen=True)
class Column:
    """One column: whose question's, and which part of it."""

    name: str
    question: str = ""
    part: str = ""


def columns_of(one: Definition) -> tuple[Column, ...]:
    """A question's columns."""
    name = one.name
    match one.kind:
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE:
            return (Column(name, name), Column(f"{name}_other", name, "other"))
        case Kind.MATRIX | Kind.RANKING | Kind.BUDGET:
            return tuple(Column(f"{name}.{part}", name, part) for part in one.parts())
        case Kind.NUMBER | Kind.SCALE:
            return (Column(name, name), Column(f"{name}_as_written", name, "as_written"))
        case Kind.MAP_PIN:
            return tuple(Column(f"{name}.{part}", name, part) for part in ("lat", "lon", "area"))
        case _:
            return (Column(name, name),)


def all_columns(definitions: Iterable[Definition]) -> tuple[Column, ...]:
    """Every column of a file: the facts of each reply, then its answers."""
    facts = tuple(Column(name) for name in FACTS)
    return facts + tuple(column for one in definitions for column in columns_of(one))


def plain_number(amount: float | None) -> str:
    """A number as a file has it: no exponent, no nought behind.

    >>> plain_number(12.0), plain_number(-3.25), plain_number(None)
    ('12', '-3.25', '')
    """
    if amount is None:
        return ""
    if float(amount).is_integer():
        return str(int(amount))
    return format(amount, ".10f").rstrip("0").rstrip(".")


def cells_of(kind: str, name: str, text: str | None, marks: Sequence[Mark]) -> dict[str, str]:
    """What an answer puts into its question's columns."""
    match kind:
        case Kind.FREE_TEXT:
            return {name: text or ""}
        case Kind.SINGLE_CHOICE | Kind.MULTIPLE_CHOICE:
            codes = MANY.join(sorted(mark.code for mark in marks))
            return {name: codes, f"{name}_other": text or ""}
        case Kind.MATRIX:
            return {f"{name}.{mark.row}": mark.code for mark in marks}
        case Kind.RANKING | Kind.BUDGET:
            return {f"{name}.{mark.code}": plain_number(mark.amount) for mark in marks}
        case Kind.NUMBER | Kind.SCALE:
            amount = plain_number(marks[0].amount) if marks else ""
            return {name: amount, f"{name}_as_written": text or ""}
        case Kind.MAP_PIN:
            return {f"{name}.{mark.row}": mark.code or plain_number(mark.amount) for mark in marks}
        case _:
            return {name: marks[0].code if marks else ""}


def cells_of_given(question: Asked, given: GivenAnswer) -> dict[str, str]:
    """The same, of an answer that isn't stored yet."""
    sent = as_sent(question, given)
    return cells_of(
        question.kind, question.name, kept_text(question, sent), marks_of(question, sent)
    )


def dictionary_of(definitions: Sequence[Definition]) -> list[dict[str, Any]]:
    """What each question asked in each version: its words, options, statements and limits."""
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "columns": [column.name for column in columns_of(one)],
            "retired": one.retired,
            "versions": [
                {
                    "number": version.number,
                    "wording": dict(version.wording),
                    "help": dict(version.help),
                    "required": version.required,
                    "options": _words(version.options),
                    "statements": _words(version.rows),
                    "limits": version.limits.stored(),
                    "asked_when": version.condition.stored() if version.condition else None,
                }
                for version in one.versions
            ],
        }
        for one in definitions
    ]


def _words(options: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [{"code": one.code, "words": dict(one.words)} for one in options]


_DANGER = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
_LEADING = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\n"
)


def inert(words: str) -> str:
    """Words that no spreadsheet takes for a formula; :func:`original` gives them back exactly.

    >>> inert("=1+1"), inert("-12"), inert("'tis"), inert("plain")
    ("'=1+1", '-12', "''tis", 'plain')
    """
    if words.startswith("'"):
        return "'" + words
    bare = words.lstrip(_LEADING)
    if not bare or bare[0] not in _DANGER:
        return words
    return words if _plain_number(words) else "'" + words


def _plain_number(words: str) -> bool:
    digits = words[1:].replace(".", "", 1)
    return words[0] == "-" and digits.isascii() and digits.isdigit()


def original(cell: str) -> str:
    """:func:`inert` the other way.

    >>> original("'=1+1"), original("''tis"), original("plain")
    ('=1+1', "'tis", 'plain')
    """
    return cell[1:] if cell.startswith("'") else cell
