"""Section → passages: one paragraph or whole list each, sized in tokens, with exact offsets."""

import os
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from assistant.records import Passage, Section

LIMIT_TOKENS = 200  # leaves room for the heading path within the embedding model's 256
ENCODING = "cl100k_base"

BLOCK = re.compile(r"\S(?:.*?\S)??(?=\n[ \t]*\n|\s*\Z)", re.DOTALL)
HEADING = re.compile(r"(#{1,6}) (.+)")
SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+(?=\S)|\n")


@cache
def _encoding() -> tiktoken.Encoding:
    # tiktoken downloads its tables unless this names a folder that holds them; llama-index-core ships one.
    spec = find_spec("llama_index.core")
    if spec is not None and spec.origin is not None:
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(spec.origin).parent / "_static" / "tiktoken_cache"))
    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """How many cl100k tokens `text` has."""
    return len(_encoding().encode(text, disallowed_special=()))


def split_section(section: Section, limit_tokens: int = LIMIT_TOKENS) -> list[Passage]:
    """The passages of `section` in reading order; `section.text[p.start:p.end] == p.text` for each.

    A passage is a paragraph, or a list with the line that introduces it. One of more than `limit_tokens`
    is cut at the ends of sentences and lines, or between words where a sentence alone is longer.
    """
    passages: list[Passage] = []
    headings: list[tuple[int, str]] = []
    for start, end in _blocks(section.text):
        text = section.text[start:end]
        if heading := HEADING.fullmatch(text):
            level = len(heading[1])
            headings = [(depth, name) for depth, name in headings if depth < level] + [(level, heading[2].strip())]
            continue
        path = (section.title, *(name for _, name in headings))
        for first, last in _pieces(section.text, start, end, limit_tokens):
            passages.append(Passage(section.id, first, last, section.text[first:last], path))
    return passages


def headings_of(section: Section) -> list[str]:
    """The headings in `section`, its title first."""
    return [section.title, *(heading[2].strip() for heading in HEADING.finditer(section.text))]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans between blank lines, headings apart from what follows them."""
    for block in BLOCK.finditer(text):
        start, end = block.span()
        while start < end and (heading := HEADING.match(text, start, end)) and heading.start() == start:
            yield start, heading.end()
            start = heading.end()
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            yield start, end


def _pieces(text: str, start: int, end: int, limit_tokens: int) -> Iterator[tuple[int, int]]:
    if count_tokens(text[start:end]) <= limit_tokens:
        yield start, end
        return
    first = last = start
    for cut_start, cut_end in _cuts(text, start, end, limit_tokens):
        if last > first and count_tokens(text[first:cut_end]) > limit_tokens:
            yield first, last
            first = cut_start
        last = cut_end
    if last > first:
        yield first, last


def _cuts(text: str, start: int, end: int, limit_tokens: int) -> Iterator[tuple[int, int]]:
    """Sentences and list lines of a block; a sentence over the limit as its words, a word over it as pieces."""
    for first, last in _separated(SENTENCE_END, text, start, end):
        if count_tokens(text[first:last]) <= limit_tokens:
            yield first, last
            continue
        for word_start, word_end in _separated(re.compile(r"\s+"), text, first, last):
            # a token holds at least one UTF-8 byte, so this many characters can't pass the limit
            step = max(1, limit_tokens // 4) if count_tokens(text[word_start:word_end]) > limit_tokens else 10**9
            for piece in range(word_start, word_end, step):
                yield piece, min(piece + step, word_end)


def _separated(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for gap in separator.finditer(text, start, end):
        if gap.start() > first:
            yield first, gap.start()
        first = max(first, gap.end())
    if first < end:
        yield first, end
