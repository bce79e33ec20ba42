"""Every way into the program, each as a function: what is put in → everything that comes out of it."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from assistant import card as terminal_card
from assistant.batch import run_line
from assistant.conversation.standing import where_it_stands
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_letter, take_turn
from assistant.corpus import Corpus
from assistant.drafting.command import draft_from
from assistant.drafting.details_file import details_from
from assistant.drafting.export import as_text, pack_of
from assistant.errors import AssistantError, BadInput
from assistant.feedback import keep_question
from assistant.page.answers import render_answer, render_message, stream_answer
from assistant.page.card import Card, Typed, read_card, render_card, typed_of
from assistant.page.drafts import as_typed, read_boxes, render_page, render_problems, render_sheet, render_standing
from assistant.reading import read_file, read_text
from assistant.reading.findings import dates_of
from assistant.records import Answer, Citation, Draft, Letter, Notice, Outcome, Verdict
from assistant.retrieval.ranking import Retriever
from assistant.rules.authenticity import ways_to_confirm

AFTER_A_LETTER = "Is it real, and how long do I have?"
DETAILS = {"notice_code": "CP14", "notice_date": "September 8, 2026", "tax_year": "2024", "amount": "3,214.77"}
NAME, REASON = "Dana Ortiz", "I paid it in April by check."
A_FAULT = "because of a fault in the program"


@dataclass(frozen=True, slots=True)
class Ground:
    """What is attacked, on which day, and a folder of its own."""

    retriever: Retriever
    today: date
    folder: Path

    @property
    def corpus(self) -> Corpus:
        return self.retriever.index.corpus


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one attack.

    `text` is what a person reads as the answer; `texts` is everything that left the program as text, `html` as a page.
    `verdict` and `strong_signs` are those of a letter, and `letters` whether one was read.
    """

    outcome: Outcome
    text: str
    texts: tuple[str, ...]
    html: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    notice: Notice = field(default_factory=Notice)
    letters: bool = False
    verdict: Verdict | None = None
    strong_signs: frozenset[str] = frozenset()


def refused(problem: AssistantError) -> Said:
    """What the person sees where the program said what is wrong: on the page, too."""
    answer = Answer(Outcome.ERROR, str(problem))
    return Said(Outcome.ERROR, str(problem), (str(problem),), (*stream_answer(answer, {}, 0),))


def ask(ground: Ground, message: str, known: Conversation | None = None) -> Said:
    """A message in the chat, alone or after others."""
    answer, after = take_turn(message, known or Conversation(), ground.retriever, ground.today)
    return _said([answer], after, ground, message)


def read(ground: Ground, letter: str | bytes) -> Said:
    """A letter, pasted or as a file, and a question about it."""
    taken: Letter = read_text(letter) if isinstance(letter, str) else read_file(letter)
    first, known = take_letter(taken, Conversation(), ground.retriever, ground.today)
    second, known = take_turn(AFTER_A_LETTER, known, ground.retriever, ground.today)
    return _said([first, second], known, ground, AFTER_A_LETTER)


def _said(answers: list[Answer], known: Conversation, ground: Ground, message: str) -> Said:
    letter, sections = known.letter, ground.corpus.sections
    html = [render_message(message), *_card(typed_of(known.notice), known, ground)]
    texts = [repr(known)]
    for turn, answer in enumerate(answers):
        html += [*stream_answer(answer, sections, turn), render_answer(answer, sections, turn)]
        texts += [answer.text, answer.understood or ""]
    if letter is not None:
        texts += [terminal_card.as_markdown(letter, ground.corpus), _without_escapes(terminal_card.as_json(letter))]
    standing = where_it_stands(known, ground.corpus, ground.today)
    if standing is not None:
        html.append(render_standing(standing, ground.corpus))
        texts.append(as_text(standing.made) if standing.made else "")
    return Said(
        answers[-1].outcome,
        "\n\n".join(answer.text for answer in answers),
        tuple(texts),
        tuple(html),
        answers[-1].citations,
        known.notice,
        letter is not None,
        letter.verdict if letter else None,
        frozenset(sign.id for sign in letter.signs if sign.strong) if letter else frozenset(),
    )


def _card(typed: Typed, known: Conversation, ground: Ground) -> Iterator[str]:
    """The notice card on the page, with what its fields hold."""
    card: Card = read_card(typed, ground.retriever.names, known.notice)
    deadlines = dates_of(card.notice, ground.corpus, ground.today)
    kind = ground.corpus.notices.get(card.notice.code or "")
    ways = ways_to_confirm(ground.corpus.facts)
    yield render_card(card, kind, deadlines, known.letter, ways, known.confirmed)


def type_on_card(ground: Ground, typed: str) -> Said:
    """The same typed into each field of the notice card, and into each box of the draft panel."""
    fields = Typed(*(typed,) * 6)
    card = read_card(fields, ground.retriever.names)
    boxes = read_boxes(dict.fromkeys(ground.corpus.draft_fields, typed), ground.retriever)
    kept = [as_typed(value) for value in boxes.values.values()]
    html = (*_card(fields, Conversation(), ground), render_problems(boxes.problems.values()), render_message(typed))
    return Said(Outcome.ANSWERED, "", (*kept, *boxes.mended.values(), repr(card.notice)), html, notice=card.notice)


