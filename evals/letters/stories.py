"""What each kind of notice says: headline, paragraphs, bill, and which of its values are the true ones.

In our own words, after what the catalogue says of each code; no IRS text is copied.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from evals.letters.people import Pen

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a story is told about."""

    code: str
    form: str
    years: tuple[int, ...]
    dated: date

    @property
    def said_years(self) -> str:
        return " and ".join(map(str, self.years)) if len(self.years) < 3 else ", ".join(map(str, self.years))


@dataclass(frozen=True, slots=True)
class Bill:
    """Rows as printed, the sums behind them, and whether the printed rows come to the printed total."""

    rows: tuple[tuple[str, str], ...]
    amounts: tuple[Decimal, ...]  # payments and credits below zero; the total is the last
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What a notice says. `also` names other values a reader may rightly give."""

    headline: tuple[str, ...]
    paragraphs: tuple[str, ...]
    bill: Bill | None = None
    grid: tuple[tuple[str, ...], ...] = ()
    closing: tuple[str, ...] = ()
    amount: Decimal | None = None
    deadline: date | None = None
    deadline_is_to_pay: bool = True
    lien_filed: date | None = None
    petition_by: date | None = None  # the line of its own that letters give it
    stub: bool = False
    also: Mapping[str, tuple[str | bool | None, ...]] = field(default_factory=dict)


def bill(pen: Pen, parts: list[tuple[str, Decimal]], total_label: str, *, sign: int = 1) -> Bill:
    """A bill of the parts; one in eight has a misprinted line. With `sign` -1 the total is a refund, printed above zero."""
    total = sum((amount for _, amount in parts), ZERO)
    wrong = pen.between(0, len(parts) - 1) if pen.chance(0.12) else None
    rows, amounts = [], []
    for i, (label, amount) in enumerate(parts):
        shown = amount + (Decimal(pen.between(1, 9) * 10) if amount > 0 else -Decimal("9.00")) if i == wrong else amount
        if sign < 0:
            shown = -shown
        rows.append((label, pen.credit(-shown) if shown < 0 else pen.money(shown)))
        amounts.append(shown)
    printed_total = abs(total) if sign < 0 else total
    rows.append((total_label, pen.money(printed_total)))
    amounts.append(printed_total)
    return Bill(tuple(rows), tuple(amounts), adds_up=wrong is None)


def after(on: date, days: int) -> date:
    """`days` later, moved to the next working day."""
    later = on + timedelta(days=days)
    return later + timedelta(days=(7 - later.weekday()) if later.weekday() > 4 else 0)


# Families


UNPAID = {
    "CP14": ("You have unpaid taxes for {years}", "Balance due for {years}", "You owe tax for {years}"),
    "CP161": ("Amount due for {years}", "We show a balance on your Form {form} for {years}"),
    "CP501": ("Reminder: your {years} taxes are unpaid", "You still have a balance for {years}"),
    "CP503": ("Second reminder about unpaid taxes for {years}", "We have not heard from you about {years}"),
    "CP504": ("Notice of intent to levy: unpaid taxes for {years}", "Immediate action is needed on your {years} taxes"),
    "CP60": ("We removed a payment from your {years} account", "A payment was credited to you by mistake for {years}"),
    "CP71C": ("Annual reminder of balance due taxes for {years}", "Your yearly reminder: tax owed for {years}"),
    "CP71A": ("Yearly reminder while collection is on hold, {years}", "You still owe tax for {years}"),
    "LT39": ("Reminder of overdue taxes for {years}", "Your overdue taxes for {years}"),
    "LT38": ("Reminder - notices resumed", "We are resuming notices about {years}"),
    "LT16": ("Please call us about your overdue taxes for {years}", "You need to contact us about {years}"),
    "CP91": ("Final notice before levy on Social Security benefits", "We intend to levy your Social Security benefits"),
}


def unpaid(pen: Pen, basis: Basis) -> Story:
    title = pen.pick(UNPAID[basis.code]).format(years=basis.said_years, form=basis.form)
    tax = pen.sum_between(210, 9800)
    parts = [(pen.say("Tax you owed", "Balance brought forward", "Tax shown on return", "Unpaid tax"), tax)]
    if pen.chance(0.7):
        parts.append(
            (
                pen.say("Payments and credits", "Payment received", "Credits applied"),
                -pen.sum_between(10, int(tax) - 60),
            )
        )
    if pen.chance(0.7):
        parts.append((pen.say("Failure-to-pay penalty", "Late payment penalty"), pen.sum_between(2, 190)))
    if pen.chance(0.3):
        parts.append(("Failure-to-file penalty", pen.sum_between(20, 400)))
    parts.append((pen.say("Interest charges", "Interest", "Interest charged"), pen.sum_between(1, 240)))
    owed = sum((amount for _, amount in parts), ZERO)
    due = after(basis.dated, {"CP14": 21, "CP161": 21, "CP504": 30, "CP91": 30, "LT16": 10}.get(basis.code, 21))
    counted = basis.code == "LT16" or pen.chance(0.15)
    undated = basis.code in ("CP71C", "CP71A") or (basis.code == "LT39" and pen.chance(0.5))
    printed = None if counted or undated else due
    label = f"Amount due by {pen.date(due)}" if printed else pen.say("Amount due", "Amount you owe", "Total amount due")
    how = {
        True: pen.say(
            f"Pay {pen.money(owed)} by {pen.date(due)} to avoid more penalty and interest.",
            f"Amount due by {pen.date(due)}: {pen.money(owed)}.",
            f"Please send {pen.money(owed)} so that it reaches us on or before {pen.date(due)}.",
            f"To stop further charges, pay the amount due no later than {pen.date(due)}.",
        ),
        False: pen.say(
            f"Please pay {pen.money(owed)} within {10 if basis.code == 'LT16' else 21} days from the date of this notice.",
            "We need to hear from you within 10 days of the date of this letter.",
        )
        if counted
        else "This is a reminder only; you may pay at any time to reduce what is added.",
    }[printed is not None]
    return Story(
        headline=(
            title,
            pen.say(f"Amount due: {pen.money(owed)}", f"You owe {pen.money(owed)}", "") if pen.chance(0.8) else "",
        ),
        paragraphs=(
            pen.say(
                f"Our records show that tax for {basis.said_years} (Form {basis.form}) has not been paid in full.",
                f"You have a balance on your Form {basis.form} for {basis.said_years}. It now stands at {pen.money(owed)}.",
                f"We have credited the payments we received, and an amount for {basis.said_years} is still open.",
                "We wrote to you before about this account and no full payment has come.",
            ),
            how,
        ),
        bill=bill(pen, parts, label),
        closing=_levy_words(pen) if basis.code in ("CP504", "CP91") else (),
        amount=owed,
        deadline=printed,
        stub=True,
    )


def _levy_words(pen: Pen) -> tuple[str, ...]:
    return (
        pen.say(
            "If nothing is paid we may seize (levy) your state income tax refund and search for other assets.",
            "This is a notice of intent to levy under section 6331(d). Your state tax refund may be taken.",
            "Seriously delinquent debts may be reported to the State Department, which can refuse a passport.",
        ),
    )


CHANGED = {
    "CP11": ("Changes to your {years} Form {form}", "We changed your {years} return"),
    "CP23": ("We changed your {years} return: estimated tax payments differ", "Your {years} payments don't match"),
    "CP21A": ("We made the changes you asked for to your {years} return", "Changes to your {years} account"),
    "CP22A": ("We made the changes you requested to your {years} Form {form}", "Your {years} account was changed"),
}


def changed_owing(pen: Pen, basis: Basis) -> Story:
    title = pen.pick(CHANGED[basis.code]).format(years=basis.said_years, form=basis.form)
    refund = pen.sum_between(20, 1900) if pen.chance(0.6) else ZERO
    added = pen.sum_between(int(refund) + 80, 5200)
    first = (
        ("Refund shown on your return", -refund)
        if refund
        else ("Account balance before this change", pen.sum_between(10, 700))
    )
    parts = [first, (pen.say("Decrease in credits", "Increase in tax", "Decrease in payments"), added)]
    if pen.chance(0.5):
        parts.append(("Interest charges", pen.sum_between(1, 60)))
    owed = sum((amount for _, amount in parts), ZERO)
    due, argue = after(basis.dated, 21), basis.dated + timedelta(days=60)
    math_error = basis.code in ("CP11", "CP23")
    counted = pen.chance(0.1)
    label = "Amount due" if counted else f"Amount due by {pen.date(due)}"
    built = bill(pen, parts, label)
    if refund and pen.chance(0.4):  # a refund as the older notices mark it
        rows = (("Account balance before this change", f"{pen.money(-built.amounts[0])} (refund)"), *built.rows[1:])
        built = replace(built, rows=rows)
    dispute = pen.say(
        f"If you disagree, contact us within 60 days of the date of this notice (by {pen.date(argue)}) to request a reversal.",
        f"You may ask us to reverse the change until {pen.date(argue)}; no proof is needed for that.",
        "If you disagree, call or write within 60 days from the date of this notice.",
    )
    return Story(
        headline=(
            title,
            pen.say(
                f"You owe {pen.money(owed)}",
                f"Amount due: {pen.money(owed)}",
                f"As a result, you owe {pen.money(owed)}",
            ),
        ),
        paragraphs=(
            pen.say(
                f"We found a mistake on your {basis.said_years} Form {basis.form} and corrected it.",
                f"We found miscalculations on your {basis.said_years} Form {basis.form}. They affect the child tax credit.",
                f"The payments you claimed on Form {basis.form} differ from those we have for {basis.said_years}.",
            )
            if math_error
            else pen.say(
                f"You asked us to change your {basis.said_years} Form {basis.form}, and we did.",
                f"We received your request about {basis.said_years} and adjusted the account (Form {basis.form}).",
            ),
        ),
        bill=built,
        closing=((dispute,) if math_error else ())
        + (
            ("Please pay within 21 days from the date of this notice.",)
            if counted
            else (pen.say("Amount due", "Pay") + f" by {pen.date(due)} to avoid interest.",)
        ),
        amount=owed,
        deadline=None if counted else due,
        stub=True,
        # with the payment date left out, the day for asking a reversal is the only one printed
        also={"deadline": (argue.isoformat(),)} if counted and math_error and pen.date(argue) in dispute else {},
    )


REFUND = {
    "CP12": ("We changed your {years} return, and your refund is different", "Changes to your {years} Form {form}"),
    "CP21B": ("We made the changes you asked for: you are due a refund", "Your {years} account was changed"),
    "CP24": ("Your {years} payments don't match: your refund changed", "Changes to your {years} refund"),
    "CP30": ("We reduced your refund and charged an estimated tax penalty", "Your {years} refund was reduced"),
    "CP49": ("We used your {years} refund to pay other tax", "Your overpayment was applied to another year"),
    "CP39": ("We applied your {years} refund to an older debt", "Your refund was used for tax you owe"),
}


def refund_changed(pen: Pen, basis: Basis) -> Story:
    title = pen.pick(REFUND[basis.code]).format(years=basis.said_years, form=basis.form)
    asked = pen.sum_between(300, 4200)
    taken = pen.sum_between(20, int(asked) - 40)
    older = min(basis.years) - pen.between(1, 3)
    if basis.code in ("CP49", "CP39"):
        parts = [
            ("Your refund", -asked),
            (pen.say(f"Amount applied to {older} income tax", "Amount applied to tax owed"), taken),
        ]
    elif basis.code == "CP30":
        parts = [("Refund shown on your return", -asked), ("Estimated tax penalty", taken)]
    elif basis.code == "CP21B":
        parts = [("Refund before this change", ZERO - taken), ("Increase in credits", taken - asked)]
    else:
        parts = [("Refund you asked for", -asked), (pen.say("Decrease in credits", "Increase in tax"), taken)]
    left = -sum((amount for _, amount in parts), ZERO)
    argue = basis.dated + timedelta(days=60)
    closing = [
        pen.say(
            "You don't need to send money.",
            "No payment is due.",
            f"Your refund of {pen.money(left)} will follow in 4 to 6 weeks.",
        )
    ]
    deadline = None
    if basis.code == "CP12":
        closing.append(
            pen.say(
                f"If you disagree, contact us by {pen.date(argue)} to ask for a reversal.",
                "If you disagree, contact us within 60 days from the date of this notice.",
            )
        )
        deadline = argue if pen.date(argue) in closing[-1] else None
    return Story(
        headline=(title, pen.say(f"Your refund is {pen.money(left)}", f"Refund due: {pen.money(left)}")),
        paragraphs=(
            pen.say(
                f"This concerns your Form {basis.form} for {basis.said_years}.",
                f"We looked at your {basis.said_years} Form {basis.form}. The table shows what changed.",
                f"Your refund for {basis.said_years} is not the sum shown on your Form {basis.form}.",
            ),
        ),
        bill=bill(pen, parts, pen.say("Your refund", "Refund due", "Remaining refund"), sign=-1),
        closing=tuple(closing),
        amount=ZERO,
        deadline=deadline,
    )


def proposed(pen: Pen, basis: Basis) -> Story:
    """CP2000, CP2501, CP2566: income others reported. CP2501 asks for nothing."""
    year = basis.said_years
    due = after(basis.dated, 30)
    counted = pen.chance(0.15)
    payers = (
        ("MOORFIELD BANK", "INT"),
        ("COBALT RIDESHARE INC", "NEC"),
        ("HALYARD BROKERAGE", "1099-B"),
        ("PINEGROVE PENSION TR", "1099-R"),
    )
    grid = (
        ("Payer", "Type", "Reported by others", "Shown on return"),
        *(
            (name, kind, f"{pen.between(90, 18000):,}", pen.say("0", "0", f"{pen.between(20, 900):,}"))
            for name, kind in payers[: pen.between(1, 3)]
        ),
    )
    reply = (
        "Please reply within 30 days from the date of this notice."
        if counted
        else pen.say(
            f"Please complete and return the response form by {pen.date(due)}.",
            f"We must receive your response by {pen.date(due)}.",
            f"Respond by {pen.date(due)}, whether you agree or not.",
            f"Send your answer and any papers that support it no later than {pen.date(due)}.",
        )
    )
    if basis.code == "CP2501":
        return Story(
            headline=(pen.say("We need to hear from you", f"Questions about your {year} return"), ""),
            paragraphs=(
                f"The information on your {year} Form {basis.form} does not match what others reported to us. "
                + pen.say("This is NOT a bill.", "This isn't a bill and you owe nothing now."),
                reply,
            ),
            grid=grid,
            deadline=None if counted else due,
        )
    parts = [("Increase in tax", pen.sum_between(150, 6800))]
    if pen.chance(0.5):
        parts.append((pen.say("Payments", "Increase in withholding"), -pen.sum_between(5, 120)))
    if pen.chance(0.6):
        parts.append(("Substantial tax understatement penalty", pen.sum_between(30, 1100)))
    parts.append(("Interest, if paid on time", pen.sum_between(4, 400)))
    owed = sum((amount for _, amount in parts), ZERO)
    return Story(
        headline=(
            pen.say(
                f"Proposed changes to your {year} Form {basis.form}", f"We propose a change to your {year} tax return"
            ),
            pen.say(f"Proposed amount due: {pen.money(owed)}", f"Amount due if you agree: {pen.money(owed)}"),
        ),
        paragraphs=(
            pen.say(
                f"What others reported to us for {year} differs from your Form {basis.form}. This is a proposal, not a bill.",
                f"Your {year} Form {basis.form} leaves out income that was reported to us, so we propose this change.",
                f"We have not received an answer for {year} (Form {basis.form}) and figured the tax from what others reported.",
            ),
            reply,
        ),
        bill=bill(pen, parts, pen.say("Proposed amount due", "Amount due if you agree")),
        grid=grid if pen.chance(0.6) else (),
        amount=owed,
        deadline=None if counted else due,
    )


def deficiency(pen: Pen, basis: Basis) -> Story:
    year = basis.said_years
    petition = after(basis.dated, 90)
    answer = after(basis.dated, 30)
    tax, penalty = pen.sum_between(400, 14000), pen.sum_between(60, 2100)
    total_shown = pen.chance(0.5)
    parts = [("Increase in tax", tax), (pen.say("Accuracy penalty, section 6662", "Penalty"), penalty)]
    owed = tax + penalty
    closing = [
        pen.say(
            f"If you disagree you have 90 days from the date of this letter to petition the United States Tax Court. "
            f"The last day is {pen.date(petition)}.",
            f"You may challenge this in the US Tax Court. Your petition must be filed by {pen.date(petition)}; "
            "the Court cannot extend that day.",
            f"Last day to file a petition with the US Tax Court: {pen.date(petition)}.",
        )
    ]
    if pen.chance(0.5):
        closing.append(f"If you have more information for us, send it by {pen.date(answer)} with Form 5564.")
    return Story(
        headline=(
            pen.say(
                "Notice of deficiency",
                f"Notice of deficiency for {year}",
                f"Your right to challenge the proposed change for {year}",
            ),
            "",
        ),
        paragraphs=(
            pen.say(
                f"We have determined that there is a deficiency (increase) in your income tax for {year}, Form {basis.form}.",
                f"We have not agreed with you about your {year} Form {basis.form}. "
                "This letter is your notice of deficiency, as the law requires.",
            ),
        ),
        bill=bill(pen, parts, pen.say("Total amount due if you agree", "Proposed amount due")) if total_shown else None,
        grid=()
        if total_shown
        else (
            ("Tax year ended", "Deficiency", "Penalty"),
            (f"December 31, {basis.years[0]}", pen.money(tax), pen.money(penalty)),
        ),
        closing=tuple(closing),
        amount=owed if total_shown else None,
        deadline=petition,
        petition_by=petition,
        also={} if total_shown else {"amount_due": (f"{tax:.2f}", f"{owed:.2f}")},
    )


def installment(pen: Pen, basis: Basis) -> Story:
    monthly = Decimal(pen.between(5, 90) * 5) + pen.pick((ZERO, ZERO, Decimal("0.50")))
    before = pen.sum_between(int(monthly) * 3, 14000)
    due = after(basis.dated, pen.between(18, 30))
    parts = [("Previous balance", before), (pen.say("Payment received", "Payments", "Your last payment"), -monthly)]
    parts.append((pen.say("Penalty and interest", "Interest and penalty charges"), pen.sum_between(2, 80)))
    balance = sum((amount for _, amount in parts), ZERO)
    if basis.code == "CP523":
        return Story(
            headline=(
                pen.say(
                    "Notice of intent to terminate your installment agreement", "We intend to end your payment plan"
                ),
                pen.say(f"Amount due: {pen.money(balance)}", f"You owe {pen.money(balance)}"),
            ),
            paragraphs=(
                pen.say(
                    f"You have not kept to your agreement for {basis.said_years} (Form {basis.form}): a payment is missing.",
                    f"We did not receive one or more payments under your plan for {basis.said_years}, Form {basis.form}.",
                ),
                pen.say(
                    f"Pay or contact us by {pen.date(due)}, or we will end the agreement and may levy.",
                    f"Your plan will be terminated unless you act by {pen.date(due)}.",
                ),
            ),
            bill=bill(pen, parts, f"Amount due by {pen.date(due)}"),
            amount=balance,
            deadline=due,
            stub=True,
        )
    return Story(
        headline=(
            pen.say("Installment agreement reminder", "Monthly statement", "Your payment plan: next payment"),
            pen.say(
                f"Your next installment payment of {pen.money(monthly)} is due {pen.date(due)}.",
                f"Payment due {pen.date(due)}: {pen.money(monthly)}",
                f"Monthly payment: {pen.money(monthly)}",
            ),
        ),
        paragraphs=(
            f"This is about your installment agreement for {basis.said_years} (Form {basis.form}).",
            f"Please pay {pen.money(monthly)} by {pen.date(due)}.",
        ),
        bill=bill(pen, parts, pen.say("Current balance", "Balance remaining", "Total balance")),
        closing=(
            pen.say(
                "This is not a request for the full balance while your agreement is in effect.",
                "You need not pay the whole balance while you keep to the agreement.",
            ),
        ),
        amount=monthly,
        deadline=due,
        stub=True,
    )


def levy_hearing(pen: Pen, basis: Basis) -> Story:
    hearing = after(basis.dated, 30)
    parts = [
        (
            pen.say(
                f"Tax period 12/31/{year}, Form {basis.form}",
                f"Form {basis.form}, {year}",
                f"12/31/{year}  Form {basis.form}",
            ),
            pen.sum_between(300, 9000),
        )
        for year in basis.years
    ]
    if len(parts) == 1:
        parts += [("Additional penalty", pen.sum_between(4, 300)), ("Additional interest", pen.sum_between(4, 300))]
    owed = sum((amount for _, amount in parts), ZERO)
    counted = pen.chance(0.25)
    ask = (
        "You may ask for a Collection Due Process hearing (Form 12153) within 30 days from the date of this letter."
        if counted
        else pen.say(
            f"If you don't pay or request a Collection Due Process hearing (Form 12153) by "
            f"{pen.date(hearing)}, we may seize (levy) your wages and bank accounts.",
            f"To appeal, send Form 12153 to the address above; it must be postmarked by {pen.date(hearing)}.",
            f"You have the right to a hearing. Request it in writing no later than {pen.date(hearing)}.",
            f"Last day to request a hearing with the Office of Appeals: {pen.date(hearing)}",
        )
    )
    pay_by = after(basis.dated, 21)
    pay = pen.say(
        "Please call us right away or pay in full.",
        f"Pay by {pen.date(pay_by)} to limit interest." if not counted else "Pay in full now.",
    )
    return Story(
        headline=(
            pen.say(
                "Notice of intent to seize your assets and notice of your right to a hearing",
                "Final notice: intent to levy and your right to a hearing",
                "Notice of intent to levy; please reply at once",
            ),
            pen.say(
                f"Amount due immediately: {pen.money(owed)}",
                f"You owe {pen.money(owed)}",
                f"Amount due: {pen.money(owed)}",
            ),
        ),
        paragraphs=(
            pen.say(
                f"We wrote to you before about tax for {basis.said_years} and it is still unpaid.",
                f"Your tax for {basis.said_years} remains unpaid, and we have had no answer from you.",
            ),
        ),
        bill=bill(pen, parts, pen.say("Total amount due", "Amount due", "Total")),
        closing=(pay, ask),
        amount=owed,
        deadline=None if counted else hearing,
        deadline_is_to_pay=False,
        stub=basis.code.startswith("CP"),
    )


def lien(pen: Pen, basis: Basis) -> Story:
    hearing = after(basis.dated, 37)
    parts = [(f"Form {basis.form}  12/31/{year}", pen.sum_between(900, 30000)) for year in basis.years]
    owed = sum((amount for _, amount in parts), ZERO)
    total_label = pen.say("Total", "Total amount owed", "Amount of lien")
    filed = basis.dated - timedelta(days=pen.between(1, 5)) if pen.chance(0.6) else None
    return Story(
        headline=(
            pen.say(
                "Notice of federal tax lien filing and your right to a hearing", "We filed a notice of federal tax lien"
            ),
            "",
        ),
        paragraphs=(
            pen.say(
                f"We filed a notice of federal tax lien for {basis.said_years} with the recorder of the county"
                + (f" on {pen.date(filed)}." if filed else "."),
                f"A notice of federal tax lien was filed {f'on {pen.date(filed)} ' if filed else ''}against your property. "
                "It tells creditors that we have a claim.",
            ),
            pen.say(
                f"You must request your Collection Due Process hearing by {pen.date(hearing)} on Form 12153.",
                f"If you want a hearing with Appeals, your request must reach us on or before {pen.date(hearing)}.",
            ),
        ),
        bill=bill(pen, parts, total_label),
        amount=owed,
        deadline=hearing,
        lien_filed=filed,
        also={} if "owed" in total_label else {"amount_due": (None,)},  # a lien notice demands nothing
    )


def audit(pen: Pen, basis: Basis) -> Story:
    due = after(basis.dated, 30)
    counted = pen.chance(0.35)
    year = basis.said_years
    owed = pen.sum_between(250, 7800) if basis.code in ("Letter 525", "Letter 915") else None
    what = pen.say("earned income credit", "child tax credit", "education credit", "Schedule C expenses")
    return Story(
        headline=(
            pen.say(f"We are examining your {year} return", f"Your {year} Form {basis.form} was selected for review")
            if owed is None
            else pen.say(f"Our report on your {year} return", f"Proposed changes after our examination of {year}"),
            ""
            if owed is None
            else pen.say(f"Proposed amount due: {pen.money(owed)}", f"Amount due if you agree: {pen.money(owed)}"),
        ),
        paragraphs=(
            f"Please show us that you qualify for the {what} on your {year} Form {basis.form}."
            if owed is None
            else f"We looked at the {what} on your {year} Form {basis.form}; the report is enclosed.",
            "You have 30 days from the date of this letter to answer."
            if counted
            else pen.say(
                f"Send copies of your documents by {pen.date(due)}.",
                f"We must hear from you by {pen.date(due)}.",
                f"Please respond on or before {pen.date(due)}.",
            ),
            pen.say("Your refund is held until we finish.", "Don't send originals.", ""),
        ),
        amount=owed,
        deadline=None if counted else due,
    )


def identity(pen: Pen, basis: Basis) -> Story:
    due = after(basis.dated, 30)
    counted = pen.chance(0.75)
    year = basis.said_years
    return Story(
        headline=(
            pen.say(
                "We need to verify who filed your return",
                f"Potential identity theft during {year}",
                "Please verify your identity",
            ),
            "",
        ),
        paragraphs=(
            pen.say(
                f"We received a {year} Form {basis.form} with your name and need to be sure that you filed it.",
                f"A federal income tax return (Form {basis.form}) for {year} was filed under your taxpayer number.",
            ),
            "Call us within 30 days from the date of this letter. Have this letter and the return ready."
            if counted
            else f"Please contact us by {pen.date(due)}; have last year's return at hand.",
            "If you didn't file this return, tell us at once.",
        ),
        deadline=None if counted else due,
    )


def missing_return(pen: Pen, basis: Basis) -> Story:
    due = after(basis.dated, 30)
    undated = pen.chance(0.4) or basis.code == "CP80"
    year = basis.said_years
    return Story(
        headline=(
            pen.say(f"You didn't file a Form {basis.form} for {year}", f"We have no return from you for {year}"),
            "",
        ),
        paragraphs=(
            pen.say(
                f"Our records show no Form {basis.form} for {year}. File now, or tell us on Form 15103 why you need not.",
                f"We have not received your {year} Form {basis.form}. There may be a credit on your account.",
            ),
            "File your return immediately."
            if undated
            else pen.say(f"Respond by {pen.date(due)}.", f"We need your return by {pen.date(due)}."),
        ),
        deadline=None if undated else due,
    )


def more_information(pen: Pen, basis: Basis) -> Story:
    due = after(basis.dated, 20)
    counted = pen.chance(0.75)
    year = basis.said_years
    return Story(
        headline=(pen.say("We need more information", f"Your {year} return is incomplete", ""), ""),
        paragraphs=(
            pen.say(
                f"We can't process your {year} Form {basis.form} until you send us what is listed below.",
                f"Thank you for your {year} Form {basis.form}. Something is missing.",
            ),
            pen.say(
                "Please send Form 8962 and Form 1095-A.",
                "Please sign the enclosed declaration.",
                "Please send your Schedule SE and Form W-2.",
            ),
            "Reply within 20 days from the date of this letter." if counted else f"Please reply by {pen.date(due)}.",
        ),
        deadline=None if counted else due,
    )


STORIES: dict[str, Callable[[Pen, Basis], Story]] = {
    **dict.fromkeys(UNPAID, unpaid),
    **dict.fromkeys(CHANGED, changed_owing),
    **dict.fromkeys(REFUND, refund_changed),
    **dict.fromkeys(("CP2000", "CP2501", "CP2566"), proposed),
    **dict.fromkeys(("CP3219A", "CP3219N", "Letter 3219", "Letter 531"), deficiency),
    **dict.fromkeys(("CP521", "CP523"), installment),
    **dict.fromkeys(("CP90", "CP297", "CP77", "LT11", "Letter 1058"), levy_hearing),
    "Letter 3172": lien,
    **dict.fromkeys(("CP75", "CP75A", "Letter 525", "Letter 566", "Letter 915"), audit),
    **dict.fromkeys(("Letter 4883C", "Letter 5071C", "Letter 5747C"), identity),
    **dict.fromkeys(("CP59", "CP515", "CP518", "CP80"), missing_return),
    "Letter 12C": more_information,
}
CODES = tuple(STORIES)
SEVERAL_YEARS = {
    "CP71C",
    "CP71A",
    "LT38",
    "LT39",
    "LT16",
    "CP90",
    "CP297",
    "CP77",
    "LT11",
    "Letter 1058",
    "Letter 3172",
    "CP521",
    "CP523",
    "CP504",
    "CP91",
}
BUSINESS = {"CP161", "CP297"}
PHONES: dict[Callable[[Pen, Basis], Story], tuple[str, ...]] = {
    unpaid: ("800-829-0922", "800-829-8374", "800-829-7650"),
    proposed: ("800-829-8310", "800-829-3009"),
    identity: ("800-830-5084",),
    levy_hearing: ("800-829-7650", "800-829-3903"),
    audit: ("866-897-0177", "800-829-1040", "559-555-0164"),
    deficiency: ("800-829-8310", "866-897-0177", "559-555-0171"),
}
