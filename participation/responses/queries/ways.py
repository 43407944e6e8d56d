"""The same replies counted in more ways than one: with and without, and each wording once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, String, Subquery, and_, func, select
from sqlalchemy.orm import Session

from participation.responses.models import (
    Answer,
    AnswerChoice,
    Response,
    ResponseVersion,
    WordingMember,
)
from participation.responses.rules.ledger import Status

KEYED_IN = ("paper", "telephone", "email", "letter", "event")
"""Channels of replies that an officer keyed in from an original of one sender."""


@dataclass(frozen=True)
class Ways:
    """The same replies counted four ways."""

    everything: int
    counted: int
    each_wording_once: int
    verified: int


def verified() -> ColumnElement[bool]:
    """A reply whose sender the council knows to be one person: an officer keyed in an original."""
    return Response.channel.in_(KEYED_IN)


def _wording_of_replies() -> Subquery:
    """The shared wording of each reply that has one: those of one wording can be taken as one."""
    return (
        select(
            ResponseVersion.response_id.label("response_id"),
            func.min(WordingMember.wording_id.cast(String)).label("wording"),
        )
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .join(WordingMember, WordingMember.answer_id == Answer.id)
        .where(Answer.live)
        .group_by(ResponseVersion.response_id)
        .subquery()
    )


def ways_by_option(session: Session, question_id: UUID) -> dict[str, Ways]:
    """For each option of a choice: everything received, counted, each wording once, verified."""
    standing = Response.status.in_([Status.COUNTED.value, Status.SET_ASIDE.value])
    counted = Response.status == Status.COUNTED.value
    wording = _wording_of_replies()
    alone = and_(counted, wording.c.wording.is_(None))
    rows = session.execute(
        select(
            AnswerChoice.code,
            func.count().filter(standing),
            func.count().filter(counted),
            func.count().filter(alone)
            + func.count(func.distinct(wording.c.wording)).filter(counted),
            func.count().filter(and_(counted, verified())),
        )
        .select_from(Answer)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .outerjoin(AnswerChoice, and_(AnswerChoice.answer_id == Answer.id, AnswerChoice.row == ""))
        .outerjoin(wording, wording.c.response_id == Response.id)
        .where(Answer.live, Answer.question_id == question_id)
        .group_by(AnswerChoice.code)
    )
    return {code or "": Ways(*map(int, numbers)) for code, *numbers in rows}


def ways_of_all(session: Session, consultation_id: UUID) -> Ways:
    """The same for all replies to a consultation."""
    standing = Response.status.in_([Status.COUNTED.value, Status.SET_ASIDE.value])
    counted = Response.status == Status.COUNTED.value
    wording = _wording_of_replies()
    row = session.execute(
        select(
            func.count().filter(standing),
            func.count().filter(counted),
            func.count().filter(and_(counted, wording.c.wording.is_(None)))
            + func.count(func.distinct(wording.c.wording)).filter(counted),
            func.count().filter(and_(counted, verified())),
        )
        .select_from(Response)
        .outerjoin(wording, wording.c.response_id == Response.id)
        .where(Response.consultation_id == consultation_id)
    ).one()
    return Ways(*map(int, row))
