"""The records that cross modules. All frozen; none knows where it came from or where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ended (`status` in `assistant batch`)."""

    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    DECLINED = "declined"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of guidance with an id of its own: what a citation points to.

    `text` has its figures filled in; offsets of passages and quotes count characters of `text`.
    """

    id: str
    title: str
    text: str
    as_of: str
    sources: tuple[str, ...]
    asks: tuple[str, ...] = ()
    followups: tuple[tuple[str, ...], ...] = ()

    @property
    def step(self) -> str:
        """The part of the guidance it belongs to: `step-4-pay` of `step-4-pay/plans`."""
        return self.id.split("/", 1)[0]

    @property
    def url(self) -> str:
        """The official page to check it against."""
        return self.sources[0]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a whole list of a section: `section.text[start:end] == text`."""

    section: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...]  # from the section's title down to the heading it stands under

    @property
    def id(self) -> str:
        return f"{self.section}@{self.start}-{self.end}"

    @property
    def is_list(self) -> bool:
        return "\n" in self.text

    @property
    def embedded_text(self) -> str:
        """What is embedded and searched: the heading path, then the words."""
        return f"{' > '.join(self.headings)}: {self.text}"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A subject the assistant names and does not answer, or a request it declines."""

    id: str
    outcome: str  # not_covered, partly, declined
    title: str
    says: str
    instead: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A period a notice sets. `days` and `years` are None where only the printed date counts."""

    action: str
    days: int | None
    years: int | None
    unit: str
    counted_from: str
    condition: str | None
    outside_us_days: int | None


@dataclass(frozen=True, slots=True)
class CatalogueNotice:
    """A kind of notice or letter the IRS sends."""

    code: str
    aliases: tuple[str, ...]
    title: str
    family: str
    confidence: str
    clocks: tuple[Clock, ...]

    @property
    def section(self) -> str:
        return f"notice/{self.code.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated figure or contact in force, as the facts files hold it."""

    id: str
    title: str
    value: object
    unit: str
    as_of: str
    source: str
    confidence: str
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of the guidance that a claim rests on: `section.text[start:end] == quote`."""

    section: str
    title: str
    quote: str
    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the conversation knows of the person's notice. None is "not known", never a guess."""

    code: str | None = None
    notice_date: date | None = None
    tax_years: tuple[int, ...] = ()
    amount_due: str | None = None  # decimal string, US dollars
    ssn_last4: str | None = None

    def is_empty(self) -> bool:
        return self == Notice()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person reads, with everything it rests on.

    `text` is markdown with `[1]`, `[2]` … in reading order; `citations[0]` is `[1]`.
    `understood` is the question as it was taken, when that differs from what was typed.
    """

    outcome: Outcome
    text: str
    citations: tuple[Citation, ...] = ()
    understood: str | None = None
