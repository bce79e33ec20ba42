"""Keeping a conversation: through a reload, as a case on this computer, as a file, and not at all."""

import base64
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from assistant.casefile import ENDING, LARGEST_BYTES, NOT_A_CASE, TOO_LARGE, Heading
from assistant.casefolder import (
    Saved,
    delete_case,
    delete_unchanged,
    export_case,
    import_case,
    is_saved,
    list_cases,
    load_case,
    save_again,
    save_case,
    save_copy,
)
from assistant.conversation.offers import MOST_OFFERED, offered_in
from assistant.conversation.standing import where_it_stands
from assistant.conversation.state import Conversation
from assistant.errors import AssistantError, BadInput, CaseMoved
from assistant.forgetting import delete_everything
from assistant.page.answers import as_messages, render_answer, render_message
from assistant.page.card import Typed, choice_of, read_card, render_card, to_choose, typed_of
from assistant.page.drafts import HAND_OVER, OnCard, render_problems
from assistant.page.offers import offer_buttons
from assistant.page.uploads import taken_in
from assistant.reading.findings import dates_of, find_out
from assistant.retrieval.ranking import Retriever
from assistant.rules.dates import in_words
from assistant.settings import Settings

REMEMBERED_SECONDS = 2 * 60 * 60
MOST_REMEMBERED = 500
TAB = re.compile(r"([0-9a-f]{32}) ?(\S*)")

# A tab has a name of its own, which its reload knows and nothing else does, but a copy that the browser makes of the tab: not another tab,
# nor the next one after it was closed. The case it has open is noted beside it, for when the program was started again meanwhile.
WHICH_TAB = """() => {
  try {
    sessionStorage.length;
  } catch {
    return '';
  }
  let tab = sessionStorage.getItem('balance-due-tab');
  if (!tab) {
    tab = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem('balance-due-tab', tab);
  }
  return tab + ' ' + (sessionStorage.getItem('balance-due-case') ?? '');
}"""
NOTE_THE_CASE = "(id) => { try { sessionStorage.setItem('balance-due-case', id ?? ''); } catch {} return id; }"
SAY_POLITELY = "() => document.querySelector('#keeping-status .html-container')?.setAttribute('role', 'status')"

TITLE = "Save this conversation, or open a saved one"
PASSPHRASE = "Passphrase (optional: a case saved with one opens with it alone)"
NOTHING_KEPT = (
    "Nothing of this conversation is on the disk. A reload of the page brings it back; closing the page forgets it."
)
KEPT = "Saved on this computer at {time} as case {id}. Every answer and every change is added to it."
KEPT_LOCKED = f"{KEPT} It opens with its passphrase alone."
NOTHING_TO_SAVE = "There is nothing to save yet: ask a question, or add the letter first."
OTHERS_HERE = "Cases are saved only on a page that nobody else can reach. Download the draft instead."
SAVE_FIRST = "This conversation isn't saved. Save it, or start over; then open the other."
CHOOSE_ONE = "Choose a case from the list first."
BROUGHT_IN = (
    "The case was brought in; choose it from the list to open it. Trust what it says as far as you trust where it came from, "
    "and ask again for what matters."
)
STAYS_BESIDE = "Saved as case {own}. Case {id} was changed in another window since; it stays as it is there, without this passphrase."
IS_A_COPY = "What is said here is now saved as a case of its own, {id}."
LOCKED_AGAIN = "This tab had the case {id} open. Choose it, enter its passphrase and open it."
ASKS_ONE = "<p><strong>Delete the chosen case?</strong> It can't be brought back.</p>"
ASKS_ALL = """<p><strong>Delete everything this assistant has kept?</strong> All saved cases, all questions kept for review, uploads
that were left behind, and this conversation. It can't be brought back.</p>"""


# of a function that listens to the same change as the draft panel: with "always_last" Gradio has all that listens to a change run
# again after what was deferred, and two that defer would take turns for ever
EACH_IN_TURN: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1}


class Kept(NamedTuple):
    """What a reload brings back: the conversation, the card's fields as they were typed, and the case it is saved as."""

    known: Conversation
    typed: tuple[Any, ...]
    saved: Saved | None


