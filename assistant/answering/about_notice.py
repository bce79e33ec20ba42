"""What the catalogue says of the person's notice, where a question is about the notice itself."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.corpus.notices import HOW_LONG, HOW_TO_ANSWER, RIGHTS, SUM, WHAT_NEXT, WHY_SENT
from assistant.records import Passage
from assistant.retrieval.exact import CODE

# the words of a question that asks for nothing but what the notice is: "what's a CP14?", "got a CP504", "¿qué es la carta LT11?"
_BARE = re.compile(
    r"(?i)^(what|whats|what's|is|are|does|do|did|mean|means|meaning|explain|tell|me|us|about|got|get|have|has|received|i|we|they|a|an|"
    r"the|this|that|it|my|our|mine|notice|letter|paper|thing|irs|says|saying|sent|came|mailed|arrived|today|yesterday|now|mail|in|to|"
    r"just|for|from|help|with|please|hi|hello|called|code|que|qué|es|un|una|la|el|carta|aviso|significa|recibí|recibi|lleg[oó]|"
    r"mandaron|del|lo)$"
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
    (RIGHTS, r"\b(my rights|rights|allowed to appeal|ask for a hearing|can i appeal|derechos|apelar)\b"),
    (
        HOW_TO_ANSWER,
        r"\b(how (do|should|can) i (answer|respond|reply)|where do i (send|reply)|what do i (do|send)|which form|"
        r"c[oó]mo (respondo|contesto))\b",
    ),
    (WHY_SENT, r"\b(why (did|was|am|are|do|would)|what for|reason|por qu[eé])\b"),
)
_MAY_TAKE = re.compile(
    r"(?i)\b(?:can|will|could|may|would|do|does|are|going to)\b.{0,40}\b(?:take|levy|garnish|seize|grab|freeze|empty|come after)\b|"
    r"\b(?:pueden|van a)\b.{0,30}\b(?:quitar|embargar|tomar)"
)
_HEADINGS = tuple((heading, re.compile(asked, re.IGNORECASE)) for heading, asked in _ASKS_FOR)


def is_bare(question: str) -> bool:
    """Whether `question` holds nothing but a notice code and words like "what is".

    >>> is_bare("What does the CP504 mean?"), is_bare("CP504, can they take my wages?")
    (True, False)
    """
    rest = re.findall(r"[\w']+", CODE.sub(" ", question))
    return bool(CODE.search(question)) and all(_BARE.match(word) for word in rest)


def asks_what_it_is(question: str) -> bool:
    """Whether `question` asks nothing but what the notice at hand is.

    >>> asks_what_it_is("what is this?"), asks_what_it_is("what is this going to cost?")
    (True, False)
    """
    words = re.findall(r"[\w']+", question.lower())
    asks = {"what", "what's", "whats", "explain", "mean", "means", "qué", "que"} & set(words)
    return len(words) > 1 and bool(asks) and all(_BARE.match(word) for word in words)


def asks_what_they_may_take(question: str) -> bool:
    """Whether `question` asks if wages, an account or property can be taken.

    >>> asks_what_they_may_take("can they take my paycheck?")
    True
    """
    return bool(_MAY_TAKE.search(question))


def overview(passages: Sequence[Passage], amount: Decimal | None) -> list[Passage]:
    """What a notice is, its clock, what to do with it first: of the `passages` of its section."""
    opening = [passage for passage in passages if len(passage.headings) == 1]
    return [*opening[:1], *clocks(passages, amount), *_under(HOW_TO_ANSWER, passages)[:1]]


def passages_asked_for(question: str, passages: Sequence[Passage], amount: Decimal | None) -> list[Passage]:
    """The passages of a notice's section that answer what `question` asks of it; none where it asks for something else.

    `amount`, in US dollars, tells which of two clocks runs where they depend on the sum.
    """
    for heading, asked in _HEADINGS:
        if asked.search(question):
            if heading == HOW_LONG:
                return clocks(passages, amount)
            # a notice that lists no rights still says how to dispute it, last of the ways to answer
            return _under(heading, passages)[:2] or (_under(HOW_TO_ANSWER, passages)[-1:] if heading == RIGHTS else [])
    return []


def clocks(passages: Sequence[Passage], amount: Decimal | None) -> list[Passage]:
    """The passages on how long one has, at most two: those that run for `amount`, where it decides."""
    found = [passage for passage in _under(HOW_LONG, passages) if not passage.text.startswith("If ")]
    return [passage for passage in found if _runs(passage.text, amount)][:2]


def _runs(clock: str, amount: Decimal | None) -> bool:
    """Whether a clock with a condition on the sum runs for `amount`; any does where the amount isn't known."""
    condition = clock.split(":", 1)[0]
    under, at_least = SUM["under"].search(condition), SUM["from"].search(condition)
    limit = under or at_least
    if amount is None or limit is None:
        return True
    dollars = Decimal(limit[1].replace(",", ""))
    return amount < dollars if under else amount >= dollars


def _under(heading: str, passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if heading in passage.headings]
