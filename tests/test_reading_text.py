"""Files → words: what can be read is read, everything else ends in one clear sentence, and nothing stays on disk."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from assistant.errors import LetterUnreadable
from assistant.reading import read_file, read_text
from assistant.reading.text import LARGEST_FILE_BYTES, MOST_PAGES


def pdf_of(*pages: str, **options: object) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(612, 792), **options)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        for number, row in enumerate(page.split("\n")):
            for place, cell in enumerate(row.split("   ")):
                canvas.drawString(60 + place * 220, 730 - number * 16, cell)
        canvas.showPage()
    canvas.save()
    return sheet.getvalue()


def picture_of(size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    sheet = io.BytesIO()
    Image.new("RGB", size, "white").save(sheet, kind, **options)
    return sheet.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def flipped(data: bytes, start: int, count: int = 40) -> bytes:
    return data[:start] + bytes(byte ^ 0xFF for byte in data[start : start + count]) + data[start + count :]


def many_page_tiff(pages: int) -> bytes:
    sheet = io.BytesIO()
    frames = [Image.new("L", (8, 8), 255) for _ in range(pages)]
    frames[0].save(sheet, "TIFF", save_all=True, append_images=frames[1:])
    return sheet.getvalue()


def heif() -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return picture_of((120, 80), "HEIF")


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return pdf_of("Notice CP14", encrypt=StandardEncryption("secret", canPrint=0))


LETTER = "Department of the Treasury   Notice CP14\nInternal Revenue Service   Notice date September 8, 2026"
NOTHING_TO_READ: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one NUL": lambda: b"\0",
    "NULs": lambda: b"\0" * 5000,
    "blank lines": lambda: b"\n \r\n\t\n",
    "blank picture": lambda: picture_of(),
    "one pixel": lambda: picture_of((1, 1)),
    "blank PDF": lambda: pdf_of(""),
    "too large": lambda: b"%PDF-1.7" + b" " * LARGEST_FILE_BYTES,
    "too large text": lambda: b"IRS " * (LARGEST_FILE_BYTES // 4 + 1),
    "too many pages": lambda: pdf_of(*["Notice CP14"] * (MOST_PAGES + 1)),
    "too many TIFF pages": lambda: many_page_tiff(MOST_PAGES + 1),
    "100 megapixels": lambda: png_header(10_000, 10_000),
    "61 megapixels": lambda: png_header(61_000, 1_000),
    "a pixel bomb": lambda: png_header(60_000, 60_000),
    "PNG of no size": lambda: png_header(0, 0),
    "PNG cut in the header": lambda: picture_of()[:20],
    "PNG cut in the data": lambda: picture_of((600, 400))[:-40],
    "PNG flipped": lambda: flipped(picture_of((600, 400)), 60),
    "PNG with a wrong checksum": lambda: flipped(picture_of((600, 400)), 29, 4),
    "PNG signature alone": lambda: b"\x89PNG\r\n\x1a\n",
    "JPEG signature alone": lambda: b"\xff\xd8\xff\xe0",
    "JPEG cut": lambda: picture_of((600, 400), "JPEG")[:300],
    "JPEG flipped": lambda: flipped(picture_of((600, 400), "JPEG"), 160, 200),
    "HEIC cut": lambda: heif()[:200],
    "HEIC flipped": lambda: flipped(heif(), 20, 60),
    "HEIC signature alone": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "WebP cut": lambda: picture_of((600, 400), "WEBP")[:60],
    "TIFF cut": lambda: picture_of((600, 400), "TIFF")[:200],
    "TIFF with a loop": lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    "GIF cut": lambda: picture_of((600, 400), "GIF")[:30],
    "BMP cut": lambda: picture_of((600, 400), "BMP")[:60],
    "PDF header alone": lambda: b"%PDF-1.7\n",
    "PDF of noise": lambda: b"%PDF-1.7\n" + os.urandom(4000),
    "PDF without pages": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    ),
    "PDF whose pages hold themselves": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    ),
    "encrypted PDF": encrypted,
    "Word file": lambda: b"PK\x03\x04" + os.urandom(400),
    "old Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(400),
    "program": lambda: b"MZ\x90\0" + os.urandom(400),
    "Linux program": lambda: b"\x7fELF" + os.urandom(400),
    "sound": lambda: b"RIFF\x24\0\0\0WAVEfmt " + os.urandom(400),
    "film": lambda: b"\0\0\0\x18ftypmp42" + os.urandom(400),
    "gzip": lambda: b"\x1f\x8b\x08\0" + os.urandom(400),
    "icon": lambda: picture_of((32, 32), "ICO"),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n" + b"\x01\x02" * 40,
    "noise": lambda: os.urandom(5000),
}
SOMETHING_OR_NOTHING: dict[str, Callable[[], bytes]] = {
    "PDF cut": lambda: pdf_of(LETTER)[:-200],
    "PDF cut in half": lambda: pdf_of(LETTER)[: len(pdf_of(LETTER)) // 2],
    "PDF flipped": lambda: flipped(pdf_of(LETTER), 400, 60),
    "PDF flipped late": lambda: flipped(pdf_of(LETTER), len(pdf_of(LETTER)) - 120, 60),
    "PDF after junk": lambda: b"junk\n" * 20 + pdf_of(LETTER),
    "PDF with junk after it": lambda: pdf_of(LETTER) + os.urandom(500),
    "text with odd signs": lambda: "Notice CP14 \u202e\u200b \U000e0041 September 8, 2026 and more".encode(),
    "UTF-16 text": lambda: ("Notice CP14\nNotice date September 8, 2026 " * 3).encode("utf-16"),
    "Latin-1 text": lambda: "Notice CP14 – señor, le debe\nNotice date September 8, 2026".encode("cp1252"),
    "one endless line": lambda: b"CP14 $1.00 by September 8, 2026 " * 5000,
}


@pytest.fixture
def left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where anything written for a moment would lie."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", NOTHING_TO_READ)
def test_what_cannot_be_read_ends_in_one_clear_sentence(kind: str, left_behind: Path) -> None:
    with pytest.raises(LetterUnreadable) as told:
        read_file(NOTHING_TO_READ[kind]())
    says = str(told.value)
    assert "\n" not in says
    assert says.endswith(".")
    assert not any(word in says for word in ("Error", "Traceback", "/", "None"))
    assert list(left_behind.iterdir()) == []


@pytest.mark.parametrize("kind", SOMETHING_OR_NOTHING)
def test_what_is_damaged_is_read_or_refused_and_nothing_stays(kind: str, left_behind: Path) -> None:
    with suppress(LetterUnreadable):
        assert read_file(SOMETHING_OR_NOTHING[kind]()).lines
    assert list(left_behind.iterdir()) == []


def test_a_text_layer_is_read_in_rows_and_cells_with_their_places() -> None:
    letter = read_file(pdf_of(LETTER, "Notice CP14, page 2 of 2: what to do next"))
    assert letter.came_from == "pdf"
    assert letter.pages == 2
    assert [line.text for line in letter.lines] == [
        "Department of the Treasury",
        "Notice CP14",
        "Internal Revenue Service",
        "Notice date September 8, 2026",
        "Notice CP14, page 2 of 2: what to do next",
    ]
    assert [line.starts_row for line in letter.lines] == [True, False, True, False, True]
    left, right = letter.lines[0].box, letter.lines[1].box
    assert left is not None
    assert right is not None
    assert left.right < right.left
    assert abs(left.top - right.top) < 0.01
    assert letter.lines[-1].page == 2


def test_progress_tells_every_page() -> None:
    told: list[tuple[int, int]] = []
    read_file(
        pdf_of("Notice CP14, dated September 8, 2026", "Second page of this notice here"), lambda *at: told.append(at)
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_pasted_text_keeps_rows_and_columns() -> None:
    letter = read_text("IRS  |  Notice  CP14\r\nTax year\t2024")
    assert letter.text == "IRS   Notice  CP14\nTax year   2024"


@pytest.mark.parametrize(
    "text",
    [
        "SSN 987-65-4321",
        "Your number: 987 65 4321 here",
        "Taxpayer ID   987-65-4321",
        "SSN\n987-65-4321",
        "SSN 987-65\n4321 is yours",
        "987\n65\n4321",
        "card 4111 1111 1111 1111 thanks",
    ],
)
def test_full_numbers_are_masked_before_anyone_sees_the_letter(text: str) -> None:
    letter = read_text(f"Notice CP14\n{text}\nNotice date September 8, 2026")
    assert letter.full_numbers
    assert "987" not in letter.text
    assert "4111 1111" not in letter.text
    assert "CP14" in letter.text
    assert "September 8, 2026" in letter.text


def test_a_full_number_in_a_pdf_and_in_a_qr_code_is_masked() -> None:
    letter = read_file(pdf_of("Notice CP14   SSN 987-65-4321\nNotice date September 8, 2026"))
    assert letter.ssn_last4 == "4321"
    assert "987" not in letter.text


def test_a_saved_e_mail_is_decoded() -> None:
    mail = (
        b"From: dad@example.com\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nNotice CP14\nAmount due by November 30, 2026 =2450.00\n"
    )
    assert "Amount due by November 30, 2026 $50.00" in read_file(mail).text


def test_a_web_page_says_what_to_do() -> None:
    with pytest.raises(LetterUnreadable, match="PDF"):
        read_file(b"<!DOCTYPE html><html><body>Notice CP14</body></html>")


def test_text_with_spaces_that_do_not_break_is_text() -> None:
    assert "Notice CP14" in read_file("Notice\xa0CP14 dated September 8, 2026, for you".encode()).text


def test_the_scan_line_of_a_payment_stub_is_masked_and_is_no_printed_number() -> None:
    letter = read_text("Notice CP14\n987654321 QZ 202412 670 00000406552")
    assert "987654321" not in letter.text
    assert letter.full_numbers == ()
