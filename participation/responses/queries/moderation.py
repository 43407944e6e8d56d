"""Reading what the public sees of answers, the queue of what waits, and the history of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Question, QuestionVersion
from participation.consultations.queries import stage_is
from participation.consultations.rules import Stage
from participation.kernel.errors import NotFound
from participation.kernel.orm import Words
from participation.responses.models import Answer, Response, ResponseVersion
from participation.responses.models.moderation import (
    Appeal,
    Handling,
    Moderation,
    ModerationReason,
)
from participation.responses.models.redactions import Redaction
from participation.responses.queries.words import hidden_in, seen_in
from participation.responses.rules.ledger import Status
from participation.responses.rules.moderation import (
    PUBLIC_STAGES,
    HandlingDetails,
    Verdict,
)

A_PAGE = 25
STATES = ("waiting", "published", "held", "asked", "not_agreed")


def handling(session: Session, consultation_id: UUID) -> HandlingDetails:
    """How a consultation's answers are handled; the defaults where nobody said otherwise."""
    row = session.get(Handling, consultation_id)
    if row is None:
        return HandlingDetails()
    return HandlingDetails(
        row.publishes, row.second_person_above, row.keep_months, row.effort_above
    )


def seen_publicly(now: datetime) -> ColumnElement[bool]:
    """``rules.moderation.seen_publicly`` in SQL, over :func:`answers`: change both together."""
    return and_(
        Handling.publishes,
        Consultation.trial_of_id.is_(None),
        or_(*[stage_is(stage, now) for stage in PUBLIC_STAGES]),
        ~and_(Consultation.hide_results, stage_is(Stage.OPEN, now)),
        Response.status == Status.COUNTED.value,
        Answer.live,
        Answer.text.is_not(None),
        Response.may_quote.is_(True),
        Moderation.verdict == Verdict.PUBLISHED.value,
    )


def answers(*columns: Any) -> Select[Any]:
    """A ``select`` over answers with all that decides whether the public sees them."""
    return (
        select(*columns)
        .select_from(Answer)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .outerjoin(Handling, Handling.consultation_id == Consultation.id)
        .outerjoin(Moderation, and_(Moderation.answer_id == Answer.id, Moderation.current))
    )


@dataclass(frozen=True)
class Row:
    """An answer as it may be seen, and what was decided about it."""

    answer_id: UUID
    response_id: UUID
    question_id: UUID
    text: str
    language: str
    verdict: str | None = None
    reason: Words | None = None
    note: str | None = None
    decided_at: datetime | None = None
    may_quote: bool | None = None
    asked: bool = False


