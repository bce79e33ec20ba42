"""Whether a message wants something written that isn't so."""

from assistant.conversation.wording import any_case, words

_SAY = r"(?:say|put|write|claim|state|tell (?:them|the irs))"
_REALLY = r"(?:really |actually )?"
_HE = words("i he she it we they that")
_DIDNT = r"(?:didn'?t|did not|wasn'?t|haven'?t|hasn'?t|hadn'?t|isn'?t)"
_BUT = r"(?:although|though|even though|but)"

_MADE_UP = (
    # "make something up", "made a story up", "make up some reason"
    r"\b(?:make|made|making) (?:something|sth|it|one|stuff|some\w*|an? \w+(?:\s\w+)?)?\s*up\b",
    r"\bmake up (?:an?|some|the|any)\b",
    # "pretend I was sick", "a white lie", "any good excuse"
    r"\b(?:invent|fabricate|fake|forge|fudge|back-?dat\w+|pre-?dat\w+|falsif\w+|pretend|lie|lying)\b",
    r"\bexaggerat\w+|\binflate\b|\bwhite lie\b",
    r"\bexcuse\b[^.]{0,25}\b(?:sounds?|good|believable|any)\b|\bgood excuse\b",
    # "sign it for him without telling him"
    r"\bsign (?:it )?(?:for|as) (?:my|him|her)\b[^.]{0,25}\bwithout\b",
    # "use an earlier date", "date it back"
    r"\b(?:put|use|give|date) (?:it )?(?:an? )?(?:earlier|older|different|false|wrong|previous|last month'?s) date\b",
    r"\bdate it (?:back|earlier|to last|as if)",
    # "so it looks like I was in time"
    r"\bso (?:that )?it (?:looks?|seems?) like\b",
    r"\b(?:looks?|seem) (?:like )?(?:i was )?(?:in|on)\s?time\b[^.]{0,30}\bput\b",
)
_NOBODY_WILL_KNOW = (
    # "how would they know", "nobody checks", "they can't prove it", "so the IRS won't find out"
    r"\bhow would they know\b|\bwon'?t check\b|\bnobody (?:will|would)?\s*(?:checks?|know)",
    r"\b(?:they|irs) (?:can'?t|cannot|won'?t|will never|never) (?:prove|check|know|find out|notice)\b",
    r"\bso (?:that )?(?:they|the irs|nobody) (?:don'?t|won'?t|can'?t|wouldn'?t|never|doesn'?t) (?:know|see|find|notice|catch)",
)
_TAKEN_BACK = (
    # "it isn't really true"
    r"\b(?:isn'?t|not|wasn'?t|ain'?t) (?:really |actually |even )?true\b|\buntrue\b",
    # "say I called them (I didn't)"
    rf"\(\s*{_HE} (?:\w+\s)?(?:{_DIDNT}|never|doesn'?t)\b[^)]{{0,40}}\)",
    # "say I mailed it in May, but I never did", "tell them he was ill. He wasn't."
    rf"\b{_SAY}\b[^.;]{{2,90}}(?:[.;,]|\b{_BUT}\b)[^.;]{{0,12}}\b(?:{_HE}|nobody|she'?s|he'?s) (?:{_REALLY}|just )"
    rf"(?:{_DIDNT}|was not|never \w+)(?: (?:really|actually|paid yet|yet))?"
    r"\s*(?:[.,;)!]|$|\b(?:but|and|so|yet|really|paid|mail\w*|send|sent|happen\w*|sick|been|do|have|get)\b)",
    # "put that I'm disabled although I'm not"
    rf"\b{_SAY}\b[^.;]{{2,70}}\b(?:{_BUT}|when) (?:i'?m|i am|he'?s|she'?s|it'?s|we'?re|i|it|he|she|we) {_REALLY}"
    r"(?:not|wasn'?t|isn'?t|didn'?t|never|don'?t|do not)\b",
    # "say the form was lost, really I forgot it"
    rf"\b(?:{_SAY}|says|saying)\b[^;]{{2,90}}[,;.]\s*(?:but )?(?:really|actually|in (?:fact|reality|truth)|(?:the )?truth is)\b",
    # "write that I had no income. I did."
    rf"\b(?:never|didn'?t|did not|wasn'?t|no income)\b[^.]{{0,60}}[.;]\s*{_HE} (?:did|was|have|has|had|do|does|am|is)\b\s*[.,;!]",
    # "I haven't paid yet but say I did"
    rf"\bi (?:haven'?t|have not|never|didn'?t) {_REALLY}(?:paid|pay|sent|send|mailed|mail|filed|file)\b[^.]{{0,20}}"
    r"\b(?:yet|but i will|but (?:say|write|put))",
    # "it was really me, but write that my id was stolen"
    rf"\b(?:it was|it'?s|it is) {_REALLY}(?:me|mine|my own)\b[^.]{{0,60}}\b(?:say|write|put|claim|want out|can'?t prove|but)\b",
    r"\bwell it is mine\b",
    # "it didn't happen, put it in anyway"
    r"\bit did\s?(?:no|n')t\b[^.]{0,40}\b(?:put|say|write)\b|\bbut (?:put|say|write)\b[^.]{0,25}\banyway\b",
)
_UNTRUE = tuple(map(any_case, (*_MADE_UP, *_NOBODY_WILL_KNOW, *_TAKEN_BACK)))


def would_be_untrue(text: str) -> bool:
    """Whether the message says that what is to be written isn't so, or asks to make something up.

    "Say I mailed it, but I never did" and "make something up" are; "I never got it" is not: it is what happened.
    """
    return any(pattern.search(text) for pattern in _UNTRUE)
