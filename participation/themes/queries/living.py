"""Reading how a list lives on: what a later run would change, what came after, new kinds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from participation.consultations.models import Consultation, Question
from participation.kernel import clock
from participation.kernel.errors import NotFound
from participation.responses.models import Answer
from participation.responses.queries.words import for_machine, hidden_in_question
from participation.themes.models import (
    Assignment,
    Codebook,
    NewKind,
    SuggestedAssignment,
    SuggestedTheme,
    Theme,
    ThemeModelFile,
    ThemeRun,
)
from participation.themes.queries.answers import counts, with_response
from participation.themes.queries.lists import live_themes, suggestions_of
from participation.themes.rules import Comparison, compare

LOOKED_AFTER = timedelta(days=90)
"""How long after closing the computer still places answers, imported or let through late."""
AT_ONCE = 2000


def comparison(session: Session, codebook: Codebook, run_id: UUID) -> Comparison:
    """How a run's themes match those of a list, by the answers that both know."""
    found = session.execute(
        select(Assignment.theme_id, SuggestedAssignment.theme_id, func.count())
        .join(SuggestedAssignment, SuggestedAssignment.answer_id == Assignment.answer_id)
        .where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.primary,
            SuggestedAssignment.run_id == run_id,
            SuggestedAssignment.primary,
        )
        .group_by(Assignment.theme_id, SuggestedAssignment.theme_id)
    ).all()
    themes = Counter({theme.id: 0 for theme in live_themes(session, codebook.id)})
    suggestions = Counter(
        {row.id: 0 for row in suggestions_of(session, run_id) if row.parent is None}
    )
    both: dict[tuple[UUID, UUID], int] = {}
    for theme_id, suggested_id, count in found:
        if theme_id is not None and theme_id in themes:
            themes[theme_id] += count
        if suggested_id is not None and suggested_id in suggestions:
            suggestions[suggested_id] += count
            if theme_id is not None and theme_id in themes:
                both[theme_id, suggested_id] = count
    return compare(both, themes, suggestions)


def has_model(session: Session, run_id: UUID) -> bool:
    """Whether what a run learnt is still kept."""
    found = select(ThemeModelFile.run_id).where(ThemeModelFile.run_id == run_id)
    return session.scalar(found) is not None


def model_of(session: Session, run_id: UUID) -> bytes | None:
    """What a run learnt, if it is still kept."""
    found = session.scalar(
        select(ThemeModelFile)
        .where(ThemeModelFile.run_id == run_id)
        .options(undefer(ThemeModelFile.content))
    )
    return found.content if found else None


def _not_in(codebook_id: object) -> object:
    placed = select(Assignment.id).where(
        Assignment.codebook_id == codebook_id, Assignment.answer_id == Answer.id
    )
    return ~placed.exists()


def codebooks_with_arrivals(session: Session) -> list[UUID]:
    """Lists whose question has counted answers that no version of the list knows."""
    newest = clock.now(session) - LOOKED_AFTER
    candidates = session.execute(
        select(Codebook.id, Codebook.question_id)
        .join(ThemeModelFile, ThemeModelFile.run_id == Codebook.from_run_id)
        .join(Question, Question.id == Codebook.question_id)
        .join(Consultation, Consultation.id == Question.consultation_id)
        .where(
            Consultation.withdrawn_at.is_(None),
            Consultation.closes_at.is_(None) | (Consultation.closes_at > newest),
        )
        .order_by(Codebook.id)
    ).all()
    return [
        codebook_id
        for codebook_id, question_id in candidates
        if session.scalar(
            with_response(select(Answer.id))
            .where(Answer.question_id == question_id, counts(), _not_in(codebook_id))  # type: ignore[arg-type]
            .limit(1)
        )
    ]


