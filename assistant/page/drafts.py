"""The panel “Your draft”: its fields, the letter as it will look, where each word of it came from, and the files."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import gradio as gr

from assistant.calendar import calendar_if_dated, has_date_to_come
from assistant.conversation.standing import Standing, filled_in, read_by_hand, settled, where_it_stands
from assistant.conversation.state import Conversation
from assistant.corpus import Corpus
from assistant.corpus.templates import DERIVED, GENERAL, KINDS
from assistant.drafting.details import Details
from assistant.drafting.export import DATES, ENCLOSURES, pack_of, write
from assistant.drafting.fields import LONGEST_LINE, LONGEST_WORDS, Value, printed
from assistant.drafting.letters import SCRIPT
from assistant.errors import BadInput
from assistant.reading.findings import dates_of
from assistant.records import Block, Draft, Notice, Role, Run, Template
from assistant.retrieval.ranking import Retriever

ON_CARD = ("notice_code", "notice_date", "tax_year", "amount", "deadline")  # typed on the notice card, not here
ROUND_A_LETTER = ("address", "phone", "ssn_last4", "form")  # the frame of every letter has a place for them
OWN_WORDS = ("reason", "what_is_asked", "agreed_items", "disputed_items")
NEEDED, MORE = "needed", "more"
SHEET = "How to send it"

# what a button says, and what it hands over
FILES = (
    ("Everything (zip)", ".zip"),
    ("Word (.docx)", ".docx"),
    ("PDF", ".pdf"),
    ("Text", ".txt"),
    ("Dates (.ics)", ".ics"),
)
TYPES = {
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".txt": "text/plain;charset=utf-8",
    ".ics": "text/calendar",
}

# a file goes from the answer of the page straight into the person's downloads, and lies nowhere else
HAND_OVER = """(file) => {
  if (file?.data) {
    const bytes = Uint8Array.from(atob(file.data), sign => sign.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], {type: file.type}));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  return null;
}"""
# a status is read aloud only where its place was there before it: these are, and get their role once
SAY_POLITELY = """() => {
  document.querySelector('#draft-status .html-container')?.setAttribute('role', 'status');
  document.querySelectorAll('#draft-problems .html-container, #draft-not-made .html-container')
    .forEach(one => one.setAttribute('aria-live', 'polite'));
}"""
IS_WIDE = "() => window.matchMedia('(min-width: 701px)').matches"
TO_THE_MESSAGE = "() => document.querySelector('#message textarea')?.focus()"
HEADING = "<h2>Your draft</h2>"


# what is typed in a field


class Place(NamedTuple):
    """A box on the panel: a field among those that a template needs, or among those it can have."""

    name: str
    group: str


def places_of(corpus: Corpus) -> tuple[Place, ...]:
    """Every box that any template of the corpus can call for, in the order of its fields."""
    layouts = [layout_of(template, ()) for name, template in corpus.templates.items() if name != "sheet"]
    layouts += [layout_of(template, ("reason",)) for template in corpus.templates.values() if template.kind in KINDS]
    called_for = {place for layout in layouts for place in layout}
    return tuple(
        Place(n, group) for group in (NEEDED, MORE) for n in corpus.draft_fields if Place(n, group) in called_for
    )


def layout_of(template: Template, missing: Iterable[str]) -> frozenset[Place]:
    """The boxes of `template`; `missing` can add to what it needs."""
    needed = {name for name in (*template.needs, *missing) if name not in ON_CARD}
    more = {*template.may_have, *(ROUND_A_LETTER if template.kind != SCRIPT else ())} - needed - {*ON_CARD} - DERIVED
    return frozenset({*(Place(name, NEEDED) for name in needed), *(Place(name, MORE) for name in more)})


def as_typed(value: Value | None) -> str:
    """A value as it stands in its box; `read_answer` reads it back as the same.

    >>> as_typed(date(2026, 4, 9)), as_typed(("12 Elm Street", "Toledo, OH")), as_typed(None)
    ('April 9, 2026', '12 Elm Street\\nToledo, OH', '')
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        parts = [printed(one) if isinstance(one, Decimal) else str(one) for one in value]
        return ("\n" if isinstance(value[0], str) else ", ").join(parts)
    return printed(value)


@dataclass(frozen=True, slots=True)
class Written:
    """What the boxes hold: what was read from them, the text to keep where it isn't the typed one, a line for each fault."""

    values: Mapping[str, Value | None]
    mended: Mapping[str, str]
    problems: Mapping[str, str]


