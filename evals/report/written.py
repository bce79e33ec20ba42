"""A run in a few lines for a pull request, and as JSON for machines."""

import json
from typing import Any

from evals.comparing import Comparison, MeasureChange, Turn
from evals.records import CaseResult, Run, SuiteResult
from evals.report.summary import (
    HELD_OUT,
    MeasureSummary,
    cases,
    cases_by_turn,
    chance_in_words,
    difference,
    headline,
    reasons,
    spaced,
    summary_of,
    waits_of,
)

MOST_LOST = 10
MOST_REASONS = 5
EXCERPT = 160  # characters of a question or a why
ESCAPED = {ord(sign): f"&#{ord(sign)};" for sign in "<>&|@*_[]`\\~#!"}


def markdown_report(run: Run, comparison: Comparison | None) -> str:
    """The verdict, a table of all measures, and the first cases that were right and are wrong now."""
    why = reasons(comparison)
    lines = [
        f"## Evaluation: {headline(run, comparison)}",
        "",
        *(f"- {_plain(reason)}" for reason in why[:MOST_REASONS]),
    ]
    if len(why) > MOST_REASONS:
        lines.append(f"- … and {len(why) - MOST_REASONS} more reasons")
    part = "" if run.whole else ", part of the cases"
    lines += ["", f"Commit {_plain(run.commit)}, corpus {run.corpus}, cases held on {run.today}{part}.", ""]
    lines += _table(run, comparison)
    if comparison:
        lines += ["", *_lost(run, comparison)]
    return "\n".join(lines).rstrip() + "\n"


def _table(run: Run, comparison: Comparison | None) -> list[str]:
    against = {(one.suite, one.measure.name): one for one in comparison.measures} if comparison else {}
    columns = [
        "suite",
        "measure",
        "n",
        "not judged",
        "mean (95 %)",
        *(["against", "lost / won", "verdict"] if comparison else []),
    ]
    lines = [f"| {' | '.join(columns)} |", f"|---|---|---:|---:|---:|{'---:|---:|---|' if comparison else ''}"]
    for suite in run.suites:
        for summary in summary_of(suite):
            cells = [
                _plain(suite.name),
                _plain(spaced(summary.measure.name)),
                f"{summary.n:,}",
                _not_judged(summary),
                str(summary),
            ]
            if comparison:
                cells += _against(against.get((suite.name, summary.measure.name)))
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _not_judged(summary: MeasureSummary) -> str:
    return str(summary.unjudged + summary.no_output or "")


def _against(change: MeasureChange | None) -> list[str]:
    if change is None:
        return ["", "", "new"]
    words = chance_in_words(change)
    sides = f"{change.lost} / {change.won}" if change.measure.is_share else ""
    return [difference(change), sides, f"**{words}**" if change.is_worse else words]


def _lost(run: Run, comparison: Comparison) -> list[str]:
    """The cases that went from right to wrong: those that may be read first, of them those that may never be lost."""
    results = {(suite.name, one.id): one for suite in run.suites for one in suite.results}
    lost = cases_by_turn(run, comparison).get(Turn.LOST)
    if not lost:
        return ["No case went from right to wrong."]
    lines = [f"### {cases(len(lost))} went from right to wrong", ""]
    for (suite, id), measures in list(lost.items())[:MOST_LOST]:
        lines += _lost_case(suite, results[suite, id], measures)
    return [*lines, *([f"- … and {len(lost) - MOST_LOST} more"] if len(lost) > MOST_LOST else [])]


def _lost_case(suite: str, one: CaseResult, measures: list[str]) -> list[str]:
    named = f"- **{_plain(suite)}/{_plain(one.id)}** ({_plain(', '.join(measures))})"
    if one.posed.sealed:
        return [f"{named}: {HELD_OUT}"]
    why = one.fault or "; ".join(one.scores[name].why for name in measures if name in one.scores)
    return [f"{named}: {_plain(one.posed.asked)}", f"  - {_plain(why)}"]


def _plain(text: str) -> str:
    """Words on one line that Markdown takes for nothing but words."""
    words = " ".join(text.split())
    return (words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…").translate(ESCAPED)


def json_report(run: Run, comparison: Comparison | None) -> str:
    """What the run was made on, each measure in numbers with the failing ids, and the comparison. No words of any case."""
    waits = waits_of(run)
    report: dict[str, Any] = {"about": run.about(), "suites": {}}
    for suite in run.suites:
        timed = waits.get(suite.name)
        report["suites"][suite.name] = {
            "n": len(suite.results),
            "failing": [one.id for one in suite.failures()],
            "seconds": {"p50": timed.p50, "p95": timed.p95, "max": timed.longest} if timed else None,
            "measures": _measures(suite),
        }
    if comparison:
        report["comparison"] = _comparison(comparison)
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _measures(suite: SuiteResult) -> dict[str, Any]:
    return {
        one.measure.name: {
            "n": one.n,
            "judged": one.n_judged,
            "could_not_be_judged": one.unjudged,
            "no_output": one.no_output,
            "mean": one.estimate and one.estimate.mean,
            "low": one.estimate and one.estimate.low,
            "high": one.estimate and one.estimate.high,
            "unit": one.measure.unit,
            "gate": one.measure.gate,
            "failing": one.failing,
        }
        for one in summary_of(suite)
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "verdict": comparison.verdict.name.lower(),
        "hindrances": comparison.hindrances,
        "baseline": dict(comparison.before.about),
        "measures": [
            {
                "suite": one.suite,
                "measure": one.measure.name,
                "n": one.n,
                "before": one.before,
                "after": one.after,
                "lost": one.lost,
                "won": one.won,
                "p_worse": one.p_worse,
                "p_better": one.p_better,
                "is_worse": one.is_worse,
                "is_better": one.is_better,
            }
            for one in comparison.measures
        ],
        "cases": [
            {
                "suite": one.suite,
                "id": one.id,
                "measure": one.measure,
                "before": one.before,
                "after": one.after,
                "turn": one.turn.name.lower(),
            }
            for one in comparison.cases
        ],
        "added": comparison.added,
    }
