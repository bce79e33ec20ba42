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
        ("My name is Petra Sundvall", "Petra Sundvall"),
        ("my name is petra sundvall", "Petra Sundvall"),
        ("I'm Petra Sundvall and I got a CP14", "Petra Sundvall"),
        ("I’m Petra Sundvall.", "Petra Sundvall"),
        ("This is Petra Sundvall.", "Petra Sundvall"),
        ("name: Petra Sundvall", "Petra Sundvall"),
        ("the name on the notice is Petra Sundvall", "Petra Sundvall"),
        ("Petra Sundvall is my name", "Petra Sundvall"),
        ("me llamo Petra Sundvall", "Petra Sundvall"),
        # signed, or in a piece of its own
        ("Write that I moved. Thanks, Petra Sundvall", "Petra Sundvall"),
        ("Sincerely, Petra Sundvall", "Petra Sundvall"),
        ("Yours truly,\nPetra Sundvall", "Petra Sundvall"),
        ("CP14, 3/9/2026, 2023, $412.80, Petra Sundvall", "Petra Sundvall"),
        ("Petra Sundvall. CP14 dated 3/9/2026", "Petra Sundvall"),
        ("Petra Sundvall - LT11 - 2021", "Petra Sundvall"),
        ("Dispute letter for CP14 (Petra Sundvall)", "Petra Sundvall"),
        ("cp14 2023 $412.80 petra sundvall", None),  # amid values in small letters: asked for rather than guessed
        ("cp14, 2023, $412.80, petra sundvall", "Petra Sundvall"),
        ("DISPUTE LETTER FOR CP14, PETRA SUNDVALL", "Petra Sundvall"),
        # spelt in other ways
        ("My name is Ximena de la Torre", "Ximena de la Torre"),
        ("I'm Joost van der Meulen", "Joost van der Meulen"),
        ("my name is J. R. Sundvall", "J. R. Sundvall"),
        ("CP14, 2023, P. Sundvall", "P. Sundvall"),
        ("I am Anne-Marie O'Dowd", "Anne-Marie O'Dowd"),
        ("Walter Sundvall Jr.", "Walter Sundvall Jr."),
        ("my name is Walter Sundvall III", "Walter Sundvall III"),
        ("This is Dr. Petra Sundvall", "Petra Sundvall"),
        ("Signed, Mrs. Petra Sundvall", "Petra Sundvall"),
        ("I'm Zoë Ångström", "Zoë Ångström"),
        ("name is Łukasz Wiśniewski", "Łukasz Wiśniewski"),
        # said of oneself
        ("Mr. Walter Sundvall here", "Walter Sundvall"),
        ("Walter Sundvall here, I got a CP14", "Walter Sundvall"),
        # two spouses
        ("Petra and Walter Sundvall", "Petra and Walter Sundvall"),
        ("we are Petra & Walter Sundvall", "Petra & Walter Sundvall"),
        ("We are Petra Sundvall and Walter Haverkamp", "Petra Sundvall and Walter Haverkamp"),
        # for a relative or a client
        ("Letter for my mother Petra Sundvall, I'm her son", "Petra Sundvall"),
        ("for my late husband Walter Sundvall", "Walter Sundvall"),
        ("I'm writing for my aunt, Petra Sundvall. My name is on no paper.", "Petra Sundvall"),
        ("on behalf of my grandfather Walter Sundvall", "Walter Sundvall"),
        ("My client is Petra Sundvall", "Petra Sundvall"),
        ("taxpayer: Petra Sundvall", "Petra Sundvall"),
        ("My mom Agnes Haverkamp got a CP14", "Agnes Haverkamp"),
        ("Letter for Agnes Haverkamp, my mother", "Agnes Haverkamp"),
        ("I'm the daughter of Agnes Haverkamp", "Agnes Haverkamp"),
        # others who are only spoken of
        ("my friend Olga Ferreira said to write", None),
        ("My boss Harold Brandt gave me a W-2", None),
        ("I work for Harold Brandt", None),
        # none
        ("I live at 12 Heron Way, Portland Oregon", None),
        ("CP14 dated March 9, 2026", None),
        ("Social Security is all I have", None),
        ("I live in New Mexico", None),
        ("Please write to the Internal Revenue Service", None),
        ("I'm Retired", None),
        ("TRUCK DRIVER HERE. NEED A PLAN LETTER", None),
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
        ("petra sundvall", "Petra Sundvall"),
        ("PETRA SUNDVALL", "Petra Sundvall"),
        ("It's Petra Sundvall.", "Petra Sundvall"),
        ("sure, petra sundvall", "Petra Sundvall"),
        ("ximena de la torre", "Ximena de la Torre"),
        ("petra & walter sundvall", "Petra & Walter Sundvall"),
        ("Grace Holiday", "Grace Holiday"),
        # a business
        ("Sundvall Plumbing LLC", "Sundvall Plumbing LLC"),
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
        ("Olga Ferreira is our accountant. I'm Petra Sundvall.", "", "Olga Ferreira", "Petra Sundvall"),
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
    told = told_in("I'm Petra Sundvall. Please write the letter. Sincerely, Petra Sundval", names)
    assert told.either["name"] == ("Petra Sundvall", "Petra Sundval")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("petra sundvall", "Petra Sundvall"),
        ("PETRA MCGRAW", "Petra McGraw"),
        ("ann o'dowd-reyes", "Ann O'Dowd-Reyes"),
        ("joost van der meulen", "Joost van der Meulen"),
        ("van morrison", "Van Morrison"),
        ("petra and walter sundvall", "Petra and Walter Sundvall"),
        ("walter sundvall iii", "Walter Sundvall III"),
        # as the person spells it
        ("Petra LaRue", "Petra LaRue"),
        ("bell hooks Jr.", "bell hooks Jr."),
    ],
)
def test_names_as_printed(name: str, printed: str) -> None:
    assert as_printed(name) == printed
