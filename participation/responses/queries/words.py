"""The one way to read what people wrote: with hidden words left out.

Every page, export, quote, report and job that shows, sends or hands on the words of an answer
asks here. The few places that may read the stored text are named in
``tests/integration/test_hidden_words.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Question
from participation.responses.models import Answer, Redaction, ResponseVersion
from participation.responses.rules.redaction import Span, blanked, seen

Hidden = Mapping[UUID, tuple[Span, ...]]
"""Hidden spans by answer; an answer without any isn't in it."""

AT_ONCE = 500


def hidden_in(session: Session, answer_ids: Iterable[UUID]) -> Hidden:
    """The hidden spans of some answers."""
    found: dict[UUID, tuple[Span, ...]] = {}
    wanted = list(answer_ids)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        found |= _gathered(session, Redaction.answer_id.in_(some))
    return found


def hidden_in_question(session: Session, question_id: UUID) -> Hidden:
    """Those of every answer to a question, for reading all of them as a stream."""
    return _gathered(
        session,
        Redaction.answer_id.in_(select(Answer.id).where(Answer.question_id == question_id)),
    )


def hidden_in_consultation(session: Session, consultation_id: UUID) -> Hidden:
    """Those of every answer to a consultation."""
    questions = select(Question.id).where(Question.consultation_id == consultation_id)
    return _gathered(
        session,
        Redaction.answer_id.in_(select(Answer.id).where(Answer.question_id.in_(questions))),
    )


def _gathered(session: Session, *where: object) -> dict[UUID, tuple[Span, ...]]:
    found: dict[UUID, tuple[Span, ...]] = {}
    for answer_id, start, end in session.execute(
        select(Redaction.answer_id, Redaction.start, Redaction.end)
        .where(Redaction.undone_at.is_(None), *where)  # type: ignore[arg-type]
        .order_by(Redaction.answer_id, Redaction.start)
    ):
        found[answer_id] = (*found.get(answer_id, ()), Span(start, end))
    return found


def seen_in(hidden: Hidden, answer_id: UUID, text: str | None, language: str) -> str | None:
    """What may be seen of an answer's stored words, given what is hidden; ``None`` stays so."""
    if text is None or answer_id not in hidden:
        return text
    return seen(text, hidden[answer_id], language=language)


def for_machine(hidden: Hidden, answer_id: UUID, text: str | None) -> str:
    """The same for the analysis: hidden letters are spaces, so that offsets hold."""
    return blanked(text or "", hidden.get(answer_id, ()))


def seen_text(session: Session, answer_id: UUID) -> str | None:
    """The words of one answer that may be seen; ``None`` when it has none (or has no more)."""
    row = session.execute(
        select(Answer.text, Answer.language).where(Answer.id == answer_id)
    ).one_or_none()
    if row is None:
        return None
    return seen_in(hidden_in(session, [answer_id]), answer_id, row.text, row.language)


@dataclass(frozen=True)
class Stored:
    """An answer's words as they were written, for the few who may read them so."""

    answer_id: UUID
    response_id: UUID
    question_id: UUID
    text: str | None
    language: str
    live: bool
    hidden: tuple[Span, ...]

    @property
    def seen(self) -> str | None:
        """What anybody may see of it."""
        if self.text is None:
            return None
        return seen(self.text, self.hidden, language=self.language)


def stored(session: Session, answer_id: UUID) -> Stored | None:
    """One answer with its words as written: for hiding some, and for the original's own page."""
    row = session.execute(
        select(
            Answer.id,
            ResponseVersion.response_id,
            Answer.question_id,
            Answer.text,
            Answer.language,
            Answer.live,
        )
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .where(Answer.id == answer_id)
    ).one_or_none()
    if row is None:
        return None
    return Stored(*row, hidden_in(session, [answer_id]).get(answer_id, ()))


def redactions_of(session: Session, answer_id: UUID) -> Sequence[Redaction]:
    """Every hiding of an answer's words, those taken back too, in the order of the text."""
    return session.scalars(
        select(Redaction)
        .where(Redaction.answer_id == answer_id)
        .order_by(Redaction.start, Redaction.created_at, Redaction.id)
    ).all()
