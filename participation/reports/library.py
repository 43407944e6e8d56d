"""Have we asked this before? Past questions, how many answered, what was learned and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Question, QuestionVersion
from participation.consultations.rules import OUTCOME, ranked, results_are_hidden, stage_of
from participation.feedback import queries as feedback
from participation.feedback.models import Decision
from participation.kernel.actors import Actor, Permission
from participation.kernel.orm import Words
from participation.responses import queries as responses
from participation.themes import queries as themes
from participation.themes.queries import SettledTheme

MOST = 20


@dataclass(frozen=True)
class AskedBefore:
    """A question that was once put to the public, and what came of it."""

    question_id: UUID
    kind: str
    wording: Words
    consultation: Consultation
    answered: int
    hidden: bool
    themes: tuple[SettledTheme, ...] = ()
    decisions: tuple[Decision, ...] = ()


def _may_see(consultation: Consultation, now: datetime, actor: Actor) -> bool:
    """Whether what was learned may be read: by everyone once decided, before it by some staff."""
    if stage_of(consultation, now) in OUTCOME:
        return True
    if results_are_hidden(consultation, now, actor):
        return False
    return actor.may(Permission.THEME_READ, on=consultation) or actor.may(Permission.REPORT_READ)


def asked_before(session: Session, actor: Actor, sought: str, now: datetime) -> list[AskedBefore]:
    """Questions like these words, the likest first, from all that was ever published.

    What was learned is left out where results are still kept from the actor.
    """
    newest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    rows = session.execute(
        select(Question.id, Question.kind, QuestionVersion.wording, Question.consultation_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(
            newest,
            (newest.c.question_id == QuestionVersion.question_id)
            & (newest.c.number == QuestionVersion.number),
        )
        .join(Consultation, Consultation.id == Question.consultation_id)
        .where(
            Consultation.published_at.is_not(None),
            Consultation.opens_at <= now,
            Consultation.trial_of_id.is_(None),
        )
        .order_by(Consultation.opens_at.desc(), Question.position, Question.id)
    ).all()
    by_id = {row.id: row for row in rows}
    texts = {row.id: " ".join(row.wording.values()) for row in rows}
    likest = [question_id for question_id, _score in ranked(sought, texts)[:MOST]]
    wanted = {by_id[one].consultation_id for one in likest}
    held = {
        one.id: one
        for one in session.scalars(select(Consultation).where(Consultation.id.in_(wanted)))
    }
    seen = {key: _may_see(one, now, actor) for key, one in held.items()}
    settled: dict[UUID, list[SettledTheme]] = {}
    for key in wanted:
        for theme in themes.settled(session, key) if seen[key] else ():
            settled.setdefault(theme.question_id, []).append(theme)
    decided = feedback.decisions_for_themes(
        session, [theme.id for listed in settled.values() for theme in listed]
    )
    found = []
    for one in likest:
        row, learned = by_id[one], settled.get(one, [])
        decisions = {d.id: d for theme in learned for d in decided.get(theme.id, ())}
        found.append(
            AskedBefore(
                question_id=one,
                kind=row.kind,
                wording=dict(row.wording),
                consultation=held[row.consultation_id],
                answered=responses.answered(session, one),
                hidden=not seen[row.consultation_id],
                themes=tuple(learned[:5]),
                decisions=tuple(decisions.values()),
            )
        )
    return found
