"""What a person can do on the page, and what the page never does."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.forgetting import UPLOADS
from benchmarks.people import ask_at_once
from tests.test_reading_text import pdf_of

QUESTION = "got a letter saying I owe $3,214 but there's nothing on the IRS site, is this a scam??"


def ask(page: Page, question: str) -> None:
    """Ask, and wait for all of the answer: what is sent before it is whole waits for it."""
    before = page.locator("#conversation .bot").count()
    page.fill("#message textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .bot")).to_have_count(before + 1, timeout=20_000)
    page.wait_for_function("told => document.querySelector('#said').dataset.told === told", arg=str(before + 1))


def last_answer(page: Page) -> str:
    return page.locator("#conversation .bot").last.inner_text()


def test_a_question_is_answered_with_folded_sources(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("details.source").first).to_be_visible(timeout=20_000)
    assert "800-829-1040" in last_answer(page)
    expect(page.get_by_label("Clear", exact=True)).to_be_hidden()  # one click would empty the conversation, unasked
    assert page.evaluate("[...document.querySelectorAll('details.source')].every(source => !source.open)")
    assert page.locator("details.source a[href^='https://']").count() >= 3


def test_what_is_asked_while_an_answer_grows_waits_for_it_and_nothing_is_cut(page: Page) -> None:
    """Twice as the person does it in turn, so that the answers can be compared."""
    asked = ["can they take my paycheck?", "Is this letter real?", "how do I pay?"]
    page.wait_for_timeout(1000)
    page.fill("#message textarea", asked[0])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Is it real?").click()
    expect(page.locator("#message textarea")).to_have_value(
        ""
    )  # the first words empty it: what is typed before is lost
    page.fill("#message textarea", asked[2])
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .bot")).to_have_count(3)
    page.wait_for_function("document.querySelector('#said').dataset.told === '3'")
    at_once = page.locator("#conversation .bot").all_inner_texts()
    assert page.locator("#conversation .user").all_inner_texts() == asked
    assert page.input_value("#message textarea") == ""
    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    for question in asked:
        ask(page, question)
    assert page.locator("#conversation .bot").all_inner_texts() == at_once


def test_a_citation_opens_at_the_quoted_words(page: Page) -> None:
    ask(page, QUESTION)
    mark = page.locator("a.cite").first
    expect(mark).to_be_visible(timeout=20_000)
    page.wait_for_timeout(500)
    quoted = page.locator("#conversation .bot p").first.inner_text().split("[1]")[0].strip()
    mark.click()
    expect(page.locator("details.source").first).to_have_attribute("open", "")
    opened = page.locator("details.source mark").first
    expect(opened).to_be_in_viewport()
    assert opened.inner_text().strip() == quoted


def test_the_answer_is_shown_from_its_first_words(page: Page) -> None:
    ask(page, "can they take my wages")
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    ask(page, "how much does a monthly plan cost to set up")
    page.wait_for_timeout(1000)
    expect(page.locator("#conversation .bot").last.locator("p").first).to_be_in_viewport()


def test_with_the_keyboard_alone(page: Page) -> None:
    expect(page.locator("#message textarea")).to_be_focused()
    page.keyboard.type("levy?")
    page.keyboard.press("Enter")
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    assert page.evaluate("[...document.querySelectorAll('details.source')].some(source => source.open)")


def test_the_card_is_used_by_answers_and_learns_from_them(page: Page) -> None:
    page.fill("#card-code input, #card-code textarea", "cp504")
    expect(page.locator("#card-meaning")).to_contain_text("The date printed on your letter counts.")
    ask(page, "how long do I have")
    expect(page.locator("details.source .section-id").first).to_have_text("notice/CP504", timeout=20_000)
    ask(page, "it is for 2023 and says $3,214.77")
    expect(page.locator("#card-year input, #card-year textarea")).to_have_value("2023", timeout=20_000)
    expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("3,214.77")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("code", "CP9999", "not among the notice codes"),
        ("date", "13/45/2026", "isn't a date"),
        ("year", "last", "isn't a tax year"),
        ("amount", "a lot", "isn't an amount"),
    ],
)
def test_a_card_field_that_cannot_be_read_says_how_to_write_it(page: Page, field: str, typed: str, says: str) -> None:
    page.fill(f"#card-{field} input, #card-{field} textarea", typed)
    expect(page.locator("#card-meaning")).to_contain_text(says)


def test_a_full_number_is_masked_on_the_page_too(page: Page) -> None:
    ask(page, "my ssn is 987-65-4321, is my CP14 real?")
    assert "987-65-4321" not in page.locator("#conversation").inner_text()
    assert "ending 4321" in page.locator("#conversation .user").last.inner_text()


@pytest.mark.parametrize(
    "typed",
    [
        "<img src=x onerror=alert(1)> is it real",
        "<script>alert(1)</script> levy",
        "![x](http://192.0.2.1/x.png) levy [click](javascript:alert(1))",
        "{{7*7}} {% raw %} levy",
        "# levy **bold** <b>bold</b>",
    ],
)
def test_what_is_typed_is_shown_and_never_run(page: Page, typed: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    ask(page, typed)
    shown = page.locator("#conversation .user").last
    assert shown.locator("img, script, b, a").count() == 0
    assert re.sub(r"\s", "", typed) in re.sub(r"\s", "", shown.inner_text())


def test_starting_over_forgets(page: Page) -> None:
    page.fill("#card-code input, #card-code textarea", "CP14")
    ask(page, "is it real?")
    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    expect(page.locator("#card-code input, #card-code textarea")).to_have_value("")


def test_the_last_answer_is_copied_with_its_sources(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#message textarea")
    ask(page, "can they take my wages")
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    page.click("#copy")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in copied
    assert "liens-levies" in copied
    assert "https://www.irs.gov/" in copied
    assert "<" not in copied
    context.close()


def test_an_example_can_be_clicked(page: Page) -> None:
    page.get_by_role("button", name="Can they take my paycheck?").click()
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    assert "liens-levies" in page.locator("details.source .section-id").first.inner_text()


LETTER = """Department of the Treasury
Internal Revenue Service
Notice CP14
Notice date  September 8, 2026
Tax year  2024
SSN  987-65-4321
To contact us  800-829-0922
Tax you owed   $3,200.00
Interest   $14.77
Amount due by September 29, 2036   $3,214.77
"""


def add_letter(page: Page, data: bytes, name: str = "../../my letter Dana.pdf") -> None:
    before = page.locator("#conversation .bot").count()
    page.set_input_files("#upload input[type=file]", {"name": name, "mimeType": "application/pdf", "buffer": data})
    expect(page.locator("#conversation .bot")).to_have_count(before + 1, timeout=60_000)


def left_in(temporary: Path) -> list[Path]:
    """Files among the uploads that hold anything."""
    assert list(temporary.glob(f"{UPLOADS}*")), "the page has no folder for uploads here"
    return [file for file in temporary.rglob("*") if file.is_file() and file.stat().st_size]


def test_an_uploaded_letter_fills_the_card_and_is_gone(page: Page, temporary: Path) -> None:
    add_letter(page, pdf_of(LETTER))
    card = page.locator("#card-meaning")
    expect(card.locator(".date-that-counts .day")).to_have_text("September 29, 2036")
    expect(card).to_contain_text("“Notice date September 8, 2026”")
    expect(page.locator("#card-code input, #card-code textarea")).to_have_value("CP14")
    expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("3,214.77")
    assert "987-65" not in page.locator("body").inner_text()
    assert "Dana" not in page.locator("#conversation").inner_text()
    assert left_in(temporary) == []
    ask(page, "how long do I have?")
    expect(page.locator("#conversation .bot").last).to_contain_text("September 29, 2036", timeout=20_000)
    page.get_by_role("button", name="I checked these, they are right").click()
    expect(card).to_contain_text("You checked these against the letter.")


def test_the_dates_come_as_a_calendar_file(page: Page) -> None:
    add_letter(page, pdf_of(LETTER))
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Put these dates in my calendar").click()
    calendar = Path(downloading.value.path()).read_text()
    assert downloading.value.suggested_filename == "letter-dates.ics"
    assert "20360929" in calendar
    assert "TRIGGER" in calendar


def test_a_pasted_scam_shows_its_signs_and_no_date_to_pay_by(page: Page) -> None:
    page.get_by_role("button", name="Or paste the letter's words").click()
    page.fill(
        "#pasted textarea", LETTER.replace("To contact us", "Pay with gift cards within 24 hours or be arrested:")
    )
    page.click("#read-pasted")
    card = page.locator("#card-meaning")
    expect(card.locator(".verdict")).to_have_text("Strong warning signs", timeout=20_000)
    expect(card).to_contain_text("gift card")
    assert card.locator(".date-that-counts").count() == 0


def test_a_field_that_can_be_read_two_ways_is_chosen_by_the_person(page: Page) -> None:
    page.get_by_role("button", name="Or paste the letter's words").click()
    page.fill("#pasted textarea", LETTER.replace("Interest   $14.77", "Amount due   $99.00"))
    page.click("#read-pasted")
    expect(page.locator("#card-choice")).to_contain_text("Which is it?", timeout=20_000)
    page.locator("#card-choice label", has_text="$99.00").click()
    expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("99.00")
    expect(page.locator("#card-choice")).to_have_count(0)


@pytest.mark.parametrize(
    ("data", "says"), [(b"PK\x03\x04 word", "Save it as a PDF"), (b"%PDF-1.7 broken", "is damaged"), (b"", "empty")]
)
def test_a_file_that_cannot_be_read_says_what_to_do(page: Page, data: bytes, says: str) -> None:
    add_letter(page, data)
    shown = last_answer(page)
    assert says in shown
    assert "Traceback" not in shown
    assert "/" not in shown


def test_the_buttons_of_the_card_ask_about_the_notice(page: Page) -> None:
    page.fill("#card-code input, #card-code textarea", "CP504")
    expect(page.locator("#card-meaning")).to_contain_text("CP504")
    for button, heading in (
        ("What is this?", "CP504"),
        ("What happens next?", "CP504"),
        ("What are my rights?", "CP504"),
    ):
        before = page.locator("#conversation .bot").count()
        page.get_by_role("button", name=button).click()
        expect(page.locator("#conversation .bot")).to_have_count(before + 1, timeout=20_000)
        expect(page.locator("#conversation .bot").last.locator(".section-id").first).to_have_text(f"notice/{heading}")


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme"),
    [
        ("wide", 1280, 900, "light"),
        ("phone", 390, 844, "light"),
        ("dark", 1280, 900, "dark"),
        ("narrow", 320, 640, "light"),
    ],
)
def test_it_fits_every_width_and_theme(
    browser: Browser, address: str, pictures: Path, name: str, width: int, height: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#message textarea")
    ask(page, QUESTION)
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    page.screenshot(path=str(pictures / f"{name}.png"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_30_people_at_once_each_get_their_own_answer(address: str) -> None:
    steps = ["is it real", "can they take my wages", "how do I set up a monthly plan", "what do I say on the phone"]
    questions = [f"{steps[number % 4]}, I am person {number}" for number in range(30)]
    replies = ask_at_once(address, questions)
    for number, reply in enumerate(replies):
        assert f"person {number}" in reply.html
        assert "source" in reply.html
