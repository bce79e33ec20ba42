"""The browser face. Gradio is known here and nowhere else."""

from assistant.page.serving import serve_page

__all__ = ["serve_page"]
