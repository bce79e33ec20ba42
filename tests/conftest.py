"""What many tests use: the real corpus once, a small one that can be broken, and an embedder that needs no model."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.corpus import Corpus, load_corpus
from assistant.reading.picture import read_with
from assistant.retrieval.chunking import split_section
from assistant.retrieval.embedding import DIMENSIONS, Embedder, Vectors
from assistant.retrieval.heads import train_heads
from assistant.retrieval.index import Index, Manifest
from assistant.retrieval.questions import outcome_of, questions_of
from assistant.retrieval.ranking import Retriever
from assistant.settings import PROJECT, Settings
from assistant.wiring import ready_retriever

if "PYTEST_XDIST_WORKER" in os.environ:
    read_with(1)

TODAY = date(2026, 11, 24)
SMALL = Path(__file__).parent / "small_corpus"


class HashEmbedder:
    """Words to random directions, the same each time: near texts share words. Counts what it embeds."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        rows = [sum((self._direction(word) for word in text.lower().split()), np.zeros(DIMENSIONS)) for text in texts]
        matrix = np.array(rows).reshape(len(texts), DIMENSIONS) + 1e-6
        return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)

    @staticmethod
    def _direction(word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        return np.random.default_rng(seed).normal(size=DIMENSIONS)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus(PROJECT / "corpus", TODAY)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The project's own corpus and data folder: `make test` has built the index there."""
    return Settings.from_environment()


def index_of(corpus: Corpus, embedder: Embedder) -> Index:
    """An index of `corpus` in memory."""
    passages = [p for s in corpus.sections.values() if s.step != "facts" for p in split_section(s)]
    questions = list(questions_of(corpus))
    question_vectors = embedder.embed([q.text for q in questions])
    heads = train_heads(questions, question_vectors, [outcome_of(q.target, corpus) for q in questions])
    manifest = Manifest("", "", "", {}, {})
    passage_vectors = embedder.embed([p.embedded_text for p in passages])
    return Index(Path(), manifest, corpus, tuple(passages), passage_vectors, tuple(questions), question_vectors, heads)


@pytest.fixture(scope="session")
def retriever(settings: Settings) -> Retriever:
    return ready_retriever(settings, date.today())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the small corpus, to be broken."""
    return Path(shutil.copytree(SMALL, tmp_path / "corpus"))


@pytest.fixture
def small_corpus() -> Corpus:
    return load_corpus(SMALL, TODAY)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()
