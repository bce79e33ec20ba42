"""How the cost of a question grows with the corpus: the real ranking over generated passages, each size in a process
of its own. `python -m benchmarks.scale 100` measures one size and prints it as JSON.
"""

import gc
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer
from pydantic import TypeAdapter
from threadpoolctl import threadpool_limits

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.retrieval.embedding import Embedder, open_embedder
from assistant.retrieval.index import Index
from assistant.retrieval.ranking import Query, Retriever
from assistant.retrieval.store import PASSAGES, Rows, opened, read_rows, write_rows
from assistant.settings import PROJECT, Settings
from assistant.wiring import ready_index
from benchmarks.generated import enlarged
from benchmarks.measuring import memory_mb, sample_cases, seconds_of, taken_by
from benchmarks.tables import Row
from evals.cases import Case
from evals.intervals import of_sorted
from evals.scorers import accepted_sections, top_level

MOST_OF_MEMORY = 0.9  # of what is free: a size that needs more fails alone, and the machine goes on
WARMING = 10  # questions, before any is timed
MOST_IN_CHROMA = 200_000  # passages; writing more takes longer than everything else together

HEADER = (
    "corpus",
    "passages / asks",
    "a warm question against one bare pass, p50 / p95",
    "of it ranking, p50 / p95",
    "the right section first",
    "memory",
    "ready in",
    "read from Chroma in",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A size to measure: `times` the corpus; `asks_too` where its asks grow as well, else one a generated section."""

    times: int
    asks_too: bool = False

    def __str__(self) -> str:
        return f"{self.times:,} ×{', asks too' if self.asks_too else ''}"


STEPS = (Step(1), Step(10), Step(10, asks_too=True), Step(100), Step(1_000))


@dataclass(frozen=True, slots=True)
class Size:
    """What one size cost; times in milliseconds unless the name says seconds."""

    times: int
    asks_too: bool
    sections: int
    passages: int
    asks: int
    bare_ms: float  # one pass of the embedding model, p50
    rank_ms: tuple[float, float]  # p50, p95
    turn_ms: tuple[float, float]
    right_first: int
    questions: int
    memory_mb: float
    ready_seconds: float
    chroma_seconds: float | None  # None where it wasn't tried


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A size that didn't run, and the last that its process said."""

    times: int
    asks_too: bool
    why: str


def measure_scale(steps: Sequence[Step] = STEPS) -> list[Size | Unmeasured]:
    """Each of `steps` in a process of its own."""
    return [_in_its_own_process(step) for step in steps]


def _in_its_own_process(step: Step) -> Size | Unmeasured:
    command = [sys.executable, "-m", "benchmarks.scale", str(step.times), *(["--asks-too"] if step.asks_too else [])]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or [f"ended with {ended.returncode}"])[-1]
        return Unmeasured(step.times, step.asks_too, last)
    return TypeAdapter(Size).validate_json(ended.stdout)


def measure_size(step: Step, settings: Settings) -> Size:
    """One size, over the index as it is on disk and what is generated beside it."""
    embedder = open_embedder(settings.data)
    index = enlarged(ready_index(settings, date.today()), step.times, embedder, step.asks_too)
    gc.collect()
    threadpool_limits(1, user_api="blas")  # as wiring does
    started = time.perf_counter()
    retriever = Retriever(index, embedder)
    ready = time.perf_counter() - started
    bare, ranks, turns = _asked([case.question for case in sample_cases()], retriever, embedder)
    right = [_is_right_first(case, retriever) for case in sample_cases() if case.sections and not case.turns]
    return Size(
        step.times,
        step.asks_too,
        len(retriever.passages_of),
        len(index.passages),
        len(index.questions),
        of_sorted(bare, 0.5) * 1000,
        _p50_p95_ms(ranks),
        _p50_p95_ms(turns),
        sum(right),
        len(right),
        memory_mb(),
        ready,
        read_from_chroma(index) if len(index.passages) <= MOST_IN_CHROMA else None,
    )


def _asked(
    questions: Sequence[str], retriever: Retriever, embedder: Embedder
) -> tuple[list[float], list[float], list[float]]:
    """Seconds of a bare pass of the model, of ranking and of a whole turn, for each question."""
    works: tuple[Callable[[str], object], ...] = (
        lambda question: embedder.embed([question]),
        lambda question: retriever.rank(Query(question)),
        lambda question: take_turn(question, Conversation(), retriever, date.today()),
    )
    taken_by(works, questions[:WARMING])
    bare, ranks, turns = taken_by(works, questions)
    return bare, ranks, turns


def _is_right_first(case: Case, retriever: Retriever) -> bool:
    """Whether one of the case's sections is ranked first; a generated one never is."""
    ranked = top_level(section for section, _ in retriever.rank(Query(case.question)).sections)
    return bool(ranked) and ranked[0] in accepted_sections(case)


def read_from_chroma(index: Index) -> float:
    """Seconds to read the passages of `index` back from Chroma, as opening an index does."""
    metadata = tuple(
        {"section": p.section, "start": p.start, "end": p.end, "headings": "\n".join(p.headings)}
        for p in index.passages
    )
    ids, texts = tuple(p.id for p in index.passages), tuple(p.text for p in index.passages)
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder)) as client:
            write_rows(client, PASSAGES, Rows(ids, texts, metadata, index.passage_vectors))
        with opened(Path(folder)) as client:
            return seconds_of(lambda: read_rows(client, PASSAGES).digest())


def _p50_p95_ms(seconds: Sequence[float]) -> tuple[float, float]:
    return of_sorted(seconds, 0.5) * 1000, of_sorted(seconds, 0.95) * 1000


def scale_table(sizes: Sequence[Size | Unmeasured]) -> list[Row]:
    """Sizes as rows, ratios first."""
    return [HEADER, *(_row(size) if isinstance(size, Size) else _unmeasured(size) for size in sizes)]


def _row(size: Size) -> Row:
    (turn, turn_95), (rank, rank_95) = size.turn_ms, size.rank_ms
    return (
        str(Step(size.times, size.asks_too)),
        f"{size.passages:,} / {size.asks:,}",
        f"{turn / size.bare_ms:.1f} / {turn_95 / size.bare_ms:.1f} × ({turn:.0f} / {turn_95:.0f} ms)",
        f"{rank:.0f} / {rank_95:.0f} ms",
        f"{size.right_first / size.questions:.2f} (n={size.questions})",
        f"{size.memory_mb:,.0f} MB",
        f"{size.ready_seconds:.1f} s",
        "not tried" if size.chroma_seconds is None else f"{size.chroma_seconds:.1f} s",
    )


def _unmeasured(size: Unmeasured) -> Row:
    return str(Step(size.times, size.asks_too)), "", f"didn't run: {size.why}", *("" for _ in HEADER[3:])


def _limit_memory() -> None:
    pages = Path("/proc/meminfo")
    if pages.exists():
        free = next(line.split()[1] for line in pages.read_text().splitlines() if line.startswith("MemAvailable"))
        most = int(int(free) * 1024 * MOST_OF_MEMORY)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main(times: int, asks_too: bool = typer.Option(False, "--asks-too")) -> None:
    """Measure one size and print it as JSON."""
    _limit_memory()
    print(TypeAdapter(Size).dump_json(measure_size(Step(times, asks_too), Settings.from_environment())).decode())


if __name__ == "__main__":
    typer.run(main)
