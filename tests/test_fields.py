"""Words of a letter → what it says: every value with its words, nothing guessed, two candidates left to the person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assistant.corpus import Corpus
from assistant.reading import read_text
from assistant.reading.fields import read_notices
from assistant.reading.values import SUM, dates_in, is_sum, sum_of, years_in
from assistant.records import Box, Duty, Kind, Letter, Line, PrintedDate, Reading
from assistant.retrieval.exact import ExactNames


@pytest.fixture(scope="module")
def names(corpus: Corpus) -> ExactNames:
    return ExactNames(corpus)


def read(text: str, names: ExactNames) -> Reading:
    (reading,) = read_notices(read_text(text), names)
    return reading


def letter_with(code: str) -> str:
    return f"Department of the Treasury\nInternal Revenue Service\n{code}\nNotice date   March 2, 2026\nDear taxpayer"


def spellings(name: str) -> Iterator[str]:
    """How a code is printed, and how it is misread from a picture."""
    yield f"Notice   {name}" if name.startswith(("CP", "LT")) else name
    yield f"{name} (Rev. 5-2024) Catalog Number 12345X"
    if name.startswith(("CP", "LT")) and name[2:3].isdigit():
        yield f"Notice   {name[:2]} {name[2:]}"
        yield f"NOTICE NUMBER\n{name[:2]}-{name[2:]}"
        yield f"Notice   {name.replace('0', 'O')}"
    if name[:2] in ("CP", "LT") and name[2:].isdigit():
        yield f"Notice   {name[:2]}{name[2:].replace('1', 'I').replace('5', 'S')}"


def test_every_code_and_alias_is_found_however_it_is_printed_or_misread(corpus: Corpus, names: ExactNames) -> None:
    wrong = []
    for notice in corpus.notices.values():
        for name in (notice.code, *notice.aliases):
            for printed in spellings(name):
                found = read(letter_with(printed), names).notice.code
                if found != notice.code:
                    wrong.append((printed, found, notice.code))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # another notice that is spoken of is not the letter's own
        ("Notice   CP504\nWe sent you a CP501 before. See Notice CP14 too.", "CP504"),
        ("Notice   CP504\nYou may get Letter 1058 or LT11 next.", "CP504"),
        ("Letter 3172 (Rev. 3-2019)\nForm 668(Y)(c) was filed.", "Letter 3172"),
        # several are spoken of, none is its own
        ("After CP14 you may get CP501 or a CP503 from us some day.", None),
        # "letter" and a number are no code
        ("Answer this letter within 30 days.", None),
        ("Letter 30 of 40", None),
    ],
)
def test_only_its_own_code_is_taken(text: str, code: str | None, names: ExactNames) -> None:
    assert read(f"Internal Revenue Service\n{text}", names).notice.code == code


@pytest.mark.parametrize("printed", ["CP9999", "CP-38-C", "LT77"])
def test_a_code_that_is_not_in_the_catalogue_is_kept_as_printed(printed: str, names: ExactNames) -> None:
    reading = read(f"INTERNAL REVENUE SERVICE\n{printed}   Date 03/05/2026", names)
    assert reading.notice.code is None
    assert reading.notice.unknown_code == printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("September 8, 2026", "2026-09-08"),
        ("Sept. 8 2026", "2026-09-08"),
        ("SEPTEMBER8,2026", "2026-09-08"),
        ("Sept 3rd 2026", "2026-09-03"),
        ("8 September 2026", "2026-09-08"),
        ("8 de septiembre de 2026", "2026-09-08"),
        ("9/8/26", "2026-09-08"),
        ("09-08-2026", "2026-09-08"),
        ("2026-02-23", "2026-02-23"),
        ("Septernber 8, 2O26", "2026-09-08"),  # m read as rn, 0 as O
        ("February 29, 2028", "2028-02-29"),
        ("13/05/2026", None),  # no month 13; never read as a day first
        ("02/30/2026", None),
        ("February 29, 2026", None),
        ("July 7", None),
        ("800-829-0922", None),
        ("12345/67/8901", None),
    ],
)
def test_dates_as_they_are_written(text: str, expected: str | None) -> None:
    assert next((day.isoformat() for day, _, _ in dates_in(text)), None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,357.00", "1357.00"),
        ("$ 499", "499.00"),
        ("-$175.00", "-175.00"),
        ("-175.00", "-175.00"),
        ("$175.00-", "-175.00"),
        ("($175.00)", "-175.00"),
        ("175.00 CR", "-175.00"),
        ("S3,214.77", "3214.77"),  # $ read as S
        ("$3.214.77", "3214.77"),  # comma read as a point
        ("$3, 214.77", "3214.77"),
        ("$1,234,567.89", "1234567.89"),
    ],
)
def test_sums_as_they_are_printed(text: str, expected: str) -> None:
    match = next(SUM.finditer(text))
    assert is_sum(match)
    assert sum_of(match) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024", [2024]),
        ("2021, 2022", [2021, 2022]),
        ("2020-2022", [2020, 2021, 2022]),
        ("12/31/2022", [2022]),
        ("Dec. 31, 2023", [2023]),
        ("June 30, 2024", [2024]),
        ("March 3, 2024", []),  # the day a letter was written is no tax year
        ("1040 for $2,024.00", []),
    ],
)
def test_tax_years_as_they_are_written(text: str, years: list[int]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Amount due by September 29, 2026   $10.00", [("2026-09-29", Duty.PAY)]),
        ("Pay by 9/29/2026 to avoid more interest.", [("2026-09-29", Duty.PAY)]),
        ("Please respond by April 3, 2026.", [("2026-04-03", Duty.RESPOND)]),
        ("Last day to file a petition with the US Tax Court:   June 1, 2026", [("2026-06-01", Duty.PETITION)]),
        ("You must request a hearing by July 1, 2026.", [("2026-07-01", Duty.HEARING)]),
        (
            "You have the right to a hearing. Request it in writing no later than July 1, 2026.",
            [("2026-07-01", Duty.HEARING)],
        ),
        ("If you disagree, contact us by May 15, 2026 to request a reversal.", [("2026-05-15", Duty.DISPUTE)]),
        ("Payment due date\nApril 6, 2026", [("2026-04-06", Duty.PAY)]),
        ("Payments we received before March 1, 2026 are shown.", []),  # the past is no deadline
        ("We filed it on April 6, 2026.", []),
        ("Pay within 21 days from the date of this notice.", []),
    ],
)
def test_last_days_and_what_each_is_for(text: str, dates: list[tuple[str, Duty]], names: ExactNames) -> None:
    reading = read(f"Notice CP14\nNotice date   March 2, 2026\n{text}", names)
    assert reading.notice.printed_dates == tuple(PrintedDate(date.fromisoformat(on), duty) for on, duty in dates)


def test_every_value_stands_in_its_words(names: ExactNames) -> None:
    reading = read(
        "Internal Revenue Service   Notice CP14\nAustin, TX 73301-0010   Tax year 2024\nNotice date September 8, 2026\n"
        "SSN XXX-XX-1234   To contact us 800-829-0922   Caller ID 118820\nYour 2024 Form 1040\n"
        "Amount due by September 29, 2026   $3,214.77",
        names,
    )
    notice = reading.notice
    assert (notice.code, notice.tax_years, notice.ssn_last4, notice.caller_id) == ("CP14", (2024,), "1234", "118820")
    assert (notice.amount_due, notice.phone, notice.form) == ("3214.77", "800-829-0922", "1040")
    for name, candidates in reading.fields.items():
        for candidate in candidates:
            assert candidate.words, name
            assert candidate.page == 1
            assert all(cell in reading.letter.text for cell in candidate.words.split("   "))


def test_what_is_not_there_is_not_known(names: ExactNames) -> None:
    notice = read("Internal Revenue Service\nPlease call us about your account.", names).notice
    assert replace(notice, reply_address=None).is_empty()


def test_two_sums_that_are_as_likely_are_both_kept(names: ExactNames) -> None:
    reading = read("Notice CP14\nAmount due   $100.00\nAmount due   $90.00", names)
    assert reading.notice.amount_due is None
    assert {candidate.value for candidate in reading.fields["amount_due"]} == {"100.00", "90.00"}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("You owe $1,357.00", "1357.00"),
        ("Your next installment payment of $175.00 is due May 15, 2026.\nCurrent balance   $4,736.84", "175.00"),
        ("Proposed amount due: $2,000.00", "2000.00"),
        ("Your refund is $112.50\nYou don't need to send money.", None),
        ("Refund amount due to you: $50.00", None),
        ("If you owe $50,000 or less you may apply online.", None),
        ("Small cases are up to $50,000 a year.", None),
    ],
)
def test_the_amount_asked_for(text: str, amount: str | None, names: ExactNames) -> None:
    assert read(f"Notice CP14\n{text}", names).notice.amount_due == amount


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Department of the Treasury\nInternal Revenue Service\nNotice CP14", Kind.IRS),
        ("State of California\nFranchise Tax Board\nNotice of tax due\nYour IRS return was changed.", Kind.STATE),
        ("New York State Department of Taxation and Finance\nYou owe state tax.", Kind.STATE),
        ("ConServe\nWe are a private collection agency working for the IRS on your account.", Kind.COLLECTOR),
        ("Bright Smile Dental\nYour balance for the cleaning is $80.00.", Kind.OTHER),
        ("Dear niece, your uncle finally paid the IRS. Love, Josephine", Kind.OTHER),
        ("FEDERAL TAX RESOLUTION BUREAU\nYour back taxes will be settled by our agents.", Kind.IRS),
    ],
)
def test_what_kind_of_mail_it_says_it_is(text: str, kind: Kind, names: ExactNames) -> None:
    assert read(text, names).kind is kind


def page(rows: list[list[tuple[str, float]]]) -> Letter:
    """A page whose cells stand at these shares of its width."""
    lines = [
        Line(1, text, Box(left, 0.05 + number * 0.03, left + 0.009 * len(text), 0.07 + number * 0.03), 1.0, place == 0)
        for number, row in enumerate(rows)
        for place, (text, left) in enumerate(row)
    ]
    return Letter(tuple(lines), "photo")


def test_a_value_below_its_label_is_told_by_where_it_stands(names: ExactNames) -> None:
    letter = page(
        [
            [("Internal Revenue Service", 0.1)],
            [("NOTICE NUMBER", 0.1), ("TAX YEAR", 0.4), ("DATE OF NOTICE", 0.6)],
            [("CP501", 0.1), ("2024", 0.4), ("April 22, 2026", 0.6)],
        ]
    )
    notice = read_notices(letter, names)[0].notice
    assert (notice.code, notice.tax_years, notice.notice_date) == ("CP501", (2024,), date(2026, 4, 22))


def test_two_notices_in_one_text_are_told_apart(names: ExactNames) -> None:
    first = letter_with("Notice   CP14") + "\nAmount due   $10.00\nMail to:\nInternal Revenue Service\nAustin, TX 73301"
    second = letter_with("Notice   CP501").replace("March 2", "April 6") + "\nAmount due   $20.00"
    one, two = read_notices(read_text(f"{first}\n\n{second}"), names)
    assert (one.notice.code, one.notice.amount_due, one.notice.notice_date) == ("CP14", "10.00", date(2026, 3, 2))
    assert (two.notice.code, two.notice.amount_due, two.notice.notice_date) == ("CP501", "20.00", date(2026, 4, 6))


@pytest.mark.parametrize(
    "text",
    [
        "We filed a notice of federal tax lien for 2022 and 2023 with the recorder of the county on 03/23/2026.",
        "A notice of federal tax lien was filed on March 23, 2026 against your property.",
        "Lien filing date: 3/23/2026",
    ],
)
def test_the_day_a_lien_was_filed(text: str, names: ExactNames) -> None:
    reading = read(f"Letter 3172\nDate: 03/27/2026\n{text}", names)
    assert reading.notice.lien_filed == date(2026, 3, 23)


def test_the_sum_billed_wins_over_the_head_of_a_column(names: ExactNames) -> None:
    table = "Type of tax   Period ending   Amount you owe   Total\n1040   12/31/2021   $11,200.00   $13,301.13"
    assert read(f"Notice LT11\nAmount due immediately: $28,755.13\n{table}", names).notice.amount_due == "28755.13"


def test_a_letter_in_spanish_is_read(names: ExactNames) -> None:
    notice = read(
        "Departamento del Tesoro\nServicio de Impuestos Internos (IRS)\nAviso CP14\nAño tributario 2024\n"
        "Fecha del aviso: 9 de noviembre de 2026\nCantidad adeudada: $512.00\nPague antes del 30 de noviembre de 2026",
        names,
    ).notice
    assert (notice.code, notice.tax_years, notice.notice_date) == ("CP14", (2024,), date(2026, 11, 9))
    assert notice.amount_due == "512.00"
    assert [printed.on for printed in notice.printed_dates] == [date(2026, 11, 30)]


def test_a_column_of_labels_and_then_of_values_is_read(names: ExactNames) -> None:
    notice = read(
        "Internal Revenue Service\nNotice\nTax Year\nNotice date\nSocial Security number\nTo contact us\n"
        "CP14\n2025\nNovember 9, 2026\nXXX-XX-4321\n800-829-1040\nAmount due by November 30, 2026\n$88.10",
        names,
    ).notice
    assert (notice.code, notice.tax_years, notice.notice_date) == ("CP14", (2025,), date(2026, 11, 9))
    assert (notice.ssn_last4, notice.phone, notice.amount_due) == ("4321", "800-829-1040", "88.10")


def test_labels_without_their_values_are_left_as_they_stand(names: ExactNames) -> None:
    assert read("Internal Revenue Service\nNotice\nTax Year\nPlease call us.\nThank you.", names).notice.is_empty()
