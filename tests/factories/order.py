"""Consultations that publish answers, and answers decided about, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.analysis.campaigns import shared_wordings
from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses import queries
from participation.responses.models import (
    Handling,
    Response,
    RightsRequest,
    SetAsideProposal,
    Worry,
)
from participation.responses.queries import moderation, same_wording
from participation.responses.rules.moderation import Verdict
from participation.responses.rules.rights import RequestDetails
from participation.responses.services import moderating, rights, worrying
from participation.responses.services.same_wording import flag, store_wordings
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


LETTER = (
    "I object to the closure of the Corn Street car park because older residents need to reach "
    "the surgery and the chemist, and there is no bus from the upper estate after six o'clock."
)
OWN = "My mother has used it every Friday for thirty years."


def find_wordings(session: Session, consultation: Consultation) -> None:
    """Look for shared wordings as the job does, in this process."""
    for question_id in same_wording.text_questions(session, consultation.id):
        answers = same_wording.texts(session, question_id)
        store_wordings(
            session,
            question_id=question_id,
            answer_ids=[answer_id for answer_id, _ in answers],
            found=shared_wordings([text for _, text in answers]),
        )
    flag(session, consultation_id=consultation.id)


def make_wording(session: Session, consultation: Consultation) -> UUID:
    """A wording that four people sent, one of whom added to it."""
    for text in (LETTER, LETTER, LETTER, f"{LETTER} {OWN}"):
        send_answers(session, consultation, [text])
    find_wordings(session, consultation)
    (question_id, *_) = same_wording.text_questions(session, consultation.id)
    return same_wording.wordings(session, question_id)[0].row.id


def make_proposal(session: Session, consultation: Consultation) -> UUID:
    """A proposal to set one reply aside, as if it were many."""
    sent = send_answers(session, consultation, ["One of many"])
    proposal = SetAsideProposal(
        consultation_id=consultation.id,
        response_ids=[str(sent.response_id)],
        reason="duplicate",
        proposed_by=uuid4(),
        proposed_at=clock.now(session),
    )
    session.add(proposal)
    session.flush()
    return proposal.id


def make_worry(
    session: Session, consultation: Consultation, text: str = "I will burn it down"
) -> UUID:
    """An answer that a word rule found."""
    sent = send_answers(session, consultation, [text])
    worrying.look_at_new(session)
    return session.scalars(select(Worry.id).where(Worry.response_id == sent.response_id)).one()


def make_request(session: Session, kind: str = "erasure", days_ago: int = 0) -> RightsRequest:
    """Somebody asks about their own data."""
    day = clock.day_in_london(clock.now(session)) - timedelta(days=days_ago)
    details = RequestDetails(kind, "Eirlys Mostyn", "eirlys@example.com", day)
    return rights.open_request(session, actor=SYSTEM, details=details)
