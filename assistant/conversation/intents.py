"""What a message asks for: a draft and of which kind, another kind instead, the end of a draft, or none of these."""

import re
from dataclasses import dataclass

from assistant.conversation.elsewhere import goes_elsewhere
from assistant.conversation.kinds import A_KIND_WORD, A_PAPER, KINDS_NAMED, PAPER, kind_named
from assistant.conversation.untrue import would_be_untrue
from assistant.conversation.wording import any_case, phrases, sentences, words

__all__ = [
    "Asked",
    "asks_something",
    "draft_asked",
    "goes_elsewhere",
    "kind_named",
    "names_only_a_kind",
    "other_kind",
    "tells_what_to_say",
    "wants_to_stop",
    "would_be_untrue",
]

MAKES = words(r"""
    draft write rite compose prepare make create generate type(?:\sup)? put\stogether set\sup word formulate do give get send show escrib\w+
    redact\w+ haz
""")
_CAN_YOU = r"\b(?:can|could|would|will) (?:you|u|ya)"
_PLEASE = words("please pls plz kindly")

_LEADS_TO_ORDER = rf"(?:^|[.!?;:,\n(-]\s*|\b(?:{_PLEASE}|and|then|just|to|now|so|ok|okay|yes|yeah|here) )"
# "could I get a hardship letter"
_CAN_I_GET = (
    r"\b(?:can|could|may) (?:i|we) (?:please )?(?:get|have) (?:a|an|some)\b[^?.]{0,30}"
    r"\b(?:letters?|script|draft|template)\b(?! (?:from|that))"
)
# someone is told to write, or something is wanted
_TOLD_TO = any_case(
    phrases(rf"""
        {_LEADS_TO_ORDER}(?:(?:{_PLEASE}|just|to) )?{MAKES}\b  # "please draft"
        (?:{_CAN_YOU}|\b(?:can|could|would|will) someone)\b[^?.]{{0,20}}\b{MAKES}\b  # "can you do me a letter"
        \bhelp\b[^.?]{{0,15}}\b{MAKES}\b  # "help me write"
        \b(?:i|we) (?:(?:just|really|also) )?(?:would like|wanna|'d like|am asking for|request)\b  # "I'd like"
        \b(?:i'd|we'd) like\b
        \b(?:would you mind|are you able to)\b
        \b(?:needs?|want(?:s|ed)?|looking for|gimme|quiero|necesito)\b
    """)
)
# to dispute and the like, said as a verb
_OPENS = rf"^\W*(?:(?:{_PLEASE}|then|and|so|ok|okay|just|now)[\s,]+)*"
_DISPUTE = words("dispute protest contest fight challenge appeal object")
_IT_OR_TO = words(r"""
    it that them they to irs the\sirs asking against and for something up cp\S* lt\S* letter\s\d+
    my\s(?:side|case|dispute|protest|answer|reply|response)
""")
_A_NOTICE = words("cp lt ltr letter notice form")
_TAKEN_OFF = words("off removed waived gone dropped forgiven abated")
_MEANS_TO = "(?:(?:want|need|like|have|got|going|wish) (?:to|2)|wanna|gonna|gotta)"
_ACT = any_case(
    phrases(rf"""
        \b{_MEANS_TO} (?:formally )?(?:(?:reply|respond|answer) to\b|{_DISPUTE}\b)  # "I want to dispute it"
        \b(?:write|rite|draft|written) (?:back )?(?:to )?(?:the )?(?:irs|them|him|something|that\b|asking)  # "write back to the IRS"
        \b(?:i|we) (?:disagree with|object to|{_DISPUTE}) (?:\w+ ){{0,2}}{_A_NOTICE}\s?-?\d  # "I disagree with a CP21A"
        \b(?:i|we) (?:dispute|contest|protest) (?:this|that|it|them)\b
        \b(?:want|need|like) (?:(?:the|my|that|this|a) )?(?:penalt\w+|fees?|fines?)\b[^.?]{{0,25}}\b{_TAKEN_OFF}\b
        ^\W*(?:say|state) (?:that )?(?:i|we|my|our)\b  # "say I mailed it in May"
        \bask(?:ing)? (?:the irs|them)\b|\bplease ask to\b|\bwrite (?:and|to) ask\b  # "ask them to waive it"
        ^\W*(?:please )?(?:waive|remove|abate|forgive|drop|cancel)\b[^?.]{{0,30}}\b(?:penalt|fee|fine)  # "waive the penalty"
        \btell (?:the irs|them)\b  # "tell them I moved"
        \b(?:need|want|have) (?:to|2) (?:tell|write|inform) (?:to )?(?:the )?(?:irs|them)\b  # "I need to inform the IRS"
        \bhelp (?:me )?(?:to )?{_DISPUTE}\b  # "help me dispute CP14"
        {_CAN_I_GET}
        \bput in (?:the|my) letter\b|\bgive me the words\b
        {_OPENS}(?:write|draft|compose|prepare) {_IT_OR_TO}\b  # "ok, draft it"
        \blet'?s (?:write|draft|prepare|{_DISPUTE})\b|\b(?:i am|i'?m|we are|we'?re) requesting\b|^\W*requesting\b  # "let's dispute it"
        \b(?:need|want) something (?:to|that)\b  # "I need something to send"
        \b(?:need|want|like)\b[^.?]{{0,60}}\bin writing\b  # "I'd like to ask for it in writing"
        ^\W*(?:i|we) (?:(?:formally|hereby) )?(?:dispute|protest|contest) (?:this|the|my|notice|letter|cp|lt)\b  # "I hereby dispute"
        ^\W*(?:yes,?\s)?(?:dispute|protest)\b[.:,\s]  # "Dispute: …"
        {_CAN_YOU} (?:please )?(?:put together|write|draft|make|prepare|do) (?:(?:me|up) )?(?:something|one|it\b)
    """)
)
# how a question begins: "what", "does the letter", "can they", "cuándo"
_QUESTION = any_case(
    r"^\W*(?:(?:ok|okay|so|and|but|hi|hello|also|well|then|now|hmm+|um+|wait)[,\s]+)*"
    + phrases(r"""
        what|whats|what's|how|hows|when|where|wheres|why|who|whose|which
        is|are|was|were|does|did|should|shall|must|am|has|have|had|isn'?t|aren'?t|doesn'?t|don'?t
        do(?! (?:an?|the|me|up|one|it)\b)  # no question: "do me a letter"
        can (?:i|we|they|he|she|it|the|a)
        could (?:i|we|they|it)
        may i
        might
        will (?:i|they|it|the|my|this)
        would (?:it|they|i|the|that)
        if (?:i|we)
        qu[eé]|c[oó]mo|cu[aá]ndo|cu[aá]nto|d[oó]nde
    """)
    + r"\b"
)
# "what I owe — can it wait?": a question that begins later in its sentence
_ASKS = any_case(
    r"\b(?:can|could|should|does|do|is|are|was|will|would|has|have|may) (?:i|we|he|she|they|it|this|that|the|my|you)\b"
)
# "the amount is wrong, how do I dispute it": what is asked stands behind a comma
_ASKS_BEHIND = any_case(
    r"[,;:–—-]\s*(?:(?:and|but|so|then|now)\s)?(?:what|how|when|where|why|which) (?:do|does|did|can|could|should|is|are|will|must)\b"
)
# a question that asks us to write: "can you help", "would you mind writing", "could I get a hardship letter"
_A_DRAFT = words("letters? scripts? drafts? templates? request carta")
_SPEAKS_TO_US = any_case(
    phrases(rf"""
        {_CAN_YOU}\b[^?.]{{0,20}}\b(?:{MAKES}|help)\b
        \b(?:would you mind|are you able to)\b[^?.]{{0,10}}\b(?:{MAKES}|(?:writ|draft|compos|prepar|mak)ing)\b
        {_CAN_I_GET}
    """)
)
# no draft is wanted: "I don't need a script"
_NOT_WANTED = any_case(
    rf"\b(?:do not|don'?t|didn'?t) (?:really )?(?:want|need)(?: to)? (?:(?:a|an|the|any|your|another|more|write|send|get) )*{PAPER}\b"
)
# to be told something of a letter, not to get one: "I need help understanding this letter"
_WANTS_TO_KNOW = any_case(
    r"\bhelp (?:me )?with (?:the|this|that|my|a) (?:irs )?(?:letter|notice)\b|"
    r"\b(?:need|want|like|help)\b(?: (?:to|me|some|help|with))* (?:know|understand\w*|find out|learn|see)\b|"
    r"\b(?:show|tell|teach)(?: to)? me (?:what|how|why|where|when|if|whether)\b"
)
# "letter please", "another script pls, for CP501"
_PAPER_PLEASE = any_case(rf"^\W*(?:(?:a|the|another|one) )?{_A_DRAFT},? {_PLEASE}\b")
_WITH_PLEASE = any_case(rf"\b{PAPER}\b[^?]{{0,20}}\b(?:please|pls|plz)\b")
_PLEASE_AT_END = any_case(r"\W*\b(?:please|pls|plz|thanks|thank you|needed|por favor)\W*$")
# it is sent or written already: "my accountant has filed the form"
# wanted in a sentence that opens like a question: "what do I say on the phone, need a script"
_WANTS_PAPER = any_case(
    rf"\b(?:need|want|gimme|give me|write me|draft me) (?:an?|the|some) (?:[\w-]+ ){{0,3}}{PAPER}\b"
)
_DONE = any_case(
    r"\b(?:i|we|he|she|they|my \w+|nephew|daughter|son|lawyer|accountant|cpa)(?:'ve| have| has| had)? (?:(?:already|just|also|once|then) )*"
    r"(?:sent|mailed|faxed|wrote|written|typed(?: up)?|got|received|submitted|filed|drafted|answered|signed)\b"
    rf"[^.]{{0,40}}\b(?:{PAPER}|12153|form)\b"
)
# the letter that came: "the IRS letter says", "another letter arrived"
_THEIR_LETTER = any_case(
    r"\b(?:the|this|that|their|irs|my|a|an|another) (?:irs |cp\s?\d+ |first |second |same |new )?(?:letter|notice)\s*"
    r"(?:says?|has|came|is|was|arrived|i got|shows?|about|asks?|reached|from|dated|that|for my|real)\b"
)
_CAME = any_case(r"\s?(?:no\.?\s|#)?\d{2,4}\w?\b|\s(?:came|arrived|says|i got|reached)\b")
# around a paper that is named by itself
_TELLS_OF_IT = any_case(r"\b(?:i|we|they|he|she|it|says?|got|came|is|was|has|on|from)\b")
_GOES_ON_OF_IT = any_case(
    r" (?:i|that|which|he|she|they|someone|says?|is|was|has|had|starts|didn'?t|gives|tells|asks|wants|claims|lists|shows|looks|seems|"
    r"went|goes|got|sent|mailed|faxed|filed|denied|refused|rejected|came)\b"
)
_SAYS_WHAT_FOR = any_case(r" (?:(?:ask|request|say|explain|disput)ing|to (?:ask|request|dispute|explain|say))\b")
_FOR_A_NOTICE = any_case(
    r" (?:for|to|re|about|on|against) (?:(?:my|the|a|notice|letter) )*(?:irs|cp|lt|ltr|letter|notice|\d)"
)
_THAT_SOMETHING = any_case(r" that (?:i|we|my|our|the|it|he|she|they)\b")  # "letter that my house burned down"
# "proof of payment for CP503", "payment plan: cp14"
_KIND_FOR_A_NOTICE = any_case(
    rf"\W*{A_KIND_WORD}[^.?]{{0,25}}?(?:\b(?:for|re|about|on)\b|[:,-])\s*(?:(?:my|the|notice|letter) )*(?:cp|lt|ltr|letter|form)\s?-?\d"
)
MOST_BARE = 4  # words of a kind that is named and no more
MOST_BEFORE = 6  # words before a paper named by itself

