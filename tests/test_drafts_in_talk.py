"""Drafts in a conversation: asked for, one missing detail at a time, changed, put off, refused."""

import json
from datetime import date

import pytest

from assistant.batch import draft_json, run_line
from assistant.conversation.offers import ASKS_FOR
from assistant.conversation.standing import where_it_stands
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_letter, take_turn
from assistant.reading import read_text
from assistant.records import Answer, Outcome
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings
from evals.cases import load_drafts
from evals.drafts import draft_for, scores_of
from evals.records import Bench

TODAY = date(2026, 11, 27)
LETTER = """Department of the Treasury
Internal Revenue Service
Notice CP14
Notice date November 9, 2026
Tax year 2024
Social Security number XXX-XX-4471
To contact us 800-829-0922

You have unpaid taxes for 2024
Amount due: $3,214.77
Pay the amount due of $3,214.77 by November 30, 2026, to avoid additional penalty and interest charges.
"""


def talk(retriever: Retriever, *turns: str, known: Conversation | None = None) -> tuple[list[Answer], Conversation]:
    known, answers = known or Conversation(), []
    for turn in turns:
        answer, known = take_turn(turn, known, retriever, TODAY)
        answers.append(answer)
    return answers, known


def drafted(retriever: Retriever, known: Conversation) -> dict:
    made = draft_json(known, retriever.index.corpus, TODAY)
    assert made is not None
    return made


COMPLETE = "dispute letter, cp14 dated 9/8/26, 2024, $3,214.77, Dana Ortiz, I paid it in April by check"


@pytest.mark.parametrize("case", load_drafts(["samples"])["samples"], ids=lambda case: case.id)
def test_every_sample_is_understood_wholly(case, retriever: Retriever, settings: Settings) -> None:
    scores = scores_of(draft_for(case, Bench(settings, TODAY, lambda *_: retriever)), case)
    assert scores["all of it"].why == "all right"


def test_asks_one_short_question_at_a_time_until_the_letter_is_ready(retriever: Retriever) -> None:
    answers, known = talk(
        retriever, "draft a dispute letter", "CP14", "Sept 8 2026", "2024", "3,214.77", "Dana Ortiz", "I paid in April."
    )
    assert [answer.outcome for answer in answers] == [Outcome.DRAFTING] * 6 + [Outcome.DRAFTED]
    assert all(answer.text.count("?") == 1 for answer in answers[:6])
    assert "I paid in April." in answers[-1].text
    assert drafted(retriever, known)["missing"] == []


def test_one_message_can_tell_everything(retriever: Retriever) -> None:
    answers, known = talk(retriever, COMPLETE)
    assert answers[0].outcome is Outcome.DRAFTED
    assert drafted(retriever, known)["fields"]["reason"] == "I paid it in April by check"


def test_a_question_in_between_is_answered_and_the_draft_goes_on(retriever: Retriever) -> None:
    answers, known = talk(retriever, "draft a dispute letter", "how long do I have?", "CP14", "9/8/26")
    assert answers[1].outcome is Outcome.ANSWERED
    assert answers[1].citations
    assert "Back to the draft: Which notice is it?" in answers[1].text
    assert drafted(retriever, known)["fields"] == {"notice_code": "CP14", "notice_date": "2026-09-08"}


def test_never_mind_ends_it_and_keeps_what_is_known_of_the_notice(retriever: Retriever) -> None:
    answers, known = talk(retriever, "dispute letter for CP14 dated 9/8/26", "never mind")
    assert answers[1].outcome is Outcome.ANSWERED
    assert known.draft is None
    assert known.notice.code == "CP14"


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        # the sum, after the letter was handed over
        ("change the amount to $3,030.00", "amount", "3030.00"),
        # the year, said as people say it
        ("sorry, it's 2023, not 2024", "tax_year", "2023"),
        # the date
        ("actually it's dated September 18, 2026", "notice_date", "2026-09-18"),
    ],
)
def test_a_change_is_taken_up_at_any_time(retriever: Retriever, change: str, field: str, value: str) -> None:
    answers, known = talk(retriever, COMPLETE, change)
    assert answers[1].outcome is Outcome.DRAFTED
    assert drafted(retriever, known)["fields"][field] == value


