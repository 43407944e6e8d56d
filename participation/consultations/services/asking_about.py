"""What people are asked of themselves, beside the questions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.consultations import rules
from participation.consultations.models import Consultation
from participation.consultations.services.readiness import editable, stay_ready
from participation.kernel.actors import Actor


def ask_about(
    session: Session, *, actor: Actor, consultation_id: UUID, asks: rules.AsksAbout
) -> Consultation:
    """Set what people are asked of themselves, before it opens.

    Raises ``CannotChange`` once opened, ``CannotPublish`` if due.
    """
    consultation, now = editable(session, actor, consultation_id)
    held = rules.asks_from(consultation.asks_about).purposes
    purposes = rules.options_with_codes(asks.purposes, held)
    asks = rules.AsksAbout(asks.kind, asks.quote, asks.postcode, purposes)
    consultation.asks_about = asks.stored()
    stay_ready(session, consultation, now)
    audit.record(
        session,
        actor,
        "consultation.edited",
        consultation,
        parts=["asks_about"],
        kind=asks.kind,
        quote=asks.quote,
        postcode=asks.postcode,
        purposes=[one.code for one in purposes],
    )
    session.flush()
    return consultation
