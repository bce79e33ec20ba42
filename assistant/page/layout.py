"""What stands where on the page, and what each control does. No domain decisions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import gradio as gr

from assistant.card import NAMES
from assistant.conversation.drafts import go_on
from assistant.conversation.offers import ASKS_FOR, MOST_OFFERED
from assistant.conversation.standing import settled
from assistant.conversation.state import Conversation
from assistant.conversation.taking import CONFIRM
from assistant.conversation.turn import LONGEST_MESSAGE, take_letter, take_turn
from assistant.drafting.fields import LONGEST_LINE
from assistant.errors import AssistantError, Closing
from assistant.page.aloud import MEND_THE_ROLES, SAID, SAY_IT_IS_THERE, SAY_IT_STARTS
from assistant.page.answers import as_messages, render_message, stream_answer
from assistant.page.card import Typed, choice_of, read_card, render_card, to_choose, typed_of
from assistant.page.drafts import Panel
from assistant.page.in_turn import ASKS, TAKE_TURNS
from assistant.page.keeping import EACH_IN_TURN, Keeping
from assistant.page.marking import THUMBS, Marking
from assistant.page.offers import offer_buttons
from assistant.page.uploads import taken_in
from assistant.reading import read_text
from assistant.reading.apart import Reader
from assistant.reading.findings import dates_of
from assistant.reading.text import LONGEST_TEXT
from assistant.records import Answer, Letter, Notice, Outcome
from assistant.retrieval.ranking import Retriever
from assistant.rules.authenticity import ways_to_confirm
from assistant.rules.privacy import mask_beginning
from assistant.settings import Settings

STYLE = Path(__file__).with_name("style.css")

TITLE = "Balance Due Assistant"
INTRODUCTION = """
<h1>Balance Due Assistant</h1>
<p class="lead">An IRS letter says there is a balance due, and you can't find it online? Ask here, or add
the letter. Every answer shows the words of the guidance it rests on. Nothing you type or add leaves this computer.</p>
"""
ABOUT = """
<details class="about"><summary>What this is, and what it isn't</summary>
<p>It answers from written guidance about IRS letters of individuals, with a source under every claim. It is
information, not legal or tax advice. It isn't the IRS. It can't tell you that a letter is genuine, and it can't see
your account. The date printed on your letter always counts.</p>
<p>Full Social Security, card and account numbers are masked the moment you send them. A file you add is deleted
before it is read. Closing the page forgets the conversation, unless you save it as a case. A question is kept only if you
press the thumbs-down under its answer and then say so.</p></details>
"""
EXAMPLES = [
    "Got a letter saying I owe $3,214 but there's nothing on the IRS site, is this a scam??",
    "My notice has no date on it. How long do I have?",
    "I can't pay it all at once",
    "I already paid this. What do I send them?",
    "Can they take my paycheck?",
]
EMPTY = "Ask anything about the letter, or add a photo of it under “Your notice”. Start with what worries you most."

# the answer is read from its first words: bring the question just asked to the top of the conversation. A button that went
# away when it was pressed leaves the focus nowhere: it goes to the message box, unless that would open a phone's keyboard
SHOW_FROM_THE_QUESTION = """() => {
  if (document.activeElement === document.body && matchMedia('(pointer: fine)').matches)
    document.querySelector('#message textarea')?.focus({preventScroll: true});
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

# buttons under the card: what they say, what they ask; {code} is the notice's own
CARD_QUESTIONS = (
    ("What is this?", "What is {code}?"),
    ("What happens next?", "What happens next after {code}?"),
    ("What are my rights?", "What are my rights with {code}?"),
    ("Is it real?", "Is this letter real?"),
    ("Why isn't it online?", "Why can't I find it online?"),
)
READ_A_LETTER = "I added a letter."
LOST_TOUCH = (
    "This tab no longer knows the conversation it shows: the program was started again, or many others came since. Copy your "
    "question, then reload the page: what was saved, or is still remembered, comes back."
)
FIELDS = (  # in the order of `Typed`
    ("code", "Notice code", "CP14, LT11, Letter 3172"),
    ("date", "Notice date", "09/08/2026"),
    ("year", "Tax year", "2024"),
    ("amount", "Amount on the letter", "3,214.77"),
    ("last-day", "Last day printed on it", "09/29/2026"),
    ("phone", "Phone printed on it", "800-829-1040"),
)
CHECKED = "I checked these, they are right"
PROGRESS = gr.Progress()  # as a default it tells Gradio to show how far the reading is

Messages = list[dict[str, Any]]
Shown = tuple[Any, ...]  # message box, conversation, what is known, card fields, offers


def build_page(retriever: Retriever, settings: Settings, reader: Reader, closing: Event) -> gr.Blocks:
    """The page over `retriever`, ready to launch. What a person lets us keep goes to the folders of `settings`; `reader`
    reads what is uploaded. Once `closing` is set, whoever still waits for an answer is told so."""
    corpus = retriever.index.corpus
    sections = corpus.sections
    offering = [gr.skip() for _ in range(MOST_OFFERED)]  # as they stand

    def respond(message: str, history: Messages, known: Conversation, *fields: Any) -> Iterator[Shown]:
        typed = Typed(*fields)
        if not message.strip():
            yield "", history, known, *typed, *offering
            return
        if history and not known.exchanges:  # an answer that knew nothing of them would look like one that does
            gr.Warning(LOST_TOUCH, duration=None)
            yield message, history, known, *typed, *offering
            return
        card = read_card(typed, retriever.names, known.notice)
        if card.notice != known.notice:  # a draft on its way has what was typed on the card
            known = settled(replace(known, notice=card.notice), corpus, date.today())
        try:
            must_be_open()
            answer, after = take_turn(message[:LONGEST_TEXT], known, retriever, date.today())
        except AssistantError as error:
            answer, after = Answer(Outcome.ERROR, str(error)), known
        said = mask_beginning(message, LONGEST_TEXT).text
        after = after.answered(said, answer)
        if not card.problems:  # a field that can't be read stays as it was typed, to be mended
            typed = typed_of(after.notice)
        offers = offered(known, after)
        growing = answered(render_message(said), history, answer)
        for number, shown in enumerate(_and_then(growing, after, *typed, *offers)):
            yield "" if number == 0 else gr.skip(), *shown

    def must_be_open() -> None:
        if closing.is_set():
            raise Closing

    def offered(before: Conversation, after: Conversation) -> list[Any]:
        """The buttons for what the last answer offers."""
        return offer_buttons([kind for kind in ASKS_FOR if kind in after.offered - before.offered])

    def answered(asked: str, history: Messages, answer: Answer) -> Iterator[Messages]:
        turn = len(history) // 2
        for html in stream_answer(answer, sections, turn):
            yield [*history, *as_messages(asked, html)]

    def respond_to_example(
        chosen: gr.SelectData, history: Messages, known: Conversation, *fields: Any
    ) -> Iterator[Shown]:
        yield from respond_to_button(chosen.value["text"], history, known, *fields)

    def respond_to_card(asks: str, history: Messages, known: Conversation, *fields: Any) -> Iterator[Shown]:
        code = on_card(known, fields).code
        yield from respond_to_button(asks.format(code=code or "this letter"), history, known, *fields)

    def respond_to_button(asks: str, history: Messages, known: Conversation, *fields: Any) -> Iterator[Shown]:
        """The same; what is being written in the message box stays there."""
        for _, *shown in respond(asks, history, known, *fields):
            yield gr.skip(), *shown

    def read_upload(
        path: str | None, history: Messages, known: Conversation, progress: Any = PROGRESS
    ) -> Iterator[Shown]:
        def read() -> Letter:
            data = taken_in(path or "")
            return reader.read(data, lambda done, of: progress((done, of), desc="Reading the letter", unit="pages"))

        for number, shown in enumerate(take_in(read, history, known)):
            yield None if number == 0 else gr.skip(), *shown

    def read_pasted(text: str, history: Messages, known: Conversation) -> Iterator[Shown]:
        if not text.strip():
            gr.Info("Paste the words of the letter first.")
            yield text, history, known, *typed_of(known.notice), *offering
            return
        for number, shown in enumerate(take_in(lambda: read_text(text), history, known)):
            yield "" if number == 0 else gr.skip(), *shown

    def take_in(read: Callable[[], Letter], history: Messages, known: Conversation) -> Iterator[Shown]:
        try:
            must_be_open()
            answer, after = take_letter(read(), known, retriever, date.today())
        except AssistantError as error:
            answer, after = Answer(Outcome.ERROR, str(error)), known
        after = after.answered(READ_A_LETTER, answer)
        offers = offered(known, after)
        yield from _and_then(answered(READ_A_LETTER, history, answer), after, *typed_of(after.notice), *offers)

    def on_card(known: Conversation, fields: Sequence[Any]) -> Notice:
        """What the card's fields say now, over what is known."""
        return read_card(Typed(*fields), retriever.names, known.notice).notice

    def show_card(known: Conversation, *fields: Any) -> tuple[str, Any, Any]:
        card = read_card(Typed(*fields), retriever.names, known.notice)
        kind = corpus.notices.get(card.notice.code or "")
        deadlines = dates_of(card.notice, corpus, date.today())
        html = render_card(card, kind, deadlines, known.letter, ways_to_confirm(corpus.facts), known.confirmed)
        choice = to_choose(known.letter, card.notice)
        radio = gr.Radio(visible=False, choices=[], value=None)
        if choice is not None:
            name, candidates = choice
            options = [choice_of(name, candidate) for candidate in candidates]
            radio = gr.Radio(
                visible=True,
                choices=options,
                value=None,
                label=f"{NAMES[name]}: the letter can be read in two ways. Which is it?",
            )
        return html, radio, gr.Button(visible=known.letter is not None and not known.confirmed)

    def confirmed(history: Messages, known: Conversation, *fields: Any) -> Iterator[Shown]:
        """A draft that waits for this goes on: it asks for more, or is handed over."""
        known = replace(known, notice=on_card(known, fields)).checked()
        if known.draft is None or known.draft.asked != CONFIRM:
            yield history, known
            return
        try:
            going = replace(known, draft=replace(known.draft, asked="", question=""))
            answer, known = go_on(going, retriever, date.today())
        except AssistantError as error:
            answer = Answer(Outcome.ERROR, str(error))
        known = known.answered(f"{CHECKED}.", answer)
        yield from _and_then(answered(f"{CHECKED}.", history, answer), known)

    def choose(option: str | None, known: Conversation, *fields: Any) -> Shown:
        notice = on_card(known, fields)
        choice = to_choose(known.letter, notice)
        if option is None or choice is None:
            return known, *fields
        name, candidates = choice
        value = next((c.value for c in candidates if choice_of(name, c) == option), None)
        notice = replace(notice, **{name: value})  # type: ignore[arg-type]
        return replace(known, notice=notice), *typed_of(notice)

    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        known = gr.State(Conversation())
        gr.HTML(INTRODUCTION + SAID, elem_id="introduction")
        with gr.Row(elem_id="workplace"):
            with gr.Column(scale=3, min_width=280):
                chat, offers, marking, message, ask, copy, start_over = _place_talk(settings.pending)
                panel = Panel(retriever, on_card)
                keeping = Keeping(retriever, settings, on_card)
            with gr.Column(scale=2, min_width=280, elem_id="card"):
                upload, pasted, read_button, meaning, choice, confirm, card_buttons, fields = _place_card()
        gr.HTML(ABOUT, elem_id="about")

        asked_with = [message, chat, known, *fields]
        everything = [*asked_with, *offers]
        seen = [meaning, choice, confirm]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        showing = (show_card, [known, *fields], seen)
        page.load(*showing, **quiet)
        page.load(None, js=MEND_THE_ROLES, **quiet)
        page.load(None, js=TAKE_TURNS, **quiet)
        showing_draft = panel.wire(known, fields, quiet)
        panel.on_load(page, quiet)
        marking.wire(chat, known, quiet)
        gr.on([field.change for field in fields], *showing, **EACH_IN_TURN, **quiet)
        buttons = [button.click for button in (ask, read_button, confirm, *offers, *(one for one, _ in card_buttons))]
        gr.on([message.submit, chat.example_select, upload.upload, *buttons], None, js=SAY_IT_STARTS, **quiet)
        asking = [trigger(respond, asked_with, everything, **quiet) for trigger in (message.submit, ask.click)]
        asking.append(chat.example_select(respond_to_example, [chat, known, *fields], everything, **quiet))
        asking += [
            button.click(partial(respond_to_card, asks), [chat, known, *fields], everything, **quiet)
            for button, asks in card_buttons
        ]
        asking += [button.click(respond_to_button, [button, *asked_with[1:]], everything, **quiet) for button in offers]
        taking_in = [upload, *everything[1:]]
        asking.append(
            upload.upload(
                read_upload,
                [upload, chat, known],
                taking_in,
                show_progress="full",
                show_progress_on=[upload],
                api_visibility="private",
            )
        )
        asking.append(read_button.click(read_pasted, [pasted, chat, known], [pasted, *taking_in[1:]], **quiet))
        asking.append(confirm.click(confirmed, [chat, known, *fields], [chat, known], **quiet))
        for asked in asking:
            asked.then(None, js=SHOW_FROM_THE_QUESTION, **quiet)
            asked.then(None, js=SAY_IT_IS_THERE, **quiet)
            asked.failure(None, js=SAY_IT_IS_THERE, **quiet)
            asked.then(*showing, **quiet)
            asked.then(*showing_draft, **quiet)
        choice.input(choose, [choice, known, *fields], [known, *fields], **quiet).then(*showing, **quiet)
        copy.click(None, js=COPY_THE_LAST_ANSWER, **quiet)
        brought_back, everything_deleted = keeping.wire(page, chat, known, fields, offers, quiet)
        for back in brought_back:
            back.then(marking.put_away, None, marking.shown, **quiet)
            back.then(*showing, **quiet)
            back.then(*showing_draft, **quiet)
        for trigger in (start_over.click, everything_deleted):
            forgetting = trigger(
                lambda: ("", [], Conversation(), *Typed(), *(gr.Button(visible=False) for _ in offers)),
                None,
                everything,
                **quiet,
            )
            forgetting.then(marking.put_away, None, marking.shown, **quiet)
            forgetting.then(*showing, **quiet)
            forgetting.then(*showing_draft, **quiet)
    return page


def _and_then(growing: Iterable[Messages], *settled: Any) -> Iterator[Shown]:
    """The conversation as it grows, and with its last words all else: a browser that can't keep up shows, of what came
    meanwhile for a part of the page, only the newest."""
    *before, last = growing
    for shown in before:
        yield shown, *(gr.skip() for _ in settled)
    yield last, *settled


class _Talk(NamedTuple):
    chat: Any
    offers: list[Any]
    marking: Marking
    message: Any
    ask: Any
    copy: Any
    start_over: Any


def _place_talk(pending: Path) -> _Talk:
    """The conversation, what is offered with its last answer, what is asked after a thumbs-down, and the box to ask in."""
    chat = gr.Chatbot(
        elem_id="conversation",
        label="Conversation",
        show_label=False,
        height="min(64vh, 46rem)",
        placeholder=EMPTY,
        examples=[{"text": example} for example in EXAMPLES],
        autoscroll=False,
        buttons=[],
        feedback_options=THUMBS,
        layout="bubble",
        allow_tags=False,
        latex_delimiters=[],
    )
    with gr.Row(elem_id="offers"):
        offers = [gr.Button("", visible=False, size="sm", min_width=90, elem_classes=ASKS) for _ in range(MOST_OFFERED)]
    marking = Marking(pending, {READ_A_LETTER, f"{CHECKED}."})
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
        ask = gr.Button("Ask", variant="primary", scale=1, min_width=90, elem_id="ask", elem_classes=ASKS)
    with gr.Row():
        copy = gr.Button(COPY, size="sm", min_width=100, elem_id="copy")
        start_over = gr.Button(START_OVER, size="sm", min_width=100, elem_id="start-over", elem_classes=ASKS)
    return _Talk(chat, offers, marking, message, ask, copy, start_over)


class _OnCard(NamedTuple):
    upload: Any
    pasted: Any
    read_button: Any
    meaning: Any
    choice: Any
    confirm: Any
    buttons: list[tuple[Any, str]]
    fields: list[Any]


def _place_card() -> _OnCard:
    """The notice card: ways to bring a letter in, what it means, and its details, which are `Typed` in this order."""
    gr.HTML("<h2>Your notice</h2>")
    upload = gr.File(
        label="Photo or PDF of the letter",
        file_types=["image", ".heic", ".heif", ".pdf", ".txt"],
        type="filepath",
        height=130,
        elem_id="upload",
    )
    with gr.Accordion("Or paste the letter's words", open=False, elem_id="paste"):
        pasted = gr.Textbox(
            label="The letter's words", lines=4, max_lines=12, max_length=LONGEST_TEXT, elem_id="pasted"
        )
        read_button = gr.Button("Read it", size="sm", elem_id="read-pasted", elem_classes=ASKS)
    meaning = gr.HTML(elem_id="card-meaning")
    choice = gr.Radio(visible=False, choices=[], elem_id="card-choice")
    confirm = gr.Button(CHECKED, visible=False, size="sm", elem_id="card-confirm", elem_classes=ASKS)
    with gr.Row(elem_id="card-questions"):
        buttons = [(gr.Button(says, size="sm", min_width=90, elem_classes=ASKS), asks) for says, asks in CARD_QUESTIONS]
    with gr.Accordion("Type or mend the details", open=True, elem_id="details"):
        fields: list[Any] = [
            gr.Textbox("", label=label, placeholder=example, elem_id=f"card-{name}", max_length=LONGEST_LINE)
            for name, label, example in FIELDS
        ]
        fields.append(gr.Checkbox(label="Addressed to me outside the United States", elem_id="card-abroad"))
    return _OnCard(upload, pasted, read_button, meaning, choice, confirm, buttons, fields)
