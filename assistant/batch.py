"""Many conversations in one process: a JSON object in, a JSON object out, line by line and in order."""

import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.records import Answer, Notice
from assistant.retrieval.ranking import Retriever

log = logging.getLogger(__name__)


class Line(BaseModel):
    """What a line of the input may hold. Other keys are left alone, so that evaluation cases can be run as they are."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    question: str | None = None
    turns: list[str] | None = None
    notice_text: str | None = None
    files: list[str] | None = None
    today: str | None = None

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


def run_batch(source: Path, target: Path, retriever: Retriever) -> int:
    """Answer every line of `source` into `target`; how many lines were written. Blank lines count as lines too."""
    done = 0
    with source.open(encoding="utf-8", errors="replace") as lines, target.open("w", encoding="utf-8") as results:
        for text in lines:
            results.write(json.dumps(run_line(text, retriever), ensure_ascii=False) + "\n")
            results.flush()
            done += 1
    return done


def run_line(text: str, retriever: Retriever) -> dict[str, Any]:
    """The result of one line, whatever happened to it: `status` is `error` where it couldn't be answered."""
    started = time.perf_counter()
    line_id: object = None
    known = Conversation()
    result: Answer | Failure
    try:
        data = json.loads(text, strict=False)
        line_id = data.get("id") if isinstance(data, dict) else None
        result, known = _converse(Line.model_validate(data), retriever)
    except json.JSONDecodeError as error:
        result = Failure(f"The line isn't JSON ({error.msg}).")
    except ValidationError as error:
        first = error.errors()[0]
        result = Failure(f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}.")
    except ValueError as error:
        result = Failure(f"{error}.")
    except Exception:  # a bug in one line must not lose the lines after it; the log has the whole story
        log.exception("line %s failed", line_id)
        result = Failure("The line couldn't be answered because of a fault in the program; see the log.")
    return {"id": line_id, **_result(result, known), "seconds": round(time.perf_counter() - started, 4)}


def _converse(line: Line, retriever: Retriever) -> tuple[Answer, Conversation]:
    known = Conversation()
    if line.notice_text:
        from assistant.conversation.details import note_details

        known = known.heard("", note_details(line.notice_text, retriever.names.find(line.notice_text), known.notice))
    for message in line.messages():
        answer, known = take_turn(message, known, retriever)
    return answer, known


def _result(result: Answer | Failure, known: Conversation) -> dict[str, Any]:
    if isinstance(result, Failure):
        return {"status": "error", "text": result.reason, "citations": [], "notice": None, "draft": None}
    citations = [{"section": c.section, "title": c.title, "quote": c.quote, "url": c.url} for c in result.citations]
    return {
        "status": result.outcome.value,
        "text": result.text,
        "citations": citations,
        "notice": None if known.notice.is_empty() else _notice(known.notice),
        "draft": None,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "notice_date": notice.notice_date.isoformat() if notice.notice_date else None,
        "tax_years": list(notice.tax_years) or None,
        "amount_due": notice.amount_due,
        "deadline": None,
        "phone": None,
        "ssn_last4": notice.ssn_last4,
        "suspicious": None,
        "red_flags": [],
    }
