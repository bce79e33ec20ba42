"""`python -m benchmarks.load`: fifty people who ask and ten who read photos, for ten minutes, each again and again.

Everybody is a session of its own that waits a while between two questions. What is told: what went wrong, how long people
waited, whether the page's memory stays where it was, and how long it took to start.
"""

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Annotated

import httpx
import typer

from benchmarks.measuring import Circumstances, memory_mb, sample_cases
from benchmarks.people import Reply, ask_once, asking_function, page_running, read_once, reading_function
from benchmarks.tables import Measured, Row, show
from evals.intervals import of_sorted
from evals.letters import specimens

SEED = 61
N_PHOTOS = 10
LOOKED_AT_SECONDS = 1.0  # how often memory is measured
FLAT = 1.10  # what the end may have of the start
HEADER = ("what", "done", "errors", "p50", "p95", "longest")
READ = (
    "The letter says",
    "We found no notice code",
    "reads like",
    "read like",
)  # what is said of any letter that was read


@dataclass(slots=True)
class Done:
    """What one kind of people did: how long each had to wait, and what the page said where it did nothing for them."""

    waits: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def row(self, what: str) -> Row:
        n_errors = sum(self.errors.values())
        told = f"{n_errors} ({self.errors.most_common(1)[0][0][:80]})" if n_errors else "0"
        if not self.waits:
            return (what, "0", told, "", "", "")
        times = (of_sorted(self.waits, 0.5), of_sorted(self.waits, 0.95), max(self.waits))
        return (what, str(len(self.waits)), told, *(f"{one:.2f} s" for one in times))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it. `memory_mb` is the page's, second by second, once it had answered and read."""

    minutes: float
    asked: Done
    read: Done
    memory_mb: Sequence[float]
    cold_start_seconds: float

    @property
    def start_mb(self) -> float:
        return of_sorted(self.memory_mb[: self._tenth], 0.5)

    @property
    def end_mb(self) -> float:
        return of_sorted(self.memory_mb[-self._tenth :], 0.5)

    @property
    def _tenth(self) -> int:
        return max(1, len(self.memory_mb) // 10)

    @property
    def is_well(self) -> bool:
        """No error, and no more memory at the end than a tenth above the start."""
        return not (self.asked.errors or self.read.errors) and self.end_mb <= FLAT * self.start_mb


def load_page(minutes: float, askers: int, readers: int, pause_seconds: float) -> Loaded:
    """What `askers` and `readers` meet in `minutes`, on a page that is started for them."""
    questions = [case.question for case in sample_cases()]
    photos = [one.render() for one in specimens(SEED, 200) if one.form == "photo"][:N_PHOTOS]
    asked, read = Done(), Done()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, page_running(Path(folder)) as (address, process):
        cold_start = time.perf_counter() - started
        asking, reading = asking_function(address), reading_function(address)
        ask_once(address, asking, questions[0])
        read_once(address, reading, photos[0])
        ends = time.monotonic() + 60 * minutes
        memory: list[float] = []
        people = [
            *(_person(partial(_ask, address, asking, questions, n), asked, ends, pause_seconds, n) for n in range(askers)),
            *(_person(partial(_read, address, reading, photos, n), read, ends, pause_seconds, n) for n in range(readers)),
        ]  # fmt: skip
        for person in people:
            person.start()
        while any(person.is_alive() for person in people):
            memory.append(memory_mb(process))
            time.sleep(LOOKED_AT_SECONDS)
    return Loaded(minutes, asked, read, memory, cold_start)


def _person(do: Callable[[int], Reply], done: Done, ends: float, pause_seconds: float, number: int) -> threading.Thread:
    """Somebody who does it over and over, with a pause that is never the same, until it is over."""
    chance = random.Random(number)

    def live() -> None:
        for turn in count():
            time.sleep(min(chance.uniform(0, 2) * pause_seconds, max(0.0, ends - time.monotonic())))
            if time.monotonic() >= ends:
                return
            try:
                done.waits.append(do(turn).seconds)
            except (RuntimeError, httpx.HTTPError) as fault:
                done.errors[f"{type(fault).__name__}: {fault}"] += 1

    return threading.Thread(target=live, daemon=True)


def _ask(address: str, function: int, questions: Sequence[str], person: int, turn: int) -> Reply:
    return ask_once(address, function, questions[(person * 7 + turn) % len(questions)])


def _read(address: str, function: int, photos: Sequence[bytes], person: int, turn: int) -> Reply:
    reply = read_once(address, function, photos[(person + turn) % len(photos)])
    if not any(words in reply.html for words in READ):
        raise RuntimeError("the photo wasn't read")
    return reply


def load_table(loaded: Loaded) -> list[Row]:
    """What was done and how it went, and the page's start and memory under it."""
    memory = f"{loaded.start_mb:.0f} MB at the start, {loaded.end_mb:.0f} MB at the end, at most {max(loaded.memory_mb):.0f} MB"
    return [
        HEADER,
        loaded.asked.row("questions"),
        loaded.read.row("photos"),
        ("memory of the page", memory, "", "", "", ""),
        ("cold start", f"{loaded.cold_start_seconds:.1f} s", "", "", "", ""),
    ]


def main(
    minutes: Annotated[float, typer.Option(help="How long.")] = 10.0,
    people: Annotated[int, typer.Option(help="How many ask.")] = 50,
    readers: Annotated[int, typer.Option(help="How many read photos.")] = 10,
    pause: Annotated[float, typer.Option(help="Seconds between an answer and the next question, on average.")] = 15.0,
    write: Annotated[bool, typer.Option("--write", help="Put it into benchmarks/README.md.")] = False,
) -> None:
    """Load the page; exit status 1 where anything went wrong or its memory grew."""
    under = Circumstances.now()
    loaded = load_page(minutes, people, readers, pause)
    show(Measured("load", load_table(loaded), under), write)
    raise typer.Exit(0 if loaded.is_well else 1)


if __name__ == "__main__":
    typer.run(main)
