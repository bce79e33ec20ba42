"""Cases from JSONL files, each checked. `cases/questions` and `cases/drafts` hold several files, the rest one each."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import BadInput
from assistant.records import Duty, Notice, PrintedDate

FOLDER = Path(__file__).parent / "cases"


class Record(BaseModel):
    """A line of a file of cases. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str

    def digest(self) -> str:
        """Changes when the case does."""
        return digest_of(self.model_dump_json())


class Case(Record):
    """One question, or a short chat whose last turn counts, and what a right answer holds."""

    question: str
    turns: list[str] | None = None
    source: str = "written"
    kind: str
    sections: list[str]
    key_facts: list[list[str]]
    must_not: list[str]
    notes: str = ""
    lang: str = "en"

    @property
    def messages(self) -> list[str]:
        return self.turns or [self.question]


class DraftCase(Record):
    """A conversation that asks for a draft, and what a careful clerk would have understood."""

    turns: list[str]
    want: str  # a kind, refuse, not_draftable, or question: no draft is asked for
    fields: dict[str, str | list[str]]
    missing: list[str]
    must_not: list[str]
    source: str
    notes: str = ""


class Printed(BaseModel):
    """A last day printed on a notice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    duty: Duty
    on: date


class NoticeDetails(BaseModel):
    """What is known of the notice of a deadline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str | None = None
    notice_date: date | None = None
    amount_due: str | None = None
    abroad: bool = False
    lien_filed: date | None = None
    printed_dates: list[Printed] = []

    def as_notice(self) -> Notice:
        """The same as the record that the rules take."""
        plain = {name: getattr(self, name) for name in NoticeDetails.model_fields if name != "printed_dates"}
        return Notice(**plain, printed_dates=tuple(PrintedDate(one.on, one.duty) for one in self.printed_dates))


class Expected(BaseModel):
    """The date that counts, and what it rests on: printed, computed, or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: date | None
    basis: str


class DeadlineCase(Record):
    """A notice on a day, and the date that counts, counted by hand. `why` holds the count."""

    why: str
    today: date
    notice: NoticeDetails
    expect: Expected


class MailCase(Record):
    """A piece of mail as pasted words. `strong`: whether strong warning signs must show; None: some will do."""

    why: str
    kind: str  # scam, or a Kind
    strong: bool | None
    text: str


class PrivacyCase(Record):
    """Words with a number in them: what must be gone once masked, and what must stand as it was."""

    why: str
    text: str
    gone: list[str]
    kept: list[str]
    last4: str | None


RecordT = TypeVar("RecordT", bound=Record)


def read_cases(file: Path, kind: type[RecordT]) -> list[RecordT]:
    """The cases of one file. BadInput names file, line and key of the first that isn't one."""
    cases = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            cases += [kind.model_validate_json(line)] if line.strip() else []
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(f"{file}:{number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return cases


def load_cases(names: Sequence[str] | None = None) -> dict[str, list[Case]]:
    """Questions by file name without ending; all files unless `names` are given."""
    return _load_folder("questions", Case, names)


def load_drafts(names: Sequence[str] | None = None) -> dict[str, list[DraftCase]]:
    """Drafting conversations by file name without ending; all files unless `names` are given."""
    return _load_folder("drafts", DraftCase, names)


def _load_folder(name: str, kind: type[RecordT], names: Sequence[str] | None) -> dict[str, list[RecordT]]:
    files = [file for file in sorted((FOLDER / name).glob("*.jsonl")) if names is None or file.stem in names]
    return {file.stem: read_cases(file, kind) for file in files}


@cache
def held_out() -> frozenset[str]:
    """Ids never used for tuning."""
    return frozenset(json.loads((FOLDER / "split.json").read_text(encoding="utf-8"))["heldout"])


def digest_of(text: str) -> str:
    """A short hash by which a changed case is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
