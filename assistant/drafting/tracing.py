"""The build check: every number, date, form, code and name of a draft comes from a confirmed field, an answer or a fact."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from assistant.corpus.templates import unvouched
from assistant.errors import DraftUntraced
from assistant.records import Block, Run

WORD = re.compile(r"\S+")
LEFT_OVER = re.compile(r"\bNone\b|[\[\]{}]|__")
AROUND = ".,;:!?()“”\"'’-–—/&"  # signs of the template's own that may touch a value


class Trace(NamedTuple):
    """A word of a draft that says something of the person's case, and where it came from."""

    word: str
    source: str


def trace(
    blocks: Iterable[Block], known: Mapping[str, Container[str]], words: str, vouched: frozenset[str]
) -> tuple[Trace, ...]:
    """Where each word of `blocks` that came from a field or a fact came from.

    `known` is every source with the texts it may stand for; `words` are the template's own words, all of them; `vouched`
    the numbers of forms, sections and letters that the corpus knows.

    Raises DraftUntraced, naming the word, where a run isn't what its source says, where words stand in the draft that
    aren't the template's, where a number of the template's own names nothing known, where a value runs into other
    letters or digits, or where a blank is left over.
    """
    template_words = set(_plain(words).split())
    traces: list[Trace] = []
    for block in blocks:
        if not block.runs and not block.label:
            raise DraftUntraced("an empty line")
        _check_own(block.label, template_words, vouched)
        for run in block.runs:
            if run.source:
                if run.text not in known.get(run.source, ()):
                    raise DraftUntraced(run.text)
                traces += [Trace(match[0], run.source) for match in WORD.finditer(run.text)]
            else:
                _check_own(run.text, template_words, vouched)
        for word in _run_together(block.runs):
            raise DraftUntraced(word)
    return tuple(traces)


def _check_own(words: str, template_words: set[str], vouched: frozenset[str]) -> None:
    """The words of the template itself: all of them stand in it, and no number among them is without a name."""
    if left := LEFT_OVER.search(words):
        raise DraftUntraced(left[0])
    for word in _plain(words).split():
        if word not in template_words:
            raise DraftUntraced(word)
    for number in unvouched(words, vouched):
        raise DraftUntraced(number)


def _plain(words: str) -> str:
    """Words without the signs around them, so that a word cut off by a value is still the template's."""
    return " ".join(word.strip(AROUND) for word in re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", words).split())


def _run_together(runs: tuple[Run, ...]) -> Iterator[str]:
    """Values that touch letters or digits of another run: "CP14" and "s" as "CP14s"."""
    for before, after in pairwise(runs):
        if (before.source or after.source) and before.text and after.text:
            left, right = before.text[-1], after.text[0]
            if left.isalnum() and right.isalnum():
                yield before.text.split()[-1] + after.text.split()[0]
