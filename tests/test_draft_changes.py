"""What a person says after a draft has begun: changes, things taken back, doubts; none may end in a letter that isn't so."""

import pytest

from assistant.conversation.changes import change_ordered
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.records import Outcome
from assistant.retrieval.ranking import Retriever
from tests.test_drafts_in_talk import TODAY, drafted, talk

BILL = "CP14 dated 9/8/26, 2024, $3,214.77, Dana Ortiz."
PROPOSAL = "CP2000 dated 9/8/26, 2024, $3,214.77, Dana Ortiz."


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("add my address 12 Elm Street, Toledo, OH 43604", "address", "12 Elm Street, Toledo, OH 43604"),
        ("please change my address to 9 Oak Ave, Reno, NV 89501.", "address", "9 Oak Ave, Reno, NV 89501"),
        ("change the name to Ana Vega please", "name", "Ana Vega"),
        ("My name is spelled Alan Roe", "name", "Alan Roe"),
        ("put my phone number: 555-201-3344", "phone", "555-201-3344"),
        ("change my reason to: the check cleared in May.", "reason", "the check cleared in May."),
        ("take out the reason and say: I moved in May", "reason", "I moved in May"),
    ],
)
def test_an_order_names_a_field_and_its_words(said: str, field: str, value: str) -> None:
    assert change_ordered(said) == (field, value)


@pytest.mark.parametrize(
    "said",
    [
        "I paid in May",
        "my name is on both forms",
        "they changed my address",
        "the reason is that I was ill",
        "add interest?",
    ],
)
def test_other_talk_is_no_order(said: str) -> None:
    assert change_ordered(said) is None


def test_orders_change_fields_and_never_stand_in_the_letter(retriever: Retriever) -> None:
    _, known = talk(
        retriever,
        f"dispute letter. {BILL} I paid it in full",
        "add my address 12 Elm Street, Toledo, OH 43604",
        "change my reason to: the check cleared in May",
        "my name is spelled Dana Ortis",
    )
    made = drafted(retriever, known)
    assert made["fields"]["name"] == "Dana Ortis"
    assert "12 Elm Street, Toledo, OH 43604" in made["text"]
    assert made["fields"]["reason"] == "the check cleared in May"
    assert not any(order in made["text"] for order in ("add my", "change my reason", "spelled"))
    assert "I paid it in full" not in made["text"]


@pytest.mark.parametrize("doubt", ["should I agree?", "hmm what happens if I agree?", "I'm not sure I agree"])
def test_a_doubt_is_no_agreement(retriever: Retriever, doubt: str) -> None:
    _, known = talk(retriever, f"answer my CP2000. {PROPOSAL}", doubt)
    assert drafted(retriever, known)["missing"] == ["answer"]


@pytest.mark.parametrize(
    "said",
    [
        "answer my CP2000. {} The stock sale is wrong. I agree with the bank interest.",
        "partly agree letter. {} agree: Ally interest. disagree: the stock sale",
        "answer my CP2000. {} I disagree with some of it: the stock sale is wrong.",
    ],
)
def test_to_agree_to_one_item_is_to_agree_in_part(retriever: Retriever, said: str) -> None:
    _, known = talk(retriever, said.format(PROPOSAL))
    made = drafted(retriever, known)
    assert (made["kind"], made["fields"]["answer"]) == ("cp2000_response", "partly")


def test_full_agreement_stays_one(retriever: Retriever) -> None:
    _, known = talk(retriever, f"answer my CP2000. {PROPOSAL} I agree with the changes.")
    assert drafted(retriever, known)["fields"]["answer"] == "agree"


@pytest.mark.parametrize(
    "said",
    [
        "I never paid it because my account was frozen",
        "the letter says I already paid but I did not",
        "I thought I paid it but I'm not sure",
        "I paid half in May",
        "My employer paid it wrong",
    ],
)
def test_what_was_not_paid_is_not_called_paid(retriever: Retriever, said: str) -> None:
    _, known = talk(retriever, f"dispute letter. {BILL} {said}")
    made = drafted(retriever, known)
    assert made["situation"] not in ("already-paid", "levy")


def test_a_payment_taken_back_leaves_the_letter_of_payment(retriever: Retriever) -> None:
    _, known = talk(retriever, f"dispute letter. {BILL} I paid it in full", "wait, I only paid half of it")
    assert drafted(retriever, known)["situation"] == "general"
    answers, known = talk(retriever, f"dispute letter. {BILL} I paid it in full", "I lied, I didn't pay")
    assert answers[1].outcome is Outcome.DECLINED


