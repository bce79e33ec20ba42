"""`python -m benchmarks.load`: fifty people who ask and ten who read photos, for ten minutes, each again and again.

Everybody is a session of its own that waits a while between two questions. What is told: what went wrong, how long people
waited, whether the page's memory stays where it was, and how long it took to start.
"""

import locust  # it makes sockets wait for each other, so it comes before all that opens one

# isort: split

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Annotated, ClassVar

import gevent
import httpx
import typer
from locust.env import Environment
from locust.stats import StatsEntry

from assistant.page.serving import MOST_SESSIONS
from benchmarks.measuring import Circumstances, memory_of_all_mb, sample_cases
from benchmarks.people import Reply, ask_once, asking_function, page_running, read_once, reading_function
from benchmarks.tables import Measured, Row, show
from evals.letters import specimens

SEED = 61
N_PHOTOS = 10
LOOKED_AT_SECONDS = 1.0  # how often memory is measured: `Loaded` counts on a second
FLAT = 1.10  # what the end may have of the start
LONGEST_TOLD = 80  # characters of an error
HEADER = ("what", "done", "errors", "p50", "p95", "longest")
READ = (
    "The letter says",
    "We found no notice code",
    "reads like",
    "read like",
)  # what is said of any letter that was read

Do = Callable[[int], Reply]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it. `memory_mb` is that of the page and the reader of its letters, second by second, once it had answered and
    read; `full` the second from which on it held all the sessions it ever holds: what comes then takes the place of what was."""

    asked: StatsEntry
    read: StatsEntry
    errors: dict[str, str]  # of questions and photos: the one met most often
    memory_mb: Sequence[float]
    full: int
    cold_start_seconds: float

    @property
    def start_mb(self) -> float:
        return _middle(self.memory_mb[self.full : self.full + self._tenth])

    @property
    def end_mb(self) -> float:
        return _middle(self.memory_mb[-self._tenth :])

    @property
    def by_minute_mb(self) -> list[float]:
        return [_middle(self.memory_mb[first : first + 60]) for first in range(0, len(self.memory_mb), 60)]

    @property
    def _tenth(self) -> int:
        return max(1, len(self.memory_mb) // 10)

    @property
    def is_well(self) -> bool:
        """No error, all sessions held well before the end, and no more memory then than a tenth above what that took."""
        is_flat = self.full + 2 * self._tenth <= len(self.memory_mb) and self.end_mb <= FLAT * self.start_mb
        return is_flat and not (self.asked.num_failures or self.read.num_failures)


class Person(locust.User):
    """Somebody who does the same over and over, each time as someone new to the page."""

    abstract = True
    does: ClassVar[str]
    do: ClassVar[Callable[[int, int], Reply]]
    numbers: ClassVar[Iterator[int]]

    def on_start(self) -> None:
        self.number, self.turns = next(type(self).numbers), count()

    @locust.task
    def once(self) -> None:
        """One question or one photo; whatever keeps it from its answer is an error."""
        started, fault = time.perf_counter(), None
        try:
            type(self).do(self.number, next(self.turns))
        except (RuntimeError, httpx.HTTPError) as met:
            fault = met
        self.environment.events.request.fire(
            request_type=self.does,
            name=self.does,
            response_time=(time.perf_counter() - started) * 1000,
            response_length=0,
            exception=fault,
            context={},
        )


def load_page(minutes: float, askers: int, readers: int, pause_seconds: float) -> Loaded:
    """What `askers` and `readers` meet in `minutes`, on a page that is started for them."""
    questions = [case.question for case in sample_cases()]
    photos = [one.render() for one in specimens(SEED, 200) if one.form == "photo"][:N_PHOTOS]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, page_running(Path(folder)) as (address, process):
        cold_start = time.perf_counter() - started
        asking, reading = asking_function(address), reading_function(address)
        ask_once(address, asking, questions[0])
        read_once(address, reading, photos[0])
        people = [
            _people("questions", askers, partial(_ask, address, asking, questions), pause_seconds),
            _people("photos", readers, partial(_read, address, reading, photos), pause_seconds),
        ]
        environment = Environment(user_classes=[*people])
        runner = environment.create_local_runner()
        runner.start(askers + readers, spawn_rate=askers + readers)
        ends, memory, full = time.monotonic() + 60 * minutes, [], 0
        while time.monotonic() < ends:
            memory.append(memory_of_all_mb(process))
            if environment.stats.total.num_requests < MOST_SESSIONS:
                full = len(memory)
            gevent.sleep(LOOKED_AT_SECONDS)
        runner.quit()
    errors = sorted(environment.stats.errors.values(), key=lambda one: one.occurrences)
    told = {one.name: str(one.error)[:LONGEST_TOLD] for one in errors}
    asked, read = (environment.stats.get(one.does, one.does) for one in people)
    return Loaded(asked, read, told, memory, full, cold_start)


def _middle(some: Sequence[float]) -> float:
    return statistics.median(some) if some else float("nan")


def _people(does: str, how_many: int, do: Callable[[int, int], Reply], pause_seconds: float) -> type[Person]:
    """`how_many` people who wait between nothing and twice `pause_seconds` from one answer to the next question."""
    its_own = {
        "abstract": False,
        "does": does,
        "do": staticmethod(do),
        "numbers": count(),
        "fixed_count": how_many,
        "wait_time": locust.between(0, 2 * pause_seconds),
    }
    return type(does, (Person,), its_own)


def _ask(address: str, function: int, questions: Sequence[str], person: int, turn: int) -> Reply:
    return ask_once(address, function, questions[(person * 7 + turn) % len(questions)])


def _read(address: str, function: int, photos: Sequence[bytes], person: int, turn: int) -> Reply:
    reply = read_once(address, function, photos[(person + turn) % len(photos)])
    if not any(words in reply.html for words in READ):
        raise RuntimeError("the photo wasn't read")
    return reply


def load_table(loaded: Loaded) -> list[Row]:
    """What was done and how it went, and the page's start and memory under it."""
    held = f"{loaded.start_mb:.0f} MB once it held {MOST_SESSIONS} sessions, after {loaded.full} s, and it never holds more"
    memory = f"{held}; {loaded.end_mb:.0f} MB at the end, at most {max(loaded.memory_mb):.0f} MB"
    minutes = ", ".join(f"{one:.0f}" for one in loaded.by_minute_mb)
    return [
        HEADER,
        *(_row(entry, loaded.errors) for entry in (loaded.asked, loaded.read)),
        ("memory of page and reader", memory, "", "", "", ""),
        ("… minute by minute", f"{minutes} MB", "", "", "", ""),
        ("cold start", f"{loaded.cold_start_seconds:.1f} s", "", "", "", ""),
    ]


def _row(entry: StatsEntry, errors: dict[str, str]) -> Row:
    told = f"{entry.num_failures} ({errors[entry.name]})" if entry.num_failures else "0"
    times = (entry.get_response_time_percentile(0.5), entry.get_response_time_percentile(0.95), entry.max_response_time)
    return (entry.name, str(entry.num_requests), told, *(f"{one / 1000:.2f} s" for one in times))


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