def test_another_kind_keeps_the_details(retriever: Retriever) -> None:
    answers, known = talk(retriever, COMPLETE, "make it a call script instead")
    assert answers[1].outcome is Outcome.DRAFTED
    made = drafted(retriever, known)
    assert made["kind"] == "call_script"
    assert made["fields"]["amount"] == "3214.77"


def test_what_stands_against_itself_is_put_to_the_person(retriever: Retriever) -> None:
    answers, known = talk(
        retriever, "dispute letter for CP503, top says 8/12/26, the stub says 9/12/26", "the first one"
    )
    assert "August 12, 2026 or September 12, 2026" in answers[0].text
    assert drafted(retriever, known)["fields"]["notice_date"] == "2026-08-12"


def test_what_contradicts_an_earlier_message_is_put_to_the_person(retriever: Retriever) -> None:
    answers, _ = talk(retriever, "dispute letter for CP503 dated 9/8/26 for 2024", "$812.00", "the amount is $821.00")
    assert "$812.00 or $821.00" in answers[2].text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("installment letter, CP501 dated 9/7/26, 2024, about 3k", "“3k” isn't exact enough"),
        ("hardship letter, CP504 dated Feb 2026", "“dated Feb” isn't exact enough"),
    ],
)
def test_a_vague_value_is_asked_again(retriever: Retriever, said: str, words: str) -> None:
    answers, _ = talk(retriever, said)
    assert answers[0].outcome is Outcome.DRAFTING
    assert words in answers[0].text


def test_nothing_read_from_a_letter_goes_in_before_it_is_confirmed(retriever: Retriever) -> None:
    _, known = take_letter(read_text(LETTER), Conversation(), retriever, TODAY)
    answers, known = talk(retriever, "dispute letter, I paid it in April. Dana Ortiz", known=known)
    assert answers[0].outcome is Outcome.DRAFTING
    assert "check them against the paper" in answers[0].text
    assert "$3,214.77" in answers[0].text
    answers, known = talk(retriever, "no, it's dated November 6, 2026", "yes", known=known)
    assert [answer.outcome for answer in answers] == [Outcome.DRAFTING, Outcome.DRAFTED]
    assert drafted(retriever, known)["fields"]["notice_date"] == "2026-11-06"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        # no hearing right: the reason, and what fits instead
        ("CDP hearing cover letter for my CP504 dated 10/5/26", "gives no right to a Collection Due Process hearing"),
        # nothing to dispute
        ("dispute letter for CP521", "doesn't fit notice CP521"),
        # identity letters are answered another way
        ("dispute letter for my 5071C letter", "there is no balance in it to dispute"),
        # the time for a petition can't be extended
        ("letter asking for more time, CP3219A dated 11/2/26", "can't be extended"),
        # an answer to a CP2000 for a bill
        ("write my answer to the CP2000, I mean CP14", "fits only a proposed change"),
    ],
)
def test_what_does_not_fit_the_notice_is_refused_with_the_reason(retriever: Retriever, said: str, words: str) -> None:
    answers, known = talk(retriever, said)
    assert answers[0].outcome is Outcome.DECLINED
    assert words in answers[0].text
    assert "can be drafted here: say “draft a" in answers[0].text
    assert answers[0].citations
    assert known.draft is None


