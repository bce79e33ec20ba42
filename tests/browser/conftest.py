"""The page as people meet it: served in a process of its own, opened in a headless Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.settings import PROJECT, Settings

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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def address(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page answers."""
    assert settings.index.exists()
    port, log = free_port(), tmp_path_factory.mktemp("page") / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, str(PROJECT / "app.py")],
            env={**os.environ, "ASSISTANT_PORT": str(port)},
            stdout=output,
            stderr=output,
            cwd=tmp_path_factory.mktemp("elsewhere"),
        )
    here = f"http://127.0.0.1:{port}"
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            httpx.get(here, timeout=2)
            break
        except httpx.TransportError:
            time.sleep(0.5)
    yield here
    server.terminate()
    server.wait(20)


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
