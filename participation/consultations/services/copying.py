"""Copying what a consultation asks: into a new draft, or into a trial that is never counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import queries, rules
from participation.consultations.models import (
    Consultation,
    ConsultationMission,
    Question,
    QuestionVersion,
    Section,
)
from participation.consultations.services.writing import BEFORE_REMOVAL, free_slug
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.kernel.wiping import wipe

TRIALS_LAST = timedelta(days=28)
SAYS = (
    *("title", "summary", "could_change", "already_decided", "who_decides", "minutes_needed"),
    *("your_words", "decision_owner", "hide_results", "asks_about"),
)
Copied = Callable[[Session, Actor, Consultation, Consultation], None]
ALSO_COPIED: list[Copied] = []
"""What later rooms copy of their own, from one consultation to the other."""

ALSO_TRIED: list[Copied] = []
"""What of it belongs into a trial as well: what people are asked."""


def clone_consultation(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Begin a draft that asks the same: words, missions, sections, questions, who is asked what.

    Neither dates nor replies are copied, nor what was retired.
    """
    source = queries.get(session, consultation_id)
    actor.require(Permission.CONSULTATION_READ, on=source)
    actor.require(Permission.CONSULTATION_CREATE)
    made = _copy(session, source, slug=free_slug(session, source.title))
    for also in ALSO_COPIED:
        also(session, actor, source, made)
    audit.record(session, actor, "consultation.copied", made, source=str(source.id))
    session.flush()
    return made


def make_trial(session: Session, *, actor: Actor, consultation_id: UUID) -> Consultation:
    """Put a copy where only those can find it who are told, open at once, to be tried.

    A trial made before is wiped with all that was sent to it. Raises ``rules.CannotPublish`` while
    there is nothing to ask, or the route has a fault.
    """
    source = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=source)
    if source.trial_of_id is not None:
        raise rules.CannotChange(["trial"])
    asked = queries.asked(session, consultation_id)
    sections = queries.sections(session, consultation_id)
    if problems := rules.question_problems(asked, (), sections):
        raise rules.CannotPublish(problems)
    wiped = _wipe_trials(session, source)
    now = clock.now(session)
    made = _copy(
        session,
        source,
        slug=f"trial-{token_hex(16)}",
        trial_of_id=source.id,
        published_at=now,
        opens_at=now,
        closes_at=clock.end_of_day(clock.day_in_london(now + TRIALS_LAST)),
    )
    for also in ALSO_TRIED:
        also(session, actor, source, made)
    audit.record(session, actor, "consultation.trial_made", source, wiped=wiped)
    session.flush()
    return made


def end_trial(session: Session, *, actor: Actor, consultation_id: UUID) -> None:
    """Wipe the trial of a consultation, and all that was sent to it."""
    source = queries.get_for_change(session, consultation_id)
    actor.require(Permission.CONSULTATION_WRITE, on=source)
    wiped = _wipe_trials(session, source)
    audit.record(session, actor, "consultation.trial_ended", source, wiped=wiped)
    session.flush()


def _wipe_trials(session: Session, source: Consultation) -> int:
    """Gives how many replies there were."""
    table = Consultation.__table__
    assert isinstance(table, Table)
    trials = session.scalars(
        select(Consultation.id).where(Consultation.trial_of_id == source.id)
    ).all()
    return wipe(session, table, trials).get("response", 0)


def _copy(session: Session, source: Consultation, *, slug: str, **facts: Any) -> Consultation:
    made = Consultation(
        slug=slug,
        created_at=clock.now(session),
        **{name: _own(getattr(source, name)) for name in SAYS},
        **facts,
    )
    session.add(made)
    session.flush()
    for row in source.missions:
        session.add(
            ConsultationMission(
                consultation_id=made.id, mission_id=row.mission_id, position=row.position
            )
        )
    _copy_questions(session, source.id, made.id)
    session.expire(made, ["missions", "questions", "sections"])
    return made


def _own(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _copy_questions(session: Session, source_id: UUID, made_id: UUID) -> None:
    asked = queries.asked(session, source_id)
    ids = {question.question_id: uuid4() for question in asked}
    sections: dict[UUID, UUID] = {}
    for section in queries.sections(session, source_id):
        made = Section(
            consultation_id=made_id,
            position=section.position,
            title=dict(section.title),
            intro=dict(section.intro),
            together=section.together,
            condition=_moved(section.condition, ids),
        )
        session.add(made)
        sections[section.section_id] = made.id
    session.flush()
    for position, question in enumerate(asked, 1):
        session.add(
            Question(
                id=ids[question.question_id],
                consultation_id=made_id,
                section_id=sections[question.section_id] if question.section_id else None,
                position=position,
                kind=question.kind,
                name=question.name,
                condition=_moved(question.condition, ids),
            )
        )
    session.flush()
    for question in asked:
        session.add(
            QuestionVersion(
                question_id=ids[question.question_id],
                number=1,
                created_at=clock.now(session),
                wording=dict(question.wording),
                help=dict(question.help),
                required=question.required,
                word_guide=question.word_guide,
                options=_listed(question.options),
                rows=_listed(question.rows),
                limits=question.limits.stored(),
            )
        )
    session.flush()


def _moved(condition: rules.Condition | None, ids: dict[UUID, UUID]) -> dict[str, Any] | None:
    return condition.moved(ids).stored() if condition else None


def _listed(options: tuple[rules.Option, ...]) -> list[dict[str, Any]]:
    return [{"code": option.code, "words": dict(option.words)} for option in options]


def _wipe_with_draft(session: Session, _actor: Actor, consultation: Consultation) -> None:
    _wipe_trials(session, consultation)


if _wipe_with_draft not in BEFORE_REMOVAL:
    BEFORE_REMOVAL.append(_wipe_with_draft)
