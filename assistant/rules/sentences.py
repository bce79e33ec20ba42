"""A letter's words as sentences, and whether a sentence says something or warns against it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from assistant.rules.phrases import any_case

LONGEST_WORDS = 160
_CONDITION = any_case(
    r"\b(?:if|unless|should)\s?(?:you|we|payment|the\samount|this)\b[^,.;:]{0,40}?(?:not|n't|never|cannot|fail\w*)\b"
    r"|\byou\s(?:have|had|did|are|were)(?:\snot|n't)"
)
_WE_NEVER = any_case(
    r"(?:never(?!theless)|(?:\b|will|do|does|can|would|did|should|could|is|are)not(?!ic|e|h|if|ar|ab)|n't|no\slonger"
    r"|cannot|nor)\s?(?:\w+\s){0,3}?\s?"
    r"(?:ask|demand|accept|request|require|takes?\b|taking|call|initiat|contact|threat|insist|uses?\b|using"
    r"|sends?\b|leav|tell|bring|be\spaid|arrest|allow|permit|have\syou|text|e-?mail|seek|solicit|affect|impact"
    r"|authoriz)"
)
_YOU_NEVER = any_case(
    r"(?:do\s?not|don't|never)\s?(?:pay|send|buy|purchase|use|give|provide|wire|e-?mail|text|share|respond|reply|click"
    r"|make|include|put|mail)"
)
_BEWARE = any_case(
    r"\bscam|\bscammer|con\sartist|imposter|impostor|impersonat|phish|thieves|beware|be\s(?:wary|alert|aware)|watch\sout|tax\sfraud\sby"
    r"|\b(?:if|when)\s(?:someone|anyone|a\scaller|any\scaller)|anyone\swho|callers\swho|people\swho|hang\sup"
    r"|report\s(?:it|the\scall|this\sto\stigta)"
)
_REFUSED_AFTER = any_case(
    r"^(?:(?!\b(?:if|unless|until|once)\b)[\w\s,'()/-]){0,60}?"
    r"(?:(?:\b(?:is|are|was|were|will|can|may|should|do|does)\s?not|n't|\bnever)\s?(?:be\s)?"
    r"(?:accept|allow|valid|an?\s|how\b|taken\b|permit|used\b|come\sfrom|part\sof|something|from\s|required)"
    r"|\b(?:is|are|be)\s(?:always\s)?(?:an?\s)?(?:sure\s)?(?:sign|scam|fraud|red\sflag|mark))"
)
_NEW_ORDER = any_case(
    r"[;,:–—-]\s?(?:and\s|then\s|so\s|but\s|instead\s)*(?:please\s|just\s|only\s|simply\s)*(?:pay|send|buy|purchase"
    r"|use|go\s|you\s(?:must|should|need)|we\s(?:only|require)|instead|only)\b"
    r"|;|\bbut\b|\band\s(?:require|only|must|now\srequire)"
)
_LED_BY_NEVER = any_case(
    r"(?:never(?!theless)|(?:irs|\bwe|employees?|agents?|officers?|they)\s(?:\w+\s)?(?:do|does|will|would"
    r"|can)(?:\s?not|n't))(?:\s\w+){0,3}\s?:"
)
_BULLET = re.compile(
    r"^(?:[•·▪●○◦*¢+»«–-]|o\s|\d\))\s?|^(?:Demand|Threaten|Ask|Call|Require|Insist|Send|Use|Leave|Initiate|Contact"
    r"|Take|Text|E-?mail|Request|Bring)s?\b"
)
_TERM_REACH = 200
SHORT_LINE = 40  # characters: a full line of a paragraph has more
_ASKS_FOR_MORE = any_case(
    r"(?:[,:;(&-]|\b(?:to|of|the|by|at|and|or|with|for|an?|in|on|is|are|be|your|our|from|not|no|pay|via|using|per|must))\s*$"
)
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "st", "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "inc", "co", "ltd", "p.m", "a.m", "u.s", "attn", "ext", "dept", "sec",
})  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[A-Z0-9•·▪●*¢+»«(\"'$–-])|(?<=[a-z)])[.!?](?=[A-Z][a-z])|\x00")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the letter. `led_by_never`: it is an item of a list that starts "We never:"."""

    text: str
    led_by_never: bool

    def warns_against(self, start: int, end: int) -> bool:
        """Whether the words at `start` to `end` are said as a warning or a refusal."""
        lead = _LED_BY_NEVER.search(self.text)
        if self.led_by_never or (lead and lead.end() <= start):
            return True
        before = _CONDITION.sub(lambda match: " " * len(match[0]), self.text[:end])
        beware = _BEWARE.search(self.text)
        # "to avoid scams, pay only with gift cards" orders all the same
        if beware and not (beware.end() <= start and _NEW_ORDER.search(self.text[beware.end() - 1 : end])):
            return True
        for refusal in chain(_WE_NEVER.finditer(before), _YOU_NEVER.finditer(before)):
            if start <= refusal.start() and refusal.end() > end:
                continue
            between = before[refusal.end() :]
            if len(between) <= _TERM_REACH and not _NEW_ORDER.search(between):
                return True
        return bool(_REFUSED_AFTER.search(self.text[end:]))


def joined(text: str) -> str:
    """`text` as running words: lines words, typographic quotes made plain; \\x00 where a paragraph ends without a full stop.

    That is at an empty line, and after a short line, such as a heading or an address, that asks for no more words.
    """
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = re.sub(r"(?<=[^\s,:;])[ \t]*\n[ \t]*\n\s*(?=[^\sa-z])", "\x00", text)
    first, *rest = text.split("\n")
    words = [first]
    for before, line in zip([first, *rest], rest, strict=False):
        ends = len(before) < SHORT_LINE and not _ASKS_FOR_MORE.search(before) and re.match(r"\W*[A-Z0-9]", line)
        words.append(f"\x00{line}" if ends else f" {line}")
    return re.sub(r"[^\S\x00]+", " ", "".join(words)).strip()


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a letter's text, headings and addresses each as one."""
    words = joined(text)
    in_list = False
    ends = [
        match
        for match in _SENTENCE_END.finditer(words)
        if not _is_abbreviation(words[max(0, match.start() - 20) : match.start()])
    ]
    for begin, end in zip([0, *(match.end() for match in ends)], [*(m.start() + 1 for m in ends), None], strict=True):
        sentence = words[begin:end].strip(" \x00")
        in_list = in_list and bool(_BULLET.search(sentence))
        yield Sentence(sentence, in_list)
        in_list = in_list or bool(_LED_BY_NEVER.search(sentence))


def _is_abbreviation(before: str) -> bool:
    """Whether a full stop after `before` belongs to its last word: "Feb", "p.m", "1" of a numbered list."""
    last = before.rsplit(" ", 1)[-1].strip("(\"'").lower()
    return last in _ABBREVIATIONS or bool(re.fullmatch(r"\d{1,2}|[a-z]", last))


def shortened(words: str) -> str:
    """`words` as they may be shown beside a sign, cut at LONGEST_WORDS characters."""
    words = re.sub(r"\s+", " ", words).strip(" \x00")
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"
