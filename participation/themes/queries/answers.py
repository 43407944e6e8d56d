"""Answers as the themes room reads them: live ones, of responses that count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, select
from sqlalchemy.orm import Session

from participation.kernel.errors import NotFound
from participation.responses.models import Answer, Response, ResponseVersion
from participation.responses.queries.quoting import quotable
from participation.responses.queries.words import (
    Hidden,
    for_machine,
    hidden_in,
    hidden_in_question,
)
from participation.responses.rules.redaction import Span, seen
from participation.themes.models import Assignment, Codebook, Theme

PAGE = 25


def counts() -> ColumnElement[bool]:
    """True of an answer that is the last word of a response that is counted."""
    return and_(Answer.live, Response.status == "counted")


LATER = "later"
"""Answers that came after a list was settled: the computer placed them for its next version."""


def _version(codebook_id: UUID) -> ScalarSelect[int]:
    return select(Codebook.version).where(Codebook.id == codebook_id).scalar_subquery()


def in_force(codebook_id: UUID) -> ColumnElement[bool]:
    """True of placings in a list as it is now; those for its next version are left out."""
    return and_(
        Assignment.codebook_id == codebook_id,
        Assignment.current,
        Assignment.from_version <= _version(codebook_id),
    )


Chosen = TypeVar("Chosen")


def with_response(statement: Chosen) -> Chosen:
    """Join a ``select`` over answers to the responses they belong to."""
    assert isinstance(statement, Select)
    versions = statement.join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
    return cast("Chosen", versions.join(Response, Response.id == ResponseVersion.response_id))


def has_answers(session: Session, question_id: UUID) -> bool:
    """Whether anybody has answered a question."""
    found = with_response(select(Answer.id)).where(Answer.question_id == question_id, counts())
    return session.scalar(found.limit(1)) is not None


def texts_for_run(session: Session, question_id: UUID) -> list[tuple[UUID, str, str]]:
    """Every answer to group, as (id, text, language), in a fixed order.

    Hidden words are left blank, so that none ends in a theme's name and offsets still hold.
    """
    found = session.execute(
        with_response(select(Answer.id, Answer.text, Answer.language))
        .where(Answer.question_id == question_id, counts())
        .order_by(Answer.id)
    )
    hidden = hidden_in_question(session, question_id)
    return [(row[0], for_machine(hidden, row[0], row[1]), row[2]) for row in found]


def quotable_text(session: Session, answer_id: UUID) -> tuple[str, tuple[Span, ...]]:
    """An answer's words as stored, to point into, and the spans of them that are hidden."""
    text = session.scalar(select(Answer.text).where(Answer.id == answer_id))
    return text or "", hidden_in(session, [answer_id]).get(answer_id, ())


def stream_texts(session: Session, question_id: UUID) -> Iterator[tuple[UUID, str, str]]:
    """The same a few thousand at a time, so that any number fits in memory."""
    hidden = hidden_in_question(session, question_id)
    found = session.execute(
        with_response(select(Answer.id, Answer.text, Answer.language))
        .where(Answer.question_id == question_id, counts())
        .order_by(Answer.id)
        .execution_options(yield_per=2000)
    )
    for row in found:
        yield row[0], for_machine(hidden, row[0], row[1]), row[2]


@dataclass(frozen=True)
class AnswerRow:
    """An answer on the page of a theme or a state, without the words that are hidden.

    ``evidence`` is the text before, the evidence, and after; all is in the middle when no span
    fits. ``agreed``: whether whoever wrote it may be quoted.
    """

    id: UUID
    response_id: UUID
    text: str
    evidence: tuple[str, str, str]
    language: str
    by_person: bool
    confidence: float | None
    reason: str | None
    themes: tuple[tuple[UUID, str], ...] = ()
    agreed: bool = True

    @property
    def has_span(self) -> bool:
        """Whether the evidence is a part of the text, not all of it."""
        before, _, after = self.evidence
        return bool(before.strip() or after.strip())


