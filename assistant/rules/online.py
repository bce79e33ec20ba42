"""Why a balance may not show online: every reason there is, those that the letter itself points to first."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from assistant.records import CatalogueNotice, Fact, Kind, Letter, Notice, OfflineReason
from assistant.rules.dates import in_words

FACTS = "notice_not_visible_online."
CLOSING = "absence_proves_nothing"
POSTING_TIME = timedelta(weeks=3)
OLDER_YEARS = 2  # returns of the year before are the newest there are; from here on the year is an older one

# the order among reasons that the letter points to
RANK = (
    "fake",
    "state_agency",
    "private_collector",
    "proposal_not_bill",
    "business_or_ein",
    "civil_penalty",
    "posting_lag",
    "wrong_year",
    "joint_or_spouse",
    "other_form",
    "not_digitised",
    "already_resolved",
    "identity_or_address",
    "not_tax",
)

BUSINESS_CODES = frozenset({"CP161", "CP297"})
BUSINESS_FORM = re.compile(r"(?:94[0-5]|720|1065|1066|1120|2290|990|1042)(?!\d)")
INDIVIDUAL_FORM = re.compile(r"1040")
LETTER_CODE = re.compile(r"(?i)(?:letter|ltr|form)\b")
PROPOSALS = {
    "proposed_change": "proposes a change; nothing has been billed yet",
    "deficiency": "comes before the tax is billed",
    "audit": "is part of an audit, before any tax is billed",
}

_TWO_PEOPLE = re.compile(
    r"(?m)(?i:\b(?:you and your spouse|your joint return|married filing joint\w*|primary ssn|spouse'?s? ssn)\b)"
    r"|^[ \t]*[A-Z][A-Z .'-]+ & [A-Z][A-Z .'-]+$"
)


def why_not_online(
    notice: Notice,
    kind: Kind,
    known: CatalogueNotice | None,
    today: date,
    facts: Mapping[str, Fact],
    *,
    suspicious: bool = False,
    joint: bool = False,
) -> tuple[OfflineReason, ...]:
    """Every reason of the facts, those the letter points to first, and last that absence proves nothing.

    `suspicious` is that the letter shows strong warning signs, `joint` that it speaks of two people.
    """
    because = _pointers(notice, kind, known, today)
    if suspicious:
        because["fake"] = "The letter shows strong warning signs."
    if joint:
        because["joint_or_spouse"] = "The letter speaks of two people."
    reasons = [
        OfflineReason(name, _sentence(str(fact.value)), because.get(name, ""), fact.source)
        for name, fact in ((id.removeprefix(FACTS), fact) for id, fact in facts.items() if id.startswith(FACTS))
    ]
    return tuple(sorted(reasons, key=_place))  # sorting keeps the order of the facts where places are equal


def speaks_of_two(letter: Letter) -> bool:
    """Whether the letter is addressed to two people, or speaks of the person's spouse or joint return."""
    return bool(_TWO_PEOPLE.search(letter.text))


def _place(reason: OfflineReason) -> tuple[int, int]:
    if reason.id == CLOSING:
        return 2, 0
    if not reason.because:
        return 1, 0
    return 0, RANK.index(reason.id) if reason.id in RANK else len(RANK)


def _pointers(notice: Notice, kind: Kind, known: CatalogueNotice | None, today: date) -> dict[str, str]:
    """What of this letter points to a reason, by the reason's id."""
    because: dict[str, str] = {}
    family = known.family if known else ""
    code = known.code if known else notice.code
    if kind is Kind.STATE:
        because["state_agency"] = "The letter seems to come from a state."
    if kind is Kind.COLLECTOR:
        because["private_collector"] = "The letter seems to come from a collection agency."
    elif family == "private_collection":
        because["private_collector"] = f"{code} says that a collection agency has the account."
    if kind is Kind.OTHER:
        because["not_tax"] = "The letter does not say that it comes from the IRS."
    if family in PROPOSALS:
        because["proposal_not_bill"] = f"{code} {PROPOSALS[family]}."
    if form := notice.form:
        if BUSINESS_FORM.match(form):
            because["business_or_ein"] = f"The letter is about Form {form}, which businesses and other payers file."
        elif not INDIVIDUAL_FORM.match(form):
            because["other_form"] = f"The letter is about Form {form}, not Form 1040."
    if code in BUSINESS_CODES:
        because.setdefault("business_or_ein", f"{code} is sent about business accounts.")
    if family == "penalty":
        because["civil_penalty"] = f"{code} is about a penalty."
    because |= _dates(notice, today)
    if code and (known is None or LETTER_CODE.match(code) or known.confidence == "low"):
        because["not_digitised"] = f"We can't tell whether {code} is among the notices shown online."
    if notice.amount_due is not None and float(notice.amount_due) == 0:
        because["already_resolved"] = "The letter itself shows nothing due."
    if family == "identity":
        because["identity_or_address"] = f"{code} is about proving or protecting your identity."
    return because


def _dates(notice: Notice, today: date) -> dict[str, str]:
    because: dict[str, str] = {}
    if notice.notice_date and today - notice.notice_date <= POSTING_TIME:
        days = (today - notice.notice_date).days
        ago = "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} ago" if days > 0 else "still to come"
        because["posting_lag"] = f"The notice date, {in_words(notice.notice_date)}, is {ago}."
    years = sorted(notice.tax_years)
    if len(years) > 1:
        listed = f"{', '.join(map(str, years[:-1]))} and {years[-1]}"
        because["wrong_year"] = f"The letter covers {listed}; look at each year."
    elif years and years[0] <= today.year - OLDER_YEARS:
        because["wrong_year"] = f"The letter is about {years[0]}, not the latest year."
    return because


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"
