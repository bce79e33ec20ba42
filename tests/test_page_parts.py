"""The pieces of the page that need no browser: answers as HTML, and the card."""

import itertools
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.errors import LetterUnreadable
from assistant.forgetting import UPLOADS_IN
from assistant.page.answers import render_answer, render_text, stream_answer
from assistant.page.card import Card, Typed, read_card, render_card, to_choose, typed_of
from assistant.page.uploads import GONE, taken_in
from assistant.reading import read_file, read_text
from assistant.reading.findings import find_out_all
from assistant.records import Duty, Notice, PrintedDate
from assistant.retrieval.ranking import Retriever
from assistant.rules.deadlines import deadlines_of
from tests.conftest import TODAY


def test_every_citation_has_its_folded_source_with_the_quote_marked(retriever: Retriever) -> None:
    answer, _ = take_turn("can they take my wages", Conversation(), retriever, TODAY)
    html = render_answer(answer, retriever.index.corpus.sections, turn=3)
    assert html.count('<details class="source">') == len(answer.citations)
    for number, citation in enumerate(answer.citations, start=1):
        assert f'href="#quote-3-{number}"' in html
        assert f'<mark id="quote-3-{number}"' in html
        assert citation.url in html
    assert "## " not in html


def test_the_stream_grows_and_ends_whole(retriever: Retriever) -> None:
    answer, _ = take_turn("how do I set up a monthly plan", Conversation(), retriever, TODAY)
    sections = retriever.index.corpus.sections
    parts = list(stream_answer(answer, sections, turn=0))
    assert len(parts) > 2
    assert parts[-1] == render_answer(answer, sections, turn=0)
    assert all(len(one) < len(other) for one, other in itertools.pairwise(parts))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://192.0.2.1/x.png)",
        "[a](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_markup_in_a_text_is_shown_as_text(text: str) -> None:
    html = render_text(text, 0, turn=0)
    assert not re.search(r"<(script|img|a)\b(?! href=.http)", html)


def test_only_government_pages_become_links() -> None:
    told = "http://a.example/pay https://a.example/x https://irs.gov.a.example/ https://www.irs.gov/help?x=1, https://irs.gov."
    html = render_text(told, 0, turn=0)
    assert re.findall(r'href="([^"]*)"', html) == ["https://www.irs.gov/help?x=1", "https://irs.gov"]
    assert "https://a.example/x" in html


CARDS = [
    (Typed(), Notice()),
    (
        Typed("cp-14", "09/08/2026", "2024", "$3,214.77", "9/29/2026", "(800) 829-0922", True),
        Notice(
            "CP14",
            date(2026, 9, 8),
            (2024,),
            "3214.77",
            printed_dates=(PrintedDate(date(2026, 9, 29), Duty.RESPOND),),
            phone="800-829-0922",
            abroad=True,
        ),
    ),
    (Typed("ltr 1058", "2026-09-08", "2022, 2023", "900"), Notice("LT11", date(2026, 9, 8), (2022, 2023), "900.00")),
]


@pytest.mark.parametrize(("typed", "notice"), CARDS)
def test_a_card_is_read_and_shown_back_the_same(typed: Typed, notice: Notice, retriever: Retriever) -> None:
    card = read_card(typed, retriever.names)
    assert (card.notice, card.problems) == (notice, ())
    assert read_card(typed_of(notice), retriever.names).notice == notice


