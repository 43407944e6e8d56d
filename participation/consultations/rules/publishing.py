"""What a consultation lacks to open, and what may no longer be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from participation.consultations.rules.questions import LISTING, Asked, AskedSection, Kind
from participation.consultations.rules.routes import route_problems
from participation.consultations.rules.stages import NOT_OPENED, RUNNING, Facts, stage_of
from participation.kernel.actors import Actor, Permission, Teamed
from participation.kernel.errors import Refusal
from participation.kernel.languages import DEFAULT
from participation.kernel.orm import Words


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


LINES = ("could_change", "already_decided", "who_decides", "minutes_needed", "your_words")
WORDED = ("title", "summary", "could_change", "already_decided", "who_decides", "your_words")


class CannotPublish(Refusal):
    """It isn't ready to open. Each problem is a code, some with a part after a colon."""


class CannotChange(Refusal):
    """It has gone too far for this change: ``opened`` ``opening`` ``withdrawn`` and others."""


EXTENSION_REASONS = ("people_asked", "few_replies", "information_changed", "access", "event")
PAUSE_REASONS = ("mistake", "event", "technical", "advice")
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
    sections: Sequence[AskedSection] = (),
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
    ``few_options:NUMBER`` ``few_rows:NUMBER`` ``no_total:NUMBER`` ``no_ends:NUMBER``
    ``section_language:SECTION:LANGUAGE``, those of ``route_problems``, ``no_opening``
    ``no_closing`` ``opening_past`` ``closing_past`` ``closing_first`` ``notice:NAME``. NUMBER
    counts questions from 1, SECTION sections.
    """
    found: list[str] = []
    if not missions_published:
        found.append("no_mission")
    elif not any(missions_published):
        found.append("no_published_mission")
    if not consultation.decision_owner.strip():
        found.append("no_decision_owner")
    found += _wording_problems(consultation, languages)
    found += question_problems(questions, languages, sections)
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


def question_problems(
    questions: Sequence[Asked], languages: Sequence[str], sections: Sequence[AskedSection] = ()
) -> list[str]:
    """What the questions and their route lack, as codes of :func:`publication_problems`."""
    if not questions:
        return ["no_question"]
    found: list[str] = []
    for number, asked in enumerate(questions, 1):
        if asked.kind in LISTING and len(asked.options) < 2:
            found.append(f"few_options:{number}")
        if asked.kind == Kind.MATRIX and not asked.rows:
            found.append(f"few_rows:{number}")
        if asked.kind == Kind.BUDGET and not asked.limits.total:
            found.append(f"no_total:{number}")
        if asked.kind == Kind.SCALE and None in {asked.limits.least, asked.limits.greatest}:
            found.append(f"no_ends:{number}")
        said = [asked.wording, *(one.words for one in (*asked.options, *asked.rows))]
        limits = asked.limits
        said += [
            words for words in (asked.help, limits.unit, limits.low, limits.high) if _any(words)
        ]
        found += [
            f"question_language:{number}:{language}"
            for language in languages
            if any(not spoken(words, language) for words in said)
        ]
    for number, section in enumerate(sections, 1):
        parts = [words for words in (section.title, section.intro) if _any(words)]
        found += [
            f"section_language:{number}:{language}"
            for language in languages
            if any(not spoken(words, language) for words in parts)
        ]
    return found + route_problems(questions, sections)


def _any(words: Words) -> bool:
    return any(words.values())


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
    if stage_of(consultation, now) not in NOT_OPENED | RUNNING:
        return False
    return not actor.may(Permission.RESPONSE_READ, on=consultation)


class HidingResults(Facts, Teamed, Protocol):
    """A consultation, as far as hiding its results goes."""

    @property
    def hide_results(self) -> bool: ...
