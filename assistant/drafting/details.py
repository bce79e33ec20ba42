"""What a draft is filled in from, and what it still needs: the confirmed notice and the person's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.corpus import Corpus
from assistant.corpus.templates import GENERAL
from assistant.drafting.fields import Value, listed, plain, printed
from assistant.drafting.filling import Slot
from assistant.records import CatalogueNotice, Duty, Notice, PrintedDate, Run, Template
from assistant.rules.deadlines import deadlines_of
from assistant.rules.fitting import day_that_counts, is_over

TOLD_ALWAYS = (
    "notice_code", "notice_date", "tax_year", "amount", "deadline", "name", "reason", "ssn_last4",
    "payment_date", "payment_method", "confirmation",
)  # fmt: skip
PAID = "already paid"  # the one reason of a letter that proves a payment
AEP_FIRST_YEAR = "penalties.relief.aep_first_tax_year"
OVER_EVERY_ADDRESS = ("irs", "internal revenue service", "department of the treasury", "")
TWO_NAMES = (" and ", " & ", " y ")
OF_ONE = {
    "I": "I",
    "i": "I",
    "My": "My",
    "my": "my",
    "me": "me",
    "mine": "mine",
    "am": "am",
}
OF_TWO = {"I": "We", "i": "we", "My": "Our", "my": "our", "me": "us", "mine": "ours", "am": "are"}
MOST_AHEAD = 31  # days a notice's date may lie ahead: notices do come some days before their date
OWN_WORDS = " ".join([*OF_ONE.values(), *OF_TWO.values(), "notice Notice tax year years for"])  # beside the template's


@dataclass(frozen=True, slots=True)
class Details:
    """A confirmed notice and the answers for one draft. `answers` hold what a Notice doesn't, by field name."""

    notice: Notice
    answers: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def known(self) -> dict[str, Value]:
        """Every field that is known, by name, in no order that matters."""
        notice = self.notice
        told: dict[str, Value | None] = {
            "notice_code": notice.code or notice.unknown_code,
            "notice_date": notice.notice_date,
            "tax_year": notice.tax_years or None,
            "amount": (Decimal(notice.amount_due),) if notice.amount_due else None,
            "form": f"Form {notice.form}" if notice.form else None,
            "ssn_last4": notice.ssn_last4,
            "deadline": notice.printed_dates[0].on if notice.printed_dates else None,
        }
        return {
            name: value
            for name, value in {**told, **self.answers}.items()
            if value is not None and value not in ("", ())
        }

    def missing(self, template: Template) -> tuple[str, ...]:
        """What `template` needs and isn't known, in the order it is asked for."""
        known = self.known()
        needed = [name for name in template.needs if name not in known]
        if (
            template.kind == "cp2000_response"
            and known.get("answer") in ("partly", "disagree")
            and "reason" not in known
        ):
            needed.append("reason")
        return tuple(needed)

    def as_json(self, template: Template) -> dict[str, str | list[str]]:
        """The known fields for a program: those of the notice and the person, and what else `template` can use."""
        uses = {*template.needs, *template.may_have, *TOLD_ALWAYS}
        reason = {"reason": PAID} if template.kind == "proof_of_payment" else {}
        return {**reason, **{name: plain(value) for name, value in self.known().items() if name in uses}}


def choose_template(kind: str, words: str, details: Details, corpus: Corpus, today: date) -> Template:
    """The kind's template for this notice and what was said of it.

    A template made for the notice itself (`for_codes`, `for_families`, `for_right`, `once_passed`) comes first; then
    the one whose phrase in `words` is longest, unless they also hold one that rules it out (`unless_said`); then the
    general one.
    """
    entry = corpus.notices.get(details.notice.code or "")
    general = corpus.templates[f"{kind}/{GENERAL}"]
    of_kind = [one for one in corpus.templates.values() if one.kind == kind]
    over = is_over([day_that_counts(general, deadlines_of(details.notice, entry, today))])
    for one in of_kind:
        if (entry and _is_for(one, entry)) or (one.once_passed and over):
            return one
    words = f" {' '.join(words.lower().replace('’', chr(39)).split())} "
    open_to = [one for one in of_kind if not one.for_right and not any(phrase in words for phrase in one.unless_said)]
    said = {one.id: max((len(phrase) for phrase in one.said_as if phrase in words), default=0) for one in open_to}
    best = max(open_to, key=lambda one: said[one.id])
    return best if said[best.id] else general


def _is_for(template: Template, entry: CatalogueNotice) -> bool:
    return (
        entry.code in template.for_codes
        or entry.family in template.for_families
        or (bool(template.for_right) and template.for_right in entry.rights)
    )


