"""What survives a reload, a closed page and a killed program, and what doesn't survive "Delete everything"."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.casefolder import list_cases, load_case
from assistant.settings import Settings
from benchmarks.people import own_data, page_running
from tests.browser.test_drafts import PAID
from tests.browser.test_page import ask
from tests.conversations import PASSPHRASE

Seen = tuple[list[str], list[str], list[str]]  # what the person said, the answers, their sources
LETTER = """Department of the Treasury Internal Revenue Service
Notice CP504
Notice date November 2, 2026
Tax year 2023
Amount due by December 1, 2026: $1,204.88
"""


@pytest.fixture
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder and a temporary folder of their own, the index and model those of all tests."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    data = own_data(tmp_path)["ASSISTANT_DATA"]
    assert settings.index.exists()
    monkeypatch.setenv("ASSISTANT_DATA", data)
    monkeypatch.setenv("TMPDIR", str(temporary))
    return Settings(data=Path(data))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#message textarea")
    expect(page.locator("#keeping-status")).to_contain_text("disk")
    return page


def said(page: Page) -> list[str]:
    return page.locator("#conversation .user").all_inner_texts()


def sources(page: Page) -> list[str]:
    """Every source of every answer, to the character, with where its quote begins and ends."""
    return page.locator("#conversation details.source").evaluate_all("all => all.map(one => one.innerHTML)")


def answers(page: Page) -> list[str]:
    return page.locator("#conversation .bot").all_inner_texts()


def all_seen(page: Page) -> Seen:
    """The conversation as it shows, once its last answer has stopped growing."""
    seen = said(page), answers(page), sources(page)
    while True:
        page.wait_for_timeout(1000)
        before, seen = seen, (said(page), answers(page), sources(page))
        if seen == before:
            return seen


def unfold(page: Page) -> None:
    if not page.locator("#keeping-save").is_visible():
        page.click("#keeping button.label-wrap")
    expect(page.locator("#keeping-save")).to_be_visible()


def save(page: Page, passphrase: str = "") -> None:
    unfold(page)
    page.fill("#keeping-passphrase input", passphrase)
    page.click("#keeping-save")
    expect(page.locator("#keeping-status")).to_contain_text("Saved on this computer")


def choose_the_first(page: Page) -> None:
    unfold(page)
    page.click("#keeping-cases input")
    page.locator("#keeping-cases [role=option]").first.click()
    expect(page.locator("#keeping-cases input")).not_to_have_value("")


def everything_in(folder: Path) -> bytes:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(".log"))
    return b"\n".join(file.read_bytes() for file in files)


def test_a_reload_brings_the_conversation_back_and_a_new_tab_does_not(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    ask(page, "my CP504 is for 2023 and says $1,204.88, is it <real>?")
    ask(page, "can they take my paycheck?")
    before = all_seen(page)
    assert len(before[2]) > 3
    page.reload()
    expect(page.locator("#conversation .bot")).to_have_count(2)
    assert all_seen(page) == before
    expect(page.locator("#card-code input, #card-code textarea")).to_have_value("CP504")
    expect(page.locator("#card-meaning")).to_contain_text("CP504")
    ask(page, "and how long do I have?")  # it goes on with what it knew
    assert "notice/CP504" in page.locator("#conversation .bot").last.inner_text()

    other = opened(context, address)
    assert said(other) == []
    ask(other, "I already paid this")
    all_seen(other)
    page.reload()
    other.reload()
    expect(page.locator("#conversation .bot")).to_have_count(3)
    expect(other.locator("#conversation .bot")).to_have_count(1)

    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("#keeping-status")).to_contain_text("disk")
    page.wait_for_timeout(500)
    assert said(page) == []


def test_a_case_from_its_saving_to_its_end(home: Settings, tmp_path: Path, context: BrowserContext) -> None:
    with page_running(tmp_path) as (address, pid):
        case_id, seen = save_and_be_killed(opened(context, address), pid, home)
    assert b"Dana" not in everything_in(home.cases)
    with page_running(tmp_path) as (address, _):
        page = opened(context, address)
        open_after_the_kill(page, case_id, seen, home)
        page.click("#start-over")
        expect(page.locator("#conversation .bot")).to_have_count(0)
        hand_over_and_bring_in(page, home, tmp_path)
        delete_everything(page, opened(context, address), home, tmp_path)
    log = (tmp_path / "page.log").read_bytes()
    assert b"Open http" in log
    for private in (PASSPHRASE.encode(), b"paycheck", b"Marmalade"):
        assert private not in log


def save_and_be_killed(page: Page, pid: int, home: Settings) -> tuple[str, Seen]:
    """A locked case with a letter, a draft and a mended card, and what was seen of it when the program was killed."""
    ask(page, LETTER)
    ask(page, "can they take my paycheck?")
    assert not home.cases.exists()  # nothing before it is saved
    save(page, PASSPHRASE)
    ask(page, "draft a call script")
    ask(page, "my name is Dana Ortiz")
    page.fill("#card-amount input, #card-amount textarea", "1,204.99")
    case_id = list_cases(home.cases)[0].id
    for _ in range(40):
        known = load_case(case_id, home.cases, PASSPHRASE).case.conversation
        if known.notice.amount_due == "1204.99" and len(known.exchanges) == 4:
            break
        page.wait_for_timeout(500)
    assert known.notice.amount_due == "1204.99"
    seen = all_seen(page)
    os.kill(pid, signal.SIGKILL)
    return case_id, seen


def open_after_the_kill(page: Page, case_id: str, seen: Seen, home: Settings) -> None:
    choose_the_first(page)
    page.fill("#keeping-passphrase input", "not this one")
    page.click("#keeping-open")
    expect(page.get_by_text("isn't the passphrase")).to_be_visible()
    page.fill("#keeping-passphrase input", PASSPHRASE)
    page.click("#keeping-open")
    expect(page.locator("#conversation .bot")).to_have_count(4)
    assert all_seen(page) == seen
    expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("1,204.99")
    expect(page.locator("#draft-kind input")).to_have_value("Call script")
    expect(page.locator("#keeping-passphrase input")).to_have_value("")
    ask(page, "what happens next?")
    for _ in range(40):
        if len(load_case(case_id, home.cases, PASSPHRASE).case.conversation.exchanges) == 5:
            return
        page.wait_for_timeout(500)
    raise AssertionError("the answer was not added to the case")


def hand_over_and_bring_in(page: Page, home: Settings, tmp_path: Path) -> None:
    ask(page, "is my CP14 from Marmalade Lane real?")
    save(page)
    choose_the_first(page)
    with page.expect_download() as downloading:
        page.click("#keeping-export")
    handed_over = tmp_path / "handed.case"
    downloading.value.save_as(handed_over)
    case_id = list_cases(home.cases)[0].id
    assert handed_over.read_bytes() == (home.cases / f"{case_id}.case").read_bytes()

    page.click("#keeping-delete")
    page.click("#keeping-yes-one")
    expect(page.locator("#keeping-status")).to_contain_text("Nothing of this conversation is on the disk")
    assert case_id not in [one.id for one in list_cases(home.cases)]
    assert said(page) == ["is my CP14 from Marmalade Lane real?"]

    with page.expect_file_chooser() as choosing:
        page.click("#keeping-import")
    choosing.value.set_files(handed_over)
    expect(page.get_by_text("The case was brought in")).to_be_visible()
    assert case_id in [one.id for one in list_cases(home.cases)]
    page.click("#keeping-open")
    expect(page.get_by_text("This conversation isn't saved")).to_be_visible()
    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    page.click("#keeping-open")
    expect(page.locator("#conversation .bot")).to_have_count(1)
    handed_over.unlink()


def delete_everything(page: Page, other: Page, home: Settings, tmp_path: Path) -> None:
    """From one window, while another has a case open."""
    ask(other, "and my wages, Marmalade?")
    save(other, PASSPHRASE)
    assert b"Marmalade" in everything_in(tmp_path)
    page.click("#keeping-delete-all")
    page.click("#keeping-no-all")
    assert len(list_cases(home.cases)) == 3
    page.click("#keeping-delete-all")
    page.click("#keeping-yes-all")
    expect(page.locator("#keeping-status")).to_contain_text("Deleted: 3 saved cases")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    ask(other, "one more, Marmalade")
    expect(other.locator("#keeping-status")).to_contain_text("deleted")
    assert list_cases(home.cases) == []
    assert b"Marmalade" not in everything_in(tmp_path)
    page.reload()
    expect(page.locator("#keeping-status")).to_contain_text("disk")
    page.wait_for_timeout(500)
    assert said(page) == []


def test_the_page_comes_to_rest_after_what_was_typed(page: Page) -> None:
    """What is typed is kept, and keeping it sets nothing off that is kept in turn."""
    ask(page, PAID)
    expect(page.locator("#draft-status")).to_contain_text("Ready")
    page.locator("#card-year input, #card-year textarea").focus()
    page.keyboard.type("5", delay=20)
    page.keyboard.press("Backspace")
    sent: list[str] = []
    page.wait_for_timeout(3_000)
    page.on("request", lambda request: sent.append(request.url) if "queue/join" in request.url else None)
    page.wait_for_timeout(2_000)
    assert sent == []
