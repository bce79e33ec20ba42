"""What a person tells for a draft in free text: values with their fields, what is too vague, what stands against itself.

A letter rests on these values, so they are read strictly: an exact amount, a full date. What could be meant in two ways, or
only roughly, is asked again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.conversation.intents import KIND_WORDS
from assistant.conversation.names import names_told
from assistant.drafting.fields import IN_NUMBER_WORDS, Value, sum_in_words, sum_of
from assistant.reading.values import SPAN, dates_in
from assistant.retrieval.exact import CODE, ExactNames

ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
""".split()
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
ORDINAL = re.compile(
    rf"(?i)\b(?:(twenty|thirty)[\s-])?({'|'.join(ORDINALS)}|thirtieth)\b(?=\s+(?:of\s+)?{_MONTH}\b|\s+day\s+of\b)"
)
WORD_CODE = re.compile(rf"(?i)\b(cp|lt|letter)\s({IN_NUMBER_WORDS})")
SPELT_CODE = re.compile(r"(?i)\b(c|l)\.?\s?(p|t)\b\.?\s{0,2}(?=\d{2,4})")  # "C P 504", "C.P. 71"
DAY_BEFORE_MONTH = re.compile(r"(?<![\d/.-])(1[3-9]|2\d|3[01])([/.-])(0?[1-9]|1[0-2])\2((?:19|20)?\d\d)(?![\d/])")
PART_OF_DATE = re.compile(
    rf"(?i)\b(?:(?:{_MONTH})\.?\s+(?:20\d\d|\d{{1,2}}(?:st|nd|rd|th)?)\b|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b|"
    rf"\b\d{{1,2}}/\d{{1,2}}\b(?!/)|(?:(?:early|late|mid|beginning of|end of)[\s-])(?:{_MONTH})\b|(?:dated|from|date is)\s+(?:{_MONTH})\b|"
    r"(?:last|this)\s(?:week|month|monday|tuesday|wednesday|thursday|friday)|yesterday|a (?:few )?(?:weeks?|months?) ago)"
)
YEAR = re.compile(r"(?:(?<![\w$.,/#-])|(?<=\bTY)|(?<=\bty))(?P<year>(?:19[89]|20[0-4])\d)(?![\w/]|[.,]\d|-\d\d\b)")
SHORT_YEAR = re.compile(r"(?:(?<!\w)'|(?<=\b[Tt][Yy])\s?)(?P<year>[0-4]\d)\b(?![/-])")
YEAR_LEADS = re.compile(
    r"(?i)(?:\b(?:for|or|tax\s?y(?:ea)?rs?|t\.?y\.?|years?|yrs?|ty|of my|about (?:my|our)|return for|and|through|to|impuesto de|año)\b|&|,|/|\+)[\s:(]*(?:the\s)?$|(?i:\bty)$"
)
YEAR_NAMED = re.compile(
    r"(?i)(?:\b(?:for|on|says|might be|it'?s|tax\s?y(?:ea)?rs?|t\.?y\.?|years?|yrs?|ty|año)\b)[\s:(]*(?:the\s)?$|(?i:\bty)$"
)
YEAR_RETURN = re.compile(
    r"(?i)^\s(?:est(?:imated)?\b|filing|withholding|federal|income tax|tax(?:es|\syear|\sreturn)?|return|balance|bill|taxs|claim|refund)\b"
)
EVENT_YEAR = re.compile(r"(?i)\b(?:since|until|till|before|after|in|from|by|during|back in|of)\s+(?:[a-z]+\s)?$")

