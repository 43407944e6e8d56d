"""Tables of a panel: what it is for, and the make-up that its members should have."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Double, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words


class Panel(Base):
    """A citizens' assembly, a jury or a standing panel.

    Facts are stored; where it has got to is worked out from them (``rules.stage_of``).
    ``registration_closes_at`` is exclusive. ``retention_on`` is the day on which contact details
    are erased.
    """

    __tablename__ = "panel"

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    kind: Mapped[Code]
    title: Mapped[Words]
    purpose: Mapped[Words]
    eligibility: Mapped[Words]
    commitment: Mapped[Words]
    payment: Mapped[Words]
    privacy: Mapped[Words]
    seats: Mapped[int]
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    retention_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    stood_down_at: Mapped[datetime | None]
    registered: Mapped[int] = mapped_column(default=0)

    categories: Mapped[list["PanelCategory"]] = relationship(
        order_by="PanelCategory.position", cascade="all, delete-orphan"
    )

    @property
    def team_id(self) -> UUID:
        """Whose team looks after it: its own."""
        return self.id


class PanelMission(Base):
    """A mission that a panel serves."""

    __tablename__ = "panel_mission"

    panel_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel.id", ondelete="CASCADE"), primary_key=True
    )
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True, index=True)


class PanelCategory(Base):
    """Something that the panel should mirror the borough in, such as age or ward."""

    __tablename__ = "panel_category"
    __table_args__ = (UniqueConstraint("panel_id", "code"),)

    id: Mapped[PrimaryKey]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[Code]
    words: Mapped[Words]

    features: Mapped[list["PanelFeature"]] = relationship(
        order_by="PanelFeature.position", cascade="all, delete-orphan"
    )


class PanelFeature(Base):
    """One value of a category, its share of the population, and how many seats it may hold."""

    __tablename__ = "panel_feature"
    __table_args__ = (UniqueConstraint("category_id", "code"),)

    id: Mapped[PrimaryKey]
    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel_category.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    code: Mapped[Code]
    words: Mapped[Words]
    share: Mapped[float | None] = mapped_column(Double)
    least: Mapped[int]
    most: Mapped[int]
