"""A question → sections in order of how well they settle it, and whether it is ours to answer.

The nearest known questions vote, by meaning and by words; the nearest passages, and forms and telephone numbers
named, add to it. Without an embedding model the words alone vote. `python -m evals ablate` shows what each part is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.records import Boundary, Outcome, Passage
from assistant.retrieval.embedding import Embedder, Vectors
from assistant.retrieval.exact import ExactNames, Identifiers, without_codes
from assistant.retrieval.heads import Floats
from assistant.retrieval.index import Index
from assistant.retrieval.questions import BOUNDARY, boundary_of, outcome_of, plain
from assistant.retrieval.spelling import Speller

NEAREST = 20  # how many known questions, and how many passages, vote
NEARNESS_SCALE = 0.2  # a voter this much farther than the nearest counts 1/e
EVENING = 0.35  # 0: a step with many asks has many voters; 1: every step has the same weight, however many asks

WEIGHTS: Mapping[str, float] = {
    "asks": 3.0,
    "passages": 0.5,
    "named": 2.5,
}
PARTS = (
    *WEIGHTS,
    "projection",
    "words",
    "evening",
    "spelling",
    "follow-ups",
    "outcome head",
)  # what ablation can turn off

OF_MEANING = {"passages", "outcome head"}  # what tells nothing without embeddings

NOT_COVERED_ABOVE = 0.28
NOT_COVERED_ABOVE_WITH_CODE = 0.5  # a question that names a notice of the catalogue is seldom about something else
DECLINED_ABOVE = 0.15
PARTLY_ABOVE = 0.11
LEANS_ABOVE = 0.5
OWN_SECTION = 1.75  # how much more a vote for a step's own section counts than one for a finer section, within the step


@dataclass(frozen=True)
class Query:
    """What is asked: the message alone, and joined with the turns before it.

    `dependence` says how much of the answer hangs on the earlier turns: 0 none, 1 all.
    """

    text: str
    joined: str = ""
    dependence: float = 0.0

    @property
    def asked(self) -> str:
        """The words that say what is wanted: the turns joined where the message leans on them."""
        return self.joined if self.dependence >= LEANS_ABOVE else self.text


@dataclass(frozen=True)
class Ranking:
    """`sections`: (id, votes) of those with votes, best first; those of the step with most votes stand before the others'.

    `shares`: (step, share of the votes all sections got), largest first. `outcome` says whether it is answered;
    `boundary` is the subject named where it isn't, or isn't wholly. `vector` is the question's embedding; the weights of
    its words where there is no model.
    """

    sections: tuple[tuple[str, float], ...]
    shares: tuple[tuple[str, float], ...]
    outcome: Outcome
    boundary: Boundary | None
    named: Identifiers
    vector: Vectors = field(repr=False)

    @property
    def best_of_step(self) -> dict[str, str]:
        """The best section of each step."""
        best: dict[str, str] = {}
        for section, _ in self.sections:
            best.setdefault(section.split("/")[0], section)
        return best


@dataclass(frozen=True)
class Votes:
    """What speaks for each target: `sections` (sums to 1 over sections, 0 for boundaries), `boundaries` likewise
    over all targets, and `outcomes` by name; `vector` as in `Ranking`."""

    sections: Floats
    all_targets: Floats
    outcomes: Mapping[str, float]
    vector: Vectors

    def mixed(self, other: "Votes", part: float) -> "Votes":
        """`part` of `other`, the rest of this."""
        return Votes(
            (1 - part) * self.sections + part * other.sections,
            (1 - part) * self.all_targets + part * other.all_targets,
            {name: (1 - part) * share + part * other.outcomes[name] for name, share in self.outcomes.items()},
            (1 - part) * self.vector + part * other.vector,
        )


class Retriever:
    """Ranks the sections of an index for a question. Thread-safe once made."""

    def __init__(self, index: Index, embedder: Embedder | None, without: frozenset[str] = frozenset()):
        """`embedder` is None where there is no model. `without` turns parts off by name (see PARTS), for ablation."""
        self.index, self.embedder = index, embedder
        self.without = without if embedder else without | OF_MEANING
        self.names = ExactNames(index.corpus)
        self.speller = Speller([*(q.text for q in index.questions), *(p.text for p in index.passages)])
        self.targets = sorted({question.target for question in index.questions})
        self.place = {target: place for place, target in enumerate(self.targets)}
        self.is_section = np.array([not target.startswith(BOUNDARY) for target in self.targets])
        steps = [target.split("/")[0] if not target.startswith(BOUNDARY) else target for target in self.targets]
        self.step_of = np.unique(np.array(steps), return_inverse=True)[1]
        self.is_own_section = np.array([target == step for target, step in zip(self.targets, steps, strict=True)])
        self.ask_targets = np.array([self.place[question.target] for question in index.questions])
        self.ask_weights = self._evened()
        self.ask_vectors = self._projected(index.question_vectors)
        self.ranked_passages = np.array([p for p, one in enumerate(index.passages) if one.section in self.place])
        self.passage_targets = np.array([self.place[index.passages[p].section] for p in self.ranked_passages])
        self.ranked_vectors = self._projected(index.passage_vectors[self.ranked_passages])
        self.no_meaning = np.zeros(index.question_vectors.shape[1], np.float32)
        self.passage_places = {passage.id: number for number, passage in enumerate(index.passages)}
        self.passages_of: dict[str, list[int]] = {}
        for number, passage in enumerate(index.passages):
            self.passages_of.setdefault(passage.section, []).append(number)

    def _evened(self) -> Floats:
        """How much the vote of each ask counts for ranking; nothing for the asks of boundaries."""
        steps = self.step_of[self.ask_targets]
        asks_of_step = np.bincount(steps)
        evening = 0.0 if "evening" in self.without else EVENING
        weights: Floats = (asks_of_step[steps] ** -evening).astype(np.float32)
        weights[~self.is_section[self.ask_targets]] = 0
        return weights

    def warm_up(self) -> None:
        """Make everything a first question would wait for."""
        self.rank(Query("how long do I have"))

    def rank(self, query: Query) -> Ranking:
        """Sections for `query`, best first, and its outcome."""
        named = self.names.find(f"{query.text} {query.joined if query.dependence else ''}")
        votes = self._vote(query.text, named)
        if query.joined and query.dependence and "follow-ups" not in self.without:
            votes = votes.mixed(self._vote(query.joined, named), query.dependence)
        by_step = np.bincount(self.step_of, weights=votes.sections)
        within_step = votes.sections * np.where(self.is_own_section, OWN_SECTION, 1.0)
        voted = np.flatnonzero(votes.sections)  # a few dozen, however large the corpus
        order = voted[np.lexsort((-within_step[voted], -by_step[self.step_of[voted]]))].tolist()
        outcome, boundary = self._outcome(votes, bool(named.codes))
        return Ranking(
            tuple((self.targets[t], float(votes.sections[t])) for t in order),
            tuple({self.targets[t].split("/")[0]: float(by_step[self.step_of[t]]) for t in order}.items()),
            outcome,
            boundary,
            named,
            votes.vector,
        )

    def relevance(self, ranking: Ranking, passage: Passage) -> float:
        """How near `passage` is to the question that was ranked, -1 to 1."""
        if self.embedder is None:
            places, weights = self.index.heads.weigh(passage.embedded_text)
            return float(weights @ ranking.vector[places])
        return float(self.index.passage_vectors[self.passage_places[passage.id]] @ ranking.vector)

    def passages(self, section: str) -> list[Passage]:
        """The passages of `section` in reading order."""
        return [self.index.passages[number] for number in self.passages_of.get(section, [])]

    def _vote(self, text: str, named: Identifiers) -> Votes:
        read = without_codes(plain(text))
        mended = read if "spelling" in self.without else self.speller.mend(read)
        heads = self.index.heads
        words = heads.weigh(mended)
        meaning = self.embedder.embed([mended])[0] if self.embedder else self.no_meaning
        projected = self._projected(meaning[None, :])[0]
        near_asks = self.ask_vectors @ projected
        if "words" not in self.without:
            near_asks += heads.word_nearness(words, len(self.ask_targets))
        near_passages = self.ranked_vectors @ projected
        of_sections = self.ask_weights > 0
        signals = {
            "asks": self._votes(np.where(of_sections, near_asks, -1.0), self.ask_targets, self.ask_weights),
            "passages": self._votes(near_passages, self.passage_targets),
            "named": self._named(named),
        }
        sections = sum(
            (WEIGHTS[name] * signal for name, signal in signals.items() if name not in self.without),
            start=np.zeros(len(self.targets), np.float32),
        )
        all_targets = self._votes(near_asks, self.ask_targets)
        return Votes(
            sections / max(float(sections.sum()), 1e-9),
            all_targets,
            self._outcomes(heads.outcome_shares(meaning, words), all_targets),
            meaning if self.embedder else heads.spread(words),
        )

    def _projected(self, vectors: Vectors) -> Vectors:
        return vectors if "projection" in self.without else self.index.heads.project(vectors)

    def _votes(self, nearness: Floats, targets: NDArray[np.int64], weights: Floats | None = None) -> Floats:
        """What the nearest ones vote for: each gives its target a share that falls off with its distance."""
        many = len(nearness) > NEAREST
        nearest: Any = np.argpartition(-nearness, NEAREST)[:NEAREST] if many else slice(None)
        shares = np.exp((nearness[nearest] - nearness.max()) / NEARNESS_SCALE)
        if weights is not None:
            shares = shares * weights[nearest]
        votes = np.bincount(targets[nearest], weights=shares, minlength=len(self.targets)).astype(np.float32)
        votes /= max(float(votes.sum()), 1e-9)
        return votes

    def _named(self, named: Identifiers) -> Floats:
        marks: Floats = np.zeros(len(self.targets), np.float32)
        places = [self.names.forms.get(form, ()) for form in named.forms]
        places += [self.names.phones.get(phone, ()) for phone in named.phones]
        for sections in places:
            for section in sections:
                if section in self.place:
                    marks[self.place[section]] = 1.0
        marks *= 1 / max(1.0, float(marks.sum()))
        return marks

    def _outcomes(self, by_head: Floats, all_targets: Floats) -> dict[str, float]:
        """The share of each outcome: half from the head, half from the nearest known questions."""
        names = self.index.heads.outcomes
        by_votes = dict.fromkeys(names, 0.0)
        for place in np.flatnonzero(all_targets):
            by_votes[outcome_of(self.targets[place], self.index.corpus)] += float(all_targets[place])
        if "outcome head" in self.without:
            return by_votes
        return {name: (share + by_votes[name]) / 2 for name, share in zip(names, by_head.tolist(), strict=True)}

    def _outcome(self, votes: Votes, names_a_notice: bool) -> tuple[Outcome, Boundary | None]:
        if not votes.vector.any():  # no word that any ask has, and no model to tell what it means
            return Outcome.NOT_COVERED, None
        best: dict[str, Boundary] = {}
        voted = np.flatnonzero(votes.all_targets)
        for place in voted[np.argsort(-votes.all_targets[voted], kind="stable")]:
            boundary = boundary_of(self.targets[place], self.index.corpus)
            if boundary is not None:
                best.setdefault(boundary.outcome, boundary)
        declined, partly, not_covered = (votes.outcomes.get(o, 0.0) for o in ("declined", "partly", "not_covered"))
        if declined > max(DECLINED_ABOVE, not_covered) and "declined" in best:
            return Outcome.DECLINED, best["declined"]
        limit = NOT_COVERED_ABOVE_WITH_CODE if names_a_notice else NOT_COVERED_ABOVE
        if not_covered > max(limit, partly):
            return Outcome.NOT_COVERED, best.get("not_covered")
        return Outcome.ANSWERED, best.get("partly") if partly > PARTLY_ABOVE else None
