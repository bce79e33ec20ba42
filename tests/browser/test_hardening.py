"""What the browser is kept from, and how a refusal reads."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant.page import guarding
from benchmarks.people import page_running

BREAKS = """(code) => new Promise(done => {
  const broken = [];
  document.addEventListener('securitypolicyviolation', event => broken.push(event.effectiveDirective));
  window.ran = false;
  document.body.insertAdjacentHTML('beforeend', code);
  document.body.querySelectorAll('script.planted').forEach(planted => {
    const script = document.createElement('script');
    for (const one of planted.attributes) script.setAttribute(one.name, one.value);
    script.textContent = planted.textContent;
    document.body.append(script);
  });
  setTimeout(() => done([broken, window.ran]), 400);
})"""


@pytest.mark.parametrize(
    ("code", "directive"),
    [
        ("<img src=x onerror='window.ran = true'>", "script-src-attr"),
        ("<script class=planted>window.ran = true</script>", "script-src-elem"),
        ("<script class=planted src='http://192.0.2.1/x.js'></script>", "script-src-elem"),
        ("<img src='http://192.0.2.1/x.png'>", "img-src"),
        ("<iframe src='http://192.0.2.1/'></iframe>", "frame-src"),
        ("<link rel=stylesheet href='http://192.0.2.1/x.css'>", "style-src-elem"),
        ("<object data='http://192.0.2.1/'></object>", "object-src"),
        ("<audio src='http://192.0.2.1/x.mp3'></audio>", "media-src"),
    ],
)
def test_what_got_into_the_page_is_neither_run_nor_loaded(
    browser: Browser, address: str, code: str, directive: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#message textarea")
    broken, ran = page.evaluate(BREAKS, code)
    assert directive in broken
    assert not ran
    context.close()


def test_the_page_cannot_be_put_into_another(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body=f"<iframe src='{address}'></iframe>"))
    page.goto("http://127.0.0.1:1/")
    page.wait_for_timeout(1500)
    framed = page.frames[1]
    assert framed.locator("#message").count() == 0
    context.close()


def test_a_refusal_is_shown_in_its_own_words(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(address)
    says = guarding.TOO_OFTEN.format(seconds=7)
    answer = json.dumps({"detail": says})
    page.fill("#message textarea", "can they take my wages?")
    page.wait_for_timeout(500)
    page.route("**/queue/join*", lambda route: route.fulfill(status=429, body=answer, content_type="application/json"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wait 7 seconds, then ask again")).to_be_visible()
    assert page.input_value("#message textarea") == "can they take my wages?"
    page.context.close()


def test_switched_off_the_page_shows_why(browser: Browser, tmp_path: Path) -> None:
    reason = "<b>The figures</b> are being checked until Monday."
    environment = {"ASSISTANT_OFF": reason, "ASSISTANT_LOG": "json", "ASSISTANT_PROT": "80"}
    with page_running(tmp_path, environment) as (here, _):
        page = browser.new_context().new_page()
        page.goto(here)
        expect(page.locator("#why-off")).to_have_text(reason)
        assert page.locator("textarea").count() == 0
        page.context.close()
    logged = [json.loads(line) for line in (tmp_path / "page.log").read_text().splitlines()]
    levels = {line["event"].split()[0]: line["level"] for line in logged}
    assert levels["Open"] == "info"
    assert levels["ASSISTANT_PROT"] == "warning"
