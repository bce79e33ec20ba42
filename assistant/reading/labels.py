"""The words of a letter in rows, what stands beside or below a label, and running sentences; values with what they were read from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.strips import split_strips
from assistant.reading.values import SUM, dates_in
from assistant.records import Candidate, Letter, Line, ReadValue

NEAR = 0.05  # candidates this close in confidence are equally likely
FULL_LINE = 45  # characters of a line that a sentence may run on from
HEADER_ROWS = 16  # rows of the first page among which the notice names itself

Row = list[Line]


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure its place makes it (0 to 1), and the lines it was read from."""

    value: ReadValue
    sure: float
    lines: tuple[Line, ...]

    def candidate(self) -> Candidate:
        first = self.lines[0]
        read = min(line.confidence for line in self.lines)
        words = "   ".join(line.text for line in self.lines)
        return Candidate(self.value, words, first.page, first.box, round(self.sure * read, 3))


def rows_in(letter: Letter) -> list[Row]:
    """The lines of each row together."""
    rows: list[Row] = []
    for line in split_strips(letter.lines):
        if line.starts_row or not rows:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def likeliest(found: Iterable[Found]) -> tuple[Candidate, ...]:
    """One candidate for each value, likeliest first, and of them those that are about as likely as the first."""
    best: dict[object, Candidate] = {}
    for one in found:
        candidate = one.candidate()
        if one.value not in best or best[one.value].confidence < candidate.confidence:
            best[one.value] = candidate
    ordered = sorted(best.values(), key=lambda c: -c.confidence)
    return tuple(c for c in ordered if ordered[0].confidence - c.confidence < NEAR)


def after_label(rows: Sequence[Row], label: re.Pattern[str]) -> Iterator[tuple[str, tuple[Line, ...], bool]]:
    """What follows `label`: the rest of its cell, else the cell to its right, else the cell below.

    The third says whether the value is likely this label's own: not so far below or beside it that it may be another's.
    """
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            for match in label.finditer(cell.text):
                rest = cell.text[match.end() :].lstrip(" :.#|-–—\t")
                if rest:
                    yield rest, (cell,), True
                    continue
                if place + 1 < len(row):
                    yield row[place + 1].text, (cell, row[place + 1]), True
                for below in rows[number + 1 : number + 3]:
                    below_it = under(cell, place, row, below)
                    if below_it is not None:
                        yield below_it.text, (cell, below_it), place + 1 >= len(row)
                        break


def under(cell: Line, place: int, row: Row, below: Row) -> Line | None:
    """The cell of `below` that stands under `cell`."""
    if cell.box is not None:
        for other in below:
            if other.box and min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left) > 0:
                return other
        return None
    if len(below) == len(row):
        return below[place]
    return below[0] if len(row) == 1 else None


def labelled(
    rows: Sequence[Row], label: re.Pattern[str], read: Callable[[str], ReadValue | None], sure: float = 1.0
) -> list[Found]:
    """Every value that `read` makes of what follows `label`; a little less `sure` where it may be another label's."""
    found = []
    for text, lines, own in after_label(rows, label):
        value = read(text)
        if value is not None:
            found.append(Found(value, sure if own else sure - 0.1, lines))
    return found


def match_value(shape: re.Pattern[str], text: str) -> str | None:
    """The part of `text` that `shape` matches at its start."""
    match = shape.match(text)
    return match[0] if match else None


@dataclass(frozen=True, slots=True)
class Words:
    """Running text, and the lines it is made of with where each begins in it."""

    text: str
    lines: tuple[tuple[int, Line], ...]

    def at(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that `text[start:end]` stands in."""
        ends = [*(begin for begin, _ in self.lines[1:]), len(self.text) + 1]
        return tuple(line for (begin, line), stop in zip(self.lines, ends, strict=True) if begin < end and stop > start)


def joined(lines: Sequence[Line]) -> Words:
    """`lines` as running text, a space between."""
    begins, text = [], ""
    for line in lines:
        text += " " if text else ""
        begins.append((len(text), line))
        text += line.text
    return Words(text, tuple(begins))


def sentences(rows: Sequence[Row]) -> Iterator[Words]:
    """The running text: each cell, together with those below that go on with it until a sentence ends."""
    flat = [cell for row in rows for cell in row]
    for start, cell in enumerate(flat):
        lines, length = [cell], len(cell.text)
        for other in flat[start + 1 : start + 4]:
            if re.search(r"[.!?:]\s*$", lines[-1].text) or length > 300 or not _goes_on(lines[-1], other):
                break
            lines.append(other)
            length += len(other.text)
        yield joined(lines)


def _goes_on(before: Line, after: Line) -> bool:
    """Whether `after` may be the next line of the paragraph that `before` stands in."""
    if after.page != before.page or not after.starts_row:
        return False
    if not after.text[:1].islower() and len(before.text) < FULL_LINE:
        return False
    if before.box and after.box:
        return abs(after.box.left - before.box.left) < 0.05 and after.box.top - before.box.bottom < 0.03
    return True


def beside(rows: Sequence[Row]) -> Iterator[Words]:
    """Each cell with the one to its right, and a lone label with the cell below: "Pay by   September 29, 2026"."""
    for number, row in enumerate(rows):
        yield from map(joined, pairwise(row))
        for place, cell in enumerate(row):
            if number + 1 < len(rows) and len(cell.text.split()) <= 14:
                below_it = under(cell, place, row, rows[number + 1])
                if below_it and (not dates_present(cell.text) or _one_sum(rows[number + 1 : number + 3])):
                    yield joined((cell, below_it))


def _one_sum(rows: Sequence[Row]) -> bool:
    """Whether the first of two rows is a lone sum and the next isn't: a column of sums has its labels elsewhere."""
    lone = [len(row) == 1 and bool(SUM.fullmatch(row[0].text.strip())) for row in rows]
    return lone[:1] == [True] and lone[1:] != [True]


def dates_present(text: str) -> bool:
    """Whether any date stands in `text`."""
    return next(dates_in(text), None) is not None
