"""Blocks → pasted text, or PDF with a text layer. Both the same again for the same manner."""

import io
import re
from dataclasses import dataclass
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import letter as us_letter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from evals.letters.blocks import Block, Box, Break, Corner, Cut, Qr, Say, Strip, Table
from evals.letters.people import Pen

WIDTH, HEIGHT = map(float, us_letter)
MARGIN = 50
STUB_FROM = 250.0  # points above the foot of the page
TEXT_COLUMNS = 118
FONTS = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
}
SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7)  # the first at which a page holds its blocks


@dataclass(frozen=True, slots=True)
class Manner:
    """How a letter is set. `columns`: side, pipes, stacked, after. `spaces`: kept or collapsed."""

    columns: str
    spaces: str
    font: str

    @classmethod
    def of(cls, pen: Pen) -> "Manner":
        return cls(
            pen.pick(("side", "side", "pipes", "stacked", "after")),
            pen.pick(("kept", "kept", "collapsed")),
            pen.pick(("Helvetica", "Helvetica", "Times", "Courier")),
        )


# Text


def as_text(blocks: tuple[Block, ...], manner: Manner) -> str:
    """The letter as a person would paste it."""
    lines: list[str] = []
    corners: list[str] = []
    for block in (*blocks, Break()):
        if isinstance(block, Corner):
            corners.append(block.words)
        elif isinstance(block, Break):
            lines += [words.rjust(TEXT_COLUMNS) for words in corners]
            corners = []
            lines.append("")
        else:
            lines += _lines(block, manner)
    text = "\n".join(line.rstrip() for line in lines)
    if manner.spaces == "collapsed":
        text = re.sub(r"[ \t]+", " ", text)
        text = re.sub(r"\n{2,}", "\n", text)
    return text.strip() + "\n"


def _lines(block: Block, manner: Manner) -> list[str]:
    match block:
        case Say(words, look):
            wrapped = _wrap(words) if look in ("body", "small") else [words]
            if look == "right":
                wrapped = [words.rjust(TEXT_COLUMNS)]
            if look == "center":
                wrapped = [words.center(TEXT_COLUMNS)]
            return ["", *wrapped] if look in ("body", "head", "big") else wrapped
        case Box(left, right):
            return _box_lines(left, right, manner.columns)
        case Strip(cells):
            if manner.columns == "stacked":
                return [part for label, value in cells for part in (label, value)]
            widths = [max(len(label), len(value)) + 3 for label, value in cells]
            rows = ([label for label, _ in cells], [value for _, value in cells])
            between = " | " if manner.columns == "pipes" else ""
            return [between.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        case Table(rows, _, dots):
            widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
            filler = "." if dots else " "
            return ["", *("  " + _row(row, widths, filler, manner) for row in rows), ""]
        case Cut():
            return ["", "- " * 40]
        case _:
            return []


def _row(row: tuple[str, ...], widths: list[int], filler: str, manner: Manner) -> str:
    first = (row[0] + " ").ljust(widths[0] + 4, filler) if len(row) > 1 else row[0]
    between = " | " if manner.columns == "pipes" else "  "
    return between.join((first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=False))))


def _box_lines(left: tuple[str, ...], right: tuple[tuple[str, str], ...], columns: str) -> list[str]:
    if columns == "stacked":
        return [*left, "", *(part for label, value in right for part in (label.upper(), value)), ""]
    if columns == "after":
        return [*left, "", *(f"{label.rstrip(':')}: {value}" for label, value in right), ""]
    between = "| " if columns == "pipes" else ""
    wide = max(map(len, left), default=0) + 12
    label_wide = max(len(label) for label, _ in right) + 4
    high = max(len(left), len(right))
    lefts = [*left, *[""] * (high - len(left))]
    rights = [f"{between}{label.ljust(label_wide)}{value}" for label, value in right] + [""] * (high - len(right))
    return [f"  {a.ljust(wide)}{b}" for a, b in zip(lefts, rights, strict=True)]


def _wrap(words: str) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        if len(lines[-1]) + len(word) >= TEXT_COLUMNS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip() if lines[-1] else word
    return lines


# PDF


