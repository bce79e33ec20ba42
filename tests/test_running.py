"""A run: every case has a result, whatever happens to it; what it was made on is kept; it survives the disk."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.console import Console

from assistant.corpus import Corpus
from assistant.errors import AssistantError, BadInput
from assistant.retrieval.ranking import Retriever
from assistant.settings import PROJECT, Settings
from benchmarks.people import own_data
from evals.__main__ import main
from evals.card import CARD, system_card
from evals.comparing import Verdict, compare
from evals.records import Bench, Gate, Measure, Posed, Run, Score, Shown, Suite
from evals.running import HELD_ON, Chosen, run_case, run_suites
from evals.storing import RUNS_KEPT, last_run, load_marks, load_run, marks_of, save_marks, save_run


class Unreadable(AssistantError):
    """Planted."""


def suite(run: object, score: object = lambda *_: {"right": Score(1.0, "right")}) -> Suite:
    return Suite(
        name="s",
        about="",
        measures=(
            Measure("right", ""),
            Measure("gain", "", unit="0 to 1"),
            Measure("words", "", Gate.TOLD, "words", lower_is_better=True),
        ),
        cases=lambda _: ["a"],
        pose=lambda case: Posed(case, "why", "asked", "expected", "g", "d"),
        run=run,
        score=score,
        show=lambda output: Shown(str(output)),
    )


@pytest.fixture(scope="module")
def bench(settings: Settings, retriever: Retriever) -> Bench:
    return Bench(settings, HELD_ON, lambda *_: retriever)


@pytest.mark.parametrize("fault", [Unreadable("can't"), RuntimeError("broke"), KeyError("x")])
def test_a_case_without_an_output_counts_against(fault: Exception, bench: Bench) -> None:
    def broken(*_: object) -> str:
        raise fault

    result = run_case(suite(broken), "a", bench)
    assert {name: score.value for name, score in result.scores.items()} == {"right": 0.0, "gain": 0.0}
    assert type(fault).__name__ in result.fault
    assert result.fault == result.scores["right"].why


def test_a_scorer_that_breaks_counts_against_too(bench: Bench) -> None:
    def broken(*_: object) -> dict:
        raise ValueError("no score")

    assert run_case(suite(lambda *_: "x", broken), "a", bench).scores["right"].value == 0.0


def test_a_score_that_the_suite_does_not_name_is_left_out(bench: Bench) -> None:
    scored = suite(lambda *_: "x", lambda *_: {"right": Score(1.0), "other": Score(0.0)})
    assert run_case(scored, "a", bench).scores == {"right": Score(1.0)}


@pytest.fixture(scope="module")
def part(bench: Bench) -> Run:
    return run_suites(Chosen(("privacy", "deadlines")), bench)


def test_a_run_says_what_it_was_made_on(part: Run, bench: Bench) -> None:
    assert (part.corpus, part.today, part.whole) == (bench.corpus.hash(), HELD_ON.isoformat(), False)
    assert part.commit
    assert len(part.model) == 16
    assert [one.name for one in part.suites] == ["privacy", "deadlines"]
    assert all(result.seconds >= 0 for one in part.suites for result in one.results)


def test_cases_can_be_chosen(bench: Bench) -> None:
    chosen = run_suites(Chosen((), frozenset({"num001", "day001"})), bench)
    assert [(one.name, [result.id for result in one.results]) for one in chosen.suites] == [
        ("deadlines", ["day001"]),
        ("privacy", ["num001"]),
    ]


def test_only_held_out_cases_are_run_where_they_are_asked_for(bench: Bench) -> None:
    run = run_suites(Chosen(("retrieval",), split="heldout"), bench)
    assert run.suites[0].results
    assert all(result.posed.sealed for result in run.suites[0].results)


def test_a_run_is_the_same_after_the_disk(part: Run, tmp_path: Path) -> None:
    assert load_run(save_run(part, tmp_path)) == part
    with pytest.raises(BadInput, match="no whole run"):
        last_run(tmp_path, whole=True)
    assert load_run(last_run(tmp_path)) == part


def test_a_baseline_is_the_same_after_the_disk_a_case_a_line(part: Run, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    save_marks(marks_of(part), file)
    assert load_marks(file) == marks_of(part)
    n_cases = sum(len(one.results) for one in part.suites)
    assert sum('"digest"' in line for line in file.read_text(encoding="utf-8").splitlines()) == n_cases
    assert compare(load_marks(file), marks_of(part)).verdict is Verdict.FINE


def test_old_runs_go(part: Run, tmp_path: Path) -> None:
    for second in range(RUNS_KEPT + 3):
        save_run(replace(part, started=f"2026-11-27T00:00:{second:02}+00:00"), tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == RUNS_KEPT
    assert last_run(tmp_path).stem.endswith(f"0000{RUNS_KEPT + 2:02}-part")


@pytest.mark.parametrize("content", ["", "{}", '{"commit": 1}', "[1]"])
def test_a_file_that_is_no_run_is_told(content: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="isn't a run"):
        load_run(file)
    with pytest.raises(BadInput, match="isn't a baseline"):
        load_marks(file)


class Ran(NamedTuple):
    status: int
    stdout: str
    stderr: str


@pytest.fixture
def evals(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`python -m evals` in this process, with a data folder that shares the project's index."""
    for name, value in (("ASSISTANT_DATA", str(data)), ("NO_COLOR", "1"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("evals.__main__.out", Console(width=200, no_color=True))
    monkeypatch.chdir(PROJECT)

    def run(*given: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["evals", *given])
        with pytest.raises(SystemExit) as left:
            main()
        return Ran(int(left.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    assert settings.index.exists()
    return Path(own_data(tmp_path)["ASSISTANT_DATA"])


def test_part_of_the_suites_from_the_command_line(data: Path, evals: Callable[..., Ran]) -> None:
    ran = evals("--suite", "privacy")
    assert ran.status == 0, ran.stderr
    assert "n=45" in ran.stdout
    report = data / "evals" / "report.html"
    assert report.exists()
    assert json.loads((data / "evals" / "report.json").read_text(encoding="utf-8"))
    assert (data / "evals" / "report.md").read_text(encoding="utf-8").startswith("#")
    compared = evals("compare")
    assert (compared.status, "Not worse" in compared.stdout) == (0, True), compared.stdout


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        (lambda result: result["scores"]["gone"].update(value=0.0), 1, "Worse than the baseline"),
        (lambda result: result["posed"].update(digest="other"), 3, "the cases changed: num001"),
    ],
)
def test_the_exit_status_of_a_comparison(
    change: Callable[[dict], None], status: int, says: str, part: Run, data: Path, evals: Callable[..., Ran]
) -> None:
    runs = data / "evals" / "runs"
    file = save_run(replace(part, suites=part.suites[:1]), runs)
    run = json.loads(file.read_text(encoding="utf-8"))
    change(run["suites"][0]["results"][0])
    file.write_text(json.dumps(run), encoding="utf-8")
    compared = evals("compare")
    assert compared.status == status, compared.stderr
    assert says in compared.stdout


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--suite", "prvacy"], "no suite prvacy"),
        (["--split", "dev"], "--split takes all, tune, heldout"),
        (["--case", "q999"], "No case is called q999"),
        (["--case", "q001", "--case", "q999"], "No case is called q999"),
        (["--split", "tune", "gate"], "`gate` takes its options behind it"),
        (["compare"], "no run in"),
        (["compare", "nowhere.json"], "no run nowhere.json"),
        (["bless"], "no whole run in"),
        (["--only-failing"], "no run in"),
        (["accept", "20261127-nix", "--why", "x"], "No question 20261127-nix waits"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(given: list[str], says: str, evals: Callable[..., Ran]) -> None:
    ran = evals(*given)
    assert ran.status == 2
    assert says in ran.stderr.replace("\n", " ")
    assert "Traceback" not in ran.stderr


def test_the_system_card_says_what_the_blessed_run_measured(corpus: Corpus) -> None:
    blessed, written = load_marks(), CARD.read_text(encoding="utf-8")
    rows = [line for line in system_card(blessed, corpus).splitlines() if " n=" in line]
    assert len(rows) > 40
    assert [row for row in rows if row not in written] == []
    assert f"on commit {blessed.about['commit']}" in written
