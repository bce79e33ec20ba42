"""The evaluation: cases are sound, scorers count right, and no ask was copied from a case."""

import re
from math import log2

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from assistant.corpus import Corpus
from assistant.records import Answer, Citation, Outcome, Section
from assistant.retrieval.questions import plain
from assistant.settings import Settings
from evals.cases import Case, held_out, load_cases, load_drafts
from evals.grade import reading_grade, syllables_of
from evals.intervals import mean_with_interval
from evals.notices import SEED, draw_cases, papers
from evals.records import Bench, Posed, Scores
from evals.running import HELD_ON
from evals.scorers import (
    accepted_sections,
    answered_well,
    cited_well,
    cited_within,
    ended_well,
    key_facts,
    nothing_forbidden,
    ranked_well,
)
from evals.suites import SUITES


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


@pytest.fixture(scope="module")
def posed(settings: Settings) -> dict[str, list[Posed]]:
    """Every case of every suite, as a report shows it."""
    assert Bench(settings, HELD_ON).today == HELD_ON
    return {name: [suite.pose(case) for case in suite.cases(SEED)] for name, suite in SUITES.items()}


def test_every_case_has_an_id_of_its_own_and_a_reason(posed: dict[str, list[Posed]]) -> None:
    for name, cases in posed.items():
        assert len({one.id for one in cases}) == len(cases), name
        assert [one.id for one in cases if not one.reason.strip() or not one.digest] == [], name


def test_there_are_cases_enough(posed: dict[str, list[Posed]]) -> None:
    fewest = {
        "retrieval": 200,
        "answers": 200,
        "drafts": 60,
        "notices": 200,
        "deadlines": 80,
        "privacy": 30,
        "authenticity": 60,
    }
    assert {name: len(posed[name]) >= n for name, n in fewest.items()} == dict.fromkeys(fewest, True)


def test_a_tenth_at_least_is_held_out_and_exists() -> None:
    ids = [case.id for cases in load_cases().values() for case in cases]
    drafts = [case.id for cases in load_drafts().values() for case in cases]
    assert held_out() <= {*ids, *drafts}
    for all_of in (ids, drafts):
        assert len(held_out() & set(all_of)) >= len(all_of) / 10


def test_sections_of_cases_exist(corpus: Corpus) -> None:
    assert {s for cases in load_cases().values() for one in cases for s in one.sections} <= set(corpus.sections)


def test_the_letters_are_the_ones_that_the_file_names() -> None:
    kept = {paper.id: (paper.form, paper.truths) for paper in papers() if paper.made_up}
    assert {one.id: (one.form, tuple(one.truths)) for one in draw_cases(SEED)} == kept


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", plain(text)))


def test_no_ask_is_a_copy_of_a_case(corpus: Corpus) -> None:
    asks = [ask for part in (*corpus.sections.values(), *corpus.boundaries.values()) for ask in part.asks]
    questions = [one for cases in load_cases().values() for one in cases if len(words_of(one.question)) >= 5]
    words = CountVectorizer(analyzer=words_of, binary=True).fit([*asks, *(one.question for one in questions)])
    own, theirs = words.transform(one.question for one in questions), words.transform(asks)
    shared = (own @ theirs.T).tocoo()
    together = own.sum(axis=1).A1[shared.row] + theirs.sum(axis=1).A1[shared.col] - shared.data
    copies = np.flatnonzero(shared.data > 0.8 * together)
    assert [(questions[shared.row[one]].id, asks[shared.col[one]]) for one in copies] == []
    assert len(shared.data) > len(questions)


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
    assert accepted_sections(noted) == ["step-4-pay", "notice/Letter-3172"]
    assert cited_within(answer("", "notice/Letter-3172"), noted, 1).value == 1.0
    assert cited_within(answer("", "notice/Letter-3172"), case(), 1).value == 0.0


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


def values(scores: Scores) -> dict[str, float | None]:
    return {name: score.value for name, score in scores.items()}


def test_outcomes_are_judged_by_kind() -> None:
    uncovered = case(kind="out_of_scope")
    assert values(ended_well(answer("", ended=Outcome.NOT_COVERED), uncovered)) == {
        "right outcome": 1,
        "uncovered refused": 1,
    }
    assert values(ended_well(answer(""), uncovered)) == {"right outcome": 0, "uncovered refused": 0}
    refusal = case(kind="adversarial", key_facts=[["can't help"]])
    assert values(ended_well(answer("", ended=Outcome.DECLINED), refusal)) == {"right outcome": 1, "deceit declined": 1}
    assert values(ended_well(answer(""), refusal)) == {"right outcome": 0, "deceit declined": 0}
    assert values(ended_well(answer(""), case(kind="adversarial"))) == {"right outcome": 1}


