"""Which sentences of an answer are claims, and which of them their sources support. By rule, so that it is the same each time.

The rule. An answer's text is cut into blocks at empty lines. A block carries the numbers of the sources in brackets within it.
A claim is a sentence of FEWEST_WORDS words or more that is neither a heading, nor a question, nor about this conversation
(OF_ITSELF: what the assistant does or doesn't do, and what was understood of the letter). A claim is cited when its block carries
the number of a source. A cited claim is supported when every number in it stands in the sources of its block, and at least
SHARE_HELD of its telling words do, by their first STEM letters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.records import Answer

FEWEST_WORDS = 4
SHARE_HELD = 0.6
STEM = 5
CITED = re.compile(r"\[(\d+)\]")
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z“\"¿¡$\d])|\n")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
WORD = re.compile(r"[^\W\d_]{4,}")
OF_ITSELF = re.compile(
    r"^(\*\*[^*]+\*\*$|(The|This) (guidance|assistant)\b|I can't help\b|I draft\b|To have it written out here"
    r"|Your message held|It was masked|Please don't share|Part of your message|It was treated as plain text|Noted:|Back to the draft"
    r"|Understood as|The (letter|notice) (says|asks)|Check what was read|Look again at|.{0,80} (is|are) here\.$)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says something about taxes, and the numbers (from 1) of the sources its block carries."""

    words: str
    cited: tuple[int, ...]


def claims_of(answer: Answer) -> Iterator[Claim]:
    """The claims of an answer, in order. A number that no source has counts as no source."""
    for block in answer.text.split("\n\n"):
        cited = tuple(n for n in map(int, CITED.findall(block)) if 0 < n <= len(answer.citations))
        for sentence in SENTENCE_END.split(CITED.sub("", block)):
            words = sentence.strip(" -*\n")
            asks = words.endswith("?")
            if len(words.split()) >= FEWEST_WORDS and not asks and not OF_ITSELF.match(sentence.strip(" -\n")):
                yield Claim(words, cited)


def is_supported(claim: Claim, quotes: Sequence[str]) -> bool:
    """Whether `quotes`, of the sources the claim names, hold its numbers and most of its telling words."""
    held = " ".join(quotes)
    numbers = set(NUMBER.findall(claim.words))
    stems = _stems(claim.words)
    return numbers <= set(NUMBER.findall(held)) and len(stems & _stems(held)) >= SHARE_HELD * len(stems)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text.lower())}
