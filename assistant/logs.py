"""What is logged, and that no full number ever is.

A record is masked where it is made, before any handler of ours or of a library sees it: its message, its arguments and
the text of its exception. `ASSISTANT_LOG=json` makes a line of JSON of each record on stderr: counts, the outcome,
milliseconds and section ids of every answer. What somebody asked stands in it only with ASSISTANT_LOG_QUESTIONS=yes.
"""

import io
import json
import logging
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from types import TracebackType
from typing import Any, ParamSpec, TextIO, TypeVar

from assistant.records import Answer
from assistant.rules.privacy import mask_beginning, mask_numbers
from assistant.settings import Settings

SILENT = logging.CRITICAL + 1
LONGEST_LOGGED = 2_000  # characters of a question

events = logging.getLogger("assistant.events")
questions = logging.getLogger("assistant.questions")
questions.setLevel(SILENT)

P = ParamSpec("P")
Known = TypeVar("Known")


def start_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Log to `stream`, by default stderr, as `settings` says; whatever is logged by anybody in this process is masked from here on."""
    logging.setLogRecordFactory(masked_record)
    logging.raiseExceptions = False  # a log that can't be written stops nothing
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log == "json" else logging.Formatter("%(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    events.setLevel(logging.INFO if settings.log == "json" else SILENT)
    questions.setLevel(logging.INFO if settings.log == "json" and settings.log_questions else SILENT)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda caught: _log_uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)


def log_event(event: str, **fields: object) -> None:
    """A line for what was done: `fields` are counts, outcomes, milliseconds and ids, never what somebody wrote."""
    events.info(event, extra={"fields": fields})


def noted(event: str) -> Callable[[Callable[P, tuple[Answer, Known]]], Callable[P, tuple[Answer, Known]]]:
    """Log each call of a function that answers: its outcome, its milliseconds, the sections it cites."""

    def noting(answering: Callable[P, tuple[Answer, Known]]) -> Callable[P, tuple[Answer, Known]]:
        @wraps(answering)
        def called(*args: P.args, **kwargs: P.kwargs) -> tuple[Answer, Known]:
            started = time.perf_counter()
            answer, known = answering(*args, **kwargs)
            if events.isEnabledFor(logging.INFO):
                fields: dict[str, object] = {
                    "outcome": answer.outcome.value,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "sections": list(dict.fromkeys(citation.section for citation in answer.citations)),
                    "citations": len(answer.citations),
                }
                if questions.isEnabledFor(logging.INFO) and args and isinstance(args[0], str):
                    fields["question"] = mask_beginning(args[0], LONGEST_LOGGED).text
                log_event(event, **fields)
            return answer, known

        return called

    return noting


def masked_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record without full numbers, also in the text of its exception."""
    record = logging.LogRecord(*args, **kwargs)
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit their message: logging would say so, with both
        message = f"{record.msg} {record.args}"
    record.msg, record.args = mask_numbers(message).text, None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = mask_numbers(logging.Formatter().formatException(record.exc_info)).text
        record.exc_info = None
    return record


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """`time`, `level`, `logger`, `event`, the record's own fields, and `exception` where there is one."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


class MaskedStderr(io.TextIOBase):
    """Standard error for what libraries print past the log: without full numbers, and as log lines where those are JSON."""

    def __init__(self, stream: TextIO, as_json: bool):
        self.stream, self.as_json = stream, as_json
        self.printed = logging.getLogger("printed")

    def write(self, text: str) -> int:
        """Every call on its own: what is printed comes in whole lines."""
        if not self.as_json:
            self.stream.write(mask_numbers(text).text)
        elif text.strip():
            self.printed.warning("%s", text.rstrip())
        return len(text)

    def flush(self) -> None:
        self.stream.flush()

    def fileno(self) -> int:
        return self.stream.fileno()

    def isatty(self) -> bool:
        return self.stream.isatty()


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, /) -> None:
    """A bug that nobody caught: its traceback, masked."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("assistant").critical("A fault in the program.", exc_info=(kind, error, trace))
