"""Notice files → catalogue entries, and each as a short readable section `notice/<CODE>`."""

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.corpus.facts import Confidence, WebAddress, web_address
from assistant.corpus.yamlfile import parse_yaml, read_text
from assistant.records import CatalogueNotice, Clock, Section

UNSURE = "This figure could not be confirmed on an official page; go by the date printed on your letter."
PRINTED_DATE_WINS = "The date printed on your own letter always wins over a count of days."

HOW_LONG, RIGHTS, HOW_TO_ANSWER = "How long you have", "Your rights", "How to answer"
WHY_SENT, WHAT_NEXT = "Why it was sent", "What comes next"

COUNTED_FROM = {
    "notice_date": "the notice date",
    "mailing_date": "the day it was mailed",
    "receipt": "the day you received it",
}
WEAK_SOURCES = {"secondary"}
SUM = {"under": re.compile(r"under \$([\d,]+)"), "from": re.compile(r"\$([\d,]+) or more")}


class ClockEntry(BaseModel):
    """A period a notice sets, as the catalogue holds it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    action: str
    days: int | None
    years: int | None = None
    unit: Literal["calendar_days", "business_days"]
    counted_from: Literal["notice_date", "mailing_date", "receipt", "printed_date", "other"]
    counted_from_note: str | None = None
    printed_on_notice: bool | Literal["unknown"]
    extendable: bool | Literal["unknown"]
    rolls: bool = False
    outside_us_days: int | None
    authority: str
    authority_text_seen: bool | Literal["partly", "practice"]
    consequence_if_missed: str
    source: WebAddress
    source_kind: str
    condition: str | None = None
    note: str | None = None


class SourceEntry(BaseModel):
    """Where an entry was read."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str
    kind: str
    retrieved_excerpt_date: str | None = None
    page_dated: str | int | None = None
    note: str | None = None