MONEY = re.compile(
    r"(?P<sign>\$\s?)?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{2})?(?P<k>\s?(?:k|grand|thousand)\b)?(?P<unit>\s?(?:dollars|bucks|usd|d[óo]lares|-?ish)\b)?(?!\d|[.,]\d|[/-]\d|%)",
    re.IGNORECASE,
)
K_SUM = re.compile(
    r"(?i)\$?\s?(?P<number>\d+(?:\.\d{1,2})?)\s?(?:k|grand|thousand)\b(?P<exact>\s+(?:even|exactly|flat)\b)?"
)
SOME_SUM = re.compile(
    r"(?i)\b(?:a\s)?(?:couple|few|several)\s(?:of\s)?(?:thousand|hundred|grand|k)\b(?:\s(?:dollars|bucks))?"
)
A_MONTH_IN_WORDS = re.compile(rf"{IN_NUMBER_WORDS}(?=\s(?:a|per|each|every)\smonth\b|\smonthly\b)", re.IGNORECASE)
LONG_NUMBER = re.compile(rf"(?i)(?<=[,;:-]\s){IN_NUMBER_WORDS}(?=\s*(?:[,;.]|\s-|$))")
WORD_SUM = re.compile(
    rf"{IN_NUMBER_WORDS}\s+(?:dollars|bucks)\b(?:\s+and\s+(?P<cents>\d{{1,2}}|{IN_NUMBER_WORDS})\s+cents?)?",
    re.IGNORECASE,
)
ROUGHLY = re.compile(
    r"(?i)(?:\b(?:about|around|roughly|approx\w*|almost|nearly|circa|some|like|over|under|more than|less than|up to|close to|maybe|between|somewhere)\s|~|\bbetween\s\$?[\d,.]+\s(?:and|to)\s|\d\s(?:to|or)\s|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\s(?:to|or)\s)\s?\$?$"
)
ROUGHLY_AFTER = re.compile(
    r"(?i)^-?\s?(?:ish\b|or so\b|and change\b|give or take|something\b|\+|(?:to|or)\s(?:maybe\s)?\$?\d+)"
)
A_MONTH = re.compile(
    r"(?i)^\s?(?:dollars\s|bucks\s)?(?:(?:a|an|per|each|every|/)\s?(?:month|mo)\b|monthly|/mo\b|al mes)"
)
A_MONTH_BEFORE = re.compile(r"(?i)\b(?:monthly|each month|per month|every month)\b[^.;$\d]{0,25}\$?$")
PAID_BEFORE = re.compile(
    r"(?i)\b(?:paid|sent|mailed|payments? of|check for|transferred|deposit of)\b[^.;\d$]{0,20}\$?\s?$"
)
NOT_THIS = re.compile(r"(?i)\b(?:not|instead of|rather than)\s*\$?\s*$")
OWED_BEFORE = re.compile(
    r"(?i)\b(?:owe[sd]?|owing|balance|bill(?:ed)?|amount|amt|total|due|wants?|wanted|ask(?:s|ed|ing)?(?: for)?|demand\w*|charg\w+|says?|saying|sum|"
    r"propos\w+|notice)\b[^.;\d$]{0,22}\$?\s?$"
)
OWED_BARE = re.compile(r"(?i)\b(?:owe[sd]?|amount|amt|balance)\b[^.;\d]{0,15}$")
# of a sum by the month: what comes in, and what can be paid
INCOME = re.compile(
    r"(?i)\b(?:income|ssi|ssdi|social security|pension|gets?|earns?|(?:i|we|he|she) makes?|rent (?:is|of)|live on|receives?)\b[^.;$\d]{0,30}\$?\s?$"
)
CAN_PAY = re.compile(r"(?i)\b(?:pay|afford|spare|manage|can do|could do|send|put|plan of|offer)\b[^.;$\d]{0,25}\$?\s?$")
# money of the person's story: what was earned, reported, deducted, sold or refunded
OWN_MONEY = re.compile(
    r"(?i)\b(?:income|ssi|ssdi|social security|pension|get|got|earn\w*|(?:i|we|he|she) makes?|made|rent|live on|receiv\w+|1099\S*|w-?2|wages?|salary|deduct\w*|credits?|basis|"
    r"sold|bought|donat\w+|withh\w+|refund\w*|cost|fees?|savings|worth|price|lost|won|spent|claimed|reported|instead of|put|box|interest of|"
    r"dividends?|unemployment|alimony)\b[^.;$\d]{0,30}\$?\s?$"
)

PLAINLY_OWN = re.compile(
    r"(?i)\b(?:1099\S*|w-?2|income|wages?|salary|deduct\w*|basis|sold|donat\w+|withh\w+|earn\w*|rent|ssi|ssdi|pension|alimony|not)\b[^.;$\d]{0,30}\$?\s?$"
)
METHOD = re.compile(
    r"(?i)\b(?:(?P<check>(?:cashier'?s'? |personal |certified )?(?:check|cheque|ck)\b)\s?(?:number|num|no\.?|nr\.?|#)?\s?#?(?P<number>\d{1,10})?|"
    r"(?P<other>money orders?(?:\s#?\d+(?![-/\d]))?|direct ?pay|eftps|(?:debit|credit|visa|mastercard|amex|discover)(?:\s(?:debit|credit))?\s?card|card|wire(?: transfer)?|bank transfer|ach|cash|"
    r"direct debit|online account|electronic funds withdrawal|apple pay|paypal|venmo|click to pay))\b"
)
CONFIRMATION = re.compile(
    r"(?i)\b(?:confirmation|confirm|conf\.?|eft|trace|receipt|reference|ref\.?)\s?(?:number|num|no\.?|code|#)?\s?(?:is|was|:|#)?\s?#?"
    r"(?P<code>(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,23})\b"
)
LAST4 = re.compile(r"(?i)\b(?:last (?:four|4)(?: digits)?|ending(?: in)?|ends in)\b\D{0,25}(?P<four>\d{4})\b")
OTHER_MASK = re.compile(r"\[(?:account|card) number ending \d{4}\]")
MASKED = re.compile(r"\[taxpayer number ending (?P<four>\d{4})\]")
BARE_CODE = re.compile(
    r"(?i)\b(?:notice|letter)\s(?:number\s|no\.?\s|#)?(?P<number>\d{2,4}[A-Z]?)\b(?![/.,-]\d)|\b(?P<before>\d{2,4}[A-Z]?)\s(?:notice|letter)\b"
)

