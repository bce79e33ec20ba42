"""The names a message tells: whose notice it is, and who represents them."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from rapidfuzz.distance import Levenshtein

PARTICLES = frozenset(
    """
    de del dela la las los da das do dos du van von der den ter ten y e bin ibn al el st st. san
""".split()
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŁŚŽČŠĐİ](?:\.|[^\W\d_]*(?:['’-][^\W\d_]+)*))"
_PARTICLE = rf"(?:St\.|{'|'.join(sorted((re.escape(p) for p in PARTICLES), key=len, reverse=True))})"
_ONE = rf"{_CAPITAL}(?:\s(?:{_PARTICLE}\s)*{_CAPITAL}){{1,5}}(?:,?\s(?:Jr|Sr|II|III|IV)\b\.?)?"
_TWO = rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}\s(?:and|&|y)\s{_CAPITAL}(?:\s(?:{_PARTICLE}\s)*{_CAPITAL}){{1,4}}"
NAME = re.compile(rf"(?:{_TWO}|{_ONE})")
_ANY = r"[^\W\d_][\w'’.-]*"
LOOSE = re.compile(rf"{_ANY}(?:\s(?:(?:and|&)\s)?{_ANY}){{1,5}}")

_RELATIVE = (
    r"(?:mother|mom|mum|mama|father|dad|papa|husband|wife|spouse|son|daughter|brother|sister|aunt|uncle|grandmother|grandfather|grandma|"
    r"grandpa|parents?|client|neighbou?r|friend|nephew|niece)"
)
# what stands before a name, the surest first; a loose one allows any spelling after it
FOR_ANOTHER = re.compile(
    rf"(?i:\b(?:for|on behalf of)\s(?:my\s)?(?:(?:late|elderly|old)\s)?{_RELATIVE}(?:'s)?,?\s(?:(?:mr|mrs|ms|dr|sgt)\.?\s)?)"
)
CLIENT = re.compile(r"(?i:\b(?:client|taxpayers?|tp)(?:'s)?(?:\s(?:name\s)?is|:)?\s)")
A_RELATIVE = re.compile(rf"(?i:\bmy\s(?:late\s)?{_RELATIVE},?\s)")
I_AM_THEIRS = re.compile(rf"(?i)\b(?:i'?m|i am|this is)\s(?:his|her|their)\s(?:\w+\s)?{_RELATIVE}\b")
NAMED = re.compile(
    r"(?i:\b(?:(?:my|our|the|full)\s)?names?(?:\son\s(?:it|the\s(?:notice|letter)))?\s?(?:'s|’s|is|are|:|=)?\s+(?=[^\W\d_]))|(?i:\b(?:me|taxpayer)\s?[=:]\s?)|(?i:\bcalled\s)"
)
IT_IS = re.compile(r"(?i:\bit(?:['’]?s|\sis)\s)")
SIGNED = re.compile(
    r"(?i:\b(?:yours (?:faithfully|truly|sincerely)|sincerely|regards|sign(?:ed)?(?:\sit)?(?:\sas)?|thanks|thank you|joint|jointly)[,:]?\s)"
)
I_AM = re.compile(
    r"(?i:\b(?:i'?m|i am|this is|we are|we'?re|me llamo|soy|mi nombre es)\s(?:(?:mr|mrs|ms|dr|sgt)\.?\s)?)"
)
IS_MY_NAME = re.compile(rf"(?P<name>{_ONE})(?i:\sis (?:my|the) name\b)")
_TRADE = r"(?:enrolled agent|ea\b|cpa\b|certified public accountant|tax attorney|attorney|lawyer|accountant|tax pro(?:fessional)?|representative)"
A_TRADE = re.compile(rf"(?P<name>{_ONE}),?\s(?:is\s)?(?:an?|my|our|the|who is an?)\s(?:\w+\s)?(?i:{_TRADE})")
AT_THE_END = re.compile(r"(?:(?<=[.!?\n])\s*|^)(?i:from)\s(?=[A-Z][^.!?]*[.!?]?\s*$)")
REPRESENTS = re.compile(
    r"(?i:\b(?:represent(?:ative|ed by)|rep|cpa|ea|enrolled agent|attorney|lawyer|accountant|preparer|tax pro(?:fessional)?|poa|agent)"
    r"(?:'s\sname)?(?:\s(?:is|named|will be|called)|\s?[=:])?[:,]?\s(?:(?:mr|mrs|ms|dr)\.?\s)?)"
)
TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sgt|Cpl|Lt|Capt|Rev|Prof)\.?\s")
TRADES = re.compile(r",?\s(?:CPA|EA|Esq|JD|attorney|enrolled agent)\b\.?", re.IGNORECASE)

# words that begin with a capital in a message and are no one's name where they stand first
NOT_FIRST = frozenset(
    """
    notice letter letters irs tax year years amount dispute call script please need draft write dear dated date form
    forms social security ssn itin direct pay payment proof request response reply penalty relief abatement first
    hardship audit reconsideration identity theft power explanation equivalent hearing cover cdp poa year ty the a an
    i we my our they it he she this that there his her in on at for to from of with and but or because already still
    please kindly hello hi dear sirs sir madam someone somebody actually sorry no yes not also monthly plan
    installment currently collectible reinstatement reinstate phone wage levy lien balance due vita litc client
    taxpayer confirmation check money eftps help make can could would what why how when where who is are was were do
    does did i'm i've i'd january february march june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday puerto new north south
    west united states interest only just same also both joint spouse
