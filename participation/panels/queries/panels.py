"""Reading panels and the make-up that is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.kernel.errors import NotFound
from participation.missions.models import Mission
from participation.panels.models import Panel, PanelCategory, PanelMission


def get(session: Session, panel_id: UUID) -> Panel:
    """A panel. Raises ``NotFound``."""
    found = session.scalar(
        select(Panel)
        .where(Panel.id == panel_id)
        .options(selectinload(Panel.categories).selectinload(PanelCategory.features))
    )
    if found is None:
        raise NotFound
    return found


def get_for_change(session: Session, panel_id: UUID) -> Panel:
    """The same, held until the transaction ends."""
    found = session.scalar(
        select(Panel)
        .where(Panel.id == panel_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def by_slug(session: Session, slug: str) -> Panel:
    """A panel that the public may see, by its address. Raises ``NotFound``."""
    found = session.scalar(
        select(Panel)
        .where(Panel.slug == slug, Panel.published_at.is_not(None))
        .options(selectinload(Panel.categories).selectinload(PanelCategory.features))
    )
    if found is None:
        raise NotFound
    return found


def slug_is_taken(session: Session, slug: str) -> bool:
    """Whether a panel already has that address."""
    return session.scalar(select(Panel.id).where(Panel.slug == slug)) is not None


def listed(session: Session, *, teams: frozenset[UUID] | None = None) -> Sequence[Panel]:
    """Panels, the newest first; ``teams`` keeps to those of some teams."""
    rows = select(Panel)
    if teams is not None:
        rows = rows.where(Panel.id.in_(teams))
    return session.scalars(rows.order_by(Panel.created_at.desc(), Panel.id).limit(200)).all()


def public(session: Session) -> Sequence[Panel]:
    """Panels that the public may see, the newest first."""
    return session.scalars(
        select(Panel)
        .where(Panel.published_at.is_not(None))
        .order_by(Panel.published_at.desc(), Panel.id)
        .limit(100)
    ).all()


def missions_of(session: Session, panel_id: UUID) -> Sequence[Mission]:
    """The missions that a panel serves."""
    return session.scalars(
        select(Mission)
        .join(PanelMission, PanelMission.mission_id == Mission.id)
        .where(PanelMission.panel_id == panel_id)
        .order_by(Mission.position, Mission.id)
    ).all()


def category(session: Session, panel_id: UUID, category_id: UUID) -> PanelCategory:
    """A category of a panel. Raises ``NotFound``."""
    found = session.scalar(
        select(PanelCategory)
        .where(PanelCategory.id == category_id, PanelCategory.panel_id == panel_id)
        .options(selectinload(PanelCategory.features))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def quotas_of(panel: Panel) -> list[dict[str, object]]:
    """The quotas as a draw keeps them: codes with their words, least and most."""
    return [
        {
            "category": category.code,
            "feature": feature.code,
            "min": feature.least,
            "max": feature.most,
            "category_words": dict(category.words),
            "feature_words": dict(feature.words),
            "share": feature.share,
        }
        for category in panel.categories
        for feature in category.features
    ]
