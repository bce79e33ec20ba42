"""What a run comes to: each measure with its interval, groups, confusions, waits, and a comparison in words. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evals.comparing import ALPHA, Comparison, MeasureChange, Turn, Verdict
from evals.intervals import Estimate, estimate_of, in_figures, of_sorted
from evals.records import CaseResult, Gate, Measure, Run, SuiteResult

HELD_OUT = "held out: not to be read case by case"
HEADLINES = {
    Verdict.FINE: "No worse than the baseline",
    Verdict.WORSE: "Worse than the baseline",
    Verdict.NOT_COMPARABLE: "Not comparable with the baseline",
}


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """A measure over the cases that were asked it: `n` of them are judged, could not be judged, or had no output.

    In a share, what was not judged counts as 0. Plain numbers have a mean of what was judged. `estimate` is None where nothing counts.
    """

    measure: Measure
    n_judged: int
    unjudged: int
    no_output: int
    estimate: Estimate | None
    failing: tuple[str, ...]  # ids with a value below 1, none judged, or no output; empty where it only informs

    @property
    def n(self) -> int:
        return self.n_judged + self.unjudged + self.no_output

    def __str__(self) -> str:
        return in_figures(self.estimate, self.measure.digits) if self.estimate else "–"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a suite's cases, and how many of them fail."""

    name: str
    n: int
    n_failing: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The cases that should have come out one way and came out another, or the same. `is_wrong`: some fail by it."""

    n: int
    is_wrong: bool


@dataclass(frozen=True)
class Confusion:
    """What was expected against what came: rows, columns, and the cells that hold a case."""

    expected: tuple[str, ...]
    got: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]


@dataclass(frozen=True)
class Waits:
    """How long cases took, in seconds."""

    seconds: tuple[float, ...]  # sorted, at least one

    @cached_property
    def p50(self) -> float:
        return of_sorted(self.seconds, 0.5)

    @cached_property
    def p95(self) -> float:
        return of_sorted(self.seconds, 0.95)

    @property
    def longest(self) -> float:
        return self.seconds[-1]


def summary_of(suite: SuiteResult) -> tuple[MeasureSummary, ...]:
    """Each measure of the suite, over the cases that were asked it."""
    return tuple(_summary(measure, suite.results) for measure in suite.measures)


def _summary(measure: Measure, results: Sequence[CaseResult]) -> MeasureSummary:
    asked = [one for one in results if measure.name in one.scores or (one.fault and measure.is_decisive)]
    missing = [one for one in asked if one.fault]
    values = {one.id: one.scores[measure.name].value for one in asked if not one.fault}
    judged = {id: value for id, value in values.items() if value is not None}
    failing: list[str] = []
    counted = [measure.counted(values.get(one.id)) for one in asked]
    estimate = estimate_of([value for value in counted if value is not None], measure.is_share)
    if measure.is_decisive:
        failing = [one.id for one in asked if one.fault or judged.get(one.id, 0) < 1]
    return MeasureSummary(measure, len(judged), len(values) - len(judged), len(missing), estimate, tuple(failing))


def groups_of(suite: SuiteResult) -> list[Group]:
    """The groups of the suite, the ones with the largest failing share first."""
    every = Counter(one.posed.group for one in suite.results)
    failing = Counter(one.posed.group for one in suite.failures())
    return sorted(
        (Group(name, n, failing[name]) for name, n in every.items()), key=lambda group: -group.n_failing / group.n
    )


def confusion_of(suite: SuiteResult) -> Confusion | None:
    """The labels of the suite's cases against those of their outputs; None where there are none to tell apart."""
    pairs = Counter((one.posed.label, one.shown.label or "no output") for one in suite.results)
    if not any(one.shown.label for one in suite.results) or len(pairs) < 2:
        return None
    failing = {(one.posed.label, one.shown.label or "no output") for one in suite.failures()}
    cells = {pair: Cell(n, pair in failing and not _agree(*pair)) for pair, n in pairs.items()}
    expected = sorted({label for label, _ in pairs})
    others = sorted({label for _, label in pairs} - set(expected))
    got = [label for label in expected if any(label == one for _, one in pairs)]
    return Confusion(tuple(expected), (*got, *others), cells)


def _agree(expected: str, got: str) -> bool:
    """Whether `got` is what was expected: one of several, or anything but one ("not strong")."""
    return got in expected.split(" or ") or (expected.startswith("not ") and expected != f"not {got}")


CaseKey = tuple[str, str]  # suite, id


