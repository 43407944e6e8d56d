"""Tables of local ambitions, their order, and the decisions made on them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words


class Ambition(Base):
    """What local people want under a mission, in their words, made from settled themes."""

    __tablename__ = "ambition"

    id: Mapped[PrimaryKey]
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), index=True)
    title: Mapped[Words]
    rank: Mapped[int | None]
    rank_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    dropped_at: Mapped[datetime | None]

    themes: Mapped[list["AmbitionTheme"]] = relationship(cascade="all, delete-orphan")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="ambition")


class AmbitionTheme(Base):
    """A settled theme that an ambition was made from."""

    __tablename__ = "ambition_theme"

    ambition_id: Mapped[UUID] = mapped_column(
        ForeignKey("ambition.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class Decision(Base):
    """What was decided on an ambition, because of what; updates come after, it never changes."""

    __tablename__ = "decision"

    id: Mapped[PrimaryKey]
    ambition_id: Mapped[UUID] = mapped_column(ForeignKey("ambition.id"), index=True)
    outcome: Mapped[Code]
    will_do: Mapped[Words]
    because: Mapped[Words]
    passed_to: Mapped[str] = mapped_column(String(200), default="")
    owner: Mapped[ShortText]
    due_on: Mapped[date | None]
    answer_by_on: Mapped[date | None]
    route: Mapped[str] = mapped_column(String(200), default="")
    report_link: Mapped[str] = mapped_column(String(500), default="")
    decided_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))

    ambition: Mapped[Ambition] = relationship(back_populates="decisions")
    themes: Mapped[list["DecisionTheme"]] = relationship(cascade="all, delete-orphan")
    updates: Mapped[list["DecisionUpdate"]] = relationship(order_by="DecisionUpdate.made_at")


class DecisionTheme(Base):
    """A theme a decision concerns: how every receipt behind it finds the decision."""

    __tablename__ = "decision_theme"

    decision_id: Mapped[UUID] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class DecisionUpdate(Base):
    """What has happened since a decision."""

    __tablename__ = "decision_update"

    id: Mapped[PrimaryKey]
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    words: Mapped[Words]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
