"""What is learnt from the asks of the corpus, once, when the index is built.

Three things, all linear, so that a question waits for no library: a projection of the embeddings in which asks of
one section lie close and asks of others far (linear discriminant analysis), the weighted words and letter groups of
every ask, and a head that tells how a question ends: answered, partly, not covered, declined.
Training uses scikit-learn, seeded; applying is a product of matrices.
"""

import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.embedding import Vectors
from assistant.retrieval.questions import Question, plain

Floats = NDArray[np.float32]
Words = tuple[NDArray[np.int64], Floats]  # places among the features, and their weights

SEED = 20261124
FEWEST_TEXTS_WITH_FEATURE = 2
PROJECTED_DIMENSIONS = 128
SHRINKAGE = 0.2  # of the within-section covariance towards a multiple of the identity
STRENGTH = 1.5  # inverse of the outcome head's regularisation


@dataclass(frozen=True)
class Heads:
    """`outcomes[o]` is "answered", "declined", "not_covered" or "partly"; the asks stand in the order of the index."""

    VERSION = "5"

    projection: Floats  # (n_dims, n_projected)
    features: NDArray[np.uint32]  # (n_features,), ascending hashes
    idf: Floats  # (n_features,)
    ask_starts: NDArray[np.int32]  # (n_features + 1,): the asks that hold feature f stand from ask_starts[f] on
    ask_numbers: NDArray[np.int32]
    ask_weights: Floats
    outcomes: tuple[str, ...]
    outcome_by_meaning: Floats  # (n_dims + 1, n_outcomes); last row: intercepts
    outcome_by_words: Floats  # (n_features, n_outcomes)

    def project(self, vectors: Vectors) -> Vectors:
        """`vectors` where sections lie apart; rows of length 1, shape (n_texts, n_projected)."""
        projected: Vectors = vectors @ self.projection
        projected /= np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9)
        return projected

    def weigh(self, text: str) -> Words:
        """The words and letter groups of `text` that the asks have, weighted."""
        return weighed(text, self.features, self.idf)

    def spread(self, words: Words) -> Floats:
        """Weighted `words` as one row over all features, shape (n_features,), of length 1."""
        row = np.zeros(len(self.features), np.float32)
        row[words[0]] = words[1]
        return row

    def word_nearness(self, words: Words, n_asks: int) -> Floats:
        """How near each ask is to weighted `words`, 0 to 1, shape (n_asks,)."""
        near = np.zeros(n_asks, np.float32)
        for place, weight in zip(*words, strict=True):
            start, end = self.ask_starts[place], self.ask_starts[place + 1]
            near[self.ask_numbers[start:end]] += weight * self.ask_weights[start:end]
        return near

    def outcome_shares(self, vector: Vectors, words: Words) -> Floats:
        """How likely each outcome is for a question, from its embedding and its weighted words; sums to 1."""
        places, weights = words
        by_meaning = vector @ self.outcome_by_meaning[:-1] + self.outcome_by_meaning[-1]
        return _softmax(by_meaning + weights @ self.outcome_by_words[places])

    def dump(self) -> bytes:
        """The heads as the bytes of an .npz file, without pickles."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            projection=self.projection,
            features=self.features,
            idf=self.idf,
            ask_starts=self.ask_starts,
            ask_numbers=self.ask_numbers,
            ask_weights=self.ask_weights.astype(np.float16),
            outcomes=np.array(self.outcomes),
            outcome_by_meaning=self.outcome_by_meaning,
            outcome_by_words=self.outcome_by_words.astype(np.float16),
        )
        return buffer.getvalue()

    @classmethod
    def load(cls, data: bytes) -> "Heads":
        """What `dump` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as saved:
            return cls(
                saved["projection"],
                saved["features"],
                saved["idf"],
                saved["ask_starts"],
                saved["ask_numbers"],
                saved["ask_weights"].astype(np.float32),
                tuple(str(outcome) for outcome in saved["outcomes"]),
                saved["outcome_by_meaning"],
                saved["outcome_by_words"].astype(np.float32),
            )


def letter_groups(text: str) -> list[int]:
    """Hashes of the words, word pairs and three- to five-letter groups within words of `text`."""
    words = re.findall(r"[\w$%'-]+", plain(text))
    groups = [*words, *(f"{one} {two}" for one, two in pairwise(words))]
    for word in words:
        padded = f"_{word}_"
        groups += [f"#{padded[at : at + size]}" for size in (3, 4, 5) for at in range(max(0, len(padded) - size + 1))]
    return [zlib.crc32(group.encode()) for group in groups]


