"""What a release holds: its tables as a family, and its figures as they are kept and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from participation.analysis.disclosure import (
    Audience,
    Cell,
    Earlier,
    Protected,
    Rules,
    protect,
    rounded,
    small_count,
)
from participation.consultations.rules import Kind
from participation.kernel.errors import Refusal
from participation.results.rules.crossing import KNOWN_OF_REPLIES
from participation.results.rules.families import Ledger, family_of
from participation.results.rules.numbers import Spread, spread_of
from participation.results.rules.questions import Counted, QuestionAsked, ranked_of

FEW = "few"
"""What stands for a figure that is told as “fewer than the threshold”: a plain answer’s, which says
nothing of who gave it."""


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
