"""Finding and masking taxpayer, card and account numbers, before anything else sees them."""

import re
from dataclasses import dataclass, replace

from stdnum import iban, luhn

from assistant.rules.signs import in_plain_signs

LOOKALIKES = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
ACROSS_THE_END = 100  # characters that a number may have
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPANISH_DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
DIGIT_WORDS = {
    **{word: str(value) for value, word in enumerate(ENGLISH_DIGITS)},
    **{word: str(value) for value, word in enumerate(SPANISH_DIGITS)},
    "oh": "0",
}
SPOKEN = {
    **DIGIT_WORDS,
    **{word: str(value) for value, word in enumerate(TEENS, start=10)},
    **{word: str(value) for value, word in zip(range(20, 100, 10), TENS, strict=True)},
}

_D = r"[0-9OoIl|SBZ]"
_GAP = r"[ \t]*[-–—‑.·/_* \t\n]\s*"
_ALONE = r"(?:(?<![\w$])(?<!\w[.,-])(?<!\$[.,-])|(?<=[Ss][Ss][Nn])|(?<=[Tt][Ii][Nn]))"
_ENDS = r"(?![\w-]|[.,]\d)"

# 123-45-6789, 123 45 6789, 123.45.6789, split over lines, with letters read for digits
SSN = re.compile(rf"{_ALONE}({_D}{{3}}){_GAP}({_D}{{2}}){_GAP}({_D}{{4}}){_ENDS}")
SSN_SPACED = re.compile(rf"{_ALONE}(?:\d[ \t.-]){{8}}\d{_ENDS}")  # 1 2 3 4 5 6 7 8 9
NINE_DIGITS = re.compile(rf"{_ALONE}\d{{9}}{_ENDS}")
# nine digits grouped in any way, where the words before them say what they are
NAMED = re.compile(
    r"(?i)(?P<name>\b(?:ssn|itin|tin|social(?: security)?|seguro(?: social)?|taxpayer (?:id|number))\b[^\d\n]{0,25})"
    r"(?P<digits>(?:\d[-–—‑.·/_* ]{0,3}){8}\d)(?!\d|[.,]\d)"
)
_SAID = r"(?:\bssn\b|\bitin\b|\btin\b|\bsocial\b|\bseguro\b|\btax(?:payer)?\s(?:[i1l]d\b|number\b)|full social)"
# the same with letters read for digits: at least NAMED_DIGITS of them are digits
NAMED_MISREAD = re.compile(
    rf"(?P<name>(?i:{_SAID})[^\d\n]{{0,20}}?)(?<!\w)(?P<digits>(?:{_D}[-–—‑.·/_* ]{{0,3}}){{8}}{_D})(?!\w)"
)
# three, two and four digits with anything but letters between them: (987) 65-4321, a row of a table
NAMED_APART = re.compile(
    rf"(?P<name>(?i:{_SAID})[^\d]{{0,60}}?)(?P<digits>(?<!\d)\d{{3}}\)?[\s,|–—‑-]{{1,4}}\d{{2}}[\s,|–—‑-]{{1,4}}\d{{4}})(?!\d|[.,]\d)"
)
TOLD_IN_PARTS = re.compile(
    r"(?i)\bfirst (?:three|3)\D{1,25}(?P<a>\d{3})\b\D{1,40}\b(?P<b>\d{2})\b\D{1,40}\blast (?:four|4)\D{0,20}(?P<c>\d{4})\b"
)
EIN = re.compile(rf"{_ALONE}\d{{2}}[-–—‑]\d{{7}}{_ENDS}")
SSN_GLUED = re.compile(r"(?<!\d)\d{3}([-_])\d{2}\1\d{4}(?!\d)")  # also stuck to letters, or with a suffix
SSN_UNEVEN = re.compile(rf"{_ALONE}(?:\d{{3}}-\d{{6}}|\d ?\d ?\d ?- ?\d ?\d ?- ?\d ?\d ?\d ?\d){_ENDS}")
SSN_DIGITS, NAMED_DIGITS = 6, 4  # how many of nine have to be digits, where letters may be read for some
CARD_RUN = re.compile(r"(?<![\w$,])\d(?:[ \t.\n-]{0,2}\d){12,30}(?!\w|,\d)")  # long enough to hold a card number
CARD_GROUPS = re.compile(r"4+[1-4]?|46[45]|1+")  # how many digits stand together
YEAR = re.compile(r"(?:19|20)\d\d")
CARD_DIGITS = range(13, 20)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b")
ACCOUNT = re.compile(
    r"(?i)\b(account|acct|routing|cuenta|iban|a/c)\b((?:[ \t]*(?:number|num|no\.?|nbr|n[úu]mero|is|es|#|:))*[ \t]*)(\d[\d -]{4,18}\d)"
)
_SPOKEN = "|".join(sorted(SPOKEN, key=len, reverse=True))
# nine digits told in words, tens among them, or in words and figures: "nine thirty-six, forty-two, 5811"
IN_WORDS = re.compile(
    rf"(?i)(?:\b(?:{_SPOKEN})\b|(?<![\w$.,])\d{{1,4}}\b(?![.,]\d))(?:(?:[\s,.;:-]|\bthen\b|\band\b|\bdash\b|\bgui[oó]n\b)+"
    rf"(?:\b(?:{_SPOKEN})\b|\d{{1,4}}\b(?![.,]\d)))+"
)
SPOKEN_DIGITS = 9
NAMED_NEAR = 60  # characters around a number in words and figures within which something must call it one
# what stands where a number was, whoever looks for it
MASK = re.compile(r"\[((?:taxpayer|card|account) number ending \w{4})\]")


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` without full numbers. `kinds` names what was masked, `last4` the end of the last taxpayer number."""

    text: str
    kinds: tuple[str, ...] = ()
    last4: str | None = None


def mask_numbers(text: str) -> Masked:
    """`text` with every full taxpayer, card and bank account number replaced by a word and its last four.

    Notice codes, form numbers, ZIP codes, telephone numbers, amounts and dates stay.

    >>> mask_numbers("my social is 987-65-4321, form 2848, call 800-829-1040").text
    'my social is [taxpayer number ending 4321], form 2848, call 800-829-1040'
    """
    return _Masking().of(text)


def mask_beginning(text: str, most: int) -> Masked:
    """The first `most` characters of `text` without full numbers, one that the end cuts through included."""
    masked = mask_numbers(text[: most + ACROSS_THE_END])
    return replace(masked, text=masked.text[:most])


class _Masking:
    """One text on its way: what was masked in it so far."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.last4: str | None = None

    def of(self, text: str) -> Masked:
        """`text` masked, the shapes that others could break up first."""
        text = in_plain_signs(text)
        for shape, mask in (
            (IBAN, self._bank),
            (CARD_RUN, self._card),
            (SSN_GLUED, self._taxpayer),
            (ACCOUNT, self._account),
            (NAMED, self._named),
            (NAMED_APART, self._named),
            (NAMED_MISREAD, self._misread),
            (TOLD_IN_PARTS, self._in_parts),
            *((shape, self._taxpayer) for shape in (SSN, SSN_UNEVEN, SSN_SPACED, NINE_DIGITS, EIN)),
            (IN_WORDS, self._in_words),
        ):
            text = shape.sub(mask, text)
        return Masked(text, tuple(dict.fromkeys(self.kinds)), self.last4)

    def _put_away(self, kind: str, number: str) -> str:
        self.kinds.append(kind)
        return f"[{kind} ending {number[-4:]}]"

    def _put_taxpayer_away(self, digits: str) -> str:
        self.last4 = digits[-4:]
        return self._put_away("taxpayer number", digits)

    def _taxpayer(self, match: re.Match[str]) -> str:
        if _count_digits(match[0]) < SSN_DIGITS:
            return match[0]
        return self._put_taxpayer_away(_digits(match[0].translate(LOOKALIKES)))

    def _card(self, match: re.Match[str]) -> str:
        """A run of digits with the card number that stands in it masked: 13 to 19 digits in whole groups, Luhn-valid."""
        run = match[0]
        groups = [(m.start(), m.end()) for m in re.finditer(r"\d+", run)]
        for first in range(len(groups)):
            for last in reversed(range(first, len(groups))):
                start, end = groups[first][0], groups[last][1]
                digits = _digits(run[start:end])
                sizes = "".join(str(b - a) for a, b in groups[first : last + 1])
                years = all(YEAR.fullmatch(run[a:b]) for a, b in groups[first : last + 1])
                grouped = first == last or CARD_GROUPS.fullmatch(sizes)
                if len(digits) in CARD_DIGITS and grouped and not years and luhn.is_valid(digits):
                    return f"{run[:start]}{self._put_away('card number', digits)}{run[end:]}"
        return run

    def _bank(self, match: re.Match[str]) -> str:
        return self._put_away("account number", match[0]) if iban.is_valid(match[0]) else match[0]

    def _account(self, match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{self._put_away('account number', _digits(match[3]))}"

    def _named(self, match: re.Match[str]) -> str:
        if sum(YEAR.fullmatch(group) is not None for group in re.findall(r"\d+", match["digits"])) > 1:
            return match[0]  # a row of years
        return match["name"] + self._put_taxpayer_away(_digits(match["digits"]))

    def _misread(self, match: re.Match[str]) -> str:
        if _count_digits(match["digits"]) < NAMED_DIGITS:
            return match[0]
        return match["name"] + self._put_taxpayer_away(_digits(match["digits"].translate(LOOKALIKES)))

    def _in_parts(self, match: re.Match[str]) -> str:
        return self._put_taxpayer_away(match["a"] + match["b"] + match["c"]) if _is_named_near(match) else match[0]

    def _in_words(self, match: re.Match[str]) -> str:
        said = spoken_digits(match[0])
        only_digits = all(word.lower() in DIGIT_WORDS for word in re.findall(r"[^\W_]+", match[0]))
        if len(said) < SPOKEN_DIGITS or not re.search(r"[^\W\d_]", match[0]):
            return match[0]
        may_be_a_number = len(said) == SPOKEN_DIGITS and (not _count_digits(match[0]) or _is_named_near(match))
        if only_digits or may_be_a_number:
            return f"{self._put_taxpayer_away(said)}{match[0][len(match[0].rstrip()) :]}"
        return match[0]


def _is_named_near(match: re.Match[str]) -> bool:
    """Whether the words around a number call it a taxpayer's."""
    around = match.string[max(0, match.start() - NAMED_NEAR) : match.end() + NAMED_NEAR]
    return bool(re.search(rf"(?i){_SAID}", around))


def _count_digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def spoken_digits(text: str) -> str:
    """The digits that `text` says in words and figures, a ten joined with the unit after it.

    >>> spoken_digits("nine thirty-six, forty-two, fifty-eight eleven")
    '936425811'
    """
    told = ""
    ten = False
    for word in re.findall(r"[^\W\d_]+|\d+", text.lower()):
        said = word if word.isdigit() else SPOKEN.get(word, "")
        told = told[:-1] + said if ten and len(said) == 1 and said != "0" else told + said
        ten = word in TENS
    return told


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
