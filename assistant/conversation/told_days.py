"""The days and tax years that a message tells: of the notice, of a payment, of the person's story."""

import re
from collections.abc import Iterator

from assistant.conversation.details import LAST_DAY, NOT_THIS
from assistant.conversation.told_spans import STORY, Span, Taken, near_before
from assistant.conversation.wording import MONTH, any_case, any_word, last_end, phrases, words
from assistant.reading.values import SPAN, dates_in

MOST_WORDS_BESIDE = 4  # words of a message that is little more than a date
NEXT_TO = 4  # characters between a way of payment and its day
NEAR_NOTICE = 30  # characters within which "the notice … 9/8/26" is its date

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# too little for a letter: "Sept 2026", "9/8", "early May", "dated June", "last week"
_PART_OF_DATE = any_case(
    phrases(rf"""
        \b{MONTH}\.? (?:20\d\d|{_DAY})\b
        \b{_DAY} (?:of )?{MONTH}\b
        \b\d{{1,2}}/\d{{1,2}}\b(?!/)
        \b(?:early|late|mid|beginning of|end of)[\s-]{MONTH}\b
        \b(?:dated|from|date is) {MONTH}\b
        \b(?:last|this) (?:week|month|monday|tuesday|wednesday|thursday|friday)
        \byesterday
        \ba (?:few )?(?:weeks?|months?) ago
    """)
)

# what a date's sentence is about, by the word that stands nearest before it
_PAID = any_word(r"""
    paid payed pay payment used sent cleared clear posted debited checks? cheque transfer(?:red)? withdraw\w+ direct\sdebit deposited
    cashed eftps direct\s?pay card
    money\sorder wire processed went\sthrough
""")
_NOTICE = any_case(r"\b(?:notices?|letters?|(?:cp|lt)\s?-?\d+\w?|ltr\.?\s?\d*\w?|668-?[aw]|dated?|paper|bill)\b")
_EVENT = any_word(r"""
    filed called moved died passed married received got came arrived opened signed born lost started quit retired hired fired
    burned took delivered postmarked visit appointment divorced separated bought sold hospital\w* surgery accident flood\w* fire
    wildfire tornado hurricane stroke since until (?<!went\s)through deployed released closed spoke talked in\seffect due
    discharged earthquake storm put stolen hit happened amended hearing extension mailed wrote evacuat\w+ laid diagnosed ended
    began sick ill operation audit\w* promised told said
""")

# right before a date: "more time until"
_TIME_UNTIL = any_case(r"\b(?:time\b[^.]{0,30}|need |want |give (?:me|us) )until\s*(?:the\s)?$")
# right before a date: "extend the deadline to"
_EXTEND_TO = any_case(r"\b(?:extend|extension)\b[^.]{0,30}\b(?:to|until|till|through) (?:the\s)?$")
# right after a date: "is the last day"
_IS_LAST_DAY = any_case(r"\s*(?:as|is|was) (?:the |my )?(?:last day|deadline|due date)")
# right before a date: "the IRS mailed it on"
_THEY_SENT = any_case(r"\b(?:irs|they) (?:\w+\s)?(?:sent|mailed|wrote|issued)\b[^.]{0,40}\bon\s$")
# right before a date: "dated", "the date on the notice is", "fechado el", "@"
_IS_DATED = any_case(
    r"(?:\b(?:dated?|issued|says|dated? on (?:it|the (?:notice|letter))|it has|fechad[ao](?: el)?|con fecha(?: de| del)?|de fecha)|@)"
    r"[\s:(]*(?:is|of|says|was|on|as)?[\s:]*(?:the\s)?$"
)
# right before the day of a payment: "the bank site says it cleared", "my statement says"
_PAPER_OF_PAYMENT = any_case(
    r"\b(?:bank|statement|receipt|app)\b[^.;,]{0,25}\bsays?(?: it (?:cleared|posted|went through))?(?: on)? $"
)
# right before a date that isn't the notice's: "it isn't dated"
_NOT_DATED = any_case(r"(?:n't|\bnot) (?:dated|from|of) (?:the\s)?$")
# right before the notice's date, after one that isn't: "isn't dated 3/9/26 but"
_BUT_RATHER = any_case(r"(?:n't|\bnot) (?:dated|from|of) [^.;]{6,24},?\s(?:but|it'?s)\s(?:(?:on|from|of)\s)?$")
# right before the day a notice came: "I got this notice on"
_GOT_IT = any_case(
    r"\b(?:got|received) (?:(?:the|this|that|a|an|my|irs|first|second) )*(?:notice|letter|bill|it|one|(?:cp|lt)\s?\d+\w?)(?: on)? $"
)
# right before a day to come: "$50 a month starting"
_STARTING = any_case(r"\b(?:starting|beginning|start|begin)(?: (?:on|from))? (?:the\s)?$")
# around the end of a tax year: "tax period ending 12/31/2023"
_PERIOD_BEFORE = any_case(r"\b(?:tax )?(?:period|year)s? (?:end(?:ing|ed)?|of)(?: on)?:? $")
_PERIOD_AFTER = any_case(r"\s(?:tax )?period\b")
# right before a date: "the top page says"
_A_PAGE = any_case(r"\b(?:page|top|stub|bottom|slip|front|back|one)\b[^.;,\d]{0,20}$")
# right after a date: "at the top", "in the upper right corner", "(stub"
_ON_THE_PAPER = any_case(
    r"\s*(?:at the (?:top|bottom)|on (?:the|it|page|top|front)|(?:up )?in the (?:(?:top|upper|right) )*corner|"
    r",?\s?(?:that'?s|which is) the (?:date|day)|printed\b|\(?(?:top|page|stub|notice date))"
)
# between a date and a way of payment: "on April 13, 2026 by check"
_BY_WAY_OF = any_case(r" (?:by|via|with|using|through|thru) (?:(?:an?|my|the)\s)?")
_FROM_OR_OF = any_case(r"\b(?:from|of|on|for)[\s:]*(?:the\s)?$")
_ON = any_case(r"\bon (?:the\s)?$")
_DATED = any_case(r"dated")

