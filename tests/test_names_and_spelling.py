"""Codes, forms and telephone numbers however written; misspelt words mended, names and numbers left alone."""

import pytest

from assistant.corpus import Corpus
from assistant.retrieval.exact import ExactNames, without_codes
from assistant.retrieval.spelling import Speller


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CP504", ("CP504",)),
        ("cp-504", ("CP504",)),
        ("cp 504.", ("CP504",)),
        ("notice CP504B came", ("CP504",)),
        ("letter 1058", ("LT11",)),
        ("LTR 1058", ("LT11",)),
        ("L1058", ("LT11",)),
        ("lt-11 and a CP 90", ("LT11", "CP90")),
        ("Letter 3172", ("Letter 3172",)),
        ("carta 3172", ("Letter 3172",)),
        ("a CP2000 for 2023", ("CP2000",)),
        ("reply to a 4883C", ("Letter 4883C",)),
        ("CPA", ()),
        ("cp 9999", ()),
        ("I owe 504 dollars", ()),
    ],
)
def test_a_notice_code_is_found_however_written(text: str, codes: tuple[str, ...], names: ExactNames) -> None:
    assert names.find(text).codes == codes


def test_every_code_and_alias_of_the_catalogue_is_found(corpus: Corpus, names: ExactNames) -> None:
    for notice in corpus.notices.values():
        for written in (notice.code, *notice.aliases):
            assert notice.code in names.find(f"I got {written} today").codes, written


def test_a_code_that_does_not_exist_is_told_apart(names: ExactNames) -> None:
    assert names.find("they sent a CP9999").unknown_codes == ("CP9999",)


@pytest.mark.parametrize(
    ("text", "forms", "phones"),
    [
        ("which form 2848?", ("2848",), ()),
        ("do I send a 12153", ("12153",), ()),
        ("form 433-F or 9465", ("433-F", "9465"), ()),
        ("is (800) 829-1040 real", (), ("8008291040",)),
        ("1-800-829-1040?", (), ("8008291040",)),
        ("they want $2,848.00", (), ()),
    ],
)
def test_forms_and_telephone_numbers(
    text: str, forms: tuple[str, ...], phones: tuple[str, ...], names: ExactNames
) -> None:
    found = names.find(text)
    assert (found.forms, found.phones) == (forms, phones)


def test_codes_are_set_apart_so_that_questions_look_alike() -> None:
    assert without_codes("how long with a cp-504?") == "how long with a notice?"
    assert without_codes("what is form 2848") == "what is form 2848"


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(["payment plan installment agreement levy garnish wages penalty abatement"] * 3)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("paymnt plan", "payment plan"),
        ("instalment agrement", "installment agreement"),
        ("garnsh my wagess", "garnish my wages"),
        ("abatment", "abatement"),
        ("plna", "plna"),  # four letters: too short to be sure
        ("cp504 2848 $3,214", "cp504 2848 $3,214"),
        ("rodriguez", "rodriguez"),
    ],
)
def test_long_words_near_a_known_one_are_mended(typed: str, mended: str, speller: Speller) -> None:
    assert speller.mend(typed) == mended
