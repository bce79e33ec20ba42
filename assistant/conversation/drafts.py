"""A turn that is about a draft: what is asked for, what it tells, what is still missing, or the finished page."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.answer import answer_question, answer_section, quoted
from assistant.conversation.changes import change_ordered
from assistant.conversation.intents import (
    asks_something,
    draft_asked,
    goes_elsewhere,
    kind_named,
    names_only_a_kind,
    other_kind,
    tells_what_to_say,
    wants_to_stop,
    would_be_untrue,
)
from assistant.conversation.kinds import ON_OWN_FORMS
from assistant.conversation.offers import ASKS_FOR
from assistant.conversation.standing import (
    ELSEWHERE,
    drafted,
    filled_in,
    next_question,
    read_by_hand,
    refusal_of,
    settled,
    template_of,
)
from assistant.conversation.state import Conversation, Drafting
from assistant.conversation.taking import merged, take_in
from assistant.conversation.told import Told, told_in, with_plain_dates
from assistant.conversation.wording import any_case
from assistant.corpus.templates import KINDS
from assistant.drafting.details import Details
from assistant.drafting.export import as_markdown
from assistant.drafting.fields import listed
from assistant.drafting.letters import SCRIPT, says, speaks_of
from assistant.errors import BadInput
from assistant.records import Answer, Draft, Outcome, Template
from assistant.retrieval.ranking import Query, Retriever

ANY_LETTER = "dispute_letter"  # what a letter of no named kind is
UNTRUE = "lying-to-the-irs"  # the boundary that stands for it where no nearer one does
DETAILS = {"notice_code", "notice_date", "amount", "tax_year"}
TURNS_BEFORE = 3  # earlier messages whose details a new draft takes up
SEVERAL = 3  # details that make a statement a case put for a letter
FEW = 3  # details below which a request that the guidance would decline is declined, words of a kind named alone
TELLS_A_STORY = 10  # words from which a request says enough to be judged by what the guidance declines

_DISAGREES = any_case(r"\b(?:i|we) (?:disagree|object|dispute|protest)\b(?! with (?:you|my))")
_AGREES_OR_REPLIES = any_case(r"(?<!dis)\bagree\b|\breply\b|\brespon[sd]")
_DISPUTES = any_case(r"\bdispute|protest")
# after a refusal the person puts the true story, or the right addressee
_PUT_RIGHT = any_case(
    r"\b(?:really happened|truth|honest\w*|true (?:reason|story)|in fact|what happened|use that|use this|then (?:say|write|put)|"
    r"instead|the irs)\b"
)
_PARTLY = any_case(
    r"\bpart(?:ly|ially)? (?:dis)?agree|\bagree (?:with )?(?:part|some)\b|\bdisagree with (?:part|some)\b|\bagree:"
)
_CHANGES = any_case(r"\b(?:change|add|put|use|set|update|replace|remove|fix)\b")
_THANKS = any_case(r"^\W*(?:thanks?|thank you|thx|great|perfect|ok|okay|good|cool|nice|bye|got it|wonderful)\b")

# after a draft was handed over: nothing to change
_CONTENT = any_case(
    r"^\W*(?:(?:yes|yep|yeah|no|nope|ok(?:ay)?|thanks?|thank you|thx|great|good|cool|nice|perfect|fine|right|correct|all|looks?|it|is|"
    r"that'?s|i'?m|done|got it|wonderful|so much|a lot)\b\W*)+$"
)
# "remove that I paid in full": words that can be taken out by hand only
_TAKES_OUT = any_case(
    r"^\W*(?:please )?(?:remove|delete|take out|leave out|cut|strike|shorten|reword|rephrase|rewrite)\b"
    r"(?![^.]{0,40}\b(?:penalt|fee|fine|interest|tax|charge|lien|levy|income))"
)
_ONLY_THANKS = any_case(
    r"^\W*(?:thanks?|thank you|thx|ok(?:ay)?|great|good|cool|nice|got it)(?:\W+(?:thanks?|thank you|so much|a lot))*\W*$"
)
CHOICES = ("answer", "penalty", "hearing")  # a question about these is no answer: "should I agree?"
OWN_FORMS = "No letter drafted here stands for that: it is asked for on its own form, or in court. The guidance on it:"
BY_HAND = (
    "Your own words go in as you write them. Say “change the reason to …” with the words that should stand there, or write them in the "
    "panel."
)
STAYS = "The draft stays as it is. Say what to change, or ask anything."
STOPPED = (
    "The draft is put away; what you told of the notice stays on the card. Ask anything, or say which letter you need."
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a draft's turn came to: an answer, or None where the message asks something else; and the conversation then.

    `reminder` is the draft's open question, to stand under the answer to something else.
    """

    answer: Answer | None
    known: Conversation
    reminder: str = ""


