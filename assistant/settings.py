"""Settings: read once from the environment at the start, passed on as values."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860


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

    @classmethod
    def from_environment(cls) -> "Settings":
        """ASSISTANT_CORPUS, ASSISTANT_DATA and ASSISTANT_PORT, where they are set."""
        return cls(
            corpus=Path(os.environ.get("ASSISTANT_CORPUS", cls().corpus)),
            data=Path(os.environ.get("ASSISTANT_DATA", cls().data)),
            port=int(os.environ.get("ASSISTANT_PORT", DEFAULT_PORT)),
        )