""".split()
)
NEVER_NAMES = frozenset(
    "here there now is am are was were be been being has have had do does did not no yes lol thanks thank please pls you your my me them they "
    "he she it we us our who what when where why how this that these those with without from into onto for of on at in out up off so too very just "
    "because already still yet again driver owner worker teacher nurse student retired disabled broke fee fees late".split()
)
NEVER_NAMES = frozenset(
    """
    here there now is am are was were be been being has have had do does did not no yes lol thanks thank please pls you your my me
    them they he she it we us our who what when where why how this that these those with without from into onto for of on at in out up
    off so too very just because already still yet again driver owner worker teacher nurse student retired disabled broke fee fees late
    """.split()
)
ORGANISATION = re.compile(
    r"(?i)\b(?:bank|company|university|college|hospital|school|county|department|division|court|street|avenue|road|"
    r"credit union|insurance|services?|collections?|agency|clinic|club|church|fund|trust|group|office|tax|irs|notice|letter|form|script|request|"
    r"security|medicare|income|return|penalt\w+|payment|rico|york|jersey|carolina|dakota|mexico)\b"
)


class Place(Protocol):
    """Where something else was found."""

    start: int
    end: int


def names_told(
    text: str, taken: Sequence[Place], asked: str, common: frozenset[str]
) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, field (`name` or `representative`) and spelling of each name; the taxpayer's at most once.

    `taken` are the stretches that hold other values, `common` the words of ordinary text, in lower case.
    """
    for start, end in _after(REPRESENTS, text, common, loose=asked == "representative"):
        if asked != "name":
            yield start, end, "representative", as_printed(text[start:end])
            taken = [*taken, _At(start, end)]
    for match in A_TRADE.finditer(text):
        start, end = _trimmed(text, match.start("name"), match.end("name"))
        yield start, end, "representative", as_printed(text[start:end])
        taken = [*taken, _At(start, end)]
    if asked == "representative":
        if whole := _whole(text, common):
            yield whole[0], whole[1], "representative", as_printed(text[whole[0] : whole[1]])
        return
    for start, end in _taxpayer(text, taken, asked, common):
        yield start, end, "name", as_printed(text[start:end])


class _At:
    def __init__(self, start: int, end: int):
        self.start, self.end = start, end


def _taxpayer(text: str, taken: Sequence[Place], asked: str, common: frozenset[str]) -> list[tuple[int, int]]:
    """Where the taxpayer's name stands; twice where two spellings of it are given."""
    free = [place for place in _after(FOR_ANOTHER, text, common) if _is_free(place, taken)]
    free += [place for place in _after(CLIENT, text, common) if _is_free(place, taken)]
    relatives = [place for place in _after(A_RELATIVE, text, common) if _is_free(place, taken)]
    introduced = [place for place in _after(I_AM, text, common) if _is_free(place, taken)]
    if relatives and (introduced or I_AM_THEIRS.search(text)):
        free += relatives
    free += [place for place in _after(NAMED, text, common, loose=True) if _is_free(place, taken)]
    free += [(m.start("name"), m.end("name")) for m in IS_MY_NAME.finditer(text)]
    free += introduced
    free += [
        place
        for label in (SIGNED, AT_THE_END, IT_IS)
        for place in _after(label, text, common)
        if _is_free(place, taken)
    ]
    free += _standing_alone(text, taken, common)
    if asked == "name" and not free and (whole := _whole(text, common)):
        free.append(whole)
    free += relatives
    if not free:
        return []
    spellings = [place for place in free[1:] if 0 < _distance(text, free[0], place) <= MISSPELT]
    return [free[0], *spellings[:1]]


MISSPELT = 4  # letters by which two spellings of one name differ at most


