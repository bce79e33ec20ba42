"""Photos of letters: read in rows, whichever way up and however the page lies, and nothing of them stays on disk."""

import io
import math
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from assistant.corpus import Corpus
from assistant.reading import read_file
from assistant.reading.fields import read_notices
from assistant.reading.rows import Placed, lines_of
from assistant.retrieval.exact import ExactNames
from evals.letters import specimens
from tests.test_reading_text import pdf_of

LETTER = """Department of the Treasury   Notice CP14
Internal Revenue Service   Tax year 2024
Austin, TX 73301-0010   Notice date September 8, 2026
DANA ORTIZ   SSN 987-65-4321
12 HERON WAY   To contact us 800-829-0922

You have unpaid taxes for 2024
Amount due by September 29, 2026   $3,214.77"""


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf_of(LETTER))[0].render(scale=2.2).to_pil().convert("RGB")


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    sheet = io.BytesIO()
    picture.save(sheet, kind, **options)
    return sheet.getvalue()


@pytest.mark.parametrize("turned", ["upright", "left", "upside down", "EXIF", "askew", "HEIC"])
def test_a_photo_is_read_whichever_way_it_lies(
    turned: str, photo: Image.Image, names: ExactNames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    if turned == "left":
        data = saved(photo.rotate(90, expand=True))
    elif turned == "upside down":
        data = saved(photo.rotate(180))
    elif turned == "EXIF":
        exif = Image.Exif()
        exif[274] = 6  # the camera was held upright; a quarter turn to the right sets the picture straight
        data = saved(photo.rotate(90, expand=True), exif=exif)
    elif turned == "askew":
        data = saved(photo.rotate(4, expand=True, fillcolor="gray", resample=Image.Resampling.BICUBIC))
    elif turned == "HEIC":
        import pillow_heif

        pillow_heif.register_heif_opener()
        data = saved(photo, "HEIF", quality=80)
    else:
        data = saved(photo, quality=70)
    letter = read_file(data)
    notice = read_notices(letter, names)[0].notice
    assert letter.came_from == "photo"
    assert (notice.code, notice.notice_date, notice.tax_years) == ("CP14", date(2026, 9, 8), (2024,))
    assert (notice.amount_due, notice.phone, notice.ssn_last4) == ("3214.77", "800-829-0922", "4321")
    assert [printed.on for printed in notice.printed_dates] == [date(2026, 9, 29)]
    assert "987" not in letter.text
    assert list(tmp_path.iterdir()) == []


def test_a_scan_in_a_pdf_is_read_as_a_picture_and_its_qr_code_too() -> None:
    scam = next(s for s in specimens(7, 200) if s.form == "photo" and s.id.startswith("049"))
    letter = read_file(scam.render())
    assert letter.qr_codes
    scan = io.BytesIO()
    Image.open(io.BytesIO(scam.render())).convert("RGB").save(scan, "PDF")
    again = read_file(scan.getvalue())
    assert again.came_from == "photo"
    assert again.qr_codes == letter.qr_codes


def placed(text: str, left: float, top: float, angle: float = 0.0) -> Placed:
    """Words 10 high on a page turned by `angle` degrees about its corner."""
    turn, wide = math.radians(angle), 6 * len(text)
    x, y = left + wide / 2, top + 5
    x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
    return Placed(text, x - wide / 2, y - 5, x + wide / 2, y + 5, angle=turn)


@pytest.mark.parametrize("angle", [0.0, 3.0, -5.0, 8.0])
def test_rows_are_found_on_a_page_that_lies_askew(angle: float) -> None:
    words = [
        placed("Department of the Treasury", 0, 0, angle),
        placed("Notice CP14", 400, 0, angle),
        placed("Amount due by September 29", 0, 40, angle),
        placed("$3,214.77", 400, 40, angle),
    ]
    lines = lines_of(words, 1, 800, 800)
    assert [(line.text, line.starts_row) for line in lines] == [
        ("Department of the Treasury", True),
        ("Notice CP14", False),
        ("Amount due by September 29", True),
        ("$3,214.77", False),
    ]
