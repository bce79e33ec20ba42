"""The notice card in words and as JSON: what was read, the date that counts, warning signs, the sum, why it isn't online."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.conversation.from_letter import date_that_counts, how_it_looks, read_as
from assistant.corpus import Corpus
from assistant.reading.findings import Findings
from assistant.records import Candidate, PrintedDate, Verdict
from assistant.rules.authenticity import ways_to_confirm
from assistant.rules.dates import in_words

NAMES = {
    "code": "Notice",
    "notice_date": "Notice date",
    "printed_dates": "Last day printed",
    "tax_years": "Tax year",
    "form": "Form",
    "amount_due": "Amount asked for",
    "phone": "Phone printed on it (confirm it before you call)",
    "ssn_last4": "Taxpayer number ends in",
    "caller_id": "Caller ID",
    "reply_address": "Office it names",
    "lien_filed": "Lien filed on",
}


def value_in_words(value: object) -> str:
    """A field's value as a person reads it.

    >>> value_in_words(date(2026, 9, 8)), value_in_words((2022, 2023))
    ('September 8, 2026', '2022, 2023')
    """
    if isinstance(value, PrintedDate):
        return f"{in_words(value.on)} (to {value.duty.value})"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def field_in_words(name: str, value: object) -> str:
    """Likewise, with the dollar sign where the field is a sum."""
    return f"${Decimal(str(value)):,.2f}" if name == "amount_due" else value_in_words(value)


def as_markdown(found: Findings, corpus: Corpus) -> str:
    """The whole card as markdown, the date that counts first."""
    reading = found.reading
    lines = [read_as(found)]
    if found.verdict is Verdict.STRONG:
        lines.append("Confirm it before anything else. Its dates and its sum count for nothing until then.")
    else:
        lines += ["## The date that counts", date_that_counts(found.deadlines[0])]
        lines += [f"- {date_that_counts(later)}" for later in found.deadlines[1:] if later.on]
    lines += ["## What was read", *(_row(name, reading.fields[name]) for name in NAMES if name in reading.fields)]
    lines += ["## How it looks", how_it_looks(found), "Ways to confirm it that don't use the letter:"]
    lines += [f"- {way}" for way in ways_to_confirm(corpus.facts)]
    lines += ["## Does the bill add up?", found.bill.says, "## Why it may not be online"]
    lines += [f"- {reason.because or reason.says}" for reason in found.offline[:5]]
    return "\n\n".join(_joined(lines))


def _row(name: str, candidates: tuple[Candidate, ...]) -> str:
    if len(candidates) > 1 and name != "printed_dates":
        either = " or ".join(f"{field_in_words(name, c.value)} (“{c.words}”)" for c in candidates)
        return f"- **{NAMES[name]}**: {either}? Look at the letter and choose."
    return "\n".join(f"- **{NAMES[name]}**: {field_in_words(name, c.value)}, read from “{c.words}”" for c in candidates)


def _joined(lines: list[str]) -> list[str]:
    """List items stand together, everything else apart."""
    joined: list[str] = []
    for line in lines:
        if joined and line.startswith("- ") and joined[-1].startswith("- "):
            joined[-1] += f"\n{line}"
        else:
            joined.append(line)
    return joined


def as_json(found: Findings) -> dict[str, Any]:
    """The card for a program: dates ISO, sums as decimal strings, every field with its evidence."""
    reading = found.reading
    plain: dict[str, Any] = _plain(
        {
            "kind": reading.kind.value,
            "issuer": reading.issuer,
            "printed_code": reading.printed_code,
            "notice": asdict(reading.notice),
            "fields": {name: [asdict(candidate) for candidate in found_] for name, found_ in reading.fields.items()},
            "deadlines": [asdict(deadline) for deadline in found.deadlines],
            "verdict": found.verdict.value,
            "signs": [asdict(sign) for sign in found.signs],
            "bill": asdict(found.bill),
            "why_not_online": [asdict(reason) for reason in found.offline],
            "came_from": reading.letter.came_from,
            "pages": reading.letter.pages,
        }
    )
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