def draft_turn(said: str, known: Conversation, retriever: Retriever, today: date) -> Step | None:
    """The turn of a message that asks for a draft, or that goes on with one. None where it does neither.

    `said` is masked. A question in between is left to be answered; the draft goes on after it.
    """
    draft, plain = known.draft, with_plain_dates(said)
    stops = draft is not None and wants_to_stop(said)
    told = told_in(plain, retriever.names, draft.kind if draft else "", draft.asked if draft else "")
    several = draft is None and _is_a_case(told, plain, known)
    asked = draft_asked(plain, several) or draft_asked(retriever.speller.mend(plain.lower()), several)
    kind = (asked.kind or (_kind_told(said, told, known) if draft is None else "")) if asked else ""
    if kind == ANY_LETTER and _is_proposal(told, known) and _PARTLY.search(said):
        kind = "cp2000_response"
    if draft is not None and not kind:
        kind = other_kind(said)
    if stops and not kind:
        known = replace(known, draft=None)
        return Step(None, known) if asks_something(said) else Step(Answer(Outcome.ANSWERED, STOPPED), known)
    if asked and not kind_named(said) and ON_OWN_FORMS.search(asked.words):
        guidance = answer_question(Query(said), known.notice, retriever)
        return Step(replace(guidance, text=f"{OWN_FORMS}\n\n{guidance.text}"), known)
    if draft is None and not kind and (known.notice.code or "notice_code" in told.values) and not asks_something(said):
        if len(said.split()) <= FEW:
            kind = kind_named(said)  # "dispute", "CP71C dispute"
        elif _DISAGREES.search(said):
            kind = ANY_LETTER
    only_named = draft is None and not kind and names_only_a_kind(said)
    if only_named:
        kind = kind_named(said)
    if draft is None and not kind:
        return None
    if refused := _refused(said, kind, len({*told.values, *told.either}), known, retriever):
        held = replace(draft or Drafting(kind, words=said), refused=refused.outcome)
        return Step(refused, merged(told.values, told, held, known, retriever))
    if draft is not None and draft.refused is not None:
        if not kind and not _PUT_RIGHT.search(said):
            return _still_refused(said, told, draft, known)
        draft = replace(draft, refused=None)
        known = replace(known, draft=draft)
    if draft is not None and not (kind and kind != draft.kind) and (ordered := change_ordered(said)):
        return _changed(*ordered, draft, known, retriever, today)
    if draft is None:
        draft = Drafting(kind, words=said)
        known, draft = _told_before(known, draft, retriever)
        told = told_in(plain, retriever.names, kind)
        answering = False
    elif kind and kind != draft.kind:
        draft = _begun(kind, draft, said)
        told = told_in(plain, retriever.names, draft.kind)
        answering = False
    else:
        if (aside := _aside(said, plain, draft, told, known)) is not None:
            return aside
        answering = True
    if only_named:
        answer, known = go_on(replace(known, draft=draft), retriever, today)
        return Step(_with_guidance(answer, said, known, retriever), known)
    taken = take_in(said, plain, told, draft, known, retriever, answering)
    if taken.problem:
        return Step(Answer(Outcome.DRAFTING, f"{taken.problem}\n\n{draft.question}"), taken.known)
    answer, after = go_on(taken.known, retriever, today)
    if known.draft is not None and after.draft is None and taken.known.draft is not None:
        # the other kind doesn't fit: what was told stays, for the kind before
        back = replace(taken.known.draft, kind=known.draft.kind, situation=known.draft.situation)
        after = settled(replace(after, draft=back), retriever.index.corpus, today)
    return Step(answer, after)


def _changed(name: str, words: str, draft: Drafting, known: Conversation, retriever: Retriever, today: date) -> Step:
    """The step of an order that names a field and what is to stand in it."""
    try:
        value, _ = read_by_hand(retriever.index.corpus.draft_fields[name], words, retriever)
    except BadInput as problem:
        return Step(Answer(Outcome.DRAFTING, f"{problem}\n\n{draft.question}".strip()), known)
    answer, after = go_on(filled_in(known, {name: value}, retriever, today), retriever, today)
    return Step(answer, after)


def _with_guidance(question: Answer, said: str, known: Conversation, retriever: Retriever) -> Answer:
    """The question, and under it what the guidance says: who only named a thing may want to know of it."""
    guidance = answer_question(Query(said), known.notice, retriever)
    if guidance.outcome is not Outcome.ANSWERED:
        return question
    return replace(guidance, outcome=question.outcome, text=f"{question.text}\n\n{guidance.text}")


