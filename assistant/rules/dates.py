"""Counting days as the tax laws do: business days, legal holidays in the District of Columbia, last days that move."""

from calendar import isleap
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def legal_holidays(year: int) -> frozenset[date]:
    """The legal holidays in the District of Columbia within `year`, with the days they are observed on.

    Emancipation Day (16 April), Inauguration Day (20 January after an election) and the Friday 31 December
    on which a Saturday New Year's Day is observed are among them; days closed by executive order are not.
    Known up to 2100. An Inauguration Day on a Saturday (2029) isn't observed on another day.

    Source: https://www.law.cornell.edu/uscode/text/5/6103; DC Code 28-2701.
    """
    from holidays import country_holidays  # here, because it is slow to load and most answers need no dates

    return frozenset(country_holidays("US", subdiv="DC", years=year))


def is_legal_holiday(day: date) -> bool:
    """Whether `day` is a legal holiday in the District of Columbia, or the day one is observed on."""
    return day in legal_holidays(day.year)


def is_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def is_business_day(day: date) -> bool:
    """Whether `day` is neither a Saturday, a Sunday nor a legal holiday in the District of Columbia."""
    return not is_weekend(day) and not is_legal_holiday(day)


def add_calendar_days(start: date, n: int) -> date:
    """The `n`th day after `start`; the day after `start` is day 1."""
    return start + timedelta(days=n)


def add_business_days(start: date, n: int) -> date:
    """The `n`th business day after `start`, which itself is never counted. `n` of 0 gives `start`.

    >>> add_business_days(date(2026, 11, 24), 2)  # Thanksgiving is the 26th
    datetime.date(2026, 11, 27)
    """
    day = start
    for _ in range(n):
        day = roll(add_calendar_days(day, 1))
    return day


def add_years(start: date, n: int) -> date:
    """The last day of the `n` years that begin the day after `start`: the same day of the same month.

    Years that begin on 1 March, after a leap day, end on the last of February: 29 February 2028 gives
    28 February 2029. Years counted from 28 February end on 28 February in a leap year too, the earlier and safer day.
    """
    if (start.month, start.day) == (2, 29) and not isleap(start.year + n):
        return date(start.year + n, 2, 28)
    return start.replace(year=start.year + n)


def roll(day: date) -> date:
    """`day`, or the next business day when it is a Saturday, a Sunday or a legal holiday.

    For acts to which the rule applies: a petition, a hearing request, a request to undo a math-error change.

    Source: IRC 7503, https://www.law.cornell.edu/uscode/text/26/7503.
    """
    while not is_business_day(day):
        day = add_calendar_days(day, 1)
    return day


def in_words(day: date) -> str:
    """`day` as letters print it: "September 29, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"
