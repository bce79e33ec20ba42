"""The person's reason in what they wrote: the words that are neither a detail of the notice nor the asking for a draft."""

import re
from collections.abc import Iterator, Sequence

from assistant.conversation.intents import KIND_WORDS, MAKES, PAPER, asks_something
from assistant.conversation.names import pieces
from assistant.conversation.told import SMALL, Span

_KINDS = "|".join(words for kind, words in KIND_WORDS)
# the asking itself, from its first word to the paper it asks for; what follows "that", "because" or a colon is kept
_ASKING = re.compile(
    rf"(?ix)^\W*(?:(?:hi|hello|hey|hmm+|ok|okay|well|so|and|also|then|now|please|pls|kindly|dear\s+\w+|no)[,.!\s]+)*"
    rf"(?:(?:can|could|would|will)\s+(?:you|u|ya)\s+(?:please\s+)?|(?:i|we)\s+(?:just\s+|really\s+|also\s+)?(?:need|want|would\s+like|wanna|'d\s+like)\s+(?:to\s+)?|i'd\s+like\s+|"
    rf"needs?\s+|help\s+(?:me\s+)?(?:to\s+)?|please\s+|kindly\s+|{MAKES}\b|(?:ask|tell)\s+(?:them|the\s+irs)\b|make\s+it\b|change\s+it\b)"
    rf"[^.;?!:]*?(?:\b(?:{PAPER}|irs|them)\b|\b(?:{_KINDS}))(?:[^.;?!:,]{{0,40}}?\b(?:{_KINDS}|{PAPER}))*"
)
_BARE_ASKING = re.compile(rf"(?i)^\W*(?:[\w'’-]+\s+){{0,6}}?\b(?:{PAPER})\b(?:\s+(?:please|pls|instead))?")
_KIND_ONLY = re.compile(rf"(?i)\b(?:{_KINDS})")
_LEADS = re.compile(
    r"(?i)^[\s,.:;–—-]*(?:(?:to|for|with|from|about|on|of|re|regarding|concerning|asking|requesting|saying|and|the|irs|them|my|this|that|it|please|pls|"
    r"instead|notice|letter|now|in writing|explaining|so|a|an|is|was|which|says?|stating|tell(?:ing)? them|as|formally)\b[\s,.:;–—-]*)*"
)
_BECAUSE = re.compile(
    r"(?i)\b(?:because|cause|cuz|as i\b|due to|the reason is|reason:|saying that|saying|says that|that says|explaining that|write that|say that|say|but|that)\s+"
)
_NO_REASON = re.compile(
    r"(?ix)^\W*(?:hi|hello|hey|thanks?(?:\s+you)?|thank\s+you(?:\s+very\s+much)?|please|ok|okay|yes(?:\s+really)?|no|hmm+|sure|dear\s+sirs?(?:\s+and\s+madams?)?|"
    r"i\s+live\s+in\s+[\w\s]+|vita\s+site\s+here|litc(?:\s+here)?|clinic\s+here|(?:the|it|this)\s+(?:letter|notice)?\s*came[\w\s]*|that'?s\s+it|"
    r"use\s+my\s+[\w\s]+|here\s+(?:are|is|it\s+is)[\w\s]*|it'?s\s+right\s+after\s+all|i'?m\s+(?:his|her|their)\s[\w\s]+|sincerely|regards|yours[\w\s]*|"
    r"(?:front|first|second|other|one)\s+page\s+says[\w\s]*|(?:not\s+sure|no\s+idea)(?:\s+which)?|no\s+(?:dollar\s+)?(?:figure|amount)[\w\s]*|just\s+write\s+it|"
    r"(?:i|we)\s+(?:do\s+not\s+|don'?t\s+|dis)?agree(?:\s+(?:with\s+)?(?:it|this|them|the\s+irs|that|the\s+changes?|in\s+full|completely|to\s+(?:it|this)))*|(?:it|this|that|they)(?:'s|'re|\s+is|\s+are)\s+wrong|"
    r"i\s+(?:dispute|protest)\s+this|got\s+it\s+(?:in|on)\s+[\w\s]+|(?:my|our)\s+(?:wife|husband|spouse)\s+and\s+(?:i|me)|i\s+(?:misread|mistyped|got\s+it\s+wrong|made\s+a\s+typo)[\w\s]*|"
    r"i\s+(?:hate|dread|can'?t\s+stand|am\s+afraid\s+of)[\w\s]*call\w*[\w\s]*|found\s+it|never\s?mind|put\s+it\s+in|joint|client|taxpayer|(?:i'?m|i\s+am)\s+calling[\w\s]*|they'?ll\s+ask[^.]*|how\s+long\s+do\s+i\s+have)\W*$"
)
# what the notice asks for, before the word on it: "they say I owe 3214.77 for 2023 but I paid it"
_THEY_SAY = re.compile(r"(?i)^(?:they|it|the (?:irs|letter|notice))\b[^;]{0,60}?\d[^,;]{0,30}?\bbut\s+(?=\w)")
# a piece that asks for a paper and says nothing else
_ASKS_FOR_PAPER = re.compile(
    rf"(?i)\b(?:{MAKES}|needs?|want)\b[^,;]*\b(?:{PAPER})\b|\b(?:{PAPER})\b[^,;]{{0,12}}\b(?:asking|requesting|to explain)\b"
)
_WHOSE_NAME = re.compile(r"^(?:I['’]m|I am|This is|this is|i'?m)\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){1,3}\W*$")
GOES_ON = 4  # words after the last value that make a piece of their own
MASK = re.compile(r"\[[^\]]*number ending (\d{4})\]")
NOTICE_FIELDS = ("notice_code", "notice_date", "tax_year", "amount")
_FILLER = re.compile(
    r"(?i)\b(?:i'?m|am|name|names|named|is my|me|them|they|want|wants|asks?|says?|owe|owes|due|bill|billed|balance|at|top|page|by|to|at|as|can|do|pay|could|have|change|ish|grand|even|sgt|mr|mrs|ms|dr|they'?ll|put|ask|representative|enrolled|agent|attorney|cpa|ea|lawyer|rep|"
    r"got|get|here|hello|thanks?|monthly|month|per|each|every|dollars?|bucks|no|ltr|date|attn|client|taxpayer|re|each|ssn|itin|social|"
    r"total|all|in|out|too|so|be|will|would|like|number|last|four|ending|by|check|paid on|calling|years?|and|or|but|yet|yes|around|about)\b"
)


