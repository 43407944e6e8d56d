"""A consultation's questions by section, and its route, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from participation.consultations import rules
from participation.consultations.forms import who_is_asked
from participation.consultations.rules import Asked, AskedSection, Condition
from participation.consultations.views.asked_words import problem_of_a_question
from participation.kernel.languages import said

Sentence = dict[str, str]


@dataclass(frozen=True)
class Part:
    """A section with its questions, each with its number; or what stands before the first."""

    section: AskedSection | None
    number: int
    questions: Sequence[tuple[int, Asked]] = ()
    who: str = ""
    asked_of: Mapping[UUID, str] = field(default_factory=dict)


def parts_of(asked: Sequence[Asked], sections: Sequence[AskedSection]) -> list[Part]:
    """The questions by section, in order, with who is asked in words."""
    numbered = list(enumerate(asked, 1))
    parts = []
    for place, section in enumerate([None, *sections]):
        own = section.section_id if section else None
        held = [pair for pair in numbered if pair[1].section_id == own]
        if section is None and not held:
            continue
        condition = section.condition if section else None
        parts.append(
            Part(
                section,
                place,
                held,
                who_is_asked(condition, asked, section=True) if condition else "",
                {
                    one.question_id: who_is_asked(one.condition, asked)
                    for _number, one in held
                    if one.condition
                },
            )
        )
    return parts


def steps_of(
    parts: Sequence[Part], asked: Sequence[Asked], faults: Sequence[str]
) -> list[rules.Step]:
    """The route as steps of a picture."""
    numbers = {question.question_id: at for at, question in enumerate(asked, 1)}
    wrong = {code.rpartition(":")[2] for code in faults if code.startswith("route_")}
    empty = {code.rpartition(":")[2] for code in faults if code.startswith("empty_section")}

    def after(condition: Condition | None) -> tuple[int, ...]:
        tests = condition.tests if condition else ()
        return tuple(numbers[one.question_id] for one in tests if one.question_id in numbers)

    steps = []
    for part in parts:
        outer = part.section.condition if part.section else None
        if part.section:
            steps.append(
                rules.Step(
                    None,
                    said(part.section.title),
                    part.who,
                    after(outer),
                    some=bool(outer),
                    wrong=str(part.number) in empty,
                )
            )
        steps += [
            rules.Step(
                number,
                said(question.wording),
                part.asked_of.get(question.question_id, ""),
                after(question.condition),
                in_section=part.section is not None,
                some=bool(outer or question.condition),
                wrong=str(number) in wrong,
            )
            for number, question in part.questions
        ]
    return steps


def sentences_of(consultation_id: UUID, problems: Iterable[str]) -> list[Sentence]:
    """What is wrong with the questions and their route, in linked sentences."""
    found = []
    for code in problems:
        if code == "no_question":
            href = url_for("consultations.add_question", consultation_id=consultation_id)
            found.append({"text": _("Ask at least one question"), "href": href})
        elif said_so := problem_of_a_question(consultation_id, code):
            found.append({"text": said_so[0], "href": said_so[1]})
    return found


def wrong_by_part(
    consultation_id: UUID, problems: Iterable[str]
) -> tuple[dict[int, list[Sentence]], dict[int, list[Sentence]]]:
    """What is wrong with each question and each section, by its number, in linked sentences."""
    questions: dict[int, list[Sentence]] = {}
    sections: dict[int, list[Sentence]] = {}
    for code in problems:
        kind, _colon, rest = code.partition(":")
        number = rest.partition(":")[0]
        found = problem_of_a_question(consultation_id, code) if number.isdigit() else None
        if found:
            about = sections if kind in {"section_language", "empty_section"} else questions
            about.setdefault(int(number), []).append({"text": found[0], "href": found[1]})
    return questions, sections
