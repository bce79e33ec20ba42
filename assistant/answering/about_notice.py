"""What the catalogue says of the person's notice, where a question is about the notice itself."""

import re
from collections.abc import Sequence

from assistant.corpus.notices import HOW_LONG, HOW_TO_ANSWER, RIGHTS, WHAT_NEXT, WHY_SENT
from assistant.records import Passage
from assistant.retrieval.exact import CODE

# the words of a question that asks for nothing but what the notice is: "what's a CP14?", "got a CP504", "¿qué es la carta LT11?"
_BARE = re.compile(
    r"(?i)^(what|whats|what's|is|are|does|do|did|mean|means|meaning|explain|tell|me|about|got|get|have|received|i|we|a|an|the|this|"
    r"that|it|my|our|mine|notice|letter|paper|irs|says|saying|just|for|from|help|with|please|hi|hello|que|qué|es|un|una|la|el|carta|"
    r"aviso|significa|recibí|recibi|me|lleg[oó]|del)$"
)
_ASKS_FOR = (
    (
        HOW_LONG,
        r"\b(how (long|soon|many days|much time)|deadline|due|when|by what (date|day)|time limit|clock|days|cu[aá]nto tiempo|"
        r"cu[aá]ntos d[ií]as|plazo|fecha l[ií]mite|cu[aá]ndo)\b",
    ),
    (
        WHAT_NEXT,
        r"\b(what (happens|comes|follows)( next| after|$)|what'?s next|next (notice|step|letter)|comes after|"
        r"if i (ignore|do nothing|don'?t)|si no)\b",
    ),
    (RIGHTS, r"\b(rights?|allowed to appeal|hearing|can i appeal|derechos?|apelar)\b"),
    (
        HOW_TO_ANSWER,
        r"\b(how (do|should|can) i (answer|respond|reply)|where do i (send|reply)|what do i (do|send)|which form|"
        r"c[oó]mo (respondo|contesto))\b",
    ),
    (WHY_SENT, r"\b(why (did|was|am|are|do|would)|what for|reason|por qu[eé])\b"),
)
_HEADINGS = tuple((heading, re.compile(asked, re.IGNORECASE)) for heading, asked in _ASKS_FOR)


def is_bare(question: str) -> bool:
    """Whether `question` holds nothing but a notice code and words like "what is".

    >>> is_bare("What does the CP504 mean?"), is_bare("CP504, can they take my wages?")
    (True, False)
    """
    rest = re.findall(r"[\w']+", CODE.sub(" ", question))
    return bool(CODE.search(question)) and all(_BARE.match(word) for word in rest)


def overview(passages: Sequence[Passage]) -> list[Passage]:
    """What a notice is, its clock, what to do with it first: of the `passages` of its section."""
    opening = [passage for passage in passages if len(passage.headings) == 1]
    return [*opening[:1], *_clocks(passages), *_under(HOW_TO_ANSWER, passages)[:1]]


def passages_asked_for(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """The passages of a notice's section that answer what `question` asks of it; none where it asks for something else."""
    for heading, asked in _HEADINGS:
        if asked.search(question):
            return _clocks(passages) if heading == HOW_LONG else _under(heading, passages)[:2]
    return []


def _clocks(passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in _under(HOW_LONG, passages) if not passage.text.startswith("If ")][:2]


def _under(heading: str, passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if heading in passage.headings]
