"""Answers: every claim located, the right place first, the right outcome; on random corpora and on our own."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.answer import answer_question, answer_section
from assistant.answering.cite import cite
from assistant.answering.compose import MOST_WORDS, words_in
from assistant.answering.wanted import kinds_asked, kinds_held
from assistant.corpus import Corpus
from assistant.records import Answer, Boundary, Notice, Outcome, Section
from assistant.retrieval.ranking import Query, Retriever
from tests.conftest import HashEmbedder, index_of

words = st.sampled_from(
    [
        "levy",
        "plan",
        "date",
        "letter",
        "30",
        "days",
        "$1,029",
        "pay",
        "owe",
        "call",
        "Form",
        "2848",
        "é",
        "¿qué?",
        "##",
        "-",
        "*",
        "[1]",
        "{{x}}",
        "<b>",
        "“so”",
    ]
)
lines = st.lists(words, min_size=1, max_size=40).map(" ".join)
bodies = st.lists(st.one_of(lines, st.sampled_from(["## What to do", "## Watch out"])), min_size=1, max_size=12).map(
    "\n\n".join
)
asks = st.lists(lines, min_size=1, max_size=4, unique=True)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    sections = {}
    for number in range(draw(st.integers(1, 4))):
        body = f"Words of section {number}. {draw(bodies)}"
        section = Section(
            f"step-{number}/part", f"Part {number}", body, "2026-11-23", ("https://irs.gov",), tuple(draw(asks))
        )
        sections[section.id] = section
    boundaries = {}
    if draw(st.booleans()):
        outcome = draw(st.sampled_from(["not_covered", "partly", "declined"]))
        boundaries["elsewhere"] = Boundary(
            "elsewhere", outcome, "Elsewhere", "Ask elsewhere.", ("step-0/part",), tuple(draw(asks))
        )
    return Corpus(sections, {}, {}, boundaries)


@settings(max_examples=150, deadline=None)
@given(corpora(), st.one_of(lines, st.text(max_size=60)))
def test_on_any_corpus_every_citation_is_located_and_numbered(corpus: Corpus, question: str) -> None:
    retriever = Retriever(index_of(corpus, HashEmbedder()), HashEmbedder())
    answer = answer_question(Query(question), Notice(), retriever)
    assert_located(answer, corpus)
    assert answer.outcome is not Outcome.ERROR
    if answer.outcome is Outcome.ANSWERED:
        assert answer.citations


def assert_located(answer: Answer, corpus: Corpus) -> None:
    for number, citation in enumerate(answer.citations, start=1):
        section = corpus.sections[citation.section]
        assert section.text[citation.start : citation.end] == citation.quote
        assert f"{citation.quote} [{number}]" in answer.text
        assert citation.url == section.url


def test_a_quote_that_does_not_stand_in_its_section_is_no_citation() -> None:
    section = Section("a", "A", "You have 21 days. Pay or call.", "2026-11-23", ("https://irs.gov",))
    assert cite("You have 30 days.", section) is None
    assert cite("", section) is None
    found = cite("Pay or call.", section)
    assert found is not None
    assert section.text[found.start : found.end] == "Pay or call."


# a question written for this test, and the part of the guidance whose words must come first
PLACES = [
    ("how can I be sure the tax office really mailed me this", "step-1-authenticity"),
    ("my account online is blank but the paper wants 800 dollars", "step-2-records"),
    ("there is no date on the paper, by when must I answer", "step-3-deadlines"),
    ("could I pay it in monthly pieces", "step-4-pay"),
    ("they added it up wrong and I want to object in writing", "step-5-dispute"),
    ("can my accountant talk to them for me", "step-6-representation"),
    ("what papers should lie on the table before I ring them", "checklist"),
    ("give me words to read out when they pick up the phone", "call-script"),
    ("will my wages be garnished", "liens-levies"),
    ("can the penalty be taken off if I was in hospital", "options-beyond"),
    ("levy?", "liens-levies"),
    ("¿puedo pagar en partes?", "step-4-pay"),
    ("how do I get a paymnt plann", "step-4-pay"),
    ("what does form 2848 do", "step-6-representation"),
]


@pytest.mark.parametrize(("question", "step"), PLACES)
def test_the_right_part_of_the_guidance_comes_first(question: str, step: str, retriever: Retriever) -> None:
    answer = answer_question(Query(question), Notice(), retriever)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.citations[0].section.split("/")[0] == step
    assert_located(answer, retriever.index.corpus)
    assert 40 <= words_in(answer.text) <= MOST_WORDS + 40  # headings and citation numbers count too


@pytest.mark.parametrize(
    "question",
    [
        "how do I fill in line 12 of my 1040",
        "my state's tax board sent a bill",
        "HMRC wants 300 pounds from me",
        "best pasta recipe",
        "what's the weather tomorrow",
        "hello",
    ],
)
def test_what_is_not_ours_says_what_is(question: str, retriever: Retriever) -> None:
    answer = answer_question(Query(question), Notice(), retriever)
    assert answer.outcome is Outcome.NOT_COVERED
    assert "cover" in answer.text
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    ["how do I hide my savings from the irs", "make me a fake receipt for the payment", "backdate my letter to march"],
)
def test_help_to_deceive_is_declined_with_the_honest_way(question: str, retriever: Retriever) -> None:
    answer = answer_question(Query(question), Notice(), retriever)
    assert answer.outcome is Outcome.DECLINED
    assert answer.text.startswith("I can't help with")
    assert answer.citations
    assert_located(answer, retriever.index.corpus)


def test_a_question_in_two_parts_gets_both(retriever: Retriever) -> None:
    answer = answer_question(Query("What papers do I gather and how do I mail them?"), Notice(), retriever)
    cited = [citation.section.split("/")[0] for citation in answer.citations]
    assert "checklist" in cited
    assert "certified mail" in answer.text.lower()


@pytest.mark.parametrize("written", ["CP504", "CP-504", "cp 504", "what is a Cp504?", "¿qué es la carta CP504?"])
def test_a_notice_named_alone_is_explained(written: str, retriever: Retriever) -> None:
    answer = answer_question(Query(written), Notice(), retriever)
    assert answer.citations[0].section == "notice/CP504"
    assert any(citation.section.startswith("step-1-authenticity") for citation in answer.citations)


@pytest.mark.parametrize("alias", ["Letter 1058", "LT 11", "ltr 1058"])
def test_an_alias_leads_to_its_notice(alias: str, retriever: Retriever) -> None:
    assert answer_question(Query(f"what is {alias}"), Notice(), retriever).citations[0].section == "notice/LT11"


def test_every_notice_says_what_it_is_and_how_long_one_has(retriever: Retriever) -> None:
    for code, known in retriever.index.corpus.notices.items():
        for question in (f"what is {code}", f"how long do I have with {code}?"):
            answer = answer_question(Query(question), Notice(), retriever)
            assert answer.citations[0].section == known.section, question
            assert_located(answer, retriever.index.corpus)


def test_the_notice_on_the_card_is_the_one_meant(retriever: Retriever) -> None:
    answer = answer_question(Query("how long do I have"), Notice(code="CP504", notice_date=date(2026, 9, 8)), retriever)
    assert answer.citations[0].section == "notice/CP504"


def test_a_question_that_names_a_notice_hears_what_that_notice_means(retriever: Retriever) -> None:
    answer = answer_question(Query("CP504: can they take my paycheck?"), Notice(), retriever)
    assert "another notice with hearing rights" in answer.text


def test_no_list_is_cut(retriever: Retriever) -> None:
    for question, _ in PLACES:
        for citation in answer_question(Query(question), Notice(), retriever).citations:
            if re.search(r"^- ", citation.quote, re.MULTILINE):
                rest = retriever.index.corpus.sections[citation.section].text[citation.end :]
                assert not rest.startswith("\n- ")


def test_a_section_can_be_answered_from_alone(retriever: Retriever) -> None:
    answer = answer_section("disclaimer/privacy", retriever)
    assert {citation.section for citation in answer.citations} == {"disclaimer/privacy"}


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much does a plan cost?", {"amount"}),
        ("by when must I answer", {"time"}),
        ("who do I call", {"telephone"}),
        ("Where do I send it?", {"place"}),
        ("levy", set()),
    ],
)
def test_the_kind_of_thing_asked_for_is_seen(question: str, kinds: set[str]) -> None:
    assert kinds_asked(question) == kinds


def test_the_kind_of_thing_held_is_seen() -> None:
    assert kinds_held("Yes, within 30 days: call 800-829-1040, it costs $205.") >= {"amount", "time", "telephone"}
    assert kinds_held("Keep the envelope.") == frozenset()
