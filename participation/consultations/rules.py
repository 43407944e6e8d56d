"""What may be of a consultation: its stages, what it lacks to open, what a question may ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from participation.kernel.actors import Actor, Permission, Teamed
from participation.kernel.errors import Refusal
from participation.kernel.languages import DEFAULT
from participation.kernel.orm import Words
from participation.missions.rules import slug_from


class Stage(StrEnum):
    """Where a consultation has got to."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ANALYSING = "analysing"
    DECIDED = "decided"
    REPORTED_BACK = "reported_back"
    WITHDRAWN = "withdrawn"


NOT_OPENED = frozenset({Stage.DRAFT, Stage.SCHEDULED})
ENDED = frozenset({Stage.CLOSED, Stage.ANALYSING, Stage.DECIDED, Stage.REPORTED_BACK})
OUTCOME = frozenset({Stage.DECIDED, Stage.REPORTED_BACK})

GRACE = timedelta(minutes=15)
"""A form opened in time is taken this long after closing; what follows closing waits for it."""


class Facts(Protocol):
    """The moments that a stage is worked out from."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def analysing_at(self) -> datetime | None: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def reported_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def stage_of(facts: Facts, now: datetime) -> Stage:
    """The stage at ``now``. ``queries.stage_is`` says the same in SQL: change both together."""
    if facts.withdrawn_at is not None:
        return Stage.WITHDRAWN
    if facts.published_at is None or facts.opens_at is None or facts.closes_at is None:
        return Stage.DRAFT
    if now < facts.closes_at:
        return Stage.SCHEDULED if now < facts.opens_at else Stage.OPEN
    if facts.reported_at is not None:
        return Stage.REPORTED_BACK
    if facts.decided_at is not None:
        return Stage.DECIDED
    return Stage.CLOSED if facts.analysing_at is None else Stage.ANALYSING


MARGIN = timedelta(minutes=1)
"""Nothing is edited this shortly before opening, so that nobody reads one wording and is kept
under another."""


def editing_problem(facts: Facts, now: datetime) -> str | None:
    """Why what it says can't be changed at ``now``: it was opened, is about to be, or is gone."""
    stage = stage_of(facts, now)
    if stage is Stage.WITHDRAWN:
        return "withdrawn"
    if stage not in NOT_OPENED:
        return "opened"
    if stage is Stage.SCHEDULED and facts.opens_at is not None and facts.opens_at - now < MARGIN:
        return "opening"
    return None


class Kind(StrEnum):
    """How a question is answered."""

    FREE_TEXT = "free_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    AGREEMENT = "agreement"


CHOOSING = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE})
AGREEMENT = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree", "dont_know")
"""What an agreement scale offers, in order. The words are the site's own, the same everywhere."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: its code never changes, its words may be corrected."""

    code: str
    words: Words


@dataclass(frozen=True)
class Asked:
    """A question as it is asked now: its newest version."""

    question_id: UUID
    version_id: UUID
    number: int
    position: int
    kind: str
    wording: Words
    help: Words
    required: bool
    word_guide: int | None
    options: tuple[Option, ...]


@dataclass(frozen=True)
class ConsultationDetails:
    """What a consultation is about, and who answers for it."""

    title: Words
    summary: Words
    mission_ids: tuple[UUID, ...]
    decision_owner: str = ""
    hide_results: bool = True


@dataclass(frozen=True)
class FiveLines:
    """What people should know before they give their time."""

    could_change: Words
    already_decided: Words
    who_decides: Words
    minutes_needed: int | None
    your_words: Words


@dataclass(frozen=True)
class QuestionDetails:
    """What a question says. ``options`` are words; codes are kept or made by the deed."""

    wording: Words
    help: Words = field(default_factory=dict)
    required: bool = False
    word_guide: int | None = None
    options: tuple[Option, ...] = ()


def options_with_codes(wanted: Sequence[Option], held: Sequence[Option]) -> tuple[Option, ...]:
    """Options as they will be kept: a code that is held stays, others are made from the words.

    >>> held = [Option("by-bus", {"en": "By buss"})]
    >>> wanted = [Option("by-bus", {"en": "By bus"}), Option("", {"en": "By bus"})]
    >>> [option.code for option in options_with_codes(wanted, held)]
    ['by-bus', 'by-bus-2']
    """
    known = {option.code for option in held}
    taken = {option.code for option in wanted if option.code in known}
    kept: list[Option] = []
    for option in wanted:
        code = option.code if option.code in known else ""
        if code and all(code != other.code for other in kept):
            kept.append(Option(code, dict(option.words)))
            continue
        made = stem = slug_from(option.words, "option")[:60]
        number = 1
        while made in taken | known:
            number += 1
            made = f"{stem}-{number}"
        taken.add(made)
        kept.append(Option(made, dict(option.words)))
    return tuple(kept)


