"""The sums that a message tells: of the notice, paid, to be paid by the month; the person's own money is none of these."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.conversation.details import NOT_THIS
from assistant.conversation.told_spans import PERHAPS, Span, Taken, near_before
from assistant.conversation.wording import any_case, words
from assistant.drafting.fields import IN_NUMBER_WORDS, sum_in_words, sum_of

# "$5,015.00", "900 bucks", "3200ish"
_MONEY = any_case(
    r"(?P<sign>\$\s?)?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{2})?(?P<k>\s?(?:k|grand|thousand)\b)?"
    r"(?P<unit>\s?(?:dollars|bucks|usd|d[óo]lares|-?ish)\b)?(?!\d|[.,]\d|[/-]\d|%)"
)
# "$3k", "2 grand even"
_THOUSANDS = any_case(
    r"\$?\s?(?P<number>\d+(?:\.\d{1,2})?)\s?(?:k|grand|thousand)\b(?P<exact>\s+(?:even|exactly|flat)\b)?"
)
# "a couple of hundred dollars"
_SOME = any_case(r"\b(?:a\s)?(?:couple|few|several)\s(?:of\s)?(?:thousand|hundred|grand|k)\b(?:\s(?:dollars|bucks))?")
# "ninety a month"
_WORDS_A_MONTH = any_case(rf"{IN_NUMBER_WORDS}(?=\s(?:a|per|each|every) month\b|\smonthly\b)")
# "…, twelve hundred and six, …"
_WORDS_ALONE = any_case(rf"(?<=[,;:-]\s){IN_NUMBER_WORDS}(?= (?:even|exactly|flat)\b|\s*(?:[,;.]|\s-|$))")
# "twelve hundred dollars and six cents"
_WORDS_AND_DOLLARS = any_case(
    rf"(?P<dollars>{IN_NUMBER_WORDS}) (?:dollars|bucks)\b(?: and (?P<cents>\d{{1,2}}|{IN_NUMBER_WORDS}) cents?)?"
)
_AND_CENTS = any_case(r" (?:and|&) (\d{1,2}) cents?\b")  # "$1,206 and 50 cents"
_GLUED_BEFORE = re.compile(r"[\w#/-]$")  # "CP14", "#212"
_GLUED_AFTER = re.compile(r"\w|-\w")

# right before a sum that is no exact one: "about", "more than", "between 200 and", "two or"
_ROUGH = words(r"""
    about around roughly approx\w* almost nearly circa some like over under more\sthan less\sthan up\sto close\sto maybe between
    somewhere
