"""What a page is made of. A letter is a list of blocks; `draw` sets them as text or as PDF."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """A heading, a paragraph or a line. `look`: body, bold, head, big, small, right, center, spaced, hand."""

    words: str
    look: str = "body"


@dataclass(frozen=True, slots=True)
class Box:
    """Sender's lines on the left, a boxed table of labels and values on the right."""

    left: tuple[str, ...]
    right: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """Labels on one line, their values on the next."""

    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells: the first to the left, the others to the right. `total` sets the last row bold under a rule."""

    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Corner:
    """Words at the foot of the page, to the right."""

    words: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The dashed line above a payment stub."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code; pasted text can't hold it."""

    address: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Block = Say | Box | Strip | Table | Corner | Cut | Qr | Break
