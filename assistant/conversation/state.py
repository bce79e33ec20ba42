"""What a conversation knows between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.drafting.fields import Value
from assistant.reading.findings import Findings
from assistant.records import Answer, Exchange, Notice, Outcome

TURNS_KEPT = 8
# the fields of a draft that a letter can give, and what holds them in a Notice
READ = {
    "notice_code": "code",
    "notice_date": "notice_date",
    "tax_year": "tax_years",
    "amount": "amount_due",
    "form": "form",
    "ssn_last4": "ssn_last4",
    "deadline": "printed_dates",
    "reply_address": "reply_address",
}


@dataclass(frozen=True, slots=True)
class Drafting:
    """A draft on its way. `answers` hold what the notice doesn't; what the notice holds stands in the conversation's.

    `either` and `vague` are what was told in two ways, or too roughly; `asked` is the field asked for last, in the words of
    `question`; `told` are the fields the person gave themselves; `words` choose the situation unless one was chosen by hand.
    """

    kind: str
    words: str = ""
    situation: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict, hash=False)
    either: Mapping[str, tuple[Value, ...]] = field(default_factory=dict, hash=False)
    vague: Mapping[str, str] = field(default_factory=dict, hash=False)
    told: frozenset[str] = frozenset()
    recent: tuple[str, ...] = ()  # of these, the ones of the last message, in its order
    asked_for: frozenset[str] = frozenset()  # the fields it was asked for so far
    asked: str = ""
    question: str = ""
    begun: bool = False  # whether the person has been asked for anything yet
    done: bool = False  # whether it has been handed over
    refused: Outcome | None = None  # why nothing is drafted, until the person puts it right

    def for_another_notice(self) -> "Drafting":
        """The draft once another letter is at hand: the person's own answers stay, what was told of the notice doesn't."""
        kept = {name: value for name, value in self.answers.items() if name not in READ}
        return replace(
            self,
            answers=kept,
            either={name: both for name, both in self.either.items() if name not in READ},
            vague={name: words for name, words in self.vague.items() if name not in READ},
            told=self.told - frozenset(READ),  # less READ.keys() it would be a set, without a hash
            recent=(),
            asked="",
            question="",
            done=False,
        )


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
    unchecked: frozenset[str] = (
        frozenset()
    )  # the fields of a draft that were read from a letter and nobody has checked yet
    draft: Drafting | None = None
    offered: frozenset[str] = frozenset()  # kinds of draft that were offered before
    exchanges: tuple[Exchange, ...] = ()  # all that was said and answered, as the page shows it; oldest first
    asked: tuple[str, ...] = ()  # the turns without those that a draft took: what a follow-up leans on

    def heard(self, message: str, notice: Notice, of_draft: bool = False) -> "Conversation":
        """The conversation after `message`."""
        asked = self.asked if of_draft else (*self.asked, message)[-TURNS_KEPT:]
        return replace(self, turns=(*self.turns, message)[-TURNS_KEPT:], asked=asked, notice=notice)

    def answered(self, asked: str, answer: Answer) -> "Conversation":
        """The conversation that shows `answer` to `asked`, whose full numbers are masked."""
        return replace(self, exchanges=(*self.exchanges, Exchange(asked, answer)))

    def holding(self, letter: Findings) -> "Conversation":
        """The conversation once `letter` has been read: it replaces what was known of another."""
        notice = letter.reading.notice
        draft = self.draft.for_another_notice() if self.draft else None
        read = frozenset(field for field, of_notice in READ.items() if getattr(notice, of_notice))
        return replace(self, notice=notice, letter=letter, confirmed=False, unchecked=read, draft=draft)

    def checked(self) -> "Conversation":
        """The conversation once the person has said that what was read is right."""
        return replace(self, confirmed=True, unchecked=frozenset())
