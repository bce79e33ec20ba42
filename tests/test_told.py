"""What a message tells for a draft, read as a careful clerk would: exact values, what is too vague, what stands against itself."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.told import Told, told_in, with_plain_dates
from assistant.corpus import Corpus
from assistant.drafting.fields import plain
from assistant.retrieval.exact import ExactNames

DAYS = ("notice_date", "payment_date", "deadline", "until")
SUMS = ("amount", "paid_amount", "monthly_payment", "wrong_amount", "right_amount")
# bits of messages that the patterns look for, in any order
BITS = """
    CP14 C.P. 71 668-W LT the of notice dated March second 2026 3/9/26 not for 2022 '23 TY22 $412.80 about or 3k grand twelve
    hundred dollars cents a month paid check #118 cash my name is Dana Ortiz and St. de la mother sorry, no, 2019-2021 last four 4417
    [taxpayer number ending 4417] İ ß ’ … — - / ( \n ; between until more days agree penalty starting period ending here instead
"""
PAYMENT = ("payment_method", "confirmation", "ssn_last4")


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


def read(said: str, names: ExactNames, kind: str = "", asked: str = "") -> Told:
    return told_in(with_plain_dates(said), names, kind, asked)


def settled(told: Told, fields: Iterable[str]) -> dict[str, object]:
    """The settled values of `fields`, as a program reads them: ISO dates, decimal strings."""
    return {name: plain(value) for name, value in told.values.items() if name in fields}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        # the day printed on the notice, named in several ways
        ("CP14 dated March 9, 2026", {"notice_date": "2026-03-09"}),
        ("the date on the letter is 3/9/26", {"notice_date": "2026-03-09"}),
        ("It was issued 2026-03-09 by the Kansas City office", {"notice_date": "2026-03-09"}),
        ("my CP501 of 9 March 2026", {"notice_date": "2026-03-09"}),
        ("notice date: 09.03.2026", {"notice_date": "2026-09-03"}),
        ("the letter has March 9, 2026 printed in the upper right corner", {"notice_date": "2026-03-09"}),
        ("March 9, 2026 at the top of the page", {"notice_date": "2026-03-09"}),
        ("The IRS mailed me this on March 9, 2026", {"notice_date": "2026-03-09"}),
        # bare, beside other values
        ("CP504, 3/9/2026, 2023, $412.80", {"notice_date": "2026-03-09"}),
        ("LT11 - 9 March 2026 - tax year 2021", {"notice_date": "2026-03-09"}),
        # in words, and the day before the month
        ("dated the ninth of March 2026", {"notice_date": "2026-03-09"}),
        ("dated March twenty-first 2026", {"notice_date": "2026-03-21"}),
        ("dated 21.03.2026", {"notice_date": "2026-03-21"}),
        # in Spanish
        ("CP14 con fecha del 9 de marzo de 2026", {"notice_date": "2026-03-09"}),
        # days of the person's story belong to no field
        ("I moved on March 9, 2026 and never saw the notice", {}),
        ("My wife passed away on March 9, 2026.", {}),
        ("The letter came on March 9, 2026", {}),
        ("I filed the return on April 15, 2024", {}),
        ("I was in the hospital from March 9, 2026", {}),
        ("I got this notice March 9, 2026", {}),
        ("the office burned on 3/9/2026", {}),
        # the notice's day and a day of the story in one message
        ("CP14 dated 3/9/2026. I was laid off on January 5, 2026.", {"notice_date": "2026-03-09"}),
        ("I opened it March 20, 2026 but it is dated March 9, 2026", {"notice_date": "2026-03-09"}),
        ("Got married June 1, 2025. The CP2000 is dated 3/9/2026.", {"notice_date": "2026-03-09"}),
        # the day of a payment
        ("I paid on February 2, 2026 by check 118", {"payment_date": "2026-02-02"}),
        ("my check cleared 2/2/2026", {"payment_date": "2026-02-02"}),
        ("The money was transferred on Feb 2, 2026", {"payment_date": "2026-02-02"}),
        ("sent on 2/2/2026 via Direct Pay", {"payment_date": "2026-02-02"}),
        (
            "CP14 dated 3/9/2026. I paid it on February 2, 2026.",
            {"notice_date": "2026-03-09", "payment_date": "2026-02-02"},
        ),
        (
            "Paid in full on 2/2/2026 through EFTPS, yet the notice dated 3/9/2026 says I owe",
            {"notice_date": "2026-03-09", "payment_date": "2026-02-02"},
        ),
        ("the payment went through on 2/2/2026", {"payment_date": "2026-02-02"}),
        ("they cashed my check on February 2, 2026", {"payment_date": "2026-02-02"}),
        ("paid 02/02/2026, check 118", {"payment_date": "2026-02-02"}),
        ("I mailed a check on 2/2/2026", {"payment_date": "2026-02-02"}),
        ("I mailed my return on 4/10/2025", {}),
        # a day to come, and the end of a tax year
        ("I can pay $50 a month starting May 1, 2026", {}),
        ("tax period ending 12/31/2023", {}),
        # received, and dated
        ("my CP14, received 3/12/26, dated 3/9/26", {"notice_date": "2026-03-09"}),
        ("the levy notice dated 3/9/26 arrived 3/20/26", {"notice_date": "2026-03-09"}),
        ("I called on 3/20/2026 about the notice of 3/9/2026", {"notice_date": "2026-03-09"}),
        # the last day
        ("respond no later than April 8, 2026", {"deadline": "2026-04-08"}),
        ("I have until 4/8/2026 to respond", {"deadline": "2026-04-08"}),
        ("I have to answer by April 8, 2026", {"deadline": "2026-04-08"}),
        ("due date is 4/8/2026", {"deadline": "2026-04-08"}),
        ("it gives April 8, 2026 as the last day", {"deadline": "2026-04-08"}),
        ("CP2000 dated 3/9/2026, respond by 4/8/2026", {"notice_date": "2026-03-09", "deadline": "2026-04-08"}),
        # until when more time is wanted
        ("I need until May 15, 2026", {"until": "2026-05-15"}),
        ("please extend the deadline to May 15, 2026", {"until": "2026-05-15"}),
        ("I need more time until May 15, 2026", {"until": "2026-05-15"}),
        # what it is not
        ("it isn't dated 3/9/26 but 3/8/26", {"notice_date": "2026-03-08"}),
        ("dated 2/30/2026", {}),
    ],
)
def test_days(said: str, days: dict[str, str], names: ExactNames) -> None:
    assert settled(read(said, names), DAYS) == days


@pytest.mark.parametrize(
    ("said", "asked", "days"),
    [
        # a bare answer belongs to what was asked
        ("February 2, 2026", "payment_date", {"payment_date": "2026-02-02"}),
        ("it was Feb 2, 2026", "payment_date", {"payment_date": "2026-02-02"}),
        ("May 15, 2026 please", "until", {"until": "2026-05-15"}),
        ("3/9/26", "notice_date", {"notice_date": "2026-03-09"}),
        # an answer that says more is read by its words
        (
            "I paid on 2/2/2026 but the notice itself is dated 3/9/2026",
            "notice_date",
            {"notice_date": "2026-03-09", "payment_date": "2026-02-02"},
        ),
    ],
)
def test_days_that_answer(said: str, asked: str, days: dict[str, str], names: ExactNames) -> None:
    assert settled(read(said, names, asked=asked), DAYS) == days


@pytest.mark.parametrize(
    ("said", "asked", "field", "words"),
    [
        # a month without its day, a day without its year
        ("CP14 dated June 2026", "", "notice_date", "dated June"),
        ("CP14 from 9/8", "", "notice_date", "9/8"),
        ("sometime early May", "notice_date", "notice_date", "early May"),
        ("yesterday", "notice_date", "notice_date", "yesterday"),
        ("last week", "payment_date", "payment_date", "last week"),
        ("I paid it a few weeks ago", "", "payment_date", "a few weeks ago"),
        # sums
        ("they want about $300", "", "amount", "$300"),
        ("it says I owe $300 or so", "", "amount", "$300"),
        ("the bill is 3k", "", "amount", "3k"),
        ("they say I owe a couple thousand dollars", "", "amount", "a couple thousand dollars"),
        ("the balance is between $400 and $500", "", "amount", "$400"),
        ("I can pay maybe $80 a month", "", "monthly_payment", "$80"),
        ("roughly 900 dollars", "amount", "amount", "900 dollars"),
        ("I owe $4,000 and change", "", "amount", "$4,000"),
        ("I owe ~$700", "", "amount", "$700"),
        # a code without its number
        ("it's a CP5-something", "", "notice_code", "CP5"),
    ],
)
def test_too_vague_for_a_letter(said: str, asked: str, field: str, words: str, names: ExactNames) -> None:
    told = read(said, names, asked=asked)
    assert field not in told.values
    assert told.vague[field].strip() == words


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("tax year 2022", ["2022"]),
        ("for my 2022 return", ["2022"]),
        ("TY22", ["2022"]),
        ("ty 2022", ["2022"]),
        ("the '22 return", ["2022"]),
        ("CP14, 2022, $90.00", ["2022"]),
        # lists and ranges
        ("tax years 2020, 2021 and 2022", ["2020", "2021", "2022"]),
        ("for 2020 & 2021", ["2020", "2021"]),
        ("2019-2021", ["2019", "2020", "2021"]),
        ("years 2019 through 2021", ["2019", "2020", "2021"]),
        ("$500.00 for 2020 and $700.00 for 2021", ["2020", "2021"]),
        ("for the year ending 2023", ["2023"]),
        ("tax period ending 12/31/2023", ["2023"]),
        ("it's 2023. not 2022", ["2023"]),
        # years of the story
        ("CP14, tax year 2023, filed in 2024", ["2023"]),
        ("I've been disabled since 2019", []),
        ("I retired in 2018 and live on a pension", []),
        ("dated March 9, 2026", []),
        ("in May 2024 I lost my job", []),
        ("tax year 2022. We got divorced in 2023.", ["2022"]),
        ("Tax year 2022, I have lived here since 2001", ["2022"]),
        # the number of a code, a form or a sum is no year
        ("CP2000", []),
        ("Form 2848", []),
        ("I owe $2,022.00", []),
        ("I owe 2021.00 for 2023", ["2023"]),
        # what it is not
        ("tax year 2022, not 2021", ["2022"]),
        ("it's for 2021, sorry, 2022", ["2022"]),
        # in Spanish
        ("impuesto de 2022", ["2022"]),
        ("año 2022", ["2022"]),
    ],
)
def test_tax_years(said: str, years: list[str], names: ExactNames) -> None:
    told = read(said, names)
    assert [str(year) for year in told.values.get("tax_year", ())] == years
    assert "tax_year" not in told.either


@pytest.mark.parametrize(
    ("said", "sums"),
    [
        # what the notice asks for
        ("they say I owe $412.80", {"amount": "412.80"}),
        ("CP14 for 2023, $412.80", {"amount": "412.80"}),
        ("amount due 412.80", {"amount": "412.80"}),
        ("I owe 412 for 2023", {"amount": "412.00"}),
        ("balance: 1,412", {"amount": "1412.00"}),
        ("the bill is for 900 bucks", {"amount": "900.00"}),
        ("it demands 3 grand even", {"amount": "3000.00"}),
        ("They want twelve hundred dollars", {"amount": "1200.00"}),
        ("the amount is four hundred dollars and fifty cents", {"amount": "400.50"}),
        ("They propose $1,711.00 more tax", {"amount": "1711.00"}),
        ("It says $1,206 and 50 cents", {"amount": "1206.50"}),
        ("They took my $900 refund for a debt of $412.80", {"amount": "412.80"}),
        # one a year
        ("$500.00 for 2020 and $700.00 for 2021", {"amount": ["500.00", "700.00"]}),
        # by the month
        ("I can pay $75 a month", {"monthly_payment": "75.00"}),
        ("$75/mo is what I can do", {"monthly_payment": "75.00"}),
        ("ninety dollars a month is all I can spare", {"monthly_payment": "90.00"}),
        ("I owe $4,100.00 and can afford $75 per month", {"amount": "4100.00", "monthly_payment": "75.00"}),
        ("monthly payments of $75", {"monthly_payment": "75.00"}),
        ("$75 al mes", {"monthly_payment": "75.00"}),
        # what comes in by the month is no payment
        ("I get $1,150 a month from social security", {}),
        ("my rent is $900 a month", {}),
        ("My pension is $1,150 a month and I can pay $40 a month", {"monthly_payment": "40.00"}),
        # paid already
        ("I paid $412.80 in February", {"paid_amount": "412.80"}),
        ("I mailed a check for $412.80", {"paid_amount": "412.80"}),
        ("They say I owe $500.00 but I paid $412.80", {"amount": "500.00", "paid_amount": "412.80"}),
        ("they sent me a bill for $412.80", {"amount": "412.80"}),
        # the person's own money
        ("I earned $31,000 that year", {}),
        ("my W-2 shows wages of $31,000.00", {}),
        ("I donated $600 to my church", {}),
        ("They want $412.80 but I only sold $200.00 of stock", {"amount": "412.80"}),
        ("My income was $31,000. The notice says $412.80.", {"amount": "412.80"}),
        ("They say my income was $52,000 and want $2,214.00", {"amount": "2214.00"}),
        ("$1,200 was withheld but they want $412.80", {"amount": "412.80"}),
        ("the bank charged me a $35 fee and the IRS says I owe $412.80", {"amount": "412.80"}),
        ("My rent is $800 and I owe $412.80", {"amount": "412.80"}),
        ("They want $412.80. I make $2,100 a month and my rent is $1,300.", {"amount": "412.80"}),
        # numbers that are no sums
        ("check 118", {}),
        ("I am 67 years old and have 2 kids", {}),
        ("they charged 22% of it", {}),
        ("call me at 555-0142", {}),
        # corrections in one message
        ("I owe $412.80, sorry, $421.80", {"amount": "421.80"}),
        ("I owe $421.80, not $412.80", {"amount": "421.80"}),
        ("make it $60 a month instead of $75 a month", {"monthly_payment": "60.00"}),
        ("I can pay $75 a month, no wait, $60 a month", {"monthly_payment": "60.00"}),
    ],
)
def test_sums(said: str, sums: dict[str, object], names: ExactNames) -> None:
    assert settled(read(said, names), SUMS) == sums


@pytest.mark.parametrize(
    ("said", "asked", "sums"),
    [
        ("75", "monthly_payment", {"monthly_payment": "75.00"}),
        ("412.80", "amount", {"amount": "412.80"}),
        ("it was 410", "paid_amount", {"paid_amount": "410.00"}),
        ("1,200", "wrong_amount", {"wrong_amount": "1200.00"}),
        ("fifty", "monthly_payment", {}),  # a number in words alone is left to read_answer
        ("I get $900 a month but can pay $40", "monthly_payment", {"monthly_payment": "40.00"}),
    ],
)
def test_sums_that_answer(said: str, asked: str, sums: dict[str, object], names: ExactNames) -> None:
    assert settled(read(said, names, asked=asked), SUMS) == sums


@pytest.mark.parametrize(
    ("said", "field", "both"),
    [
        ("the top page says 3/9/2026 and the stub says 3/12/2026", "notice_date", ["2026-03-09", "2026-03-12"]),
        ("it's a CP503 or a CP504", "notice_code", ["CP503", "CP504"]),
        ("front page says I owe $412.80, back page says I owe $512.80", "amount", ["412.80", "512.80"]),
        ("tax year 2021 or 2022, not sure", "tax_year", ["2021", "2022"]),
    ],
)
def test_told_in_two_ways(said: str, field: str, both: list[str], names: ExactNames) -> None:
    told = read(said, names)
    assert field not in told.values
    assert [plain(value) for value in told.either[field]] == both


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("CP71", "CP71"),
        ("cp-71", "CP71"),
        ("C.P. 71", "CP71"),
        ("c p 71", "CP71"),
        ("Cp 71c", "CP71C"),
        ("CP fourteen", "CP14"),
        ("the 504 notice", "CP504"),
        ("notice 504", "CP504"),
        ("notice number 504", "CP504"),
        ("notice #504", "CP504"),
        ("LT 11", "LT11"),
        ("L.T. 16", "LT16"),
        ("letter 1058", "LT11"),
        ("ltr 3172", "Letter 3172"),
        ("a 5071C letter", "Letter 5071C"),
        ("a 4883C came", "Letter 4883C"),
        ("668-W", "Form 668-W"),
        ("form 668w", "Form 668-W"),
        ("a 668-a went to my bank", "Form 668-A"),
        ("CP999", "CP999"),
        # several: the one at hand
        ("first a CP501, now it's a CP503", "CP503"),
        ("not a CP501, it's a CP503", "CP503"),
        ("CP504. I never got the CP501. The CP504 is dated 3/9/2026.", "CP504"),
        ("I meant CP71A, not CP71C", "CP71A"),
        # none
        ("tax year 2000", None),
        ("Form 1040", None),
        ("I cp'd the file 14 times", None),
    ],
)
def test_codes(said: str, code: str | None, names: ExactNames) -> None:
    assert read(said, names).values.get("notice_code") == code


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I paid with check 118", {"payment_method": "check 118"}),
        ("check no. 118", {"payment_method": "check 118"}),
        ("Check #118 cleared", {"payment_method": "check 118"}),
        ("paid by check", {"payment_method": "check"}),
        ("a cashiers check", {"payment_method": "cashier's check"}),
        ("I paid through direct pay", {"payment_method": "Direct Pay"}),
        ("sent it by eftps", {"payment_method": "EFTPS"}),
        ("I used my debit card", {"payment_method": "debit card"}),
        ("paid by money order", {"payment_method": "money order"}),
        ("paid cash at a store", {"payment_method": "cash"}),
        ("sent by wire transfer", {"payment_method": "wire transfer"}),
        (
            "Paid with Direct Pay, confirmation number 4417-AB93",
            {"payment_method": "Direct Pay", "confirmation": "4417-AB93"},
        ),
        ("EFT number 27001234567", {"confirmation": "27001234567"}),
        # no payment was made with it
        ("Please check the amount", {}),
        ("my cash flow is bad", {}),
        ("I lost my credit card", {}),
        ("please confirm the total", {}),
        # taxpayer numbers, and others that aren't
        ("the last four are 4417", {"ssn_last4": "4417"}),
        ("my ssn is 4417", {"ssn_last4": "4417"}),
        ("my ssn ends in 4417", {"ssn_last4": "4417"}),
        ("[taxpayer number ending 4417]", {"ssn_last4": "4417"}),
        ("from my account [account number ending 9981]", {}),
        ("I lost my card ending in 9981", {}),
    ],
)
def test_payments_and_numbers(said: str, told: dict[str, str], names: ExactNames) -> None:
    assert settled(read(said, names), PAYMENT) == told


@pytest.mark.parametrize(
    ("said", "kind", "field", "value"),
    [
        ("I agree with the changes", "cp2000_response", "answer", "agree"),
        ("they are right about it", "cp2000_response", "answer", "agree"),
        ("I don't agree", "cp2000_response", "answer", "disagree"),
        ("I do not agree with any of it", "cp2000_response", "answer", "disagree"),
        ("I partly agree", "cp2000_response", "answer", "partly"),
        ("I agree with some of it", "cp2000_response", "answer", "partly"),
        ("I agree about the interest but not the 1099", "cp2000_response", "answer", "partly"),
        ("the late filing penalty", "penalty_abatement", "penalty", "failure-to-file"),
        ("failure to pay penalty", "penalty_abatement", "penalty", "failure-to-pay"),
        ("the penalty for underpaying, an underpayment penalty", "penalty_abatement", "penalty", "estimated tax"),
        ("an accuracy-related penalty", "penalty_abatement", "penalty", "accuracy-related"),
        ("I need 30 more days", "more_time_request", "more_days", "30"),
        ("give me 30 additional days", "more_time_request", "more_days", "30"),
        # of another kind, none of these
        ("I agree with the changes", "dispute_letter", "answer", None),
    ],
)
def test_choices(said: str, kind: str, field: str, value: str | None, names: ExactNames) -> None:
    assert read(said, names, kind).values.get(field) == value


@pytest.mark.parametrize(
    ("said", "corrects"),
    [
        ("sorry, it's a CP503", True),
        ("no, 2022", True),
        ("change the amount to $90.00", True),
        ("on second thought, $60 a month", True),
        ("I misread it: $421.80", True),
        ("the date is wrong, it's 3/8/2026", True),
        ("the amount is wrong, $421.80", True),
        ("wait, it's 2022", True),
        ("CP14 dated 3/9/2026", False),
        ("my boss gave me the wrong W-2", False),
        ("the bill is wrong because my son lives with me", False),
        ("they used the gross instead of the net", False),
        ("I had to wait for my refund", False),
        ("I know I was late", False),
        ("it might be 2021, not sure", False),
        ("there was no income that year", False),
    ],
)
def test_whether_it_mends_what_was_said(said: str, corrects: bool, names: ExactNames) -> None:
    assert read(said, names).corrects is corrects


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("the second of june 2026", "the      2 of june 2026"),
        ("the thirtieth day of June", "the        30 day of June"),
        ("twenty-first of May 2026", "          21 of May 2026"),
        ("CP fourteen", "      CP 14"),
        ("C.P. 71", "CP  71"),
        ("25-12-2026", "12-25-2026"),
        # as it was
        ("the second notice", "the second notice"),
        ("12/13/2026", "12/13/2026"),
    ],
)
def test_plain_dates_keep_the_length(said: str, plainly: str) -> None:
    assert with_plain_dates(said).split() == plainly.split()
    assert len(with_plain_dates(said)) == len(said)


@pytest.mark.parametrize(
    "said",
    [
        f"I owe {'9' * 60} grand even",
        f"I owe ${'9' * 60}.00",
        "they want " + "nine thousand " * 30 + "dollars",
        "CP " + "thousand " * 30,
        "the " + "twenty-" * 9 + "first of May 2026",
        "",
        "\n\n",
    ],
)
def test_odd_text_is_read_without_failure(said: str, names: ExactNames) -> None:
    assert len(with_plain_dates(said)) == len(said)
    read(said, names)


@settings(deadline=None, max_examples=300)
@given(
    st.text() | st.lists(st.sampled_from(BITS.split(" "))).map(" ".join),
    st.sampled_from(["", "cp2000_response", "penalty_abatement", "more_time_request"]),
    st.sampled_from(["", "notice_date", "amount", "name", "representative", "tax_year", "monthly_payment", "until"]),
)
def test_any_text_is_read_and_each_span_lies_in_it(names: ExactNames, text: str, kind: str, asked: str) -> None:
    plainly = with_plain_dates(text)
    assert len(plainly) == len(text)
    told = told_in(plainly, names, kind, asked)
    assert all(0 <= span.start <= span.end <= len(text) for span in told.spans)
    assert not set(told.values) & set(told.either)
