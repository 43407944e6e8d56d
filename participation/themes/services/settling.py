"""Settling a theme list: its figures are frozen, and everything downstream cites that version."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.council import queries as council_queries
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission
from participation.themes import queries, rules
from participation.themes.models import Codebook, CodebookVersion, Figure


def settle(session: Session, *, actor: Actor, codebook_id: UUID) -> CodebookVersion:
    """Freeze the list as it is now, or raise ``CannotSettle`` with every problem at once."""
    codebook = queries.codebook_for_change(session, codebook_id)
    question = queries.question(session, codebook.question_id)
    actor.require(Permission.THEME_SETTLE, on=question.consultation)
    version = queries.version_now(session, codebook)
    if version.settled_at is not None:
        raise rules.CannotSettle(["already_settled"])
    now = clock.now(session)
    themes = queries.live_themes(session, codebook.id)
    problems = rules.settling_problems(
        closes_at=question.consultation.closes_at,
        now=now,
        accounted=queries.accounted(session, codebook),
        labels=[(theme.label, theme.label_cy) for theme in themes],
        welsh="cy" in council_queries.get(session).languages,
    )
    if problems:
        raise rules.CannotSettle(problems)
    version.settled_at = now
    version.settled_by = actor.id
    named = {theme.id: theme for theme in themes}
    for theme_id, people in queries.people_by_theme(session, codebook.id).items():
        theme = named[theme_id]
        session.add(
            Figure(
                codebook_version_id=version.id,
                theme_id=theme_id,
                state=rules.State.CODED.value,
                people=people,
                label=theme.label,
                label_cy=theme.label_cy,
                description=theme.description,
            )
        )
    for state, people in queries.accounted(session, codebook).states.items():
        session.add(
            Figure(codebook_version_id=version.id, theme_id=None, state=state, people=people)
        )
    audit.record(
        session, actor, "codebook.settled", codebook, version=version.number, themes=len(themes)
    )
    session.flush()
    return version


def reopen(session: Session, *, actor: Actor, codebook_id: UUID, reason: str) -> Codebook:
    """Begin a new version of a settled list, for a reason. The old version's figures stay."""
    codebook = queries.codebook_for_change(session, codebook_id)
    question = queries.question(session, codebook.question_id)
    actor.require(Permission.THEME_SETTLE, on=question.consultation)
    if not queries.is_settled(session, codebook):
        raise rules.CannotChange(["not_settled"])
    if not reason.strip():
        raise rules.CannotChange(["reason_missing"])
    codebook.version += 1
    session.add(
        CodebookVersion(codebook_id=codebook.id, number=codebook.version, reason=reason.strip())
    )
    audit.record(session, actor, "codebook.reopened", codebook, version=codebook.version)
    session.flush()
    return codebook
