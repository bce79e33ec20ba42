"""What each part of retrieval is worth: one turned off at a time, the questions held again, compared case by case."""

from dataclasses import replace
from datetime import date

from rich.progress import track
from rich.table import Table

from assistant.retrieval.embedding import open_embedder
from assistant.retrieval.ranking import PARTS, Retriever
from assistant.settings import Settings
from assistant.wiring import ready_index
from evals.comparing import MeasureChange, compare
from evals.records import Bench
from evals.running import Chosen, run_suites
from evals.storing import Marks, marks_of

SUITES = ("retrieval", "citations", "follow-ups", "outcomes")
COLUMNS = (
    ("retrieval", "hit@1"),
    ("retrieval", "hit@3"),
    ("citations", "cited first"),
    ("follow-ups", "cited first"),
    ("outcomes", "covered answered"),
    ("outcomes", "uncovered refused"),
)
FUSION = "fusion"  # without it, known questions alone vote, by meaning alone
HEADING_PATH = "heading path"  # without it, passages are embedded without the titles they stand under
BESIDE_ASKS = frozenset({"passages", "named", "words"})


def ablation_table(settings: Settings, today: date) -> Table:
    """A row for each part: the mean of each measure without it, the difference, and `*` where that is more than chance."""
    whole = _marks(Bench(settings, today))
    table = Table("without", *(f"{suite}: {measure}" for suite, measure in COLUMNS))
    table.add_row("nothing", *(_cell(change) for change in _changes(whole, whole)))
    for part in track([*PARTS, FUSION, HEADING_PATH], "turning off"):
        without = _marks(Bench(settings, today, lambda settings, today, part=part: _without(part, settings, today)))  # type: ignore[misc]
        table.add_row(part, *(_cell(change) for change in _changes(whole, without)))
    return table


def _without(part: str, settings: Settings, today: date) -> Retriever:
    index, embedder = ready_index(settings, today), open_embedder(settings.data)
    if part == HEADING_PATH:
        return Retriever(replace(index, passage_vectors=embedder.embed([p.text for p in index.passages])), embedder)
    return Retriever(index, embedder, BESIDE_ASKS if part == FUSION else frozenset({part}))


def _marks(bench: Bench) -> Marks:
    return marks_of(run_suites(Chosen(SUITES), bench))


def _changes(whole: Marks, without: Marks) -> list[MeasureChange]:
    by_name = {(change.suite, change.measure.name): change for change in compare(whole, without).measures}
    return [by_name[column] for column in COLUMNS]


def _cell(change: MeasureChange) -> str:
    by = change.after - change.before
    chance = " *" if change.is_worse or change.is_better else ""
    return f"{change.after:.3f} (n={change.n})" if not by else f"{change.after:.3f} {by:+.3f}{chance}"
