"""What a message marks plainly: codes of notices, the end of a number, ways of payment, confirmations, and choices."""

import re
from collections.abc import Iterator

from assistant.conversation.told_spans import Span
from assistant.conversation.wording import any_case, last_end, phrases, words
from assistant.retrieval.exact import CODE, ExactNames

# "the 504 notice", "letter 3172", "notice no. 14"
_BARE_CODE = any_case(
    r"\b(?:notice|letter) (?:number |no\.?\s|#)?(?P<number>\d{2,4}[A-Z]?)\b(?![/.,-]\d)|\b(?P<before>\d{2,4}[A-Z]?) (?:notice|letter)\b"
)
_NO_FULL_CODE = any_case(r"-?\s?(?:something|ish)\b")  # "CP5-something"
_WORD_BEHIND = re.compile(r"(?<=\d)\s+[a-zA-Z]{2}$")  # "CP503 or": no part of the code
_BARE_KINDS = ("CP", "LT", "Letter ")

# as rules.privacy masks them
_MASKED = re.compile(r"\[taxpayer number ending (?P<four>\d{4})\]")
# right before the last four of something else: "my debit card", "the account"
_OF_CARD = any_case(r"\b(?:card|account|acct|visa|mastercard|phone)\b[^.;,\d]{0,15}$")
_OTHER_MASK = re.compile(r"\[(?:account|card) number ending \d{4}\]")
# "last four 4322", "ending in 4322", "my ssn is 4322"
_LAST4 = any_case(
    r"\b(?:(?:last (?:four|4)(?: digits)?|(?<!year\s)(?<!years\s)(?<!period\s)ending(?: in)?|ends in)\b\D{0,25}|"
    r"(?:ssn|itin|social)\s?(?:is|ends?(?: in)?|ending(?: in)?|:|#)?\s?)(?P<four>\d{4})\b(?![-\d])"
)

# "check 212", "a cashier's check", "Direct Pay", "my Visa debit card", "money order 88123"
_CARD = words("debit credit visa mastercard amex discover")
_CHECK = r"(?:(?:cashier'?s'?|personal|certified) )?(?:check|cheque|ck)\b"
_METHOD = any_case(
    rf"\b(?:(?P<check>{_CHECK})\s?(?:(?:was|is)\s(?=num|no|nr|#))?(?:number|num|no\.?|nr\.?|#)?\s?(?:is\s)?#?(?P<number>\d{{1,10}})?|"
    r"(?P<other>"
    + phrases(rf"""
        money orders?(?: #?\d+(?![-/\d]))?
        direct\s?pay
        eftps
        {_CARD}(?: (?:debit|credit))? card
        card
        wire(?: transfer)?
        bank transfer
        ach
        cash
        direct debit
        online account
        electronic funds withdrawal
        apple pay
        paypal
        venmo
        click to pay
    """)
    + r")\b)"
)
_PAID_BY_CHECK = any_case(r"\b(?:by|with|via|personal|cashier's)\s*$")
_PAID_IN_CASH = any_case(r"\b(?:in|by|with|paid)\s*$")
_PAYS_WITH = any_case(r"\b(?:paid|payed|pay|sent|cleared|posted|used|using|via|by|through|thru|with|mailed)\b")
_A_WORD = re.compile(r"[a-z]{4}")
_NAMES_OF_METHODS = {"eftps": "EFTPS", "ach": "ACH", "direct pay": "Direct Pay", "directpay": "Direct Pay"}
# "confirmation number 2A4-55-1", "EFT 2700…"
_CONFIRMATION = any_case(
    r"\b(?:confirmation|confirm|conf\.?|eft|trace|receipt|reference|ref\.?)\s?(?:number|num|no\.?|code|#)?\s?(?:is|was|:|#)?\s?#?"
    r"(?P<code>(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,23})\b"
)

# "my phone is 555-201-3344", "reach me at (555) 201-3344"
_PHONE = any_case(
    r"\b(?:phone|cell|mobile|daytime number|reach me|call me)\b[^\d\n]{0,25}(?P<phone>\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4})\b"
)

