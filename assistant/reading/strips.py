"""Labels and values that a copy of the paper tore apart, side by side again.

A strip of labels over a strip of values, run together where the wide gaps were lost:

    NOTICE NUMBER DATE OF NOTICE TAX PERIOD
    CP501 05-02-2025 Dec. 31, 2023

or a column of labels, and then the column of their values:

    Notice
    Tax Year
    CP14
    2025
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.reading.values import DATE, PHONE
from assistant.records import Line

_YEARS = r"(?:(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s|\d{1,2}/\d{1,2}/)?(?:19|20)\d\d(?:,\s?|\sand\s)?)+"
# each label of a header strip, and the shape of what stands under it; "notice date" before "notice"
_COLUMNS = (
    (r"date of notice|notice date|letter date|date", None),
    (r"notice number|notice|letter(?: number)?", r"(?:CP|LT|Letter|LTR)[\s-]?\w{1,6}|\d{2,4}[A-Z]?"),
    (r"tax (?:period|year)s?", _YEARS),
    (r"tax form|form", r"(?:Form\s)?\d{3,4}(?:-[A-Z]{1,3})?"),
    (
        r"social security number|taxpayer id(?:entification)?(?: number)?|employer id number|ssn|ein|tin",
        r"[\[\]\w*•#_-]*(?:taxpayer number ending \d{4}\]|[-_ ]?\d{4})",
    ),
    (r"aur control number", r"\d{4,6}-\d{4}"),
    (r"(?:your )?caller id", r"\d{4,8}"),
    (r"page", r"\d{1,2}\s?(?:of|/)\s?\d{1,2}"),
    (r"for assistance call|to contact us|contact(?: telephone)?(?: number)?|(?:tele)?phone(?: number)?", PHONE.pattern),
)
_SHAPES = tuple((re.compile(label, re.I), re.compile(shape, re.I) if shape else DATE) for label, shape in _COLUMNS)
_LABELS = re.compile(rf"(?i)(?:{'|'.join(label for label, _ in _COLUMNS)})(?=\s|$)")


def split_strips(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with columns of labels and values side by side, and each strip of labels and of values divided into cells."""
    kept = _columns_side_by_side(list(lines))
    divided: dict[int, list[str]] = {}
    for (number, above), (_, below) in pairwise(enumerate(kept)):
        labels = _labels(above.text)
        values = _values(below.text, labels) if len(labels) > 1 and below.starts_row else []
        if values:
            divided[number], divided[number + 1] = labels, values
    return tuple(
        replace(line, text=text, starts_row=line.starts_row and place == 0)
        for number, line in enumerate(kept)
        for place, text in enumerate(divided.get(number, [line.text]))
    )


def _columns_side_by_side(lines: list[Line]) -> list[Line]:
    """`lines` with each run of lone labels, and the run of as many values that fits them, as rows of a label and its value."""
    kept: list[Line] = []
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and lines[end].starts_row and len(_labels(lines[end].text.rstrip(" :"))) == 1:
            end += 1
        names, values = lines[place:end], lines[end : end + end - place]
        words = [name.text.strip().rstrip(" :") for name in names]
        fits = len(names) > 1 and [_values(value.text, [word]) for word, value in zip(words, values, strict=False)]
        if fits and len(fits) == len(names) and all(fits):
            for name, value in zip(names, values, strict=True):
                kept += [name, replace(value, starts_row=False)]
            place = end + len(names)
        else:
            kept.append(lines[place])
            place += 1
    return kept


def _labels(text: str) -> list[str]:
    """The labels a row consists of; none where anything else stands in it."""
    found, rest = [], text.strip()
    while rest:
        match = _LABELS.match(rest)
        if not match:
            return []
        found.append(match[0])
        rest = rest[match.end() :].strip()
    return found


def _values(text: str, labels: Sequence[str]) -> list[str]:
    """One value for each label, in order; none where the row doesn't come out even."""
    found, rest = [], text.strip()
    for label in labels:
        shape = next(shape for name, shape in _SHAPES if name.fullmatch(label))
        match = shape.match(rest)
        if not match:
            return []
        found.append(match[0].strip())
        rest = rest[match.end() :].strip()
    return [] if rest else found
