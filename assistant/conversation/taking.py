"""What a message tells for a draft, taken into the conversation: values where they belong, corrections, answers to our question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.conversation.reasons import reason_told, without_masks
from assistant.conversation.state import Conversation, Drafting
from assistant.conversation.told import Told, told_in, with_plain_dates
from assistant.conversation.wording import any_case
from assistant.corpus.templates import GENERAL
from assistant.drafting.details import Details, with_field
from assistant.drafting.fields import SUM_WRITTEN, Value, read_answer, sum_of
from assistant.errors import BadInput
from assistant.retrieval.ranking import Retriever

CONFIRM = "confirm"  # asked before anything read from the letter goes into a draft
IN_NOTICE = ("notice_code", "notice_date", "tax_year", "amount", "ssn_last4", "deadline")
SUMS = ("amount", "monthly_payment", "paid_amount", "wrong_amount", "right_amount")
NAMES = ("name", "representative")
OWN_WORDS = ("reason", "what_is_asked")
SHORT = (
    "years",
    "sums",
    "money",
    "choice",
    "digits4",
    "code",
    "number",
    "day",
)  # how fields read that one word can answer
REPLACED = (
    "payment_date",
    "payment_method",
    "paid_amount",
    "confirmation",
    "answer",
    "penalty",
    "more_days",
)  # by a later word
NO_REASON = ("proof_of_payment", "installment_request", "poa_cover")  # kinds that give none
SHORT_ANSWER = 4  # words
SHORT_UNKNOWN = 7  # words of an answer that is "I don't know" and no reason
LONG_REASON = 12  # words from which an answer is the reason, whatever else it tells

NOT_A_NAME = "That doesn't read like a name. Write it with capital letters, as it stands on the notice."
SAY_WHAT = "Tell me what is wrong, or say yes."
NOT_KNOWN = "It has to stand in the draft. Look on the notice or in your papers; the draft waits, and you can ask anything meanwhile."
_NAME_LIKE = re.compile(r"[^\W\d_a-z][^\d?$]{1,100}")
# all of the answer, and no "yes, but the amount is wrong"
_YES = any_case(
    r"^\W*(?:(?:yes|yep|yeah|y|ok|okay|sure|s[ií]|correct|right|confirmed?|all right|they are|that'?s right|i (?:did|checked)|"
    r"looks? (?:good|right)|"
    r"all (?:good|correct|right|of it)|it is|please|thanks?|thank you|everything|is)[\s,.!]*)+$"
)
# what was said before is the reason: "put that in a letter"
_PUT_THAT = any_case(r"\b(?:put|say|use|write|include) (?:that|this|it) in\b|\b(?:say|write) that\W*$|^\W*put that\b")
# an answer that gives nothing: "there isn't one", "not sure"
_UNKNOWN = any_case(
    r"\b(?:idk|dunno|don'?t know|no idea|no clue|not sure|unsure|don'?t (?:remember|recall|have)|can'?t (?:say|remember|find|tell|read)|"
    r"forgot|there isn'?t|there is no|there's no|doesn'?t say|looked again|everything else|"
    r"skip(?: it| this)?|that'?s (?:all|everything|it))\b"
)
_SMALL_LEAD = any_case(r"^\s*(?:it'?s|it is|its|the|on|about|for|sure|ok|yes|well|that'?s|that is)[,:]?\s+")
_WHICH = (
    (any_case(r"\b(?:first|top|former|upper)\b"), 0),
    (any_case(r"\b(?:second|last|latter|bottom|lower|other)\b"), -1),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The conversation with a message taken in, or the one line that says why an answer to our question can't be."""

    known: Conversation
    problem: str = ""


def take_in(
    said: str, plain: str, told: Told, draft: Drafting, known: Conversation, retriever: Retriever, answering: bool
) -> Taken:
    """What `said` tells for `draft`, taken in. `plain` is `said` as `with_plain_dates` has it, `told` what stands in it.

    `answering` says that the message goes on with the draft, and so may answer what was asked last.
    """
    asked = draft.asked if answering else ""
    tells = bool(told.values or told.either or told.vague)
    if asked == CONFIRM and not tells:
        if not _YES.match(said):
            return Taken(known, SAY_WHAT)
        return Taken(replace(known.checked(), draft=replace(draft, asked="")))
    if asked == CONFIRM:
        told = replace(told, corrects=True)  # beside what was read, what the person says counts
    nothing = not (told.values.keys() - set(NAMES)) and not told.either and not told.vague
    if asked and nothing and len(said.split()) <= SHORT_UNKNOWN and _UNKNOWN.search(said):
        return Taken(known, NOT_KNOWN)
    direct = _direct(said, asked, retriever) if asked and not set(told.values) - {asked} else None
    values = {asked: direct} if direct is not None else _in_place(said, told, draft, known, retriever, asked)
    settles = asked in values and "reason" in draft.answers  # "the bottom one is right, 1,118.00"
    if direct is None and not settles and (reason := _reason(said, plain, told, draft, known, retriever, asked)):
        values["reason"] = reason
    if asked and asked not in told.vague and not (values or told.either):
        if asked in NAMES and not _NAME_LIKE.fullmatch(_bare(said)):
            return Taken(merged({}, told, draft, known, retriever, asked), NOT_A_NAME)
        try:
            values[asked] = read_answer(retriever.index.corpus.draft_fields[asked], _bare(said), retriever.names)
        except BadInput as problem:
            return Taken(merged({}, told, draft, known, retriever, asked), str(problem))
    if asked in draft.either and asked not in values and (chosen := _chosen(said, draft.either[asked])) is not None:
        values[asked] = chosen
    return Taken(merged(values, told, draft, known, retriever))


