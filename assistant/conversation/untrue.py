"""Whether a message wants something written that isn't so."""

from assistant.conversation.wording import any_case, words

_NOT = words("didn'?t didnt did\\snot wasn'?t wasnt isn'?t isnt haven'?t havent hasn'?t hadn'?t")
_WRITE = words(r"say write claim tell\s+(?:them|the\s+irs) state put")
_REALLY = r"(?:really |actually |just )?"
_ONE = words("i he she it we")

_UNTRUE = tuple(any_case(pattern) for pattern in (
    # "make something up", "made one up", "making an excuse up"
    r"\b(?:make|made|making) (?:something|sth|it|one|stuff|some\w*|an? \w+(?:\s\w+)?)?\s*up\b",
    # "make up a reason"
    r"\bmake up (?:an?|some|the|any)\b",
    # "back-date it", "pretend I was sick"
    r"\b(?:invent|fabricate|fake|forge|fudge|back-?dat\w+|pre-?dat\w+|falsif\w+|pretend|lie|lying|exaggerat\w+|inflate)\b|\bwhite lie\b",
    # "it isn't really true"
    r"\b(?:isn'?t|not|wasn'?t|ain'?t) (?:really |actually |even )?true\b|\buntrue\b",
))
