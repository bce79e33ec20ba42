"""The signs that a text is written in, made plain: one shape for each digit, dash and blank, and nothing that can't be seen."""

import re
import unicodedata
from html import unescape

# １２３ and ٣٢١ as 123; every dash as one of two, every blank as a blank, so that one shape knows them all. What no screen
# shows goes: marks of direction, of no width, of variation, and letters and digits made of tags.
UNSEEN = "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
UNSEEN += "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
PLAIN_SIGNS = {
    **{sign: str(unicodedata.decimal(chr(sign))) for sign in range(0x80, 0x1FC00) if chr(sign).isdecimal()},
    **dict.fromkeys(map(ord, "\u2010\u2212\uff0d\ufe63\u2043\u02d7\u00ad"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "),
}
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]")
LINE_ENDS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
NOT_SEEN = re.compile(f"[{UNSEEN}]+")
SOFT_HYPHENS = re.compile("\u00ad*-\u00ad*")  # those beside a hyphen
# accents, strokes and boxes on a digit
OVER_DIGITS = re.compile(r"(?<=[\d-])[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⓪①②③④⑤⑥⑦⑧⑨"
ALL_RAISED = re.compile(rf"[{RAISED}](?:[- ]?[{RAISED}]){{8,}}")  # a whole number of them: one alone is a footnote's
ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|shy|#\d{2,5}|#x[0-9a-fA-F]{2,4});")  # what a copied web page leaves


def without_controls(text: str) -> str:
    """`text` without characters that tell a terminal what to do, halves of one, and the tags, letters and digits that no screen
    shows; a rarer line end is one like any other."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", text))


def in_plain_signs(text: str) -> str:
    """`text` with every digit, dash and blank as ASCII has it, and without what no screen shows or what acts on one.

    >>> in_plain_signs("9\u200b87\u202f٦٥ 4321")
    '987 65 4321'
    """
    text = without_controls(text)
    text = ENTITY.sub(_plain_entity, text) if "&" in text else text
    if text.isascii():
        return text
    text = OVER_DIGITS.sub("", SOFT_HYPHENS.sub("-", NOT_SEEN.sub("", text)).translate(PLAIN_SIGNS))
    return ALL_RAISED.sub(lambda match: "".join(str(unicodedata.digit(sign, sign)) for sign in match[0]), text)


def _plain_entity(match: re.Match[str]) -> str:
    """The sign that an entity stands for where it is a digit, a dash or a blank; all else stays as it is written."""
    sign = unescape(match[0])
    return sign if sign.isdecimal() or sign in " -–—‑" or ord(sign[:1] or "x") in PLAIN_SIGNS else match[0]
