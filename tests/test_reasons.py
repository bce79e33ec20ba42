"""The person's reason, in their own words, and nothing of the asking or the details of the notice."""

import pytest

from assistant.conversation.reasons import reason_told
from assistant.conversation.told import told_in, with_plain_dates
from assistant.corpus import Corpus
from assistant.retrieval.exact import ExactNames


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


@pytest.mark.parametrize(
    ("said", "kind", "reason"),
    [
        # a sentence of its own
        ("Dispute letter for CP14, 2023. I paid it in full.", "dispute_letter", "I paid it in full."),
        ("I paid it in full. Please draft a dispute letter.", "dispute_letter", "I paid it in full."),
        (
            "CP14 dated 3/9/2026, 2023, $412.80. My employer sent the wrong W-2. Petra Sundvall",
            "dispute_letter",
            "My employer sent the wrong W-2.",
        ),
        # two sentences
        (
            "Penalty relief letter. I was ill. My wife had to close the shop.",
            "penalty_abatement",
            "I was ill. My wife had to close the shop.",
        ),
        # behind "because", "that", a colon or a dash
        ("Write to the IRS that I never worked there", "dispute_letter", "I never worked there"),
        ("I need a hardship letter because I lost my job", "cnc_request", "I lost my job"),
        ("Dispute it because the 1099 was corrected", "dispute_letter", "the 1099 was corrected"),
        (
            "ask them to waive the penalty: the flood took our records",
            "penalty_abatement",
            "the flood took our records",
        ),
        ("Reason: our records burned", "penalty_abatement", "our records burned"),
        ("hardship letter - all I have is my disability check", "cnc_request", "all I have is my disability check"),
        ("Tell them I was caring for my father", "penalty_abatement", "I was caring for my father"),
        ("Please write to the IRS that I can't pay anything now", "dispute_letter", "I can't pay anything now"),
        # a few words are enough where nothing else stands in the sentence
        ("Hardship letter. Chemo, no income.", "cnc_request", "Chemo, no income."),
        # after the word on the notice
        ("They say I owe $412.80 for 2023 but I paid it in April", "dispute_letter", "I paid it in April"),
        # none
        ("Dispute letter for CP14 dated 3/9/2026, 2023, $412.80, Petra Sundvall", "dispute_letter", ""),
        ("Please draft a hardship letter.", "cnc_request", ""),
        ("I want to dispute this", "dispute_letter", ""),
        ("Can you write a penalty relief letter?", "penalty_abatement", ""),
        ("Hello. I need a letter to the IRS. Thank you.", "dispute_letter", ""),
        ("My name is Petra Sundvall", "dispute_letter", ""),
        ("CP14, 3/9/2026", "dispute_letter", ""),
        ("I disagree", "dispute_letter", ""),
        ("it's wrong", "dispute_letter", ""),
        ("I hate phone calls, make it a letter", "dispute_letter", ""),
        # questions are no reasons
        ("Dispute letter. I paid in May. What happens next?", "dispute_letter", "I paid in May."),
        # the end of a number stays a number's end
        (
            "Dispute letter. My card [card number ending 9981] was charged twice.",
            "dispute_letter",
            "My card (number ending 9981) was charged twice.",
        ),
        # titles and initials end no sentence
        (
            "Penalty letter. Dr. Osei kept me in bed for a month.",
            "penalty_abatement",
            "Dr. Osei kept me in bed for a month.",
        ),
        # in the words they were written in
        (
            "Penalty letter. On the second of june 2025 my house flooded.",
            "penalty_abatement",
            "On the second of june 2025 my house flooded.",
        ),
        # a sum or a day within the story stays in it
        (
            "Dispute letter for CP14, 2023. The bank refunded $40.00 to me by mistake.",
            "dispute_letter",
            "The bank refunded $40.00 to me by mistake.",
        ),
        (
            "More time letter for CP2000 dated 3/9/2026. My bookkeeper is away until June.",
            "more_time_request",
            "My bookkeeper is away until June.",
        ),
        (
            "I need a letter disputing CP14 because the amount was already paid on Feb 2, 2026 by check 118",
            "dispute_letter",
            "the amount was already paid on Feb 2, 2026 by check 118",
        ),
        (
            "Because of the storm I couldn't file. Write for penalty relief.",
            "penalty_abatement",
            "Because of the storm I couldn't file.",
        ),
        ("CP14 2023 $412.80 dispute, I was never married to him", "dispute_letter", "I was never married to him"),
        ("They say I owe $412.80. My daughter lives with me.", "dispute_letter", "My daughter lives with me."),
        (
            "Tell them my house burned down. We lost all papers.",
            "penalty_abatement",
            "my house burned down. We lost all papers.",
        ),
        ("set up a letter: the withholding was left out", "dispute_letter", "the withholding was left out"),
    ],
)
def test_reasons(said: str, kind: str, reason: str, names: ExactNames) -> None:
    plainly = with_plain_dates(said)
    assert reason_told(plainly, told_in(plainly, names, kind).spans, said, kind) == reason


def test_nothing_is_made_up(names: ExactNames) -> None:
    said = "Hi! Dispute letter (CP14, 2023, $412.80) — the child is mine, she lived with me; her father agreed. Petra Sundvall"
    reason = reason_told(said, told_in(said, names).spans, said, "dispute_letter")
    assert "she lived with me" in reason
    assert all(part in said for part in reason.rstrip(".").split(". "))
