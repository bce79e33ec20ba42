"""The records that cross modules. All frozen; none knows where it came from or where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """How a turn ended (`status` in `assistant batch`)."""

    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    DECLINED = "declined"
    DRAFTING = "drafting"  # a detail of a draft is asked for
    DRAFTED = "drafted"
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
    forged: bool = False  # what is asked for would be forged or untrue, wherever it goes


@dataclass(frozen=True, slots=True)
class Clock:
    """A period a notice sets. `days` and `years` are None where only the printed date counts."""

    action: str
    days: int | None
    years: int | None
    unit: str  # calendar_days, business_days
    counted_from: str  # notice_date, mailing_date, receipt, printed_date, other
    condition: str | None
    outside_us_days: int | None
    under_usd: int | None = None  # runs only for a demand under this sum
    from_usd: int | None = None  # runs only for a demand of this sum or more
    rolls: bool = False  # whether the law moves a last day off a Saturday, Sunday or legal holiday
    missed: str = ""  # what follows when it is missed
    note: str = ""
    source: str = ""
    sure: bool = True  # False where the count rests on an unofficial page
    extendable: bool | None = None  # whether the IRS can give more time; None where no source says


@dataclass(frozen=True, slots=True)
class CatalogueNotice:
    """A kind of notice or letter the IRS sends."""

    code: str
    aliases: tuple[str, ...]
    title: str
    family: str
    confidence: str
    clocks: tuple[Clock, ...]
    rights: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()  # the usual ways to answer it
    forms: tuple[str, ...] = ()
    disputable: bool = True  # whether a letter of dispute has a place
    dispute_note: str = ""

    @property
    def section(self) -> str:
        return f"notice/{self.code.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Template:
    """A letter or call script as a tax professional wrote it, checked; `drafting/filling.py` fills it in.

    `facts` maps a name that stands in its texts (`fact_0`) to the fact's reference and how the figure is printed.
    """

    kind: str
    situation: str
    title: str
    use_when: str
    needs: tuple[str, ...]
    may_have: tuple[str, ...]
    said_as: tuple[str, ...]
    unless_said: tuple[str, ...]
    encloses: tuple[str, ...]
    sheet: tuple[str, ...]
    body: str
    facts: Mapping[str, tuple[str, str]] = field(hash=False)
    as_of: str = ""
    sources: tuple[str, ...] = ()
    for_codes: tuple[str, ...] = ()  # notices that call for this situation, whatever is said
    for_families: tuple[str, ...] = ()
    for_right: str = ""  # fits only notices that give this right, and is then the situation, whatever is said
    clock: str = ""  # words of the action whose last day counts for this draft; the first of the notice otherwise
    once_passed: bool = False  # the situation once the day that counts for the general one is over

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.situation}"

    @property
    def is_for_a_notice(self) -> bool:
        """Whether the notice itself calls for it, or what became of its date."""
        return bool(self.for_codes or self.for_families or self.for_right or self.once_passed)


@dataclass(frozen=True, slots=True)
class FitRule:
    """When a kind of draft doesn't fit a notice, or what to know beside it. Every condition that is named must hold."""

    kind: str
    fits: bool
    says: str  # filled in like a template
    facts: Mapping[str, tuple[str, str]] = field(hash=False)
    rests_on: str  # a section id, or "notice": the entry of the notice at hand
    instead: tuple[str, ...] = ()  # kinds that fit
    codes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    not_families: tuple[str, ...] = ()
    without_right: str = ""
    disputable: bool | None = None
    passed: bool = False
    last_passed: bool = False
    situations: tuple[str, ...] = ()
    from_tax_year: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the body of every letter: lines and labelled rows, filled in like a template."""

    recipient: tuple[str, ...]
    reference: tuple[tuple[str, str], ...]  # label, value
    greeting: str
    closing: str


@dataclass(frozen=True, slots=True)
class DraftField:
    """Something a draft can be filled in with, and how it is asked for. `choices` is empty where any answer will do."""

    name: str
    label: str
    question: str
    reads: str  # code, date, years, money, sums, digits4, number, day, name, text, lines, words, choice
    example: str
    choices: tuple[str, ...] = ()


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


class Duty(StrEnum):
    """What a date printed on a notice is for."""

    PAY = "pay"
    RESPOND = "respond"
    DISPUTE = "dispute"
    HEARING = "request a hearing"
    PETITION = "petition the Tax Court"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A last day that stands on the notice itself, or one typed from it."""

    on: date
    duty: Duty


@dataclass(frozen=True, slots=True)
class Notice:
    """What the conversation knows of the person's notice. None is "not known", never a guess."""

    code: str | None = None  # a code of the catalogue
    notice_date: date | None = None
    tax_years: tuple[int, ...] = ()
    amount_due: str | None = None  # decimal string, US dollars
    ssn_last4: str | None = None
    printed_dates: tuple[PrintedDate, ...] = ()
    phone: str | None = None  # 800-829-0922, as printed; never vouched for
    form: str | None = None  # 1040
    reply_address: str | None = None
    caller_id: str | None = None
    lien_filed: date | None = None  # Letter 3172: the day the notice of federal tax lien was filed
    abroad: bool = False  # addressed to the person outside the United States
    unknown_code: str | None = None  # a code that is printed, or was named, and isn't in the catalogue

    def is_empty(self) -> bool:
        return self == Notice()


