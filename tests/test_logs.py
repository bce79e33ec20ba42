"""What is logged, and that no full number is."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from assistant import logs
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.errors import AssistantError
from assistant.logs import MaskedStderr, log_event, noted, start_logging
from assistant.records import Answer, Citation, Outcome
from assistant.settings import Settings

NUMBER = "987-65-4321"
MASKED = "[taxpayer number ending 4321]"


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """Where a test has the log written; logging is as it was afterwards."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    before = root.handlers, root.level, sys.excepthook, threading.excepthook, logging.raiseExceptions
    yield io.StringIO()
    root.handlers, level, sys.excepthook, threading.excepthook, logging.raiseExceptions = before
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    logs.events.setLevel(logging.NOTSET)
    logs.questions.setLevel(logs.SILENT)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(f"no such person: {NUMBER}")


@pytest.mark.parametrize("how", ["text", "json"])
def test_no_full_number_is_logged_whoever_logs_it(printed: io.StringIO, how: str) -> None:
    start_logging(Settings(log=how), printed)
    library = logging.getLogger("a.library")
    own = logging.StreamHandler(printed)
    own.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    library.addHandler(own)
    library.warning("in the message %s", NUMBER)
    library.warning(f"before it {NUMBER}")
    library.warning("arguments that don't fit %d %s", NUMBER)
    library.warning({"not": "a string", "number": NUMBER})
    try:
        fail()
    except ValueError:
        library.exception("in the exception")
    library.removeHandler(own)
    text = printed.getvalue()
    assert NUMBER not in text
    assert text.count(MASKED) >= 10  # five records, two handlers
    assert "in fail" in text  # the traceback is there
    assert "a string" in text


def test_a_fault_that_nobody_caught_is_masked_too(printed: io.StringIO) -> None:
    start_logging(Settings(), printed)
    try:
        fail()
    except ValueError as fault:
        sys.excepthook(ValueError, fault, fault.__traceback__)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert printed.getvalue().count(MASKED) == 2
    assert NUMBER not in printed.getvalue()


def test_what_libraries_print_is_masked(printed: io.StringIO) -> None:
    start_logging(Settings(), printed)
    print("printed", NUMBER, file=MaskedStderr(printed, as_json=False))
    assert printed.getvalue().startswith("printed ")
    assert MASKED.split()[-1] in printed.getvalue()
    start_logging(Settings(log="json"), printed)
    printed.truncate(0)
    printed.seek(0)
    print(f"printed {NUMBER}\nmore", file=MaskedStderr(printed, as_json=True))
    assert [line["event"] for line in lines(printed)] == [f"printed {MASKED}\nmore"]


def test_an_answer_is_a_line_of_counts_and_ids(printed: io.StringIO) -> None:
    start_logging(Settings(log="json"), printed)

    @noted("turn")
    def answering(_question: str) -> tuple[Answer, None]:
        cited = [Citation("step-4-pay/plans", "", "", 0, 0, ""), Citation("liens-levies/wage-levy", "", "", 0, 0, "")]
        return Answer(Outcome.ANSWERED, "Words of the answer.", (*cited, cited[0])), None

    answering("my secret question")
    (line,) = lines(printed)
    assert line.keys() == {"time", "level", "logger", "event", "outcome", "ms", "sections", "citations"}
    assert (line["event"], line["outcome"], line["citations"]) == ("turn", "answered", 3)
    assert line["sections"] == ["step-4-pay/plans", "liens-levies/wage-levy"]
    assert 0 <= line["ms"] < 1000


@pytest.mark.parametrize(
    ("chosen", "has_question"),
    [
        (Settings(), None),
        (Settings(log_questions=True), None),
        (Settings(log="json"), False),
        (Settings(log="json", log_questions=True), True),
    ],
)
def test_a_question_is_logged_only_where_that_was_asked_for(
    printed: io.StringIO, retriever: Any, chosen: Settings, has_question: bool | None
) -> None:
    start_logging(chosen, printed)
    take_turn(f"my ssn is {NUMBER}, can they take my wages?", Conversation(), retriever, date(2026, 11, 24))
    text = printed.getvalue()
    assert NUMBER not in text
    assert ("wages" in text.replace("liens-levies/wage-levy", "")) == bool(has_question)
    assert bool(text) == (has_question is not None)
    if has_question:
        assert lines(printed)[0]["question"] == f"my ssn is {MASKED}, can they take my wages?"


def test_an_event_holds_what_it_was_given(printed: io.StringIO) -> None:
    start_logging(Settings(log="json"), printed)
    log_event("draft", kind="dispute_letter", missing=0)
    (line,) = lines(printed)
    assert (line["event"], line["kind"], line["missing"]) == ("draft", "dispute_letter", 0)


def test_a_log_that_cannot_be_written_stops_nothing(printed: io.StringIO) -> None:
    start_logging(Settings(log="json"), printed)
    printed.close()
    logging.getLogger("a").warning("into nothing")
    with pytest.raises(AssistantError):
        raise AssistantError("still here")
