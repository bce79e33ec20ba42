"""The buttons beside an answer that begin the drafts it offers."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.conversation.offers import ASKS_FOR, MOST_OFFERED


def offer_buttons(kinds: Sequence[str]) -> list[Any]:
    """MOST_OFFERED buttons: one that asks for each of `kinds`, the others hidden."""
    says = [ASKS_FOR[kind] for kind in kinds] + [""] * (MOST_OFFERED - len(kinds))
    return [gr.Button(one, visible=bool(one)) for one in says]
