"""The report of an evaluation: it counts what is missing, escapes what is hostile, keeps what is held out, and needs nothing else."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from evals.comparing import Comparison, MeasureChange, Verdict, compare
from evals.intervals import number_estimate, share_estimate
from evals.records import Gate, Measure, Run, Score, SuiteResult
from evals.report import MeasureSummary, html_report, json_report, markdown_report, summary_of
from evals.report.case_data import tree_of
from evals.report.summary import (
    HELD_OUT,
    Waits,
    chance_in_words,
    confusion_of,
    difference,
    duration,
    headline,
    number,
    reasons,
    waits_of,
)
from evals.storing import marks_of
from tests.sample_runs import HOSTILE, KEY_FACTS, SECRET, WORDS, comparison_with_all_right, result, sample_run


@pytest.fixture(scope="module")
def run() -> Run:
    return sample_run()


@pytest.fixture(scope="module")
def comparison(run: Run) -> Comparison:
    return comparison_with_all_right(run)


@pytest.fixture(scope="module")
def html(run: Run, comparison: Comparison) -> str:
    return html_report(run, comparison)


def summary_named(run: Run, name: str) -> MeasureSummary:
    return next(one for one in summary_of(run.suites[0]) if one.measure.name == name)


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


# Counting


def test_what_was_not_judged_or_has_no_output_counts_against_a_share(run: Run) -> None:
    key_facts = summary_named(run, "key facts")
    assert (key_facts.n, key_facts.n_judged, key_facts.unjudged, key_facts.no_output) == (8, 6, 1, 1)
    assert key_facts.estimate is not None
    assert key_facts.estimate.mean == pytest.approx(4 / 8)
    assert key_facts.failing == ("hostile", "open", "broken", "sealed")


def test_plain_numbers_are_averaged_over_what_was_judged(run: Run) -> None:
    words = summary_named(run, "words")
    assert (words.n, words.no_output, words.failing) == (
        7,
        0,
        (),
    )  # what only informs isn't asked of a case without output
    assert words.estimate is not None
    assert words.estimate.mean == pytest.approx((6 * 50 + 60) / 7)


def test_a_case_that_was_not_asked_is_not_counted() -> None:
    asked, not_asked = result("a", {"key facts": Score(1.0)}), result("b", {})
    (summary,) = summary_of(SuiteResult("s", "", (KEY_FACTS,), (asked, not_asked)))
    assert summary.n == 1


def test_a_measure_that_nobody_was_asked_has_no_mean() -> None:
    summaries = summary_of(SuiteResult("s", "", (KEY_FACTS, WORDS), (result("a", {}),)))
    assert [(one.n, one.estimate, str(one)) for one in summaries] == [(0, None, "–")] * 2


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        # Wilson, 9 of 10: Newcombe 1998 gives 0.596 to 0.982
        (share_estimate([1.0] * 9 + [0.0]), (0.9, 0.596, 0.982)),
        (share_estimate([1.0] * 5), (1.0, 0.566, 1.0)),
        # Student, two degrees of freedom: 50 ± 4.303 · 10 / √3
        (number_estimate([40, 50, 60]), (50, 25.16, 74.84)),
    ],
)
def test_intervals(estimate: tuple[float, float, float], expected: tuple[float, float, float]) -> None:
    assert estimate == pytest.approx(expected, abs=0.005)


def test_one_number_allows_no_interval() -> None:
    assert number_estimate([7]) == (7, None, None)


def test_an_output_made_for_an_earlier_suite_is_not_timed_again(run: Run) -> None:
    assert len(waits_of(run)["answers"].seconds) == 8
    assert "outcomes" not in waits_of(run)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.00002, "under 0.1 ms"), (0.0004, "0.4 ms"), (0.058, "58 ms"), (3.14, "3.1 s"), (312, "5 min 12 s")],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_waits_are_read_off_the_sorted_cases() -> None:
    waits = Waits(tuple(n / 100 for n in range(1, 101)))
    assert (waits.p50, waits.p95, waits.longest) == (0.51, 0.96, 1.0)


def test_a_confusion_is_wrong_only_off_the_diagonal(run: Run) -> None:
    confusion = confusion_of(run.suites[1])
    assert confusion is not None
    assert {pair: cell.is_wrong for pair, cell in confusion.cells.items()} == {
        ("answered", "answered"): False,
        ("answered", "declined"): True,
    }


# Comparing, in words


def test_a_loss_that_may_never_be_is_the_verdict(run: Run) -> None:
    never = replace(KEY_FACTS, gate=Gate.NEVER)
    suite = replace(run.suites[0], measures=(never, *run.suites[0].measures[1:]))
    comparison = comparison_with_all_right(replace(run, suites=(suite,)))
    assert comparison.verdict is Verdict.WORSE
    assert headline(run, comparison) == "Worse than the baseline"
    change = comparison.measures[0]
    assert (chance_in_words(change), difference(change)) == ("worse: none may be lost", "−0.500")


def test_a_small_loss_may_be_chance(comparison: Comparison) -> None:
    lost = next(one for one in comparison.measures if one.measure.name == "ended")
    assert (lost.lost, chance_in_words(lost)) == (1, "may be chance")


def test_without_a_baseline_the_failures_are_the_headline(run: Run) -> None:
    assert headline(run, None) == "5 of 10 cases fail"


# Markdown and JSON


def test_markdown_lists_the_lost_cases_with_question_and_why(run: Run, comparison: Comparison) -> None:
    text = markdown_report(run, comparison)
    assert "### 5 cases went from right to wrong" in text
    assert "**outcomes/q1** (ended): question of q1\n  - declined" in text
    assert "| answers | key facts | 8 | 2 | 0.500 (0.22–0.78) | −0.500 | 4 / 0 | may be chance |" in text
    assert f"**answers/sealed** (key facts): {HELD_OUT}" in text


def test_markdown_of_a_run_alone_has_no_comparison(run: Run) -> None:
    text = markdown_report(run, None)
    assert "| answers | words | 7 |  | 51.4 (" in text
    assert "lost" not in text


def test_markdown_takes_no_words_of_a_case_for_markup(run: Run, comparison: Comparison) -> None:
    text = markdown_report(run, comparison)
    assert "<" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1


def test_json_has_the_counts_and_the_failing_ids(run: Run, comparison: Comparison) -> None:
    report = json.loads(json_report(run, comparison))
    key_facts = report["suites"]["answers"]["measures"]["key facts"]
    assert {name: key_facts[name] for name in ("n", "judged", "could_not_be_judged", "no_output", "mean")} == {
        "n": 8,
        "judged": 6,
        "could_not_be_judged": 1,
        "no_output": 1,
        "mean": 0.5,
    }
    assert report["suites"]["answers"]["failing"] == ["hostile", "open", "broken", "sealed"]
    assert report["comparison"]["verdict"] == "worse"
    assert {"suite": "outcomes", "id": "q1", "measure": "ended", "before": 1.0, "after": 0.0, "turn": "lost"} in report[
        "comparison"
    ]["cases"]


# What is held out


def test_no_report_holds_the_words_of_a_sealed_case(run: Run, comparison: Comparison, html: str) -> None:
    for report in (html, markdown_report(run, comparison), json_report(run, comparison)):
        assert "sealed" in report
        assert SECRET not in report


def test_the_page_shows_id_and_values_of_a_sealed_case(html: str) -> None:
    sealed = next(one for one in data_of(html)["cases"] if one["id"] == "sealed")
    assert [score[:2] for score in sealed["scores"]] == [[0, 0.0], [1, 1.0], [2, 50.0]]
    assert not {"asked", "expected", "answer", "reason", "group", "label"} & sealed.keys()


def test_unsealed_shows_it(run: Run) -> None:
    assert SECRET in html_report(run, None, unsealed=True)


# The page


def test_hostile_words_never_become_markup(html: str) -> None:
    assert HOSTILE not in html
    assert "<img" not in html
    assert html.count("<script") == 2  # the data, and our own
    assert any(HOSTILE in text for text in data_of(html)["texts"])  # whole, once it is read as data


def test_the_page_asks_for_nothing(html: str) -> None:
    assert "default-src 'none'" in html
    assert not re.search(
        r"url\(|@import|<link(?! rel=\"icon\" href=\"data:,\")|<(iframe|object|embed|base|img)\b", html
    )
    targets = re.findall(r"""\b(?:src|href|action|srcset)\s*=\s*["']([^"']*)""", html.split('id="data"')[0])
    assert targets
    assert [target for target in targets if not target.startswith(("#", "data:,"))] == []


def test_the_page_names_verdict_and_lost_cases(html: str) -> None:
    assert '<h1 id="verdict">Worse than the baseline</h1>' in html
    assert 'href="#outcomes/q1"' in html
    assert 'href="#cases?show=all&amp;suite=outcomes&amp;expected=answered&amp;got=declined"' in html


def test_charts_stand_in_the_page_in_its_own_colours(html: str) -> None:
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(charts) >= 6
    assert all("var(--" in chart and not re.search(r"#[0-9a-f]{6}|\bid=|font-family", chart) for chart in charts)


def test_a_suite_without_results_that_count_still_has_a_page() -> None:
    plain = Measure("words", "", Gate.TOLD, "words")
    suite = SuiteResult("odd", "", (KEY_FACTS, plain), (result("a", {}),))
    assert "suite-odd" in html_report(replace(sample_run(), suites=(suite,)), None)


@pytest.mark.parametrize(
    ("markdown", "tree"),
    [
        ("Pay **now**. [1]", [["p", "Pay ", ["strong", "now"], ". ", ["cite", "1"]]]),
        ("no such source [2]", [["p", "no such source ", "[2]"]]),
        ("## Why\n\n- one\n- two", [["h4", "Why"], ["ul", ["li", "one"], ["li", "two"]]]),
        ("<b>bold</b>", [["p", "<b>bold</b>"]]),
        ("[words](javascript:alert(1))", [["p", "[words](javascript:alert(1))"]]),
        ("![x](http://far.example/x.png)", [["p", "![x](http://far.example/x.png)"]]),
        ("`code`", [["p", ["code", "code"]]]),
    ],
)
def test_answers_become_trees_of_safe_elements(markdown: str, tree: list[Any]) -> None:
    assert joined(tree_of(markdown, 1)) == joined(tree)


def joined(tree: list[Any]) -> list[Any]:
    """The tree with neighbouring texts as one."""
    whole: list[Any] = []
    for node in tree:
        if isinstance(node, str) and whole and isinstance(whole[-1], str):
            whole[-1] += node
        else:
            whole.append(node if isinstance(node, str) else [node[0], *joined(node[1:])])
    return whole


def test_a_comparison_of_nothing_says_so() -> None:
    nothing = compare(replace(marks_of(sample_run()), suites={}), replace(marks_of(sample_run()), suites={}))
    assert reasons(nothing) == ["No case changed sides."]


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        (Measure("m", ""), 0.91234, "0.912"),
        (Measure("m", "", unit="0 to 1"), 0.91234, "0.912"),
        (Measure("m", "", unit="words"), 54.21, "54.2"),
    ],
)
def test_numbers_are_printed_by_their_kind(measure: Measure, value: float, shown: str) -> None:
    assert number(value, measure) == shown


def test_a_loss_too_small_to_matter_is_told_as_one() -> None:
    grade = Measure("grade", "", unit="grade", lower_is_better=True, matters=0.25)
    change = MeasureChange("answers", grade, 500, 5.0, 5.1, 0, 0, 0.001, 0.999)
    assert (change.is_worse, chance_in_words(change)) == (False, "more than chance, too little to matter")
