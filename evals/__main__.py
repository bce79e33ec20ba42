"""`python -m evals`: every suite, a table, and the failing ids."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import typer
from rich.console import Console
from rich.table import Table

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.records import Answer
from assistant.retrieval.ranking import PARTS, Retriever
from assistant.settings import Settings
from assistant.wiring import ready_index, ready_retriever
from evals.cases import Case, held_out, load_cases
from evals.intervals import mean_with_interval
from evals.scorers import Score, cited_within, key_facts, nothing_forbidden, outcome

app = typer.Typer(add_completion=False, invoke_without_command=True)
out = Console()

SCORERS: dict[str, Callable[[Answer, Case], Score]] = {
    "first": lambda answer, case: cited_within(answer, case, 1),
    "in three": lambda answer, case: cited_within(answer, case, 3),
    "key facts": key_facts,
    "outcome": outcome,
    "nothing forbidden": nothing_forbidden,
}


@dataclass(frozen=True)
class Result:
    """What came back for a case, and its scores by scorer."""

    case: Case
    answer: Answer
    scores: dict[str, Score]
    seconds: float


def run_case(case: Case, retriever: Retriever) -> Result:
    """The last answer of a fresh conversation, scored; `seconds` is what the last turn took."""
    known = Conversation()
    for message in case.messages[:-1]:
        _, known = take_turn(message, known, retriever, date.today())
    started = time.perf_counter()
    answer, _ = take_turn(case.messages[-1], known, retriever, date.today())
    seconds = time.perf_counter() - started
    return Result(case, answer, {name: score(answer, case) for name, score in SCORERS.items()}, seconds)


def table_of(results: list[Result], title: str) -> Table:
    """Scores by kind of case."""
    table = Table("kind", *SCORERS, title=title, title_justify="left")
    kinds = list(dict.fromkeys(result.case.kind for result in results))
    for kind in kinds:
        of_kind = [result for result in results if result.case.kind == kind]
        columns = [[r.scores[name].value for r in of_kind] for name in SCORERS]
        table.add_row(kind, *(mean_with_interval([v for v in column if v is not None]) for column in columns))
    return table


@app.callback()
def run(
    context: typer.Context,
    suite: list[str] | None = typer.Option(None, help="Only these files of evals/cases."),
    case_id: list[str] | None = typer.Option(None, "--case", help="Only these cases, with their answers."),
    split: str = typer.Option("all", help="all, tune or heldout (never tuned on)."),
    failing: bool = typer.Option(False, "--failing", help="List every failing case and why."),
) -> None:
    """Run the cases and print the table."""
    if context.invoked_subcommand:
        return
    retriever = ready_retriever(Settings.from_environment(), date.today())
    kept_out = held_out()
    for name, cases in load_cases(suite).items():
        chosen = [
            case
            for case in cases
            if (not case_id or case.id in case_id) and (split == "all" or (case.id in kept_out) == (split == "heldout"))
        ]
        if not chosen:
            continue
        results = [run_case(case, retriever) for case in chosen]
        out.print(table_of(results, f"{name}: {split}"))
        for result in results if failing or case_id else []:
            faults = {n: s.why for n, s in result.scores.items() if s.value == 0}
            if faults or case_id:
                out.print(f"[bold]{result.case.id}[/bold] {' / '.join(result.case.messages)}", highlight=False)
                for scorer, why in faults.items():
                    out.print(f"   {scorer}: {why}", markup=False, highlight=False)
            if case_id:
                out.print(result.answer.text, markup=False, highlight=False)
        speeds = sorted(result.seconds * 1000 for result in results)
        out.print(f"a turn: p50 {speeds[len(speeds) // 2]:.1f} ms, p99 {speeds[int(len(speeds) * 0.99)]:.1f} ms\n")


@app.command()
def ablate() -> None:
    """Turn one part off at a time and table the effect: where the right section is cited, and how questions end."""
    from assistant.retrieval.embedding import open_embedder

    settings = Settings.from_environment()
    index, embedder = ready_index(settings, date.today()), open_embedder(settings.data)
    cases = [case for cases in load_cases().values() for case in cases]
    columns = [
        ("first", "first", "in_scope"),
        ("in three", "in three", "in_scope"),
        ("in scope answered", "outcome", "in_scope"),
        ("follow-ups first", "first", "followup"),
        ("out of scope refused", "outcome", "out_of_scope"),
    ]
    n_of_kind = Counter(case.kind for case in cases)
    table = Table("without", *(f"{title}, n={n_of_kind[kind]}" for title, _, kind in columns))
    for part in ["nothing", *PARTS]:
        retriever = Retriever(index, embedder, frozenset({part}))
        results = [run_case(case, retriever) for case in cases]
        table.add_row(part, *(_mean(results, scorer, kind) for _, scorer, kind in columns))
    out.print(table)


@app.command()
def notices(
    form: str | None = typer.Option(None, help="Only samples, text, pdf, scan, photo or crooked."),
    failing: bool = typer.Option(False, "--failing", help="List every field that was read wrongly."),
    n: int = typer.Option(200, help="How many made-up letters."),
    seed: int = typer.Option(7, help="Which made-up letters."),
    workers: int = typer.Option(1, help="Processes that read at the same time."),
) -> None:
    """Read letters and compare every field with the truth: by form, with warning signs and seconds a page."""
    from evals.notices import mark_all, papers, report  # what draws the letters is loaded only here

    report(out, mark_all(papers(form, n, seed), workers), failing=failing)


@app.command()
def drafts(
    suite: list[str] | None = typer.Option(None, help="Only these files of evals/cases/drafts."),
    failing: bool = typer.Option(False, "--failing", help="List every conversation that was understood wrongly."),
) -> None:
    """Hold conversations that ask for drafts, and compare the kind, the fields and what is asked for."""
    from evals.drafts import HELD_ON, HELD_OUT, load_drafts, report, understand

    retriever = ready_retriever(Settings.from_environment(), date.today())
    if failing and suite and HELD_OUT in suite:
        raise typer.BadParameter(f"{HELD_OUT} is never looked at case by case.")
    chosen = {name: cases for name, cases in load_drafts(suite).items() if not (failing and name == HELD_OUT)}
    suites = {name: [understand(case, retriever, HELD_ON) for case in cases] for name, cases in chosen.items()}
    report(out, suites, failing)


def _mean(results: list[Result], scorer: str, kind: str) -> str:
    values = [result.scores[scorer].value for result in results if result.case.kind == kind]
    judged = [value for value in values if value is not None]
    return f"{sum(judged) / max(1, len(judged)):.3f}"


if __name__ == "__main__":
    sys.exit(app())