def weighed(text: str, features: NDArray[np.uint32], idf: Floats) -> Words:
    """The places of the features that `text` has, and their tf-idf weights, scaled to length 1."""
    if not len(features):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    hashes, counts = np.unique(np.array(letter_groups(text), np.uint32), return_counts=True)
    places = np.searchsorted(features, hashes)
    known = features[np.minimum(places, len(features) - 1)] == hashes
    places = places[known]
    weights = (1 + np.log(counts[known])) * idf[places]
    return places, (weights / max(float(np.linalg.norm(weights)), 1e-9)).astype(np.float32)


def train_heads(questions: Sequence[Question], vectors: Vectors, outcomes: Sequence[str]) -> Heads:
    """Heads trained on every question; `vectors[n]` is the embedding of `questions[n]`, `outcomes[n]` how it ends."""
    features, idf = _count_features(question.text for question in questions)
    words = _word_matrix([question.text for question in questions], features, idf)
    by_feature = words.tocsc()
    names, head = _train_outcomes(vectors, words, outcomes)
    return Heads(
        _discriminants(vectors, [question.target for question in questions]),
        features,
        idf,
        by_feature.indptr.astype(np.int32),
        by_feature.indices.astype(np.int32),
        by_feature.data,
        names,
        np.vstack([head[: vectors.shape[1]], head[-1:]]),
        head[vectors.shape[1] : -1],
    )


def _count_features(texts: Iterable[str]) -> tuple[NDArray[np.uint32], Floats]:
    """Hashes of the features that enough texts have, ascending, and their inverse document frequencies."""
    per_text = [np.unique(np.array(letter_groups(text), np.uint32)) for text in texts]
    hashes, frequency = np.unique(np.concatenate(per_text), return_counts=True)
    kept = frequency >= FEWEST_TEXTS_WITH_FEATURE
    idf = (np.log((1 + len(per_text)) / (1 + frequency[kept])) + 1).astype(np.float32)
    return hashes[kept], idf


def _word_matrix(texts: Sequence[str], features: NDArray[np.uint32], idf: Floats):  # type: ignore[no-untyped-def]
    """Weights of shape (n_texts, n_features), sparse."""
    from scipy import sparse

    rows = [weighed(text, features, idf) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(places) for places, _ in rows])])
    columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
    return sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(features)), dtype=np.float32)


def _discriminants(vectors: Vectors, targets: Sequence[str]) -> Floats:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    n_targets = len(set(targets))
    if (
        not vectors.shape[1] or n_targets < 2 or len(targets) <= n_targets
    ):  # nothing to learn from: the embeddings as they are
        return np.eye(vectors.shape[1], dtype=np.float32)
    # the eigen solver measures from the overall mean but `project` needs none: directions are what counts
    analysis = LinearDiscriminantAnalysis(solver="eigen", shrinkage=SHRINKAGE)
    analysis.fit(vectors.astype(np.float64), targets)
    n_kept = min(PROJECTED_DIMENSIONS, n_targets - 1, vectors.shape[1])
    return np.asarray(analysis.scalings_[:, :n_kept], np.float32)


def _train_outcomes(vectors: Vectors, words, outcomes: Sequence[str]) -> tuple[tuple[str, ...], Floats]:  # type: ignore[no-untyped-def]
    """Outcome names, and weights of shape (n_dims + n_features + 1, n_outcomes), intercepts last."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    names = tuple(sorted(set(outcomes)))
    n_rows = vectors.shape[1] + words.shape[1] + 1
    if len(names) == 1:  # a corpus without boundaries answers everything
        return names, np.zeros((n_rows, 1), np.float32)
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3, random_state=SEED)
    model.fit(sparse.hstack([sparse.csr_matrix(vectors), words]).tocsr(), outcomes)
    coefficients = np.vstack([-model.coef_ / 2, model.coef_ / 2]) if len(names) == 2 else model.coef_
    intercepts = np.concatenate([-model.intercept_ / 2, model.intercept_ / 2]) if len(names) == 2 else model.intercept_
    return names, np.vstack([coefficients.T, intercepts[None, :]]).astype(np.float32)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares
