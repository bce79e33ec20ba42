"""A draft on the page: asked for, filled in by hand, looked at, taken away as a file, put away."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_page import LETTER, add_letter, ask, left_in
from tests.test_reading_text import pdf_of

PAID = "dispute letter for cp14 dated 9/8/26, 2024, $3,214.77, I'm Dana Ortiz, I paid it in April by check"


def box(page: Page, group: str, name: str) -> Locator:
    return page.locator(f"#draft-{group}-{name} :is(textarea, input)")


def preview(page: Page) -> Locator:
    return page.locator("#draft-preview")


def status(page: Page) -> Locator:
    return page.locator("#draft-status .html-container")


def choose(page: Page, select: str, option: str) -> None:
    page.locator(f"#draft-{select} input").click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.fixture
def drafted(page: Page) -> Page:
    """The page with a finished letter."""
    ask(page, PAID)
    expect(page.locator("#conversation .bot").last).to_contain_text("Say what to change", timeout=20_000)
    expect(preview(page).locator(".paper")).to_be_visible(timeout=20_000)
    page.wait_for_timeout(1500)  # what follows an answer is through
    return page


def test_the_panel_comes_with_the_draft_and_asks_for_what_is_missing(page: Page) -> None:
    expect(page.locator("#draft")).to_be_hidden()
    ask(page, "draft a dispute letter for my CP14 of September 8, 2026, for 2024")
    expect(status(page)).to_have_text("3 things are still missing: amount, name, reason.")
    assert status(page).get_attribute("role") == "status"
    expect(preview(page)).to_contain_text("Amount on the notice (on the notice card)")
    expect(preview(page).locator(".paper")).to_have_count(0)
    expect(page.locator("#draft-files button:visible")).to_have_count(0)
    page.fill("#card-amount input, #card-amount textarea", "3,214.77")
    expect(status(page)).to_have_text("2 things are still missing: name, reason.")
    box(page, "needed", "name").fill("Dana Ortiz")
    box(page, "needed", "reason").fill("I paid it in April by check.")
    expect(status(page)).to_have_text("Ready: letter of dispute, the balance has been paid.")
    expect(preview(page).locator(".paper")).to_contain_text("I paid it in April by check.")


def test_the_preview_follows_the_typing_and_the_caret_stays(drafted: Page) -> None:
    reason = box(drafted, "needed", "reason")
    reason.click()
    drafted.keyboard.press("Home")
    drafted.keyboard.type("To be exact: ", delay=20)
    expect(preview(drafted).locator("blockquote")).to_have_text("To be exact: I paid it in April by check")
    drafted.keyboard.type("yes, ", delay=20)
    expect(preview(drafted).locator("blockquote")).to_have_text("To be exact: yes, I paid it in April by check")
    expect(reason).to_be_focused()
    assert drafted.evaluate("document.activeElement.selectionStart") == len("To be exact: yes, ")


def test_the_panel_takes_the_focus_from_nobody(drafted: Page) -> None:
    drafted.wait_for_timeout(500)
    expect(drafted.locator("#message textarea")).to_be_focused()


def test_each_value_says_where_it_came_from(drafted: Page) -> None:
    value = preview(drafted).locator(".from", has_text="$3,214.77").first
    assert value.get_attribute("aria-description") == "From your notice card: Amount on the notice"
    value.focus()
    drafted.keyboard.press("Shift+Tab")
    drafted.keyboard.press("Tab")
    expect(value).to_be_focused()
    assert "From your notice card" in value.evaluate("one => getComputedStyle(one, '::after').content")
    fact = drafted.locator("#draft-sheet a.from", has_text="877-777-4778")
    assert (fact.get_attribute("href") or "").startswith("https://")


def test_the_card_and_the_conversation_change_the_draft_too(drafted: Page) -> None:
    drafted.fill("#card-amount input, #card-amount textarea", "3,999.00")
    expect(preview(drafted)).to_contain_text("The balance it shows, $3,999.00")
    ask(drafted, "change the amount to $3,500.00")
    expect(preview(drafted)).to_contain_text("The balance it shows, $3,500.00", timeout=20_000)
    drafted.get_by_role("button", name="More you can add").click()
    box(drafted, "more", "phone").fill("555-201-3344")
    expect(preview(drafted)).to_contain_text("555-201-3344")


def test_what_cannot_be_read_is_said_once_the_box_is_left_and_stays(drafted: Page) -> None:
    drafted.get_by_role("button", name="More you can add").click()
    date = box(drafted, "more", "payment_date")
    date.click()
    drafted.keyboard.type("sometime in April", delay=10)
    drafted.wait_for_timeout(400)
    problems = drafted.locator("#draft-problems")
    expect(problems).to_be_hidden()
    drafted.keyboard.press("Tab")
    expect(problems).to_contain_text("“sometime in April” isn't one full date")
    expect(preview(drafted).locator(".paper")).to_be_visible()
    ask(drafted, "how long does the IRS take to answer?")
    drafted.wait_for_timeout(700)
    expect(date).to_have_value("sometime in April")
    date.click()
    drafted.keyboard.press("Control+A")
    drafted.keyboard.type("4/9/26", delay=10)
    expect(preview(drafted)).to_contain_text("April 9, 2026")
    expect(problems).to_be_hidden()


def test_kind_and_situation_are_changed_by_hand(drafted: Page) -> None:
    choose(drafted, "situation", "A payment was posted to another year")
    expect(status(drafted)).to_have_text("Ready: letter of dispute, a payment was posted to another year.")
    choose(drafted, "kind", "Call script")
    expect(preview(drafted).locator(".log").first).to_be_visible()
    choose(drafted, "kind", "Request for a payment plan")
    expect(status(drafted)).to_have_text("1 thing is still missing: monthly payment.")
    expect(drafted.locator("#draft-files button:visible")).to_have_count(0)
    box(drafted, "needed", "monthly_payment").fill("90.00")
    expect(preview(drafted)).to_contain_text("$90.00")
    choose(drafted, "kind", "Answer to a CP2000")
    expect(preview(drafted)).to_contain_text("notice CP14 isn't one")


def test_each_file_can_be_taken_and_opened_and_nothing_stays(drafted: Page, temporary: Path) -> None:
    drafted.fill("#card-last-day input, #card-last-day textarea", "09/29/2036")
    expect(drafted.locator("#draft-files button:visible")).to_have_count(5)
    got = {}
    for says in ("Everything (zip)", "Word (.docx)", "PDF", "Text", "Dates (.ics)"):
        with drafted.expect_download() as downloading:
            drafted.locator("#draft-files").get_by_role("button", name=says, exact=True).click()
        name = downloading.value.suggested_filename
        assert "Dana" not in name
        got[name] = Path(downloading.value.path()).read_bytes()
    assert list(got) == [
        "dispute-letter.zip",
        "dispute-letter.docx",
        "dispute-letter.pdf",
        "dispute-letter.txt",
        "deadlines.ics",
    ]
    with zipfile.ZipFile(io.BytesIO(got["dispute-letter.zip"])) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 5
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(got["dispute-letter.docx"])).paragraphs]
    assert "I paid it in April by check" in paragraphs
    pdf = pypdfium2.PdfDocument(got["dispute-letter.pdf"])
    assert "I paid it in April by check" in pdf[0].get_textpage().get_text_range()
    assert b"    I paid it in April by check\n" in got["dispute-letter.txt"]
    assert b"20360929" in got["deadlines.ics"]
    assert left_in(temporary) == []


def test_what_a_pdf_cannot_show_is_said_and_the_rest_is_made(drafted: Page) -> None:
    box(drafted, "needed", "reason").fill("My own sign: \ue123")
    expect(preview(drafted)).to_contain_text("My own sign")
    drafted.locator("#draft-files").get_by_role("button", name="PDF", exact=True).click()
    expect(drafted.locator("#draft-not-made")).to_contain_text("A PDF can't show")
    with drafted.expect_download():
        drafted.locator("#draft-files").get_by_role("button", name="Everything (zip)").click()
    expect(drafted.locator("#draft-not-made")).to_contain_text("The zip has no PDF in it.")


@pytest.mark.parametrize("typed", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "{{7*7}} {% raw %}"])
def test_what_is_typed_in_a_box_is_shown_and_never_run(drafted: Page, typed: str) -> None:
    drafted.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    box(drafted, "needed", "reason").fill(typed)
    expect(preview(drafted).locator("blockquote")).to_have_text(typed)
    assert preview(drafted).locator("img, script").count() == 0


def test_a_full_number_typed_in_a_box_is_masked(drafted: Page) -> None:
    reason = box(drafted, "needed", "reason")
    reason.click()
    drafted.keyboard.press("Control+A")
    drafted.keyboard.type("They used 987-65-4321 by mistake", delay=10)
    expect(preview(drafted)).to_contain_text("ending 4321")
    assert "987-65-4321" not in preview(drafted).inner_text()
    expect(drafted.locator("#draft-problems")).to_contain_text("masked")
    drafted.keyboard.press("Tab")
    expect(reason).to_have_value("They used (number ending 4321) by mistake")


def test_what_was_read_goes_in_once_it_is_confirmed(page: Page) -> None:
    add_letter(page, pdf_of(LETTER))
    expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("3,214.77")
    ask(page, "draft a dispute letter, I'm Dana Ortiz, I paid it in April by check")
    expect(status(page)).to_contain_text("One thing left", timeout=20_000)
    expect(preview(page).locator(".paper")).to_have_count(0)
    before = page.locator("#conversation .bot").count()
    page.get_by_role("button", name="I checked these, they are right").click()
    expect(page.locator("#conversation .bot")).to_have_count(before + 1, timeout=20_000)
    expect(page.locator("#conversation .bot").last).to_contain_text("Your letter is ready")
    expect(preview(page).locator(".paper")).to_contain_text("Taxpayer number ending in: 4321")
    expect(status(page)).to_contain_text("Ready")


def test_what_fits_is_offered_once_and_begins_the_draft(page: Page) -> None:
    ask(page, "the amount is wrong, how do I dispute it")
    offers = page.locator("#offers")
    expect(offers.get_by_role("button")).to_have_text(["Draft a dispute letter", "Draft a call script"], timeout=20_000)
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    ask(page, "and how do I dispute it by mail")
    expect(offers).to_be_hidden(timeout=20_000)
    page.wait_for_timeout(500)
    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    ask(page, "the amount is wrong, how do I dispute it")
    expect(page.locator("details.source").first).to_be_attached(timeout=20_000)
    page.wait_for_timeout(500)
    before = page.locator("#conversation .bot").count()
    offers.get_by_role("button", name="Draft a dispute letter").click()
    expect(page.locator("#conversation .bot")).to_have_count(before + 1, timeout=20_000)
    expect(page.locator("#conversation .user").last).to_contain_text("Draft a dispute letter")
    expect(status(page)).to_contain_text("still missing", timeout=20_000)
    expect(offers).to_be_hidden()


@pytest.mark.parametrize("button", ["#start-over", "#draft-discard"])
def test_a_draft_is_put_away(drafted: Page, button: str) -> None:
    drafted.click(button)
    expect(drafted.locator("#draft")).to_be_hidden()
    assert "Dana" not in drafted.locator("#draft").inner_text()


def test_starting_over_empties_the_boxes_too(drafted: Page) -> None:
    drafted.click("#start-over")
    expect(drafted.locator("#draft")).to_be_hidden()
    ask(drafted, "draft a call script")
    expect(status(drafted)).to_be_visible(timeout=20_000)
    drafted.get_by_role("button", name="More you can add").click()
    expect(box(drafted, "more", "name")).to_have_value("")


def test_with_the_keyboard_alone(drafted: Page) -> None:
    box(drafted, "needed", "name").focus()
    reached = []
    for _ in range(12):
        drafted.keyboard.press("Tab")
        reached.append(drafted.evaluate("document.activeElement.textContent.trim() || document.activeElement.tagName"))
        if reached[-1] == "Word (.docx)":
            break
    assert "TEXTAREA" in reached
    with drafted.expect_download() as downloading:
        drafted.keyboard.press("Enter")
    assert downloading.value.suggested_filename == "dispute-letter.docx"


def test_every_box_has_a_label(drafted: Page) -> None:
    drafted.get_by_role("button", name="More you can add").click()
    unlabelled = drafted.evaluate(
        """[...document.querySelectorAll('#draft input, #draft textarea')]
        .filter(one => !one.labels?.length && !one.getAttribute('aria-label')).length"""
    )
    assert unlabelled == 0


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme"),
    [
        ("draft-wide", 1280, 900, "light"),
        ("draft-phone", 390, 844, "light"),
        ("draft-dark", 1280, 900, "dark"),
        ("draft-narrow", 320, 640, "dark"),
    ],
)
def test_it_fits_every_width_and_theme(
    browser: Browser, address: str, pictures: Path, name: str, width: int, height: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#message textarea")
    ask(page, PAID)
    expect(preview(page).locator(".paper")).to_be_visible(timeout=20_000)
    expect(page.locator("#draft-sheet")).to_be_visible(visible=width > 700)
    page.locator("#draft").screenshot(path=str(pictures / f"{name}.png"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_a_box_that_is_emptied_is_taken_back_once_it_is_left(drafted: Page) -> None:
    reason = box(drafted, "needed", "reason")
    reason.click()
    drafted.keyboard.press("Control+A")
    drafted.keyboard.press("Delete")
    drafted.wait_for_timeout(600)
    expect(reason).to_have_value("")  # nothing fills it again while it is written in
    drafted.keyboard.press("Tab")
    expect(status(drafted)).to_contain_text("missing: reason")
    expect(reason).to_have_value("")