def _in_place(
    said: str, told: Told, draft: Drafting, known: Conversation, retriever: Retriever, asked: str
) -> dict[str, Value]:
    """The values told, each for the field it is meant for."""
    values = _where_they_belong(dict(told.values), told, draft, known, retriever)
    if asked in OWN_WORDS and not told.corrects:  # dates and sums of the story are none of the notice's
        values = {name: value for name, value in values.items() if name not in IN_NOTICE}
    recent = [name for name in draft.recent if name in SUMS]
    if told.corrects and recent and recent[-1] != "amount" and [name for name in values if name in SUMS] == ["amount"]:
        amounts = values.pop("amount")  # "make that $65", after a monthly sum
        if isinstance(amounts, tuple) and isinstance(amounts[0], Decimal):
            values[recent[-1]] = amounts[0]
    return values or (_swapped(said, draft, known) if told.corrects else {})


def _direct(said: str, asked: str, retriever: Retriever) -> Value | None:
    """A short answer to the field asked for, where it is that and nothing else: "2025", "212", "partly"."""
    field = retriever.index.corpus.draft_fields.get(asked)
    if field is None or field.reads not in SHORT:
        return None
    if len(said.split()) > SHORT_ANSWER or re.search(r"[.!?]\s\w", said):
        return None
    try:
        return read_answer(field, _bare(said), retriever.names)
    except BadInput:
        return None


def _where_they_belong(
    values: dict[str, Value], told: Told, draft: Drafting, known: Conversation, retriever: Retriever
) -> dict[str, Value]:
    """A bare date once the notice's is known answers for the day of the payment, where that is still missing."""
    day = values.get("notice_date")
    if day and known.notice.notice_date not in (None, day) and not told.corrects and "payment_date" not in values:
        general = retriever.index.corpus.templates[f"{draft.kind}/{GENERAL}"]
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
    return _SMALL_LEAD.sub("", said.strip()).strip(" .")


def _chosen(said: str, either: tuple[Value, ...]) -> Value | None:
    """Which of two readings "the first one", "the later" or "the top one" means."""
    return next((either[place] for words, place in _WHICH if words.search(said)), None)


def _reason(
    said: str, plain: str, told: Told, draft: Drafting, known: Conversation, retriever: Retriever, asked: str
) -> str:
    """The reason the message gives, "" for none: all of an answer to the question for it, or the words beside the details."""
    if asked in OWN_WORDS and told.corrects and told.values and len(said.split()) <= LONG_REASON:
        return ""
    if asked in OWN_WORDS:
        named = [span for span in told.spans if span.field in IN_NOTICE]
        if not named or len(said.split()) > LONG_REASON:
            return without_masks(said.strip())
    if draft.kind in NO_REASON or (asked and _UNKNOWN.search(said)):
        return ""
    reason = reason_told(plain, told.spans, said, draft.kind)
    if not reason and _PUT_THAT.search(said) and known.turns:
        before = with_plain_dates(known.turns[-1])
        reason = reason_told(before, told_in(before, retriever.names, draft.kind).spans, known.turns[-1], draft.kind)
    return reason


def merged(
    values: Mapping[str, Value],
    told: Told,
    draft: Drafting,
    known: Conversation,
    retriever: Retriever,
    still_asked: str = "",
) -> Conversation:
    """The conversation and its draft with new values: a correction or an answer replaces, anything else that differs is asked."""
    corpus = retriever.index.corpus
    before = Details(known.notice, draft.answers).known()
    either, vague = dict(draft.either), {**draft.vague}
    notice, answers = known.notice, dict(draft.answers)
    confirmed_fields = set(draft.told)
    for name, value in values.items():
        old = before.get(name)
        if name == "reason" and old is not None and name != draft.asked and not told.corrects:
            value = f"{old}{'' if str(old).endswith(('.', '!', '?', '…')) else '.'} {value}"  # a reason grows
        elif name == "name" and old is not None and name != draft.asked and not told.corrects:
            continue  # a name that comes up later is somebody else's
        elif old not in (None, value) and not (told.corrects or name in (draft.asked, *either, *REPLACED)):
            either[name] = (old, value)
            notice, answers = with_field(name, None, notice, answers, corpus)
            continue
        either.pop(name, None)
        vague.pop(name, None)
        confirmed_fields.add(name)
        notice, answers = with_field(name, value, notice, answers, corpus)
    for name, candidates in told.either.items():
        if name not in values:
            either[name] = candidates
            notice, answers = with_field(name, None, notice, answers, corpus)
    for name, words in told.vague.items():
        if name not in values and (name not in before or told.corrects):
            vague[name] = words  # a correction that isn't exact leaves nothing standing that may be wrong
            notice, answers = with_field(name, None, notice, answers, corpus)
    merged = replace(
        draft,
        answers=answers,
        either=either,
        vague=vague,
        told=frozenset(confirmed_fields),
        recent=tuple(dict.fromkeys([*(span.field for span in told.spans if span.field in values), *values])),
        words=f"{draft.words} {values.get('reason', '')}".strip(),
        asked=still_asked,
        done=False,
    )
    return replace(known, notice=notice, draft=merged, unchecked=known.unchecked - confirmed_fields)


def without_reason(draft: Drafting) -> Drafting:
    """`draft` before its reason is replaced: what it rested on no longer chooses the letter."""
    reason = draft.answers.get("reason")
    return replace(draft, words=draft.words.replace(reason, " ")) if isinstance(reason, str) and reason else draft