def cases_by_turn(run: Run, comparison: Comparison | None) -> dict[Turn, dict[CaseKey, list[str]]]:
    """The cases that took each turn, and in what measures: those that may be read first, of them those that may never be lost."""
    sealed = {(suite.name, one.id): one.posed.sealed for suite in run.suites for one in suite.results}
    never = {(suite.name, m.name) for suite in run.suites for m in suite.measures if m.gate is Gate.NEVER}
    found: dict[Turn, dict[CaseKey, list[str]]] = {turn: {} for turn in Turn}
    for change in comparison.cases if comparison else ():
        found[change.turn].setdefault((change.suite, change.id), []).append(change.measure)

    def gravity(key: CaseKey) -> tuple[bool, bool]:
        return sealed[key], not any((key[0], name) in never for name in found[Turn.LOST].get(key, ()))

    return {turn: {key: cases[key] for key in sorted(cases, key=gravity)} for turn, cases in found.items() if cases}


def gravest_turns(comparison: Comparison | None) -> dict[CaseKey, Turn]:
    """The gravest turn that each changed case took."""
    gravest: dict[CaseKey, Turn] = {}
    for change in comparison.cases if comparison else ():  # the gravest come first
        gravest.setdefault((change.suite, change.id), change.turn)
    return gravest


def waits_of(run: Run) -> dict[str, Waits]:
    """Waits by suite. An output that an earlier suite had made already took no time, and is left out."""
    seen: set[tuple[str, str]] = set()
    waits = {}
    for suite in run.suites:
        own = [one for one in suite.results if not one.shown.text or (one.id, one.shown.text) not in seen]
        seen |= {(one.id, one.shown.text) for one in suite.results}
        if own:
            waits[suite.name] = Waits(tuple(sorted(one.seconds for one in own)))
    return waits


# In words


def headline(run: Run, comparison: Comparison | None) -> str:
    """The run in a line: the verdict against the baseline, or how many cases fail."""
    if comparison:
        return HEADLINES[comparison.verdict]
    n, failing = (sum(map(len, lists)) for lists in zip(*((s.results, s.failures()) for s in run.suites), strict=True))
    return f"{failing:,} of {n:,} cases fail" if failing else f"All {n:,} cases are right"


def reasons(comparison: Comparison | None) -> list[str]:
    """Why the verdict is what it is, a sentence each."""
    if not comparison:
        return ["There is no baseline to compare with."]
    if comparison.hindrances:
        return [f"{hindrance[:1].upper()}{hindrance[1:]}." for hindrance in comparison.hindrances]
    worse = sorted(
        (one for one in comparison.measures if one.is_worse), key=lambda one: one.measure.gate is not Gate.NEVER
    )
    if worse:
        return [f"{one.suite}, {one.measure.name}: {_loss(one)}." for one in worse]
    lost, won = sum(m.lost for m in comparison.measures), sum(m.won for m in comparison.measures)
    if not lost + won:
        return ["No case changed sides."]
    return [f"{_values(lost)} that were right are wrong, {won:,} the other way: no loss beyond what chance explains."]


def _loss(change: MeasureChange) -> str:
    if change.measure.gate is Gate.NEVER:
        return f"{cases(change.lost)} {'was' if change.lost == 1 else 'were'} lost, and none may be"
    sides = f", {change.lost} lost and {change.won} won" if change.measure.is_share else ""
    mean_before, mean_after = (number(mean, change.measure) for mean in (change.before, change.after))
    return f"{mean_before} → {mean_after}{sides}, which is more than chance"


def chance_in_words(change: MeasureChange) -> str:
    """What may be made of a change: how a pull request and the page put it."""
    if change.measure.gate is Gate.NEVER and change.lost:
        return "worse: none may be lost"
    if change.is_worse:
        return "worse, more than chance"
    if change.is_better:
        return "better, more than chance"
    if change.p_worse < ALPHA or change.p_better < ALPHA:
        return "more than chance, " + ("only informs" if change.measure.gate is Gate.TOLD else "too little to matter")
    return "may be chance" if is_changed(change) else "the same"


def is_changed(change: MeasureChange) -> bool:
    """Whether anything in the measure changed."""
    return bool(change.lost or change.won) or number(change.before, change.measure) != number(
        change.after, change.measure
    )


def number(value: float, measure: Measure) -> str:
    """A mean, or a step of one, as it is printed: `0.912`, or `54.2` where the measure counts words and the like."""
    return f"{value:.{measure.digits}f}"


def difference(change: MeasureChange) -> str:
    """The step from earlier to later mean, signed: `−0.012`."""
    step = number(change.after - change.before, change.measure).replace("-", "−")
    return step if step.startswith("−") and step.strip("−0.") else f"+{step.strip('−')}" if step.strip("−0.") else "0"


def spaced(name: str) -> str:
    """A name as people write it: `notice date` for `notice_date`."""
    return name.replace("_", " ")


def cases(n: int) -> str:
    """`1 case`, `2 cases`."""
    return f"{n:,} case{'' if n == 1 else 's'}"


def _values(n: int) -> str:
    return f"{n:,} value{'' if n == 1 else 's'}"


def duration(seconds: float) -> str:
    """`0.4 ms`, `58 ms`, `3.1 s`, `5 min 12 s`."""
    if seconds < 0.001:
        return f"{seconds * 1000:.2g} ms" if seconds >= 0.0001 else "under 0.1 ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