def read_boxes(texts: Mapping[str, str], retriever: Retriever) -> Written:
    """The boxes as values; one that can't be read is None and has its problem, one that holds a full number is masked."""
    values: dict[str, Value | None] = {}
    mended, problems = {}, {}
    for name, text in texts.items():
        values[name] = None
        try:
            values[name], kept = read_by_hand(retriever.index.corpus.draft_fields[name], text, retriever)
        except BadInput as problem:
            problems[name] = str(problem)
            continue
        if kept != text:
            mended[name] = kept
            problems[name] = "A full number was masked: a letter carries the last four digits and no more."
    return Written(values, mended, problems)


# what the panel says


def status_of(standing: Standing) -> str:
    """Where the draft stands, in one line."""
    if standing.unfit:
        return "This can't be drafted for your notice as it stands."
    if standing.missing:
        names = ", ".join(_plain_name(name) for name in standing.missing)
        n = len(standing.missing)
        return f"{n} things are still missing: {names}." if n > 1 else f"1 thing is still missing: {names}."
    if standing.unchecked:
        return "One thing left: check the notice card against the paper, then press “I checked these, they are right”."
    kind, title = KINDS[standing.template.kind], standing.template.title
    says = dict.fromkeys(f"{one[:1].lower()}{one[1:]}" for one in (kind, title))  # one where both are the same
    return f"Ready: {', '.join(says)}."


def _plain_name(name: str) -> str:
    return name.replace("_", " ").replace("ssn last4", "last four digits")


def render_problems(problems: Iterable[str]) -> str:
    return "".join(f'<p class="problem">{escape(problem)}</p>' for problem in problems)


def render_standing(standing: Standing, corpus: Corpus) -> str:
    """The letter as it will look, or what keeps it from being one."""
    if standing.made is not None:
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in standing.made.notes)
        return notes + render_page(standing.made, corpus)
    if standing.unfit:
        return f'<div class="not-yet"><p>{escape(standing.unfit)}</p></div>'
    if standing.unchecked:
        return (
            '<div class="not-yet"><p>Nothing that was read from your letter goes into a draft before you have checked it. '
            "Compare the notice card with the paper, mend what is wrong, and press the button under it.</p></div>"
        )
    items = "".join(
        f"<dt>{escape(corpus.draft_fields[name].label)}{' (on the notice card)' if name in ON_CARD else ''}</dt>"
        f"<dd>{escape(question)}</dd>"
        for name, question in standing.missing.items()
    )
    return f'<div class="not-yet"><p>The draft shows here once this is known:</p><dl>{items}</dl></div>'


def render_page(draft: Draft, corpus: Corpus) -> str:
    """The letter or script as a sheet of paper; each word that isn't the template's says where it came from."""
    what = "Call script" if draft.kind == SCRIPT else "Letter"
    html = "".join(_blocks(draft.page, corpus))
    return f'<article class="paper" aria-label="{what}: preview">{html}</article>'


def render_sheet(draft: Draft, corpus: Corpus) -> str:
    """The person's own sheet, without its title; "" where there is none."""
    return "".join(_blocks([block for block in draft.sheet if block.role is not Role.SUBJECT], corpus))


def _blocks(blocks: Iterable[Block], corpus: Corpus) -> Iterator[str]:
    for role, group in groupby(blocks, key=lambda block: block.role):
        lines = [_line(block, corpus) for block in group]
        match role:
            case Role.SUBJECT:
                yield from (f"<h3>{line}</h3>" for line in lines)
            case Role.HEADING:
                yield from (f"<h4>{line}</h4>" for line in lines)
            case Role.BULLET:
                yield f"<ul>{_items(lines)}</ul>"
            case Role.NUMBERED:
                yield f"<ol>{_items(lines)}</ol>"
            case Role.ENCLOSURE:
                yield f"<h4>{ENCLOSURES}</h4><ol>{_items(lines)}</ol>"
            case Role.OWN_WORDS:
                yield from (f'<blockquote dir="auto">{line}</blockquote>' for line in lines)
            case Role.SIGNATURE:
                yield from (f'<div class="sign"><p>{line}</p><p>Date</p></div>' for line in lines)
            case Role.LOG:
                yield from (f'<p class="log"><span>{line}</span></p>' for line in lines)
            case Role.SENDER | Role.RECIPIENT | Role.REFERENCE:
                yield f'<p class="{role}">{"<br>".join(lines)}</p>'
            case _:
                yield from (f'<p class="{role}">{line}</p>' for line in lines)


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def _line(block: Block, corpus: Corpus) -> str:
    label = f"{escape(block.label)}: " if block.label and block.role is not Role.LOG else escape(block.label)
    return label + "".join(_run(run, corpus) for run in block.runs)


