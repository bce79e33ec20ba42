"""The notice card beside the conversation: what was read or typed → Notice, and what it means, as HTML."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import NamedTuple

from assistant.calendar import calendar_of
from assistant.card import NAMES, field_in_words
from assistant.conversation.from_letter import read_as
from assistant.drafting.fields import LARGEST_SUM, LONGEST_LINE
from assistant.reading.findings import Findings
from assistant.reading.values import dates_in
from assistant.records import Candidate, CatalogueNotice, Deadline, Duty, Kind, Notice, PrintedDate, Verdict
from assistant.retrieval.exact import ExactNames
from assistant.rules.dates import in_words
from assistant.rules.privacy import mask_numbers

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+)(\.\d{1,2})?")
PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?(\d{3})\)?[\s.-]*(\d{3})[\s.-]*(\d{4})")
HARD_TO_READ = 0.8  # confidence below which a field says so
DATE_SHAPE = "Write it as 09/08/2026 (month/day/year) or 2026-09-08."


class Typed(NamedTuple):
    """The card's fields as they stand on the page."""

    code: str = ""
    notice_date: str = ""
    tax_year: str = ""
    amount: str = ""
    last_day: str = ""
    phone: str = ""
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed, as a Notice, and one line for each field that couldn't be read."""

    notice: Notice
    problems: tuple[str, ...]


def read_card(typed: Typed, names: ExactNames, known: Notice | None = None) -> Card:
    """The fields as a Notice; what has no field on the card stays as `known` has it.

    An empty field is not known; one that can't be read is said and left out.
    """
    known = known or Notice()
    of_code, of_date, of_year, of_amount, of_last_day, of_phone = (one[:LONGEST_LINE].strip() for one in typed[:6])
    problems = []
    found = names.find(of_code)
    if of_code and not found.codes:
        problems.append(f"“{of_code}” is not among the notice codes we know. Look at the top or bottom right corner.")
    day, days = _read_dates(of_date), _read_dates(of_last_day)
    for text, read in ((of_date, day), (of_last_day, days)):
        if text and not read:
            problems.append(f"“{text}” isn't a date. {DATE_SHAPE}")
    years = [int(year) for year in re.findall(r"\b\d{4}\b", of_year)]
    years = [year for year in years if EARLIEST_YEAR <= year <= LATEST_YEAR]
    if of_year and not years:
        problems.append(f"“{of_year}” isn't a tax year. Write it as 2024.")
    dollars = _read_amount(of_amount)
    if of_amount and dollars is None:
        problems.append(f"“{of_amount}” isn't an amount. Write it as 3,214.77.")
    phone = PHONE.fullmatch(of_phone)
    if of_phone and phone is None:
        problems.append(f"“{of_phone}” isn't a telephone number. Write it as 800-829-1040.")
    code = found.codes[-1] if found.codes else None
    duties = {one.on: one.duty for one in known.printed_dates}
    return Card(
        replace(
            known,
            code=code,
            unknown_code=None if code else (of_code or None) and next(iter(found.unknown_codes), None),
            notice_date=day[0] if day else None,
            tax_years=tuple(years),
            amount_due=dollars,
            printed_dates=tuple(PrintedDate(on, duties.get(on, Duty.RESPOND)) for on in days),
            phone="-".join(phone.groups()) if phone else None,
            abroad=typed.abroad,
        ),
        tuple(mask_numbers(problem).text for problem in problems),
    )


def typed_of(notice: Notice) -> Typed:
    """The fields as they show a Notice; `read_card` reads them back as the same.

    >>> typed_of(Notice(code="CP14", notice_date=date(2026, 9, 8), tax_years=(2024,), amount_due="3214.77"))[:4]
    ('CP14', '09/08/2026', '2024', '3,214.77')
    """
    return Typed(
        notice.code or notice.unknown_code or "",
        f"{notice.notice_date:%m/%d/%Y}" if notice.notice_date else "",
        ", ".join(str(year) for year in notice.tax_years),
        f"{Decimal(notice.amount_due):,.2f}" if notice.amount_due else "",
        ", ".join(f"{one.on:%m/%d/%Y}" for one in notice.printed_dates),
        notice.phone or "",
        notice.abroad,
    )


def _read_dates(text: str) -> list[date]:
    return [day for day, _, _ in dates_in(text)]


def _read_amount(text: str) -> str | None:
    text = text.strip().removeprefix("$").strip()
    if not AMOUNT.fullmatch(text) or (dollars := Decimal(text.replace(",", ""))) >= LARGEST_SUM:
        return None
    return str(dollars.quantize(Decimal("0.01")))


def to_choose(letter: Findings | None, notice: Notice) -> tuple[str, tuple[Candidate, ...]] | None:
    """The first field that could be read in more than one way and that the person hasn't settled yet."""
    for name, candidates in letter.reading.fields.items() if letter else ():
        if len(candidates) > 1 and name != "printed_dates" and not getattr(notice, name, None):
            return name, candidates
    return None


def choice_of(name: str, candidate: Candidate) -> str:
    """A candidate as the person sees it: its value, and the words it was read from."""
    return f"{field_in_words(name, candidate.value)}, as in “{candidate.words}”"


