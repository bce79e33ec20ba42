"""The pieces of the draft panel that need no browser: its boxes, its preview, its files, and what is offered."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from assistant.conversation.offers import ASKS_FOR, BY_FAMILY, BY_SECTION, offers_for
from assistant.conversation.standing import filled_in, settled, where_it_stands
from assistant.conversation.state import Conversation, Drafting
from assistant.conversation.taking import CONFIRM
from assistant.conversation.turn import take_letter, take_turn
from assistant.corpus import Corpus
from assistant.page.drafts import (
    MORE,
    NEEDED,
    ON_CARD,
    Place,
    as_typed,
    file_of,
    layout_of,
    places_of,
    read_boxes,
    render_page,
    render_sheet,
    render_standing,
    source_in_words,
    status_of,
)
from assistant.reading import read_text
from assistant.records import Answer, Citation, Draft, Duty, Notice, Outcome, PrintedDate
from assistant.retrieval.ranking import Retriever
from tests.conftest import TODAY

PAID = "dispute letter for cp14 dated 9/8/26, 2024, $3,214.77, I'm Dana Ortiz, I paid it in April by check"
NOTICE = Notice("CP14", date(2026, 9, 8), (2024,), "3214.77")
ANSWERS = {"name": "Dana Ortiz", "reason": "I paid it in April by check."}
READY = Conversation(notice=NOTICE, draft=Drafting("dispute_letter", "paid it", answers=ANSWERS))


def made(known: Conversation, corpus: Corpus) -> Draft:
    standing = where_it_stands(known, corpus, TODAY)
    assert standing is not None
    assert standing.made is not None
    return standing.made


def with_answers(**answers: object) -> Conversation:
    assert READY.draft is not None
    return replace(READY, draft=replace(READY.draft, answers={**ANSWERS, **answers}))  # type: ignore[arg-type]


# boxes


def test_every_template_finds_a_box_for_all_it_can_take(corpus: Corpus) -> None:
    places = set(places_of(corpus))
    for template in corpus.templates.values():
        if template.kind == "sheet":
            continue
        layout = layout_of(template, ())
        assert layout <= places
        needed = {name for name in template.needs if name not in ON_CARD}
        assert {place.name for place in layout if place.group == NEEDED} == needed
        assert not {place.name for place in layout} & {*ON_CARD}
        assert not {p.name for p in layout if p.group == MORE} & needed


def test_a_reason_that_is_needed_only_now_moves_to_the_needed_boxes(corpus: Corpus) -> None:
    template = corpus.templates["cp2000_response/general"]
    assert Place("reason", MORE) in layout_of(template, ())
    assert Place("reason", NEEDED) in layout_of(template, ("reason",))
    assert Place("reason", MORE) not in layout_of(template, ("reason",))
    assert Place("reason", NEEDED) in places_of(corpus)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("payment_date", date(2026, 4, 9), "April 9, 2026"),
        ("paid_amount", Decimal("410.00"), "$410.00"),
        ("paid_year", (2022, 2023), "2022, 2023"),
        ("address", ("12 Elm Street", "Toledo, OH 43604"), "12 Elm Street\nToledo, OH 43604"),
        ("penalty", "failure-to-pay", "failure-to-pay"),
        ("ssn_last4", "4322", "4322"),
        ("reason", "I paid it.\nTwice.", "I paid it.\nTwice."),
    ],
)
def test_a_box_shows_what_it_reads_back(name: str, value: object, text: str, retriever: Retriever) -> None:
    assert as_typed(value) == text  # type: ignore[arg-type]
    written = read_boxes({name: text}, retriever)
    assert (written.values, written.problems, written.mended) == ({name: value}, {}, {})


@pytest.mark.parametrize(
    ("name", "typed", "value", "says"),
    [
        # two digits of a year are enough, as in the conversation
        ("payment_date", "4/9/26", date(2026, 4, 9), ""),
        ("payment_date", "sometime in April", None, "isn't one full date"),
        ("monthly_payment", "about 90", None, "isn't an exact amount"),
        ("ssn_last4", "432", None, "isn't four digits"),
        ("more_days", "a month", None, "isn't a whole number"),
        ("name", "   ", None, ""),
    ],
)
def test_what_cannot_be_read_is_said(name: str, typed: str, value: object, says: str, retriever: Retriever) -> None:
    written = read_boxes({name: typed}, retriever)
    assert written.values[name] == value
    assert says in written.problems.get(name, "")
    assert bool(written.problems) == bool(says)


def test_a_full_number_in_a_box_is_masked_before_it_reaches_the_draft(retriever: Retriever) -> None:
    written = read_boxes({"reason": "My number 987-65-4321 is wrong on it."}, retriever)
    assert written.values["reason"] == "My number (number ending 4321) is wrong on it."
    assert written.mended["reason"] == written.values["reason"]
    assert "masked" in written.problems["reason"]


# where it stands


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (READY, "Ready: letter of dispute, the balance has been paid."),
        (
            replace(READY, draft=Drafting("dispute_letter", "paid it")),
            "2 things are still missing: name, reason.",
        ),
        (
            replace(READY, notice=replace(NOTICE, amount_due=None)),
            "1 thing is still missing: amount.",
        ),
        (replace(READY, draft=Drafting("cp2000_response")), "This can't be drafted for your notice as it stands."),
    ],
)
def test_the_status_says_where_it_stands(known: Conversation, says: str, corpus: Corpus) -> None:
    standing = where_it_stands(known, corpus, TODAY)
    assert standing is not None
    assert status_of(standing) == says


def test_a_kind_that_is_called_as_its_case_is_said_once(corpus: Corpus) -> None:
    standing = where_it_stands(READY, corpus, TODAY)
    assert standing is not None
    proof = replace(standing, template=corpus.templates["proof_of_payment/general"])
    assert status_of(proof) == "Ready: proof of payment."


def test_a_refused_draft_and_none_have_no_panel(corpus: Corpus) -> None:
    assert where_it_stands(Conversation(), corpus, TODAY) is None
    refused = Drafting("dispute_letter", refused=Outcome.DECLINED)
    assert where_it_stands(Conversation(draft=refused), corpus, TODAY) is None


def test_instead_of_a_blank_letter_the_preview_says_what_is_missing(corpus: Corpus) -> None:
    known = Conversation(notice=replace(NOTICE, notice_date=None), draft=Drafting("dispute_letter", "paid it"))
    standing = where_it_stands(known, corpus, TODAY)
    assert standing is not None
    html = render_standing(standing, corpus)
    assert "paper" not in html
    assert "Notice date (on the notice card)" in html
    assert "Your name" in html
    assert "(on the notice card)" not in html.split("Your name")[1]


def test_what_was_read_from_a_letter_waits_for_the_persons_word(retriever: Retriever) -> None:
    corpus = retriever.index.corpus
    letter = (
        "Internal Revenue Service\nNotice CP14\nNotice date September 8, 2026\nTax year 2024\nAmount due $3,214.77\n"
    )
    _, known = take_letter(read_text(letter), Conversation(), retriever, TODAY)
    known = replace(known, draft=Drafting("dispute_letter", "paid it", answers=ANSWERS))
    standing = where_it_stands(known, corpus, TODAY)
    assert standing is not None
    assert standing.unchecked
    assert standing.made is None
    assert "I checked these, they are right" in status_of(standing)
    waiting = settled(known, corpus, TODAY)
    assert waiting.draft is not None
    assert waiting.draft.asked == CONFIRM
    assert made(known.checked(), corpus).kind == "dispute_letter"


def test_a_box_answers_what_the_conversation_asked(retriever: Retriever) -> None:
    answer, known = take_turn("draft a dispute letter", replace(READY, draft=None), retriever, TODAY)
    assert answer.outcome is Outcome.DRAFTING
    assert known.draft is not None
    assert known.draft.asked == "name"
    known = filled_in(known, {"name": "Dana Ortiz"}, retriever, TODAY)
    assert known.draft is not None
    assert known.draft.asked == "reason"
    known = filled_in(known, {"reason": "I paid it in April."}, retriever, TODAY)
    assert known.draft is not None
    assert (known.draft.asked, known.draft.done) == ("", True)
    known = filled_in(known, {"name": None}, retriever, TODAY)
    assert known.draft is not None
    assert (known.draft.asked, known.draft.done) == ("name", False)


def test_boxes_that_belong_to_the_notice_change_the_notice(retriever: Retriever) -> None:
    known = filled_in(READY, {"ssn_last4": "4322", "form": "Form 1040"}, retriever, TODAY)
    assert known.notice.ssn_last4 == "4322"
    assert "Form 1040" in render_page(made(known, retriever.index.corpus), retriever.index.corpus)
    read_from_letter = replace(READY, notice=replace(NOTICE, form="1040"))
    emptied = filled_in(read_from_letter, {"form": None, "ssn_last4": None}, retriever, TODAY)
    assert "1040" not in render_page(made(emptied, retriever.index.corpus), retriever.index.corpus)


# the preview


def test_every_word_from_elsewhere_says_where_it_came_from(corpus: Corpus) -> None:
    draft = made(READY, corpus)
    html = render_page(draft, corpus) + render_sheet(draft, corpus)
    for run in [run for block in (*draft.page, *draft.sheet) for run in block.runs if run.source]:
        assert source_in_words(run.source, corpus)
    assert 'aria-description="From your notice card: Amount on the notice">$3,214.77<' in html
    assert 'aria-description="Your own words">I paid it in April by check.<' in html
    phone = corpus.facts["phones.individuals_main"]
    assert re.search(
        r'<a [^>]*aria-description="From the facts, phones\.individuals_main: [^"]*" href="'
        + re.escape(phone.source)
        + r'"[^>]*>800-829-1040</a>',
        html,
    )


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b\n  <b>c</b>", "{{7*7}}"]
)
def test_what_is_typed_stands_in_the_preview_as_text(typed: str, corpus: Corpus) -> None:
    html = render_page(made(with_answers(reason=typed, name="<i>Dana</i> Ortiz"), corpus), corpus)
    assert not re.search(r"<(script|img|b|i)\b", html)
    assert typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in html


def test_own_words_keep_their_lines(corpus: Corpus) -> None:
    html = render_page(made(with_answers(reason="First.\n\nSecond."), corpus), corpus)
    assert re.search(r"<blockquote[^>]*><span[^>]*>First\.\n\nSecond\.</span></blockquote>", html)


def test_two_people_sign_on_two_lines(corpus: Corpus) -> None:
    html = render_page(made(with_answers(name="Otis and Verbena Calloway"), corpus), corpus)
    assert html.count('class="sign"') == 2


# files


def test_each_file_is_made_and_none_names_the_person(corpus: Corpus) -> None:
    notice = replace(NOTICE, printed_dates=(PrintedDate(date(2036, 9, 29), Duty.RESPOND),))
    draft, now = made(replace(READY, notice=notice), corpus), datetime(2026, 11, 24, 12)
    starts = {".zip": b"PK", ".docx": b"PK", ".pdf": b"%PDF", ".txt": b"Dana", ".ics": b"BEGIN:VCALENDAR"}
    for ending, start in starts.items():
        file = file_of(draft, ending, notice, corpus, now)
        assert file.data.startswith(start)
        assert file.name == ("deadlines.ics" if ending == ".ics" else f"dispute-letter{ending}")
        assert file.problem == ""
    with zipfile.ZipFile(io.BytesIO(file_of(draft, ".zip", notice, corpus, now).data)) as archive:
        kinds = {name.rpartition(".")[2] for name in archive.namelist()}
    assert kinds == {"docx", "pdf", "txt", "md", "ics"}


def test_without_a_pdf_the_others_are_made_and_the_fault_is_said(corpus: Corpus) -> None:
    draft, now = made(with_answers(reason="A sign of my own: \ue123"), corpus), datetime(2026, 11, 24, 12)
    file = file_of(draft, ".zip", NOTICE, corpus, now)
    assert "no PDF" in file.problem
    assert "U+E123" in file.problem
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"docx", "txt", "md"}
    assert file_of(draft, ".docx", NOTICE, corpus, now).data.startswith(b"PK")


# offers


def about(*sections: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(outcome, "", tuple(Citation(section, "", "", 0, 0, "") for section in sections))


@pytest.mark.parametrize(
    ("answer", "known", "kinds"),
    [
        (about("step-5-dispute"), Conversation(), ("dispute_letter", "call_script")),
        (about("step-5-dispute/math-error"), Conversation(), ("dispute_letter", "call_script")),
        (about("step-5-dispute/tax-court"), Conversation(), ()),
        (about("step-5-dispute/cdp-hearing"), Conversation(), ("cdp_cover", "call_script")),
        (about("call-script/hardship"), Conversation(), ("call_script", "cnc_request")),
        (about("options-beyond/first-time-abatement"), Conversation(), ("penalty_abatement", "call_script")),
        (about("step-4-pay/plans"), Conversation(), ("installment_request", "call_script")),
        (about("options-beyond/currently-not-collectible"), Conversation(), ("cnc_request", "call_script")),
        (about("liens-levies/hearing-rights"), Conversation(), ("cdp_cover", "call_script")),
        # nothing to draft in an answer on whether it is real; the second section brings the offer
        (about("step-1-authenticity"), Conversation(), ()),
        (about("step-1-authenticity", "step-5-dispute"), Conversation(), ("dispute_letter", "call_script")),
        # a third section doesn't
        (about("step-1-authenticity", "step-3-deadlines", "step-5-dispute"), Conversation(), ()),
        # the family of the notice, only where the answer is about that notice
        (about("notice/CP14"), Conversation(notice=NOTICE), ("dispute_letter", "call_script")),
        (about("notice/LT11"), Conversation(notice=Notice("LT11")), ("cdp_cover", "call_script")),
        (about("notice/CP504"), Conversation(notice=NOTICE), ()),
        # what doesn't fit the notice isn't offered
        (about("step-5-dispute/cdp-hearing"), Conversation(notice=NOTICE), ("call_script",)),
        (about("step-5-dispute"), Conversation(notice=Notice("Letter 5071C")), ("call_script",)),
        # once in a conversation
        (about("step-5-dispute"), Conversation(offered=frozenset({"dispute_letter"})), ("call_script",)),
        # never while a draft is on its way; once it is done, not the same again
        (about("step-5-dispute"), Conversation(draft=Drafting("dispute_letter")), ()),
        (about("step-5-dispute"), Conversation(draft=Drafting("dispute_letter", done=True)), ("call_script",)),
        # not beside what isn't an answer
        (about("step-5-dispute", outcome=Outcome.DECLINED), Conversation(), ()),
        (about("step-5-dispute", outcome=Outcome.DRAFTING), Conversation(), ()),
    ],
)
def test_offers_follow_what_was_answered(
    answer: Answer, known: Conversation, kinds: tuple[str, ...], corpus: Corpus
) -> None:
    assert offers_for(answer, known, corpus, TODAY) == kinds


def test_nothing_is_offered_for_a_letter_that_looks_false(retriever: Retriever) -> None:
    letter = (
        "Internal Revenue Service\nNotice CP14\nNotice date September 8, 2026\nPay with gift cards or be arrested\n"
    )
    answer, known = take_letter(read_text(letter), Conversation(), retriever, TODAY)
    assert offers_for(replace(answer, outcome=Outcome.ANSWERED), known, retriever.index.corpus, TODAY) == ()


def test_the_tables_of_offers_name_what_is_there(corpus: Corpus) -> None:
    assert set(BY_SECTION) <= set(corpus.sections)
    assert set(BY_FAMILY) <= {notice.family for notice in corpus.notices.values()}
    assert {kind for kinds in (*BY_SECTION.values(), *BY_FAMILY.values()) for kind in kinds} <= set(ASKS_FOR)


@pytest.mark.parametrize("kind", ASKS_FOR)
def test_what_a_button_sends_begins_that_draft(kind: str, retriever: Retriever) -> None:
    answer, known = take_turn(ASKS_FOR[kind], Conversation(), retriever, TODAY)
    assert answer.outcome is Outcome.DRAFTING
    assert known.draft is not None
    assert known.draft.kind == kind
