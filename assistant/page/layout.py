"""What stands where on the page, and what each control does. No domain decisions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import punctuation
from typing import Any

import gradio as gr

from assistant.conversation.state import Conversation
from assistant.conversation.turn import LONGEST_MESSAGE, take_turn
from assistant.errors import AssistantError
from assistant.page.answers import stream_answer
from assistant.page.card import Typed, read_card, render_card, typed_of
from assistant.records import Answer, Outcome
from assistant.retrieval.ranking import Retriever
from assistant.rules.privacy import mask_numbers

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

# the answer is read from its first words: bring the question just asked to the top of the conversation
SHOW_FROM_THE_QUESTION = """() => {
  const asked = [...document.querySelectorAll('#conversation .user')].at(-1);
  asked?.closest('[class*="message-row"]')?.scrollIntoView({block: 'start', behavior: 'instant'});
}"""

START_OVER = "Start over and forget this conversation"
COPY = "Copy the last answer with its sources"
# words first, then each source with its section and official page, as plain text
COPY_THE_LAST_ANSWER = """() => {
  const answer = [...document.querySelectorAll('#conversation .bot')].at(-1);
  if (!answer) return;
  const words = [...answer.querySelectorAll('p, li')].filter(part => !part.closest('.sources') && !part.querySelector('p'));
  const sources = [...answer.querySelectorAll('details.source')].map(source =>
    source.querySelector('summary').textContent + ' ' + source.querySelector('.official a').href);
  navigator.clipboard.writeText([...words.map(part => part.textContent.trim()), ...sources].join('\\n\\n'));
}"""

Messages = list[dict[str, Any]]
Shown = tuple[str, Messages, Conversation, str, str, str, str]  # message box, conversation, what is known, card fields


def build_page(retriever: Retriever) -> gr.Blocks:
    """The page over `retriever`, ready to launch."""
    sections = retriever.index.corpus.sections

    def respond(message: str, history: Messages, known: Conversation, *fields: str) -> Iterator[Shown]:
        typed = Typed(*fields)
        if not message.strip():
            yield "", history, known, *typed
            return
        turn = len(history) // 2
        asked = [*history, {"role": "user", "content": _as_typed(message)}]
        card = read_card(typed, retriever.names)
        try:
            answer, after = take_turn(
                message, replace(known, notice=replace(card.notice, ssn_last4=known.notice.ssn_last4)), retriever
            )
        except AssistantError as error:
            answer, after = Answer(Outcome.ERROR, str(error)), known
        if not card.problems:  # a field that can't be read stays as it was typed, to be mended
            typed = typed_of(after.notice)
        for html in stream_answer(answer, sections, turn):
            yield "", [*asked, {"role": "assistant", "content": html}], after, *typed

    def respond_to_example(
        chosen: gr.SelectData, history: Messages, known: Conversation, *fields: str
    ) -> Iterator[Shown]:
        yield from respond(chosen.value["text"], history, known, *fields)

    def show_card(*fields: str) -> str:
        card = read_card(Typed(*fields), retriever.names)
        known = retriever.index.corpus.notices.get(card.notice.code or "")
        return render_card(card, known, retriever.passages(known.section) if known else [])

    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        known = gr.State(Conversation())
        gr.HTML(INTRODUCTION, elem_id="introduction")
        with gr.Row(elem_id="workplace"):
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    elem_id="conversation",
                    label="Conversation",
                    show_label=False,
                    height="min(64vh, 46rem)",
                    placeholder=EMPTY,
                    examples=[{"text": example} for example in EXAMPLES],
                    autoscroll=False,
                    buttons=[],
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
                        max_length=LONGEST_MESSAGE,
                        scale=5,
                        autofocus=True,
                    )
                    ask = gr.Button("Ask", variant="primary", scale=1, min_width=90, elem_id="ask")
                with gr.Row():
                    copy = gr.Button(COPY, size="sm", min_width=100, elem_id="copy")
                    start_over = gr.Button(START_OVER, size="sm", min_width=100, elem_id="start-over")
            with gr.Column(scale=1, min_width=280, elem_id="card"):
                gr.HTML("<h2>Your notice</h2>")
                meaning = gr.HTML(show_card(*Typed()), elem_id="card-meaning")
                fields: list[Any] = [
                    gr.Textbox(label="Notice code", placeholder="CP14, LT11, Letter 3172", elem_id="card-code"),
                    gr.Textbox(label="Notice date", placeholder="09/08/2026", elem_id="card-date"),
                    gr.Textbox(label="Tax year", placeholder="2024", elem_id="card-year"),
                    gr.Textbox(label="Amount on the letter", placeholder="3,214.77", elem_id="card-amount"),
                ]
        gr.HTML(ABOUT, elem_id="about")

        everything = [message, chat, known, *fields]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([field.change for field in fields], show_card, fields, meaning, **quiet)
        for trigger in (message.submit, ask.click):
            asking = trigger(respond, everything, everything, **quiet)
            asking.then(None, js=SHOW_FROM_THE_QUESTION, **quiet)
        example = chat.example_select(respond_to_example, [chat, known, *fields], everything, **quiet)
        example.then(None, js=SHOW_FROM_THE_QUESTION, **quiet)
        copy.click(None, js=COPY_THE_LAST_ANSWER, **quiet)
        for trigger in (start_over.click, chat.clear):
            trigger(lambda: ("", [], Conversation(), *Typed()), None, everything, **quiet)
    return page


def _as_typed(message: str) -> str:
    """The person's own message, masked, as text that is neither HTML nor markdown: every sign of either as its entity."""
    shown = "".join(f"&#{ord(sign)};" if sign in punctuation else sign for sign in mask_numbers(message).text)
    return shown.replace("\n", "<br>")
