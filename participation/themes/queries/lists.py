"""Reading runs and theme lists."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from participation.consultations.models import Question, QuestionVersion
from participation.kernel.errors import NotFound
from participation.kernel.orm import Words
from participation.responses.models import Answer, Response
from participation.themes.models import (
    Assignment,
    Codebook,
    CodebookVersion,
    SuggestedTheme,
    Theme,
    ThemeQuote,
    ThemeRun,
)
from participation.themes.queries.answers import LATER, counts, in_force, with_response
from participation.themes.rules import Accounted


def question(session: Session, question_id: UUID) -> Question:
    """A question with its consultation. Raises ``NotFound``."""
    found = session.scalar(
        select(Question)
        .where(Question.id == question_id)
        .options(joinedload(Question.consultation))
    )
    if found is None:
        raise NotFound
    return found


def wording(session: Session, question_id: UUID) -> Words:
    """What a question says now."""
    return (
        session.scalar(
            select(QuestionVersion.wording)
            .where(QuestionVersion.question_id == question_id)
            .order_by(QuestionVersion.number.desc())
            .limit(1)
        )
        or {}
    )


def wordings(session: Session, question_ids: Iterable[UUID]) -> dict[UUID, Words]:
    """What several questions say now."""
    rows = session.execute(
        select(QuestionVersion.question_id, QuestionVersion.wording)
        .where(QuestionVersion.question_id.in_(list(question_ids)))
        .order_by(QuestionVersion.number)  # the newest comes last, and stays
    )
    return {row.question_id: row.wording for row in rows}


def run(session: Session, run_id: UUID) -> ThemeRun:
    """A run. Raises ``NotFound``."""
    found = session.get(ThemeRun, run_id)
    if found is None:
        raise NotFound
    return found


def runs_of(session: Session, question_id: UUID, limit: int = 20) -> list[ThemeRun]:
    """A question's latest runs, newest first."""
    return list(
        session.scalars(
            select(ThemeRun)
            .where(ThemeRun.question_id == question_id)
            .order_by(ThemeRun.created_at.desc(), ThemeRun.id)
            .limit(limit)
        )
    )


def latest_run(session: Session, question_id: UUID) -> ThemeRun | None:
    """The newest run of a question, however it stands."""
    return next(iter(runs_of(session, question_id, 1)), None)


def suggestions_of(session: Session, run_id: UUID) -> list[SuggestedTheme]:
    """What a run suggested, largest first."""
    return list(
        session.scalars(
            select(SuggestedTheme)
            .where(SuggestedTheme.run_id == run_id)
            .order_by(SuggestedTheme.position)
        )
    )


def codebook_of(session: Session, question_id: UUID) -> Codebook | None:
    """The theme list of a question, if one was made."""
    return session.scalar(select(Codebook).where(Codebook.question_id == question_id))


def codebook(session: Session, codebook_id: UUID) -> Codebook:
    """A theme list. Raises ``NotFound``."""
    found = session.get(Codebook, codebook_id)
    if found is None:
        raise NotFound
    return found