class NoticeEntry(BaseModel):
    """One notice file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str
    aliases: list[str]
    title: str
    family: str
    meaning: str
    plain: str | None = None
    do_first: str | None = None
    clock: list[ClockEntry]
    rights: list[str]
    usual_response_channel: list[str]
    channel_details: dict[str, Any] | None = None
    forms: list[str]
    escalates_to: list[str]
    preceded_by: list[str]
    dispute_letter_applicable: bool | str
    dispute_note: str
    common_reasons: list[str]
    sources: list[SourceEntry] = Field(min_length=1)
    confidence: Confidence
    as_of: str
    doubts: list[str] = []


def load_notices(folder: Path) -> tuple[dict[str, CatalogueNotice], dict[str, Section]]:
    """The catalogue by code, and its sections by id. CorpusError names file and line."""
    notices: dict[str, CatalogueNotice] = {}
    sections: dict[str, Section] = {}
    named: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = parse_yaml(path, read_text(path))
        entry = file.check(NoticeEntry, file.data)
        if path.stem != entry.code.replace(" ", "-"):
            raise file.error(("code",), f"code: the file of {entry.code} is named {path.name}")
        for place, name in enumerate([entry.code, *entry.aliases]):
            key = name.replace("-", "").replace(" ", "").upper()
            if named.setdefault(key, entry.code) != entry.code:
                raise file.error(("aliases", place - 1), f"{name} is a name of {named[key]} too")
        notice = CatalogueNotice(
            entry.code,
            tuple(entry.aliases),
            entry.title,
            entry.family,
            entry.confidence,
            tuple(map(_clock, entry.clock)),
            rights=tuple(entry.rights),
            channels=tuple(entry.usual_response_channel),
            forms=tuple(entry.forms),
            disputable=bool(entry.dispute_letter_applicable),
            dispute_note=_sentence(entry.dispute_note),
        )
        notices[entry.code] = notice
        sections[notice.section] = _section(notice, entry)
    return notices, sections


def _clock(entry: ClockEntry) -> Clock:
    under, from_sum = (SUM[name].search(entry.condition or "") for name in ("under", "from"))
    return Clock(
        entry.action,
        entry.days,
        entry.years,
        entry.unit,
        entry.counted_from,
        entry.condition,
        entry.outside_us_days,
        under_usd=int(under[1].replace(",", "")) if under else None,
        from_usd=int(from_sum[1].replace(",", "")) if from_sum else None,
        rolls=entry.rolls,
        missed=_sentence(entry.consequence_if_missed),
        note=_sentence(entry.note) if entry.note else "",
        source=entry.source,
        sure=entry.source_kind not in WEAK_SOURCES,
        extendable=entry.extendable if isinstance(entry.extendable, bool) else None,
    )


def _section(notice: CatalogueNotice, entry: NoticeEntry) -> Section:
    official = [s.url for s in entry.sources if s.kind in ("irs", "tas") and _is_address(s.url)]
    sources = official or [s.url for s in entry.sources if _is_address(s.url)]
    title = f"{entry.code}: {entry.title}"
    return Section(notice.section, title, notice_text(entry), entry.as_of, tuple(sources))


def _is_address(url: str) -> bool:
    try:
        web_address(url)
    except ValueError:
        return False
    return True


def notice_text(entry: NoticeEntry) -> str:
    """The entry in prose and lists, each passage naming the notice so that it can stand alone."""
    code = entry.code
    parts = [entry.plain.strip()] if entry.plain else []
    parts.append(f"{code} is titled, in our words, “{entry.title}”. {_sentence(entry.meaning)}")
    if entry.confidence == "low":
        parts.append(
            f"What is said here about {code} rests on unofficial pages or pages that disagree; check it with the IRS."
        )
    parts.append(f"## {HOW_LONG}")
    if entry.clock:
        parts += [_clock_text(code, clock) for clock in entry.clock]
    else:
        parts.append(
            f"{code} sets no deadline of its own that we know of. If a date is printed on it, go by that date."
        )
    rights = [right for right in entry.rights if not right.startswith("no ")]
    denied = [right.removeprefix("no ") for right in entry.rights if right.startswith("no ")]
    if entry.rights:
        parts.append(f"## {RIGHTS}")
    if rights:
        parts.append(_listed(f"With {code} you can use:", rights))
    if denied:
        parts.append(f"{code} gives no {' and no '.join(denied)}.")
    parts.append(f"## {HOW_TO_ANSWER}")
    if entry.do_first:
        parts.append(entry.do_first.strip())
    parts.append(_listed(f"The usual ways to answer {code}:", entry.usual_response_channel))
    if entry.forms:
        parts.append(f"Forms that go with {code}: {', '.join(entry.forms)}.")
    parts.append(f"Disputing {code}: {_sentence(entry.dispute_note)}")
    if entry.common_reasons:
        parts.append(f"## {WHY_SENT}")
        parts.append(_listed(f"Common reasons for {code}:", entry.common_reasons))
    parts.append(f"## {WHAT_NEXT}")
    if entry.escalates_to:
        parts.append(
            f"After {code}, if nothing is done, one of these usually follows: {', '.join(entry.escalates_to)}. "
            "Steps may be skipped."
        )
    else:
        parts.append(f"No fixed next notice follows {code}.")
    if entry.doubts:
        parts.append("## What is uncertain")
        parts.append(_listed(f"What we could not settle about {code}:", entry.doubts))
    return "\n\n".join(parts)


def _clock_text(code: str, clock: ClockEntry) -> str:
    """One period: what to do by when; then, apart, what follows when it is missed."""
    condition = f", when {clock.condition}" if clock.condition else ""
    lead = f"{code}{condition}, {_period(clock)}: {_lower(clock.action)}."
    if clock.days is not None or clock.years is not None:
        lead += f" {UNSURE if clock.source_kind in WEAK_SOURCES else PRINTED_DATE_WINS}"
    missed = f"If that {code} period is missed: {_sentence(clock.consequence_if_missed)}"
    return f"{lead}\n\n{missed} {_sentence(clock.note) if clock.note else ''}".strip()


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _period(clock: ClockEntry) -> str:
    if clock.years is not None:
        return f"within {'1 year' if clock.years == 1 else f'{clock.years} years'}{_from(clock)}"
    if clock.days is None:
        return "by the date printed on the notice"
    kind = "business days" if clock.unit == "business_days" else "days"
    abroad = (
        f" ({clock.outside_us_days} days if it is addressed to you outside the United States)"
        if clock.outside_us_days
        else ""
    )
    return f"within {clock.days} {kind}{_from(clock)}{abroad}"


def _from(clock: ClockEntry) -> str:
    if clock.counted_from == "other":
        return f" counted from {clock.counted_from_note}" if clock.counted_from_note else ""
    if clock.counted_from == "printed_date":
        return "; the notice prints the last day"
    return f" of {COUNTED_FROM[clock.counted_from]}"


def _listed(lead: str, items: list[str]) -> str:
    return "\n".join([lead, *(f"- {item}" for item in items)])


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?")) else f"{text}."
