"""How templates say days and moments: London time, in the language being spoken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time
from flask import Flask

from participation.kernel import languages
from participation.kernel.clock import LONDON


def day(value: datetime | date | None) -> str:
    """“1 March 2030”, of a moment (in London) or a day; nothing of nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return format_date(value, "d MMMM y", locale=languages.current())


def weekday(value: datetime | date | None) -> str:
    """“Friday 1 March 2030”; in Welsh “1 Mawrth 2030 (dydd Gwener)”.

    In a Welsh sentence the word for a day changes its first letter after “ar” or “tan”; a number
    does not, so it comes first and fits any sentence.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    if languages.current() == languages.Language.WELSH:
        said = format_date(value, "d MMMM y (EEEE)", locale="cy")
        return said.replace("Dydd", "dydd")
    return format_date(value, "EEEE d MMMM y", locale=languages.current())


def moment(value: datetime | None) -> str:
    """“1 March 2030, 09:05”."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    return f"{day(value)}, {format_time(local, 'HH:mm', locale=languages.current())}"


def last_day(closes_at: datetime | None) -> str:
    """The last whole day before an exclusive end: “Friday 1 March 2030”."""
    return weekday(closes_at - timedelta(microseconds=1)) if closes_at else ""


def init_app(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(day=day, weekday=weekday, moment=moment, last_day=last_day)