# "never mind", "forget the letter", "no letter"
_NEVER_MIND = any_case(
    r"\b(?:never\s?mind|forget (?:it|the|that|about)|cancel (?:it|that|the (?:letter|draft|script))|"
    r"stop (?:the|this) (?:letter|draft)|(?:discard|drop|delete) (?:it|that|(?:the|this) (?:letter|draft|script))(?=\W*$)|"
    r"scratch that|don'?t (?:need|want) (?:it|the letter|a letter|that)(?: any\s?more)?|"
    r"no letter(?= (?:then|please|needed|any\s?more|for now)\b|\W*$)|olv[ií]dalo)\b"
)
# "make it a script", "no, a hardship letter"
_INSTEAD = any_case(
    r"\b(?:instead|rather|make it|make that|turn it into|change it (?:in)?to|switch to|can it be|better|"
    r"(?:go )?back to (?:the|my|a))\b|^\W*(?:no,?\s)?(?:a|an)\b|"
    r"^\W*no\b[^.?]{0,60}\bi (?:want|need|meant|asked for)\b"
)
# "a letter saying …", "write it so that it shows …"
_WHAT_TO_SAY = any_case(
    rf"\b(?:{PAPER}|write|word|draft)\b.{{0,60}}\b(?:saying|says?|telling|that|from|about|for an?|show\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks of the drafting. `kind` is "" where it names none; `words` is the sentence that asks."""

    kind: str = ""
    words: str = ""


def draft_asked(text: str, several_details: bool = False) -> Asked | None:
    """The draft that `text` asks for, None where it asks for none.

    Accepted are orders ("draft a letter", "tell them I moved"), wishes ("I need", "I want to dispute it"), questions to us
    ("can you write …?") and a paper named without a verb ("hardship letter. CP71A …", "letter for cp11"); with
    `several_details` of a case, any statement. A question about letters asks for none ("what should a dispute letter
    say?"), nor does one already sent.
    """
    found = _sentences(text)
    for sentence in found:
        if _asks_in(sentence):
            return Asked(kind_named(sentence) or kind_named(text), sentence)
    if several_details and not any(map(_is_question, found)):
        return Asked(kind_named(text), text)
    return None


def _sentences(text: str) -> list[str]:
    found = [text[start:end].strip() for start, end in sentences(text)]
    return [sentence for sentence in found if sentence]


def _asks_in(sentence: str) -> bool:
    if _is_question(sentence) or any(no.search(sentence) for no in (_DONE, _NOT_WANTED, _WANTS_TO_KNOW)):
        return False
    if _ACT.search(sentence) or _kind_alone(sentence) or _PAPER_PLEASE.match(sentence):
        return True
    if _KIND_FOR_A_NOTICE.match(sentence):
        return True
    papers = [m for m in A_PAPER.finditer(sentence) if not _is_theirs(sentence, m)]
    return bool(papers) and (bool(_TOLD_TO.search(sentence)) or any(_is_named_alone(sentence, m) for m in papers))


def _is_named_alone(sentence: str, paper: re.Match[str]) -> bool:
    """Whether the sentence opens with the paper it wants, of a named kind or for a code: "hardship letter. …"."""
    before, after = sentence[: paper.start()], sentence[paper.end() :]
    if not before.strip() and _THAT_SOMETHING.match(after):
        return True
    if len(before.split()) > MOST_BEFORE or _TELLS_OF_IT.search(before) or _GOES_ON_OF_IT.match(after):
        return False
    if _SAYS_WHAT_FOR.match(after) or _FOR_A_NOTICE.match(after):
        return True
    return bool(kind_named(sentence[: paper.end() + 20])) and len(sentence.split()) > 1


def _kind_alone(sentence: str) -> bool:
    """Whether the sentence is a kind of draft and "please": "audit reconsideration please"."""
    asked = _PLEASE_AT_END.sub("", sentence)
    return asked != sentence and _is_a_kind(asked)


def _is_a_kind(text: str) -> bool:
    covered = {place for _, called in KINDS_NAMED for match in called.finditer(text) for place in range(*match.span())}
    return len(covered) > len(text) * 0.7


def names_only_a_kind(text: str) -> bool:
    """Whether `text` is the name of a kind of draft and no more: "penalty abatement", "dispute"; "appeal?" is a question."""
    text = text.strip(" .!")
    bare = len(text.split()) > 1 or text.lower() in ("dispute", "protest")
    return bare and len(text.split()) <= MOST_BARE and "?" not in text and _is_a_kind(text)


def _is_theirs(sentence: str, paper: re.Match[str]) -> bool:
    """Whether "letter" is the one that came: "this letter is", "Letter 3172", "a letter from the IRS"."""
    if _CAME.match(sentence, paper.end()) or sentence[: paper.start()].lower().endswith("no "):  # "no answer since"
        return True
    came = any(m.start() <= paper.start() < m.end() for m in _THEIR_LETTER.finditer(sentence))
    return came and not _TOLD_TO.search(sentence[: paper.start()])


def _is_question(sentence: str) -> bool:
    if _SPEAKS_TO_US.search(sentence) and _WANTS_TO_KNOW.search(sentence):
        return True
    if _SPEAKS_TO_US.search(sentence) or _WITH_PLEASE.search(sentence):
        return False
    if _WANTS_PAPER.search(sentence) and not sentence.rstrip().endswith("?"):
        return False
    if _QUESTION.match(sentence) or (_ASKS_BEHIND.search(sentence) and not A_PAPER.search(sentence)):
        return True
    if not sentence.rstrip().endswith("?") or _TOLD_TO.search(sentence):
        return False
    details = re.search(r"\d", sentence) and kind_named(sentence)  # "dispute letter for CP14, 2023?"
    return not details or bool(_ASKS.search(sentence))


def asks_something(text: str) -> bool:
    """Whether `text` asks a question of the guidance, as against answering one of ours; "can you write …?" is none."""
    return any(map(_is_question, _sentences(text)))


def wants_to_stop(text: str) -> bool:
    """Whether `text` calls the draft off: "never mind", "forget the letter", "cancel it"."""
    return bool(_NEVER_MIND.search(text))


def other_kind(text: str) -> str:
    """The kind `text` wants instead: "make it a call script instead", "no, a hardship letter"; "" where it wants none."""
    return kind_named(text) if _INSTEAD.search(text) and not _is_question(text) else ""


def tells_what_to_say(text: str) -> bool:
    """Whether a request for a draft says what should stand in it: "a letter saying …", "telling them …"."""
    return bool(_WHAT_TO_SAY.search(text))
