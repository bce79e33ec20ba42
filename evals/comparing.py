"""Two runs side by side, case by case: what got better, what got worse, and whether that can be chance.

A measure with Gate.NEVER is worse when one case that was right is wrong now. One with Gate.DOUBT is worse when the paired cases speak
against it at ALPHA: shares by the exact sign test on the cases that changed sides (McNemar), plain numbers by Wilcoxon's signed-rank
test where the mean moved by as much as matters; both one-sided, as only a loss stops a change. A case that could not be judged,
or has no output, counts as wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from scipy.stats import binomtest, wilcoxon

from evals.records import Gate, Measure
from evals.storing import Marks, SuiteMarks

ALPHA = 0.05
RIGHT = 1.0
SAME_WITHIN = 1e-6  # two values this near are the same


class Turn(IntEnum):
    """Which way a case went, the gravest first."""

    LOST = 0  # right, and wrong now
    WORSE = 1
    BETTER = 2
    WON = 3  # wrong, and right now


class Verdict(IntEnum):
    """What a comparison comes to: the exit status of the command."""

    FINE = 0
    WORSE = 1
    NOT_COMPARABLE = 3


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case whose value of a measure changed."""

    suite: str
    id: str
    measure: str
    before: float
    after: float
    turn: Turn


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure over the paired cases: means, how many changed sides, and how likely so much loss, or gain, is by chance."""

    suite: str
    measure: Measure
    n: int
    before: float
    after: float
    lost: int
    won: int
    p_worse: float
    p_better: float

    @property
    def is_worse(self) -> bool:
        if self.measure.gate is Gate.NEVER:
            return self.lost > 0
        return self.measure.gate is Gate.DOUBT and self.p_worse < ALPHA and -self.gain >= self.measure.matters

    @property
    def is_better(self) -> bool:
        return not self.is_worse and self.p_better < ALPHA and self.gain >= self.measure.matters

    @property
    def gain(self) -> float:
        """By how much the mean got better."""
        step = self.after - self.before
        return -step if self.measure.lower_is_better else step


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed between two runs. `hindrances` say why they can't be compared, empty where they can."""

    before: Marks
    after: Marks
    measures: tuple[MeasureChange, ...]
    cases: tuple[CaseChange, ...]
    added: tuple[str, ...]  # cases that only the later run has
    hindrances: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        if self.hindrances:
            return Verdict.NOT_COMPARABLE
        return Verdict.WORSE if any(change.is_worse for change in self.measures) else Verdict.FINE


def compare(before: Marks, after: Marks) -> Comparison:
    """The later run against the earlier one, over the suites and cases of the later where it ran only some of them."""
    suites = [name for name in after.suites if name in before.suites]
    measures = [m for name in suites for m in _measures(name, before.suites[name], after.suites[name])]
    cases = [c for name in suites for c in _cases(name, before.suites[name], after.suites[name])]
    return Comparison(
        before,
        after,
        tuple(measures),
        tuple(sorted(cases, key=lambda change: change.turn)),
        tuple(
            f"{name} {id}"
            for name in suites
            for id in after.suites[name].cases.keys() - before.suites[name].cases.keys()
        ),
        tuple(_hindrances(before, after)),
    )


def _hindrances(before: Marks, after: Marks) -> Iterator[str]:
    if before.about["today"] != after.about["today"]:
        yield f"the cases were held on {before.about['today']} and on {after.about['today']}"
    if before.about.get("rules") != after.about.get("rules"):
        yield "the two were scored by other rules"
    if before.about["seed"] != after.about["seed"]:
        yield f"the letters are of seed {before.about['seed']} and of seed {after.about['seed']}"
    for name, suite in after.suites.items():
        if name not in before.suites:
            yield f"the earlier run has no suite {name}"
            continue
        earlier = before.suites[name]
        common = suite.cases.keys() & earlier.cases.keys()
        if changed := sorted(id for id in common if suite.cases[id].digest != earlier.cases[id].digest):
            yield f"{name}: the cases changed: {_named(changed)}"
        if after.about["whole"] and (gone := sorted(earlier.cases.keys() - suite.cases.keys())):
            yield f"{name}: cases are gone: {_named(gone)}"
        if not common:
            yield f"{name}: no case in common"
        if [replace(m, about="") for m in suite.measures] != [replace(m, about="") for m in earlier.measures]:
            yield f"{name}: other measures, or other gates"
        if resealed := sorted(id for id in common if suite.cases[id].sealed != earlier.cases[id].sealed):
            yield f"{name}: held out now, or no longer: {_named(resealed)}"
    if after.about["whole"]:
        yield from (f"the suite {name} is gone" for name in before.suites if name not in after.suites)


def _named(ids: Sequence[str], most: int = 5) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _pairs(measure: Measure, before: SuiteMarks, after: SuiteMarks) -> Iterator[tuple[str, float, float]]:
    """Case, earlier value, later value: of the cases that both runs scored.

    What must never happen counts also where the earlier run had nothing to score: nothing was wrong then.
    """
    for id, later in after.cases.items():
        earlier = before.cases.get(id)
        if earlier is None or (now := later.counted(measure)) is None:
            continue
        then = earlier.counted(measure)
        if then is None and measure.gate is Gate.NEVER and now < RIGHT:
            then = RIGHT
        if then is not None:
            yield id, then, now


def _measures(name: str, before: SuiteMarks, after: SuiteMarks) -> Iterator[MeasureChange]:
    for measure in after.measures:
        pairs = [(then, now) for _, then, now in _pairs(measure, before, after)]
        if not pairs:
            continue
        lost = sum(b >= RIGHT > a for b, a in pairs) if measure.is_share else 0
        won = sum(a >= RIGHT > b for b, a in pairs) if measure.is_share else 0
        worse, better = _chance(measure, pairs, lost, won)
        means = [sum(values) / len(pairs) for values in zip(*pairs, strict=True)]
        yield MeasureChange(name, measure, len(pairs), means[0], means[1], lost, won, worse, better)


def _chance(measure: Measure, pairs: Sequence[tuple[float, float]], lost: int, won: int) -> tuple[float, float]:
    """How likely so much loss, and so much gain, is when nothing really changed."""
    if measure.is_share:
        if not lost + won:
            return 1.0, 1.0
        return tuple(float(binomtest(k, lost + won, alternative="greater").pvalue) for k in (lost, won))  # type: ignore[return-value]
    gains = [(b - a) if measure.lower_is_better else (a - b) for b, a in pairs]
    if all(abs(gain) < SAME_WITHIN for gain in gains):
        return 1.0, 1.0
    return float(wilcoxon(gains, alternative="less").pvalue), float(wilcoxon(gains, alternative="greater").pvalue)


def _cases(name: str, before: SuiteMarks, after: SuiteMarks) -> Iterator[CaseChange]:
    for measure in after.measures:
        if measure.gate is Gate.TOLD:
            continue
        for id, earlier, later in _pairs(measure, before, after):
            turn = _turn(measure, earlier, later)
            if turn is not None:
                yield CaseChange(name, id, measure.name, earlier, later, turn)


def _turn(measure: Measure, before: float, after: float) -> Turn | None:
    """Which way a share went; plain numbers are compared as a whole, not case by case."""
    if not measure.is_share or abs(before - after) < SAME_WITHIN:
        return None
    if before >= RIGHT:
        return Turn.LOST
    if after >= RIGHT:
        return Turn.WON
    return Turn.BETTER if after > before else Turn.WORSE
