"""Settings → ready objects; the only chooser of implementations."""

import logging
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from threadpoolctl import threadpool_limits

from assistant.corpus import Corpus, load_corpus
from assistant.errors import CorpusError, IndexUnavailable, ModelUnavailable
from assistant.retrieval.embedding import Embedder, Vectors, open_embedder
from assistant.retrieval.index import (
    BuildReport,
    Index,
    IndexDamaged,
    Progress,
    build_index,
    fingerprint,
    index_of_words,
    open_index,
)
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings

log = logging.getLogger(__name__)

WORDS_ALONE = "%s Until then, answers are found by their words alone, and say so."
OLDER_ANSWERS = "%s Until that is mended, the index made before answers."


class _Unopened:
    """The embedder, opened when there is a text to embed: a start that embeds none needs no model."""

    def __init__(self, data: Path):
        self.data = data

    @cached_property
    def opened(self) -> Embedder:
        return open_embedder(self.data)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.opened.embed(texts)


def refresh_index(settings: Settings, today: date, progress: Progress = lambda *_: None) -> BuildReport:
    """Check the corpus and bring the index up to it; what was done."""
    corpus: Corpus = load_corpus(settings.corpus, today)
    marks = fingerprint(settings.corpus, today)
    return build_index(corpus, _Unopened(settings.data), settings.index, marks, progress)


def ready_index(settings: Settings, today: date, progress: Progress = lambda *_: None) -> Index:
    """An index of the corpus as it is now: the one on disk, or refreshed where it is missing, damaged or older.

    Where the corpus has a fault or nothing can be written, an older index answers and the log says why; CorpusError or
    IndexUnavailable where there is none. ModelUnavailable where a text has to be embedded and there is no model.
    """
    try:
        index = open_index(settings.index)
    except IndexDamaged as damage:
        log.warning("%s Building it again from the corpus.", damage)
        index = None
    if index is not None and index.manifest.fingerprint == fingerprint(settings.corpus, today):
        return index
    try:
        refresh_index(settings, today, progress)
    except (CorpusError, IndexUnavailable) as fault:
        if index is None:
            raise
        log.warning(OLDER_ANSWERS, fault)
        return index
    fresh = open_index(settings.index)
    if fresh is None:
        raise IndexUnavailable(f"No index could be made in {settings.index}. Run: assistant index")
    return fresh


def ready_retriever(settings: Settings, today: date, progress: Progress = lambda *_: None) -> Retriever:
    """A retriever over an up-to-date index; one that knows words alone, and the log says so, where there is no model.

    SwitchedOff where nothing is to be answered.
    """
    settings = settings.answering()
    index: Index | None = None
    embedder: Embedder | None = None
    try:
        index = ready_index(settings, today, progress)
        embedder = open_embedder(settings.data)
    except ModelUnavailable as missing:
        log.warning(WORDS_ALONE, missing)
        index = index or index_of_words(load_corpus(settings.corpus, today))
    # Products of a question's size gain nothing from threads, and idle BLAS threads take the cores from the embedding.
    threadpool_limits(1, user_api="blas")
    return Retriever(index, embedder)
