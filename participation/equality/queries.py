"""Reading which equality questions are asked. Answers are counted where results are, in numbers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.equality import rules
from participation.equality.models import EqualityAnswer, EqualityAsked
from participation.equality.rules import AskedOfPeople, Wanted


def asked_by(session: Session, consultation_id: UUID) -> tuple[AskedOfPeople, ...]:
    """The equality questions that a consultation asks, in order; empty when it asks none."""
    rows = session.execute(
        select(EqualityAsked.question, EqualityAsked.version).where(
            EqualityAsked.consultation_id == consultation_id
        )
    )
    return rules.asked([Wanted(question, version) for question, version in rows])


def held(session: Session, response_id: UUID) -> dict[str, int]:
    """What a reply says of its sender, by question, to send it again or to hand it to them.

    For the sender's own pages and for taking over into a later version; staff never see it.
    """
    rows = session.execute(
        select(EqualityAnswer.question, EqualityAnswer.code).where(
            EqualityAnswer.response_id == response_id
        )
    )
    return dict(rows.all())
