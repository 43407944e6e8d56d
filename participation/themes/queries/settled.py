"""What the rooms above read: settled themes, proven quotes, and where a response's words went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, ConsultationMission, Question
from participation.kernel.errors import NotFound
from participation.kernel.orm import Words
from participation.responses.models import Answer, Response, ResponseVersion
from participation.responses.queries.quoting import quotable
from participation.responses.queries.words import hidden_in
from participation.responses.rules.redaction import touched
from participation.themes.models import (
    Assignment,
    Codebook,
    CodebookVersion,
    Figure,
    Theme,
    ThemeQuote,
)
from participation.themes.queries.answers import counts, with_response


@dataclass(frozen=True)
class ProvenQuote:
    """Words that stand in a stored answer exactly so."""

    id: UUID
    answer_id: UUID
    text: str
    language: str


@dataclass(frozen=True)
class SettledTheme:
    """A theme in a settled list, with the count frozen when it was settled."""

    id: UUID
    question_id: UUID
    consultation_id: UUID
    label: Words
    description: str
    people: int
    version: int
    settled_at: datetime


@dataclass(frozen=True)
class TheirTheme:
    """A theme that one response's words feed."""

    theme_id: UUID
    question_id: UUID
    label: Words
    by_person: bool
    settled: bool


def _words(label: str, label_cy: str) -> Words:
    return {"en": label, "cy": label_cy or label}


def _newest_settled() -> ScalarSelect[int]:
    """The number of the last settled version of a list; nothing when none was settled."""
    return (
        select(CodebookVersion.number)
        .where(CodebookVersion.codebook_id == Codebook.id, CodebookVersion.settled_at.is_not(None))
        .order_by(CodebookVersion.number.desc())
        .limit(1)
        .correlate(Codebook)
        .scalar_subquery()
    )


def _settled_rows(session: Session, *where: object) -> list[SettledTheme]:
    """Themes with figures in the last settled version of their list."""
    newest = _newest_settled()
    found = session.execute(
        select(Theme.id, Figure, CodebookVersion, Question)
        .join(Codebook, Codebook.id == Theme.codebook_id)
        .join(
            CodebookVersion,
            (CodebookVersion.codebook_id == Codebook.id) & (CodebookVersion.number == newest),
        )
        .join(
            Figure,
            (Figure.codebook_version_id == CodebookVersion.id) & (Figure.theme_id == Theme.id),
        )
        .join(Question, Question.id == Codebook.question_id)
        .where(*where)  # type: ignore[arg-type]
        .order_by(Question.position, Figure.people.desc(), Theme.position)
    ).all()
    return [
        SettledTheme(
            id=theme_id,
            question_id=question.id,
            consultation_id=question.consultation_id,
            label=_words(figure.label, figure.label_cy),
            description=figure.description,
            people=figure.people,
            version=version.number,
            settled_at=version.settled_at or version.codebook.created_at,
        )
        for theme_id, figure, version, question in found
    ]


def settled(session: Session, consultation_id: UUID) -> list[SettledTheme]:
    """A consultation's settled themes by question, most people first."""
    return _settled_rows(session, Question.consultation_id == consultation_id)


def settled_questions(session: Session, question_ids: Iterable[UUID]) -> set[UUID]:
    """Those of some questions whose list was settled at least once."""
    return set(
        session.scalars(
            select(Codebook.question_id)
            .join(CodebookVersion, CodebookVersion.codebook_id == Codebook.id)
            .where(
                Codebook.question_id.in_(list(question_ids)),
                CodebookVersion.settled_at.is_not(None),
            )
        )
    )


def settled_theme(session: Session, theme_id: UUID) -> SettledTheme:
    """One settled theme. Raises ``NotFound`` when it isn't in a settled list."""
    found = _settled_rows(session, Theme.id == theme_id)
    if not found:
        raise NotFound
    return found[0]


