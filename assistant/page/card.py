"""The notice card beside the conversation: details typed by hand → Notice, and what they mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import NamedTuple

from assistant.answering.about_notice import clocks
from assistant.corpus.notices import PRINTED_DATE_WINS
from assistant.records import CatalogueNotice, Notice, Passage
from assistant.retrieval.exact import ExactNames

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
US_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+)(\.\d{1,2})?")


class Typed(NamedTuple):
    """The card's fields as they stand on the page."""

    code: str = ""
    notice_date: str = ""
    tax_year: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed, as a Notice, and one line for each field that couldn't be read."""

    notice: Notice
    problems: tuple[str, ...]


def read_card(typed: Typed, names: ExactNames) -> Card:
    """The fields as a Notice. An empty field is not known; one that can't be read is said and left out."""
    problems = []
    found = names.find(typed.code).codes
    if typed.code.strip() and not found:
        problems.append(
            f"“{typed.code.strip()}” is not among the notice codes we know. Look at the top or bottom right corner."
        )
    day = _read_date(typed.notice_date.strip())
    if typed.notice_date.strip() and day is None:
        problems.append(
            f"“{typed.notice_date.strip()}” isn't a date. Write it as 09/08/2026 (month/day/year) or 2026-09-08."
        )
    years = [int(year) for year in re.findall(r"\b\d{4}\b", typed.tax_year)]
    years = [year for year in years if EARLIEST_YEAR <= year <= LATEST_YEAR]
    if typed.tax_year.strip() and not years:
        problems.append(f"“{typed.tax_year.strip()}” isn't a tax year. Write it as 2024.")
    dollars = _read_amount(typed.amount)
    if typed.amount.strip() and dollars is None:
        problems.append(f"“{typed.amount.strip()}” isn't an amount. Write it as 3,214.77.")
    return Card(Notice(found[-1] if found else None, day, tuple(years), dollars), tuple(problems))


def typed_of(notice: Notice) -> Typed:
    """The fields as they show a Notice; `read_card` reads them back as the same.

    >>> typed_of(Notice(code="CP14", notice_date=date(2026, 9, 8), tax_years=(2024,), amount_due="3214.77"))
    Typed(code='CP14', notice_date='09/08/2026', tax_year='2024', amount='3,214.77')
    """
    return Typed(
        notice.code or "",
        f"{notice.notice_date:%m/%d/%Y}" if notice.notice_date else "",
        ", ".join(str(year) for year in notice.tax_years),
        f"{Decimal(notice.amount_due):,.2f}" if notice.amount_due else "",
    )


def _read_date(text: str) -> date | None:
    try:
        if match := US_DATE.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_amount(text: str) -> str | None:
    text = text.strip().removeprefix("$").strip()
    if not AMOUNT.fullmatch(text):
        return None
    return str(Decimal(text.replace(",", "")).quantize(Decimal("0.01")))


def render_card(card: Card, known: CatalogueNotice | None, passages: Sequence[Passage]) -> str:
    """What the card means, as HTML: the clock on top, then the kind of notice. `passages` are those of its section."""
    lines = [f'<p class="problem" role="alert">{escape(problem)}</p>' for problem in card.problems]
    if known is not None:
        amount = Decimal(card.notice.amount_due) if card.notice.amount_due else None
        lines.append('<p class="date-that-counts">The date printed on your letter counts.</p>')
        lines += [
            f"<p>{escape(clock.text.replace(PRINTED_DATE_WINS, '').strip())}</p>" for clock in clocks(passages, amount)
        ]
        lines.append(f"<p><strong>{escape(known.code)}</strong>: {escape(known.title)}</p>")
        if known.confidence == "low":
            lines.append("<p>What we hold on this letter is not certain; check it with the IRS.</p>")
    elif not card.problems:
        lines.append("<p>Type what your letter shows. Answers then use it. It stays on this computer.</p>")
    return "".join(lines)
