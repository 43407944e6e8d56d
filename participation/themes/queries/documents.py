"""Documents as they are weighed: each part, and what somebody marked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Question
from participation.responses.models import Response, SentDocument, SentPart
from participation.responses.queries import documents as held
from participation.themes.models import Codebook, SectionMark, Theme


@dataclass(frozen=True)
class Weighed:
    """How far a document is: it is considered once every part of it has a mark."""

    document: SentDocument
    parts: int
    marked: int

    @property
    def considered(self) -> bool:
        """Whether nothing of it is left."""
        return self.document.state == "text" and self.parts > 0 and self.marked == self.parts


def weighed(session: Session, consultation_id: UUID) -> Sequence[Weighed]:
    """Every document of the replies that count, those with something left first."""
    documents = held.documents_in(session, consultation_id)
    ids = [one.id for one in documents]
    parts = dict(
        session.execute(
            select(SentPart.document_id, func.count())
            .where(SentPart.document_id.in_(ids))
            .group_by(SentPart.document_id)
        ).all()
    )
    marked = dict(
        session.execute(
            select(SentPart.document_id, func.count(SentPart.id.distinct()))
            .join(SectionMark, SectionMark.section_id == SentPart.id)
            .where(SentPart.document_id.in_(ids))
            .group_by(SentPart.document_id)
        ).all()
    )
    found = [Weighed(one, parts.get(one.id, 0), marked.get(one.id, 0)) for one in documents]
    return sorted(found, key=lambda one: one.considered)


def one_weighed(session: Session, document: SentDocument) -> Weighed:
    """How far one document is."""
    parts = held.sections_of(session, document.id)
    marks = marks_of(session, document.id)
    return Weighed(document, len(parts), sum(1 for one in parts if one.id in marks))


def marks_of(session: Session, document_id: UUID) -> Mapping[UUID, frozenset[UUID | None]]:
    """What was marked, by part. ``None`` stands for no new point."""
    found: dict[UUID, set[UUID | None]] = {}
    for section_id, theme_id in session.execute(
        select(SectionMark.section_id, SectionMark.theme_id)
        .join(SentPart, SentPart.id == SectionMark.section_id)
        .where(SentPart.document_id == document_id)
    ):
        found.setdefault(section_id, set()).add(theme_id)
    return {section: frozenset(themes) for section, themes in found.items()}


def themes_in(session: Session, consultation_id: UUID) -> Sequence[Theme]:
    """The themes of every list of a consultation that stand now."""
    return session.scalars(
        select(Theme)
        .join(Codebook, Codebook.id == Theme.codebook_id)
        .join(Question, Question.id == Codebook.question_id)
        .where(Question.consultation_id == consultation_id, Theme.retired_in.is_(None))
        .order_by(Question.position, Theme.position, Theme.id)
    ).all()


def unconsidered(session: Session, consultation_id: UUID) -> int:
    """How many documents of the replies that count still have something left."""
    return sum(1 for one in weighed(session, consultation_id) if not one.considered)


def saying(session: Session, theme_id: UUID) -> int:
    """How many documents that count have a part that says this theme."""
    return (
        session.scalar(
            select(func.count(SentPart.document_id.distinct()))
            .join(SectionMark, SectionMark.section_id == SentPart.id)
            .join(SentDocument, SentDocument.id == SentPart.document_id)
            .join(Response, Response.id == SentDocument.response_id)
            .where(SectionMark.theme_id == theme_id, Response.status == "counted")
        )
        or 0
    )
