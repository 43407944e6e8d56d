"""Reading across rooms: the line from a mission to what happened, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.audiences.rules import LISTED
from participation.consultations import queries as consultation_queries
from participation.consultations.models import (
    Consultation,
    ConsultationMission,
    Question,
    QuestionVersion,
)
from participation.consultations.rules import Stage
from participation.feedback import queries as feedback_queries
from participation.feedback.models import Ambition, Decision, DecisionTheme
from participation.kernel.orm import Words
from participation.missions.models import Mission
from participation.responses.models import Response
from participation.themes import queries as theme_queries
from participation.themes.models import Codebook, ThemeRun
from participation.themes.queries import SettledTheme, TheirTheme

PAGE = 20

SHOWN: dict[str, tuple[Stage, ...]] = {
    "open": (Stage.OPEN, Stage.PAUSED),
    "forthcoming": (Stage.SCHEDULED,),
    "closed": (Stage.CLOSED, Stage.ANALYSING),
    "outcome": (Stage.DECIDED, Stage.REPORTED_BACK),
}
"""What a resident can look for, and the stages that it means."""


def _in_any(stages: Sequence[Stage], now: datetime) -> ColumnElement[bool]:
    """In one of these stages, for the public list, and no trial: those are never listed."""
    return and_(
        Consultation.trial_of_id.is_(None),
        Consultation.audience.in_(LISTED),
        or_(*[consultation_queries.stage_is(stage, now) for stage in stages]),
    )


@dataclass(frozen=True)
class Listing:
    """A page of consultations, with how many there are."""

    rows: tuple[Consultation, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def find(session: Session, show: str, now: datetime, page: int = 1) -> Listing:
    """Public consultations of one kind: the soonest to close or open, or the latest closed."""
    where = _in_any(SHOWN[show], now)
    order = {
        "open": Consultation.closes_at.asc(),
        "forthcoming": Consultation.opens_at.asc(),
    }.get(show, Consultation.closes_at.desc())
    total = session.scalar(select(func.count()).select_from(Consultation).where(where)) or 0
    rows = session.scalars(
        select(Consultation)
        .where(where)
        .order_by(order, Consultation.id)
        .limit(PAGE)
        .offset((max(1, page) - 1) * PAGE)
    ).all()
    return Listing(tuple(rows), total, max(1, page))


def counts(session: Session, now: datetime) -> dict[str, int]:
    """How many public consultations there are of each kind, in one query."""
    columns = [func.count().filter(_in_any(stages, now)) for stages in SHOWN.values()]
    row = session.execute(select(*columns).select_from(Consultation)).one()
    return dict(zip(SHOWN, (int(value) for value in row), strict=True))


def public_consultations(session: Session, mission_id: UUID, now: datetime) -> list[Consultation]:
    """A mission's consultations that the public may see, newest first."""
    every = [stage for stages in SHOWN.values() for stage in stages]
    return list(
        session.scalars(
            select(Consultation)
            .join(ConsultationMission, ConsultationMission.consultation_id == Consultation.id)
            .where(ConsultationMission.mission_id == mission_id, _in_any(every, now))
            .order_by(Consultation.opens_at.desc(), Consultation.id)
            .limit(50)
        )
    )


def missions_of(
    session: Session, consultation_id: UUID, *, published: bool = True
) -> list[Mission]:
    """The missions that a consultation serves."""
    statement = (
        select(Mission)
        .join(ConsultationMission, ConsultationMission.mission_id == Mission.id)
        .where(ConsultationMission.consultation_id == consultation_id)
        .order_by(ConsultationMission.position)
    )
    if published:
        statement = statement.where(Mission.published_at.is_not(None))
    return list(session.scalars(statement))


@dataclass(frozen=True)
class Answered:
    """A settled theme and the decisions that answer it."""

    theme: SettledTheme
    decisions: tuple[Decision, ...]
    wanted: tuple[Ambition, ...] = ()


def outcome(session: Session, consultation_id: UUID) -> list[Answered]:
    """You said, we did: each settled theme of a consultation with what was decided about it."""
    themes = theme_queries.settled(session, consultation_id)
    ids = [theme.id for theme in themes]
    decided = feedback_queries.decisions_for_themes(session, ids)
    wanted = feedback_queries.ambitions_of_themes(session, ids)
    return [
        Answered(theme, tuple(decided.get(theme.id, ())), tuple(wanted.get(theme.id, ())))
        for theme in themes
    ]


@dataclass(frozen=True)
class WhatHappened:
    """Everything that a reference opens, short of the words themselves."""

    response: Response
    consultation: Consultation
    themes: tuple[tuple[TheirTheme, tuple[Decision, ...]], ...]
    waiting: int


