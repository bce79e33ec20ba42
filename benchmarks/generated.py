"""The corpus made larger, to see how cost grows: seeded, so that the same size is the same index each time.

A generated passage begins as a real one does and ends as another does, with made-up words between, so that lengths are
like the corpus and the vocabulary grows with the root of the text, as in real writing. A generated section stands in for
each real one in every copy of the corpus, under an id of its own. Embedding a thousand corpora takes hours, so the
vector of a generated text is the midpoint of its two sources' vectors, moved by noise that is distributed as the
embeddings of SAMPLE generated texts are about theirs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from assistant.corpus import Corpus
from assistant.records import Passage, Section
from assistant.retrieval.embedding import Embedder, Vectors
from assistant.retrieval.heads import Heads
from assistant.retrieval.index import Index
from assistant.retrieval.questions import BOUNDARY, Question

SEED = 20261127
SAMPLE = 500  # generated texts that are embedded, to know how their vectors lie about their sources'
MADE_UP = 0.1  # of the words of a generated text
ROWS_AT_ONCE = 100_000

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Generated:
    """Texts, the number of the real one each begins as, and their vectors: (n_texts, 384), rows of length 1."""

    texts: list[str]
    models: Numbers
    vectors: Vectors


def enlarged(index: Index, times: int, embedder: Embedder, asks_too: bool = False) -> Index:
    """`index` with a corpus of `times` its sections and passages; the real ones come first and stay as they are.

    A generated section has one ask, since one without any is never ranked; with `asks_too` it has as many as its model.
    """
    if times == 1:
        return index
    dice = np.random.default_rng(SEED)
    words = made_up_words([p.text for p in index.passages], times, dice)
    passages, passage_vectors = _passages(index, times, words, embedder, dice)
    questions, question_vectors = _questions(index, times, words, embedder, dice, asks_too)
    return replace(
        index,
        corpus=replace(index.corpus, sections={**index.corpus.sections, **_sections(passages, index.corpus)}),
        passages=index.passages + tuple(passages),
        passage_vectors=np.concatenate([index.passage_vectors, passage_vectors]),
        questions=index.questions + tuple(questions),
        question_vectors=np.concatenate([index.question_vectors, question_vectors]),
        heads=with_asks(index.heads, len(index.questions), [question.text for question in questions]),
    )


def made_up_words(texts: Sequence[str], times: int, dice: np.random.Generator) -> list[str]:
    """As many new words as `times` the text would bring: the front of one real word, the back of another."""
    real = sorted({word for text in texts for word in text.lower().split() if word.isalpha() and len(word) > 3})
    many = int(len(real) * (times**0.5 - 1))
    fronts, backs = dice.integers(len(real), size=(2, many))
    return [
        real[front][: len(real[front]) // 2 + 1] + real[back][len(real[back]) // 2 :]
        for front, back in zip(fronts, backs, strict=True)
    ]


def copy_of(section: str, number: int) -> str:
    """The id of a real section's stand-in in copy `number` of the corpus.

    >>> copy_of("step-4-pay/plans", 17)
    'step-4-pay-copy-17/plans'
    """
    step, slash, rest = section.partition("/")
    return f"{step}-copy-{number}{slash}{rest}"


def _passages(
    index: Index, times: int, words: Sequence[str], embedder: Embedder, dice: np.random.Generator
) -> tuple[list[Passage], Vectors]:
    """The passages of every copy in reading order, and their vectors."""
    real = index.passages
    models = np.tile(np.arange(len(real)), times - 1)
    headings = [f"{' > '.join(passage.headings)}: " for passage in real]
    made = _generated([p.text for p in real], headings, index.passage_vectors, models, words, embedder, dice)
    passages: list[Passage] = []
    section, start = "", 0
    for place, (text, number) in enumerate(zip(made.texts, made.models.tolist(), strict=True)):
        model = real[number]
        name = copy_of(model.section, place // len(real) + 1)
        start = start if name == section else 0
        passages.append(Passage(name, start, start + len(text), text, model.headings))
        section, start = name, start + len(text) + len("\n\n")
    return passages, made.vectors


def _sections(passages: Sequence[Passage], corpus: Corpus) -> dict[str, Section]:
    """The sections that hold generated passages, by id; a section's passages stand together."""
    model = next(iter(corpus.guidance()))
    sections: dict[str, Section] = {}
    for name, held in groupby(passages, key=lambda passage: passage.section):
        inside = list(held)
        text = "\n\n".join(passage.text for passage in inside)
        sections[name] = Section(name, inside[0].headings[0], text, model.as_of, model.sources)
    return sections


