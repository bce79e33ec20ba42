"""What a message asks for: a draft of a kind, an answer, the end of a draft; for whom; and whether it would be true."""

import pytest

from assistant.conversation.intents import (
    asks_something,
    draft_asked,
    goes_elsewhere,
    kind_named,
    other_kind,
    tells_what_to_say,
    wants_to_stop,
    would_be_untrue,
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        # orders
        ("Draft a dispute letter", "dispute_letter"),
        ("please write a hardship letter", "cnc_request"),
        ("write the IRS that I moved", ""),
        ("Write them for penalty relief", "penalty_abatement"),
        ("make me a call script", "call_script"),
        ("give me a letter asking for more time", "more_time_request"),
        ("prepare a protest", "dispute_letter"),
        ("tell the IRS I already filed", ""),
        ("ask them to remove the late fee", "penalty_abatement"),
        ("Ok, now draft it", ""),
        ("send me a template for an installment agreement", "installment_request"),
        ("type up a request for an audit reconsideration", "audit_reconsideration"),
        ("waive the penalty please", "penalty_abatement"),
        # wishes
        ("I need a letter", ""),
        ("I need something to send to the IRS about identity theft", "identity_theft_response"),
        ("I want to dispute this", "dispute_letter"),
        ("I wanna fight it", "dispute_letter"),
        ("I'd like to request a payment plan in writing", "installment_request"),
        ("We would like a letter for a hearing, Form 12153", "cdp_cover"),
        ("looking for a cover letter for my 2848", "poa_cover"),
        ("need proof of payment letter", "proof_of_payment"),
        ("I want it in writing", ""),
        ("I have to tell the IRS about my payment", ""),
        ("gonna need a script", "call_script"),
        # questions to us
        ("Can you write a dispute letter?", "dispute_letter"),
        ("could you draft me a reply to the CP2000?", "cp2000_response"),
        ("would you put together something for the IRS?", ""),
        ("can u help me write an explanation request", "explanation_request"),
        ("Can someone draft a penalty letter", "penalty_abatement"),
        ("will you make a script for me?", "call_script"),
        ("Would you mind writing a dispute letter?", "dispute_letter"),
        ("Are you able to write a letter?", ""),
        ("Could I get a dispute letter?", "dispute_letter"),
        ("Can I get a letter for my CP14?", ""),
        ("help me dispute CP14", "dispute_letter"),
        ("Letter please", ""),
        ("let's dispute it", "dispute_letter"),
        ("Lets write the letter", ""),
        ("I am requesting penalty abatement", "penalty_abatement"),
        ("Requesting an installment agreement", "installment_request"),
        ("I hereby dispute notice CP14", "dispute_letter"),
        ("We protest the CP2000", "dispute_letter"),
        ("another script pls, for CP501", "call_script"),
        # a paper named without a verb
        ("hardship letter. LT11 dated 3/9/2026", "cnc_request"),
        ("letter for cp14", ""),
        ("audit reconsideration please", "audit_reconsideration"),
        ("dispute letter, CP14, 2023, $412.80?", "dispute_letter"),
        ("penalty abatement letter - CP14", "penalty_abatement"),
        ("letter asking for a transcript", "explanation_request"),
        ("reinstatement letter for CP523", "reinstatement_request"),
        # with talk before
        ("Hi. I got a CP14 and it's wrong. Please draft a dispute.", "dispute_letter"),
        ("I can't pay. I need a letter saying so.", ""),
        ("The notice came Monday; write them to ask for more time.", "more_time_request"),
        # misspelt, in Spanish, with typographic quotes
        ("rite me a leter to the irs", ""),
        ("necesito una carta de disputa", "dispute_letter"),
        ("escribe una carta al IRS", ""),
        ("I’d like a letter to dispute the bill", "dispute_letter"),
    ],
)
def test_a_draft_is_asked_for(said: str, kind: str) -> None:
    asked = draft_asked(said)
    assert asked is not None
    assert asked.kind == kind


