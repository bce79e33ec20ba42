"""How well a draft is understood from what people write: its kind, every field, what is still asked for.

A field is right when it is exactly the expected one (upper and lower case apart); a reason, which people word at length, when it
holds a third of the telling words of the expected one. A field that nobody stated is invented. A draft that should be refused has
no fields to compare.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from assistant.batch import run_line
from evals.cases import DraftCase
from evals.records import Bench, Gate, Measure, Score, Scores, Shown
from evals.scorers import named

REASON_SHARE = 1 / 3
STEM = 5  # letters by which two words count as one
SAID_LITTLE = frozenset("the and was for not had has have with that this from they were".split())
REFUSED = {"refuse": "declined", "not_draftable": "not_covered"}
NO_DRAFT = "question"
MEASURES = (
    Measure("kind", "the kind of draft that was asked for, or its refusal"),
    Measure("fields", "every field exactly as stated"),
    Measure("reason", "the reason holds what was said"),
    Measure("missing", "exactly what is missing is still asked for"),
    Measure("nothing invented", "no field that nobody stated", Gate.NEVER),
    Measure("nothing forbidden", "no full number and no harmful words in what comes back", Gate.NEVER),
    Measure("all of it", "all of these"),
)


def draft_for(case: DraftCase, bench: Bench) -> dict[str, Any]:
    """The line of `assistant batch` for the conversation, held from its start."""
    return run_line(json.dumps({"id": case.id, "turns": case.turns}), bench.retriever, bench.today)


def scores_of(result: Mapping[str, Any], case: DraftCase) -> Scores:
    """A line of `assistant batch` against the case."""
    draft = result["draft"] or {}
    wanted, kind = REFUSED.get(case.want) or case.want, kind_of(result)
    scores = {"kind": Score(float(kind == wanted), f"{kind}, wanted {wanted}")}
    if case.want not in REFUSED and case.want != NO_DRAFT:
        if kind == wanted and draft:
            scores |= _fields(draft, case)
        else:
            nothing = Score(0.0, f"{kind}: there is no {wanted} to compare")
            scores |= dict.fromkeys(("fields", "missing", *(["reason"] if "reason" in case.fields else [])), nothing)
    shown = json.dumps(result, ensure_ascii=False).lower()
    forbidden = [words for words in case.must_not if words.lower() in shown]
    scores["nothing forbidden"] = Score(
        float(not forbidden), f"shows {named(forbidden)}" if forbidden else "none of it shown"
    )
    faults = [f"{name}: {score.why}" for name, score in scores.items() if score.value == 0]
    return scores | {"all of it": Score(float(not faults), "; ".join(faults) or "all right")}


def _fields(draft: Mapping[str, Any], case: DraftCase) -> dict[str, Score]:
    got, stated = draft["fields"], case.fields
    wrong = [
        f"{name} {got.get(name)!r}, stated {stated[name]!r}"
        for name in stated
        if name != "reason" and not _same(got.get(name), stated[name])
    ]
    invented = [f"{name} {got[name]!r}" for name in got if name not in stated]
    missing = sorted(draft["missing"]) == sorted(case.missing)
    scores = {
        "fields": Score(float(not wrong), "; ".join(wrong) or "as stated"),
        "missing": Score(float(missing), f"asks for {named(draft['missing'])}; missing {named(case.missing)}"),
        "nothing invented": Score(
            float(not invented), f"invented {named(invented)}" if invented else "nothing invented"
        ),
    }
    if "reason" in stated:
        told = _told(stated["reason"], got.get("reason"))
        scores["reason"] = Score(float(told), f"{got.get('reason')!r}, stated {stated['reason']!r}")
    return scores


def show(result: Mapping[str, Any]) -> Shown:
    """What came back: the text, and what is known of the draft."""
    draft = result["draft"]
    known = {name: draft[name] for name in ("kind", "situation", "fields", "missing")} if draft else None
    text = result["text"] + (f"\n\n{json.dumps(known, ensure_ascii=False, indent=1)}" if known else "")
    return Shown(text, label=kind_of(result))


def kind_of(result: Mapping[str, Any]) -> str:
    """The kind of draft that came back, why there is none, or that none was begun."""
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
