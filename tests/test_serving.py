"""The page told to end while many wait: whoever asked gets an answer or is told, and it ends in time with status 0."""

import os
import signal
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest

from assistant.errors import Closing
from assistant.page.closing import _wait_until_idle
from benchmarks.people import ask_once, asking_function, page_running

PEOPLE = 40
LONGEST_SECONDS = 10


def test_told_to_end_under_load_it_answers_or_says_so_and_ends_in_time(tmp_path: Path) -> None:
    its_own = tmp_path / "tmp"
    its_own.mkdir()
    with (
        page_running(tmp_path, {"TMPDIR": str(its_own)}) as (address, process),
        ThreadPoolExecutor(PEOPLE) as people,
    ):
        function, together = asking_function(address), Barrier(PEOPLE)
        questions = [f"can they take my wages, I am person {number}" for number in range(PEOPLE)]
        asked = [people.submit(ask_once, address, function, question, together) for question in questions]
        wait(asked, return_when=FIRST_COMPLETED)
        told = time.monotonic()
        os.kill(process, signal.SIGTERM)
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        took = time.monotonic() - told
        replies = [one.result().html for one in asked]  # nobody is left without one
    assert ended is not None
    assert (ended.si_code, ended.si_status) == (os.CLD_EXITED, 0)
    assert took < LONGEST_SECONDS
    closing = str(Closing()).split(",")[0]
    assert [html for html in replies if "details class=" not in html and closing not in html] == []
    assert [html for html in replies if "details class=" in html]
    assert "Traceback" not in (tmp_path / "page.log").read_text()
    assert list(its_own.iterdir()) == []


class Queue(SimpleNamespace):
    """As much of Gradio's as its end looks at, with nobody waiting in it."""

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize(("there", "waits"), [({"tab": "what it is sent"}, True), ({}, False)])
def test_only_a_browser_that_is_still_there_is_waited_for(
    there: dict[str, str], waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(
        active_jobs=[None], pending_event_ids_session={"tab": {"asked"}}, pending_messages_per_session=dict(there)
    )
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        queue.pending_event_ids_session.clear()  # it has its answer

    monkeypatch.setattr("assistant.page.closing.time.sleep", sleep)
    _wait_until_idle(SimpleNamespace(_queue=queue), 60.0)
    assert bool(waited) == waits