def test_a_correction_that_is_not_exact_is_asked(retriever: Retriever) -> None:
    answers, known = talk(retriever, f"dispute letter. {BILL} I paid it in full", "the date is september 2 not 8")
    assert answers[1].outcome is Outcome.DRAFTING
    assert drafted(retriever, known)["missing"] == ["notice_date"]


@pytest.mark.parametrize(("said", "field"), [("dated 9/8/28, 2024", "notice_date"), ("dated 9/8/26, 2030", "tax_year")])
def test_a_notice_from_the_future_is_asked_about(retriever: Retriever, said: str, field: str) -> None:
    answers, known = talk(retriever, f"dispute letter. CP14 {said}, $3,214.77, Dana Ortiz. I paid it in April")
    assert answers[0].outcome is Outcome.DRAFTING
    assert "lies ahead" in answers[0].text
    assert known.draft is not None
    assert known.draft.asked == field


def test_a_first_payment_and_a_day_are_no_monthly_sum(retriever: Retriever) -> None:
    _, known = talk(
        retriever, f"payment plan letter. {BILL} can pay 100 on the 15th of each month, starting with 250 down"
    )
    fields = drafted(retriever, known)["fields"]
    assert (fields["monthly_payment"], fields["payment_day"], fields["first_payment"]) == ("100.00", "15", "250.00")


@pytest.mark.parametrize("paper", ["offer in compromise letter", "innocent spouse letter"])
def test_what_has_its_own_form_is_not_drafted(retriever: Retriever, paper: str) -> None:
    answers, known = talk(retriever, f"{paper}. {BILL}")
    assert known.draft is None
    assert answers[0].text.startswith("No letter drafted here stands for that")


def test_time_to_pay_is_a_plan(retriever: Retriever) -> None:
    _, known = talk(retriever, f"letter asking for 120 days. I owe it, I just can't pay it all till February. {BILL}")
    made = drafted(retriever, known)
    assert (made["kind"], made["situation"]) == ("installment_request", "short-term")


@pytest.mark.parametrize("kind", ["payment plan letter", "hardship letter"])
def test_a_plan_for_a_final_notice_names_the_hearing(retriever: Retriever, kind: str) -> None:
    answers, _ = talk(
        retriever, f"{kind}. LT11 dated 11/16/26, 2024, $3,214.77, Dana Ortiz. I can pay $90 a month. I lost my job."
    )
    assert "isn't a hearing request" in answers[0].text
    assert "Form 12153" in answers[0].text


@pytest.mark.parametrize("said", ["yes", "looks good", "no, that's all right"])
def test_contentment_changes_nothing(retriever: Retriever, said: str) -> None:
    answers, known = talk(retriever, f"dispute letter. {BILL} I paid it in full", said)
    assert answers[1].text.startswith("The draft stays as it is")
    assert drafted(retriever, known)["fields"]["reason"] == "I paid it in full"


def test_words_to_be_taken_out_are_no_reason(retriever: Retriever) -> None:
    answers, known = talk(retriever, f"dispute letter. {BILL} I paid it in full", "remove that I paid in full")
    assert "change the reason to" in answers[1].text
    assert drafted(retriever, known)["fields"]["reason"] == "I paid it in full"


def test_a_couple_is_named_whole(retriever: Retriever) -> None:
    _, known = talk(
        retriever, "dispute letter. CP14 9/8/26 2024 $1,000.00, I'm Ana and my wife Joan Vega. The amount is wrong."
    )
    assert drafted(retriever, known)["fields"]["name"] == "Ana and Joan Vega"


@pytest.mark.parametrize(("said", "outcome"), [("thanks", Outcome.ANSWERED), ("discard it", Outcome.ANSWERED)])
def test_small_talk_after_a_draft_is_answered(retriever: Retriever, said: str, outcome: Outcome) -> None:
    _, known = talk(retriever, f"dispute letter. {BILL} I paid it in full")
    answer, after = take_turn(said, known, retriever, TODAY)
    assert answer.outcome is outcome
    assert (after.draft is None) == (said == "discard it")


def test_an_open_question_outlives_thanks(retriever: Retriever) -> None:
    answers, _ = talk(retriever, f"payment plan letter. {BILL}", "thanks")
    assert answers[1].text == "How much can you pay each month?"


def test_a_question_behind_a_comma_is_a_question(retriever: Retriever) -> None:
    answer, known = take_turn("the amount is wrong, how do I dispute it", Conversation(), retriever, TODAY)
    assert answer.outcome is Outcome.ANSWERED
    assert known.draft is None
