"""Setting up a panel: what it is, whom it should mirror, when names can be put forward."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.council import queries as council
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.errors import NotFound, Refusal
from participation.missions.models import Mission
from participation.missions.rules import slug_from
from participation.panels import queries, rules
from participation.panels.models import (
    Panel,
    PanelCategory,
    PanelFeature,
    PanelMission,
    RegistrantFeature,
)
from participation.panels.rules.panels import WORDED


class CannotChange(Refusal):
    """It has gone too far for this change: ``registered`` ``frozen``."""


def create_panel(session: Session, *, actor: Actor, details: rules.PanelDetails) -> Panel:
    """Write down a new panel, that the public doesn't see yet."""
    actor.require(Permission.PANEL_CREATE)
    slug = wanted = slug_from(details.title, "panel")
    number = 1
    while queries.slug_is_taken(session, slug):
        number += 1
        slug = f"{wanted}-{number}"
    panel = Panel(slug=slug, created_at=clock.now(session), registered=0)
    _write(panel, details)
    session.add(panel)
    session.flush()
    _serve(session, panel, details.mission_ids)
    audit.record(session, actor, "panel.created", panel, kind=details.kind.value)
    session.flush()
    return panel


def edit_panel(
    session: Session, *, actor: Actor, panel_id: UUID, details: rules.PanelDetails
) -> Panel:
    """Change what a panel says. Once a draw is being made its seats stay as they are."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_WRITE, on=panel)
    if panel.frozen_at is not None and details.seats != panel.seats:
        raise CannotChange(["frozen"])
    _write(panel, details)
    _serve(session, panel, details.mission_ids)
    session.flush()
    if panel.published_at is not None:
        _require_ready(session, panel)
    audit.record(session, actor, "panel.edited", panel)
    session.flush()
    return panel


def _write(panel: Panel, details: rules.PanelDetails) -> None:
    panel.kind = details.kind.value
    panel.seats = details.seats
    for name in WORDED:
        setattr(panel, name, {**(getattr(panel, name) or {}), **getattr(details, name)})


def _serve(session: Session, panel: Panel, mission_ids: tuple[UUID, ...]) -> None:
    known = set(session.scalars(select(Mission.id).where(Mission.id.in_(mission_ids))))
    if known != set(mission_ids):
        raise NotFound
    session.execute(delete(PanelMission).where(PanelMission.panel_id == panel.id))
    for mission_id in mission_ids:
        session.add(PanelMission(panel_id=panel.id, mission_id=mission_id))


def set_dates(
    session: Session,
    *,
    actor: Actor,
    panel_id: UUID,
    opens_on: date | None,
    last_day: date | None,
    retention_on: date | None,
) -> Panel:
    """When people can put their names forward, and when their contact details are erased."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_WRITE, on=panel)
    if panel.frozen_at is not None:
        raise CannotChange(["frozen"])
    panel.registration_opens_at = clock.start_of_day(opens_on) if opens_on else None
    panel.registration_closes_at = clock.end_of_day(last_day) if last_day else None
    panel.retention_on = retention_on
    if panel.published_at is not None:
        _require_ready(session, panel)
    audit.record(session, actor, "panel.dated", panel)
    session.flush()
    return panel


def keep_category(
    session: Session,
    *,
    actor: Actor,
    panel_id: UUID,
    category_id: UUID | None,
    details: rules.CategoryDetails,
) -> PanelCategory:
    """Add a category, or change one: words, shares, seats.

    A feature that somebody in the pool has can't be taken out: ``CannotChange`` ``registered``.
    """
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_WRITE, on=panel)
    if panel.frozen_at is not None:
        raise CannotChange(["frozen"])
    if category_id is None:
        if panel.registered:
            raise CannotChange(["registered"])
        codes = {one.code for one in panel.categories}
        category = PanelCategory(
            panel_id=panel.id,
            position=1 + max((one.position for one in panel.categories), default=0),
            code=_free(slug_from(details.words, "category")[:60], codes),
            words=dict(details.words),
        )
        session.add(category)
        session.flush()
    else:
        category = queries.category(session, panel_id, category_id)
        category.words = {**category.words, **details.words}
    _keep_features(session, category, details)
    session.flush()
    session.expire(panel, ["categories"])
    audit.record(session, actor, "panel.category_kept", panel, features=len(details.features))
    session.flush()
    return queries.category(session, panel_id, category.id)


def _free(stem: str, taken: set[str]) -> str:
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def _keep_features(
    session: Session, category: PanelCategory, details: rules.CategoryDetails
) -> None:
    held = {
        feature.code: feature
        for feature in session.scalars(
            select(PanelFeature).where(PanelFeature.category_id == category.id)
        )
    }
    kept: set[str] = set()
    for position, wanted in enumerate(details.features, 1):
        feature = held.get(wanted.code) if wanted.code not in kept else None
        if feature is None:
            feature = PanelFeature(
                category_id=category.id,
                code=_free(slug_from(wanted.words, "feature")[:60], set(held) | kept),
                words={},
            )
            session.add(feature)
        feature.position = position
        feature.words = {**feature.words, **wanted.words}
        feature.share, feature.least, feature.most = wanted.share, wanted.least, wanted.most
        kept.add(feature.code)
    for code in set(held) - kept:
        used = select(RegistrantFeature.registrant_id).where(
            RegistrantFeature.feature_id == held[code].id
        )
        if session.scalar(used.limit(1)) is not None:
            raise CannotChange(["registered"])
        session.delete(held[code])


def remove_category(session: Session, *, actor: Actor, panel_id: UUID, category_id: UUID) -> None:
    """Take a category out, while nobody has put their name forward."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_WRITE, on=panel)
    if panel.registered:
        raise CannotChange(["registered"])
    session.delete(queries.category(session, panel_id, category_id))
    session.flush()
    session.expire(panel, ["categories"])
    audit.record(session, actor, "panel.category_removed", panel)
    session.flush()


def publish_panel(session: Session, *, actor: Actor, panel_id: UUID) -> Panel:
    """Let the public see it, or raise ``CannotPublish`` with every problem at once."""
    panel = queries.get_for_change(session, panel_id)
    actor.require(Permission.PANEL_WRITE, on=panel)
    _require_ready(session, panel)
    if panel.published_at is None:
        panel.published_at = clock.now(session)
        audit.record(session, actor, "panel.published", panel)
    session.flush()
    return panel


def _require_ready(session: Session, panel: Panel) -> None:
    problems = rules.publication_problems(
        {name: getattr(panel, name) for name in WORDED},
        languages=council.get(session).languages,
        missions=len(queries.missions_of(session, panel.id)),
        dated=panel.registration_opens_at is not None
        and panel.registration_closes_at is not None
        and panel.retention_on is not None,
    )
    if not panel.categories:
        problems.append("no_categories")
    if problems:
        raise rules.CannotPublish(problems)
