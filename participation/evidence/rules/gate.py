"""The check before opening: the Gunning principles and what hangs on them, item by item.

Four tests from R v Brent LBC ex p Gunning (1985), approved in R (Moseley) v Haringey LBC [2014]
UKSC 56: asked while nothing is decided; told enough; given enough time; conscientiously taken into
account. What the site knows it fills in itself, what it can't know it asks. An item that lacks
something stands in the way of opening; a caution doesn't. It is a help to remember, not legal
advice: docs/methods/lawfulness.md says where each item comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from participation.evidence.rules.telling import Told, lacking
from participation.kernel import holidays


class Principle(StrEnum):
    """What an item is about."""

    FORMATIVE = "formative"
    INFORMATION = "information"
    TIME = "time"
    CONSIDERATION = "consideration"
    EQUALITY = "equality"
    DUTIES = "duties"
    APPROVAL = "approval"


class State(StrEnum):
    """How an item stands."""

    KNOWN = "known"
    """The site can see that it is so."""
    ANSWERED = "answered"
    """Somebody said so, and how."""
    CAUTION = "caution"
    """It is so, and worth another look."""
    MISSING = "missing"
    """It stands in the way of opening."""


ASKED = (
    "formative",
    "no_discarded",
    "no_documents",
    "time_reason",
    "election_reason",
    "affected",
    "consideration",
    "no_equality",
    "data_protection",
    "duty",
    "no_bodies",
)
"""What is asked of people, in the order in which it is asked. Each answer is their own words."""

SHORT = 28
VERY_SHORT = 14
"""Days. No law says how long is long enough: R (Silus Investments SA) v Hounslow LBC [2015] held
seven days, some of them holidays, to be too few; the Cabinet Office's principles of 2018 ask for a
proportionate time."""
SOON = 14
"""Days from closing to deciding in which hundreds of replies can hardly be taken into account."""


class PeriodKind(StrEnum):
    """What a stretch of the council's calendar is."""

    PRE_ELECTION = "pre_election"
    SCHOOL_HOLIDAY = "school_holiday"
    BANK_HOLIDAY = "bank_holiday"


@dataclass(frozen=True)
class Period:
    """Days of the council's calendar, the first and the last of them counted."""

    kind: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Approval:
    """Whether somebody approved it as it stands. ``alone``: there was nobody else to ask."""

    approved: bool = False
    stale: bool = False
    alone: bool = False
    approver: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Facts:
    """All that the check looks at."""

    told: Told
    languages: tuple[str, ...]
    opens_on: date | None = None
    last_day: date | None = None
    decided: bool = False
    can_object: bool = True
    already_decided: bool = True
    calendar: tuple[Period, ...] = ()
    bodies: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    approval: Approval = field(default_factory=Approval)

    def said(self, code: str) -> str:
        """What was answered, without spaces around it."""
        return str(self.answers.get(code, "")).strip()


@dataclass(frozen=True)
class Item:
    """One line of the check. ``problems`` are codes; ``facts`` fill its sentence in."""

    code: str
    principle: Principle
    state: State
    problems: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    asks: str = ""
    """The code of the answer that it asks for, where it asks."""


def checklist(facts: Facts) -> tuple[Item, ...]:
    """Every item in order, each with how it stands."""
    return (*content_items(facts), _approval(facts.approval))


def content_items(facts: Facts) -> tuple[Item, ...]:
    """All but the approval: what an approver looks at."""
    return (
        *_formative(facts),
        *_information(facts),
        *_time(facts),
        *_consideration(facts),
        *_equality(facts),
        *_duties(facts),
    )


def problems(items: Iterable[Item]) -> tuple[str, ...]:
    """The codes of all that stands in the way, in order."""
    return tuple(problem for item in items for problem in item.problems)


def _item(
    code: str,
    principle: Principle,
    *lacking_codes: str,
    caution: bool = False,
    asked: bool = False,
    asks: str = "",
    **facts: Any,
) -> Item:
    state = State.ANSWERED if asked else State.KNOWN
    if lacking_codes:
        state = State.MISSING
    elif caution:
        state = State.CAUTION
    return Item(code, principle, state, lacking_codes, facts, asks)


def _ask(facts: Facts, code: str, principle: Principle, **more: Any) -> Item:
    missing = () if facts.said(code) else (f"answer:{code}",)
    return _item(code, principle, *missing, asked=True, asks=code, **more)


def _formative(facts: Facts) -> Iterator[Item]:
    principle, decides = Principle.FORMATIVE, facts.told.particulars.decides_on
    yield _item("not_decided", principle, *(["decided"] if facts.decided else []))
    yield _ask(facts, "formative", principle)
    found = []
    days = None
    if decides is None:
        found.append("decides_on")
    elif facts.last_day is not None:
        days = (decides - facts.last_day).days
        if days <= 0:
            found.append("decides_first")
    yield _item(
        "decides_after",
        principle,
        *found,
        caution=days is not None and days < SOON,
        day=decides,
        days=days,
    )
    yield _item("can_object", principle, caution=not facts.can_object)


