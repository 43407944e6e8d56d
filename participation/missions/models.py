"""Tables of missions and of the national goals they answer to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words


class NationalGoal(Base):
    """An aim set nationally, loaded as data because such lists change."""

    __tablename__ = "national_goal"
    __table_args__ = (UniqueConstraint("set_code", "version", "code"),)

    id: Mapped[PrimaryKey]
    set_code: Mapped[Code]
    set_title: Mapped[Words]
    version: Mapped[Code]
    source: Mapped[str]
    code: Mapped[Code]
    position: Mapped[int]
    title: Mapped[Words]


class Mission(Base):
    """A long-term aim of the council that partners and residents own with it."""

    __tablename__ = "mission"

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    title: Mapped[Words]
    ambition: Mapped[Words]
    target: Mapped[Words]
    target_year: Mapped[int]
    lead_member: Mapped[ShortText]
    lead_officer: Mapped[ShortText]
    horizon: Mapped[Words]
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    goals: Mapped[list["MissionGoal"]] = relationship(
        back_populates="mission", cascade="all, delete-orphan"
    )


class MissionGoal(Base):
    """A mission's stance to a national goal: delivers, contributes, or local only."""

    __tablename__ = "mission_goal"

    mission_id: Mapped[UUID] = mapped_column(
        ForeignKey("mission.id", ondelete="CASCADE"), primary_key=True
    )
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("national_goal.id"), primary_key=True)
    stance: Mapped[str] = mapped_column(String(20))

    mission: Mapped[Mission] = relationship(back_populates="goals")
    goal: Mapped[NationalGoal] = relationship()
