"""Routes: which questions somebody is asked, page by page, and what is wrong with a route.

A question or section is asked when its condition holds, and a condition looks only at questions
on earlier pages. So a route always goes forward: it can't loop, and every answer settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from participation.consultations.rules.conditions import (
    BY_CODE,
    BY_NUMBER,
    Ask,
    Condition,
    Match,
    One,
)
from participation.consultations.rules.questions import Asked, AskedSection, Kind

ENOUGH = 50_000
"""How many combinations of answers are tried before a question is taken to be reachable."""


@dataclass(frozen=True)
class Heard:
    """What an answer says, as far as a condition asks."""

    answered: bool = False
    codes: frozenset[str] = frozenset()
    number: float | None = None


UNHEARD = Heard()
Hear = Callable[[Asked], Heard]
"""What was answered to a question, whether or not it is on the route."""


@dataclass(frozen=True)
class RoutePage:
    """What is asked on one page. ``number`` counts every page from 1, asked or not."""

    number: int
    questions: tuple[Asked, ...]
    section: AskedSection | None
    begins_section: bool


def holds(condition: Condition | None, heard: Mapping[UUID, Heard]) -> bool:
    """Whether a condition holds. ``heard`` has only questions that were asked."""
    if condition is None:
        return True
    found = [_holds(one, heard.get(one.question_id, UNHEARD)) for one in condition.tests]
    return all(found) if condition.match is Match.ALL else any(found)


def _holds(one: One, heard: Heard) -> bool:
    match one.test:
        case Ask.CHOSE:
            return heard.answered and not heard.codes.isdisjoint(one.codes)
        case Ask.DID_NOT_CHOOSE:
            return heard.answered and heard.codes.isdisjoint(one.codes)
        case Ask.ANSWERED:
            return heard.answered
        case Ask.NOT_ANSWERED:
            return not heard.answered
        case Ask.AT_LEAST:
            return heard.number is not None and heard.number >= (one.number or 0)
        case Ask.AT_MOST:
            return heard.number is not None and heard.number <= (one.number or 0)


def on_route(
    asked: Sequence[Asked], sections: Sequence[AskedSection], hear: Hear
) -> tuple[Asked, ...]:
    """The questions that somebody with these answers is asked, in order.

    ``asked`` is in the order of asking. An answer to a question that turns out not to be asked
    decides nothing.
    """
    by_id = {section.section_id: section for section in sections}
    heard: dict[UUID, Heard] = {}
    route = []
    for question in asked:
        section = by_id.get(question.section_id) if question.section_id else None
        if section is not None and not holds(section.condition, heard):
            continue
        if not holds(question.condition, heard):
            continue
        route.append(question)
        heard[question.question_id] = hear(question)
    return tuple(route)


def pages_of(asked: Sequence[Asked], sections: Sequence[AskedSection]) -> tuple[RoutePage, ...]:
    """Every page in order, whoever is asked it: one question each, or a section's together."""
    by_id = {section.section_id: section for section in sections}
    pages: list[RoutePage] = []
    for question in asked:
        section = by_id.get(question.section_id) if question.section_id else None
        last = pages[-1] if pages else None
        same = last is not None and section is not None and last.section == section
        if same and last is not None and section is not None and section.together:
            pages[-1] = RoutePage(
                last.number, (*last.questions, question), section, last.begins_section
            )
        else:
            begins = section is not None and not same
            pages.append(RoutePage(len(pages) + 1, (question,), section, begins))
    return tuple(pages)


def route_problems(asked: Sequence[Asked], sections: Sequence[AskedSection]) -> list[str]:
    """What is wrong with the route. NUMBER counts questions from 1, SECTION sections from 1.

    ``route_gone:NUMBER`` depends on a question that is no longer asked; ``route_later:NUMBER`` on
    itself, a later question or one on the same page (which would be a loop or a page that nobody
    can finish); ``route_option:NUMBER`` on an option that isn't offered; ``route_kind:NUMBER``
    asks what that kind of question can't tell; ``route_never:NUMBER`` nobody can reach it;
    ``empty_section:SECTION`` has no question, so that it would be a blank page.
    """
    found: list[str] = []
    place = {question.question_id: at for at, question in enumerate(asked)}
    page_of = {
        question.question_id: page.number
        for page in pages_of(asked, sections)
        for question in page.questions
    }
    by_id = {section.section_id: section for section in sections}
    for number, question in enumerate(asked, 1):
        section = by_id.get(question.section_id) if question.section_id else None
        first = next((at for at in asked if section and at.section_id == section.section_id), None)
        wrong: set[str] = set()
        for condition, page in (
            (question.condition, page_of[question.question_id]),
            (
                section.condition if section and first is question else None,
                page_of[first.question_id] if first else 0,
            ),
        ):
            for one in condition.tests if condition else ():
                wrong |= _faults(one, asked, place, page_of, page)
        found += [f"{fault}:{number}" for fault in sorted(wrong)]
        if not wrong and not _reachable(question, asked, sections):
            found.append(f"route_never:{number}")
    held = {question.section_id for question in asked}
    found += [
        f"empty_section:{number}"
        for number, section in enumerate(sections, 1)
        if section.section_id not in held
    ]
    return found


