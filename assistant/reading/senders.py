"""Whom a letter belongs to and where to answer it: telephone, the end of the taxpayer number, caller id, the office's address."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.reading.labels import HEADER_ROWS, Found, Row, after_label, joined, labelled, match_value, under
from assistant.reading.values import PHONE, phone_of
from assistant.records import Letter
from assistant.rules.privacy import LOOKALIKES

CONTACT = re.compile(
    r"(?i)\b(?:para\scomunicarse|tel[eé]fono|llame(?:\sal)?|to\s?contact\s?us|contact(?:\s(?:us|telephone|phone)(?:\s?number)?)?|(?:tele)?phone(?:\s?number)?|for\s?(?:assistance|questions)(?:,?\s?call)?|"
    r"questions\?(?:\s?call)?|call(?:\s?us)?(?:\s?at|\s?toll[- ]free)?|help\s?line|tel\.?)\b"
)
CALLER_ID = re.compile(r"(?i)\bcaller\s?id(?:\s?number)?\b")
NOT_ITS_PHONE = re.compile(
    r"(?i)\b(?:forms-pubs|forms by|tax forms|publications|TIGTA|report|advocate|English|TTY|TDD|scam)\b"
)
FAX = re.compile(r"(?i)\bfax\b[^\d]{0,30}$")


def phone(rows: Sequence[Row]) -> list[Found]:
    found = []
    for text, lines, own in after_label(rows, CONTACT):
        match = PHONE.search(text[:60])
        if match and not FAX.search(text[: match.start()]) and not NOT_ITS_PHONE.search(lines[0].text):
            header = lines[0] in [cell for row in rows[:HEADER_ROWS] for cell in row]
            found.append(Found(phone_of(match), (1.0 if header else 0.85) - (0 if own else 0.05), lines))
    if found:
        return found[:1] + [one for one in found[1:] if one.sure > found[0].sure]
    for row in rows:
        for cell in row:
            for match in PHONE.finditer(cell.text):
                if not FAX.search(cell.text[: match.start()]) and not NOT_ITS_PHONE.search(cell.text):
                    return [Found(phone_of(match), 0.7, (cell,))]
    return []


_HIDDEN = r"[XxNn*#•×✱]"
HIDDEN_NUMBER = re.compile(
    rf"(?<!\w){_HIDDEN}{{2,3}}[\s_–—-]{{0,3}}{_HIDDEN}{{2,3}}[\s_–—-]{{0,3}}([0-9OoIlSB]{{4}})(?!\d)|(?<!\w){_HIDDEN}{{2,9}}[\s_–—-]{{0,3}}(\d{{4}})(?!\d)"
)
ENDING_IN = re.compile(
    r"(?i)\b(?:ssn|itin|tin|ein|taxpayer(?:\sid(?:entification)?)?(?:\snumber)?|social security(?: number)?|"
    r"id(?:entification)? number)[^\d\n]{0,40}?(?:ending|last (?:4|four)(?: digits)?)[^\d\n]{0,12}(\d{4})(?!\d)"
)
LAST_FOUR = re.compile(r"(?i)\blast (?:4|four) digits\)?")
MASKED = re.compile(r"\[taxpayer number ending (\d{4})\]")


def last4(rows: Sequence[Row], letter: Letter) -> list[Found]:
    for sure, shape in ((1.0, MASKED), (1.0, HIDDEN_NUMBER), (0.95, ENDING_IN)):
        found = []
        for row in rows:
            for words in [*(joined((cell,)) for cell in row), *map(joined, pairwise(row))]:
                for match in shape.finditer(words.text):
                    digits = next(filter(None, match.groups())).translate(LOOKALIKES)
                    found.append(Found(digits, sure, words.at(*match.span())))
        if found:
            return found
    beside_label = labelled(rows, LAST_FOUR, lambda text: match_value(re.compile(r"\d{4}(?!\d|-)"), text))
    if beside_label:
        return beside_label
    return [Found(letter.ssn_last4, 0.9, (rows[0][0],))] if letter.ssn_last4 and rows else []


OFFICE = re.compile(
    r"(?i)^\W*(?:IRS\s+)?(?:department of the treasury|internal revenue service|united states department of the treasury|IRS)\b"
)
ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b")
NOT_AN_ADDRESS = re.compile(
    r"(?i)\b(?:notice|letter|ssn|certified|tax\s?year|date|page|contact|dear|taxpayer)\b|\bCP\s?\d"
)
MAIL_TO = re.compile(r"(?i)\b(?:mail|send|return|reply|respond|write)\b[^.]{0,60}\bto\b\s*:?\s*$")


def reply_address(rows: Sequence[Row]) -> list[Found]:
    """An office's address, from its name down to the ZIP code: the one to send to where it says so, else the letterhead's."""
    found = []
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if not OFFICE.search(cell.text):
                continue
            lines = [cell]
            for below in rows[number + 1 : number + 6]:
                below_it = under(lines[-1], place, rows[number], below) if lines[-1].box else below[0]
                if (
                    ZIP.search(lines[-1].text)
                    or below_it is None
                    or below_it.page != cell.page
                    or NOT_AN_ADDRESS.search(below_it.text)
                ):
                    break
                lines.append(below_it)
            if not ZIP.search(lines[-1].text):
                continue
            above = rows[number - 1][min(place, len(rows[number - 1]) - 1)].text if number else ""
            words = ", ".join(re.sub(r"\s+", " ", line.text).strip(" ,|") for line in lines)
            found.append(Found(words, 1.0 if MAIL_TO.search(above) else 0.8, tuple(lines)))
    return sorted(found, key=lambda one: -one.sure)[:1]
