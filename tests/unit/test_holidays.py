"""Bank holidays by rule, held against the lists that were published year by year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel import holidays

# As announced on gov.uk for England and Wales; month and day.
PUBLISHED = {
    2012: "1-2 4-6 4-9 5-7 6-4 6-5 8-27 12-25 12-26",
    2018: "1-1 3-30 4-2 5-7 5-28 8-27 12-25 12-26",
    2019: "1-1 4-19 4-22 5-6 5-27 8-26 12-25 12-26",
    2020: "1-1 4-10 4-13 5-8 5-25 8-31 12-25 12-28",
    2021: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28",
    2022: "1-3 4-15 4-18 5-2 6-2 6-3 8-29 9-19 12-26 12-27",
    2023: "1-2 4-7 4-10 5-1 5-8 5-29 8-28 12-25 12-26",
    2024: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
    2025: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
    2026: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
    2027: "1-1 3-26 3-29 5-3 5-31 8-30 12-27 12-28",
}
day_of = st.dates(date(1978, 1, 1), date(2399, 12, 31))
year_of = st.integers(1978, 2399)


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_the_rule_gives_what_was_published(year: int):
    found = " ".join(f"{day.month}-{day.day}" for day in holidays.bank_holidays(year))
    assert found == PUBLISHED[year]


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1818, "3-22"),
        (1943, "4-25"),
        (2000, "4-23"),
        (2008, "3-23"),
        (2011, "4-24"),
        (2285, "3-22"),
    ],
)
def test_easter_at_its_earliest_and_latest(year: int, day: str):
    found = holidays.easter(year)
    assert f"{found.month}-{found.day}" == day


@given(year_of)
def test_every_year_has_eight_and_all_are_weekdays(year: int):
    days = holidays.bank_holidays(year)
    added = len(holidays.ADDED.get(year, ()))
    assert len(days) == 8 + added
    assert list(days) == sorted(set(days))
    assert all(day.weekday() < 5 and day.year == year for day in days)


@given(year_of)
def test_easter_is_a_sunday_in_its_five_weeks(year: int):
    sunday = holidays.easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)
    assert sunday - timedelta(2) in holidays.bank_holidays(year)


@given(day_of, st.integers(0, 400))
def test_working_days_add_up_wherever_a_time_is_cut(first: date, length: int):
    last, cut = first + timedelta(length), first + timedelta(length // 2)
    whole = holidays.working_days(first, last)
    assert whole == holidays.working_days(first, cut) + holidays.working_days(
        cut + timedelta(1), last
    )
    weekends = sum(day.weekday() >= 5 for day in holidays.days_from(first, last))
    assert whole + weekends + len(holidays.holidays_between(first, last)) == length + 1


@given(day_of.filter(lambda day: day.year > 1978))
def test_the_notice_comes_25_working_days_before_polling(polling: date):
    notice = holidays.before_polling(polling)
    between = [
        day
        for day in holidays.days_from(notice, polling - timedelta(1))
        if holidays.is_working_day(day) and (day.month, day.day) != (12, 24)
    ]
    assert len(between) == 25
    assert between[0] == notice


def test_a_day_that_the_council_entered_counts_too():
    day = date(2031, 6, 11)
    assert holidays.is_working_day(day)
    assert not holidays.is_working_day(day, [day])
    assert holidays.working_days(day, day, [day]) == 0
    assert day in holidays.holidays_between(date(2031, 6, 1), date(2031, 6, 30), [day])


def test_years_before_the_rules_are_refused():
    with pytest.raises(ValueError, match="1978"):
        holidays.bank_holidays(1977)
