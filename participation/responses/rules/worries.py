"""Word rules: phrases that put an answer in front of an officer at once, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.errors import Refusal
from participation.responses.rules.redaction import Span

LONGEST_PHRASE = 100
READ_AT_MOST = 50_000


class Kind(StrEnum):
    """What a phrase may be a sign of."""

    THREAT = "threat"
    SAFEGUARDING = "safeguarding"
    LEGAL = "legal"


class Done(StrEnum):
    """What an officer did about it."""

    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    NOTHING = "nothing"


class BadRule(Refusal):
    """Not a phrase that can be looked for: ``phrase`` ``kind``."""


@dataclass(frozen=True)
class Rule:
    """A phrase of a kind. A star at the end of a word stands for any ending of it."""

    kind: str
    phrase: str


@dataclass(frozen=True)
class Found:
    """Where a rule's phrase stands in a text."""

    kind: str
    span: Span


def phrase_problem(phrase: str) -> str | None:
    """Why a phrase can't be a rule: ``phrase``; nothing when it can."""
    words = phrase.split()
    bare = [word.removesuffix("*") for word in words]
    if not words or len(phrase) > LONGEST_PHRASE:
        return "phrase"
    if any(len(word) < 2 and "*" in full for word, full in zip(bare, words, strict=True)):
        return "phrase"
    return "phrase" if any("*" in word or not word for word in bare) else None


def _pattern(rule: Rule) -> re.Pattern[str]:
    words = [
        re.sub("['’]", "['’]", re.escape(word.removesuffix("*")))
        + (r"\w{0,30}" if word.endswith("*") else "")
        for word in rule.phrase.split()
    ]
    return re.compile(r"(?<!\w)" + r"[\s,-]{1,3}".join(words) + r"(?!\w)", re.IGNORECASE)


class Reader:
    """A set of rules, ready to read many texts.

    >>> Reader([Rule("threat", "burn* it down")]).read("I’ll burn  it DOWN!")
    (Found(kind='threat', span=Span(start=5, end=18)),)
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.patterns = [
            (rule.kind, _pattern(rule)) for rule in rules if phrase_problem(rule.phrase) is None
        ]

    def read(self, text: str) -> tuple[Found, ...]:
        """The first place of each kind in a text, in the order of the text."""
        first: dict[str, Span] = {}
        for kind, pattern in self.patterns:
            found = pattern.search(text, 0, READ_AT_MOST)
            if found and (kind not in first or found.start() < first[kind].start):
                first[kind] = Span(*found.span())
        found_all = [Found(kind, span) for kind, span in first.items()]
        return tuple(sorted(found_all, key=lambda one: (one.span, one.kind)))
