"""A turn that is about a draft: what is asked for, what it tells, what is still missing, or the finished page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.answering.answer import answer_question, answer_section, quoted
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
from assistant.conversation.reasons import reason_told
from assistant.conversation.state import Conversation, Drafting
from assistant.conversation.told import Told, told_in, with_plain_dates
from assistant.corpus import Corpus
from assistant.corpus.templates import GENERAL, KINDS
from assistant.drafting.details import Details, choose_template, with_last_day
from assistant.drafting.export import as_markdown
from assistant.drafting.fields import SUM_WRITTEN, Value, printed, read_answer, sum_of
from assistant.drafting.letters import make_draft, says, speaks_of
from assistant.errors import AssistantError, BadInput
from assistant.records import Answer, Draft, DraftField, Kind, Notice, Outcome, Template, Verdict
from assistant.retrieval.ranking import Query, Retriever
from assistant.rules.privacy import mask_numbers

ANY_LETTER = "dispute_letter"  # what a letter of no named kind is
CONFIRM = "confirm"  # asked before anything read from the letter goes into a draft
IN_NOTICE = ("notice_code", "notice_date", "tax_year", "amount", "ssn_last4", "deadline")
TURNS_BEFORE = 3  # earlier messages whose details a new draft takes up
DISAGREES = re.compile(r"(?i)\b(?:i|we) (?:disagree|object|dispute|protest)\b(?! with (?:you|my))")
PUT_THAT = re.compile(
    r"(?i)\b(?:put|say|use|write|include) (?:that|this|it) in\b|\b(?:say|write) that\W*$|^\W*put that\b"
)
TELLS_A_STORY = 10  # words from which a request says enough to be judged by what the guidance declines
FEW = 3  # details below which a request that the guidance would decline is declined; a case with more is put in earnest
SEVERAL = 4  # details that make a statement a case put for a letter
MAY_GIVE_REASON = (
    "cp2000_response",
    "identity_theft_response",
    "more_time_request",
    "explanation_request",
    "call_script",
)
SUMS = ("amount", "monthly_payment", "paid_amount", "wrong_amount", "right_amount")
SHORT_ANSWER = 4  # words
OWN_WORDS = ("reason", "what_is_asked")
NAMES = ("name", "representative")
NAME_LIKE = re.compile(r"[^\W\d_a-z][^\d?$]{1,100}")
YES = re.compile(
    r"(?i)^\W*(?:yes|yep|yeah|y|correct|right|all right|they are|that'?s right|ok|okay|sure|confirmed?|s[ií])\b[^?]{0,40}$"
)
# after a refusal: the person puts the true story, or the right addressee
PUT_RIGHT = re.compile(
    r"(?i)\b(?:really happened|truth|honest\w*|true (?:reason|story)|in fact|what happened|use that|use this|then (?:say|write|put)|instead|the irs)\b"
)
UNTRUE_BOUNDARY = "lying-to-the-irs"
ELSEWHERE = (
    "I draft letters to the IRS about a notice it sent, and nothing for others: a state, another country, a bank, a collector or a "
    "landlord. Ask the office named on that letter; for a state, its revenue department."
)
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
    if draft is not None and not kind:
        kind = other_kind(said)
    if stops and not kind:
        known = replace(known, draft=None)
        return Step(None, known) if asks_something(said) else Step(Answer(Outcome.ANSWERED, STOPPED), known)
    if draft is None and not kind and (known.notice.code or "notice_code" in told.values) and not asks_something(said):
        if len(said.split()) <= FEW:
            kind = kind_named(said)  # "dispute", "CP71C dispute"
        elif DISAGREES.search(said):
            kind = ANY_LETTER
    only_named = draft is None and not kind and names_only_a_kind(said)
    if only_named:
        kind = kind_named(said)
    if draft is None and not kind:
        return None
    if refused := _refused(said, kind, len({*told.values, *told.either}), known, retriever):
        held = replace(draft or Drafting(kind, words=said), refused=refused.outcome)
        return Step(refused, _merged(told.values, told, held, known, retriever))
    if draft is not None and draft.refused is not None:
        if not kind and not PUT_RIGHT.search(said):
            return _still_refused(said, told, draft, known)
        draft = replace(draft, refused=None)
        known = replace(known, draft=draft)
    if draft is None:
        draft = Drafting(kind, words=said)
        known, draft = _told_before(known, draft, retriever)
        told = told_in(plain, retriever.names, kind)
        answered_only = False
    elif kind and kind != draft.kind:
        draft = _begun(kind, draft, said)
        told = told_in(plain, retriever.names, draft.kind)
        answered_only = False
    else:
        if (aside := _aside(said, plain, draft, told, known)) is not None:
            return aside
        answered_only = True
    taken = _take(said, plain, told, draft, known, retriever, answered_only)
    if isinstance(taken, Step):
        return taken
    step = go_on(taken, retriever, today)
    return _with_guidance(step, said, taken, retriever) if only_named else step


def _with_guidance(step: Step, said: str, known: Conversation, retriever: Retriever) -> Step:
    """The step, and under its question what the guidance says: who only named a thing may want to know of it."""
    guidance = answer_question(Query(said), known.notice, retriever)
    if step.answer is None or guidance.outcome is not Outcome.ANSWERED:
        return step
    return replace(
        step, answer=replace(guidance, outcome=step.answer.outcome, text=f"{step.answer.text}\n\n{guidance.text}")
    )


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
    proposal = told.values.get("notice_code", known.notice.code) in ("CP2000", "CP2501")
    if (
        proposal
        and re.search(r"(?i)(?<!dis)\bagree\b|\breply\b|\brespon[sd]", said)
        and not re.search(r"(?i)\bdispute|protest", said)
    ):
        return "cp2000_response"
    return ANY_LETTER


def _is_a_case(told: Told, said: str, known: Conversation) -> bool:
    """Whether a message that asks nothing puts a case: a name and three details of a notice, or three and the kind of draft."""
    if asks_something(said) or known.letter is not None:
        return False
    told_of = {*told.values, *told.either, *told.vague}
    details = len({"notice_code", "notice_date", "amount", "tax_year"} & told_of)
    return details >= SEVERAL - 1 and ("name" in told_of or ("notice_code" in told_of and bool(kind_named(said))))


def _told_before(known: Conversation, draft: Drafting, retriever: Retriever) -> tuple[Conversation, Drafting]:
    """Conversation and draft with what the last statements told, as far as nothing is known of it yet."""
    for turn in known.turns[-TURNS_BEFORE:]:
        if asks_something(turn):
            continue
        told = told_in(with_plain_dates(turn), retriever.names, draft.kind)
        have = Details(known.notice, draft.answers).known()
        new = {name: value for name, value in told.values.items() if name not in have}
        merged = _merged(new, Told(), draft, known, retriever)
        known, draft = merged, merged.draft or draft
    return known, draft


def _begun(kind: str, before: Drafting, said: str) -> Drafting:
    """The draft before it turned into another kind: its details stay."""
    return replace(before, kind=kind, words=f"{before.words} {said}", asked="", done=False, situation="")


def _refused(said: str, kind: str, n_details: int, known: Conversation, retriever: Retriever) -> Answer | None:
    """Why no draft is made of what was asked: it goes elsewhere, would be untrue, or answers a letter that looks false."""
    corpus = retriever.index.corpus
    if goes_elsewhere(said, bool(known.notice.code or retriever.names.find(said).codes)):
        return Answer(Outcome.NOT_COVERED, ELSEWHERE)
    if kind and known.letter and known.letter.reading.kind is not Kind.IRS and not known.letter.reading.notice.code:
        return Answer(Outcome.NOT_COVERED, ELSEWHERE)
    ranking = retriever.rank(Query(said)) if kind else None
    declined = ranking is not None and ranking.outcome is Outcome.DECLINED and tells_what_to_say(said)
    bare = n_details < FEW and not known.notice.code and len(said.split()) >= TELLS_A_STORY
    if would_be_untrue(said) or (declined and bare):
        boundary = ranking.boundary if ranking and declined else None
        boundary = boundary or corpus.boundaries.get(UNTRUE_BOUNDARY)
        words = boundary.says if boundary else "I can't help with telling the IRS something untrue."
        sections = boundary.instead[:1] if boundary else ()
        instead = answer_section(sections[0], retriever) if sections else Answer(Outcome.DECLINED, "")
        return replace(instead, outcome=Outcome.DECLINED, text=f"{words}\n\n{instead.text}".strip())
    if kind and kind != "call_script" and known.letter and known.letter.verdict is Verdict.STRONG:
        first = answer_section("step-1-authenticity", retriever)
        text = "The letter shows strong warning signs, so no answer to it is drafted. Confirm it first; don't use its numbers."
        return replace(first, outcome=Outcome.DECLINED, text=f"{text}\n\n{first.text}")
    return None


def _aside(said: str, plain: str, draft: Drafting, told: Told, known: Conversation) -> Step | None:
    """The step of a message that isn't about the draft: a question in between, or anything once the draft is handed over."""
    asks = asks_something(said) and not (told.corrects and told.values)
    if draft.done and not (told.corrects and (told.values or told.either)) and not _mends(plain, told):
        return (
            None
            if _tells_the_reason(said, draft)
            else Step(None, replace(known, draft=replace(draft, asked_for=frozenset("reason"))))
        )
    if asks and not (draft.asked and draft.asked in told.values):
        return Step(None, known, "" if draft.done else draft.question)
    return None


