"""Reading ambitions and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from participation.consultations.models import Consultation, Question
from participation.feedback.models import Ambition, AmbitionTheme, Decision, DecisionTheme
from participation.kernel.errors import NotFound
from participation.themes import queries as theme_queries
from participation.themes.models import Codebook, Theme
from participation.themes.queries import SettledTheme


@dataclass(frozen=True)
class AmbitionRow:
    """An ambition with the facts beside it."""

    ambition: Ambition
    themes: tuple[SettledTheme, ...]
    decisions: tuple[Decision, ...]

    @property
    def decision(self) -> Decision | None:
        """The latest decision that stands, if there is one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def most_people(self) -> int:
        """The most people behind any one of its themes: never a sum, since people overlap."""
        return max((theme.people for theme in self.themes), default=0)


def ambition(session: Session, ambition_id: UUID) -> Ambition:
    """An ambition. Raises ``NotFound``."""
    found = session.get(Ambition, ambition_id)
    if found is None:
        raise NotFound
    return found


def ambition_for_change(session: Session, ambition_id: UUID) -> Ambition:
    """An ambition, held until the deed ends. Raises ``NotFound``."""
    found = session.scalar(
        select(Ambition)
        .where(Ambition.id == ambition_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def decision(session: Session, decision_id: UUID) -> Decision:
    """A decision. Raises ``NotFound``."""
    found = session.get(Decision, decision_id)
    if found is None:
        raise NotFound
    return found


def order_of(session: Session, mission_id: UUID) -> list[UUID]:
    """A mission's ambitions in their order."""
    return list(
        session.scalars(
            select(Ambition.id)
            .where(Ambition.mission_id == mission_id, Ambition.dropped_at.is_(None))
            .order_by(Ambition.rank.is_(None), Ambition.rank, Ambition.created_at, Ambition.id)
        )
    )


def how_many(session: Session, mission_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many ambitions stand under each mission; a mission with none is left out."""
    rows = session.execute(
        select(Ambition.mission_id, func.count().label("number"))
        .where(Ambition.mission_id.in_(list(mission_ids)), Ambition.dropped_at.is_(None))
        .group_by(Ambition.mission_id)
    )
    return {row.mission_id: row.number for row in rows}


def standing(session: Session, ambition_ids: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """The decisions that stand on some ambitions, oldest first."""
    found: dict[UUID, list[Decision]] = {}
    for row in session.scalars(
        select(Decision)
        .where(Decision.ambition_id.in_(list(ambition_ids)), Decision.replaced_by_id.is_(None))
        .options(selectinload(Decision.updates))
        .order_by(Decision.decided_on, Decision.recorded_at, Decision.id)
    ):
        found.setdefault(row.ambition_id, []).append(row)
    return found


def decisions_of(session: Session, ambition_id: UUID) -> list[Decision]:
    """Every decision on an ambition, newest first."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.ambition_id == ambition_id)
            .options(selectinload(Decision.updates))
            .order_by(Decision.recorded_at.desc(), Decision.id)
        )
    )


def ambitions(session: Session, mission_id: UUID) -> list[AmbitionRow]:
    """A mission's ambitions in their order, each with its themes and the decision that stands."""
    found = session.scalars(
        select(Ambition)
        .where(Ambition.mission_id == mission_id, Ambition.dropped_at.is_(None))
        .options(selectinload(Ambition.themes))
        .order_by(Ambition.rank.is_(None), Ambition.rank, Ambition.created_at, Ambition.id)
    ).all()
    themes = {
        theme.id: theme for theme in theme_queries.themes_under_missions(session, [mission_id])
    }
    decided = standing(session, [a.id for a in found])
    return [
        AmbitionRow(
            a,
            tuple(themes[link.theme_id] for link in a.themes if link.theme_id in themes),
            tuple(decided.get(a.id, ())),
        )
        for a in found
    ]


def row_of(session: Session, ambition_id: UUID) -> AmbitionRow:
    """One ambition with its facts. Raises ``NotFound``."""
    found = ambition(session, ambition_id)
    themes = {
        theme.id: theme
        for theme in theme_queries.themes_under_missions(session, [found.mission_id])
    }
    return AmbitionRow(
        found,
        tuple(themes[link.theme_id] for link in found.themes if link.theme_id in themes),
        tuple(standing(session, [ambition_id]).get(ambition_id, ())),
    )


def decisions_for_themes(session: Session, theme_ids: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """The decisions that stand on each theme."""
    found = session.execute(
        select(DecisionTheme.theme_id, Decision)
        .join(Decision, Decision.id == DecisionTheme.decision_id)
        .where(DecisionTheme.theme_id.in_(list(theme_ids)), Decision.replaced_by_id.is_(None))
        .options(selectinload(Decision.updates), selectinload(Decision.ambition))
        .order_by(Decision.recorded_at, Decision.id)
    )
    by_theme: dict[UUID, list[Decision]] = {}
    for theme_id, made in found:
        by_theme.setdefault(theme_id, []).append(made)
    return by_theme


def ambitions_of_themes(session: Session, theme_ids: Iterable[UUID]) -> dict[UUID, list[Ambition]]:
    """The ambitions that each theme feeds."""
    found = session.execute(
        select(AmbitionTheme.theme_id, Ambition)
        .join(Ambition, Ambition.id == AmbitionTheme.ambition_id)
        .where(AmbitionTheme.theme_id.in_(list(theme_ids)), Ambition.dropped_at.is_(None))
        .order_by(Ambition.rank, Ambition.id)
    )
    by_theme: dict[UUID, list[Ambition]] = {}
    for theme_id, made in found:
        by_theme.setdefault(theme_id, []).append(made)
    return by_theme


def consultations_of_themes(session: Session, theme_ids: Iterable[UUID]) -> list[Consultation]:
    """The consultations in which some themes were settled."""
    return list(
        session.scalars(
            select(Consultation)
            .where(
                Consultation.id.in_(
                    select(Question.consultation_id)
                    .join(Codebook, Codebook.question_id == Question.id)
                    .join(Theme, Theme.codebook_id == Codebook.id)
                    .where(Theme.id.in_(list(theme_ids)))
                )
            )
            .order_by(Consultation.id)
        )
    )