def _information(facts: Facts) -> Iterator[Item]:
    principle, told = Principle.INFORMATION, facts.told
    forward, dropped = told.put_forward, told.discarded
    found = [] if forward or told.particulars.open_question else ["options"]
    for number, option in enumerate(told.options, 1):
        parts = [option.title, option.words]
        parts += [option.why_discarded] if option.discarded else []
        parts += [
            words
            for words in (option.in_favour, option.against)
            if any(map(str.strip, words.values()))
        ]
        wanting = {one for words in parts for one in lacking(words, facts.languages)}
        found += [f"option_words:{number}:{one}" for one in facts.languages if one in wanting]
    one_sided = any(
        bool("".join(option.in_favour.values()).strip())
        != bool("".join(option.against.values()).strip())
        for option in forward
    )
    yield _item(
        "options",
        principle,
        *found,
        caution=one_sided,
        number=len(forward),
        open_question=told.particulars.open_question and not forward,
    )
    if dropped or (told.particulars.open_question and not forward):
        yield _item("discarded", principle, number=len(dropped))
    else:
        yield _ask(facts, "no_discarded", principle)
    if told.documents:
        wanting_words = [
            f"document_words:{number}:{language}"
            for number, document in enumerate(told.documents, 1)
            for language in facts.languages
            if lacking(document.title, [language]) or lacking(document.summary, [language])
        ]
        yield _item("documents", principle, *wanting_words, number=len(told.documents))
    else:
        yield _ask(facts, "no_documents", principle)


def _time(facts: Facts) -> Iterator[Item]:
    principle = Principle.TIME
    first, last = facts.opens_on, facts.last_day
    if first is None or last is None or last < first:
        # The dates themselves are asked for where they are set.
        yield _item("length", principle, caution=True, days=None)
    else:
        days = (last - first).days + 1
        extra = {
            day
            for period in facts.calendar
            if period.kind == PeriodKind.BANK_HOLIDAY
            for day in holidays.days_from(period.starts_on, period.ends_on)
        }
        school = _overlap(facts, PeriodKind.SCHOOL_HOLIDAY)
        yield _item(
            "length",
            principle,
            caution=days < SHORT,
            days=days,
            very_short=days < VERY_SHORT,
            working_days=holidays.working_days(first, last, extra),
            bank_holidays=holidays.holidays_between(first, last, extra),
        )
        yield _item("school_holidays", principle, caution=bool(school), periods=school)
    yield _ask(facts, "time_reason", principle)
    election = _overlap(facts, PeriodKind.PRE_ELECTION)
    if election:
        yield _ask(facts, "election_reason", principle, periods=election)
    else:
        known = any(period.kind == PeriodKind.PRE_ELECTION for period in facts.calendar)
        yield _item("no_election", principle, caution=not known)
    particulars = facts.told.particulars
    for name in ("on_paper", "by_telephone"):
        yield _words(facts, name, getattr(particulars, name), principle)
    yield _ask(facts, "affected", principle)


def _overlap(facts: Facts, kind: PeriodKind) -> tuple[Period, ...]:
    """The periods of a kind that the time of asking touches."""
    if facts.opens_on is None or facts.last_day is None:
        return ()
    return tuple(
        period
        for period in facts.calendar
        if period.kind == kind
        and period.starts_on <= facts.last_day
        and period.ends_on >= facts.opens_on
    )


def _words(facts: Facts, name: str, words: Mapping[str, str], principle: Principle) -> Item:
    wanting = [f"route:{name}:{one}" for one in lacking(words, facts.languages)]
    return _item(name, principle, *wanting)


def _consideration(facts: Facts) -> Iterator[Item]:
    principle, particulars = Principle.CONSIDERATION, facts.told.particulars
    yield _ask(facts, "consideration", principle)
    for name in ("letters_to", "contact"):
        yield _words(facts, name, getattr(particulars, name), principle)
    yield _item(
        "late_rule",
        principle,
        *([] if particulars.late_rule else ["late_rule"]),
        rule=particulars.late_rule,
    )


def _equality(facts: Facts) -> Iterator[Item]:
    particulars = facts.told.particulars
    if particulars.equality_reference.strip():
        wanting = [
            f"route:equality:{one}" for one in lacking(particulars.equality, facts.languages)
        ]
        yield _item(
            "equality",
            Principle.EQUALITY,
            *wanting,
            reference=particulars.equality_reference,
        )
    else:
        yield _ask(facts, "no_equality", Principle.EQUALITY)


def _duties(facts: Facts) -> Iterator[Item]:
    yield _ask(facts, "data_protection", Principle.DUTIES)
    yield _ask(facts, "duty", Principle.DUTIES)
    if facts.bodies:
        yield _item("bodies", Principle.DUTIES, number=facts.bodies)
    else:
        yield _ask(facts, "no_bodies", Principle.DUTIES)


def _approval(approval: Approval) -> Item:
    missing = ["approval_stale"] if approval.stale else [] if approval.approved else ["approval"]
    return _item(
        "approval",
        Principle.APPROVAL,
        *missing,
        caution=approval.alone,
        approver=approval.approver,
        day=approval.on,
    )


def answers_wanted(facts: Facts) -> tuple[str, ...]:
    """The codes of the answers that this consultation needs, as it stands."""
    return tuple(item.asks for item in content_items(facts) if item.asks)


def pre_election(polling_day: date, extra: Iterable[date] = ()) -> tuple[date, date]:
    """The days of heightened care before a poll, where the council names no others: from the last
    day for the notice of election to polling day.

    >>> pre_election(date(2026, 5, 7))
    (datetime.date(2026, 3, 30), datetime.date(2026, 5, 7))
    """
    return holidays.before_polling(polling_day, tuple(extra)), polling_day


def may_approve(*, author: bool, others: int) -> bool:
    """Whether somebody may approve: not their own work, unless there is nobody else who could.

    >>> may_approve(author=False, others=0), may_approve(author=True, others=2)
    (True, False)
    """
    return not author or others == 0


__all__ = [
    "ASKED",
    "SHORT",
    "SOON",
    "VERY_SHORT",
    "Approval",
    "Facts",
    "Item",
    "Period",
    "PeriodKind",
    "Principle",
    "State",
    "answers_wanted",
    "checklist",
    "content_items",
    "may_approve",
    "pre_election",
    "problems",
]
