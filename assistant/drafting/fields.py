"""One answer to one field: text → value, and value → print and JSON."""

import re
from datetime import date
from decimal import Decimal

from number_parser import parse_number

from assistant.errors import BadInput
from assistant.reading.values import dates_in, years_in
from assistant.records import DraftField
from assistant.retrieval.exact import ExactNames
from assistant.rules.dates import in_words
from assistant.rules.signs import without_controls

Value = str | date | Decimal | tuple[int, ...] | tuple[Decimal, ...] | tuple[str, ...]

LONGEST_LINE = 200
LONGEST_WORDS = 5_000
LARGEST_SUM = Decimal(100_000_000)
VAGUE = re.compile(
    r"(?i)\b(?:about|around|roughly|approx\w*|almost|nearly|circa|some|like|over|under|more than|less than|up to|close to|give or take|"
    r"maybe|"
    r"or so|ish|and change|somewhere|i think|not sure)\b|(?<=\d)\s?ish\b|\?|~"
)
SUM_WRITTEN = re.compile(r"\$?\s?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{2})?(?!\d|[.,]\d)")
NAME = re.compile(r"(?=(?:.*[^\W\d_]){2})[^\d?$]+")  # two letters at least, no digit
THOUSANDS = re.compile(r"(?i)\d\s?(?:k|grand|thousand)\b")
SMALL_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
""".split()
_WORD = rf"(?:{'|'.join(SMALL_NUMBERS)})"
IN_NUMBER_WORDS = rf"\b{_WORD}(?:(?:[\s-]+|\s+and\s+){_WORD})*\b"
NUMBER_WORDS = re.compile(rf"(?i){IN_NUMBER_WORDS}")


def read_answer(field: DraftField, text: str, names: ExactNames) -> Value:
    """What `text` answers to `field`. BadInput with one line that says how to write it, where it can't be read exactly.

    Nothing is rounded or guessed: "about 3k" is no amount, "Feb 2026" no date.
    """
    text = without_controls(text).strip()
    how = f"For {field.label[:1].lower()}{field.label[1:]}, write it like this: {field.example}."
    if not text:
        raise BadInput(how)
    if field.reads == "code":
        named = names.find(text)
        found = (*named.codes, *named.unknown_codes)
        if len(found) != 1:
            raise BadInput(f"“{text}” isn't one notice code. {how}")
        return found[0]
    if field.reads == "date":
        days = list(dict.fromkeys(day for day, _, _ in dates_in(text)))
        if len(days) != 1:
            raise BadInput(f"“{text}” isn't one full date. {how}")
        return days[0]
    if field.reads == "years":
        years = years_in(text)
        if not years:
            raise BadInput(f"“{text}” isn't a year. {how}")
        return tuple(years)
    if field.reads in ("money", "sums"):
        sums = sums_of(text)
        if not sums or (field.reads == "money" and len(sums) > 1):
            raise BadInput(f"“{text}” isn't an exact amount. {how}")
        return tuple(sums) if field.reads == "sums" else sums[0]
    if field.reads == "digits4":
        if not re.fullmatch(r"\d{4}", text):
            raise BadInput(f"“{text}” isn't four digits. {how}")
        return text
    if field.reads == "name":
        name = " ".join(text.split())[:LONGEST_LINE]
        if not NAME.fullmatch(name):
            raise BadInput(f"“{name}” isn't a full name. {how}")
        return name
    if field.reads == "day":
        if not re.fullmatch(r"(?:[1-9]|1\d|2[0-8])", text):
            raise BadInput(f"“{text}” isn't a day from 1 to 28. {how}")
        return text
    if field.reads == "number":
        if not re.fullmatch(r"\d{1,3}", text):
            raise BadInput(f"“{text}” isn't a whole number. {how}")
        return text
    if field.reads == "choice":
        chosen = [choice for choice in field.choices if choice.lower() == text.lower()]
        if not chosen:
            raise BadInput(f"“{text}” isn't one of: {', '.join(field.choices)}.")
        return chosen[0]
    if field.reads == "lines":
        return tuple(line.strip()[:LONGEST_LINE] for line in text.splitlines() if line.strip())
    if field.reads == "words":
        return text[:LONGEST_WORDS]
    return " ".join(text.split())[:LONGEST_LINE]


def sums_of(text: str) -> list[Decimal]:
    """The exact sums that `text` is made of, each once; none where any is vague: "about 3k", "$4,000 and change"."""
    if VAGUE.search(text) or THOUSANDS.search(text):
        return []
    found = [sum_of(match) for match in SUM_WRITTEN.finditer(text)]
    if not found:
        found = [worded for match in NUMBER_WORDS.finditer(text) if (worded := sum_in_words(match[0])) and worded > 20]
    return [one for one in dict.fromkeys(found) if one < LARGEST_SUM]


def sum_of(match: re.Match[str]) -> Decimal:
    """The sum that a match of SUM_WRITTEN writes, with its cents."""
    return Decimal(match["whole"].replace(",", "") + (match["cents"] or ".00"))


def sum_in_words(words: str) -> Decimal | None:
    """A number in English words as a sum: "twelve hundred and six" is 1206.00."""
    number = parse_number(re.sub(r"(?i)\band\b", " ", words))
    return Decimal(number).quantize(Decimal("0.01")) if number is not None else None


def printed(value: Value) -> str:
    """A value as it stands in a letter.

    >>> printed(Decimal("3214.77")), printed(date(2026, 9, 8)), printed((2018, 2019, 2020))
    ('$3,214.77', 'September 8, 2026', '2018, 2019 and 2020')
    """
    if isinstance(value, Decimal):
        return f"${value:,.2f}"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return listed([printed(one) if isinstance(one, Decimal) else str(one) for one in value])
    return value


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def plain(value: Value) -> str | list[str]:
    """A value for a program: ISO dates, decimal strings; one of several as itself.

    >>> plain((2024,)), plain((2018, 2019)), plain(date(2026, 9, 8))
    ('2024', ['2018', '2019'], '2026-09-08')
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        several = [str(one) for one in value]
        return several[0] if len(several) == 1 else several
    return str(value)