PAID_CUE = re.compile(
    r"(?i)\b(?:paid|payed|pay|payment|used|sent|cleared|clear|posted|debited|checks?|cheque|transferred|deposited|cashed|eftps|direct ?pay|card|"
    r"money order|wire|processed|went through)\b"
)
NOTICE_CUE = re.compile(
    r"(?i)\b(?:notices?|letters?|cp\s?-?\d+\w?|lt\s?-?\d+\w?|ltr\.?\s?\d*\w?|668-?[aw]|dated?|paper|bill)\b"
)
LAST_DAY = re.compile(
    r"(?i)\b(?:by|due(?: on| by| date(?: is)?)?|deadline(?: is| of| says)?|before|until|no later than|last day(?: is| to \w+(?: is)?)?|"
    r"reply by|respond by|answer by|vence(?: el)?|antes del):?\s*(?:the\s)?$"
)
THEY_SENT = re.compile(r"(?i)\b(?:irs|they)\s(?:\w+\s)?(?:sent|mailed|wrote|issued)\b[^.]{0,40}\bon\s$")
BY_WAY_OF = re.compile(r"(?i)\s(?:by|via|with|using|through|thru)\s(?:an?\s|my\s|the\s)?")
PAYS_WITH = re.compile(r"(?i)\b(?:paid|payed|pay|sent|cleared|posted|used|using|via|by|through|thru|with|mailed)\b")
A_PAGE = re.compile(r"(?i)\b(?:page|top|stub|bottom|slip|front|back|one)\b[^.;,\d]{0,20}$")
IS_DATED = re.compile(
    r"(?i)(?:\b(?:dated?|issued|says|date(?:d)?(?: on (?:it|the (?:notice|letter)))?|notice date|letter date|ltr date|it has|fechad[ao](?: el)?|con fecha(?: de| del)?|"
    r"de fecha)|@)[\s:(]*(?:is|of|says|was|on|as)?[\s:]*(?:the\s)?$"
)
FROM_OR_OF = re.compile(r"(?i)\b(?:from|of|on|for)[\s:]*(?:the\s)?$")
ON_THE_PAPER = re.compile(
    r"(?i)^\s*(?:at the (?:top|bottom)|on (?:the|it|page|top|front)|(?:up )?in the (?:top |upper |right )*corner|,?\s?(?:that'?s|which is) the (?:date|day)|printed\b|\(?(?:top|page|stub|notice date))"
)
EVENT_CUE = re.compile(
    r"(?i)\b(?:filed|called|moved|died|passed|married|received|got|came|arrived|opened|signed|born|lost|started|quit|retired|hired|fired|burned|took|"
    r"delivered|postmarked|visit|appointment|divorced|separated|bought|sold|hospital\w*|surgery|accident|flood\w*|fire|wildfire|tornado|hurricane|"
    r"stroke|since|until|through|deployed|released|closed|spoke|talked|in effect|due|discharged|earthquake|storm|put|stolen|hit|happened|"
    r"amended|hearing|extension|mailed|wrote|evacuat\w+|laid|diagnosed|ended|began|sick|ill|operation|audit\w*|promised|told|said)\b"
)
UNSURE = re.compile(
    r"(?i)\b(?:might be|may be|could be|can'?t (?:tell|read)|not sure|no idea|i think it'?s|or maybe)\b"
)
CORRECTS = re.compile(
    r"(?i)(?:^|[\s,.;(-])(?:actually|sorry|oops|correction|wait|no wait|nope|i meant|i mean|make (?:it|that)|change (?:it|that|the \w+)|should be|instead|"
    r"misread|typo|rather|wrong|scratch that|perd[óo]n|quise decir|not \$?\d[\d,.]*|it'?s really|turns out|no,|no\.|sry|on second thought|no hold on|looked again|use (?:that|this)|changed my mind|looking right at it)(?=$|[\s,.;:)-])"
)
AGREEMENT = (
    (
        "partly",
        re.compile(
            r"(?i)\bagree\w*\swith\s(?:part|some)\b|\bpart(?:ly|ially)\b|^\W*part\b|\b(?:some of|half|mostly) (?:agree|right|correct|of it)|\bagree\w*\b[^.]{0,40}\b(?:but|except|not (?:with )?the)\b|\bpartial\w*"
        ),
    ),
    ("disagree", re.compile(r"(?i)\bdisagree|\b(?:do not|don'?t|cannot|can'?t) agree|\bnot agree|\bdispute|\bprotest")),
    ("agree", re.compile(r"(?i)\bagree|\bthey(?:'re| are) right\b|\bit(?:'s| is) (?:all )?(?:right|correct)\b")),
)
PENALTY = (
    (
        "estimated tax",
        re.compile(r"(?i)\bestimated[- ]tax penalt|\bpenalt\w+ (?:for|of|on)(?: the)? estimated|\bunderpayment penalt"),
    ),
    ("accuracy-related", re.compile(r"(?i)\baccuracy")),
    ("failure-to-file", re.compile(r"(?i)\bfailure[- ]to[- ]file|\blate[- ]filing penalt|\bpenalt\w+ for filing")),
    (
        "failure-to-pay",
        re.compile(r"(?i)\bfailure[- ]to[- ]pay|\blate[- ]pay(?:ment|ing) penalt|\bpenalt\w+ for paying"),
    ),
)
MORE_DAYS = re.compile(r"(?i)\b(?P<days>\d{1,3})\s(?:more|extra|additional)\sdays\b")


