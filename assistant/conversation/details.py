"""What a message says about the person's notice: its code, tax year and amount. Dates are read with the notice itself."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.records import Notice
from assistant.retrieval.exact import Identifiers

YEAR = re.compile(r"(?<![\w$/.,-])(?:19[89]\d|20[0-4]\d)(?![\d/-]|[.,]\d)")
AMOUNT = re.compile(
    r"\$\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{2})?(?!\d|[.,]\d|k\b|\s?(?:thousand|million)\b)", re.IGNORECASE
)
AMOUNT_WORD = re.compile(
    r"(?<![\d$/.,-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d{2})?\s?(?:dollars|bucks|usd|d[óo]lares)\b", re.IGNORECASE
)
VAGUE = re.compile(r"(?i)\b(about|around|roughly|almost|nearly|like|some|over|under|up to|less than|more than)\s*$")
MONTH_YEAR = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?$"
)
CORRECTION = re.compile(r"(?i)^\s*(no|nope|sorry|actually|wait|oops|correction|i meant|i mean|perd[óo]n|quise decir)\b")


def note_details(text: str, named: Identifiers, notice: Notice) -> Notice:
    """`notice` with what `text` says plainly: the last code, the years, the last exact amount.

    "about $3,000" is not an exact amount ("about $3,000.50" is), and the year of a date ("March 2026") is not a tax year.
    """
    known = notice
    if named.codes:
        known = replace(known, code=named.codes[-1])
    years = [int(m[0]) for m in YEAR.finditer(text) if not MONTH_YEAR.search(text[: m.start()])]
    if years:
        known = replace(known, tax_years=tuple(dict.fromkeys(years[-1:] if CORRECTION.match(text) else years)))
    amounts = [
        m
        for shape in (AMOUNT, AMOUNT_WORD)
        for m in shape.finditer(text)
        if m[2] or not VAGUE.search(text[: m.start()])
    ]
    if amounts:
        last = max(amounts, key=lambda match: match.start())
        known = replace(known, amount_due=str(Decimal(last[1].replace(",", "") + (last[2] or ".00"))))
    return known


def is_only_correction(text: str) -> bool:
    """Whether `text` only mends a detail ("no, I meant 2022") and so repeats the question before it."""
    if not CORRECTION.match(text) or "?" in text:
        return False
    rest = CORRECTION.sub("", AMOUNT.sub("", AMOUNT_WORD.sub("", YEAR.sub("", text))))
    rest = re.sub(r"(?i)\b(i|it's|its|it is|it was|the|a|tax|year|meant|mean|notice|letter|for|of|is|not)\b", "", rest)
    return len(re.findall(r"[a-z]{3,}", rest.lower())) <= 1
