"""`python -m evals`: every suite, in one command. Exit status 0 fine, 1 worse than the baseline, 2 wrong use, 3 not comparable."""

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.errors import AssistantError, BadInput
from assistant.feedback import delete_pending
from assistant.settings import Settings
from evals.accepting import accept_pending, pending_lines
from evals.card import CARD, system_card
from evals.comparing import Comparison, compare
from evals.notices import SEED
from evals.records import Bench, Run
from evals.report import html_report, json_report, markdown_report
from evals.running import HELD_ON, RULES, Chosen, hash_of, run_suites, tree_hash
from evals.storing import BASELINE, last_run, load_marks, load_run, marks_of, save_marks, save_run
from evals.suites import SUITES
from evals.tables import case_lines, changes_table, failing_lines, suite_table

app = typer.Typer(add_completion=False, invoke_without_command=True, no_args_is_help=False)
out = Console()

SPLITS = ("all", "tune", "heldout")
Runs = Annotated[list[Path] | None, typer.Argument(help="Runs, the earlier first; the last run where none is named.")]


@app.callback()
def run(
    context: typer.Context,
    suite: Annotated[list[str] | None, typer.Option(help=f"Only these: {', '.join(SUITES)}.")] = None,
    case: Annotated[list[str] | None, typer.Option(help="Only these cases, with what came of them.")] = None,
    split: Annotated[str, typer.Option(help="all, tune, or heldout (never tuned on).")] = "all",
    only_failing: Annotated[
        bool, typer.Option("--only-failing", help="Only the cases that failed in the last run.")
    ] = False,
    failing: Annotated[bool, typer.Option("--failing", help="List every case that fails, and why.")] = False,
    seed: Annotated[
        int, typer.Option(help="Letters of another seed than the baseline's: ones nobody has looked at.")
    ] = SEED,
) -> None:
    """Run the suites, print their tables, write the report."""
    if context.invoked_subcommand:
        if suite or case or split != "all" or only_failing or failing or seed != SEED:
            raise BadInput(f"`{context.invoked_subcommand}` takes its options behind it, and none of these.")
        return
    if split not in SPLITS:
        raise BadInput(f"--split takes {', '.join(SPLITS)}.")
    if unknown := sorted(set(suite or ()) - SUITES.keys()):
        raise BadInput(f"There is no suite {unknown[0]}. There are: {', '.join(SUITES)}.")
    settings = Settings.from_environment()
    ids, pairs = frozenset(case or ()), frozenset[tuple[str, str]]()
    if only_failing:
        last = load_run(last_run(runs_of(settings)))
        pairs, seed = frozenset((part.name, one.id) for part in last.suites for one in part.failures()), last.seed
        if not pairs:
            out.print("Nothing failed in the last run.")
            return
    held = run_suites(Chosen(tuple(suite or ()), ids, pairs, split, seed), Bench(settings, HELD_ON))
    if unknown := sorted(ids - {one.id for part in held.suites for one in part.results}):
        raise BadInput(f"No case is called {unknown[0]}. `python -m evals` runs them all.")
    if not held.suites:
        raise BadInput("No case is left. `python -m evals` runs them all.")
    show(held, listing=failing or only_failing)
    for line in (line for part in held.suites for line in case_lines(part)) if case else ():
        out.print(line, markup=False, highlight=False)
    file = save_run(held, runs_of(settings))
    comparison = compare(load_marks(), marks_of(held)) if BASELINE.exists() else None
    out.print(
        f"{held.seconds:.0f} s. The run: {file}\nThe report: {write_reports(held, comparison, settings)}",
        highlight=False,
    )


@app.command()
def bless() -> None:
    """Make the last whole run the baseline, and write the system card from it."""
    settings = Settings.from_environment()
    held = load_run(last_run(runs_of(settings), whole=True))
    if (held.tree, held.rules) != (tree_hash(), hash_of(RULES)):
        raise BadInput("Program, corpus, cases or scoring changed since the last whole run. Run: python -m evals")
    marks = marks_of(held)
    if BASELINE.exists():
        out.print(changes_table(compare(load_marks(), marks)))
    save_marks(marks)
    CARD.write_text(system_card(marks, Bench(settings, HELD_ON).corpus), encoding="utf-8")
    out.print(f"{BASELINE} and {CARD} are of the run of {held.started}. Commit both.", highlight=False)


@app.command("compare")
def compare_runs(runs: Runs = None) -> None:
    """The last run against the baseline, or one run against another: every case that changed, right to wrong first."""
    settings = Settings.from_environment()
    files = list(runs or [last_run(runs_of(settings))])
    if len(files) > 2:
        raise BadInput("Name one run, to compare with the baseline, or two.")
    held = load_run(files[-1])
    before = load_marks() if len(files) == 1 else marks_of(load_run(files[0]))
    leave_with(compare(before, marks_of(held)), held, settings)