def _row(
    answer: Answer,
    placed: Assignment,
    response_id: UUID,
    *,
    hidden: Hidden,
    reason: str | None,
    themes: tuple[tuple[UUID, str], ...],
    agreed: bool = True,
) -> AnswerRow:
    text, language, spans = answer.text or "", answer.language, hidden.get(answer.id, ())
    start, end = placed.start, placed.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        start, end = 0, len(text)
    return AnswerRow(
        id=answer.id,
        response_id=response_id,
        text=seen(text, spans, language=language),
        evidence=(
            seen(text, spans, 0, start, language=language),
            seen(text, spans, start, end, language=language),
            seen(text, spans, end, language=language),
        ),
        language=language,
        by_person=placed.by_person,
        confidence=placed.confidence,
        reason=reason,
        themes=themes,
        agreed=agreed,
    )


@dataclass(frozen=True)
class Page:
    """One page of answers, and how many there are in all."""

    rows: tuple[AnswerRow, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def answers_in(
    session: Session,
    codebook_id: UUID,
    *,
    theme_id: UUID | None = None,
    state: str | None = None,
    page: int = 1,
    order: Sequence[UUID] = (),
) -> Page:
    """Answers of a theme, most central first, or in a state. People's placings come first.

    With ``order`` those come first that it names, in that order.
    """
    where: list[ColumnElement[bool]] = [in_force(codebook_id), counts()]
    if theme_id is not None:
        where.append(Assignment.theme_id == theme_id)
    elif state == LATER:
        waits = Assignment.from_version > _version(codebook_id)
        where = [and_(Assignment.codebook_id == codebook_id, Assignment.current, waits), counts()]
        where.append(Assignment.primary.is_(True))
    else:
        where.append(and_(Assignment.state == state, Assignment.primary))
    base = with_response(
        select(Answer, Assignment, Response.id).join(Assignment, Assignment.answer_id == Answer.id)
    ).where(*where)
    total = session.scalar(select(func.count()).select_from(base.subquery("counted"))) or 0
    found = session.execute(
        base.order_by(
            *_in_order(order),
            Assignment.by_person.desc(),
            func.coalesce(Assignment.confidence, 0.0).desc(),
            Answer.id,
        )
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    ).all()
    labels = _labels(session, codebook_id, [row[0].id for row in found])
    hidden = hidden_in(session, [row[0].id for row in found])
    agreed = quotable(session, [row[0].id for row in found])
    rows = tuple(
        _row(
            answer,
            placed,
            response_id,
            hidden=hidden,
            reason=placed.reason,
            themes=labels.get(answer.id, ()),
            agreed=answer.id in agreed,
        )
        for answer, placed, response_id in found
    )
    return Page(rows, total, max(page, 1))


def _in_order(order: Sequence[UUID]) -> list[ColumnElement[int]]:
    if not order:
        return []
    return [case(*((Answer.id == one, at) for at, one in enumerate(order)), else_=len(order))]


def _labels(
    session: Session, codebook_id: UUID, answer_ids: list[UUID]
) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    if not answer_ids:
        return {}
    found = session.execute(
        select(Assignment.answer_id, Theme.id, Theme.label)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            Assignment.codebook_id == codebook_id,
            Assignment.current,
            Assignment.answer_id.in_(answer_ids),
        )
        .order_by(Assignment.primary.desc(), Theme.position)
    )
    labels: dict[UUID, tuple[tuple[UUID, str], ...]] = {}
    for answer_id, theme_id, label in found:
        labels[answer_id] = (*labels.get(answer_id, ()), (theme_id, label))
    return labels


def answer_in(session: Session, codebook: Codebook, answer_id: UUID) -> AnswerRow:
    """One answer of a list, whole. Raises ``NotFound`` when the list doesn't hold it."""
    found = session.execute(
        with_response(
            select(Answer, Assignment, Response.id).join(
                Assignment, Assignment.answer_id == Answer.id
            )
        ).where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.primary,
            Answer.id == answer_id,
        )
    ).first()
    if found is None:
        raise NotFound
    answer, placed, response_id = found
    return _row(
        answer,
        placed,
        response_id,
        hidden=hidden_in(session, [answer.id]),
        reason=placed.state,
        themes=_labels(session, codebook.id, [answer.id]).get(answer.id, ()),
    )


def current_assignments(session: Session, codebook_id: UUID, answer_id: UUID) -> list[Assignment]:
    """Where an answer is now, primary first."""
    return list(
        session.scalars(
            select(Assignment)
            .where(
                Assignment.codebook_id == codebook_id,
                Assignment.answer_id == answer_id,
                Assignment.current,
            )
            .order_by(Assignment.primary.desc(), Assignment.id)
        )
    )
