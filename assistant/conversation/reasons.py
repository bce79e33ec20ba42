"""The person's reason in what they wrote: the words that are neither a detail of the notice nor the asking for a draft."""

import re
from collections.abc import Iterator, Sequence

from assistant.conversation.intents import MAKES, asks_something
from assistant.conversation.kinds import A_KIND, A_KIND_WORD, A_PAPER, KIND_WORDS, PAPER
from assistant.conversation.told_spans import SMALL_WORDS, Span, blanked
from assistant.conversation.wording import TITLES, any_case, any_word, phrases, pieces, sentences, words

NOTICE_FIELDS = ("notice_code", "notice_date", "tax_year", "amount")
GOES_ON = 4  # words after the last value that make a piece of their own
SHORT_ASKING = 10  # words below which a piece that names a kind of letter only asks for it
BARE_KIND = 4  # words below which a sentence that opens with a kind only names it

_NO_REASON_YET = r"(?:(?!\b(?:that|because|cause|cuz|since)\b)[^.;?!:,])"  # up to the words a reason begins with
# the asking itself, from its first word to the paper it asks for; what follows "that", "because" or a colon is kept
_ASKING = any_case(
    r"^\W*(?:(?:hi|hello|hey|hmm+|ok|okay|well|so|and|also|then|now|please|pls|kindly|dear \w+|no)[,.!\s]+)*"
    + phrases(rf"""
        (?:can|could|would|will) (?:you|u|ya) (?:please )?
        (?:i|we) (?:(?:just|really|also) )?(?:need|want|would like|wanna|'d like) (?:to )?
        i'd like\s
        needs?\s
        help (?:me )?(?:to )?
        (?:please|kindly)\s
        (?:{MAKES}|ask|tell|waive|remove|abate|forgive|drop|cancel)\b
        (?:make|change) it\b
    """)
    + rf"[^.;?!:]*?(?:\b(?:{PAPER}|irs|them)\b|{A_KIND_WORD})(?:{_NO_REASON_YET}{{0,40}}?\b(?:{A_KIND_WORD}|{PAPER}))*"
)
_BETWEEN = re.compile(r"[\s,;:.!?|–—/-]*")  # between two pieces
# what is told to the IRS is the reason: "tell them I was ill"
_TELL_THEM = any_case(r"\W*(?:please )?tell (?:them|the irs) (?:that )?(?:i|we|my|our|the)\b")
# "dispute it because"
_ORDER = any_case(rf"^\W*(?:please )?{A_KIND_WORD} (?:it|this|that|them)\b(?= (?:because|cause|cuz|since|as)\b|:)")
# "hardship letter please"
_BARE_ASKING = any_case(rf"^\W*(?:(?:[\w-]|')+ ){{0,6}}?\b{PAPER}\b(?: (?:please|pls|instead))?")
# small words between the asking and the reason: "to the IRS about my"
_LEADS = any_case(
    r"[\s,.:;–—-]*(?:"
    + words(r"""
        to for with from about on of re regarding concerning asking requesting saying and the irs them my this that it please pls
        instead notice letter now in\swriting explaining so a an is was which says? stating tell(?:ing)?\sthem as formally
    """)
    + r"\b[\s,.:;–—-]*)*"
)
_SAYS = any_case(r"\s*[,:;]?\s*(?:they|i|we|the|my|it|that)\b")
_THAT_OR_BECAUSE = any_case(r"\s*(?:that|because|saying|cause|cuz|since|:)\s")
# what stands before a reason: "because", "explaining that", "but"
_BECAUSE = any_case(
    r"\b(?:because|cause|cuz|as i\b|due to|the reason is|reason:|saying(?: that)?|says that|that says|explaining that|write that|"
    r"say(?: that)?|but) "
)
_OPENS_REASON = any_case(
    r"^(?:hmm+|well|so|and|but|ok|okay|because(?! of)|cause|cuz|since|that|(?:my )?reason:?|the reason is)[\s,:]+(?=\w)"
)
# pieces that are no reason
_NO_REASON = any_case(
    r"^\W*"
    + phrases(r"""
        hi|hello|hey|thanks?(?: you)?|thank you(?: very much)?|please|ok|okay|yes(?: really)?|no|hmm+|sure|dear sirs?(?: and madams?)?
        sincerely|regards|yours[\w\s]*|that'?s it|just write it|found it|never\s?mind|put it in|joint|client|taxpayer
        i live in [\w\s]+
        (?:vita site|litc|clinic) here|litc
        (?:the|it|this) (?:letter|notice)?\s*came[\w\s]*
        got it (?:in|on) [\w\s]+
        use my [\w\s]+
        here (?:are|is|it is)[\w\s]*
        it'?s right after all
        i'?m (?:his|her|their)\s[\w\s]+  # "I'm her daughter"
        (?:my|our) (?:wife|husband|spouse) and (?:i|me)
        (?:front|first|second|other|one) page says[\w\s]*
        (?:not sure|no idea)(?: which)?
        no (?:dollar )?(?:figure|amount)[\w\s]*
        (?:i|we) (?:do not |don'?t |dis)?agree(?: (?:with )?(?:it|this|them|the irs|that|the changes?|in full|completely|to (?:it|this)))*
        (?:it|this|that|they)(?:'s|'re| is| are) wrong
        i (?:dispute|protest) this
        about (?:an?|my|the) [\w\s]+  # "about an Oregon refund"
        (?:actually,? )?i'?d rather (?:call|phone|write|ring)[\w\s]*
        (?:sorry,? )?misread(?: it| that)?
        it'?s under my [\w\s]+
        thought so
        (?:put|use) my [\w\s]+
        they got (?:it|this) wrong
        what (?:do|should|can) i say[\w\s]*
        (?:letter|script|note) (?:wanted|needed|please)
        i (?:misread|mistyped|got it wrong|made a typo)[\w\s]*
        i (?:hate|dread|can'?t stand|am afraid of)[\w\s]*call\w*[\w\s]*  # "I hate phone calls"
        (?:i'?m|i am) calling[\w\s]*
        they'?ll ask[^.]*
        how long do i have
    """)
    + r"\W*$"
)
# what the notice asks for, before the word on it: "they say I owe 3214.77 for 2023 but I paid it"
_THEY_SAY = any_case(r"^(?:they|it|the (?:irs|letter|notice))\b[^;]{0,60}?\d[^,;]{0,30}?\bbut (?=\w)")
# a piece that asks for a paper and says nothing else
_ASKS_FOR_PAPER = any_case(
    rf"\b(?:{MAKES}|needs?|want)\b[^,;]{{0,200}}\b{PAPER}\b|\b{PAPER}\b[^,;]{{0,12}}\b(?:asking|requesting|to explain)\b"
)
_ASKING_FOR = any_case(r"\W*(?:asking|requesting)\b")
# "already paid", "I paid it in full": a reason in one word
_PAID = any_case(
    r"^\W*(?:(?:it|i|we|this|was|is|has|been|already) )*pa(?:id|yed)(?: (?:it|this|in full|already|off|on time))*\W*$"
)
_WHOSE_NAME = re.compile(r"^(?:I['’]m|I am|This is|this is|i'?m)\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){1,3}\W*$")
_MASK = re.compile(r"\[[^\]]*number ending (\d{4})\]")
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_FILLER = any_word(
    r"""
    i'?m am name names named is\smy me them they want wants asks? says? owe owes due bill billed balance at top page by to as can do
    pay could have change ish grand even they'?ll put ask representative enrolled agent attorney cpa ea lawyer rep got get here hello saying
    thanks? thank monthly month per each every dollars? bucks no ltr date attn client taxpayer re ssn itin social total all in out too so
    be will would like number last four ending check cleared posted cashed paid\son calling years? and or but yet yes around about
    """
    + " ".join(TITLES)
)
_SPEAKS = any_word("i we he she it they you")