def _tells_the_reason(said: str, draft: Drafting) -> bool:
    """Whether a statement right after the first handing over is the reason, which the draft took from before without asking."""
    statement = not asks_something(said) and len(said.split()) >= 3 and not THANKS.match(said)
    return statement and "reason" in draft.answers and "reason" not in draft.asked_for


def _mends(said: str, told: Told) -> bool:
    """Whether a message after the draft was handed over changes a field: "change the amount to", "add my phone"."""
    return bool(told.values) and bool(re.search(r"(?i)\b(?:change|add|put|use|set|update|replace|remove|fix)\b", said))


def _take(
    said: str, plain: str, told: Told, draft: Drafting, known: Conversation, retriever: Retriever, answering: bool
) -> Conversation | Step:
    """The conversation with what the message tells taken in; a Step where an answer to our question can't be read."""
    corpus = retriever.index.corpus
    if answering and draft.asked == CONFIRM:
        if YES.match(said):
            return replace(known, confirmed=True, draft=replace(draft, asked=""))
        if not told.values:
            return Step(Answer(Outcome.DRAFTING, f"Tell me what is wrong, or say yes.\n\n{draft.question}"), known)
    values = _where_they_belong(dict(told.values), told, draft, known, corpus)
    only = answering and draft.asked and not set(told.values) - {draft.asked}
    direct = _direct(said, draft.asked, retriever) if only else None
    if direct is not None:
        values = {draft.asked: direct}
    if answering and draft.asked in OWN_WORDS and not told.corrects:
        values = {name: value for name, value in values.items() if name not in IN_NOTICE}
    recent = [name for name in draft.recent if name in SUMS]
    if told.corrects and recent and recent[-1] != "amount" and [name for name in values if name in SUMS] == ["amount"]:
        amounts = values.pop("amount")  # "make that $65", after a monthly sum
        values[recent[-1]] = amounts[0] if isinstance(amounts, tuple) else amounts
    if told.corrects and not values and (swapped := _swapped(said, draft, known)):
        values.update(swapped)
    settles = answering and draft.asked in values and "reason" in draft.answers  # "the bottom one is right, 1,118.00"
    reason = _reason(said, plain, told, draft, answering) if direct is None and not settles else ""
    if not reason and PUT_THAT.search(said) and known.turns and draft.kind not in NO_REASON:
        before = with_plain_dates(known.turns[-1])
        reason = reason_told(before, told_in(before, retriever.names, draft.kind).spans, known.turns[-1], draft.kind)
    if reason:
        values["reason"] = reason
    asked = draft.asked if answering else ""
    if (
        asked
        and asked not in values
        and asked not in told.either
        and asked not in told.vague
        and not (values or told.either)
    ):
        if asked in NAMES and not NAME_LIKE.fullmatch(_bare(said)):
            words = "That doesn't read like a name. Write it with capital letters, as it stands on the notice."
            return Step(Answer(Outcome.DRAFTING, f"{words}\n\n{draft.question}"), known)
        try:
            values[asked] = read_answer(corpus.draft_fields[asked], _bare(said), retriever.names)
        except BadInput as problem:
            return Step(Answer(Outcome.DRAFTING, f"{problem}\n\n{draft.question}"), known)
    if asked and asked in draft.either and asked not in values:
        chosen = _chosen(said, draft.either[asked])
        if chosen is not None:
            values[asked] = chosen
    return _merged(values, told, draft, known, retriever)


