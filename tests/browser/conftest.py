"""The page as people meet it: served in a process of its own, opened in a headless Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.settings import PROJECT, Settings
from benchmarks.people import page_running

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]


@pytest.fixture(scope="session")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page of these tests, and no other that runs beside it, puts what is uploaded."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="session")
def address(settings: Settings, temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page answers; started from a folder that isn't the project's."""
    assert settings.index.exists()
    with page_running(tmp_path_factory.mktemp("page"), {"TMPDIR": str(temporary)}) as (here, _):
        yield here


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium: run sh tests/browser/ensure_chromium.sh"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened; a request to any other host, or an error in the console, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    elsewhere: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else elsewhere.append(r.url))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(address)
    opened.wait_for_selector("#message textarea")
    yield opened
    context.close()
    assert elsewhere == []
    assert faults == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are left to be looked at."""
    folder = PROJECT / ".data" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
