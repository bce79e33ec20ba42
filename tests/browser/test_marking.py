"""The thumbs-down: a question is kept only after the person says so, masked, and where only this user can read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.feedback import Pending, pending_in
from assistant.settings import Settings
from tests.browser.test_page import ask


@pytest.fixture
def pending(settings: Settings) -> Iterator[Path]:
    """The folder of kept questions; what a test adds is deleted."""
    before = set(settings.pending.glob("*.json"))
    yield settings.pending
    for file in set(settings.pending.glob("*.json")) - before:
        file.unlink()


def kept(folder: Path) -> dict[str, Pending]:
    return {one.id: one for one in pending_in(folder)} if folder.exists() else {}


def mark_the_last(page: Page) -> None:
    ask(page, "my ssn is 987-65-4321 & mail dana@example.org: what's a <levy>?")
    page.get_by_role("button", name="Dislike").or_(
        page.locator("button[title*='islike'], button[aria-label*='islike']")
    ).last.click()
    expect(page.locator("#keep-question")).to_be_visible()


def test_nothing_is_kept_without_a_yes(page: Page, pending: Path) -> None:
    before = kept(pending)
    mark_the_last(page)
    page.click("#leave-question")
    expect(page.locator("#keep-question")).to_be_hidden()
    assert kept(pending) == before


def test_a_question_is_kept_masked_after_a_yes(page: Page, pending: Path) -> None:
    before = kept(pending)
    mark_the_last(page)
    page.click("#keep-question")
    expect(page.locator("#keep-question")).to_be_hidden()
    new = [one for name, one in kept(pending).items() if name not in before]
    assert [one.turns for one in new] == [["my ssn is [taxpayer number ending 4321] & mail [e-mail]: what's a <levy>?"]]
    assert (pending / f"{new[0].id}.json").stat().st_mode & 0o077 == 0


def test_starting_over_puts_the_question_away(page: Page) -> None:
    mark_the_last(page)
    page.click("#start-over")
    expect(page.locator("#keep-question")).to_be_hidden()
