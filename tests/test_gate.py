"""The gate, with rules broken on purpose: each fault is planted in the program, and the run is worse than the baseline for it.

That a sound program is not worse is what `python -m evals gate` shows, after the tests, over every case.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from assistant.answering import answer as answering
from assistant.answering import compose
from assistant.conversation import told, turn
from assistant.drafting.details import Details
from assistant.reading import values
from assistant.records import Answer, Citation
from assistant.retrieval import ranking
from assistant.retrieval.ranking import Retriever
from assistant.rules import authenticity, dates, deadlines, privacy
from assistant.rules.privacy import Masked
from assistant.settings import Settings
from evals import suites
from evals.comparing import Comparison, Verdict, compare
from evals.notices import SEED
from evals.records import Bench, Run
from evals.running import HELD_ON, Chosen, run_suite, run_suites
from evals.storing import Marks, load_marks, marks_of
from evals.suites import NOTICES


def unmasked(text: str, most: int) -> Masked:
    """What `mask_beginning` would be if it masked nothing."""
    return Masked(text[:most])


NOTHING = re.compile(r"(?!)")
EVERY = {"retrieval": 3, "answers": 8, "citations": 8, "outcomes": 4, "drafts": 7}  # of a suite's cases, one in so many
PATTERNS_OF_PHONES = re.compile(r"\d{3}-\d{3}-\d{4}")

Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def blessed() -> Marks:
    return load_marks()


def chosen_of(name: str, blessed: Marks) -> Chosen:
    """Some of the suite's cases, always the same; all of them where they are quick."""
    ids = sorted(blessed.suites[name].cases)
    return Chosen((name,), frozenset(ids[:: EVERY.get(name, 1)]))


def held(name: str, retriever: Retriever, settings: Settings, blessed: Marks) -> Comparison:
    """The chosen cases of a suite, run now and compared with the baseline."""
    run = run_suites(chosen_of(name, blessed), Bench(settings, HELD_ON, lambda *_: retriever))
    return compare(blessed, marks_of(run))


# --- the faults


def put(where: object, name: str, value: object) -> Plant:
    return lambda patch: patch.setattr(where, name, value)


def around(where: Any, name: str, change: Callable[..., object]) -> Plant:
    """Plants `change`, which gets the sound function first."""
    return lambda patch: patch.setattr(where, name, partial(change, getattr(where, name)))


def a_day_late(last_day: Any, *given: Any) -> Any:
    on = last_day(*given)
    return on and on + timedelta(days=1)


def without_the_last_source(located: Any, *given: Any) -> tuple[str, tuple[Citation, ...]]:
    text, citations = located(*given)
    return text, citations[:-1]


def sources_in_another_order(located: Any, *given: Any) -> tuple[str, tuple[Citation, ...]]:
    text, citations = located(*given)
    return text, citations[1:] + citations[:1]


def a_letter_off(cite: Any, *given: Any) -> Citation | None:
    citation = cite(*given)
    return citation and replace(citation, start=citation.start + 1, end=citation.end + 1)


def without_markers(write: Any, *given: Any) -> str:
    return re.sub(r" ?\[\d+\]", "", write(*given))


def saying(words: str) -> Plant:
    """Plants `words` at the end of every answer."""

    def change(take_turn: Any, *given: Any) -> tuple[Answer, Any]:
        answer, known = take_turn(*given)
        return replace(answer, text=f"{answer.text} {words}"), known

    return around(suites, "take_turn", change)


def crashing_for_a_third(take_turn: Any, message: str, *given: Any) -> Any:
    if len(message) % 3 == 0:
        raise RuntimeError("planted")
    return take_turn(message, *given)


def all_phrases_strong() -> Sequence[Any]:
    return tuple(replace(phrase, strong=True) for phrase in authenticity.PHRASES)


def phrases_without(*ids: str) -> Sequence[Any]:
    return tuple(phrase for phrase in authenticity.PHRASES if phrase.id not in ids)


def with_a_deadline_nobody_told(as_json: Any, self: Details, template: Any) -> dict[str, Any]:
    return {**as_json(self, template), "deadline": "2026-12-31"}


@dataclass(frozen=True)
class Fault:
    """A broken rule, the suite that has to notice, and the measure it has to notice it by."""

    says: str
    suite: str
    measure: str
    plant: Plant


