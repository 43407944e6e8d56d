"""Bodies that have to be asked: how far each has got, and which to chase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CHASE_AFTER = 14
"""Days after an invitation, or with fewer than these left, in which silence is chased."""


@dataclass(frozen=True)
class BodyDetails:
    """A body, why it is asked, and what has happened."""

    name: str
    contact: str = ""
    because: str = ""
    required: bool = True
    invited_on: date | None = None
    chased_on: date | None = None
    replied_on: date | None = None
    outcome: str = ""


class Heard(StrEnum):
    """Where a body stands."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    TO_CHASE = "to_chase"
    CHASED = "chased"
    REPLIED = "replied"


def heard(details: BodyDetails, *, today: date, last_day: date | None) -> Heard:
    """Where a body stands today.

    >>> invited = BodyDetails("Fire service", invited_on=date(2030, 5, 1))
    >>> heard(invited, today=date(2030, 5, 20), last_day=date(2030, 7, 1)).value
    'to_chase'
    """
    if details.replied_on is not None:
        return Heard.REPLIED
    if details.invited_on is None:
        return Heard.NOT_INVITED
    spoken = details.chased_on or details.invited_on
    waited = (today - spoken).days >= CHASE_AFTER
    ending = last_day is not None and spoken < today and (last_day - today).days < CHASE_AFTER
    if (waited or ending) and details.chased_on is None:
        return Heard.TO_CHASE
    return Heard.CHASED if details.chased_on is not None else Heard.INVITED


def dates_problem(details: BodyDetails) -> str | None:
    """What is wrong with the order of its dates."""
    days = [details.invited_on, details.chased_on, details.replied_on]
    if details.chased_on is not None and details.invited_on is None:
        return "not_invited"
    known = [day for day in days if day is not None]
    return "order" if known != sorted(known) else None
