"""The records of an evaluation: what a suite is made of, what came of a case, and what a run was made on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from assistant.corpus import Corpus, load_corpus
from assistant.records import Answer
from assistant.retrieval.exact import ExactNames
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings
from assistant.wiring import ready_retriever

CaseT = TypeVar("CaseT")
OutputT = TypeVar("OutputT")


@dataclass(frozen=True, slots=True)
class Score:
    """`value` from 0 (wrong) to 1 (right), or a plain number where the measure is one; None: could not be judged.

    `why` explains it in words. What a case doesn't ask has no score at all.
    """

    value: float | None
    why: str = ""


Scores = Mapping[str, Score]


class Gate(StrEnum):
    """What makes a run worse than its baseline in a measure."""

    NEVER = "never"  # one case that was right and is wrong now
    DOUBT = "doubt"  # a loss too large to be chance, over the paired cases
    TOLD = "told"  # nothing: it informs


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a suite. What follows `unit` matters to measures that are plain numbers: `matters` is the smallest change of the
    mean that is worth a word, as many cases make the least one certain."""

    name: str
    about: str
    gate: Gate = Gate.DOUBT
    unit: str = "share"  # share: 0 to 1; anything else is a number of that
    lower_is_better: bool = False
    matters: float = 0.0

    @property
    def is_share(self) -> bool:
        return self.unit == "share"

    @property
    def digits(self) -> int:
        """How many digits its mean is printed with."""
        return 3 if self.is_share or self.unit == "0 to 1" else 1

    def counted(self, value: float | None) -> float | None:
        """`value` as it counts in a mean: a share that could not be judged is 0, any other number is left out (None)."""
        return 0.0 if value is None and self.is_share else value

    @property
    def is_decisive(self) -> bool:
        """Whether a case can fail by it: a share that does more than inform."""
        return self.is_share and self.gate is not Gate.TOLD


class Source(NamedTuple):
    """A source an answer named: the section and the quoted words."""

    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An output as a report shows it. `label` is what a confusion table counts; "" where there is none."""

    text: str
    sources: tuple[Source, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Posed:
    """A case as a report shows it. `digest` changes when the case does; `label` is what a confusion table expects."""

    id: str
    reason: str  # why the case is there
    asked: str
    expected: str
    group: str  # a row of the suite's table: the kind of question, the form of a letter
    digest: str
    sealed: bool = False  # held out: never read case by case, so never tuned on
    label: str = ""


@dataclass(frozen=True)
class Bench:
    """What cases are run with: the program and the corpus as they stand now, conversations held on `today`.

    Each part is made when a suite first asks.
    """

    settings: Settings
    today: date
    retriever_of: Callable[[Settings, date], Retriever] = ready_retriever
    answers: dict[str, Answer] = field(default_factory=dict)  # by case: held once a run, whichever suites ask

    @cached_property
    def retriever(self) -> Retriever:
        return self.retriever_of(self.settings, date.today())

    @cached_property
    def corpus(self) -> Corpus:
        return load_corpus(self.settings.corpus, date.today())

    @cached_property
    def names(self) -> ExactNames:
        return ExactNames(self.corpus)


@dataclass(frozen=True)
class Suite(Generic[CaseT, OutputT]):
    """Cases, what is run on each, and what is measured. `run` may raise: a case without an output has 0 in every measure."""

    name: str
    about: str
    measures: tuple[Measure, ...]
    cases: Callable[[int], Sequence[CaseT]]  # takes a seed; only letters are drawn by one
    pose: Callable[[CaseT], Posed]
    run: Callable[[CaseT, Bench], OutputT]
    score: Callable[[OutputT, CaseT, Bench], Scores]
    show: Callable[[OutputT], Shown]
    in_processes: bool = False  # whether cases take long enough to be shared out over processes


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case. `fault` says why there is no output, "" where there is one."""

    posed: Posed
    shown: Shown
    scores: Scores
    seconds: float
    fault: str = ""

    @property
    def id(self) -> str:
        return self.posed.id


@dataclass(frozen=True)
class SuiteResult:
    """All results of a suite, in the order of its cases."""

    name: str
    about: str
    measures: tuple[Measure, ...]
    results: tuple[CaseResult, ...]

    def failures(self) -> list[CaseResult]:
        """The results with a share below 1 or not to be judged, or with no output."""
        return [one for one in self.results if one.fault or self.failed(one)]

    def failed(self, one: CaseResult) -> list[str]:
        """The measures that a case of this suite fails by."""
        scores = {m.name: one.scores[m.name].value for m in self.measures if m.is_decisive and m.name in one.scores}
        return [name for name, value in scores.items() if value is None or value < 1]


@dataclass(frozen=True)
class Run:
    """One run of suites and what it was made on. `whole`: every case of every suite, so that it may be blessed."""

    commit: str
    tree: str  # hash of the program, corpus and cases it ran
    rules: str  # hash of the rules it was scored by
    corpus: str  # hash of the corpus
    model: str  # hash of the embedding model's weights
    seed: int
    today: str
    started: str
    seconds: float
    machine: str
    whole: bool
    suites: tuple[SuiteResult, ...]

    def about(self) -> dict[str, Any]:
        """All but the suites."""
        return {name: value for name, value in vars(self).items() if name != "suites"}