_YEAR = re.compile(r"(?:(?<![\w$.,/#-])|(?<=\b[Tt][Yy]))(?P<year>(?:19[89]|20[0-4])\d)(?![\w/]|[.,]\d|-\d\d\b)")
_SHORT_YEAR = re.compile(r"(?:(?<!\w)'|(?<=\b[Tt][Yy])\s?)(?P<year>[0-4]\d)\b(?![/-])")  # '23, TY23
_YEAR_WORDS = words(r"tax\s?y(?:ea)?rs? t\.?y\.? years?(?:\send(?:ing|ed))? yrs? ty año")
# right before a year that goes on a list: "2022 and", "2021,"
_YEAR_FOLLOWS = any_case(
    rf"(?:\b(?:for|or|{_YEAR_WORDS}|of my|about (?:my|our)|return for|and|through|to|impuesto de)\b|&|,|/|\+)[\s:(]*(?:the\s)?$"
)
# right before a tax year: "for", "tax year"
_YEAR_NAMED = any_case(
    rf"\b(?:for|on|says?|might be|it'?s|impuesto de|{_YEAR_WORDS})\b(?: is| was| should be|:)?[\s:(]*(?:the\s)?$"
)
# right after a tax year: "2023 return"
_OF_YEAR = any_case(
    r" "
    + words(r"""
    est(?:imated)?\b filing withholding federal income\stax tax(?:es|\syear|\sreturn)? return balance bill taxs claim refund
""")
    + r"\b"
)
# right before a year of the story: "since early"
_EVENT_YEAR = any_case(r"\b(?:since|until|till|before|after|in|from|by|during|back in|of) (?:[a-z]+\s)?$")
_MONTH_BEFORE = any_case(rf"\b(?!may $){MONTH}(?:(?<=\b\w\w\w)\.|(?<=sept)\.)?,? (?:of\s)?$")
# right after a year that stands alone: no word that goes on
_GOES_ON = any_case(r"\s(?!(?:and|through|thru|to|dated|cp|lt|tax|for|not)\b)[a-z]{3,}")
_A_SUM = re.compile(r"\$?\d[\d,]*(?:\.\d\d)?")


def days_told(text: str, taken: Taken, asked: str) -> Iterator[Span]:
    """Every full date with the field it belongs to, STORY for a day of the person's story; "not 9/8/26" is none."""
    for day, start, end in dates_in(text):
        before = near_before(text, start)
        if not NOT_THIS.search(before) and not _NOT_DATED.search(before):
            if _PERIOD_BEFORE.search(before) or _PERIOD_AFTER.match(text, end):
                yield Span(start, end, "tax_year", (day.year,))
            else:
                yield Span(start, end, _role_of_date(text, start, end, taken, asked), day)


