"""Bank holidays in England and Wales, by rule, and the working days between two days.

The rules are the Banking and Financial Dealings Act 1971, schedule 1 (Easter Monday, the last
Mondays of May and August, 26 December or the day that stands for it), the days that common law adds
(Good Friday, Christmas Day), and those that a royal proclamation has appointed each year since 1974
and 1978 (New Year's Day, the first Monday of May, and a weekday for any that falls on a weekend).
What was proclaimed once, for one year, is listed below. A day still to be proclaimed isn't known
here: a council enters it in its calendar.

>>> from datetime import date
>>> [str(day) for day in bank_holidays(2027) if day.month > 11]
['2027-12-27', '2027-12-28']
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

A_DAY = timedelta(days=1)
FIRST_YEAR = 1978
"""Before this there was no holiday on the first Monday of May."""

MOVED: Mapping[int, Mapping[str, date]] = {
    1995: {"early_may": date(1995, 5, 8)},  # 50 years of victory in Europe
    2002: {"late_may": date(2002, 6, 4)},  # the Golden Jubilee
    2012: {"late_may": date(2012, 6, 4)},  # the Diamond Jubilee
    2020: {"early_may": date(2020, 5, 8)},  # 75 years of victory in Europe
    2022: {"late_may": date(2022, 6, 2)},  # the Platinum Jubilee
}
"""Holidays that were proclaimed for another day than their own."""

ADDED: Mapping[int, tuple[date, ...]] = {
    1981: (date(1981, 7, 29),),  # a royal wedding
    1999: (date(1999, 12, 31),),  # the eve of 2000
    2002: (date(2002, 6, 3),),
    2011: (date(2011, 4, 29),),  # a royal wedding
    2012: (date(2012, 6, 5),),
    2022: (date(2022, 6, 3), date(2022, 9, 19)),  # the jubilee; the Queen's funeral
    2023: (date(2023, 5, 8),),  # the coronation
}
"""Holidays that were proclaimed once, besides the others."""


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature, 20 April 1876).

    >>> easter(2026), easter(2038)
    (datetime.date(2026, 4, 5), datetime.date(2038, 4, 25))
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    last = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * last) // 451
    month, day = divmod(h + last - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    """The first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> tuple[date, ...]:
    """The bank and public holidays of a year, in order. Raises ``ValueError`` before 1978."""
    if year < FIRST_YEAR:
        raise ValueError(f"the rules are those from {FIRST_YEAR} on")
    sunday = easter(year)
    moved = MOVED.get(year, {})
    days = {
        _weekday_for(date(year, 1, 1)),
        sunday - 2 * A_DAY,
        sunday + A_DAY,
        moved.get("early_may", _monday_from(date(year, 5, 1))),
        moved.get("late_may", _monday_from(date(year, 5, 25))),
        _monday_from(date(year, 8, 25)),
        *_christmas(year),
        *ADDED.get(year, ()),
    }
    return tuple(sorted(days))


def _weekday_for(day: date) -> date:
    """The day itself, or the Monday that stands for it."""
    return _monday_from(day) if day.weekday() >= 5 else day


def _christmas(year: int) -> tuple[date, date]:
    christmas = date(year, 12, 25)
    if christmas.weekday() == 4:  # Friday: Boxing Day's Monday
        return christmas, christmas + 3 * A_DAY
    if christmas.weekday() == 5:  # Saturday: Monday and Tuesday
        return christmas + 2 * A_DAY, christmas + 3 * A_DAY
    if christmas.weekday() == 6:  # Sunday: Boxing Day itself, and Tuesday for Christmas Day
        return christmas + A_DAY, christmas + 2 * A_DAY
    return christmas, christmas + A_DAY


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both of them too."""
    for number in range((last - first).days + 1):
        yield first + number * A_DAY


def holidays_between(first: date, last: date, also: Collection[date] = ()) -> tuple[date, ...]:
    """The bank holidays from ``first`` to ``last``, with those of ``also`` that fall there."""
    known = {
        day
        for year in range(first.year, last.year + 1)
        for day in bank_holidays(year)
        if first <= day <= last
    }
    return tuple(sorted(known | {day for day in also if first <= day <= last}))


def is_working_day(day: date, also: Collection[date] = ()) -> bool:
    """Whether it is Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in also


def working_days(first: date, last: date, also: Collection[date] = ()) -> int:
    """How many working days there are from ``first`` to ``last``, both counted."""
    return sum(is_working_day(day, also) for day in days_from(first, last))


def before_polling(polling_day: date, also: Collection[date] = ()) -> date:
    """The last day for a notice of election: the 25th day before polling, as elections count days.

    Saturdays, Sundays, Christmas Eve, Christmas Day, Good Friday and bank holidays don't count
    (Local Elections (Principal Areas) (England and Wales) Rules 2006, rules 1 and 2). The time of
    heightened care before an election begins with the notice.

    >>> before_polling(date(2026, 5, 7))
    datetime.date(2026, 3, 30)
    """
    day, left = polling_day, 25
    while left:
        day -= A_DAY
        if is_working_day(day, also) and (day.month, day.day) != (12, 24):
            left -= 1
    return day
