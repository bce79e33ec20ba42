"""Chunking: never across a section, never a character lost, never over the limit."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.corpus import Corpus
from assistant.records import Section
from assistant.retrieval.chunking import LIMIT_TOKENS, count_tokens, split_section

lines = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=80),
    st.sampled_from(
        ["", "## What to do", "- an item", "1. first", "# Title", "word " * 90, "x" * 900, "Ends here. Then: more?"]
    ),
)
texts = st.lists(lines, max_size=25).map("\n".join)


def section(text: str) -> Section:
    return Section("a/b", "A title", text, "2026-11-23", ("https://www.irs.gov",))


@settings(max_examples=300, deadline=None)
@given(texts, st.integers(20, LIMIT_TOKENS))
def test_passages_keep_their_place_order_and_limit(text: str, limit: int) -> None:
    passages = split_section(section(text), limit)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip()
        assert count_tokens(passage.text) <= limit
    spans = [(p.start, p.end) for p in passages]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12), min_size=1, max_size=60))
def test_no_word_is_lost(words: list[str]) -> None:
    text = "\n\n".join(" ".join(words[first : first + 7]) for first in range(0, len(words), 7))
    assert " ".join(p.text for p in split_section(section(text))).split() == text.split()


def test_a_heading_goes_into_the_path_and_not_into_the_passage() -> None:
    passages = split_section(
        section("First.\n\n## What to do\n\nSecond.\n\n### Online\nThird.\n\n## Watch out\n\nFourth.")
    )
    assert [(p.text, p.headings) for p in passages] == [
        ("First.", ("A title",)),
        ("Second.", ("A title", "What to do")),
        ("Third.", ("A title", "What to do", "Online")),
        ("Fourth.", ("A title", "Watch out")),
    ]


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    text = "Ways to pay:\n- online\n- by check"
    assert [p.text for p in split_section(section(text))] == [text]


def test_the_corpus_is_cut_into_passages_that_fit_the_model(corpus: Corpus) -> None:
    passages = [p for s in corpus.sections.values() for p in split_section(s)]
    assert max(count_tokens(p.text) for p in passages) <= LIMIT_TOKENS
    assert all(corpus.sections[p.section].text[p.start : p.end] == p.text for p in passages)
