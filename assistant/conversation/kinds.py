"""The kinds of draft, and what people call them."""

from assistant.conversation.wording import any_case, phrases, words

# what a draft is called: "letter", "scripts", "a reply"
PAPER = words(r"""
    letters? leters? letr lettr ltr lettre note scripts? drafts? templates? requests? responses? reply answer cover covers
    protests? appeals? statement write-?up talking\spoints carta
""")
A_PAPER = any_case(rf"\b{PAPER}\b")

# a kind's own words, as they stand before or behind "letter", "request" and the like; earlier kinds win
KIND_WORDS = {
    "call_script": phrases(r"""
        scripts?
        talking points
        what (?:do i|to|should i) say(?: (?:on the phone|when i call|to them))?
        gui[oó]n
    """),
    "poa_cover": phrases(r"""
        2848
        power of attorney
        poa\b
        8821
    """),
    "identity_theft_response": phrases(r"""
        identity[-\s]?theft
        id[-\s]theft
        14039
        identity fraud
        stolen identity
        robo de identidad
    """),
    "audit_reconsideration": phrases(r"""
        audit\s?recon\w*
        (?:audit|exam)\b[^.]{0,20}reconsider\w*
        reconsider\w*
        (?:reopen|re-open|redo|look (?:again )?at|review)\b[^.]{0,20}\b(?:the |my |an )?(?:audit|exam)\w*
        12661
    """),
    "reinstatement_request": phrases(r"""
        reinstat\w*
        re-instat\w*
        (?:restore|keep|save|un-?default|cancel\w*|terminat\w*)\b[^.]{0,25}\b(?:plan|agreement|installments?)
        (?:ending|ended|not (?:to )?end\w*)\b[^.]{0,25}\b(?:plan|agreement|installments?)
        put (?:it|(?:my|the) plan) back
        start (?:the|my) plan
        plan (?:up )?again
    """),
    "cdp_cover": phrases(r"""
        cdp
        collection due process
        due process
        12153
        (?:equivalent |appeals )?hearing
    """),
    "cnc_request": phrases(r"""
        hardship
        (?:currently )?not[-\s]collect[ia]ble
        uncollectible
        cnc\b
        (?:stop|pause) collecti\w*
        collection (?:pause|hold)
        temporar\w+ delay
        can'?t pay (?:anything|a thing)
    """),
    "penalty_abatement": phrases(r"""
        penalt\w*
        penality
        abat\w+
        reasonable[-\s]cause
        first[-\s]time (?:abat\w+|penalty|forgiveness)
        fta\b
        (?:drop|waive|remove|forgive|cancel)\b[^.]{0,20}\b(?:fees?|fines?|penalt\w*|late)
        (?:late|penalty) (?:fees?|charges?)
    """),
    "installment_request": phrases(r"""
        payment[-\s]?plan
        short[-\s]term(?: payment)? plan
        (?:120|180) days
        (?:more )?time to pay
        can'?t pay\b[^.]{0,25}\b(?:till|until|before|all at once)
        (?:payment )?arrangement
        plan of
        (?:a|the|monthly) plan\b
        monthly\b
        instal+ments?
        monthly (?:plan|payments?)
        pay\b[^.]{0,25}\b(?:monthly|over time|in parts|in pieces|bit by bit|little by little|by the month|(?:each|every) month)
        9465
        plan de pagos
        plan request
    """),
    "proof_of_payment": phrases(r"""
        proof\b(?! of (?:income|identity|loss|insurance|residence))
        prov(?:e|es|ing)\b[^.]{0,20}\b(?:paid|payed|payment|it)
        demonstrat\w+[^.]{0,20}paid
        payment[-\s]proof
        already[-\s]paid
        (?:prove|proving|show(?:ing)?)\b[^.]{0,15}\b(?:i|we|that)?[^.]{0,10}paid
        missing payment letter
        payment confirmation
        confirmation of (?:the )?payment
    """),
    "cp2000_response": phrases(r"""
        (?:respon[sd]\w*|reply|answer|agreement)\b[^.;]{0,30}\bcp[-\s]?2000[a-e]?\b
        \bcp[-\s]?2000[a-e]?\b[^.;,]{0,12}(?:respon[sd]\w*|reply|answer|agreement)
    """),
    "more_time_request": phrases(r"""
        (?:more|extra|additional|longer|another) (?:time|days|weeks?|months?)
        extension
        extend(?: the)? (?:deadline|date|time)
        m[aá]s tiempo
    """),
    "explanation_request": phrases(r"""
        expla\w+
        itemi[sz]ed
        breakdown
        (?:account )?transcripts?
        how (?:did )?(?:they|you|the irs) (?:g[eo]t|figured?|calculated?|c[ao]me (?:up|to))
    """),
    "dispute_letter": phrases(r"""
        disp\w*ut\w+
        dipsute
        protest\w*
        disagree\w*
        contest\w*
        challeng\w+
        fight\w*
        appeal\w*
        objection
    """),
}
# "hardship", "the 2848", "payment plan"
A_KIND_WORD = rf"\b(?:{'|'.join(KIND_WORDS.values())})"
A_KIND = any_case(A_KIND_WORD)
KINDS_NAMED = tuple((kind, any_case(rf"\b{called}")) for kind, called in KIND_WORDS.items())
# asked for on forms of their own, or in a court: no letter drafted here stands for them
ON_OWN_FORMS = any_case(
    r"\b(?:offer[-\s]in[-\s]compromise|oic|innocent[-\s]spouse(?: relief)?|injured[-\s]spouse|tax court petition|petition|lawsuit|"
    r"amended return|1040-?x|refund claim)\b"
)
HEAD_REACH = 45  # characters before "letter" in which its own kind is named: "penalty relief letter"
DISPUTE_REACH = 12  # "dispute" counts where it stands this far behind any other kind


def kind_named(text: str) -> str:
    """The kind of draft `text` names, "" for none: first what stands by the word "letter", then anywhere.

    A script is one wherever it is named. The names are those of `KIND_WORDS`, in any case.

    >>> kind_named("payment plan letter about my penalty"), kind_named("a letter")
    ('installment_request', '')
    """
    if KINDS_NAMED[0][1].search(text):
        return KINDS_NAMED[0][0]
    for head in A_PAPER.finditer(text):
        before = text[max(0, head.start() - HEAD_REACH) : head.end()]
        named = [
            (m.end(), -place, kind) for place, (kind, called) in enumerate(KINDS_NAMED) for m in called.finditer(before)
        ]
        if named:
            return _nearest(named)
    return next((kind for kind, called in KINDS_NAMED if called.search(text)), "")


def _nearest(named: list[tuple[int, int, str]]) -> str:
    """The kind named last before "letter"; of two that end together, or of which one is a dispute, the more telling one."""
    if any(kind == "reinstatement_request" for _, _, kind in named):
        named = [one for one in named if one[2] != "installment_request"]  # "reinstate my payment plan"
    told = [one for one in named if one[2] != "dispute_letter"] if len({kind for _, _, kind in named}) > 1 else named
    best = max(told)
    disputed_at = max((end for end, _, kind in named if kind == "dispute_letter"), default=-1)
    return "dispute_letter" if disputed_at > best[0] + DISPUTE_REACH else best[2]
