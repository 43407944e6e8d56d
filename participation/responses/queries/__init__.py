"""Reading drafts and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from participation.audiences import queries as audiences
from participation.audiences.rules import Audience
from participation.consultations.models import Consultation, Question, QuestionVersion, Section
from participation.consultations.queries import ORDER
from participation.kernel.errors import NotFound
from participation.responses.models import Answer, AnswerChoice, Draft, Response, ResponseVersion
from participation.responses.queries.words import Hidden, hidden_in, hidden_in_question, seen_in
from participation.responses.rules import (
    About,
    FormKey,
    Given,
    Mark,
    RespondentKind,
    Status,
    Taking,
    Tally,
    given_from,
    hashes_of,
    normal_receipt,
    taking_of,
    tally_of,
    unlocked,
)

A_PAGE = 50


@dataclass(frozen=True)
class Kept:
    """One answer in a draft: in which language, and to which version of the question."""

    given: Given
    language: str
    version_id: UUID


@dataclass(frozen=True)
class AnswerShown:
    """One answer of a response with the question as it was asked."""

    answer_id: UUID
    question_id: UUID
    kind: str
    wording: Mapping[str, str]
    options: Sequence[Any]
    text: str | None
    codes: tuple[str, ...]
    language: str
    rows: Sequence[Any] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    @property
    def given(self) -> Given:
        """The answer as it was given."""
        return given_from(self.kind, self.text, self.marks)


@dataclass(frozen=True)
class Page:
    """Some rows of a long list."""

    rows: Sequence[Response]
    number: int
    pages: int
    total: int


def taking(session: Session, key: FormKey, now: datetime) -> Taking:
    """Whether the form's consultation takes answers now. Raises ``NotFound``."""
    facts = session.execute(
        select(
            Consultation.published_at,
            Consultation.opens_at,
            Consultation.closes_at,
            Consultation.paused_at,
            Consultation.withdrawn_at,
            Consultation.audience,
        ).where(Consultation.id == key.consultation_id)
    ).one_or_none()
    if facts is None:
        raise NotFound
    moments = dict(facts._mapping)
    by_code = moments.pop("audience") != Audience.PUBLIC
    if by_code and not audiences.invited(session, key.consultation_id, key.form_hash):
        return Taking.NOT_INVITED
    return taking_of(**moments, issued_at=key.issued_at, now=now)


# Drafts


def draft_of(session: Session, key: FormKey) -> Draft | None:
    """The unfinished answers of a form, if they're still kept."""
    return session.scalar(select(Draft).where(Draft.form_hash == key.form_hash))


def form_by_resume_code(session: Session, code: str) -> str | None:
    """The form key of the unfinished form of a code, as it was typed or heard."""
    keys, tidy = session.info["keys"], normal_receipt(code)
    if tidy is None:
        return None
    hashes = hashes_of(keys, tidy, "resume")
    box = session.scalar(select(Draft.resume_box).where(Draft.resume_hash.in_(hashes)))
    return unlocked(keys, tidy, box) if box else None


def kept_in(draft: Draft) -> dict[UUID, Kept]:
    """What a draft holds, by question."""
    return kept_among(draft.answers)


def kept_among(answers: Mapping[str, Any]) -> dict[UUID, Kept]:
    """The same, of the draft's column."""
    return {
        UUID(name): Kept(
            as_given(kept),
            kept["language"],
            UUID(kept["version"]),
        )
        for name, kept in answers.items()
        if isinstance(kept, dict) and "version" in kept
    }


def as_given(kept: Mapping[str, Any]) -> Given:
    """One answer as a draft's column keeps it."""
    boxes = tuple((name, typed) for name, typed in kept.get("boxes", ()))
    return Given(text=kept["text"], codes=tuple(kept["codes"]), boxes=boxes)


def as_kept(given: Given) -> dict[str, Any]:
    """The same, the other way."""
    kept: dict[str, Any] = {"text": given.text, "codes": list(given.codes)}
    if given.boxes:
        kept["boxes"] = [list(box) for box in given.boxes]
    return kept


def answers_as_draft(session: Session, form_hash: bytes) -> dict[str, Any]:
    """What was sent with a form, in the shape that a draft keeps; empty if nothing was."""
    response = session.scalar(select(Response).where(Response.form_hash == form_hash))
    if response is None:
        return {}
    kept: dict[str, Any] = {
        str(shown.question_id): {
            **as_kept(shown.given),
            "language": shown.language,
            "version": str(version_id),
        }
        for shown, version_id in _shown(session, response.id, response.current, as_stored=True)
    }
    about = About(
        kind=RespondentKind(response.respondent_kind),
        organisation=response.organisation or "",
        speaks_for=response.speaks_for,
        may_quote=response.may_quote,
        consents=response.consents,
        area_code=response.area_code,
        source=response.source,
    )
    return kept if about == About() else {**kept, "about": about.stored()}


# One response


def get(session: Session, response_id: UUID) -> Response:
    """A response by its id. Raises ``NotFound``."""
    response = session.get(Response, response_id)
    if response is None:
        raise NotFound
    return response


def get_for_change(session: Session, response_id: UUID) -> Response:
    """The same, held until the transaction ends."""
    response = session.scalar(select(Response).where(Response.id == response_id).with_for_update())
    if response is None:
        raise NotFound
    return response


def by_form(session: Session, key: FormKey) -> Response | None:
    """What was sent with a form, if anything was."""
    return session.scalar(select(Response).where(Response.form_hash == key.form_hash))