@pytest.mark.parametrize(
    "typed",
    [
        Typed(code="CP9999"),
        Typed(notice_date="02/30/2026"),
        Typed(notice_date="next week"),
        Typed(tax_year="24"),
        Typed(amount="1,23"),
        Typed(amount="-5"),
        Typed(amount="9" * 40),
        Typed(amount="1" * 100_000),
        Typed(code="a\x1b[31m"),
        Typed(last_day="soon"),
        Typed(phone="555-0100"),
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(typed: Typed, retriever: Retriever) -> None:
    card = read_card(typed, retriever.names)
    assert replace(card.notice, unknown_code=None) == Notice()
    assert len(card.problems) == 1


@pytest.mark.parametrize(
    ("amount", "says", "not_said"), [("900", "21 days", "10 business"), ("100000", "10 business", "21 days")]
)
def test_the_sum_decides_which_clock_the_card_shows(
    amount: str, says: str, not_said: str, retriever: Retriever
) -> None:
    card = read_card(Typed("CP14", amount=amount), retriever.names)
    known = retriever.index.corpus.notices["CP14"]
    html = render_card(card, known, deadlines_of(card.notice, known, TODAY), None, (), confirmed=False)
    assert html.index("The date printed on your letter counts.") < html.index(says)
    assert not_said not in html


LETTER = """Internal Revenue Service
Notice CP14
Notice date  September 8, 2026
Tax year  2024
SSN  987-65-4321
To contact us  800-829-0922
Tax you owed   $3,200.00
Interest   $14.77
Amount due by September 29, 2026   $3,214.77
"""


def test_the_card_of_a_letter_shows_the_date_first_and_the_words_behind_each_value(retriever: Retriever) -> None:
    corpus = retriever.index.corpus
    letter = find_out_all(read_text(LETTER), corpus, retriever.names, date(2026, 9, 20))[0]
    notice = letter.reading.notice
    html = render_card(Card(notice, ()), corpus.notices["CP14"], letter.deadlines, letter, (), confirmed=False)
    assert html.index("September 29, 2026") < html.index("9 days left") < html.index("Some things to check")
    assert "“Notice date  September 8, 2026”" in html
    assert "data:text/calendar;base64," in html
    assert "987-65" not in html
    assert "4321" in html


def test_a_letter_with_strong_warning_signs_shows_no_date_to_pay_by(retriever: Retriever) -> None:
    text = LETTER.replace("To contact us", "Pay with gift cards within 24 hours or be arrested. Call")
    letter = find_out_all(read_text(text), retriever.index.corpus, retriever.names, date(2026, 9, 20))[0]
    html = render_card(Card(letter.reading.notice, ()), None, letter.deadlines, letter, (), confirmed=False)
    assert "days left" not in html
    assert "Strong warning signs" in html


def test_two_readings_of_one_field_are_left_to_the_person(retriever: Retriever) -> None:
    text = LETTER.replace("Interest   $14.77\n", "Amount due   $99.00\n")
    letter = find_out_all(read_text(text), retriever.index.corpus, retriever.names, TODAY)[0]
    assert letter.reading.notice.amount_due is None
    choice = to_choose(letter, letter.reading.notice)
    assert choice is not None
    assert choice[0] == "amount_due"
    assert {candidate.value for candidate in choice[1]} == {"99.00", "3214.77"}
    assert to_choose(letter, replace(letter.reading.notice, amount_due="99.00")) is None


@pytest.fixture
def upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was uploaded, in a folder of its own inside that for uploads."""
    monkeypatch.setenv(UPLOADS_IN, str(tmp_path / "uploads"))
    file = tmp_path / "uploads" / "0a1b" / "letter.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF-1.7")
    return file


@pytest.mark.parametrize("gone", [Path.unlink, lambda path: shutil.rmtree(path.parent)])
def test_an_upload_that_is_gone_before_it_is_read_is_told_in_one_sentence(
    gone: Callable[[Path], object], upload: Path
) -> None:
    gone(upload)
    with pytest.raises(LetterUnreadable) as told:
        taken_in(str(upload))
    assert str(told.value) == GONE
    assert not upload.parent.exists()


def test_an_upload_is_off_the_disk_before_it_is_read(upload: Path) -> None:
    data = taken_in(str(upload))
    assert list(upload.parents[1].iterdir()) == []
    with pytest.raises(LetterUnreadable, match="damaged"):
        read_file(data)


@pytest.mark.parametrize(
    "elsewhere", ["", ".", "letter.pdf", "{tmp}/mine/letter.pdf", "{tmp}/uploads/letter.pdf", "{tmp}/uploads/../mine/letter.pdf"]
)  # fmt: skip
def test_what_lies_elsewhere_is_neither_read_nor_deleted(
    elsewhere: str, upload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine" / "letter.pdf"
    mine.parent.mkdir()
    (tmp_path / "uploads" / "letter.pdf").touch()
    mine.touch()
    monkeypatch.chdir(mine.parent)
    with pytest.raises(LetterUnreadable) as told:
        taken_in(elsewhere.format(tmp=tmp_path))
    assert str(told.value) == GONE
    assert mine.exists()
    assert upload.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_folder_for_uploads_nothing_is_one(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UPLOADS_IN)
    with pytest.raises(LetterUnreadable):
        taken_in(str(upload))
    assert upload.exists()
