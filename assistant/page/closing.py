"""The end of the page: answers under way end, whoever still waits is told, and it is gone within ten seconds."""

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING

from assistant.reading.apart import Reader

if TYPE_CHECKING:
    import gradio as gr

ANSWERS_END_SECONDS, LAST_WORDS_SECONDS = 3.0, 4.5
CLOSED_SECONDS = 9.0  # whatever still runs


def end_when_told(page: "gr.Blocks", reader: Reader, closing: Event, uploads: Path) -> None:
    """Wait for Ctrl+C or SIGTERM; then set `closing`, let answers under way end, and close `page` and `reader`.

    What doesn't let itself be closed in CLOSED_SECONDS doesn't keep the process; `uploads` is removed even then.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end is the same as Ctrl+C
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
    latest = Timer(CLOSED_SECONDS, _end_now, [uploads])
    latest.daemon = True
    latest.start()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    closing.set()
    _wait_until_idle(page, ANSWERS_END_SECONDS)
    reader.close()  # a letter that isn't read by now ends in a sentence
    _wait_until_idle(page, LAST_WORDS_SECONDS)
    page.close(verbose=False)


def _end_now(uploads: Path) -> None:
    shutil.rmtree(uploads, ignore_errors=True)
    os._exit(0)


def _wait_until_idle(page: "gr.Blocks", seconds: float) -> None:
    """Until every question has its answer and every browser that is still there has it, for at most `seconds`."""
    queue, ends = page._queue, time.monotonic() + seconds
    while time.monotonic() < ends:
        there = list(queue.pending_messages_per_session)  # what a browser left unfetched waits for nobody
        if not (len(queue) or any(queue.active_jobs) or any(queue.pending_event_ids_session.get(one) for one in there)):
            return
        time.sleep(0.05)
