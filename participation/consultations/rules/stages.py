"""Where a consultation has got to, worked out from its moments and the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """Where a consultation has got to."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ANALYSING = "analysing"
    DECIDED = "decided"
    REPORTED_BACK = "reported_back"
    WITHDRAWN = "withdrawn"


NOT_OPENED = frozenset({Stage.DRAFT, Stage.SCHEDULED})
RUNNING = frozenset({Stage.OPEN, Stage.PAUSED})
ENDED = frozenset({Stage.CLOSED, Stage.ANALYSING, Stage.DECIDED, Stage.REPORTED_BACK})
OUTCOME = frozenset({Stage.DECIDED, Stage.REPORTED_BACK})

GRACE = timedelta(minutes=15)
"""A form opened in time is taken this long after closing; what follows closing waits for it."""


class Facts(Protocol):
    """The moments that a stage is worked out from."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def analysing_at(self) -> datetime | None: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def reported_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def stage_of(facts: Facts, now: datetime) -> Stage:
    """The stage at ``now``. ``queries.stage_is`` says the same in SQL: change both together."""
    if facts.withdrawn_at is not None:
        return Stage.WITHDRAWN
    if facts.published_at is None or facts.opens_at is None or facts.closes_at is None:
        return Stage.DRAFT
    if now < facts.closes_at:
        if now < facts.opens_at:
            return Stage.SCHEDULED
        return Stage.OPEN if facts.paused_at is None else Stage.PAUSED
    if facts.reported_at is not None:
        return Stage.REPORTED_BACK
    if facts.decided_at is not None:
        return Stage.DECIDED
    return Stage.CLOSED if facts.analysing_at is None else Stage.ANALYSING


MARGIN = timedelta(minutes=1)
"""Nothing is edited this shortly before opening, so that nobody reads one wording and is kept
under another."""


def editing_problem(facts: Facts, now: datetime) -> str | None:
    """Why what it says can't be changed at ``now``: it was opened, is about to be, or is gone."""
    stage = stage_of(facts, now)
    if stage is Stage.WITHDRAWN:
        return "withdrawn"
    if stage not in NOT_OPENED:
        return "opened"
    if stage is Stage.SCHEDULED and facts.opens_at is not None and facts.opens_at - now < MARGIN:
        return "opening"
    return None
