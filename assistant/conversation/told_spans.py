"""Where the values that a message tells stand in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.conversation.kinds import A_KIND
from assistant.conversation.wording import any_word, pieces
from assistant.drafting.fields import Value

PERHAPS = "perhaps_amount"  # the field of a sum that nothing calls the notice's; it is, where no other is
STORY = ""  # the field of a day that belongs to the person's story and to no field

# words that may stand before a value and tell nothing more: "notice dated", "for tax year"
SMALL_WORDS = any_word(r"""
    notice letter ltr to dated? from of the an? is it'?s it and for on no amount total in years? tax ty yr my i irs about re regarding
    wait oops correction meant mean hold call script draft please pls need want dispute protest with this that says? code cp lt actually
    sorry then ok okay still phone hearing cover penalty request response reply proof payment plan more time hardship write kind
    concerning sum their our number
""")
_AROUND = " :-–—/()#*@'\""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the message that holds a value of `field`; `value` None where it is too vague to use."""

    start: int
    end: int
    field: str
    value: Value | None


NEAR = 300  # characters before a value that can say what it is: a long sentence


def near_before(text: str, start: int) -> str:
    """What stands before `start`, as far as it can say what stands there; a pasted page isn't searched for each of its dates."""
    return text[max(0, start - NEAR) : start]


class Taken:
    """The spans found so far; a later one never lies over an earlier."""

    def __init__(self, text: str):
        self.text, self.all = text, list[Span]()

    def add(self, span: Span) -> None:
        if self.is_free(span.start, span.end):
            self.all.append(span)

    def add_all(self, spans: Iterable[Span]) -> None:
        """Add each of `spans` before the next one is looked for."""
        for span in spans:
            self.add(span)

    def is_free(self, start: int, end: int) -> bool:
        return all(end <= one.start or start >= one.end for one in self.all)

    def tells(self, *fields: str) -> bool:
        return any(one.field in fields for one in self.all)

    def stands_alone(self, start: int) -> bool:
        """Whether nothing but other values and small words stands before `start` in its piece of the sentence."""
        from_here = max(0, start - NEAR)
        begins = from_here + max(a for a, _ in pieces(self.text[from_here:start]))
        before = blanked(self.text, begins, start, self.all)
        return not SMALL_WORDS.sub(" ", A_KIND.sub(" ", before)).strip(_AROUND)


def blanked(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """`text` from `start` to `end` with the values in it blank."""
    kept = list(text[start:end])
    for one in spans:
        for place in range(max(one.start, start), min(one.end, end)):
            kept[place - start] = " "
    return "".join(kept)