""")
_UP_TO_TEN = words("one two three four five six seven eight nine ten")
_ROUGHLY = any_case(
    rf"(?:\b{_ROUGH} |~|\bbetween \$?[\d,.]+ (?:and|to) |\d (?:to|or) |\b{_UP_TO_TEN} (?:to|or) )\s?\$?$"
)
# right after one: "ish", "or so", "and change", "-400", "to maybe 500"
_ROUGHLY_AFTER = any_case(
    r"-?\s?(?:ish\b|or so\b|and change\b|give or take|something\b|\+|(?:to|or) (?:maybe\s)?\$?\d+)|[-–]\$?\d"
)
# right after a sum by the month: "a month", "/mo", "al mes"
_A_MONTH = any_case(r"\s?(?:(?:dollars|bucks)\s)?(?:(?:a|an|per|each|every|/)\s?(?:month|mo)\b|monthly|/mo\b|al mes)")
# "100 on the 15th of each month"
_ON_A_DAY = any_case(r"\s?(?:dollars |bucks )?on (?:the )?\d{1,2}(?:st|nd|rd|th) (?:of )?(?:a|each|every|the) month\b")
_A_MONTH_NEAR = any_case(r"[^.,;]{0,14}\b(?:a|per|each) month")


def _before_sum(cue: str, reach: int = 30) -> re.Pattern[str]:
    """`cue` right before a sum, in its sentence and with no other sum between."""
    return any_case(rf"\b{cue}\b[^.;$\d]{{0,{reach}}}\$?\s?$")


_PAY_MONTHLY = _before_sum(r"(?:monthly|each month|per month|every month)", 25)
_PAID = _before_sum(r"(?:paid|(?<!irs\s)(?<!they\s)(?:sent|mailed)|payments? of|check for|transferred|deposit of)", 20)
_OWED = _before_sum(
    words(r"""
        owe[sd]? owing balance bill(?:ed)? debt amount amt total due wants? wanted ask(?:s|ed|ing)?(?:\sfor)? demand\w* charg\w+ says?
        saying sum propos\w+ notice
    """),
    22,
)
_OWED_BARE = any_case(r"\b(?:owe[sd]?|amount|amt|balance)\b[^.;\d]{0,15}$")  # a bare number after it is a sum
# what comes in by the month, and what can be paid of it
# what stands there and what should: "it says 12,000, should be 1,200" is the story and not the notice's amount
_SHOULD_BE = r"(?:but |and )?(?:it |that |this )?should (?:be|have been)"
_BUT_SHOULD_BE = any_case(rf",? {_SHOULD_BE} \$?\d")
_SHOULD_BE_BEFORE = any_case(rf"\d[\d,.]*,?\s{_SHOULD_BE}\s\$?\s?$")
# a first payment: "250 down", "starting with 250"
_DOWN = any_case(r"\s?(?:dollars |bucks )?(?:down\b|up front\b|upfront\b|to start\b|with (?:the|this) letter\b)")
_DOWN_BEFORE = _before_sum(r"(?:down payment of|first payment of|starting with|begin\w* with)", 5)
_INCOME = _before_sum(
    words(r"""
        income ssi ssdi social\ssecurity pension gets? earns? (?:i|we|he|she)\smakes? rent\s(?:is|of) live\son receives?
    """)
)
_CAN_PAY = _before_sum(words(r"pay afford spare manage can\sdo could\sdo send put plan\sof offer"), 25)
# money of the person's story: what was earned, reported, deducted, sold or refunded
_PLAINLY_OWN_WORDS = (
    r"1099\S* w-?2 income wages? salary deduct\w* basis sold donat\w+ withh\w+ earn\w* rent ssi ssdi pension alimony"
)
_OWN = _before_sum(
    words(
        _PLAINLY_OWN_WORDS
        + r"""
        social\ssecurity get got (?:i|we|he|she)\smakes? made live\son receiv\w+ credits? bought refund\w* cost fees? savings worth price
        lost won spent claimed reported instead\sof put box interest\sof dividends? unemployment
    """
    )
)
_PLAINLY_OWN = _before_sum(words(f"{_PLAINLY_OWN_WORDS} not"))

_ON_A_PAGE = _before_sum(r"(?:top|bottom|page|stub|slip|copy|front|back|other side)", 20)
# right after a sum: "was withheld", "in wages", "fee"
_OWN_AFTER = any_case(
    r" (?:was|were|is|in|of) (?:withheld|earned|deducted|sold|donated|refunded|income|wages|savings)\b| refund\b"
)
_A_FEE = any_case(r" (?:\w+ )?fees?\b")


def sums_told(text: str, taken: Taken, asked: str) -> Iterator[Span]:
    """The sums, each with its field, PERHAPS where nothing says whose it is; value None for "about $300" and the like.

    Accepted are "$1,206.00", "900 bucks", "twelve hundred dollars and six cents", "2 grand even"; a bare number counts after
    "I owe" and the like, or where it answers a question for a sum.
    """
    for start, end, value, money in _written(text):
        if taken.is_free(start, end) and not NOT_THIS.search(near_before(text, start)):
            rough = text[start:end].lower().endswith("ish") or _is_rough(text, start, end)
            field = _role_of_sum(text, start, end, taken, asked, rough, money)
            if field:
                yield Span(start, end, field, None if rough else value)


def _written(text: str) -> Iterator[tuple[int, int, Decimal | None, bool]]:
    """Start, end and value of each sum, and whether it is money by its own look; value None for "3k" and "a few hundred"."""
    for match in _SOME.finditer(text):
        yield *match.span(), None, True
    for match in _WORDS_A_MONTH.finditer(text):
        yield *match.span(), sum_in_words(match[0]), True
    for match in _WORDS_AND_DOLLARS.finditer(text):
        dollars = sum_in_words(match["dollars"])
        if dollars is not None:
            yield *match.span(), dollars + _cents(match["cents"]) / 100, True
    for match in _WORDS_ALONE.finditer(text):
        yield *match.span(), sum_in_words(match[0]), True
    for match in _THOUSANDS.finditer(text):
        exact = Decimal(f"{Decimal(match['number']) * 1000:.2f}") if match["exact"] else None
        yield *match.span(), exact, True
    for match in _MONEY.finditer(text):
        start, end = match.span()
        if not match["k"] and not _GLUED_BEFORE.search(text[start - 1 : start]) and not _GLUED_AFTER.match(text, end):
            money = bool(match["sign"] or match["cents"] or match["unit"] or "," in match["whole"])
            cents = None if match["cents"] else _AND_CENTS.match(text, end)
            more = _cents(cents[1]) / 100 if cents else Decimal(0)
            yield start, cents.end() if cents else end, sum_of(match) + more, money


def _cents(said: str | None) -> Decimal:
    if said is None:
        return Decimal(0)
    return Decimal(said) if said.isdigit() else sum_in_words(said) or Decimal(0)


def _is_rough(text: str, start: int, end: int) -> bool:
    return bool(_ROUGHLY.search(near_before(text, start)) or _ROUGHLY_AFTER.match(text, end))


def _role_of_sum(text: str, start: int, end: int, taken: Taken, asked: str, rough: bool, money: bool) -> str:
    """The field a sum belongs to, "" where it is none of the notice's nor a payment."""
    before = near_before(text, start)
    if _BUT_SHOULD_BE.match(text, end) or _SHOULD_BE_BEFORE.search(before):
        return ""
    if _DOWN.match(text, end) or _DOWN_BEFORE.search(before):
        return "first_payment"
    a_month = (
        _A_MONTH.match(text, end)
        or _ON_A_DAY.match(text, end)
        or (rough and _A_MONTH_NEAR.match(text, end))
        or _PAY_MONTHLY.search(before)
    )
    if asked == "monthly_payment" or a_month:
        return "" if _INCOME.search(before) and not _CAN_PAY.search(before) else "monthly_payment"
    if asked in ("paid_amount", "wrong_amount", "right_amount", "amount"):
        return asked
    if not money and not _OWED_BARE.search(before):
        return ""
    if _OWN_AFTER.match(text, end):
        return ""
    if _ON_A_PAGE.search(before):
        return "amount"  # "the bottom $1,118.00": what stands against another sum of the notice has to be seen
    alone = taken.stands_alone(start)
    if _PAID.search(before) and not alone:
        return "paid_amount"
    owed, plainly_own = _OWED.search(before), _PLAINLY_OWN.search(before)
    if owed and plainly_own and owed.start() < plainly_own.start():
        return ""  # "they say my income was"
    if owed and _A_FEE.match(text, end):
        return PERHAPS
    if alone or owed:
        return "amount"
    return "" if _OWN.search(before) else PERHAPS


def only_sum_told(text: str, taken: Taken) -> Iterator[Span]:
    """The one sum of a message that names none for the notice, unless it plainly is the person's own money."""
    if taken.tells("amount", "paid_amount", "monthly_payment", PERHAPS):
        return
    marked = [m for m in _MONEY.finditer(text) if (m["sign"] or m["cents"]) and taken.is_free(*m.span())]
    marked = [m for m in marked if not _A_MONTH.match(text, m.end())]
    if len(marked) == 1 and not marked[0]["k"]:
        start, end = marked[0].span()
        if _PLAINLY_OWN.search(near_before(text, start)) or _OWN_AFTER.match(text, end):
            return
        yield Span(start, end, "amount", None if _is_rough(text, start, end) else sum_of(marked[0]))
