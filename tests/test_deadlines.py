"""Which date counts. Expected days were counted by hand and checked with `date -d`, never taken from our code."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus import Corpus, load_corpus
from assistant.records import Deadline, Duty, Notice, PrintedDate
from assistant.rules.deadlines import NO_DATE_SOURCE, deadlines_of, is_last_day
from assistant.settings import PROJECT

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


@pytest.mark.parametrize(
    ("code", "noticed", "more", "expected"),
    [
        # --- 30 days for a hearing, which the law moves off weekends and holidays ---
        ("LT11", "2026-09-01", {}, "2026-10-01"),  # a Thursday, nothing moves
        ("CP90", "2026-09-10", {}, "2026-10-13"),  # Sat 10 Oct, Sunday, Columbus Day
        ("CP297", "2026-09-11", {}, "2026-10-13"),  # Sun 11 Oct, Columbus Day
        ("CP77", "2026-09-12", {}, "2026-10-13"),  # Columbus Day itself
        ("CP92", "2026-10-12", {}, "2026-11-12"),  # Wed 11 Nov is Veterans Day
        ("LT11", "2026-10-27", {}, "2026-11-27"),  # Thanksgiving; the Friday after is a business day
        ("LT11", "2026-11-25", {}, "2026-12-28"),  # Christmas on a Friday, then the weekend
        ("CP90", "2026-12-02", {}, "2027-01-04"),  # New Year's Day on a Friday
        ("CP297", "2026-12-03", {}, "2027-01-04"),  # Sat 2 Jan
        ("CP77", "2026-12-19", {}, "2027-01-19"),  # Martin Luther King Jr. Day
        ("CP92", "2027-01-16", {}, "2027-02-16"),  # Washington's Birthday
        ("LT11", "2027-03-17", {}, "2027-04-19"),  # Emancipation Day on a Friday
        ("LT11", "2022-03-16", {}, "2022-04-18"),  # Fri 15 Apr: Emancipation Day observed
        ("LT11", "2023-03-16", {}, "2023-04-18"),  # Sat 15 Apr, Sunday, Emancipation Day observed
        ("LT11", "2023-03-18", {}, "2023-04-18"),  # Mon 17 Apr: Emancipation Day observed
        ("LT11", "2028-03-17", {}, "2028-04-18"),  # Sun 16 Apr, then the observed Monday
        ("CP90", "2024-12-21", {}, "2025-01-21"),  # Inauguration Day and Martin Luther King Jr. Day together
        ("CP90", "2020-12-21", {}, "2021-01-21"),  # Wed 20 Jan: Inauguration Day
        ("CP90", "2028-12-20", {}, "2029-01-19"),  # the Friday before a Saturday Inauguration Day is no holiday
        ("CP90", "2028-12-21", {}, "2029-01-22"),  # Sat 20 Jan: Inauguration Day
        ("CP90", "2012-12-22", {}, "2013-01-22"),  # Mon 21 Jan: Inauguration Day observed
        ("CP90", "2036-12-21", {}, "2037-01-21"),  # Tue 20 Jan: Inauguration Day
        ("LT11", "2026-05-20", {}, "2026-06-22"),  # Fri 19 Jun: Juneteenth
        ("LT11", "2027-05-19", {}, "2027-06-21"),  # Fri 18 Jun: Juneteenth observed
        ("LT11", "2026-06-03", {}, "2026-07-06"),  # Fri 3 Jul: Independence Day observed
        ("LT11", "2027-06-05", {}, "2027-07-06"),  # Mon 5 Jul: Independence Day observed
        ("LT11", "2027-05-01", {}, "2027-06-01"),  # Memorial Day
        ("LT11", "2027-08-07", {}, "2027-09-07"),  # Labor Day
        ("LT11", "2027-11-24", {}, "2027-12-27"),  # Fri 24 Dec: Christmas observed
        ("LT11", "2027-12-01", {}, "2028-01-03"),  # Fri 31 Dec: New Year's Day observed
        ("LT11", "2028-01-30", {}, "2028-02-29"),  # a leap day, Tuesday
        ("LT11", "2027-01-30", {}, "2027-03-01"),  # no leap day
        ("LT11", "2027-02-12", {}, "2027-03-15"),  # Sun 14 Mar, when the clocks go forward
        ("LT11", "2026-10-02", {}, "2026-11-02"),  # Sun 1 Nov, when the clocks go back
        ("LT11", "2037-12-20", {}, "2038-01-19"),  # the day 32-bit time ends
        ("LT11", "2038-01-10", {}, "2038-02-09"),  # beyond it
        ("LT11", "2026-09-01", ABROAD, "2026-10-01"),  # living abroad adds nothing to a hearing's 30 days
        # --- 60 days to undo a math-error change, moved too ---
        ("CP11", "2026-09-01", {}, "2026-11-02"),  # Sat 31 Oct
        ("CP12", "2026-09-12", {}, "2026-11-12"),  # Veterans Day
        ("CP13", "2026-09-27", {}, "2026-11-27"),  # Thanksgiving
        ("CP16", "2026-10-26", {}, "2026-12-28"),  # Christmas, then the weekend
        ("CP11", "2026-11-02", {}, "2027-01-04"),  # New Year's Day, then the weekend
        ("CP12", "2027-02-15", {}, "2027-04-19"),  # Emancipation Day
        ("CP13", "2028-01-01", {}, "2028-03-01"),  # over a leap day
        ("CP13", "2027-01-01", {}, "2027-03-02"),  # no leap day
        ("CP16", "2026-10-05", {}, "2026-12-04"),  # a Friday, nothing moves
        ("CP11", "2026-10-05", ABROAD, "2026-12-04"),  # no longer period abroad
        # --- 90 days to petition the Tax Court, 150 abroad, moved too ---
        ("CP3219A", "2026-09-11", {}, "2026-12-10"),  # a Thursday, nothing moves
        ("Letter 3219", "2026-10-03", {}, "2027-01-04"),  # New Year's Day
        ("Letter 531", "2026-09-26", {}, "2026-12-28"),  # Christmas
        ("CP3219N", "2026-10-20", {}, "2027-01-19"),  # Martin Luther King Jr. Day
        ("CP3219A", "2027-01-16", {}, "2027-04-19"),  # Emancipation Day
        ("Letter 531", "2026-09-14", {}, "2026-12-14"),  # Sun 13 Dec
        ("Letter 3219", "2027-12-01", {}, "2028-02-29"),  # a leap day
        ("CP3219A", "2026-09-11", ABROAD, "2027-02-08"),  # a Monday, nothing moves
        ("Letter 3219", "2026-09-18", ABROAD, "2027-02-16"),  # Washington's Birthday
        ("Letter 531", "2026-11-17", ABROAD, "2027-04-19"),  # Emancipation Day
        ("CP3219N", "2027-10-03", ABROAD, "2028-03-01"),  # over a leap day
        # --- 21 days to pay under $100,000: firm ---
        ("CP14", "2026-09-08", owing("500.00"), "2026-09-29"),  # a Tuesday
        ("CP14", "2026-11-23", owing("99999.99"), "2026-12-14"),  # a cent below the line
        ("CP14", "2026-09-05", owing("500.00"), "2026-09-26"),  # a Saturday, stays
        ("CP14", "2026-12-20", owing("500.00"), "2027-01-10"),  # a Sunday in the next year, stays
        ("CP161", "2026-12-04", owing("1200.00"), "2026-12-25"),  # Christmas, stays
        # --- 10 business days to pay from $100,000 ---
        ("CP14", "2026-11-23", owing("100000.00"), "2026-12-08"),  # 24 25 | 27 30 1 2 3 4 7 8: Thanksgiving left out
        ("CP161", "2026-12-18", owing("250000.00"), "2027-01-05"),  # Christmas and New Year's Day left out
        ("CP22A", "2027-04-09", owing("100000"), "2027-04-26"),  # Emancipation Day left out
        ("CP21A", "2025-01-10", owing("100000.01"), "2025-01-27"),  # Inauguration Day left out
        ("CP14", "2021-01-12", owing("150000.00"), "2021-01-28"),  # Mon 18 and Wed 20 Jan left out
        ("CP14", "2026-10-10", owing("100000.00"), "2026-10-26"),  # from a Saturday; Columbus Day left out
        ("CP14", "2027-12-17", owing("100000.00"), "2028-01-04"),  # Fri 24 and 31 Dec, both observed, left out
        ("CP14", "2026-11-23", {}, "2026-12-14"),  # amount unknown: the ordinary 21 days lead
        # --- days the IRS chose itself: firm, even on a weekend or a holiday ---
        ("CP2000", "2026-09-10", {}, "2026-10-10"),  # a Saturday
        ("CP2000", "2026-09-10", ABROAD, "2026-11-09"),  # 60 days abroad
        ("CP2000", "2026-09-08", ABROAD, "2026-11-07"),  # 60 days abroad, a Saturday
        ("Letter 525", "2026-09-12", {}, "2026-10-12"),  # Columbus Day
        ("Letter 915", "2026-11-26", {}, "2026-12-26"),  # a Saturday
        ("CP523", "2026-09-11", {}, "2026-10-11"),  # a Sunday
        ("CP91", "2026-11-24", {}, "2026-12-24"),  # a Thursday
        ("CP23", "2026-09-01", {}, "2026-10-31"),  # 60 days, but no math-error right for certain: Saturday stays
        ("CP508C", "2026-11-25", {}, "2026-12-25"),  # Christmas
        ("CP75", "2026-11-03", {}, "2026-12-03"),  # a Thursday
        ("CP53E", "2026-10-01", {}, "2026-10-31"),  # a Saturday
        ("LT16", "2026-11-25", {}, "2026-12-05"),  # 10 days, a Saturday
        ("LT26", "2026-12-24", {}, "2027-01-03"),  # 10 days, a Sunday in the next year
        ("LT40", "2026-11-01", {}, "2026-12-16"),  # 45 days
        ("Letter 3164", "2026-12-10", {}, "2027-01-24"),  # 45 days, a Sunday
        ("Letter 12C", "2026-12-15", {}, "2027-01-04"),  # 20 days over the year's end
        ("Letter 566", "2028-01-30", {}, "2028-02-29"),  # a leap day
        ("Letter 853C", "2026-11-30", {}, "2026-12-30"),  # a Wednesday
        ("Letter 854C", "2026-12-01", {}, "2026-12-31"),  # a Thursday
        ("Letter 4883C", "2027-01-29", {}, "2027-02-28"),  # a Sunday
        ("Letter 5071C", "2026-10-01", {}, "2026-10-31"),  # a Saturday
        ("Letter 1153", "2026-09-01", {}, "2026-10-31"),  # 60 days for a protest, a Saturday
        ("Letter 1153", "2026-10-02", {}, "2026-12-01"),  # 60 days, a Tuesday
        ("Letter 1153", "2026-09-01", ABROAD, "2026-11-15"),  # 75 days abroad, a Sunday
        # --- two years for a refund suit ---
        ("Letter 105C", "2026-09-01", {}, "2028-09-01"),  # a Friday
        ("Letter 105C", "2028-02-29", {}, "2030-02-28"),  # from a leap day
        ("Letter 106C", "2026-02-28", {}, "2028-02-28"),  # the 28th, though 2028 has a 29th
        ("Letter 105C", "2025-03-01", {}, "2027-03-01"),  # the same day of the month
        # --- 30 days from the fifth business day after a lien was filed ---
        (
            "Letter 3172",
            None,
            {"lien_filed": day("2026-11-20")},
            "2026-12-30",
        ),  # 23 24 25 | 27 30; Thanksgiving left out
        ("Letter 3172", None, {"lien_filed": day("2026-08-28")}, "2026-10-05"),  # 4 Sep, then Sun 4 Oct moves
        ("Letter 3172", None, {"lien_filed": day("2026-12-18")}, "2027-01-27"),  # 28 Dec, then a Wednesday
        ("Letter 3172", None, {"lien_filed": day("2026-12-23")}, "2027-02-01"),  # 31 Dec, then Sat 30 Jan moves
        ("Letter 3172", None, {"lien_filed": day("2027-04-09")}, "2027-05-19"),  # 19 Apr; Emancipation Day left out
        (
            "Letter 3172",
            None,
            {"lien_filed": day("2025-01-10")},
            "2025-02-18",
        ),  # 17 Jan; Sun 16 Feb, Washington's Birthday
        ("Letter 3172", None, {"lien_filed": day("2021-01-15")}, "2021-02-25"),  # 26 Jan; 18 and 20 Jan left out
        ("Letter 3172", None, {"lien_filed": day("2026-09-05")}, "2026-10-14"),  # from a Saturday; Labor Day left out
        ("Letter 3172", None, {"lien_filed": day("2028-02-22")}, "2028-03-30"),  # 29 Feb
        (
            "Letter 3172",
            "2026-11-27",
            {"lien_filed": day("2026-11-20")},
            "2026-12-30",
        ),  # the letter's date changes nothing
    ],
)
def test_the_date_that_counts(corpus, code, noticed, more, expected):
    first = ask(corpus, code, noticed, **more)[0]
    assert first.on == day(expected)
    assert first.basis == "computed"
    assert first.days_left == (day(expected) - TODAY).days
    assert first.source.startswith("https://") or first.source.startswith("http://")


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


@pytest.mark.parametrize(
    ("code", "noticed", "dates", "expected", "basis"),
    [
        # any printed date wins over the count
        ("CP14", "2026-11-02", [printed(Duty.PAY, "2026-11-25")], "2026-11-25", "printed"),
        # a Saturday stays
        ("LT11", "2026-09-09", [printed(Duty.HEARING, "2026-10-10")], "2026-10-10", "printed"),
        # Christmas stays
        ("CP2000", "2026-11-23", [printed(Duty.RESPOND, "2026-12-25")], "2026-12-25", "printed"),
        # a petition day on a Sunday stays
        ("CP3219A", "2026-09-14", [printed(Duty.PETITION, "2026-12-13")], "2026-12-13", "printed"),
        # a printed day later than the count wins too
        ("CP3219A", "2026-09-11", [printed(Duty.PETITION, "2026-12-14")], "2026-12-14", "printed"),
        # of several, the petition leads
        (
            "CP3219A",
            "2026-09-11",
            [printed(Duty.RESPOND, "2026-10-11"), printed(Duty.PETITION, "2026-12-10")],
            "2026-12-10",
            "printed",
        ),
        # the hearing leads
        ("LT11", None, [printed(Duty.PAY, "2026-09-20"), printed(Duty.HEARING, "2026-10-01")], "2026-10-01", "printed"),
        (
            "Letter 3172",
            None,
            [printed(Duty.PAY, "2026-12-01"), printed(Duty.HEARING, "2026-12-30")],
            "2026-12-30",
            "printed",
        ),
        # elsewhere the earliest leads
        ("CP11", None, [printed(Duty.DISPUTE, "2026-12-04"), printed(Duty.PAY, "2026-10-26")], "2026-10-26", "printed"),
        # a date to respond doesn't displace a petition that can be counted
        ("CP3219A", "2026-09-11", [printed(Duty.RESPOND, "2026-10-11")], "2026-12-10", "computed"),
        ("Letter 531", "2026-09-11", [printed(Duty.RESPOND, "2026-10-11")], "2026-12-10", "computed"),
        # nor does a date to pay displace a hearing
        ("LT11", "2026-09-01", [printed(Duty.PAY, "2026-09-20")], "2026-10-01", "computed"),
        # without a notice date the printed one is all there is
        ("CP3219A", None, [printed(Duty.RESPOND, "2026-10-11")], "2026-10-11", "printed"),
        # an actual levy gives no hearing of its own
        ("Form 668-A", "2026-11-02", [printed(Duty.RESPOND, "2026-11-23")], "2026-11-23", "printed"),
        # a kind with no clock, and an unknown kind
        ("CP21B", None, [printed(Duty.RESPOND, "2026-12-05")], "2026-12-05", "printed"),
        (None, None, [printed(Duty.PAY, "2026-12-05")], "2026-12-05", "printed"),
        (None, None, [printed(Duty.PETITION, "2026-12-06"), printed(Duty.PAY, "2026-12-05")], "2026-12-05", "printed"),
    ],
)
def test_printed_dates(corpus, code, noticed, dates, expected, basis):
    first = ask(corpus, code, noticed, printed_dates=tuple(dates))[0]
    assert (first.on, first.basis) == (day(expected), basis)
    assert first.counted_to is None
    assert (first.source == "") is (basis == "printed")


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
    kept = sorted(d.on for d in deadlines if d.basis == "printed")
    assert kept == sorted(p.on for p in set(notice.printed_dates))