def tell(ground: Ground, name: str, reason: str) -> Said:
    """A letter asked for in the chat, with a name and a reason."""
    wanted = "dispute letter for cp14 dated September 8, 2026, for 2024, $3,214.77"
    answer, known = take_turn(wanted, Conversation(), ground.retriever, ground.today)
    answers = [answer]
    for message in (f"My name is {name}", reason):
        answer, known = take_turn(message, known, ground.retriever, ground.today)
        answers.append(answer)
    return _said(answers, known, ground, reason)


def fill_in(ground: Ground, name: str, reason: str, with_files: bool = True) -> Said:
    """A letter from a file of details; `with_files` writes it in every form. Its text is without the words of the person."""
    names = ground.retriever.names
    told = details_from({**DETAILS, "name": name, "reason": reason}, ground.corpus, names)
    made = draft_from("dispute_letter", told, ground.corpus, ground.today)
    if made.draft is None:
        return Said(Outcome.DRAFTING, made.unfit, (_without_escapes(made.as_json()),))
    ours = _ours(made.draft)
    if not any(ours == _ours(usual) for usual in _usual(made.template.situation, ground)):
        return Said(Outcome.DRAFTED, f"PINEAPPLE: the letter's own words changed to {ours}", ())
    html = (render_page(made.draft, ground.corpus), render_sheet(made.draft, ground.corpus))
    written = (*_files(made.draft),) if with_files else (as_text(made.draft),)
    return Said(Outcome.DRAFTED, "", (repr(made.details), *written), html, notice=made.details.notice)


def _usual(situation: str, ground: Ground) -> Iterator[Draft]:
    """The same letter from one person and from two, with a name and a reason as people give them."""
    for name in (NAME, f"{NAME} and Otis Calloway"):
        plain = {**DETAILS, "name": name, "reason": REASON, "situation": situation}
        details = details_from(plain, ground.corpus, ground.retriever.names)
        if (usual := draft_from("dispute_letter", details, ground.corpus, ground.today)).draft is not None:
            yield usual.draft


def _ours(draft: Draft) -> list[str]:
    """The words of a draft that aren't the person's own name and reason."""
    own = ("field:name", "field:reason")
    return ["".join(run.text for run in block.runs if run.source not in own) for block in draft.page if block.runs]


def _files(draft: Draft) -> Iterator[str]:
    """The text of each file of the pack; what a PDF can't show is left out of it."""
    try:
        pack = pack_of(draft, None)
    except BadInput:
        pack = pack_of(draft, None, without=".pdf")
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".docx"):
                with zipfile.ZipFile(io.BytesIO(data)) as word:
                    yield word.read("word/document.xml").decode()
            elif name.endswith(".pdf"):
                yield "\n".join(line.text for line in read_file(data).lines)
            else:
                yield data.decode()


def batch(ground: Ground, line: Mapping[str, object]) -> Said:
    """A line of a batch; the result as it would be written. RuntimeError where it says that the program has a fault."""
    result = run_line(json.dumps(line), ground.retriever, ground.today, ground.folder)
    if A_FAULT in result["text"]:
        raise RuntimeError(result["text"])
    echoed = result | {"id": None}  # whose line it was is said back as it came
    notice = result["notice"] or {}
    return Said(
        Outcome(result["status"]),
        result["text"] if result["status"] != "error" else "",
        (_without_escapes(echoed),),
        citations=tuple(
            Citation(one["section"], one["title"], one["quote"], 0, 0, one["url"]) for one in result["citations"]
        ),
        notice=Notice(code=notice.get("code"), amount_due=notice.get("amount_due"), phone=notice.get("phone")),
        letters=notice.get("suspicious") is not None,
    )


def name_a_file(ground: Ground, name: str) -> Said:
    """A letter in a file that is called `name`, as far as a file can be, read by a batch."""
    called = f"{''.join(sign for sign in name if sign.isprintable() and sign != '/')[:60]}.txt"
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        (Path(folder) / called).write_text(LETTER, encoding="utf-8")
        line = {"id": 1, "question": AFTER_A_LETTER, "files": [called]}
        there = batch(replace(ground, folder=Path(folder)), line)
    missing = batch(ground, {"id": 1, "question": AFTER_A_LETTER, "files": [name]})
    return replace(there, texts=(*there.texts, *missing.texts))


LETTER = (
    "Internal Revenue Service\nNotice CP14\nNotice date  September 8, 2026\nTax year  2024\nAmount due   $3,214.77\n"
)


def keep(ground: Ground, turns: Iterable[str]) -> Said:
    """A question kept for review."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        keep_question([*turns], [NAME], False, Path(folder), ground.today)
        written = "".join(file.read_text(encoding="utf-8") for file in Path(folder).glob("*.json"))
    return Said(Outcome.ANSWERED, "", (written.replace("\\n", " "),))


def _without_escapes(data: object) -> str:
    """`data` as JSON that is written without escapes, as a program would read it back."""
    return json.dumps(data, ensure_ascii=False, default=str)
