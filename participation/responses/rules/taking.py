"""Whether an answer may still be taken: by the database's clock, with a little grace at the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from participation.kernel.errors import Refusal

GRACE = timedelta(minutes=15)
"""How long after closing a form that was opened before it may still be sent."""

DRAFTS_LAST = timedelta(days=28)
"""How long an unfinished answer is kept after it was last changed."""

SENT_DRAFTS_LAST = timedelta(hours=2)
"""How long after sending one may go back and change words without typing them again."""


class NotTaken(Refusal):
    """No answer can be taken now: not yet open, paused, closed, or withdrawn."""


class Taking(StrEnum):
    """How answers to a consultation stand at one moment, for one form."""

    IN_TIME = "in_time"
    IN_GRACE = "in_grace"
    NOT_YET = "not_yet"
    PAUSED = "paused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NOT_INVITED = "not_invited"

    @property
    def yes(self) -> bool:
        """Whether an answer is taken."""
        return self in {Taking.IN_TIME, Taking.IN_GRACE}


def taking_of(
    *,
    published_at: datetime | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    paused_at: datetime | None,
    withdrawn_at: datetime | None,
    issued_at: datetime,
    now: datetime,
) -> Taking:
    """How it stands for a form opened at ``issued_at``; ``closes_at`` itself is too late."""
    if withdrawn_at is not None:
        return Taking.WITHDRAWN
    if published_at is None or opens_at is None or closes_at is None or now < opens_at:
        return Taking.NOT_YET
    if now < closes_at:
        return Taking.IN_TIME if paused_at is None else Taking.PAUSED
    if issued_at < closes_at and now < closes_at + GRACE:
        return Taking.IN_GRACE
    return Taking.CLOSED
