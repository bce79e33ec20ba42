"""PDF, photo or text → Letter: its words in lines with boxes, full numbers masked before anyone else sees them."""

import email
import email.policy
import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from assistant.errors import LetterUnreadable
from assistant.reading.rows import Placed, lines_of
from assistant.records import Letter, Line
from assistant.rules.privacy import LOOKALIKES, Masked, mask_numbers

LARGEST_FILE_BYTES = 20 * 1024 * 1024
MOST_PAGES = 30
MOST_PIXELS = 60_000_000
LONGEST_TEXT = 200_000  # characters of pasted text: thirty pages hold fewer
RENDERED_SIDE = 2000  # pixels of a PDF page's longer side, where it has to be read as a picture
GLANCED_SIDE = 1200  # pixels at which QR codes of a PDF page are looked for
FEWEST_CHARACTERS = 30  # a text layer with fewer is a page number over a scan
READABLE_SHARE = 0.6  # letters, digits and common signs of a text layer that isn't garbled
SCAN_LINE = re.compile(r"\b\d{9,}\s[A-Z]{2}\s\d{6}\s\d{3}\s\d{9,}")  # 987654321 QZ 202412 670 00000406552
PICTURES = {"PNG", "JPEG", "MPO", "HEIF", "WEBP", "TIFF", "BMP", "GIF"}

NOT_A_LETTER = (
    "This file isn't a PDF, a photo or plain text. Take a photo of the letter, save it as a PDF, or paste its words."
)
EMPTY = "This file is empty. Choose the photo or PDF of the letter again, or paste its words."
TOO_LARGE = f"This file is larger than {LARGEST_FILE_BYTES // 1024 // 1024} MB. Take a smaller photo, or paste the letter's words."
TOO_MANY_PAGES = f"This file has more than {MOST_PAGES} pages. Choose the letter's own pages, or paste its words."
TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} megapixels. Take a smaller photo of the letter."
)
LOCKED = "This PDF is locked with a password. Save a copy without one, or take a photo of the letter."
DAMAGED_PDF = "This PDF is damaged and can't be opened. Save it again, or take a photo of the letter."
DAMAGED_PICTURE = "This picture is damaged and can't be opened. Take the photo again, or paste the letter's words."
NO_WORDS = (
    "No words could be read here. Take the photo again in good light, straight from above, with the whole page in it."
)
WEB_PAGE = "This is a web page or a formatted document. Save or print it as a PDF, or paste the letter's words."
OTHER_FILES = (
    (b"PK\x03\x04", "This is a Word file, a spreadsheet or an archive. Save it as a PDF, or paste the letter's words."),
    (b"\xd0\xcf\x11\xe0", "This is an old Word or Outlook file. Save it as a PDF, or paste the letter's words."),
    (b"MZ", "This is a program, not a letter. If it came by e-mail as a letter, don't open it."),
    (b"\x7fELF", "This is a program, not a letter. If it came by e-mail as a letter, don't open it."),
)

Progress = Callable[[int, int], None]  # pages read, of how many

_pdfium = threading.Lock()  # its library isn't made for two threads