def _still_refused(said: str, told: Told, draft: Drafting, known: Conversation) -> Step:
    """The step after a refusal: more details change nothing of it; anything else is a new matter."""
    if draft.refused is Outcome.NOT_COVERED and (told.values or told.either) and not asks_something(said):
        return Step(Answer(Outcome.NOT_COVERED, ELSEWHERE), known)
    return Step(None, replace(known, draft=None))


def _kind_told(said: str, told: Told, known: Conversation) -> str:
    """The kind of a letter that is asked for without a name, by what is told for it."""
    if "monthly_payment" in told.values or "monthly_payment" in told.vague:
        return "installment_request"
    if "representative" in told.values:
        return "poa_cover"
    if _is_proposal(told, known) and _AGREES_OR_REPLIES.search(said) and not _DISPUTES.search(said):
        return "cp2000_response"
    return ANY_LETTER


def _is_proposal(told: Told, known: Conversation) -> bool:
    return told.values.get("notice_code", known.notice.code) in ("CP2000", "CP2501")


def _is_a_case(told: Told, said: str, known: Conversation) -> bool:
    """Whether a message that asks nothing puts a case: a name and three details of a notice, or three and the kind of draft."""
    if asks_something(said) or known.letter is not None:
        return False
    told_of = {*told.values, *told.either, *told.vague}
    return len(DETAILS & told_of) >= SEVERAL and (
        "name" in told_of or ("notice_code" in told_of and bool(kind_named(said)))
    )


def _told_before(known: Conversation, draft: Drafting, retriever: Retriever) -> tuple[Conversation, Drafting]:
    """Conversation and draft with what the last statements told, as far as nothing is known of it yet."""
    for turn in known.turns[-TURNS_BEFORE:]:
        if asks_something(turn):
            continue
        told = told_in(with_plain_dates(turn), retriever.names, draft.kind)
        have = Details(known.notice, draft.answers).known()
        new = {name: value for name, value in told.values.items() if name not in have}
        known = merged(new, Told(), draft, known, retriever)
        draft = known.draft or draft
    return known, draft


def _begun(kind: str, before: Drafting, said: str) -> Drafting:
    """The draft before it turned into another kind: its details stay."""
    return replace(before, kind=kind, words=f"{before.words} {said}", asked="", done=False, situation="")


def _refused(said: str, kind: str, n_details: int, known: Conversation, retriever: Retriever) -> Answer | None:
    """Why no draft is made of what was asked: it would be untrue, or goes elsewhere. A forged paper is both, and declined."""
    corpus = retriever.index.corpus
    ranking = retriever.rank(Query(said)) if kind else None
    tells = tells_what_to_say(said) or not kind_named(said)
    declined = ranking is not None and ranking.outcome is Outcome.DECLINED and tells
    bare = n_details < FEW and not known.notice.code and len(said.split()) >= TELLS_A_STORY
    boundary = ranking.boundary if ranking and declined else None
    elsewhere = goes_elsewhere(said, bool(known.notice.code or retriever.names.find(said).codes))
    # a letter to others may only look like what is declined, unless it would be forged
    forged = boundary is not None and boundary.forged
    if would_be_untrue(said) or (declined and bare and (forged or not elsewhere)):
        boundary = boundary or corpus.boundaries.get(UNTRUE)
        words = boundary.says if boundary else "I can't help with telling the IRS something untrue."
        sections = boundary.instead[:1] if boundary else ()
        instead = answer_section(sections[0], retriever) if sections else Answer(Outcome.DECLINED, "")
        return replace(instead, outcome=Outcome.DECLINED, text=f"{words}\n\n{instead.text}".strip())
    return Answer(Outcome.NOT_COVERED, ELSEWHERE) if elsewhere else None


def _aside(said: str, plain: str, draft: Drafting, told: Told, known: Conversation) -> Step | None:
    """The step of a message that isn't about the draft: a question in between, or anything once the draft is handed over."""
    asks = asks_something(said) and not (told.corrects and told.values)
    if _ONLY_THANKS.match(said) and draft.asked:
        return Step(Answer(Outcome.DRAFTING, draft.question), known)
    if _TAKES_OUT.match(said) and "reason" in draft.answers and not told.values:
        return Step(Answer(Outcome.DRAFTING, f"{BY_HAND}\n\n{draft.question}".strip()), known)
    reason_stands = replace(known, draft=replace(draft, asked_for=draft.asked_for | {"reason"}))
    if _CONTENT.match(said) and draft.done:
        return Step(Answer(Outcome.ANSWERED, STAYS), reason_stands)
    if draft.done and not (told.corrects and (told.values or told.either or told.vague)) and not _mends(plain, told):
        return None if _tells_the_reason(said, draft) else Step(None, reason_stands)
    if asks and not (draft.asked and draft.asked in told.values and draft.asked not in CHOICES):
        return Step(None, known, "" if draft.done else draft.question)
    return None


