"""Whether a message wants something written that isn't so."""

from assistant.conversation.wording import any_case, words

_SAY = r"(?:(?<!they\s)(?<!irs\s)say|put|write|claim|state|tell (?:them|the irs))"
_REALLY = r"(?:really |actually )?"
_HE = words("i he she it we they that")
_HE_IS = r"(?:i'?m|i am|he'?s|she'?s|it'?s|we'?re)"
_DIDNT = r"(?:didn'?t|did not|wasn'?t|haven'?t|hasn'?t|hadn'?t|isn'?t)"
_NOT_TRUE = r"(?:isn'?t|not|wasn'?t|ain'?t) (?:really |actually |even )?true\b"
# "but they never answered", "but it didn't come": of others, and honest
_NO_ANSWER = (
    r"(?:it|they|that|nobody|he|she) (?:never|didn'?t|did not|haven'?t|hasn'?t) "
    r"(?:ever )?(?:came|come|arrived?|got here|reach(?:ed)?|answer(?:ed)?|repl(?:y|ied)|call(?:ed)?|send|sent|show(?:ed)?|respond(?:ed)?)\b"
)
_BUT = r"(?:although|though|even though|but)"

_HONESTLY = r"(?<!not\s)(?<!n't\s)(?<!never\s)(?<!want\sto\s)"
_AFFIRMED = r"(?:(?!\bnever\b|\bnot\b|n't\b)[^.;])"  # "write that I didn't get it, I really didn't" is honest
_MADE_UP = (
    # "make something up", "a made-up story", "make up some reason"; not "I made up my mind"
    r"\b(?:make|making) (?:something|sth|it|one|stuff|some\w*|an? \w+(?:\s\w+)?)?\s*up\b(?! (?:my|our|his|her|your) mind)",
    r"\ban? made[-\s]?up\b|\bmade[-\s]?up (?:reason|story|excuse|illness|date|name|number)",
    r"\bmake up (?:an?|some|the|any)\b",
    # "pretend I was sick", "a white lie", "any good excuse"
    r"\b(?:invent|fabricate|forge|fudge|back-?dat\w+|pre-?dat\w+|falsify(?:ing)?|pretend)\b",
    # "lie for me"; not "I lie in bed", "I won't lie", nor "a fake return was filed in my name"
    rf"{_HONESTLY}\b(?:lie|lying)\b(?! (?:down|in|on)\b)",
    r"\bfake (?:an?|it|my|me|one|some|something)\b",
    r"(?<!someone\s)(?<!they\s)(?<!he\s)\b(?:use|write|make|put|give|with) (?:(?:me|an?|some) )*fake\b",
    r"\bexaggerat\w+|\binflate\b|\bwhite lie\b",
    r"\bexcuse\b[^.]{0,25}\b(?:sounds?|good|believable|any)\b|\bgood excuse\b",
    # "a believable story", "make it sound worse", "say whatever works"
    r"\b(?:believable|convincing) (?:story|reason)\b|\bmake it (?:sound|look) (?:worse|better|like)\b",
    rf"\b{_SAY} (?:whatever|anything) (?:works|it takes|gets|that)\b",
    # "sign it for him without telling him"
    r"\bsign (?:it )?(?:for|as) (?:my|him|her)\b[^.]{0,25}\bwithout\b",
    # "use an earlier date", "date it back"
    r"\b(?:put|use|give|date) (?:it )?(?:an? )?(?:earlier|older|different|false|wrong|previous|last month'?s) date\b",
    r"\bdate it (?:back|earlier|to last|as if)",
    # "I lied, I didn't pay"
    r"\bi (?:just )?lied\b|\bthat was a lie\b|\bi made (?:it|that|this) up\b",
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
    # "say I mailed it, it isn't really true", "not true but write it"; not "what they wrote isn't true"
    rf"\b{_SAY}\b[^.;]{{2,90}}[,.;(–—-]\s*(?:i know |even if |though |but )?(?:it|that|this|which)(?:'?s|'?s not| is| was)? {_NOT_TRUE}",
    rf"{_NOT_TRUE}[^.]{{0,20}}\b(?:but|just|anyway)\b|\buntrue but\b",
    # "say I called them (I didn't)"
    rf"\(\s*{_HE} (?:\w+\s)?(?:{_DIDNT}|never|doesn'?t)\b[^)]{{0,40}}\)|\(\s*{_HE_IS} not\b",
    # "say I'm married, I'm not"
    rf"\b{_SAY}\b{_AFFIRMED}{{2,70}}[.,;]\s*(?:but )?{_HE_IS} not\s*(?:really\s*)?(?:[.,;!]|$|\bbut\b)",
    # "say I mailed it in May, but I never did", "tell them he was ill. He wasn't."
    rf"\b{_SAY}\b{_AFFIRMED}{{2,90}}(?:[.;,]|\b{_BUT}\b)[^.;]{{0,12}}\b(?!{_NO_ANSWER})(?:{_HE}|nobody|she'?s|he'?s) (?:{_REALLY}|just )"
    rf"(?:{_DIDNT}|was not|never \w+)(?: (?:really|actually|paid yet|yet|one|any))?"
    r"\s*(?:[.,;)!]|$|\b(?:but|and|so|yet|really|paid|mail\w*|pay|send|sent|happen\w*|sick|been|do|have|get)\b)",
    # "put that I'm disabled although I'm not"
    rf"\b{_SAY}\b[^.;]{{2,70}}\b(?:{_BUT}|when) (?!{_NO_ANSWER})(?:{_HE_IS}|i|it|he|she|we) {_REALLY}"
    r"(?:not|wasn'?t|isn'?t|didn'?t|never|don'?t|do not)\b",
    # "say the form was lost, really I forgot it"
    rf"\b(?:{_SAY}|says|saying)\b[^;]{{2,90}}[,;.]\s*(?:but )?(?:really|actually|in (?:fact|reality|truth)|(?:the )?truth is)\b",
    # "write that I had no income. I did.", "say I never got it, I did though"
    rf"\b{_SAY}\b[^.;]{{0,60}}\b(?:never|didn'?t|did not|wasn'?t|no income)\b[^.]{{0,60}}[.,;]\s*"
    rf"{_HE} (?:did|was|have|has|had|do|does|am|is)(?: though)?\s*(?:[.,;!]|$)",
    # "write I never got it though I signed for it", "no income (I work for cash)"
    rf"\b{_SAY}\b[^.;]{{0,60}}\b(?:never|didn'?t|did not)\b[^.;]{{2,40}}\b(?:though|although) (?:i|we|he|she) (?!tried|could|can|was|had)",
    r"\b(?:no income|unemployed|no job|not working)\b[^.]{0,40}\b(?:in|for|with) cash\b|\bunder the table\b|\boff the books\b",
    # "I haven't paid yet but say I did"
    rf"\bi (?:haven'?t|have not|never|didn'?t) {_REALLY}(?:paid|pay|sent|send|mailed|mail|filed|file)\b[^.]{{0,20}}"
    rf"\bbut (?:i will|just {_SAY}|{_SAY} (?:that )?(?:i|we|it'?s|it is|paid|sent|filed))\b",
    # "it was really me, but write that my id was stolen"
    rf"\b(?:it was|it'?s|it is) {_REALLY}(?:me|mine|my own)\b[^.]{{0,60}}\b(?:say|write|put|claim|want out|can'?t prove|but)\b",
    r"\bwell it is mine\b|\b(?:mine|my own)\b[^.]{0,25}\bbut (?:say|write|put|claim)\b|\bjust need an? (?:reason|excuse)\b",
    # "it didn't happen, put it in anyway"
    r"\bit did\s?(?:no|n')t\b[^.]{0,40}\b(?:put|say|write)\b|\bbut (?:put|say|write)\b[^.]{0,25}\banyway\b",
)
_UNTRUE = tuple(map(any_case, (*_MADE_UP, *_NOBODY_WILL_KNOW, *_TAKEN_BACK)))


def would_be_untrue(text: str) -> bool:
    """Whether the message says that what is to be written isn't so, or asks to make something up.

    "Say I mailed it, but I never did" and "make something up" are; "I never got it" is not: it is what happened.
    """
    return any(pattern.search(text) for pattern in _UNTRUE)
