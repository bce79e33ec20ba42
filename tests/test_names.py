"""Names in free text: the taxpayer's, a representative's, and words that are no names."""

import pytest

from assistant.conversation.names import as_printed
from assistant.conversation.told import told_in, with_plain_dates
from assistant.corpus import Corpus
from assistant.retrieval.exact import ExactNames


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        # introduced
        ("My name is Petra Lindqvist", "Petra Lindqvist"),
        ("my name is petra lindqvist", "Petra Lindqvist"),
        ("I'm Petra Lindqvist and I got a CP14", "Petra Lindqvist"),
        ("I’m Petra Lindqvist.", "Petra Lindqvist"),
        ("This is Petra Lindqvist.", "Petra Lindqvist"),
        ("name: Petra Lindqvist", "Petra Lindqvist"),
        ("the name on the notice is Petra Lindqvist", "Petra Lindqvist"),
        ("Petra Lindqvist is my name", "Petra Lindqvist"),
        ("me llamo Petra Lindqvist", "Petra Lindqvist"),
        # signed, or in a piece of its own
        ("Write that I moved. Thanks, Petra Lindqvist", "Petra Lindqvist"),
        ("Sincerely, Petra Lindqvist", "Petra Lindqvist"),
        ("Yours truly,\nPetra Lindqvist", "Petra Lindqvist"),
        ("CP14, 3/9/2026, 2023, $412.80, Petra Lindqvist", "Petra Lindqvist"),
        ("Petra Lindqvist. CP14 dated 3/9/2026", "Petra Lindqvist"),
        ("Petra Lindqvist - LT11 - 2021", "Petra Lindqvist"),
        ("Dispute letter for CP14 (Petra Lindqvist)", "Petra Lindqvist"),
        ("cp14 2023 $412.80 petra lindqvist", None),  # amid values in small letters: asked for rather than guessed
        ("cp14, 2023, $412.80, petra lindqvist", "Petra Lindqvist"),
        ("DISPUTE LETTER FOR CP14, PETRA LINDQVIST", "Petra Lindqvist"),
        # spelt in other ways
        ("My name is Ximena de la Torre", "Ximena de la Torre"),
        ("I'm Joost van der Meulen", "Joost van der Meulen"),
        ("my name is J. R. Lindqvist", "J. R. Lindqvist"),
        ("CP14, 2023, P. Lindqvist", "P. Lindqvist"),
        ("I am Anne-Marie O'Dowd", "Anne-Marie O'Dowd"),
        ("Walter Lindqvist Jr.", "Walter Lindqvist Jr."),
        ("my name is Walter Lindqvist III", "Walter Lindqvist III"),
        ("This is Dr. Petra Lindqvist", "Petra Lindqvist"),
        ("Signed, Mrs. Petra Lindqvist", "Petra Lindqvist"),
        ("I'm Zoë Ångström", "Zoë Ångström"),
        ("name is Łukasz Wiśniewski", "Łukasz Wiśniewski"),
        # two spouses
        ("Petra and Walter Lindqvist", "Petra and Walter Lindqvist"),
        ("we are Petra & Walter Lindqvist", "Petra & Walter Lindqvist"),
        ("We are Petra Lindqvist and Walter Oyelaran", "Petra Lindqvist and Walter Oyelaran"),
        # for a relative or a client
        ("Letter for my mother Petra Lindqvist, I'm her son", "Petra Lindqvist"),
        ("for my late husband Walter Lindqvist", "Walter Lindqvist"),
        ("I'm writing for my aunt, Petra Lindqvist. My name is on no paper.", "Petra Lindqvist"),
        ("on behalf of my grandfather Walter Lindqvist", "Walter Lindqvist"),
        ("My client is Petra Lindqvist", "Petra Lindqvist"),
        ("taxpayer: Petra Lindqvist", "Petra Lindqvist"),
        # none
        ("CP14 dated March 9, 2026", None),
        ("Social Security is all I have", None),
        ("I live in New Mexico", None),
        ("Please write to the Internal Revenue Service", None),
        ("I'm Retired", None),
        ("I am disabled and broke", None),
        ("Penalty Relief please", None),
        ("Installment Agreement Request", None),
        ("I bank at First Union Bank", None),
        ("Thanks so much", None),
        ("I'm here", None),
        ("Happy Thanksgiving", None),
        ("Good morning", None),
        ("Merry Christmas. I need a letter.", None),
        ("From Kansas City, Missouri", None),
        ("I worked at Home Depot, Walmart", None),
    ],
)
def test_the_taxpayers_name(said: str, name: str | None, names: ExactNames) -> None:
    told = told_in(with_plain_dates(said), names)
    assert told.values.get("name") == name
    assert "name" not in told.either


