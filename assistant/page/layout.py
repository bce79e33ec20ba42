"""What stands where on the page, and what each control does. No domain decisions."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.errors import AssistantError
from assistant.page.answers import render_answer, stream_answer
from assistant.page.card import read_card, render_card
from assistant.records import Answer, Notice, Outcome
from assistant.retrieval.ranking import Retriever

STYLE = Path(__file__).with_name("style.css")

TITLE = "Balance Due Assistant"
INTRODUCTION = """
<h1>Balance Due Assistant</h1>
<p class="lead">An IRS letter says there is a balance due, and you can't find it online? Ask here. Every answer shows the
words of the guidance it rests on. Nothing you type leaves this computer.</p>
"""
ABOUT = """
<details class="about"><summary>What this is, and what it isn't</summary>
<p>It answers from written guidance about IRS letters of individuals, with a source under every claim. It is
information, not legal or tax advice. It isn't the IRS. It can't tell you that a letter is genuine, and it can't see
your account. The date printed on your letter always counts.</p>
<p>Full Social Security, card and account numbers are masked the moment you send them. Closing the page forgets the
conversation.</p></details>
"""
EXAMPLES = [
    "Got a letter saying I owe $3,214 but there's nothing on the IRS site, is this a scam??",
    "My notice has no date on it. How long do I have?",
    "I can't pay it all at once",
    "I already paid this. What do I send them?",
    "Can they take my paycheck?",
]
EMPTY = "Ask anything about the letter. Start with what worries you most."

Messages = list[dict[str, Any]]


def build_page(retriever: Retriever) -> gr.Blocks:
    """The page over `retriever`, ready to launch."""
    sections = retriever.index.corpus.sections

    def respond(
        message: str, history: Messages, known: Conversation, *fields: str
    ) -> Iterator[tuple[str, Messages, Conversation]]:
        if not message.strip():
            yield "", history, known
            return
        card = read_card(*fields, retriever.names)
        turn = len(history) // 2
        asked = [*history, {"role": "user", "content": _as_typed(message)}]
        try:
            answer, after = take_turn(message, replace(known, notice=_merged(known.notice, card.notice)), retriever)
        except AssistantError as error:
            answer, after = Answer(Outcome.ERROR, str(error)), known
        for html in stream_answer(answer, sections, turn):
            yield "", [*asked, {"role": "assistant", "content": html}], after
        yield "", [*asked, {"role": "assistant", "content": render_answer(answer, sections, turn)}], after

    def show_card(*fields: str) -> str:
        card = read_card(*fields, retriever.names)
        known = retriever.index.corpus.notices.get(card.notice.code or "")
        return render_card(card, known, sections[known.section] if known else None)

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=False) as page:
        known = gr.State(Conversation())
        gr.HTML(INTRODUCTION, elem_id="introduction")
        with gr.Row(elem_id="workplace"):
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    elem_id="conversation",
                    label="Conversation",
                    height="58vh",
                    placeholder=EMPTY,
                    buttons=["copy"],
                    feedback_options=None,
                    layout="bubble",
                    allow_tags=False,
                    latex_delimiters=[],
                )
                with gr.Row(elem_id="asking"):
                    message = gr.Textbox(
                        elem_id="message",
                        label="Your question",
                        placeholder="For example: it says CP504, can they take my wages?",
                        lines=1,
                        max_lines=8,
                        max_length=20_000,
                        scale=5,
                        autofocus=True,
                    )
                    ask = gr.Button("Ask", variant="primary", scale=1, min_width=90, elem_id="ask")
                with gr.Row(elem_id="examples"):
                    examples = [gr.Button(example, size="sm", elem_classes="example") for example in EXAMPLES]
                start_over = gr.Button("Start over and forget this conversation", size="sm", elem_id="start-over")
            with gr.Column(scale=1, min_width=280, elem_id="card"):
                gr.HTML("<h2>Your notice</h2>")
                meaning = gr.HTML(show_card("", "", "", ""), elem_id="card-meaning")
                code = gr.Textbox(label="Notice code", placeholder="CP14, LT11, Letter 3172", elem_id="card-code")
                notice_date = gr.Textbox(label="Notice date", placeholder="09/08/2026", elem_id="card-date")
                tax_year = gr.Textbox(label="Tax year", placeholder="2024", elem_id="card-year")
                amount = gr.Textbox(label="Amount on the letter", placeholder="3,214.77", elem_id="card-amount")
        gr.HTML(ABOUT, elem_id="about")

        fields: list[Any] = [code, notice_date, tax_year, amount]
        for one in fields:
            one.change(show_card, fields, meaning, show_progress="hidden", api_visibility="private")
        gr.on(
            [message.submit, ask.click],
            respond,
            [message, chat, known, *fields],
            [message, chat, known],
            show_progress="minimal",
            concurrency_limit=8,
            api_visibility="private",
        )
        for example, text in zip(examples, EXAMPLES, strict=True):
            example.click(
                partial(respond, text), [chat, known, *fields], [message, chat, known], api_visibility="private"
            )
        start_over.click(
            lambda: ("", [], Conversation(), "", "", "", ""),
            None,
            [message, chat, known, *fields],
            api_visibility="private",
        )
    return page


def _merged(known: Notice, typed: Notice) -> Notice:
    """What the person typed on the card, and for its empty fields what they said before."""
    return Notice(
        typed.code or known.code,
        typed.notice_date or known.notice_date,
        typed.tax_years or known.tax_years,
        typed.amount_due or known.amount_due,
        known.ssn_last4,
    )


def _as_typed(message: str) -> str:
    """The person's own message, masked, shown as text and never as markup."""
    from html import escape

    from assistant.rules.privacy import mask_numbers

    return escape(mask_numbers(message).text).replace("\n", "<br>")
