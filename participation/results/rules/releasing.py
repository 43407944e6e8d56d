"""What a release holds: its tables as a family, and its figures as they are kept and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from participation.analysis.disclosure import (
    Audience,
    Cell,
    Earlier,
    Family,
    Protected,
    Rules,
    Sum,
    Variable,
    protect,
    rounded,
    small_count,
)
from participation.consultations.rules import Kind
from participation.equality.rules import PREFER_NOT_TO_SAY, bank
from participation.kernel.errors import Refusal
from participation.results.rules.crossing import KNOWN_OF_REPLIES, NOT_SAID, Crossed
from participation.results.rules.numbers import Spread, spread_of
from participation.results.rules.questions import Counted, QuestionAsked, ranked_of

YES, NO = "yes", "no"
FEW = "few"
"""What stands for a figure that is told as “fewer than the threshold”: a plain answer’s, which says
nothing of who gave it."""

PROCESS = ("by:channel", "by:kind")
"""Margins that the ledger’s public tally tells in any case."""

LONGEST_SCALE = 11


class CannotRelease(Refusal):
    """Figures can't be released now. Codes: ``open``, ``nobody``, ``too_soon``, ``under_way``."""


@dataclass(frozen=True)
class Plan:
    """By what each question is counted: names of :data:`KNOWN_OF_REPLIES` and ``equality:KEY``."""

    by: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As a column keeps it."""
        return {"by": list(self.by)}

    def with_all_of(self, earlier: Iterable[Plan]) -> Plan:
        """A plan only grows: what was released once is guarded from then on."""
        every = [name for plan in (*earlier, self) for name in plan.by]
        return Plan(tuple(dict.fromkeys(every)))


def plan_from(stored: Mapping[str, Any] | None) -> Plan:
    """A plan as a column keeps it."""
    return Plan(tuple((stored or {}).get("by", ())))


def plan_problems(plan: Plan, equality_keys: Iterable[str]) -> tuple[str, ...]:
    """Names that mean nothing here."""
    known = {*KNOWN_OF_REPLIES, *(f"equality:{key}" for key in equality_keys)}
    return tuple(f"unknown:{name}" for name in plan.by if name not in known)


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


def cell_key(key: Cell) -> str:
    """A cell as the key of a JSON object."""
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def cell_from(text: str) -> Cell:
    """The cell of a key."""
    return tuple((name, category) for name, category in json.loads(text))


def earlier_from(
    tables: Sequence[Sequence[str]],
    counts: Mapping[str, int],
    shown: Iterable[str],
    figures: Mapping[str, Any],
) -> Earlier:
    """An earlier release as the engine reads it."""
    return Earlier(
        tables=tuple(tuple(table) for table in tables),
        counts={cell_from(key): number for key, number in counts.items()},
        shown=frozenset(cell_from(key) for key in shown),
        figures={cell_from(k): n for k, n in figures.items() if isinstance(n, int)},
    )


@dataclass(frozen=True)
class Made:
    """A release ready to be kept."""

    counts: dict[str, Any]
    shown: list[str]
    leaders: dict[str, Any]
    public: dict[str, Any]


def make(
    ledger: Ledger,
    rules: Rules,
    earlier: Sequence[Earlier],
    earlier_public: Sequence[Earlier],
) -> Made:
    """Protect the tables of a release and write its figures for both audiences."""
    family = family_of(ledger)
    protected = protect(family, rules, earlier)
    leaders = protected.released(Audience.LEADERS, earlier)
    public = protected.released(Audience.PUBLIC, earlier_public)
    anew = [key for key in leaders.figures if key not in leaders.old]
    return Made(
        counts={
            "tables": [list(table) for table in family.tables],
            "cells": {cell_key(key): family.count(key) for key in family.cells},
        },
        shown=[cell_key(key) for key in anew],
        leaders=_written(ledger, protected, leaders.figures, leaders.old, exact=True),
        public=_written(ledger, protected, public.figures, public.old, exact=False),
    )


def _written(
    ledger: Ledger,
    protected: Protected,
    figures: Mapping[Cell, int],
    old: frozenset[Cell],
    *,
    exact: bool,
) -> dict[str, Any]:
    family, rules = protected.family, protected.rules
    written: dict[str, Any] = {}
    for key, figure in figures.items():
        few = key in family.facts and key and small_count(family.count(key), rules)
        written[cell_key(key)] = FEW if few and not exact else figure
    return {
        "received": ledger.received,
        "threshold": rules.threshold,
        "round_to": 1 if exact else rules.round_to,
        "smallest_base": rules.smallest_base,
        "cells": written,
        "old": [cell_key(key) for key in old],
        "bases": {
            q.name: _base(ledger.counted[q.question_id].base, rules, exact=exact)
            for q in ledger.questions
        },
        "numbers": {
            q.name: numbers
            for q in ledger.questions
            if (numbers := _numbers(q, ledger.counted[q.question_id], rules, exact=exact))
        },
    }


def _base(base: int, rules: Rules, *, exact: bool) -> int | str:
    if exact:
        return base
    return FEW if small_count(base, rules) else rounded(base, rules.round_to)


def _numbers(
    question: QuestionAsked, counted: Counted, rules: Rules, *, exact: bool
) -> dict[str, Any] | None:
    """What numbers, budgets and orders come to, where enough people gave them."""
    if counted.base < rules.smallest_base:
        return None
    if question.kind in {Kind.NUMBER, Kind.SCALE}:
        spread = spread_of(counted.amounts.get("", {}))
        return None if spread is None else _spread(spread, rules, exact=exact)
    if question.kind == Kind.BUDGET:
        options = {}
        for code in counted.codes_seen(question):
            amounts = dict(counted.amounts.get(code, {}))
            nothing = counted.base - sum(amounts.values())
            amounts[0.0] = amounts.get(0.0, 0) + max(0, nothing)
            spread = spread_of(amounts)
            if spread is not None:
                options[code] = _spread(spread, rules, exact=exact)
        return {"options": options}
    if question.kind == Kind.RANKING:
        return {
            "order": [
                {"code": one.code, "score": round(one.score, 2)}
                for one in ranked_of(counted, counted.codes_seen(question))
            ]
        }
    return None


def _spread(spread: Spread, rules: Rules, *, exact: bool) -> dict[str, Any]:
    """Without the least and the greatest number: they are single people's."""
    return {
        "mean": _three(spread.mean),
        "low": _three(spread.low),
        "median": _three(spread.median),
        "high": _three(spread.high),
        "bins": [
            [one.low, one.high, _binned(one.count, rules, exact=exact)] for one in spread.bins
        ],
    }


def _binned(count: int, rules: Rules, *, exact: bool) -> int | str:
    if exact:
        return count
    return FEW if small_count(count, rules) else rounded(count, rules.round_to)


def _three(value: float) -> float:
    """Three figures that mean something: more would let somebody's own number be worked out.

    >>> _three(1234.5), _three(0.98765)
    (1230.0, 0.988)
    """
    return float(f"{value:.3g}")
