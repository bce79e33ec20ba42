"""The sum a letter asks for, and the lines of its bill."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.reading.labels import Found, Row, Words, beside, joined, sentences
from assistant.reading.values import SUM, dates_in, is_sum, sum_of
from assistant.records import BillLine
from assistant.rules.billing import check_bill

LONGEST_LABEL = 14  # words before the sum in a line of the bill

_ASKED_FOR = (
    r"(?:next |monthly |minimum )?(?:instal?lment )?payment\s(?:of|amount|due)",
    r"(?:total\s)?amount\s?(?:you\s(?:must\s)?)?(?:now\s)?due",
    r"pay\s?this\s?amount|please\spay|amount to pay|amount you must pay",
    r"balance\s?due|past[- ]due amount",
    r"(?:cantidad|monto|importe)\s(?:adeudad[ao]|a pagar)|total a pagar|usted adeuda",
)
_OWED = (  # also the head of a column in tables of what was owed before penalties
    r"amount\s?(?:you\s)?owe\b",
    r"total\s(?:amount\s)?(?:due|owed)",
    r"(?<!what )you\s?owe(?!\s?if)",
)
_BALANCE = (
    r"(?:unpaid|outstanding|current|total|account|remaining|new) balance(?:\sof|\sis)?",
    r"(?:your|a) balance (?:of|is|due)?|balance of",
    r"(?:balance|amount)(?=\s?:)",
    r"owe(?:d|s)?|pay(?: only)?|unpaid (?:tax|amount)",
)
_PROPOSED = (
    r"(?:proposed|additional|increase in)\s(?:amount\s(?:due|owed)|balance\s?due|tax|deficiency)",
    r"deficiency|amount of (?:the )?(?:tax|lien|levy|claim)|total tax|amount(?=\s\$)",
)
AMOUNT_LABELS = tuple(
    (sure, re.compile(rf"(?i)\b(?:{'|'.join(labels)})"))
    for sure, labels in ((1.0, _ASKED_FOR), (0.95, _OWED), (0.9, _BALANCE), (0.8, _PROPOSED))
)
NOTHING_DUE = re.compile(
    r"(?i)\b(?:this is not a bill|no (?:payment|amount) is due|you (?:don'?t|do not) (?:need to|have to|owe)(?: send)?|"
    r"no balance due|nothing (?:is )?due|balance is (?:\$?0\.00|zero))"
)
NOT_THIS_SUM = re.compile(
    r"(?i)\b(?:refund|overpaid|overpayment|up to|\$?50,000|or (?:more|less)|at least|less than|more than|if you(?! agree)|not pay)\b"
)
NOT_BEFORE = re.compile(r"(?i)\b(?:refund|if(?:\syou)?|or more|less than)\W*$")
NOT_AFTER = re.compile(r"(?i)\s*(?:or|and)\s(?:less|more|under|over|above|up)\b")


def amount_due(rows: Sequence[Row]) -> list[Found]:
    """Sums with a label that says they are to be paid, surest label first. None where the notice says nothing is due."""
    text = " ".join(cell.text for row in rows for cell in row)
    found: list[Found] = []
    told = [*sentences(rows), *beside(rows), *_row_ends(rows)]
    for sure, label in AMOUNT_LABELS:
        for words in told:
            for match in label.finditer(words.text):
                value, end = _sum_after(words.text, match)
                if value is not None and value >= 0:
                    found.append(Found(str(value), sure, words.at(match.start(), end)))
        if found:
            break
    checked = check_bill(bill_lines(rows))
    if checked.difference == 0 and checked.total and len({one.value for one in found}) > 1:
        # where lines come to one of several sums, that is the sum they are billed for
        found = [replace(one, sure=one.sure + 0.1) if one.value == str(checked.total.amount) else one for one in found]
    if NOTHING_DUE.search(text) and not any(one.sure >= 0.9 for one in found):
        return []
    return found


def _row_ends(rows: Sequence[Row]) -> Iterator[Words]:
    return (joined((row[0], row[-1])) for row in rows if len(row) > 2)


def _sum_after(whole: str, label: re.Match[str]) -> tuple[Decimal | None, int]:
    """The first sum after a label, with only a date or a few words between, and where it ends."""
    if NOT_BEFORE.search(whole[max(0, label.start() - 60) : label.start()]):
        return None, 0
    text = re.sub(r"[.·…_]{3,}", lambda leader: " " * len(leader[0]), whole[label.end() :])
    days = list(dates_in(text[:60]))
    for match in SUM.finditer(text):
        if any(start <= match.start() < end for _, start, end in days):
            continue
        between = text[: match.start()]
        for _, start, end in reversed([day for day in days if day[2] <= match.start()]):
            between = between[:start] + between[end:]
        if not is_sum(match):
            if len(between.split()) <= 2 and between.strip(" :") in ("", "$"):
                return None, 0
            continue
        if (
            len(between.split()) > 6
            or re.search(r"[.;?](?:\s|$)", between.strip())
            or NOT_THIS_SUM.search(between)
            or NOT_AFTER.match(text[match.end() :])
        ):
            return None, 0
        return sum_of(match), label.end() + match.end()
    return None, 0


TOTAL = re.compile(
    r"(?i)\b(?:amount (?:you )?(?:due|owe)|total(?: amount)?(?: due| owed)?|balance due|you owe|(?:new|current|ending) balance|"
    r"(?:your|remaining) refund$|refund due|amount to pay|amount you must pay|amount of (?:the )?lien|total (?:tax|refund|balance))\b"
)
NOT_A_BILL_LINE = re.compile(r"(?i)\b(?:\d+ days|page|phone|call|zip|hours)\b")


def bill_lines(rows: Sequence[Row]) -> tuple[BillLine, ...]:
    """The lines of the bill, in order: rows that end in one sum, with words before it, of the longest table of them.

    A total that heads its table comes last, as one that ends it does.
    """
    tables: list[list[BillLine]] = []
    last = -2
    for number, row in enumerate(rows):
        label, amount = _label_and_sum(row)
        if (
            amount is None
            or not re.search(r"[A-Za-z]{3}|\d{4}", label)
            or len(label.split()) > LONGEST_LABEL
            or NOT_A_BILL_LINE.search(label)
        ):
            continue
        if number - last > 1:
            tables.append([])
        tables[-1].append(BillLine(label, amount, bool(TOTAL.search(label)), row[0].page, row[-1].box))
        last = number
    table = max(tables, key=len, default=[])
    if table and table[0].is_total:
        if not any(line.is_total for line in table[1:]):
            table = [*table[1:], table[0]]
        elif re.search(r"(?i)refund", table[0].label):  # what the bill starts from, not what it comes to
            table = [replace(table[0], is_total=False), *table[1:]]
    return tuple(table)


def _label_and_sum(row: Row) -> tuple[str, Decimal | None]:
    text = "  ".join(cell.text for cell in row)
    sums = [match for match in SUM.finditer(text) if is_sum(match) and not _is_in_a_date(text, match)]
    if len(sums) != 1 or re.sub(r"(?i)\(?\s?refund\)?", "", text[sums[0].end() :]).strip(" .|"):
        return "", None
    label = re.sub(r"[.·…_\s]+$", "", text[: sums[0].start()])
    amount = sum_of(sums[0])
    if amount is not None and re.search(r"(?i)refund", text[sums[0].end() :]):
        amount = -abs(amount)
    return label, amount


def _is_in_a_date(text: str, match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for _, start, end in dates_in(text))