@pytest.mark.parametrize(
    "said",
    [
        # of letters
        "What should a dispute letter say?",
        "How do I write to the IRS?",
        "where do I send my letter",
        "Do I need to write a letter?",
        "Should I send a response?",
        "Can I dispute this by phone?",
        "is a letter better than a call?",
        "how long does a reply take",
        "What is a CDP hearing?",
        "Does the letter have to be certified?",
        "When is my answer due?",
        "why did I get this letter",
        "which form do I use to protest",
        "can they ignore my letter?",
        "will the IRS answer my letter?",
        "Who signs the letter?",
        "What happens if I don’t answer the letter?",
        "If I write a letter, does interest stop?",
        "may I send a draft by fax?",
        "Have they received my letter?",
        # of other things
        "Is this letter real?",
        "what does CP14 mean",
        "how much is the penalty",
        "Can I pay in parts?",
        "is there a payment plan",
        "Do penalties stop when I pay?",
        "does an appeal cost money",
        "Could you tell me how to write a dispute letter?",
        "Can you help me understand the letter",
        "Are hardship requests ever granted?",
        "wheres my refund",
        "They want $412.80. Is that right?",
        "the letter is confusing, what do I do?",
        "isn't interest illegal?",
        "don't I get a hearing?",
        "could it be a mistake?",
        "should I worry",
        "am I late?",
        "was the notice sent twice?",
        "¿Qué es un CP14?",
        "cuándo vence",
        "would they take my house?",
    ],
)
def test_a_question_asks_for_no_draft(said: str) -> None:
    assert draft_asked(said) is None
    assert asks_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "hardship request sent in May, no answer since",
        "plan request went out last month",
        # sent already, or got
        "I already sent my dispute letter in May",
        "my accountant filed the protest last week",
        "We got a letter from the IRS",
        "This letter says I owe money",
        "Letter 3172 came today",
        "another letter arrived",
        # a case and nothing asked
        "I got a CP14 for 2023",
        "they say I owe $412.80",
        "thank you",
        # none is wanted, or something else than a letter
        "I don't want to write a letter",
        "I don't need a script",
        "I need help understanding this letter",
        "I need to know what this letter means",
        "show me what the IRS letter means",
    ],
)
def test_a_statement_asks_for_nothing(said: str) -> None:
    assert draft_asked(said) is None
    assert not asks_something(said)


def test_several_details_put_a_case() -> None:
    said = "CP14, 3/9/2026, 2023, $412.80, I never filed jointly"
    assert draft_asked(said) is None
    assert draft_asked(said, several_details=True) is not None
    assert draft_asked("CP14, 3/9/2026, 2023, $412.80. What now?", several_details=True) is None


@pytest.mark.parametrize(
    "said",
    [
        "Petra Sundvall",
        "March 9, 2026",
        "because I was ill",
        "can you write a letter?",
        "do me a letter",
        "it's $412.80",
        "could you please help",
    ],
)
def test_an_answer_or_a_request_is_no_question(said: str) -> None:
    assert not asks_something(said)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("call script", "call_script"),
        ("talking points for the phone", "call_script"),
        ("power of attorney cover", "poa_cover"),
        ("Form 14039 cover letter", "identity_theft_response"),
        ("audit recon", "audit_reconsideration"),
        ("reinstate my payment plan letter", "reinstatement_request"),
        ("letter to put my plan back", "reinstatement_request"),
        ("collection due process", "cdp_cover"),
        ("not collectible letter", "cnc_request"),
        ("first-time abatement letter", "penalty_abatement"),
        ("pay it little by little", "installment_request"),
        ("proof that I paid", "proof_of_payment"),
        ("response to my CP2000", "cp2000_response"),
        ("extension of time", "more_time_request"),
        ("itemized breakdown", "explanation_request"),
        ("objection letter", "dispute_letter"),
        # the kind beside "letter" wins over one that is only mentioned
        ("payment plan letter; the penalty is on it too", "installment_request"),
        ("penalty relief letter because the audit took months", "penalty_abatement"),
        # a dispute of something is that thing's letter
        ("dispute the penalty letter", "penalty_abatement"),
        # none
        ("a letter", ""),
        ("what now", ""),
    ],
)
def test_kinds(said: str, kind: str) -> None:
    assert kind_named(said) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("make it a call script instead", "call_script"),
        ("no, a hardship letter", "cnc_request"),
        ("change it to a payment plan request", "installment_request"),
        ("a penalty letter would be better", "penalty_abatement"),
        # no other kind
        ("make it shorter", ""),
        ("what about a call script instead?", ""),
        ("I was in the hospital", ""),
    ],
)
def test_another_kind_instead(said: str, kind: str) -> None:
    assert other_kind(said) == kind


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        ("never mind", True),
        ("Nevermind, I'll call", True),
        ("forget the letter", True),
        ("cancel that", True),
        ("I don't need the letter anymore", True),
        ("I don’t want it", True),
        ("olvídalo", True),
        ("I never got it", False),
        ("they cancelled my plan", False),
        ("don't forget my phone number", False),
        ("I have no letter from my bank", False),
    ],
)
def test_calling_it_off(said: str, stops: bool) -> None:
    assert wants_to_stop(said) is stops


