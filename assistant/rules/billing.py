"""Whether the lines of a bill come to the total it prints."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.records import BillCheck, BillLine

ZERO = Decimal(0)
TOO_FEW = "This letter doesn't print enough lines to check the sum."
TWO_TOTALS = "This letter prints totals that differ, so we can't tell which one its lines should come to."
UNCLEAR = "The lines of this letter can be added up in more than one way, so we can't check the sum."
FEWEST_LINES = 2
CLEARLY_NEARER = 10  # times: how much nearer one way of adding up must be before we call a sum wrong

_REFUND = re.compile(r"(?i)\brefund")
_MARKED_REFUND = re.compile(r"(?i)\(\s*(?:refund|credit|cr)\s*\)")
_IN_FAVOUR = re.compile(r"(?i)refund|overpa(?:id|yment)|credit balance")
_TAKEN_OFF = re.compile(r"(?i)\bpayments?\b|\bpaid\b|\bcredits?\b|withh?eld|withholding|\bless\b|overpayment")
_ADDED = re.compile(r"(?i)decrease|reduc|disallow|denied|fee\b|penalty|failure|late|returned|tax (?:you )?owe")


def check_bill(lines: tuple[BillLine, ...]) -> BillCheck:
    """The lines above the last total, summed, and how the printed total differs from the sum.

    Subtotals on the way and a total repeated on the payment stub are not added. A line marked "(refund)" counts
    against the rest. Where the lines can be read in several ways, one that fits is taken; where none fits and none is
    clearly nearest, `difference` is None: a sum is called wrong only when there is no other way to read it.
    """
    totals = [number for number, line in enumerate(lines) if line.is_total]
    if not totals:
        return BillCheck(lines, None, None, TOO_FEW)
    total = lines[totals[-1]]
    first = _start_of_repeats(lines, totals)
    above = lines[:first]
    if len(above) < FEWEST_LINES:
        return BillCheck(above, total, None, TOO_FEW)
    ends = [first, *(number for number in totals if number < first and lines[number].amount == total.amount)]
    if any(total.amount in _ways_to_add(lines[:end], total) for end in ends if end >= FEWEST_LINES):
        return BillCheck(above, total, ZERO, f"The lines come to {_dollars(total.amount)}, as printed.")
    if first > 1 and above[-1].is_total:
        return BillCheck(above, total, None, TWO_TOTALS)
    sums = tuple(dict.fromkeys(_sums(above, total)))
    if not sums or len(ends) > 1:
        return BillCheck(above, total, None, UNCLEAR)
    nearest, *others = sorted(sums, key=lambda amount: abs(total.amount - amount))
    gap = abs(total.amount - nearest)
    if others and abs(total.amount - others[0]) < gap * CLEARLY_NEARER:
        return BillCheck(above, total, None, UNCLEAR)
    difference = total.amount - nearest
    says = (
        f"The lines come to {_dollars(nearest)}; the letter prints {_dollars(total.amount)}, "
        f"{_dollars(gap)} {'more' if difference > 0 else 'less'}. "
        "Look whether a line is missing here; if none is, ask the IRS to explain."
    )
    return BillCheck(above, total, difference, says)


def _start_of_repeats(lines: tuple[BillLine, ...], totals: list[int]) -> int:
    """Where the last total first stands: a stub repeats it, with no new line of the bill in between."""
    first = totals[-1]
    while first - 1 in totals and lines[first - 1].amount == lines[first].amount:
        first -= 1
    return first


def _ways_to_add(above: tuple[BillLine, ...], total: BillLine) -> Iterator[Decimal]:
    yield from _sums(above, total)
    yield from _sums_without_parts(above)


def _sums(above: tuple[BillLine, ...], total: BillLine) -> Iterator[Decimal]:
    """What `above` comes to: as printed, and with the refunds and payments against the rest where their sign is open."""
    sums = tuple(_signed_sums(above, total))
    yield from sums
    if total.amount > 0 and _IN_FAVOUR.search(total.label):
        yield from (-amount for amount in sums)


def _signed_sums(above: tuple[BillLine, ...], total: BillLine) -> Iterator[Decimal]:
    marked = [line for line in above if not line.is_total and line.amount > 0 and _MARKED_REFUND.search(line.label)]
    if marked:
        yield from _added_up(_against(above, marked), total.amount)
        return
    yield from _added_up(above, total.amount)
    refunds = [line for line in above if not line.is_total and line.amount > 0 and _REFUND.search(line.label)]
    if refunds and len(refunds) < len(above):
        negative = -1 if _REFUND.search(total.label) else 1
        for amount in _added_up(_against(above, refunds), negative * total.amount):
            yield negative * amount
    taken_off = [
        line
        for line in above
        if not line.is_total and line.amount > 0 and _TAKEN_OFF.search(line.label) and not _ADDED.search(line.label)
    ]
    if taken_off:
        yield from _added_up(_against(above, taken_off), total.amount)


def _against(above: tuple[BillLine, ...], flipped: list[BillLine]) -> tuple[BillLine, ...]:
    return tuple(
        BillLine(line.label, -line.amount, line.is_total, line.page, line.box) if line in flipped else line
        for line in above
    )


def _added_up(above: tuple[BillLine, ...], printed: Decimal) -> Iterator[Decimal]:
    """The sum of `above`, past its subtotals; then the sum since the last subtotal. Nothing where a subtotal is at odds."""
    running = since = ZERO
    lines_since = 0
    subtotals = 0
    for number, line in enumerate(above):
        if not line.is_total:
            running, since, lines_since = running + line.amount, since + line.amount, lines_since + 1
            continue
        if number == 0:  # a balance carried in
            running = line.amount
        elif line.amount not in (running, since):
            return
        since, lines_since, subtotals = ZERO, 0, subtotals + 1
    yield running
    if subtotals and lines_since >= FEWEST_LINES and (printed == since or above[0].is_total):
        yield since


def _sums_without_parts(above: tuple[BillLine, ...]) -> Iterator[Decimal]:
    """Sums without a line that neighbours add up to: parts of it below ("of which"), or a subtotal not marked as one."""
    amounts = [line.amount for line in above if not line.is_total]
    whole = sum(amounts, ZERO)
    for number, amount in enumerate(amounts):
        for neighbours in (amounts[number + 1 :], amounts[:number][::-1]):
            parts = ZERO
            for count, part in enumerate(neighbours, start=1):
                parts += part
                if count >= FEWEST_LINES and parts == amount:
                    yield whole - amount


def _dollars(amount: Decimal) -> str:
    """`$1,357.00`, `-$112.50`."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
