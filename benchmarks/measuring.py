"""Clocks, memory, and the circumstances a number was taken in."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial

import psutil

from evals.cases import Case, load_cases
from evals.machine import machine_in_words


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and where a table was measured, and how busy the machine was when it began."""

    on: date
    machine: str
    load: float  # processes wanting to run, mean of the last minute

    @classmethod
    def now(cls) -> "Circumstances":
        return cls(date.today(), machine_in_words(), os.getloadavg()[0])

    def __str__(self) -> str:
        return f"Measured {self.on.isoformat()} on {self.machine}; load average at the start {self.load:.1f}."


def seconds_of(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def taken_by(works: Sequence[Callable[[str], object]], questions: Sequence[str]) -> list[list[float]]:
    """Seconds that each of `works` took for each question; in turns, so that a busy moment meets all of them alike."""
    taken = [[seconds_of(partial(work, question)) for work in works] for question in questions]
    return [list(of_one) for of_one in zip(*taken, strict=True)]


def memory_mb(process: int | None = None) -> float:
    """Resident memory of a process, of this one by default, in MB."""
    return float(psutil.Process(process).memory_info().rss / 2**20)


def memory_of_all_mb(process: int) -> float:
    """The same of a process and all it started; what ends meanwhile counts nothing."""
    total = memory_mb(process)
    for one in psutil.Process(process).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += memory_mb(one.pid)
    return total


def sample_cases() -> list[Case]:
    """The sample questions, which every table asks."""
    return load_cases(["samples"])["samples"]
