"""Letter → Readings: which notice it is, and what it says, each value with the words it was read from.

A value is found by its label ("Notice date"), beside it, below it, or in the sentence it stands in; a value
without a label counts only where its place tells what it is. Two values that are equally likely are both
kept, and the person chooses.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from assistant.reading.kinds import issuer_of, kind_of
from assistant.reading.strips import split_strips
from assistant.reading.values import (
    LOOKS_LIKE_DIGITS,
    PHONE,
    SUM,
    date_at_start,
    dates_in,
    is_sum,
    phone_of,
    sum_of,
    years_in,
)
from assistant.records import BillLine, Candidate, Duty, Letter, Line, Notice, PrintedDate, Reading
from assistant.retrieval.exact import ExactNames, squeezed

NEAR = 0.05  # candidates this close in confidence are equally likely
LONGEST_LABEL = 14  # words before the sum in a line of the bill
FULL_LINE = 45  # characters of a line that a sentence may run on from
LETTERHEAD_ROWS = 4  # rows that one letterhead takes
HEADER_ROWS = 16  # rows of the first page among which the notice names itself

Row = list[Line]


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure its place makes it (0 to 1), and the lines it was read from."""

    value: object
    sure: float
    lines: tuple[Line, ...]

    def candidate(self) -> Candidate:
        first = self.lines[0]
        read = min(line.confidence for line in self.lines)
        words = "   ".join(line.text for line in self.lines)
        return Candidate(self.value, words, first.page, first.box, round(self.sure * read, 3))


def read_notices(letter: Letter, names: ExactNames) -> tuple[Reading, ...]:
    """What each notice in `letter` says, in the order they stand; one Reading where there is only one, or none."""
    return tuple(_read_one(part, names) for part in _parts(letter, names))


def _read_one(letter: Letter, names: ExactNames) -> Reading:
    rows = rows_in(letter)
    code, printed = _code(rows, names)
    dated = _notice_date(rows)
    fields: dict[str, list[Found]] = {
        "code": code,
        "notice_date": dated,
        "tax_years": _tax_years(rows),
        "amount_due": _amount_due(rows),
        "phone": _phone(rows),
        "ssn_last4": _last4(rows, letter),
        "form": _form(rows),
        "reply_address": _reply_address(rows),
        "caller_id": _labelled(rows, CALLER_ID, lambda text: _match_value(re.compile(r"\d{4,8}"), text)),
        "lien_filed": _lien_filed(rows),
    }
    candidates = {name: _likeliest(found) for name, found in fields.items()}
    settled = {name: found[0].value for name, found in candidates.items() if len(found) == 1}
    printed_dates = _printed_dates(rows, settled.get("notice_date"))
    candidates["printed_dates"] = tuple(found.candidate() for found in printed_dates)
    notice = replace(
        Notice(),
        **settled,  # type: ignore[arg-type]
        printed_dates=tuple(found.value for found in printed_dates),  # type: ignore[misc]
        unknown_code=None if "code" in settled else printed,
    )
    return Reading(
        kind_of(letter, has_code=printed is not None),
        notice,
        {name: found for name, found in candidates.items() if found},
        _bill(rows),
        letter,
        printed,
        issuer_of(letter),
    )


def rows_in(letter: Letter) -> list[Row]:
    """The lines of each row together."""
    rows: list[Row] = []
    for line in split_strips(letter.lines):
        if line.starts_row or not rows:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def _likeliest(found: Iterable[Found]) -> tuple[Candidate, ...]:
    """One candidate for each value, likeliest first, and of them those that are about as likely as the first."""
    best: dict[object, Candidate] = {}
    for one in found:
        candidate = one.candidate()
        if one.value not in best or best[one.value].confidence < candidate.confidence:
            best[one.value] = candidate
    ordered = sorted(best.values(), key=lambda c: -c.confidence)
    return tuple(c for c in ordered if ordered[0].confidence - c.confidence < NEAR)


# ---- labels and what stands beside them


def _after(rows: Sequence[Row], label: re.Pattern[str]) -> Iterator[tuple[str, tuple[Line, ...], bool]]:
    """What follows `label`: the rest of its cell, else the cell to its right, else the cell below.

    The third says whether the value is likely this label's own: not so far below or beside it that it may be another's.
    """
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            for match in label.finditer(cell.text):
                rest = cell.text[match.end() :].lstrip(" :.#|-–—\t")
                if rest:
                    yield rest, (cell,), True
                    continue
                if place + 1 < len(row):
                    yield row[place + 1].text, (cell, row[place + 1]), True
                for below in rows[number + 1 : number + 3]:
                    under = _under(cell, place, row, below)
                    if under is not None:
                        yield under.text, (cell, under), place + 1 >= len(row)
                        break


