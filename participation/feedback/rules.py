"""What a decision may be, and what it needs before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from participation.kernel.errors import Refusal
from participation.kernel.orm import Words


class Outcome(StrEnum):
    """What was decided."""

    WE_WILL = "we_will"
    IN_PART = "in_part"
    WE_WILL_NOT = "we_will_not"
    ALREADY = "already"
    NOT_OURS = "not_ours"
    STILL_CONSIDERING = "still_considering"


class CannotMake(Refusal):
    """A local ambition can't be made or changed so."""


class CannotDecide(Refusal):
    """The decision lacks something."""


class CannotReport(Refusal):
    """The consultation can't be called reported back yet."""


@dataclass(frozen=True)
class AmbitionDetails:
    """What local people want, in their words, and the themes it is made from."""

    title: Words
    themes: tuple[UUID, ...]


@dataclass(frozen=True)
class DecisionDetails:
    """A decision as somebody records it."""

    outcome: Outcome
    will_do: Words = field(default_factory=dict)
    because: Words = field(default_factory=dict)
    owner: str = ""
    due_on: date | None = None
    passed_to: str = ""
    answer_by_on: date | None = None
    route: str = ""
    report_link: str = ""
    decided_on: date | None = None
    themes: tuple[UUID, ...] = ()


def is_web_address(link: str) -> bool:
    """Whether a link is one that a browser may be sent to."""
    parts = urlsplit(link)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def decision_problems(
    details: DecisionDetails, *, today: date, languages: tuple[str, ...]
) -> list[str]:
    """Everything a decision lacks, as codes. Reasons are owed in each of the site's languages."""
    problems = [
        f"because_missing_{language}"
        for language in languages
        if not details.because.get(language, "").strip()
    ]
    if not details.owner.strip():
        problems.append("owner_missing")
    promised = details.outcome in (Outcome.WE_WILL, Outcome.IN_PART)
    if promised and details.due_on is None:
        problems.append("due_missing")
    if promised and not any(words.strip() for words in details.will_do.values()):
        problems.append("will_do_missing")
    if details.outcome is Outcome.NOT_OURS and not details.passed_to.strip():
        problems.append("passed_to_missing")
    if details.outcome is Outcome.STILL_CONSIDERING and details.answer_by_on is None:
        problems.append("answer_by_missing")
    if details.report_link and not is_web_address(details.report_link):
        problems.append("report_link_wrong")
    if details.decided_on and details.decided_on > today:
        problems.append("decided_in_future")
    return problems


def reranked(order: list[UUID], moving: UUID, step: int) -> list[UUID]:
    """The order after one ambition moved up (-1) or down (+1); ends stay ends.

    >>> a, b = UUID(int=1), UUID(int=2)
    >>> reranked([a, b], b, -1) == [b, a]
    True
    """
    if moving not in order:
        return [*order, moving]
    place = order.index(moving)
    new = max(0, min(len(order) - 1, place + step))
    rest = [other for other in order if other != moving]
    return [*rest[:new], moving, *rest[new:]]
