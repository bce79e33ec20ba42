"""A conversation that holds everything a conversation can hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.answering.cite import cite
from assistant.conversation.state import Conversation, Drafting
from assistant.corpus import Corpus
from assistant.reading import read_text
from assistant.reading.findings import find_out_all
from assistant.records import Answer, Outcome
from assistant.retrieval.chunking import split_section
from assistant.retrieval.exact import ExactNames
from tests.conftest import TODAY

PASSPHRASE = "four blue herons wading"
LETTER = """Department of the Treasury
Internal Revenue Service
Notice CP14
Notice date September 8, 2026
Tax year 2024
Social Security number 987-65-4321

Dana Ortiz
Amount due by September 29, 2026: $3,214.77

Tax you owed $3,000.00
Interest charges $214.77
Amount due $3,214.77
"""


def full_conversation(corpus: Corpus) -> Conversation:
    """Everything a conversation can hold: a letter read, cited answers, a draft with values of every kind."""
    findings = find_out_all(read_text(LETTER), corpus, ExactNames(corpus), TODAY)[0]
    section = corpus.sections["notice/CP14"]
    passages = list(split_section(section))[:3]
    citations = tuple(found for passage in passages if (found := cite(passage.text, section, passage.start)))
    assert len(citations) > 1
    draft = Drafting(
        "dispute_letter",
        words="I paid it",
        answers={
            "name": "Dana Ortiz",
            "payment_date": date(2026, 4, 9),
            "monthly_payment": Decimal("150.00"),
            "amount": (Decimal("3214.77"), Decimal("10")),
            "tax_year": (2023, 2024),
            "address": ("12 Elm Street", "Toledo, OH 43604"),
            "reason": "2026-04-09",
        },
        either={"notice_date": (date(2026, 9, 8), date(2026, 9, 9))},
        vague={"amount": "about 3k"},
        told=frozenset({"name", "reason"}),
        refused=Outcome.DECLINED,
    )
    known = replace(Conversation(), draft=draft, offered=frozenset({"call_script"})).holding(findings)
    known = known.heard("is it real", known.notice)
    answer = Answer(Outcome.ANSWERED, "First. [1]\n\nThen. [2]", citations, understood="is a CP14 real")
    return known.answered("is it <real> & “mine”?\nñ", answer).answered("bye", Answer(Outcome.NOT_COVERED, "It isn't."))
