"""Ready-made questions for what councils ask most often, in both languages, as data.

Their words are the project's own, and a place to start: an officer changes what doesn't fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from participation.consultations.rules.conditions import Ask, Condition, Match, One
from participation.consultations.rules.questions import (
    AGREEMENT,
    Kind,
    Option,
    QuestionDetails,
    SectionDetails,
    limits_from,
    options_with_codes,
)
from participation.kernel.orm import Words


@dataclass(frozen=True)
class ReadySection:
    """A section: ``condition`` names questions by key and options by their English words."""

    key: str
    details: SectionDetails
    condition: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ReadyQuestion:
    """A question, in a section or before the first."""

    key: str
    kind: Kind
    details: QuestionDetails
    section: str | None = None
    condition: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ReadyMade:
    """A set of questions, with as much of the words around them as is the same everywhere."""

    key: str
    title: Words
    about: Words
    summary: Words
    lines: Mapping[str, Words] = field(default_factory=dict)
    sections: tuple[ReadySection, ...] = ()
    questions: tuple[ReadyQuestion, ...] = ()


@lru_cache(maxsize=1)
def ready_made() -> tuple[ReadyMade, ...]:
    """All of them, in order."""
    text = files(__package__).joinpath("ready_made.json").read_text(encoding="utf-8")
    return tuple(_read(raw) for raw in json.loads(text))


def _read(raw: Mapping[str, Any]) -> ReadyMade:
    return ReadyMade(
        raw["key"],
        raw["title"],
        raw["about"],
        raw["summary"],
        raw["lines"],
        tuple(
            ReadySection(
                one["key"],
                SectionDetails(one["title"], {}, one.get("together", False)),
                one.get("condition"),
            )
            for one in raw["sections"]
        ),
        tuple(
            ReadyQuestion(
                one["key"],
                Kind(one["kind"]),
                QuestionDetails(
                    wording=one["wording"],
                    required=one.get("required", False),
                    word_guide=one.get("word_guide"),
                    options=_options(one.get("options", ())),
                    rows=_options(one.get("rows", ())),
                    limits=limits_from(one.get("limits")),
                ),
                one.get("section"),
                one.get("condition"),
            )
            for one in raw["questions"]
        ),
    )


def _options(words: Sequence[Words]) -> tuple[Option, ...]:
    return options_with_codes([Option("", one) for one in words], ())


def ready_condition(raw: Mapping[str, Any], ids: Mapping[str, UUID], made: ReadyMade) -> Condition:
    """A condition of a set, about the questions that were made from it."""
    tests = []
    for one in raw["tests"]:
        about = next(question for question in made.questions if question.key == one["question"])
        known = {option.words["en"]: option.code for option in about.details.options}
        known |= {code: code for code in AGREEMENT}
        tests.append(
            One(
                ids[one["question"]],
                Ask(one["test"]),
                tuple(known[words] for words in one["options"]),
                one.get("number"),
            )
        )
    return Condition(tuple(tests), Match(raw["match"]))
