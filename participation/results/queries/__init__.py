"""Counting the ledger: a fixed number of questions to the database, however many answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Question, QuestionVersion, Section
from participation.consultations.queries import ORDER
from participation.consultations.rules import Kind, Option, limits_from
from participation.responses.models import Answer, AnswerChoice, Response, ResponseVersion
from participation.responses.rules import Status
from participation.results.rules import AskedOnce, Counted, Mark, QuestionAsked
from participation.results.rules.questions import by_question

Found = TypeVar("Found")

PLACES = ("lat", "lon")
"""Rows of a map pin that say where exactly it is: never counted, only its area is."""


@dataclass(frozen=True)
class Which:
    """Which replies are counted: of one channel, of one kind of respondent, the set-aside too."""

    channel: str | None = None
    kind: str | None = None
    set_aside: bool = False


EVERY = Which()


def which_count(consultation_id: UUID, which: Which = EVERY) -> ColumnElement[bool]:
    """The condition on ``Response`` that these replies meet."""
    standing = [Status.COUNTED.value]
    if which.set_aside:
        standing.append(Status.SET_ASIDE.value)
    wanted = [Response.consultation_id == consultation_id, Response.status.in_(standing)]
    if which.channel:
        wanted.append(Response.channel == which.channel)
    if which.kind:
        wanted.append(Response.respondent_kind == which.kind)
    return and_(*wanted)


MOST_REMEMBERED = 60
_memory: OrderedDict[tuple[str, UUID, str], tuple[tuple[object, ...], Any]] = OrderedDict()
_door = Lock()


def remembered(
    session: Session, consultation_id: UUID, what: str, counts: Callable[[], Found]
) -> Found:
    """What was counted before in this process, if the ledger is still as it was then."""
    key = (str(session.get_bind()), consultation_id, what)
    stands = _stands(session, consultation_id)
    with _door:
        if key in _memory and _memory[key][0] == stands:
            _memory.move_to_end(key)
            known: Found = _memory[key][1]
            return known
    found = counts()
    with _door:
        _memory[key] = (stands, found)
        while len(_memory) > MOST_REMEMBERED:
            _memory.popitem(last=False)
    return found


def _stands(session: Session, consultation_id: UUID) -> tuple[object, ...]:
    """How the ledger stands: how many replies and sendings, and which replies aren't counted.

    A reply that comes, changes, is set aside, restored, taken back or erased changes it.
    """
    mine = Response.consultation_id == consultation_id
    number, sendings = session.execute(
        select(func.count(), func.coalesce(func.sum(Response.current), 0)).where(mine)
    ).one()
    others = session.execute(
        select(Response.id, Response.status)
        .where(mine, Response.status != Status.COUNTED.value)
        .order_by(Response.id)
    )
    return number, sendings, hash(tuple((id_, status) for id_, status in others))


def live(consultation_id: UUID, which: Which, *columns: Any) -> Select[Any]:
    """A reading of live answers with their responses."""
    return (
        select(*columns)
        .select_from(Answer)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(which_count(consultation_id, which), Answer.live)
    )


def countable() -> ColumnElement[bool]:
    """Marks that are counted: all but the exact places of pins."""
    return or_(AnswerChoice.amount.is_(None), AnswerChoice.row.not_in(PLACES))


def questions(session: Session, consultation_id: UUID) -> tuple[QuestionAsked, ...]:
    """Every question that was ever asked, with all its versions and how many answered each."""
    answered: dict[UUID, int] = remembered(
        session,
        consultation_id,
        "versions",
        lambda: dict(
            session.execute(
                live(consultation_id, EVERY, Answer.question_version_id, func.count()).group_by(
                    Answer.question_version_id
                )
            ).all()
        ),
    )
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .outerjoin(Section, Section.id == Question.section_id)
        .where(Question.consultation_id == consultation_id)
        .order_by(*ORDER, QuestionVersion.number)
    )
    found: dict[UUID, tuple[Question, list[AskedOnce]]] = {}
    for question, version in rows:
        found.setdefault(question.id, (question, []))[1].append(
            AskedOnce(
                number=version.number,
                wording=dict(version.wording),
                options=_options(version.options),
                rows=_options(version.rows),
                limits=limits_from(version.limits),
                since=version.created_at,
                answered=answered.get(version.id, 0),
            )
        )
    return tuple(
        QuestionAsked(
            question_id=question.id,
            name=question.name,
            number=place,
            kind=question.kind,
            versions=tuple(versions),
            retired=question.retired_at is not None,
        )
        for place, (question, versions) in enumerate(found.values(), 1)
    )


def _options(stored: Sequence[Any]) -> tuple[Option, ...]:
    return tuple(Option(one["code"], dict(one["words"])) for one in stored or ())


def counted(
    session: Session,
    consultation_id: UUID,
    asked: Sequence[QuestionAsked],
    which: Which = EVERY,
) -> dict[UUID, Counted]:
    """What every question's answers add up to: two questions to the database.

    Without a filter the ledger is counted once, until it changes: a hundred thousand replies hold
    over a million marks.
    """
    if which.channel or which.kind:
        marks, bases = _count(session, consultation_id, which)
    else:
        marks, bases = remembered(
            session,
            consultation_id,
            f"marks {which.set_aside}",
            lambda: _count(session, consultation_id, which),
        )
    return by_question(marks, bases, asked)


def _count(
    session: Session, consultation_id: UUID, which: Which
) -> tuple[tuple[Mark, ...], dict[UUID, int]]:
    marks = session.execute(
        live(
            consultation_id,
            which,
            Answer.question_id,
            AnswerChoice.row,
            AnswerChoice.code,
            AnswerChoice.amount,
            func.count(),
        )
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .where(countable())
        .group_by(Answer.question_id, AnswerChoice.row, AnswerChoice.code, AnswerChoice.amount)
    )
    bases = session.execute(
        live(consultation_id, which, Answer.question_id, func.count()).group_by(Answer.question_id)
    )
    return tuple(Mark(*row) for row in marks), dict(bases.all())


def received(session: Session, consultation_id: UUID, which: Which = EVERY) -> int:
    """How many replies are counted here."""
    wanted = select(func.count()).select_from(Response)
    return session.scalar(wanted.where(which_count(consultation_id, which))) or 0


@dataclass(frozen=True)
class Ways:
    """The channels and kinds of respondent that there are, each with how many, set aside or not."""

    channels: dict[str, int]
    kinds: dict[str, int]
    set_aside: int


def ways(session: Session, consultation_id: UUID) -> Ways:
    """How replies came and from whom."""
    rows = session.execute(
        select(Response.channel, Response.respondent_kind, Response.status, func.count())
        .where(
            Response.consultation_id == consultation_id,
            Response.status.in_([Status.COUNTED.value, Status.SET_ASIDE.value]),
        )
        .group_by(Response.channel, Response.respondent_kind, Response.status)
        .order_by(Response.channel, Response.respondent_kind)
    )
    channels: dict[str, int] = {}
    kinds: dict[str, int] = {}
    aside = 0
    for channel, kind, status, number in rows:
        channels[channel] = channels.get(channel, 0) + number
        kinds[kind] = kinds.get(kind, 0) + number
        aside += number if status == Status.SET_ASIDE.value else 0
    return Ways(channels, kinds, aside)


A_THOUSAND = 1_000


def pins(
    session: Session, consultation_id: UUID, question_id: UUID, which: Which = EVERY
) -> list[tuple[float, float]]:
    """Where pins were put, longitude and latitude: the first thousand, for the team alone."""
    rows = session.execute(
        live(
            consultation_id,
            which,
            Answer.id,
            func.max(AnswerChoice.amount).filter(AnswerChoice.row == "lon"),
            func.max(AnswerChoice.amount).filter(AnswerChoice.row == "lat"),
        )
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .where(Answer.question_id == question_id, AnswerChoice.row.in_(PLACES))
        .group_by(Answer.id)
        .order_by(Answer.id)
        .limit(A_THOUSAND)
    )
    return [(lon, lat) for _, lon, lat in rows if lon is not None and lat is not None]


__all__ = [
    "EVERY",
    "Kind",
    "Ways",
    "Which",
    "countable",
    "counted",
    "live",
    "pins",
    "questions",
    "received",
    "ways",
    "which_count",
]