def _tells_the_reason(said: str, draft: Drafting) -> bool:
    """Whether a statement right after the first handing over is the reason, which the draft took from before without asking."""
    statement = not asks_something(said) and len(said.split()) >= 3 and not _THANKS.match(said)
    return statement and "reason" in draft.answers and "reason" not in draft.asked_for


def _mends(said: str, told: Told) -> bool:
    """Whether a message after the draft was handed over changes a field: "change the amount to", "add my phone"."""
    return bool(told.values) and bool(_CHANGES.search(said))


def go_on(known: Conversation, retriever: Retriever, today: date) -> tuple[Answer, Conversation]:
    """What the draft comes to next, and the conversation then: why it can't be made, a question, or the draft itself."""
    draft = known.draft
    if draft is None:
        raise ValueError("there is no draft to go on with")
    corpus = retriever.index.corpus
    details = Details(known.notice, draft.answers)
    template = template_of(draft, details, corpus, today)
    rules = speaks_of(template, details, corpus, today)
    if refusal := refusal_of(draft.kind, known.letter):
        return _with_ways_to_confirm(*refusal, retriever), replace(known, draft=replace(draft, refused=refusal[0]))
    if rules and not rules[0].fits:
        return _does_not_fit(template, details, retriever, today), replace(known, draft=None)
    question = next_question(draft, template, details, known, corpus, today)
    if question is not None:
        name, words = question
        taken = [one for one in draft.recent if one != name and one in corpus.draft_fields]
        if taken and name in draft.asked_for and name in corpus.draft_fields and name not in draft.either:
            labels = [_small(corpus.draft_fields[one].label) for one in taken]
            words = f"Noted: {listed(labels)}. {corpus.draft_fields[name].question}"
        asking = replace(draft, asked=name, question=words, asked_for=draft.asked_for | {name})
        lead = "" if draft.begun else f"{_lead(template, details)} "
        notes = [] if draft.begun else [says(rule, template, details, corpus, today) for rule in rules]
        asking = replace(asking, begun=True)
        text = "\n\n".join([*notes, f"{lead}{words}"])
        return Answer(Outcome.DRAFTING, text), replace(known, draft=asking)
    made = drafted(draft, details, corpus, today)
    known = replace(known, draft=replace(draft, asked="", question="", begun=True, done=True))
    return Answer(Outcome.DRAFTED, handed_over(made)), known


def handed_over(made: Draft) -> str:
    """What the person reads with a finished draft: what it is, what to know, the page itself."""
    script = made.kind == SCRIPT
    lead = f"Your {'call script' if script else 'letter'} is ready: {made.title[:1].lower()}{made.title[1:]}."
    check = (
        "Read it before you call." if script else "Read every line before you sign: only what is true may stand in it."
    )
    sheet = (
        ""
        if script
        else "What to enclose, how to send it and by when stands on its own sheet, which comes with the letter. "
    )
    change = f"{sheet}Say what to change, such as “change the amount to …” or “make it a call script instead”."
    return "\n\n".join([f"{lead} {check}", *made.notes, as_markdown(replace(made, sheet=())), change])


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _lead(template: Template, details: Details) -> str:
    n_missing = len(details.missing(template))
    what = KINDS[template.kind]
    if n_missing > 1:
        return f"{what}: {n_missing} things are still needed, one at a time."
    return f"{what}: one more thing."


def _with_ways_to_confirm(outcome: Outcome, says_why: str, retriever: Retriever) -> Answer:
    if outcome is not Outcome.DECLINED:
        return Answer(outcome, says_why)
    first = answer_section("step-1-authenticity", retriever)
    return replace(first, outcome=outcome, text=f"{says_why}\n\n{first.text}")


def _does_not_fit(template: Template, details: Details, retriever: Retriever, today: date) -> Answer:
    """Why the draft doesn't fit this notice, with the words it rests on, and what fits."""
    corpus = retriever.index.corpus
    rule = speaks_of(template, details, corpus, today)[0]
    entry = corpus.notices[details.notice.code or ""]
    section = entry.section if rule.rests_on == "notice" else rule.rests_on
    answer = quoted(says(rule, template, details, corpus, today), section, retriever)
    instead = [f"“{_small(ASKS_FOR[kind])}”" for kind in rule.instead]
    if instead:
        fits = f"What fits and can be drafted here: say {' or '.join(instead)}."
        answer = replace(answer, text=f"{answer.text}\n\n{fits}")
    return replace(answer, outcome=Outcome.DECLINED)
