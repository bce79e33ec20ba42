"""Words with boxes → lines in reading order. Pure geometry."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.records import Box, Line

CELL_GAP = 1.6  # a gap this many times the height of the words divides a row into cells
SAME_ROW = 0.5  # share of the lower word's height that two words of a row overlap
STEEPEST = math.radians(20)  # beyond, a box is too short or too odd to tell how the page lies


@dataclass(frozen=True, slots=True)
class Placed:
    """Words and where they stand, in pixels or points; `angle` is how their base line rises, in radians."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0
    angle: float = 0.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def straightened(words: Sequence[Placed]) -> list[Placed]:
    """`words` turned about the origin so that the page lies level: by the median angle, weighted by length."""
    told = sorted((w.angle, w.right - w.left) for w in words if abs(w.angle) < STEEPEST)
    angle = _weighted_median(told)
    if abs(angle) < 1e-4:
        return list(words)
    sine, cosine = math.sin(-angle), math.cos(-angle)
    turned = []
    for word in words:
        x, y = (word.left + word.right) / 2, word.middle
        across, down = x * cosine - y * sine, x * sine + y * cosine
        wide, high = (word.right - word.left) / 2, word.height / 2
        turned.append(
            Placed(word.text, across - wide, down - high, across + wide, down + high, word.confidence, word.angle)
        )
    return turned


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    """The value at which half the weight of sorted (value, weight) pairs is reached; 0 where there is none."""
    half, so_far = sum(weight for _, weight in values) / 2, 0.0
    for value, weight in values:
        so_far += weight
        if so_far >= half:
            return value
    return 0.0


def rows_of(words: Iterable[Placed]) -> list[list[Placed]]:
    """The words of each row from left to right, rows from top to bottom.

    A word joins the row whose nearest word (sideways) it overlaps most in height, so that rows may drift.
    """
    rows: list[list[Placed]] = []
    for word in sorted(words, key=lambda w: w.left):
        best, most = None, SAME_ROW
        for row in rows:
            last = row[-1]
            overlap = (min(last.bottom, word.bottom) - max(last.top, word.top)) / min(last.height, word.height)
            if overlap > most and last.right - word.left < word.height:
                best, most = row, overlap
        if best is None:
            rows.append([word])
        else:
            best.append(word)
    return sorted(rows, key=lambda row: sum(w.middle for w in row) / len(row))


def lines_of(words: Sequence[Placed], page: int, width: float, height: float) -> list[Line]:
    """The rows as lines, divided into cells at wide gaps. Boxes are shares of the page as it was pictured."""
    level = straightened(words)
    as_pictured = dict(zip(map(id, level), words, strict=True))
    lines = []
    for row in rows_of(level):
        cells: list[list[Placed]] = []
        for word in row:
            if cells and word.left - cells[-1][-1].right < CELL_GAP * min(word.height, cells[-1][-1].height):
                cells[-1].append(word)
            else:
                cells.append([word])
        for number, cell in enumerate(cells):
            seen = [as_pictured[id(word)] for word in cell]
            box = Box(
                max(0.0, min(w.left for w in seen) / width),
                max(0.0, min(w.top for w in seen) / height),
                min(1.0, max(w.right for w in seen) / width),
                min(1.0, max(w.bottom for w in seen) / height),
            )
            confidence = min(w.confidence for w in cell)
            lines.append(Line(page, " ".join(w.text for w in cell), box, confidence, starts_row=number == 0))
    return lines
