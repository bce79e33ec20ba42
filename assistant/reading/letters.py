"""Whether words are a letter's own."""

import re

FEWEST_WORDS, FEWEST_WITH_HEAD = 25, 12  # a short letter needs its letterhead, and one mark more
_MARKS = (
    r"(?im)^\W*(?:department of the treasury|internal revenue service|united states treasury)\b",
    r"(?i)\b(?:notice|letter)\s?date\b|(?m:^\W*date\s*:)",
    r"(?i)\bto contact us\b|\bcaller id\b|\bcontact (?:telephone|phone)\b",
    r"(?i)\btax (?:year|period)s?\s*[:|]?\s*(?:ending\s)?(?:\d|\n)",
    r"(?i)\bamount due\b[^\n]{0,40}\$",
    r"(?i)[x*]{3}-?[x*]{2}-?\d{4}",
    r"(?i)\bdear (?:taxpayer|sir|madam|mr|ms|mrs|homeowner|customer|[A-Z][a-z]+ [A-Z])",
    r"(?i)\bpage \d+ (?:of|/) ?\d+\b",
    r"(?i)\b(?:final notice|notice of (?:intent|pending|deficiency|levy|lien)|tax warrant|distraint)\b",
    r"(?m)^[A-Z .,'-]{6,40}\n.{3,40}\n[A-Z .,'-]{3,30},? [A-Z]{2} +\d{5}",
)
MARKS = tuple(re.compile(mark) for mark in _MARKS)
_ABOUT_ME = re.compile(r"(?i)\b(?:i|my|me|i'm|i've)\b")


def looks_like_a_letter(text: str) -> bool:
    """Whether `text` is a letter pasted as a whole, rather than a message about one.

    A letter has several marks of one (a letterhead, labelled dates, an address) in several rows, and seldom says "I".

    >>> looks_like_a_letter("I got a CP14 dated 9/8/26, amount due $500. Is it real?")
    False
    """
    rows = [row for row in text.splitlines() if row.strip()]
    words = text.split()
    if len(words) < FEWEST_WITH_HEAD or len(rows) < 4:
        return False
    marks = [bool(mark.search(text)) for mark in MARKS]
    has_enough = sum(marks) >= 2 if len(words) >= FEWEST_WORDS else marks[0] and sum(marks) >= 3
    return has_enough and len(_ABOUT_ME.findall(text)) < 0.04 * len(words)
