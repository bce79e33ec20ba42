"""The names a message tells: whose notice it is, and who represents them."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.conversation.name_words import (
    A_RELATIVE,
    AND,
    CLIENT,
    FOR_ANOTHER,
    FROM_AT_THE_END,
    HERE_IS,
    I_AM,
    I_AM_THEIRS,
    IN_A_TRADE,
    IS_MY_NAME,
    IT_IS,
    LOOSE_NAME,
    NAME,
    NAMED,
    NEVER_NAMES,
    NO_PERSON,
    NOT_FIRST,
    OF_A_RELATIVE,
    PARTICLES,
    RELATIVE_OF,
    REPRESENTS,
    SAID_SO,
    SIGNED,
    TITLE,
    TRADE_BEHIND,
)
from assistant.conversation.told_spans import Span
from assistant.conversation.wording import any_case, pieces

MISSPELT = 4  # letters by which two spellings of one name differ at most
LONGEST_IN_CAPITALS = 5  # words
LONGEST_ANSWER = 8  # words of an answer that is a name
_AROUND = " ,:;-–—/|()\"'&\n"
# before the name in an answer that is one: "it's Grace Holiday", "sure, dana ortiz"
_LEADS = any_case(r"^\s*(?:it'?s|it is|its|name:?|sure,?|ok,?|yes,?|that'?s|i'?m|i am|we are|this is) ")

_ENDS_WITH_STOP = re.compile(r"(?:\b[A-Z]|\bJr|\bSr)\.$")

Place = tuple[int, int]


# "I'm Ana and my wife Joan Vega"
_A_NAME = r"[^\W\d_a-z][\w'’-]+(?:\s(?:[A-Z]\.\s)?[^\W\d_a-z][\w'’-]+){0,3}"
_COUPLE = re.compile(
    rf"(?i:\b(?:i['’]?m|i am|my name is|it['’]?s|this is))\s(?P<one>{_A_NAME})"
    rf"(?i:\s(?:and|&)\smy\s(?:wife|husband|spouse|partner)(?:\sis|,)?)\s(?P<other>{_A_NAME})"
)


def names_told(text: str, taken: Sequence[Span], asked: str, common: frozenset[str]) -> Iterator[Span]:
    """Each name, of field `name` or `representative`; the taxpayer's at most once, or in two spellings.

    Accepted are "my name is …", "for my mother …", "Ann Lee, my CPA", a signature, and a name that stands in a piece of
    its own; in small letters where it isn't made of ordinary words. `taken` are the stretches that hold other values,
    `common` the words of ordinary text, in lower case.
    """
    represented: list[Place] = []
    if asked != "name":
        represented += _after(REPRESENTS, text, common, loose=asked == "representative")
    represented += [_trimmed(text, *match.span("name")) for match in IN_A_TRADE.finditer(text)]
    if asked == "representative" and (whole := _whole(text, common)):
        represented.append(_trimmed(text, *whole))
    found = [_named(text, place, "representative") for place in represented]
    yield from found
    couple = _COUPLE.search(text) if asked != "representative" else None
    if couple and _is_free(couple.span(), [*taken, *found]):
        one, other = as_printed(couple["one"]), as_printed(couple["other"])
        yield Span(*couple.span(), "name", f"{one} and {other}")
    elif asked != "representative":
        for place in _taxpayer(text, [*taken, *found], asked, common):
            yield _named(text, place, "name")


def _named(text: str, place: Place, field: str) -> Span:
    return Span(*place, field, as_printed(text[slice(*place)]))


def _taxpayer(text: str, taken: Sequence[Span], asked: str, common: frozenset[str]) -> list[Place]:
    """Where the taxpayer's name stands; twice where two spellings of it are given. The surest places come first."""

    def after(label: re.Pattern[str], loose: bool = False) -> list[Place]:
        return [place for place in _after(label, text, common, loose) if _is_free(place, taken)]

    relatives = [place for place in after(A_RELATIVE) if not SAID_SO.match(text, place[1])]
    introduced = after(I_AM)
    sure = [*after(FOR_ANOTHER), *after(RELATIVE_OF), *after(CLIENT)]
    sure += [match.span("name") for match in OF_A_RELATIVE.finditer(text)]
    if introduced or I_AM_THEIRS.search(text):
        sure += relatives
    sure += after(NAMED, loose=True)
    sure += [match.span("name") for match in IS_MY_NAME.finditer(text)]
    sure += [
        _trimmed(text, *match.span("name"))
        for match in HERE_IS.finditer(text)
        if not (match["name"].isupper() or _is_ordinary(match["name"]))
    ]
    sure += [*introduced, *after(SIGNED), *after(FROM_AT_THE_END), *after(IT_IS)]
    found = [*sure, *_standing_alone(text, taken, common)]
    if asked == "name" and not found and (whole := _whole(text, common)):
        found.append(whole)
    found += relatives
    spellings = [place for place in found[1:] if 0 < _distance(text, found[0], place) <= MISSPELT]
    return [*found[:1], *spellings[:1]]