def _questions(
    index: Index, times: int, words: Sequence[str], embedder: Embedder, dice: np.random.Generator, asks_too: bool
) -> tuple[list[Question], Vectors]:
    """The asks of every copy's sections, and their vectors. Boundaries aren't copied."""
    held = {passage.section for passage in index.passages}
    of_sections = np.array(
        [number for number, q in enumerate(index.questions) if not q.target.startswith(BOUNDARY) and q.target in held]
    )
    real = [index.questions[number] for number in of_sections]
    models = np.concatenate([_asked(real, dice, asks_too) for _ in range(times - 1)])
    vectors = np.asarray(index.question_vectors)[of_sections]
    made = _generated([q.text for q in real], [""] * len(real), vectors, models, words, embedder, dice)
    per_copy = len(models) // (times - 1)
    questions = [
        Question(text, copy_of(real[number].target, place // per_copy + 1))
        for place, (text, number) in enumerate(zip(made.texts, made.models.tolist(), strict=True))
    ]
    return questions, made.vectors


def _asked(questions: Sequence[Question], dice: np.random.Generator, all_of_them: bool) -> Numbers:
    """Numbers of the questions to model one copy's asks on: all, or one of each section."""
    shuffled = dice.permutation(len(questions))
    if all_of_them:
        return shuffled
    one_each = {questions[number].target: number for number in shuffled}
    return np.array(list(one_each.values()))


def _generated(
    texts: Sequence[str],
    headings: Sequence[str],
    vectors: Vectors,
    models: Numbers,
    words: Sequence[str],
    embedder: Embedder,
    dice: np.random.Generator,
) -> Generated:
    """A text for each of `models`: numbers of the real texts that it begins as, and whose heading it stands under."""
    others = dice.integers(len(texts), size=len(models))
    made = list(_recombined(texts, models, others, words, dice))
    sample = dice.choice(len(made), min(SAMPLE, len(made)), replace=False)
    embedded = embedder.embed([headings[models[number]] + made[number] for number in sample])
    apart = embedded - _midpoints(vectors, models[sample], others[sample])
    return Generated(made, models, _vectors_apart(vectors, models, others, apart, dice))


def _recombined(
    texts: Sequence[str], models: Numbers, others: Numbers, words: Sequence[str], dice: np.random.Generator
) -> Iterator[str]:
    """The front of one text, made-up words, the back of another."""
    split = [text.split(" ") for text in texts]
    fronts = [" ".join(text[: len(text) // 2]) for text in split]
    backs = [" ".join(text[(len(text) + 1) // 2 :]) for text in split]
    many = [max(1, round(len(text) * MADE_UP)) for text in split]
    for model, other, at in zip(
        models.tolist(), others.tolist(), dice.integers(len(words), size=len(models)).tolist(), strict=True
    ):
        between = " ".join(words[at : at + many[model]])
        yield f"{fronts[model]} {between} {backs[other]}"


def _midpoints(vectors: Vectors, first: Numbers, second: Numbers) -> Vectors:
    return _unit(vectors[first] + vectors[second])


def _vectors_apart(
    vectors: Vectors, models: Numbers, others: Numbers, apart: Vectors, dice: np.random.Generator
) -> Vectors:
    """The midpoints of two real vectors each, moved by noise that has the mean and the covariance of `apart`."""
    mean = apart.mean(axis=0)
    spread = (apart - mean) / np.sqrt(len(apart))
    made = np.empty((len(models), vectors.shape[1]), np.float32)
    for start in range(0, len(models), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        middle = _midpoints(vectors, models[rows], others[rows])
        noise = dice.standard_normal((len(middle), len(apart)), np.float32) @ spread
        made[rows] = _unit(middle + mean + noise)
    return made


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def with_asks(heads: Heads, n_asks: int, texts: Sequence[str]) -> Heads:
    """`heads` that also know the words of new asks, numbered from `n_asks` on; nothing is learnt anew."""
    shape = (n_asks, len(heads.features))
    known = sparse.csc_matrix((heads.ask_weights, heads.ask_numbers, heads.ask_starts), shape=shape)
    weighed = [heads.weigh(text) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in weighed)])
    places, weights = (np.concatenate(part) for part in zip(*weighed, strict=True))
    new = sparse.csr_matrix((weights, places, starts), shape=(len(texts), shape[1]))
    both = sparse.vstack([known.tocsr(), new]).tocsc()
    return replace(
        heads,
        ask_starts=both.indptr.astype(np.int32),
        ask_numbers=both.indices.astype(np.int32),
        ask_weights=both.data.astype(np.float32),
    )
