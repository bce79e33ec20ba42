"""The chat page: `python app.py`, the same as `assistant serve`."""

import sys

from assistant.errors import AssistantError
from assistant.logs import start_logging
from assistant.page import serve_page
from assistant.settings import Settings

if __name__ == "__main__":
    try:
        settings = Settings.from_environment()
        start_logging(settings)
        serve_page(settings)
    except AssistantError as error:
        sys.exit(str(error))
