"""The system card: what the assistant is for, what it isn't, how good it was in the blessed run, and on what it rests."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from assistant.corpus import Corpus
from assistant.settings import PROJECT
from evals.intervals import mean_with_interval
from evals.records import Measure
from evals.storing import CaseMarks, Marks

CARD = PROJECT / "docs" / "system-card.md"
TEMPLATE = Path(__file__).with_name("card.md.j2")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WEAKEST = 8  # rows of what is done least well
FEWEST = 10  # cases a group needs to be called weak


def system_card(marks: Marks, corpus: Corpus) -> str:
    """The card as Markdown, from the blessed run's marks and the corpus as it stands."""
    template = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    ).from_string(TEMPLATE.read_text(encoding="utf-8"))
    facts = list(corpus.facts.values())
    days = sorted(section.as_of for section in corpus.guidance() if DAY.fullmatch(section.as_of))
    return template.render(
        about=marks.about,
        rows=list(_rows(marks)),
        weakest=sorted(_groups(marks))[:WEAKEST],
        n_guidance=sum(1 for _ in corpus.guidance()),
        n_notices=len(corpus.notices),
        n_facts=len(facts),
        confidence=sorted(Counter(fact.confidence for fact in facts).items()),
        oldest=days[0],
        newest=days[-1],
        same_corpus=marks.about["corpus"] == corpus.hash(),
    )


def _rows(marks: Marks) -> Iterator[tuple[str, str, str, str]]:
    """Suite, measure, all cases, and the cases never tuned on."""
    for name, suite in marks.suites.items():
        for measure in suite.measures:
            cases = list(suite.cases.values())
            everything, sealed = _values(cases, measure), _values([case for case in cases if case.sealed], measure)
            yield name, measure.name, _in_figures(everything, measure), _in_figures(sealed, measure) if sealed else ""


def _groups(marks: Marks) -> Iterator[tuple[float, str, str, str]]:
    """Mean, suite and measure, group, and the mean in words: of every group with FEWEST cases or more."""
    for name, suite in marks.suites.items():
        for measure in (measure for measure in suite.measures if measure.is_share):
            for group in sorted({case.group for case in suite.cases.values()}):
                values = _values([case for case in suite.cases.values() if case.group == group], measure)
                if len(values) >= FEWEST:
                    mean = sum(values) / len(values)
                    yield mean, f"{name}: {measure.name}", group.replace("_", " "), mean_with_interval(values)


def _in_figures(values: Sequence[float], measure: Measure) -> str:
    return mean_with_interval(values, measure.is_share, measure.digits)


def _values(cases: Iterable[CaseMarks], measure: Measure) -> list[float]:
    counted = (case.counted(measure) for case in cases)
    return [value for value in counted if value is not None]
