"""What time it is: the database's time, so that every worker on every host agrees.

Tests and the loading of the demo council's past, and nothing else, hold it with :func:`fixed_at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

LONDON = ZoneInfo("Europe/London")

_fixed: list[datetime] = []


def now(session: Session) -> datetime:
    """This moment, in UTC, by the database's clock."""
    if _fixed:
        return _fixed[-1]
    if session.get_bind().dialect.name == "sqlite":
        stamp = session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
    moment = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


@contextmanager
def fixed_at(moment: datetime) -> Iterator[None]:
    """Hold the clock of this process at ``moment``."""
    _fixed.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()


def day_in_london(moment: datetime) -> date:
    """The calendar day of a moment, as people here would say it."""
    return moment.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The first moment after ``day`` in London: the exclusive end of its last minute."""
    return datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """Local midnight at which ``day`` begins."""
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)
