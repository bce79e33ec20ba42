"""Running suites: every case, one after another or shared out over processes, with a result for each whatever happens to it."""

import hashlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.reading.picture import read_with
from assistant.retrieval.embedding import WEIGHTS_SHA256
from assistant.settings import PROJECT
from evals.machine import machine_in_words
from evals.notices import SEED
from evals.records import Bench, CaseResult, Gate, Posed, Run, Score, Shown, Suite, SuiteResult
from evals.suites import SUITES

# what decides how an output is scored, and how letters are drawn
SCORING = ("suites", "scorers", "claims", "grade", "drafts", "notices")
RULES = (*(f"evals/{name}.py" for name in SCORING), "evals/letters/*")
HELD_ON = date(2026, 11, 27)  # the day cases are run on: what is drafted or still open depends on it


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cases are run: all of them unless something is named. `pairs` are suites and ids, where a case of one suite alone is meant."""

    suites: Sequence[str] = ()
    ids: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    split: str = "all"  # all, tune, or heldout
    seed: int = SEED

    @property
    def is_whole(self) -> bool:
        return self == Chosen()

    def takes(self, suite: str, posed: Posed) -> bool:
        """Whether the case is one of them."""
        named = (not self.ids or posed.id in self.ids) and (not self.pairs or (suite, posed.id) in self.pairs)
        return named and (self.split == "all" or posed.sealed == (self.split == "heldout"))


def run_suites(chosen: Chosen, bench: Bench) -> Run:
    """Every chosen case run and scored. A bar on stderr shows how far it is."""
    started, clock = datetime.now(UTC), time.perf_counter()
    todo = {name: cases for name in chosen.suites or SUITES if (cases := list(_cases_of(SUITES[name], chosen)))}
    bar = Progress(
        TextColumn("{task.description:14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
    )
    with bar:
        task = bar.add_task("", total=sum(map(len, todo.values())))
        results = []
        for name, cases in todo.items():
            bar.update(task, description=name)
            results.append(run_suite(SUITES[name], cases, bench, lambda: bar.advance(task)))
    return Run(
        commit=_commit(),
        tree=tree_hash(),
        rules=hash_of(RULES),
        corpus=bench.corpus.hash(),
        model=WEIGHTS_SHA256[:16],
        seed=chosen.seed,
        today=bench.today.isoformat(),
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 1),
        machine=machine_in_words(),
        whole=chosen.is_whole,
        suites=tuple(results),
    )


def run_suite(suite: Suite[Any, Any], cases: Sequence[Any], bench: Bench, done: Any = lambda: None) -> SuiteResult:
    """The results of `cases`, in their order; `done` is called after each."""
    results = []
    for result in _shared_out(suite, cases, bench) if suite.in_processes else _in_turn(suite, cases, bench):
        results.append(result)
        done()
    return SuiteResult(suite.name, suite.about, suite.measures, tuple(results))


def run_case(suite: Suite[Any, Any], case: Any, bench: Bench) -> CaseResult:
    """The result of one case. Without an output it has 0 in every measure that is gated, and says why."""
    posed = suite.pose(case)
    started = time.perf_counter()
    try:
        output = suite.run(case, bench)
        seconds = time.perf_counter() - started
        scores = dict(suite.score(output, case, bench))
        known = {measure.name for measure in suite.measures}
        return CaseResult(
            posed, suite.show(output), {name: one for name, one in scores.items() if name in known}, seconds
        )
    except Exception as fault:  # noqa: BLE001  whatever broke it, the case has no output: that counts against it, and is shown
        why = f"no output: {type(fault).__name__}: {fault}"
        lost = {m.name: Score(0.0, why) for m in suite.measures if not m.lower_is_better and m.gate is not Gate.TOLD}
        return CaseResult(posed, Shown(""), lost, time.perf_counter() - started, why)


def _cases_of(suite: Suite[Any, Any], chosen: Chosen) -> Iterator[Any]:
    for case in suite.cases(chosen.seed):
        if chosen.takes(suite.name, suite.pose(case)):
            yield case


def _in_turn(suite: Suite[Any, Any], cases: Iterable[Any], bench: Bench) -> Iterator[CaseResult]:
    return (run_case(suite, case, bench) for case in cases)


def _shared_out(suite: Suite[Any, Any], cases: Sequence[Any], bench: Bench) -> Iterator[CaseResult]:
    """The same, each process with a bench of its own."""
    light = Bench(bench.settings, bench.today)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), read_with, (1,)) as pool:
        yield from pool.map(partial(_run_by_name, suite.name, light), cases, chunksize=2)


_benches: dict[str, Bench] = {}  # one in each process


def _run_by_name(name: str, bench: Bench, case: Any) -> CaseResult:
    return run_case(SUITES[name], case, _benches.setdefault(name, bench))


def tree_hash() -> str:
    """Changes when the program, the corpus or a case does."""
    return hash_of(f"{folder}/**/*" for folder in ("assistant", "corpus", "evals/cases"))


def hash_of(patterns: Iterable[str]) -> str:
    """A short hash of the project's files that match."""
    sha = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in PROJECT.glob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            sha.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return sha.hexdigest()[:16]


def _commit() -> str:
    """The commit that is checked out, `+` behind it where files differ from it; "unknown" outside git."""
    git = partial(subprocess.run, cwd=PROJECT, capture_output=True, text=True, check=False)
    head = git(["git", "rev-parse", "--short", "HEAD"])
    if head.returncode:
        return "unknown"
    changed = git(["git", "status", "--porcelain", "--", "assistant", "corpus", "evals"]).stdout.strip()
    return head.stdout.strip() + ("+" if changed else "")
