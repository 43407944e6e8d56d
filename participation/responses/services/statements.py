"""The statements of sending, made once: it speaks to the tables themselves."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, update

from participation.consultations.models import Consultation, Question, QuestionVersion, Section
from participation.kernel.orm import Base
from participation.responses.models import Answer, AnswerChoice, Draft, Response, ResponseVersion


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


_CONSULTATION, _QUESTION, _SECTION = _table(Consultation), _table(Question), _table(Section)
_WORDING, _newest = _table(QuestionVersion), _table(QuestionVersion).alias()
DRAFT, _RESPONSE, _VERSION = _table(Draft), _table(Response), _table(ResponseVersion)
_ANSWER, _CHOICE = _table(Answer), _table(AnswerChoice)
_draft, _response, _version = DRAFT.c, _RESPONSE.c, _VERSION.c

# The draft's lock makes one queue of however many sendings of one form arrive together.
FIND_DRAFT = (
    select(_draft.id, _draft.answers).where(_draft.form_hash == bindparam("form")).with_for_update()
)
FIND_RESPONSE = (
    select(
        _response.id,
        _response.received_at,
        _response.current,
        _response.status,
        _version.digest,
    )
    .join_from(
        _RESPONSE,
        _VERSION,
        (_version.response_id == _response.id) & (_version.number == _response.current),
    )
    .where(_response.form_hash == bindparam("form"))
    .with_for_update(of=_RESPONSE)
)
FIND_FORM = (
    select(
        _CONSULTATION.c.published_at,
        _CONSULTATION.c.opens_at,
        _CONSULTATION.c.closes_at,
        _CONSULTATION.c.paused_at,
        _CONSULTATION.c.withdrawn_at,
        _CONSULTATION.c.asks_about,
        _QUESTION.c.id,
        _QUESTION.c.kind,
        _QUESTION.c.condition,
        _WORDING.c.id.label("version_id"),
        _WORDING.c.required,
        _WORDING.c.options,
        _WORDING.c.rows,
        _WORDING.c.limits,
        _QUESTION.c.section_id,
        _SECTION.c.condition.label("section_condition"),
    )
    .join_from(_CONSULTATION, _QUESTION, _QUESTION.c.consultation_id == _CONSULTATION.c.id)
    .join(_WORDING, _WORDING.c.question_id == _QUESTION.c.id)
    .outerjoin(_SECTION, _SECTION.c.id == _QUESTION.c.section_id)
    .where(
        _CONSULTATION.c.id == bindparam("consultation"),
        _QUESTION.c.retired_at.is_(None),
        ~select(_newest.c.id)
        .where(
            _newest.c.question_id == _QUESTION.c.id,
            _newest.c.number > _WORDING.c.number,
        )
        .exists(),
    )
    .order_by(func.coalesce(_SECTION.c.position, 0), _QUESTION.c.position, _QUESTION.c.id)
)
ADD_RESPONSE = insert(_RESPONSE)
ADD_VERSION = insert(_VERSION)
ADD_ANSWERS = insert(_ANSWER)
ADD_CHOICES = insert(_CHOICE)
CHANGE_RESPONSE = (
    update(_RESPONSE)
    .where(_response.id == bindparam("response"))
    .values(current=bindparam("number"))
)
CHANGE_WORD = (
    update(_RESPONSE)
    .where(_response.id == bindparam("response"))
    .values(word_hash=bindparam("word"), form_box=bindparam("box"))
)
CHANGE_ABOUT = update(_RESPONSE).where(_response.id == bindparam("response"))
RETIRE_ANSWERS = (
    update(_ANSWER)
    .where(
        _ANSWER.c.response_version_id.in_(
            select(_version.id).where(_version.response_id == bindparam("response"))
        ),
        _ANSWER.c.live,
    )
    .values(live=False)
)
DRAFT_LASTS = (
    update(DRAFT).where(_draft.form_hash == bindparam("form")).values(expires_at=bindparam("until"))
)