PERHAPS = "perhaps_amount"  # a sum that nothing calls the notice's; it is, where no other is
STORY = ""  # the field of a day that belongs to the person's story and to no field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the message that holds a value of `field`; `value` None where it is too vague to use."""

    start: int
    end: int
    field: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells. `values` are settled; `either` were told in two ways; `vague` too roughly, in the person's words.

    `spans` is where each stands; `corrects` whether the message mends what was said before.
    """

    values: dict[str, Value] = field(default_factory=dict)
    either: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    vague: dict[str, str] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    corrects: bool = False


def with_plain_dates(text: str) -> str:
    """`text`, as long as it was, with ordinal words before a month as digits, and days that can't be months after the month.

    >>> with_plain_dates("the eighth of september 2026"), with_plain_dates("13/04/2026")
    ('the      8 of september 2026', '04/13/2026')
    """
    text = ORDINAL.sub(lambda m: str(_ordinal(m)).rjust(len(m[0])), text)
    text = WORD_CODE.sub(lambda m: f"{m[1]} {sum_in_words(m[2]) or 0:.0f}".rjust(len(m[0])), text)
    text = SPELT_CODE.sub(lambda m: f"{m[1]}{m[2]}{' ' * min(2, len(m[0]) - 2)}".rjust(len(m[0])), text)
    return DAY_BEFORE_MONTH.sub(lambda m: f"{m[3]}{m[2]}{m[1]}{m[2]}{m[4]}", text)


def _ordinal(match: re.Match[str]) -> int:
    tens = {"twenty": 20, "thirty": 30}.get((match[1] or "").lower(), 0)
    word = match[2].lower()
    return 30 if word == "thirtieth" else tens + ORDINALS.index(word) + 1


def told_in(text: str, names: ExactNames, kind: str = "", asked: str = "") -> Told:
    """Everything `text` tells for a draft of `kind`, after `with_plain_dates`. `asked` is the field the person was asked for."""
    corrects = bool(CORRECTS.search(text)) and not UNSURE.search(text)
    spans = _Taken(text)
    for find in (_numbers_of_person, _codes, _methods):
        for span in find(text, names):
            spans.add(span)
    for span in _dates(text, spans, asked):
        spans.add(span)
    for span in _years(text, spans, asked):
        spans.add(span)
    for span in _sums(text, spans, asked):
        spans.add(span)
    for span in _only_sum(text, spans):
        spans.add(span)
    for span in _vague_dates(text, spans, asked):
        spans.add(span)
    for start, end, field_name, name in names_told(text, spans.all, asked, names.words):
        spans.add(Span(start, end, field_name, name))
    for span in _choices(text, kind):
        spans.all.append(span)
    sure = any(span.field == "amount" for span in spans.all)
    settled = [
        replace(span, field="amount") if span.field == PERHAPS and not sure else span
        for span in spans.all
        if span.field != PERHAPS or not sure
    ]
    return _settled(text, settled, corrects)


class _Taken:
    """The spans found so far; a later one never lies over an earlier."""

    def __init__(self, text: str):
        self.text, self.all = text, list[Span]()

    def add(self, span: Span) -> None:
        if self.is_free(span.start, span.end):
            self.all.append(span)

    def is_free(self, start: int, end: int) -> bool:
        return all(end <= one.start or start >= one.end for one in self.all)

    def stands_alone(self, start: int) -> bool:
        """Whether nothing but other values and small words stands before `start` in its piece of the sentence."""
        begins = max((m.end() for m in PIECE.finditer(self.text, 0, start)), default=0)
        before = list(self.text[begins:start])
        for one in self.all:
            for place in range(max(one.start, begins), min(one.end, start)):
                before[place - begins] = " "
        return not re.sub(SMALL, " ", KIND.sub(" ", "".join(before))).strip(" :-–—/()#*@'\"")


KIND = re.compile(rf"(?i)\b(?:{'|'.join(words for _, words in KIND_WORDS)})")
PIECE = re.compile(r"[,;\n/|]\s|\s(?:-{1,3}|[–—|/])\s|[.!?:]\s|\n|,(?=\S)")
SMALL = re.compile(
    r"(?i)\b(?:notice|letter|ltr|to|dated?|from|of|the|an?|is|it'?s|it|and|for|on|no|amount|total|in|year|years|tax|ty|yr|my|i|irs|about|re|regarding|"
    r"wait|oops|correction|meant|mean|hold|call|script|draft|please|pls|need|want|dispute|protest|with|this|that|says?|code|cp|lt|ltr|actually|sorry|then|ok|okay|still|"
    r"phone|hearing|cover|penalty|request|response|reply|proof|payment|plan|more|time|hardship|write|kind|concerning|sum|their|our|number)\b"
)


def _numbers_of_person(text: str, _: ExactNames) -> Iterator[Span]:
    masked = [match.span() for match in OTHER_MASK.finditer(text)]
    for match in (*MASKED.finditer(text), *LAST4.finditer(text)):
        if any(start <= match.start() < end for start, end in masked):
            continue
        yield Span(match.start(), match.end(), "ssn_last4", match["four"])


def _methods(text: str, _: ExactNames) -> Iterator[Span]:
    for match in CONFIRMATION.finditer(text):
        yield Span(match.start(), match.end(), "confirmation", match["code"])
    masked = [match.span() for match in OTHER_MASK.finditer(text)]
    for match in METHOD.finditer(text):
        if any(start <= match.start() < end for start, end in masked):
            continue
        if match["check"]:
            if match["number"]:
                yield Span(match.start(), match.end(), "payment_method", f"{match['check'].lower()} {match['number']}")
            elif (
                re.search(r"(?i)\b(?:by|with|via|personal|cashier's)\s*$", text[: match.start()])
                or " " in match["check"]
            ):
                words = re.sub(r"cashiers?'?s? ", "cashier's ", match["check"].lower())
                yield Span(match.start(), match.end(), "payment_method", words)
        elif re.search(r"(?i)\bcash$", match[0]) and not re.search(
            r"(?i)\b(?:in|by|with|paid)\s*$", text[: match.start()]
        ):
            continue
        elif _last(PAYS_WITH, _clause_before(text, match.start())) >= 0 or not re.search(
            r"[a-z]{4}", _clause_before(text, match.start())
        ):
            yield Span(match.start(), match.end(), "payment_method", _method_name(match["other"]))


def _method_name(words: str) -> str:
    lower = " ".join(words.lower().split())
    return {"eftps": "EFTPS", "ach": "ACH", "direct pay": "Direct Pay", "directpay": "Direct Pay"}.get(lower, lower)


def _codes(text: str, names: ExactNames) -> Iterator[Span]:
    for match in (*names.other.finditer(text), *CODE.finditer(text)):
        found = names.find(match[0])
        for code in (*found.codes, *found.unknown_codes)[:1]:
            vague = re.match(r"(?i)-?\s?(?:something|ish)\b", text[match.end() :])
            yield Span(match.start(), match.end(), "notice_code", None if vague else code)
    for match in BARE_CODE.finditer(text):
        number = match["number"] or match["before"]
        for kind in ("CP", "LT", "Letter "):
            found = names.find(f"{kind}{number}")
            if found.codes:
                yield Span(match.start(), match.end(), "notice_code", found.codes[0])
                break


def _dates(text: str, taken: _Taken, asked: str) -> Iterator[Span]:
    for day, start, end in dates_in(text):
        if not NOT_THIS.search(text[:start]):
            told = any(span.field == "notice_date" for span in taken.all)
            yield Span(start, end, _role_of_date(text, start, end, taken, asked, told) or STORY, day)


def _role_of_date(text: str, start: int, end: int, taken: _Taken, asked: str, notice_dated: bool) -> str:
    """The field a date belongs to, "" for a day of the person's story: told by the nearest word that says what it is."""
    before, sentence = text[:start], _sentence_before(text, start)
    if asked in ("payment_date", "until", "deadline", "notice_date") and _is_all(text, start, end):
        return asked
    if LAST_DAY.search(before):
        return "until" if re.search(r"(?i)\btime\b[^.]{0,30}until\s*(?:the\s)?$", before) else "deadline"
    if re.match(r"(?i)\s*(?:as|is|was) (?:the |my )?(?:last day|deadline|due date)", text[end:]):
        return "deadline"
    if THEY_SENT.search(before) or IS_DATED.search(before) or ON_THE_PAPER.search(text[end:]) or A_PAGE.search(before):
        return "notice_date"
    if any(
        span.field == "payment_method" and BY_WAY_OF.fullmatch(text[end : span.start])
        for span in taken.all
        if span.start >= end
    ):
        return "payment_date"  # "on April 13, 2026 by check"
    paid, notice, event = (_last(cue, sentence) for cue in (PAID_CUE, NOTICE_CUE, EVENT_CUE))
    if taken.stands_alone(start):
        by_method = any(span.field == "payment_method" for span in taken.all) and paid >= 0
        return "payment_date" if notice_dated and (by_method or asked == "payment_date") else "notice_date"
    happened_on = re.search(r"(?i)\bon\s(?:the\s)?$", before) and max(paid, event) >= 0
    if (
        notice > max(paid, event)
        and not happened_on
        and (FROM_OR_OF.search(before) or start - len(before) + len(sentence) - notice < 30)
    ):
        return "notice_date"
    if paid > event or (paid >= 0 and happened_on and paid > event):
        return "payment_date"
    return ""


