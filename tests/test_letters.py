"""The made-up letters: the same again for the same seed, and true to what they say of themselves."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from evals.letters import FORMS, Specimen, specimens
from evals.letters.people import Pen, date_forms, written
from evals.letters.stories import CODES, Basis, bill, proposed

SEED = 7
NEVER_ISSUED = re.compile(r"000|666|9\d\d")  # area numbers the Social Security Administration gave to no one


@pytest.fixture(scope="module")
def letters() -> list[Specimen]:
    return specimens(SEED, 200)


@pytest.fixture(scope="module")
def words(letters: list[Specimen]) -> dict[str, str]:
    return {letter.id: letter.words() for letter in letters}


def test_at_least_150_letters_over_every_code_form_and_layout(letters: list[Specimen]) -> None:
    genuine = [letter for letter in letters if letter.kind == "irs_notice"]
    assert len(letters) >= 150
    assert {letter.truth["code"] for letter in genuine} == set(CODES)
    assert {letter.form for letter in letters} == set(FORMS)
    assert min(Counter(letter.layout for letter in genuine).values()) >= 8
    assert sum(letter.kind == "scam" for letter in letters) >= 20
    assert {letter.kind for letter in letters} >= {"state_letter", "collector_letter", "other_mail", "two_notices"}


def test_ids_are_unique(letters: list[Specimen]) -> None:
    assert len({letter.id for letter in letters}) == len(letters)


def test_every_genuine_code_is_in_the_catalogue(corpus) -> None:  # type: ignore[no-untyped-def]
    known = {name for notice in corpus.notices.values() for name in (notice.code, *notice.aliases)}
    assert set(CODES) <= known


def test_same_seed_same_text(letters: list[Specimen]) -> None:
    again = specimens(SEED, 200)
    for first, second in zip(letters, again, strict=True):
        assert first.truths == second.truths
        if first.form == "text":
            assert first.render() == second.render()


@pytest.mark.parametrize("form", ["pdf", "scan", "photo", "crooked"])
def test_same_seed_same_bytes(letters: list[Specimen], form: str) -> None:
    one = next(letter for letter in letters if letter.form == form)
    assert one.render() == one.render()


def test_another_seed_gives_other_letters(letters: list[Specimen]) -> None:
    assert specimens(SEED + 1, 10)[0].truths != letters[0].truths


def test_a_longer_list_begins_with_the_shorter_one(letters: list[Specimen]) -> None:
    assert [letter.id for letter in specimens(SEED, 30)] == [letter.id for letter in letters[:30]]


def test_true_values_stand_in_the_words(letters: list[Specimen], words: dict[str, str]) -> None:
    for letter in letters:
        shown = re.sub(r"\s+", " ", words[letter.id])
        digits = re.sub(r"\D", "", shown)
        for truth in letter.truths:
            for name in ("notice_date", "deadline"):
                if truth[name]:
                    assert any(form in shown for form in date_forms(date.fromisoformat(truth[name]))), (letter.id, name)
            if truth["amount_due"] and Decimal(truth["amount_due"]):
                amount = Decimal(truth["amount_due"])
                assert f"{amount:,.2f}" in shown or f"{amount:.2f}" in shown, letter.id
            if truth["code"]:
                assert truth["code"].removeprefix("Letter ") in shown, letter.id
            for name in ("phone", "ssn_last4", "caller_id"):
                assert not truth[name] or re.sub(r"\D", "", truth[name]) in digits, (letter.id, name)
            for year in truth["tax_years"]:
                assert year in shown, letter.id
            for name in ("form",):
                assert not truth[name] or truth[name] in shown, letter.id
            for part in (truth["reply_address"] or "").split(", "):
                assert part in shown, letter.id


def test_pasted_text_holds_the_same_words_as_its_plain_setting(letters: list[Specimen], words: dict[str, str]) -> None:
    for letter in letters:
        if letter.form == "text":
            pasted, plain = (
                set(re.findall(r"[\d.,$]{4,}", text)) for text in (letter.render().decode(), words[letter.id])
            )
            assert pasted == plain, letter.id


def test_bills_add_up_as_the_truth_says(letters: list[Specimen]) -> None:
    said = Counter[bool]()
    for letter in letters:
        for truth in letter.truths:
            if rows := truth.get("bill"):
                *parts, total = [Decimal(amount) for _, amount in rows]
                assert (abs(sum(parts)) == total) is truth["bill_adds_up"], letter.id
                said[truth["bill_adds_up"]] += 1
    assert min(said[True], said[False]) >= 5


def test_a_refund_is_printed_above_zero() -> None:
    parts = [("Refund you asked for", Decimal("-400.00")), ("Estimated tax penalty", Decimal("287.50"))]
    built = next(b for i in range(9) if (b := bill(Pen(f"{i}"), parts, "Your refund", sign=-1)).adds_up)
    assert built.amounts == (Decimal("400.00"), Decimal("-287.50"), Decimal("112.50"))


def test_cp2501_asks_for_no_money() -> None:
    assert proposed(Pen("x"), Basis("CP2501", "1040", (2024,), date(2026, 2, 23))).amount is None


def test_no_full_taxpayer_number_could_be_a_real_one(words: dict[str, str]) -> None:
    found = 0
    for name, text in words.items():
        for number in re.findall(r"(?<![\w*-])\d{3}-\d{2}-\d{4}(?!\d)|(?<![\d*])\d{9}(?!\d)", text):
            assert NEVER_ISSUED.match(number), (name, number)
            found += 1
    assert found  # some are printed in full, to be masked


def test_full_numbers_are_marked(letters: list[Specimen], words: dict[str, str]) -> None:
    for letter in letters:
        full = bool(re.search(r"(?<![\w*-])\d{3}-\d{2}-\d{4}(?!\d)", words[letter.id]))
        assert full == any(truth["full_number"] for truth in letter.truths), letter.id


def test_the_eight_ways_of_writing_a_date() -> None:
    assert date_forms(date(2026, 9, 29)) == {
        "September 29, 2026", "09/29/2026", "9/29/2026", "Sept. 29, 2026", "2026-09-29", "09-29-2026",
        "September 29 2026", "SEPTEMBER 29, 2026",
    }  # fmt: skip
    assert written(date(2026, 5, 4), "abbreviated") == "May 4, 2026"


def test_at_least_twenty_shapes_of_text_in_each_family() -> None:
    from evals.letters.mail import genuine
    from evals.letters.stories import STORIES

    shapes: dict[str, set[str]] = {}
    for code in CODES:
        for i in range(24):
            notice = genuine(Pen(f"{code}/{i}"), code, "modern")
            bare = re.sub(r"[\d.,$()-]+", "#", str([b for b in notice.blocks if type(b).__name__ in ("Say", "Table")]))
            shapes.setdefault(STORIES[code].__name__, set()).add(re.sub(r"[A-Z']{3,}", "N", bare))
    assert {family: len(texts) for family, texts in shapes.items() if len(texts) < 20} == {}


def test_pdf_pages_are_us_letter_and_hold_their_words(letters: list[Specimen]) -> None:
    import pypdfium2

    for letter in [one for one in letters if one.form == "pdf"][:12]:
        document = pypdfium2.PdfDocument(letter.render())
        assert document[0].get_size() == (612, 792)
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        assert all(not truth["ssn_last4"] or truth["ssn_last4"] in text for truth in letter.truths), letter.id
        document.close()


def test_photos_have_2_to_12_megapixels(letters: list[Specimen]) -> None:
    import io

    from PIL import Image

    for letter in [one for one in letters if one.form in ("photo", "crooked")][:4]:
        picture = Image.open(io.BytesIO(letter.render()))
        assert 1.9e6 < picture.width * picture.height < 12.2e6, letter.id


def test_nothing_runs_over_the_foot_of_a_page(letters: list[Specimen]) -> None:
    import io

    from reportlab.pdfgen.canvas import Canvas

    from evals.letters import draw

    for letter in letters:
        manner = draw.Manner("side", "kept", "Courier")  # the widest of the fonts
        for page in draw._pages(letter.blocks):
            assert draw._set_page(Canvas(io.BytesIO()), page, manner, draw.SIZES[-1]) > draw.MARGIN - 12, letter.id