def reason_told(text: str, spans: Sequence[Span], written: str, kind: str) -> str:
    """The reason in `text` for a draft of `kind`, "" where it gives none, in the words that stand in `written`.

    `text` is `written` as `with_plain_dates` has it, of the same length; `spans` are the values told in it.
    """
    found: list[tuple[bool, str]] = []
    for start, end in _sentences(text):
        if text[start:end].rstrip().endswith("?") and asks_something(text[start:end]):
            continue
        asking, begins = _after_asking(text, start, end)
        kept = _reason_in(text, begins, end, spans, written, kind)
        if kept and asking and (because := _BECAUSE.search(kept)):
            kept = kept[because.end() :] if len(kept[: because.start()].split()) < 3 else kept
            asking = False
        kept = _THEY_SAY.sub("", kept)
        if kept:
            found.append((asking, kept))
    apart = [kept for asking, kept in found if not asking]
    reasons = apart or [kept for _, kept in found]
    reasons = [MASK.sub(r"(number ending \1)", one) for one in reasons]
    return " ".join(
        one if one[-1] in ".!?…" or place == len(reasons) - 1 else f"{one}." for place, one in enumerate(reasons)
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(
        r"(?<!\s[A-Z])(?<!\bSgt)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)[.!?;]+(?=\s|$)|\n+|\s(?:-{2,3}|[–—])\s", text
    ):
        end = match.end() if match[0][0] in ".!?" else match.start()
        yield start, end
        start = match.end()
    yield start, len(text)


def _after_asking(text: str, start: int, end: int) -> tuple[bool, int]:
    """Whether the sentence asks for a draft, and where what follows the asking begins."""
    sentence = text[start:end]
    match = _ASKING.match(sentence)
    if match is None and (bare := _BARE_ASKING.match(sentence)) and _KIND_ONLY.search(bare[0]):
        match = bare
    if match is None and (kind := _KIND_ONLY.match(sentence.lstrip())) and len(sentence.split()) < 4:
        return True, start + len(sentence) - len(sentence.lstrip()) + kind.end()
    if match is None:
        return False, start
    after = text[start + match.end() : end]
    if because := re.match(r"(?i)\s*(?:that|because|saying|cause|cuz|since|:)\s", after):
        return True, start + match.end() + because.start()
    lead = _LEADS.match(after)
    return True, start + match.end() + (
        lead.end() if lead and not re.match(r"(?i)\s*[,:;]?\s*(?:they|i|we|the|my|it|that)\b", after) else 0
    )


def _reason_in(text: str, start: int, end: int, spans: Sequence[Span], written: str, kind: str) -> str:
    """The part of a sentence that says more than its values do, from its first such piece to its last."""
    alone = not any(start <= span.start < end and span.field in NOTICE_FIELDS for span in spans)
    telling = [
        (start + a, start + b)
        for a, b in _parts(text, start, end, spans)
        if _says_more(text, start + a, start + b, spans, alone, kind)
        and not _NO_REASON.match(text[start + a : start + b])
    ]
    if not telling:
        return ""
    # values between two pieces part them, unless they stand within one sentence that goes on after them
    runs = [telling[0]]
    for a, b in telling[1:]:
        parted = any(runs[-1][1] <= span.start < a and span.field != "name" for span in spans)
        if parted:
            runs.append((a, b))
        else:
            runs[-1] = (runs[-1][0], b)
    first, last = max(runs, key=lambda run: run[1] - run[0])
    words = written[first:last].strip(" ,;:–—-/|\n(")
    words = re.sub(
        r"(?i)^(?:hmm+|well|so|and|but|ok|okay|because|cause|cuz|since|that|reason:?|my reason:?|the reason is)[\s,:]+(?=\w)",
        "",
        words,
    )
    closing = text[last : last + 1] if text[last : last + 1] in ".!?" else ""
    return words + closing if words else ""


def _parts(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The pieces of a sentence, counted from its start; what goes on after a run of values is a piece of its own."""
    for a, b in pieces(text[start:end]):
        inside = [span for span in spans if start + a <= span.start < start + b and span.field in NOTICE_FIELDS]
        last = max((span.end for span in inside), default=0) - start
        if len(inside) > 1 and len(text[start + last : start + b].split()) >= GOES_ON:
            yield a, last
            yield last, b
        else:
            yield a, b


def _says_more(text: str, start: int, end: int, spans: Sequence[Span], alone: bool, kind: str) -> bool:
    """Whether a piece holds a word that is no value, no small word, and not the asking.

    `alone` says that nothing of the notice stands in its sentence: then one telling word is enough.
    """
    piece, inside = text[start:end], [span for span in spans if start <= span.start < end]
    named = [span.field for span in inside if span.field in NOTICE_FIELDS]
    if len(named) > 1 and not _BECAUSE.search(piece.split(",")[0][12:]):
        return False
    if any(span.value is None and span.field in NOTICE_FIELDS for span in inside):
        return False
    own = re.compile(rf"(?i)\b(?:{dict(KIND_WORDS).get(kind, PAPER)}|{PAPER})")
    if (asking := _ASKING.match(piece)) and own.search(piece) and len(piece[asking.end() :].split()) < 2:
        return False
    if re.match(r"(?i)\W*(?:asking|requesting)\b", piece) and own.search(piece):
        return False
    if _WHOSE_NAME.match(piece.strip()) or (_ASKS_FOR_PAPER.search(piece) and not _BECAUSE.search(piece)):
        return False
    if (
        re.search(rf"(?i)\b(?:{PAPER})\b", piece)
        and len(piece.split()) < 10
        and (_KIND_ONLY.search(piece) or "notice_code" in named)
    ):
        return False
    rest = list(piece)
    for span in spans:
        for place in range(max(span.start, start), min(span.end, end)):
            rest[place - start] = " "
    words = "".join(rest)
    words = re.sub(r"\[[^\]]*\]", " ", words)
    words = SMALL.sub(" ", _FILLER.sub(" ", re.sub(rf"(?i)\b(?:{PAPER})\b", " ", words)))
    left = re.findall(r"[^\W\d_]{2,}", words)
    speaks = re.search(r"(?i)\b(?:i|we|he|she|it|they|you)\b", piece)
    if len(left) == 1 and not speaks:  # "chemo, no income." tells, "2025 return." doesn't
        return alone and len(left[0]) > 3
    return bool(left)