def _last(cue: re.Pattern[str], text: str) -> int:
    """Where the last match of `cue` in `text` ends, -1 where there is none."""
    return max((match.end() for match in cue.finditer(text)), default=-1)


def _sentence_before(text: str, start: int) -> str:
    return re.split(r"[.!?]\s|\n", text[:start])[-1]


def _clause_before(text: str, start: int) -> str:
    return re.split(r"[.!?,;]\s|\n", text[:start])[-1]


def _is_all(text: str, start: int, end: int) -> bool:
    """Whether the message is little more than what stands from `start` to `end`."""
    return len(re.findall(r"[A-Za-z]{3,}", text[:start] + text[end:])) <= 4


def _vague_dates(text: str, taken: _Taken, asked: str) -> Iterator[Span]:
    for match in PART_OF_DATE.finditer(text):
        sentence = _sentence_before(text, match.start())
        if asked == "payment_date" or _last(PAID_CUE, sentence) > max(
            _last(NOTICE_CUE, sentence), _last(EVENT_CUE, sentence)
        ):
            yield Span(match.start(), match.end(), "payment_date", None)
        elif asked == "notice_date" or taken.stands_alone(match.start()) or re.match(r"(?i)dated", match[0]):
            yield Span(match.start(), match.end(), "notice_date", None)


