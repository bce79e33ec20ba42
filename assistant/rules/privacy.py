"""Finding and masking taxpayer, card and account numbers, before anything else sees them."""

import re
from dataclasses import dataclass

from stdnum import luhn

LOOKALIKES = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}  # １２３ as 123
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPANISH_DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
DIGIT_WORDS = {
    **{word: str(value) for value, word in enumerate(ENGLISH_DIGITS)},
    **{word: str(value) for value, word in enumerate(SPANISH_DIGITS)},
    "oh": "0",
}

_D = r"[0-9OoIl|SBZ]"
_GAP = r"[ \t]*[-–—‑.·/_* \n]\s*"
_ALONE = r"(?:(?<![\w$.,-])|(?<=[Ss][Ss][Nn])|(?<=[Tt][Ii][Nn]))"
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
EIN = re.compile(rf"{_ALONE}\d{{2}}[-–—‑]\d{{7}}{_ENDS}")
CARD = re.compile(rf"{_ALONE}(?:\d[ -]?){{12,18}}\d{_ENDS}")
ACCOUNT = re.compile(
    r"(?i)\b(account|acct|routing|cuenta|iban|a/c)\b((?:[ \t]*(?:number|num|no\.?|nbr|n[úu]mero|is|es|#|:))*[ \t]*)(\d[\d -]{4,18}\d)"
)
IN_WORDS = re.compile(rf"(?i)\b(?:(?:{'|'.join(DIGIT_WORDS)})\b[\s,.-]*){{9,}}")


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
    kinds: list[str] = []
    last4: str | None = None

    def put_away(digits: str) -> str:
        nonlocal last4
        last4 = digits[-4:]
        kinds.append("taxpayer number")
        return f"[taxpayer number ending {last4}]"

    def taxpayer(match: re.Match[str]) -> str:
        if sum(character.isdigit() for character in match[0]) < 6:
            return match[0]
        return put_away(_digits(match[0].translate(LOOKALIKES)))

    def card(match: re.Match[str]) -> str:
        digits = _digits(match[0])
        if not luhn.is_valid(digits):
            return match[0]
        kinds.append("card number")
        return f"[card number ending {digits[-4:]}]"

    def account(match: re.Match[str]) -> str:
        kinds.append("account number")
        return f"{match[1]}{match[2]}[account number ending {_digits(match[3])[-4:]}]"

    def words(match: re.Match[str]) -> str:
        said = [DIGIT_WORDS[word.lower()] for word in re.findall(r"\w+", match[0])]
        return f"{put_away(''.join(said))} "

    def named(match: re.Match[str]) -> str:
        return match["name"] + put_away(_digits(match["digits"]))

    text = text.translate(FULL_WIDTH)
    text = CARD.sub(card, text)
    text = ACCOUNT.sub(account, text)
    text = NAMED.sub(named, text)
    for shape in (SSN, SSN_SPACED, NINE_DIGITS, EIN):
        text = shape.sub(taxpayer, text)
    text = IN_WORDS.sub(words, text)
    return Masked(text, tuple(dict.fromkeys(kinds)), last4)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
