"""What a person tells for a draft in free text: values with their fields, what is too vague, what stands against itself.

A letter rests on these values, so they are read strictly: an exact amount, a full date. What could be meant in two ways, or
only roughly, is asked again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from assistant.conversation.details import NOT_THIS
from assistant.conversation.names import names_told
from assistant.conversation.told_days import days_told, vague_days_told, years_told
from assistant.conversation.told_marks import choices_told, codes_told, numbers_told, payments_told
from assistant.conversation.told_spans import PERHAPS, STORY, Span, Taken
from assistant.conversation.told_sums import only_sum_told, sums_told
from assistant.conversation.wording import MONTH, any_case, phrases
from assistant.drafting.fields import IN_NUMBER_WORDS, Value, sum_in_words
from assistant.retrieval.exact import ExactNames

__all__ = ["Span", "Told", "told_in", "with_plain_dates"]

_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
""".split()
_TENS = {"twenty": 20, "thirty": 30}
# "twenty-first of May", "the eighth day of"
_ORDINAL = any_case(rf"\b(?:(twenty|thirty)[\s-])?({'|'.join(_ORDINALS)}|thirtieth)\b(?= (?:of )?{MONTH}\b| day of\b)")
# "may the fourth"
_ORDINAL_BEHIND = any_case(rf"\b({MONTH}) (?:the )?(?:(twenty|thirty)[\s-])?({'|'.join(_ORDINALS)}|thirtieth)\b")
_WORD_CODE = any_case(rf"\b(cp|lt|letter)\s({IN_NUMBER_WORDS})")  # "CP fourteen"
# "twenty seventeen", "twenty twenty-three"
_TEENS = "|".join("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
_WORD_YEAR = any_case(
    rf"\btwenty[\s-]({_TEENS}|twenty(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)\b(?! (?:dollars|percent|days))"
)
_SPELT_CODE = any_case(r"\b(c|l)\.?\s?(p|t)\b\.?\s{0,2}(?=\d{2,4})")  # "C P 504", "C.P. 71"
_DAY_BEFORE_MONTH = re.compile(r"(?<![\d/.-])(1[3-9]|2\d|3[01])([/.-])(0?[1-9]|1[0-2])\2((?:19|20)?\d\d)(?![\d/])")

# the message mends what was said: "sorry, it's …", "make it 220", "on second thought"
_CORRECTS = any_case(
    r"(?:^|[\s,.;(-])"
    + phrases(r"""
        actually|sorry|sry|oops|correction|nope|i mean|i meant|rather|misread|typo
        wait(?=[,.!]| (?:no|it'?s|that'?s|i)\b)
        instead(?! of)
        i (?:got|had|gave|said|put|typed|read|wrote) [^.;]{0,20}wrong(?=\s*(?:[,.;:-]|$))
        (?:is|was|that'?s|it'?s) wrong,? (?:it'?s?|that'?s?|make|should)\b  # "the date is wrong, it's"
        (?:is|was|that'?s) wrong(?=[,;.:]? \$?\d)  # "the amount is wrong, $421.80"
        make (?:it|that)
        change (?:to|it|that|the \w+)
        my (?:mistake|bad)
        should be
        scratch that
        perd[óo]n|quise decir
        not \$?\d[\d,.]*
        it'?s really
        turns out
        no,
        no\.
        on second thought
        no hold on
        looked again
        use (?:that|this)
        changed my mind
        after all(?=\W*$)
        looking right at it
        (?:is|was|it'?s) (?:the )?(?:right|correct)(?: one)?(?=[,.;]|$)  # "$2,951.00 is right"
    """)
    + r"(?=$|[\s,.;:)-])"
)
NEAR = 12  # characters between a sum and its year
_IN_A_LIST = any_case(r"\W*(?:and|&)?\W*")
_UNSURE = any_case(r"\b(?:might be|may be|could be|can'?t (?:tell|read)|not sure|no idea|i think it'?s|or maybe)\b")
CORRECTED_AFTER = 25  # characters behind the last of two values in which a correction of the first may stand
_OR = any_case(r"\bor\b")
# between two codes, of which the second is the one at hand: "not that, it's", "now I have"
_COMES_TO = any_case(r"\b(?:now|it'?s|not it|actually|have|got|then|this one|is the|today)\b")
# between two years that stand against each other: "on the stub", "or"
_APART = any_case(r"\b(?:page|top|bottom|says|stub|not sure|or|other)\b")
# of these the last one told counts, where several are
_LAST_COUNTS = (
    "payment_method",
    "monthly_payment",
    "ssn_last4",
    "confirmation",
    "answer",
    "penalty",
    "more_days",
    "representative",
)


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
    """`text`, as long as it was, with days, codes and dates as digits that are read everywhere.

    Ordinal words before a month become digits, so does a code in words; a code in single letters is joined; a day that
    can't be a month goes behind the month.

    >>> with_plain_dates("the eighth of september 2026"), with_plain_dates("13/04/2026"), with_plain_dates("C.P. 71")
    ('the      8 of september 2026', '04/13/2026', ' CP  71')
    """
    text = _ORDINAL.sub(lambda m: str(_ordinal_of(m[1], m[2])).rjust(len(m[0])), text)
    text = _ORDINAL_BEHIND.sub(lambda m: f"{m[1]} {_ordinal_of(m[2], m[3])}".rjust(len(m[0])), text)
    text = _WORD_CODE.sub(lambda m: f"{m[1]} {sum_in_words(m[2]) or 0:.0f}".rjust(len(m[0])), text)
    text = _WORD_YEAR.sub(lambda m: f"{_word_year(m[1])}".rjust(len(m[0])), text)
    text = _SPELT_CODE.sub(lambda m: f"{m[1]}{m[2]}{' ' * min(2, len(m[0]) - 2)}".rjust(len(m[0])), text)
    return _DAY_BEFORE_MONTH.sub(lambda m: f"{m[3]}{m[2]}{m[1]}{m[2]}{m[4]}", text)


def _ordinal_of(tens: str | None, word: str) -> int:
    return 30 if word.lower() == "thirtieth" else _TENS.get((tens or "").lower(), 0) + _ORDINALS.index(word.lower()) + 1


def _word_year(behind: str) -> int:
    return 2000 + int(sum_in_words(behind) or 0)


LONGEST_READ = 6_000  # characters of a message that are read for values: more is a pasted paper, and no telling


def told_in(text: str, names: ExactNames, kind: str = "", asked: str = "") -> Told:
    """Everything `text` tells for a draft of `kind`, after `with_plain_dates`. `asked` is the field the person was asked for.

    What is found first keeps its place: a number of the person, a code, a way of payment, a date, a year, a sum, a name.
    Of a very long message the first `LONGEST_READ` characters are read.
    """
    text = text[:LONGEST_READ]
    taken = Taken(text)
    for finding in (numbers_told(text), codes_told(text, names), payments_told(text)):
        taken.add_all(finding)
    taken.add_all(days_told(text, taken, asked))
    taken.add_all(years_told(text, taken, asked))
    taken.add_all(sums_told(text, taken, asked))
    taken.add_all(only_sum_told(text, taken))
    taken.add_all(vague_days_told(text, taken, asked))
    taken.add_all(names_told(text, taken.all, asked, names.words))
    spans = [*taken.all, *choices_told(text, kind)]
    if taken.tells("amount"):
        spans = [span for span in spans if span.field != PERHAPS]
    spans = [replace(span, field="amount") if span.field == PERHAPS else span for span in spans]
    return _settled(text, spans, bool(_CORRECTS.search(text)) and not _UNSURE.search(text))


def _settled(text: str, spans: Sequence[Span], corrects: bool) -> Told:
    """`spans` as values; of several for one field the one that counts, or all of them where none does."""
    values: dict[str, Value] = {}
    either: dict[str, tuple[Value, ...]] = {}
    vague: dict[str, str] = {}
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    for name in dict.fromkeys(span.field for span in ordered if span.field is not STORY):
        of_field = [span for span in ordered if span.field == name]
        distinct = tuple(dict.fromkeys(span.value for span in of_field if span.value is not None))
        if not distinct:
            vague[name] = text[of_field[0].start : of_field[0].end].strip()
            continue
        meant = _years_meant(text, of_field) if name == "tax_year" else _meant(text, name, of_field, distinct)
        if meant is None:
            either[name] = distinct
        else:
            values[name] = meant
    # one amount a year
    years, amounts = values.get("tax_year"), either.get("amount")
    if amounts and isinstance(years, tuple) and len(amounts) == len(years) and _go_by_year(text, ordered):
        values["amount"] = tuple(one for one in either.pop("amount") if isinstance(one, Decimal))
    return Told(values, either, vague, ordered, corrects)


def _go_by_year(text: str, spans: Sequence[Span]) -> bool:
    """Whether several sums stand for several years: in one list, or a year beside each."""
    sums = [span for span in spans if span.field == "amount"]
    years = [span for span in spans if span.field == "tax_year"]
    beside = all(
        any(abs(one.start - year.end) < NEAR or abs(year.start - one.end) < NEAR for year in years) for one in sums
    )
    return beside or all(_IN_A_LIST.fullmatch(text, a.end, b.start) for a, b in pairwise(sums))


def _meant(text: str, name: str, spans: Sequence[Span], distinct: tuple[Value, ...]) -> Value | None:
    """The value meant of those told for a field, None where they stand against each other."""
    if name == "notice_code" and len(distinct) > 1:
        either = len(distinct) == 2 and _OR.search(text, spans[0].end, spans[-1].start)
        return None if either else _code_meant(text, spans)
    if len(distinct) == 1 or name in _LAST_COUNTS or _corrected(text, spans):
        last = distinct[-1]
        return (last,) if name == "amount" and isinstance(last, Decimal) else last
    return None


def _code_meant(text: str, spans: Sequence[Span]) -> Value:
    """Of several codes the one that is named most often; the last where the message comes to it, the first otherwise."""
    codes = [span.value for span in spans if span.value]
    most = max(map(codes.count, codes))
    denied = [span.value for span in spans if NOT_THIS.search(text[: span.start])]
    often = [code for code in dict.fromkeys(codes) if codes.count(code) == most]
    often = [code for code in often if code not in denied] or often
    comes_to = _COMES_TO.search(text, spans[0].end, spans[-1].start)
    return often[-1] if comes_to or _corrected(text, spans) else often[0]


def _years_meant(text: str, spans: Sequence[Span]) -> tuple[int, ...] | None:
    """The years of a list or a range; the last one where the message corrects itself; None where they stand apart."""
    told = [year for span in spans if isinstance(span.value, tuple) for year in span.value]
    years = tuple(dict.fromkeys(year for year in told if isinstance(year, int)))
    if len(years) < 2 or len(spans) == 1:
        return years
    if _corrected(text, spans):
        return years[-1:]
    apart = any(_APART.search(text, a.end, b.start) for a, b in pairwise(spans) if a.value != b.value)
    return None if apart else years


def _corrected(text: str, spans: Sequence[Span]) -> bool:
    """Whether words between the first and the last of `spans`, or soon after, say that the first was wrong."""
    first, last = spans[0], spans[-1]
    between, after = text[first.end : last.start], text[last.end : last.end + CORRECTED_AFTER]
    return bool(_CORRECTS.search(between) or _CORRECTS.search(after))
