"""Reading shared wordings, flags, and results counted in more ways than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, func, select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.consultations.models import Question
from participation.kernel.errors import NotFound
from participation.responses.models import (
    Answer,
    Flag,
    Looked,
    Response,
    ResponseVersion,
    SetAsideProposal,
    Signal,
    Wording,
    WordingMember,
    WordingRun,
)
from participation.responses.queries.words import (
    for_machine,
    hidden_in,
    hidden_in_question,
    seen_in,
)
from participation.responses.rules.flags import ENOUGH, Seen
from participation.responses.rules.ledger import Status
from participation.responses.rules.redaction import seen

A_PAGE = 25


def run(session: Session, question_id: UUID) -> WordingRun | None:
    """The last look for shared wordings among a question's answers, if there was one."""
    return session.get(WordingRun, question_id)


def text_questions(session: Session, consultation_id: UUID) -> list[UUID]:
    """The questions of a consultation that are answered in people's own words."""
    return list(
        session.scalars(
            select(Question.id)
            .where(Question.consultation_id == consultation_id, Question.kind == "free_text")
            .order_by(Question.position, Question.id)
        )
    )


def consultation_of(session: Session, question_id: UUID) -> UUID:
    """The consultation that a question belongs to."""
    return session.scalars(select(Question.consultation_id).where(Question.id == question_id)).one()


def anything_new(session: Session) -> bool:
    """Whether there are replies that the word rules haven't read."""
    found = (
        select(ResponseVersion.id)
        .outerjoin(Looked, Looked.version_id == ResponseVersion.id)
        .where(Looked.version_id.is_(None))
        .limit(1)
    )
    return session.scalar(found) is not None


def texts(session: Session, question_id: UUID) -> list[tuple[UUID, str]]:
    """Every last word on a question, counted or set aside, in a fixed order, hidden words blank."""
    hidden = hidden_in_question(session, question_id)
    rows = session.execute(
        select(Answer.id, Answer.text)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(
            Answer.question_id == question_id,
            Answer.live,
            Answer.text.is_not(None),
            Response.status.in_([Status.COUNTED.value, Status.SET_ASIDE.value]),
        )
        .order_by(Answer.id),
        execution_options={"yield_per": 5000},
    )
    return [(row[0], for_machine(hidden, row[0], row[1])) for row in rows]


@dataclass(frozen=True)
class Shown:
    """A shared wording as it may be seen."""

    row: Wording
    text: str
    language: str
    counted: int


def wordings(session: Session, question_id: UUID) -> list[Shown]:
    """The shared wordings of a question, the most sent first."""
    counted = (
        select(func.count())
        .select_from(WordingMember)
        .join(Answer, Answer.id == WordingMember.answer_id)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(
            WordingMember.wording_id == Wording.id,
            Answer.live,
            Response.status == Status.COUNTED.value,
        )
        .correlate(Wording)
        .scalar_subquery()
    )
    found = session.execute(
        select(Wording, Answer.text, Answer.language, counted)
        .join(Answer, Answer.id == Wording.template_id)
        .where(Wording.question_id == question_id)
        .order_by(Wording.people.desc(), Wording.id)
        .limit(200)
    ).all()
    hidden = hidden_in(session, [row.template_id for row, *_ in found])
    return [
        Shown(row, seen_in(hidden, row.template_id, text, language) or "", language, number)
        for row, text, language, number in found
    ]


def wording(session: Session, wording_id: UUID) -> Shown:
    """One shared wording. Raises ``NotFound``."""
    row = session.get(Wording, wording_id)
    if row is None:
        raise NotFound
    return next(one for one in wordings(session, row.question_id) if one.row.id == wording_id)


@dataclass(frozen=True)
class Own:
    """What one person added to a shared wording."""

    answer_id: UUID
    response_id: UUID
    text: str
    language: str
    status: str


