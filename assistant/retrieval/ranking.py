"""A question → sections in order of how well they settle it, and whether it is ours to answer.

Each signal is a column of numbers over the targets (sections and boundaries); they are added with fixed weights.
`benchmarks/` and `python -m evals ablate` show what each is worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.records import Boundary, Outcome, Passage
from assistant.retrieval.embedding import Embedder, Vectors
from assistant.retrieval.exact import ExactNames, Identifiers, without_codes
from assistant.retrieval.heads import Floats
from assistant.retrieval.index import Index
from assistant.retrieval.questions import BOUNDARY, plain
from assistant.retrieval.spelling import Speller

SHARES = np.array([0.6, 0.2, 0.2], np.float32)  # of a target's nearest, second and third nearest ask

WEIGHTS: Mapping[str, float] = {
    "meaning": 1.0,  # trained head over embeddings
    "words": 1.0,  # trained head over words and letter groups
    "asks": 1.0,  # nearest known questions
    "passages": 0.5,  # nearest passages
    "lexical": 0.25,  # BM25 over passages
    "step": 0.3,  # what the heads give to all of a step's sections together
    "named": 0.5,  # a form or telephone number of the question stands in the section
}

NOT_COVERED_ABOVE = 0.5
DECLINED_ABOVE = 0.5
PARTLY_ABOVE = 0.3


@dataclass(frozen=True)
class Query:
    """What is asked: the message alone, and joined with the turns before it.

    `dependence` says how much of the answer hangs on the earlier turns: 0 none, 1 all.
    """

    text: str
    joined: str = ""
    dependence: float = 0.0


@dataclass(frozen=True)
class Ranking:
    """`sections`: (id, score), best first. `relevance[p]` is how near passage `p` of the index is to the question.

    `passage_places` finds a passage's place by its id. `outcome` says whether it is answered; `boundary` is the subject named where it isn't, or isn't wholly.
    """

    sections: tuple[tuple[str, float], ...]
    relevance: Floats
    outcome: Outcome
    boundary: Boundary | None
    named: Identifiers
    passage_places: Mapping[str, int] = field(repr=False)
    probabilities: Mapping[str, float] = field(default_factory=dict)

    def relevance_of(self, passage: Passage) -> float:
        """How near `passage` is to the question, -1 to 1."""
        return float(self.relevance[self.passage_places[passage.id]])

    @property
    def sure(self) -> bool:
        """Whether the first section stands clear of the second of another step."""
        first = self.sections[0][0].split("/")[0]
        others = [score for section, score in self.sections if section.split("/")[0] != first]
        return not others or self.sections[0][1] - others[0] > 0.25


class Retriever:
    """Ranks the sections of an index for a question. Thread-safe once made."""

    def __init__(self, index: Index, embedder: Embedder, without: frozenset[str] = frozenset()):
        """`without` turns signals off by name, for ablation."""
        self.index, self.embedder = index, embedder
        self.weights = {name: 0.0 if name in without else weight for name, weight in WEIGHTS.items()}
        self.without = without
        self.names = ExactNames(index.corpus)
        self.speller = Speller([*(q.text for q in index.questions), *(p.text for p in index.passages)])
        self.targets = index.heads.targets
        self.place = {target: place for place, target in enumerate(self.targets)}
        self.is_section = np.array([not target.startswith(BOUNDARY) for target in self.targets])
        steps = [target.split("/")[0] if not target.startswith(BOUNDARY) else target for target in self.targets]
        self.step_of = np.unique(np.array(steps), return_inverse=True)[1]
        self.asks_of = _padded([self.place[q.target] for q in index.questions], len(self.targets))
        self.ranked_passages = np.array([p for p, one in enumerate(index.passages) if one.section in self.place])
        self.passage_targets = np.array([self.place[index.passages[p].section] for p in self.ranked_passages])
        self.passage_places = {passage.id: number for number, passage in enumerate(index.passages)}
        self.passages_of: dict[str, list[int]] = {}
        for number, passage in enumerate(index.passages):
            self.passages_of.setdefault(passage.section, []).append(number)

    @cached_property
    def lexical(self) -> bm25s.BM25:
        texts = [plain(self.index.passages[p].embedded_text) for p in self.ranked_passages]
        searcher = bm25s.BM25()
        searcher.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        return searcher

    def warm_up(self) -> None:
        """Make everything a first question would wait for."""
        self.rank(Query("how long do I have"))

    def rank(self, query: Query) -> Ranking:
        """Sections for `query`, best first, and its outcome."""
        named = self.names.find(f"{query.text} {query.joined if query.dependence else ''}")
        scores, probabilities, vector = self._score(query.text, named)
        if query.joined and query.dependence:
            joined_scores, joined_probabilities, joined_vector = self._score(query.joined, named)
            part = query.dependence
            scores = (1 - part) * scores + part * joined_scores
            probabilities = (1 - part) * probabilities + part * joined_probabilities
            vector = (1 - part) * vector + part * joined_vector
        order = np.argsort(-np.where(self.is_section, scores, -np.inf))
        sections = tuple((self.targets[t], float(scores[t])) for t in order if self.is_section[t])
        outcome, boundary = self._outcome(probabilities)
        return Ranking(
            sections,
            self.index.passage_vectors @ vector,
            outcome,
            boundary,
            named,
            self.passage_places,
            {self.targets[t]: float(probabilities[t]) for t in np.argsort(-probabilities)[:10]},
        )

    def passages(self, section: str) -> list[Passage]:
        """The passages of `section` in reading order."""
        return [self.index.passages[number] for number in self.passages_of.get(section, [])]

    def signals(self, text: str, named: Identifiers) -> tuple[dict[str, Floats], Vectors]:
        """Every signal over the targets, and the question's vector."""
        mended = self.speller.mend(without_codes(plain(text)))
        vector = self.embedder.embed([mended])[0]
        heads = self.index.heads
        near_questions = self.index.question_vectors @ vector
        near_passages = self.index.passage_vectors[self.ranked_passages] @ vector
        signals = {
            "meaning": heads.meaning_scores(vector),
            "words": heads.word_scores(mended),
            "asks": self._nearest_asks(near_questions),
            "passages": _largest(near_passages, self.passage_targets, len(self.targets)),
            "lexical": self._lexical(mended),
            "named": self._named(named),
        }
        both = (signals["meaning"] + signals["words"]) / 2
        signals["step"] = np.bincount(self.step_of, weights=both).astype(np.float32)[self.step_of]
        return signals, vector

    def _score(self, text: str, named: Identifiers) -> tuple[Floats, Floats, Vectors]:
        signals, vector = self.signals(text, named)
        scores = sum((self.weights[name] * signal for name, signal in signals.items()), start=np.zeros(1, np.float32))
        return scores, (signals["meaning"] + signals["words"]) / 2, vector

    def _nearest_asks(self, nearness: Floats) -> Floats:
        """For each target the mean of its nearest asks: the nearest counts most, a lone accident least."""
        of_target = np.where(self.asks_of >= 0, nearness[self.asks_of], 0.0)
        nearest = -np.partition(-of_target, len(SHARES) - 1, axis=1)[:, : len(SHARES)]
        return (-np.sort(-nearest, axis=1) @ SHARES).astype(np.float32)

    def _lexical(self, text: str) -> Floats:
        tokens = bm25s.tokenize([text], show_progress=False, return_ids=False)[0]
        if not tokens:
            return np.zeros(len(self.targets), np.float32)
        found = self.lexical.get_scores(tokens)
        best = _largest(found, self.passage_targets, len(self.targets))
        return best / max(float(best.max()), 1e-9)

    def _named(self, named: Identifiers) -> Floats:
        marks = np.zeros(len(self.targets), np.float32)
        places = [self.names.forms.get(form, ()) for form in named.forms]
        places += [self.names.phones.get(phone, ()) for phone in named.phones]
        for sections in places:
            for section in sections:
                if section in self.place:
                    marks[self.place[section]] = 1.0
        return marks

    def _outcome(self, probabilities: Floats) -> tuple[Outcome, Boundary | None]:
        by_outcome: dict[str, float] = {}
        best: dict[str, Boundary] = {}
        for place in np.argsort(-probabilities):
            target = self.targets[place]
            if not target.startswith(BOUNDARY):
                continue
            boundary = self.index.corpus.boundaries[target.removeprefix(BOUNDARY)]
            best.setdefault(boundary.outcome, boundary)
            by_outcome[boundary.outcome] = by_outcome.get(boundary.outcome, 0.0) + float(probabilities[place])
        if by_outcome.get("declined", 0.0) > DECLINED_ABOVE:
            return Outcome.DECLINED, best["declined"]
        if by_outcome.get("not_covered", 0.0) > NOT_COVERED_ABOVE:
            return Outcome.NOT_COVERED, best["not_covered"]
        return Outcome.ANSWERED, best["partly"] if by_outcome.get("partly", 0.0) > PARTLY_ABOVE else None


def _padded(groups: Sequence[int], n_groups: int) -> NDArray[np.int64]:
    """Places of each group's members, shape (n_groups, most members or 3), filled up with -1."""
    members: list[list[int]] = [[] for _ in range(n_groups)]
    for place, group in enumerate(groups):
        members[group].append(place)
    padded = np.full((n_groups, max(len(SHARES), *map(len, members))), -1, np.int64)
    for group, places in enumerate(members):
        padded[group, : len(places)] = places
    return padded


def _largest(values: NDArray[np.floating], groups: NDArray[np.int64], n_groups: int) -> Floats:
    largest = np.zeros(n_groups, np.float32)
    np.maximum.at(largest, groups, values.astype(np.float32))
    return largest