LINES = ("could_change", "already_decided", "who_decides", "minutes_needed", "your_words")
WORDED = ("title", "summary", "could_change", "already_decided", "who_decides", "your_words")


class CannotPublish(Refusal):
    """It isn't ready to open. Each problem is a code, some with a part after a colon."""


class CannotChange(Refusal):
    """It has gone too far for this change: ``opened`` ``opening`` ``withdrawn`` and others."""


EXTENSION_REASONS = ("people_asked", "few_replies", "information_changed", "access", "event")
WITHDRAWAL_REASONS = ("mistake", "superseded", "not_needed", "advice")


def spoken(words: Mapping[str, str] | None, language: str = DEFAULT) -> bool:
    """Whether there are words in exactly this language."""
    return bool(words and words.get(language, "").strip())


def wanting(words: Mapping[str, str] | None, languages: Iterable[str]) -> list[str]:
    """The languages in which the words are still to be written."""
    return [language for language in languages if not spoken(words, language)]


class Draftable(Facts, Protocol):
    """What readiness is judged by, beside questions, missions and notices."""

    title: Words
    summary: Words
    could_change: Words
    already_decided: Words
    who_decides: Words
    your_words: Words
    minutes_needed: int | None
    decision_owner: str


def publication_problems(
    consultation: Draftable,
    *,
    questions: Sequence[Asked],
    languages: Sequence[str],
    missions_published: Sequence[bool],
    missing_notices: Sequence[str],
    now: datetime,
    today: date,
    opens_on: date | None,
) -> tuple[str, ...]:
    """Every reason why it can't be published now, in the order in which they are mended.

    Codes: ``no_mission`` ``no_published_mission`` ``no_decision_owner`` ``line:NAME``
    ``language:PART:LANGUAGE`` ``no_question`` ``question_language:NUMBER:LANGUAGE``
    ``few_options:NUMBER`` ``no_opening`` ``no_closing`` ``opening_past`` ``closing_past``
    ``closing_first`` ``notice:NAME``. NUMBER counts questions from 1.
    """
    found: list[str] = []
    if not missions_published:
        found.append("no_mission")
    elif not any(missions_published):
        found.append("no_published_mission")
    if not consultation.decision_owner.strip():
        found.append("no_decision_owner")
    found += _wording_problems(consultation, languages)
    found += question_problems(questions, languages)
    found += date_problems(consultation, now=now, today=today, opens_on=opens_on)
    found += [f"notice:{name}" for name in missing_notices]
    return tuple(found)


def _wording_problems(consultation: Draftable, languages: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in ("title", "summary", *LINES):
        if name == "minutes_needed":
            if not consultation.minutes_needed:
                found.append("line:minutes_needed")
            continue
        lacking = wanting(getattr(consultation, name), languages)
        if len(lacking) == len(languages):
            found.append(f"line:{name}")
        else:
            found += [f"language:{name}:{language}" for language in lacking]
    return found


def question_problems(questions: Sequence[Asked], languages: Sequence[str]) -> list[str]:
    """What the questions lack, as codes of :func:`publication_problems`."""
    if not questions:
        return ["no_question"]
    found: list[str] = []
    for number, asked in enumerate(questions, 1):
        if asked.kind in CHOOSING and len(asked.options) < 2:
            found.append(f"few_options:{number}")
        said = [asked.wording, *(option.words for option in asked.options)]
        if any(asked.help.values()):
            said.append(asked.help)
        found += [
            f"question_language:{number}:{language}"
            for language in languages
            if any(not spoken(words, language) for words in said)
        ]
    return found


def date_problems(facts: Facts, *, now: datetime, today: date, opens_on: date | None) -> list[str]:
    """What is wrong with the dates, as codes of :func:`publication_problems`."""
    found: list[str] = []
    if facts.opens_at is None:
        found.append("no_opening")
    elif opens_on is not None and opens_on < today:
        found.append("opening_past")
    if facts.closes_at is None:
        found.append("no_closing")
    elif facts.closes_at <= now:
        found.append("closing_past")
    elif facts.opens_at is not None and facts.closes_at <= facts.opens_at:
        found.append("closing_first")
    return found


def results_are_hidden(consultation: HidingResults, now: datetime, actor: Actor) -> bool:
    """Whether results and themes are kept from this actor until the consultation closes.

    Those who work on the replies see them all along; everybody else waits, where staff said so.
    """
    if not consultation.hide_results:
        return False
    if stage_of(consultation, now) not in NOT_OPENED | {Stage.OPEN}:
        return False
    return not actor.may(Permission.RESPONSE_READ, on=consultation)


class HidingResults(Facts, Teamed, Protocol):
    """A consultation, as far as hiding its results goes."""

    @property
    def hide_results(self) -> bool: ...