def reason_told(text: str, spans: Sequence[Span], written: str, kind: str) -> str:
    """The reason in `text` for a draft of `kind`, "" where it gives none, in the words that stand in `written`.

    `text` is `written` as `with_plain_dates` has it, of the same length; `spans` are the values told in it. Sentences that
    only greet, sign, ask for the draft or tell its details are left out; so are questions. A full number is printed as
    "(number ending 1234)".

    "Dispute letter for CP14, 2023. I paid it in March." gives "I paid it in March."
    """
    asked_with: list[str] = []
    apart: list[str] = []
    for start, end in sentences(text, at_dashes=True):
        if text[start:end].rstrip().endswith("?") and asks_something(text[start:end]):
            continue
        asking, begins = _after_asking(text, start, end)
        reason = _reason_in(text, begins, end, spans, written, kind)
        asking = asking and not _TELL_THEM.match(text[start:end])
        if asking and (because := _BECAUSE.search(reason)):
            asking = False
            if len(reason[: because.start()].split()) < 3:
                reason = reason[because.end() :]
        if reason := _THEY_SAY.sub("", reason):
            (asked_with if asking else apart).append(without_masks(reason))
    reasons = apart or asked_with
    stopped = [one if one[-1] in ".!?…" else f"{one}." for one in reasons[:-1]]
    return " ".join([*stopped, *reasons[-1:]])