@dataclass(frozen=True)
class OwnPage:
    """Some of them."""

    rows: tuple[Own, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // A_PAGE))


def own_words(session: Session, row: Wording, page: int = 1) -> OwnPage:
    """The personal parts beside a shared wording, those of people who added nothing left out."""
    number = min(max(1, page), max(1, -(-row.with_own // A_PAGE)))
    found = session.execute(
        select(
            WordingMember.own, Answer.id, Answer.text, Answer.language, Response.id, Response.status
        )
        .join(Answer, Answer.id == WordingMember.answer_id)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(
            WordingMember.wording_id == row.id,
            func.json_array_length(WordingMember.own) > 0,
        )
        .order_by(Answer.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    hidden = hidden_in(session, [answer for _, answer, *_ in found])
    rows = [
        Own(
            answer,
            response,
            " … ".join(
                seen(text or "", hidden.get(answer, ()), start, end, language=language)
                for start, end in own
            ),
            language,
            status,
        )
        for own, answer, text, language, response, status in found
    ]
    return OwnPage(tuple(rows), row.with_own, number)


def responses_of(session: Session, wording_id: UUID) -> list[UUID]:
    """Every counted reply that has a shared wording."""
    return list(
        session.scalars(
            select(Response.id)
            .join(ResponseVersion, ResponseVersion.response_id == Response.id)
            .join(Answer, Answer.response_version_id == ResponseVersion.id)
            .join(WordingMember, WordingMember.answer_id == Answer.id)
            .where(
                WordingMember.wording_id == wording_id,
                Answer.live,
                Response.status == Status.COUNTED.value,
            )
            .order_by(Response.id)
        )
    )


# Flags


def seen_replies(session: Session, consultation_id: UUID) -> list[Seen]:
    """Every standing reply of a consultation, as far as the criteria go."""
    words = func.length(Answer.text) - func.length(func.replace(Answer.text, " ", ""))
    per_reply = (
        select(
            ResponseVersion.response_id.label("response_id"),
            func.coalesce(func.sum(words), 0).label("words"),
            func.min(WordingMember.wording_id.cast(String)).label("wording"),
        )
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .outerjoin(WordingMember, WordingMember.answer_id == Answer.id)
        .where(Answer.live)
        .group_by(ResponseVersion.response_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Response.id,
            Response.received_at,
            per_reply.c.words,
            per_reply.c.wording,
            Signal.seconds,
            Signal.network,
            Signal.trap,
        )
        .outerjoin(per_reply, per_reply.c.response_id == Response.id)
        .outerjoin(Signal, Signal.response_id == Response.id)
        .where(
            Response.consultation_id == consultation_id,
            Response.channel == "web",
            Response.status.in_([Status.COUNTED.value, Status.SET_ASIDE.value]),
        )
    )
    return [
        Seen(
            response_id=row[0],
            received_at=row[1],
            words=int(row[2] or 0),
            wording=UUID(row[3]) if row[3] else None,
            seconds=row[4],
            network=row[5],
            trap=bool(row[6]),
        )
        for row in rows
    ]


def flag_counts(session: Session, consultation_id: UUID) -> dict[str, int]:
    """How many replies meet each criterion."""
    found = session.execute(
        select(Flag.code, func.count())
        .join(Response, Response.id == Flag.response_id)
        .where(Response.consultation_id == consultation_id)
        .group_by(Flag.code)
    )
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True)
class Flagged:
    """A reply that meets several criteria."""

    response: Response
    codes: tuple[str, ...]


def _worth_a_look(consultation_id: UUID) -> ColumnElement[bool]:
    several = (
        select(Flag.response_id)
        .group_by(Flag.response_id)
        .having(func.count() >= ENOUGH)
        .scalar_subquery()
    )
    return and_(Response.consultation_id == consultation_id, Response.id.in_(several))


def flagged(
    session: Session, consultation_id: UUID, page: int = 1
) -> tuple[list[Flagged], int, int]:
    """Replies to look at, with the criteria each meets; how many there are; the page it is."""
    where = _worth_a_look(consultation_id)
    total = session.scalar(select(func.count()).select_from(Response).where(where)) or 0
    number = min(max(1, page), max(1, -(-total // A_PAGE)))
    rows = session.scalars(
        select(Response)
        .where(where)
        .order_by(Response.received_at, Response.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    codes: dict[UUID, list[str]] = {}
    for response_id, code in session.execute(
        select(Flag.response_id, Flag.code)
        .where(Flag.response_id.in_([row.id for row in rows]))
        .order_by(Flag.code)
    ):
        codes.setdefault(response_id, []).append(code)
    return [Flagged(row, tuple(codes.get(row.id, ()))) for row in rows], total, number


# Setting aside by two people


def proposals(
    session: Session, consultation_id: UUID, *, still_open: bool = True
) -> Sequence[SetAsideProposal]:
    """Proposals to set many aside: those that wait, or all."""
    statement = select(SetAsideProposal).where(SetAsideProposal.consultation_id == consultation_id)
    if still_open:
        statement = statement.where(SetAsideProposal.outcome.is_(None))
    return session.scalars(
        statement.order_by(SetAsideProposal.proposed_at.desc(), SetAsideProposal.id)
    ).all()


def set_aside_alone(session: Session, consultation_id: UUID, actor_id: UUID | None) -> int:
    """How many replies that are set aside now one person set aside alone."""
    return (
        session.scalar(
            select(func.count(func.distinct(Response.id)))
            .join(AuditEntry, AuditEntry.object_id == Response.id)
            .where(
                AuditEntry.deed == "response.set_aside",
                AuditEntry.actor_id == actor_id,
                Response.consultation_id == consultation_id,
                Response.status == Status.SET_ASIDE.value,
            )
        )
        or 0
    )
