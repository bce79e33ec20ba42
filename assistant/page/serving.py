"""Starting the page: loopback only, nothing shared, nothing measured, nothing fetched from elsewhere."""

import atexit
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING

from assistant.page.uploads import private_folder
from assistant.reading.apart import Reader
from assistant.settings import Settings
from assistant.wiring import ready_retriever

if TYPE_CHECKING:
    import gradio as gr

MOST_WAITING = 200
ANSWERS_END_SECONDS, LAST_WORDS_SECONDS = 3.0, 4.5  # of closing
CLOSED_SECONDS = 9.0  # whatever still runs
AT_ONCE = 8
SYSTEM_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")  # the machine's own: nothing to load
SYSTEM_MONO = ("ui-monospace", "monospace")


def serve_page(settings: Settings) -> None:
    """Serve the page until it is interrupted or told to end. Says where on stderr."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    uploads = private_folder()
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder goes, too, when it is stopped this early
    atexit.register(shutil.rmtree, uploads, ignore_errors=True)
    print("Getting the guidance ready …", file=sys.stderr)
    retriever = ready_retriever(settings, date.today(), _say)
    retriever.warm_up()
    reader, closing = Reader(), Event()
    reader.start()
    import gradio as gr

    from assistant.page.layout import STYLE, build_page

    theme = gr.themes.Default(primary_hue="blue", font=SYSTEM_FONTS, font_mono=SYSTEM_MONO).set(
        button_primary_background_fill="*primary_700",  # white on it reads at 6.7 : 1
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
    )
    page = build_page(retriever, settings.pending, reader, closing)
    page.queue(max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE)
    print(f"Open http://{settings.host}:{settings.port} in your browser. Ctrl+C stops it.", file=sys.stderr)
    page.launch(
        server_name=settings.host,
        server_port=settings.port,
        share=False,
        quiet=True,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        footer_links=[],
        theme=theme,
        css_paths=STYLE,
        max_file_size="20mb",
        run_history=False,
        pwa=False,
        prevent_thread_lock=True,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end is the same as Ctrl+C
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
    latest = Timer(CLOSED_SECONDS, _end_now, [uploads])
    latest.daemon = True
    latest.start()
    _close(page, reader, closing)


def _end_now(uploads: Path) -> None:
    """The end, whatever still runs: something that doesn't let itself be closed doesn't keep the page."""
    shutil.rmtree(uploads, ignore_errors=True)
    os._exit(0)


def _close(page: "gr.Blocks", reader: Reader, closing: Event) -> None:
    """Let answers under way end, tell whoever still waits, and stop: within 10 seconds."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    closing.set()
    _wait_until_idle(page, ANSWERS_END_SECONDS)
    reader.close()  # a letter that isn't read by now ends in a sentence
    _wait_until_idle(page, LAST_WORDS_SECONDS)
    page.close(verbose=False)


def _wait_until_idle(page: "gr.Blocks", seconds: float) -> None:
    """Until every question has its answer and every browser has it, for at most `seconds`."""
    queue, ends = page._queue, time.monotonic() + seconds
    while time.monotonic() < ends:
        if not (len(queue) or any(queue.active_jobs) or any(list(queue.pending_event_ids_session.values()))):
            return
        time.sleep(0.05)


def _say(doing: str, done: int, of: int) -> None:
    if of and (done == of or done % 2048 == 0):
        print(f"  {doing}: {done:,} of {of:,}", file=sys.stderr)
