"""Starting the page: loopback only, nothing shared, nothing measured, nothing fetched from elsewhere."""

import atexit
import os
import shutil
import signal
import sys
from datetime import date

from assistant.page.uploads import private_folder
from assistant.settings import Settings
from assistant.wiring import ready_retriever

MOST_WAITING = 200
AT_ONCE = 8
SYSTEM_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")  # the machine's own: nothing to load
SYSTEM_MONO = ("ui-monospace", "monospace")


def serve_page(settings: Settings) -> None:
    """Serve the page until interrupted. Says where on stderr."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    uploads = private_folder()
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder goes when the page is stopped, too
    atexit.register(shutil.rmtree, uploads, ignore_errors=True)
    print("Getting the guidance ready …", file=sys.stderr)
    retriever = ready_retriever(settings, date.today(), _say)
    retriever.warm_up()
    import gradio as gr

    from assistant.page.layout import STYLE, build_page

    theme = gr.themes.Default(primary_hue="blue", font=SYSTEM_FONTS, font_mono=SYSTEM_MONO).set(
        button_primary_background_fill="*primary_700",  # white on it reads at 6.7 : 1
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
    )
    page = build_page(retriever, settings)
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
    )


def _say(doing: str, done: int, of: int) -> None:
    if of and (done == of or done % 2048 == 0):
        print(f"  {doing}: {done:,} of {of:,}", file=sys.stderr)
