"""Reading consultations: by key, by stage, and the questions as they are asked now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import (
    Consultation,
    ConsultationMission,
    Question,
    QuestionVersion,
    Section,
)
from participation.consultations.rules import (
    GRACE,
    Asked,
    AskedSection,
    Option,
    Stage,
    condition_from,
    limits_from,
)
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound
from participation.missions.models import Mission

PAGE = 20


def stage_is(stage: Stage, now: datetime) -> ColumnElement[bool]:
    """``rules.stage_of`` in SQL: change both together."""
    c = Consultation
    standing = c.withdrawn_at.is_(None)
    dated = and_(c.published_at.is_not(None), c.opens_at.is_not(None), c.closes_at.is_not(None))
    undated = or_(c.published_at.is_(None), c.opens_at.is_(None), c.closes_at.is_(None))
    over = and_(standing, dated, c.closes_at <= now)
    running = and_(standing, dated, c.closes_at > now)
    unreported = c.reported_at.is_(None)
    undecided = and_(unreported, c.decided_at.is_(None))
    return {
        Stage.WITHDRAWN: c.withdrawn_at.is_not(None),
        Stage.DRAFT: and_(standing, undated),
        Stage.SCHEDULED: and_(running, c.opens_at > now),
        Stage.OPEN: and_(running, c.opens_at <= now, c.paused_at.is_(None)),
        Stage.PAUSED: and_(running, c.opens_at <= now, c.paused_at.is_not(None)),
        Stage.REPORTED_BACK: and_(over, c.reported_at.is_not(None)),
        Stage.DECIDED: and_(over, unreported, c.decided_at.is_not(None)),
        Stage.ANALYSING: and_(over, undecided, c.analysing_at.is_not(None)),
        Stage.CLOSED: and_(over, undecided, c.analysing_at.is_(None)),
    }[stage]


def get(session: Session, consultation_id: UUID) -> Consultation:
    """The consultation of that key. Raises ``NotFound``."""
    found = session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound
    return found


def get_for_change(session: Session, consultation_id: UUID) -> Consultation:
    """The same, held until the transaction ends, so that no other deed changes it meanwhile."""
    found = session.scalar(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def by_slug(session: Session, slug: str) -> Consultation:
    """The consultation at that address, whatever its stage. Raises ``NotFound``."""
    found = session.scalar(select(Consultation).where(Consultation.slug == slug))
    if found is None:
        raise NotFound
    return found


def public_by_slug(session: Session, slug: str) -> Consultation:
    """The same, if it was ever published. Raises ``NotFound``."""
    found = by_slug(session, slug)
    if found.published_at is None:
        raise NotFound
    return found


def asked(session: Session, consultation_id: UUID) -> tuple[Asked, ...]:
    """The questions in the order of asking, each in its newest version; none that was retired."""
    newest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(
            newest,
            and_(
                newest.c.question_id == QuestionVersion.question_id,
                newest.c.number == QuestionVersion.number,
            ),
        )
        .outerjoin(Section, Section.id == Question.section_id)
        .where(Question.consultation_id == consultation_id, Question.retired_at.is_(None))
        .order_by(*ORDER)
    )
    return tuple(_as_asked(question, version) for question, version in rows)


def as_they_were(
    session: Session, consultation_id: UUID, version_ids: Iterable[UUID]
) -> tuple[Asked, ...]:
    """Some versions of a consultation's questions, newest or not, of questions retired or not."""
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .outerjoin(Section, Section.id == Question.section_id)
        .where(
            Question.consultation_id == consultation_id, QuestionVersion.id.in_(list(version_ids))
        )
        .order_by(*ORDER)
    )
    return tuple(_as_asked(question, version) for question, version in rows)


ORDER = (func.coalesce(Section.position, 0), Question.position, Question.id)
"""The order of asking; sections count from 1, and what is in none comes first."""


def sections(session: Session, consultation_id: UUID) -> tuple[AskedSection, ...]:
    """The sections in order."""
    rows = session.scalars(
        select(Section)
        .where(Section.consultation_id == consultation_id)
        .order_by(Section.position, Section.id)
    )
    return tuple(
        AskedSection(
            section_id=section.id,
            position=section.position,
            title=dict(section.title),
            intro=dict(section.intro),
            together=section.together,
            condition=condition_from(section.condition),
        )
        for section in rows
    )


