"""What a draft costs: a letter made, checked and shown; a letter made and packed; beside one bare pass of the model."""

from collections.abc import Callable
from datetime import date

from assistant.corpus import Corpus
from assistant.drafting.command import draft_from
from assistant.drafting.details_file import details_from
from assistant.drafting.export import as_markdown, pack_of
from assistant.records import Draft
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.exact import ExactNames
from benchmarks.measuring import seconds_of
from benchmarks.tables import Row
from evals.intervals import of_sorted

DRAFTS = 40
HEADER = ("what", "against one bare pass of the model, p50 / p95", f"p50 / p95 (n={DRAFTS})")
TOLD = {
    "notice_code": "CP14",
    "notice_date": "2026-11-09",
    "tax_year": "2024",
    "amount": "3214.77",
    "name": "Otis and Verbena Calloway",
    "address": ["Route 2, Box 118", "Galena, KS 66739"],
    "reason": "The notice leaves out the estimated payment of June.",
}


def drafts_table(embedder: Embedder, corpus: Corpus) -> list[Row]:
    """A letter shown as Markdown, and one packed with Word, PDF and text; needs no index."""
    today, names = date.today(), ExactNames(corpus)

    def letter() -> Draft:
        made = draft_from("dispute_letter", details_from(TOLD, corpus, names), corpus, today).draft
        if made is None:
            raise ValueError("the benchmark's own details no longer make a letter")
        return made

    bare = of_sorted(_taken(lambda: embedder.embed(["can they take my wages?"])), 0.5)
    return [
        HEADER,
        _row("a letter, checked and shown as Markdown", _taken(lambda: as_markdown(letter())), bare),
        _row("a letter as Word, PDF and text in a zip", _taken(lambda: pack_of(letter(), None)), bare),
    ]


def _taken(work: Callable[[], object]) -> list[float]:
    """Seconds that `work` took, DRAFTS times, once it is warm."""
    work()
    return [seconds_of(work) for _ in range(DRAFTS)]


def _row(what: str, taken: list[float], bare: float) -> Row:
    p50, p95 = of_sorted(taken, 0.5), of_sorted(taken, 0.95)
    return what, f"{p50 / bare:.0f} / {p95 / bare:.0f} ×", f"{p50 * 1000:.0f} / {p95 * 1000:.0f} ms"
