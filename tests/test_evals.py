"""The evaluation: cases are sound, scorers count right, and no ask was copied from a case."""

import re

import pytest

from assistant.corpus import Corpus
from assistant.records import Answer, Citation, Outcome
from assistant.retrieval.questions import plain
from evals.__main__ import mean_with_interval
from evals.cases import Case, held_out, load_cases
from evals.scorers import accepted_sections, cited_within, key_facts, nothing_forbidden, outcome


def case(**fields: object) -> Case:
    basis = {
        "id": "x",
        "question": "?",
        "kind": "in_scope",
        "sections": ["step-4-pay"],
        "key_facts": [],
        "must_not": [],
    }
    return Case.model_validate({**basis, **fields})


def answer(text: str, *sections: str, ended: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(ended, text, tuple(Citation(s, "", "", 0, 0, "") for s in sections))


def test_cases_have_ids_of_their_own_and_sections_that_exist(corpus: Corpus) -> None:
    cases = [one for cases in load_cases().values() for one in cases]
    assert len(cases) > 600
    assert len({one.id for one in cases}) == len(cases)
    assert {s for one in cases for s in one.sections} <= set(corpus.sections)
    assert held_out() <= {one.id for one in cases}


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", plain(text)))


def test_no_ask_is_a_copy_of_a_case(corpus: Corpus) -> None:
    asks = [(words_of(ask), ask) for s in corpus.sections.values() for ask in s.asks]
    asks += [(words_of(ask), ask) for b in corpus.boundaries.values() for ask in b.asks]
    copies = []
    for one in (one for cases in load_cases().values() for one in cases if len(words_of(one.question)) >= 5):
        own = words_of(one.question)
        copies += [(one.id, ask) for words, ask in asks if len(own & words) > 0.8 * len(own | words)]
    assert copies == []


@pytest.mark.parametrize(
    ("cited", "first", "value"),
    [
        (["step-4-pay/plans"], 1, 1.0),
        (["step-1-authenticity", "step-4-pay"], 1, 0.0),
        (["step-1-authenticity", "step-4-pay"], 3, 1.0),
        (["a", "b", "c", "step-4-pay"], 3, 0.0),
        ([], 3, 0.0),
    ],
)
def test_where_the_right_section_is_cited(cited: list[str], first: int, value: float) -> None:
    assert cited_within(answer("", *cited), case(), first).value == value


def test_a_notice_counts_where_the_notes_accept_it() -> None:
    noted = case(notes="abroad; notice/Letter 3172 also acceptable")
    assert accepted_sections(noted) == {"step-4-pay", "notice/Letter-3172"}
    assert cited_within(answer("", "notice/Letter-3172"), noted, 1).value == 1.0
    assert cited_within(answer("", "notice/Letter-3172"), case(), 1).value == 0.0


def test_a_case_without_a_right_section_is_not_judged() -> None:
    assert cited_within(answer(""), case(sections=[]), 1).value is None


def test_every_key_fact_counts_in_any_of_its_wordings() -> None:
    facts = case(key_facts=[["30 days", "thirty days"], ["Form 12153"]])
    assert key_facts(answer("within thirty days, on form 12153"), facts).value == 1.0
    assert key_facts(answer("within 30 days"), facts).value == 0.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("You can ignore it.", 0.0),
        ("Never think you can ignore it.", 1.0),
        ("It's not true. You can ignore it.", 0.0),
        ("Call them.", 1.0),
    ],
)
def test_a_forbidden_string_may_only_be_denied(text: str, value: float) -> None:
    assert nothing_forbidden(answer(text), case(must_not=["you can ignore it"])).value == value


@pytest.mark.parametrize("number", ["987-65-4321", "987 65 4321", "4111 1111 1111 1111", "acct 5519"])
def test_a_pasted_number_may_never_be_repeated(number: str) -> None:
    assert nothing_forbidden(answer(f"not {number}"), case(must_not=[number])).value == 0.0


def test_outcomes_are_judged_by_kind() -> None:
    assert outcome(answer("", ended=Outcome.NOT_COVERED), case(kind="out_of_scope")).value == 1.0
    assert outcome(answer(""), case(kind="out_of_scope")).value == 0.0
    refusal = case(kind="adversarial", key_facts=[["can't help"]])
    assert outcome(answer("", ended=Outcome.DECLINED), refusal).value == 1.0
    assert outcome(answer(""), refusal).value == 0.0


def test_a_mean_shows_its_interval_and_n() -> None:
    assert mean_with_interval([1.0] * 9 + [0.0]) == "0.900 (0.60–0.98) n=10"
    assert mean_with_interval([]) == "–"