def versions_of(
    session: Session, consultation_id: UUID, question_id: UUID
) -> list[tuple[Asked, datetime, datetime | None]]:
    """Every version of a question, the newest first: with when it began, and when it was retired.

    Raises ``NotFound``.
    """
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.id == question_id, Question.consultation_id == consultation_id)
        .order_by(QuestionVersion.number.desc())
    ).all()
    if not rows:
        raise NotFound
    return [
        (_as_asked(question, version), version.created_at, question.retired_at)
        for question, version in rows
    ]


def retired(session: Session, consultation_id: UUID) -> list[Asked]:
    """Questions that were asked and are asked no longer, each in its last version."""
    rows = session.execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.consultation_id == consultation_id, Question.retired_at.is_not(None))
        .order_by(Question.retired_at, Question.id, QuestionVersion.number)
    )
    return list({question.id: _as_asked(question, v) for question, v in rows}.values())


def trial_of(session: Session, consultation_id: UUID) -> Consultation | None:
    """The trial copy of a consultation, if there is one."""
    return session.scalars(
        select(Consultation).where(Consultation.trial_of_id == consultation_id).limit(1)
    ).first()


def section_row(session: Session, consultation_id: UUID, section_id: UUID) -> Section:
    """One section of the consultation. Raises ``NotFound``."""
    found = session.get(Section, section_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def question(session: Session, consultation_id: UUID, question_id: UUID) -> Asked:
    """One question of the consultation, in its newest version. Raises ``NotFound``."""
    for found in asked(session, consultation_id):
        if found.question_id == question_id:
            return found
    raise NotFound


def _as_asked(question: Question, version: QuestionVersion) -> Asked:
    return Asked(
        question_id=question.id,
        version_id=version.id,
        number=version.number,
        position=question.position,
        kind=question.kind,
        wording=dict(version.wording),
        help=dict(version.help),
        required=version.required,
        word_guide=version.word_guide,
        options=_options(version.options),
        name=question.name,
        rows=_options(version.rows),
        limits=limits_from(version.limits),
        section_id=question.section_id,
        condition=condition_from(question.condition),
    )


def _options(stored: Sequence[Any]) -> tuple[Option, ...]:
    return tuple(Option(code=one["code"], words=dict(one["words"])) for one in stored)


@dataclass(frozen=True)
class Page:
    """Some of a long list, and how long it is."""

    items: Sequence[Consultation]
    page: int
    pages: int
    total: int


def listed(
    session: Session,
    *,
    stage: Stage | Iterable[Stage] | None = None,
    mission_id: UUID | None = None,
    teams: frozenset[UUID] | None = None,
    now: datetime | None = None,
    page: int = 1,
    size: int = PAGE,
) -> Page:
    """Consultations in any of the stages, those that matter soonest first.

    Forthcoming ones come by their opening, open ones by their closing, all others newest first.
    ``teams`` keeps to consultations of those teams; ``None`` means every one.
    """
    now = now or clock.now(session)
    wanted = (stage,) if isinstance(stage, Stage) else tuple(Stage if stage is None else stage)
    rows = select(Consultation).where(
        Consultation.trial_of_id.is_(None), or_(*(stage_is(one, now) for one in wanted))
    )
    if teams is not None:
        rows = rows.where(Consultation.id.in_(teams))
    if mission_id is not None:
        rows = rows.where(
            Consultation.id.in_(
                select(ConsultationMission.consultation_id).where(
                    ConsultationMission.mission_id == mission_id
                )
            )
        )
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    rows = _in_order(rows, set(wanted)).limit(size).offset((page - 1) * size)
    return Page(session.scalars(rows).all(), page, pages, total)


def _in_order(rows: Select[Consultation], stages: set[Stage]) -> Select[Consultation]:
    c = Consultation
    if stages == {Stage.SCHEDULED}:
        return rows.order_by(c.opens_at, c.id)
    if stages == {Stage.OPEN}:
        return rows.order_by(c.closes_at, c.id)
    if Stage.DRAFT in stages:
        return rows.order_by(c.created_at.desc(), c.id)
    return rows.order_by(c.closes_at.desc(), c.id)


def counts_by_stage(
    session: Session, *, teams: frozenset[UUID] | None = None, now: datetime | None = None
) -> dict[Stage, int]:
    """How many consultations stand at each stage."""
    now = now or clock.now(session)
    columns = [
        func.count().filter(stage_is(stage, now)).label(stage.value)  # one scan for all stages
        for stage in Stage
    ]
    rows = select(*columns).where(Consultation.trial_of_id.is_(None))
    if teams is not None:
        rows = rows.where(Consultation.id.in_(teams))
    return dict(zip(Stage, session.execute(rows).one(), strict=True))


def teams_that_may_read(actor: Actor) -> frozenset[UUID] | None:
    """The consultations that the actor may read: their own teams', or (``None``) every one."""
    return actor.teams_with(Permission.CONSULTATION_READ)


def missions_of(session: Session, consultation_id: UUID) -> Sequence[Mission]:
    """The missions that a consultation serves, in its order."""
    return session.scalars(
        select(Mission)
        .join(ConsultationMission, ConsultationMission.mission_id == Mission.id)
        .where(ConsultationMission.consultation_id == consultation_id)
        .order_by(ConsultationMission.position, Mission.position, Mission.id)
    ).all()


def of_mission(session: Session, mission_id: UUID) -> Sequence[Consultation]:
    """Every published consultation under a mission, the latest to close first."""
    return session.scalars(
        select(Consultation)
        .join(ConsultationMission, ConsultationMission.consultation_id == Consultation.id)
        .where(
            ConsultationMission.mission_id == mission_id,
            Consultation.published_at.is_not(None),
            Consultation.trial_of_id.is_(None),
        )
        .order_by(Consultation.closes_at.desc(), Consultation.id)
    ).all()


def mission_is_needed(session: Session, mission_id: UUID) -> bool:
    """Whether a consultation that the public can see serves this mission and no other published."""
    other = (
        select(ConsultationMission.mission_id)
        .join(Mission, Mission.id == ConsultationMission.mission_id)
        .where(
            ConsultationMission.consultation_id == Consultation.id,
            Mission.id != mission_id,
            Mission.published_at.is_not(None),
        )
        .exists()
    )
    found = (
        select(Consultation.id)
        .join(ConsultationMission, ConsultationMission.consultation_id == Consultation.id)
        .where(
            ConsultationMission.mission_id == mission_id,
            Consultation.published_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            Consultation.trial_of_id.is_(None),
            ~other,
        )
        .limit(1)
    )
    return session.scalar(found) is not None


def due_to_close(session: Session, now: datetime, *, hold: bool = False) -> Sequence[Consultation]:
    """Those past their closing and its grace, for which nothing has been set off yet.

    With ``hold`` they are held for change, but for any that another worker holds already.
    """
    rows = (
        select(Consultation)
        .where(
            Consultation.published_at.is_not(None),
            Consultation.opens_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            Consultation.trial_of_id.is_(None),
            Consultation.close_handled_at.is_(None),
            Consultation.closes_at <= now - GRACE,
        )
        .order_by(Consultation.closes_at, Consultation.id)
    )
    return session.scalars(rows.with_for_update(skip_locked=True) if hold else rows).all()


def first_of_all(session: Session) -> Consultation | None:
    """A council's first: the first that was published, else its first draft."""
    return session.scalars(
        select(Consultation)
        .where(Consultation.withdrawn_at.is_(None), Consultation.trial_of_id.is_(None))
        .order_by(Consultation.published_at.is_(None), Consultation.created_at, Consultation.id)
        .limit(1)
    ).first()


def slug_is_taken(session: Session, slug: str) -> bool:
    """Whether a consultation already has that address."""
    return session.scalar(select(Consultation.id).where(Consultation.slug == slug)) is not None


__all__ = [
    "PAGE",
    "Page",
    "asked",
    "by_slug",
    "counts_by_stage",
    "due_to_close",
    "first_of_all",
    "get",
    "get_for_change",
    "listed",
    "mission_is_needed",
    "missions_of",
    "of_mission",
    "public_by_slug",
    "question",
    "retired",
    "section_row",
    "sections",
    "slug_is_taken",
    "stage_is",
    "teams_that_may_read",
    "trial_of",
    "versions_of",
]
