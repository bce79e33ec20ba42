"""Settings: read once from the environment at the start, passed on as values."""

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadInput

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and where the page listens."""

    corpus: Path = PROJECT / "corpus"
    data: Path = PROJECT / ".data"
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def pending(self) -> Path:
        """Questions that a person let us keep for review."""
        return self.data / "pending"

    @property
    def cases(self) -> Path:
        """Cases that a person saved."""
        return self.data / "cases"

    @property
    def pictures(self) -> Path:
        """Pictures of the page, left by its tests."""
        return self.data / "pictures"

    @classmethod
    def from_environment(cls) -> "Settings":
        """ASSISTANT_CORPUS, ASSISTANT_DATA and ASSISTANT_PORT, where they are set; BadInput for a port that is none."""
        return cls(
            corpus=Path(os.environ.get("ASSISTANT_CORPUS", cls().corpus)),
            data=Path(os.environ.get("ASSISTANT_DATA", cls().data)),
            port=_port(os.environ.get("ASSISTANT_PORT", str(DEFAULT_PORT))),
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise BadInput(f"ASSISTANT_PORT is {text!r}; set it to a port number such as {DEFAULT_PORT}.")
    return int(text)