def without_masks(text: str) -> str:
    """`text` with "[taxpayer number ending 4322]" as "(number ending 4322)": a letter has nothing in brackets."""
    return _MASK.sub(r"(number ending \1)", text)


def _after_asking(text: str, start: int, end: int) -> tuple[bool, int]:
    """Whether the sentence asks for a draft, and where what follows the asking begins."""
    sentence = text[start:end]
    match = _ASKING.match(sentence) or _ORDER.match(sentence)
    if match is None and (bare := _BARE_ASKING.match(sentence)) and A_KIND.search(bare[0]):
        match = bare
    if match is None:
        indent = len(sentence) - len(sentence.lstrip())
        kind = A_KIND.match(sentence, indent) if len(sentence.split()) < BARE_KIND else None
        return (True, start + kind.end()) if kind else (False, start)
    after = text[start + match.end() : end]
    if because := _THAT_OR_BECAUSE.match(after):
        return True, start + match.end() + because.start()
    lead = None if _SAYS.match(after) else _LEADS.match(after)
    return True, start + match.end() + (lead.end() if lead else 0)


def _reason_in(text: str, start: int, end: int, spans: Sequence[Span], written: str, kind: str) -> str:
    """The part of a sentence that says more than its values do, from its first such piece to its last."""
    alone = not any(start <= span.start < end and span.field in NOTICE_FIELDS for span in spans)
    telling = [
        (a, b)
        for a, b in _parts(text, start, end, spans)
        if _says_more(text, a, b, spans, alone, kind) and not _NO_REASON.match(text[a:b])
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
    reason = _OPENS_REASON.sub("", written[first:last].strip(" ,;:–—-/|\n("))
    closing = text[last : last + 1] if text[last : last + 1] in ".!?" else ""
    return reason + closing if reason else ""


def _parts(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The pieces of a sentence; what goes on after a run of values is a piece of its own."""
    for a, b in _whole_pieces(text, start, end, spans):
        inside = [span for span in spans if a <= span.start < b and span.field in NOTICE_FIELDS]
        last = max((span.end for span in inside), default=start)
        if len(inside) > 1 and len(text[last:b].split()) >= GOES_ON:
            yield a, last
            yield last, b
        else:
            yield a, b


def _whole_pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The pieces of a sentence; one that ends within a value, such as a date, goes on to the next."""
    begins = start
    for _, b in pieces(text[start:end]):
        b += start
        if not any(span.start < b < span.end for span in spans):
            yield begins, b
            begins = next((m.end() for m in [_BETWEEN.match(text, b, end)] if m), b)


def _says_more(text: str, start: int, end: int, spans: Sequence[Span], alone: bool, kind: str) -> bool:
    """Whether a piece holds a word that is no value, no small word, and not the asking.

    `alone` says that nothing of the notice stands in its sentence: then one telling word is enough.
    """
    piece = text[start:end]
    if _PAID.match(piece):
        return True
    inside = [span for span in spans if start <= span.start < end and span.field in NOTICE_FIELDS]
    if len(inside) > 1 and not _BECAUSE.search(piece.split(",")[0][12:]):
        return False
    if any(span.value is None for span in inside):
        return False
    if _only_asks(piece, any(span.field == "notice_code" for span in inside), kind):
        return False
    rest = _IN_BRACKETS.sub(" ", blanked(text, start, end, spans))
    rest = SMALL_WORDS.sub(" ", _FILLER.sub(" ", A_PAPER.sub(" ", rest)))
    left = re.findall(r"[^\W\d_]{2,}", rest)
    if len(left) == 1 and not _SPEAKS.search(piece):  # "chemo, no income." tells, "2025 return." doesn't
        return alone and len(left[0]) > 3
    return bool(left)


def _only_asks(piece: str, names_a_notice: bool, kind: str) -> bool:
    """Whether a piece asks for the draft, or says whose it is, and gives no reason."""
    own = any_case(rf"\b(?:{KIND_WORDS.get(kind, PAPER)}|{PAPER})").search(piece)
    asking = _ASKING.match(piece)
    if own and ((asking and len(piece[asking.end() :].split()) < 2) or _ASKING_FOR.match(piece)):
        return True
    if _WHOSE_NAME.match(piece.strip()) or (_ASKS_FOR_PAPER.search(piece) and not _BECAUSE.search(piece)):
        return True
    short = len(piece.split()) < SHORT_ASKING and A_PAPER.search(piece)
    return bool(short and (names_a_notice or A_KIND.search(piece)))
