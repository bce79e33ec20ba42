"""Ranked sections → the passages an answer is made of, and the answer's text around them.

Nothing is written here but the few words between passages: every claim is a passage of the guidance,
whole, followed by the number of its citation.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.answering.wanted import kinds_asked, kinds_held
from assistant.records import Citation, Passage

FEWEST_WORDS, MOST_WORDS = 60, 180
MOST_PASSAGES = 6
DO, WATCH = "What to do", "Watch out"

OPENING_BONUS = 0.2  # a section's first words answer its question as such
LIST_BONUS = 0.1  # a list is what a person can act on
KIND_BONUS = 0.06  # the passage holds the kind of thing asked for
ALSO_WITHIN = 0.28  # how much less fit than the best answer what is said beside it may be


class Part(IntEnum):
    """Where a passage stands in an answer, in reading order."""

    ANSWER = 0
    ALSO = 1
    DO = 2
    WATCH = 3


HEADINGS = {Part.ALSO: "Related", Part.DO: DO, Part.WATCH: WATCH}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage and the part of the answer it takes."""

    passage: Passage
    part: Part


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer draws on, by section id: `leads` answer (one for each part of the question), `also` bear on it.

    `also_first`: whether what else bears on the question comes before more of the first lead.
    """

    leads: tuple[str, ...]
    also: tuple[str, ...] = ()
    also_first: bool = False


def words_in(text: str) -> int:
    """How many words a reader meets in `text`."""
    return len(text.split())


def part_of(passage: Passage) -> Part:
    """The part of an answer that a passage's heading makes it fit for."""
    if DO in passage.headings:
        return Part.DO
    return Part.WATCH if WATCH in passage.headings else Part.ANSWER


def fitness(question: str, relevance: Callable[[Passage], float], passages: Sequence[Passage]) -> dict[str, float]:
    """How well each of a section's passages answers `question`, by passage id: nearness, its place, the kind of thing it holds."""
    asked = kinds_asked(question)
    return {
        passage.id: relevance(passage)
        + OPENING_BONUS * (passage is passages[0])
        + LIST_BONUS * passage.is_list
        + KIND_BONUS * len(asked & kinds_held(passage.text))
        for passage in passages
    }


def choose(
    plan: Plan,
    passages_of: Callable[[str], Sequence[Passage]],
    fit_of: Callable[[Sequence[Passage]], dict[str, float]],
    first: Sequence[Chosen] = (),
) -> list[Chosen]:
    """The passages that answer, most needed first, within MOST_WORDS; what `first` holds comes before all of them.

    Each lead gives its best answer; then what else bears on the question, what to do, and what to watch.
    """
    passages = {section: passages_of(section) for section in (*plan.leads, *plan.also)}
    fit = {passage: value for own in passages.values() for passage, value in fit_of(own).items()}
    best = {section: _best_by_part(own, fit) for section, own in passages.items()}
    main = best[plan.leads[0]]
    answers = [_as(Part.ANSWER, best[lead][Part.ANSWER][:1]) for lead in plan.leads]
    more = _as(Part.ANSWER, main[Part.ANSWER][1:2])
    enough = max(fit[passage.id] for passage in passages[plan.leads[0]]) - ALSO_WITHIN
    beside = [_not_a_warning(best[section])[:1] for section in plan.also]
    also = [_as(Part.ALSO, [passage for passage in one if fit[passage.id] >= enough]) for one in beside]
    do = [_as(Part.DO, best[lead][Part.DO][:1]) for lead in plan.leads]
    watch = _as(Part.WATCH, main[Part.WATCH][:1])
    middle = [*also, do[0], more] if plan.also_first else [more, do[0], *also]
    ordered = [first, *answers, *middle, watch, *do[1:], _as(Part.ANSWER, main[Part.ANSWER][2:])]
    return _within((chosen for group in ordered for chosen in group), given=len(first))


def _best_by_part(passages: Sequence[Passage], fit: Mapping[str, float]) -> dict[Part, list[Passage]]:
    ordered = sorted(passages, key=lambda passage: -fit[passage.id])
    return {part: [passage for passage in ordered if part_of(passage) is part] for part in Part}


def _not_a_warning(best: dict[Part, list[Passage]]) -> list[Passage]:
    return best[Part.ANSWER] or best[Part.DO]


def _as(part: Part, passages: Iterable[Passage]) -> list[Chosen]:
    return [Chosen(passage, part) for passage in passages]


def _within(wanted: Iterable[Chosen], given: int) -> list[Chosen]:
    """The first of `wanted` that fit the limits, none saying what was said; the `given` first ones in any case."""
    taken: list[Chosen] = []
    count = 0
    for number, chosen in enumerate(wanted):
        words = words_in(chosen.passage.text)
        enough = count >= FEWEST_WORDS and len(taken) >= MOST_PASSAGES
        too_much = enough or (taken and count + words > MOST_WORDS) or _repeats(chosen, taken)
        if too_much and number >= given:
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
