"""What a conversation knows between two turns."""

from dataclasses import dataclass, field, replace

from assistant.records import Notice

TURNS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Conversation:
    """Earlier messages (masked, oldest first) and what is known of the notice. Never a full taxpayer number."""

    turns: tuple[str, ...] = ()
    notice: Notice = field(default_factory=Notice)

    def heard(self, message: str, notice: Notice) -> "Conversation":
        """The conversation after `message`."""
        return replace(self, turns=(*self.turns, message)[-TURNS_KEPT:], notice=notice)
