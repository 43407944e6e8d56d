"""Changing what is asked while people can answer, so that every answer goes on meaning what it did.

A slip of the pen is corrected in place, on the record. Anything else makes another version: answers
given before stay with the version that they were given to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import Consultation, Question, QuestionVersion
from participation.consultations.services.asking import free_name, write_version
from participation.consultations.services.sections import number_questions
from participation.council import queries as council
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission

Revised = Callable[[Session, Actor, Consultation, str, Mapping[str, Any]], None]
AFTER_REVISING: list[Revised] = []
"""What later rooms do in the same transaction, told what was done: ``corrected`` ``changed``
``added`` ``retired``; the detail has ``reason`` and ``words`` where the public is told."""


def correct_spelling(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    details: rules.QuestionDetails,
) -> QuestionVersion:
    """Correct words of the version that is asked now. Before and after stand in the record.

    Raises ``rules.CannotChange`` with ``not_running``, ``not_spelling`` or ``unchanged``.
    """
    consultation, _now = _running(session, actor, consultation_id)
    asked = queries.question(session, consultation_id, question_id)
    languages = council.get(session).languages
    changed = rules.differences(asked, details, languages)
    if not changed:
        raise rules.CannotChange(["unchanged"])
    if rules.spelling_problems(asked, details, languages):
        raise rules.CannotChange(["not_spelling"])
    version = session.get_one(QuestionVersion, asked.version_id)
    write_version(
        version, rules.Kind(asked.kind), details, held=asked.options, held_rows=asked.rows
    )
    session.flush()
    _done(
        session,
        actor,
        consultation,
        "corrected",
        {},
        question=str(question_id),
        version=asked.number,
        changes=[
            [":".join(filter(None, (one.part, one.code, one.language))), one.before, one.after]
            for one in changed
        ],
    )
    return version


def revise_question(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    details: rules.QuestionDetails,
    told: rules.ToldOfChange,
) -> QuestionVersion:
    """Ask it otherwise from now on: a further version. What was answered stays with its own.

    An option that is left out keeps its words in the versions before, and its code for ever; one
    that says something else gets another code, so that nobody's choice is counted as another.
    Raises ``rules.CannotChange`` or ``rules.CannotPublish``.
    """
    consultation, now = _running(session, actor, consultation_id, told)
    asked = queries.question(session, consultation_id, question_id)
    version = QuestionVersion(
        question_id=question_id,
        number=asked.number + 1,
        created_at=now,
        wording=dict(asked.wording),
        help=dict(asked.help),
    )
    details = replace(
        details,
        options=rules.recoded(asked.options, details.options),
        rows=rules.recoded(asked.rows, details.rows),
    )
    write_version(
        version,
        rules.Kind(asked.kind),
        details,
        held=asked.options,
        held_rows=asked.rows,
        used=_ever_used(session, question_id),
    )
    session.add(version)
    _still_fit(session, consultation)
    _done(
        session,
        actor,
        consultation,
        "changed",
        _public(told),
        question=str(question_id),
        version=version.number,
    )
    return version


def add_while_open(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    kind: rules.Kind,
    details: rules.QuestionDetails,
    told: rules.ToldOfChange,
    section_id: UUID | None = None,
) -> Question:
    """Ask one question more from now on. Those who answered before weren't asked it."""
    consultation, now = _running(session, actor, consultation_id, told)
    if section_id is not None:
        queries.section_row(session, consultation_id, section_id)
    question = Question(
        consultation_id=consultation_id,
        section_id=section_id,
        position=1 + len(queries.asked(session, consultation_id)),
        kind=kind.value,
        name=free_name(session, consultation_id),
    )
    session.add(question)
    session.flush()
    version = QuestionVersion(question_id=question.id, number=1, created_at=now)
    write_version(version, kind, details, held=())
    session.add(version)
    number_questions(session, consultation_id)
    _still_fit(session, consultation)
    _done(session, actor, consultation, "added", _public(told), question=str(question.id))
    return question


def retire_question(
    session: Session,
    *,
    actor: Actor,
    consultation_id: UUID,
    question_id: UUID,
    told: rules.ToldOfChange,
) -> None:
    """Ask it no longer. It stays, and so does every answer to it.

    Raises ``rules.CannotPublish`` where another question depends on it, or it is the last.
    """
    consultation, now = _running(session, actor, consultation_id, told)
    queries.question(session, consultation_id, question_id)
    session.get_one(Question, question_id).retired_at = now
    number_questions(session, consultation_id)
    _still_fit(session, consultation)
    _done(session, actor, consultation, "retired", _public(told), question=str(question_id))


def _running(
    session: Session,
    actor: Actor,
    consultation_id: UUID,
    told: rules.ToldOfChange | None = None,
) -> tuple[Consultation, datetime]:
    """The consultation, held, if people can answer now; with a reason that everyone will read."""
    consultation = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_PUBLISH, on=consultation)
    now = clock.now(session)
    if rules.stage_of(consultation, now) is not rules.Stage.OPEN:
        raise rules.CannotChange(["not_running"])
    if told is not None:
        lacking = rules.wanting(told.words, council.get(session).languages)
        problems = [] if told.reason in rules.REVISION_REASONS else ["reason"]
        if problems or lacking:
            raise rules.CannotChange([*problems, *(["notice"] if lacking else [])])
    return consultation, now


def _still_fit(session: Session, consultation: Consultation) -> None:
    """Whatever changes, what is open must stay one that can be answered to the end."""
    session.flush()
    problems = rules.question_problems(
        queries.asked(session, consultation.id),
        council.get(session).languages,
        queries.sections(session, consultation.id),
    )
    if problems:
        raise rules.CannotPublish(problems)


def _ever_used(session: Session, question_id: UUID) -> frozenset[str]:
    """Every code that an option or a statement of this question ever had."""
    rows = session.execute(
        select(QuestionVersion.options, QuestionVersion.rows).where(
            QuestionVersion.question_id == question_id
        )
    )
    return frozenset(one["code"] for lists in rows for listed in lists for one in listed)


def _public(told: rules.ToldOfChange) -> dict[str, Any]:
    return {"reason": told.reason, "words": dict(told.words)}


def _done(
    session: Session,
    actor: Actor,
    consultation: Consultation,
    what: str,
    public: Mapping[str, Any],
    **detail: Any,
) -> None:
    session.flush()
    known = {"reason": public["reason"]} if public else {}
    audit.record(session, actor, f"consultation.question.{what}", consultation, **detail, **known)
    for follow in AFTER_REVISING:
        follow(session, actor, consultation, what, public)
    session.flush()
