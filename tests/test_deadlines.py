"""Which date counts. Expected days were counted by hand and checked with `date -d`, never taken from our code; the table of
days is `evals/cases/deadlines.jsonl`, where each says how it was counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus import Corpus, load_corpus
from assistant.records import Deadline, Duty, Notice, PrintedDate
from assistant.rules.deadlines import NO_DATE_SOURCE, deadlines_of, is_last_day
from assistant.settings import PROJECT
from evals.cases import FOLDER, DeadlineCase, read_cases

TODAY = date(2026, 11, 24)  # a Tuesday
ABROAD = {"abroad": True}
NOTICES = load_corpus(PROJECT / "corpus", TODAY).notices  # for hypothesis, which can't take the fixture


def day(text: str) -> date:
    return date.fromisoformat(text)


def ask(
    corpus: Corpus, code: str | None, noticed: str | None = None, today: date = TODAY, **more
) -> tuple[Deadline, ...]:
    notice = Notice(code=code, notice_date=day(noticed) if noticed else None, **more)
    return deadlines_of(notice, corpus.notices.get(code or ""), today)


def printed(duty: Duty, on: str) -> PrintedDate:
    return PrintedDate(day(on), duty)


def owing(amount: str) -> dict[str, str]:
    return {"amount_due": amount}


@pytest.mark.parametrize("case", read_cases(FOLDER / "deadlines.jsonl", DeadlineCase), ids=lambda case: case.id)
def test_the_date_that_counts(corpus: Corpus, case: DeadlineCase) -> None:
    first = deadlines_of(case.notice.as_notice(), corpus.notices.get(case.notice.code or ""), case.today)[0]
    assert (first.on, first.basis) == (case.expect.on, case.expect.basis)
    assert first.days_left == ((first.on - case.today).days if first.on else None)
    assert first.source.startswith(("https://", "http://")) or first.basis != "computed"
    assert first.counted_to is None or first.basis == "computed"


@pytest.mark.parametrize(
    ("code", "noticed", "counted_to"),
    [
        ("LT11", "2026-09-01", None),  # a Thursday: it didn't move
        ("CP90", "2026-09-10", "2026-10-10"),  # a Saturday
        ("CP11", "2026-10-26", "2026-12-25"),  # Christmas
        ("Letter 531", "2026-09-14", "2026-12-13"),  # a Sunday
        ("CP2000", "2026-09-10", None),  # a Saturday, firm
    ],
)
def test_the_day_before_a_roll_is_kept(corpus, code, noticed, counted_to):
    assert ask(corpus, code, noticed)[0].counted_to == (day(counted_to) if counted_to else None)


def test_a_roll_says_where_to_and_why(corpus):
    rule = ask(corpus, "CP90", "2026-09-10")[0].rule
    assert "October 10, 2026" in rule
    assert "a Saturday, so the law (IRC 7503) moves" in rule
    assert "Tuesday, October 13, 2026" in rule
    assert "The date printed on your letter wins." in rule


def test_a_roll_off_a_holiday_names_it(corpus):
    assert "a legal holiday in Washington, DC, so the law" in ask(corpus, "CP77", "2026-09-12")[0].rule


def test_a_firm_day_on_a_weekend_says_to_act_before_it(corpus):
    assert (
        "That is a Saturday. The date is treated as firm, so act before it."
        in ask(corpus, "CP2000", "2026-09-10")[0].rule
    )


def test_a_mailing_date_is_taken_from_the_notice_date(corpus):
    assert "which is taken to be the mailing date" in ask(corpus, "CP3219A", "2026-09-11")[0].rule


def test_a_longer_period_abroad_is_named(corpus):
    assert (
        "150 days (the period for letters addressed outside" in ask(corpus, "CP3219A", "2026-09-11", **ABROAD)[0].rule
    )


@pytest.mark.parametrize(
    ("code", "sure"),
    [
        ("LT11", True),  # a court's words
        ("CP2000", False),  # a secondary page
        ("Letter 531", False),  # a secondary page, though the statute is certain
    ],
)
def test_a_count_from_an_unofficial_page_is_marked(corpus, code, sure):
    first = ask(corpus, code, "2026-11-02")[0]
    assert first.sure is sure
    assert ("could not be confirmed" in first.rule) is not sure


# --- further periods ---


@pytest.mark.parametrize(
    ("code", "noticed", "expected"),
    [
        ("LT11", "2026-09-01", "2027-09-01"),  # the anniversary
        ("CP90", "2026-09-11", "2027-09-11"),  # a Saturday: an equivalent hearing doesn't move
        ("CP297", "2028-02-29", "2029-02-28"),  # from a leap day
        ("CP77", "2027-02-28", "2028-02-28"),  # the 28th, though 2028 has a 29th
        ("CP92", "2026-12-31", "2027-12-31"),  # New Year's Day observed: doesn't move
    ],
)
def test_an_equivalent_hearing_is_open_for_one_year_and_never_leads(corpus, code, noticed, expected):
    first, second = ask(corpus, code, noticed)
    assert "Due Process" in first.action
    assert "equivalent hearing" in second.action
    assert second.on == day(expected)
    assert "The year starts the day after that" in second.rule


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ("2026-11-20", "2027-11-30"),  # the fifth business day is 30 November
        ("2026-08-28", "2027-09-04"),  # 4 September; a Saturday, doesn't move
        ("2028-02-22", "2029-02-28"),  # 29 February
    ],
)
def test_an_equivalent_hearing_on_a_lien_starts_after_five_business_days(corpus, filed, expected):
    first, second = ask(corpus, "Letter 3172", lien_filed=day(filed))
    assert "equivalent" not in first.action
    assert second.on == day(expected)


def test_a_lien_letter_without_the_filing_day_gets_no_date(corpus):
    first, second = ask(corpus, "Letter 3172", "2026-11-10")
    assert (first.on, first.basis, first.days_left) == (None, "none", None)
    assert "Find the last day printed on Letter 3172" in first.rule
    assert "counting from the date of the letter would give a wrong day" in first.rule
    assert second.on is None


def test_the_year_of_an_earlier_hearing_letter_is_not_counted_from_a_cp91(corpus):
    first, second = ask(corpus, "CP91", "2026-11-24")
    assert first.on == day("2026-12-24")
    assert "equivalent hearing" in second.action
    assert second.on is None
    assert "the earlier letter that gave the right to a hearing" in second.rule


def test_cp504_has_no_count_for_the_date_that_counts(corpus):
    first, penalty, levy = ask(corpus, "CP504", "2026-09-11")
    assert (first.on, first.basis) == (None, "none")
    assert penalty.on == day("2026-09-21")  # 10 days before the penalty doubles
    assert levy.on == day("2026-10-11")  # 30 days, a Sunday, which bind the IRS
    assert "limits the IRS" in levy.rule
    assert not is_last_day(levy.action)


@pytest.mark.parametrize(
    ("code", "noticed", "until"),
    [
        ("CP05", "2026-09-11", "2026-11-10"),  # 60 days
        ("Letter 4464C", "2026-10-05", "2026-12-04"),  # 60 days
    ],
)
def test_a_waiting_period_is_no_deadline(corpus, code, noticed, until):
    first, waiting = ask(corpus, code, noticed)
    assert (first.on, first.basis) == (None, "none")
    assert waiting.on == day(until)
    assert waiting.rule.startswith("This is a waiting period, not a deadline.")
    assert waiting.missed == ""


def test_an_unknown_amount_shows_both_days_and_says_why(corpus):
    first, second = ask(corpus, "CP14", "2026-11-23")
    assert [first.on, second.on] == [day("2026-12-14"), day("2026-12-08")]
    assert "only if the amount demanded is under $100,000; the amount isn't known here" in first.rule
    assert "the amount demanded is $100,000 or more" in second.rule


def test_a_known_amount_shows_one_day(corpus):
    assert len(ask(corpus, "CP14", "2026-11-23", **owing("640.12"))) == 1


def test_a_math_error_bill_shows_the_right_first_and_the_payment_after(corpus):
    undo, pay = ask(corpus, "CP11", "2026-10-05", **owing("640.12"))
    assert undo.on == day("2026-12-04")  # 60 days
    assert pay.on == day("2026-10-26")  # 21 days


def test_the_informal_ten_days_of_letter_1153_follow(corpus):
    protest, informal = ask(corpus, "Letter 1153", "2026-10-02")
    assert protest.on == day("2026-12-01")
    assert informal.on == day("2026-10-12")  # Columbus Day, stays


# --- printed dates ---


def test_a_response_date_follows_the_counted_petition(corpus):
    dates = (printed(Duty.RESPOND, "2026-10-11"),)
    petition, respond = ask(corpus, "CP3219A", "2026-09-11", printed_dates=dates)
    assert "petition" in petition.action
    assert (respond.on, respond.basis) == (day("2026-10-11"), "printed")


def test_a_petition_that_cannot_be_counted_is_still_named(corpus):
    _, petition = ask(corpus, "CP3219A", printed_dates=(printed(Duty.RESPOND, "2026-10-11"),))
    assert "petition" in petition.action
    assert petition.on is None
    assert "90 days (150 if it is addressed outside the United States)" in petition.rule


def test_a_printed_date_stands_for_its_clock_and_the_others_follow(corpus):
    hearing, equivalent = ask(corpus, "LT11", "2026-09-01", printed_dates=(printed(Duty.HEARING, "2026-10-02"),))
    assert hearing.on == day("2026-10-02")
    assert hearing.action.startswith("Request a Collection Due Process")
    assert equivalent.on == day("2027-09-01")


def test_the_day_to_pay_of_a_proposal_is_the_day_to_answer(corpus):
    notice = Notice(code="CP2000", notice_date=day("2026-11-02"), printed_dates=(printed(Duty.PAY, "2026-12-02"),))
    first = deadlines_of(notice, corpus.notices["CP2000"], day("2026-11-27"))[0]
    assert first.on == day("2026-12-02")
    assert "pay" not in first.action.lower()


def test_a_printed_pay_date_leaves_the_math_error_right(corpus):
    dates = (printed(Duty.PAY, "2026-10-26"),)
    pay, undo = ask(corpus, "CP11", "2026-10-05", printed_dates=dates)
    assert (pay.on, pay.basis) == (day("2026-10-26"), "printed")
    assert (undo.on, undo.basis) == (day("2026-12-04"), "computed")


def test_a_printed_date_on_cp504_leads_and_its_periods_follow(corpus):
    dates = (printed(Duty.PAY, "2026-10-12"),)
    assert [d.on for d in ask(corpus, "CP504", "2026-09-11", printed_dates=dates)] == [
        day("2026-10-12"),
        day("2026-09-21"),
        day("2026-10-11"),
    ]


def test_a_date_read_twice_is_shown_once(corpus):
    twice = (printed(Duty.PAY, "2026-12-14"), printed(Duty.PAY, "2026-12-14"))
    assert len(ask(corpus, "CP14", "2026-11-23", printed_dates=twice)) == 1


# --- no date ---


def test_nothing_known_is_urgent_and_has_no_30_day_rule(corpus):
    (only,) = ask(corpus, None)
    assert (only.on, only.basis, only.days_left) == (None, "none", None)
    assert only.source == NO_DATE_SOURCE == corpus.facts["deadlines.no_date_on_letter"].source
    assert "no general 30-day rule" in only.rule
    assert "within about 10 days" in only.rule


@pytest.mark.parametrize(
    ("code", "window"),
    [
        ("CP14", "21 days if the amount demanded is under $100,000, or 10 business days if"),
        ("LT11", "LT11 normally gives 30 days, counted from the notice date"),
        ("CP3219A", "90 days (150 if it is addressed outside the United States), counted from the mailing date"),
        ("Letter 105C", "2 years, counted from the mailing date"),
        ("CP501", "CP501 has no fixed count that we know of"),
    ],
)
def test_a_known_notice_without_a_date_names_its_window(corpus, code, window):
    first = ask(corpus, code)[0]
    assert (first.on, first.basis) == (None, "none")
    assert window in first.rule
    assert "within about 10 days" in first.rule


@pytest.mark.parametrize("code", ["CP21B", "CP71C", "CP40", "CP49"])
def test_a_notice_without_a_clock_says_so(corpus, code):
    (only,) = ask(corpus, code, "2026-11-02")
    assert only.on is None
    assert "sets no deadline of its own that we know of" in only.rule


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("Form 668-A", "starts with the day of receipt"),  # the bank's receipt, which the letter doesn't tell
        ("CP80", "starts with another event"),  # the due date of the return
    ],
)
def test_a_period_that_starts_elsewhere_is_not_counted_from_the_letter(corpus, code, why):
    first = ask(corpus, code, "2026-11-02")[0]
    assert first.on is None
    assert why in first.rule


# --- missed dates ---


@pytest.mark.parametrize(
    ("code", "noticed", "today", "days_left", "open_still"),
    [
        # the last day itself is in time
        ("LT11", "2026-09-01", "2026-10-01", 0, ""),
        # a day late: the equivalent hearing is open
        ("LT11", "2026-09-01", "2026-10-02", -1, "equivalent hearing until September 1, 2027"),
        # a year late: it isn't
        ("LT11", "2025-09-02", "2026-11-24", -418, "ended on September 2, 2026"),  # due 2 Oct 2025
        # in time, because the last day moved
        ("CP90", "2026-09-10", "2026-10-13", 0, ""),
        # petition missed
        ("CP3219A", "2026-08-03", "2026-11-24", -22, "ask for audit reconsideration"),  # Sun 1 Nov, moved to the 2nd
        # a bill: 21 days, 26 October
        ("CP14", "2026-10-05", "2026-11-24", -29, "moves on to reminder notices"),
    ],
)
def test_missed(corpus, code, noticed, today, days_left, open_still):
    more = owing("640.12") if code == "CP14" else {}
    first = ask(corpus, code, noticed, day(today), **more)[0]
    assert first.days_left == days_left
    assert open_still in first.missed
    assert bool(first.missed) is (days_left < 0)


def test_the_larger_balance_says_in_full_what_follows(corpus):
    first = ask(corpus, "CP14", "2026-09-08", **owing("250000.00"))[0]
    assert first.on == day("2026-09-22")  # 9 10 11 14 15 16 17 18 21 22
    assert "moves on to reminder notices" in first.missed


def test_a_missed_printed_hearing_names_what_is_open(corpus):
    first = ask(corpus, "LT11", "2026-09-01", printed_dates=(printed(Duty.HEARING, "2026-10-01"),))[0]
    assert first.days_left == -54
    assert "until September 1, 2027" in first.missed


def test_a_missed_lien_hearing_names_what_is_open(corpus):
    first = ask(corpus, "Letter 3172", lien_filed=day("2026-08-28"))[0]
    assert "until September 4, 2027" in first.missed


def test_a_notice_date_in_the_future_is_counted(corpus):
    assert ask(corpus, "LT11", "2026-12-01", day("2026-11-24"))[0].days_left == 37  # 31 December


# --- every kind, in every sentence ---


def every_sentence(deadlines: tuple[Deadline, ...]) -> str:
    return " ".join(f"{d.action} {d.rule} {d.missed}" for d in deadlines)


@pytest.mark.parametrize("more", [{}, ABROAD, {"lien_filed": day("2026-09-01")}, {"amount_due": "120000.00"}])
@pytest.mark.parametrize("noticed", [None, "2024-02-29", "2026-11-10"])
def test_no_sentence_vouches_for_the_letter_or_says_a_sum_is_owed(corpus, noticed, more):
    for code in corpus.notices:
        for dates in ((), (printed(Duty.PAY, "2026-10-10"), printed(Duty.HEARING, "2026-11-28"))):
            said = every_sentence(ask(corpus, code, noticed, printed_dates=dates, **more))
            assert not [word for word in ("you owe", "genuine", "!", "..", " ,") if word in said.lower()], (code, said)


def test_each_kind_leads_with_something_to_do(corpus):
    for code, known in corpus.notices.items():
        first = ask(corpus, code, "2026-11-10")[0]
        assert is_last_day(first.action)
        assert "equivalent" not in first.action
        if known.family == "deficiency":
            assert "petition" in first.action


# --- properties ---

days = st.dates(day("2000-01-01"), day("2060-12-31"))
notices = st.builds(
    Notice,
    code=st.sampled_from([None, *sorted(NOTICES)]),
    notice_date=st.none() | days,
    amount_due=st.none() | st.sampled_from(["0.00", "99999.99", "100000.00", "250000"]),
    printed_dates=st.lists(st.builds(PrintedDate, days, st.sampled_from(Duty)), max_size=4).map(tuple),
    lien_filed=st.none() | days,
    abroad=st.booleans(),
)


def leading_duty(notice: Notice) -> Duty | None:
    """By code, from the law rather than from our code: what this letter's own date is for."""
    if notice.code in ("CP3219A", "CP3219N", "Letter 3219", "Letter 531"):
        return Duty.PETITION
    return Duty.HEARING if notice.code in ("LT11", "CP90", "CP297", "CP77", "CP92", "Letter 3172") else None


@given(notices, days)
def test_days_left_and_basis_agree_with_the_day(notice, today):
    for deadline in deadlines_of(notice, NOTICES.get(notice.code or ""), today):
        assert (deadline.on is None) is (deadline.basis == "none")
        assert deadline.days_left == (None if deadline.on is None else (deadline.on - today).days)
        assert deadline.counted_to is None or deadline.counted_to < deadline.on <= deadline.counted_to + timedelta(
            days=5
        )


@given(notices, days)
def test_a_printed_date_of_the_leading_duty_leads(notice, today):
    deadlines = deadlines_of(notice, NOTICES.get(notice.code or ""), today)
    first, duty = deadlines[0], leading_duty(notice)
    leading = [p.on for p in notice.printed_dates if duty in (None, p.duty)]
    if leading:
        assert (first.on, first.basis) == (min(leading), "printed")


@given(notices, days)
def test_every_printed_date_is_kept_as_it_is(notice, today):
    deadlines = deadlines_of(notice, NOTICES.get(notice.code or ""), today)
    kept = sorted({d.on for d in deadlines if d.basis == "printed"})
    assert kept == sorted({p.on for p in notice.printed_dates})  # printed twice for two things, it is said once
