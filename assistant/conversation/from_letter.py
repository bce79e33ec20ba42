"""What was found in the person's own letter, in words: beside an answer that bears on it, and when it has just been read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.answering.answer import about_notice, answer_section
from assistant.corpus import Corpus
from assistant.reading.findings import Findings
from assistant.records import Answer, Deadline, Kind, Notice, Outcome, Verdict
from assistant.retrieval.ranking import Retriever
from assistant.rules.online import speaks_of_two, why_not_online

MOST_REASONS = 3
ASKS_WHEN = re.compile(
    r"(?i)\b(how (?:long|soon|many days|much time)|deadline|due date|when (?:do|is|must|should)|by (?:what|which|when)|last day|time limit|"
    r"time left|too late|days? left|cu[aá]nto tiempo|plazo|fecha l[ií]mite|cu[aá]ndo)\b"
)
ASKS_IF_REAL = re.compile(
    r"(?i)\b(real|scam|legit\w*|fake|genuine|fraud\w*|phish\w*|trust|authentic|actually (?:from )?the irs|estafa|fals[oa]|verdader[oa])\b"
)
ASKS_WHY_OFFLINE = re.compile(
    r"(?i)\b(online|web ?site|irs\.gov|account (?:shows?|says)|not show\w*|can'?t find|doesn'?t show|isn'?t (?:there|on)|en l[ií]nea)\b"
)
ASKS_IF_IT_ADDS_UP = re.compile(
    r"(?i)\b(add(?:s)? up|sum|math|arithmetic|total (?:right|wrong|correct)|numbers (?:right|wrong)|calculat\w+)\b"
)


def said_of_letter(
    question: str, notice: Notice, deadlines: Sequence[Deadline], letter: Findings | None, corpus: Corpus, today: date
) -> list[str]:
    """What is known of this very notice that `question` asks for, a paragraph each; none where it asks for nothing of it."""
    known = corpus.notices.get(notice.code or "")
    said = []
    dated = notice.notice_date is not None or any(one.on for one in deadlines)
    if ASKS_WHEN.search(question) and dated:
        said.append(date_that_counts(deadlines[0]))
    if letter and ASKS_IF_REAL.search(question):
        said.append(how_it_looks(letter))
    if ASKS_WHY_OFFLINE.search(question) and (known or letter):
        kind, suspicious = (letter.reading.kind, letter.verdict is Verdict.STRONG) if letter else (Kind.IRS, False)
        joint = letter is not None and speaks_of_two(letter.reading.letter)
        reasons = why_not_online(notice, kind, known, today, corpus.facts, suspicious=suspicious, joint=joint)
        fitting = [f"- {reason.because}" for reason in reasons if reason.because][:MOST_REASONS]
        if fitting:
            said.append("\n".join(["Likeliest reasons that it isn't online, going by your notice:", *fitting]))
    if letter and letter.bill.total and ASKS_IF_IT_ADDS_UP.search(question):
        said.append(letter.bill.says)
    return said


def about_letter(findings: Sequence[Findings], retriever: Retriever) -> Answer:
    """What a letter that was just read is: the date that counts, how it looks, and what the catalogue says of it."""
    first = findings[0]
    notice, kind = first.reading.notice, first.reading.kind
    lines = [read_as(first)]
    if len(findings) > 1:
        codes = ", ".join(one.reading.notice.code or "another letter" for one in findings)
        lines.append(f"This file holds {len(findings)} notices: {codes}. The first is taken up here.")
    if kind is Kind.IRS and first.verdict is not Verdict.STRONG:
        lines.append(date_that_counts(first.deadlines[0]))
    lines.append(how_it_looks(first))
    if first.bill.difference:
        lines.append(first.bill.says)
    if notice.code and first.verdict is not Verdict.STRONG:
        answer = about_notice(notice, retriever)
    else:
        answer = answer_section("step-1-authenticity", retriever)
    return replace(answer, outcome=Outcome.ANSWERED, text="\n\n".join([*lines, answer.text]))


def read_as(found: Findings) -> str:
    """One sentence on what the letter says it is."""
    notice, kind = found.reading.notice, found.reading.kind
    if kind is Kind.STATE:
        return "This reads like a letter from a state tax office, not from the IRS."
    if kind is Kind.COLLECTOR:
        return "This reads like a letter from a collection agency, not from the IRS itself."
    if kind is Kind.OTHER:
        return "This doesn't read like a letter from the IRS."
    if notice.code:
        says = f"The letter says it is notice {notice.code}{_for_years(notice)}."
    elif notice.unknown_code:
        says = f"The letter calls itself “{notice.unknown_code}”, which is not among the notice codes we know."
    else:
        says = "We found no notice code on this letter."
    amount = f" The amount it asks for is ${Decimal(notice.amount_due):,.2f}." if notice.amount_due else ""
    return f"{says}{amount} Check what was read on the card against the paper."


def _for_years(notice: Notice) -> str:
    return f" for {' and '.join(map(str, notice.tax_years))}" if notice.tax_years else ""


def date_that_counts(deadline: Deadline) -> str:
    """The date that counts and why, in a few sentences."""
    if deadline.on is None:
        return deadline.rule
    day = f"{deadline.on:%A, %B} {deadline.on.day}, {deadline.on.year}"
    return f"**{day}** {_left(deadline)}: {deadline.action}. {deadline.rule}{' ' + deadline.missed if deadline.missed else ''}"


def _left(deadline: Deadline) -> str:
    left = deadline.days_left or 0
    if left < 0:
        return f"has passed ({-left} day{'s' if left < -1 else ''} ago)"
    return "is today" if left == 0 else f"is {left} day{'s' if left > 1 else ''} away"


def how_it_looks(found: Findings) -> str:
    """The verdict, and each sign with its reason."""
    verdict = found.verdict.value
    return "\n".join(
        [f"{verdict[0].upper()}{verdict[1:]}{':' if found.signs else '.'}", *(f"- {sign.says}" for sign in found.signs)]
    )
