"""What a release counts: its tables as one family, with what ties them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from participation.analysis.disclosure import Cell, Family, Sum, Variable
from participation.consultations.rules import Kind
from participation.equality.rules import PREFER_NOT_TO_SAY, bank
from participation.results.rules.crossing import NOT_SAID, Crossed
from participation.results.rules.questions import Counted, QuestionAsked

YES, NO = "yes", "no"

PROCESS = ("by:channel", "by:kind")
"""Margins that the ledger’s public tally tells in any case."""

LONGEST_SCALE = 11


@dataclass(frozen=True)
class Ledger:
    """What the ledger counts, in the shape in which a release is made of it.

    ``crossed`` and ``totals`` are by name of the plan, then by question or column.
    """

    questions: tuple[QuestionAsked, ...]
    received: int
    counted: Mapping[UUID, Counted]
    crossed: Mapping[str, Mapping[UUID, Crossed]]
    totals: Mapping[str, Mapping[str, int]]


def column_of(name: str, code: str) -> str:
    """The column that a value counts in: equality answers by group, where their bank has groups."""
    key = name.removeprefix("equality:")
    if key == name:
        return code
    question = bank().get(key)
    if question is None or not code.lstrip("-").isdigit() or int(code) == PREFER_NOT_TO_SAY:
        return NOT_SAID
    found = next((one for one in question.every_choice if one.code == int(code)), None)
    return NOT_SAID if found is None else (found.group or found.key)


def crossable(question: QuestionAsked) -> bool:
    """Whether a question is counted by something else in a release."""
    if question.kind == Kind.SCALE:
        limits = question.newest.limits
        least, most = limits.least or 1, limits.greatest or 10
        return most - least < LONGEST_SCALE
    return question.kind in {
        Kind.SINGLE_CHOICE,
        Kind.MULTIPLE_CHOICE,
        Kind.AGREEMENT,
        Kind.MATRIX,
        Kind.RANKING,
    }


def variable_name(question: QuestionAsked, part: str = "") -> str:
    """What a question (a statement of it, an option to tick) is called in a release."""
    return f"{question.name}|{part}" if part else question.name


@dataclass
class _Tables:
    """Variables, tables and counts, as they are gathered."""

    variables: dict[str, list[str]] = field(default_factory=dict)
    tables: list[tuple[str, ...]] = field(default_factory=list)
    counts: dict[Cell, int] = field(default_factory=dict)
    facts: set[Cell] = field(default_factory=lambda: {()})

    def add(self, pairs: Iterable[tuple[str, str]], number: int) -> None:
        key = tuple(sorted(pairs))
        for name, category in key:
            seen = self.variables.setdefault(name, [])
            if category not in seen:
                seen.append(category)
        self.counts[key] = self.counts.get(key, 0) + number

    def table(self, *names: str) -> None:
        self.tables.append(names)


def family_of(ledger: Ledger) -> Family:
    """Every table of a release, about everybody whose reply is counted."""
    tables = _Tables()
    for question in ledger.questions:
        counted = ledger.counted[question.question_id]
        if question.kind not in _PARTS:
            continue
        for variable, categories in _parts(question, counted, ledger.received).items():
            tables.table(variable)
            for category, number in categories.items():
                tables.add([(variable, category)], number)
                tables.facts.add(((variable, category),))
    for name, totals in ledger.totals.items():
        across = f"by:{name}"
        columns = _gathered(name, totals)
        tables.table(across)
        for column, number in columns.items():
            tables.add([(across, column)], number)
            if across in PROCESS:
                tables.facts.add(((across, column),))
        for question in ledger.questions:
            if crossable(question):
                _add_crossed(tables, question, ledger, name, columns)
    # The one-way tables are margins of the others, and are added up from them where they are.
    inner = {table for table in tables.tables if len(table) == 2}
    covered = {name for table in inner for name in table}
    shapes = [t for t in tables.tables if len(t) == 2 or t[0] not in covered]
    kept = {tuple(sorted(shape)) for shape in shapes}
    return Family.of_counts(
        [Variable(name, tuple(categories)) for name, categories in tables.variables.items()],
        shapes,
        {key: n for key, n in tables.counts.items() if tuple(name for name, _ in key) in kept},
        facts=tables.facts,
        ties=_ties(ledger, tables),
    )


def _ties(ledger: Ledger, tables: _Tables) -> list[Sum]:
    """That the same people skipped all parts of a question: every option to tick, and statements
    that were skipped alike in every column."""
    found = []
    for question in ledger.questions:
        counted = ledger.counted[question.question_id]
        if question.kind not in {Kind.MULTIPLE_CHOICE, Kind.MATRIX} or not crossable(question):
            continue
        parts = list(_parts(question, counted, ledger.received))
        for name, totals in ledger.totals.items():
            across = f"by:{name}"
            skipped = {
                part: {
                    column: tables.counts.get(_skipping(part, across, column), 0)
                    for column in _gathered(name, totals)
                }
                for part in parts
            }
            first: dict[tuple[int, ...], str] = {}
            for part, columns in skipped.items():
                alike = first.setdefault(tuple(columns.values()), part)
                if alike != part:
                    found += [
                        Sum(_skipping(part, across, column), (_skipping(alike, across, column),))
                        for column in columns
                    ]
    return found


def _skipping(part: str, across: str, column: str) -> Cell:
    return tuple(sorted([(part, NOT_SAID), (across, column)]))


_PARTS = {
    Kind.SINGLE_CHOICE,
    Kind.AGREEMENT,
    Kind.MULTIPLE_CHOICE,
    Kind.MATRIX,
    Kind.RANKING,
    Kind.SCALE,
    Kind.MAP_PIN,
}


def _marks(question: QuestionAsked, counted: Counted) -> dict[tuple[str, str], int]:
    """Counts by row and code, with first places for a ranking and numbers for a scale."""
    if question.kind == Kind.RANKING:
        return {("", code): places.get(1.0, 0) for code, places in counted.amounts.items()}
    if question.kind == Kind.SCALE:
        return {("", str(int(n))): count for n, count in counted.amounts.get("", {}).items()}
    if question.kind == Kind.MAP_PIN:
        return {("", code): n for (row, code), n in counted.codes.items() if row == "area"}
    return dict(counted.codes)


def _parts(question: QuestionAsked, counted: Counted, received: int) -> dict[str, dict[str, int]]:
    return _split(question, counted, _marks(question, counted), counted.base, received)


def _split(
    question: QuestionAsked,
    counted: Counted,
    marks: Mapping[tuple[str, str], int],
    base: int,
    total: int,
) -> dict[str, dict[str, int]]:
    """A question as variables that each put everybody into one category."""
    if question.kind == Kind.MULTIPLE_CHOICE:
        return {
            variable_name(question, code): {
                YES: marks.get(("", code), 0),
                NO: base - marks.get(("", code), 0),
                NOT_SAID: total - base,
            }
            for code in counted.codes_seen(question)
        }
    if question.kind == Kind.MATRIX:
        rows = [row.code for row in question.rows]
        rows += sorted({row for row, _ in counted.codes} - set(rows))
        found = {}
        for row in rows:
            mine = {code: marks.get((row, code), 0) for code in counted.codes_seen(question, row)}
            mine[NOT_SAID] = total - sum(mine.values())
            found[variable_name(question, row)] = mine
        return found
    mine = {code: marks.get(("", code), 0) for code in _codes(question, counted)}
    mine[NOT_SAID] = total - sum(mine.values())
    return {variable_name(question): mine}


def _codes(question: QuestionAsked, counted: Counted) -> list[str]:
    seen = [code for (_row, code) in _marks(question, counted)]
    if question.kind in {Kind.SCALE, Kind.MAP_PIN}:
        return sorted(set(seen), key=lambda code: (len(code), code))
    return [*question.codes, *sorted(set(seen) - set(question.codes))]


def _gathered(name: str, numbers: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, number in numbers.items():
        column = column_of(name, code)
        found[column] = found.get(column, 0) + number
    return found


def _add_crossed(
    tables: _Tables,
    question: QuestionAsked,
    ledger: Ledger,
    name: str,
    columns: Mapping[str, int],
) -> None:
    crossed = ledger.crossed[name][question.question_id]
    bases = _gathered(name, crossed.bases)
    counted = ledger.counted[question.question_id]
    for column, total in columns.items():
        marks: dict[tuple[str, str], int] = {}
        for (row, code, across), number in crossed.counts.items():
            if column_of(name, across) == column:
                marks[row, code] = marks.get((row, code), 0) + number
        parts = _split(question, counted, marks, bases.get(column, 0), total)
        for variable, categories in parts.items():
            tables.table(variable, f"by:{name}")
            for category, number in categories.items():
                tables.add([(variable, category), (f"by:{name}", column)], number)