def _faults(
    one: One,
    asked: Sequence[Asked],
    place: Mapping[UUID, int],
    page_of: Mapping[UUID, int],
    page: int,
) -> set[str]:
    if one.question_id not in place:
        return {"route_gone"}
    found = set()
    about = asked[place[one.question_id]]
    if page_of[one.question_id] >= page:
        found.add("route_later")
    if one.test in BY_CODE:
        if about.kind not in TELLING_CODES:
            found.add("route_kind")
        elif not one.codes or not set(one.codes) <= set(about.codes):
            found.add("route_option")
    elif one.test in BY_NUMBER and (about.kind not in TELLING_NUMBERS or one.number is None):
        found.add("route_kind")
    return found


TELLING_CODES = frozenset({Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.AGREEMENT})
TELLING_NUMBERS = frozenset({Kind.NUMBER, Kind.SCALE})


def _tests(question: Asked, by_id: Mapping[UUID, AskedSection]) -> tuple[One, ...]:
    section = by_id.get(question.section_id) if question.section_id else None
    conditions = (question.condition, section.condition if section else None)
    return tuple(one for condition in conditions if condition for one in condition.tests)


def _reachable(question: Asked, asked: Sequence[Asked], sections: Sequence[AskedSection]) -> bool:
    """Whether any answers lead to the question: tried out, one answer of each sort that matters."""
    by_id = {section.section_id: section for section in sections}
    known = {one.question_id: one for one in asked}
    wanted, todo = set[UUID](), [question]
    while todo:
        for one in _tests(todo.pop(), by_id):
            if one.question_id in known and one.question_id not in wanted:
                wanted.add(one.question_id)
                todo.append(known[one.question_id])
    if not wanted:
        return True
    chain = [one for one in asked if one.question_id in wanted or one is question]
    tests = [test for one in chain for test in _tests(one, by_id)]
    before = [one for one in chain if one is not question]
    sorts = [tuple(_sorts(one, tests)) for one in before]
    for tried, answers in enumerate(product(*sorts)):
        if tried >= ENOUGH:
            return True
        ids = (one.question_id for one in before)
        if question in on_route(chain, sections, _hearing(dict(zip(ids, answers, strict=True)))):
            return True
    return False


def _hearing(heard: Mapping[UUID, Heard]) -> Hear:
    return lambda question: heard.get(question.question_id, UNHEARD)


def _sorts(question: Asked, tests: Sequence[One]) -> Iterator[Heard]:
    """One answer of each sort that these tests can tell apart."""
    mine = [one for one in tests if one.question_id == question.question_id]
    asked_of = sorted({code for one in mine for code in one.codes} & set(question.codes))
    numbers = sorted({one.number for one in mine if one.number is not None})
    if question.kind == Kind.MULTIPLE_CHOICE:
        for size in product((False, True), repeat=min(len(asked_of), 12)):
            chosen = frozenset(code for code, yes in zip(asked_of, size, strict=False) if yes)
            most = question.limits.most
            rest = [code for code in question.codes if code not in asked_of]
            if (chosen or rest) and (most is None or len(chosen) <= most):
                yield Heard(answered=True, codes=chosen or frozenset(rest[:1]))
    elif question.kind in TELLING_CODES:
        rest = [code for code in question.codes if code not in asked_of]
        for code in [*asked_of, *rest[:1]]:
            yield Heard(answered=True, codes=frozenset({code}))
    elif question.kind in TELLING_NUMBERS:
        bounds = question.limits
        for number in {n + step for n in (*numbers, 0) for step in (-1, 0, 1)}:
            low = bounds.least is None or number >= bounds.least
            if low and (bounds.greatest is None or number <= bounds.greatest):
                yield Heard(answered=True, number=number)
    else:
        yield Heard(answered=True)
    if not question.required:
        yield UNHEARD
