"""What a conversation knows between two turns."""

from dataclasses import dataclass, field, replace

from assistant.reading.findings import Findings
from assistant.records import Notice

TURNS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Conversation:
    """Earlier messages (masked, oldest first) and what is known of the notice. Never a full taxpayer number.

    `notice` is what counts: what was read, as the person mended it. `letter` is what was found in the letter itself,
    None while only typed or told details are known.
    """

    turns: tuple[str, ...] = ()
    notice: Notice = field(default_factory=Notice)
    letter: Findings | None = None
    confirmed: bool = False  # whether the person has checked what was read against the paper

    def heard(self, message: str, notice: Notice) -> "Conversation":
        """The conversation after `message`."""
        return replace(self, turns=(*self.turns, message)[-TURNS_KEPT:], notice=notice)

    def holding(self, letter: Findings) -> "Conversation":
        """The conversation once `letter` has been read: it replaces what was known of another."""
        return replace(self, notice=letter.reading.notice, letter=letter, confirmed=False)
