"""The days a letter names: its own date, last days and what each is for, the day a lien was filed."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from assistant.reading.labels import HEADER_ROWS, Found, Row, after_label, beside, labelled, sentences
from assistant.reading.values import date_at_start, dates_in
from assistant.records import Duty, PrintedDate

NOTICE_DATE = re.compile(
    r"(?i)\bfecha\s(?:del?\s)?(?:la\s)?(?:aviso|carta)\b|\b(?:notice|letter)\s?date\b|\bdate\s?(?:of|on)\s?(?:this\s)?(?:the\s)?(?:notice|letter)\b|\bdated\b"
)
PLAIN_DATE = re.compile(r"(?i)(?:^|[\s|])date(?:\s?:|\s{2,}|\s*$|\s+(?=[\dA-Z]))")
NOT_THE_DATE = re.compile(
    r"(?i)(due|by|before|until|pay|respond|reply|last|filed|through|since|of birth|than|on|payment|period|ending|received)\W*$"
)


def notice_date(rows: Sequence[Row]) -> list[Found]:
    found = labelled(rows, NOTICE_DATE, _day) or _below_labels(rows)
    if found:
        return found
    plain = [
        Found(on, 0.9, lines)
        for text, lines, own in after_label(rows[:HEADER_ROWS], PLAIN_DATE)
        if (on := _day(text)) and own and not NOT_THE_DATE.search(re.split(r"(?i)date", lines[0].text)[0])
    ]
    if plain:
        return plain
    for row in rows[:HEADER_ROWS]:  # a date on its own near the top
        for cell in row:
            for day, start, end in dates_in(cell.text):
                around = f"{cell.text[:start]}{cell.text[end:]}"
                if not NOT_THE_DATE.search(cell.text[:start]) and len(around.split()) <= MOST_BESIDE_A_DATE:
                    return [Found(day, 0.75, (cell,))]
    return []


def _below_labels(rows: Sequence[Row]) -> list[Found]:
    """The one date of a row whose labels all stand in the row above, run together: "NOTICE NUMBER TAX YEAR DATE OF NOTICE"."""
    for above, row in pairwise(rows[:HEADER_ROWS]):
        if len(above) == 1 and NOTICE_DATE.search(above[0].text) and not re.search(r"\d", above[0].text):
            text = " ".join(cell.text for cell in row)
            days = [day for day, _, _ in dates_in(text)]
            if len(days) == 1:
                return [Found(days[0], 0.9, (above[0], *row))]
    return []


def _day(text: str) -> date | None:
    at_start = date_at_start(text)
    return at_start[0] if at_start else None


MOST_BESIDE_A_DATE = 4  # words that may stand on the row of a date that dates the letter: "LTR 105C E0"
LAST_DAY = re.compile(
    r"(?i)(?:\b(?:by|before|no later than|on or before|until|antes del|a m[aá]s tardar el|para el|hasta el|postmarked by|"
    r"due(?:\s(?:on|by|date))?|deadline(?:\sis)?|"
    r"last (?:day|date)[^.:]{0,90}|(?:pay|respond|reply|response|payment|answer)[ -]?(?:by|due)(?:\s?date)?|expires(?:\son)?)"
    r"[\s:.(|]*(?:the\s)?(?:date\s)?(?:of\s)?)$"
)
WE_WILL = re.compile(
    r"(?i)\bwe(?:'ll|’ll|\swill|\swould)\b[^.]{0,80}$"
)  # what the IRS promises is no last day of the person's
_WEEKDAY = re.compile(r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*$")
DUTIES = (
    (Duty.PETITION, re.compile(r"(?i)\bpetition|\btax court\b")),
    (Duty.HEARING, re.compile(r"(?i)\bhearing\b|\b12153\b|\bdue process\b|\bCDP\b")),
    (Duty.DISPUTE, re.compile(r"(?i)\b(?:disagree|dispute|reversal|reverse|abate|appeal|protest|object|contest)")),
    (Duty.PAY, re.compile(r"(?i)\b(?:pay|payment|pague|pagar|amount due|balance due|due|installment|owe)\b")),
    (
        Duty.RESPOND,
        re.compile(
            r"(?i)\b(?:responda|comun[ií]quese|respond|response|reply|return|send|contact|call|answer|provide|complete|verify|file|submit|hear|request|act|write)"
        ),
    ),
)


def printed_dates(rows: Sequence[Row], dated: object) -> list[Found]:
    """Last days that stand on the notice, each with what it is for; one for each duty and day, in reading order."""
    best: dict[tuple[date, Duty], Found] = {}
    for words in [*sentences(rows), *beside(rows)]:
        for day, start, end in dates_in(words.text):
            before = _WEEKDAY.sub("", words.text[:start])
            label = LAST_DAY.search(before)
            if not label or WE_WILL.search(before) or (isinstance(dated, date) and day <= dated):
                continue
            duty = _duty(before, words.text[end:])
            if duty is not None:
                best.setdefault((day, duty), Found(PrintedDate(day, duty), 0.95, words.at(label.start(), end)))
    for (day, duty), _ in list(best.items()):  # a bare "by May 15" said again: the fuller saying counts
        if duty is Duty.RESPOND and any(other == day and kind is not duty for other, kind in best):
            del best[day, duty]
    return list(best.values())


def _duty(before: str, after: str) -> Duty | None:
    """What a last day is for: told by the clause it stands in, then by the sentence."""
    sentence = re.split(r"(?<=[.!?])\s", before)[-1]
    clause = re.split(r"[,;]\s", sentence)[-1]
    rest = re.split(r"(?<=[.!?;])\s", after)[0]
    if re.match(r"(?i)\s*(?:request|ask for|file|send) (?:it|one|this|that|them)\b", sentence):
        sentence = before  # "You have the right to a hearing. Request it by …": the sentence before says what
    for text in (sentence[-160:], f"{clause} {rest[:120]}", before[-200:]):
        for duty, words in DUTIES:
            if words.search(text):
                return duty
    return None


LIEN_FILED = re.compile(
    r"(?i)(?:\bfiled\b[^.]{0,90}?\bon\b|\blien(?:\s\(?NFTL\)?)?\s(?:was\s)?filed(?:\son)?|\bdate (?:of )?(?:lien )?filing|"
    r"\blien (?:filing|filed) date)[\s:]*"
)


def lien_filed(rows: Sequence[Row]) -> list[Found]:
    found = labelled(rows, LIEN_FILED, _day)
    for words in sentences(rows) if not found else ():
        for match in LIEN_FILED.finditer(words.text):
            day = _day(words.text[match.end() :])
            if day and re.search(r"(?i)lien", words.text):
                found.append(Found(day, 0.9, words.at(match.start(), match.end() + 1)))
    return found