def arrivals(session: Session, codebook: Codebook) -> list[tuple[UUID, str, str]]:
    """Answers that the list doesn't know yet, as (id, text, language), a batch at a time."""
    found = session.execute(
        with_response(select(Answer.id, Answer.text, Answer.language))
        .where(Answer.question_id == codebook.question_id, counts(), _not_in(codebook.id))  # type: ignore[arg-type]
        .order_by(Answer.id)
        .limit(AT_ONCE)
    )
    hidden = hidden_in_question(session, codebook.question_id)
    return [(row[0], for_machine(hidden, row[0], row[1]), row[2]) for row in found]


def strange_waiting(session: Session, codebook: Codebook) -> list[tuple[UUID, str]]:
    """Answers that fit no theme and wait to be read, as (id, text)."""
    found = session.execute(
        with_response(select(Answer.id, Answer.text))
        .join(Assignment, Assignment.answer_id == Answer.id)
        .where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.reason == "unlike_any_theme",
            counts(),
        )
        .order_by(Answer.id)
        .limit(AT_ONCE)
    )
    hidden = hidden_in_question(session, codebook.question_id)
    return [(row[0], for_machine(hidden, row[0], row[1])) for row in found]


def homes_by_code(session: Session, codebook: Codebook) -> dict[str, UUID]:
    """The theme in which each suggestion of a list's run lives now, merged ones followed."""
    themes = {
        theme.id: theme
        for theme in session.scalars(select(Theme).where(Theme.codebook_id == codebook.id))
    }
    by_suggestion = {theme.suggested_id: theme for theme in themes.values()}
    homes = {}
    for suggested in session.scalars(
        select(SuggestedTheme).where(SuggestedTheme.run_id == codebook.from_run_id)
    ):
        theme = by_suggestion.get(suggested.id)
        for _ in range(len(themes)):
            if theme is None or theme.merged_into_id is None:
                break
            theme = themes.get(theme.merged_into_id)
        if theme is not None and theme.retired_in is None:
            homes[suggested.code] = theme.id
    return homes


def parts_of(session: Session, theme: Theme) -> list[SuggestedTheme]:
    """The narrower themes that the computer found inside one, largest first."""
    whole = session.get(SuggestedTheme, theme.suggested_id) if theme.suggested_id else None
    if whole is None:
        return []
    return list(
        session.scalars(
            select(SuggestedTheme)
            .where(SuggestedTheme.run_id == whole.run_id, SuggestedTheme.parent == whole.code)
            .order_by(SuggestedTheme.position)
        )
    )


def new_kind(session: Session, kind_id: UUID) -> NewKind:
    """A note of a new kind of answer. Raises ``NotFound``."""
    found = session.get(NewKind, kind_id)
    if found is None:
        raise NotFound
    return found


def new_kind_of(session: Session, codebook: Codebook) -> NewKind | None:
    """What has come since the run that a list was made from, and hasn't been dealt with."""
    return session.scalar(
        select(NewKind)
        .where(
            NewKind.codebook_id == codebook.id,
            NewKind.run_id == codebook.from_run_id,
            NewKind.handled_at.is_(None),
        )
        .order_by(NewKind.first_at.desc())
        .limit(1)
    )


def names_of_suggestions(session: Session, run_id: UUID) -> dict[UUID, str]:
    """What people call the themes that a run's suggestions became, by suggestion."""
    found = session.execute(
        select(SuggestedTheme.id, Theme.label)
        .join(Theme, Theme.suggested_id == SuggestedTheme.id)
        .where(SuggestedTheme.run_id == run_id)
    )
    return dict(found.tuples().all())


def earlier_runs(session: Session, question_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Runs of other questions with which a new one can be matched: (run, question, day made)."""
    found = session.execute(
        select(ThemeRun.id, ThemeRun.question_id, ThemeRun.created_at)
        .join(ThemeModelFile, ThemeModelFile.run_id == ThemeRun.id)
        .join(Codebook, Codebook.from_run_id == ThemeRun.id)
        .where(ThemeRun.question_id != question_id)
        .order_by(ThemeRun.created_at.desc(), ThemeRun.id)
        .limit(50)
    ).all()
    return [(run_id, asked, made.date().isoformat()) for run_id, asked, made in found]
