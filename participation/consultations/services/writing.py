"""Writing a consultation: what it is about, the five lines, its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import Consultation, ConsultationMission
from participation.consultations.services.readiness import editable, stay_ready
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words
from participation.missions import queries as missions
from participation.missions.rules import slug_from

BEFORE_REMOVAL: list[Callable[[Session, Actor, Consultation], None]] = []
"""What later rooms do before a draft is thrown away, in the same transaction."""


def create_consultation(
    session: Session, *, actor: Actor, details: rules.ConsultationDetails
) -> Consultation:
    """Begin a draft under one or more missions. Raises ``NotFound`` for an unknown mission."""
    actor.require(Permission.CONSULTATION_CREATE)
    nothing: Words = {}
    consultation = Consultation(
        slug=free_slug(session, details.title),
        created_at=clock.now(session),
        could_change=nothing,
        already_decided=nothing,
        who_decides=nothing,
        your_words=nothing,
    )
    _write_details(consultation, details)
    session.add(consultation)
    session.flush()
    _serve(session, consultation, details.mission_ids)
    audit.record(
        session,
        actor,
        "consultation.created",
        consultation,
        missions=[str(mission_id) for mission_id in details.mission_ids],
    )
    session.flush()
    return consultation


def free_slug(session: Session, title: Words) -> str:
    """An address that no consultation has, made from a title."""
    slug = wanted = slug_from(title, "consultation")
    number = 1
    while queries.slug_is_taken(session, slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _write_details(consultation: Consultation, details: rules.ConsultationDetails) -> None:
    # Words in a language that is switched off for now are kept for when it is on again.
    consultation.title = {**(consultation.title or {}), **details.title}
    consultation.summary = {**(consultation.summary or {}), **details.summary}
    consultation.decision_owner = details.decision_owner
    consultation.hide_results = details.hide_results


def _serve(session: Session, consultation: Consultation, mission_ids: Sequence[UUID]) -> None:
    wanted = {mission_id: place for place, mission_id in enumerate(dict.fromkeys(mission_ids))}
    for mission_id in wanted:
        missions.get(session, mission_id)
    session.expire(consultation, ["missions"])
    for row in list(consultation.missions):
        if row.mission_id in wanted:
            row.position = wanted.pop(row.mission_id)
        else:
            consultation.missions.remove(row)
    for mission_id, place in wanted.items():
        consultation.missions.append(ConsultationMission(mission_id=mission_id, position=place))
    session.flush()


def edit_details(
    session: Session, *, actor: Actor, consultation_id: UUID, details: rules.ConsultationDetails
) -> Consultation:
    """Change what it is about. Raises ``CannotChange`` once opened, ``CannotPublish`` if due."""
    consultation, now = editable(session, actor, consultation_id)
    _write_details(consultation, details)
    _serve(session, consultation, details.mission_ids)
    stay_ready(session, consultation, now)
    _record_edit(session, actor, consultation, ["details"])
    return consultation


def edit_lines(
    session: Session, *, actor: Actor, consultation_id: UUID, lines: rules.FiveLines
) -> Consultation:
    """Change the five lines. Raises as :func:`edit_details` does."""
    consultation, now = editable(session, actor, consultation_id)
    for name in rules.LINES:
        value = getattr(lines, name)
        if name != "minutes_needed":
            value = {**getattr(consultation, name), **value}
        setattr(consultation, name, value)
    stay_ready(session, consultation, now)
    _record_edit(session, actor, consultation, ["lines"])
    return consultation


def set_dates(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    opens_on: date | None,
    last_day: date | None,
) -> Consultation:
    """Set its days, as London counts them: it opens as the first begins, closes as the last ends.

    Raises as :func:`edit_details` does.
    """
    consultation, now = editable(session, actor, consultation_id)
    consultation.opens_at = clock.start_of_day(opens_on) if opens_on else None
    consultation.closes_at = clock.end_of_day(last_day) if last_day else None
    if consultation.published_at and opens_on == clock.day_in_london(now):
        consultation.opens_at = now
    stay_ready(session, consultation, now)
    audit.record(
        session,
        actor,
        "consultation.dated",
        consultation,
        opens_on=opens_on.isoformat() if opens_on else None,
        last_day=last_day.isoformat() if last_day else None,
    )
    session.flush()
    return consultation


def remove_draft(session: Session, *, actor: Actor, consultation_id: UUID) -> None:
    """Throw away a draft that was never published. Raises ``rules.CannotChange`` otherwise."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=consultation)
    if consultation.published_at is not None or consultation.withdrawn_at is not None:
        raise rules.CannotChange(["published"])
    for follow in BEFORE_REMOVAL:
        follow(session, actor, consultation)
    audit.record(session, actor, "consultation.removed", consultation)
    for question in consultation.questions:
        question.section_id = None
    session.flush()
    session.delete(consultation)
    session.flush()


def _record_edit(
    session: Session, actor: Actor, consultation: Consultation, parts: Iterable[str]
) -> None:
    audit.record(session, actor, "consultation.edited", consultation, parts=list(parts))
    session.flush()
