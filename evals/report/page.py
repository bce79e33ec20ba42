"""The report as one page that needs nothing else: no network, no files beside it.

The overview is written here; a case is drawn by `report.js` when somebody asks for it. Cases hold hostile text: the template escapes
all of it, and the script only ever sets text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, log10
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.comparing import Comparison, MeasureChange, Turn, Verdict
from evals.records import Gate, Run, SuiteResult
from evals.report.case_data import case_json
from evals.report.charts import axis, axis_floor, histogram, whiskers
from evals.report.summary import (
    HELD_OUT,
    Confusion,
    Group,
    MeasureSummary,
    Waits,
    cases,
    cases_by_turn,
    chance_in_words,
    confusion_of,
    difference,
    duration,
    gravest_turns,
    groups_of,
    headline,
    is_changed,
    number,
    reasons,
    spaced,
    summary_of,
    waits_of,
)

HERE = Path(__file__).parent
MOST_GROUPS = 12
MOST_TURNED = 24  # of the cases that took a turn; the rest are a click away
EXCERPT = 240  # characters of a question
# suites whose labels are told apart: what was expected, what came
CONFUSIONS = {
    "outcomes": ("How it should end", "How it ended"),
    "follow-ups": ("How it should end", "How it ended"),
    "notices": ("What the letter is", "What it was read as"),
    "authenticity": ("Warning signs that were due", "Warning signs given"),
    "drafts": ("What was asked for", "What came back"),
}
TURNS = {
    Turn.LOST: "Right before, wrong now",
    Turn.WORSE: "Worse than before, without having been right",
    Turn.WON: "Wrong before, right now",
    Turn.BETTER: "Better than before, not right yet",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of a suite: its numbers, its chart, and what changed since the baseline. Plain numbers have an axis of their own."""

    summary: MeasureSummary
    chart: Markup
    axis: Markup
    change: MeasureChange | None


@dataclass(frozen=True, slots=True)
class SuitePart:
    """A suite in the overview."""

    result: SuiteResult
    rows: Sequence[Row]
    axis: Markup
    groups: Sequence[Group]
    confusion: Confusion | None
    titles: tuple[str, str]
    waits: Waits | None
    histogram: Markup
    n_failing: int
    n_held_out: int
    n_lost: int
    n_won: int

    @property
    def name(self) -> str:
        return self.result.name

    @property
    def n(self) -> int:
        return len(self.result.results)


@dataclass(frozen=True, slots=True)
class Turned:
    """A case that took a turn, in what measures, and what was asked."""

    suite: str
    id: str
    measures: Sequence[str]
    asked: str


def html_report(run: Run, comparison: Comparison | None, unsealed: bool = False) -> str:
    """The whole page. `unsealed` shows cases that were held out; without it the page holds only their ids and values."""
    waits = waits_of(run)
    return (
        _environment()
        .get_template("report.html")
        .render(
            run=run,
            comparison=comparison,
            headline=headline(run, comparison),
            reasons=reasons(comparison),
            tone=comparison.verdict.name.lower().replace("_", "-") if comparison else "alone",
            facts=_facts(run),
            suites=[_suite_part(suite, comparison, waits.get(suite.name)) for suite in run.suites],
            changed=[one for one in comparison.measures if is_changed(one)] if comparison else [],
            turned=_turned(run, comparison, unsealed),
            unsealed=unsealed,
            data=Markup(case_json(run, comparison, unsealed)),
            css=Markup((HERE / "report.css").read_text(encoding="utf-8")),
            js=Markup((HERE / "report.js").read_text(encoding="utf-8")),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= {"cases": cases, "duration": duration, "spaced": spaced, "coded": _coded}
    environment.globals |= {
        "link": _link,
        "case_link": _case_link,
        "chance_in_words": chance_in_words,
        "difference": difference,
        "number": number,
        "NEVER": Gate.NEVER,
        "NOT_COMPARABLE": Verdict.NOT_COMPARABLE,
        "TURNS": TURNS,
        "MOST_GROUPS": MOST_GROUPS,
        "MOST_TURNED": MOST_TURNED,
        "is_changed": is_changed,
    }
    return environment


def _facts(run: Run) -> list[tuple[str, str]]:
    """What the run was made on."""
    started = datetime.fromisoformat(run.started)
    return [
        ("Run", "every case of every suite" if run.whole else "part of the cases"),
        ("Started", f"{started:%Y-%m-%d %H:%M} UTC, took {duration(run.seconds)}"),
        ("Commit", run.commit),
        ("Guidance", run.corpus),
        ("Model", run.model),
        ("Cases held on", run.today),
        ("Seed", str(run.seed)),
        ("Machine", run.machine),
    ]


def _suite_part(suite: SuiteResult, comparison: Comparison | None, waits: Waits | None) -> SuitePart:
    changes = {one.measure.name: one for one in comparison.measures if one.suite == suite.name} if comparison else {}
    turns = [turn for (name, _), turn in gravest_turns(comparison).items() if name == suite.name]
    summaries = summary_of(suite)
    span = (axis_floor(summaries), 1.0)
    groups = groups_of(suite)
    return SuitePart(
        result=suite,
        rows=[_row(one, changes.get(one.measure.name), span) for one in summaries],
        axis=Markup(axis(span)),
        groups=groups if len(groups) > 1 and any(group.n_failing for group in groups) else [],
        confusion=confusion_of(suite) if suite.name in CONFUSIONS else None,
        titles=CONFUSIONS.get(suite.name, ("", "")),
        waits=waits,
        histogram=Markup(histogram(waits) if waits else ""),
        n_failing=len(suite.failures()),
        n_held_out=sum(one.posed.sealed for one in suite.results),
        n_lost=turns.count(Turn.LOST),
        n_won=turns.count(Turn.WON),
    )


def _row(summary: MeasureSummary, change: MeasureChange | None, span: tuple[float, float]) -> Row:
    if not summary.estimate:
        return Row(summary, Markup(""), Markup(""), change)
    before = change.before if change else None
    own_axis = ""
    if not summary.measure.is_share:
        span = (0.0, _rounded_up(max(summary.estimate.high or summary.estimate.mean, before or 0.0)))
        own_axis = axis(span)
    chart = whiskers(summary.estimate, span, before, worse=change is not None and change.is_worse)
    return Row(summary, Markup(chart), Markup(own_axis), change)


def _rounded_up(value: float) -> float:
    """The next number with one digit that isn't zero: 60 for 54.2."""
    if value <= 0:
        return 1.0
    step = 10.0 ** floor(log10(value))
    return ceil(value / step) * step


def _turned(run: Run, comparison: Comparison | None, unsealed: bool) -> dict[Turn, list[Turned]]:
    """The cases that took each turn, the gravest turn and case first, with what was asked."""
    posed = {(suite.name, one.id): one.posed for suite in run.suites for one in suite.results}
    by_turn = cases_by_turn(run, comparison)

    def turned(key: tuple[str, str], measures: Sequence[str]) -> Turned:
        is_shut = posed[key].sealed and not unsealed
        return Turned(*key, measures, HELD_OUT if is_shut else posed[key].asked[:EXCERPT])

    return {turn: [turned(*one) for one in by_turn[turn].items()] for turn in TURNS if turn in by_turn}


def _link(**filters: Any) -> str:
    """The address of the list of cases that pass the filters."""
    return f"#cases?{urlencode(filters)}"


def _case_link(suite: str, id: str) -> str:
    return f"#{quote(suite, safe='')}/{quote(id, safe='')}"


def _coded(text: str) -> Markup:
    """Our own words, with what stands in backticks as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(text.split("`"))
    )
