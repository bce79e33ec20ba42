"""Answer → the HTML of a chat message: the text, and under it each source, folded, open at the quoted words."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from string import punctuation

from markdown_it import MarkdownIt

from assistant.records import Answer, Citation, Section
from assistant.rules.privacy import mask_numbers

NO_LONGER = "These words no longer stand in the guidance: it has changed since this was saved. Ask again before you rely on them."

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image", "link", "autolink"])
)


def render_message(message: str) -> str:
    """The person's own message, masked, as text that is neither HTML nor markdown: every sign of either as its entity."""
    shown = "".join(f"&#{ord(sign)};" if sign in punctuation else sign for sign in mask_numbers(message).text)
    return shown.replace("\n", "<br>")


def as_messages(asked: str, answer: str) -> list[dict[str, str]]:
    """What was asked and what was answered, both HTML, as a conversation's messages."""
    return [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]


def render_answer(answer: Answer, sections: Mapping[str, Section], turn: int) -> str:
    """The whole message as HTML. `turn` keeps the ids of one answer apart from another's."""
    parts = []
    if answer.understood:
        parts.append(f'<p class="understood">Understood as: {escape(answer.understood)}</p>')
    parts.append(render_text(answer.text, len(answer.citations), turn))
    if answer.citations:
        parts.append(f'<div class="sources"><p class="sources-title">Sources ({len(answer.citations)})</p>')
        parts += [
            render_source(citation, sections.get(citation.section), number, turn)
            for number, citation in enumerate(answer.citations, start=1)
        ]
        parts.append("</div>")
    return "".join(parts)


def stream_answer(answer: Answer, sections: Mapping[str, Section], turn: int) -> Iterator[str]:
    """The message growing a passage at a time, the whole of it last."""
    passages = answer.text.split("\n\n")
    for count in range(1, len(passages)):
        yield render_text("\n\n".join(passages[:count]), len(answer.citations), turn)
    yield render_answer(answer, sections, turn)


def render_text(text: str, n_citations: int, turn: int) -> str:
    """Markdown → HTML without raw HTML, images or links of its own; `[n]` opens source n."""
    html = _linked(_markdown.render(text))
    for number in range(1, n_citations + 1):
        mark = f"[{number}]"
        link = f'<a class="cite" href="#{_anchor(turn, number)}" aria-label="Source {number}">{mark}</a>'
        html = html.replace(mark, link)
    return html


def render_source(citation: Citation, section: Section | None, number: int, turn: int) -> str:
    """One folded source: the whole section with the quoted words marked, and the official page to check it on.

    Of an answer saved before the guidance changed, the quoted words alone where they no longer stand in it, and that said.
    """
    quoted = f'<mark id="{_anchor(turn, number)}" tabindex="-1">{_plain_html(citation.quote)}</mark>'
    if section is None or section.text[citation.start : citation.end] != citation.quote:
        body, official = quoted, NO_LONGER
    else:
        before, after = section.text[: citation.start], section.text[citation.end :]
        body = f"{_plain_html(before)}{quoted}{_plain_html(after)}"
        official = f"As of {escape(section.as_of)}. Check it on the official page: {_link(section.url)}"
    return (
        f'<details class="source"><summary>[{number}] {escape(citation.title)} '
        f'<span class="section-id">{escape(citation.section)}</span></summary>'
        f'<div class="section-text">{body}</div><p class="official">{official}</p></details>'
    )


def _anchor(turn: int, number: int) -> str:
    return f"quote-{turn}-{number}"


def _plain_html(text: str) -> str:
    """A section's text as it stands, its headings in bold."""
    return re.sub(r"^#{1,6} (.+)$", r"<strong>\1</strong>", escape(text), flags=re.MULTILINE).replace("\n", "<br>")


def _link(url: str) -> str:
    return f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'


def _linked(html: str) -> str:
    """Bare addresses of government pages as links, which is all that the guidance names; one that was typed, or stands on a
    letter, stays text. The text was escaped before."""
    return re.sub(
        r"https://(?:[\w-]+\.)+gov(?![\w-]|\.\w|[@:])(?:/[\w./#?=&;%-]*[\w/])?",
        lambda match: f'<a href="{match[0]}" target="_blank" rel="noopener noreferrer">{match[0]}</a>',
        html,
    )