def _distance(text: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    return int(Levenshtein.distance(text[slice(*one)].lower(), text[slice(*other)].lower()))


def _is_free(place: tuple[int, int], taken: Sequence[Place]) -> bool:
    return all(place[1] <= one.start or place[0] >= one.end for one in taken)


def _after(label: re.Pattern[str], text: str, common: frozenset[str], loose: bool = False) -> Iterator[tuple[int, int]]:
    """The names that follow `label`; with `loose` in any spelling, as long as they aren't ordinary words."""
    for match in label.finditer(text):
        name = NAME.match(text, match.end())
        if name and not _is_ordinary(name[0]) and not (name[0].isupper() and text.isupper()):
            yield _trimmed(text, *name.span())
        elif loose or label is I_AM or label is FOR_ANOTHER:
            spoken = LOOSE.match(text, match.end())
            if spoken and (cut := _cut_at_ordinary(spoken[0], common, loose)):
                yield match.end(), match.end() + len(cut)


def _cut_at_ordinary(words: str, common: frozenset[str], loose: bool) -> str:
    """The leading words that read like a name in small letters; "" where the first is an ordinary word."""
    kept: list[str] = []
    for word in re.split(r"[.,](?=\s|$)", words)[0].split():
        plain = word.lower().strip(".")
        ordinary = plain in common or plain in NOT_FIRST
        if ordinary and not (loose and kept and word[0].isupper()) and plain not in PARTICLES | {"and", "&"}:
            break
        kept.append(word)
    while kept and kept[-1].lower() in PARTICLES | {"and", "&"}:
        kept.pop()
    return " ".join(kept) if len(kept) > 1 else ""


def _is_ordinary(name: str) -> bool:
    first = name.split()[0].lower().strip("'’")
    return first in NOT_FIRST or bool(ORGANISATION.search(name)) or (name.isupper() and len(name.split()) > 5)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if title := TITLE.match(text, start):
        start = title.end()
    name = TRADES.sub("", text[start:end]).rstrip(",")
    if not re.search(r"(?:\b[A-Z]|\bJr|\bSr)\.$", name):
        name = name.rstrip(".")
    return start, start + len(name)


def _whole(text: str, common: frozenset[str]) -> tuple[int, int] | None:
    """An answer that is a name and nothing else, in any spelling: "dana ortiz", "it's Grace Holiday"."""
    said = re.sub(r"(?i)^\s*(?:it'?s|it is|its|name:?|sure,?|ok,?|yes,?|that'?s|i'?m|i am|we are|this is)\s+", "", text)
    said = re.split(r"[.!]?\s*$", said)[0].strip()
    words = said.split()
    if not 1 < len(words) <= 8 or re.search(r"[\d?$]|[^\s.]{3,}\.\s", said) or not re.fullmatch(r"[\w'’.&,\s-]+", said):
        return None
    if said.islower() and sum(word in common for word in words) > len(words) / 2:
        return None
    start = text.index(said)
    return start, start + len(said)


def _standing_alone(text: str, taken: Sequence[Place], common: frozenset[str]) -> list[tuple[int, int]]:
    """Names that stand in a piece of the message of their own, beside other values at most."""
    found = []
    for place, (start, end) in enumerate(pieces(text)):
        for a, b in _gaps(start, end, taken):
            words = text[a:b]
            lead = len(words) - len(words.lstrip(" ,.:;-–—/|(\"'&"))
            a, words = a + lead, words.strip(" ,:;-–—/|()\"'&\n")
            if words.upper() == words and any(letter.isalpha() for letter in words):
                ok = _spoken_name(words.lower(), common)
            elif NAME.fullmatch(words.rstrip(".")) or NAME.fullmatch(words):
                ok = not _is_ordinary(words)
            elif TITLE.match(words) and NAME.fullmatch(TITLE.sub("", words, count=1).rstrip(".")):
                ok = True
            else:
                whole = a - start <= 2 and len(words) >= len(text[start:end].strip()) - 2
                ok = whole and place > 0 and words.islower() and _spoken_name(words, common)
            if ok:
                found.append(_trimmed(text, a, a + len(words)))
    # a name stands at the end more often than at the start; one in small letters counts only where no other does
    return sorted(found[::-1], key=lambda place: text[slice(*place)].islower())


def _spoken_name(words: str, common: frozenset[str]) -> bool:
    """Whether two to four words in small letters are a name: most of them are no ordinary words, nor is the first."""
    if NEVER_NAMES & set(words.split()):
        return False
    spelt = [word.strip(".") for word in words.rstrip(".").split()]
    if not 2 <= len(spelt) <= 5 or not all(re.fullmatch(r"[^\W\d_][\w'’-]*|&", word) for word in spelt):
        return False
    strange = [word for word in spelt if word not in common and word not in NOT_FIRST and word not in PARTICLES]
    return spelt[0] in strange and len(strange) * 2 >= len([w for w in spelt if w not in PARTICLES | {"and", "&"}])


_PIECE = re.compile(
    r"[,;\n|]\s?|\s(?:-{1,3}|[–—/|])\s|(?<!\s[A-Z])(?<!\bSgt)(?<!\bMrs)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?]+(?:\s+|$)|:\s"
)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each piece between commas, stops and line ends starts and ends."""
    start = 0
    for match in _PIECE.finditer(text):
        if (
            match[0].startswith(",")
            and text[max(0, match.start() - 1) : match.start()].isdigit()
            and text[match.end() :][:3].isdigit()
            and not match[0].endswith(" ")
        ):
            continue  # 1,234
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _gaps(start: int, end: int, taken: Sequence[Place]) -> Iterator[tuple[int, int]]:
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
    if not first and (word in PARTICLES or word in ("and", "&")):
        return word
    word = "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    word = re.sub(r"^(O['’]|D['’]|Mc)(\w)", lambda m: m[1] + m[2].upper(), word)
    return word
