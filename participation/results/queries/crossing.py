"""Counting a question by something else that is known: three questions to the database at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from participation.consultations.rules import Kind
from participation.equality.models import EqualityAnswer
from participation.responses.models import Answer, AnswerChoice, Response, ResponseVersion
from participation.results.queries import EVERY, Which, countable, live, which_count
from participation.results.rules import QuestionAsked
from participation.results.rules.crossing import NOT_SAID, Across, Crossed


@dataclass(frozen=True)
class _Joined:
    """The value that stands across, and how a reading of responses gets to it."""

    value: ColumnElement[Any]
    join: Callable[[Select[Any]], Select[Any]]


def _joined(across: Across, other: QuestionAsked | None) -> _Joined:
    plain: dict[str, Any] = {
        "channel": Response.channel,
        "kind": Response.respondent_kind,
        "language": Response.language,
        "area": func.coalesce(Response.area_code, NOT_SAID),
    }
    if across.name in plain:
        return _Joined(plain[across.name], lambda reading: reading)
    if across.equality:
        of_people = (
            select(EqualityAnswer.response_id, EqualityAnswer.code)
            .where(EqualityAnswer.question == across.equality)
            .subquery()
        )
        return _Joined(
            func.coalesce(cast(of_people.c.code, String), NOT_SAID),
            lambda reading: reading.outerjoin(of_people, of_people.c.response_id == Response.id),
        )
    assert other is not None
    theirs = _answers_to(other, across.row).subquery()
    return _Joined(
        func.coalesce(theirs.c.code, NOT_SAID),
        lambda reading: reading.outerjoin(theirs, theirs.c.response_id == Response.id),
    )


def _answers_to(question: QuestionAsked, row: str) -> Select[Any]:
    """Each response with what it chose; several lines for one that chose several."""
    code: Any = AnswerChoice.code
    wanted = [Answer.question_id == question.question_id, Answer.live]
    if question.kind == Kind.SCALE:
        code = cast(cast(AnswerChoice.amount, _whole()), String)
    elif question.kind == Kind.RANKING:
        wanted.append(AnswerChoice.amount == 1)
    elif question.kind == Kind.MAP_PIN:
        wanted.append(AnswerChoice.row == "area")
    elif question.kind == Kind.MATRIX:
        wanted.append(AnswerChoice.row == row)
    return (
        select(ResponseVersion.response_id, code.label("code"))
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .where(*wanted)
    )


def _whole() -> Any:
    from sqlalchemy import Integer

    return Integer()


def crossed(
    session: Session,
    consultation_id: UUID,
    asked: Iterable[QuestionAsked],
    across: Across,
    other: QuestionAsked | None = None,
    which: Which = EVERY,
) -> dict[UUID, Crossed]:
    """Each of these questions by what stands across.

    A base is how many of a column answered the question at all. ``other`` is the question that
    stands across, if one does. A ranking counts first places, a scale its numbers.
    """
    joined = _joined(across, other)
    wanted = [question.question_id for question in asked]
    scales = [q.question_id for q in asked if q.kind == Kind.SCALE]
    rankings = [q.question_id for q in asked if q.kind == Kind.RANKING]
    code = case(
        (Answer.question_id.in_(scales), cast(cast(AnswerChoice.amount, _whole()), String)),
        else_=AnswerChoice.code,
    )
    first_only = case(
        (Answer.question_id.in_(rankings), AnswerChoice.amount == 1), else_=countable()
    )
    marks = session.execute(
        joined.join(
            live(
                consultation_id,
                which,
                Answer.question_id,
                AnswerChoice.row,
                code.label("mark"),
                joined.value.label("across"),
                func.count(),
            )
        )
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .where(and_(Answer.question_id.in_(wanted), first_only))
        .group_by(Answer.question_id, AnswerChoice.row, "mark", "across")
    )
    found = {id_: Crossed({}, {}) for id_ in wanted}
    for question_id, row, mark, column, number in marks:
        found[question_id].counts[row, mark, str(column)] = number
    bases = session.execute(
        joined.join(
            live(
                consultation_id,
                which,
                Answer.question_id,
                joined.value.label("across"),
                # Only a question may put one reply into several columns.
                func.count() if other is None else func.count(func.distinct(Answer.id)),
            )
        )
        .where(Answer.question_id.in_(wanted))
        .group_by(Answer.question_id, "across")
    )
    for question_id, column, number in bases:
        found[question_id].bases[str(column)] = number
    return found


def totals(
    session: Session,
    consultation_id: UUID,
    across: Across,
    other: QuestionAsked | None = None,
    which: Which = EVERY,
) -> dict[str, int]:
    """How many replies are in each column, whatever they answered."""
    joined = _joined(across, other)
    rows = session.execute(
        joined.join(
            select(
                joined.value.label("across"), func.count(func.distinct(Response.id))
            ).select_from(Response)
        )
        .where(which_count(consultation_id, which))
        .group_by("across")
    )
    return {str(column): number for column, number in rows}
