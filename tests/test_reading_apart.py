"""Files are read in a process of their own: whatever a file does there, here it ends in a letter or in one sentence."""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import LetterUnreadable
from assistant.reading import read_file
from assistant.reading.apart import BREAKS_OFF, CLOSING, MOST_MEMORY_BYTES, TOO_LONG, Reader
from assistant.records import Letter
from tests.test_reading_text import LETTER, NOTHING_TO_READ, pdf_of


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        one.start()
        yield one


def drawn_ten_to_the_tenth_times() -> bytes:
    """A PDF whose page draws a form that draws the next one ten times, and so on: small, and never done."""
    depth = 10
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    resources = "<</XObject<</F {} 0 R>>>>"
    objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources{resources.format(5)}>>")
    draws = "/F Do " * 10
    objects.append(f"<</Length {len(draws)}>>stream\n{draws}\nendstream")
    for number in range(depth):
        last = number == depth - 1
        content = "0 0 9 9 re f" if last else draws
        inside = "" if last else f"/Resources{resources.format(6 + number)}"
        objects.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]{inside}/Length {len(content)}>>stream\n{content}\nendstream"
        )
    body = "".join(f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode()


def test_a_letter_read_apart_is_the_same_letter(reader: Reader) -> None:
    told: list[tuple[int, int]] = []
    for data in (pdf_of(LETTER, "Notice CP14, page 2 of 2: SSN 987-65-4321"), b"Notice CP14\nSSN 987-65-4321"):
        assert reader.read(data, lambda *at: told.append(at)) == read_file(data)
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_every_file_that_cannot_be_read_ends_in_one_sentence_and_breaks_nothing(reader: Reader) -> None:
    reader.read(b"Notice CP14, dated September 8, 2026")
    process = reader._process
    for kind, made in NOTHING_TO_READ.items():
        if not kind.startswith(("blank", "one pixel")):  # looking for words in them takes seconds, and finds none
            with pytest.raises(LetterUnreadable) as told:
                reader.read(made())
            assert str(told.value).endswith("."), kind
            assert str(told.value) not in (TOO_LONG, BREAKS_OFF), kind
    assert reader._process is process


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("os._exit(3)", BREAKS_OFF),
        ("os.kill(os.getpid(), signal.SIGKILL)", BREAKS_OFF),  # as the machine does when memory runs out
        ("ctypes.string_at(0)", BREAKS_OFF),  # a fault in a library's own code
        ('print(\'{"done": 1, "of"\', flush=True)', BREAKS_OFF),  # ended while it was writing
        ("time.sleep(60)", TOO_LONG),
        ('print(\'{"done": 1, "of": 2}\', flush=True); time.sleep(60)', TOO_LONG),
    ],
)
def test_a_file_that_breaks_its_reader_ends_in_a_sentence(does: str, says: str) -> None:
    breaks = f"import ctypes, os, signal, sys, time; sys.stdin.buffer.read(8); {does}"
    with Reader((sys.executable, "-c", breaks), page_seconds=0.5) as reader, pytest.raises(LetterUnreadable) as told:
        reader.read(b"anything at all")
    assert str(told.value) == says


def test_a_file_that_is_never_done_is_stopped_and_the_next_is_read() -> None:
    with Reader(page_seconds=2) as reader:
        reader.start()
        started = time.monotonic()
        with pytest.raises(LetterUnreadable, match="takes too long"):
            reader.read(drawn_ten_to_the_tenth_times())
        assert time.monotonic() - started < 30  # it would take years
        assert "Notice CP14" in reader.read(pdf_of(LETTER)).text


def test_a_process_that_went_away_between_two_files_is_replaced(reader: Reader) -> None:
    reader.read(b"Notice CP14, dated September 8, 2026")
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert reader.read(b"Notice CP14, dated September 8, 2026").pages == 1


def test_a_break_where_progress_is_shown_leaves_no_half_read_file(reader: Reader) -> None:
    def breaks(done: int, of: int) -> None:
        raise ConnectionError(f"nobody looks on: {done} of {of}")

    with pytest.raises(ConnectionError):
        reader.read(pdf_of(LETTER), breaks)
    assert reader.read(b"Notice CP504, dated September 8, 2026").text.startswith("Notice CP504")


def test_closing_ends_a_file_that_is_being_read_in_a_sentence() -> None:
    reader = Reader((sys.executable, "-c", "import time; time.sleep(60)"))
    threading.Timer(0.3, reader.close).start()
    for _ in range(2):  # the one that is being read, and one that comes after
        with pytest.raises(LetterUnreadable) as told:
            reader.read(b"anything")
        assert str(told.value) == CLOSING


def test_a_process_that_breaks_leaves_no_letter_on_disk_and_takes_no_more_memory_than_a_letter_needs(
    reader: Reader,
) -> None:
    reader.read(b"Notice CP14, dated September 8, 2026")
    assert reader._process is not None
    limits = Path(f"/proc/{reader._process.pid}/limits")
    if not limits.exists():
        pytest.skip("tells no limits here")
    said = limits.read_text()
    assert re.search(r"Max core file size +0 ", said)
    assert re.search(rf"Max address space +{MOST_MEMORY_BYTES} ", said)


def test_no_process_outlives_the_page() -> None:
    reader = Reader()
    reader.start()
    process = reader._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # what happens to it when the page is gone, however it went
    assert process.wait(10) == 0


def test_reading_apart_costs_a_page_no_half_second(reader: Reader) -> None:
    data = pdf_of(*[LETTER] * 4)
    reader.read(data)

    def shortest(read: Callable[[bytes], Letter]) -> float:
        taken = []
        for _ in range(3):
            started = time.perf_counter()
            read(data)
            taken.append(time.perf_counter() - started)
        return min(taken)

    assert shortest(reader.read) - shortest(read_file) < 0.5
