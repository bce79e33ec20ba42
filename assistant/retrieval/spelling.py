"""Misspelt words mended against the words of our own corpus and asks."""

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

SHORTEST_WORD = 5
MOST_WRONG = 2
FEWEST_USES = 3

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class Speller:
    """Knows the words of `texts`; names, codes and numbers are left as they are."""

    def __init__(self, texts: Iterable[str]):
        counts = Counter(word for text in texts for word in WORD.findall(text.lower()))
        self.known = set(counts)
        common = [word for word, count in counts.items() if count >= FEWEST_USES and len(word) >= SHORTEST_WORD - 1]
        self.by_length: dict[int, list[str]] = {}
        for word in sorted(common, key=lambda word: -counts[word]):
            for length in range(len(word) - 1, len(word) + 2):
                self.by_length.setdefault(length, []).append(word)
        self.seen: dict[str, str] = {}

    def mend(self, text: str) -> str:
        """`text` (lower case) with each long unknown word as the nearest known one, where one is near.

        One wrong letter is mended in words of five or more, two in words of eight or more.
        """
        return WORD.sub(lambda match: self._mended(match[0]), text)

    def _mended(self, word: str) -> str:
        if len(word) < SHORTEST_WORD or word in self.known:
            return word
        if word not in self.seen:
            allowed = MOST_WRONG if len(word) >= 8 else 1
            found = process.extractOne(
                word, self.by_length.get(len(word), ()), scorer=DamerauLevenshtein.distance, score_cutoff=allowed
            )
            if len(self.seen) > 10_000:
                self.seen.clear()
            self.seen[word] = found[0] if found else word
        return self.seen[word]