def values_of(
    details: Details, template: Template, corpus: Corpus, today: date
) -> dict[str, Slot | bool | tuple[Slot, ...] | None]:
    """What `template` is filled in with: each field as it is printed, what follows from it, and the facts it names."""
    known, notice = details.known(), details.notice
    entry = corpus.notices.get(notice.code or "")
    counts = day_that_counts(template, deadlines_of(notice, entry, today))
    values: dict[str, Slot | bool | tuple[Slot, ...] | None] = dict.fromkeys([*corpus.draft_fields, "reply_address"])
    for name, value in known.items():
        values[name] = _slots(name, value)
    years = known.get("tax_year")
    if by_year := amounts_by_year(known):
        values["amount"] = Slot(by_year, "field:amount")
    code = str(known.get("notice_code", ""))
    called = "notice " if code.startswith(("CP", "LT")) else ""
    if code:
        slot = Slot(code, "field:notice_code")
        values["the_notice"] = Slot(f"{called}{code}", runs=_around(called, slot))
        values["The_notice"] = Slot(f"{called.capitalize()}{code}", runs=_around(called.capitalize(), slot))
    if isinstance(years, tuple):
        word = "tax years " if len(years) > 1 else "tax year "
        values["the_years"] = Slot(
            f"{word}{printed(years)}", runs=_around(word, Slot(printed(years), "field:tax_year"))
        )
    on = counts.on if counts else None  # a day told for another duty isn't this draft's
    values["deadline"] = Slot(printed(on), "field:deadline") if on else None
    if office := office_of(notice):
        values["reply_address"] = Slot(office, "field:reply_address")
    values["deadline_passed"] = is_over([counts])
    values["equivalent"] = values["deadline_passed"]
    values["today"] = Slot(printed(today), "field:today")
    if entry and "hearing" not in known:
        values["hearing"] = Slot("lien" if entry.family == "lien" else "levy", "catalogue:hearing")
    values |= _words(str(known.get("name", "")))
    values["aep"] = _reached_by_aep(years if isinstance(years, tuple) else (), corpus)
    values |= {name: Slot(shown, f"fact:{reference}") for name, (reference, shown) in template.facts.items()}
    return values


def with_field(
    name: str, value: Value | None, notice: Notice, answers: dict[str, Value], corpus: Corpus
) -> tuple[Notice, dict[str, Value]]:
    """Notice and answers with one field set, or taken away."""
    answers = {key: one for key, one in answers.items() if key != name}
    if name == "notice_code":
        known_code = value if isinstance(value, str) and value in corpus.notices else None
        return replace(notice, code=known_code, unknown_code=None if known_code else value), answers  # type: ignore[arg-type]
    if name == "notice_date":
        return replace(notice, notice_date=value if isinstance(value, date) else None), answers
    if name == "tax_year":
        return replace(notice, tax_years=value if isinstance(value, tuple) else ()), answers  # type: ignore[arg-type]
    if name == "ssn_last4":
        return replace(notice, ssn_last4=value if isinstance(value, str) else None), answers
    if name == "deadline":
        if isinstance(value, date):
            return with_last_day(notice, value, corpus), answers
        return replace(notice, printed_dates=()), answers
    if name == "amount":
        single = isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Decimal)
        amount_due = str(value[0]) if single and isinstance(value, tuple) else None
        if value is not None and not single:
            answers[name] = value
        return replace(notice, amount_due=amount_due), answers
    if value is not None:
        answers[name] = value
    return notice, answers


def with_last_day(notice: Notice, on: date, corpus: Corpus) -> Notice:
    """`notice` with its printed last day: that of its petition or hearing, where it opens one, or else to respond."""
    entry = corpus.notices.get(notice.code or "")
    own = {clock.action for clock in entry.clocks} if entry else set()
    for duty in (Duty.PETITION, Duty.HEARING):
        dated = replace(notice, printed_dates=(PrintedDate(on, duty),))
        if any(one.basis == "printed" and one.action in own for one in deadlines_of(dated, entry, on)):
            return dated
    return replace(notice, printed_dates=(PrintedDate(on, Duty.RESPOND),))


def office_of(notice: Notice) -> str:
    """The address of the office the notice names, without the names that stand above every address; "" where none is known.

    >>> office_of(Notice(reply_address="IRS, Department of the Treasury, Internal Revenue Service, Austin, TX 73301-0010"))
    'Austin, TX 73301-0010'
    """
    parts = (notice.reply_address or "").split(", ")
    return ", ".join(part for part in parts if part.lower() not in OVER_EVERY_ADDRESS)


def lies_ahead(details: Details, today: date) -> tuple[str, Value] | None:
    """The notice's date or tax year where it can't have come yet; None where it can."""
    known = details.known()
    on, years = known.get("notice_date"), known.get("tax_year")
    if isinstance(on, date) and (on - today).days > MOST_AHEAD:
        return "notice_date", on
    if isinstance(years, tuple) and any(isinstance(year, int) and year > today.year for year in years):
        return "tax_year", years
    return None


def amounts_by_year(known: Mapping[str, Value]) -> str:
    """`$500.00 for 2021 and $700.00 for 2022`, where there is an amount for each of several years; "" otherwise."""
    years, amounts = known.get("tax_year"), known.get("amount")
    if not (isinstance(amounts, tuple) and isinstance(years, tuple) and len(amounts) == len(years) > 1):
        return ""
    return listed([f"{printed(a)} for {y}" for a, y in zip(amounts, years, strict=True) if isinstance(a, Decimal)])


def _slots(name: str, value: Value) -> Slot | tuple[Slot, ...]:
    if isinstance(value, tuple) and value and isinstance(value[0], str) and name != "address":
        return tuple(Slot(str(line), f"field:{name}") for line in value)
    return Slot(printed(value), f"field:{name}")


def _around(word: str, slot: Slot) -> tuple[Run, ...]:
    return (*([Run(word)] if word else []), *slot.runs)


def _words(name: str) -> dict[str, Slot | bool]:
    """The words by which a letter speaks of who sends it."""
    joint = any(sign in name for sign in TWO_NAMES)
    return {"joint": joint} | {key: Slot(word) for key, word in (OF_TWO if joint else OF_ONE).items()}


def _reached_by_aep(years: Sequence[object], corpus: Corpus) -> bool:
    fact = corpus.facts.get(AEP_FIRST_YEAR)
    return fact is not None and bool(years) and all(int(str(year)) >= int(str(fact.value)) for year in years)