@pytest.mark.parametrize(
    ("said", "names_a_notice", "elsewhere"),
    [
        # states and other countries
        ("Write to the California Franchise Tax Board", False, True),
        ("letter to my state tax department", False, True),
        ("dispute with the Ohio department of taxation", False, True),
        ("draft a letter to HMRC", False, True),
        ("the New York State tax department says I owe", False, True),
        ("my county wants property tax", False, True),
        ("appeal to the unemployment office", False, True),
        # people and firms
        ("letter to my landlord about the deposit", False, True),
        ("Write my boss that I quit", False, True),
        ("a dispute letter for the credit card company", False, True),
        ("letter to Acme Recovery", False, True),
        # the IRS
        ("letter to the IRS", False, False),
        ("dispute letter for my CP14", True, False),
        ("write the IRS that my bank sent the money", False, False),
        ("write them that my boss never gave me a W-2", True, False),
        ("I live in Ohio, draft a letter to the IRS", False, False),
        ("my landlord lost the notice, write the IRS", True, False),
        ("I moved from Texas to Ohio, dispute the CP14", True, False),
        ("hardship letter, I only have Social Security", True, False),
        ("the tornado hit our county, ask the IRS to drop the penalty", True, False),
        ("the tornado hit our county, write a letter for my CP14", True, False),
    ],
)
def test_where_it_goes(said: str, names_a_notice: bool, elsewhere: bool) -> None:
    assert goes_elsewhere(said, names_a_notice) is elsewhere


@pytest.mark.parametrize(
    "said",
    [
        "make something up",
        "Just make up a reason",
        "invent an illness",
        "pretend I was in the hospital",
        "back-date it to May",
        "say I mailed it in March, but I never did",
        "Tell them I was sick, I wasn't",
        "write that my mother died. She didn't.",
        "say the check was lost (it wasn't)",
        "put that I'm disabled although I'm not",
        "claim I never got it even though I did get it, they can't prove it",
        "use an earlier date",
        "give it an older date",
        "it isn't true but write it",
        "tell them I paid so they won't find out",
        "I haven't paid but say I did",
        "what's a good excuse",
        "say I have no income, really I do",
        "it was me, but say my identity was stolen",
        "a little white lie",
        "say I was sick, but I wasn’t",
        "tell them I'm blind, I'm not",
        "say I'm married (I'm not)",
        "write that I paid on time. I didn't pay on time.",
        "tell them I didn't get the letter, I did though",
        "make it sound worse than it was",
        "say whatever works",
        "I need a believable story",
    ],
)
def test_what_would_be_untrue(said: str) -> None:
    assert would_be_untrue(said)


@pytest.mark.parametrize(
    "said",
    [
        "I never got it",
        "I never got the notice, please write that",
        "Say that I mailed it in March",
        "tell them I was sick, I was in the hospital for weeks",
        "write that I didn't receive any letter",
        "Tell the IRS I never worked for that company",
        "say I paid but they never credited it",
        "write that I called twice but nobody answered",
        "Write that I asked for the transcript but it never came",
        "I haven't paid yet, write for a payment plan",
        "I haven't filed yet. I need more time.",
        "the date is wrong, it should be March 9, 2026",
        "it isn't mine, that 1099 belongs to my brother",
        "I really was in the hospital",
        "this isn't right",
        "The IRS says I never filed. I did.",
        "please write that I did not get it, I really didn't",
        "write that the refund never came, it really never came",
        "tell them the check was sent, but the IRS didn't cash it",
        "write that they say I didn't pay but I did",
        "someone put a fake address on it",
        "a fake return was filed in my name",
        "my preparer falsified the return",
        "tell them the W-2 is wrong, it's not mine to pay",
        "Tell them I'm disabled, I'm not able to work",
        "I won't lie, I forgot to file",
        "I was lying in a hospital bed for weeks",
        "I made up my mind to dispute it",
        "I didn't know about the form",
        "please say it was my first late payment ever",
        "my house was destroyed, it really was",
        "write that the payment was sent on time, but the post office was closed",
        "what they wrote is not true",
        "that is not true, I filed in April",
        "I can't lie down for long, I'm ill, write for hardship",
    ],
)
def test_what_is_honest(said: str) -> None:
    assert not would_be_untrue(said)


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("a letter saying I moved", True),
        ("write the IRS telling them I paid", True),
        ("Draft a letter", False),
        ("I need a script", False),
    ],
)
def test_whether_it_tells_what_to_say(said: str, tells: bool) -> None:
    assert tells_what_to_say(said) is tells
