"""What kind of thing a question asks for, and whether a passage holds one: a sum, a time, a telephone number."""

import re

_KINDS = {
    "amount": (
        r"\b(how much|cost|costs|fees?|price|percent|rate|charge|expensive|cu[aá]nto (cuesta|cobran|es)|tarifa)\b",
        r"\$\d|\bpercent\b|\bfree\b|\bno (setup )?fee\b",
    ),
    "time": (
        r"\b(how long|how soon|how many (days|weeks|months|years)|when|by what (date|day)|what day|deadline|due|time limit|wait|"
        r"cu[aá]nto tiempo|cu[aá]ndo|plazo|fecha|d[ií]as)\b",
        r"\b\d+ (business |calendar )?(days?|weeks?|months?|years?)\b|\bdate printed\b|\bprinted date\b|\btoday\b",
    ),
    "telephone": (
        r"\b(phone|telephone|call|dial|ring|number to|hotline|talk to|speak to|tel[eé]fono|llamar|llamo)\b",
        r"\b\d{3}-\d{3}-\d{4}\b",
    ),
    "place": (
        r"\b(where|website|web ?site|web ?page|link|online|url|address|log ?in|which site|d[oó]nde|p[aá]gina)\b",
        r"https?://|\birs\.gov\b|\baddress\b",
    ),
    "form": (
        r"\b(which|what|wich) (form|paper|document)|\bform (do|should|is)\b|\bqu[eé] (formulario|papel)",
        r"\bForms? \d|\bcopies\b",
    ),
}
_PATTERNS = {
    kind: (re.compile(asked, re.IGNORECASE), re.compile(held, re.IGNORECASE)) for kind, (asked, held) in _KINDS.items()
}


def kinds_asked(question: str) -> frozenset[str]:
    """The kinds of thing `question` asks for.

    >>> sorted(kinds_asked("How much does a plan cost, and who do I call?"))
    ['amount', 'telephone']
    """
    return frozenset(kind for kind, (asked, _) in _PATTERNS.items() if asked.search(question))


def kinds_held(text: str) -> frozenset[str]:
    """The kinds of thing that stand in `text`."""
    return frozenset(kind for kind, (_, held) in _PATTERNS.items() if held.search(text))