def _run(run: Run, corpus: Corpus) -> str:
    text = escape(run.text)
    if not run.source:
        return text
    says = escape(source_in_words(run.source, corpus), quote=True)
    fact = _fact_of(run.source, corpus)
    if fact is not None:
        return (
            f'<a class="from" data-from="{says}" aria-description="{says}" href="{escape(fact, quote=True)}" '
            f'target="_blank" rel="noopener noreferrer">{text}</a>'
        )
    return f'<span class="from" tabindex="0" data-from="{says}" aria-description="{says}">{text}</span>'


def source_in_words(source: str, corpus: Corpus) -> str:
    """Where words of a draft came from, as the person reads it.

    `source` is a `Run.source`: "field:amount", "fact:phones.individuals_main", "catalogue:hearing".
    """
    came_from, _, name = source.partition(":")
    if came_from == "fact":
        return f"From the facts, {name}: opens the page it is checked on"
    if came_from == "catalogue":
        return "From what is known of this kind of notice"
    if name == "today":
        return "Today's date"
    if name == "reply_address":
        return "Read from your notice: its reply address"
    if name == "deadline":
        return "The date that counts, as the notice card shows it"
    field = corpus.draft_fields[name]
    if name in ON_CARD:
        return f"From your notice card: {field.label}"
    return "Your own words" if name in OWN_WORDS else f"From you: {field.label}"


def _fact_of(source: str, corpus: Corpus) -> str | None:
    """The page that a fact is checked on."""
    came_from, _, reference = source.partition(":")
    ids = [one for one in corpus.facts if reference == one or reference.startswith(f"{one}.")]
    return corpus.facts[max(ids, key=len)].source if came_from == "fact" and ids else None


# files


class File(NamedTuple):
    """A file to hand over, and what it is without, if something couldn't be made."""

    name: str
    data: bytes
    problem: str = ""


def file_of(draft: Draft, ending: str, notice: Notice, corpus: Corpus, now: datetime) -> File:
    """`draft` as the file that `ending` names; the name of it says nothing of the person.

    Raises BadInput where it can't be made. The zip is then made without the PDF.
    """
    calendar = calendar_if_dated(dates_of(notice, corpus, now.date()), notice.code, now)
    name = draft.kind.replace("_", "-")
    if ending == ".ics":
        if calendar is None:
            raise BadInput("No date to come is known for this notice. Put the date printed on it on the notice card.")
        return File(DATES, calendar)
    if ending != ".zip":
        return File(name + ending, write(draft, ending))
    try:
        return File(f"{name}.zip", pack_of(draft, calendar))
    except BadInput as problem:
        return File(f"{name}.zip", pack_of(draft, calendar, without=".pdf"), f"The zip has no PDF in it. {problem}")


# the panel


OnCard = Callable[[Conversation, Sequence[Any]], Notice]