@app.command()
def gate() -> None:
    """Run every suite and compare with the baseline: what `make test` does."""
    settings = Settings.from_environment()
    before = load_marks()
    held = run_suites(Chosen(), Bench(settings, HELD_ON))
    save_run(held, runs_of(settings))
    leave_with(compare(before, marks_of(held)), held, settings)


@app.command()
def report(
    runs: Runs = None,
    folder: Annotated[Path | None, typer.Option("--folder", "-o", help="Where to; the data folder otherwise.")] = None,
    unsealed: Annotated[bool, typer.Option("--unsealed", help="Show held-out cases too. They are spent then.")] = False,
) -> None:
    """Write the report of the last run, or of the one named, as a page, as Markdown and as JSON."""
    settings = Settings.from_environment()
    held = load_run((runs or [last_run(runs_of(settings))])[-1])
    comparison = compare(load_marks(), marks_of(held)) if BASELINE.exists() else None
    out.print(write_reports(held, comparison, settings, folder, unsealed), highlight=False)


@app.command()
def card() -> None:
    """Print the system card of the blessed run; `bless` writes it."""
    corpus = Bench(Settings.from_environment(), HELD_ON).corpus
    typer.echo(system_card(load_marks(), corpus))


@app.command()
def ablate() -> None:
    """Turn one part of retrieval off at a time and table the effect over the questions."""
    from evals.ablation import ablation_table

    out.print(ablation_table(Settings.from_environment(), HELD_ON))


@app.command()
def accept(
    pending: Annotated[
        str | None, typer.Argument(help="The pending case; all of them are listed where none is named.")
    ] = None,
    section: Annotated[list[str] | None, typer.Option(help="A section that answers it, best first.")] = None,
    fact: Annotated[list[str] | None, typer.Option(help="A fact to be said; its wordings divided by |.")] = None,
    never: Annotated[list[str] | None, typer.Option(help="What may never be said.")] = None,
    kind: Annotated[str, typer.Option(help="in_scope, followup, partly, out_of_scope or adversarial.")] = "",
    why: Annotated[str, typer.Option(help="Why the case is there.")] = "",
    discard: Annotated[bool, typer.Option("--discard", help="Delete it instead.")] = False,
) -> None:
    """Make a case of a question somebody marked as badly answered, or list those that wait."""
    settings = Settings.from_environment()
    if pending is None:
        for line in pending_lines(settings):
            out.print(line, markup=False, highlight=False)
    elif discard:
        delete_pending(pending, settings.pending)
        out.print(f"{pending} is deleted.", highlight=False)
    else:
        corpus = Bench(settings, HELD_ON).corpus
        case = accept_pending(pending, settings, corpus, kind, section or [], fact or [], never or [], why)
        out.print(
            f"It is case {case.id} of cases/questions/accepted.jsonl now. Run: python -m evals --case {case.id}",
            highlight=False,
        )


def runs_of(settings: Settings) -> Path:
    """Where runs are kept."""
    return settings.data / "evals" / "runs"


def show(held: Run, listing: bool) -> None:
    """A table for each suite; with `listing`, what failed and why."""
    for one in held.suites:
        out.print(suite_table(one))
        for line in failing_lines(one) if listing else ():
            out.print(line, markup=False, highlight=False)


def leave_with(comparison: Comparison, held: Run, settings: Settings) -> None:
    """Say what changed, write the report, and exit with the verdict."""
    out.print(changes_table(comparison))
    out.print(f"The report: {write_reports(held, comparison, settings)}", highlight=False)
    raise typer.Exit(comparison.verdict)


def write_reports(
    held: Run, comparison: Comparison | None, settings: Settings, folder: Path | None = None, unsealed: bool = False
) -> Path:
    """The page's path, once page, Markdown and JSON are written."""
    folder = folder or settings.data / "evals"
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    page.write_text(html_report(held, comparison, unsealed), encoding="utf-8")
    (folder / "report.md").write_text(markdown_report(held, comparison), encoding="utf-8")
    (folder / "report.json").write_text(json_report(held, comparison), encoding="utf-8")
    return page


def main() -> None:
    """The command line: a fault of use in one line, and status 2 for it and for a crash, as 1 says "worse"."""
    try:
        app()
    except AssistantError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except Exception:  # noqa: BLE001  a bug: told in full, and never taken for a verdict
        traceback.print_exc()
        sys.exit(2)


if __name__ == "__main__":
    main()