def render_card(
    card: Card,
    known: CatalogueNotice | None,
    deadlines: Sequence[Deadline],
    letter: Findings | None,
    ways_to_confirm: Sequence[str],
    confirmed: bool,
) -> str:
    """What the card means, as HTML: the date that counts on top, then how the letter looks, then what was read."""
    parts = [f'<p class="problem" role="alert">{escape(problem)}</p>' for problem in card.problems]
    if card.notice.is_empty() and letter is None:
        if not card.problems:
            parts.append(
                "<p>Drop a photo of the letter here, paste its words, or type what it shows. Answers then use it.</p>"
            )
        return "".join(parts)
    if letter is None or (letter.reading.kind is Kind.IRS and letter.verdict is not Verdict.STRONG):
        parts.append(_dates(deadlines, card.notice))
    if letter is not None:
        parts.append(_looks(letter, ways_to_confirm))
    if known is not None:
        unsure = (
            " What we hold on this letter is not certain; check it with the IRS." if known.confidence == "low" else ""
        )
        parts.append(f"<p><strong>{escape(known.code)}</strong>: {escape(known.title)}.{unsure}</p>")
    if letter is not None:
        parts += [_was_read(letter, confirmed), _bill(letter), _offline(letter)]
    return "".join(parts)


def _dates(deadlines: Sequence[Deadline], notice: Notice) -> str:
    first = deadlines[0]
    parts = ['<div class="date-that-counts">']
    if first.on is None:
        parts.append("<p><strong>The date printed on your letter counts.</strong></p>")
    else:
        parts.append(f'<p class="day">{in_words(first.on)}</p><p class="left">{_left(first)}</p>')
        parts.append(f"<p>{escape(first.action)}.</p>")
    parts.append(f'<p class="rule">{escape(first.rule)} {_source(first.source)}</p>')
    if first.missed:
        parts.append(f"<p>{escape(first.missed)}</p>")
    parts.append("</div>")
    later = [
        f"<li><strong>{in_words(one.on)}</strong> ({_left(one)}): {escape(one.action)}. {escape(one.rule)}"
        f" {_source(one.source)}</li>"
        for one in deadlines[1:]
        if one.on
    ]
    if later:
        parts.append(f"<details><summary>Other dates ({len(later)})</summary><ul>{''.join(later)}</ul></details>")
    if any(one.on and (one.days_left or 0) >= 0 for one in deadlines):
        data = base64.b64encode(calendar_of(deadlines, notice.code, datetime.now())).decode()
        parts.append(
            f'<p><a class="calendar" download="letter-dates.ics" href="data:text/calendar;base64,{data}">'
            "Put these dates in my calendar</a></p>"
        )
    return "".join(parts)


def _left(deadline: Deadline) -> str:
    left = deadline.days_left or 0
    if left < 0:
        return f"passed {-left} day{'s' if left < -1 else ''} ago"
    return "today" if left == 0 else f"{left} day{'s' if left > 1 else ''} left"


def _source(url: str) -> str:
    if not url:
        return ""
    return f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">Where this rule stands</a>'


def _looks(letter: Findings, ways: Sequence[str]) -> str:
    tone = {Verdict.STRONG: "strong", Verdict.SOME: "some", Verdict.NONE: "none"}[letter.verdict]
    verdict = letter.verdict.value
    parts = [f'<div class="looks {tone}"><p class="verdict">{verdict[0].upper()}{verdict[1:]}</p>']
    if letter.reading.kind is not Kind.IRS:
        parts.append(f"<p>{escape(read_as(letter))}</p>")
    if letter.signs:
        parts.append("<ul>")
        for sign in letter.signs:
            words = f" <q>{escape(sign.words)}</q>" if sign.words else ""
            parts.append(f"<li>{escape(sign.says)}{words} {_source(sign.source)}</li>")
        parts.append("</ul>")
    items = "".join(f"<li>{escape(way)}</li>" for way in ways)
    parts.append(
        f"<details><summary>How to confirm it without the letter's own numbers</summary><ol>{items}</ol></details></div>"
    )
    return "".join(parts)


def _was_read(letter: Findings, confirmed: bool) -> str:
    fields = letter.reading.fields
    rows = []
    for name in NAMES:
        for candidate in fields.get(name, ()):
            unsure = " Hard to read: look twice." if candidate.confidence < HARD_TO_READ else ""
            page = f", page {candidate.page}" if letter.reading.letter.pages > 1 else ""
            rows.append(
                f"<dt>{escape(NAMES[name])}</dt><dd>{escape(field_in_words(name, candidate.value))}"
                f' <span class="words">“{escape(candidate.words)}”{page}.{unsure}</span></dd>'
            )
    lead = (
        "You checked these against the letter."
        if confirmed
        else "Check these against the paper. Mend them below where they are wrong."
    )
    return f'<details class="was-read" open><summary>What was read</summary><p>{lead}</p><dl>{"".join(rows)}</dl></details>'


def _bill(letter: Findings) -> str:
    bill = letter.bill
    rows = "".join(f"<tr><td>{escape(line.label)}</td><td>{line.amount:,.2f}</td></tr>" for line in bill.lines)
    if bill.difference:
        return f'<div class="bill"><p><strong>{escape(bill.says)}</strong></p><table>{rows}</table></div>'
    return f"<details><summary>Does the bill add up?</summary><p>{escape(bill.says)}</p><table>{rows}</table></details>"


def _offline(letter: Findings) -> str:
    items = "".join(
        f"<li>{escape(' '.join(filter(None, (reason.because, reason.says))))} {_source(reason.source)}</li>"
        for reason in letter.offline
    )
    return f"<details><summary>Why isn't it online?</summary><ol>{items}</ol></details>"
