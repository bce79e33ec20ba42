"""Settings: read once from the environment at the start, passed on as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from assistant.errors import BadInput, SwitchedOff

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
HIGHEST_PORT = 65_535
SHORTEST_PASSWORD = 12
PREFIX = "ASSISTANT_"
LOGS = ("text", "json")
YES = {"yes": True, "no": False}


class Variable(NamedTuple):
    """An environment variable as the README lists it."""

    name: str
    means: str
    default: str


VARIABLES = (
    Variable("ASSISTANT_PORT", "the page's port", str(DEFAULT_PORT)),
    Variable(
        "ASSISTANT_HOST",
        "the address the page listens on; any but this machine's own needs `ASSISTANT_PASSWORD`",
        DEFAULT_HOST,
    ),
    Variable(
        "ASSISTANT_PASSWORD",
        f"asked for before the page opens, with any name; at least {SHORTEST_PASSWORD} characters",
        "none",
    ),
    Variable("ASSISTANT_CORPUS", "the folder with the guidance", "`corpus/`"),
    Variable("ASSISTANT_DATA", "where the index, saved cases and kept questions lie", "`.data/`"),
    Variable("ASSISTANT_OFF", "a reason: it is shown, and nothing is answered", "none"),
    Variable("ASSISTANT_LOG", "`json`: a line of JSON on stderr for each answer and each fault", "`text`"),
    Variable(
        "ASSISTANT_LOG_QUESTIONS", "`yes`: those lines hold the question too, full numbers masked, names not", "`no`"
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie, where the page listens, whether it answers, and what it logs."""

    corpus: Path = PROJECT / "corpus"
    data: Path = PROJECT / ".data"
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    password: str = field(default="", repr=False)
    off: str = ""  # why nothing is answered; "" where it answers
    log: str = LOGS[0]
    log_questions: bool = False

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
    def one_person(self) -> bool:
        """Whether nobody but who sits at this machine uses the page: a password means that others are let in."""
        return self.only_here and not self.password

    @property
    def only_here(self) -> bool:
        """Whether nobody but this machine can reach the page."""
        return is_loopback(self.host)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """`VARIABLES`, where they are set; an empty one counts as not set. BadInput for a value that can't be one."""
        given = {name: environment.get(name, "").strip() for name, _, _ in VARIABLES}
        return cls(
            corpus=Path(given["ASSISTANT_CORPUS"] or cls().corpus),
            data=Path(given["ASSISTANT_DATA"] or cls().data),
            host=given["ASSISTANT_HOST"] or DEFAULT_HOST,
            port=_port(given["ASSISTANT_PORT"] or str(DEFAULT_PORT)),
            password=given["ASSISTANT_PASSWORD"],
            off=given["ASSISTANT_OFF"],
            log=_one_of(LOGS, "ASSISTANT_LOG", given["ASSISTANT_LOG"] or LOGS[0]),
            log_questions=YES[_one_of(YES, "ASSISTANT_LOG_QUESTIONS", given["ASSISTANT_LOG_QUESTIONS"] or "no")],
        )

    def answering(self) -> "Settings":
        """These settings. SwitchedOff, with the reason, where nothing is to be answered."""
        if self.off:
            raise SwitchedOff(f"The assistant is switched off: {self.off}")
        return self

    def listening(self) -> "Settings":
        """These settings. BadInput where the page would listen to others without a password, or with a short one."""
        if not self.only_here and not self.password:
            raise BadInput(
                f"ASSISTANT_HOST is {self.host}: others could reach the page. Set ASSISTANT_PASSWORD to at least "
                f"{SHORTEST_PASSWORD} characters, or leave ASSISTANT_HOST out."
            )
        if self.password and len(self.password) < SHORTEST_PASSWORD:
            raise BadInput(f"ASSISTANT_PASSWORD is too short. Set one of at least {SHORTEST_PASSWORD} characters.")
        return self


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like a setting and are none, such as ASSISTANT_PROT."""
    known = {variable.name for variable in VARIABLES}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def is_loopback(host: str) -> bool:
    """Whether `host`, an address or a name, reaches no further than this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("[::1]"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise BadInput(f"ASSISTANT_PORT is {text!r}; set it to a port number such as {DEFAULT_PORT}.")
    return int(text)


def _one_of(words: Mapping[str, bool] | tuple[str, ...], name: str, value: str) -> str:
    if value not in words:
        raise BadInput(f"{name} is {value!r}; set it to {' or '.join(words)}.")
    return value
