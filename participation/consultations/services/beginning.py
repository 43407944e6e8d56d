"""Beginning a consultation from a ready-made set of questions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import rules
from participation.consultations.models import Consultation
from participation.consultations.services.asking import add_question
from participation.consultations.services.sections import (
    add_section,
    set_question_condition,
    set_section_condition,
)
from participation.consultations.services.writing import create_consultation
from participation.kernel.actors import Actor
from participation.kernel.errors import NotFound


def begin_from(session: Session, *, actor: Actor, key: str) -> Consultation:
    """Begin a draft from a ready-made set, all of it to be changed as it fits.

    Raises ``NotFound`` for a set that there isn't.
    """
    made = next((one for one in rules.ready_made() if one.key == key), None)
    if made is None:
        raise NotFound
    consultation = create_consultation(
        session,
        actor=actor,
        details=rules.ConsultationDetails(dict(made.title), dict(made.summary), ()),
    )
    for name, words in made.lines.items():
        setattr(consultation, name, dict(words))
    who: dict[str, Any] = {"actor": actor, "consultation_id": consultation.id}
    sections = {
        one.key: add_section(session, **who, details=one.details).id for one in made.sections
    }
    ids = {
        one.key: add_question(
            session,
            **who,
            kind=one.kind,
            details=one.details,
            section_id=sections[one.section] if one.section else None,
        ).id
        for one in made.questions
    }
    for question in made.questions:
        if question.condition:
            condition = rules.ready_condition(question.condition, ids, made)
            set_question_condition(
                session, **who, question_id=ids[question.key], condition=condition
            )
    for section in made.sections:
        if section.condition:
            condition = rules.ready_condition(section.condition, ids, made)
            set_section_condition(
                session, **who, section_id=sections[section.key], condition=condition
            )
    audit.record(session, actor, "consultation.begun_from", consultation, set=key)
    session.flush()
    return consultation
