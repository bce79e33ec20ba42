"""How well a draft is understood from what people write: its kind, every field, what is still asked for.

    python -m evals drafts                    all conversations, a row for each file
    python -m evals drafts --suite samples --failing

A field is right when it is exactly the expected one (upper and lower case apart); a reason, which people word at length, when it
holds a third of the telling words of the expected one. A field that nobody stated is invented. A draft that should be refused has
no fields to compare.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from assistant.batch import run_line
from assistant.retrieval.ranking import Retriever
from evals.intervals import mean_with_interval

FOLDER = Path(__file__).parent / "cases" / "drafts"
HELD_OUT = "heldout"  # never looked at case by case, so never tuned on
HELD_ON = date(2026, 11, 27)  # the day the conversations are held on: what is drafted depends on it
REASON_SHARE = 1 / 3
STEM = 5  # letters by which two words count as one
SAID_LITTLE = frozenset("the and was for not had has have with that this from they were".split())
REFUSED = {"refuse": "declined", "not_draftable": "not_covered"}
NO_DRAFT = "question"
MEASURES = ("kind", "fields", "reason", "missing", "nothing invented", "nothing forbidden", "all")


class DraftCase(BaseModel):
    """A conversation that asks for a draft, and what a careful clerk would have understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    turns: list[str]
    want: str  # a kind, refuse, not_draftable, or question: no draft is asked for
    fields: dict[str, str | list[str]]
    missing: list[str]
    must_not: list[str]
    source: str
    notes: str = ""


@dataclass(frozen=True)
class Understood:
    """The scores of one case, None where there is nothing to compare, and what was wrong in words."""

    case: DraftCase
    scores: Mapping[str, bool | None]
    faults: tuple[str, ...]


def load_drafts(suite: list[str] | None = None) -> dict[str, list[DraftCase]]:
    """The conversations by file name without ending; all files unless some are named."""
    files = [file for file in sorted(FOLDER.glob("*.jsonl")) if suite is None or file.stem in suite]
    return {
        file.stem: [DraftCase.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for file in files
    }


def understand(case: DraftCase, retriever: Retriever, today: date) -> Understood:
    """The conversation held from its start, as `assistant batch` holds it, and compared."""
    line = json.dumps({"id": case.id, "turns": case.turns})
    return compare(case, run_line(line, retriever, today))


def compare(case: DraftCase, result: Mapping[str, Any]) -> Understood:
    """A line of `assistant batch` against the case."""
    draft, faults = result["draft"] or {}, []
    kind = _kind_of(result)
    right = kind == (REFUSED.get(case.want) or case.want)
    if not right:
        faults.append(f"kind {kind}, wanted {case.want}")
    scores: dict[str, bool | None] = dict.fromkeys(MEASURES)
    scores["kind"] = right
    if right and draft and case.want not in REFUSED and case.want != NO_DRAFT:
        got = draft["fields"]
        wrong = [name for name in case.fields if name != "reason" and not _same(got.get(name), case.fields[name])]
        invented = [name for name in got if name not in case.fields]
        scores["fields"] = not wrong
        scores["reason"] = _told(case.fields["reason"], got.get("reason")) if "reason" in case.fields else None
        scores["missing"] = sorted(draft["missing"]) == sorted(case.missing)
        scores["nothing invented"] = not invented
        faults += [f"{name} {got.get(name)!r}, stated {case.fields[name]!r}" for name in wrong]
        faults += (
            [f"reason {got.get('reason')!r}, stated {case.fields['reason']!r}"] if scores["reason"] is False else []
        )
        faults += [f"{name} {got[name]!r} invented" for name in invented]
        faults += [f"asks for {draft['missing']}, missing {case.missing}"] if not scores["missing"] else []
    shown = json.dumps(result, ensure_ascii=False).lower()
    forbidden = [words for words in case.must_not if words.lower() in shown]
    scores["nothing forbidden"] = not forbidden
    faults += [f"shows {words!r}" for words in forbidden]
    scores["all"] = not faults
    return Understood(case, scores, tuple(faults))


def _kind_of(result: Mapping[str, Any]) -> str:
    if result["status"] in REFUSED.values() or result["status"] == "error":
        return str(result["status"])
    return str(result["draft"]["kind"]) if result["draft"] else NO_DRAFT


def _same(got: object, stated: object) -> bool:
    return json.dumps(got, ensure_ascii=False).lower() == json.dumps(stated, ensure_ascii=False).lower()


def _told(stated: str | list[str], got: object) -> bool:
    """Whether `got` holds enough of the telling words of the stated reason."""
    wanted = _stems(str(stated))
    return len(wanted & _stems(str(got or ""))) >= REASON_SHARE * max(1, len(wanted))


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in re.findall(r"[a-z0-9]{3,}", text.lower()) if word not in SAID_LITTLE}


def report(out: Console, suites: Mapping[str, list[Understood]], failing: bool) -> None:
    """A row for each file of conversations, means with n and a 95 % interval; with `failing` every fault."""
    table = Table("conversations", *MEASURES, title="drafts", title_justify="left")
    for name, results in suites.items():
        columns = [[result.scores[measure] for result in results] for measure in MEASURES]
        table.add_row(name, *(mean_with_interval([float(v) for v in column if v is not None]) for column in columns))
    out.print(table)
    for result in (one for results in suites.values() for one in results if failing and one.faults):
        out.print(f"[bold]{result.case.id}[/bold] {' / '.join(result.case.turns)}", highlight=False)
        for fault in result.faults:
            out.print(f"   {fault}", markup=False, highlight=False)
