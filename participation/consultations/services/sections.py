"""Sections, the order of everything, and who is asked what, all before anybody can answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import Consultation, Question, Section
from participation.consultations.services.readiness import editable, stay_ready
from participation.kernel.actors import Actor
from participation.kernel.errors import NotFound


def add_section(
    session: Session, *, actor: Actor, consultation_id: UUID, details: rules.SectionDetails
) -> Section:
    """Begin a section after the others. Raises ``CannotChange`` once opened.

    A consultation that opens by itself gets no empty section: there, begin it as a draft.
    """
    consultation, now = editable(session, actor, consultation_id)
    held = queries.sections(session, consultation_id)
    section = Section(
        consultation_id=consultation_id,
        position=1 + max((one.position for one in held), default=0),
        title={},
        intro={},
    )
    _write(section, details)
    session.add(section)
    stay_ready(session, consultation, now)
    _record(session, actor, "section.added", consultation, section=str(section.id))
    return section


def edit_section(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    section_id: UUID,
    details: rules.SectionDetails,
) -> Section:
    """Change what a section says, and whether its questions stand on one page."""
    consultation, now = editable(session, actor, consultation_id)
    section = queries.section_row(session, consultation_id, section_id)
    _write(section, details)
    stay_ready(session, consultation, now)
    _record(session, actor, "section.edited", consultation, section=str(section_id))
    return section


def _write(section: Section, details: rules.SectionDetails) -> None:
    section.title = {**section.title, **details.title}
    section.intro = {**section.intro, **details.intro}
    section.together = details.together


def move_section(
    session: Session, *, actor: Actor, consultation_id: UUID, section_id: UUID, up: bool
) -> None:
    """Swap a section with the one before it, or after it. At the end, do nothing."""
    consultation, now = editable(session, actor, consultation_id)
    queries.section_row(session, consultation_id, section_id)
    order = [one.section_id for one in queries.sections(session, consultation_id)]
    place = order.index(section_id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, 1):
        session.get_one(Section, one).position = position
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "section.moved", consultation, section=str(section_id), up=up)


def remove_section(
    session: Session, *, actor: Actor, consultation_id: UUID, section_id: UUID
) -> None:
    """Take a section away. Its questions go to the one before it, asked of the same people.

    Raises ``CannotChange`` with ``both_conditions`` where a question's own condition and the
    section's can't be said as one.
    """
    consultation, now = editable(session, actor, consultation_id)
    section = queries.section_row(session, consultation_id, section_id)
    order = [one.section_id for one in queries.sections(session, consultation_id)]
    place = order.index(section_id)
    before = order[place - 1] if place else None
    outer = rules.condition_from(section.condition)
    for question in session.scalars(select(Question).where(Question.section_id == section_id)):
        inner = rules.condition_from(question.condition)
        joined = rules.joined(outer, inner)
        if joined is None and (outer or inner):
            raise rules.CannotChange(["both_conditions"])
        question.condition = joined.stored() if joined else None
        question.section_id = before
    session.flush()
    session.delete(section)
    session.flush()
    session.expire(consultation, ["sections"])
    for position, one in enumerate(queries.sections(session, consultation_id), 1):
        session.get_one(Section, one.section_id).position = position
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "section.removed", consultation, section=str(section_id))


def move_question(
    session: Session, *, actor: Actor, consultation_id: UUID, question_id: UUID, up: bool
) -> None:
    """Move a question one step: past its neighbour, or over the edge of its section.

    At either end of the consultation, do nothing.
    """
    consultation, now = editable(session, actor, consultation_id)
    order = list(queries.asked(session, consultation_id))
    place = next((at for at, one in enumerate(order) if one.question_id == question_id), None)
    if place is None:
        raise NotFound
    other = place - 1 if up else place + 1
    here = order[place]
    beside = order[other] if 0 <= other < len(order) else None
    if beside is not None and beside.section_id == here.section_id:
        first, second = (session.get_one(Question, one.question_id) for one in (here, beside))
        first.position, second.position = second.position, first.position
    else:
        ends = [None, *(one.section_id for one in queries.sections(session, consultation_id))]
        wanted = ends.index(here.section_id) + (-1 if up else 1)
        if not 0 <= wanted < len(ends):
            return
        session.get_one(Question, question_id).section_id = ends[wanted]
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "question.moved", consultation, question=str(question_id), up=up)


def place_question(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    section_id: UUID | None,
) -> None:
    """Put a question at the end of a section, or of what stands before the first."""
    consultation, now = editable(session, actor, consultation_id)
    asked = queries.question(session, consultation_id, question_id)
    if section_id is not None:
        queries.section_row(session, consultation_id, section_id)
    if asked.section_id == section_id:
        return
    question = session.get_one(Question, question_id)
    question.section_id = section_id
    question.position = 1 + len(queries.asked(session, consultation_id))
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "question.moved", consultation, question=str(question_id))


def set_question_condition(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    condition: rules.Condition | None,
) -> None:
    """Ask a question only of some people, or (``None``) of everybody who comes to it.

    Raises ``NotFound`` for a condition on a question that isn't asked here.
    """
    consultation, now = editable(session, actor, consultation_id)
    queries.question(session, consultation_id, question_id)
    question = session.get_one(Question, question_id)
    question.condition = _stored(session, consultation_id, condition)
    stay_ready(session, consultation, now)
    _record(session, actor, "question.routed", consultation, question=str(question_id))


def set_section_condition(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    section_id: UUID,
    condition: rules.Condition | None,
) -> None:
    """The same for a whole section."""
    consultation, now = editable(session, actor, consultation_id)
    section = queries.section_row(session, consultation_id, section_id)
    section.condition = _stored(session, consultation_id, condition)
    stay_ready(session, consultation, now)
    _record(session, actor, "section.routed", consultation, section=str(section_id))


def _stored(
    session: Session, consultation_id: UUID, condition: rules.Condition | None
) -> dict[str, Any] | None:
    if condition is None or not condition.tests:
        return None
    known = {one.question_id for one in queries.asked(session, consultation_id)}
    if any(one.question_id not in known for one in condition.tests):
        raise NotFound
    return condition.stored()


def number_questions(session: Session, consultation_id: UUID) -> None:
    """Number the questions from 1 in the order of asking."""
    session.flush()
    for position, one in enumerate(queries.asked(session, consultation_id), 1):
        session.get_one(Question, one.question_id).position = position
    session.flush()


def _record(
    session: Session, actor: Actor, deed: str, consultation: Consultation, **detail: Any
) -> None:
    audit.record(session, actor, f"consultation.{deed}", consultation, **detail)
    session.flush()