def as_pdf(blocks: tuple[Block, ...], manner: Manner) -> bytes:
    """The letter as a PDF of US letter pages, in the built-in fonts."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=us_letter, invariant=1)
    for page in _pages(blocks):
        size = next((s for s in SIZES if _set_page(Canvas(io.BytesIO()), page, manner, s) > MARGIN - 12), SIZES[-1])
        _set_page(canvas, page, manner, size)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(blocks: tuple[Block, ...]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Break):
            pages.append([])
        else:
            pages[-1].append(block)
    return [page for page in pages if page]


def _set_page(canvas: Any, page: list[Block], manner: Manner, size: float) -> float:
    """Sets the blocks from the top; returns how far above the foot of the page they end, in points."""
    y = HEIGHT - MARGIN
    for block in page:
        y = _set(canvas, block, y, FONTS[manner.font], size)
    return y


def _set(canvas: Any, block: Block, y: float, fonts: tuple[str, str, str], size: float) -> float:
    plain, bold, _ = fonts
    step = size * 1.28
    match block:
        case Say(words, look):
            return _set_words(canvas, words, look, y, fonts, size)
        case Box(left, right):
            return _set_box(canvas, left, right, y, fonts, size)
        case Strip(cells):
            wide = (WIDTH - 2 * MARGIN) / len(cells)
            small = min(
                size - 2, *(wide * 0.86 * (size - 2) / stringWidth(label, plain, size - 2) for label, _ in cells)
            )
            canvas.setFont(plain, small)
            for i, (label, _) in enumerate(cells):
                canvas.drawString(MARGIN + i * wide, y - step, label, charSpace=0.5)
            for i, (_, value) in enumerate(cells):
                canvas.setFont(bold, min(size, wide * 0.88 * size / stringWidth(value, bold, size)))
                canvas.drawString(MARGIN + i * wide, y - 2 * step, value)
            return y - 3 * step
        case Table(rows, total, dots):
            return _set_table(canvas, rows, total, dots, y, fonts, size)
        case Corner(words):
            canvas.setFont(bold if len(words) < 16 else plain, size - 1)
            canvas.drawRightString(WIDTH - MARGIN, 26, words)
            return y
        case Cut():
            y = min(y, STUB_FROM)
            canvas.setDash(4, 3)
            canvas.line(MARGIN - 20, y - step, WIDTH - MARGIN + 20, y - step)
            canvas.setDash()
            return y - 1.8 * step
        case Qr(address):
            side = 86
            drawing = Drawing(side, side)
            drawing.add(QrCodeWidget(address, barWidth=side, barHeight=side))
            renderPDF.draw(drawing, canvas, WIDTH - MARGIN - side, y - side)
            return y - side - 4
        case _:
            return y


def _set_words(canvas: Any, words: str, look: str, y: float, fonts: tuple[str, str, str], size: float) -> float:
    plain, bold, slanted = fonts
    step = size * 1.28
    wide = WIDTH - 2 * MARGIN
    if look == "hand":
        canvas.saveState()
        canvas.setFillColorRGB(0.1, 0.15, 0.55)
        canvas.translate(MARGIN + 130, y - 1.5 * step)
        canvas.rotate(3)
        canvas.setFont("Times-Italic", size + 3)
        canvas.drawString(0, 0, words)
        canvas.restoreState()
        return y - 2 * step
    font, points = {
        "bold": (bold, size),
        "head": (bold, size + 4),
        "big": (bold, size + 7),
        "small": (slanted, size - 1.5),
    }.get(look, (plain, size))
    canvas.setFont(font, points)
    y -= size * (0.5 if look in ("body", "head", "big") else 0)
    for line in simpleSplit(words, font, points, wide):
        y -= points * 1.28
        if look == "right":
            canvas.drawRightString(WIDTH - MARGIN, y, line)
        elif look == "center":
            canvas.drawCentredString(WIDTH / 2, y, line)
        else:
            canvas.drawString(MARGIN, y, line, charSpace=1.6 if look == "spaced" else 0)
    return y


def _set_box(
    canvas: Any,
    left: tuple[str, ...],
    right: tuple[tuple[str, str], ...],
    y: float,
    fonts: tuple[str, str, str],
    size: float,
) -> float:
    plain, bold, _ = fonts
    step = size * 1.4
    label_wide = max(stringWidth(label, plain, size - 1) for label, _ in right) + 14
    value_wide = max(stringWidth(value, bold, size - 1) for _, value in right)
    x = min(340.0, WIDTH - MARGIN - label_wide - value_wide - 8)
    down = y
    for line in left:
        points = size + 12 if line == "IRS" else size - 1
        canvas.setFont(bold if line == "IRS" else plain, points)
        down -= points * 1.15
        canvas.drawString(MARGIN, down, line)
    left_wide = max((stringWidth(line, plain, size - 1) for line in left), default=0.0)
    top = y if x > MARGIN + left_wide + 20 else down - step  # a wide box goes below
    bottom = top - step * len(right) - 6
    canvas.setLineWidth(0.7)
    canvas.rect(x - 8, bottom, WIDTH - MARGIN - x + 8, top - bottom + 2)
    for i, (label, value) in enumerate(right, start=1):
        canvas.setFont(plain, size - 1)
        canvas.drawString(x, top - step * i + 3, label)
        canvas.setFont(bold, size - 1)
        canvas.drawString(x + label_wide, top - step * i + 3, value)
    return float(min(down, bottom) - step)


def _set_table(
    canvas: Any,
    rows: tuple[tuple[str, ...], ...],
    total: bool,
    dots: bool,
    y: float,
    fonts: tuple[str, str, str],
    size: float,
) -> float:
    plain, bold, _ = fonts
    step = size * 1.4
    n_columns = max(map(len, rows))
    first_wide = 235 if n_columns <= 3 else 190
    rest_wide = (WIDTH - 2 * MARGIN - first_wide - 20) / max(1, n_columns - 1)
    y -= step * 0.4
    for i, row in enumerate(rows):
        last = total and i == len(rows) - 1
        y -= step
        if last:
            canvas.setLineWidth(0.6)
            canvas.line(MARGIN + 10, y + step * 0.78, MARGIN + first_wide + rest_wide + 10, y + step * 0.78)
        font = bold if last else plain
        canvas.setFont(font, min(size, size * (first_wide + 60) / max(1.0, stringWidth(row[0], font, size))))
        canvas.drawString(MARGIN + 10, y, row[0])
        canvas.setFont(font, size)
        for j, cell in enumerate(row[1:], start=1):
            points = min(size, size * rest_wide * 0.94 / max(1.0, stringWidth(cell, font, size)))
            canvas.setFont(font, points)
            right = MARGIN + 10 + first_wide + rest_wide * j * (0.75 if n_columns == 2 else 1)
            canvas.drawRightString(right, y, cell)
            if dots and j == 1:
                start = MARGIN + 14 + stringWidth(row[0], font, size)
                room = right - stringWidth(cell, font, points) - start - 6
                canvas.drawString(start, y, "." * max(0, int(room / stringWidth(".", font, points))))
    return y - step * 0.4