def _direct(said: str, asked: str, retriever: Retriever) -> Value | None:
    """A short answer to the field asked for, where it is that and nothing else: "2025", "212", "partly"."""
    field = retriever.index.corpus.draft_fields.get(asked)
    if field is None or field.reads not in ("years", "sums", "money", "choice", "digits4", "code", "number"):
        return None
    if len(said.split()) > SHORT_ANSWER or re.search(r"[.!?]\s\w", said):
        return None
    try:
        return read_answer(field, _bare(said), retriever.names)
    except BadInput:
        return None


def _where_they_belong(
    values: dict[str, Value], told: Told, draft: Drafting, known: Conversation, corpus: Corpus
) -> dict[str, Value]:
    """A bare date once the notice's is known answers for the day of the payment, where that is still missing."""
    day = values.get("notice_date")
    if day and known.notice.notice_date not in (None, day) and not told.corrects and "payment_date" not in values:
        general = corpus.templates[f"{draft.kind}/{GENERAL}"]
        if "payment_date" in Details(known.notice, draft.answers).missing(general) and len(values) == 1:
            return {"payment_date": day}
    return values


def _swapped(said: str, draft: Drafting, known: Conversation) -> dict[str, Value]:
    """The sum that a correction in bare numbers changes: "no, 300 is too much, make it 220", where 300 is known."""
    sums = [sum_of(match) for match in SUM_WRITTEN.finditer(said)]
    recent = [name for name in draft.recent if name in SUMS]
    if len(sums) == 1 and recent:
        return {recent[-1]: (sums[0],) if recent[-1] == "amount" else sums[0]}
    for name, value in Details(known.notice, draft.answers).known().items():
        of_field = value if isinstance(value, tuple) else (value,)
        for old in sums:
            if old in of_field and isinstance(of_field[0], Decimal) and len(set(sums)) > 1:
                new = next(one for one in reversed(sums) if one != old)
                return {name: (new,) if isinstance(value, tuple) else new}
    return {}


