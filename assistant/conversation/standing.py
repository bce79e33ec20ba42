"""Where a draft stands: its template, what it still asks for, and the page once it is ready; also when fields are filled in by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.conversation.reasons import without_masks
from assistant.conversation.state import READ, Conversation, Drafting
from assistant.conversation.taking import CONFIRM, without_reason
from assistant.conversation.told import with_plain_dates
from assistant.corpus import Corpus
from assistant.drafting.details import Details, choose_template, lies_ahead, office_of, with_field
from assistant.drafting.fields import LONGEST_WORDS, Value, printed, read_answer
from assistant.drafting.letters import SCRIPT, make_draft, says, speaks_of
from assistant.errors import AssistantError
from assistant.reading.findings import Findings
from assistant.records import Draft, DraftField, Kind, Outcome, Template, Verdict
from assistant.retrieval.ranking import Retriever
from assistant.rules.privacy import mask_beginning

OFFICE = "Office the letter names"
ELSEWHERE = (
    "I draft letters to the IRS about a notice it sent, and nothing for others: a state, another country, a bank, a collector or a "
    "landlord. Ask the office named on that letter; for a state, its revenue department."
)
LOOKS_FALSE = (
    "The letter shows strong warning signs, so no answer to it is drafted. Confirm it first; don't use its numbers."
)


def template_of(draft: Drafting, details: Details, corpus: Corpus, today: date) -> Template:
    """The template of the draft: the one chosen by hand, or the one its words and its notice call for."""
    if draft.situation:
        return corpus.templates[f"{draft.kind}/{draft.situation}"]
    return choose_template(draft.kind, f"{draft.words} {draft.answers.get('reason', '')}", details, corpus, today)


def drafted(draft: Drafting, details: Details, corpus: Corpus, today: date) -> Draft:
    """The finished draft, with what the rules say beside it."""
    template = template_of(draft, details, corpus, today)
    return make_draft(template, details, corpus, today)


def next_question(
    draft: Drafting, template: Template, details: Details, known: Conversation, corpus: Corpus, today: date
) -> tuple[str, str] | None:
    """The field to ask for next and the words to ask it in; None once everything is known and confirmed."""
    missing = details.missing(template)
    if ahead := lies_ahead(details, today):
        name, value = ahead
        return name, f"{printed(value)} lies ahead. {corpus.draft_fields[name].question}"
    if not missing and known.unchecked:
        values = details.known() | {"reply_address": office_of(known.notice)}
        unchecked = [name for name in READ if name in known.unchecked and values.get(name)]
        if unchecked:
            shown = "; ".join(f"{_label(name, corpus)}: {printed(values[name])}" for name in unchecked)
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


def _label(name: str, corpus: Corpus) -> str:
    return corpus.draft_fields[name].label if name in corpus.draft_fields else OFFICE


def refusal_of(kind: str, letter: Findings | None) -> tuple[Outcome, str] | None:
    """Why no draft of `kind` answers the letter at hand: it looks false, or isn't from the IRS; None where it may be drafted."""
    if letter is None:
        return None
    if letter.reading.kind is not Kind.IRS and not letter.reading.notice.code:
        return Outcome.NOT_COVERED, ELSEWHERE
    if letter.verdict is Verdict.STRONG and kind != SCRIPT:
        return Outcome.DECLINED, LOOKS_FALSE
    return None


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
    if refusal := refusal_of(draft.kind, known.letter):
        return Standing(template, unfit=refusal[1])
    rules = speaks_of(template, details, corpus, today)
    if rules and not rules[0].fits:
        return Standing(template, unfit=says(rules[0], template, details, corpus, today))
    missing = {name: corpus.draft_fields[name].question for name in details.missing(template)}
    question = next_question(draft, template, details, known, corpus, today)
    if question is not None and question[0] != CONFIRM:
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
    if "reason" in values:
        draft = without_reason(draft)
    for name, value in values.items():
        notice, answers = with_field(name, value, notice, answers, retriever.index.corpus)
        if name == "form" and value is None:
            notice = replace(notice, form=None)
    draft = replace(
        draft,
        answers=answers,
        either={name: both for name, both in draft.either.items() if name not in values},
        vague={name: words for name, words in draft.vague.items() if name not in values},
        told=draft.told | {name for name, value in values.items() if value is not None},
    )
    known = replace(known, notice=notice, draft=draft, unchecked=known.unchecked - frozenset(values))
    return settled(known, retriever.index.corpus, today)


def settled(known: Conversation, corpus: Corpus, today: date) -> Conversation:
    """The conversation with its draft's open question as its fields stand now; done where there is none."""
    draft = known.draft
    if draft is None or draft.refused is not None:
        return known
    details = Details(known.notice, draft.answers)
    question = next_question(draft, template_of(draft, details, corpus, today), details, known, corpus, today)
    name, words = question or ("", "")
    return replace(known, draft=replace(draft, asked=name, question=words, done=question is None))


def read_by_hand(of: DraftField, text: str, retriever: Retriever) -> tuple[Value | None, str]:
    """What was written in a field, None where it is empty, and its text as it may be kept: full numbers masked.

    BadInput where it can't be read.
    """
    masked = mask_beginning(text, LONGEST_WORDS)
    kept = without_masks(masked.text) if masked.kinds else text[:LONGEST_WORDS]
    plain = with_plain_dates(kept) if of.reads == "date" else kept
    return (read_answer(of, plain, retriever.names) if kept.strip() else None), kept
