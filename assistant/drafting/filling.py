"""Template and values → blocks, each word of which knows where it came from.

What a person wrote never meets the template language: Jinja2 sees a mark in its place, and the words are put in
only after the text has been taken apart into blocks.
"""

import re
from collections.abc import Mapping, Sequence

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from assistant.corpus.templates import environment
from assistant.records import Block, Role, Run

OPENS, CLOSES = "\ue000", "\ue001"
MARK = re.compile(f"{OPENS}(\\d+){CLOSES}")
NUMBERED = re.compile(r"\d+\. ")
LINE_ROLES = (
    ("# ", Role.SUBJECT),
    ("## ", Role.HEADING),
    ("- ", Role.BULLET),
    ("> ", Role.OWN_WORDS),
    ("+ ", Role.LOG),
)


class Slot(str):
    """A value in a template: compares and counts as its text, and is printed as runs that know their source."""

    runs: tuple[Run, ...]

    def __new__(cls, text: str, source: str = "", runs: Sequence[Run] | None = None) -> "Slot":
        slot = super().__new__(cls, text)
        slot.runs = tuple(runs) if runs is not None else (Run(text, source),)
        return slot


Filling = Mapping[str, Slot | bool | tuple[Slot, ...] | None]


class Filler:
    """Fills texts of a template in from `values`; a name without a value is false, and an error where it is printed."""

    def __init__(self, values: Filling):
        self.values = values
        self.slots: list[Slot] = []
        self.jinja: SandboxedEnvironment = environment()
        self.jinja.undefined = StrictUndefined
        self.jinja.finalize = self._marked

    def _marked(self, value: object) -> object:
        if isinstance(value, Slot):
            self.slots.append(value)
            return f"{OPENS}{len(self.slots) - 1}{CLOSES}"
        if value is None or isinstance(value, bool | tuple):
            raise ValueError("a template prints a field that isn't known; put it inside {% if … %}")
        return value

    def _rendered(self, text: str) -> str:
        return self.jinja.from_string(text).render(dict(self.values))

    def line(self, text: str) -> tuple[Run, ...]:
        """`text` filled in, as one line; no runs where nothing is left of it."""
        return self._runs(" ".join(self._rendered(text).split()))

    def blocks(self, text: str) -> list[Block]:
        """`text` filled in and taken apart into blocks; an empty one is dropped."""
        return [block for block in map(self._block, _pieces(self._rendered(text))) if block.text.strip() or block.label]

    def _block(self, piece: tuple[Role, str]) -> Block:
        role, words = piece
        if role is Role.LOG:
            return Block(role, (), words.strip())
        return Block(role, self._runs(words.strip() if role is Role.OWN_WORDS else " ".join(words.split())))

    def _runs(self, words: str) -> tuple[Run, ...]:
        runs: list[Run] = []
        for number, part in enumerate(MARK.split(words)):
            if number % 2:
                runs += self.slots[int(part)].runs
            elif part:
                runs.append(Run(part))
        return tuple(runs)


def _pieces(text: str) -> list[tuple[Role, str]]:
    """The blocks of a rendered text: role and words, the words of a paragraph's lines joined."""
    pieces: list[tuple[Role, str]] = []
    open_paragraph = False
    for line in text.splitlines():
        role, words = _role_of(line)
        if not line.strip():
            open_paragraph = False
        elif role is Role.PARAGRAPH and open_paragraph:
            last_role, last = pieces[-1]
            pieces[-1] = (last_role, f"{last} {words.strip()}")
        else:
            pieces.append((role, words))
            open_paragraph = True
    return pieces


def _role_of(line: str) -> tuple[Role, str]:
    for sign, role in LINE_ROLES:
        if line.startswith(sign):
            return role, line[len(sign) :]
    if match := NUMBERED.match(line):
        return Role.NUMBERED, line[match.end() :]
    return Role.PARAGRAPH, line
