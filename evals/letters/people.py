"""Invented people, and how a letter prints dates, sums of money, telephone and taxpayer numbers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")

FIRST = (
    "ROSALIND", "GIDEON", "CLEMENTINE", "HORATIO", "WILHELMINA", "THEODORA", "AMBROSE", "PERPETUA", "LEOPOLD", "OTTILIE",
    "BARNABY", "SERAPHINA", "CASSIUS", "MARIGOLD", "EPHRAIM", "DULCIE", "JEROME", "NGOZI", "TARIQ", "XIMENA",
)  # fmt: skip
LAST = (
    "ETHERINGWAY", "LARKSPUR", "BRACKWATER", "MENDENHALL", "ASHGROVE", "PIKE-SOLANO", "QUILLFEATHER", "THORNBERRY", "OKONJO-REED",
    "VANTERPOOL", "HOLLOWAY", "DE LA VEGA", "ST. CLAIR", "O'MALLORY", "WINDHAM", "FENNIMORE", "GALLOWGLASS", "PEPPERELL",
)  # fmt: skip
STREETS = (
    "MINNOW COURT", "TURNSTONE LOOP", "PALISADE HILL", "SIXPENNY ROW", "LANTERN ST APT 4B", "COUNTY ROAD 118", "W 31ST ST",
    "OLD MILL RD UNIT 2025", "HERON WAY", "N BASALT AVE", "CP LANE", "FOUNDRY BLVD STE 1040",
)  # fmt: skip
PLACES = (
    ("SABLE RIVER", "LA", "70785"), ("PETREL COVE", "AL", "36535"), ("CRAGMOOR", "WY", "82601"), ("KESTREL", "SD", "57104"),
    ("LANTERN POINT", "WA", "98221"), ("EAST HALLOW", "OH", "43012"), ("PINE TERRACE", "GA", "30117"), ("DRY CREEK", "TX", "78640"),
)  # fmt: skip
CAMPUSES = (
    ("Austin, TX", "73301-0010"), ("Memphis, TN", "37501-0025"), ("Ogden, UT", "84201-0038"), ("Fresno, CA", "93888-0002"),
    ("Kansas City, MO", "64999-0204"), ("Andover, MA", "05501-0010"), ("Holtsville, NY", "11742-0480"), ("Cincinnati, OH", "45999-0149"),
)  # fmt: skip
BUSINESSES = ("TIDEWATER AWNINGS LLC", "FENWICK & MOSS BAKERY INC", "COPPER KETTLE CATERING", "NORTH FORK DRYWALL LLC")

Date = date  # Pen has a method of that name

DATE_STYLES = (
    "long",
    "long",
    "long",
    "long",
    "slashes",
    "slashes",
    "short slashes",
    "abbreviated",
    "iso",
    "dashes",
    "no comma",
    "capitals",
)
MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def written(on: date, style: str) -> str:
    """A date as letters print it.

    >>> written(date(2026, 9, 29), "abbreviated")
    'Sept. 29, 2026'
    """
    match style:
        case "slashes":
            return on.strftime("%m/%d/%Y")
        case "short slashes":
            return f"{on.month}/{on.day}/{on.year}"
        case "abbreviated":
            return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"
        case "iso":
            return on.isoformat()
        case "dashes":
            return on.strftime("%m-%d-%Y")
        case "no comma":
            return f"{on.strftime('%B')} {on.day} {on.year}"
        case "capitals":
            return f"{on.strftime('%B').upper()} {on.day}, {on.year}"
        case _:
            return f"{on.strftime('%B')} {on.day}, {on.year}"


def date_forms(on: date) -> set[str]:
    """Every way `written` prints this date."""
    return {written(on, style) for style in DATE_STYLES}


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a letter is addressed to: the lines of the address, and the taxpayer number as printed."""

    name: str
    address: tuple[str, ...]
    number: str | None  # XXX-XX-5093
    last4: str | None
    full_number: bool = False


