"""What one person waits for: a cold shell, a warm question, the page, an index."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.retrieval.embedding import Embedder, open_embedder
from assistant.retrieval.ranking import Retriever
from assistant.settings import PROJECT, Settings
from assistant.wiring import ready_index, ready_retriever
from benchmarks.measuring import memory_mb, sample_cases, seconds_of, taken_by
from benchmarks.people import ask_at_once, page_running
from benchmarks.tables import Row
from evals.intervals import of_sorted

ROUNDS = 3
HEADER = ("what", "measured", "goal")


def waits_table(settings: Settings, skip_index: bool) -> list[Row]:
    """Everything one person waits for, ratios first; the index left out where `skip_index`."""
    retriever = ready_retriever(settings, date.today())
    built = [] if skip_index else index_from_nothing(settings)
    return [HEADER, *warm_questions(retriever, open_embedder(settings.data)), cold_ask(), *the_page(), *built]


def warm_questions(retriever: Retriever, embedder: Embedder) -> list[Row]:
    """A warm turn over the sample questions, beside one bare pass of the embedding model over the same texts."""
    questions = [case.question for case in sample_cases()]
    works: tuple[Callable[[str], object], ...] = (
        lambda question: embedder.embed([question]),
        lambda question: take_turn(question, Conversation(), retriever, date.today()),
    )
    taken_by(works, questions)  # warms everything
    bare, turns = taken_by(works, questions * ROUNDS)
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


# what a process needed at most, told by itself: what its parent learns counts the parent's own memory too
TELLING_ITS_PEAK = """
import atexit, sys
from benchmarks.peer_protocol import peak_mb
atexit.register(lambda: print(peak_mb(), file=sys.stderr))
from assistant.cli import main
main()
"""


def cold_ask() -> Row:
    """`assistant ask` from the shell, index built: the middle of ROUNDS."""
    command = [sys.executable, "-m", "assistant", "ask", "can they take my wages?"]
    taken = [seconds_of(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS)]
    told = subprocess.run(
        [sys.executable, "-c", TELLING_ITS_PEAK, *command[3:]], check=True, capture_output=True, text=True, cwd=PROJECT
    )
    megabytes = float(told.stderr.split()[-1])
    return "`assistant ask` from a cold shell", f"{of_sorted(taken, 0.5):.1f} s, {megabytes:.0f} MB", "≤ 4 s, ≤ 300 MB"


def the_page() -> list[Row]:
    """From `python app.py` to an answer, and memory after it."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, page_running(Path(folder)) as (address, process):
        ask_at_once(address, ["levy?"])
        seconds, megabytes = time.perf_counter() - started, memory_mb(process)
    return [
        ("`python app.py` to a first answer", f"{seconds:.1f} s", "≤ 10 s"),
        ("memory of the page after it", f"{megabytes:.0f} MB", "≤ 450 MB"),
    ]


def index_from_nothing(settings: Settings) -> list[Row]:
    """Building the whole index in an empty folder with the model exported already, and once more with nothing changed."""
    with empty_data(settings) as folder:
        environment = {**os.environ, "ASSISTANT_DATA": str(folder)}
        command = [sys.executable, "-m", "assistant", "index"]
        build = partial(subprocess.run, command, check=True, capture_output=True, env=environment)
        first, again = seconds_of(build), seconds_of(build)
    index = ready_index(settings, date.today())
    n_texts = len(index.passages) + len(index.questions)
    return [
        (f"index from nothing, {n_texts:,} texts", f"{first:.0f} s, {n_texts / first:.0f} texts/s", ""),
        ("index again, nothing changed", f"{again:.1f} s, {again / first:.2f} of the first", "0 embeddings"),
    ]


@contextmanager
def empty_data(settings: Settings) -> Iterator[Path]:
    """A data folder for the while, that holds the exported model and no index."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for exported in settings.data.glob("model-*"):
            if exported.is_dir():
                (folder / exported.name).symlink_to(exported.resolve())
        yield folder
