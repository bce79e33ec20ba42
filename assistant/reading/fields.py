"""Letter → Readings: which notice it is, and what it says, each value with the words it was read from.

A value is found by its label ("Notice date"), beside it, below it, or in the sentence it stands in; a value
without a label counts only where its place tells what it is. Two values that are equally likely are both
kept, and the person chooses.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.reading.codes import notices_in, own_code
from assistant.reading.days import lien_filed, notice_date, printed_dates
from assistant.reading.kinds import issuer_of, kind_of
from assistant.reading.labels import (
    HEADER_ROWS,
    Found,
    Row,
    after_label,
    labelled,
    likeliest,
    match_value,
    rows_in,
    sentences,
)
from assistant.reading.senders import CALLER_ID, last4, phone, reply_address
from assistant.reading.sums import amount_due, bill_lines
from assistant.reading.values import SUM, dates_in, is_sum, years_in
from assistant.records import Kind, Letter, Line, Notice, Reading
from assistant.retrieval.exact import ExactNames
from assistant.rules.orders import rows_of_orders


def read_notices(letter: Letter, names: ExactNames) -> tuple[Reading, ...]:
    """What each notice in `letter` says, in the order they stand; one Reading where there is only one, or none."""
    return tuple(_read_one(part, names) for part in notices_in(letter, names))


def _read_one(letter: Letter, names: ExactNames) -> Reading:
    rows = _without_orders(rows_in(letter))
    code, printed = own_code(rows, names)
    dated = notice_date(rows)
    fields: dict[str, list[Found]] = {
        "code": code,
        "notice_date": dated,
        "tax_years": _tax_years(rows),
        "amount_due": amount_due(rows),
        "phone": phone(rows),
        "ssn_last4": last4(rows, letter),
        "form": _form(rows),
        "reply_address": reply_address(rows),
        "caller_id": labelled(rows, CALLER_ID, lambda text: match_value(re.compile(r"\d{4,8}"), text)),
        "lien_filed": lien_filed(rows),
    }
    candidates = {name: likeliest(found) for name, found in fields.items()}
    kind = kind_of(letter, has_code=printed is not None)
    if kind is not Kind.IRS:
        candidates["code"] = ()  # a code that another's letter speaks of isn't its own
    settled = {name: found[0].value for name, found in candidates.items() if len(found) == 1}
    last_days = printed_dates(rows, settled.get("notice_date"))
    candidates["printed_dates"] = tuple(found.candidate() for found in last_days)
    notice = replace(
        Notice(),
        **settled,  # type: ignore[arg-type]
        printed_dates=tuple(found.value for found in last_days),  # type: ignore[misc]
        unknown_code=None if "code" in settled else printed,
    )
    return Reading(
        kind,
        notice,
        {name: found for name, found in candidates.items() if found},
        bill_lines(rows),
        letter,
        printed,
        issuer_of(letter),
    )


def _without_orders(rows: Sequence[Row]) -> list[Row]:
    """The rows of a letter that speak to a person: no value is read from an order to a program."""
    orders = rows_of_orders([" ".join(cell.text for cell in row) for row in rows])
    return [row for place, row in enumerate(rows) if place not in orders]


TAX_YEAR = re.compile(
    r"(?i)\b(?:a[ñn]o|per[ií]odo)\stributario|\bTY(?=\s?\d)|"
    r"\btax(?:able)?\s?(?:year|period)(?:\(s\)|s)?(?:\s?ending|\s?ended)?(?!\w)|\b(?:for the )?year\(s\)"
)
_Y = r"((?:19|20)\d\d)"
YEAR_OF_RETURN = re.compile(
    rf"(?i)\b{_Y}\s(?:federal\s|individual\s|income\s|U\.?S\.?\s)*(?:tax\s)?(?:form|return|taxes|income tax|account|balance)\b|"
    rf"\bform\s?\d{{3,4}}[A-Z-]{{0,4}}\s(?:tax return\s)?(?:for|,)?\s?(?:tax year\s|the year\s)?{_Y}\b"
)
FOR_YEARS = re.compile(r"(?i)\b(?:for|about)\s(?:the\s)?(?:tax\s)?(?:years?\s)?(?=(?:19|20)\d\d\b)")
YEAR_OF_LINE = re.compile(
    r"(?i)\btax\s?(?:period|year)|\bform\s?\d{3,4}|^\W*\d{1,2}/\d{1,2}/(?:19|20)\d\d|^\W*(?:19|20)\d\d\b"
)
PERIOD_OF_FORM = re.compile(r"\b\d{3,4}(?:-?[A-Z]{1,3})?\s+(?:12|0?[369])/3[01]/(?:20)?\d\d\b")
YEAR_WITH_SUM = re.compile(r"\b((?:19|20)\d\d)\b[:\s.]{1,40}\$\s?\d")


def _tax_years(rows: Sequence[Row]) -> list[Found]:
    """The years of the header; else of every line of the bill that names a period or a form; else as the text says."""
    header = [(_leading_years(text), lines) for text, lines, _ in after_label(rows[:HEADER_ROWS], TAX_YEAR)]
    billed_lines = {id(cell) for row in rows if ends_in_a_sum(row) for cell in row}
    header = [(years, lines) for years, lines in header if years and id(lines[0]) not in billed_lines]
    if header:
        return [Found(_years(header[0][0]), 1.0, header[0][1])]
    billed = [
        (years_in(cell.text), (cell,))
        for row in rows
        if ends_in_a_sum(row)
        for cell in row
        if YEAR_OF_LINE.search(cell.text)
    ]
    billed = [(years, lines) for years, lines in billed if years]
    if billed:
        return [Found(_years(year for years, _ in billed for year in years), 0.95, billed[0][1])]
    periods = [(years_in(cell.text), (cell,)) for row in rows for cell in row if PERIOD_OF_FORM.search(cell.text)]
    periods = [(years, lines) for years, lines in periods if years]
    if periods:
        return [Found(_years(year for years, _ in periods for year in years), 0.9, periods[0][1])]
    labelled_years = [(_leading_years(text), lines) for text, lines, _ in after_label(rows, TAX_YEAR)]
    for years, lines in labelled_years:
        if years:
            return [Found(_years(years), 0.9, lines)]
    for words in sentences(rows):
        for match in FOR_YEARS.finditer(words.text):
            years = _leading_years(words.text[match.end() :])
            if years:
                return [Found(_years(years), 0.85, words.at(match.start(), match.end() + 4))]
    for shape, sure in ((YEAR_WITH_SUM, 0.8), (YEAR_OF_RETURN, 0.85)):
        said = [
            (match, words.at(*match.span()))
            for words in sentences(rows)
            for match in shape.finditer(_without_dates(words.text))
        ]
        if said:
            named = _years(int(next(filter(None, match.groups()))) for match, _ in said)
            return [Found(named, sure, said[0][1])]
    return []


def ends_in_a_sum(row: Sequence[Line]) -> bool:
    last = list(SUM.finditer(row[-1].text))
    return bool(last) and is_sum(last[-1]) and last[-1].end() == len(row[-1].text.rstrip())


def _without_dates(text: str) -> str:
    """`text` with its dates blanked, everything else in its place."""
    for _, start, end in dates_in(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _years(years: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(dict.fromkeys(years)))


def _leading_years(text: str) -> list[int]:
    """The years `text` begins with: "2021, 2022" of "2021, 2022   Phone 800-829-0922"."""
    text = re.sub(r"(?i)^(?:ending|ended|in question|s)\b[\s:]*", "", text)
    run = re.match(
        r"(?i)(?:(?:(?:19|20)\d\d|\d{1,2}[/-]\d{1,2}[/-](?:(?:19|20)\d\d|\d\d\b)|[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d)(?:\s?[,;&]\s?|\s?and\s|\s?-\s?|\s?–\s?|\s?through\s|\s?to\s|\s)?)+",
        text,
    )
    return years_in(re.sub(r",(?=\d{4})", ", ", run[0])) if run else []


FORM = re.compile(
    r"(?i)\bform\s?(?:number|no\.?)?\s?:?\s?(?:CT-)?((?:1040|1041|1120|1065|941|940|943|944|945|720|990|706|709|5329|2290)(?:-?[A-Z]{1,3}\b)?)"
)


FORM_LABEL = re.compile(r"(?i)^(?:tax\s)?form(?:\s?number|\s?no\.?)?\s*:?$|\b(?:tax\s)?form\s?:")
_FORM_NUMBER = re.compile(
    r"(?i)(?:form\s)?((?:1040|1041|1120|1065|941|940|943|944|945|720|990|706|709|5329|2290)(?:-?[A-Z]{1,3}\b)?)(?!\d)"
)


def _form(rows: Sequence[Row]) -> list[Found]:
    beside_label = labelled(rows, FORM_LABEL, lambda text: (m := _FORM_NUMBER.match(text)) and m[1].upper())
    if beside_label:
        return beside_label[:1]
    found = [(match[1].upper(), cell) for row in rows for cell in row for match in FORM.finditer(cell.text)]
    return [Found(found[0][0], 0.9, (found[0][1],))] if found else []
