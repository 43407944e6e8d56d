"""Writing questions: added, edited, taken out, all before anybody can answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import Consultation, Question, QuestionVersion
from participation.consultations.services.readiness import editable, stay_ready
from participation.consultations.services.sections import number_questions
from participation.kernel import clock
from participation.kernel.actors import Actor


def add_question(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    kind: rules.Kind,
    details: rules.QuestionDetails,
    section_id: UUID | None = None,
) -> Question:
    """Ask one question more, at the end of a section, or of what stands before the first.

    Raises ``CannotChange`` once opened.
    """
    consultation, now = editable(session, actor, consultation_id)
    if section_id is not None:
        queries.section_row(session, consultation_id, section_id)
    held = queries.asked(session, consultation_id)
    question = Question(
        consultation_id=consultation_id,
        section_id=section_id,
        position=1 + max((one.position for one in held), default=0),
        kind=kind.value,
        name=free_name(session, consultation_id),
    )
    session.add(question)
    session.flush()
    version = QuestionVersion(question_id=question.id, number=1, created_at=clock.now(session))
    write_version(version, kind, details, held=())
    session.add(version)
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "question.added", consultation, question.id, kind=kind.value)
    return question


def edit_question(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    details: rules.QuestionDetails,
) -> QuestionVersion:
    """Change what a question says. Options keep their codes when their words are corrected.

    Raises ``CannotChange`` once opened: an answer must go on meaning what it meant.
    """
    consultation, now = editable(session, actor, consultation_id)
    asked = queries.question(session, consultation_id, question_id)
    version = session.get_one(QuestionVersion, asked.version_id)
    write_version(
        version, rules.Kind(asked.kind), details, held=asked.options, held_rows=asked.rows
    )
    stay_ready(session, consultation, now)
    _record(session, actor, "question.edited", consultation, question_id, kind=asked.kind)
    return version


def write_version(
    version: QuestionVersion,
    kind: rules.Kind,
    details: rules.QuestionDetails,
    held: Sequence[rules.Option],
    held_rows: Sequence[rules.Option] = (),
    used: Collection[str] = (),
) -> None:
    """Put what was written into a version. ``used`` are codes that nothing new may have."""
    version.wording = {**(version.wording or {}), **details.wording}
    version.help = {**(version.help or {}), **details.help}
    version.required = details.required
    version.word_guide = details.word_guide if kind is rules.Kind.FREE_TEXT else None
    version.options = _kept(details.options if kind in rules.LISTING else (), held, used)
    version.rows = _kept(details.rows if kind is rules.Kind.MATRIX else (), held_rows, used)
    version.limits = details.limits.stored()


def _kept(
    wanted: Sequence[rules.Option], held: Sequence[rules.Option], used: Collection[str]
) -> list[dict[str, Any]]:
    before = {option.code: option.words for option in held}
    return [
        {"code": option.code, "words": {**before.get(option.code, {}), **option.words}}
        for option in rules.options_with_codes(wanted, held, used)
    ]


def free_name(session: Session, consultation_id: UUID) -> str:
    """A column name that no question of the consultation has, or ever had."""
    names = session.scalars(
        select(Question.name).where(Question.consultation_id == consultation_id)
    )
    numbers = [int(name[1:]) for name in names if name[1:].isdigit()]
    return f"q{1 + max(numbers, default=0)}"


def remove_question(
    session: Session, *, actor: Actor, consultation_id: UUID, question_id: UUID
) -> None:
    """Take a question out. Raises ``CannotChange`` once opened."""
    consultation, now = editable(session, actor, consultation_id)
    queries.question(session, consultation_id, question_id)
    session.delete(session.get_one(Question, question_id))
    session.flush()
    session.expire(consultation, ["questions"])
    number_questions(session, consultation_id)
    stay_ready(session, consultation, now)
    _record(session, actor, "question.removed", consultation, question_id)


def _record(
    session: Session,
    actor: Actor,
    deed: str,
    consultation: Consultation,
    question_id: UUID,
    **detail: Any,
) -> None:
    audit.record(
        session, actor, f"consultation.{deed}", consultation, question=str(question_id), **detail
    )
    session.flush()
