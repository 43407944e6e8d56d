"""What people are told, and a check that is answered and approved, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.evidence import queries
from participation.evidence.models import LawfulnessCheck, Particulars, ProposalOption
from participation.evidence.rules import gate
from participation.evidence.rules.snapshots import digest_of
from participation.kernel import clock

APPROVER = UUID("5f0c6a52-0a5e-4d9b-8a2c-3f6f6d1b7a10")


def both(english: str, welsh: str) -> dict[str, str]:
    return {"en": english, "cy": welsh}


def make_particulars(session: Session, consultation: Consultation, **changes: Any) -> Particulars:
    """All that must be said besides the five lines, the decision a month after closing."""
    closes = consultation.closes_at or clock.now(session)
    row = session.get(Particulars, consultation.id) or Particulars(consultation_id=consultation.id)
    values = {
        "decides_on": clock.day_in_london(closes) + timedelta(days=30),
        "contact": both("Ask Jo Park, 01632 960 001.", "Gofynnwch i Jo Park, 01632 960 001."),
        "on_paper": both("Forms are in every library.", "Mae ffurflenni ym mhob llyfrgell."),
        "by_telephone": both("Ring 01632 960 002.", "Ffoniwch 01632 960 002."),
        "letters_to": both("Write to Streets, Town Hall.", "Ysgrifennwch at Strydoedd, Neuadd."),
        "equality": both("People who can’t see well.", "Pobl nad ydynt yn gweld yn dda."),
        "equality_reference": "EIA 2030/7",
        "late_rule": "counted",
        "open_question": False,
    } | changes
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def make_option(session: Session, consultation: Consultation, **changes: Any) -> ProposalOption:
    """An option with something for it and something against it, in both languages."""
    row = ProposalOption(
        **{
            "consultation_id": consultation.id,
            "position": 1,
            "standing": "put_forward",
            "title": both("A crossing at the school", "Croesfan wrth yr ysgol"),
            "words": both("It is built in May.", "Caiff ei hadeiladu ym mis Mai."),
            "in_favour": both("It is safer.", "Mae’n fwy diogel."),
            "against": both("It costs more.", "Mae’n costio mwy."),
            "why_discarded": both("", ""),
        }
        | changes
    )
    session.add(row)
    session.flush()
    return row


def answer_all(session: Session, consultation: Consultation, **answers: str) -> LawfulnessCheck:
    """Every question of the check answered, by somebody of no account."""
    row = session.get(LawfulnessCheck, consultation.id) or LawfulnessCheck(
        consultation_id=consultation.id, answers={}, answered_at=clock.now(session)
    )
    row.answers = {code: f"Because {code}." for code in gate.ASKED} | row.answers | answers
    session.add(row)
    session.flush()
    return row


def approve(session: Session, consultation: Consultation) -> LawfulnessCheck:
    """Approve it as it stands now: after a test has changed what people will see."""
    row = answer_all(session, consultation)
    session.expire(consultation)
    row.approved_by, row.approver = APPROVER, "R. Ahmed, Monitoring Officer"
    row.approved_at = clock.now(session)
    row.approved_digest = digest_of(queries.content_to_approve(session, consultation, row))
    session.flush()
    return row


def make_lawful(session: Session, consultation: Consultation) -> LawfulnessCheck:
    """All that the check before opening asks for, approved as it stands."""
    make_particulars(session, consultation)
    make_option(session, consultation)
    dropped = {
        "position": 2,
        "standing": "discarded",
        "title": both("A bridge", "Pont"),
        "why_discarded": both("There is no room.", "Does dim lle."),
    }
    make_option(session, consultation, **dropped)
    return approve(session, consultation)


__all__ = [
    "answer_all",
    "approve",
    "both",
    "make_lawful",
    "make_option",
    "make_particulars",
]