# what a CP2000 is answered with; the first that is found counts
_ANSWERS = {
    "partly": any_case(
        phrases(r"""
            \bagree\w*\swith\s(?:part|some)\b
            \bpart(?:ly|ially)\b
            ^\W*part\b
            \b(?:some of|half|mostly) (?:agree|right|correct|of it)
            \bagree\w*\b[^.]{0,40}\b(?:but|except|not (?:with )?the)\b
            \bpartial\w*
            \bagree\w*:[^.]*\bdisagree\w*:
            \bdisagree\w* with (?:some|part|one)\b
        """)
    ),
    "disagree": any_case(r"\bdisagree|\b(?:do not|don'?t|cannot|can'?t) agree|\bnot agree|\bdispute|\bprotest"),
    "agree": any_case(r"\bagree|\bthey(?:'re| are) right\b|\bit(?:'s| is) (?:all )?(?:right|correct)\b"),
}
# of one item, while another is wrong: "the stock sale is wrong. I agree with the bank interest."
_AGREES_TO_ONE = any_case(
    r"(?<!dis)(?<!not\s)(?<!t\s)\bagree (?:with|on|to) (?:the|my|about)?\s?"
    r"(?!(?:the|my|about|changes?|proposed|notice|irs|it|this|that|them|you|everything|all)\b)\w+"
)
_WRONG = any_case(
    r"\b(?:wrong|incorrect|disagree|not (?:mine|ours|right|correct|true)|isn'?t (?:mine|ours|right|correct|true)|don'?t agree)\b"
)
_UNDECIDED = any_case(
    r"\b(?:not sure|don'?t know|unsure|no idea|undecided)\b[^.]{0,25}\bagree|\bshould (?:i|we) agree|\bif (?:i|we) agree"
)
_PENALTIES = {
    "estimated tax": any_case(
        r"\bestimated[-\s]tax penalt|\bpenalt\w+ (?:for|of|on)(?: the)? estimated|\bunderpayment penalt"
    ),
    "accuracy-related": any_case(r"\baccuracy"),
    "failure-to-file": any_case(r"\bfailure[-\s]to[-\s]file|\blate[-\s]filing penalt|\bpenalt\w+ for filing"),
    "failure-to-pay": any_case(r"\bfailure[-\s]to[-\s]pay|\blate[-\s]pay(?:ment|ing) penalt|\bpenalt\w+ for paying"),
}
# "on the 15th of each month", "100 a month on the 20th"
_DAY_OF_MONTH = any_case(
    r"\b(?:on )?(?:the )?(?P<day>[1-9]|1\d|2[0-8])(?:st|nd|rd|th) (?:day )?of (?:a|each|every|the) month\b|"
    r"(?<=month\s)on the (?P<day2>[1-9]|1\d|2[0-8])(?:st|nd|rd|th)\b"
)
_MORE_DAYS = any_case(r"\b(?P<days>\d{1,3}) (?:more|extra|additional) days\b")


def numbers_told(text: str) -> Iterator[Span]:
    """A telephone to be reached at; the last four of a taxpayer number: masked or told, never those of an account or a card."""
    for match in _PHONE.finditer(text):
        yield Span(match.start("phone"), match.end("phone"), "phone", match["phone"])
    for match in (*_MASKED.finditer(text), *_LAST4.finditer(text)):
        of_other = _OF_CARD.search(text, 0, match.start()) or _in_other_mask(text, match.start())
        if not of_other:
            yield Span(match.start(), match.end(), "ssn_last4", match["four"])


def _in_other_mask(text: str, place: int) -> bool:
    return any(mask.start() <= place < mask.end() for mask in _OTHER_MASK.finditer(text))


def codes_told(text: str, names: ExactNames) -> Iterator[Span]:
    """Notice codes in any spelling: "cp-504", "a 668-W", "the 504 notice", and ones the catalogue doesn't know."""
    for match in (*names.other.finditer(text), *CODE.finditer(text)):
        found = names.find(match[0])
        for code in (*found.codes, *found.unknown_codes)[:1]:
            vague = _NO_FULL_CODE.match(text, match.end())
            end = match.start() + len(_WORD_BEHIND.sub("", match[0]))
            yield Span(match.start(), end, "notice_code", None if vague else code)
    for match in _BARE_CODE.finditer(text):
        number = match["number"] or match["before"]
        known = [code for kind in _BARE_KINDS for code in names.find(f"{kind}{number}").codes[:1]]
        if known:
            yield Span(match.start(), match.end(), "notice_code", known[0])


def payments_told(text: str) -> Iterator[Span]:
    """Ways of payment and confirmation numbers: "by check", "check #212", "Direct Pay", "conf. no. A12-3456"."""
    for match in _CONFIRMATION.finditer(text):
        yield Span(match.start(), match.end(), "confirmation", match["code"])
    for match in _METHOD.finditer(text):
        method = "" if _in_other_mask(text, match.start()) else _method(text, match)
        if method:
            yield Span(match.start(), match.end(), "payment_method", method)


def _method(text: str, match: re.Match[str]) -> str:
    """The way of payment a match of `_METHOD` names, "" where nothing was paid with it."""
    before = text[: match.start()]
    if check := (match["check"] or "").lower():
        if match["number"]:
            return f"{check} {match['number']}"
        by_check = _PAID_BY_CHECK.search(before) or " " in check
        return re.sub(r"cashiers?'?s? ", "cashier's ", check) if by_check else ""
    other = " ".join(match["other"].lower().split())
    if other.endswith("cash") and not _PAID_IN_CASH.search(before):
        return ""
    clause = re.split(r"[.!?,;]\s|\n", before)[-1]
    pays = last_end(_PAYS_WITH, clause) >= 0 or not _A_WORD.search(clause)
    return _NAMES_OF_METHODS.get(other, other) if pays else ""


def choices_told(text: str, kind: str) -> Iterator[Span]:
    """What is chosen for a draft of `kind`: the answer to a CP2000, the penalty to be waived, how many more days."""
    if kind == "cp2000_response" and not _UNDECIDED.search(text):
        agrees = _AGREES_TO_ONE.search(text)
        if agrees and _WRONG.search(text):
            yield Span(agrees.start(), agrees.start(), "answer", "partly")
            return
        for answer, said in _ANSWERS.items():
            if found := list(said.finditer(text)):
                yield Span(found[-1].start(), found[-1].start(), "answer", answer)
                break
    if kind == "penalty_abatement":
        for penalty, said in _PENALTIES.items():
            if first := said.search(text):
                yield Span(first.start(), first.start(), "penalty", penalty)
                break
    if kind == "installment_request" and (day := _DAY_OF_MONTH.search(text)):
        yield Span(day.start(), day.end(), "payment_day", day["day"] or day["day2"])
    if kind == "more_time_request" and (days := _MORE_DAYS.search(text)):
        yield Span(days.start(), days.end(), "more_days", days["days"])
