"""The cases of a run as data for the page: each text held once, answers as trees of safe elements, nothing of what was held out."""

import json
import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.records import Outcome
from evals.comparing import Comparison, Turn
from evals.records import CaseResult, Gate, Run, Shown, SuiteResult
from evals.report.summary import gravest_turns
from evals.storing import DIGITS, CaseMarks

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])
ELEMENTS = {
    "paragraph": "p",
    "heading": "h4",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "strong": "strong",
    "em": "em",
    "hr": "hr",
    "hardbreak": "br",
    **{name: name for name in ("table", "thead", "tbody", "tr", "th", "td")},
}
WORDS_OF = {"code_inline": "code", "code_block": "pre", "fence": "pre"}
CITED = re.compile(r"\[(\d+)\]")
FOR_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

Tree = str | list[Any]  # a text, or an element's name and what it holds: ["p", "Pay ", ["cite", "1"]]


def case_json(run: Run, comparison: Comparison | None, unsealed: bool) -> str:
    """All cases as JSON that can stand in a script element. Without `unsealed`, a case held out has only its id and values."""
    data = json.dumps(_CaseData(run, comparison, unsealed).as_plain(), ensure_ascii=False, separators=(",", ":"))
    return data.translate(FOR_SCRIPT)


class _CaseData:
    def __init__(self, run: Run, comparison: Comparison | None, unsealed: bool) -> None:
        self.run = run
        self.unsealed = unsealed
        self.before = comparison.before.suites if comparison else {}
        self.turns = gravest_turns(comparison)
        self.failing = {suite.name: {one.id for one in suite.failures()} for suite in run.suites}
        self.texts: dict[str, int] = {}
        self.answers: dict[Shown, int] = {}
        self.posed: dict[tuple[str, str], int] = {}  # a case that several suites run, by id and digest

    def as_plain(self) -> dict[str, Any]:
        cases = [self._case(place, suite, one) for _, place, suite, one in self._by_gravity()]
        answers = [self._answer(shown) for shown in self.answers]
        return {
            "suites": [_suite(one) for one in self.run.suites],
            "texts": list(self.texts),
            "answers": answers,
            "cases": cases,
        }

    def _by_gravity(self) -> list[tuple[tuple[Any, ...], int, SuiteResult, CaseResult]]:
        """All cases, the gravest first: lost ones, ones that fail what never may, then suite by suite by their lowest value.

        Of equals, those that may be read come first.
        """
        ranked = []
        for place, suite in enumerate(self.run.suites):
            decisive = {measure.name: measure.gate for measure in suite.measures if measure.is_decisive}
            for one in suite.results:
                values = {name: s.value or 0.0 for name, s in one.scores.items() if name in decisive}
                breaks_never = any(value < 1 and decisive[name] is Gate.NEVER for name, value in values.items())
                is_lost = self.turns.get((suite.name, one.id)) is Turn.LOST
                gravity = (not is_lost, not breaks_never, self._is_shut(one), place, min(values.values(), default=1.0))
                ranked.append((gravity, place, suite, one))
        return sorted(ranked, key=lambda entry: entry[0])

    def _is_shut(self, one: CaseResult) -> bool:
        return one.posed.sealed and not self.unsealed

    def _case(self, place: int, suite: SuiteResult, one: CaseResult) -> dict[str, Any]:
        scores = self._scores(suite, one)
        known = {
            "suite": place,
            "id": one.id,
            "same": self.posed.setdefault((one.id, one.posed.digest), len(self.posed)),
            "failing": one.id in self.failing[suite.name],
            "sealed": one.posed.sealed,
            "seconds": round(one.seconds, 6),
            "turn": self.turns.get((suite.name, one.id)),
            "unjudged": any(score[1] is None for score in scores),
            "scores": scores,
        }
        if self._is_shut(one):
            return {**known, "shut": True, "fault": "no output" if one.fault else ""}
        return known | {
            "group": one.posed.group,
            "reason": one.posed.reason,
            "asked": self._text(one.posed.asked),
            "expected": self._text(one.posed.expected),
            "label": [one.posed.label, one.shown.label or "no output"],
            "answer": self.answers.setdefault(one.shown, len(self.answers)),
            "fault": one.fault,
        }

    def _scores(self, suite: SuiteResult, one: CaseResult) -> list[list[Any]]:
        """By measure: its place, the value, why, and the value of the baseline where it has one."""
        marks = self.before[suite.name].cases.get(one.id) if suite.name in self.before else None
        rows = []
        for place, measure in enumerate(suite.measures):
            if measure.name in one.scores:
                score = one.scores[measure.name]
                value = None if score.value is None else round(score.value, DIGITS)
                rows.append(
                    [place, value, self._text("" if self._is_shut(one) else score.why), *_earlier(marks, measure.name)]
                )
        return rows

    def _answer(self, shown: Shown) -> dict[str, Any]:
        sources = [[source.section, self._text(source.quote)] for source in shown.sources]
        if shown.sources or shown.label in set(Outcome):  # an answer; other outputs are plain text
            return {"tree": tree_of(shown.text, len(sources)), "sources": sources}
        return {"text": shown.text, "sources": sources}

    def _text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))


def _earlier(marks: CaseMarks | None, measure: str) -> list[float | None]:
    return [marks.values[measure]] if marks and measure in marks.values else []


def _suite(suite: SuiteResult) -> dict[str, Any]:
    measures = [
        {
            "name": one.name,
            "about": one.about,
            "unit": one.unit,
            "decides": one.is_decisive,
            "never": one.gate is Gate.NEVER,
        }
        for one in suite.measures
    ]
    return {"name": suite.name, "measures": measures}


def tree_of(text: str, n_sources: int) -> list[Tree]:
    """Markdown as elements of ELEMENTS and WORDS_OF, no links or images of its own; `[n]` of a source becomes ["cite", "n"]."""
    return list(_nodes(SyntaxTreeNode(_markdown.parse(text)), n_sources))


def _nodes(parent: SyntaxTreeNode, n_sources: int) -> Iterator[Tree]:
    for node in parent.children:
        if node.type == "text":
            yield from _with_citations(node.content, n_sources)
        elif node.type == "softbreak":
            yield " "
        elif node.type in WORDS_OF:
            yield [WORDS_OF[node.type], node.content]
        elif node.type in ELEMENTS and not node.hidden:
            yield [ELEMENTS[node.type], *_nodes(node, n_sources)]
        elif node.children:  # what only groups others: an inline run, the paragraph of a tight list
            yield from _nodes(node, n_sources)
        else:
            yield node.content


def _with_citations(text: str, n_sources: int) -> Iterator[Tree]:
    for place, part in enumerate(CITED.split(text)):
        is_number = place % 2 == 1
        if is_number and 1 <= int(part) <= n_sources:
            yield ["cite", part]
        elif part:
            yield f"[{part}]" if is_number else part
