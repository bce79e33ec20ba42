"""What survives a reload, a closed page and a killed program, and what doesn't survive "Delete everything"."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.casefolder import list_cases, load_case
from assistant.settings import Settings
from benchmarks.people import page_running
from tests.browser.test_page import ask
from tests.conversations import PASSPHRASE

LETTER = """Department of the Treasury Internal Revenue Service
Notice CP504
Notice date November 2, 2026
Tax year 2023
Amount due by December 1, 2026: $1,204.88
"""


@pytest.fixture
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder and a temporary folder of their own, the index and model those of all tests."""
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    data.mkdir()
    for one in settings.data.iterdir():
        if one.name == "index" or one.name.startswith("model"):
            (data / one.name).symlink_to(one)
    monkeypatch.setenv("ASSISTANT_DATA", str(data))
    monkeypatch.setenv("TMPDIR", str(temporary))
    return Settings(data=data)


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
    page.wait_for_timeout(500)
    before = said(page), answers(page), sources(page)
    assert len(before[2]) > 3
    page.reload()
    expect(page.locator("#conversation .bot")).to_have_count(2)
    assert (said(page), answers(page), sources(page)) == before
    expect(page.locator("#card-code input, #card-code textarea")).to_have_value("CP504")
    expect(page.locator("#card-meaning")).to_contain_text("CP504")
    ask(page, "and how long do I have?")  # it goes on with what it knew
    assert "notice/CP504" in page.locator("#conversation .bot").last.inner_text()

    other = opened(context, address)
    assert said(other) == []
    ask(other, "I already paid this")
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


def test_a_saved_case_survives_a_kill_with_its_letter_draft_and_citations(
    home: Settings, tmp_path: Path, context: BrowserContext
) -> None:
    with ExitStack() as stack:
        address, pid = stack.enter_context(page_running(tmp_path))
        page = opened(context, address)
        ask(page, LETTER)
        ask(page, "can they take my paycheck?")
        assert not home.cases.exists()  # nothing before it is saved
        save(page, PASSPHRASE)
        ask(page, "draft a call script")
        expect(page.locator("#draft-preview, #draft-status").first).to_be_visible()
        case_id = list_cases(home.cases)[0].id
        ask(page, "my name is Dana Ortiz")
        page.fill("#card-amount input, #card-amount textarea", "1,204.99")
        expect(page.locator("#card-meaning")).to_contain_text("CP504")
        for _ in range(50):
            known = load_case(case_id, home.cases, PASSPHRASE).case.conversation
            if known.notice.amount_due == "1204.99" and len(known.exchanges) == 4:
                break
            page.wait_for_timeout(100)
        assert known.notice.amount_due == "1204.99"
        before = said(page), answers(page), sources(page)
        os.kill(pid, signal.SIGKILL)
    assert b"Dana" not in everything_in(home.cases)

    with page_running(tmp_path) as (address, _):
        page = opened(context, address)
        choose_the_first(page)
        page.fill("#keeping-passphrase input", "not this one")
        page.click("#keeping-open")
        expect(page.get_by_text("isn't the passphrase")).to_be_visible()
        page.fill("#keeping-passphrase input", PASSPHRASE)
        page.click("#keeping-open")
        expect(page.locator("#conversation .bot")).to_have_count(4)
        assert (said(page), answers(page), sources(page)) == before
        expect(page.locator("#card-amount input, #card-amount textarea")).to_have_value("1,204.99")
        expect(page.locator("#draft-kind input")).to_have_value("Call script")
        expect(page.locator("#keeping-passphrase input")).to_have_value("")
        ask(page, "what happens next?")
        expect(page.locator("#keeping-status")).to_contain_text(case_id)
        page.wait_for_timeout(500)
        assert len(load_case(case_id, home.cases, PASSPHRASE).case.conversation.exchanges) == 5
    assert PASSPHRASE.encode() not in (tmp_path / "page.log").read_bytes()
    assert b"paycheck" not in (tmp_path / "page.log").read_bytes()


def test_hand_over_bring_in_and_delete_everything(home: Settings, context: BrowserContext, tmp_path: Path) -> None:
    with page_running(tmp_path) as (address, _):
        hand_over_and_delete(home, opened(context, address), opened(context, address), tmp_path)


def hand_over_and_delete(home: Settings, page: Page, other: Page, tmp_path: Path) -> None:
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
    assert list_cases(home.cases) == []
    assert said(page) == ["is my CP14 from Marmalade Lane real?"]

    page.set_input_files("#keeping-import input[type=file], input[data-testid=file-upload]", str(handed_over))
    expect(page.get_by_text("The case was brought in")).to_be_visible()
    assert [one.id for one in list_cases(home.cases)] == [case_id]
    page.click("#keeping-open")
    expect(page.get_by_text("This conversation isn't saved")).to_be_visible()
    page.click("#start-over")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    page.click("#keeping-open")
    expect(page.locator("#conversation .bot")).to_have_count(1)

    ask(other, "and my wages, Marmalade?")
    save(other, PASSPHRASE)
    assert b"Marmalade" in everything_in(tmp_path / "data" / "cases")
    page.click("#keeping-delete-all")
    page.click("#keeping-no-all")
    assert len(list_cases(home.cases)) == 2
    page.click("#keeping-delete-all")
    page.click("#keeping-yes-all")
    expect(page.locator("#keeping-status")).to_contain_text("Deleted: 2 saved cases")
    expect(page.locator("#conversation .bot")).to_have_count(0)
    handed_over.unlink()
    ask(other, "one more, Marmalade")  # another window doesn't bring its case back
    expect(other.locator("#keeping-status")).to_contain_text("deleted")
    assert not list(home.cases.glob("*.case")) if home.cases.exists() else True
    assert b"Marmalade" not in everything_in(tmp_path)
    assert b"Marmalade" not in (tmp_path / "page.log").read_bytes()
    page.reload()
    page.wait_for_timeout(500)
    assert said(page) == []