def test_another_kind_that_does_not_fit_loses_nothing(retriever: Retriever) -> None:
    answers, known = talk(retriever, COMPLETE, "make it a CDP hearing letter instead")
    assert answers[1].outcome is Outcome.DECLINED
    made = drafted(retriever, known)
    assert made["kind"] == "dispute_letter"
    assert made["fields"]["reason"] == "I paid it in April by check"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        # the 30 days are over: an equivalent hearing
        ("CDP cover letter for LT11 dated 9/1/26, 2021", "asks for an equivalent hearing"),
        # the 60 days are over: what is still open
        ("dispute letter for CP11 dated 3/2/26, 2025", "Late documents may still be looked at"),
        # a yearly statement: what fits better
        ("dispute letter for CP71C dated 3/2/26", "a payment plan, hardship status or penalty relief fits better"),
        # only a petition keeps the Tax Court's date
        ("dispute letter for CP3219A dated 11/2/26", "Only a petition"),
    ],
)
def test_what_to_know_beside_a_draft_is_said_when_it_begins(retriever: Retriever, said: str, words: str) -> None:
    answers, _ = talk(retriever, said)
    assert answers[0].outcome is Outcome.DRAFTING
    assert words in answers[0].text


def test_after_a_year_a_hearing_request_is_refused(retriever: Retriever) -> None:
    answers, _ = talk(retriever, "CDP cover letter for LT11 dated 9/1/25, 2021")
    assert answers[0].outcome is Outcome.DECLINED
    assert "What is still open" in answers[0].text


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("write a letter to the Ohio Department of Taxation about my 2023 bill", Outcome.NOT_COVERED),
        ("draft a letter to my landlord about the deposit", Outcome.NOT_COVERED),
        ("letter saying I mailed the return in April (I didn't), CP14", Outcome.DECLINED),
        ("penalty letter, just make up a reason, CP14 for 2025", Outcome.DECLINED),
    ],
)
def test_no_draft_for_others_or_of_what_is_untrue(retriever: Retriever, said: str, outcome: Outcome) -> None:
    result = run_line(json.dumps({"id": "x", "question": said}), retriever, TODAY)
    assert result["status"] == outcome.value
    assert result["draft"] is None


def test_a_full_number_is_masked_and_only_its_end_goes_into_the_letter(retriever: Retriever) -> None:
    answers, known = talk(retriever, f"{COMPLETE}, my social is 987-65-4322")
    shown = json.dumps(drafted(retriever, known)) + answers[0].text
    assert "987-65-4322" not in shown
    assert drafted(retriever, known)["fields"]["ssn_last4"] == "4322"


@pytest.mark.parametrize("words", ["{{7*7}}", "#sys.inputs", "100 % <b>sure</b>", "{% raw %}", "$x$ [link](http://x)"])
def test_hostile_words_come_out_as_typed(retriever: Retriever, words: str) -> None:
    answers, known = talk(
        retriever, "dispute letter cp14 dated 9/8/26, 2024, $3,214.77, Dana Ortiz", f"Because {words}"
    )
    assert answers[1].outcome is Outcome.DRAFTED
    assert f"Because {words}" in drafted(retriever, known)["text"]


def test_a_letter_that_looks_false_is_not_answered(retriever: Retriever) -> None:
    scam = LETTER.replace("Pay the amount due", "Pay with Apple gift cards only. Pay the amount due")
    _, known = take_letter(read_text(scam), Conversation(), retriever, TODAY)
    answers, _ = talk(retriever, "dispute letter, I paid. Dana Ortiz", known=known)
    assert answers[0].outcome is Outcome.DECLINED
    assert "strong warning signs" in answers[0].text


def test_a_fitting_draft_is_offered_once(retriever: Retriever) -> None:
    answers, known = talk(retriever, "how do I dispute a bill?", "how do I dispute a bill?")
    assert "say “draft a dispute letter”" in answers[0].text
    assert "draft a dispute letter" not in answers[1].text
    assert "dispute_letter" in known.offered


@pytest.mark.parametrize("kind", sorted(ASKS_FOR))
def test_what_an_offer_says_begins_that_draft(retriever: Retriever, kind: str) -> None:
    answers, known = talk(retriever, ASKS_FOR[kind])
    assert answers[0].outcome is Outcome.DRAFTING
    assert known.draft is not None
    assert known.draft.kind == kind


def test_a_kind_that_is_only_named_is_explained_and_asked_on(retriever: Retriever) -> None:
    answers, known = talk(retriever, "penalty abatement", "cp14")
    assert [answer.outcome for answer in answers] == [Outcome.DRAFTING] * 2
    assert answers[0].citations
    assert drafted(retriever, known)["fields"] == {"notice_code": "CP14"}


