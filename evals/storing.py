"""Runs on disk: each whole run as JSON under the data folder, and the blessed one, reduced to its marks, in the project."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.errors import BadInput
from evals.records import CaseResult, Measure, Run, SuiteResult

BASELINE = Path(__file__).parent / "baselines" / "blessed.json"
RUNS_KEPT = 20
DIGITS = 4  # of a score that is kept

_run_json = TypeAdapter(Run)

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class CaseMarks:
    """What is kept of a case to compare by: value by measure, None where it could not be judged."""

    digest: str
    group: str
    sealed: bool
    values: Mapping[str, float | None]

    def counted(self, measure: Measure) -> float | None:
        """The value as it counts in a mean; None where the case wasn't asked the measure, or a plain number is missing."""
        return measure.counted(self.values[measure.name]) if measure.name in self.values else None


@dataclass(frozen=True, slots=True)
class SuiteMarks:
    """The marks of a suite, by case."""

    measures: tuple[Measure, ...]
    cases: Mapping[str, CaseMarks]


@dataclass(frozen=True, slots=True)
class Marks:
    """A run reduced to what a comparison needs. `about` holds what the run was made on."""

    about: Mapping[str, Any]
    suites: Mapping[str, SuiteMarks]


_marks_json = TypeAdapter(Marks)


def marks_of(run: Run) -> Marks:
    """The marks of `run`."""
    return Marks(run.about(), {suite.name: _suite_marks(suite) for suite in run.suites})


def _suite_marks(suite: SuiteResult) -> SuiteMarks:
    return SuiteMarks(suite.measures, {one.id: _case_marks(one) for one in suite.results})


def _case_marks(one: CaseResult) -> CaseMarks:
    values = {name: None if s.value is None else round(s.value, DIGITS) for name, s in one.scores.items()}
    return CaseMarks(one.posed.digest, one.posed.group, one.posed.sealed, values)


def save_run(run: Run, folder: Path) -> Path:
    """Where `run` was written, under `folder`. The oldest beyond RUNS_KEPT go, whole runs and parts of one apart."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{run.started.replace(':', '')[:17]}{'' if run.whole else '-part'}.json"
    file.write_bytes(_run_json.dump_json(run))
    for kind in (
        sorted(folder.glob("*-part.json")),
        sorted(set(folder.glob("*.json")) - set(folder.glob("*-part.json"))),
    ):
        for old in kind[:-RUNS_KEPT]:
            old.unlink()
    return file


def load_run(file: Path) -> Run:
    """The run in `file`. BadInput when it isn't one."""
    return _read(file, _run_json, "run", "python -m evals")


def last_run(folder: Path, whole: bool = False) -> Path:
    """The newest run under `folder`; BadInput where there is none."""
    runs = [file for file in sorted(folder.glob("*.json")) if not (whole and file.stem.endswith("-part"))]
    if not runs:
        raise BadInput(f"There is no {'whole ' if whole else ''}run in {folder} yet. Run: python -m evals")
    return runs[-1]


def save_marks(marks: Marks, file: Path = BASELINE) -> None:
    """Write the baseline, a case a line, so that a change of it can be read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    plain = _marks_json.dump_python(marks, mode="json")
    suites = ",\n".join(
        f'{json.dumps(name)}: {{"measures": {json.dumps(suite["measures"])}, "cases": {{\n'
        + ",\n".join(
            f"{json.dumps(case)}: {json.dumps(values, ensure_ascii=False)}" for case, values in suite["cases"].items()
        )
        + "\n}}"
        for name, suite in plain["suites"].items()
    )
    file.write_text(f'{{"about": {json.dumps(plain["about"])},\n"suites": {{\n{suites}\n}}}}\n', encoding="utf-8")


def load_marks(file: Path = BASELINE) -> Marks:
    """The baseline in `file`. BadInput when there is none, or it is of another version."""
    return _read(file, _marks_json, "baseline", "python -m evals bless")


def _read(file: Path, kind: TypeAdapter[Kept], name: str, made_by: str) -> Kept:
    try:
        return kind.validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise BadInput(f"There is no {name} {file}. Run: {made_by}") from error
    except ValidationError as error:
        raise BadInput(f"{file} isn't a {name} of this version. Run: {made_by}") from error