def themes_under_missions(session: Session, mission_ids: Iterable[UUID]) -> list[SettledTheme]:
    """Settled themes of every consultation under some missions."""
    consultations = select(ConsultationMission.consultation_id).where(
        ConsultationMission.mission_id.in_(list(mission_ids))
    )
    return _settled_rows(
        session,
        Question.consultation_id.in_(consultations),
        Question.consultation_id.in_(
            select(Consultation.id).where(Consultation.withdrawn_at.is_(None))
        ),
    )


def proven_quotes(session: Session, theme_id: UUID, limit: int = 4) -> list[ProvenQuote]:
    """Quotes of a theme that still stand in answers of that theme, those a person chose first.

    One whose words don't match, of which some are hidden, whose answer was moved elsewhere, or
    whose sender didn't agree to be quoted, is not shown.
    """
    return proven_quotes_of(session, [theme_id], limit)[theme_id]


def proven_quotes_of(
    session: Session, theme_ids: Iterable[UUID], limit: int = 4
) -> dict[UUID, list[ProvenQuote]]:
    """The same for several themes at once, some quotes of each."""
    quotes: dict[UUID, list[ProvenQuote]] = {theme_id: [] for theme_id in theme_ids}
    still_there = (
        select(Assignment.id)
        .where(
            Assignment.answer_id == ThemeQuote.answer_id,
            Assignment.theme_id == ThemeQuote.theme_id,
            Assignment.current,
        )
        .exists()
    )
    found = session.execute(
        with_response(select(ThemeQuote, Answer).join(Answer, Answer.id == ThemeQuote.answer_id))
        .where(
            ThemeQuote.theme_id.in_(list(quotes)),
            ThemeQuote.dropped_at.is_(None),
            counts(),
            still_there,
        )
        .order_by(ThemeQuote.chosen_by.is_(None), ThemeQuote.created_at, ThemeQuote.id)
    ).all()
    hidden = hidden_in(session, [answer.id for _, answer in found])
    agreed = quotable(session, [answer.id for _, answer in found])
    for quote, answer in found:
        kept = quotes[quote.theme_id]
        if answer.id not in agreed:
            continue
        if touched(hidden.get(answer.id, ()), quote.start, quote.end):
            continue
        words = (answer.text or "")[quote.start : quote.end]
        if len(kept) < limit and words and sha256(words.encode()).hexdigest() == quote.text_hash:
            kept.append(ProvenQuote(quote.id, answer.id, words, answer.language))
    return quotes


def themes_of_response(session: Session, response_id: UUID) -> list[TheirTheme]:
    """The themes that a response's words feed: as last settled, else as they stand.

    A list that was opened again says what it said until it is settled anew.
    """
    newest = _newest_settled()
    in_that_version = (Assignment.from_version <= newest) & (
        Assignment.to_version.is_(None) | (Assignment.to_version > newest)
    )
    found = session.execute(
        select(
            Theme.id,
            func.coalesce(Figure.label, Theme.label),
            func.coalesce(Figure.label_cy, Theme.label_cy),
            Assignment.by_person,
            Question.id,
            newest.is_not(None),
        )
        .join(Assignment, Assignment.theme_id == Theme.id)
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .join(Codebook, Codebook.id == Theme.codebook_id)
        .join(Question, Question.id == Codebook.question_id)
        .outerjoin(
            CodebookVersion,
            (CodebookVersion.codebook_id == Codebook.id) & (CodebookVersion.number == newest),
        )
        .outerjoin(
            Figure,
            (Figure.codebook_version_id == CodebookVersion.id) & (Figure.theme_id == Theme.id),
        )
        .where(
            Response.id == response_id,
            Answer.live,
            in_that_version | (newest.is_(None) & Assignment.current),
        )
        .order_by(Question.position, Assignment.primary.desc(), Theme.position)
    ).all()
    return [
        TheirTheme(theme_id, question_id, _words(label, label_cy), by_person, bool(settled))
        for theme_id, label, label_cy, by_person, question_id, settled in found
    ]
