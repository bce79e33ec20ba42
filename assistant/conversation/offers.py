"""Which drafts fit what was just answered, to be offered beside it."""

from datetime import date

from assistant.conversation.state import Conversation
from assistant.corpus import Corpus
from assistant.corpus.templates import GENERAL
from assistant.drafting.details import Details
from assistant.drafting.letters import speaks_of
from assistant.records import Answer, Kind, Outcome, Verdict

MOST_OFFERED = 2
OFFERS = "To have it written out here, say"
CONSIDERED = 2  # sections of an answer, from the first, that can bring an offer

# what asks for a kind of draft, as the button says it and as it is sent
ASKS_FOR = {
    "dispute_letter": "Draft a dispute letter",
    "call_script": "Draft a call script",
    "cp2000_response": "Draft an answer to the CP2000",
    "penalty_abatement": "Draft a penalty relief letter",
    "installment_request": "Draft a payment plan letter",
    "reinstatement_request": "Draft a letter to keep my plan",
    "cnc_request": "Draft a hardship letter",
    "cdp_cover": "Draft a hearing request letter",
    "audit_reconsideration": "Draft an audit reconsideration letter",
    "identity_theft_response": "Draft an identity theft letter",
    "more_time_request": "Draft a more time letter",
    "explanation_request": "Draft a letter asking for an explanation",
    "proof_of_payment": "Draft a proof of payment letter",
    "poa_cover": "Draft a power of attorney cover letter",
}
DISPUTE = ("dispute_letter", "call_script")
PLAN = ("installment_request", "call_script")
HARDSHIP = ("cnc_request", "call_script")
PENALTY = ("penalty_abatement", "call_script")
HEARING = ("cdp_cover", "call_script")

# section, or the step it belongs to → what fits; the section's own entry comes before its step's
BY_SECTION: dict[str, tuple[str, ...]] = {
    "step-5-dispute": DISPUTE,
    "step-5-dispute/audit-reconsideration": ("audit_reconsideration",),
    "step-5-dispute/cdp-hearing": HEARING,
    "step-5-dispute/cp2000": ("cp2000_response",),
    "step-5-dispute/identity-theft": ("identity_theft_response", "call_script"),
    "step-5-dispute/not-my-income": ("cp2000_response", "dispute_letter"),
    "step-5-dispute/wrong-1099-or-w2": ("cp2000_response", "dispute_letter"),
    **{
        f"step-5-dispute/{name}": ()  # forms and courts: no draft of ours stands for them
        for name in ("amend-or-refund-claim", "appeals", "cap", "doubt-as-to-liability", "form-3949-a")
    },
    **{f"step-5-dispute/{name}": () for name in ("innocent-spouse", "tax-court")},
    "step-4-pay/apply-for-a-plan": PLAN,
    "step-4-pay/how-much-a-month": PLAN,
    "step-4-pay/plan-fees": PLAN,
    "step-4-pay/plans": PLAN,
    "step-4-pay/short-term": PLAN,
    "step-4-pay/what-a-plan-stops": PLAN,
    "step-4-pay/missed-plan-payment": ("reinstatement_request", "call_script"),
    "call-script": ("call_script",),
    "call-script/ask-for-a-plan": ("call_script", "installment_request"),
    "call-script/dispute": ("call_script", "dispute_letter"),
    "call-script/hardship": ("call_script", "cnc_request"),
    "call-script/more-time": ("call_script", "more_time_request"),
    "call-script/penalty-relief": ("call_script", "penalty_abatement"),
    "options-beyond/currently-not-collectible": HARDSHIP,
    "options-beyond/hardship-now": HARDSHIP,
    "options-beyond/first-time-abatement": PENALTY,
    "options-beyond/penalty-relief": PENALTY,
    "options-beyond/penalty-relief-denied": PENALTY,
    "options-beyond/reasonable-cause": PENALTY,
    "options-beyond/statutory-and-error-relief": PENALTY,
    "liens-levies/hearing-rights": HEARING,
}
# family of the notice that an answer is about → what fits
BY_FAMILY: dict[str, tuple[str, ...]] = {
    "balance_due": DISPUTE,
    "collection_reminder": DISPUTE,
    "levy_intent": DISPUTE,
    "return_changed": DISPUTE,
    "deficiency": ("dispute_letter",),
    "annual_statement": ("call_script",),
    "proposed_change": ("cp2000_response",),
    "penalty": PENALTY,
    "installment": ("reinstatement_request", "call_script"),
    "levy_rights_final": HEARING,
    "lien": HEARING,
    "identity": ("identity_theft_response", "call_script"),
}


def said_as(kind: str) -> str:
    """How an answer says that `kind` can be drafted, in the quotation marks it has there.

    >>> said_as("call_script")
    '“draft a call script”'
    """
    return f"“{ASKS_FOR[kind][:1].lower()}{ASKS_FOR[kind][1:]}”"


def offered_in(answer: Answer) -> tuple[str, ...]:
    """The kinds of draft that the last words of `answer` offer."""
    last = answer.text.rsplit("\n\n", 1)[-1]
    return tuple(kind for kind in ASKS_FOR if last.startswith(OFFERS) and said_as(kind) in last)[:MOST_OFFERED]


def offers_for(answer: Answer, known: Conversation, corpus: Corpus, today: date) -> tuple[str, ...]:
    """The kinds of draft to offer beside `answer`, two at most; `known` is the conversation after it.

    None while a draft is on its way or a letter looks false, none that was offered before, and none that doesn't fit
    the notice.
    """
    draft, letter = known.draft, known.letter
    if answer.outcome is not Outcome.ANSWERED or (draft is not None and not draft.done):
        return ()
    if letter is not None and (letter.verdict is Verdict.STRONG or letter.reading.kind is not Kind.IRS):
        return ()
    sections = list(dict.fromkeys(citation.section for citation in answer.citations))[:CONSIDERED]
    kinds = next(filter(None, (_fitting(section, known, corpus) for section in sections)), ())
    open_to = (k for k in kinds if k not in known.offered and (draft is None or k != draft.kind))
    return tuple(kind for kind in open_to if _fits(kind, known, corpus, today))[:MOST_OFFERED]


def _fitting(section: str, known: Conversation, corpus: Corpus) -> tuple[str, ...]:
    entry = corpus.notices.get(known.notice.code or "")
    if entry is not None and section == entry.section:
        return BY_FAMILY.get(entry.family, ())
    return BY_SECTION.get(section, BY_SECTION.get(section.split("/")[0], ()))


def _fits(kind: str, known: Conversation, corpus: Corpus, today: date) -> bool:
    template = corpus.templates.get(f"{kind}/{GENERAL}")
    if template is None or (kind == "cp2000_response" and known.notice.code not in (None, "CP2000")):
        return False
    rules = speaks_of(template, Details(known.notice), corpus, today)
    return not rules or rules[0].fits
