"""Questions whose answer is known: the asks of sections and boundaries, and how a conversation is joined into one."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus

BOUNDARY = "boundary/"
TURNS_JOINED = 3


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


def plain(text: str) -> str:
    """`text` in lower case with plain quotes and dashes and single spaces; what is embedded of a question."""
    text = unicodedata.normalize("NFKC", text)
    for fancy, simple in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-")):
        text = text.replace(fancy, simple)
    return " ".join(text.split()).lower()


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