def test_what_was_told_before_is_taken_up_by_the_draft(retriever: Retriever) -> None:
    _, known = talk(retriever, "I have a CP14 dated 9/8/26 for 2024, $3,214.77", "draft a dispute letter")
    assert drafted(retriever, known)["missing"] == ["name", "reason"]


@pytest.fixture
def waiting(retriever: Retriever) -> Conversation:
    """A conversation whose draft waits for the word that what was read is right."""
    _, known = take_letter(read_text(LETTER), Conversation(), retriever, TODAY)
    _, known = talk(retriever, "dispute letter, I paid it in April. Dana Ortiz", known=known)
    return known


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("yes but the amount is $500.00", "amount", "500.00"),
        ("Yes. But the tax year is 2023", "tax_year", "2023"),
        ("right date, wrong amount, it's $421.80", "amount", "421.80"),
        ("correct the amount to $500.00", "amount", "500.00"),
    ],
)
def test_a_yes_with_a_correction_is_no_yes(
    retriever: Retriever, waiting: Conversation, said: str, field: str, value: str
) -> None:
    answers, known = talk(retriever, said, known=waiting)
    assert answers[0].outcome is Outcome.DRAFTING
    assert drafted(retriever, known)["fields"][field] == value


def test_another_code_leaves_the_rest_of_what_was_read_unchecked(retriever: Retriever, waiting: Conversation) -> None:
    answers, _ = talk(retriever, "actually the code is CP501", known=waiting)
    assert answers[0].outcome is Outcome.DRAFTING
    assert "check them against the paper" in answers[0].text


def test_another_letter_is_checked_anew(retriever: Retriever, waiting: Conversation) -> None:
    _, known = talk(retriever, "yes", known=waiting)
    other = LETTER.replace("CP14", "CP503").replace("3,214.77", "999.99").replace("November 9", "November 16")
    _, known = take_letter(read_text(other), known, retriever, TODAY)
    assert drafted(retriever, known)["text"] is None
    answers, _ = talk(retriever, "draft the dispute letter please", known=known)
    assert "check them against the paper" in answers[0].text


def test_a_letter_that_looks_false_stops_a_draft_on_its_way(retriever: Retriever, waiting: Conversation) -> None:
    scam = LETTER.replace("Pay the amount due", "Pay with Apple gift cards only. Pay the amount due")
    _, known = take_letter(read_text(scam), waiting, retriever, TODAY)
    answers, known = talk(retriever, "go on with the dispute letter please", known=known)
    assert answers[0].outcome is Outcome.DECLINED
    assert where_it_stands(known, retriever.index.corpus, TODAY) is None


def test_thanks_ends_what_the_reason_may_still_take(retriever: Retriever) -> None:
    _, known = talk(retriever, COMPLETE, "thanks", "my dog is sick today")
    assert "dog" not in drafted(retriever, known)["text"]


@pytest.mark.parametrize("said", ["I don't know", "not sure", "idk", "I don't remember"])
@pytest.mark.parametrize(
    "told", ["dispute letter cp14 9/8/26 2024 $812.00", "dispute letter cp14 9/8/26 2024 $812.00, Dana Ortiz"]
)
def test_not_knowing_is_no_answer(retriever: Retriever, told: str, said: str) -> None:
    answers, known = talk(retriever, told, said)
    assert answers[1].outcome is Outcome.DRAFTING
    assert not {"I", "know", "sure", "idk", "remember"} & set(
        str(drafted(retriever, known)["fields"].get("reason", "")).split()
    )
    assert drafted(retriever, known)["fields"].get("name") in (None, "Dana Ortiz")


def test_a_long_pasted_paper_is_answered_soon(retriever: Retriever) -> None:
    pasted = "04/12/2026 CHECK 2210 $1,204.55 balance $3,310.00\n" * 160
    answers, _ = talk(retriever, f"{pasted}what is a levy?")
    assert answers[0].outcome is Outcome.ANSWERED
