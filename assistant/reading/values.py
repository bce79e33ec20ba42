"""The shapes of values: dates, sums, years, telephone numbers and codes, as people and printers write them, also misread by OCR."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from rapidfuzz.distance import Levenshtein

from assistant.rules.privacy import LOOKALIKES

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SPANISH_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100

_D = r"[0-9OoIl|SBZ]"


def _named(group: str) -> str:
    return rf"(?P<{group}>[A-Za-zé0]{{3,10}})"


def _year(group: str) -> str:
    return rf"'?(?P<{group}>[12]{_D}{{3}}|(?<=')\d\d(?!\d))"


# September 8, 2026 · Sept. 8 2026 · SEPTEMBER8,2026 · Sept 3rd 2026
MONTH_FIRST = (
    rf"{_named('m1')}\.?\s{{0,2}}(?P<d1>(?<=[\s.]){_D}{{1,2}}|\d{_D}?)\s?(?:st|nd|rd|th)?(?:\s?[,.]\s?|\s){_year('y1')}"
)
# 8 September 2026 · 8 de septiembre de 2026
DAY_FIRST = rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:of |de )?\s?{_named('m2')}\.?,?\s?(?:de |of )?{_year('y2')}"
# 09/08/2026 · 9-8-2026 · 9/8/26 · 09.08.2026
NUMERIC = rf"(?P<m3>{_D}{{1,2}})\s?(?P<sep>[/.-])\s?(?P<d3>{_D}{{1,2}})\s?(?P=sep)\s?(?P<y3>[12]{_D}{{3}}|\d{{2}})"
ISO = r"(?P<y4>[12]\d{3})-(?P<m4>\d{2})-(?P<d4>\d{2})"
DATE = re.compile(rf"(?<![\w/$])(?:{ISO}|{MONTH_FIRST}|{DAY_FIRST}|(?<![\d-]){NUMERIC})(?![\w/]|-\d)")

_MINUS = r"[-–—−]"
SUM = re.compile(
    rf"(?P<open>\()?(?P<minus>{_MINUS})?\s?(?:US)?(?P<dollar>[$]|(?<![A-Za-z])S(?=\d))?\s?(?P<minus2>{_MINUS})?"
    rf"(?P<number>[0-9OoIlSBZ]{{1,3}}(?:[,.]\s?\d{{3}})+(?:[.,]\s?\d{{2}})?|\d[0-9OoIlSBZ]*(?:\.\s?\d{{2}})?)(?![\dOo]|[.,]\d)"
    rf"(?P<close>\)|\s?{_MINUS}(?!\w|\s?\d)|\s?CR\b)?"
)
PHONE = re.compile(
    rf"(?<![\d-])(?:\+?1[\s.-]{{1,2}})?\(?([2-9]{_D}{{2}})\)?\s?[-.–\s]{{0,2}}({_D}{{3}})\s?[-.–\s]\s?({_D}{{4}})(?![\d-])"
)
YEAR = re.compile(r"(?<![\w$,./-])((?:19[89]|20[0-4])\d)(?![\d/-]|[.,]\d)")
SPAN = re.compile(r"\b(20[0-4]\d)\s?(?:-|–|through|thru|to)\s?(20[0-4]\d)\b")


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Every date in `text` that is a day of the calendar, with where it starts and ends. Month comes before day in numbers.

    >>> [day.isoformat() for day, _, _ in dates_in("dated 9/8/26, pay by Sept. 29th, 2026; not 02/30/2025")]
    ['2026-09-08', '2026-09-29']
    """
    for match in DATE.finditer(text):
        day = _date_of(match)
        if day is not None:
            yield day, match.start(), match.end()


def date_at_start(text: str) -> tuple[date, int] | None:
    """The date `text` begins with, and where it ends."""
    match = DATE.match(text)
    day = _date_of(match) if match else None
    return (day, match.end()) if match and day else None


def _date_of(match: re.Match[str]) -> date | None:
    for number in "1234":
        year = match[f"y{number}"]
        if year is None:
            continue
        month = _month(match[f"m{number}"]) if number in "12" else int(_digits(match[f"m{number}"]))
        whole = int(_digits(year))
        whole += 2000 if whole < 100 else 0
        if month is None or not EARLIEST_YEAR <= whole <= LATEST_YEAR:
            return None
        try:
            return date(whole, month, int(_digits(match[f"d{number}"])))
        except ValueError:
            return None
    return None


def _month(name: str) -> int | None:
    """The month `name` is short for, or one misread letter away from."""
    name = name.lower().replace("0", "o")
    for months in (MONTHS, SPANISH_MONTHS):
        for number, month in enumerate(months, start=1):
            if month.startswith(name) or (len(name) > 5 and Levenshtein.distance(name, month, score_cutoff=2) <= 2):
                return number
    return None


def _digits(text: str) -> str:
    return text.translate(LOOKALIKES)


def sum_of(match: re.Match[str]) -> Decimal | None:
    """The sum a match of SUM writes, in US dollars; below zero for "-30.00", "30.00-", "(30.00)" and "30.00 CR"."""
    number = re.sub(r"\s", "", _digits(match["number"]))
    if decimals := re.fullmatch(r"(.+)[.,](\d{2})", number):
        number = f"{re.sub(r'[.,]', '', decimals[1])}.{decimals[2]}"
    else:
        number = re.sub(r"[.,]", "", number) + ".00"
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    closed = match["close"] or ""
    below = match["minus"] or match["minus2"] or (match["open"] and closed == ")") or closed.strip() not in ("", ")")
    return -value if below else value


def is_sum(match: re.Match[str]) -> bool:
    """Whether a match of SUM is money by its own look: a dollar sign, or cents."""
    return bool(match["dollar"]) or bool(re.search(r"[.,]\s?\d{2}$", match["number"]))


def phone_of(match: re.Match[str]) -> str:
    """A telephone number as 800-829-1040."""
    return "-".join(_digits(part) for part in match.groups())


def years_in(text: str) -> list[int]:
    """Tax years named in `text`: 2023, the year a period such as 12/31/2022 ends in, and 2020-2022 in full.

    The year of any other date is none.
    """
    found: list[int] = []
    for day, start, end in reversed(list(dates_in(text))):
        ends_a_month = (day + timedelta(days=1)).day == 1
        text = f"{text[:start]} {day.year if ends_a_month else ' '} {text[end:]}"
    for match in SPAN.finditer(text):
        found += range(int(match[1]), int(match[2]) + 1)
    found += [int(year) for year in YEAR.findall(SPAN.sub(" ", text))]
    return list(dict.fromkeys(found))
