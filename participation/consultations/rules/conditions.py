"""Conditions on earlier answers: who sees which question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID


class Match(StrEnum):
    """How many of a condition's tests must hold."""

    ALL = "all"
    ANY = "any"


class Ask(StrEnum):
    """What is asked of an earlier answer. A question that wasn't asked counts as unanswered."""

    CHOSE = "chose"
    DID_NOT_CHOOSE = "did_not_choose"
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


BY_CODE = frozenset({Ask.CHOSE, Ask.DID_NOT_CHOOSE})
BY_NUMBER = frozenset({Ask.AT_LEAST, Ask.AT_MOST})


@dataclass(frozen=True)
class One:
    """One test of one earlier question.

    ``chose`` holds when any of the codes was chosen; ``did_not_choose`` when something was answered
    and none of them; ``at_least`` and ``at_most`` when a number was given.
    """

    question_id: UUID
    test: Ask
    codes: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True)
class Condition:
    """When a question, or a section, is asked."""

    tests: tuple[One, ...]
    match: Match = Match.ALL

    def stored(self) -> dict[str, Any]:
        """As a column keeps it."""
        return {
            "match": self.match.value,
            "tests": [
                {
                    "question": str(one.question_id),
                    "test": one.test.value,
                    "codes": list(one.codes),
                    "number": one.number,
                }
                for one in self.tests
            ],
        }

    def moved(self, ids: Mapping[UUID, UUID]) -> Condition:
        """The same of other questions. One that isn't known is kept, and found by the checks."""
        return Condition(
            tuple(
                replace(one, question_id=ids.get(one.question_id, one.question_id))
                for one in self.tests
            ),
            self.match,
        )


def condition_from(stored: Mapping[str, Any] | None) -> Condition | None:
    """A condition as a column keeps it; ``None`` and one without tests mean "always"."""
    if not stored or not stored.get("tests"):
        return None
    return Condition(
        tuple(
            One(
                UUID(one["question"]),
                Ask(one["test"]),
                tuple(one.get("codes") or ()),
                one.get("number"),
            )
            for one in stored["tests"]
        ),
        Match(stored.get("match", Match.ALL)),
    )


def joined(outer: Condition | None, inner: Condition | None) -> Condition | None:
    """One condition that holds when both do; ``None`` where there is none, or none can say it."""
    if outer is None or inner is None:
        return outer or inner
    if all(one.match is Match.ALL or len(one.tests) == 1 for one in (outer, inner)):
        return Condition(tuple(dict.fromkeys((*outer.tests, *inner.tests))), Match.ALL)
    return None