def _bare(said: str) -> str:
    return re.sub(
        r"(?i)^\s*(?:it'?s|it is|its|the|on|about|for|sure|ok|yes|well|that'?s|that is)[,:]?\s+", "", said.strip()
    ).strip(" .")


def _chosen(said: str, either: tuple[Value, ...]) -> Value | None:
    """Which of two readings "the first one", "the later" or "the top one" means."""
    for words, place in ((r"first|top|former|upper", 0), (r"second|last|latter|bottom|lower|other", -1)):
        if re.search(rf"(?i)\b(?:{words})\b", said):
            return either[place]
    return None


def _reason(said: str, plain: str, told: Told, draft: Drafting, answering: bool) -> str:
    if answering and draft.asked in OWN_WORDS:
        named = [s for s in told.spans if s.field in IN_NOTICE]
        if not named or len(said.split()) > 12:
            return _without_masks(said.strip())
    if draft.kind in NO_REASON or (answering and UNKNOWN.search(said)):
        return ""
    return reason_told(plain, told.spans, said, draft.kind)


THANKS = re.compile(r"(?i)^\W*(?:thanks?|thank you|thx|great|perfect|ok|okay|good|cool|nice|bye|got it|wonderful)\b")
UNKNOWN = re.compile(
    r"(?i)\b(?:idk|don'?t know|no idea|there isn'?t|there is no|there's no|can'?t (?:find|tell|read)|doesn'?t say|looked again|everything else)\b"
)
NO_REASON = ("proof_of_payment", "installment_request", "poa_cover")


