"""Deeds that answer what was said: ambitions, their order, decisions, updates, reporting back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries as consultation_queries
from participation.consultations.models import Consultation
from participation.council import queries as council_queries
from participation.feedback import queries, rules
from participation.feedback.models import (
    Ambition,
    AmbitionTheme,
    Decision,
    DecisionTheme,
    DecisionUpdate,
)
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words
from participation.missions import queries as mission_queries
from participation.themes import queries as theme_queries


def _check_themes(session: Session, mission_id: UUID, theme_ids: tuple[UUID, ...]) -> None:
    if not theme_ids:
        raise rules.CannotMake(["no_theme"])
    known = {t.id for t in theme_queries.themes_under_missions(session, [mission_id])}
    if not set(theme_ids) <= known:
        raise rules.CannotMake(["theme_not_settled_here"])


def _check_title(session: Session, title: Words) -> None:
    languages = council_queries.get(session).languages
    missing = [f"title_missing_{code}" for code in languages if not title.get(code, "").strip()]
    if missing:
        raise rules.CannotMake(missing)


def make_ambition(
    session: Session, *, actor: Actor, mission_id: UUID, details: rules.AmbitionDetails
) -> Ambition:
    """Turn settled themes into something that local people want under a mission.

    Raises ``CannotMake`` when a theme isn't settled, is of no consultation under this mission, or
    the words are missing in one of the site's languages.
    """
    actor.require(Permission.AMBITION_WRITE)
    mission_queries.get_for_change(session, mission_id)
    _check_themes(session, mission_id, details.themes)
    _check_title(session, details.title)
    ambition = Ambition(
        mission_id=mission_id,
        title=details.title,
        rank=len(queries.order_of(session, mission_id)) + 1,
        created_at=clock.now(session),
        created_by=actor.id,
    )
    ambition.themes = [AmbitionTheme(theme_id=theme_id) for theme_id in details.themes]
    session.add(ambition)
    session.flush()
    audit.record(
        session, actor, "ambition.made", ambition, themes=[str(theme) for theme in details.themes]
    )
    return ambition


def change_ambition(
    session: Session, *, actor: Actor, ambition_id: UUID, details: rules.AmbitionDetails
) -> Ambition:
    """Give an ambition other words or themes. A theme that a decision cites stays cited there."""
    actor.require(Permission.AMBITION_WRITE)
    ambition = queries.ambition(session, ambition_id)
    _check_themes(session, ambition.mission_id, details.themes)
    _check_title(session, details.title)
    ambition.title = details.title
    kept = {link.theme_id: link for link in ambition.themes}
    ambition.themes = [
        kept.get(theme_id) or AmbitionTheme(theme_id=theme_id) for theme_id in details.themes
    ]
    audit.record(
        session,
        actor,
        "ambition.changed",
        ambition,
        themes=[str(theme) for theme in details.themes],
    )
    session.flush()
    return ambition


def drop_ambition(session: Session, *, actor: Actor, ambition_id: UUID) -> None:
    """Take an ambition off the list. One that was decided on stays for ever."""
    actor.require(Permission.AMBITION_WRITE)
    ambition = queries.ambition_for_change(session, ambition_id)
    mission_queries.get_for_change(session, ambition.mission_id)
    if ambition.decisions:
        raise rules.CannotMake(["already_decided"])
    ambition.dropped_at = clock.now(session)
    ambition.rank = None
    _rank(session, queries.order_of(session, ambition.mission_id))
    audit.record(session, actor, "ambition.dropped", ambition)
    session.flush()


def _rank(session: Session, order: list[UUID]) -> None:
    for position, ambition_id in enumerate(order, start=1):
        queries.ambition(session, ambition_id).rank = position


def order_priorities(
    session: Session, *, actor: Actor, mission_id: UUID, order: list[UUID], reason: str = ""
) -> None:
    """Put a mission's ambitions in order. Raises ``CannotMake`` unless each stands in it once."""
    actor.require(Permission.PRIORITY_ORDER)
    mission_queries.get_for_change(session, mission_id)
    before = queries.order_of(session, mission_id)
    if sorted(order) != sorted(before):
        raise rules.CannotMake(["order_incomplete"])
    _rank(session, order)
    audit.record(
        session,
        actor,
        "priority.ordered",
        None,
        mission=str(mission_id),
        order=[str(a) for a in order],
    )
    if reason.strip():
        queries.ambition(session, order[0]).rank_reason = reason.strip()
    session.flush()


