"""Do the lines of a bill come to its total? Sums worked by hand; no case may call a right bill wrong."""

from decimal import Decimal

import pytest

from assistant.records import BillLine
from assistant.rules.billing import FEWEST_LINES, TOO_FEW, TWO_TOTALS, UNCLEAR, check_bill


def bill(printed: str) -> tuple[BillLine, ...]:
    """Lines by hand, `label amount` between semicolons; a label that starts with `=` is a total."""
    rows = [row.rsplit(" ", 1) for row in printed.split("; ") if row]
    return tuple(
        BillLine(label.removeprefix("="), Decimal(amount), label.startswith("="), 1, None) for label, amount in rows
    )


FITS = [
    # CP11, the refund a person had counts against what was changed
    "Account balance before this change (refund) 643.00; Decrease in credits 2000.00; =Amount due 1357.00",
    # the same, the refund already read as below zero
    "Account balance before this change -643.00; Decrease in credits 2000.00; =Amount due 1357.00",
    # CP30: a refund that becomes smaller
    "Your refund shown on your return 400.00; Estimated tax penalty -287.50; =Your refund 112.50",
    # the same, the penalty printed without its minus
    "Refund shown on your return 400.00; Estimated tax penalty 287.50; =Your refund 112.50",
    # CP90: tax periods
    "Tax period 12/31/2022 8110.14; Tax period 12/31/2023 5532.15; =Amount due immediately 13642.29",
    # CP521
    "Previous balance 4880.20; Payment received -175.00; Penalty and interest 31.64; =Current balance 4736.84",
    # LT38
    "2020 1204.00; 2021 1709.47; =Amount due 2913.47",
    # CP14 with payments and several charges
    "Tax you owed 5200.00; Payments and credits -4100.00; Failure-to-pay penalty 16.50; Interest charges 21.33; =Amount due 1137.83",
    # a total repeated on the stub
    "Tax 100.00; Interest 1.25; =Amount due by April 6 101.25; =Amount due by April 6 101.25",
    # repeated twice
    "Tax 100.00; Interest 1.25; =Amount due 101.25; =Amount due 101.25; =Amount due 101.25",
    # repeated after a line of the stub that isn't part of the bill
    "Tax 100.00; Interest 1.25; =Amount due 101.25; Minimum payment 25.00; =Amount due 101.25",
    # a subtotal on the way
    "Tax 900.00; Payments -200.00; =Subtotal 700.00; Penalty 35.00; Interest 5.10; =Amount due 740.10",
    # two section totals and a grand total
    "2020 tax 300.00; 2020 interest 12.00; =2020 312.00; 2021 tax 80.00; 2021 interest 4.00; =2021 84.00; =Amount due 396.00",
    # section totals, the last of them last
    "Tax 300.00; Interest 12.00; =2020 312.00; Tax 80.00; Interest 4.00; =2021 84.00",
    # the bill opens with a total carried in
    "=Previous balance 500.00; Interest 7.25; =Amount due 507.25",
    # a payment whose minus was lost
    "Tax 1000.00; Amount you paid 400.00; =Amount due 600.00",
    # withholding whose minus was lost, more than the tax: a refund
    "Tax 1000.00; Income tax withheld 1400.00; =Refund 400.00",
    # an overpayment printed above zero
    "Total tax 1000.00; Payments -1400.00; =Amount you overpaid 400.00",
    # parts of a line printed below it
    "Tax 1000.00; Penalties 60.00; Failure-to-file 45.00; Failure-to-pay 15.00; Interest 10.00; =Amount due 1070.00",
    # a subtotal not marked as one
    "Tax 1000.00; Penalty 60.00; Balance 1060.00; Interest 10.00; =Amount due 1070.00",
    # nothing due
    "Tax 250.00; Credit applied -250.00; =Amount due 0.00",
    # cents that binary floats get wrong
    "Tax 0.10; Interest 0.20; =Amount due 0.30",
]  # fmt: skip


@pytest.mark.parametrize("printed", FITS)
def test_lines_that_come_to_their_total(printed: str) -> None:
    check = check_bill(bill(printed))
    assert check.difference == 0
    assert check.total is not None
    assert check.says.endswith("as printed.")


WRONG = [
    # a cent
    ("Tax 1300.00; Interest 56.99; =Amount due 1357.00", "0.01", "$1,356.99; the letter prints $1,357.00, $0.01 more."),
    # a cent with a marked refund
    ("Balance (refund) 643.00; Decrease in credits 2000.00; =Amount due 1357.01", "0.01", "$1,357.00; the letter prints $1,357.01"),
    # less than the lines
    ("Tax 500.00; Penalty 25.00; =Amount due 515.00", "-10.00", "$525.00; the letter prints $515.00, $10.00 less."),
    # past a subtotal
    ("Tax 1000.00; Penalty -200.00; =Subtotal 800.00; Late charge 50.00; Interest 7.00; =Amount due 857.01", "0.01", "$857.00; the letter"),
    # repeated on the stub
    ("Tax 100.00; Interest 1.25; =Amount due 101.52; =Amount due 101.52", "0.27", "$101.25; the letter prints $101.52, $0.27 more."),
    # the bill opens with a balance
    ("=Previous balance 500.00; Interest 7.25; =Amount due 508.25", "1.00", "$507.25; the letter prints $508.25, $1.00 more."),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "difference", "says"), WRONG)
def test_a_difference_is_shown_with_its_sums(printed: str, difference: str, says: str) -> None:
    check = check_bill(bill(printed))
    assert check.difference == Decimal(difference)
    assert says in check.says
    assert "ask the IRS to explain" in check.says


CANNOT = [
    # nothing
    ("", TOO_FEW),
    # no total
    ("Tax 100.00; Interest 1.00", TOO_FEW),
    # a total alone
    ("=Amount due 742.11", TOO_FEW),
    # the same total three times
    ("=Amount due 742.11; =Amount due 742.11; =Amount due 742.11", TOO_FEW),
    # a single line, even one that differs
    ("Tax 100.00; =Amount due 101.00", TOO_FEW),
    # the stub prints another total
    ("Tax 100.00; Interest 1.00; =Amount due 101.00; =Amount due if late 103.00", TWO_TOTALS),
    # a subtotal at odds with its lines
    ("Tax 100.00; Interest 1.00; =Subtotal 90.00; Penalty 5.00; =Amount due 95.00", UNCLEAR),
    # a payment that may be above or below zero, and neither fits
    ("Tax 1000.00; Payments 400.00; =Amount due 950.00", UNCLEAR),
    # a refund that may count either way
    ("Refund you claimed 300.00; Credit removed 500.00; =Amount due 420.00", UNCLEAR),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "says"), CANNOT)
def test_what_cannot_be_checked_is_not_called_wrong(printed: str, says: str) -> None:
    check = check_bill(bill(printed))
    assert check.difference is None
    assert check.says == says


def test_the_lines_above_the_total_are_shown() -> None:
    lines = bill("Tax 100.00; Interest 1.25; =Amount due 101.25; =Amount due 101.25")
    check = check_bill(lines)
    assert check.lines == lines[:FEWEST_LINES]
    assert check.total == lines[-1]
