"""What a message says about the person's notice: its code, dates, tax year and amount."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.reading.values import dates_in
from assistant.records import Duty, Notice, PrintedDate
from assistant.retrieval.exact import CODE, Identifiers

YEAR = re.compile(r"(?<![\w$/.,-])(?:19[89]\d|20[0-4]\d)(?![\d/-]|[.,]\d)")
AMOUNT = re.compile(
    r"\$\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{2})?(?!\d|[.,]\d|k\b|\s?(?:thousand|million)\b)", re.IGNORECASE
)
AMOUNT_WORD = re.compile(
    r"(?<![\d$/.,-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d{2})?\s?(?:dollars|bucks|usd|d[óo]lares)\b", re.IGNORECASE
)
VAGUE = re.compile(r"(?i)\b(about|around|roughly|almost|nearly|like|some|over|under|up to|less than|more than)\s*$")
# a sum that is the person's own money, not what the notice asks for
OWN_MONEY = re.compile(
    r"(?i)\b(pay|paid|paying|payments?|sent|send|mailed|make|made|earn(?:ed)?|rent|refund(?:ed)?|income|salary|afford|fees?|saved|"
    r"deduct\w*|withh\w+|credit|cost|savings|check|charged|worth|price|lost|won|spent|not)\b[^.;?!]{0,30}$"
)
A_MONTH = re.compile(
    r"(?i)^\s*(?:(?:a|an|per|each|every|/)\s?(?:month|mo|week|wk|year|yr|hour|paycheck)|already|refund|toward)"
)
# "it's 2023, not 2024"
NOT_THIS = re.compile(r"(?i)\b(?:not|instead of|rather than|no es)\s*\$?\s*$")
MONTH_YEAR = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?$"
)
MENDS = re.compile(
    r"(?i)\b(date|amount|year|code|sum|number)\b[^.]{0,30}\b(wrong|should be|isn'?t right|is actually|was misread)\b|"
    r"\bit'?s\b[^.]{0,25},?\s+not\b|"
    r"\bmisread\b|\bshould be\b"
)
# another person's letter, or an earlier one of the person's: spoken of beside the one at hand
ANOTHERS = re.compile(
    r"(?i)\b(?:my|our|his|her)\s(?:wife|husband|spouse|ex|neighbou?r|friend|mother|mom|father|dad|son|daughter|brother|sister|boss|roommate)\b|"
    r"\b(?:earlier|previous|older|last year'?s?|before that|years? ago)\b"
)
# one more letter of the person's own
ONE_MORE = re.compile(
    r"(?i)\b(?:another|new|second|other|different|next)\s(?:one|letter|notice|bill)\b|\balso\s(?:got|have|received)\b|\btoday i got\b"
)
MINE = re.compile(
    r"(?i)\b(?:i (?:just )?(?:got|have|received)|i'?ve got|i'?m holding|my|it'?s an?|it is an?|this is an?|"
    r"got an?|have an?|the letter is)\b[^.?]{0,30}$"
)
CORRECTION = re.compile(r"(?i)^\s*(no|nope|sorry|actually|wait|oops|correction|i meant|i mean|perd[óo]n|quise decir)\b")


_DATE_IS = r"(?: is| of| says| was)?:?"
DATED = re.compile(
    rf"(?i)\b(dated|date(?:d)?(?: on (?:it|the (?:notice|letter)))?{_DATE_IS}|(?:notice|letter) date{_DATE_IS}|from|"
    r"(?:notice|letter|cp\s?\d+\w?|lt\s?\d+) of|fechad[ao](?: el)?|con fecha(?: de| del)?|de fecha)\s*(?:the\s)?$"
)
LAST_DAY = re.compile(
    r"(?i)\b(by|due(?: on| by| date(?: is)?)?|deadline(?: is| of| says)?|before|until|no later than|"
    r"last day(?: is| to \w+(?: is)?)?|vence(?: el)?|antes del):?\s*(?:the\s)?$"
)
LIEN_FILED = re.compile(r"(?i)\blien\b[^.]{0,40}\bfiled\b[^.]{0,20}$")
PAID = re.compile(
    r"(?i)\b(paid|sent|mailed|filed|called|moved|died|married|payment|check|return|"
    r"received|got (?:it|this|that)|came|arrived|opened|signed|cashed|deposited|spoke|talked|born|birthday|"
    r"lost|started|quit|retired|hired|fired|"
    r"picked|delivered|postmarked|visit|appointment|meeting|divorced|separated|bought|sold)\b[^.;]{0,25}$"
)
MONTH_DAY = re.compile(r"(?i)\b([a-z]{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?\b(?!,?\s*\d{4})")
ABROAD = re.compile(
    r"(?i)\b(addressed|mailed|sent|came|delivered)\b[^.]{0,40}\b(outside (?:of )?the (?:us|u\.s\.|united states|states)|abroad|overseas|"
    r"in (?:canada|mexico|germany|france|spain|portugal|italy|ireland|england|scotland|the uk|japan|china|india|israel|australia|brazil|"
    r"the netherlands|switzerland|austria|sweden|norway|greece|poland|the philippines|thailand|korea|colombia|argentina|costa rica))\b"
)
DUTY = (
    (Duty.PETITION, re.compile(r"(?i)tax court|petition")),
    (Duty.HEARING, re.compile(r"(?i)hearing|12153|cdp")),
    (Duty.DISPUTE, re.compile(r"(?i)disagree|dispute|appeal|protest|reversal")),
    (Duty.RESPOND, re.compile(r"(?i)respond|reply|answer|send (?:in|back)|call|verify")),
)


def note_details(text: str, named: Identifiers, notice: Notice, was_read: bool = False) -> Notice:
    """`notice` with what `text` says plainly of it: code, dates, years, the exact sum it asks for.

    "dated 9/8/26" and "from Sept 3rd 2026" are notice dates, "due by Sept 29, 2026" is a last day; the day something was
    paid, received or filed is neither. "about $3,000" is no exact amount, and money of the person's own is none of the
    notice's. What is known changes only where the message mends it ("sorry, it's dated …", "it's 2023, not 2024"); what
    `was_read` from the letter likewise. Another's letter, or an earlier one, changes nothing; one more letter of the
    person's own starts afresh.
    """
    if ANOTHERS.search(text) and not notice.is_empty():
        return notice
    mends = bool(CORRECTION.match(text) or MENDS.search(text))
    known = _note_code(text, named, notice, mends)
    fresh = known.is_empty() or (known != notice and known == Notice(code=known.code, unknown_code=known.unknown_code))
    open_to_change = mends or fresh or not was_read
    known = _note_dates(text, known, mends, open_to_change)
    if ABROAD.search(text):
        known = replace(known, abroad=True)
    text = _without_dates(text)
    speaks_of_it = bool(named.codes) or bool(re.search(r"(?i)\b(letter|notice|bill|tax year|carta|aviso)\b", text))
    years = [
        int(m[0])
        for m in YEAR.finditer(text)
        if not MONTH_YEAR.search(text[: m.start()]) and not NOT_THIS.search(text[: m.start()])
    ]
    if years and (mends or (open_to_change and (not known.tax_years or speaks_of_it))):
        known = replace(known, tax_years=tuple(dict.fromkeys(years[:1] if mends else years)))
    amount = _amount_in(text)
    if amount and (mends or not known.amount_due or (open_to_change and speaks_of_it)):
        known = replace(known, amount_due=amount)
    return known


def _note_code(text: str, named: Identifiers, notice: Notice, mends: bool) -> Notice:
    """`notice` with the code the message gives it; a fresh Notice for one more letter; as it is for a mere mention."""
    if not named.codes:
        unknown = named.unknown_codes and not notice.code
        return replace(notice, unknown_code=named.unknown_codes[-1]) if unknown else notice
    code = named.codes[-1]
    if notice.code in (None, code) or mends:
        return replace(notice, code=code, unknown_code=None)
    if ONE_MORE.search(text):
        return Notice(code=code)
    first = CODE.search(text)
    return Notice(code=code) if first and MINE.search(text[: first.start()]) else notice


def _amount_in(text: str) -> str | None:
    """The last exact sum in `text` that the notice may ask for."""
    matches = sorted((m for shape in (AMOUNT, AMOUNT_WORD) for m in shape.finditer(text)), key=lambda m: m.start())
    sums = [
        m
        for m in matches
        if (m[2] or not VAGUE.search(text[: m.start()]))
        and not NOT_THIS.search(text[: m.start()])
        and not OWN_MONEY.search(text[: m.start()])
        and not A_MONTH.match(text[m.end() :])
    ]
    return str(Decimal(sums[-1][1].replace(",", "") + (sums[-1][2] or ".00"))) if sums else None


_FILLER = re.compile(
    r"(?i)\b(it'?s|it|is|was|the|a|an|date|dated|notice|letter|of|on|no|sorry|actually|wait|that|says?|my|oh|and|i|meant|mean|cp|lt)\b|\bCP\s?\d+\w?|\bLT\s?\d+"
)


def _note_dates(text: str, known: Notice, mends: bool, open_to_change: bool) -> Notice:
    for day, start, end in dates_in(text):
        before = text[:start]
        alone = not re.search(r"[a-zA-Z]{2}", _FILLER.sub("", f"{before} {text[end:]}"))
        if PAID.search(before) and not LIEN_FILED.search(before):
            continue
        if LIEN_FILED.search(before):
            known = replace(known, lien_filed=day)
        elif LAST_DAY.search(before):
            if open_to_change or not known.printed_dates:
                clause = text[max(0, start - 80) : end + 60]
                duty = next((duty for duty, words in DUTY if words.search(clause)), Duty.PAY)
                others = tuple(one for one in known.printed_dates if one.duty is not duty)
                known = replace(known, printed_dates=(*others, PrintedDate(day, duty)))
        elif mends or ((DATED.search(before) or alone) and (open_to_change or not known.notice_date)):
            known = replace(known, notice_date=day)
    if known.notice_date and mends and (match := MONTH_DAY.search(text)) and not PAID.search(text[: match.start()]):
        mended = next(dates_in(f"{match[1]} {match[2]}, {known.notice_date.year}"), None)
        if mended:
            known = replace(known, notice_date=mended[0])
    return known


def _without_dates(text: str) -> str:
    for _, start, end in reversed(list(dates_in(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def is_only_correction(text: str) -> bool:
    """Whether `text` only mends a detail ("no, I meant 2022") and so repeats the question before it."""
    if not CORRECTION.match(text) or "?" in text:
        return False
    text = MONTH_DAY.sub("", _without_dates(text))
    rest = CORRECTION.sub("", AMOUNT.sub("", AMOUNT_WORD.sub("", YEAR.sub("", text))))
    rest = re.sub(
        r"(?i)\b(i|it's|its|it is|it was|the|a|tax|year|meant|mean|notice|letter|for|of|is|not|dated|date)\b", "", rest
    )
    return len(re.findall(r"[a-z]{3,}", rest.lower())) <= 1
