"""What a conversation makes of letters and of what is said about them."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.page.layout import CARD_QUESTIONS
from assistant.reading.letters import looks_like_a_letter
from assistant.records import Answer, Duty, Notice, PrintedDate
from assistant.retrieval.ranking import Retriever

TODAY = date(2026, 9, 20)
LETTER = """Department of the Treasury
Internal Revenue Service
Notice CP504
Notice date: September 8, 2026
Tax year: 2023
SSN: 987-65-4321
To contact us: 800-829-7650
Notice of intent to levy
Amount due by September 29, 2026: $4,211.77
"""


def talk(retriever: Retriever, *messages: str) -> tuple[Answer, Conversation]:
    known = Conversation()
    for message in messages:
        answer, known = take_turn(message, known, retriever, TODAY)
    return answer, known


@pytest.mark.parametrize(
    ("messages", "noted"),
    [
        (
            ["my CP14 is from Sept 3rd 2026, they want 3214 bucks"],
            Notice("CP14", date(2026, 9, 3), (), "3214.00"),
        ),
        (["cp14 dated 9/8/26"], Notice("CP14", date(2026, 9, 8))),
        (["CP14, notice date is September 8, 2026"], Notice("CP14", date(2026, 9, 8))),
        # a correction, with the year and without
        (["cp14 dated 9/8/26", "sorry, September 9, 2026"], Notice("CP14", date(2026, 9, 9))),
        (["cp14 dated 9/8/26", "no wait, the date is Sept 13"], Notice("CP14", date(2026, 9, 13))),
        # the day something was paid, filed or fetched from the box is not the notice's date
        (["I paid it on April 3, 2026 but got a CP501"], Notice("CP501")),
        (["CP501 came, I filed my return on April 15, 2025"], Notice("CP501")),
        # a last day that is told
        (
            ["CP14 due by Sept 29, 2026"],
            Notice("CP14", printed_dates=(PrintedDate(date(2026, 9, 29), Duty.PAY),)),
        ),
        (
            ["it says I must respond by October 5, 2026"],
            Notice(printed_dates=(PrintedDate(date(2026, 10, 5), Duty.RESPOND),)),
        ),
        (["Letter 3172, the lien was filed on 8/31/2026"], Notice("Letter 3172", lien_filed=date(2026, 8, 31))),
        (["CP2000, it was mailed to me outside the US"], Notice("CP2000", abroad=True)),
        (["CP504 con fecha del 8 de septiembre de 2026"], Notice("CP504", date(2026, 9, 8))),
    ],
)
def test_what_is_said_of_a_notice_fills_the_card(messages: list[str], noted: Notice, retriever: Retriever) -> None:
    assert talk(retriever, *messages)[1].notice == noted


@pytest.mark.parametrize(
    "said",
    [
        "I received it November 16, 2026",
        "I paid on November 16, 2026",
        "they cashed it November 16, 2026",
        "I sent Form 12153 on November 16, 2026",
        "my neighbor's is dated November 16, 2026",
        "my daughter's birthday is November 16, 2008",
        "an earlier CP504 was dated August 3, 2026",
        "can I pay $50 a month?",
        "I make $4,000 a month",
        "I paid $200 last week",
        "my refund was $3,000",
        "I filed my 2022 return on time",
        "will I get a CP504 next?",
        "my wife got a CP2000 dated 8/3/2026",
    ],
)
def test_what_isnt_said_of_the_notice_changes_nothing(said: str, retriever: Retriever) -> None:
    first = "LT11 dated 10/30/2026 for 2024, it says $500.00"
    assert talk(retriever, first, said)[1].notice == talk(retriever, first)[1].notice


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("the date is wrong, it's November 2, 2026", "notice_date", date(2026, 11, 2)),
        ("sorry it's $600 not $500", "amount_due", "600.00"),
        ("it's 2023, not 2024", "tax_years", (2023,)),
        ("sorry, the year is 2023 not 2024", "tax_years", (2023,)),
        ("no, it's a CP501", "code", "CP501"),
    ],
)
def test_a_correction_mends_the_one_detail(said: str, field: str, value: object, retriever: Retriever) -> None:
    first = "LT11 dated 10/30/2026 for 2024, it says $500.00"
    before, after = talk(retriever, first)[1].notice, talk(retriever, first, said)[1].notice
    assert after == replace(before, **{field: value})


def test_one_more_letter_starts_afresh(retriever: Retriever) -> None:
    _, known = talk(retriever, LETTER, "I have another one, a CP14 dated 11/16/2026 for $90")
    assert known.notice == Notice("CP14", date(2026, 11, 16), (), "90.00")
    assert known.letter is None


def test_a_letter_pasted_into_the_chat_is_read_and_masked(retriever: Retriever) -> None:
    answer, known = talk(retriever, LETTER)
    assert known.notice.code == "CP504"
    assert known.letter is not None
    assert "**Tuesday, September 29, 2026** is 9 days away" in answer.text
    assert answer.citations[0].section == "notice/CP504"
    assert "987-65" not in repr((answer, known))
    later, _ = take_turn("how long do I have?", known, retriever, TODAY)
    assert "September 29, 2026" in later.text
    assert later.citations[0].section == "notice/CP504"


def test_a_pasted_scam_leads_with_its_signs_and_how_to_check(retriever: Retriever) -> None:
    answer, known = talk(retriever, LETTER + "Pay with gift cards within 24 hours or officers will arrest you.\n")
    assert known.letter is not None
    assert "Strong warning signs" in answer.text
    assert "September 29" not in answer.text
    assert answer.citations[0].section == "step-1-authenticity"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is it real?", "Some things to check"),
        ("why can't I find it online?", "Likeliest reasons that it isn't online"),
        ("when is the deadline?", "September 29, 2026"),
    ],
)
def test_questions_about_a_letter_are_answered_from_it(question: str, says: str, retriever: Retriever) -> None:
    assert says in talk(retriever, LETTER, question)[0].text


def test_whether_they_may_take_wages_is_answered_for_the_letter_at_hand(retriever: Retriever) -> None:
    answer, _ = talk(retriever, LETTER, "can they take my paycheck?")
    assert answer.citations[0].section == "notice/CP504"
    assert any(citation.section.startswith("liens-levies") for citation in answer.citations)


def test_a_date_that_cannot_be_counted_says_why(retriever: Retriever) -> None:
    answer, _ = talk(retriever, "Letter 3172 dated March 3 2026, when is the last day?")
    assert "counting from the date of the letter would give a wrong day" in answer.text


def test_the_card_answers_for_every_notice_of_the_catalogue(retriever: Retriever) -> None:
    wrong = []
    for notice in retriever.index.corpus.notices.values():
        known = replace(Conversation(), notice=Notice(code=notice.code))
        asked = [asks.format(code=notice.code) for _, asks in CARD_QUESTIONS[:3]]
        for question in (*asked, "what is this?", "what happens next?", "what are my rights?", "how long do I have?"):
            answer, _ = take_turn(question, known, retriever, TODAY)
            if not answer.citations or answer.citations[0].section != notice.section:
                wrong.append((notice.code, question))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "is_letter"),
    [
        (LETTER, True),
        (
            "Internal Revenue Service\nNotice CP504\nNotice date November 2, 2026\nTax year 2023\nAmount due: $1,204.88",
            True,
        ),
        (
            "Notice: CP504\nNotice date: November 2, 2026\nTax year: 2023\nAmount due: $1,204.88",
            False,
        ),  # somebody's own list
        ("I got a CP14 dated 9/8/26, amount due $500, tax year 2024. Is it real?", False),
        ("Dear sir, I want to dispute my bill. " * 10, False),
        ("what does it mean\nwhen they say\nnotice date\nand amount due\non my letter " * 3, False),
    ],
)
def test_a_letter_is_told_from_a_message_about_one(text: str, is_letter: bool) -> None:
    assert looks_like_a_letter(text) is is_letter


def test_a_letter_to_two_people_points_to_the_other_spouses_account(retriever: Retriever) -> None:
    _, known = talk(retriever, LETTER + "DANA & LEE ORTIZ\n12 HERON WAY\n")
    assert known.letter is not None
    assert "joint_or_spouse" in [reason.id for reason in known.letter.offline if reason.because]
    _, alone = talk(retriever, LETTER)
    assert alone.letter is not None
    assert "joint_or_spouse" not in [reason.id for reason in alone.letter.offline if reason.because]