class Box(NamedTuple):
    """Where something stands on a page, as shares of its width and height, 0 to 1 from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words on one row: a whole row, or a cell of it where wide gaps divide the row.

    `box` is None for pasted text; `confidence` is 1 unless it was read from a picture.
    """

    page: int  # from 1
    text: str
    box: Box | None = None
    confidence: float = 1.0
    starts_row: bool = True  # False: it stands to the right of the line before it


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a file or of pasted text, in reading order, full numbers already masked.

    `came_from` is text, pdf, or photo; `full_numbers` names the kinds of number that were masked.
    `qr_codes` holds what QR codes on the pages say.
    """

    lines: tuple[Line, ...]
    came_from: str
    pages: int = 1
    full_numbers: tuple[str, ...] = ()
    ssn_last4: str | None = None  # of a full number that was masked
    qr_codes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All rows, one a line, the cells of a row three spaces apart."""
        return "".join(("\n" if line.starts_row else "   ") + line.text for line in self.lines).lstrip("\n")


class Kind(StrEnum):
    """What a piece of mail is, by what it says of itself. Never whether it is genuine."""

    IRS = "irs_notice"
    STATE = "state_letter"
    COLLECTOR = "collector_letter"
    OTHER = "other_mail"


ReadValue = str | date | PrintedDate | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value read from the letter, with the words it was read from. `value` is what `Notice` holds under that name."""

    value: ReadValue
    words: str
    page: int
    box: Box | None
    confidence: float


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of the bill: `label` as printed, `amount` in US dollars, payments and credits below zero."""

    label: str
    amount: Decimal
    is_total: bool
    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one notice in a letter says.

    `fields` maps a name of `Notice` to its candidates, likeliest first; more than one means that the person chooses,
    and `notice` then leaves that field empty. `printed_code` is the code as it stands there, known or not.
    `printed_dates` is the exception: a notice can hold several, each with its own duty.
    """

    kind: Kind
    notice: Notice
    fields: Mapping[str, tuple[Candidate, ...]] = field(hash=False)
    bill: tuple[BillLine, ...]
    letter: Letter
    printed_code: str | None = None
    issuer: str | None = None  # who says it sent it, as printed


class Verdict(StrEnum):
    """How a letter looks. None of them says that it is genuine."""

    STRONG = "strong warning signs"
    SOME = "some things to check"
    NONE = "no warning signs found, still confirm"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something about a letter that a person should know before trusting it."""

    id: str  # pays-by-gift-card
    says: str  # one sentence: what stands there and why it matters
    words: str  # the words on the letter; empty where something is absent
    strong: bool
    source: str  # the official page behind it


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and why it is that day. `on` is None where no date can be known; `days_left` is negative once missed."""

    action: str
    on: date | None
    basis: str  # printed, computed (the notice's own clock), none
    rule: str  # one sentence: how the day was found
    source: str  # web address, or "" where the date is simply printed
    days_left: int | None
    sure: bool = True
    counted_to: date | None = None  # before a roll over a weekend or holiday; None where it didn't move
    missed: str = ""  # what is still open, once it has passed


@dataclass(frozen=True, slots=True)
class BillCheck:
    """Whether the lines of a bill come to its total. `difference` is printed total less the sum; None: can't check."""

    lines: tuple[BillLine, ...]
    total: BillLine | None
    difference: Decimal | None
    says: str


@dataclass(frozen=True, slots=True)
class OfflineReason:
    """Why a balance may not show online. `because` says what of this letter points to it; empty where nothing does."""

    id: str  # a fact of notice_not_visible_online
    says: str
    because: str
    source: str


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


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person said, full numbers masked, and what was answered."""

    asked: str
    answer: Answer


class Role(StrEnum):
    """What a block of a draft is on its page."""

    SENDER = "sender"
    DATE = "date"
    RECIPIENT = "recipient"
    REFERENCE = "reference"  # a labelled line under "Re": `label` and what stands beside it
    SUBJECT = "subject"
    GREETING = "greeting"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    OWN_WORDS = "own_words"  # what the person wrote, as they wrote it, line breaks too
    CLOSING = "closing"
    SIGNATURE = "signature"  # a ruled line to sign on and one for the date, the name under it
    ENCLOSURE = "enclosure"  # numbered, under the heading "Enclosures"
    LOG = "log"  # a labelled ruled line to be filled in by hand


class Run(NamedTuple):
    """Words of a draft that came from one place.

    `source` is "" for the template's own words, "field:amount" for a detail, "fact:phones.individuals_main" for a fact.
    """

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A line, paragraph or list item of a draft. `label` is the template's own word before it, empty for most."""

    role: Role
    runs: tuple[Run, ...]
    label: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter or a call script, filled in, and the sheet that says what goes with it.

    `page` is what is sent or read out; `sheet` is for the person alone: what to enclose, how to send it and by when.
    `notes` are sentences about this draft that belong beside it and not on it.
    """

    kind: str  # dispute_letter … call_script
    situation: str  # which of the kind's templates: already-paid
    title: str  # "Letter: the balance has been paid"
    page: tuple[Block, ...]
    sheet: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
