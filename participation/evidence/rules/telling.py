"""What people are told, as plain values, and what is lacking in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from participation.files.rules import FileFacts, Upload
from participation.kernel.orm import Words


class Standing(StrEnum):
    """Whether an option is still there to be chosen."""

    PUT_FORWARD = "put_forward"
    PREFERRED = "preferred"
    DISCARDED = "discarded"


class Format(StrEnum):
    """How a document reaches people: each is its own document, told apart on the page."""

    STANDARD = "standard"
    EASY_READ = "easy_read"
    LARGE_PRINT = "large_print"
    SIGNED = "signed"
    AUDIO = "audio"


class LateRule(StrEnum):
    """What becomes of post and e-mail that comes after closing, said before opening."""

    COUNTED = "counted"
    READ = "read"


WORDED = ("contact", "on_paper", "by_telephone", "letters_to", "equality")
ROUTES = ("contact", "on_paper", "by_telephone", "letters_to")
"""What must be said before opening, in every language."""


@dataclass(frozen=True)
class ParticularsFacts:
    """What a consultation says besides its five lines."""

    decides_on: date | None = None
    contact: Words = field(default_factory=dict)
    on_paper: Words = field(default_factory=dict)
    by_telephone: Words = field(default_factory=dict)
    letters_to: Words = field(default_factory=dict)
    equality: Words = field(default_factory=dict)
    equality_reference: str = ""
    late_rule: str = ""
    open_question: bool = False


@dataclass(frozen=True)
class OptionDetails:
    """What is said of an option."""

    standing: str
    title: Words
    words: Words = field(default_factory=dict)
    in_favour: Words = field(default_factory=dict)
    against: Words = field(default_factory=dict)
    why_discarded: Words = field(default_factory=dict)


@dataclass(frozen=True)
class OptionFacts(OptionDetails):
    """An option as it stands."""

    id: UUID = field(kw_only=True)
    position: int = field(kw_only=True)

    @property
    def discarded(self) -> bool:
        """Whether it was dropped."""
        return self.standing == Standing.DISCARDED


@dataclass(frozen=True)
class DocumentDetails:
    """What is said of a document, and the files that come with it now."""

    title: Words
    summary: Words
    format: str = Format.STANDARD
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    """By language: what to attach, instead of what was there."""
    drop: frozenset[str] = frozenset()
    """Languages whose file is taken away."""


@dataclass(frozen=True)
class DocumentFacts:
    """A document as it stands."""

    id: UUID
    position: int
    format: str
    title: Words
    summary: Words
    files: Mapping[str, FileFacts]


@dataclass(frozen=True)
class Told:
    """All of it."""

    particulars: ParticularsFacts
    options: tuple[OptionFacts, ...]
    documents: tuple[DocumentFacts, ...]

    @property
    def put_forward(self) -> tuple[OptionFacts, ...]:
        """The options that can still be chosen."""
        return tuple(option for option in self.options if not option.discarded)

    @property
    def discarded(self) -> tuple[OptionFacts, ...]:
        """Those that were dropped, with the reason."""
        return tuple(option for option in self.options if option.discarded)


def lacking(words: Mapping[str, str] | None, languages: Iterable[str]) -> list[str]:
    """The languages in which there are no words yet."""
    return [language for language in languages if not (words or {}).get(language, "").strip()]
