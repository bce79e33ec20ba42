"""Settings → ready objects; the only chooser of implementations."""

import logging
from datetime import date

from threadpoolctl import threadpool_limits

from assistant.corpus import Corpus, load_corpus
from assistant.errors import IndexUnavailable
from assistant.retrieval.embedding import Embedder, open_embedder
from assistant.retrieval.index import (
    BuildReport,
    Index,
    IndexDamaged,
    Progress,
    build_index,
    fingerprint,
    open_index,
)
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings

log = logging.getLogger(__name__)


def refresh_index(settings: Settings, today: date, progress: Progress = lambda *_: None) -> BuildReport:
    """Check the corpus and bring the index up to it; what was done."""
    corpus: Corpus = load_corpus(settings.corpus, today)
    marks = fingerprint(settings.corpus, today)
    return build_index(corpus, open_embedder(settings.data), settings.index, marks, progress)


def ready_index(settings: Settings, today: date, progress: Progress = lambda *_: None) -> Index:
    """An index of the corpus as it is now: the one on disk, or refreshed where it is missing, damaged or older.

    CorpusError when the corpus has a fault and no older index can answer; otherwise the older one does, and
    the log says why.
    """
    from assistant.errors import CorpusError

    try:
        index = open_index(settings.index)
    except IndexDamaged as damage:
        log.warning("%s Building it again from the corpus.", damage)
        index = None
    if index is not None and index.manifest.fingerprint == fingerprint(settings.corpus, today):
        return index
    try:
        refresh_index(settings, today, progress)
    except CorpusError as fault:
        if index is None:
            raise
        log.warning("The corpus has a fault, so the older index answers. %s", fault)
        return index
    fresh = open_index(settings.index)
    if fresh is None:
        raise IndexUnavailable(f"No index could be made in {settings.index}. Run: assistant index")
    return fresh


def ready_retriever(settings: Settings, today: date, progress: Progress = lambda *_: None) -> Retriever:
    """A retriever over an up-to-date index. SwitchedOff where nothing is to be answered."""
    index = ready_index(settings.answering(), today, progress)
    # Products of a question's size gain nothing from threads, and idle BLAS threads take the cores from the embedding.
    threadpool_limits(1, user_api="blas")
    embedder: Embedder = open_embedder(settings.data)
    return Retriever(index, embedder)
