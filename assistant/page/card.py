"""The notice card beside the conversation: details typed by hand → Notice, and what they mean."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape

from assistant.records import CatalogueNotice, Notice, Section
from assistant.retrieval.exact import ExactNames

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
US_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed, as a Notice, and one line for each field that couldn't be read."""

    notice: Notice
    problems: tuple[str, ...]


def read_card(code: str, notice_date: str, tax_year: str, amount: str, names: ExactNames) -> Card:
    """The card's four fields. An empty field is not known; one that can't be read is said and left out."""
    problems = []
    found = names.find(code).codes
    if code.strip() and not found:
        problems.append(f"“{code.strip()}” is not among the notice codes we know. Look at the top or bottom right corner.")
    day = _read_date(notice_date)
    if notice_date.strip() and day is None:
        problems.append(f"“{notice_date.strip()}” isn't a date. Write it as 09/08/2026 (month/day/year) or 2026-09-08.")
    years = tuple(int(year) for year in re.findall(r"\b\d{4}\b", tax_year) if EARLIEST_YEAR <= int(year) <= LATEST_YEAR)
    if tax_year.strip() and not years:
        problems.append(f"“{tax_year.strip()}” isn't a tax year. Write it as 2024.")
    dollars = _read_amount(amount)
    if amount.strip() and dollars is None:
        problems.append(f"“{amount.strip()}” isn't an amount. Write it as 3,214.77.")
    return Card(Notice(found[-1] if found else None, day, years, dollars), tuple(problems))


def _read_date(text: str) -> date | None:
    text = text.strip()
    try:
        if match := US_DATE.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_amount(text: str) -> str | None:
    text = text.strip().removeprefix("$").strip()
    if not re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d{1,2})?|\d+(\.\d{1,2})?", text):
        return None
    try:
        return str(Decimal(text.replace(",", "")).quantize(Decimal("0.01")))
    except InvalidOperation:
        return None


def render_card(card: Card, known: CatalogueNotice | None, section: Section | None) -> str:
    """What the card means, as HTML: the kind of notice, and its clock."""
    lines = [f'<p class="problem">{escape(problem)}</p>' for problem in card.problems]
    if known is not None and section is not None:
        lines.append(f"<p><strong>{escape(known.code)}</strong>: {escape(known.title)}</p>")
        if known.confidence == "low":
            lines.append("<p>What we hold on this letter is not certain; check it with the IRS.</p>")
        lines.append('<p class="date-that-counts">The date printed on your letter counts.</p>')
        lines += [f"<p>{escape(text)}</p>" for text in clock_paragraphs(section)]
    elif not card.problems:
        lines.append("<p>Type what your letter shows. Answers then use it. It stays on this computer.</p>")
    return "".join(lines)


def clock_paragraphs(section: Section) -> list[str]:
    """The notice section's paragraphs on how long one has, without what happens after."""
    under = section.text.split("## How long you have", 1)[-1].split("\n## ", 1)[0].strip()
    return [text for text in under.split("\n\n") if not text.startswith(("If the time for", "About this"))]
