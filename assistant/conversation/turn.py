"""One turn: message and what is known → answer and what is known now."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.answering.answer import answer_question, answer_section
from assistant.conversation.details import is_only_correction, note_details
from assistant.conversation.drafts import DETAILS, draft_turn
from assistant.conversation.from_letter import about_letter, said_of_letter
from assistant.conversation.intents import asks_something
from assistant.conversation.offers import OFFERS, offers_for, said_as
from assistant.conversation.reasons import reason_told
from assistant.conversation.state import Conversation
from assistant.conversation.told import told_in, with_plain_dates
from assistant.logs import noted
from assistant.reading import read_text
from assistant.reading.findings import dates_of, find_out_all
from assistant.reading.letters import looks_like_a_letter
from assistant.records import Answer, Letter, Notice, Outcome
from assistant.retrieval.exact import Identifiers
from assistant.retrieval.questions import join_turns
from assistant.retrieval.ranking import Query, Retriever
from assistant.rules.dates import in_words
from assistant.rules.orders import set_orders_aside
from assistant.rules.privacy import MASK, mask_beginning

PRIVACY = "disclaimer/privacy"
ORDERS = "step-1-authenticity/text-that-gives-orders"
LONGEST_MESSAGE = 20_000

MASKED_NOTE = (
    "Your message held a full {kinds}. It was masked before anything was done with it; only the last four digits "
    "are kept. Please don't share full numbers in a chat."
)
UNKNOWN_CODE_NOTE = (
    "{codes} is not among the notice codes this guidance knows. Look again at the right corner of the letter, at the top or "
    "the bottom; a code that irs.gov doesn't know either is a reason to be careful."
)
CUT_NOTE = f"Your message was longer than {LONGEST_MESSAGE:,} characters; only its beginning was read."
ORDERS_NOTE = "Part of your message reads like an order to a program. It was treated as plain text and set aside."

OPENS_DEPENDENT = re.compile(
    r"(?i)^\W*(and|or|but|so|then|also|what about|how about|what if|even|would (that|it|they)|does (that|it)|is (that|it|he|she)|"
    r"can (they|he|she|it)|should (that|it)|which( one)?|why|really|ok(ay)?|y|o|pero|entonces|eso)\b"
)
REFERS_BACK = re.compile(
    r"(?i)\b(it|its|that|this|those|these|they|them|their|he|she|him|her|one|ones|mine|theirs|there|same|rest|instead|either|both|"
    r"eso|esto|ella|ellos)\b"
)
SHORT_WORDS = 7
BESIDE_CODE = DETAILS - {"notice_code"}  # of which one beside the code makes a message tell of a notice
# "my ssn is [taxpayer number ending 4321]": what was masked, and the words that name it, ask nothing of the guidance
PUT_AWAY = re.compile(
    r"(?i)(?:\b(?:my|his|her|our|their|the|mi|su)\s+)?(?:(?:full|whole|entire)\s+)?"
    r"(?:\b(?:ssn|itin|ein|tin|social(?: security)?(?: number| no\.?)?|tax(?:payer)? (?:id|number)|card(?: number)?|account(?: number)?"
    r"|n[úu]mero de (?:seguro )?social|seguro social)\b\W{0,3}(?:(?:number|no|is|was|es|are|num)\b\W{0,2}){0,2})?"
    rf"{MASK.pattern}\W{{0,2}}(?:and\b|y\b)?"
)
FEW_WORDS = 5  # beside a masked number: too few to ask anything of the guidance


@noted("turn")
def take_turn(message: str, known: Conversation, retriever: Retriever, today: date) -> tuple[Answer, Conversation]:
    """The answer to `message` on `today`, and the conversation after it.

    Full numbers are masked before anything else sees the message; orders to a program in it are set aside. A message
    that is a letter's own words is read as one.
    """
    if looks_like_a_letter(message):
        return take_letter(read_text(message), known, retriever, today)
    masked = mask_beginning(message, LONGEST_MESSAGE)
    said, had_orders = set_orders_aside(masked.text)
    before = known.notice
    if masked.last4:
        known = replace(known, notice=replace(known.notice, ssn_last4=masked.last4))
    named = retriever.names.find(said)
    notes = []
    if len(message) > LONGEST_MESSAGE:
        notes.append(CUT_NOTE)
    if masked.kinds:
        notes.append(MASKED_NOTE.format(kinds=" and ".join(masked.kinds)))
    if had_orders:
        notes.append(ORDERS_NOTE)
    if named.unknown_codes:
        notes.append(UNKNOWN_CODE_NOTE.format(codes=" and ".join(named.unknown_codes)))
    step = draft_turn(said, known, retriever, today)
    if step is not None and step.answer is not None:
        text = "\n\n".join([*notes, step.answer.text])
        return replace(step.answer, text=text), _heard(step.known, said, step.known.notice, of_draft=True)
    known = step.known if step is not None else known
    notice = note_details(said, named, known.notice, was_read=known.letter is not None)
    query = understand(PUT_AWAY.sub(" ", said) if masked.kinds else said, known)
    if not said.strip(" .?!"):
        answer = answer_section(ORDERS if had_orders else PRIVACY, retriever)
    elif masked.kinds and _says_little_else(said):
        answer = answer_section(PRIVACY, retriever)
    elif section := _only_tells_of(said, named, retriever):
        answer = answer_section(section, retriever)
    else:
        answer = answer_question(query, notice, retriever)
    if known.turns and notice != before:
        notes.append(f"Noted: {describe(notice)}.")
    if answer.outcome is Outcome.ANSWERED:
        corpus = retriever.index.corpus
        notes += said_of_letter(query.text, notice, dates_of(notice, corpus, today), known.letter, corpus, today)
    reminder = [f"Back to the draft: {step.reminder}"] if step is not None and step.reminder else []
    answer = replace(
        answer,
        text="\n\n".join([*notes, answer.text, *reminder]),
        understood=query.asked if query.asked != query.text else None,
    )
    return _with_offer(answer, _heard(known, said, notice), retriever, today)


def _only_tells_of(said: str, named: Identifiers, retriever: Retriever) -> str:
    """The section of the notice that `said` tells of, asking nothing: "CP14 says I owe 1,204.88 for 2024"; "" otherwise."""
    entry = retriever.index.corpus.notices.get(named.codes[0]) if len(named.codes) == 1 else None
    if entry is None or "?" in said or asks_something(said):
        return ""
    plain = with_plain_dates(said)
    told = told_in(plain, retriever.names)
    tells_more = reason_told(plain, told.spans, said, "")
    return "" if tells_more or not (told.values.keys() & BESIDE_CODE) else entry.section


def _with_offer(answer: Answer, known: Conversation, retriever: Retriever, today: date) -> tuple[Answer, Conversation]:
    """The answer, with the drafts that fit it offered at its end: each kind once in a conversation."""
    kinds = offers_for(answer, known, retriever.index.corpus, today)
    if not kinds:
        return answer, known
    sayings = " or ".join(map(said_as, kinds))
    offered = replace(known, offered=known.offered | set(kinds))
    return replace(answer, text=f"{answer.text}\n\n{OFFERS} {sayings}."), offered


def _heard(known: Conversation, said: str, notice: Notice, of_draft: bool = False) -> Conversation:
    """The conversation after the message; without its letter where the person has gone on to another."""
    if known.letter and notice.code != known.letter.reading.notice.code:
        known = replace(known, letter=None)
    return known.heard(said, notice, of_draft)


@noted("letter")
def take_letter(letter: Letter, known: Conversation, retriever: Retriever, today: date) -> tuple[Answer, Conversation]:
    """What `letter` is and what counts in it, and the conversation that knows it. The first notice in it is taken up."""
    findings = find_out_all(letter, retriever.index.corpus, retriever.names, today)
    return _with_offer(about_letter(findings, retriever), known.holding(findings[0]), retriever, today)


def understand(said: str, known: Conversation) -> Query:
    """What is asked: `said` alone, or with the turns before it where it leans on them."""
    if not known.asked:
        return Query(said)
    if is_only_correction(said):
        return Query(known.asked[-1], join_turns([known.asked[-1], said]), 0.5)
    return Query(said, join_turns([*known.asked, said]), leans_back(said))


def leans_back(said: str) -> float:
    """How much a message hangs on what was said before, 0 to 0.7, from its length and its words."""
    words = len(said.split())
    signs = (words <= SHORT_WORDS) + bool(OPENS_DEPENDENT.match(said)) + bool(REFERS_BACK.search(said))
    return (0.15, 0.5, 0.6, 0.7)[signs]


def describe(notice: Notice) -> str:
    """The notice's known details in words.

    >>> describe(Notice(code="CP14", tax_years=(2024,), amount_due="3214.77"))
    'notice CP14, tax year 2024, $3,214.77'
    """
    parts = []
    if notice.code or notice.unknown_code:
        parts.append(f"notice {notice.code or notice.unknown_code}")
    if notice.notice_date:
        parts.append(f"dated {in_words(notice.notice_date)}")
    if notice.tax_years:
        years = ", ".join(str(year) for year in notice.tax_years)
        parts.append(f"tax year{'s' if len(notice.tax_years) > 1 else ''} {years}")
    parts += [f"{in_words(one.on)} as the last day to {one.duty}" for one in notice.printed_dates]
    if notice.amount_due:
        parts.append(f"${Decimal(notice.amount_due):,.2f}")
    if notice.ssn_last4:
        parts.append(f"taxpayer number ending {notice.ssn_last4}")
    return ", ".join(parts)


def _says_little_else(said: str) -> bool:
    return len(re.sub(r"\[[^\]]*\]", "", said).split()) <= FEW_WORDS