FAULTS = [
    Fault("every counted day is a day late", "deadlines", "date", around(deadlines, "_last_day", a_day_late)),
    Fault("no day rolls off a weekend", "deadlines", "date", put(deadlines, "roll", lambda day: day)),
    Fault("holidays are forgotten", "deadlines", "date", put(dates, "is_legal_holiday", lambda _: False)),
    Fault("printed dates are ignored", "deadlines", "basis", put(deadlines, "_printed", lambda *_: ())),
    Fault("a citation is dropped", "citations", "recall", around(answering, "_located", without_the_last_source)),
    Fault("markers are dropped", "citations", "recall", around(answering, "write", without_markers)),
    Fault("quotes are a letter off", "citations", "located", around(answering, "cite", a_letter_off)),
    Fault("sources are mixed up", "citations", "precision", around(answering, "_located", sources_in_another_order)),
    Fault("gift cards are no sign", "authenticity", "scams flagged",
          lambda patch: patch.setattr(authenticity, "PHRASES", phrases_without("pays-by-gift-card"))),
    Fault("asking for bank details is no sign", "authenticity", "scams flagged",
          lambda patch: patch.setattr(authenticity, "PHRASES", phrases_without("asks-for-private-data"))),
    Fault("every odd word is a strong sign", "authenticity", "no false alarm",
          lambda patch: patch.setattr(authenticity, "PHRASES", all_phrases_strong())),
    Fault("nine digits in a row are let through", "privacy", "gone", put(privacy, "NINE_DIGITS", NOTHING)),
    Fault("numbers in words are let through", "privacy", "gone", put(privacy, "IN_WORDS", NOTHING)),
    Fault("telephones are masked", "privacy", "kept", put(privacy, "SSN_SPACED", PATTERNS_OF_PHONES)),
    Fault("a full number reaches the draft", "drafts", "nothing forbidden", put(turn, "mask_beginning", unmasked)),
    Fault("a draft holds a day nobody told", "drafts", "nothing invented",
          lambda patch: patch.setattr(Details, "as_json", lambda self, template, sound=Details.as_json:
                                      with_a_deadline_nobody_told(sound, self, template))),
    Fault("names are not read", "drafts", "missing", put(told, "names_told", lambda *_, **__: iter(()))),
    Fault("nothing is named as not covered", "outcomes", "uncovered refused", put(ranking, "NOT_COVERED_ABOVE", 2.0)),
    Fault("nothing is declined", "outcomes", "deceit declined", put(ranking, "DECLINED_ABOVE", 2.0)),
    Fault("too much is refused", "outcomes", "covered answered", put(ranking, "NOT_COVERED_ABOVE", 0.02)),
    Fault("answers are one passage long", "answers", "key facts", put(compose, "MOST_PASSAGES", 1)),
    Fault("answers vouch for the letter", "answers", "nothing forbidden", saying("It is genuine, yes, it's real. You can ignore it.")),
    Fault("answers are hard to read", "answers", "reading grade",
          saying("Notwithstanding aforementioned administrative considerations regarding intergovernmental collection possibilities.")),
    Fault("a third of the questions crash", "answers", "key facts", around(suites, "take_turn", crashing_for_a_third)),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.says)
def test_a_planted_fault_is_caught(
    fault: Fault, retriever: Retriever, settings: Settings, blessed: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch)
    found = held(fault.suite, retriever, settings, blessed)
    assert found.verdict is Verdict.WORSE
    assert fault.measure in {change.measure.name for change in found.measures if change.is_worse}


@pytest.mark.parametrize(
    ("part", "suite", "measure"), [("asks", "retrieval", "hit@1"), ("follow-ups", "follow-ups", "cited first")]
)
def test_a_part_of_retrieval_that_is_gone_is_missed(
    part: str, suite: str, measure: str, retriever: Retriever, settings: Settings, blessed: Marks
) -> None:
    found = held(suite, Retriever(retriever.index, retriever.embedder, frozenset({part})), settings, blessed)
    assert found.verdict is Verdict.WORSE
    assert measure in {change.measure.name for change in found.measures if change.is_worse}


def letters_read(retriever: Retriever, settings: Settings, blessed: Marks) -> Comparison:
    """Forty letters as pasted words, read here rather than in processes of their own, where no fault would be."""
    bench = Bench(settings, HELD_ON, lambda *_: retriever)
    papers = [paper for paper in NOTICES.cases(SEED) if paper.form == "text"][:40]
    result = run_suite(replace(NOTICES, in_processes=False), papers, bench)
    empty: Run = run_suites(Chosen(("privacy",), frozenset({"num001"})), bench)
    return compare(blessed, marks_of(replace(empty, suites=(result,))))


def test_letters_read_without_a_fault_are_as_they_were(
    retriever: Retriever, settings: Settings, blessed: Marks
) -> None:
    assert letters_read(retriever, settings, blessed).verdict is Verdict.FINE


def test_days_read_a_day_late_on_letters_are_caught(
    retriever: Retriever, settings: Settings, blessed: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    around(values, "_date_of", a_day_late)(monkeypatch)
    found = letters_read(retriever, settings, blessed)
    assert "notice_date" in {change.measure.name for change in found.measures if change.is_worse}
