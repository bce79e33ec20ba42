"""The report of an evaluation in a browser: it filters, opens cases by address and by click, asks for nothing, and fits a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.report import html_report
from tests.sample_runs import SECRET, comparison_with_all_right, sample_run

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the report of the sample run lies."""
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    run = sample_run()
    file.write_text(html_report(run, comparison_with_all_right(run)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens the report at a place; a request beyond the file, or a fault in the console, fails the test."""
    asked: list[str] = []
    faults: list[str] = []
    contexts = []

    def open_at(place: str = "", width: int = 1280) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 844}))
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address + place)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert {url.split("#")[0] for url in asked if not url.startswith("data:")} <= {address}
    assert faults == []


def listed(page: Page) -> list[str]:
    return page.locator("#list b").all_inner_texts()


def test_only_what_fails_is_listed_until_all_is_asked_for(opened: Opener) -> None:
    page = opened("#cases")
    assert set(listed(page)) == {"hostile", "open", "broken", "sealed", "q1"}
    page.get_by_role("radio", name="All").check()
    expect(page.locator("#counted")).to_have_text("10 cases")
    page.get_by_role("combobox", name="Suite").select_option("outcomes")
    expect(page.locator("#counted")).to_have_text("2 cases")
    page.get_by_role("radio", name="Changed").check()
    assert listed(page) == ["q1"]
    assert page.url.endswith("#cases?show=changed&suite=outcomes")


def test_words_find_cases_but_none_that_is_held_out(opened: Opener) -> None:
    page = opened("#cases?show=all")
    page.get_by_label("Words").fill("question of q7")
    expect(page.locator("#list b")).to_have_text(["q7"])
    page.get_by_label("Words").fill("held out")
    expect(page.locator("#list b")).to_have_count(0)


def test_a_click_on_failures_leads_to_a_case_and_back(opened: Opener) -> None:
    page = opened()
    page.get_by_role("link", name="1 of 2 fail in outcomes").click()
    assert listed(page) == ["q1"]
    page.locator("#list a").click()
    expect(page.locator("#case h2")).to_contain_text("q1")
    expect(page.locator("#case h2")).to_be_focused()
    expect(page.locator("#case .bad .why")).to_have_text("declined")
    expect(page.locator("#case .bad .was")).to_have_text("was right")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worse than the baseline")


def test_a_case_opens_by_its_address_and_hostile_words_stay_words(opened: Opener) -> None:
    page = opened("#answers/hostile")
    expect(page.locator("#case .question")).to_contain_text("<script>window.hurt = true</script>")
    expect(page.locator("#case .came")).to_contain_text("onerror")
    assert page.locator("#case img, #case script").count() == 0
    assert page.evaluate("window.hurt") is None


def test_a_citation_leads_to_its_source(opened: Opener) -> None:
    page = opened("#answers/q0")
    page.get_by_role("link", name="Source 1").click()
    expect(page.locator("#source-1")).to_be_focused()
    expect(page.locator("#source-1")).to_contain_text("quote of q0")
    expect(page.locator("#case dd a")).to_have_text("outcomes")  # the same case, elsewhere


def test_a_held_out_case_shows_its_values_alone(opened: Opener) -> None:
    page = opened("#answers/sealed")
    expect(page.locator("#case")).to_contain_text("held out: not to be read case by case")
    expect(page.locator("#case .bad")).to_have_text("✗key facts wrong was right")
    assert SECRET not in page.content()


def test_a_cell_of_a_confusion_lists_its_cases(opened: Opener) -> None:
    page = opened("#suite-outcomes")
    page.get_by_role("link", name="1 case: answered, came out declined").click()
    assert listed(page) == ["q1"]
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#counted")).to_have_text("2 cases")


def test_arrows_walk_the_list_and_enter_opens(opened: Opener) -> None:
    page = opened("#cases")
    page.locator("#list a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#list a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#list a").nth(1)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("place", ["", "#changes", "#cases", "#answers/hostile"])
def test_nothing_is_wider_than_a_phone(opened: Opener, place: str) -> None:
    page = opened(place, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