def _under(cell: Line, place: int, row: Row, below: Row) -> Line | None:
    """The cell of `below` that stands under `cell`."""
    if cell.box is not None:
        for other in below:
            if other.box and min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left) > 0:
                return other
        return None
    if len(below) == len(row):
        return below[place]
    return below[0] if len(row) == 1 else None


def _labelled(
    rows: Sequence[Row], label: re.Pattern[str], read: Callable[[str], object], sure: float = 1.0
) -> list[Found]:
    found = []
    for text, lines, own in _after(rows, label):
        value = read(text)
        if value is not None:
            found.append(Found(value, sure if own else sure - 0.1, lines))
    return found


def _match_value(shape: re.Pattern[str], text: str) -> str | None:
    match = shape.match(text)
    return match[0] if match else None


@dataclass(frozen=True, slots=True)
class Words:
    """Running text, and the lines it is made of with where each begins in it."""

    text: str
    lines: tuple[tuple[int, Line], ...]

    def at(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that `text[start:end]` stands in."""
        ends = [*(begin for begin, _ in self.lines[1:]), len(self.text) + 1]
        return tuple(line for (begin, line), stop in zip(self.lines, ends, strict=True) if begin < end and stop > start)


def _joined(lines: Sequence[Line]) -> Words:
    begins, text = [], ""
    for line in lines:
        text += " " if text else ""
        begins.append((len(text), line))
        text += line.text
    return Words(text, tuple(begins))


def _sentences(rows: Sequence[Row]) -> Iterator[Words]:
    """The running text: each cell, together with those below that go on with it until a sentence ends."""
    flat = [cell for row in rows for cell in row]
    for start, cell in enumerate(flat):
        lines, length = [cell], len(cell.text)
        for other in flat[start + 1 : start + 4]:
            if re.search(r"[.!?:]\s*$", lines[-1].text) or length > 300 or not _goes_on(lines[-1], other):
                break
            lines.append(other)
            length += len(other.text)
        yield _joined(lines)


def _goes_on(before: Line, after: Line) -> bool:
    """Whether `after` may be the next line of the paragraph that `before` stands in."""
    if after.page != before.page or not after.starts_row:
        return False
    if not after.text[:1].islower() and len(before.text) < FULL_LINE:
        return False
    if before.box and after.box:
        return abs(after.box.left - before.box.left) < 0.05 and after.box.top - before.box.bottom < 0.03
    return True


# ---- the code

_CODE_NUMBER = r"[0-9OoIlSBZ]{1,4}"
CODE = re.compile(
    rf"(?<![\w/])(?P<kind>[CG]P|LTR|LT|L(?=\d{{3}}|\d\d[A-Z])|[Ll]etter|LETTER|[Ff]orm|FORM)[\s.#:-]{{0,2}}(?:(?:[Nn]umber|[Nn]o\.?|#)\s?:?\s?)?"
    rf"(?P<number>{_CODE_NUMBER})(?P<letters>\s?-?[A-Z]{{1,2}}\b)?(?!\d|[.,]\d|/)"
)
LETTER_LABEL = re.compile(
    r"(?i)^\W*(?:letter|ltr)(?:\s(?:number|no\.?|id))?\s*:?$|^\W*(?:letter|ltr)\s(?:number|no\.?)\s*:?"
)
LETTER_NUMBER = re.compile(r"\d{2,4}-?[A-Z]?\b")
LABEL_BEFORE = re.compile(r"(?i)(?:\b(?:notice|letter|ltr)(?:\s*(?:number|no\.?|code|id))?\s*[:#|-]?\s*)$")
EDITION_AFTER = re.compile(r"(?i)^\s*(?:\([^)]{0,20}\)\s*)?(?:\(?\s*rev\b|\(?\s*catalog|\(en|\(sp)")
MENTION = re.compile(
    r"(?i)(?:we (?:have )?sent|sent you|earlier|previous|prior|received|our|see|after|before|respond(?:ed)? to|copy of|"
    r"with|about|from|under|your)\s+(?:an?\s+|the\s+|our\s+|your\s+)?(?:notices?\s+|letters?\s+)?$"
)


def _code(rows: Sequence[Row], names: ExactNames) -> tuple[list[Found], str | None]:
    """The notice's own code with its candidates, and the code as printed, whether the catalogue knows it or not."""
    known: list[Found] = []
    unknown: list[tuple[float, str]] = []
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            above = rows[number - 1][min(place, len(rows[number - 1]) - 1)].text if number else ""
            left = row[place - 1].text if place else above
            for match in CODE.finditer(cell.text):
                sure = _sureness(match, cell.text, left, number)
                code = catalogue_code(match, names)
                if code is not None:
                    known.append(Found(code, sure, (cell,)))
                elif sure >= 0.8 and _could_be_a_code(match, cell.text, left):
                    unknown.append((sure, re.sub(r"\s", "", cell.text[match.start() : _end_of_code(match, cell.text)])))
            for match in names.other.finditer(cell.text):
                alone = len(cell.text) - len(match[0]) < 12
                known.append(Found(names.other_names[match[0].lower()], 0.85 if alone else 0.3, (cell,)))
    for text, lines, own in _after(rows, LETTER_LABEL):
        printed = LETTER_NUMBER.match(text)
        code = names.codes.get(squeezed(f"Letter {printed[0]}")) if printed and own else None
        if code:
            known.append(Found(code, 1.0, lines))
    surest = max((found.sure for found in known), default=0.0)
    if unknown and max(unknown)[0] > surest:
        return [], max(unknown)[1]
    if surest <= 0.3 and len({found.value for found in known}) > 1:
        return [], None  # several codes are only mentioned; none is this letter's own
    return known, str(next(found.value for found in known if found.sure == surest)) if known else None


def _sureness(match: re.Match[str], text: str, left: str, row: int) -> float:
    """How sure the place of a code makes it that it is the letter's own."""
    before, after = text[: match.start()], text[match.end() :]
    if MENTION.search(before) and not LABEL_BEFORE.fullmatch(before):
        return 0.3
    if EDITION_AFTER.match(after):
        return 0.95
    labelled = LABEL_BEFORE.search(before) or (not before.strip() and LABEL_BEFORE.search(left))
    if labelled and (len(before.split()) <= 3 or row < HEADER_ROWS):
        return 1.0 if not after.strip() or not after.strip()[0].islower() else 0.6
    if not before.strip(" |*-") and not after.strip(" |*-."):
        return 0.95 if row < HEADER_ROWS else 0.9
    if row < HEADER_ROWS and len(before.split()) <= 2 and not re.match(r"\s+[a-z]", after):
        return 0.8
    return 0.3


def catalogue_code(match: re.Match[str], names: ExactNames) -> str | None:
    """The code of the catalogue that a match of CODE writes, read as printed or with letters taken for digits."""
    kind = {"GP": "CP"}.get(match["kind"].upper(), match["kind"])
    number, letters = match["number"], re.sub(r"[\s-]", "", match["letters"] or "")
    digits = number.translate(LOOKS_LIKE_DIGITS)
    for name in (f"{kind}{number}{letters}", f"{kind}{digits}{letters}", f"{kind}{digits}"):
        if code := names.codes.get(squeezed(name)):
            return code
    if number[-1:] in "ISB" and (
        code := names.codes.get(squeezed(f"{kind}{number[:-1].translate(LOOKS_LIKE_DIGITS)}{number[-1]}"))
    ):
        return code
    return None


def _could_be_a_code(match: re.Match[str], text: str, left: str) -> bool:
    """Whether an unknown name is a code at all: "Letter 30" in a sentence isn't."""
    if match["kind"].lower() not in ("letter", "form", "l"):
        return True
    if match["kind"].lower() != "letter":
        return False
    labelled = not text[: match.start()].strip() and len(match["number"]) >= 2
    return labelled and (bool(EDITION_AFTER.match(text[match.end() :])) or not text[match.end() :].strip() or not left)


def _end_of_code(match: re.Match[str], text: str) -> int:
    """Where a code ends that goes on oddly, as CP-38-C does."""
    more = re.compile(r"(?:-[A-Z0-9]{1,3})*").match(text, match.end())
    return more.end() if more else match.end()


# ---- dates

NOTICE_DATE = re.compile(
    r"(?i)\b(?:notice|letter)\s?date\b|\bdate\s?(?:of|on)\s?(?:this\s)?(?:the\s)?(?:notice|letter)\b|\bdated\b"
)
PLAIN_DATE = re.compile(r"(?i)(?:^|[\s|])date(?:\s?:|\s{2,}|\s*$|\s+(?=[\dA-Z]))")
NOT_THE_DATE = re.compile(
    r"(?i)(due|by|before|until|pay|respond|reply|last|filed|through|since|of birth|than|on|payment|period|ending|received)\W*$"
)


def _notice_date(rows: Sequence[Row]) -> list[Found]:
    found = _labelled(rows, NOTICE_DATE, _day) or _below_labels(rows)
    if found:
        return found
    plain = [
        Found(_day(text), 0.9, lines)
        for text, lines, own in _after(rows[:HEADER_ROWS], PLAIN_DATE)
        if _day(text) and own and not NOT_THE_DATE.search(re.split(r"(?i)date", lines[0].text)[0])
    ]
    if plain:
        return plain
    for row in rows[:HEADER_ROWS]:  # a date on its own near the top
        for cell in row:
            for day, start, end in dates_in(cell.text):
                around = f"{cell.text[:start]}{cell.text[end:]}"
                if not NOT_THE_DATE.search(cell.text[:start]) and len(around.split()) <= 2:
                    return [Found(day, 0.75, (cell,))]
    return []


def _below_labels(rows: Sequence[Row]) -> list[Found]:
    """The one date of a row whose labels all stand in the row above, run together: "NOTICE NUMBER TAX YEAR DATE OF NOTICE"."""
    for above, row in pairwise(rows[:HEADER_ROWS]):
        if len(above) == 1 and NOTICE_DATE.search(above[0].text) and not re.search(r"\d", above[0].text):
            text = " ".join(cell.text for cell in row)
            days = [day for day, _, _ in dates_in(text)]
            if len(days) == 1:
                return [Found(days[0], 0.9, (above[0], *row))]
    return []


def _day(text: str) -> date | None:
    at_start = date_at_start(text)
    return at_start[0] if at_start else None


LAST_DAY = re.compile(
    r"(?i)(?:\b(?:by|before|no later than|on or before|until|postmarked by|due(?:\s(?:on|by|date))?|deadline(?:\sis)?|"
    r"last (?:day|date)[^.:]{0,90}|(?:pay|respond|reply|response|payment|answer)[ -]?(?:by|due)(?:\s?date)?|expires(?:\son)?)"
    r"[\s:.(|]*(?:the\s)?(?:date\s)?(?:of\s)?)$"
)
_WEEKDAY = re.compile(r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*$")
DUTIES = (
    (Duty.PETITION, re.compile(r"(?i)\bpetition|\btax court\b")),
    (Duty.HEARING, re.compile(r"(?i)\bhearing\b|\b12153\b|\bdue process\b|\bCDP\b")),
    (Duty.DISPUTE, re.compile(r"(?i)\b(?:disagree|dispute|reversal|reverse|abate|appeal|protest|object|contest)")),
    (Duty.PAY, re.compile(r"(?i)\b(?:pay|payment|amount due|balance due|due|installment|owe)\b")),
    (
        Duty.RESPOND,
        re.compile(
            r"(?i)\b(?:respond|response|reply|return|send|contact|call|answer|provide|complete|verify|file|submit|hear|request|act|write)"
        ),
    ),
)


def _printed_dates(rows: Sequence[Row], dated: object) -> list[Found]:
    """Last days that stand on the notice, each with what it is for; one for each duty and day, in reading order."""
    best: dict[tuple[date, Duty], Found] = {}
    for words in [*_sentences(rows), *_beside(rows)]:
        for day, start, end in dates_in(words.text):
            before = _WEEKDAY.sub("", words.text[:start])
            label = LAST_DAY.search(before)
            if not label or (isinstance(dated, date) and day <= dated):
                continue
            duty = _duty(before, words.text[end:])
            if duty is not None:
                best.setdefault((day, duty), Found(PrintedDate(day, duty), 0.95, words.at(label.start(), end)))
    for (day, duty), _ in list(best.items()):  # a bare "by May 15" said again: the fuller saying counts
        if duty is Duty.RESPOND and any(other == day and kind is not duty for other, kind in best):
            del best[day, duty]
    return list(best.values())


def _beside(rows: Sequence[Row]) -> Iterator[Words]:
    """Each cell with the one to its right, and a lone label with the cell below: "Pay by   September 29, 2026"."""
    for number, row in enumerate(rows):
        yield from map(_joined, pairwise(row))
        for place, cell in enumerate(row):
            if number + 1 < len(rows) and not dates_present(cell.text) and len(cell.text.split()) <= 14:
                under = _under(cell, place, row, rows[number + 1])
                if under is not None:
                    yield _joined((cell, under))


def dates_present(text: str) -> bool:
    """Whether any date stands in `text`."""
    return next(dates_in(text), None) is not None


def _duty(before: str, after: str) -> Duty | None:
    """What a last day is for: told by the clause it stands in, then by the sentence."""
    sentence = re.split(r"(?<=[.!?])\s", before)[-1]
    clause = re.split(r"[,;]\s", sentence)[-1]
    rest = re.split(r"(?<=[.!?;])\s", after)[0]
    if re.match(r"(?i)\s*(?:request|ask for|file|send) (?:it|one|this|that|them)\b", sentence):
        sentence = before  # "You have the right to a hearing. Request it by …": the sentence before says what
    for text in (sentence[-160:], f"{clause} {rest[:120]}", before[-200:]):
        for duty, words in DUTIES:
            if words.search(text):
                return duty
    return None


LIEN_FILED = re.compile(
    r"(?i)(?:lien(?:\s\(?NFTL\)?)?\s(?:was\s)?filed(?:\son)?|filed a notice of federal tax lien(?:\son)?|date (?:of )?(?:lien )?filing|"
    r"lien (?:filing|filed) date|filed (?:on|with[^.]{0,60}\bon))[\s:]*"
)


def _lien_filed(rows: Sequence[Row]) -> list[Found]:
    found = _labelled(rows, LIEN_FILED, _day)
    for words in _sentences(rows) if not found else ():
        for match in LIEN_FILED.finditer(words.text):
            day = _day(words.text[match.end() :])
            if day and re.search(r"(?i)lien", words.text):
                found.append(Found(day, 0.9, words.at(match.start(), match.end() + 1)))
    return found


# ---- years, form, sums

TAX_YEAR = re.compile(r"(?i)\btax\s?(?:year|period)(?:\(s\)|s)?(?:\s?ending|\s?ended)?(?!\w)|\b(?:for the )?year\(s\)")
_Y = r"((?:19|20)\d\d)"
YEAR_OF_RETURN = re.compile(
    rf"(?i)\b{_Y}\s(?:federal\s|individual\s|income\s|U\.?S\.?\s)*(?:tax\s)?(?:form|return|taxes|income tax|account|balance)\b|"
    rf"\bform\s?\d{{3,4}}[A-Z-]{{0,4}}\s(?:tax return\s)?(?:for|,)?\s?(?:tax year\s|the year\s)?{_Y}\b"
)
FOR_YEARS = re.compile(r"(?i)\bfor\s(?:the\s)?(?:tax\s)?(?:years?\s)?(?=(?:19|20)\d\d\b)")
YEAR_OF_LINE = re.compile(
    r"(?i)\btax\s?(?:period|year)|\bform\s?\d{3,4}|^\W*\d{1,2}/\d{1,2}/(?:19|20)\d\d|^\W*(?:19|20)\d\d\b"
)
YEAR_WITH_SUM = re.compile(r"\b((?:19|20)\d\d)\b[:\s.]{1,40}\$\s?\d")


def _tax_years(rows: Sequence[Row]) -> list[Found]:
    """The years of the header; else of every line of the bill that names a period or a form; else as the text says."""
    header = [(_leading_years(text), lines) for text, lines, _ in _after(rows[:HEADER_ROWS], TAX_YEAR)]
    billed_lines = {id(cell) for row in rows if _ends_in_a_sum(row) for cell in row}
    header = [(years, lines) for years, lines in header if years and id(lines[0]) not in billed_lines]
    if header:
        return [Found(_years(header[0][0]), 1.0, header[0][1])]
    billed = [
        (years_in(cell.text), (cell,))
        for row in rows
        if _ends_in_a_sum(row)
        for cell in row
        if YEAR_OF_LINE.search(cell.text)
    ]
    billed = [(years, lines) for years, lines in billed if years]
    if billed:
        return [Found(_years(year for years, _ in billed for year in years), 0.95, billed[0][1])]
    labelled = [(_leading_years(text), lines) for text, lines, _ in _after(rows, TAX_YEAR)]
    for years, lines in labelled:
        if years:
            return [Found(_years(years), 0.9, lines)]
    for words in _sentences(rows):
        for match in FOR_YEARS.finditer(words.text):
            years = _leading_years(words.text[match.end() :])
            if years:
                return [Found(_years(years), 0.85, words.at(match.start(), match.end() + 4))]
    for shape, sure in ((YEAR_WITH_SUM, 0.8), (YEAR_OF_RETURN, 0.85)):
        said = [
            (match, words.at(*match.span()))
            for words in _sentences(rows)
            for match in shape.finditer(_without_dates(words.text))
        ]
        if said:
            named = _years(int(next(filter(None, match.groups()))) for match, _ in said)
            return [Found(named, sure, said[0][1])]
    return []


def _ends_in_a_sum(row: Sequence[Line]) -> bool:
    last = list(SUM.finditer(row[-1].text))
    return bool(last) and is_sum(last[-1]) and last[-1].end() == len(row[-1].text.rstrip())


def _without_dates(text: str) -> str:
    """`text` with its dates blanked, everything else in its place."""
    for _, start, end in dates_in(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _years(years: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(dict.fromkeys(years)))


def _leading_years(text: str) -> list[int]:
    """The years `text` begins with: "2021, 2022" of "2021, 2022   Phone 800-829-0922"."""
    text = re.sub(r"(?i)^(?:ending|ended|in question|s)\b[\s:]*", "", text)
    run = re.match(
        r"(?i)(?:(?:(?:19|20)\d\d|\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d\d|[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d)(?:\s?[,;&]\s?|\s?and\s|\s?-\s?|\s?–\s?|\s?through\s|\s?to\s|\s)?)+",
        text,
    )
    return years_in(re.sub(r",(?=\d{4})", ", ", run[0])) if run else []


FORM = re.compile(
    r"(?i)\bform\s?(?:number|no\.?)?\s?:?\s?(?:CT-)?((?:1040|1041|1120|1065|941|940|943|944|945|720|990|706|709|5329|2290)(?:-?[A-Z]{1,3}\b)?)"
)


FORM_LABEL = re.compile(r"(?i)^(?:tax\s)?form(?:\s?number|\s?no\.?)?\s*:?$|\b(?:tax\s)?form\s?:")
_FORM_NUMBER = re.compile(
    r"(?i)(?:form\s)?((?:1040|1041|1120|1065|941|940|943|944|945|720|990|706|709|5329|2290)(?:-?[A-Z]{1,3}\b)?)(?!\d)"
)


def _form(rows: Sequence[Row]) -> list[Found]:
    labelled = _labelled(rows, FORM_LABEL, lambda text: (m := _FORM_NUMBER.match(text)) and m[1].upper())
    if labelled:
        return labelled[:1]
    found = [(match[1].upper(), cell) for row in rows for cell in row for match in FORM.finditer(cell.text)]
    return [Found(found[0][0], 0.9, (found[0][1],))] if found else []


_ASKED_FOR = (
    r"(?:next |monthly |minimum )?(?:instal?lment )?payment\s(?:of|amount|due)",
    r"(?:total\s)?amount\s?(?:you\s(?:must\s)?)?(?:now\s)?due",
    r"amount\s?(?:you\s)?(?:owed?|must pay)",
    r"total\s(?:amount\s)?(?:due|owed)",
    r"pay\s?this\s?amount|please\spay|amount to pay",
    r"(?<!what )you\s?owe(?!\s?if)",
    r"balance\s?due|past[- ]due amount",
)
_BALANCE = (
    r"(?:unpaid|outstanding|current|total|account|remaining|new) balance(?:\sof|\sis)?",
    r"(?:your|a) balance (?:of|is|due)?|balance of",
    r"owe(?:d|s)?|pay(?: only)?|unpaid (?:tax|amount)",
)
_PROPOSED = (
    r"(?:proposed|additional|increase in)\s(?:amount\s(?:due|owed)|balance\s?due|tax|deficiency)",
    r"deficiency|amount of (?:the )?(?:tax|lien|levy|claim)|total tax",
)
AMOUNT_LABELS = tuple(
    (sure, re.compile(rf"(?i)\b(?:{'|'.join(labels)})\b"))
    for sure, labels in ((1.0, _ASKED_FOR), (0.9, _BALANCE), (0.8, _PROPOSED))
)
NOTHING_DUE = re.compile(
    r"(?i)\b(?:this is not a bill|no (?:payment|amount) is due|you (?:don'?t|do not) (?:need to|have to|owe)(?: send)?|"
    r"no balance due|nothing (?:is )?due|balance is (?:\$?0\.00|zero))"
)
NOT_THIS_SUM = re.compile(
    r"(?i)\b(?:refund|overpaid|overpayment|up to|\$?50,000|or (?:more|less)|at least|less than|more than|if you(?! agree)|not pay)\b"
)
NOT_BEFORE = re.compile(r"(?i)\b(?:refund|if(?:\syou)?|or more|less than)\W*$")
NOT_AFTER = re.compile(r"(?i)\s*(?:or|and)\s(?:less|more|under|over|above|up)\b")


def _amount_due(rows: Sequence[Row]) -> list[Found]:
    """Sums with a label that says they are to be paid, surest label first. None where the notice says nothing is due."""
    text = " ".join(cell.text for row in rows for cell in row)
    found: list[Found] = []
    for sure, label in AMOUNT_LABELS:
        for words in [*_sentences(rows), *_beside(rows), *_row_ends(rows)]:
            for match in label.finditer(words.text):
                value, end = _sum_after(words.text, match)
                if value is not None and value >= 0:
                    found.append(Found(str(value), sure, words.at(match.start(), end)))
        if found:
            break
    if NOTHING_DUE.search(text) and not any(one.sure >= 0.9 for one in found):
        return []
    return found


def _row_ends(rows: Sequence[Row]) -> Iterator[Words]:
    return (_joined((row[0], row[-1])) for row in rows if len(row) > 2)


def _sum_after(whole: str, label: re.Match[str]) -> tuple[Decimal | None, int]:
    """The first sum after a label, with only a date or a few words between, and where it ends."""
    if NOT_BEFORE.search(whole[max(0, label.start() - 60) : label.start()]):
        return None, 0
    text = re.sub(r"[.·…_]{3,}", lambda leader: " " * len(leader[0]), whole[label.end() :])
    days = list(dates_in(text[:60]))
    for match in SUM.finditer(text):
        if any(start <= match.start() < end for _, start, end in days):
            continue
        between = text[: match.start()]
        for _, start, end in reversed([day for day in days if day[2] <= match.start()]):
            between = between[:start] + between[end:]
        if not is_sum(match):
            if len(between.split()) <= 2 and between.strip(" :") in ("", "$"):
                return None, 0
            continue
        if (
            len(between.split()) > 6
            or re.search(r"[.;?](?:\s|$)", between.strip())
            or NOT_THIS_SUM.search(between)
            or NOT_AFTER.match(text[match.end() :])
        ):
            return None, 0
        return sum_of(match), label.end() + match.end()
    return None, 0


# ---- the bill

TOTAL = re.compile(
    r"(?i)\b(?:amount (?:you )?(?:due|owe)|total(?: amount)?(?: due| owed)?|balance due|you owe|(?:new|current|ending) balance|"
    r"(?:your|remaining) refund$|refund due|amount to pay|amount you must pay|amount of (?:the )?lien|total (?:tax|refund|balance))\b"
)
NOT_A_BILL_LINE = re.compile(r"(?i)\b(?:\d+ days|page|phone|call|zip|hours)\b")


def _bill(rows: Sequence[Row]) -> tuple[BillLine, ...]:
    """The lines of the bill, in order: rows that end in one sum, with words before it, of the longest table of them.

    A total that heads its table comes last, as one that ends it does.
    """
    tables: list[list[BillLine]] = []
    last = -2
    for number, row in enumerate(rows):
        label, amount = _label_and_sum(row)
        if (
            amount is None
            or not re.search(r"[A-Za-z]{3}|\d{4}", label)
            or len(label.split()) > LONGEST_LABEL
            or NOT_A_BILL_LINE.search(label)
        ):
            continue
        if number - last > 1:
            tables.append([])
        tables[-1].append(BillLine(label, amount, bool(TOTAL.search(label)), row[0].page, row[-1].box))
        last = number
    table = max(tables, key=len, default=[])
    if table and table[0].is_total:
        if not any(line.is_total for line in table[1:]):
            table = [*table[1:], table[0]]
        elif re.search(r"(?i)refund", table[0].label):  # what the bill starts from, not what it comes to
            table = [replace(table[0], is_total=False), *table[1:]]
    return tuple(table)


def _label_and_sum(row: Row) -> tuple[str, Decimal | None]:
    text = "  ".join(cell.text for cell in row)
    sums = [match for match in SUM.finditer(text) if is_sum(match) and not _is_in_a_date(text, match)]
    if len(sums) != 1 or re.sub(r"(?i)\(?\s?refund\)?", "", text[sums[0].end() :]).strip(" .|"):
        return "", None
    label = re.sub(r"[.·…_\s]+$", "", text[: sums[0].start()])
    amount = sum_of(sums[0])
    if amount is not None and re.search(r"(?i)refund", text[sums[0].end() :]):
        amount = -abs(amount)
    return label, amount


def _is_in_a_date(text: str, match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for _, start, end in dates_in(text))


# ---- telephone, numbers, address

CONTACT = re.compile(
    r"(?i)\b(?:to\s?contact\s?us|contact(?:\s(?:us|telephone|phone)(?:\s?number)?)?|(?:tele)?phone(?:\s?number)?|for\s?(?:assistance|questions)(?:,?\s?call)?|"
    r"questions\?(?:\s?call)?|call(?:\s?us)?(?:\s?at|\s?toll[- ]free)?|help\s?line|tel\.?)\b"
)
CALLER_ID = re.compile(r"(?i)\bcaller\s?id(?:\s?number)?\b")
NOT_ITS_PHONE = re.compile(
    r"(?i)\b(?:forms-pubs|forms by|tax forms|publications|TIGTA|report|advocate|English|TTY|TDD|scam)\b"
)
FAX = re.compile(r"(?i)\bfax\b[^\d]{0,30}$")


def _phone(rows: Sequence[Row]) -> list[Found]:
    found = []
    for text, lines, own in _after(rows, CONTACT):
        match = PHONE.search(text[:60])
        if match and not FAX.search(text[: match.start()]) and not NOT_ITS_PHONE.search(lines[0].text):
            header = lines[0] in [cell for row in rows[:HEADER_ROWS] for cell in row]
            found.append(Found(phone_of(match), (1.0 if header else 0.85) - (0 if own else 0.05), lines))
    if found:
        return found[:1] + [one for one in found[1:] if one.sure > found[0].sure]
    for row in rows:
        for cell in row:
            for match in PHONE.finditer(cell.text):
                if not FAX.search(cell.text[: match.start()]) and not NOT_ITS_PHONE.search(cell.text):
                    return [Found(phone_of(match), 0.7, (cell,))]
    return []


_HIDDEN = r"[Xx*#•×✱]"
HIDDEN_NUMBER = re.compile(
    rf"(?<!\w){_HIDDEN}{{2,3}}[\s_–—-]{{0,3}}{_HIDDEN}{{2,3}}[\s_–—-]{{0,3}}([0-9OoIlSB]{{4}})(?!\d)|(?<!\w){_HIDDEN}{{2,9}}[\s_–—-]{{0,3}}(\d{{4}})(?!\d)"
)
ENDING_IN = re.compile(
    r"(?i)\b(?:ssn|itin|tin|ein|taxpayer(?:\sid(?:entification)?)?(?:\snumber)?|social security(?: number)?|"
    r"id(?:entification)? number)[^\d\n]{0,40}?(?:ending|last (?:4|four)(?: digits)?)[^\d\n]{0,12}(\d{4})(?!\d)"
)
LAST_FOUR = re.compile(r"(?i)\blast (?:4|four) digits\)?")
MASKED = re.compile(r"\[taxpayer number ending (\d{4})\]")


def _last4(rows: Sequence[Row], letter: Letter) -> list[Found]:
    for sure, shape in ((1.0, MASKED), (1.0, HIDDEN_NUMBER), (0.95, ENDING_IN)):
        found = []
        for row in rows:
            for words in [*(_joined((cell,)) for cell in row), *map(_joined, pairwise(row))]:
                for match in shape.finditer(words.text):
                    digits = next(filter(None, match.groups())).translate(LOOKS_LIKE_DIGITS)
                    found.append(Found(digits, sure, words.at(*match.span())))
        if found:
            return found
    labelled = _labelled(rows, LAST_FOUR, lambda text: _match_value(re.compile(r"\d{4}(?!\d|-)"), text))
    if labelled:
        return labelled
    return [Found(letter.ssn_last4, 0.9, (rows[0][0],))] if letter.ssn_last4 and rows else []


OFFICE = re.compile(
    r"(?i)^\W*(?:IRS\s+)?(?:department of the treasury|internal revenue service|united states department of the treasury|IRS)\b"
)
ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b")
NOT_AN_ADDRESS = re.compile(
    r"(?i)\b(?:notice|letter|ssn|certified|tax\s?year|date|page|contact|dear|taxpayer)\b|\bCP\s?\d"
)
MAIL_TO = re.compile(r"(?i)\b(?:mail|send|return|reply|respond|write)\b[^.]{0,60}\bto\b\s*:?\s*$")


def _reply_address(rows: Sequence[Row]) -> list[Found]:
    """An office's address, from its name down to the ZIP code: the one to send to where it says so, else the letterhead's."""
    found = []
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if not OFFICE.search(cell.text):
                continue
            lines = [cell]
            for below in rows[number + 1 : number + 6]:
                under = _under(lines[-1], place, rows[number], below) if lines[-1].box else below[0]
                if (
                    ZIP.search(lines[-1].text)
                    or under is None
                    or under.page != cell.page
                    or NOT_AN_ADDRESS.search(under.text)
                ):
                    break
                lines.append(under)
            if not ZIP.search(lines[-1].text):
                continue
            above = rows[number - 1][min(place, len(rows[number - 1]) - 1)].text if number else ""
            words = ", ".join(re.sub(r"\s+", " ", line.text).strip(" ,|") for line in lines)
            found.append(Found(words, 1.0 if MAIL_TO.search(above) else 0.8, tuple(lines)))
    return sorted(found, key=lambda one: -one.sure)[:1]


# ---- several notices in one file

TOP_OF_A_NOTICE = re.compile(r"(?i)\bpage\s?1\s?(?:of|/)\s?\d|department of the treasury|internal revenue service")


def _parts(letter: Letter, names: ExactNames) -> list[Letter]:
    """The letter cut where another notice begins: at its letterhead, where a code of its own follows."""
    rows = rows_in(letter)
    starts, own_code, code_row = [0], None, 0
    for number, row in enumerate(rows):
        for code in _own_codes(rows, number, row, names):
            top = (
                _top_of_notice(rows, max(code_row, starts[-1] + LETTERHEAD_ROWS), number)
                if own_code not in (None, code)
                else None
            )
            if top is not None:
                starts.append(top)
            if own_code is None or top is not None:
                own_code = code
            if code == own_code:
                code_row = number
    ends = [*starts[1:], len(rows)]
    return [
        replace(letter, lines=tuple(cell for row in rows[start:end] for cell in row))
        for start, end in zip(starts, ends, strict=True)
    ]


def _own_codes(rows: Sequence[Row], number: int, row: Row, names: ExactNames) -> Iterator[str]:
    """The codes that stand in a row as a notice's own, not as another's that it speaks of."""
    for place, cell in enumerate(row):
        left = row[place - 1].text if place else (rows[number - 1][0].text if number else "")
        for match in CODE.finditer(cell.text):
            code = catalogue_code(match, names)
            if code is not None and _sureness(match, cell.text, left, 0) >= 0.95:
                yield code


def _top_of_notice(rows: Sequence[Row], after: int, number: int) -> int | None:
    """The letterhead of the notice whose code stands in row `number`: the first below row `after`, on the code's own page
    where one stands there. An address to send to is none."""
    tops = [
        place
        for place in range(after + 1, number + 1)
        if any(TOP_OF_A_NOTICE.search(cell.text) for cell in rows[place])
        and not MAIL_TO.search(rows[place - 1][-1].text)
    ]
    if not tops and any(TOP_OF_A_NOTICE.search(cell.text) for row in rows[number + 1 : number + 4] for cell in row):
        return number  # the code stands in the first row of the letterhead
    own_page = [place for place in tops if rows[place][0].page == rows[number][0].page]
    return next(iter(own_page or tops), None)
