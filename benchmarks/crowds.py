"""What waiting costs when more people ask at once, through the page's own API and queue."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import memory_mb, sample_cases
from benchmarks.people import Refusal, Reply, crowd_asks, page_running
from benchmarks.tables import Row
from evals.intervals import of_sorted

ROUNDS = 3
FEWEST_WAITS = 30  # somebody alone asks this often, since all else is measured against it
CROWDS = (1, 10, 50, 200)
HEADER = (
    "people at once",
    "the last wait against one alone",
    "whole answer, p50 / p95 / last",
    "first words, p50",
    "answered",
    "memory of the page",
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a crowd of `people` waited for whole answers, over all rounds; seconds, and MB of the page after them."""

    people: int
    p50: float
    p95: float
    last: float  # the middle of the rounds' last ones
    first_words: float  # p50
    answered: int
    asked: int
    memory_mb: float
    refusals: tuple[str, ...]  # what the page said to those it didn't answer, the most frequent first


def measure_crowds(crowds: Sequence[int] = CROWDS) -> list[Crowd]:
    """Crowd after crowd at one page, smallest first, after a first question that warms it."""
    with tempfile.TemporaryDirectory() as folder, page_running(Path(folder)) as (address, process):
        crowd_asks(address, _questions(10))
        return [_crowd(people, address, process) for people in sorted(crowds)]


def _crowd(people: int, address: str, process: int) -> Crowd:
    rounds = [crowd_asks(address, _questions(people)) for _ in range(max(ROUNDS, FEWEST_WAITS // people))]
    replies = [[one for one in outcomes if isinstance(one, Reply)] for outcomes in rounds]
    said = Counter(one.why for outcomes in rounds for one in outcomes if isinstance(one, Refusal))
    waits = [reply.seconds for answered in replies for reply in answered] or [float("nan")]
    return Crowd(
        people,
        of_sorted(waits, 0.5),
        of_sorted(waits, 0.95),
        of_sorted([max((r.seconds for r in answered), default=float("nan")) for answered in replies], 0.5),
        of_sorted([r.first_seconds for answered in replies for r in answered] or [float("nan")], 0.5),
        sum(map(len, replies)),
        people * len(rounds),
        memory_mb(process),
        tuple(why for why, _ in said.most_common(3)),
    )


def _questions(people: int) -> list[str]:
    """A question for each, the sample questions over and over."""
    return list(islice(cycle(case.question for case in sample_cases()), people))


def crowds_table(crowds: Sequence[Crowd]) -> list[Row]:
    """Crowds as rows, ratios first; beside how many were answered, what the page said to the others."""
    alone = crowds[0].last
    return [HEADER, *(_row(crowd, alone) for crowd in crowds)]


def _row(crowd: Crowd, alone: float) -> Row:
    return (
        str(crowd.people),
        f"{crowd.last / alone:.0f} ×",
        f"{crowd.p50:.2f} / {crowd.p95:.2f} / {crowd.last:.2f} s",
        f"{crowd.first_words:.2f} s",
        " ".join([f"{crowd.answered} of {crowd.asked}", *(f"({why})" for why in crowd.refusals)]),
        f"{crowd.memory_mb:.0f} MB",
    )
