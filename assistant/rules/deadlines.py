"""Which date counts on a notice, and why.

A date printed on the letter wins and is never moved. Without one, the notice's own clock is counted from the
notice date; only a clock that says so moves off a weekend or holiday. Without either, no date is made up.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.records import CatalogueNotice, Clock, Deadline, Duty, Notice, PrintedDate
from assistant.rules.dates import (
    add_business_days,
    add_calendar_days,
    add_years,
    in_words,
    is_business_day,
    is_weekend,
    roll,
)

# Fact deadlines.no_date_on_letter
NO_DATE_SOURCE = "https://www.irs.gov/individuals/understanding-your-irs-notice-or-letter"
URGENT = "treat the letter as urgent: confirm it with the IRS within days, and write or call within about 10 days."
UNTIL_FOUND = f"Until you find it, {URGENT}"
PRINTED_WINS = "The date printed on your letter wins."
UNSURE = "This count could not be confirmed on an official page."
WAITING = "This is a waiting period, not a deadline."
LIMITS_IRS = "This period limits the IRS; it is not a deadline for you."

# 26 CFR 301.6320-1(b) and (i): both hearing periods of a lien start after the days the IRS has to send Letter 3172
LIEN_NOTICE_BUSINESS_DAYS = 5

PAYS = re.compile(r"(?i)\bpay(?:ment)?\b")
RIGHTS = (Duty.PETITION, Duty.HEARING)  # rights that end with their day and that nobody can extend
DOES = {
    Duty.PAY: "Pay, or arrange a payment plan",
    Duty.RESPOND: "Respond to the letter",
    Duty.DISPUTE: "Tell the IRS that you disagree",
    Duty.HEARING: "Request a hearing",
    Duty.PETITION: "File a petition with the U.S. Tax Court",
}


def deadlines_of(notice: Notice, known: CatalogueNotice | None, today: date) -> tuple[Deadline, ...]:
    """The deadlines of `notice`, never none: first the one that counts, then its further dates and periods.

    `known` is the catalogue's entry for `notice.code`. Printed dates come before counted ones, the earliest first,
    except that the day of a petition or hearing leads wherever it is known. A period without a printed date of its
    own is counted from the notice date. Where nothing gives a date, the first has `on` None and says what to do.

    >>> lt11 = Notice(code="LT11", notice_date=date(2026, 9, 1))
    >>> deadlines_of(lt11, catalogue["LT11"], today=date(2026, 9, 21))[0]  # doctest: +SKIP
    Deadline(action='Request a Collection Due Process…', on=date(2026, 10, 1), basis='computed', …, days_left=10)
    """
    if known is not None and known.family == "proposed_change":
        notice = replace(notice, printed_dates=tuple(map(_to_answer, notice.printed_dates)))
    printed = _printed(notice, known, today)
    if known is None:
        return printed or (_nothing_known(),)
    counted = _counted(notice, known, today)
    if not printed:
        return counted if counted and is_last_day(counted[0].action) else (_sets_none(known), *counted)
    right = _right(known)
    if right and right not in _printed_duties(notice) and counted[0].on:
        return (counted[0], *printed, *counted[1:])
    return printed + counted


def _to_answer(printed: PrintedDate) -> PrintedDate:
    """A proposal is no bill: its “amount due by” is the day to answer by."""
    return replace(printed, duty=Duty.RESPOND) if printed.duty is Duty.PAY else printed


def is_last_day(action: str) -> bool:
    """Whether `action`, of a clock or a deadline, is something to do by a day: no waiting period, no limit on the IRS."""
    return not action.startswith(("Wait ", "Period before "))


def _printed(notice: Notice, known: CatalogueNotice | None, today: date) -> tuple[Deadline, ...]:
    """The dates that stand on the letter, the one for a petition or hearing first, then by day."""
    right = _right(known) if known else None
    in_order = sorted(set(notice.printed_dates), key=lambda printed: (printed.duty != right, printed.on, printed.duty))
    return tuple(_printed_deadline(printed, notice, known, today) for printed in in_order)


def _printed_deadline(printed: PrintedDate, notice: Notice, known: CatalogueNotice | None, today: date) -> Deadline:
    clock = next((clock for clock in known.clocks if printed.duty in _duties(clock)), None) if known else None
    rule = "This date is printed on your letter, and a printed date wins over any count of days."
    if not is_business_day(printed.on):
        rule += f" It is {_day_off(printed.on)} and is not moved, so act before it."
    return Deadline(
        action=clock.action if clock else DOES[printed.duty],
        on=printed.on,
        basis="printed",
        rule=rule,
        source="",
        days_left=(printed.on - today).days,
        missed=_missed(clock, notice, known, today) if clock and known and printed.on < today else "",
    )


def _printed_duties(notice: Notice) -> set[Duty]:
    return {printed.duty for printed in notice.printed_dates}


def _counted(notice: Notice, known: CatalogueNotice, today: date) -> tuple[Deadline, ...]:
    """The periods that no printed date stands for, in the catalogue's order.

    One without a date stays only where it leads, is a right, or starts on a day that the letter's date doesn't tell.
    """
    printed = _printed_duties(notice)
    left = [c for c in known.clocks if _applies(c, notice.amount_due) and not printed & _duties(c)]
    clocks = sorted(left, key=_order)
    leads = next((c for c in clocks if is_last_day(c.action)), None) if not printed else None
    return tuple(
        _deadline(clock, notice, known, today)
        for clock in clocks
        if _last_day(clock, notice, known)
        or clock is leads
        or _duties(clock) & set(RIGHTS)
        or _starts_elsewhere(clock, known)
    )


def _order(clock: Clock) -> bool:
    """Things to do before waiting periods and limits on the IRS; the catalogue's order otherwise."""
    return not is_last_day(clock.action)


