"""The bank of equality questions: harmonised wordings, each with the date of its standard.

Answers are kept as whole numbers. A number means the same in every version of a question; 0 is
"prefer not to say", which every question offers. Nobody is ever asked for words about themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from participation.kernel.errors import Refusal
from participation.kernel.orm import Words

PREFER_NOT_TO_SAY = 0
BANK = Path(__file__).with_name("bank.json")


class CannotAsk(Refusal):
    """The choice of equality questions can't be kept."""


@dataclass(frozen=True)
class Choice:
    """One answer: its number, its name for comparing with the census, and its words."""

    code: int
    key: str
    words: Words
    group: str = ""


@dataclass(frozen=True)
class Group:
    """Answers that are counted together, such as all White ethnic groups."""

    key: str
    words: Words


@dataclass(frozen=True)
class Version:
    """A question as one standard has it.

    ``since`` is the day of the standard or of the census it comes from. ``under_review``: those who
    keep the standard have said that it is to change.
    """

    number: int
    since: date
    standard: str
    source: str
    wording: Words
    help: Words
    options: tuple[Choice, ...]
    groups: tuple[Group, ...] = ()
    under_review: bool = False

    def choice(self, code: int) -> Choice | None:
        """The answer of that number, if this version offers it."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class BankQuestion:
    """Something that may be asked of people themselves: what it is called, why it is asked."""

    key: str
    name: Words
    why: Words
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version that is asked unless another is chosen."""
        return self.versions[-1]

    def version(self, number: int) -> Version | None:
        """The version of that number."""
        return next((one for one in self.versions if one.number == number), None)

    @property
    def every_choice(self) -> tuple[Choice, ...]:
        """Each answer that any version offers or offered, with its newest words, in order."""
        found: dict[int, Choice] = {}
        for version in reversed(self.versions):
            for option in version.options:
                found.setdefault(option.code, option)
        last = found.pop(PREFER_NOT_TO_SAY)
        return (*found.values(), last)


@dataclass(frozen=True)
class AskedOfPeople:
    """A question of the bank in the version in which one consultation asks it."""

    question: BankQuestion
    version: Version

    @property
    def key(self) -> str:
        """The question's name for ever: ``ethnic_group``."""
        return self.question.key


@dataclass(frozen=True)
class Wanted:
    """A question that an officer chose, and its version."""

    key: str
    version: int


@dataclass(frozen=True)
class Chosen:
    """The questions that an officer chose for a consultation, in the bank's order."""

    questions: tuple[Wanted, ...] = field(default=())


@lru_cache(maxsize=1)
def bank() -> Mapping[str, BankQuestion]:
    """Every question of the bank by its key, in the order of asking."""
    raw = json.loads(BANK.read_text(encoding="utf-8"))
    return {one["key"]: _question(one) for one in raw["questions"]}


def _question(raw: Mapping[str, Any]) -> BankQuestion:
    return BankQuestion(
        key=raw["key"],
        name=raw["name"],
        why=raw["why"],
        versions=tuple(
            Version(
                number=one["number"],
                since=date.fromisoformat(one["since"]),
                standard=one["standard"],
                source=one["source"],
                wording=one["wording"],
                help=one["help"],
                options=tuple(
                    Choice(o["code"], o["key"], o["words"], o.get("group", ""))
                    for o in one["options"]
                ),
                groups=tuple(Group(g["key"], g["words"]) for g in one.get("groups", ())),
                under_review=one.get("under_review", False),
            )
            for one in raw["versions"]
        ),
    )


def asked(wanted: Sequence[Wanted]) -> tuple[AskedOfPeople, ...]:
    """What was chosen, in the bank's order; what the bank doesn't know is left out."""
    chosen = {one.key: one.version for one in wanted}
    found = []
    for key, question in bank().items():
        version = question.version(chosen[key]) if key in chosen else None
        if version is not None:
            found.append(AskedOfPeople(question, version))
    return tuple(found)


def choice_problems(wanted: Sequence[Wanted]) -> tuple[str, ...]:
    """What is wrong with an officer's choice: ``unknown:KEY`` or ``twice:KEY``."""
    problems = []
    for place, one in enumerate(wanted):
        question = bank().get(one.key)
        if question is None or question.version(one.version) is None:
            problems.append(f"unknown:{one.key}")
        elif any(one.key == other.key for other in wanted[:place]):
            problems.append(f"twice:{one.key}")
    return tuple(problems)


def answers_among(
    asked_now: Sequence[AskedOfPeople], given: Mapping[str, int | None]
) -> dict[str, tuple[int, int]]:
    """What was answered, as (version, number) by question; whatever wasn't offered is left out."""
    found = {}
    for one in asked_now:
        code = given.get(one.key)
        if code is not None and one.version.choice(code) is not None:
            found[one.key] = (one.version.number, code)
    return found
