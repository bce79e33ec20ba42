"""A question → sections in order of how well they settle it, and whether it is ours to answer.

Each signal is a column of numbers over the targets (sections and boundaries); they are added with fixed weights.
`benchmarks/` and `python -m evals ablate` show what each is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.records import Boundary, Outcome, Passage
from assistant.retrieval.embedding import Embedder, Vectors
from assistant.retrieval.exact import ExactNames, Identifiers, without_codes
from assistant.retrieval.heads import Floats
from assistant.retrieval.index import Index
from assistant.retrieval.questions import BOUNDARY, plain
from assistant.retrieval.spelling import Speller

NEAREST_ASKS = 20
NEARNESS_SCALE = 0.15

WEIGHTS: Mapping[str, float] = {
    "meaning": 1.0,  # trained head over embeddings
    "words": 1.0,  # trained head over words and letter groups
    "asks": 2.0,  # votes of the nearest known questions, by meaning and by words
    "passages": 0.5,  # votes of the nearest passages
    "named": 0.5,  # a form or telephone number of the question stands in the section
}

NOT_COVERED_ABOVE = 0.35
DECLINED_ABOVE = 0.25
PARTLY_ABOVE = 0.15
SURE_ABOVE = 0.7


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
    """`sections`: (id, share of the votes), best first; those of the step with most votes stand before the others'.

    `steps`: votes by step. `relevance[p]` is how near passage `p` of the index is to the question.

    `passage_places` finds a passage's place by its id. `outcome` says whether it is answered; `boundary` is the subject named where it isn't, or isn't wholly.
    """

    sections: tuple[tuple[str, float], ...]
    steps: Mapping[str, float]
    relevance: Floats
    outcome: Outcome
    boundary: Boundary | None
    named: Identifiers
    passage_places: Mapping[str, int] = field(repr=False)

    def relevance_of(self, passage: Passage) -> float:
        """How near `passage` is to the question, -1 to 1."""
        return float(self.relevance[self.passage_places[passage.id]])

    @property
    def sure(self) -> bool:
        """Whether the first step has most of the votes that sections got."""
        return max(self.steps.values()) > SURE_ABOVE * sum(self.steps.values())


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
        self.ask_targets = np.array([self.place[q.target] for q in index.questions])
        self.ranked_passages = np.array([p for p, one in enumerate(index.passages) if one.section in self.place])
        self.passage_targets = np.array([self.place[index.passages[p].section] for p in self.ranked_passages])
        self.passage_places = {passage.id: number for number, passage in enumerate(index.passages)}
        self.passages_of: dict[str, list[int]] = {}
        for number, passage in enumerate(index.passages):
            self.passages_of.setdefault(passage.section, []).append(number)

    def warm_up(self) -> None:
        """Make everything a first question would wait for."""
        self.rank(Query("how long do I have"))

    def rank(self, query: Query) -> Ranking:
        """Sections for `query`, best first, and its outcome."""
        named = self.names.find(f"{query.text} {query.joined if query.dependence else ''}")
        votes, vector = self._vote(query.text, named)
        if query.joined and query.dependence:
            joined_votes, joined_vector = self._vote(query.joined, named)
            part = query.dependence
            votes, vector = (1 - part) * votes + part * joined_votes, (1 - part) * vector + part * joined_vector
        by_step = np.bincount(self.step_of, weights=np.where(self.is_section, votes, 0.0))
        order = np.lexsort((-votes, -by_step[self.step_of]))
        sections = tuple((self.targets[t], float(votes[t])) for t in order if self.is_section[t])
        outcome, boundary = self._outcome(votes)
        return Ranking(
            sections,
            {self.targets[t].split("/")[0]: float(by_step[self.step_of[t]]) for t in order if self.is_section[t]},
            self.index.passage_vectors @ vector,
            outcome,
            boundary,
            named,
            self.passage_places,
        )

    def passages(self, section: str) -> list[Passage]:
        """The passages of `section` in reading order."""
        return [self.index.passages[number] for number in self.passages_of.get(section, [])]

    def signals(self, text: str, named: Identifiers) -> tuple[dict[str, Floats], Vectors]:
        """Every signal over the targets, each summing to 1 or 0, and the question's vector."""
        read = without_codes(plain(text))
        mended = read if "spelling" in self.without else self.speller.mend(read)
        vector = self.embedder.embed([mended])[0]
        heads, index = self.index.heads, self.index
        near_asks = index.question_vectors @ vector + heads.word_nearness(mended, len(index.questions))
        near_passages = index.passage_vectors[self.ranked_passages] @ vector
        signals = {
            "meaning": heads.meaning_scores(vector),
            "words": heads.word_scores(mended),
            "asks": self._votes(near_asks, self.ask_targets),
            "passages": self._votes(near_passages, self.passage_targets),
            "named": self._named(named),
        }
        return signals, vector

    def _vote(self, text: str, named: Identifiers) -> tuple[Floats, Vectors]:
        signals, vector = self.signals(text, named)
        votes = sum((self.weights[name] * signal for name, signal in signals.items()), start=np.zeros(1, np.float32))
        return votes / max(float(votes.sum()), 1e-9), vector

    def _votes(self, nearness: Floats, targets: NDArray[np.int64]) -> Floats:
        """What the nearest ones vote for: each gives its target a share that falls off with its distance."""
        nearest = np.argpartition(-nearness, NEAREST_ASKS)[:NEAREST_ASKS] if len(nearness) > NEAREST_ASKS else slice(None)
        shares = np.exp((nearness[nearest] - nearness.max()) / NEARNESS_SCALE)
        votes = np.bincount(targets[nearest], weights=shares, minlength=len(self.targets))
        return (votes / votes.sum()).astype(np.float32)

    def _named(self, named: Identifiers) -> Floats:
        marks = np.zeros(len(self.targets), np.float32)
        places = [self.names.forms.get(form, ()) for form in named.forms]
        places += [self.names.phones.get(phone, ()) for phone in named.phones]
        for sections in places:
            for section in sections:
                if section in self.place:
                    marks[self.place[section]] = 1.0
        return marks / max(1.0, float(marks.sum()))

    def _outcome(self, votes: Floats) -> tuple[Outcome, Boundary | None]:
        by_outcome: dict[str, float] = {}
        best: dict[str, Boundary] = {}
        for place in np.argsort(-votes):
            target = self.targets[place]
            if not target.startswith(BOUNDARY):
                continue
            boundary = self.index.corpus.boundaries[target.removeprefix(BOUNDARY)]
            best.setdefault(boundary.outcome, boundary)
            by_outcome[boundary.outcome] = by_outcome.get(boundary.outcome, 0.0) + float(votes[place])
        if by_outcome.get("declined", 0.0) > DECLINED_ABOVE:
            return Outcome.DECLINED, best["declined"]
        if by_outcome.get("not_covered", 0.0) > NOT_COVERED_ABOVE:
            return Outcome.NOT_COVERED, best["not_covered"]
        return Outcome.ANSWERED, best["partly"] if by_outcome.get("partly", 0.0) > PARTLY_ABOVE else None