class Panel:
    """The components of the panel, placed where it is made, and what they do. `wire` connects them once all else stands."""

    def __init__(self, retriever: Retriever, on_card: OnCard):
        self.retriever, self.corpus, self.on_card = retriever, retriever.index.corpus, on_card
        self.places = places_of(self.corpus)
        # what the boxes held when they were set or read last, in the browser: it comes with what they hold now, however late
        self.seen = gr.JSON([""] * len(self.places), visible=False)
        with gr.Column(elem_id="draft"):
            self.heading = gr.HTML("")
            self.status = gr.HTML("", elem_id="draft-status")
            self.problems = gr.HTML("", elem_id="draft-problems")
            with gr.Column(visible=False, elem_id="draft-body") as self.body:
                with gr.Row():
                    self.kind = gr.Dropdown(choices=[], label="Kind", elem_id="draft-kind", min_width=200)
                    self.situation = gr.Dropdown(
                        choices=[], label="Situation", elem_id="draft-situation", min_width=200
                    )
                with gr.Row(elem_id="draft-needed"):
                    needed = [self._box(place) for place in self.places if place.group == NEEDED]
                with (
                    gr.Accordion("More you can add", open=False, elem_id="draft-more") as self.more,
                    gr.Row(),
                ):
                    self.boxes = needed + [self._box(place) for place in self.places if place.group == MORE]
                with gr.Row(elem_id="draft-files"):
                    self.files = [(gr.Button(says, size="sm", min_width=90), ending) for says, ending in FILES]
                self.not_made = gr.HTML("", elem_id="draft-not-made")
                self.preview = gr.HTML("", elem_id="draft-preview")
                with gr.Accordion(SHEET, open=True, elem_id="draft-how") as self.how:
                    self.sheet = gr.HTML("", elem_id="draft-sheet")
                self.discard = gr.Button("Discard draft", size="sm", elem_id="draft-discard")
            self.handing_over = [gr.JSON(visible=False) for _ in FILES]

    def _box(self, place: Place) -> Any:
        field = self.corpus.draft_fields[place.name]
        told: dict[str, Any] = {"label": field.label, "visible": False, "elem_id": f"draft-{place.group}-{place.name}"}
        if field.choices:
            return gr.Dropdown(choices=["", *field.choices], value="", min_width=200, **told)
        lines = 3 if field.reads in ("lines", "words") else 1
        longest = LONGEST_WORDS if field.reads in ("lines", "words") else LONGEST_LINE
        return gr.Textbox(
            value="",
            placeholder=f"For example: {field.example}",
            lines=lines,
            max_lines=12 if lines > 1 else 1,
            max_length=longest,
            min_width=200 if lines == 1 else 480,
            **told,
        )

    @property
    def shown(self) -> list[Any]:
        """Every component that `show` sets."""
        return [self.seen, *self._live, self.kind, *self.boxes]

    @property
    def _live(self) -> list[Any]:
        """What follows each letter typed."""
        said = [self.heading, self.status, self.problems, self.body, self.situation, self.more, self.preview]
        return [*said, self.how, self.sheet, *(button for button, _ in self.files)]

    def wire(self, known: Any, fields: Sequence[Any], quiet: Mapping[str, Any]) -> tuple[Any, list[Any], list[Any]]:
        """Connects the panel's own controls. `fields` are those of the notice card. What to run after a turn comes back."""
        showing = (self.show, [known, self.seen, *fields, *self.boxes], self.shown)
        gr.on(  # `input` comes with key presses alone: not with what is pasted, deleted or dictated
            [one.change for one in (*self.boxes, *fields)],
            self.changed,
            [known, self.seen, *fields, *self.boxes],
            [known, self.seen, *self._live, *self.boxes],
            trigger_mode="always_last",
            **quiet,
        )
        leaving = gr.on(
            [box.blur for box in self.boxes],
            self.left,
            [known, self.seen, *self.boxes],
            [self.seen, self.problems, *self.boxes],
            trigger_mode="always_last",
            **quiet,
        )
        leaving.then(
            self.emptied,
            [known, self.seen, *fields, *self.boxes],
            [known, self.seen, *self._live, *self.boxes],
            **quiet,
        )
        chosen = [known, self.kind, self.situation, *fields]
        self.kind.input(self.choose_kind, chosen, known, **quiet).then(*showing, **quiet)
        self.situation.input(self.choose_situation, chosen, known, **quiet).then(*showing, **quiet)
        for (button, ending), file in zip(self.files, self.handing_over, strict=True):
            making = button.click(
                partial(self.make, ending), [known, *fields], [file, self.not_made], trigger_mode="once", **quiet
            )
            making.then(None, file, file, js=HAND_OVER, **quiet)
        discarding = self.discard.click(lambda known: replace(known, draft=None), known, known, **quiet)
        discarding.then(*showing, **quiet).then(None, js=TO_THE_MESSAGE, **quiet)
        return showing

    def on_load(self, page: gr.Blocks, quiet: Mapping[str, Any]) -> None:
        """What is done once, as the page opens: how wide it is, and what is read aloud."""
        wide = gr.Checkbox(visible=False)
        page.load(None, js=SAY_POLITELY, **quiet)
        page.load(lambda is_wide: gr.Accordion(open=is_wide), wide, self.how, js=IS_WIDE, **quiet)

    # events

    def show(self, known: Conversation, seen: Sequence[str], *typed: Any) -> list[Any]:
        """The whole panel as the conversation and the notice card have it; a box keeps its text where it says the same, and
        where the person has written in it since (see `changed`): this may be told late."""
        fields, texts = typed[: -len(self.boxes)], self._cleaned(typed[-len(self.boxes) :])
        known = replace(known, notice=self.on_card(known, fields))
        standing = where_it_stands(known, self.corpus, date.today())
        kinds = [(says, kind) for kind, says in KINDS.items() if f"{kind}/{GENERAL}" in self.corpus.templates]
        kind = gr.update(choices=kinds, value=standing.template.kind) if standing else gr.skip()
        layout = layout_of(standing.template, standing.missing) if standing else frozenset()
        boxes = zip(self.places, texts, seen or self._cleaned([]), self._placed(layout, texts, known), strict=True)
        in_box = [(text, was) if place in layout and text != was else (will, will) for place, text, was, will in boxes]
        placed, seen = (tuple(one) for one in zip(*in_box, strict=True))
        faults = read_boxes(self._shown(placed, layout), self.retriever).problems
        return [list(seen), *self._said(known, standing, faults), kind, *self._updates(layout, texts, placed)]

    def changed(self, known: Conversation, seen: Sequence[str], *typed: Any) -> list[Any]:
        """What a change in a box, or on the notice card, makes of the panel.

        `seen` are the texts of the boxes as they were set or read last: one that differs was written by the person since.
        One that doesn't says nothing new, even where the conversation has just learned something else. A box that is empty now
        says nothing before it is left: it may be about to be filled, by the person or by an update still on its way.
        """
        return self._changed(known, seen, typed, emptied=False)

    def emptied(self, known: Conversation, seen: Sequence[str], *typed: Any) -> list[Any]:
        """What is taken back, once one box is left, by boxes that were emptied."""
        texts = self._cleaned(typed[-len(self.boxes) :])
        if not any(was and not text for text, was in zip(texts, seen or texts, strict=True)):
            return [gr.skip() for _ in [known, seen, *self._live, *self.boxes]]
        return self._changed(known, seen, typed, emptied=True)

    def _changed(self, known: Conversation, seen: Sequence[str], typed: Sequence[Any], emptied: bool) -> list[Any]:
        fields, texts = typed[: -len(self.boxes)], self._cleaned(typed[-len(self.boxes) :])
        skipped = [gr.skip() for _ in [known, seen, *self._live, *self.boxes]]
        seen = seen or self._cleaned([])
        on_card = replace(known, notice=self.on_card(known, fields))
        standing = where_it_stands(on_card, self.corpus, date.today())
        if standing is None or known.draft is None:
            return skipped
        layout = layout_of(standing.template, standing.missing)
        written_in = {
            p: text for p, text, was in zip(self.places, texts, seen, strict=True) if p in layout and text != was
        }
        in_hand = {place.name for place, text in written_in.items() if text or emptied}
        waiting = {place for place in written_in if place.name not in in_hand}
        written = read_boxes(self._shown(texts, layout), self.retriever)
        old = Details(on_card.notice, known.draft.answers).known()
        new = {name: written.values[name] for name in in_hand if written.values[name] != old.get(name)}
        after = filled_in(on_card, new, self.retriever, date.today()) if new else on_card
        standing = where_it_stands(after, self.corpus, date.today())
        if standing is None:
            return skipped
        layout = layout_of(standing.template, standing.missing)
        placed = tuple(
            text if place in layout and text else was
            for place, text, was in zip(self.places, texts, self._placed(layout, texts, after), strict=True)
        )
        placed = tuple(
            text if place in written_in else will for place, text, will in zip(self.places, texts, placed, strict=True)
        )
        now_seen = [was if p in waiting else will for p, was, will in zip(self.places, seen, placed, strict=True)]
        faults = {n: says for n, says in written.problems.items() if n not in in_hand or n in written.mended}
        said = self._said(after, standing, faults)
        if not in_hand or in_hand & written.problems.keys() - written.mended.keys():
            # a box is judged once it is left, which may be told before this is
            said[self._live.index(self.problems)] = gr.skip()
        return [after if new else gr.skip(), now_seen, *said, *self._updates(layout, texts, placed)]

    def left(self, known: Conversation, seen: Sequence[str], *texts: Any) -> list[Any]:
        """The faults of all boxes once one is left, while it is typed in nothing is wrong for being half there; a full
        number that stands in one is masked there too."""
        standing = where_it_stands(known, self.corpus, date.today())
        if standing is None:
            return [gr.skip(), "", *(gr.skip() for _ in self.boxes)]
        layout = layout_of(standing.template, standing.missing)
        written = read_boxes(self._shown(self._cleaned(texts), layout), self.retriever)
        mended = {place: written.mended[place.name] for place in layout if place.name in written.mended}
        boxes = [gr.update(value=mended[place]) if place in mended else gr.skip() for place in self.places]
        seen = [mended.get(place, was) for place, was in zip(self.places, seen or self._cleaned([]), strict=True)]
        return [seen if mended else gr.skip(), render_problems(written.problems.values()), *boxes]

    def choose_kind(self, known: Conversation, kind: str, _: str, *fields: Any) -> Conversation:
        return self._chosen(known, fields, kind=kind, situation="")

    def choose_situation(self, known: Conversation, _: str, situation: str, *fields: Any) -> Conversation:
        return self._chosen(known, fields, situation=situation)

    def _chosen(self, known: Conversation, fields: Sequence[Any], **chosen: str) -> Conversation:
        if known.draft is None:
            return known
        notice = self.on_card(known, fields)
        return settled(
            replace(known, notice=notice, draft=replace(known.draft, **chosen)),  # type: ignore[arg-type]
            self.corpus,
            date.today(),
        )

    def make(self, ending: str, known: Conversation, *fields: Any) -> tuple[dict[str, str] | None, Any]:
        """A file for the browser to keep, in base64, and what went wrong with it."""
        known = replace(known, notice=self.on_card(known, fields))
        standing = where_it_stands(known, self.corpus, date.today())
        if standing is None or standing.made is None:
            return None, gr.skip()
        try:
            file = file_of(standing.made, ending, known.notice, self.corpus, datetime.now())
        except BadInput as problem:
            return None, render_problems([str(problem)])
        data = base64.b64encode(file.data).decode()
        fault = render_problems([file.problem]) if file.problem else ""
        return {"name": file.name, "type": TYPES[ending], "data": data}, fault

    # pieces

    def _said(self, known: Conversation, standing: Standing | None, faults: Mapping[str, str]) -> list[Any]:
        if standing is None:
            hidden = gr.update(visible=False)
            return ["", "", "", hidden, gr.skip(), hidden, "", hidden, "", *(hidden for _ in self.files)]
        template, made = standing.template, standing.made
        situations = [(t.title, t.situation) for t in self.corpus.templates.values() if t.kind == template.kind]
        dated = made is not None and has_date_to_come(dates_of(known.notice, self.corpus, date.today()))
        sheet = render_sheet(made, self.corpus) if made is not None else ""
        layout = layout_of(template, standing.missing)
        return [
            HEADING,
            f"<p>{escape(status_of(standing))}</p>",
            render_problems(faults.values()),
            gr.update(visible=True),
            gr.update(choices=situations, value=template.situation),
            gr.update(visible=any(place.group == MORE for place in layout)),
            render_standing(standing, self.corpus),
            gr.update(visible=bool(sheet)),
            sheet,
            *(gr.update(visible=made is not None and (ending != ".ics" or dated)) for _, ending in self.files),
        ]

    def _placed(self, layout: frozenset[Place], texts: Sequence[str], known: Conversation) -> tuple[str, ...]:
        """What each box of `layout` is to hold: its value, unless its text says the same or can't be read; others nothing."""
        values = Details(known.notice, known.draft.answers if known.draft else {}).known()
        placed = []
        for place, text in zip(self.places, texts, strict=True):
            value = values.get(place.name)
            same = read_boxes({place.name: text}, self.retriever).values[place.name] == value
            placed.append("" if place not in layout else text if same else as_typed(value))
        return tuple(placed)

    def _updates(self, layout: frozenset[Place], texts: Sequence[str], placed: Sequence[str]) -> list[Any]:
        """An update for each box, with a value only where it changes: to set one moves the caret."""
        return [
            gr.update(visible=place in layout) if text == will else gr.update(visible=place in layout, value=will)
            for place, text, will in zip(self.places, texts, placed, strict=True)
        ]

    def _cleaned(self, texts: Sequence[str | None]) -> tuple[str, ...]:
        return tuple(text or "" for text in texts) if texts else ("",) * len(self.boxes)

    def _shown(self, texts: Sequence[str], layout: frozenset[Place]) -> dict[str, str]:
        return {place.name: text for place, text in zip(self.places, texts, strict=True) if place in layout}