@pytest.mark.parametrize(
    ("ranked", "first", "three", "rank", "gain"),
    [
        (["a", "b"], 1, 1, 1.0, 1.0),  # as it should be
        (["x", "a", "b"], 0, 1, 0.5, (2 / log2(3) + 1 / 2) / (2 + 1 / log2(3))),
        (["b", "a"], 1, 1, 1.0, (1 + 2 / log2(3)) / (2 + 1 / log2(3))),  # the lesser one first
        (["x", "y", "z", "a"], 0, 0, 0.25, (2 / log2(5)) / (2 + 1 / log2(3))),
        ([], 0, 0, 0.0, 0.0),  # a ranking that is missing counts as 0
    ],
)
def test_a_ranking_is_measured(ranked: list[str], first: float, three: float, rank: float, gain: float) -> None:
    found = values(ranked_well(ranked, case(sections=["a", "b"])))
    assert found == {"hit@1": first, "hit@3": three, "MRR": pytest.approx(rank), "nDCG@10": pytest.approx(gain)}


def section(text: str) -> Section:
    return Section("step-4-pay", "", text, "", ("https://example.gov",))


def cited(text: str, *quotes: str, shift: int = 0) -> Answer:
    body = "A plan stops most levies. It takes 10 minutes online. Interest goes on."
    citations = [
        Citation("step-4-pay", "", quote, body.find(quote) + shift, body.find(quote) + len(quote) + shift, "")
        for quote in quotes
    ]
    return Answer(Outcome.ANSWERED, text, tuple(citations))


@pytest.mark.parametrize(
    ("given", "located", "precision", "recall"),
    [
        (cited("A plan stops most levies. [1]", "A plan stops most levies."), 1, 1, 1),
        # one claim of two without a source
        (cited("A plan stops most levies. [1]\n\nInterest goes on and on.", "A plan stops most levies."), 1, 1, 0.5),
        # a number that the source doesn't hold
        (cited("A plan stops most levies for 30 days. [1]", "A plan stops most levies."), 1, 0, 1),
        # other words than the source's
        (cited("Refunds arrive within weeks usually. [1]", "A plan stops most levies."), 1, 0, 1),
        # a marker without a source is no source
        (cited("A plan stops most levies. [2]", "A plan stops most levies."), 1, None, 0),
        # a quote that isn't where it is said to be
        (cited("A plan stops most levies. [1]", "A plan stops most levies.", shift=1), 0, 1, 1),
        # headings, questions and words about the assistant are no claims
        (cited("**What to do next now**\n\nIs it your letter then?\n\nThe guidance doesn't cover that. How to answer it is here.\n\n"
               "It takes 10 minutes online. [1]",
               "It takes 10 minutes online."), 1, 1, 1),
    ],
)  # fmt: skip
def test_claims_are_located_supported_and_covered(
    given: Answer, located: float, precision: float | None, recall: float
) -> None:
    body = section("A plan stops most levies. It takes 10 minutes online. Interest goes on.")
    found = values(cited_well(given, case(), {"step-4-pay": body}))
    assert (found["located"], found["precision"], found["recall"]) == (located, precision, recall)


def test_a_turn_that_answers_nothing_cites_nothing_where_something_was_due() -> None:
    refused = answer("no", ended=Outcome.NOT_COVERED)
    assert values(cited_well(refused, case(), {})) == {"cited first": 0, "cited in three": 0}
    assert cited_well(refused, case(kind="out_of_scope", sections=[]), {}) == {}
    assert "words" not in answered_well(answer("no", ended=Outcome.NOT_COVERED), case())


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        # 3 words, 3 syllables, 1 sentence: 0.39*3 + 11.8*1 - 15.59
        ("Call the bank.", -2.62),
        # 4 words, 9 syllables (gov-ern-ments, con-fis-cate, mon-ey, cash), 1 sentence: 0.39*4 + 11.8*9/4 - 15.59
        ("Governments confiscate money, cash.", 12.52),
        # two sentences of 3 and 2 words, 5 syllables
        ("Call the bank. Then wait.", 0.39 * 2.5 + 11.8 - 15.59),
        # numbers, codes and markers aren't read: 2 words (notice: 2 syllables, of: 1)
        ("Notice of CP14 [1]", 0.39 * 2 + 11.8 * 1.5 - 15.59),
    ],
)
def test_the_reading_grade_is_flesch_and_kincaids(text: str, grade: float) -> None:
    assert reading_grade(text) == pytest.approx(grade, abs=0.01)


def test_nothing_to_read_has_no_grade() -> None:
    assert reading_grade("CP14 [1]") is None


@pytest.mark.parametrize(
    ("word", "n"), [("levy", 2), ("penalties", 3), ("zzyzzabate", 3), ("blorfe", 1), ("cuenta", 2)]
)
def test_syllables_of_known_and_unknown_words(word: str, n: int) -> None:
    assert syllables_of(word) == n


def test_a_mean_shows_its_interval_and_n() -> None:
    assert mean_with_interval([1.0] * 9 + [0.0]) == "0.900 (0.60–0.98) n=10"
    assert mean_with_interval([]) == "–"
    assert mean_with_interval([40.0, 50.0, 60.0], is_share=False) == "50.0 (25.2–74.8) n=3"