@dataclass(frozen=True)
class Page:
    """Some answers of many."""

    rows: tuple[Row, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // A_PAGE))


_ROW = (
    Answer.id,
    Response.id,
    Answer.question_id,
    Answer.text,
    Answer.language,
    Moderation.verdict,
    ModerationReason.words,
    Moderation.note,
    Moderation.created_at,
    Response.may_quote,
)


def _page(session: Session, statement: Select[Any], page: int) -> Page:
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // A_PAGE)))
    # By id, which is drawn at random: the order tells nothing of when an answer came.
    found = session.execute(
        statement.order_by(Answer.id).limit(A_PAGE).offset((number - 1) * A_PAGE)
    ).all()
    ids: list[UUID] = [row[0] for row in found]
    hidden = hidden_in(session, ids)
    asked = set(
        session.scalars(
            select(Appeal.answer_id).where(Appeal.answer_id.in_(ids), Appeal.outcome.is_(None))
        )
    )
    rows = [
        Row(
            answer_id=row[0],
            response_id=row[1],
            question_id=row[2],
            text=seen_in(hidden, row[0], row[3], row[4]) or "",
            language=row[4],
            verdict=row[5],
            reason=row[6],
            note=row[7],
            decided_at=row[8],
            may_quote=row[9],
            asked=row[0] in asked,
        )
        for row in found
    ]
    return Page(tuple(rows), total, number)


def public_page(
    session: Session,
    consultation_id: UUID,
    now: datetime,
    *,
    question_id: UUID | None = None,
    page: int = 1,
) -> Page:
    """Published answers of a consultation, in no order that tells when they came."""
    statement = (
        answers(*_ROW)
        .outerjoin(ModerationReason, ModerationReason.id == Moderation.reason_id)
        .where(Response.consultation_id == consultation_id, seen_publicly(now))
    )
    if question_id is not None:
        statement = statement.where(Answer.question_id == question_id)
    return _page(session, statement, page)


def has_public_answers(session: Session, consultation_id: UUID, now: datetime) -> bool:
    """Whether there is anything on the public page."""
    found = answers(Answer.id).where(
        Response.consultation_id == consultation_id, seen_publicly(now)
    )
    return session.scalar(found.limit(1)) is not None


def _state(state: str) -> list[ColumnElement[bool]]:
    agreed = Response.may_quote.is_(True)
    states: dict[str, list[ColumnElement[bool]]] = {
        "waiting": [agreed, Moderation.id.is_(None)],
        "published": [Moderation.verdict == Verdict.PUBLISHED.value],
        "held": [Moderation.verdict == Verdict.HELD.value],
        "asked": [
            select(Appeal.id)
            .where(Appeal.answer_id == Answer.id, Appeal.outcome.is_(None))
            .exists()
        ],
        "not_agreed": [or_(Response.may_quote.is_(None), Response.may_quote.is_(False))],
    }
    return states[state]


def _standing(consultation_id: UUID) -> list[ColumnElement[bool]]:
    return [
        Response.consultation_id == consultation_id,
        Response.status == Status.COUNTED.value,
        Answer.live.is_(True),
        Answer.text.is_not(None),
    ]


def queue(
    session: Session,
    consultation_id: UUID,
    *,
    state: str = "waiting",
    question_id: UUID | None = None,
    language: str | None = None,
    find: str = "",
    page: int = 1,
) -> Page:
    """Answers in one state, to be read and decided about; ``find`` looks in what may be seen."""
    statement = (
        answers(*_ROW)
        .outerjoin(ModerationReason, ModerationReason.id == Moderation.reason_id)
        .where(*_standing(consultation_id), *_state(state))
    )
    if question_id is not None:
        statement = statement.where(Answer.question_id == question_id)
    if language:
        statement = statement.where(Answer.language == language)
    if find.strip():
        statement = statement.where(_says(session, consultation_id, find.strip()))
    return _page(session, statement, page)


def _says(session: Session, consultation_id: UUID, find: str) -> ColumnElement[bool]:
    """Answers that say this in words that may be seen: nobody finds one by a hidden name."""
    covered = select(Redaction.answer_id).where(Redaction.undone_at.is_(None))
    rows = session.execute(
        answers(Answer.id, Answer.text, Answer.language).where(
            Response.consultation_id == consultation_id, Answer.id.in_(covered)
        )
    ).all()
    hidden = hidden_in(session, [row[0] for row in rows])
    also = [
        answer_id
        for answer_id, text, language in rows
        if find.casefold() in (seen_in(hidden, answer_id, text, language) or "").casefold()
    ]
    in_full = and_(Answer.text.icontains(find, autoescape=True), Answer.id.not_in(covered))
    return or_(in_full, Answer.id.in_(also))


def counts(session: Session, consultation_id: UUID) -> dict[str, int]:
    """How many answers are in each state of the queue."""
    return {
        state: session.scalar(
            answers(func.count()).where(*_standing(consultation_id), *_state(state))
        )
        or 0
        for state in STATES
    }


def reasons(session: Session, *, retired: bool = False) -> Sequence[ModerationReason]:
    """Why an answer may be held back, in order; retired ones too if asked."""
    statement = select(ModerationReason).order_by(ModerationReason.position, ModerationReason.id)
    if not retired:
        statement = statement.where(ModerationReason.retired_at.is_(None))
    return session.scalars(statement).all()


def reason(session: Session, reason_id: UUID) -> ModerationReason:
    """One reason. Raises ``NotFound``."""
    found = session.get(ModerationReason, reason_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Decided:
    """One decision about an answer, with its reason in words."""

    row: Moderation
    reason: Words | None
    appeal: Appeal | None


def history(session: Session, answer_id: UUID) -> list[Decided]:
    """Every decision about an answer, the newest first."""
    found = session.execute(
        select(Moderation, ModerationReason.words, Appeal)
        .outerjoin(ModerationReason, ModerationReason.id == Moderation.reason_id)
        .outerjoin(Appeal, Appeal.moderation_id == Moderation.id)
        .where(Moderation.answer_id == answer_id)
        .order_by(Moderation.created_at.desc(), Moderation.current.desc(), Moderation.id)
    )
    return [Decided(*row) for row in found]


@dataclass(frozen=True)
class Told:
    """What an author is told about one of their answers."""

    moderation_id: UUID
    wording: Words
    verdict: str
    reason: Words | None
    note: str | None
    appeal: Appeal | None

    @property
    def may_ask(self) -> bool:
        """Whether the author can ask for another look at this decision."""
        asked = self.appeal is not None and self.appeal.moderation_id == self.moderation_id
        return self.verdict == Verdict.HELD and not asked


def told(session: Session, response_id: UUID) -> list[Told]:
    """What was decided about the answers of one response, where answers are published."""
    found = session.execute(
        answers(
            Moderation.id,
            QuestionVersion.wording,
            Moderation.verdict,
            ModerationReason.words,
            Moderation.note,
            Answer.id,
        )
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .outerjoin(ModerationReason, ModerationReason.id == Moderation.reason_id)
        .where(
            Response.id == response_id,
            Handling.publishes,
            Answer.live,
            Answer.text.is_not(None),
            Moderation.id.is_not(None),
        )
        .order_by(Question.position, Question.id)
    ).all()
    appeals = {
        appeal.answer_id: appeal
        for appeal in session.scalars(
            select(Appeal)
            .where(Appeal.answer_id.in_([row[5] for row in found]))
            .order_by(Appeal.created_at)
        )
    }
    return [Told(row[0], row[1], row[2], row[3], row[4], appeals.get(row[5])) for row in found]


def decided_now(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, Moderation]:
    """The decision that holds now, by answer."""
    found = session.scalars(
        select(Moderation).where(Moderation.answer_id.in_(answer_ids), Moderation.current)
    )
    return {row.answer_id: row for row in found}
