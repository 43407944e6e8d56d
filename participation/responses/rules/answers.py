"""What an answer holds, what is wrong with it, and how two sendings are told to be the same."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

LONGEST = 20_000
"""The most characters of one written answer: about 3,500 words."""

FREE_TEXT = "free_text"
MULTIPLE_CHOICE = "multiple_choice"

_SURROGATES = re.compile("[\ud800-\udfff]")


class Problem(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNKNOWN_OPTION = "unknown_option"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Given:
    """What somebody gave in answer to one question: words, or the codes of options."""

    text: str = ""
    codes: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was said: no option, and no words but spaces."""
        return not self.codes and not self.text.strip()


Blank = Given()


def tidy_text(typed: str) -> str:
    """What is stored of what was typed, for good: done once, where it comes in.

    NULs are dropped (one database refuses them), the line ends that forms send become single ones,
    and half characters that no encoding can hold become U+FFFD. Nothing else changes.

    >>> tidy_text("one\\r\\ntwo\\x00")
    'one\\ntwo'
    """
    return _SURROGATES.sub("\ufffd", typed.replace("\x00", "").replace("\r\n", "\n"))


def problem_with(
    given: Given, *, kind: str, required: bool, options: Collection[str]
) -> Problem | None:
    """What is wrong with an answer to a question of this kind, if anything."""
    if given.blank:
        return Problem.MISSING if required else None
    if kind == FREE_TEXT:
        return Problem.TOO_LONG if len(given.text) > LONGEST else None
    if not given.codes or any(code not in options for code in given.codes):
        return Problem.UNKNOWN_OPTION
    if kind != MULTIPLE_CHOICE and len(given.codes) > 1:
        return Problem.TOO_MANY
    return None


def as_sent(kind: str, given: Given) -> Given:
    """The part that this kind of question keeps: words, or codes in order and once each."""
    if kind == FREE_TEXT:
        return Given(text=given.text)
    return Given(codes=tuple(sorted(set(given.codes))))


def digest_of(nonce: bytes, answers: Mapping[UUID, Given]) -> bytes:
    """The same for the same answers under one form key, and telling nothing without that key."""
    said = [
        [question.hex, given.text, sorted(given.codes)]
        for question, given in sorted(answers.items())
        if not given.blank
    ]
    canonical = json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(nonce, canonical, sha256).digest()