def _years(text: str, taken: _Taken, asked: str) -> Iterator[Span]:
    spans = [m for m in SPAN.finditer(text) if taken.is_free(m.start(), m.end())]
    for match in spans:
        yield Span(match.start(), match.end(), "tax_year", tuple(range(int(match[1]), int(match[2]) + 1)))
    kept_until = -1
    named_before = False
    for match in sorted((*YEAR.finditer(text), *SHORT_YEAR.finditer(text)), key=lambda match: match.start()):
        start, end = match.span()
        before, after = text[:start], text[end:]
        in_month = re.search(
            rf"(?i)\b{_MONTH}(?:(?<=\b\w\w\w)\.|(?<=sept)\.)?,?\s+(?:of\s)?$", before
        ) and not re.search(r"(?i)\bmay\s$", before)
        if not taken.is_free(start, end) or any(s.start() <= start < s.end() for s in spans):
            continue
        if in_month or NOT_THIS.search(before):
            continue
        named = bool(YEAR_NAMED.search(before)) or bool(YEAR_RETURN.match(after))
        gap = re.sub(r"\$?\d[\d,]*(?:\.\d\d)?", "", text[kept_until:start]) if kept_until >= 0 else ""
        follows = kept_until >= 0 and bool(YEAR_LEADS.search(before)) and len(gap.split()) < 3
        event = bool(EVENT_YEAR.search(before)) and not named and not follows
        alone = (
            taken.stands_alone(start)
            and not named_before
            and not re.match(r"(?i)\s(?!(?:and|through|thru|to|dated|cp|lt|tax|for)\b)[a-z]{3,}", after)
        )
        if asked == "tax_year" or ((named or follows or alone) and not event):
            kept_until, named_before = end, named_before or named
            year = int(match["year"])
            yield Span(start, end, "tax_year", (year if year > 99 else 2000 + year,))