def _role_of_date(text: str, start: int, end: int, taken: Taken, asked: str) -> str:
    """The field a date belongs to: told by the words right beside it, else by the nearest that says what happened then."""
    before, sentence = near_before(text, start), _sentence_before(text, start)
    if asked in ("payment_date", "until", "deadline", "notice_date") and _is_all(text, start, end):
        return asked
    if _EXTEND_TO.search(before):
        return "until"
    if LAST_DAY.search(before):
        return "until" if _TIME_UNTIL.search(before) else "deadline"
    if _IS_LAST_DAY.match(text, end):
        return "deadline"
    if _GOT_IT.search(before) or _STARTING.search(before):
        return STORY
    if _BUT_RATHER.search(before):
        return "notice_date"
    if _PAPER_OF_PAYMENT.search(before):
        return "payment_date"
    if (
        _THEY_SENT.search(before)
        or _IS_DATED.search(before)
        or _ON_THE_PAPER.match(text, end)
        or _A_PAGE.search(before)
    ):
        return "notice_date"
    methods = [span for span in taken.all if span.field == "payment_method"]
    if any(_BY_WAY_OF.fullmatch(text, end, span.start) for span in methods if span.start >= end):
        return "payment_date"
    paid, notice, event = (last_end(cue, sentence) for cue in (_PAID, _NOTICE, _EVENT))
    if any(0 <= start - span.end < NEXT_TO for span in methods) and (
        asked == "payment_date" or not _FROM_OR_OF.search(before)
    ):
        return "payment_date"  # "money order 4/10/26"
    if taken.stands_alone(start):
        of_payment = (methods and paid >= 0) or asked == "payment_date"
        return "payment_date" if of_payment and taken.tells("notice_date") else "notice_date"
    happened_on = _ON.search(before) and max(paid, event) >= 0
    near = _FROM_OR_OF.search(before) or len(sentence) - notice < NEAR_NOTICE
    if notice > max(paid, event) and not happened_on and near:
        return "notice_date"
    return "payment_date" if paid > event else STORY


def _sentence_before(text: str, start: int) -> str:
    return re.split(r"[.!?]\s|\n", near_before(text, start))[-1]


def _is_all(text: str, start: int, end: int) -> bool:
    """Whether the message is little more than what stands from `start` to `end`."""
    return len(re.findall(r"[A-Za-z]{3,}", text[:start] + text[end:])) <= MOST_WORDS_BESIDE


def vague_days_told(text: str, taken: Taken, asked: str) -> Iterator[Span]:
    """Dates that lack their day or their year, for the field they would belong to."""
    for match in _PART_OF_DATE.finditer(text):
        sentence = _sentence_before(text, match.start())
        paid, notice, event = (last_end(cue, sentence) for cue in (_PAID, _NOTICE, _EVENT))
        if asked == "payment_date" or paid > max(notice, event):
            yield Span(match.start(), match.end(), "payment_date", None)
        elif asked == "notice_date" or taken.stands_alone(match.start()) or _DATED.match(match[0]):
            yield Span(match.start(), match.end(), "notice_date", None)


def years_told(text: str, taken: Taken, asked: str) -> Iterator[Span]:
    """The tax years: "2019-2021", "tax year 2023", "'22 return", "2021, 2022 and 2023", "TY23", or a year on its own.

    A year of the story is none: "since 2019", "in March 2024"; nor is "not 2022". Once a tax year was named as one, a bare
    year is none either.
    """
    ranges = [m for m in SPAN.finditer(text) if taken.is_free(m.start(), m.end())]
    for match in ranges:
        yield Span(match.start(), match.end(), "tax_year", tuple(range(int(match[1]), int(match[2]) + 1)))
    kept_until, any_named = -1, False
    for match in sorted((*_YEAR.finditer(text), *_SHORT_YEAR.finditer(text)), key=lambda match: match.start()):
        start, end = match.span()
        before = near_before(text, start)
        if not taken.is_free(start, end) or any(one.start() <= start < one.end() for one in ranges):
            continue
        if _MONTH_BEFORE.search(before) or NOT_THIS.search(before):
            continue
        named = bool(_YEAR_NAMED.search(before) or _OF_YEAR.match(text, end))
        between = _A_SUM.sub("", text[kept_until:start]).split()
        follows = kept_until >= 0 and bool(_YEAR_FOLLOWS.search(before)) and len(between) < 4
        of_story = bool(_EVENT_YEAR.search(before)) and not named and not follows
        alone = not any_named and taken.stands_alone(start) and not _GOES_ON.match(text, end)
        if asked == "tax_year" or ((named or follows or alone) and not of_story):
            kept_until, any_named = end, any_named or named
            year = int(match["year"])
            yield Span(start, end, "tax_year", (year if year > 99 else 2000 + year,))
