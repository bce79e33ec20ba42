"""Suites and comparisons as tables of the terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rich.console import Group
from rich.table import Table

from evals.comparing import Comparison, MeasureChange, Turn, Verdict
from evals.records import CaseResult, SuiteResult
from evals.report.summary import MeasureSummary, spaced, summary_of

SAYS = {
    Verdict.FINE: "[green]Not worse than the baseline.[/green]",
    Verdict.WORSE: "[red]Worse than the baseline.[/red]",
    Verdict.NOT_COMPARABLE: "[yellow]Not comparable with the baseline.[/yellow] If the change is meant: python -m evals bless",
}
TURNS = {Turn.LOST: "right → wrong", Turn.WORSE: "worse", Turn.BETTER: "better", Turn.WON: "wrong → right"}
MOST_LISTED = 30
MOST_COLUMNS = 6  # groups that have a column each
FEWEST = 5  # cases a group needs to be named


def suite_table(suite: SuiteResult) -> Table:
    """A row for each measure: mean, 95 % interval and n, how many couldn't be judged, and the groups: each, or the weakest of many."""
    groups = _summaries_by_group(suite)
    each = list(groups) if 1 < len(groups) <= MOST_COLUMNS else []
    columns = [spaced(name) for name in each] or ["least well"]
    table = Table("measure", "all cases", "not judged", *columns, title=suite.name, title_justify="left")
    for place, summary in enumerate(summary_of(suite)):
        of_group = {name: summaries[place] for name, summaries in groups.items()}
        cells = [_short(of_group[name]) for name in each] or [_weakest(of_group)]
        table.add_row(summary.measure.name, _with_n(summary), str(summary.unjudged or ""), *cells)
    return table


def _summaries_by_group(suite: SuiteResult) -> dict[str, tuple[MeasureSummary, ...]]:
    of_group: dict[str, list[CaseResult]] = {}
    for one in suite.results:
        of_group.setdefault(one.posed.group, []).append(one)
    return {name: summary_of(replace(suite, results=tuple(results))) for name, results in of_group.items()}


def _with_n(summary: MeasureSummary) -> str:
    return f"{summary} n={summary.n}" if summary.estimate else "–"


def _short(summary: MeasureSummary) -> str:
    return f"{summary.estimate.mean:.2f} n={summary.n}" if summary.estimate else "–"


def _weakest(of_group: Mapping[str, MeasureSummary]) -> str:
    """The group of FEWEST cases or more with the lowest share, and that; "" where there is one group, or none short of 1."""
    means = {name: one.estimate.mean for name, one in of_group.items() if one.estimate and one.n >= FEWEST}
    short = {name: mean for name, mean in means.items() if of_group[name].measure.is_share and mean < 1}
    if len(of_group) < 2 or not short:
        return ""
    name = min(short, key=lambda group: short[group])
    return f"{spaced(name)}: {_with_n(of_group[name])}"


def failing_lines(suite: SuiteResult) -> Iterator[str]:
    """What failed: id, question and why; of a held-out case its id alone."""
    for one in suite.failures():
        if one.posed.sealed:
            yield f"{one.id}  held out"
            continue
        yield f"{one.id}  {one.posed.asked.splitlines()[0][:120] if one.posed.asked else ''}"
        yield from (f"    {name}: {one.scores[name].why}" for name in suite.failed(one))


def case_lines(suite: SuiteResult) -> Iterator[str]:
    """Each case with what came of it and how it was scored; of a held-out case its id alone."""
    for one in suite.results:
        if one.posed.sealed:
            yield f"\n{suite.name} {one.id}  held out"
            continue
        yield f"\n{suite.name} {one.id}\n{one.posed.asked}\n\n{one.fault or one.shown.text}\n"
        yield from (f"    {name}: {score.value}  {score.why}" for name, score in one.scores.items())


def changes_table(comparison: Comparison) -> Group:
    """The verdict, over how much, and why; then every measure that moved and every case that changed, the gravest first."""
    n, of = (sum(len(s.cases) for s in marks.suites.values()) for marks in (comparison.after, comparison.before))
    measures = Table("suite", "measure", "n", "before", "now", "right → wrong", "wrong → right", "chance", "verdict")
    for change in comparison.measures:
        if change.lost or change.won or change.is_worse or change.is_better:
            measures.add_row(*_row(change))
    cases = Table("case", "measure", "before", "now", "")
    for case in comparison.cases[:MOST_LISTED]:
        cases.add_row(
            f"{case.suite} {case.id}", case.measure, f"{case.before:.2f}", f"{case.after:.2f}", TURNS[case.turn]
        )
    more = len(comparison.cases) - MOST_LISTED
    over = "" if n >= of else f" This was over {n:,} of its {of:,} cases alone."
    parts: list[object] = [SAYS[comparison.verdict] + over, *(f"  {hindrance}" for hindrance in comparison.hindrances)]
    parts += [measures] if measures.row_count else ["No measure moved."]
    parts += [cases] if cases.row_count else []
    parts += [f"and {more} more, in the report"] if more > 0 else []
    parts += [f"New: {len(comparison.added)} cases."] if comparison.added else []
    return Group(*parts)  # type: ignore[arg-type]


def _row(change: MeasureChange) -> tuple[str, ...]:
    verdict = "[red]worse[/red]" if change.is_worse else "[green]better[/green]" if change.is_better else ""
    chance = min(change.p_worse, change.p_better)
    return (
        change.suite, change.measure.name, str(change.n), f"{change.before:.3f}", f"{change.after:.3f}",
        str(change.lost or ""), str(change.won or ""), f"{chance:.3f}", verdict,
    )  # fmt: skip