def _deadline(clock: Clock, notice: Notice, known: CatalogueNotice, today: date) -> Deadline:
    """The last day of one period, or why it can't be known."""
    counted_to = _last_day(clock, notice, known)
    if counted_to is None:
        rule = _why_unknown(clock, notice, known)
        return Deadline(clock.action, None, "none", rule, clock.source, None, clock.sure)
    on = roll(counted_to) if clock.rolls else counted_to
    return Deadline(
        action=clock.action,
        on=on,
        basis="computed",
        rule=_why(clock, notice, known, counted_to, on),
        source=clock.source,
        days_left=(on - today).days,
        sure=clock.sure,
        counted_to=counted_to if on != counted_to else None,
        missed=_missed(clock, notice, known, today) if on < today else "",
    )


def _last_day(clock: Clock, notice: Notice, known: CatalogueNotice) -> date | None:
    """The day to which `clock` counts, before any roll. None without a count, or a day to count from."""
    start = _start(clock, notice, known)
    if start is None:
        return None
    if clock.years is not None:
        return add_years(start, clock.years)
    days = clock.outside_us_days if notice.abroad and clock.outside_us_days else clock.days
    if days is None:
        return None
    return add_business_days(start, days) if clock.unit == "business_days" else add_calendar_days(start, days)


def _start(clock: Clock, notice: Notice, known: CatalogueNotice) -> date | None:
    """The day before day 1. A mailing date is taken to be the notice date."""
    if known.family == "lien" and "hearing" in clock.action:
        return add_business_days(notice.lien_filed, LIEN_NOTICE_BUSINESS_DAYS) if notice.lien_filed else None
    return None if _starts_elsewhere(clock, known) or clock.counted_from == "printed_date" else notice.notice_date


def _starts_elsewhere(clock: Clock, known: CatalogueNotice) -> bool:
    """Whether the period runs from another event than this letter, such as the earlier letter with the hearing right."""
    return clock.counted_from in ("receipt", "other") or (_is_equivalent(clock) and _right(known) is None)


def _applies(clock: Clock, amount_due: str | None) -> bool:
    """Whether the amount demanded calls for `clock`; True while the amount isn't known.

    Source: IRC 6601(e)(3), which gives 10 business days at exactly $100,000.
    """
    if amount_due is None:
        return True
    amount = Decimal(amount_due)
    return not (
        (clock.under_usd is not None and amount >= clock.under_usd)
        or (clock.from_usd is not None and amount < clock.from_usd)
    )


def _duties(clock: Clock) -> frozenset[Duty]:
    """The printed dates that stand for `clock`. None for one that runs beside them, such as an equivalent hearing."""
    action = clock.action
    beside = ("penalty doubles", "refund suit", "settle informally")
    if not is_last_day(action) or _is_equivalent(clock) or clock.counted_from == "other":
        return frozenset()
    if any(words in action for words in beside):
        return frozenset()
    if "petition" in action:
        return frozenset({Duty.PETITION})
    if "hearing" in action:
        return frozenset({Duty.HEARING})
    if clock.rolls:  # asking to undo a math-error change
        return frozenset({Duty.DISPUTE})
    return frozenset({Duty.RESPOND, Duty.PAY if PAYS.search(action) else Duty.DISPUTE})


def _is_equivalent(clock: Clock) -> bool:
    return "equivalent hearing" in clock.action


def _right(known: CatalogueNotice) -> Duty | None:
    """The right to a petition or a hearing that this notice opens."""
    return next((duty for clock in known.clocks for duty in RIGHTS if duty in _duties(clock)), None)


def _why(clock: Clock, notice: Notice, known: CatalogueNotice, counted_to: date, on: date) -> str:
    """How the day was found: what was counted, from when, whether it moved."""
    said = []
    if not is_last_day(clock.action):
        said.append(WAITING if clock.action.startswith("Wait") else LIMITS_IRS)
    said.append(
        f"Counting {_length(clock, notice.abroad)} from {_from(clock, notice, known)} gives {in_words(counted_to)}."
    )
    if _is_equivalent(clock):
        said.append("The year starts the day after that, and its last day is not moved off a weekend.")
    elif on != counted_to:
        said.append(
            f"That is {_day_off(counted_to)}, so the law (IRC 7503) moves the last day to the next business day, "
            f"{on:%A}, {in_words(on)}."
        )
    elif is_last_day(clock.action) and not is_business_day(on):
        said.append(f"That is {_day_off(on)}. The date is treated as firm, so act before it.")
    if notice.amount_due is None and (clock.under_usd or clock.from_usd):
        said.append(f"It applies only if {clock.condition}; the amount isn't known here.")
    if clock.outside_us_days and not notice.abroad:
        said.append(f"A letter addressed to you outside the United States gives {clock.outside_us_days} days.")
    if not clock.sure:
        said.append(UNSURE)
    if is_last_day(clock.action):
        said.append(PRINTED_WINS)
    return " ".join(said)


