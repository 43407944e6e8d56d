"""Whose words may be quoted. Every quote anywhere asks here first."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.rules import asks_from
from participation.responses.models import Answer, Response, ResponseVersion
from participation.responses.rules.about import may_be_quoted

AT_ONCE = 500


def quotable(session: Session, answer_ids: Iterable[UUID]) -> set[UUID]:
    """Those of some answers whose senders agreed to be quoted, or weren't asked."""
    wanted, found = list(answer_ids), set[UUID]()
    for first in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(Answer.id, Response.may_quote, Consultation.asks_about)
            .join(ResponseVersion, ResponseVersion.id == Answer.response_version_id)
            .join(Response, Response.id == ResponseVersion.response_id)
            .join(Consultation, Consultation.id == Response.consultation_id)
            .where(Answer.id.in_(wanted[first : first + AT_ONCE]))
        )
        found |= {
            answer_id
            for answer_id, said, asks in rows
            if may_be_quoted(said, asked=asks_from(asks).quote)
        }
    return found