class Memory:
    """The conversations of open tabs, in memory alone, each for two hours after its last change."""

    def __init__(self, seconds: float = REMEMBERED_SECONDS, most: int = MOST_REMEMBERED):
        self.seconds, self.most = seconds, most
        self._kept: dict[str, tuple[float, Kept]] = {}  # the one changed last stands last
        self._lock = threading.Lock()
        self._clock: threading.Timer | None = None

    def keep(self, tab: str, kept: Kept) -> None:
        """A tab without a name, where the browser keeps none, has nothing to come back to."""
        if not tab:
            return
        with self._lock:
            self._kept.pop(tab, None)
            self._kept[tab] = (time.monotonic(), kept)
            while len(self._kept) > self.most:
                del self._kept[next(iter(self._kept))]
            self._wind_up()

    def of(self, tab: str) -> Kept | None:
        with self._lock:
            self._drop_old()
            return self._kept[tab][1] if tab in self._kept else None

    def drop(self, tab: str) -> None:
        with self._lock:
            self._kept.pop(tab, None)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def _drop_old(self) -> None:
        oldest = time.monotonic() - self.seconds
        self._kept = {tab: kept for tab, kept in self._kept.items() if kept[0] > oldest}

    def _wind_up(self) -> None:
        """What is old goes by itself, also when nobody asks for it."""
        if self._clock is None and self._kept:
            oldest, _ = next(iter(self._kept.values()))
            self._clock = threading.Timer(max(0.05, oldest + self.seconds - time.monotonic() + 1), self._strike)
            self._clock.daemon = True
            self._clock.start()

    def _strike(self) -> None:
        with self._lock:
            self._clock = None
            self._drop_old()
            self._wind_up()


