"""What people may ask about their own data, by when they get an answer, and how long words last."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from participation.kernel.errors import Refusal

CLOCK = timedelta(days=28)
"""By when a request is answered: within any month, however short."""

EXTENSION = timedelta(days=56)
"""How much longer a hard one may take, once, with a reason."""

NAMES_LAST_MONTHS = 12
"""Months after a request is closed until who asked is forgotten."""

LONGEST = 300


class Ask(StrEnum):
    """What somebody asks for."""

    ACCESS = "access"
    ERASURE = "erasure"


class Answered(StrEnum):
    """How a request ended."""

    DONE = "done"
    NOTHING_FOUND = "nothing_found"
    REFUSED = "refused"


class CannotHandle(Refusal):
    """A request can't be handled so: ``kind`` ``name`` ``received`` ``closed`` ``note`` ``held``
    ``extended`` ``nothing_linked`` ``search``."""


@dataclass(frozen=True)
class RequestDetails:
    """Who asks for what, and when it came."""

    kind: str
    name: str
    contact: str
    received_on: date


def request_problems(details: RequestDetails, today: date) -> tuple[str, ...]:
    """What is wrong with a request as it was written down."""
    found = []
    if details.kind not in {ask.value for ask in Ask}:
        found.append("kind")
    if not details.name.strip() or len(details.name) > LONGEST:
        found.append("name")
    if not today - timedelta(days=366) <= details.received_on <= today:
        found.append("received")
    return tuple(found)


def months_later(moment: datetime, months: int) -> datetime:
    """The same day some months later, or the last day of a shorter month.

    >>> months_later(datetime(2030, 1, 31), 1).date().isoformat()
    '2030-02-28'
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
