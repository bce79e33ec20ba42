"""Warning signs on a letter: what stands there, or is missing, that a person should know before trusting it.

Nothing here says that a letter is what it claims to be: the best verdict is that no sign was found.
A warning ("we never ask for gift cards") is no sign; the words around a phrase decide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.records import CatalogueNotice, Fact, Kind, Reading, Sign, Verdict
from assistant.rules.phrases import (
    NEVER_PAID_BY,
    ODD_IN_ANY_MAIL,
    PHRASES,
    RED_FLAGS,
    SCAMS,
    SHOWN_ON_NOTICE,
    any_case,
)
from assistant.rules.sentences import Sentence, joined, sentences_of, shortened

WHERE = {"notice lookup": "urls.notice_lookup", "online account": "urls.online_account"}


def warning_signs(
    reading: Reading, known: CatalogueNotice | None, known_phones: frozenset[str], facts: Mapping[str, Fact]
) -> tuple[Sign, ...]:
    """The signs on a letter that a person should know of before trusting it, strong ones first; one of each id.

    `known` is the catalogue's entry for the letter's code, `known_phones` the official numbers in any spelling.
    Letters of states and collectors, and other mail, are not measured against what IRS notices show.
    """
    text = reading.letter.text.replace("I.R.S.", "IRS").replace("U.S.", "US")  # whose points end no sentence
    sentences = tuple(sentences_of(text))
    found = [
        *_in_phrases(reading, sentences, facts),
        *_payee(reading, sentences, facts),
        *_addresses(reading, sentences, facts),
        *_qr_codes(reading, facts),
        *_county(reading, facts),
    ]
    if reading.kind is Kind.IRS or any(sign.id == "invented-agency" for sign in found):
        found = [replace(sign, strong=True) if sign.id == "invented-program" else sign for sign in found]
    found += _unclaimed_refund(reading, found, facts)
    found += _misfit(reading, known, found, facts)
    found += _by_kind(reading, sentences, facts)
    if reading.kind is Kind.IRS or (reading.kind is Kind.OTHER and any(sign.strong for sign in found)):
        found += _absences(reading, known, facts)
    if reading.kind is Kind.IRS:
        found += _unknown_phones(reading, known_phones, facts)
    found += _full_number(reading, facts)
    first: dict[str, Sign] = {}
    for sign in sorted(found, key=lambda sign: not sign.strong):
        first.setdefault(sign.id, sign)
    return tuple(first.values())


def verdict_of(signs: Iterable[Sign]) -> Verdict:
    """How a letter with these signs looks. Without any it still has to be confirmed."""
    strengths = {sign.strong for sign in signs}
    if True in strengths:
        return Verdict.STRONG
    return Verdict.SOME if strengths else Verdict.NONE


def ways_to_confirm(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """How to confirm a letter, a sentence each, with numbers and pages from the facts and never from the paper."""
    steps = facts[f"{SCAMS}.verify_steps"]
    ways = []
    for step in _items(steps.value):
        if "number on the letter" in step:
            continue
        page = next((facts[fact].value for words, fact in WHERE.items() if words in step and fact in facts), None)
        ways.append(f"{step[:1].upper()}{step[1:]}{f': {page}' if page else '.'}")
    if note := steps.fields.get("note"):
        ways.append(str(note))
    return tuple(ways)


def _items(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


# --- what stands there


# the person's own words before the letter: "can I pay this with Zelle?", "a caller said I'd be arrested"
_CHATTER = re.compile(
    r"\b[Cc]an [Ii]\b|\bI (?:already |just )?(?:paid|got|called|was)\b|is this (?:one|letter)|"
    r"\b(?:[Ss]omeone|[Aa] caller|[Hh]e|[Ss]he|[Tt]hey) (?:told|said|called|asked)\b"
)


def _in_phrases(reading: Reading, sentences: tuple[Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    about_tax = reading.kind in (Kind.IRS, Kind.STATE) or bool(_TAX.search(reading.letter.text))
    for phrase in PHRASES:
        if reading.kind not in phrase.kinds or not (about_tax or phrase.id in ODD_IN_ANY_MAIL):
            continue
        for sentence in sentences:
            if (phrase.unless and phrase.unless.search(sentence.text)) or _CHATTER.search(sentence.text):
                continue
            for match in phrase.words.finditer(sentence.text):
                if phrase.id == "asks-for-secrecy" or not sentence.warns_against(*match.span()):
                    yield Sign(phrase.id, phrase.says, shortened(match[0]), phrase.strong, facts[phrase.fact].source)
                    break


_PAYEE = any_case(
    r"(?:(?:checks?|cheques?|money\s?orders?|payments?|remittances?).{0,50}?payable|\bmake\s?(?:it\s)?payable"
    r"|\bmade\s?payable|^payable|\bmake\s(?:out\s)?(?:your\s|the\s|all\s|a\s)?(?:checks?|money\s?orders?)\s(?:out\s)?)"
    r"\s?(?:only\s)?to\s?(?:the\sorder\sof)?\s?:?\s?\"?(?P<payee>[^.,;:()\"\x00]{2,80})"
    r"|\bpay\s?(?:able\s)?to\s?the\s?order\s?of\s?:?\s?\"?(?P<order>[^.,;:()\"\x00]{2,80})"
)
_REPORTS = any_case(r"form\s1099|report.{0,40}?\bto\sthe\sirs")  # what any creditor has to print
_NO_BILL = any_case(r"refund|cancell?ed\scheck|cop(?:y|ies)\sof|receipts?\b|proof")
# "IRS", "the Internal Revenue Service and write …"; not "IRS Collections Trust"
_PLAIN_IRS = re.compile(
    r"(?i:(?:the\s)?(?:irs|internal\s?revenue(?:\s?service)?))\b(?:$|\s*[,.;]|\s+(?:and|or|at|for|with|in|by|using|on)\b)"
)
_NOT_A_PAYEE = any_case(r"^(?:you\b|your\b|him|her\b|them|the\sestate|both\b|us\b(?!\s?(?:treas|dep))|the\saddress)")
_TREASURY = ("unitedstatestreasury", "ustreasury", "usdepartmentofthetreasury", "unitedstatesdepartmentofthetreasury")
_NOT_TREASURY = any_case(
    r"treasury\s?(?:services?|recovery|relief|funds?|agent|settlement|tax|group|llc|inc\b|collections?|receivables?|escrow|holdings?|trust)"
    r"|c/o\b|\bllc\b|\binc\b|\bfund\b|recovery|settlement|escrow|receivables"
)


def _is_treasury(payee: str) -> bool:
    """Whether `payee` starts with the United States Treasury, as far as reading errors let us see."""
    if _NOT_TREASURY.search(payee):
        return False
    squeezed = re.sub(r"[^a-z]", "", payee.lower()).removeprefix("the")
    return any(SequenceMatcher(None, squeezed[: len(name)], name, autojunk=False).ratio() >= 0.8 for name in _TREASURY)


def _payee(reading: Reading, sentences: tuple[Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    about_federal_tax = any(_CLAIMS_IRS.search(one.text) and not _REPORTS.search(one.text) for one in sentences)
    if reading.kind is Kind.STATE or (reading.kind is not Kind.IRS and not about_federal_tax):
        return
    source = facts[NEVER_PAID_BY].source
    for sentence in sentences:
        if _NO_BILL.search(sentence.text):
            continue
        for match in _PAYEE.finditer(sentence.text):
            payee = (match["payee"] or match["order"]).strip()
            if _is_treasury(payee) or _NOT_A_PAYEE.search(payee) or sentence.warns_against(*match.span()):
                continue
            words = shortened(match[0])
            if _PLAIN_IRS.match(payee):
                yield Sign(
                    "payee-irs",
                    "The check is to be made out to the IRS; the IRS asks for checks to the United States Treasury.",
                    words,
                    False,
                    source,
                )
            else:
                yield Sign(
                    "payee-not-treasury",
                    "The check is to be made out to someone other than the United States Treasury.",
                    words,
                    True,
                    source,
                )


# --- web addresses, e-mail, QR codes

_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_HOST = re.compile(
    r"(?<![@\w.-])(?P<lead>https?://|www\.\s?)?(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})(?![@\w-])"
)
_ENDINGS = frozenset({
    "com", "org", "net", "info", "biz", "us", "co", "io", "me", "app", "online", "site", "xyz", "top", "live",
    "support", "example", "test", "invalid", "ru", "cn", "cc", "tk", "pw", "vip", "icu", "club", "shop",
    "store", "link", "click", "cloud", "tax", "agency", "services", "center", "help", "uk", "ca", "in",
})  # fmt: skip
_WORDY_ENDINGS = frozenset({
    "us", "me", "in", "top", "live", "support", "help", "site", "online", "center", "services", "tax", "info",
    "link", "store", "shop",
})  # fmt: skip
_GOV_MISREAD = re.compile(r"^[gq9][o0ce][vuyw]$")
_OFFICIAL = ("gov", "mil")
_KNOWN_HOSTS = frozenset({"id.me", "usps.com"})
_SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "t.co", "is.gd", "rb.gy", "cutt.ly", "ow.ly", "tiny.cc", "rebrand.ly"}
)
_MISSPELT_IRS = re.compile(r"(?:[\w-]+\.)?(?:irs\.(?:qov|g0v|gouv|govv|goy|gow)|[l1]rs\.gov|irss?\.gov\.\w+|irss\.gov)")
# what stands around a letter that someone passed on or wrote about, in their own words
_MAIL_HEADER = any_case(
    r"\b(?:from|to|cc|sent|subject|de|para)\s?:|\bwrote\s?:|escribi[oó]|forwarded\smessage|original\smessage"
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I'd|my|My|me)\b")
_LOOKALIKE = re.compile(
    r"(?:^|[.-])irs(?:[.-]|$)|(?:^|[.-])irs(?:gov|tax|pay|refund|help|online|notice|account|unclaimed|us|service|settle)"
    r"|(?:^|[.-])gov(?:[.-]|$)|gov(?:t|ernment)?-|-gov|irs-?gov|us-?treasury|treasury-?(?:gov|dept|us)|internal-?revenue"
)
_DISCLAIMER = any_case(r"not\s(?:affiliated|associated|connected)|not\san?\sgovernment")  # as adverts must print
_SEND = any_case(r"\bsend|provide|submit|forward|reply|e-?mail\s|by\se-?mail|upload|contact|return\s")


def _host_of(match: re.Match[str]) -> str | None:
    """The host in `match` in lower case, without a word of the next sentence; None where it is no address."""
    labels = match["host"].split(".")
    shouting = match["host"].isupper()
    while len(labels) > 1:
        ending = labels[-1]
        if ending.lower() in _OFFICIAL or _GOV_MISREAD.search(ending.lower()):
            return ".".join([*labels[:-1], "gov"]).lower()
        glued = ending[:1].isupper() and not shouting  # "irs.gov.If you", spaces lost
        named = ending.lower() in _ENDINGS and (
            ending.lower() not in _WORDY_ENDINGS or bool(match.groupdict().get("lead")) or len(labels) > 2
        )
        if named and not glued:
            return ".".join(labels).lower()
        labels.pop()
    return None


def _is_official(host: str, facts: Mapping[str, Fact]) -> bool:
    known = _KNOWN_HOSTS | {
        match["host"].lower().removeprefix("www.")
        for id, fact in facts.items()
        if id.startswith("urls.") and (match := _HOST.search(str(fact.value)))
    }
    host = host.removeprefix("www.")
    return (
        host.rsplit(".", 1)[-1] in _OFFICIAL
        or bool(re.search(r"\.state\.[a-z]{2}\.us$", host))
        or any(host == name or host.endswith(f".{name}") for name in known)
    )


def _hides_where(host: str, reading: Reading) -> bool:
    """Whether an address is shortened, or spelled like irs.gov with another letter that no camera put there."""
    host = host.lower().removeprefix("www.")
    if host in _SHORTENERS:
        return True
    return reading.letter.came_from != "photo" and bool(_MISSPELT_IRS.fullmatch(host))


def _looks_like_irs(host: str) -> bool:
    return bool(_LOOKALIKE.search(host.rsplit(".", 1)[0].removeprefix("www.")))


def _addresses(reading: Reading, sentences: tuple[Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    source = facts[RED_FLAGS].source
    for sentence in sentences:
        for match in _E_MAIL.finditer(sentence.text):
            ending = match["host"].rsplit(".", 1)[-1].lower()
            host = match["host"].lower()
            if ending in _OFFICIAL or _GOV_MISREAD.search(ending) or sentence.warns_against(*match.span()):
                continue
            if _MAIL_HEADER.search(sentence.text) or _FIRST_PERSON.search(sentence.text):
                continue  # how the letter was passed on, or what the person wrote beside it
            sent_there = bool(_SEND.search(sentence.text)) and reading.kind is Kind.IRS
            if _looks_like_irs(host) or sent_there:
                yield Sign(
                    "e-mail-not-gov",
                    "It sends you to an e-mail address that does not end in .gov; the IRS does not ask for papers that way.",
                    match[0],
                    True,
                    source,
                )
            elif reading.kind is Kind.IRS:
                yield Sign(
                    "other-e-mail", "It shows an e-mail address that does not end in .gov.", match[0], False, source
                )
        for match in _HOST.finditer(sentence.text):
            found = _host_of(match)
            if reading.kind is Kind.IRS and _hides_where(match["host"], reading):
                yield Sign(
                    "web-address-lookalike",
                    "It gives a web address that hides where it leads or is spelled like the IRS's; those of the IRS end in irs.gov.",
                    match[0],
                    True,
                    source,
                )
                continue
            if found is None or _is_official(found, facts) or sentence.warns_against(*match.span()):
                continue
            if _looks_like_irs(found):
                yield Sign(
                    "web-address-lookalike",
                    "It gives a web address made to look like the IRS's; those of the IRS end in irs.gov.",
                    match[0],
                    not (reading.kind is Kind.OTHER and _DISCLAIMER.search(reading.letter.text)),
                    source,
                )
            elif reading.kind is Kind.IRS:
                yield Sign(
                    "web-address-not-gov",
                    "It gives a web address that does not end in .gov; type irs.gov yourself instead.",
                    match[0],
                    False,
                    source,
                )


_PAYS_BY_SCAN = any_case(r"^(?:bitcoin|ethereum|litecoin):|cash\.app|venmo\.|paypal\.|zelle")


def _qr_codes(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    source = facts[RED_FLAGS].source
    for code in reading.letter.qr_codes:
        match = _HOST.search(code)
        host = _host_of(match) if match else None
        if _PAYS_BY_SCAN.search(code):
            strong = True
        elif host is None or re.search(r"(?:^|\.)(?:irs|treasury)\.gov$", host):
            continue
        elif host.endswith(_OFFICIAL):
            if reading.kind is not Kind.IRS:
                continue
            strong = False
        else:
            strong = reading.kind is Kind.IRS or _looks_like_irs(host)
        says = "The QR code leads somewhere other than irs.gov, so don't scan it; type irs.gov yourself."
        yield Sign("qr-code-elsewhere", says, shortened(code), strong, source)


# --- who sent it, and what it is about

_TAX = re.compile(r"\bIRS\b|(?i:\btax|\brefund|internal\s?revenue)")
_CLAIMS_IRS = re.compile(r"\bIRS\b|(?i:internal\s?revenue|federal\s?(?:income\s)?tax|back\s?taxes|u\.?s\.?\streasury)")
_COUNTY_BODY = any_case(
    r"^(?=[^.]*\bcounty\b)(?=[^.]*\b(?:tax|liens?|levy|judge?ments?|processing|enforcement|collections?|unit|bureau|warrants?)\b)"
    r"(?!.*\b(?:recorder|clerk|register)\b)[^.]*$"
)
_TAKES = any_case(r"\bliens?\b|\blev(?:y|ies|ying)\b|distraint|garnish|seiz")
_PROPERTY_TAX = any_case(r"property\stax|real\sestate\stax|parcel")


def _county(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    """A county that threatens a lien or levy over federal tax; counties record federal liens but collect nothing."""
    head = "\n".join(line.text for line in reading.letter.lines[:6])
    body = reading.letter.text
    sender = reading.issuer or head
    line = next((line for line in sender.split("\n") if _COUNTY_BODY.search(line)), None)
    if line is None or "internal revenue service" in sender.lower():
        return
    if _TAKES.search(body) and _CLAIMS_IRS.search(body) and not _PROPERTY_TAX.search(body):
        says = (
            "It threatens a lien or levy over federal tax in the name of a county; counties do not collect federal tax."
        )
        yield Sign("county-collects-federal-tax", says, shortened(line), True, facts[RED_FLAGS].source)


def _unclaimed_refund(reading: Reading, found: list[Sign], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    text = joined(reading.letter.text)
    match = re.search(r"(?i)unclaimed\s?(?:tax\s?)?(?:refund|stimulus)", text)
    if not match:
        return
    fee = re.search(r"(?i)(?:processing|release|handling|service|clearance|administrati\w+)\s?(?:fee|charge)", text)
    strong = bool(fee) or any(sign.strong for sign in found)
    says = "It speaks of an unclaimed refund" + (" and asks for something first" if strong else "")
    says += "; a refund you are due shows in your own IRS account, free of charge."
    yield Sign("refund-lure", says, match[0], strong, facts[RED_FLAGS].source)


_NOT_YET_A_BILL = frozenset({"proposed_change", "deficiency"})
_REFUND_HELD = frozenset(
    {"CP05", "CP05A", "CP75", "CP75D", "CP53E", "CP01A", "Letter 4464C", "Letter 4883C", "Letter 5071C", "Letter 5747C"}
)
_DEMAND = any_case(
    r"(?<!proposed )amount\sdue\simmediately|(?<!if )you\smust\spay"
    r"|\bpay\s(?:immediately|at\sonce|now)\b|immediate\spayment|you\sowe\s\$|payment\sis\sdue"
)
_ODD_DEMANDS = ("pays-by-", "payee-not-treasury", "pressure-of-hours")


def _misfit(
    reading: Reading, known: CatalogueNotice | None, found: list[Sign], facts: Mapping[str, Fact]
) -> Iterator[Sign]:
    """A demand for money on a notice of a kind that asks for none yet."""
    if known is None or not (known.family in _NOT_YET_A_BILL or known.code in _REFUND_HELD):
        return
    odd = next((sign for sign in found if sign.strong and sign.id.startswith(_ODD_DEMANDS)), None)
    demand = _DEMAND.search(joined(reading.letter.text))
    if not odd and not demand:
        return
    words = odd.words if odd else demand[0] if demand else ""
    says = f"It demands money, but {known.code} is not a bill: “{known.title}”."
    yield Sign("does-not-fit-its-code", says, words, odd is not None, facts[SHOWN_ON_NOTICE].source)


_TO_THE_AGENCY = any_case(
    r"\bpay\s?us\b|(?:pay(?:ments?)?|checks?|money\sorders?|remit|send|mail)\b.{0,60}?\bto\s(?:us\b|our\s(?:office"
    r"|agency|firm|address)|this\s(?:office|agency)|the\sagency|cbe\b|coast\sprofessional|conserve)"
)


def _by_kind(reading: Reading, sentences: tuple[Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    """What kind of mail it seems to be, where it isn't the IRS's own."""
    issuer = reading.issuer or ""
    if reading.kind is Kind.STATE:
        says = "This seems to be a state's letter, not the IRS's; check it on that state's own .gov site, which you look up yourself."
        yield Sign("state-letter", says, issuer, False, facts["notice_not_visible_online.state_agency"].source)
    elif reading.kind is Kind.COLLECTOR:
        fact = facts[f"{SCAMS}.private_collectors"]
        value = fact.value if isinstance(fact.value, Mapping) else {}
        first, payments = value.get("first_letter", ""), value.get("payments", "")
        says = f"This seems to be a collection agency's letter; for federal tax expect {first}, and pay {payments}."
        yield Sign("collector-letter", says, issuer, False, fact.source)
        if not _CLAIMS_IRS.search(reading.letter.text):
            return
        for sentence in sentences:
            match = _TO_THE_AGENCY.search(sentence.text)
            if match and not sentence.warns_against(*match.span()):
                says = f"The agency asks to be paid itself; payments of federal tax go {payments}."
                yield Sign("collector-wants-payment", says, shortened(match[0]), True, fact.source)
                return
    elif reading.kind is Kind.OTHER:
        says = "This does not seem to come from the IRS; look at who sent it, and check that sender on your own."
        yield Sign("other-mail", says, issuer, False, facts[f"{SCAMS}.first_contact"].source)


# --- what is missing, and what is merely unusual

_LAST_FOUR = any_case(
    r"[x*#•]{2,}[-\s]?[x*#•]{1,2}[-\s]?\d{4}|(?:ssn|itin|ein|taxpayer|social\ssecurity)\D{0,30}\d{4}\b|ending\s(?:in\s)?\d{4}"
)


def _absences(reading: Reading, known: CatalogueNotice | None, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    notice, read = reading.notice, reading.fields
    source = facts[SHOWN_ON_NOTICE].source
    code = reading.printed_code or notice.code
    if not code and not read.get("code"):
        says = "We found no notice number, such as CP14 or LT11; look at the right corners, top and bottom."
        yield Sign("no-notice-code", says, "", False, source)
    elif reading.printed_code and known is None:
        says = f"We don't know the number {reading.printed_code}; look it up on irs.gov, as our list is not complete."
        yield Sign("unknown-notice-code", says, reading.printed_code, False, source)
    if notice.notice_date is None and not read.get("notice_date"):
        yield Sign("no-notice-date", "We found no notice date; IRS notices print one.", "", False, source)
    if not notice.tax_years and not read.get("tax_years"):
        yield Sign("no-tax-year", "We found no tax year; most IRS notices print one.", "", False, source)
    if not (notice.ssn_last4 or reading.letter.ssn_last4 or read.get("ssn_last4")) and not _LAST_FOUR.search(
        reading.letter.text
    ):
        says = "We found no digits of your taxpayer number; most IRS notices print the last four."
        yield Sign("no-taxpayer-number", says, "", False, facts[f"{SCAMS}.taxpayer_number_on_notice"].source)


def _full_number(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    if reading.kind is Kind.IRS and "taxpayer number" in reading.letter.full_numbers:
        says = "It prints a full taxpayer number, where most notices show only the last four digits; some letters still do so."
        yield Sign("full-taxpayer-number", says, "", False, facts[f"{SCAMS}.taxpayer_number_on_notice"].source)


_PHONE = re.compile(r"(?<![\d-])(?:\+?1[-. ]{1,2})?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]?\d{4}(?![\d-])")


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]


def _unknown_phones(reading: Reading, known_phones: frozenset[str], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    known = {_digits(phone) for phone in known_phones}
    printed = {_digits(match[0]): match[0] for match in _PHONE.finditer(joined(reading.letter.text))}
    if reading.notice.phone:
        printed.setdefault(_digits(reading.notice.phone), reading.notice.phone)
    unknown = [phone.strip() for digits, phone in printed.items() if digits not in known]
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        yield Sign(
            "phone-not-known",
            f"{' and '.join(unknown)} {verb} not among those we know.",
            ", ".join(unknown),
            False,
            facts["phones.rule_use_number_on_notice"].source,
        )