def read_file(data: bytes, progress: Progress = lambda *_: None) -> Letter:
    """The letter in `data`: a PDF with or without a text layer, PNG, JPEG, HEIC, WebP, TIFF, or text.

    What it is is told by its content, never by its name. Nothing is written to disk.
    LetterUnreadable says in one sentence what is wrong and what would do.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise LetterUnreadable(EMPTY)
    if len(data) > LARGEST_FILE_BYTES:
        raise LetterUnreadable(TOO_LARGE)
    for begins, says in OTHER_FILES:
        if data.startswith(begins):
            raise LetterUnreadable(says)
    if b"%PDF-" in data[:1024]:
        return _read_pdf(data, progress)
    text = _as_text(data)
    if text is None:
        return _read_pictures(data, progress)
    if re.match(r"\s*<(?:!doctype html|html|head|body|\?xml)\b|\s*\{\\rtf", text, re.IGNORECASE):
        raise LetterUnreadable(WEB_PAGE)
    return read_text(_of_mail(data) if re.search(r"(?im)^mime-version:", text[:5000]) else text)


def read_text(text: str) -> Letter:
    """Pasted words as a Letter: rows as they stand, divided into cells at bars, tabs and wide gaps."""
    lines: list[Line] = []
    pages = 1
    for row in text[:LONGEST_TEXT].replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        pages += row.count("\f")
        cells = [cell.strip() for cell in re.split(r"\s*[|│¦]\s*|\t+|\s{3,}|\f", row.strip())]
        cells = [cell for cell in cells if cell]
        lines += [Line(pages, cell, starts_row=number == 0) for number, cell in enumerate(cells)]
    return _masked(lines, "text", pages, ())


def _of_mail(data: bytes) -> str:
    """The words of a saved e-mail, decoded."""
    body = email.message_from_bytes(data, policy=email.policy.default).get_body(preferencelist=("plain",))
    if body is None:
        raise LetterUnreadable(WEB_PAGE)
    try:
        return str(body.get_content())
    except (LookupError, ValueError) as error:  # an alphabet that nobody knows
        raise LetterUnreadable(WEB_PAGE) from error


def _as_text(data: bytes) -> str | None:
    """`data` as text when that is what it is: UTF-8, UTF-16 with its mark, or Windows' own; without control characters."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding).replace("\xa0", " ").replace("\u202f", " ")
        except UnicodeDecodeError:
            continue
        strange = sum(not (sign.isprintable() or sign in "\n\r\t\f") for sign in text[:5000])
        wordlike = sum(
            (sign.isalnum() and (encoding != "cp1252" or sign.isascii())) or sign in " \n\r\t" for sign in text[:5000]
        )
        if not strange and wordlike > READABLE_SHARE * len(text[:5000]):
            return text
    return None


def _read_pictures(data: bytes, progress: Progress) -> Letter:
    from pillow_heif import register_heif_opener

    from assistant.reading.picture import read_picture

    register_heif_opener()
    lines: list[Line] = []
    codes: tuple[str, ...] = ()
    with _opened_picture(data) as (picture, pages):
        for page in range(pages):
            progress(page, pages)
            words, (width, height), found = read_picture(_frame(picture, page))
            lines += lines_of(words, page + 1, width, height)
            codes += found
        progress(pages, pages)
    return _masked(lines, "photo", pages, codes)


@contextmanager
def _opened_picture(data: bytes) -> Iterator[tuple[Image.Image, int]]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        picture = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise LetterUnreadable(TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise LetterUnreadable(NOT_A_LETTER) from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        OverflowError,
    ) as error:  # what Pillow's readers raise on bad headers
        raise LetterUnreadable(DAMAGED_PICTURE) from error
    with picture:
        if picture.format not in PICTURES:
            raise LetterUnreadable(NOT_A_LETTER)
        if picture.width * picture.height > MOST_PIXELS:
            raise LetterUnreadable(TOO_MANY_PIXELS)
        pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if pages > MOST_PAGES:
            raise LetterUnreadable(TOO_MANY_PAGES)
        yield picture, pages


def _frame(picture: Image.Image, page: int) -> Image.Image:
    """One page of a picture, upright as its EXIF says."""
    try:
        if page:
            picture.seek(page)
            if picture.width * picture.height > MOST_PIXELS:
                raise LetterUnreadable(TOO_MANY_PIXELS)
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, Image.DecompressionBombError) as error:
        raise LetterUnreadable(DAMAGED_PICTURE) from error


