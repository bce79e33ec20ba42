"""Facts files → dated figures, their readable sections, and the `{{references}}` guidance makes to them."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from assistant.corpus.yamlfile import YamlFile, parse_yaml, read_text
from assistant.errors import CorpusError
from assistant.records import Fact, Section
from assistant.rules.dates import in_words

REFERENCE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def iso_date(text: str) -> str:
    """`text` when it is a calendar day written YYYY-MM-DD; ValueError otherwise."""
    if not ISO_DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a date written YYYY-MM-DD")
    date.fromisoformat(text)
    return text


def web_address(text: str) -> str:
    """`text` when it is a web address; ValueError otherwise."""
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text):
        raise ValueError(f"{text!r} is not a web address (https://…)")
    return text


IsoDate = Annotated[str, AfterValidator(iso_date)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Confidence = Literal["high", "medium", "low"]


class FactEntry(BaseModel):
    """One version of a figure, with the fields `corpus/README.md` names."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str | None = None
    value: Any
    unit: str
    effective_from: IsoDate | None
    effective_to: IsoDate | None
    as_of: IsoDate | None  # None: the figure isn't known yet
    source: WebAddress
    confidence: Confidence
    evidence: Literal["official_text", "official_quoted", "secondary", "law_not_reread", "none"]
    seen_in: list[str] = []
    replaces: list[str] = []
    note: str | None = None
    conflict: str | None = None
    irm: str | None = None
    statute: str | None = None
    form: str | None = None
    hours: str | None = None
    languages: str | None = None
    reference: str | None = None
    quarter: str | None = None
    ruling: str | None = None
    revision: str | None = None
    contents: str | list[str] | None = None
    exceptions: str | list[str] | None = None
    usually_not_enough: str | list[str] | None = None
    withdrawn_or_wrong: str | list[str] | None = None
    max_per_day: int | None = None
    schedule_ahead_days: int | None = None
    history_years: int | None = None
    fee_usd: int | None = None


def load_facts(folder: Path, today: date) -> dict[str, Fact]:
    """Every fact of `folder`, by id without `facts/`: the version in force on `today`.

    A fact with several versions is a list; the one with the latest `effective_from` not after `today`
    is in force. CorpusError names file and line of anything that doesn't hold.
    """
    facts: dict[str, Fact] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = parse_yaml(path, read_text(path))
        for name, written in file.by_name("a facts file is a map from name to fact").items():
            fact_id = f"{path.stem}.{name}"
            entry = _in_force(file, name, written, today)
            title = entry.title or _title_from(name)
            facts[fact_id] = Fact(
                fact_id,
                title,
                entry.value,
                entry.unit,
                entry.as_of or "",
                entry.source,
                entry.confidence,
                entry.model_dump(exclude_none=True),
            )
    return facts


def _in_force(file: YamlFile, name: str, written: Any, today: date) -> FactEntry:
    if not isinstance(written, list):
        return file.check(FactEntry, written, (name,))
    versions = [file.check(FactEntry, version, (name, number)) for number, version in enumerate(written)]
    begun = [v for v in versions if v.effective_from is None or v.effective_from <= today.isoformat()]
    if not begun:
        raise file.error((name,), f"{name}: no version is in force on {today.isoformat()}")
    return max(begun, key=lambda version: version.effective_from or "")


def _title_from(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ").capitalize()


def fill_references(text: str, facts: Mapping[str, Fact], path: Path, first_line: int) -> str:
    """`text` with every `{{file.fact}}` or `{{file.fact.part}}` replaced by the figure, in print.

    CorpusError for an unknown fact, a part it doesn't have, a whole map or list, or a value too
    doubtful to state (confidence low, or empty).
    """

    def printed(match: re.Match[str]) -> str:
        try:
            return print_fact(match[1], facts)
        except LookupError as error:
            line = first_line + text[: match.start()].count("\n")
            raise CorpusError(path, line, f"{{{{{match[1]}}}}}: {error.args[0]}") from error

    return REFERENCE.sub(printed, text)


def print_fact(reference: str, facts: Mapping[str, Fact]) -> str:
    """A figure as it stands in a sentence: `$50,000`, `0.5 percent`, `800-829-1040`, `21`.

    `reference` is a fact's id, or the id and a path into its map. LookupError says what is wrong.
    """
    ids = [fact_id for fact_id in facts if reference == fact_id or reference.startswith(fact_id + ".")]
    if not ids:
        raise LookupError("no such fact")
    fact = facts[max(ids, key=len)]
    if fact.confidence == "low" or fact.value is None:
        raise LookupError("the fact is not sure enough to state (confidence low, or no value)")
    value, parts = fact.value, reference[len(fact.id) + 1 :].split(".") if reference != fact.id else []
    for part in parts:
        value = _part_of(value, part, fact)
    if isinstance(value, dict | list):
        raise LookupError("the fact is a map or a list; reach into it with a dot")
    return print_value(value, fact.unit, parts[-1] if parts else "")


def _part_of(value: object, part: str, fact: Fact) -> object:
    if isinstance(value, list) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    if isinstance(value, dict):
        found = value.get(part, value.get(int(part)) if part.isdigit() else None)
        if found is not None:
            return found
    if part in fact.fields:
        return fact.fields[part]
    raise LookupError(f"the fact has no part {part!r}")


def print_value(value: object, unit: str, part: str = "") -> str:
    """One plain value in print. Dollars and percents are told by the unit, or by the part's name.

    >>> print_value("2025-12-24", "date"), print_value(50_000, "USD")
    ('December 24, 2025', '$50,000')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = f"{value:,}" if abs(value) >= 10_000 or "usd" in part or unit.startswith("USD") else f"{value}"
        number = number.removesuffix(".0")
        if "percent" in part or (unit.startswith("percent") and "year" not in part):
            return f"{number} percent"
        return f"${number}" if "usd" in part or unit.startswith("USD") else number
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        with suppress(ValueError):  # written like a day and none of the calendar
            return in_words(date.fromisoformat(value))
    return str(value)


def fact_section(fact: Fact) -> Section:
    """The fact as a short readable section, `facts/<id>`."""
    if fact.value is None:
        lines = ["No figure could be confirmed; ask the IRS."]
    elif isinstance(fact.value, list):
        lines = [f"{fact.title}:", *(f"- {_readable(item, fact.unit)}" for item in fact.value)]
    elif isinstance(fact.value, dict):
        items = ((key, _readable(value, fact.unit, str(key))) for key, value in fact.value.items())
        lines = [f"{fact.title}:", *(f"- {str(key).replace('_', ' ')}: {value}" for key, value in items)]
    else:
        lines = [f"{fact.title}: {print_value(fact.value, fact.unit)}"]
    text = "\n".join(lines)
    if fact.confidence != "high":
        text += (
            f"\n\nConfidence in this entry is {fact.confidence}: check it on the official page before you rely on it."
        )
    if hours := fact.fields.get("hours"):
        text += f"\n\nHours: {hours}."
    return Section(f"facts/{fact.id}", fact.title, text, fact.as_of, (fact.source,))


def _readable(value: object, unit: str, part: str = "") -> str:
    if isinstance(value, list):
        return ", ".join(_readable(item, unit, part) for item in value)
    if isinstance(value, dict):
        items = ((str(key), inner) for key, inner in value.items())
        return "; ".join(f"{key.replace('_', ' ')}: {_readable(inner, unit, key)}" for key, inner in items)
    return print_value(value, unit, part)