def _without_masks(text: str) -> str:
    return re.sub(r"\[[^\]]*number ending (\d{4})\]", r"(number ending \1)", text)


def _merged(
    values: Mapping[str, Value], told: Told, draft: Drafting, known: Conversation, retriever: Retriever
) -> Conversation:
    """The conversation and its draft with new values: a correction or an answer replaces, anything else that differs is asked."""
    before = Details(known.notice, draft.answers).known()
    either, vague = dict(draft.either), {**draft.vague}
    notice, answers = known.notice, dict(draft.answers)
    confirmed_fields = set(draft.told)
    for name, value in values.items():
        old = before.get(name)
        same = old is None or old == value or name == draft.asked or told.corrects or name in either
        if name == "reason" and old is not None and name != draft.asked:
            value, same = (f"{old} {value}", True) if not told.corrects else (value, True)
        if name == "name" and old is not None and name != draft.asked:
            if not told.corrects:
                continue
            same = True
        if not same and name in (
            "payment_date",
            "payment_method",
            "paid_amount",
            "confirmation",
            "answer",
            "penalty",
            "more_days",
        ):
            same = True
        if same:
            either.pop(name, None)
            vague.pop(name, None)
            confirmed_fields.add(name)
            notice, answers = _with(name, value, notice, answers, retriever)
        else:
            either[name] = (old, value) if old is not None else (value,)
            notice, answers = _with(name, None, notice, answers, retriever)
    for name, candidates in told.either.items():
        if name not in values:
            either[name] = candidates
            notice, answers = _with(name, None, notice, answers, retriever)
    for name, words in told.vague.items():
        if name not in before and name not in values:
            vague[name] = words
    merged = replace(
        draft,
        answers=answers,
        either=either,
        vague=vague,
        told=frozenset(confirmed_fields),
        recent=tuple(dict.fromkeys(span.field for span in told.spans if span.field in values)),
        words=f"{draft.words} {values.get('reason', '')}".strip(),
        asked="",
        done=False,
    )
    return replace(known, notice=notice, draft=merged)


def _with(
    name: str, value: Value | None, notice: Notice, answers: dict[str, Value], retriever: Retriever
) -> tuple[Notice, dict[str, Value]]:
    """Notice and answers with one field set, or taken away."""
    answers = {key: one for key, one in answers.items() if key != name}
    if name == "notice_code":
        known_code = value if isinstance(value, str) and value in retriever.index.corpus.notices else None
        return replace(notice, code=known_code, unknown_code=None if known_code else value), answers  # type: ignore[arg-type]
    if name == "notice_date":
        return replace(notice, notice_date=value if isinstance(value, date) else None), answers
    if name == "tax_year":
        return replace(notice, tax_years=value if isinstance(value, tuple) else ()), answers  # type: ignore[arg-type]
    if name == "ssn_last4":
        return replace(notice, ssn_last4=value if isinstance(value, str) else None), answers
    if name == "deadline":
        if isinstance(value, date):
            return with_last_day(notice, value, retriever.index.corpus), answers
        return replace(notice, printed_dates=()), answers
    if name == "amount":
        single = isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Decimal)
        amount_due = str(value[0]) if single and isinstance(value, tuple) else None
        if value is not None and not single:
            answers[name] = value
        return replace(notice, amount_due=amount_due), answers
    if value is not None:
        answers[name] = value
    return notice, answers


