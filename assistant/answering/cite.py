"""The one place a Citation is made: words are located in their section, or there is no citation."""

from assistant.records import Citation, Section


def cite(quote: str, section: Section, near: int = 0) -> Citation | None:
    """`quote` as a Citation when it stands in `section`, character for character; None when it doesn't.

    Where it stands more than once, the place at or after `near` counts. An empty quote is never located.
    `section.text[citation.start:citation.end] == quote` holds for what comes back.
    """
    start = section.text.find(quote, near) if quote.strip() else -1
    if start < 0 and quote.strip():
        start = section.text.find(quote)
    if start < 0:
        return None
    return Citation(section.id, section.title, quote, start, start + len(quote), section.url)