def by_receipt(session: Session, code: str) -> Response | None:
    """The response of a reference, as it was typed or heard; ``None`` when there is none."""
    tidy = normal_receipt(code)
    if tidy is None:
        return None
    hashes = hashes_of(session.info["keys"], tidy)
    return session.scalar(select(Response).where(Response.receipt_hash.in_(hashes)))


def versions_of(session: Session, response_id: UUID) -> list[ResponseVersion]:
    """Every sending of a response, the newest first."""
    return list(
        session.scalars(
            select(ResponseVersion)
            .where(ResponseVersion.response_id == response_id)
            .order_by(ResponseVersion.number.desc())
        )
    )


def answers_of(session: Session, response_id: UUID, number: int | None = None) -> list[AnswerShown]:
    """The answers of one version (the current one by default), in the order of the questions."""
    if number is None:
        number = get(session, response_id).current
    return [shown for shown, _ in _shown(session, response_id, number)]


def _shown(
    session: Session, response_id: UUID, number: int, *, as_stored: bool = False
) -> list[tuple[AnswerShown, UUID]]:
    """Answers without the words that are hidden. ``as_stored`` is for the author's own form."""
    rows = session.execute(
        select(Answer, Question.kind, QuestionVersion)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .outerjoin(Section, Section.id == Question.section_id)
        .where(ResponseVersion.response_id == response_id, ResponseVersion.number == number)
        .order_by(*ORDER)
    ).all()
    marks: dict[UUID, list[Mark]] = {}
    for answer_id, row, code, amount in session.execute(
        select(AnswerChoice.answer_id, AnswerChoice.row, AnswerChoice.code, AnswerChoice.amount)
        .where(AnswerChoice.answer_id.in_([answer.id for answer, _, _ in rows]))
        .order_by(AnswerChoice.row, AnswerChoice.code)
    ):
        marks.setdefault(answer_id, []).append(Mark(row, code, amount))
    hidden: Hidden = {} if as_stored else hidden_in(session, [answer.id for answer, _, _ in rows])
    return [
        (
            AnswerShown(
                answer_id=answer.id,
                question_id=answer.question_id,
                kind=kind,
                wording=version.wording,
                options=version.options,
                text=seen_in(hidden, answer.id, answer.text, answer.language),
                codes=tuple(m.code for m in marks.get(answer.id, ()) if m.code and not m.row),
                language=answer.language,
                rows=version.rows,
                limits=version.limits,
                marks=tuple(marks.get(answer.id, ())),
            ),
            version.id,
        )
        for answer, kind, version in rows
    ]


# The ledger


def tally(session: Session, consultation_id: UUID) -> Tally:
    """How many responses a consultation received, and where each stands."""
    groups = session.execute(
        select(Response.status, Response.reason, func.count())
        .where(Response.consultation_id == consultation_id)
        .group_by(Response.status, Response.reason)
    )
    return tally_of(groups)


def tallies(session: Session, consultation_ids: Iterable[UUID]) -> dict[UUID, Tally]:
    """The same for several consultations at once."""
    groups: dict[UUID, list[tuple[str, str | None, int]]] = {one: [] for one in consultation_ids}
    for id_, status, reason, number in session.execute(
        select(Response.consultation_id, Response.status, Response.reason, func.count())
        .where(Response.consultation_id.in_(list(groups)))
        .group_by(Response.consultation_id, Response.status, Response.reason)
    ):
        groups[id_].append((status, reason, number))
    return {id_: tally_of(found) for id_, found in groups.items()}


def listed(
    session: Session,
    consultation_id: UUID,
    *,
    status: str | None = None,
    language: str | None = None,
    page: int = 1,
) -> Page:
    """The ledger of a consultation, the newest first, a page at a time."""
    wanted = select(Response).where(Response.consultation_id == consultation_id)
    if status:
        wanted = wanted.where(Response.status == status)
    if language:
        wanted = wanted.where(Response.language == language)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, page), pages)
    rows = session.scalars(
        wanted.order_by(Response.received_at.desc(), Response.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    )
    return Page(rows.all(), number, pages, total)


def languages_in(session: Session, consultation_id: UUID) -> list[str]:
    """The languages that a consultation's responses were sent in."""
    return list(
        session.scalars(
            select(Response.language)
            .where(Response.consultation_id == consultation_id)
            .distinct()
            .order_by(Response.language)
        )
    )


def _live(question_id: UUID, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Answer)
        .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
        .join(Response, Response.id == ResponseVersion.response_id)
        .where(
            Answer.question_id == question_id,
            Answer.live,
            Response.status == Status.COUNTED.value,
        )
    )


def texts_of(session: Session, question_id: UUID) -> Iterator[tuple[UUID, str, str]]:
    """(answer id, what may be seen, language) of each live answer that counts, streamed."""
    hidden = hidden_in_question(session, question_id)
    rows = session.execute(
        _live(question_id, Answer.id, Answer.text, Answer.language)
        .where(Answer.text.is_not(None))
        .order_by(Answer.id),
        execution_options={"yield_per": 500},
    )
    for answer_id, text, language in rows:
        yield answer_id, seen_in(hidden, answer_id, text, language) or "", language


def choice_counts(session: Session, question_id: UUID) -> dict[str, int]:
    """How many live answers that count chose each option; options nobody chose are left out."""
    rows = session.execute(
        _live(question_id, AnswerChoice.code, func.count())
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .group_by(AnswerChoice.code)
        .order_by(AnswerChoice.code)
    )
    return dict(rows.all())


def answered(session: Session, question_id: UUID) -> int:
    """How many responses that count answered a question at all."""
    return session.scalar(_live(question_id, func.count())) or 0
