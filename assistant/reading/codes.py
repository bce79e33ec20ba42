"""Which notice a letter is: its own code, told from those it speaks of; and where another notice begins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.reading.labels import HEADER_ROWS, Found, Row, after_label, rows_in
from assistant.reading.senders import MAIL_TO
from assistant.records import Letter
from assistant.retrieval.exact import ExactNames, squeezed
from assistant.rules.privacy import LOOKALIKES

LETTERHEAD_ROWS = 4  # rows that one letterhead takes

_CODE_NUMBER = r"[0-9OoIlSBZ]{1,4}"
CODE = re.compile(
    rf"(?<![\w/])(?P<kind>[CGcg][Pp]|LTR|[Ll][Tt]|L(?=\d{{3}}|\d\d[A-Z])|[Ll]etter|LETTER|[Ff]orm|FORM)[\s.#:-]{{0,2}}(?:(?:[Nn]umber|[Nn]o\.?|#)\s?:?\s?)?"
    rf"(?P<number>{_CODE_NUMBER})(?P<letters>\s?-?[A-Z]{{1,2}}\b)?(?!\d|[.,]\d|/)"
)
LETTER_LABEL = re.compile(
    r"(?i)^\W*(?:letter|ltr)(?:\s(?:number|no\.?|id))?\s*:?$|^\W*(?:letter|ltr)\s(?:number|no\.?)\s*:?"
)
LETTER_NUMBER = re.compile(r"\d{2,4}-?[A-Z]?\b")
LABEL_BEFORE = re.compile(r"(?i)(?:\b(?:notice|letter|ltr|aviso|carta)(?:\s*(?:number|no\.?|code|id))?\s*[:#|-]?\s*)$")
EDITION_AFTER = re.compile(r"(?i)^\s*(?:\([^)]{0,20}\)\s*)?(?:\(?\s*rev\b|\(?\s*catalog|\(en|\(sp)")
MENTION = re.compile(
    r"(?i)(?:we (?:have )?sent|sent you|earlier|previous|prior|received|our|see|after|before|respond(?:ed)? to|copy of|"
    r"with|about|from|under|your|in|told you so in)\s+(?:an?\s+|the\s+|our\s+|your\s+)?(?:notices?\s+|letters?\s+)?$"
)


def own_code(rows: Sequence[Row], names: ExactNames) -> tuple[list[Found], str | None]:
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
    for text, lines, own in after_label(rows, LETTER_LABEL):
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
    digits = number.translate(LOOKALIKES)
    for name in (f"{kind}{number}{letters}", f"{kind}{digits}{letters}", f"{kind}{digits}"):
        if code := names.codes.get(squeezed(name)):
            return code
    if number[-1:] in "ISB" and (
        code := names.codes.get(squeezed(f"{kind}{number[:-1].translate(LOOKALIKES)}{number[-1]}"))
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


TOP_OF_A_NOTICE = re.compile(r"(?i)\bpage\s?1\s?(?:of|/)\s?\d|department of the treasury|internal revenue service")


def notices_in(letter: Letter, names: ExactNames) -> list[Letter]:
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
