"""Many conversations in one process: a JSON object in, a JSON object out, line by line and in order."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.conversation.standing import drafted, template_of
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_letter, take_turn
from assistant.corpus import Corpus
from assistant.drafting.details import Details
from assistant.drafting.export import as_text
from assistant.errors import AssistantError, BadInput, LetterUnreadable
from assistant.reading import read_file, read_text
from assistant.reading.apart import Reader
from assistant.reading.findings import dates_of
from assistant.records import Answer, Deadline, Letter, Outcome, Verdict
from assistant.retrieval.ranking import Retriever
from assistant.rules.privacy import mask_numbers

NO_DRAFT = (Outcome.DECLINED, Outcome.NOT_COVERED)
log = logging.getLogger(__name__)


class Line(BaseModel):
    """What a line of the input may hold. Other keys are left alone, so that evaluation cases can be run as they are."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    question: str | None = None
    turns: list[str] | None = None
    notice_text: str | None = None
    files: list[str] | None = None
    today: date | None = None

    def messages(self) -> list[str]:
        """The person's messages in order. ValueError when there is none."""
        said = self.turns or ([self.question] if self.question is not None else [])
        if not said:
            raise ValueError("the line needs a `question` or `turns`")
        return said


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a line has no answer, in words for the person who wrote it."""

    reason: str


def run_batch(source: Path, target: Path, retriever: Retriever, today: date) -> int:
    """Answer every line of `source` into `target`; how many lines were written. Blank lines count as lines too.

    `today` holds for lines without a date of their own; files a line names are looked for beside `source` too.
    """
    done = 0
    if target.exists() and target.samefile(source):
        raise BadInput(f"{target} is the file to be answered. Choose another name for the results.")
    try:
        with (
            source.open(encoding="utf-8", errors="replace") as lines,
            target.open("w", encoding="utf-8") as results,
            Reader() as reader,
        ):
            for text in lines:
                result = run_line(text, retriever, today, source.parent, reader.read)
                results.write(json.dumps(result, ensure_ascii=False) + "\n")
                results.flush()
                done += 1
    except OSError as error:
        so_far = f" The first {done} lines were answered." if done else ""
        raise BadInput(f"{target} can't be written: {error.strerror or error}.{so_far}") from error
    return done


def run_line(
    text: str,
    retriever: Retriever,
    today: date,
    folder: Path = Path(),
    read: Callable[[bytes], Letter] = read_file,
) -> dict[str, Any]:
    """The result of one line, whatever happened to it: `status` is `error` where it couldn't be answered.

    Paths of `files` are taken from here, or else from `folder`, and `read` reads them.
    """
    started = time.perf_counter()
    line_id: object = None
    known = Conversation()
    deadlines: tuple[Deadline, ...] = ()
    draft: dict[str, Any] | None = None
    result: Answer | Failure
    try:
        data = json.loads(text, strict=False)
        line_id = data.get("id") if isinstance(data, dict) else None
        line = Line.model_validate(data)
        letters = [read(_bytes_of(path, folder)) for path in line.files or ()]
        result, known = _converse(line, letters, retriever, line.today or today)
        corpus, day = retriever.index.corpus, line.today or today
        deadlines = dates_of(known.notice, corpus, day)
        draft = draft_json(known, corpus, day) if result.outcome not in NO_DRAFT else None
    except json.JSONDecodeError as error:
        result = Failure(f"The line isn't JSON ({error.msg}).")
    except ValidationError as error:
        first = error.errors()[0]
        result = Failure(f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}.")
    except ValueError as error:
        result = Failure(f"{error}.")
    except AssistantError as error:
        result = Failure(str(error))
    except Exception:  # a bug in one line must not lose the lines after it; the log has the whole story
        log.exception("line %s failed", line_id)
        result = Failure("The line couldn't be answered because of a fault in the program; see the log.")
    return {
        "id": line_id,
        **_result(result, known, deadlines),
        "draft": draft,
        "seconds": round(time.perf_counter() - started, 4),
    }


def _converse(line: Line, letters: list[Letter], retriever: Retriever, today: date) -> tuple[Answer, Conversation]:
    known = Conversation()
    if line.notice_text:
        letters = [*letters, read_text(line.notice_text)]
    for letter in letters:
        _, known = take_letter(letter, known, retriever, today)
    for message in line.messages():
        answer, known = take_turn(message, known, retriever, today)
    return answer, known


def _bytes_of(path: str, folder: Path) -> bytes:
    for place in (Path(path), folder / path):
        there = False
        with suppress(OSError):  # a name longer than any file's
            there = place.is_file()
        if there:
            try:
                return place.read_bytes()
            except OSError as error:
                raise LetterUnreadable(f"The file {path} can't be opened: {error.strerror or error}.") from error
    raise LetterUnreadable(f"There is no file {path}.")


def _result(result: Answer | Failure, known: Conversation, deadlines: tuple[Deadline, ...]) -> dict[str, Any]:
    if isinstance(result, Failure):
        return {
            "status": "error",
            "text": mask_numbers(result.reason).text,
            "citations": [],
            "notice": None,
        }
    citations = [{"section": c.section, "title": c.title, "quote": c.quote, "url": c.url} for c in result.citations]
    return {
        "status": result.outcome.value,
        "text": result.text,
        "citations": citations,
        "notice": None if known.notice.is_empty() and known.letter is None else notice_json(known, deadlines),
    }


def notice_json(known: Conversation, deadlines: Sequence[Deadline]) -> dict[str, Any]:
    """What is known of the notice, as `assistant batch` writes it; `suspicious` is null where no letter was read."""
    notice, letter = known.notice, known.letter
    counts = deadlines[0] if deadlines and deadlines[0].on else None
    return {
        "code": notice.code or notice.unknown_code,
        "notice_date": notice.notice_date.isoformat() if notice.notice_date else None,
        "tax_years": list(notice.tax_years) or None,
        "amount_due": notice.amount_due,
        "deadline": {"date": counts.on.isoformat(), "basis": counts.basis} if counts and counts.on else None,
        "phone": notice.phone,
        "ssn_last4": notice.ssn_last4,
        "suspicious": letter.verdict is Verdict.STRONG if letter else None,
        "red_flags": [sign.says for sign in letter.signs] if letter else [],
    }


def draft_json(known: Conversation, corpus: Corpus, today: date) -> dict[str, Any] | None:
    """The draft on its way, as `assistant batch` writes it; `text` is null until it is finished."""
    draft = known.draft
    if draft is None:
        return None
    details = Details(known.notice, draft.answers)
    template = template_of(draft, details, corpus, today)
    text = as_text(drafted(draft, details, corpus, today)) if draft.done else None
    return {
        "kind": draft.kind,
        "situation": template.situation,
        "fields": details.as_json(template),
        "missing": list(details.missing(template)),
        "text": text,
    }
