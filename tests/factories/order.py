"""Consultations that publish answers, and answers decided about, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses import queries
from participation.responses.models import Handling, Response
from participation.responses.queries import moderation
from participation.responses.rules.moderation import Verdict
from participation.responses.services import moderating
from tests.factories.consultations import make_consultation
from tests.factories.responses import send_answers


def make_publishing(session: Session, stage: str = "open", **changes: Any) -> Consultation:
    """A consultation that publishes answers, at once unless told otherwise."""
    consultation = make_consultation(session, stage=stage, **{"hide_results": False} | changes)
    session.add(
        Handling(consultation_id=consultation.id, publishes=True, changed_at=clock.now(session))
    )
    session.flush()
    return consultation


def make_shared(
    session: Session, consultation: Consultation, text: str = "More crossings, please."
) -> tuple[Response, Any]:
    """A response of somebody who agreed to be quoted, and its answer."""
    sent = send_answers(session, consultation, [text])
    response = session.get_one(Response, sent.response_id)
    response.may_quote = True
    session.flush()
    return response, queries.answers_of(session, response.id)[0]


def make_held(session: Session) -> dict[str, Any]:
    """An answer held back: its reference and the decision's key, as an address names them."""
    consultation = make_publishing(session)
    sent = send_answers(session, consultation, ["Rude words"])
    session.get_one(Response, sent.response_id).may_quote = True
    session.flush()
    answer = queries.answers_of(session, sent.response_id)[0]
    moderating.moderate(
        session,
        actor=SYSTEM,
        consultation_id=consultation.id,
        answer_ids=[answer.answer_id],
        verdict=Verdict.HELD,
        reason_id=moderation.reasons(session)[0].id,
    )
    told = moderation.told(session, sent.response_id)
    return {"code": sent.code, "moderation_id": told[0].moderation_id}
