"""Questions whose answer is known: the asks of sections and boundaries, and how a conversation is joined into one."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.records import Boundary, Outcome

BOUNDARY = "boundary/"
TURNS_JOINED = 3
FEWEST_WORDS_IN_PART, MOST_PARTS = 3, 3


@dataclass(frozen=True, slots=True)
class Question:
    """A question as someone might put it, and the section (or `boundary/<id>`) that settles it."""

    text: str
    target: str


def join_turns(turns: Sequence[str]) -> str:
    """The last turns as one text, oldest first: how a follow-up is understood, in training and in use.

    >>> join_turns(["They sent me a CP504", "how long do I have?"])
    'They sent me a CP504. how long do I have?'
    """
    kept = [turn.strip() for turn in turns[-TURNS_JOINED:]]
    return " ".join(turn if turn.endswith((".", "?", "!")) else f"{turn}." for turn in kept[:-1]) + f" {kept[-1]}"


PART_ENDS = re.compile(
    r"(?<=\?)\s+|[,;]?\s+\b(?:and|y|also|plus)\s+(?=(?:how|what|when|where|who|which|why|can|do|does|should|is|are|will|"
    r"c[oó]mo|qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n)\b)",
    re.IGNORECASE,
)


def parts_of(question: str) -> list[str]:
    """The questions that `question` asks one after the other; none where it asks one.

    >>> parts_of("What papers do I gather and how do I mail them?")
    ['What papers do I gather', 'how do I mail them?']
    >>> parts_of("They want 900 dollars. Is that real?")
    []
    """
    parts = [part.strip() for part in PART_ENDS.split(question) if len(part.split()) >= FEWEST_WORDS_IN_PART]
    return parts[:MOST_PARTS] if len(parts) > 1 else []


def plain(text: str) -> str:
    """`text` in lower case with plain quotes and dashes and single spaces; what is embedded of a question."""
    text = unicodedata.normalize("NFKC", text)
    for fancy, simple in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-")):
        text = text.replace(fancy, simple)
    return " ".join(text.split()).lower()


def boundary_of(target: str, corpus: Corpus) -> Boundary | None:
    """The boundary that `target` names; None where it is a section."""
    return corpus.boundaries[target.removeprefix(BOUNDARY)] if target.startswith(BOUNDARY) else None


def outcome_of(target: str, corpus: Corpus) -> str:
    """How a question ends that `target` settles: "answered", or the outcome of its boundary."""
    boundary = boundary_of(target, corpus)
    return boundary.outcome if boundary else Outcome.ANSWERED.value


def questions_of(corpus: Corpus) -> Iterator[Question]:
    """Every ask and follow-up of the corpus, as it is embedded."""
    for section in corpus.sections.values():
        for ask in section.asks:
            yield Question(plain(ask), section.id)
        for turns in section.followups:
            yield Question(plain(join_turns(turns)), section.id)
    for boundary in corpus.boundaries.values():
        for ask in boundary.asks:
            target = boundary.instead[0] if boundary.outcome == "answered" else BOUNDARY + boundary.id
            yield Question(plain(ask), target)