class Pen:
    """Chooses words and writes values, each letter in its own manner, the same again for the same seed."""

    def __init__(self, seed: str):
        self.random = random.Random(seed)  # a string seeds alike on every machine
        self.date_style = self.pick(DATE_STYLES)
        self.space_after_dollar = self.chance(0.08)
        self.thousands = not self.chance(0.08)
        self.credit_style = self.pick(("-$9", "-$9", "-9", "$9-", "(9)", "($9)", "- $9", "$9 CR"))
        self.phone_style = self.pick(("800-", "800-", "800-", "1-800-", "(800)", "800.", "800 "))

    def pick(self, options: Sequence[T]) -> T:
        return self.random.choice(options)

    def say(self, *ways: str) -> str:
        """One of several ways to say a thing."""
        return self.pick(ways)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def digits(self, n: int) -> str:
        return "".join(str(self.between(0, 9)) for _ in range(n))

    def date(self, on: Date) -> str:
        return written(on, self.date_style)

    def day(self) -> Date:
        """A working day on which a letter may be dated."""
        on = date(2025, 1, 6) + timedelta(days=self.between(0, 680))
        return on - timedelta(days=max(0, on.weekday() - 4))

    def sum_between(self, low: int, high: int) -> Decimal:
        return Decimal(self.between(low * 100, high * 100)) / 100

    def money(self, amount: Decimal) -> str:
        """`$1,357.00`"""
        number = f"{amount:,.2f}" if self.thousands else f"{amount:.2f}"
        return f"$ {number}" if self.space_after_dollar else f"${number}"

    def credit(self, amount: Decimal) -> str:
        """A payment or credit of `amount`, itself above zero: `-$175.00`, `$175.00-`, `(175.00)`."""
        number = f"{amount:,.2f}" if self.thousands else f"{amount:.2f}"
        return self.credit_style.replace("9", number)

    def phone(self, number: str) -> str:
        """800-829-0922 in the letter's manner."""
        area, middle, end = number.split("-")
        match self.phone_style:
            case "1-800-":
                return f"1-{number}"
            case "(800)":
                return f"({area}) {middle}-{end}"
            case "800.":
                return f"{area}.{middle}.{end}"
            case "800 ":
                return f"{area} {middle} {end}"
            case _:
                return number

    def person(self) -> Person:
        last4 = self.digits(4)
        initial = self.pick("ABCDEFGHJKLMOPRSTVWZ")
        first, last = self.pick(FIRST), self.pick(LAST)
        name = self.say(
            f"{first} {initial} {last}", f"{first} {last}", f"{first} {initial} & {self.pick(FIRST)} {last}"
        )
        town, state, code = self.pick(PLACES)
        plus4 = f"-{self.digits(4)}" if self.chance(0.5) else ""
        street = self.say(
            f"{self.between(2, 9899)} {self.pick(STREETS)}",
            f"P.O. BOX {self.between(2, 9999)}",
            f"PO BOX {self.digits(4)}",
        )
        address = (street, self.say(f"{town} {state} {code}{plus4}", f"{town}, {state}  {code}{plus4}"))
        if self.chance(0.1):
            return Person(name, address, None, None)
        if self.chance(0.08):  # ranges no one was ever given: 000, 666, and 987-65-432x of the advertisements
            number = self.say(
                f"000-{self.digits(2)}-{last4}", f"666-{self.digits(2)}-{last4}", f"987-65-432{last4[-1]}"
            )
            return Person(name, address, number, number[-4:], full_number=True)
        return Person(
            name, address, self.say(f"XXX-XX-{last4}", f"XXX-XX-{last4}", f"***-**-{last4}", f"xxx-xx-{last4}"), last4
        )

    def business(self) -> Person:
        town, state, code = self.pick(PLACES)
        address = (f"{self.between(2, 9899)} {self.pick(STREETS)}", f"{town} {state} {code}-{self.digits(4)}")
        return Person(self.pick(BUSINESSES), address, f"XX-XXX{self.digits(4)}", None)
