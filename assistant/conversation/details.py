"""What a message says about the person's notice: its code, dates, tax year and amount."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.reading.values import dates_in
from assistant.records import Duty, Notice, PrintedDate
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


_DATE_IS = r"(?: is| of| says| was)?:?"
DATED = re.compile(
    rf"(?i)\b(dated|date(?:d)?(?: on (?:it|the (?:notice|letter)))?{_DATE_IS}|(?:notice|letter) date{_DATE_IS}|from|"
    r"(?:notice|letter|cp\s?\d+\w?|lt\s?\d+) of|fechad[ao](?: el)?|con fecha(?: de| del)?|de fecha)\s*(?:the\s)?$"
)
LAST_DAY = re.compile(
    r"(?i)\b(by|due(?: on| by| date(?: is)?)?|deadline(?: is| of| says)?|before|until|no later than|"
    r"last day(?: is| to \w+(?: is)?)?|vence(?: el)?|antes del):?\s*(?:the\s)?$"
)
LIEN_FILED = re.compile(r"(?i)\blien\b[^.]{0,40}\bfiled\b[^.]{0,20}$")
PAID = re.compile(r"(?i)\b(paid|sent|mailed|filed|called|moved|died|married|payment|check|return)\b[^.;]{0,25}$")
MONTH_DAY = re.compile(r"(?i)\b([a-z]{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?\b(?!,?\s*\d{4})")
ABROAD = re.compile(
    r"(?i)\b(addressed|mailed|sent|came|delivered)\b[^.]{0,40}\b(outside (?:of )?the (?:us|u\.s\.|united states|states)|abroad|overseas)\b"
)
DUTY = (
    (Duty.PETITION, re.compile(r"(?i)tax court|petition")),
    (Duty.HEARING, re.compile(r"(?i)hearing|12153|cdp")),
    (Duty.DISPUTE, re.compile(r"(?i)disagree|dispute|appeal|protest|reversal")),
    (Duty.RESPOND, re.compile(r"(?i)respond|reply|answer|send (?:in|back)|call|verify")),
)


def note_details(text: str, named: Identifiers, notice: Notice) -> Notice:
    """`notice` with what `text` says plainly: the last code, the dates, the years, the last exact amount.

    "dated 9/8/26" and "from Sept 3rd 2026" are notice dates, "due by Sept 29, 2026" is a last day; the date of a
    payment is neither. A notice date mended without its year keeps the year.
    "about $3,000" is not an exact amount ("about $3,000.50" is), and the year of a date ("March 2026") is not a tax year.
    """
    known = notice
    if named.codes:
        known = replace(known, code=named.codes[-1], unknown_code=None)
    elif named.unknown_codes and not known.code:
        known = replace(known, unknown_code=named.unknown_codes[-1])
    known = _note_dates(text, known)
    if ABROAD.search(text):
        known = replace(known, abroad=True)
    text = _without_dates(text)
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


def _note_dates(text: str, known: Notice) -> Notice:
    for day, start, end in dates_in(text):
        before, alone = text[:start], len(re.findall(r"[a-z]{3,}", f"{text[:start]} {text[end:]}".lower())) <= 2
        if LIEN_FILED.search(before):
            known = replace(known, lien_filed=day)
        elif LAST_DAY.search(before) and not PAID.search(before):
            clause = text[max(0, start - 80) : end + 60]
            duty = next((duty for duty, words in DUTY if words.search(clause)), Duty.PAY)
            others = tuple(one for one in known.printed_dates if one.duty is not duty)
            known = replace(known, printed_dates=(*others, PrintedDate(day, duty)))
        elif (DATED.search(before) and not PAID.search(before)) or CORRECTION.match(text) or alone:
            known = replace(known, notice_date=day)
    if known.notice_date and CORRECTION.match(text) and (match := MONTH_DAY.search(text)):
        mended = next(dates_in(f"{match[1]} {match[2]}, {known.notice_date.year}"), None)
        if mended:
            known = replace(known, notice_date=mended[0])
    return known


def _without_dates(text: str) -> str:
    for _, start, end in reversed(list(dates_in(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def is_only_correction(text: str) -> bool:
    """Whether `text` only mends a detail ("no, I meant 2022") and so repeats the question before it."""
    if not CORRECTION.match(text) or "?" in text:
        return False
    text = MONTH_DAY.sub("", _without_dates(text))
    rest = CORRECTION.sub("", AMOUNT.sub("", AMOUNT_WORD.sub("", YEAR.sub("", text))))
    rest = re.sub(
        r"(?i)\b(i|it's|its|it is|it was|the|a|tax|year|meant|mean|notice|letter|for|of|is|not|dated|date)\b", "", rest
    )
    return len(re.findall(r"[a-z]{3,}", rest.lower())) <= 1
