"""The saved letters and scripts: they are what the templates make today, whole, and each letter fits its page."""

from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest

from assistant.corpus import Corpus
from assistant.corpus.templates import KINDS
from assistant.drafting.export import as_pdf
from assistant.retrieval.exact import ExactNames
from tests import golden
from tests.golden.cases import CASES, LETTERS, Case

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_letter = pytest.mark.parametrize("case", LETTERS, ids=lambda case: case.name)
AGAIN = "Run `python -m tests.golden`, and read what changed before you keep it."


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return golden.golden_corpus()


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


@each_case
def test_a_draft_reads_as_its_saved_copy(case: Case, corpus: Corpus, names: ExactNames) -> None:
    saved = golden.path_of(case)
    assert saved.exists(), AGAIN
    assert golden.shown(golden.draft_of(case, corpus, names)) == saved.read_text(encoding="utf-8"), AGAIN


def test_each_template_and_each_kind_twice_is_saved(corpus: Corpus) -> None:
    saved = Counter(case.template for case in CASES)
    assert set(saved) == set(corpus.templates) - {"sheet"}
    kinds = Counter(case.template.split("/")[0] for case in CASES)
    assert [kind for kind in KINDS if kinds[kind] < 2] == []
    assert len({case.name for case in CASES}) == len(CASES)


def test_no_copy_is_left_without_its_case() -> None:
    assert {*golden.FOLDER.glob("*/*.txt")} == {golden.path_of(case) for case in CASES}


@each_letter
def test_a_letter_fits_one_page(case: Case, corpus: Corpus, names: ExactNames) -> None:
    letter = replace(golden.draft_of(case, corpus, names), sheet=())
    document = pypdfium2.PdfDocument(as_pdf(letter))
    assert len(document) == 1
    document.close()


@each_letter
def test_a_letter_never_admits_the_debt(case: Case, corpus: Corpus, names: ExactNames) -> None:
    own = " ".join(
        run.text.lower() for block in golden.draft_of(case, corpus, names).page for run in block.runs if not run.source
    )
    assert not [words for words in ("i owe", "we owe", "i admit", "my debt", "our debt", "sorry") if words in own]
    assert "agree with the proposed changes" not in own.replace("disagree", "") or "agree" in case.name
