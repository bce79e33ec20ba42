"""Ranked sections → the passages an answer is made of, and the answer's text around them.

Nothing is written here but the few words between passages: every claim is a passage of the guidance,
whole, followed by the number of its citation.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.records import Citation, Passage

FEWEST_WORDS, MOST_WORDS = 60, 180
DO, WATCH = "What to do", "Watch out"


class Part(IntEnum):
    """Where a passage stands in an answer, in reading order."""

    ANSWER = 0
    ALSO = 1
    DO = 2
    WATCH = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage and the part of the answer it takes."""

    passage: Passage
    part: Part


def words_in(text: str) -> int:
    """How many words a reader meets in `text`."""
    return len(text.split())


def part_of(passage: Passage) -> Part:
    """The part of an answer that a passage's heading makes it fit for."""
    if DO in passage.headings:
        return Part.DO
    return Part.WATCH if WATCH in passage.headings else Part.ANSWER


def choose(
    ranked: Sequence[str],
    passages_of: Callable[[str], Sequence[Passage]],
    relevance: Callable[[Passage], float],
    sure: bool,
    first: Sequence[Chosen] = (),
) -> list[Chosen]:
    """The passages that answer, most needed first: from `ranked` section ids, within MOST_WORDS.

    The first section gives the answer, then what to do, then what to watch. Other sections in `ranked` add
    what bears on the question; when the ranking isn't `sure`, they come before the first section's warnings.
    What `first` holds comes before all of them.
    """
    own = sorted(passages_of(ranked[0]), key=relevance, reverse=True)
    others = ranked[1:]

    def best(part: Part, start: int = 0) -> list[Chosen]:
        return [Chosen(passage, part) for passage in own if part_of(passage) is part][start:]

    also = [chosen for section in others if (chosen := _also(passages_of(section), relevance)) is not None]
    if sure:
        wanted = [*first, *best(Part.ANSWER)[:1], *best(Part.DO)[:1], *also[:1], *best(Part.WATCH)[:1], *also[1:]]
    else:
        wanted = [*first, *best(Part.ANSWER)[:1], *also[:2], *best(Part.DO)[:1], *also[2:], *best(Part.WATCH)[:1]]
    return _within([*wanted, *best(Part.ANSWER, 1), *best(Part.DO, 1)])


def _also(passages: Sequence[Passage], relevance: Callable[[Passage], float]) -> Chosen | None:
    openings = [passage for passage in passages if part_of(passage) is not Part.WATCH]
    return Chosen(max(openings, key=relevance), Part.ALSO) if openings else None


def _within(wanted: Iterable[Chosen]) -> list[Chosen]:
    taken: list[Chosen] = []
    count = 0
    for chosen in wanted:
        words = words_in(chosen.passage.text)
        enough = count >= FEWEST_WORDS and len(taken) >= 5
        if enough or (taken and count + words > MOST_WORDS) or _repeats(chosen, taken):
            continue
        taken.append(chosen)
        count += words
    return taken


def _repeats(chosen: Chosen, taken: Sequence[Chosen]) -> bool:
    """Whether most of its words have been said already."""
    own = _content(chosen.passage.text)
    return any(len(own & _content(other.passage.text)) > 0.7 * max(1, len(own)) for other in taken)


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"[\w'-]+", text.lower()) if len(word) > 3}


def write(chosen: Sequence[Chosen], citations: Sequence[Citation]) -> str:
    """The answer as markdown, `[n]` after each passage; `citations[n - 1]` is the citation of `chosen[n - 1]`.

    `chosen` is in reading order.
    """
    lines: list[str] = []
    previous: Part | None = None
    for number, (one, citation) in enumerate(zip(chosen, citations, strict=True), start=1):
        if one.part in HEADINGS and one.part is not previous:
            lines.append(f"**{HEADINGS[one.part]}**")
        lines.append(f"{citation.quote} [{number}]")
        previous = one.part
    return "\n\n".join(lines)


HEADINGS = {Part.DO: "What to do", Part.WATCH: "Watch out"}