def what_happened(session: Session, response: Response) -> WhatHappened:
    """Where a response's words went: settled themes they feed, and the decisions those led to.

    ``waiting`` is how many of its answers in people's own words aren't in a settled list yet.
    """
    consultation = consultation_queries.get(session, response.consultation_id)
    if response.status != "counted":
        return WhatHappened(response, consultation, (), 0)
    theirs = [
        theme for theme in theme_queries.themes_of_response(session, response.id) if theme.settled
    ]
    decided = feedback_queries.decisions_for_themes(session, [theme.theme_id for theme in theirs])
    settled_questions = {
        theme.question_id for theme in theme_queries.settled(session, consultation.id)
    }
    free_text = set(
        session.scalars(
            select(Question.id).where(
                Question.consultation_id == consultation.id, Question.kind == "free_text"
            )
        )
    )
    return WhatHappened(
        response,
        consultation,
        tuple((theme, tuple(decided.get(theme.theme_id, ()))) for theme in theirs),
        len(free_text - settled_questions),
    )


@dataclass(frozen=True)
class QuestionState:
    """How far one free-text question has got, for the desk and the leaders' page."""

    question_id: UUID
    consultation_id: UUID
    wording: Words
    settled: bool
    running: bool
    listed: bool


def question_states(session: Session, consultation_ids: Sequence[UUID]) -> list[QuestionState]:
    """Each free-text question of some consultations, with its theme list's state."""
    if not consultation_ids:
        return []
    latest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    found = session.execute(
        select(Question, QuestionVersion.wording, Codebook)
        .join(latest, latest.c.question_id == Question.id)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == Question.id)
            & (QuestionVersion.number == latest.c.number),
        )
        .join(Codebook, Codebook.question_id == Question.id, isouter=True)
        .where(Question.consultation_id.in_(consultation_ids), Question.kind == "free_text")
        .order_by(Question.consultation_id, Question.position)
    ).all()
    running = set(
        session.scalars(
            select(ThemeRun.question_id).where(
                ThemeRun.status.in_(["queued", "running"]),
                ThemeRun.question_id.in_([question.id for question, _, _ in found]),
            )
        )
    )
    settled = theme_queries.settled_questions(session, [question.id for question, _, _ in found])
    return [
        QuestionState(
            question.id,
            question.consultation_id,
            wording,
            question.id in settled,
            question.id in running,
            codebook is not None,
        )
        for question, wording, codebook in found
    ]


@dataclass(frozen=True)
class Orphans:
    """What nobody has dealt with."""

    themes: tuple[SettledTheme, ...]
    ambitions: tuple[Ambition, ...]


def orphans(session: Session, mission_id: UUID) -> Orphans:
    """Settled themes under a mission that feed no ambition, and ambitions nobody decided on."""
    return orphans_of(session, [mission_id])[mission_id]


def orphans_of(session: Session, mission_ids: Iterable[UUID]) -> dict[UUID, Orphans]:
    """The same for several missions at once, in as many queries as for one."""
    ids = list(mission_ids)
    themes = theme_queries.themes_under_missions(session, ids)
    dealt_with = set(feedback_queries.ambitions_of_themes(session, [theme.id for theme in themes]))
    serves = {
        (mission_id, consultation_id)
        for mission_id, consultation_id in session.execute(
            select(ConsultationMission.mission_id, ConsultationMission.consultation_id).where(
                ConsultationMission.mission_id.in_(ids)
            )
        )
    }
    undecided = session.scalars(
        select(Ambition)
        .where(
            Ambition.mission_id.in_(ids),
            Ambition.dropped_at.is_(None),
            Ambition.id.not_in(select(Decision.ambition_id)),
        )
        .order_by(Ambition.rank)
    ).all()
    return {
        id_: Orphans(
            tuple(
                theme
                for theme in themes
                if theme.id not in dealt_with and (id_, theme.consultation_id) in serves
            ),
            tuple(ambition for ambition in undecided if ambition.mission_id == id_),
        )
        for id_ in ids
    }


def themes_of_decision(session: Session, decision: Decision) -> list[SettledTheme]:
    """The themes that a decision cites, with their frozen figures."""
    cited = set(
        session.scalars(
            select(DecisionTheme.theme_id).where(DecisionTheme.decision_id == decision.id)
        )
    )
    ambition = feedback_queries.ambition(session, decision.ambition_id)
    known = theme_queries.themes_under_missions(session, [ambition.mission_id])
    return [theme for theme in known if theme.id in cited]
