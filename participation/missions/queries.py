"""Reading missions and national goals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from participation.kernel.errors import NotFound
from participation.missions.models import Mission, MissionGoal, NationalGoal


def get(session: Session, mission_id: UUID) -> Mission:
    """The mission of that key, published or not. Raises ``NotFound``."""
    found = session.get(Mission, mission_id)
    if found is None:
        raise NotFound
    return found


def get_for_change(session: Session, mission_id: UUID) -> Mission:
    """The same, held until the transaction ends."""
    found = session.scalar(
        select(Mission)
        .where(Mission.id == mission_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def by_slug(session: Session, slug: str) -> Mission:
    """The mission at that address, published or not. Raises ``NotFound``."""
    found = session.scalar(select(Mission).where(Mission.slug == slug))
    if found is None:
        raise NotFound
    return found


def public_by_slug(session: Session, slug: str) -> Mission:
    """The same, if it is published. Raises ``NotFound``."""
    found = by_slug(session, slug)
    if found.published_at is None:
        raise NotFound
    return found


def published(session: Session) -> Sequence[Mission]:
    """The missions that the public sees, in the council's order."""
    return session.scalars(
        select(Mission)
        .where(Mission.published_at.is_not(None))
        .order_by(Mission.position, Mission.created_at, Mission.id)
    ).all()


def all_for_staff(session: Session) -> Sequence[Mission]:
    """Every mission, in the council's order."""
    return session.scalars(
        select(Mission).order_by(Mission.position, Mission.created_at, Mission.id)
    ).all()


def goals(session: Session) -> Sequence[NationalGoal]:
    """Every national goal that was loaded, set by set."""
    return session.scalars(
        select(NationalGoal).order_by(
            NationalGoal.set_code, NationalGoal.version, NationalGoal.position, NationalGoal.code
        )
    ).all()


def stances(session: Session, mission_id: UUID) -> Sequence[MissionGoal]:
    """A mission's part in national goals, with the goals, in the goals' order."""
    return session.scalars(
        select(MissionGoal)
        .join(NationalGoal, NationalGoal.id == MissionGoal.goal_id)
        .where(MissionGoal.mission_id == mission_id)
        .options(selectinload(MissionGoal.goal))
        .order_by(
            NationalGoal.set_code, NationalGoal.version, NationalGoal.position, NationalGoal.code
        )
    ).all()


def slug_is_taken(session: Session, slug: str) -> bool:
    """Whether a mission already has that address."""
    return session.scalar(select(Mission.id).where(Mission.slug == slug)) is not None


def next_position(session: Session) -> int:
    """Where a new mission goes: after all others."""
    return (session.scalar(select(func.max(Mission.position))) or 0) + 1
