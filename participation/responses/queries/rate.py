"""How many replies a consultation gets just now."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.responses.models import Response
from participation.responses.queries.moderation import handling

MINUTE = timedelta(minutes=1)


def is_busy(session: Session, consultation_id: UUID) -> bool:
    """Whether more replies came by the web in the last minute than the council's number.

    It counts no further than that number.
    """
    above = handling(session, consultation_id).effort_above
    if not above:
        return False
    lately = (
        select(Response.id)
        .where(
            Response.consultation_id == consultation_id,
            Response.received_at > clock.now(session) - MINUTE,
            Response.channel == "web",
        )
        .limit(above + 1)
        .subquery()
    )
    return (session.scalar(select(func.count()).select_from(lately)) or 0) > above