def codebook_for_change(session: Session, codebook_id: UUID) -> Codebook:
    """A theme list, held until the deed ends. Raises ``NotFound``."""
    found = session.scalar(select(Codebook).where(Codebook.id == codebook_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def version_now(session: Session, codebook: Codebook) -> CodebookVersion:
    """The version being worked on, or the one settled last."""
    found = session.scalar(
        select(CodebookVersion).where(
            CodebookVersion.codebook_id == codebook.id, CodebookVersion.number == codebook.version
        )
    )
    assert found is not None
    return found


def is_settled(session: Session, codebook: Codebook) -> bool:
    """Whether the list's version now is settled."""
    return version_now(session, codebook).settled_at is not None


def touched(session: Session, codebook: Codebook) -> bool:
    """Whether a person has had a hand in the list: placed, merged, renamed or settled."""
    if codebook.version > 1 or is_settled(session, codebook):
        return True
    placed = select(Assignment.id).where(
        Assignment.codebook_id == codebook.id,
        Assignment.by_person | (Assignment.reason == "merged") | ~Assignment.current,
    )
    if session.scalar(select(exists(placed))):
        return True
    return bool(named_by_people(session, codebook.id))


def named_by_people(session: Session, codebook_id: UUID) -> set[UUID]:
    """The themes that somebody added, renamed, described, or took off the list."""
    found = session.execute(
        select(Theme, SuggestedTheme)
        .join(SuggestedTheme, SuggestedTheme.id == Theme.suggested_id, isouter=True)
        .where(Theme.codebook_id == codebook_id)
    )
    return {
        theme.id
        for theme, suggested in found
        if theme.suggested_id is None
        or theme.label != suggested.label[:200]
        or theme.label_cy not in ("", suggested.in_welsh)
        or theme.description
        or theme.retired_in
    }


def theme(session: Session, theme_id: UUID) -> Theme:
    """A theme of a list. Raises ``NotFound``."""
    found = session.get(Theme, theme_id)
    if found is None:
        raise NotFound
    return found


def quote(session: Session, quote_id: UUID) -> ThemeQuote:
    """A quote that was put with a theme. Raises ``NotFound``."""
    found = session.get(ThemeQuote, quote_id)
    if found is None:
        raise NotFound
    return found


def live_themes(session: Session, codebook_id: UUID) -> list[Theme]:
    """Themes still in the list, in its order."""
    return list(
        session.scalars(
            select(Theme)
            .where(Theme.codebook_id == codebook_id, Theme.retired_in.is_(None))
            .order_by(Theme.position, Theme.id)
        )
    )


def people_by_theme(session: Session, codebook_id: UUID) -> dict[UUID, int]:
    """How many people's counted answers carry each theme. A theme nobody carries has 0."""
    found = session.execute(
        with_response(
            select(Assignment.theme_id, func.count(func.distinct(Answer.id))).join(
                Answer, Answer.id == Assignment.answer_id
            )
        )
        .where(
            in_force(codebook_id),
            Assignment.theme_id.is_not(None),
            counts(),
        )
        .group_by(Assignment.theme_id)
    ).all()
    people = {theme.id: 0 for theme in live_themes(session, codebook_id)}
    people.update({theme_id: count for theme_id, count in found if theme_id in people})
    return people


STILL_ITS_OWN = 0.7
"""The share of a theme's answers that must be as the computer grouped them for what the computer
said of it (the words that mark it, how often it was found again) to be said of it still."""


def still_as_found(session: Session, codebook_id: UUID) -> set[UUID]:
    """The themes most of whose answers are where the computer put them."""
    by_machine = case(
        (Assignment.by_person.is_(False) & Assignment.reason.is_distinct_from("merged"), 1),
        else_=0,
    )
    found = session.execute(
        select(Assignment.theme_id, func.sum(by_machine), func.count())
        .where(
            in_force(codebook_id),
            Assignment.theme_id.is_not(None),
        )
        .group_by(Assignment.theme_id)
    )
    return {
        theme_id
        for theme_id, untouched, total in found
        if theme_id is not None and untouched >= STILL_ITS_OWN * total
    }


def accounted(session: Session, codebook: Codebook) -> Accounted:
    """How many counted answers there are, and how many are in each state."""
    total = (
        session.scalar(
            with_response(select(func.count(Answer.id))).where(
                Answer.question_id == codebook.question_id, counts()
            )
        )
        or 0
    )
    states = session.execute(
        with_response(
            select(Assignment.state, func.count(Answer.id)).join(
                Answer, Answer.id == Assignment.answer_id
            )
        )
        .where(in_force(codebook.id), Assignment.primary, counts())
        .group_by(Assignment.state)
    ).all()
    found = {str(state): int(count) for state, count in states}
    later = session.scalar(
        with_response(
            select(func.count(Answer.id)).join(Assignment, Assignment.answer_id == Answer.id)
        ).where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.primary,
            Assignment.from_version > codebook.version,
            counts(),
        )
    )
    if later:
        found[LATER] = later
    return Accounted(total, found)


def not_answered(session: Session, question_id: UUID) -> int:
    """How many counted responses left this question empty."""
    asked = question(session, question_id)
    everyone = session.scalar(
        select(func.count(Response.id)).where(
            Response.consultation_id == asked.consultation_id, Response.status == "counted"
        )
    )
    answered = session.scalar(
        with_response(select(func.count(Answer.id))).where(
            Answer.question_id == question_id, counts()
        )
    )
    return (everyone or 0) - (answered or 0)
