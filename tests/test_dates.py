"""Counting days and legal holidays. Expected days come from a printed calendar, holidays from the law and the facts file."""

from datetime import date, timedelta

import pytest

from assistant.corpus import Corpus
from assistant.rules.dates import (
    add_business_days,
    add_calendar_days,
    add_years,
    in_words,
    is_business_day,
    is_legal_holiday,
    is_weekend,
    legal_holidays,
    roll,
)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 16),  # Emancipation Day, a Thursday
        date(2022, 4, 15),  # Emancipation Day on a Saturday: the Friday
        date(2023, 4, 17),  # Emancipation Day on a Sunday: the Monday
        date(2028, 4, 17),  # the same in 2028
        date(2033, 4, 15),  # and the Friday in 2033
        date(2021, 1, 20),  # Inauguration Day, a Wednesday
        date(2025, 1, 20),  # Inauguration Day and Martin Luther King Jr. Day together
        date(2029, 1, 20),  # Inauguration Day, a Saturday
        date(2013, 1, 21),  # Inauguration Day on a Sunday: the Monday
        date(2041, 1, 21),  # the same in 2041
        date(2037, 1, 20),  # Inauguration Day, a Tuesday
        date(2021, 6, 18),  # Juneteenth on a Saturday: the Friday
        date(2022, 6, 20),  # Juneteenth on a Sunday: the Monday
        date(2026, 6, 19),  # Juneteenth, a Friday
        date(2026, 7, 3),  # Independence Day on a Saturday: the Friday
        date(2027, 7, 5),  # Independence Day on a Sunday: the Monday
        date(2026, 10, 12),  # Columbus Day, called Indigenous Peoples' Day in DC
        date(2023, 11, 10),  # Veterans Day on a Saturday: the Friday
        date(2026, 11, 26),  # Thanksgiving
        date(2027, 12, 24),  # Christmas on a Saturday: the Friday
        date(2027, 12, 31),  # New Year's Day 2028 on a Saturday: the Friday of the year before
        date(2023, 1, 2),  # New Year's Day on a Sunday: the Monday
    ],
)
def test_a_legal_holiday_in_dc(day):
    assert is_legal_holiday(day)
    assert not is_business_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 15),  # Tax Day
        date(2026, 11, 27),  # the day after Thanksgiving
        date(2026, 12, 24),  # Christmas Eve; closed by order in some years, never by law
        date(2024, 12, 24),  # closed by executive order, not a legal holiday
        date(2025, 1, 9),  # national day of mourning, not a legal holiday
        date(2029, 1, 19),  # the Friday before a Saturday Inauguration Day
        date(2026, 1, 20),  # 20 January without an inauguration
        date(2027, 1, 20),  # the same
        date(2020, 6, 19),  # Juneteenth before it was a holiday
        date(2026, 2, 12),  # Lincoln's birthday: a holiday in some states only
        date(2026, 4, 3),  # Good Friday
        date(2026, 11, 3),  # Election Day
        date(2026, 12, 31),  # New Year's Eve; 1 January 2027 is a Friday
    ],
)
def test_no_legal_holiday_in_dc(day):
    assert not is_legal_holiday(day)
    assert is_business_day(day)


@pytest.mark.parametrize("year", [2026, 2027, 2030, 2038])
def test_a_year_has_twelve_holidays_and_the_days_some_are_observed_on(year):
    weekdays = [day for day in legal_holidays(year) if not is_weekend(day)]
    observed_early = date(year, 12, 31) in weekdays
    assert len(weekdays) == 12 + observed_early


def test_holidays_are_those_of_the_facts_file(corpus: Corpus):
    """In its window, every day it lists and no other, save the Friday on which New Year's Day 2028 is observed."""
    fact = corpus.facts["deadlines.legal_holidays"]
    listed = {date.fromisoformat(entry["date"]) for entry in fact.value}
    first, last = date.fromisoformat("2026-11-23"), date.fromisoformat("2027-12-31")
    window = (first + timedelta(days=n) for n in range((last - first).days + 1))
    ours = {day for day in window if is_legal_holiday(day) and not is_weekend(day)}
    assert ours - listed <= {date(2027, 12, 31)}
    assert listed <= ours


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),  # none: the same day
        (date(2026, 11, 24), 1, date(2026, 11, 25)),  # Tuesday to Wednesday
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 9, 5), 1, date(2026, 9, 8)),  # from a Saturday over Labor Day
        (date(2026, 9, 4), 5, date(2026, 9, 14)),  # Friday, Labor Day: 8, 9, 10, 11, 14
        (date(2026, 12, 24), 5, date(2027, 1, 4)),  # Christmas and New Year on Fridays: 28, 29, 30, 31, 4
        (date(2027, 12, 23), 6, date(2028, 1, 4)),  # 24 and 31 observed: 27, 28, 29, 30, 3, 4
    ],
)
def test_business_days(start, n, expected):
    assert add_business_days(start, n) == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 12, 2), 30, date(2027, 1, 1)),  # over the year's end
        (date(2028, 1, 30), 30, date(2028, 2, 29)),  # to a leap day
        (date(2027, 1, 30), 30, date(2027, 3, 1)),  # no leap day
        (date(2027, 3, 13), 1, date(2027, 3, 14)),  # the clocks go forward on the 14th
        (date(2026, 10, 31), 1, date(2026, 11, 1)),  # the clocks go back on the 1st
        (date(2038, 1, 18), 2, date(2038, 1, 20)),  # over the end of 32-bit time
    ],
)
def test_calendar_days(start, n, expected):
    assert add_calendar_days(start, n) == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 9, 1), 1, date(2027, 9, 1)),  # the anniversary
        (date(2028, 2, 29), 1, date(2029, 2, 28)),  # 1 March 2028 to 28 February 2029
        (date(2028, 2, 29), 2, date(2030, 2, 28)),  # the same for two
        (date(2028, 2, 29), 4, date(2032, 2, 29)),  # a leap day again
        (date(2027, 2, 28), 1, date(2028, 2, 28)),  # the earlier day, though the year has a 29th
        (date(2026, 12, 31), 1, date(2027, 12, 31)),  # the last day of a year
    ],
)
def test_years(start, n, expected):
    assert add_years(start, n) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 25), date(2026, 11, 25)),  # a Wednesday stays
        (date(2026, 10, 10), date(2026, 10, 13)),  # Saturday, Sunday, Columbus Day
        (date(2022, 4, 15), date(2022, 4, 18)),  # Emancipation Day observed on a Friday, as on Tax Day 2022
        (date(2023, 4, 15), date(2023, 4, 18)),  # Saturday, Sunday, Emancipation Day observed, as on Tax Day 2023
        (date(2027, 12, 31), date(2028, 1, 3)),  # New Year's Day observed, then the weekend
        (date(2029, 1, 20), date(2029, 1, 22)),  # a Saturday Inauguration Day
    ],
)
def test_a_last_day_moves_to_the_next_business_day(day, expected):
    assert roll(day) == expected


def test_a_day_in_words():
    assert in_words(date(2026, 9, 29)) == "September 29, 2026"
    assert in_words(date(2027, 1, 4)) == "January 4, 2027"