def _sums(text: str, taken: _Taken, asked: str) -> Iterator[Span]:
    for match in A_MONTH_IN_WORDS.finditer(text):
        yield from _as_sum(text, match.start(), match.end(), sum_in_words(match[0]), taken, asked, money=True)
    for match in WORD_SUM.finditer(text):
        words = re.split(r"(?i)\s+(?:dollars|bucks)\b", match[0])[0]
        worded = sum_in_words(words)
        if worded is not None:
            cents = _cents(match["cents"]) / 100
            yield from _as_sum(text, match.start(), match.end(), worded + cents, taken, asked, money=True)
    for match in SOME_SUM.finditer(text):
        yield from _as_sum(text, match.start(), match.end(), None, taken, asked, money=True)
    for match in LONG_NUMBER.finditer(text):
        yield from _as_sum(text, match.start(), match.end(), sum_in_words(match[0]), taken, asked, money=True)
    for match in K_SUM.finditer(text):
        exact = Decimal(match["number"]) * 1000 if match["exact"] else None
        yield from _as_sum(
            text, match.start(), match.end(), exact and exact.quantize(Decimal("0.01")), taken, asked, money=True
        )
    for match in MONEY.finditer(text):
        if match["k"]:
            continue
        money = bool(match["sign"] or match["cents"] or match["unit"])
        large = "," in match["whole"]
        if re.search(r"[\w#/-]$", text[: match.start()]) or re.match(r"[\w]|-\w", text[match.end() :][:2]):
            continue
        yield from _as_sum(text, match.start(), match.end(), sum_of(match), taken, asked, money or large)


def _cents(said: str | None) -> Decimal:
    if said is None:
        return Decimal(0)
    return Decimal(said) if said.isdigit() else sum_in_words(said) or Decimal(0)


def _as_sum(
    text: str, start: int, end: int, value: Decimal | None, taken: _Taken, asked: str, money: bool
) -> Iterator[Span]:
    before, after = text[:start], text[end:]
    if not taken.is_free(start, end) or NOT_THIS.search(before):
        return
    rough = (
        text[start:end].lower().endswith("ish")
        or bool(re.match(r"[-–]\$?\d", after))
        or bool(ROUGHLY.search(before))
        or bool(ROUGHLY_AFTER.match(after))
    )
    told = None if rough else value
    a_month = bool(A_MONTH.match(after)) or (
        rough and bool(re.match(r"(?i)^[^.,;]{0,14}\b(?:a|per|each) month", after))
    )
    own = bool(OWN_MONEY.search(before))
    if asked == "monthly_payment" or a_month or A_MONTH_BEFORE.search(before):
        if not INCOME.search(before) or CAN_PAY.search(before):
            yield Span(start, end, "monthly_payment", told)
    elif asked in ("paid_amount", "wrong_amount", "right_amount", "amount"):
        yield Span(start, end, asked, told)
    elif not money and not OWED_BARE.search(before):
        return
    elif PAID_BEFORE.search(before) and not taken.stands_alone(start):
        yield Span(start, end, "paid_amount", told)
    elif taken.stands_alone(start) or OWED_BEFORE.search(before):
        yield Span(start, end, "amount", told)
    elif not own:
        yield Span(start, end, PERHAPS, told)


def _only_sum(text: str, taken: _Taken) -> Iterator[Span]:
    """The one sum of a message that names none for the notice, unless it plainly is the person's own money."""
    if any(span.field in ("amount", "paid_amount", "monthly_payment", PERHAPS) for span in taken.all):
        return
    marked = [m for m in MONEY.finditer(text) if (m["sign"] or m["cents"]) and taken.is_free(m.start(), m.end())]
    marked = [m for m in marked if not A_MONTH.match(text[m.end() :])]
    if len(marked) == 1 and not marked[0]["k"] and not PLAINLY_OWN.search(text[: marked[0].start()]):
        rough = ROUGHLY.search(text[: marked[0].start()]) or ROUGHLY_AFTER.match(text[marked[0].end() :])
        yield Span(marked[0].start(), marked[0].end(), "amount", None if rough else sum_of(marked[0]))


