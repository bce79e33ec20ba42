"""The page while the assistant is switched off: the reason, and nothing to ask with."""

from html import escape

import gradio as gr

from assistant.settings import Settings

SAYS = """
<h1>{title}</h1>
<p class="lead">The assistant is switched off, and answers nothing for now.</p>
<p id="why-off">{reason}</p>
<p>Whatever the letter says, the date printed on it counts. The IRS answers questions about it at the number on your
tax account at irs.gov/account, or at 800-829-1040.</p>
"""


def build_off_page(title: str, settings: Settings) -> gr.Blocks:
    """A page that shows why nothing is answered."""
    page: gr.Blocks
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=False) as page:
        gr.HTML(SAYS.format(title=escape(title), reason=escape(settings.off)), elem_id="introduction")
    return page
