"""A question over all its versions, and what its answers add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from participation.consultations.rules import (
    AGREEMENT,
    SOMETHING_ELSE,
    Kind,
    Limits,
    Option,
)
from participation.kernel.orm import Words

CLOSED = frozenset(Kind) - {Kind.FREE_TEXT}
"""Kinds whose answers are counted."""

IN_PARTS = frozenset({Kind.SINGLE_CHOICE, Kind.AGREEMENT, Kind.MATRIX})
"""Kinds of which each answer is in exactly one category (a matrix: for each statement)."""


@dataclass(frozen=True)
class AskedOnce:
    """One version of a question, and how many answered it."""

    number: int
    wording: Words
    options: tuple[Option, ...]
    rows: tuple[Option, ...]
    limits: Limits
    since: datetime
    answered: int = 0


@dataclass(frozen=True)
class QuestionAsked:
    """A question with every version that was asked, the newest last.

    Answers count by code over all versions: an option that was taken out or reworded keeps its
    answers, under the newest words that it had.
    """

    question_id: UUID
    name: str
    number: int
    kind: str
    versions: tuple[AskedOnce, ...]
    retired: bool = False

    @property
    def newest(self) -> AskedOnce:
        """The version asked last."""
        return self.versions[-1]

    @property
    def wording(self) -> Words:
        """What it asked last."""
        return self.newest.wording

    @property
    def options(self) -> tuple[Option, ...]:
        """Every option that was ever offered: those of now first, in order."""
        return _ever(version.options for version in reversed(self.versions))

    @property
    def rows(self) -> tuple[Option, ...]:
        """Every statement that was ever put."""
        return _ever(version.rows for version in reversed(self.versions))

    @property
    def codes(self) -> tuple[str, ...]:
        """What an answer may have chosen, in any version."""
        if self.kind in {Kind.AGREEMENT, Kind.MATRIX}:
            return AGREEMENT
        own = tuple(option.code for option in self.options)
        offered = any(version.limits.something_else for version in self.versions)
        return (*own, SOMETHING_ELSE) if offered else own

    def offered_now(self, code: str) -> bool:
        """Whether the newest version offers an option."""
        if self.kind in {Kind.AGREEMENT, Kind.MATRIX}:
            return True
        if code == SOMETHING_ELSE:
            return self.newest.limits.something_else
        return any(option.code == code for option in self.newest.options)


def _ever(each: Iterable[Sequence[Option]]) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for options in each:
        for option in options:
            found.setdefault(option.code, option)
    return tuple(found.values())


def wordings_of(question: QuestionAsked) -> tuple[AskedOnce, ...]:
    """The versions that somebody answered, where there are several: readers are told of them."""
    answered = tuple(version for version in question.versions if version.answered)
    return answered if len(answered) > 1 else ()


@dataclass(frozen=True)
class Mark:
    """So many answers to a question that made the same mark."""

    question_id: UUID
    row: str
    code: str
    amount: float | None
    count: int


@dataclass
class Counted:
    """What a question's answers add up to.

    ``base`` is how many answered it. ``codes`` counts by row (a matrix's statement, else nothing)
    and code; ``amounts`` counts numbers by row or option.
    """

    base: int = 0
    codes: dict[tuple[str, str], int] = field(default_factory=dict)
    amounts: dict[str, dict[float, int]] = field(default_factory=dict)

    def add(self, mark: Mark, kind: str) -> None:
        """Take in a mark of the ledger."""
        if kind in {Kind.NUMBER, Kind.SCALE} and mark.amount is not None:
            mine = self.amounts.setdefault("", {})
            mine[mark.amount] = mine.get(mark.amount, 0) + mark.count
            return
        if kind in {Kind.RANKING, Kind.BUDGET} and mark.amount is not None:
            mine = self.amounts.setdefault(mark.code, {})
            mine[mark.amount] = mine.get(mark.amount, 0) + mark.count
        key = (mark.row, mark.code)
        self.codes[key] = self.codes.get(key, 0) + mark.count

    def chose(self, code: str, row: str = "") -> int:
        """How many chose an option."""
        return self.codes.get((row, code), 0)

    def in_row(self, row: str) -> int:
        """How many judged a statement."""
        return sum(count for (r, _), count in self.codes.items() if r == row)

    def codes_seen(self, question: QuestionAsked, row: str = "") -> tuple[str, ...]:
        """The codes to show: all that were offered, and any other that an answer holds."""
        known = question.codes
        more = sorted({c for r, c in self.codes if r == row and c not in known})
        return (*known, *more)


@dataclass(frozen=True)
class Ranked:
    """How an option was ranked.

    ``first`` is how many put it first, ``ranked`` how many ranked it at all, ``mean`` its mean
    place among those, and ``score`` its Borda score: with m options a first place is worth m
    points, the next m - 1, an option left out nothing; the mean over all who answered, as a share
    of m.
    """

    code: str
    first: int
    ranked: int
    mean: float | None
    score: float


def ranked_of(counted: Counted, codes: Sequence[str]) -> tuple[Ranked, ...]:
    """Options by their Borda score, the highest first; equal ones stay in order.

    >>> counted = Counted(base=2, amounts={"bus": {1.0: 2}, "bike": {2.0: 1}})
    >>> [(one.code, one.first, one.mean, one.score) for one in ranked_of(counted, ["bike", "bus"])]
    [('bus', 2, 1.0, 1.0), ('bike', 0, 2.0, 0.25)]
    """
    most = len(codes)
    found = []
    for code in codes:
        places = counted.amounts.get(code, {})
        ranked = sum(places.values())
        total = sum(place * count for place, count in places.items())
        points = sum(max(0.0, most + 1 - place) * count for place, count in places.items())
        found.append(
            Ranked(
                code=code,
                first=places.get(1, 0),
                ranked=ranked,
                mean=total / ranked if ranked else None,
                score=points / (most * counted.base) if counted.base and most else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.score))


def by_question(
    marks: Iterable[Mark], bases: Mapping[UUID, int], questions: Sequence[QuestionAsked]
) -> dict[UUID, Counted]:
    """Marks and bases gathered for each question."""
    kinds = {question.question_id: question.kind for question in questions}
    found = {id_: Counted(base=bases.get(id_, 0)) for id_ in kinds}
    for mark in marks:
        if mark.question_id in found:
            found[mark.question_id].add(mark, kinds[mark.question_id])
    return found
