"""Lists of words as patterns, and a message cut into sentences and pieces."""

import re
from collections.abc import Iterator

from assistant.reading.values import MONTHS


def words(listed: str) -> str:
    r"""A pattern for any of the words in `listed`, which are patterns themselves.

    >>> words("letter notices?")
    '(?:letter|notices?)'
    """
    return rf"(?:{'|'.join(listed.split())})"


def phrases(listed: str) -> str:
    r"""A pattern for any of the lines of `listed`, which are patterns themselves; two spaces and # start a remark.

    >>> phrases('tax bill  # "my tax bill"\n  tax years?')
    '(?:tax bill|tax years?)'
    """
    return rf"(?:{'|'.join(line.split('  # ')[0].strip() for line in listed.strip().splitlines())})"


def any_case(pattern: str) -> re.Pattern[str]:
    r"""`pattern` in any case; a space of it stands for spaces and line ends, ' for a typographic apostrophe as well.

    It may hold neither within [ ].

    >>> bool(any_case("it's a tax bill").search("It’s a TAX  bill"))
    True
    """
    return re.compile(pattern.replace(" ", r"\s+").replace("'", "['’]"), re.IGNORECASE)


def any_word(listed: str) -> re.Pattern[str]:
    """`words(listed)` as whole words, in any case."""
    return any_case(rf"\b{words(listed)}\b")


MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*"
TITLES = "Mrs Mr Ms Dr Sgt Cpl Capt Rev Prof".split()
# no end of a sentence: the stop after "Mr" or "St", and after an initial
_NO_TITLE = "".join(rf"(?<!\b{title})" for title in (*TITLES, "St")) + r"(?<!\s[A-Z])"
_END = re.compile(rf"{_NO_TITLE}[.!?;]+(?=\s|$)|\n+")
_END_OR_DASH = re.compile(rf"{_END.pattern}|\s(?:-{{2,3}}|[–—])\s")
_PIECE_END = re.compile(rf"[,;\n|]\s?|\s(?:-{{1,3}}|[–—/])\s|{_NO_TITLE}[.!?]+(?:\s+|$)|:\s|\)\s")
_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3})")


def sentences(text: str, at_dashes: bool = False) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends, its full stop included; with `at_dashes`, a dash parts two as well."""
    start = 0
    for match in (_END_OR_DASH if at_dashes else _END).finditer(text):
        yield start, match.end() if match[0][0] in ".!?" else match.start()
        start = match.end()
    yield start, len(text)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each piece between commas, stops, dashes and line ends starts and ends; "1,234" is one."""
    start = 0
    for match in _PIECE_END.finditer(text):
        if _IN_NUMBER.match(text, match.start()):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def last_end(cue: re.Pattern[str], text: str) -> int:
    """Where the last match of `cue` in `text` ends, -1 where there is none."""
    return max((match.end() for match in cue.finditer(text)), default=-1)
