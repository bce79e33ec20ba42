"""A thumbs-down: the person is asked whether the question may be kept for review, and only then it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation.state import Conversation
from assistant.drafting.fields import plain
from assistant.errors import AssistantError
from assistant.feedback import keep_question

THUMBS = ("Dislike",)
ASKS = """<p><strong>This answer didn't help.</strong> May your question be kept, so that the guidance can be mended?
It stays on this computer: your messages up to this answer, with full numbers, e-mail addresses and the names from your draft
masked. Nothing else is kept, and nothing is sent.</p>"""
KEPT = "Kept on this computer for review, with numbers masked. Thank you."
PRIVATE_FIELDS = ("name", "address", "representative")


class Marking:
    """The row that asks, below the conversation."""

    def __init__(self, folder: Path, not_asked: Iterable[str]):
        """`folder` is where kept questions go; `not_asked` are messages the page writes for the person."""
        self.folder, self.not_asked = folder, frozenset(not_asked)
        self.marked = gr.State(-1)
        with gr.Column(visible=False, elem_id="marking") as self.row:
            gr.HTML(ASKS)
            with gr.Row():
                self.keep = gr.Button("Keep my question for review", size="sm", min_width=90, elem_id="keep-question")
                self.leave = gr.Button("Don't keep it", size="sm", min_width=90, elem_id="leave-question")
        self.shown = [self.marked, self.row]

    def wire(self, chat: Any, known: Any, quiet: Mapping[str, Any]) -> None:
        """What the thumbs-down and the two buttons do."""
        chat.like(self._ask, None, self.shown, **quiet)
        self.keep.click(self._keep, [self.marked, chat, known], self.shown, **quiet)
        self.leave.click(self.put_away, None, self.shown, **quiet)

    @staticmethod
    def put_away() -> tuple[int, Any]:
        """No answer is marked, and nothing is asked."""
        return -1, gr.Column(visible=False)

    def _ask(self, marked: gr.LikeData) -> tuple[int, Any]:
        place = marked.index[0] if isinstance(marked.index, tuple | list) else marked.index
        return place, gr.Column(visible=marked.liked is False)

    def _keep(self, place: int, history: Sequence[Mapping[str, Any]], known: Conversation) -> tuple[int, Any]:
        said = [text_of(message) for message in history[: max(0, place)] if message["role"] == "user"]
        turns = [turn for turn in said if turn not in self.not_asked]
        if turns:
            try:
                keep_question(turns, _private(known), known.letter is not None, self.folder, date.today())
                gr.Info(KEPT)
            except AssistantError as error:
                gr.Warning(str(error))
        return self.put_away()


def text_of(message: Mapping[str, Any]) -> str:
    """What the person wrote, from a message of the conversation as the page holds it."""
    content = message["content"]
    parts = (
        [content]
        if isinstance(content, str)
        else [part.get("text", "") for part in content if isinstance(part, Mapping)]
    )
    return unescape("".join(parts).replace("<br>", "\n"))


def _private(known: Conversation) -> Iterator[str]:
    """The names and address lines of the draft on its way."""
    answers = known.draft.answers if known.draft else {}
    for field in PRIVATE_FIELDS:
        value = plain(answers[field]) if field in answers else []
        yield from [value] if isinstance(value, str) else value
