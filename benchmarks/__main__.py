"""`python -m benchmarks`: what a person waits for, beside the floor set by the embedding model, in one run.
`--only-drafts` measures letters alone.

Everything is measured on this machine, now, over the project's own corpus and index; the ratios carry over to another
machine, the seconds don't.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.corpus import Corpus, load_corpus
from assistant.drafting.command import draft_from
from assistant.drafting.details_file import details_from
from assistant.drafting.export import as_markdown, pack_of
from assistant.records import Draft
from assistant.retrieval.embedding import Embedder, open_embedder
from assistant.retrieval.exact import ExactNames
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings
from assistant.wiring import ready_index, ready_retriever
from benchmarks.people import ask_at_once, page_running
from evals.cases import load_cases

ROUNDS = 3
DRAFTS = 40
TABLE = Path(__file__).with_name("README.md")
START, END = "<!-- table -->", "<!-- end of table -->"

Row = tuple[str, str, str]

app = typer.Typer(add_completion=False)
out = Console()


def of_sorted(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def seconds_of(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cold_ask() -> Row:
    """`assistant ask` from the shell, index built: the middle of ROUNDS."""
    command = [sys.executable, "-m", "assistant", "ask", "can they take my wages?"]
    taken = [seconds_of(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS)]
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return "`assistant ask` from a cold shell", f"{of_sorted(taken, 0.5):.1f} s, {megabytes:.0f} MB", "≤ 4 s, ≤ 300 MB"


def warm_questions(retriever: Retriever) -> list[Row]:
    """A warm turn over the sample questions, beside one bare pass of the embedding model over the same texts."""
    questions = [case.question for case in load_cases(["samples"])["samples"]]
    for question in questions:
        retriever.embedder.embed([question])
    asked = questions * ROUNDS
    bare = [seconds_of(partial(retriever.embedder.embed, [question])) for question in asked]
    turns = [seconds_of(partial(take_turn, question, Conversation(), retriever, date.today())) for question in asked]
    ratio = of_sorted(turns, 0.5) / of_sorted(bare, 0.5)
    return [
        ("a warm question against one bare pass of the model, p50", f"{ratio:.1f} ×", "≤ 2 ×"),
        (
            "a warm question, p50 / p99",
            f"{of_sorted(turns, 0.5) * 1000:.0f} / {of_sorted(turns, 0.99) * 1000:.0f} ms (n={len(turns)})",
            "≤ 20 / 40 ms",
        ),
        ("one bare pass of the model, p50", f"{of_sorted(bare, 0.5) * 1000:.1f} ms", ""),
    ]


def index_from_nothing(settings: Settings) -> list[Row]:
    """Building the whole index in an empty folder with the model exported already, and once more with nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        for exported in settings.data.glob("model-*"):
            if exported.is_dir():
                (Path(folder) / exported.name).symlink_to(exported.resolve())
        environment = {**os.environ, "ASSISTANT_DATA": folder}
        command = [sys.executable, "-m", "assistant", "index"]

        def build() -> None:
            subprocess.run(command, check=True, capture_output=True, env=environment)

        first, again = seconds_of(build), seconds_of(build)
    index = ready_index(settings, date.today())
    n_texts = len(index.passages) + len(index.questions)
    return [
        (f"index from nothing, {n_texts:,} texts", f"{first:.0f} s, {n_texts / first:.0f} texts/s", ""),
        ("index again, nothing changed", f"{again:.1f} s, {again / first:.2f} of the first", "0 embeddings"),
    ]


def the_page() -> list[Row]:
    """From `python app.py` to an answer; then 1, 10, 30 people at once, and memory after them."""
    rows: list[Row] = []
    questions = [case.question for case in load_cases(["samples"])["samples"]]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, page_running(Path(folder)) as (address, process):
        ask_at_once(address, ["levy?"])
        seconds = time.perf_counter() - started
        rows.append(("`python app.py` to a first answer", f"{seconds:.1f} s", "≤ 10 s"))
        for people in (1, 10, 30):
            waits = [reply.seconds for reply in ask_at_once(address, questions[:people])]
            rows.append(
                (
                    f"{people} asking at once, whole answer, p50 / last",
                    f"{of_sorted(waits, 0.5):.2f} / {max(waits):.2f} s, {len(waits)} of {people} answered",
                    "all answered",
                )
            )
        status = Path(f"/proc/{process}/status")
        if status.exists():
            kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            rows.append(("memory of the page after them", f"{int(kilobytes) / 1024:.0f} MB", "≤ 450 MB"))
    return rows


DRAFTED = {
    "notice_code": "CP14",
    "notice_date": "2026-11-09",
    "tax_year": "2024",
    "amount": "3214.77",
    "name": "Otis and Verbena Calloway",
    "address": ["Route 2, Box 118", "Galena, KS 66739"],
    "reason": "The notice leaves out the estimated payment of June.",
}


def drafts(embedder: Embedder, corpus: Corpus) -> list[Row]:
    """A letter made, checked and shown as Markdown; a letter made and packed; beside one bare pass of the model."""
    today, names = date.today(), ExactNames(corpus)
    question = "can they take my wages?"

    def letter() -> Draft:
        made = draft_from("dispute_letter", details_from(DRAFTED, corpus, names), corpus, today).draft
        if made is None:
            raise ValueError("the benchmark's own details no longer make a letter")
        return made

    work: dict[str, Callable[[], object]] = {
        "bare": lambda: embedder.embed([question]),
        "draft": lambda: as_markdown(letter()),
        "pack": lambda: pack_of(letter(), None),
    }
    for do in work.values():
        do()
    taken = {name: [seconds_of(do) for _ in range(DRAFTS)] for name, do in work.items()}
    bare = of_sorted(taken["bare"], 0.5)
    return [
        (
            f"{what}, p50 / p95",
            " / ".join(f"{of_sorted(taken[name], share) * 1000:.0f}" for share in (0.5, 0.95))
            + f" ms, {of_sorted(taken[name], 0.5) / bare:.0f} / {of_sorted(taken[name], 0.95) / bare:.0f} × a bare pass (n={DRAFTS})",
            "",
        )
        for name, what in (
            ("draft", "a letter, checked and shown as Markdown"),
            ("pack", "a letter as Word, PDF and text in a zip"),
        )
    ]


@app.command()
def run(
    write: bool = typer.Option(False, "--write", help="Put the table into benchmarks/README.md."),
    skip_index: bool = typer.Option(False, "--skip-index", help="Leave out building the index (two minutes)."),
    only_drafts: bool = typer.Option(False, "--only-drafts", help="Measure the drafts alone, without an index."),
) -> None:
    """Measure, and print the table."""
    settings = Settings.from_environment()
    if only_drafts:
        rows = drafts(open_embedder(settings.data), load_corpus(settings.corpus, date.today()))
    else:
        retriever = ready_retriever(settings, date.today())
        rows = [
            cold_ask(),
            *warm_questions(retriever),
            *drafts(retriever.embedder, retriever.index.corpus),
            *the_page(),
        ]
    if not only_drafts and not skip_index:
        rows += index_from_nothing(settings)
    table = Table("what", "measured", "goal")
    for row in rows:
        table.add_row(*row)
    out.print(table)
    if write:
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        lines = ["| what | measured | goal |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
        text = TABLE.read_text(encoding="utf-8")
        before, after = text.split(START)[0], text.split(END)[1]
        table_text = "\n".join([START, f"Measured {date.today().isoformat()} on {machine}.", "", *lines, END])
        TABLE.write_text(f"{before}{table_text}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(app())
