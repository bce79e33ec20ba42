"""Starting the page: loopback only, nothing shared, nothing measured, nothing fetched from elsewhere."""

import atexit
import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterable
from datetime import date
from hmac import compare_digest
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant import __version__
from assistant.errors import BadInput
from assistant.forgetting import UPLOADS_IN
from assistant.logs import MaskedStderr
from assistant.page.closing import end_when_told
from assistant.page.guarding import Guard, Rules
from assistant.page.uploads import private_folder
from assistant.reading.apart import Reader
from assistant.reading.text import LARGEST_FILE_BYTES
from assistant.settings import Settings, unknown_variables
from assistant.wiring import ready_retriever

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger("assistant.page")
log.setLevel(logging.INFO)

MOST_WAITING = 200
AT_ONCE = 8
MOST_SESSIONS = 300  # of older ones nothing is known: Gradio holds a third of a megabyte for each
CLEARED_EVERY_SECONDS, KEPT_SECONDS = 300, 900  # an upload that nobody came to read
SYSTEM_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")  # the machine's own: nothing to load
SYSTEM_MONO = ("ui-monospace", "monospace")
SAYS_OTHERS = (
    "Others can reach this page under this machine's name or address, with the password; put TLS in front of it."
)
ASKS_PASSWORD = "Type any name, and the password you were given."


def serve_page(settings: Settings) -> None:
    """Serve the page until it is interrupted or told to end. Says where on stderr. BadInput where it would be open to others."""
    settings.listening()
    for name in unknown_variables():
        log.warning(f"{name} isn't a setting, so it does nothing. The README has a table of them.")
    sys.stderr = MaskedStderr(sys.stderr, settings.log == "json")  # Gradio prints tracebacks of its own
    uploads = private_folder()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder goes, too, when it is stopped this early
    atexit.register(shutil.rmtree, uploads, ignore_errors=True)
    _keep_to_ourselves(uploads)
    reader, closing = Reader(), Event()
    page, generation = _switched_off(settings) if settings.off else _answering(settings, reader, closing)
    launch(page, settings, uploads, generation)
    here = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    log.info(f"Open http://{here}:{settings.port} in your browser. Ctrl+C stops it.")
    if not settings.only_here:
        log.info(SAYS_OTHERS)
    end_when_told(page, reader, closing, uploads)


def _keep_to_ourselves(uploads: Path) -> None:
    """Nothing in the environment makes Gradio, or a library below it, do otherwise than `launch` says."""
    for name in [name for name in os.environ if name.startswith("GRADIO_")]:
        del os.environ[name]
    os.environ |= {
        "GRADIO_ANALYTICS_ENABLED": "False",
        UPLOADS_IN: str(uploads),
        "HF_HUB_OFFLINE": "1",
        "NO_PROXY": "*",
    }


def _answering(settings: Settings, reader: Reader, closing: Event) -> tuple["gr.Blocks", str]:
    """The page, and the generation of the index it answers from."""
    log.info("Getting the guidance ready …")
    retriever = ready_retriever(settings, date.today(), _say)
    retriever.warm_up()
    reader.start()
    from assistant.page.layout import build_page

    return build_page(retriever, settings, reader, closing), retriever.index.folder.name


def _switched_off(settings: Settings) -> tuple["gr.Blocks", str]:
    from assistant.page.layout import TITLE
    from assistant.page.off import build_off_page

    return build_off_page(TITLE, settings), ""


def launch(page: "gr.Blocks", settings: Settings, uploads: Path, generation: str) -> None:
    """Serve `page` behind the guard until it is closed; uploads lie in the folder `uploads`.

    `generation` of the index is what /health says. Comes back as soon as it serves.
    """
    import gradio as gr

    from assistant.page.faults import guard_functions
    from assistant.page.layout import STYLE

    theme = gr.themes.Default(primary_hue="blue", font=SYSTEM_FONTS, font_mono=SYSTEM_MONO).set(
        button_primary_background_fill="*primary_700",  # white on it reads at 6.7 : 1
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
    )
    guard_functions(page)
    page.delete_cache = (CLEARED_EVERY_SECONDS, KEPT_SECONDS)
    page.queue(max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    rules = Rules(
        only_here=settings.only_here,
        has_password=bool(settings.password),
        uploads=uploads,
        functions=frozenset(_answering_functions(page)),
        health={"ok": not settings.off, "off": bool(settings.off), "version": __version__, "index": generation},
        healthy=not settings.off,
    )
    try:
        page.launch(
            server_name=settings.host,
            server_port=settings.port,
            auth=_checks(settings.password) if settings.password else None,
            auth_message=ASKS_PASSWORD,
            share=False,
            quiet=True,
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            mcp_server=False,
            footer_links=[],
            theme=theme,
            css_paths=STYLE,
            allowed_paths=[],
            blocked_paths=[
                str(folder.resolve()) for folder in (settings.corpus, settings.data, Path(__file__).parents[2])
            ],
            max_file_size=LARGEST_FILE_BYTES,
            state_session_capacity=MOST_SESSIONS,
            strict_cors=True,
            run_history=False,
            pwa=False,
            app_kwargs={"middleware": [_middleware(rules)], "docs_url": None, "redoc_url": None, "openapi_url": None},
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise BadInput(
            f"The page can't listen on {settings.host}:{settings.port}. Close the page that runs there, or set ASSISTANT_PORT."
        ) from error
    _one_log()


def _middleware(rules: Rules) -> Any:
    from starlette.middleware import Middleware

    return Middleware(Guard, rules=rules)


def _answering_functions(page: "gr.Blocks") -> Iterable[int]:
    """The numbers of the functions that put something into the conversation."""
    for number, one in page.fns.items():
        if one.fn is not None and any(part.elem_id == "conversation" for part in one.outputs):
            yield number


def _checks(password: str) -> Any:
    """Whether a login is right: any name will do."""

    def is_right(_name: str, typed: str) -> bool:
        return compare_digest(typed.encode(), password.encode())

    return is_right


def _one_log() -> None:
    """The server's own log goes the way of ours."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        its_own = logging.getLogger(name)
        its_own.handlers.clear()
        its_own.propagate = True


def _say(doing: str, done: int, of: int) -> None:
    if of and (done == of or done % 2048 == 0):
        log.info(f"  {doing}: {done:,} of {of:,}")