class Keeping:
    """The controls below the conversation. `wire` connects them once all else stands."""

    def __init__(self, retriever: Retriever, settings: Settings, on_card: OnCard):
        self.retriever, self.corpus, self.settings, self.on_card = retriever, retriever.index.corpus, settings, on_card
        self.memory = Memory()
        self.tab, self.saved = gr.State(""), gr.State(None)
        self.which_tab, self.case_id = gr.Textbox(visible=False), gr.Textbox(visible=False)
        self.handing_over = gr.JSON(visible=False)
        self.status = gr.HTML(_says(NOTHING_KEPT), elem_id="keeping-status")
        with gr.Accordion(TITLE, open=False, visible=settings.one_person, elem_id="keeping") as self.place:
            self.passphrase = gr.Textbox(
                label=PASSPHRASE,
                type="password",
                max_lines=1,
                max_length=200,
                elem_id="keeping-passphrase",
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            self.save = gr.Button("Save this case on this computer", size="sm", elem_id="keeping-save")
            self.cases = gr.Dropdown(label="Saved cases", choices=[], value=None, elem_id="keeping-cases")
            with gr.Row():
                self.open = gr.Button("Open it", size="sm", min_width=90, elem_id="keeping-open")
                self.export = gr.Button("Download it", size="sm", min_width=90, elem_id="keeping-export")
                self.delete = gr.Button("Delete it", size="sm", min_width=90, elem_id="keeping-delete")
                self.bring_in = gr.UploadButton(
                    "Bring in a case from a file",
                    file_types=[ENDING],
                    type="filepath",
                    size="sm",
                    min_width=90,
                    elem_id="keeping-import",
                )
            self.one, self.yes_one, self.no_one = _place_question(ASKS_ONE, "one")
            self.delete_all = gr.Button(
                "Delete everything this assistant has kept", size="sm", elem_id="keeping-delete-all"
            )
            self.all, self.yes_all, self.no_all = _place_question(ASKS_ALL, "all")

    def wire(
        self,
        page: Any,
        chat: Any,
        known: Any,
        fields: Sequence[Any],
        offers: Sequence[Any],
        quiet: Mapping[str, Any],
    ) -> tuple[list[Any], Callable[..., Any]]:
        """Connects the controls. The events after which all is to be shown anew, and a trigger for when all was deleted."""
        conversation = [chat, known, *fields, *offers]
        mine = [self.saved, self.status, self.case_id]
        page.load(None, js=SAY_POLITELY, **quiet)
        coming_back = page.load(
            self.come_back, self.which_tab, [self.tab, *conversation, *mine, self.cases], js=WHICH_TAB, **quiet
        )
        keeping = gr.on(
            [known.change, *(one.change for one in fields)],
            self.keep,
            [self.tab, self.saved, known, *fields],
            mine,
            **EACH_IN_TURN,
            **quiet,
        )
        saving = self.save.click(
            self.save_now,
            [self.tab, self.saved, self.passphrase, known, *fields],
            [*mine, self.passphrase, self.cases],
            trigger_mode="once",
            **quiet,
        )
        opening = self.open.click(
            self.open_one,
            [self.tab, self.saved, self.cases, self.passphrase, known, *fields],
            [*conversation, *mine, self.passphrase],
            trigger_mode="once",
            **quiet,
        )
        exporting = self.export.click(self.hand_over, self.cases, self.handing_over, trigger_mode="once", **quiet)
        exporting.then(None, self.handing_over, self.handing_over, js=HAND_OVER, **quiet)
        self.bring_in.upload(self.take_in, self.bring_in, [self.bring_in, self.cases], **quiet)
        self.place.expand(lambda: self._choices(), None, self.cases, **quiet)
        self.delete.click(self._ask_for_one, self.cases, self.one, **quiet)
        self.delete_all.click(_shown, None, self.all, **quiet)
        self.no_one.click(_hidden, None, self.one, **quiet)
        self.no_all.click(_hidden, None, self.all, **quiet)
        deleting = [self.saved, self.status, self.case_id, self.cases]
        deleted = self.yes_one.click(self.delete_one, [self.saved, self.cases], [self.one, *deleting], **quiet)
        emptied = self.yes_all.click(self.forget_all, None, [self.all, *deleting], **quiet)
        for done in (coming_back, keeping, saving, opening, deleted, emptied):
            done.then(None, self.case_id, None, js=NOTE_THE_CASE, **quiet)
        return [coming_back, opening], emptied.then

    # a reload

    def come_back(self, which: str) -> list[Any]:
        """The conversation of this tab as it was before its reload; of its case, where the program was started anew."""
        told = TAB.fullmatch(which or "")
        if told is None:
            return ["", *self._skipped(), *self._standing(None), self._choices()]
        tab, case_id = told.groups()
        kept, status = self.memory.of(tab), ""
        if kept is None and case_id:
            kept, status = self._from_disk(case_id)
        if kept is None:
            standing = self._standing(None, status) if status else [gr.skip() for _ in range(3)]
            return [tab, *self._skipped(), *standing, self._choices()]
        if kept.saved is not None and not is_saved(kept.saved.case.id, self.cases_folder):
            kept = kept._replace(saved=None)
        self.memory.keep(tab, kept)
        return [tab, *self._shown(kept.known, kept.typed), *self._standing(kept.saved), self._choices()]

    @property
    def cases_folder(self) -> Path:
        """Where cases lie. BadInput on a page that others use."""
        self._must_be_one_persons()
        return self.settings.cases

    def _must_be_one_persons(self) -> None:
        """BadInput on a page that others use: whoever has its password would see, and could delete, the cases of all."""
        if not self.settings.one_person:
            raise BadInput(OTHERS_HERE)

    def _from_disk(self, case_id: str) -> tuple[Kept | None, str]:
        """The case a tab had open, unless it has a passphrase or is gone, and what to say then."""
        try:
            if any(one.id == case_id and one.locked for one in list_cases(self.cases_folder)):
                return None, LOCKED_AGAIN.format(id=case_id)
            saved = load_case(case_id, self.cases_folder)
            known = self._taken_up(saved.case.conversation)
        except AssistantError:  # deleted, or damaged: the list of cases says which
            return None, ""
        return Kept(known, typed_of(known.notice), saved), ""

    def keep(self, tab: str, saved: Saved | None, known: Conversation, *fields: Any) -> list[Any]:
        """Keep what has changed: in memory for a reload, and on disk once it is saved as a case."""
        nothing = [gr.skip() for _ in range(3)]
        known, saved = replace(known, notice=self.on_card(known, fields)), self._newest(tab, saved)
        if saved is not None and not _goes_on(saved.case.conversation, known):
            saved = None  # started over: the case stays as it was
            nothing = self._standing(None)
        if _is_blank(known):
            self.memory.drop(tab)
            return nothing
        self.memory.keep(tab, Kept(known, fields, saved))
        if saved is None or known == saved.case.conversation:
            return nothing
        try:
            again, says = self._save_again(saved, known)
        except CaseMoved as moved:
            self.memory.keep(tab, Kept(known, fields, None))
            return self._standing(None, f"{moved} Save it anew if you want it kept.")
        except AssistantError as problem:
            return [gr.skip(), render_problems([str(problem)]), gr.skip()]
        self.memory.keep(tab, Kept(known, fields, again))
        return self._standing(again, says)

    def _newest(self, tab: str, saved: Saved | None) -> Saved | None:
        """`saved`, as it was saved again since what is asked for was sent."""
        kept = self.memory.of(tab)
        newest = kept.saved if kept else None
        return newest if newest and saved and newest.case.id == saved.case.id else saved

    def _save_again(self, saved: Saved, known: Conversation, anew: bool = False) -> tuple[Saved, str]:
        """Saved where it was, or beside it where another window wrote there; what to say of that.

        A case that was deleted comes back only if the person asks for it: `anew`.
        """
        try:
            return save_again(saved, known, self.cases_folder, _now()), ""
        except CaseMoved as moved:
            if moved.deleted and not anew:
                raise
            own = save_copy(saved, known, self.cases_folder, _now())
            return own, f"{moved} {IS_A_COPY.format(id=own.case.id)}"

    # cases

    def save_now(self, tab: str, saved: Saved | None, passphrase: str, known: Conversation, *fields: Any) -> list[Any]:
        """Save the conversation as a case, or the case once more; with a passphrase, in place of one that has another or none."""
        known, saved = replace(known, notice=self.on_card(known, fields)), self._newest(tab, saved)
        try:
            if _is_blank(known):
                raise BadInput(NOTHING_TO_SAVE)
            if saved is not None and not _goes_on(saved.case.conversation, known):
                saved = None
            if saved is not None and not passphrase:
                now_saved, says = self._save_again(saved, known, anew=True)
            else:
                now_saved, says = save_case(known, self.cases_folder, _now(), passphrase), ""
                if saved is not None and not delete_unchanged(saved, self.cases_folder):
                    says = STAYS_BESIDE.format(id=saved.case.id, own=now_saved.case.id)
        except AssistantError as problem:
            gr.Warning(str(problem))
            return [gr.skip(), render_problems([str(problem)]), gr.skip(), gr.skip(), gr.skip()]
        self.memory.keep(tab, Kept(known, fields, now_saved))
        return [*self._standing(now_saved, says), "", self._choices(now_saved.case.id)]

    def open_one(
        self, tab: str, saved: Saved | None, case_id: str | None, passphrase: str, known: Conversation, *fields: Any
    ) -> list[Any]:
        """The chosen case in place of this conversation, which must be saved itself, or hold nothing."""
        saved = self._newest(tab, saved)
        try:
            if not case_id:
                raise BadInput(CHOOSE_ONE)
            known = replace(known, notice=self.on_card(known, fields))
            if not _is_blank(known) and (saved is None or not _goes_on(saved.case.conversation, known)):
                raise BadInput(SAVE_FIRST)
            if saved is not None and _goes_on(saved.case.conversation, known) and known != saved.case.conversation:
                self._save_again(saved, known)
            opened = load_case(case_id, self.cases_folder, passphrase)
            known = self._taken_up(opened.case.conversation)
        except AssistantError as problem:
            gr.Warning(str(problem))
            return [*self._skipped(), gr.skip(), gr.skip(), gr.skip(), gr.skip()]
        typed = typed_of(known.notice)
        self.memory.keep(tab, Kept(known, typed, opened))
        return [*self._shown(known, typed), *self._standing(opened), ""]

    def hand_over(self, case_id: str | None) -> dict[str, str] | None:
        """The chosen case as a file for the browser to keep, in base64."""
        try:
            if not case_id:
                raise BadInput(CHOOSE_ONE)
            data = export_case(case_id, self.cases_folder)
        except AssistantError as problem:
            gr.Warning(str(problem))
            return None
        return {
            "name": f"{case_id}{ENDING}",
            "type": "application/octet-stream",
            "data": base64.b64encode(data).decode(),
        }

    def take_in(self, path: str | None) -> list[Any]:
        """A case from a file, into the list."""
        try:
            data = taken_in(path or "")
            if len(data) > LARGEST_BYTES:
                raise BadInput(TOO_LARGE)
            brought = import_case(data, self.cases_folder)
        except AssistantError as problem:
            gr.Warning(str(problem))
            return [None, gr.skip()]
        gr.Info(BROUGHT_IN)
        return [None, self._choices(brought.id)]

    def delete_one(self, saved: Saved | None, case_id: str | None) -> list[Any]:
        """Delete the chosen case. The conversation stays in its window, saved no more if it was this case."""
        gone = False
        try:
            delete_case(case_id or "", self.cases_folder)
            gone = saved is not None and saved.case.id == case_id
        except AssistantError as problem:
            gr.Warning(str(problem))
        standing = self._standing(None) if gone else [gr.skip() for _ in range(3)]
        return [_hidden(), *standing, self._choices()]

    def forget_all(self) -> list[Any]:
        """Delete everything from disk and memory; the page then starts over."""
        try:
            self._must_be_one_persons()
            self.memory.clear()
            done = delete_everything(self.settings)
            says = f"{done.says} Out of reach are: {'; '.join(done.beyond)}."
        except AssistantError as problem:
            gr.Warning(str(problem))
            says = str(problem)
        return [_hidden(), *self._standing(None, says), self._choices()]

    def _ask_for_one(self, case_id: str | None) -> Any:
        if case_id:
            return _shown()
        gr.Warning(CHOOSE_ONE)
        return _hidden()

    def _taken_up(self, known: Conversation) -> Conversation:
        """A conversation from a file as it stands today: what the rules say of its letter is found anew, not believed.

        BadInput where the file says what no conversation of ours would: its kinds of draft, fields and values are tried here,
        because a file may come from anybody.
        """
        today = date.today()
        try:
            if known.letter is not None:
                known = replace(known, letter=find_out(known.letter.reading, self.corpus, self.retriever.names, today))
            where_it_stands(known, self.corpus, today)
            card = read_card(typed_of(known.notice), self.retriever.names, known.notice)
            deadlines = dates_of(card.notice, self.corpus, today)
            kind = self.corpus.notices.get(card.notice.code or "")
            render_card(card, kind, deadlines, known.letter, (), known.confirmed)
            if choice := to_choose(known.letter, card.notice):
                [choice_of(choice[0], candidate) for candidate in choice[1]]
            self._messages(known)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            raise BadInput(NOT_A_CASE) from fault
        return known

    # what is shown

    def _messages(self, known: Conversation) -> list[dict[str, str]]:
        """The conversation as it was shown: each answer is rendered from its record, as it was the first time."""
        return [
            message
            for turn, one in enumerate(known.exchanges)
            for message in as_messages(render_message(one.asked), render_answer(one.answer, self.corpus.sections, turn))
        ]

    def _shown(self, known: Conversation, typed: Sequence[Any]) -> list[Any]:
        """The conversation, what is known, the card's fields, and the buttons of the last answer."""
        kinds = offered_in(known.exchanges[-1].answer) if known.exchanges else ()
        return [self._messages(known), known, *typed, *offer_buttons(kinds)]

    def _skipped(self) -> list[Any]:
        return [gr.skip() for _ in ("chat", "known", *Typed(), *range(MOST_OFFERED))]

    def _standing(self, saved: Saved | None, says: str = "") -> list[Any]:
        """The case this conversation is saved as, what is said of it, and its id."""
        if saved is None:
            return [None, _says(says or NOTHING_KEPT), ""]
        when = saved.case.saved_at.astimezone()
        about = (KEPT_LOCKED if saved.lock else KEPT).format(time=f"{when:%H:%M}", id=saved.case.id)
        return [saved, _says(says or about), saved.case.id]

    def _choices(self, chosen: str | None = None) -> Any:
        there = list_cases(self.cases_folder) if self.settings.one_person else []
        choices = [(_named(one), one.id) for one in there if not one.fault]
        return gr.update(choices=choices, value=chosen)


def _place_question(asks: str, name: str) -> tuple[Any, Any, Any]:
    """A question before something is deleted, hidden until it is asked, with its two buttons."""
    with gr.Column(visible=False, elem_id=f"keeping-sure-{name}", elem_classes="keeping-sure") as place:
        gr.HTML(asks)
        with gr.Row():
            yes = gr.Button("Yes, delete", size="sm", variant="stop", min_width=90, elem_id=f"keeping-yes-{name}")
            no = gr.Button("No", size="sm", min_width=90, elem_id=f"keeping-no-{name}")
    return place, yes, no


def _named(heading: Heading) -> str:
    """A case as the list shows it: when it was saved, and its notice."""
    if heading.saved_at is None:
        return heading.id
    when = heading.saved_at.astimezone()
    what = "with a passphrase" if heading.locked else heading.code or "no notice"
    return f"{in_words(when.date())}, {when:%H:%M}, {what} ({heading.id})"


def _goes_on(before: Conversation, known: Conversation) -> bool:
    """Whether `known` is the same conversation as `before`, later, and not another begun since."""
    return known.exchanges[: len(before.exchanges)] == before.exchanges and not _is_blank(known)


def _is_blank(known: Conversation) -> bool:
    return not known.exchanges and known.letter is None and known.draft is None and known.notice.is_empty()


def _says(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _shown() -> Any:
    return gr.Column(visible=True)


def _hidden() -> Any:
    return gr.Column(visible=False)


def _now() -> datetime:
    return datetime.now().astimezone()