def _read_pdf(data: bytes, progress: Progress) -> Letter:
    import pypdfium2

    lines: list[Line] = []
    codes: tuple[str, ...] = ()
    came_from = "pdf"
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise LetterUnreadable(LOCKED if "assword" in str(error) else DAMAGED_PDF) from error
        try:
            pages = len(document)
            if pages > MOST_PAGES:
                raise LetterUnreadable(TOO_MANY_PAGES)
            if not pages:
                raise LetterUnreadable(DAMAGED_PDF)
            for number in range(pages):
                progress(number, pages)
                read, found, pictured = _read_pdf_page(document[number], number + 1)
                lines += read
                codes += found
                came_from = "photo" if pictured else came_from
            progress(pages, pages)
        except pypdfium2.PdfiumError as error:
            raise LetterUnreadable(DAMAGED_PDF) from error
        finally:
            document.close()
    return _masked(lines, came_from, pages, tuple(dict.fromkeys(codes)))


def _read_pdf_page(page: Any, number: int) -> tuple[list[Line], tuple[str, ...], bool]:
    """The page's lines, its QR codes, and whether it had to be read as a picture."""
    import numpy as np

    from assistant.reading.picture import qr_codes_in, read_picture

    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise LetterUnreadable(DAMAGED_PDF)
    words = _text_layer(page, height)
    characters = "".join(word.text for word in words)
    readable = sum(sign.isascii() and sign.isprintable() for sign in characters)
    if len(characters) >= FEWEST_CHARACTERS and readable > READABLE_SHARE * len(characters):
        drawn = page.render(scale=GLANCED_SIDE / max(width, height)).to_pil().convert("RGB")
        return lines_of(words, number, width, height), qr_codes_in(np.asarray(drawn)), False
    drawn = page.render(scale=RENDERED_SIDE / max(width, height)).to_pil().convert("RGB")
    words, size, codes = read_picture(drawn)
    return lines_of(words, number, *size), codes, True


def _text_layer(page: Any, height: float) -> list[Placed]:
    """The words of a PDF page's text layer, boxes from the top left in points."""
    layer = page.get_textpage()
    words: list[Placed] = []
    word, box = "", [0.0, 0.0, 0.0, 0.0]
    for place in range(layer.count_chars()):
        sign = layer.get_text_range(place, 1, errors="replace")
        if not sign.strip() or not sign.isprintable():
            if word:
                words.append(_word(word, box, height))
            word = ""
            continue
        left, bottom, right, top = layer.get_charbox(place, loose=True)
        if word and left - box[2] > 0.6 * (box[3] - box[1]):  # a gap without a space between
            words.append(_word(word, box, height))
            word = ""
        if word:
            word += sign
            box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
        else:
            word, box = sign, [left, bottom, right, top]
    if word:
        words.append(_word(word, box, height))
    return words


def _word(text: str, box: list[float], height: float) -> Placed:
    left, bottom, right, top = box
    return Placed(text, left, height - top, right, max(height - bottom, height - top + 1.0))


def _masked(lines: list[Line], came_from: str, pages: int, codes: tuple[str, ...]) -> Letter:
    """The letter with every full number masked, also one that runs over two or three lines."""
    if not any(line.text.strip() for line in lines):
        raise LetterUnreadable(NO_WORDS)
    kinds: list[str] = []
    last4: str | None = None

    def masked(text: str) -> str:
        nonlocal last4
        result: Masked = mask_numbers(text)
        if not SCAN_LINE.search(text):  # the machine's own line of a payment stub
            kinds.extend(result.kinds)
        last4 = result.last4 or last4
        return result.text

    kept = [replace(line, text=masked(line.text)) for line in lines]
    for span in (2, 3):
        start = 0
        while start + span <= len(kept):
            window = kept[start : start + span]
            joined = "\n".join(line.text for line in window)
            if any(digit.isdigit() for digit in window[0].text.translate(LOOKALIKES)) and mask_numbers(joined).kinds:
                kept[start : start + span] = [replace(window[0], text=masked(joined).replace("\n", " "))]
            start += 1
    return Letter(
        tuple(kept),
        came_from,
        pages,
        tuple(dict.fromkeys(kinds)),
        last4,
        tuple(masked(code) for code in codes),
    )