def go_on(known: Conversation, retriever: Retriever, today: date) -> Step:
    """The next thing the draft needs: why it doesn't fit, a question, or the draft itself."""
    draft = known.draft
    if draft is None:
        raise ValueError("there is no draft to go on with")
    corpus = retriever.index.corpus
    details = Details(known.notice, draft.answers)
    template = template_of(draft, details, corpus, today)
    rules = speaks_of(template, details, corpus, today)
    if rules and not rules[0].fits:
        return Step(_does_not_fit(template, details, retriever, today), replace(known, draft=None))
    question = next_question(draft, template, details, known, corpus)
    if question is not None:
        name, words = question
        asking = replace(draft, asked=name, question=words, asked_for=draft.asked_for | {name})
        lead = "" if draft.begun else f"{_lead(template, details)} "
        notes = [] if draft.begun else [says(rule, template, details, corpus, today) for rule in rules]
        asking = replace(asking, begun=True)
        text = "\n\n".join([*notes, f"{lead}{words}"])
        return Step(Answer(Outcome.DRAFTING, text), replace(known, draft=asking))
    made = drafted(draft, details, corpus, today)
    known = replace(known, draft=replace(draft, asked="", question="", begun=True, done=True))
    return Step(Answer(Outcome.DRAFTED, handed_over(made)), known)


def template_of(draft: Drafting, details: Details, corpus: Corpus, today: date) -> Template:
    """The template of the draft: the one chosen by hand, or the one its words and its notice call for."""
    if draft.situation:
        return corpus.templates[f"{draft.kind}/{draft.situation}"]
    return choose_template(draft.kind, f"{draft.words} {draft.answers.get('reason', '')}", details, corpus, today)


def drafted(draft: Drafting, details: Details, corpus: Corpus, today: date) -> Draft:
    """The finished draft, with what the rules say beside it."""
    template = template_of(draft, details, corpus, today)
    return make_draft(template, details, corpus, today)


def handed_over(made: Draft) -> str:
    """What the person reads with a finished draft: what it is, what to know, the page itself."""
    script = made.kind == "call_script"
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


def _lead(template: Template, details: Details) -> str:
    n_missing = len(details.missing(template))
    what = KINDS[template.kind]
    if n_missing > 1:
        return f"{what}: {n_missing} things are still needed, one at a time."
    return f"{what}: one more thing."


def next_question(
    draft: Drafting, template: Template, details: Details, known: Conversation, corpus: Corpus
) -> tuple[str, str] | None:
    """The field to ask for next and the words to ask it in; None once everything is known and confirmed."""
    missing = details.missing(template)
    if not missing and known.letter is not None and not known.confirmed:
        unchecked = [name for name in IN_NOTICE if name in details.known() and name not in draft.told]
        if unchecked:
            shown = "; ".join(f"{corpus.draft_fields[n].label}: {printed(details.known()[n])}" for n in unchecked)
            return CONFIRM, f"Before these go into it, check them against the paper. {shown}. Are they right?"
    if not missing:
        return None
    name = missing[0]
    question = corpus.draft_fields[name].question
    if name in draft.either:
        both = " or ".join(printed(value) for value in draft.either[name])
        label = corpus.draft_fields[name].label.lower()
        return name, f"Two things were said for the {label}: {both}. Which one stands on the notice?"
    if name in draft.vague:
        return name, f"“{draft.vague[name]}” isn't exact enough for a letter. {question}"
    return name, question


