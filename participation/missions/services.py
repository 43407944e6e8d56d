"""Deeds on missions: writing, ordering and publishing them, and loading the national goals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.council import queries as council
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Permission
from participation.kernel.errors import NotFound
from participation.kernel.orm import Words
from participation.missions import queries, rules
from participation.missions.models import Mission, MissionGoal, NationalGoal

NEEDED_BY: list[Callable[[Session, UUID], bool]] = []
"""What later rooms ask before a mission is hidden: whether something public hangs from it."""


def create_mission(session: Session, *, actor: Actor, details: rules.MissionDetails) -> Mission:
    """Write down a new mission, that the public doesn't see yet."""
    actor.require(Permission.MISSION_WRITE)
    mission = Mission(
        slug=free_slug(session, details.title),
        position=queries.next_position(session),
        created_at=clock.now(session),
    )
    _write(mission, details)
    session.add(mission)
    session.flush()
    _take_stances(session, mission, details.stances)
    audit.record(session, actor, "mission.created", mission)
    session.flush()
    return mission


def free_slug(session: Session, title: Words) -> str:
    """An address that no mission has, made from a title."""
    slug = wanted = rules.slug_from(title, "mission")
    number = 1
    while queries.slug_is_taken(session, slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def edit_mission(
    session: Session, *, actor: Actor, mission_id: UUID, details: rules.MissionDetails
) -> Mission:
    """Change what a mission says. A published one must stay whole, or ``CannotPublish``."""
    mission = queries.get_for_change(session, mission_id)
    actor.require(Permission.MISSION_WRITE)
    before = {name: getattr(mission, name) for name in WRITTEN}
    _write(mission, details)
    if mission.published_at is not None:
        _require_ready(session, mission)
    _take_stances(session, mission, details.stances)
    changed = sorted(name for name, value in before.items() if getattr(mission, name) != value)
    audit.record(session, actor, "mission.edited", mission, changed=changed)
    session.flush()
    return mission


WRITTEN = (*rules.WORDED, *rules.NAMED, "target_year")


def _write(mission: Mission, details: rules.MissionDetails) -> None:
    for name in rules.WORDED:
        # Words in a language that is switched off for now are kept for when it is on again.
        setattr(mission, name, {**(getattr(mission, name) or {}), **getattr(details, name)})
    mission.target_year = details.target_year
    mission.lead_member = details.lead_member
    mission.lead_officer = details.lead_officer


def _take_stances(session: Session, mission: Mission, stances: Mapping[UUID, rules.Stance]) -> None:
    known = {goal.id for goal in queries.goals(session)}
    if not known.issuperset(stances):
        raise NotFound
    held = {row.goal_id: row for row in queries.stances(session, mission.id)}
    for goal_id, row in held.items():
        if goal_id not in stances:
            session.delete(row)
    for goal_id, stance in stances.items():
        if goal_id in held:
            held[goal_id].stance = stance.value
        else:
            session.add(MissionGoal(mission_id=mission.id, goal_id=goal_id, stance=stance.value))


def _require_ready(session: Session, mission: Mission) -> None:
    problems = rules.publication_problems(
        words={name: getattr(mission, name) for name in rules.WORDED},
        names={name: getattr(mission, name) for name in rules.NAMED},
        languages=council.get(session).languages,
    )
    if problems:
        raise rules.CannotPublish(problems)


def publish_mission(session: Session, *, actor: Actor, mission_id: UUID) -> Mission:
    """Show a mission to the public, or raise ``CannotPublish`` with every problem at once."""
    mission = queries.get_for_change(session, mission_id)
    actor.require(Permission.MISSION_PUBLISH)
    if mission.published_at is None:
        _require_ready(session, mission)
        mission.published_at = clock.now(session)
        audit.record(session, actor, "mission.published", mission)
        session.flush()
    return mission


def unpublish_mission(session: Session, *, actor: Actor, mission_id: UUID) -> Mission:
    """Hide a mission again; ``CannotUnpublish`` while something public hangs from it alone."""
    mission = queries.get_for_change(session, mission_id)
    actor.require(Permission.MISSION_PUBLISH)
    if mission.published_at is not None:
        if any(needed(session, mission.id) for needed in NEEDED_BY):
            raise rules.CannotUnpublish(["needed"])
        mission.published_at = None
        audit.record(session, actor, "mission.unpublished", mission)
        session.flush()
    return mission


def move_mission(session: Session, *, actor: Actor, mission_id: UUID, up: bool) -> None:
    """Swap a mission with the one before it, or after it. At the end of the list, do nothing."""
    actor.require(Permission.MISSION_WRITE)
    ordered = list(queries.all_for_staff(session))
    place = next((n for n, mission in enumerate(ordered) if mission.id == mission_id), None)
    if place is None:
        raise NotFound
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, mission in enumerate(ordered, 1):
        mission.position = position
    audit.record(session, actor, "mission.moved", ordered[other], up=up)
    session.flush()


def load_goals(session: Session, source: Path | str | Any, *, actor: Actor = SYSTEM) -> int:
    """Load national goals from a JSON file or what one holds; returns how many it says.

    A goal known by set, version and code gets its new words; none is ever removed, because
    missions may refer to it. Raises ``rules.BadGoals``; see ``rules.read_goals`` for the form.
    """
    actor.require(Permission.COUNCIL_EDIT)
    sets = rules.read_goals(_from_file(source) if isinstance(source, Path | str) else source)
    total = 0
    for one in sets:
        held = {
            goal.code: goal
            for goal in session.scalars(
                select(NationalGoal).where(
                    NationalGoal.set_code == one.code, NationalGoal.version == one.version
                )
            )
        }
        for position, (code, title) in enumerate(one.goals, 1):
            goal = held.get(code)
            if goal is None:
                goal = NationalGoal(set_code=one.code, version=one.version, code=code)
                session.add(goal)
            goal.set_title, goal.source = one.title, one.source
            goal.position, goal.title = position, title
            total += 1
        audit.record(
            session, actor, "goals.loaded", None, set=one.code, version=one.version, goals=total
        )
    session.flush()
    return total


def _from_file(path: Path | str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise rules.BadGoals(f"{path} can’t be read") from error
    except json.JSONDecodeError as error:
        raise rules.BadGoals(f"line {error.lineno} of {path} isn’t JSON") from error