def _choices(text: str, kind: str) -> Iterator[Span]:
    if kind == "cp2000_response":
        for answer, words in AGREEMENT:
            if match := list(words.finditer(text)):
                yield Span(match[-1].start(), match[-1].start(), "answer", answer)
                break
    if kind == "penalty_abatement":
        for penalty, words in PENALTY:
            if first := words.search(text):
                yield Span(first.start(), first.start(), "penalty", penalty)
                break
    if kind == "more_time_request" and (days := MORE_DAYS.search(text)):
        yield Span(days.start(), days.end(), "more_days", days["days"])


LATER = (
    "payment_method",
    "monthly_payment",
    "ssn_last4",
    "confirmation",
    "answer",
    "penalty",
    "more_days",
    "representative",
)


def _settled(text: str, spans: Sequence[Span], corrects: bool) -> Told:
    values: dict[str, Value] = {}
    either: dict[str, tuple[Value, ...]] = {}
    vague: dict[str, str] = {}
    ordered = sorted(spans, key=lambda span: span.start)
    for name in dict.fromkeys(span.field for span in ordered if span.field is not STORY):
        of_field = [span for span in ordered if span.field == name]
        told = [span.value for span in of_field if span.value is not None]
        distinct = list(dict.fromkeys(told))
        if not distinct:
            vague[name] = text[of_field[0].start : of_field[0].end].strip()
        elif name == "tax_year":
            years = tuple(dict.fromkeys(year for value in told if isinstance(value, tuple) for year in value))
            values[name] = _years_meant(text, of_field, years, either)
        elif len(distinct) == 1 or name in LATER:
            values[name] = (distinct[-1],) if name == "amount" else distinct[-1]  # type: ignore[assignment]
        elif (
            name == "notice_code"
            and re.search(r"(?i)\bor\b", text[of_field[0].end : of_field[-1].start])
            and len(distinct) == 2
        ):
            either[name] = tuple(distinct)
        elif name == "notice_code":
            values[name] = _code_meant(text, of_field)
        elif _corrected_between(text, of_field):
            values[name] = (distinct[-1],) if name == "amount" else distinct[-1]  # type: ignore[assignment]
        elif name == "amount" and len(distinct) == len(values.get("tax_year", ())):
            values[name] = tuple(distinct)  # type: ignore[arg-type]
        else:
            either[name] = tuple(distinct)
    if isinstance(years := values.get("tax_year"), tuple) and not years:
        del values["tax_year"]
    amounts = either.get("amount")
    if amounts and len(amounts) == len(values.get("tax_year", ())) > 1:  # type: ignore[arg-type]
        values["amount"] = either.pop("amount")  # type: ignore[assignment]
    return Told(values, either, vague, tuple(ordered), corrects)


def _code_meant(text: str, spans: Sequence[Span]) -> Value:
    """Of several codes the one that is named most often; the last where the message comes to it, the first otherwise."""
    codes = [span.value for span in spans if span.value]
    most = max(map(codes.count, codes))
    often = [code for code in dict.fromkeys(codes) if codes.count(code) == most]
    denied = [span.value for span in spans if NOT_THIS.search(text[: span.start])]
    often = [code for code in often if code not in denied] or often
    between = text[spans[0].end : spans[-1].start]
    comes_to = re.search(r"(?i)\b(?:now|it'?s|not it|actually|have|got|then|this one|is the|today)\b", between)
    return often[-1] if comes_to or _corrected_between(text, spans) else often[0]


def _years_meant(
    text: str, spans: Sequence[Span], years: tuple[int, ...], either: dict[str, tuple[Value, ...]]
) -> tuple[int, ...]:
    """The years of a list or a range; the last one where the message corrects itself; none where they stand apart."""
    if len(years) < 2 or len(spans) == 1:
        return years
    if _corrected_between(text, spans):
        return years[-1:]
    gaps = [text[a.end : b.start] for a, b in zip(spans, spans[1:], strict=False) if a.value != b.value]
    if any(re.search(r"(?i)\b(?:page|top|bottom|says|stub|not sure|or|other)\b", gap) for gap in gaps):
        either["tax_year"] = tuple((year,) for year in years)
        return ()
    return years


def _corrected_between(text: str, spans: Sequence[Span]) -> bool:
    first, last = spans[0], spans[-1]
    return bool(CORRECTS.search(text[first.end : last.start])) or bool(CORRECTS.search(text[last.end :][:25]))