def _does_not_fit(template: Template, details: Details, retriever: Retriever, today: date) -> Answer:
    """Why the draft doesn't fit this notice, with the words it rests on, and what fits."""
    corpus = retriever.index.corpus
    rule = speaks_of(template, details, corpus, today)[0]
    entry = corpus.notices[details.notice.code or ""]
    section = entry.section if rule.rests_on == "notice" else rule.rests_on
    answer = quoted(says(rule, template, details, corpus, today), section, retriever)
    instead = [KINDS[kind] for kind in rule.instead]
    if instead:
        fits = f"What fits and can be drafted here: {'; '.join(one[:1].lower() + one[1:] for one in instead)}. Say which one."
        answer = replace(answer, text=f"{answer.text}\n\n{fits}")
    return replace(answer, outcome=Outcome.DECLINED)


# by hand, beside the conversation


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draft stands: `made` once it is ready, and what keeps it from that before.

    `missing` are fields, each with the question that asks for it; `unchecked` says that what was read from the letter waits
    for the person's word; `unfit` is why this kind doesn't fit the notice, or why it can't be made.
    """

    template: Template
    missing: Mapping[str, str] = field(default_factory=dict, hash=False)
    unchecked: bool = False
    unfit: str = ""
    made: Draft | None = None


def where_it_stands(known: Conversation, corpus: Corpus, today: date) -> Standing | None:
    """Where the conversation's draft stands on `today`; None where there is none, or where it was refused."""
    draft = known.draft
    if draft is None or draft.refused is not None:
        return None
    details = Details(known.notice, draft.answers)
    template = template_of(draft, details, corpus, today)
    rules = speaks_of(template, details, corpus, today)
    if rules and not rules[0].fits:
        return Standing(template, unfit=says(rules[0], template, details, corpus, today))
    missing = {name: corpus.draft_fields[name].question for name in details.missing(template)}
    question = next_question(draft, template, details, known, corpus)
    if missing and question is not None:
        return Standing(template, missing | dict([question]))
    if question is not None:
        return Standing(template, unchecked=True)
    try:
        return Standing(template, made=drafted(draft, details, corpus, today))
    except AssistantError as problem:
        return Standing(template, unfit=str(problem))


def filled_in(
    known: Conversation, values: Mapping[str, Value | None], retriever: Retriever, today: date
) -> Conversation:
    """The conversation once fields of its draft were written, or emptied (None), by hand."""
    draft, notice = known.draft, known.notice
    if draft is None:
        return known
    answers = dict(draft.answers)
    for name, value in values.items():
        notice, answers = _with(name, value, notice, answers, retriever)
        if name == "form" and value is None:
            notice = replace(notice, form=None)
    draft = replace(
        draft,
        answers=answers,
        either={name: both for name, both in draft.either.items() if name not in values},
        vague={name: words for name, words in draft.vague.items() if name not in values},
        told=draft.told | {name for name, value in values.items() if value is not None},
    )
    return settled(replace(known, notice=notice, draft=draft), retriever.index.corpus, today)


def settled(known: Conversation, corpus: Corpus, today: date) -> Conversation:
    """The conversation with its draft's open question as its fields stand now; done where there is none."""
    draft = known.draft
    if draft is None or draft.refused is not None:
        return known
    details = Details(known.notice, draft.answers)
    question = next_question(draft, template_of(draft, details, corpus, today), details, known, corpus)
    name, words = question or ("", "")
    return replace(known, draft=replace(draft, asked=name, question=words, done=question is None))


def read_by_hand(of: DraftField, text: str, retriever: Retriever) -> tuple[Value | None, str]:
    """What was written in a field, None where it is empty, and its text as it may be kept: full numbers masked.

    BadInput where it can't be read.
    """
    masked = mask_numbers(text)
    kept = _without_masks(masked.text) if masked.kinds else text
    plain = with_plain_dates(kept) if of.reads == "date" else kept
    return (read_answer(of, plain, retriever.names) if kept.strip() else None), kept