@pytest.mark.parametrize(
    ("said", "name"),
    [
        # a name and nothing else, in any spelling
        ("petra lindqvist", "Petra Lindqvist"),
        ("PETRA LINDQVIST", "Petra Lindqvist"),
        ("It's Petra Lindqvist.", "Petra Lindqvist"),
        ("sure, petra lindqvist", "Petra Lindqvist"),
        ("ximena de la torre", "Ximena de la Torre"),
        ("petra & walter lindqvist", "Petra & Walter Lindqvist"),
        ("Grace Holiday", "Grace Holiday"),
        # a business
        ("Lindqvist Plumbing LLC", "Lindqvist Plumbing LLC"),
        # no name
        ("what do you need it for?", None),
        ("I don't want to say", None),
        ("the one on the notice", None),
    ],
)
def test_a_name_that_answers(said: str, name: str | None, names: ExactNames) -> None:
    assert told_in(said, names, asked="name").values.get("name") == name


@pytest.mark.parametrize(
    ("said", "asked", "representative", "name"),
    [
        ("My CPA is Olga Ferreira", "", "Olga Ferreira", None),
        ("my representative: Olga Ferreira, EA", "", "Olga Ferreira", None),
        ("Olga Ferreira, my tax attorney, will call", "", "Olga Ferreira", None),
        ("Olga Ferreira is an enrolled agent", "", "Olga Ferreira", None),
        ("Olga Ferreira is our accountant. I'm Petra Lindqvist.", "", "Olga Ferreira", "Petra Lindqvist"),
        ("represented by Dr. Olga Ferreira", "", "Olga Ferreira", None),
        ("olga ferreira", "representative", "Olga Ferreira", None),
        ("it's Olga Ferreira, CPA", "representative", "Olga Ferreira", None),
        # nobody named
        ("my accountant made a mistake", "", None, None),
        ("my lawyer is on vacation", "", None, None),
    ],
)
def test_a_representatives_name(
    said: str, asked: str, representative: str | None, name: str | None, names: ExactNames
) -> None:
    told = told_in(said, names, asked=asked)
    assert (told.values.get("representative"), told.values.get("name")) == (representative, name)


def test_two_spellings_of_one_name_are_asked_about(names: ExactNames) -> None:
    told = told_in("I'm Petra Lindqvist. Please write the letter. Sincerely, Petra Lindquist", names)
    assert told.either["name"] == ("Petra Lindqvist", "Petra Lindquist")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("petra lindqvist", "Petra Lindqvist"),
        ("PETRA MCGRAW", "Petra McGraw"),
        ("ann o'dowd-reyes", "Ann O'Dowd-Reyes"),
        ("joost van der meulen", "Joost van der Meulen"),
        ("van morrison", "Van Morrison"),
        ("petra and walter lindqvist", "Petra and Walter Lindqvist"),
        ("walter lindqvist iii", "Walter Lindqvist III"),
        # as the person spells it
        ("Petra LaRue", "Petra LaRue"),
        ("bell hooks Jr.", "bell hooks Jr."),
    ],
)
def test_names_as_printed(name: str, printed: str) -> None:
    assert as_printed(name) == printed
