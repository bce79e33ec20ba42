"""Trained heads: from a question to how likely each section or boundary settles it.

Two linear classifiers over the same targets, trained on the corpus's own asks: one over embeddings, one over
words and letter groups. Beside them stands the same word features of every ask, to find the nearest ones.
Training uses scikit-learn; applying is a product of matrices, so that an answer doesn't wait for its import.
"""

import io
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.records import Boundary, Passage
from assistant.retrieval.embedding import Vectors
from assistant.retrieval.questions import Question, plain

Floats = NDArray[np.float32]

SEED = 20261124
FEWEST_TEXTS_WITH_FEATURE = 2
PASSAGE_WEIGHT = 0.3


@dataclass(frozen=True)
class Heads:
    """`targets[t]` is a section id or `boundary/<id>`; every score array has shape (n_targets,) and sums to 1."""

    VERSION = "2"

    targets: tuple[str, ...]
    by_meaning: Floats  # (n_dims + 1, n_targets); last row: intercepts
    features: NDArray[np.uint32]  # (n_features,), ascending hashes
    idf: Floats  # (n_features,)
    by_words: Floats  # (n_features + 1, n_targets)
    ask_starts: NDArray[np.int32]  # (n_features + 1,): the asks that hold feature f stand from ask_starts[f] on
    ask_numbers: NDArray[np.int32]
    ask_weights: Floats

    def meaning_scores(self, vector: Vectors) -> Floats:
        """Probabilities of the targets from a question's embedding, shape (384,)."""
        return _softmax(vector @ self.by_meaning[:-1] + self.by_meaning[-1])

    def word_scores(self, text: str) -> Floats:
        """Probabilities of the targets from the words and letter groups of `text`."""
        places, weights = self._weigh(text)
        return _softmax(weights @ self.by_words[places] + self.by_words[-1])

    def word_nearness(self, text: str, n_asks: int) -> Floats:
        """How near each ask is to `text` in words and letter groups, 0 to 1, shape (n_asks,)."""
        near = np.zeros(n_asks, np.float32)
        for place, weight in zip(*self._weigh(text), strict=True):
            start, end = self.ask_starts[place], self.ask_starts[place + 1]
            near[self.ask_numbers[start:end]] += weight * self.ask_weights[start:end]
        return near

    def _weigh(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        hashes, counts = np.unique(np.array(letter_groups(text), np.uint32), return_counts=True)
        places = np.searchsorted(self.features, hashes)
        known = self.features[np.minimum(places, len(self.features) - 1)] == hashes
        places, counts = places[known], counts[known]
        weights = (1 + np.log(counts)) * self.idf[places]
        return places, (weights / max(float(np.linalg.norm(weights)), 1e-9)).astype(np.float32)

    def dump(self) -> bytes:
        """The heads as the bytes of an .npz file, without pickles."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            targets=np.array(self.targets),
            by_meaning=self.by_meaning,
            features=self.features,
            idf=self.idf,
            by_words=self.by_words.astype(np.float16),
            ask_starts=self.ask_starts,
            ask_numbers=self.ask_numbers,
            ask_weights=self.ask_weights.astype(np.float16),
        )
        return buffer.getvalue()

    @classmethod
    def load(cls, data: bytes) -> "Heads":
        """What `dump` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as saved:
            return cls(
                tuple(str(target) for target in saved["targets"]),
                saved["by_meaning"],
                saved["features"],
                saved["idf"],
                saved["by_words"].astype(np.float32),
                saved["ask_starts"],
                saved["ask_numbers"],
                saved["ask_weights"].astype(np.float32),
            )


def letter_groups(text: str) -> list[int]:
    """Hashes of the words, word pairs and three- to five-letter groups within words of `text`."""
    words = re.findall(r"[\w$%'-]+", plain(text))
    groups = [*words, *(f"{one} {two}" for one, two in zip(words, words[1:], strict=False))]
    for word in words:
        padded = f"_{word}_"
        groups += [f"#{padded[at : at + size]}" for size in (3, 4, 5) for at in range(max(0, len(padded) - size + 1))]
    return [zlib.crc32(group.encode()) for group in groups]


def train_heads(
    questions: Sequence[Question],
    question_vectors: Vectors,
    passages: Sequence[Passage],
    passage_vectors: Vectors,
    boundaries: Mapping[str, Boundary],
) -> Heads:
    """Heads trained on every question and, at a lower weight, on the passages of the sections asked about. Seeded."""
    targets = sorted({question.target for question in questions})
    number = {target: place for place, target in enumerate(targets)}
    taught = [place for place, passage in enumerate(passages) if passage.section in number]
    labels = np.array([number[q.target] for q in questions] + [number[passages[p].section] for p in taught])
    weights = np.array([1.0] * len(questions) + [PASSAGE_WEIGHT] * len(taught))
    vectors = np.concatenate([question_vectors, passage_vectors[taught]])
    texts = [q.text for q in questions] + [passages[p].embedded_text for p in taught]
    features, idf, matrix = _count_features(texts)
    asks = matrix[: len(questions)].tocsc()
    return Heads(
        tuple(targets),
        _train_linear(vectors, labels, weights, strength=10.0),
        features,
        idf,
        _train_linear(matrix, labels, weights, strength=20.0),
        asks.indptr.astype(np.int32),
        asks.indices.astype(np.int32),
        asks.data,
    )


def _count_features(texts: Sequence[str]):  # type: ignore[no-untyped-def]
    """Feature hashes kept, their idf, and the weighted matrix (n_texts, n_features), sparse."""
    from scipy import sparse

    counted = [np.unique(np.array(letter_groups(text), np.uint32), return_counts=True) for text in texts]
    hashes, frequency = np.unique(np.concatenate([h for h, _ in counted]), return_counts=True)
    kept = frequency >= FEWEST_TEXTS_WITH_FEATURE
    features, frequency = hashes[kept], frequency[kept]
    idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    rows, columns, values = [], [], []
    for row, (found, counts) in enumerate(counted):
        places = np.searchsorted(features, found)
        known = features[np.minimum(places, len(features) - 1)] == found
        weights = (1 + np.log(counts[known])) * idf[places[known]]
        rows.append(np.full(known.sum(), row))
        columns.append(places[known])
        values.append(weights / max(float(np.linalg.norm(weights)), 1e-9))
    shape = (len(texts), len(features))
    triples = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return features, idf, sparse.csr_matrix(triples, shape=shape, dtype=np.float32)


def _train_linear(matrix, labels, weights, strength: float) -> Floats:  # type: ignore[no-untyped-def]
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=60, tol=1e-3, random_state=SEED)
    model.fit(matrix, labels, sample_weight=weights)
    return np.vstack([model.coef_.T, model.intercept_[None, :]]).astype(np.float32)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