def _distance(text: str, one: Place, other: Place) -> int:
    return int(Levenshtein.distance(text[slice(*one)].lower(), text[slice(*other)].lower()))


def _is_free(place: Place, taken: Sequence[Span]) -> bool:
    return all(place[1] <= one.start or place[0] >= one.end for one in taken)


def _after(label: re.Pattern[str], text: str, common: frozenset[str], loose: bool = False) -> Iterator[Place]:
    """The names that follow `label`; with `loose` in any spelling, as long as they aren't ordinary words."""
    for match in label.finditer(text):
        name = NAME.match(text, match.end())
        if name and not _is_ordinary(name[0]) and not (name[0].isupper() and text.isupper()):
            yield _trimmed(text, *name.span())
        elif loose or label is I_AM or label is FOR_ANOTHER:
            spoken = LOOSE_NAME.match(text, match.end())
            if spoken and (cut := _cut_at_ordinary(spoken[0], common, loose)):
                yield match.end(), match.end() + len(cut)


def _cut_at_ordinary(spoken: str, common: frozenset[str], loose: bool) -> str:
    """The leading words that read like a name in small letters; "" where the first is an ordinary word."""
    kept: list[str] = []
    for word in re.split(r"[.,](?=\s|$)", spoken)[0].split():
        plain = word.lower().strip(".")
        ordinary = (plain in common or plain in NOT_FIRST | NEVER_NAMES) and plain not in PARTICLES | AND
        if ordinary and not (loose and kept and word[0].isupper()):
            break
        kept.append(word)
    while kept and kept[-1].lower() in PARTICLES | AND:
        kept.pop()
    return " ".join(kept) if len(kept) > 1 else ""


def _is_ordinary(name: str) -> bool:
    first = name.split()[0].lower().replace("’", "'").strip("'")
    shouted = name.isupper() and len(name.split()) > LONGEST_IN_CAPITALS
    return first in NOT_FIRST or bool(NO_PERSON.search(name)) or shouted


def _trimmed(text: str, start: int, end: int) -> Place:
    """A name without the title before it, the trade behind it and the full stop of its sentence."""
    if title := TITLE.match(text, start):
        start = title.end()
    name = TRADE_BEHIND.sub("", text[start:end]).rstrip(",")
    if not _ENDS_WITH_STOP.search(name):
        name = name.rstrip(".")
    end = start + len(name)
    # "Walter Sundvall Jr" is cut from its stop where pieces end
    return start, end + 1 if name.endswith(("Jr", "Sr")) and text[end : end + 1] == "." else end


def _whole(text: str, common: frozenset[str]) -> Place | None:
    """An answer that is a name and nothing else, in any spelling: "dana ortiz", "it's Grace Holiday"."""
    said = re.split(r"[.!]?\s*$", _LEADS.sub("", text))[0].strip()
    spelt = said.split()
    if not 1 < len(spelt) <= LONGEST_ANSWER or re.search(r"[^\s.]{3,}\.\s", said):
        return None
    if not re.fullmatch(r"(?:[^\W\d]|['’.&,\s-])+", said):
        return None
    if sum(word in common for word in spelt) > len(spelt) / 2:
        return None
    start = text.index(said)
    return start, start + len(said)