def _from(clock: Clock, notice: Notice, known: CatalogueNotice) -> str:
    if known.family == "lien" and notice.lien_filed and "hearing" in clock.action:
        fifth = add_business_days(notice.lien_filed, LIEN_NOTICE_BUSINESS_DAYS)
        filed = in_words(notice.lien_filed)
        return f"{in_words(fifth)}, the fifth business day after the lien notice was filed on {filed},"
    start = in_words(notice.notice_date) if notice.notice_date else ""
    if clock.counted_from == "mailing_date":
        return f"the notice date, {start}, which is taken to be the mailing date,"
    return f"the notice date, {start},"


def _length(clock: Clock, abroad: bool = False) -> str:
    if clock.years is not None:
        return "one year" if clock.years == 1 else f"{clock.years} years"
    if abroad and clock.outside_us_days:
        return f"{clock.outside_us_days} days (the period for letters addressed outside the United States)"
    return f"{clock.days} {'business days' if clock.unit == 'business_days' else 'days'}"


def _day_off(day: date) -> str:
    return f"a {day:%A}" if is_weekend(day) else "a legal holiday in Washington, DC"


def _why_unknown(clock: Clock, notice: Notice, known: CatalogueNotice) -> str:
    """Why no day can be counted, and what to do meanwhile."""
    code = known.code
    if known.family == "lien" and "hearing" in clock.action:
        said = (
            f"This period runs {_length(clock)} from the end of the {LIEN_NOTICE_BUSINESS_DAYS} business days after "
            "the lien notice was filed, so counting from the date of the letter would give a wrong day."
        )
        return said if _is_equivalent(clock) else f"Find the last day printed on {code}. {said} {UNTIL_FOUND}"
    if _is_equivalent(clock):
        said = f"The year runs from the earlier letter that gave the right to a hearing, not from the date of {code}."
        return f"{said} {clock.note}".strip()
    if _starts_elsewhere(clock, known):
        event = "the day of receipt" if clock.counted_from == "receipt" else "another event"
        period = f"This period of {_length(clock)}" if clock.days or clock.years else "This period"
        return f"{period} starts with {event}, so no day can be counted from the date of {code}. {clock.note}".strip()
    find = "No date is known yet. Find the last day printed on your letter"
    if clock.days is None and clock.years is None:
        return f"{find}; {code} has no fixed count that we know of. {UNTIL_FOUND}"
    unsure = "" if clock.sure else f" {UNSURE}"
    running = [other for other in known.clocks if _applies(other, notice.amount_due)]
    return f"{find}, or the notice date. {code} normally gives {_windows(clock, running)}.{unsure} {UNTIL_FOUND}"


def _windows(clock: Clock, clocks: Iterable[Clock]) -> str:
    """What the notice gives for one action: "21 days if …, or 10 business days if …, from the notice date"."""
    lengths = [
        _length(other)
        + (f" if {other.condition}" if other.condition else "")
        + (f" ({other.outside_us_days} if it is addressed outside the United States)" if other.outside_us_days else "")
        for other in clocks
        if other.action == clock.action
    ]
    since = "the mailing date" if clock.counted_from == "mailing_date" else "the notice date"
    return f"{', or '.join(lengths)}, counted from {since}"


def _missed(clock: Clock, notice: Notice, known: CatalogueNotice, today: date) -> str:
    """What is still open once the period of `clock` has passed."""
    if not is_last_day(clock.action):
        return ""
    # The catalogue says it once for periods of one action that differ by amount
    said = next(other.missed for other in known.clocks if other.action == clock.action)
    later = next((_last_day(other, notice, known) for other in known.clocks if _is_equivalent(other)), None)
    if later is None or Duty.HEARING not in _duties(clock):
        return said
    if later < today:
        return f"{said} The time to ask for an equivalent hearing ended on {in_words(later)}."
    return f"{said} You can ask for an equivalent hearing until {in_words(later)}."


def _nothing_known() -> Deadline:
    rule = (
        f"No last day is known for this letter. There is no general 30-day rule, so {URGENT} Pay any part you agree "
        "with. Look up the notice number, because some letters have shorter limits that nobody can extend."
    )
    return Deadline("Confirm the letter, then write or call", None, "none", rule, NO_DATE_SOURCE, None)


def _sets_none(known: CatalogueNotice) -> Deadline:
    rule = f"{known.code} sets no deadline of its own that we know of. If a date is printed on it, go by that date."
    return Deadline("Look for a date printed on your letter", None, "none", rule, NO_DATE_SOURCE, None)
