"""The page told to end while many wait: whoever asked gets an answer or is told, and it ends in time with status 0."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from assistant.errors import Closing
from benchmarks.people import Refusal, Reply, crowd_asks, page_running

LONGEST_SECONDS = 10


@pytest.mark.parametrize("people", [30])
def test_told_to_end_under_load_it_answers_or_says_so_and_ends_in_time(people: int, tmp_path: Path) -> None:
    outcomes: list[Reply | Refusal] = []
    with page_running(tmp_path) as (address, process):
        questions = [f"can they take my wages, I am person {number}" for number in range(people)]
        asking = threading.Thread(target=lambda: outcomes.extend(crowd_asks(address, questions)))
        asking.start()
        time.sleep(2)
        told = time.monotonic()
        os.kill(process, signal.SIGTERM)
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        took = time.monotonic() - told
        asking.join()
    assert ended is not None
    assert (ended.si_code, ended.si_status) == (os.CLD_EXITED, 0)
    assert took < LONGEST_SECONDS
    assert [one for one in outcomes if isinstance(one, Refusal)] == []
    replies = [one for one in outcomes if isinstance(one, Reply)]
    answered = [one for one in replies if "source" in one.html]
    closing = str(Closing()).split(",")[0]
    assert [one for one in replies if "source" not in one.html and closing not in one.html] == []
    assert len(answered) > 5
    assert "Traceback" not in (tmp_path / "page.log").read_text()
