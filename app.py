"""The chat page: `python app.py`, the same as `assistant serve`."""

import logging
import sys

from assistant.errors import AssistantError
from assistant.page import serve_page
from assistant.settings import Settings

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        serve_page(Settings.from_environment())
    except AssistantError as error:
        sys.exit(str(error))
