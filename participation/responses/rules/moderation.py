"""Which answers the public sees: one rule, and the same in SQL (``queries.moderation``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from participation.consultations.rules import Stage
from participation.kernel.errors import Refusal
from participation.responses.rules.effort import ABOVE, MOST_ABOVE
from participation.responses.rules.ledger import Status

PUBLIC_STAGES = (Stage.OPEN, Stage.CLOSED, Stage.ANALYSING, Stage.DECIDED, Stage.REPORTED_BACK)
MOST_AT_ONCE = 100
LONGEST_APPEAL = 2000
LONGEST_REPLY = 2000
LONGEST_REASON = 200
SECOND_PERSON_ABOVE = 10
MOST_MONTHS = 240


class Verdict(StrEnum):
    """What was decided about an answer. Without one it waits, and isn't shown."""

    PUBLISHED = "published"
    HELD = "held"


class Outcome(StrEnum):
    """What another look came to."""

    PUBLISHED = "published"
    KEPT = "kept"


class CannotModerate(Refusal):
    """It can't be decided so: the problems say why."""


@dataclass(frozen=True)
class Standing:
    """All that decides whether the public sees an answer."""

    publishes: bool
    trial: bool
    hide_results: bool
    stage: Stage
    status: str
    live: bool
    has_words: bool
    may_quote: bool | None
    verdict: str | None


def seen_publicly(standing: Standing) -> bool:
    """Whether anybody may read the answer. ``queries.moderation.seen_publicly`` says the same.

    The author agreed to be quoted, somebody read it and let it through, it counts, it is their
    last word, the consultation publishes answers, and nobody is to be swayed before it closes.
    """
    return (
        standing.publishes
        and not standing.trial
        and standing.stage in PUBLIC_STAGES
        and not (standing.hide_results and standing.stage is Stage.OPEN)
        and standing.status == Status.COUNTED
        and standing.live
        and standing.has_words
        and standing.may_quote is True
        and standing.verdict == Verdict.PUBLISHED
    )


@dataclass(frozen=True)
class HandlingDetails:
    """How a consultation's answers are handled."""

    publishes: bool = False
    second_person_above: int = SECOND_PERSON_ABOVE
    keep_months: int | None = None
    effort_above: int = ABOVE


def handling_problems(
    before: HandlingDetails, after: HandlingDetails, stage: Stage
) -> tuple[str, ...]:
    """Why it can't be changed so.

    ``too_late_to_publish`` ``second_person`` ``keep_months`` ``effort``.
    """
    found = []
    if after.publishes and not before.publishes and stage not in (Stage.DRAFT, Stage.SCHEDULED):
        found.append("too_late_to_publish")
    if not 0 <= after.second_person_above <= 10_000:
        found.append("second_person")
    if after.keep_months is not None and not 1 <= after.keep_months <= MOST_MONTHS:
        found.append("keep_months")
    if not 0 <= after.effort_above <= MOST_ABOVE:
        found.append("effort")
    return tuple(found)