def _standing_alone(text: str, taken: Sequence[Span], common: frozenset[str]) -> list[Place]:
    """Names that stand in a piece of the message of their own, beside other values at most."""
    found: list[Place] = []
    for number, (start, end) in enumerate(pieces(text)):
        for a, b in _gaps(start, end, taken):
            said = text[a:b].lstrip(f"{_AROUND}.")
            at, said = b - len(said), said.rstrip(_AROUND)
            opens = number > 0 and at - start <= 2 and len(said) >= len(text[start:end].strip()) - 2
            if _is_name(said, common, in_small_letters=opens):
                found.append(_trimmed(text, at, at + len(said)))
            elif at - start > 2 and (cut := _opening_name(said, common, shouted=text.isupper())):
                found.append(_trimmed(text, at, at + cut))
    # a name stands at the end more often than at the start; one in small letters counts only where no other does
    found.reverse()
    return sorted(found, key=lambda place: text[slice(*place)].islower())


def _opening_name(said: str, common: frozenset[str], shouted: bool) -> int:
    """The length of the name that words behind a value begin with, 0 for none: "$312.50 Eudora Price the sum was paid"."""
    if shouted:
        return len(_cut_at_ordinary(said.lower(), common, loose=False))
    name = NAME.match(said)
    if name is None or _is_ordinary(name[0]):
        return 0
    return name.end() if re.match(r"\s[a-z]", said[name.end() :]) else 0


def _is_name(said: str, common: frozenset[str], in_small_letters: bool) -> bool:
    """Whether `said` is a name as it is printed, in capitals, or `in_small_letters` where those are allowed."""
    if said.isupper():
        return _is_spoken_name(said.lower(), common)
    if NAME.fullmatch(said.rstrip(".")) or NAME.fullmatch(said):
        return not _is_ordinary(said)
    if (title := TITLE.match(said)) and NAME.fullmatch(said[title.end() :].rstrip(".")):
        return True
    return in_small_letters and said.islower() and _is_spoken_name(said, common)


def _is_spoken_name(said: str, common: frozenset[str]) -> bool:
    """Whether two to five words in small letters are a name: most of them are no ordinary words, nor is the first."""
    if NEVER_NAMES & set(said.split()):
        return False
    spelt = [word.strip(".") for word in said.rstrip(".").split()]
    if not 2 <= len(spelt) <= 5 or not all(re.fullmatch(r"[^\W\d_][\w'’-]*|&", word) for word in spelt):
        return False
    strange = [word for word in spelt if word not in common and word not in NOT_FIRST and word not in PARTICLES]
    return spelt[0] in strange and len(strange) * 2 >= sum(word not in PARTICLES | AND for word in spelt)


def _gaps(start: int, end: int, taken: Sequence[Span]) -> Iterator[Place]:
    """The stretches of a piece between the values that stand in it."""
    at = start
    for one in sorted((t for t in taken if t.start < end and t.end > start), key=lambda t: t.start):
        if one.start > at:
            yield at, one.start
        at = max(at, one.end)
    if at < end:
        yield at, end


def as_printed(name: str) -> str:
    """A name written in small or in capital letters alone, as names are printed; any other as it is.

    >>> as_printed("zeke mclaren"), as_printed("DESMOND O'NEIL"), as_printed("Maria de la Cruz"), as_printed("hanna el-amin")
    ('Zeke McLaren', "Desmond O'Neil", 'Maria de la Cruz', 'Hanna El-Amin')
    """
    name = " ".join(name.split()).strip(" ,;:")
    if not (name.islower() or name.isupper()):
        return name
    return " ".join(_capitalised(word, first=place == 0) for place, word in enumerate(name.lower().split()))


def _capitalised(word: str, first: bool) -> str:
    if not first and word in PARTICLES | AND:
        return word
    if word in ("ii", "iii", "iv"):
        return word.upper()
    word = "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    return re.sub(r"^(O['’]|D['’]|Mc)(\w)", lambda m: m[1] + m[2].upper(), word)