def move_ambition(session: Session, *, actor: Actor, ambition_id: UUID, step: int) -> Ambition:
    """Move an ambition one place up (-1) or down (+1)."""
    ambition = queries.ambition(session, ambition_id)
    mission_queries.get_for_change(session, ambition.mission_id)
    order = rules.reranked(queries.order_of(session, ambition.mission_id), ambition_id, step)
    order_priorities(session, actor=actor, mission_id=ambition.mission_id, order=order)
    return ambition


def record_decision(
    session: Session, *, actor: Actor, ambition_id: UUID, details: rules.DecisionDetails
) -> Decision:
    """Record what was decided and why, or raise ``CannotDecide`` with everything it lacks.

    It cites ``details.themes``, settled under the ambition's mission; those of the ambition if none
    are given. It replaces each standing decision on the ambition whose themes it all cites; what is
    replaced stays readable.
    """
    actor.require(Permission.DECISION_RECORD)
    ambition = queries.ambition_for_change(session, ambition_id)
    now = clock.now(session)
    today = clock.day_in_london(now)
    languages = tuple(council_queries.get(session).languages)
    theme_ids = details.themes or tuple(link.theme_id for link in ambition.themes)
    problems = rules.decision_problems(details, today=today, languages=languages)
    known = theme_queries.themes_under_missions(session, [ambition.mission_id])
    if not set(theme_ids) <= {theme.id for theme in known}:
        problems.append("theme_not_settled_here")
    if problems:
        raise rules.CannotDecide(problems)
    decision = Decision(
        ambition_id=ambition.id,
        outcome=details.outcome.value,
        will_do=details.will_do,
        because=details.because,
        passed_to=details.passed_to.strip(),
        owner=details.owner.strip(),
        due_on=details.due_on,
        answer_by_on=details.answer_by_on,
        route=details.route.strip(),
        report_link=details.report_link.strip(),
        decided_on=details.decided_on or today,
        recorded_at=now,
        recorded_by=actor.id,
    )
    decision.themes = [DecisionTheme(theme_id=theme_id) for theme_id in theme_ids]
    before = [
        standing
        for standing in queries.decisions_of(session, ambition.id)
        if standing.replaced_by_id is None
        and {link.theme_id for link in standing.themes} <= set(theme_ids)
    ]
    session.add(decision)
    session.flush()
    for standing in before:
        standing.replaced_by_id = decision.id
    for consultation in queries.consultations_of_themes(session, theme_ids):
        if consultation.decided_at is None:
            consultation.decided_at = now
    audit.record(
        session,
        actor,
        "decision.recorded",
        decision,
        outcome=details.outcome.value,
        themes=[str(theme_id) for theme_id in theme_ids],
        replaces=[str(standing.id) for standing in before],
    )
    session.flush()
    return decision


def add_update(
    session: Session, *, actor: Actor, decision_id: UUID, words: Words
) -> DecisionUpdate:
    """Say what has happened since a decision."""
    actor.require(Permission.DECISION_RECORD)
    decision = queries.decision(session, decision_id)
    languages = council_queries.get(session).languages
    missing = [f"words_missing_{code}" for code in languages if not words.get(code, "").strip()]
    if missing:
        raise rules.CannotDecide(missing)
    update = DecisionUpdate(
        decision_id=decision.id, words=words, made_at=clock.now(session), made_by=actor.id
    )
    session.add(update)
    audit.record(session, actor, "decision.updated", decision)
    session.flush()
    return update


def report_back(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Call a consultation reported back: each of its settled themes has an answer."""
    consultation = consultation_queries.get(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    themes = theme_queries.settled(session, consultation_id)
    answered = queries.decisions_for_themes(session, [theme.id for theme in themes])
    if not themes:
        raise rules.CannotReport(["nothing_settled"])
    if any(not answered.get(theme.id) for theme in themes):
        raise rules.CannotReport(["theme_unanswered"])
    if consultation.reported_at is None:
        consultation.reported_at = clock.now(session)
        audit.record(session, actor, "consultation.reported_back", consultation)
        session.flush()
    return consultation
