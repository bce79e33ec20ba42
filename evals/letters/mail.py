"""Letters whole: genuine notices in their layouts, scams, and other mail; each with its truth."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from evals.letters.blocks import Block, Box, Break, Corner, Cut, Qr, Say, Strip, Table
from evals.letters.people import CAMPUSES, Pen, Person
from evals.letters.stories import BUSINESS, PHONES, SEVERAL_YEARS, STORIES, Basis, Story, after, proposed

Truth = Mapping[str, Any]
WORDS = yaml.safe_load(Path(__file__).with_name("mail.yaml").read_text(encoding="utf-8"))
LAYOUTS = ("modern", "older", "dense", "letter", "corner")
FIELDS = (
    "code",
    "notice_date",
    "tax_years",
    "amount_due",
    "deadline",
    "phone",
    "ssn_last4",
    "caller_id",
    "form",
    "reply_address",
    "bill_adds_up",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as blocks, with what a right reading of it holds. `needs_picture`: pasted text can't show it."""

    kind: str
    layout: str
    blocks: tuple[Block, ...]
    truth: Truth
    needs_picture: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the head of a notice."""

    basis: Basis
    person: Person
    phone: str | None
    caller_id: str | None
    control: str | None
    campus: tuple[str, str]
    n_pages: int
    with_form: bool
    with_years: bool


# Genuine notices


def genuine(pen: Pen, code: str, layout: str) -> Mail:
    """A notice of this code in this layout."""
    basis = _basis(pen, code)
    tell = STORIES[code]
    story = tell(pen, basis)
    person = pen.business() if code in BUSINESS else pen.person()
    head = Head(
        basis,
        person,
        phone=pen.pick(PHONES.get(tell, ("800-829-0922", "800-829-8374"))) if pen.chance(0.93) else None,
        caller_id=pen.digits(6) if code.startswith("LT") or pen.chance(0.25) else None,
        control=f"{pen.digits(5)}-{pen.digits(4)}" if tell is proposed else None,
        campus=pen.pick(CAMPUSES),
        n_pages=pen.between(2, 8),
        with_form=pen.chance(0.5) or layout == "older",
        with_years=pen.chance(0.85) or layout in ("older", "dense") or basis.said_years not in _words(story),
    )
    reply = _reply_address(pen, head.campus) if (story.stub and pen.chance(0.6)) or pen.chance(0.15) else ()
    blocks = [
        *_head_blocks(pen, layout, head, story),
        *_story_blocks(pen, story),
        *_clutter(pen, basis),
        *_foot(pen, layout, head),
        *_stub(pen, head, story, reply),
    ]
    if pen.chance(0.25):
        blocks += [Break(), *_second_page(head, layout)]
    return Mail("irs_notice", layout, tuple(blocks), _truth(head, story, reply, blocks))


def _basis(pen: Pen, code: str) -> Basis:
    dated = pen.day()
    newest = dated.year - 1 if dated.month > 3 else dated.year - 2
    if code in SEVERAL_YEARS and pen.chance(0.6):
        first = newest - pen.between(1, 4)
        years = tuple(sorted({first, first + 1, *((first + 2,) if pen.chance(0.3) and first + 2 <= newest else ())}))
    else:
        years = (newest - pen.between(0, 2),)
    form = (
        pen.say("941", "940", "1120-S") if code in BUSINESS else pen.say("1040", "1040", "1040", "1040-SR", "1040-NR")
    )
    return Basis(code, form, years, dated)


def _truth(head: Head, story: Story, reply: tuple[str, ...], blocks: list[Block]) -> Truth:
    basis, person = head.basis, head.person
    printed = _words_of(blocks)
    truth: dict[str, Any] = {
        "code": basis.code,
        "notice_date": basis.dated.isoformat(),
        "tax_years": [str(year) for year in basis.years],
        "amount_due": None if story.amount is None else f"{story.amount:.2f}",
        "deadline": story.deadline.isoformat() if story.deadline else None,
        "phone": head.phone,
        "ssn_last4": person.last4,
        "is_suspicious": False,
        "doc_kind": "irs_notice",
        "caller_id": head.caller_id,
        "form": basis.form if re.search(rf"(?i)form\W{{1,8}}{basis.form}\b", printed) else None,
        "reply_address": ", ".join(reply)
        or None,  # where to answer; the sender's own address is a fair answer where none is named
        "bill_adds_up": story.bill.adds_up if story.bill else None,
        "strong": False,
        "full_number": person.full_number,
        "also": dict(story.also) if reply else {**story.also, "reply_address": (" ".join(head.campus),)},
    }
    if head.phone is None and re.search(r"\d{3}-\d{3}-\d{4}", printed):
        truth["ungraded"] = ["phone"]  # only a number for something else is printed
    if basis.code == "Letter 3172":
        truth["lien_filed"] = story.lien_filed.isoformat() if story.lien_filed else None
    if story.bill:
        truth["bill"] = [
            [label, f"{amount:.2f}"] for (label, _), amount in zip(story.bill.rows, story.bill.amounts, strict=True)
        ]
    if basis.code in BUSINESS and person.number:  # the end of an employer's number is a fair answer too
        truth["also"]["ssn_last4"] = (person.number[-4:],)
    return truth


def _words(story: Story) -> str:
    return " ".join((*story.headline, *story.paragraphs))


def _words_of(blocks: list[Block]) -> str:
    return " ".join(str(block) for block in blocks)


def _years(pen: Pen, basis: Basis) -> str:
    """The years as the head prints them: 2022 | 2021, 2022 | 12/31/2022."""
    if basis.code in BUSINESS:
        return ", ".join(f"{pen.say('03/31', '06/30', '12/31')}/{year}" for year in basis.years)
    return pen.say(
        ", ".join(map(str, basis.years)),
        " and ".join(map(str, basis.years)),
        ", ".join(f"12/31/{year}" for year in basis.years),
        ", ".join(f"Dec. 31, {year}" for year in basis.years)
        if len(basis.years) < 3
        else ", ".join(map(str, basis.years)),
    )


def _years_label(years: str) -> str:
    if "31" in years or "/" in years:
        return "Tax periods" if len(re.findall(r"20\d\d", years)) > 1 else "Tax period"
    return "Tax years" if len(years) > 4 else "Tax year"


def _head_blocks(pen: Pen, layout: str, head: Head, story: Story) -> list[Block]:
    match layout:
        case "modern":
            return _modern(pen, head)
        case "older":
            return _older(pen, head)
        case "dense":
            return _dense(pen, head)
        case "letter":
            return _letter_head(pen, head, story)
        case _:
            return _plain_head(pen, head)


def _addressee(head: Head) -> list[Block]:
    return [Say(line, "line") for line in (head.person.name, *head.person.address)]


def _number_label(pen: Pen, head: Head) -> str:
    if head.basis.code in BUSINESS:
        return pen.say("Employer ID number", "EIN")
    return pen.say("Social Security number", "SSN", "Taxpayer ID", "Taxpayer identification number")


def _named_code(code: str) -> str:
    return code if code.startswith("Letter") else f"Notice {code}"


def _modern(pen: Pen, head: Head) -> list[Block]:
    basis, years = head.basis, _years(pen, head.basis)
    right = [("Letter" if basis.code.startswith("Letter") else "Notice", basis.code.removeprefix("Letter "))]
    if head.with_years:
        right.append((_years_label(years), years))
    right.append((pen.say("Notice date", "Date of notice", "Date"), pen.date(basis.dated)))
    if head.person.number:
        right.append((_number_label(pen, head), head.person.number))
    if head.with_form:
        right.append((pen.say("Tax form", "Form"), basis.form))
    if head.control:
        right.append(("AUR control number", head.control))
    if head.phone:
        right.append((pen.say("To contact us", "Phone", "To contact us by phone"), pen.phone(head.phone)))
    if head.caller_id:
        right.append((pen.say("Your caller ID", "Caller ID"), head.caller_id))
    right.append(("Page", f"1 of {head.n_pages}"))
    place, code = head.campus
    left = pen.pick(
        (
            ("IRS", "Department of the Treasury", "Internal Revenue Service", f"{place}  {code}"),
            ("Department of the Treasury", "Internal Revenue Service", f"P.O. Box {pen.digits(4)}", f"{place} {code}"),
            (
                "IRS",
                "Department of the Treasury",
                "Internal Revenue Service",
                f"Stop {pen.digits(4)}",
                f"{place} {code}",
            ),
        )
    )
    return [Box(left, tuple(right)), *_addressee(head)]


def _older(pen: Pen, head: Head) -> list[Block]:
    basis, years = head.basis, _years(pen, head.basis)
    place, code = head.campus
    cells = [("DATE OF NOTICE", pen.date(basis.dated)), ("NOTICE NUMBER", basis.code.removeprefix("Letter "))]
    if basis.code.startswith("Letter"):
        cells[1] = ("LETTER NUMBER", basis.code.removeprefix("Letter "))
    if head.person.number:
        cells.append(
            (
                "EMPLOYER ID NUMBER"
                if basis.code in BUSINESS
                else pen.say("TAXPAYER ID NUMBER", "SSN", "SOCIAL SECURITY NUMBER"),
                head.person.number,
            )
        )
    cells += [("TAX FORM", basis.form), (_years_label(years).upper(), years)]
    pen.random.shuffle(cells)
    blocks: list[Block] = [
        Say("DEPARTMENT OF THE TREASURY", "spaced"),
        Say("INTERNAL REVENUE SERVICE", "spaced"),
        Say(f"{place.upper()}  {code}", "spaced"),
    ]
    blocks += [Strip(tuple(cells[:3])), Strip(tuple(cells[3:]))] if pen.chance(0.4) else [Strip(tuple(cells))]
    contact = [("FOR ASSISTANCE CALL", pen.phone(head.phone))] if head.phone else []
    contact += [("CALLER ID", head.caller_id)] if head.caller_id else []
    contact += [("AUR CONTROL NUMBER", head.control)] if head.control else []
    contact.append(("PAGE", f"1 OF {head.n_pages}"))
    return [*blocks, Strip(tuple(contact)), *_addressee(head)]


def _dense(pen: Pen, head: Head) -> list[Block]:
    basis, years = head.basis, _years(pen, head.basis)
    parts = [
        _named_code(basis.code),
        f"{pen.say('Notice date', 'Date')}: {pen.date(basis.dated)}",
        f"{_years_label(years)}: {years}",
    ]
    if head.person.number:
        parts.append(
            f"{'EIN' if basis.code in BUSINESS else pen.say('SSN', 'TIN', 'Taxpayer ID')}: {head.person.number}"
        )
    if head.with_form:
        parts.append(f"Form: {basis.form}")
    if head.phone:
        parts.append(f"{pen.say('Contact', 'Phone', 'Call')}: {pen.phone(head.phone)}")
    if head.caller_id:
        parts.append(f"{pen.say('Caller ID', 'Your caller ID:')} {head.caller_id}")
    if head.control:
        parts.append(f"AUR control {head.control}")
    parts.append(f"Page 1{pen.say('/', ' of ')}{head.n_pages}")
    place, code = head.campus
    return [
        Say(f"Department of the Treasury - Internal Revenue Service, {place} {code}", "bold"),
        Say(pen.say(" | ", " | ", "   ").join(parts), "small"),
        *([Say("CERTIFIED MAIL", "line")] if pen.chance(0.3) else []),
        Say(", ".join((head.person.name, *head.person.address)), "line"),
    ]


def _letter_head(pen: Pen, head: Head, story: Story) -> list[Block]:
    basis, years = head.basis, _years(pen, head.basis)
    place, code = head.campus
    pairs = [("Date:", pen.date(basis.dated))]
    if head.with_years:
        pairs.append((f"{_years_label(years)}:", years))
    if head.with_form:
        pairs.append(("Form:", basis.form))
    if pen.chance(0.6):
        pairs.append(("Person to contact:", pen.say("Ms. Alvarado", "J. Whitcomb", "R. Osei", "Tax Examiner")))
        pairs.append(("Employee ID number:", f"100{pen.digits(7)}"))
    if head.phone:
        pairs.append((pen.say("Contact telephone number:", "Telephone number:"), pen.phone(head.phone)))
    if pen.chance(0.3):
        pairs.append(("Fax number:", f"855-555-01{pen.digits(2)}"))
    if head.person.number:
        label = pen.say("Taxpayer identification number (last 4 digits):", "Taxpayer ID number:")
        number = head.person.number[-4:] if "last 4" in label and not head.person.full_number else head.person.number
        pairs.append((label, number))
    if head.caller_id:
        pairs.append(("Caller ID:", head.caller_id))
    if head.control:
        pairs.append(("AUR control number:", head.control))
    if story.petition_by:
        pairs.append(("Last day to file a petition with the US Tax Court:", pen.date(story.petition_by)))
    sender = (
        "Department of the Treasury",
        "Internal Revenue Service",
        pen.say("Examination Operations", "Small Business/Self-Employed", "Return Integrity"),
        f"{place} {code}",
    )
    blocks: list[Block] = (
        [Box(sender, tuple(pairs))]
        if pen.chance(0.5)
        else [*(Say(line, "line") for line in sender), *(Say(f"{a} {b}", "line") for a, b in pairs)]
    )
    return [
        *blocks,
        *_addressee(head),
        Say(pen.say("Dear Taxpayer:", f"Dear {head.person.name.title()}:", "Dear Sir or Madam:")),
    ]


def _plain_head(pen: Pen, head: Head) -> list[Block]:
    basis, years = head.basis, _years(pen, head.basis)
    place, code = head.campus
    blocks: list[Block] = [
        Say("Department of the Treasury", "center"),
        Say("Internal Revenue Service", "center"),
        Say(f"{place} {code}", "center"),
    ]
    blocks.append(Say(pen.say("Date: ", "", "Notice date: ") + pen.date(basis.dated), "right"))
    line = []
    if head.with_years:
        line.append(f"{_years_label(years)}: {years}")
    if head.with_form:
        line.append(f"Form {basis.form}")
    if head.person.number:
        line.append(f"{_number_label(pen, head)}: {head.person.number}")
    if head.phone:
        line.append(f"{pen.say('Telephone', 'To contact us', 'Call')}: {pen.phone(head.phone)}")
    if head.caller_id:
        line.append(f"Caller ID: {head.caller_id}")
    if head.control:
        line.append(f"AUR control number: {head.control}")
    return [*blocks, *_addressee(head), *(Say(words, "line") for words in line)]


def _story_blocks(pen: Pen, story: Story) -> list[Block]:
    title, second = story.headline
    blocks: list[Block] = [Say(title, "big" if len(title) < 52 else "head")] if title else []
    blocks += [Say(second, "head")] if second else []
    blocks += [Say(words) for words in story.paragraphs if words]
    if story.grid:
        blocks.append(Table(story.grid))
    if story.bill:
        blocks += (
            [Say(pen.say("Billing summary", "Summary", "What you owe", "How we figured it"), "bold")]
            if pen.chance(0.6)
            else []
        )
        blocks.append(Table(story.bill.rows, total=True, dots=pen.chance(0.25)))
    blocks += [Say(words) for words in story.closing if words]
    if story.amount and pen.chance(0.5):
        blocks.append(
            Say(
                pen.say(
                    "Pay online at www.irs.gov/payments, or send a check payable to United States Treasury.",
                    "Make your check or money order payable to the United States Treasury.",
                    "To set up a payment plan, go to www.irs.gov/opa or send Form 9465.",
                )
            )
        )
    if pen.chance(0.75):
        blocks.append(
            Say(pen.say("What you need to do", "Additional information", "Please note", "If you need help"), "bold")
        )
        blocks += [Say(words) for words in pen.random.sample(WORDS["fillers"], pen.between(1, 4))]
    return blocks


def _clutter(pen: Pen, basis: Basis) -> list[Block]:
    """What else stands on the page: fine print, a hand-written note, a stamp. None of it is a field."""
    blocks: list[Block] = []
    if pen.chance(0.3):
        blocks.append(
            Say(
                pen.say(
                    f"Payments we received after {pen.date(basis.dated - timedelta(days=12))} are not shown on this notice.",
                    "We never ask for payment by gift card, wire to a person or cryptocurrency. Report that to TIGTA: 800-366-4484.",
                    "The Taxpayer Advocate Service helps people free of charge: 877-777-4778 or www.taxpayeradvocate.irs.gov.",
                    "Keep this notice for your records. If you don't speak English, call 833-553-9895.",
                ),
                "small",
            )
        )
    if pen.chance(0.22):
        spoke = basis.dated + timedelta(days=pen.between(3, 15))
        blocks.append(
            Say(
                pen.say(
                    f"called {spoke.month}/{spoke.day}, on hold 50 min",
                    f"RECEIVED {spoke.strftime('%b %d %Y').upper()}",
                    f"ask Denise about this!! sent ck #{pen.digits(4)}",
                    f"paid $50 on {spoke.month}/{spoke.day}?",
                ),
                "hand",
            )
        )
    return blocks


def _foot(pen: Pen, layout: str, head: Head) -> list[Block]:
    code = head.basis.code
    catalog = f"Catalog Number {pen.digits(5)}{pen.pick('ABCKPXW')}"
    revised = f"(Rev. {pen.between(1, 12)}-{pen.between(2018, 2025)})"
    if layout == "letter":
        return [Corner(f"{code} {revised}   {catalog}" if pen.chance(0.8) else f"{code} {revised}")]
    if layout == "corner":
        return [Corner(pen.say(f"{code} {revised} {catalog}", code, f"{_named_code(code)}", f"{code} {revised}"))]
    return [Corner(f"{code} {revised} {catalog}")] if pen.chance(0.15) else []


def _reply_address(pen: Pen, campus: tuple[str, str]) -> tuple[str, ...]:
    place, code = campus
    return (
        "Internal Revenue Service",
        pen.say(f"P.O. Box {pen.digits(5)}", f"PO Box {pen.digits(4)}", f"Stop {pen.digits(4)}"),
        f"{place} {code}",
    )


def _stub(pen: Pen, head: Head, story: Story, reply: tuple[str, ...]) -> list[Block]:
    """The tear-off part at the foot: repeats sum and date, holds the scan line."""
    if not story.stub or pen.chance(0.3):
        return (
            [
                Say(pen.say("Send your answer to:", "Mail to:", "Reply to:"), "bold"),
                *(Say(line, "line") for line in reply),
            ]
            if reply
            else []
        )
    basis = head.basis
    blocks: list[Block] = [Cut()]
    blocks.append(Say(pen.say("Payment", "Detach here and return with your payment", "Payment coupon"), "bold"))
    blocks.append(
        Say(f"{head.person.name}   {_named_code(basis.code)}" if pen.chance(0.7) else head.person.name, "line")
    )
    if story.amount is not None:
        by = (
            f"Amount due by {pen.date(story.deadline)}" if story.deadline and story.deadline_is_to_pay else "Amount due"
        )
        blocks.append(Table(((by, pen.money(story.amount)),)))
    blocks.append(Say("Amount enclosed: $ ______________", "line"))
    if pen.chance(0.6):
        number = f"00000{head.person.last4}" if head.person.last4 else pen.digits(12)  # 000 was never given to anyone
        cents = f"{int((story.amount or Decimal(0)) * 100):011d}"
        blocks.append(Say(f"{number} {pen.say('LB', 'WK', 'QZ')} {basis.years[-1]}12 670 {cents}", "line"))
    if pen.chance(0.3):
        blocks.append(Say(f"*{pen.digits(21)}*", "line"))
    if reply:
        blocks += [
            Say(pen.say("Send your payment to:", "Mail to:", "Return this stub to:"), "line"),
            *(Say(line, "line") for line in reply),
        ]
    return blocks


def _second_page(head: Head, layout: str) -> list[Block]:
    first = f"{_named_code(head.basis.code)}   " if layout != "corner" else ""
    return [
        Say(f"{first}Page 2 of {head.n_pages}", "right"),
        Say("What you can do", "head"),
        Say(
            "If you can't pay in full, pay what you can and ask for a payment plan. A plan set up online costs $22; by mail it costs $178."
        ),
        Say("You can ask for penalty relief if you have a good reason, or if your last three years were clean."),
        Say("Interest is figured day by day. The rate was 7 percent a year in the last quarter."),
        Say("Taxpayer Advocate Service: 877-777-4778. Forms by mail: 800-829-3676. TTY/TDD: 800-829-4059."),
    ]


# Scams


def scams() -> tuple[Callable[[Pen], Mail], ...]:
    """Every kind of scam letter, each able to write itself."""
    return (
        *(_invented(i) for i in range(len(WORDS["invented"]))),
        *(_doctored(i) for i in range(len(WORDS["doctored"]))),
    )


def _invented(i: int) -> Callable[[Pen], Mail]:
    def write(pen: Pen) -> Mail:
        kind = WORDS["invented"][i]
        dated = pen.day()
        soon = dated + timedelta(days=pen.between(2, 8))
        debt, fee = pen.sum_between(800, 19000), pen.sum_between(45, 690)
        phone = f"{pen.say('844', '800', '888', '866')}-555-01{pen.digits(2)}"
        values = {
            "debt": pen.money(debt),
            "fee": pen.money(fee),
            "phone": pen.phone(phone),
            "soon": pen.date(soon),
            "n": pen.digits(4),
        }
        person = pen.person()
        to = pen.say("TO: MR. OR MRS. HOMEOWNER", "Dear Taxpayer,", "Attn: Current Resident", person.name)
        blocks: list[Block] = [
            Say(kind["sender"], pen.say("big", "head", "bold")),
            Say(pen.say("Date: ", "") + pen.date(dated), pen.say("line", "right")),
            Say(to),
            Say(kind["title"].format(**values), "head"),
            *(Say(words.format(**values)) for words in kind["says"]),
            Say(pen.say(f"File {pen.digits(2)}-AX", f"Reference {pen.digits(8)}", "Respond immediately!", "")),
        ]
        everything = _words_of(blocks)
        code = re.search(r"CP9999|CP-38-C", kind["title"])
        truth = _bare_truth("scam", dated) | {
            "code": code[0] if code else None,
            "phone": phone if values["phone"] in everything else None,
            "is_suspicious": True,
            "strong": True if kind["strong"] else None,
            "ungraded": ["amount_due", "deadline", "tax_years", "form", "bill_adds_up", "reply_address", "caller_id"],
        }
        return Mail("scam", f"invented {i:02}", tuple(block for block in blocks if block != Say("")), truth)

    return write


def _doctored(i: int) -> Callable[[Pen], Mail]:
    def write(pen: Pen) -> Mail:
        kind = WORDS["doctored"][i]
        qr = kind.get("qr")
        whole = genuine(pen, kind["code"], kind["layout"])
        place = (
            next(n for n, block in enumerate(whole.blocks) if isinstance(block, Say) and block.look in ("big", "head"))
            + 2
        )
        added: list[Block] = [Say(line, pen.say("body", "bold")) for line in kind["says"]]
        added += [Qr(qr)] if qr else []
        blocks = [
            block
            for block in whole.blocks
            if not (isinstance(block, Say) and re.search("payable to|gift card|irs.gov", block.words))
        ]
        place = min(place, len(blocks))
        truth = {
            **whole.truth,
            "doc_kind": "scam",
            "is_suspicious": True,
            "strong": True,
            "ungraded": [*whole.truth.get("ungraded", ()), "deadline", "reply_address"],
        }
        return Mail(
            "scam", f"doctored {i:02}", (*blocks[:place], *added, *blocks[place:]), truth, needs_picture=bool(qr)
        )

    return write


def _bare_truth(kind: str, dated: date) -> dict[str, Any]:
    return {
        **dict.fromkeys(FIELDS),
        "notice_date": dated.isoformat(),
        "tax_years": [],
        "is_suspicious": False,
        "doc_kind": kind,
        "strong": False,
        "full_number": False,
        "also": {},
    }


# Other mail


def state_letter(pen: Pen, i: int) -> Mail:
    sender = WORDS["states"][i % len(WORDS["states"])]
    who, unit = sender["sender"], sender["unit"]
    dated, person = pen.day(), pen.person()
    due, owed = after(dated, 30), pen.sum_between(40, 3100)
    year = dated.year - pen.between(1, 3)
    phone = f"800-555-01{pen.digits(2)}"
    right = (
        ("Letter ID", f"L{pen.digits(10)}"),
        ("Date", pen.date(dated)),
        ("Tax year", str(year)),
        ("Phone", pen.phone(phone)),
    )
    blocks: tuple[Block, ...] = (
        Box((who, unit, f"PO Box {pen.digits(4)}"), right),
        *(Say(line, "line") for line in (person.name, *person.address)),
        Say(sender["title"], "head"),
        Say(f"Our records show that you owe state income tax for {year}. Pay {pen.money(owed)} by {pen.date(due)}."),
        Table((("Tax", pen.money(owed)), ("Total due", pen.money(owed))), total=True),
        Say(f"Make your check payable to {unit if 'Department' not in who else who}."),
    )  # fmt: skip
    truth = _bare_truth("state_letter", dated) | {
        "tax_years": [str(year)],
        "amount_due": f"{owed:.2f}",
        "deadline": due.isoformat(),
        "phone": phone,
        "ungraded": ["bill_adds_up", "form", "reply_address", "ssn_last4", "caller_id"],
    }
    return Mail("state_letter", f"state {i % len(WORDS['states'])}", blocks, truth)


def collector_letter(pen: Pen, i: int) -> Mail:
    who, phone, place = WORDS["collectors"][i % len(WORDS["collectors"])].values()
    dated, person, owed = pen.day(), pen.person(), pen.sum_between(300, 9000)
    year = dated.year - pen.between(4, 7)
    blocks: tuple[Block, ...] = (
        Say(who, "big"),
        Say(f"PO Box {pen.digits(4)}, {place}", "line"),
        Say(pen.date(dated), "right"),
        *(Say(line, "line") for line in (person.name, *person.address)),
        Say("The IRS placed your overdue tax account with us", "head"),
        Say(f"The Internal Revenue Service assigned your {year} account to {who}, a private collection agency, "
            "and told you so in Notice CP40."),
        Say(f"The balance the IRS gave us is {pen.money(owed)}. Your Taxpayer Authentication Number "
            "(TAN) is on Notice CP40; we will use it to prove who we are."),
        Say("Pay only at www.irs.gov/payments or by check payable to the United States Treasury, sent to the IRS. Never pay us directly."),
        Say(f"Call us at {pen.phone(phone)}, Monday to Friday."),
    )  # fmt: skip
    truth = _bare_truth("collector_letter", dated) | {
        "tax_years": [str(year)],
        "amount_due": f"{owed:.2f}",
        "phone": phone,
        "also": {"code": ("CP40",), "amount_due": (None,)},
        "ungraded": ["bill_adds_up", "form", "reply_address", "ssn_last4", "caller_id"],
    }
    return Mail("collector_letter", f"collector {i % len(WORDS['collectors'])}", blocks, truth)


def other_mail(pen: Pen, i: int) -> Mail:
    mail = WORDS["others"][i % len(WORDS["others"])]
    dated, person = pen.day(), pen.person()
    values = {"sum": pen.money(pen.sum_between(20, 2400)), "due": pen.date(after(dated, 20)), "n": pen.digits(4)}
    blocks: tuple[Block, ...] = (
        Say(mail["sender"], "big"),
        Say(pen.date(dated), "right"),
        *(Say(line, "line") for line in (person.name, *person.address)),
        Say(mail["title"], "head"),
        *(Say(words.format(**values)) for words in mail["says"]),
    )
    truth = _bare_truth("other_mail", dated) | {
        "ungraded": [name for name in FIELDS if name not in ("code", "caller_id")]
    }
    return Mail("other_mail", f"other {i % len(WORDS['others'])}", blocks, truth)


def two_in_one(first: Mail, second: Mail) -> tuple[Block, ...]:
    """Two letters in one file, each on its own pages."""
    return (*first.blocks, Break(), *second.blocks)
