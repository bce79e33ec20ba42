"""How well letters are read: every field compared with the truth.

200 letters are drawn with known truth, always the same ones (`cases/notices/drawn.jsonl` names them and holds their truth), or others
with another seed; eight samples stand beside them. A field that truth and reading both leave empty is right. A field with several
candidates, none settled, is wrong, and said to be asked: the person would choose.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from assistant.reading import read_file, read_text
from assistant.reading.fields import read_notices
from assistant.reading.findings import Findings, find_out
from assistant.records import Verdict
from assistant.retrieval.exact import ExactNames, squeezed
from evals.cases import FOLDER, Record, read_cases
from evals.letters import Specimen, specimens
from evals.letters.mail import Truth
from evals.records import Bench, Score, Scores, Shown

SAMPLES = FOLDER / "notices"
DRAWN = SAMPLES / "drawn.jsonl"
SEED = 41  # of the letters that `drawn.jsonl` holds
READ_AFTER_DAYS = 5  # a letter is read this long after its date
# how many letters of each form; a picture takes seconds to read, pasted words none
FORMS_DRAWN = {"text": 98, "pdf": 74, "scan": 10, "photo": 9, "crooked": 9}
NAMES = {
    "code": "the code",
    "notice_date": "the notice date",
    "tax_years": "the tax years",
    "amount_due": "the sum asked for",
    "deadline": "the printed last day",
    "phone": "the telephone number",
    "ssn_last4": "the last four digits",
    "caller_id": "the caller id",
    "form": "the form",
    "reply_address": "the address to answer to",
    "lien_filed": "the day a lien was filed",
    "bill_adds_up": "whether the lines come to the total",
    "doc_kind": "who it is from, or a scam",
    "n_notices": "how many notices are in the file",
}
N_NOTICES = "n_notices"
CANDIDATES_OF = {"deadline": "printed_dates"}  # where a field's candidates stand under another name


@dataclass(frozen=True)
class Paper:
    """A letter to read: a made-up one, drawn when it is read, or a sample. `made_up` is (seed, place among its letters)."""

    id: str
    form: str  # one of FORMS, or samples
    why: str
    truths: tuple[Truth, ...]
    made_up: tuple[int, int] | None = None
    text: str = ""

    def render(self) -> bytes:
        """The file."""
        return specimen_of(*self.made_up).render() if self.made_up else self.text.encode()

    def words(self) -> str:
        """What stands on the letter, as plain columns, whatever its form."""
        return specimen_of(*self.made_up).words() if self.made_up else self.text


class DrawnCase(Record):
    """A line of `drawn.jsonl`."""

    form: str
    why: str
    made_up: tuple[int, int]
    truths: list[dict[str, Any]]


@dataclass(frozen=True)
class Check:
    """One field of one letter."""

    field: str
    right: bool
    asked: bool
    got: object
    expected: object
    words: str  # what it was read from


@dataclass(frozen=True)
class Marked:
    """What came of one letter: each field, and the gravest of its notices' verdicts."""

    checks: tuple[Check, ...]
    verdict: Verdict | None


def papers(seed: int = SEED) -> list[Paper]:
    """The samples and the 200 letters of `drawn.jsonl`; with another seed than SEED, 200 letters nobody has looked at."""
    drawn = read_cases(DRAWN, DrawnCase) if seed == SEED else list(draw_cases(seed))
    made_up = [Paper(one.id, one.form, one.why, tuple(one.truths), one.made_up) for one in drawn]
    return [*sample_papers(), *made_up]


def sample_papers() -> list[Paper]:
    """The eight sample notices, as pasted words."""
    return [
        Paper(
            file.stem,
            "samples",
            "a sample notice",
            (json.loads(file.with_suffix(".json").read_text(encoding="utf-8")),),
            text=file.read_text(encoding="utf-8"),
        )
        for file in sorted(SAMPLES.glob("*.txt"))
    ]


def draw_cases(seed: int) -> Iterator[DrawnCase]:
    """200 letters of `seed`, so many of each form as FORMS_DRAWN says."""
    left = dict(FORMS_DRAWN)
    for place, one in enumerate(_drawn(seed)):
        if left.get(one.form, 0):
            left[one.form] -= 1
            named = one.truth["code"] or one.kind.replace("_", " ")
            why = f"{named} ({one.kind.replace('_', ' ')}), {one.layout} layout, as {one.form}"
            truths = json.loads(json.dumps(one.truths))  # as the file holds them
            yield DrawnCase(id=f"m{seed}-{place:03}", form=one.form, why=why, made_up=(seed, place), truths=truths)


def specimen_of(seed: int, place: int) -> Specimen:
    """The letter at `place` among those of `seed`."""
    return _drawn(seed)[place]


@cache
def _drawn(seed: int) -> list[Specimen]:
    return specimens(seed, 3 * sum(FORMS_DRAWN.values()))


def mark(paper: Paper, bench: Bench) -> Marked:
    """One letter read and compared with its truth. LetterUnreadable when it can't be read."""
    data = paper.render()
    letter = read_text(data.decode()) if paper.form in ("text", "samples") else read_file(data)
    readings = read_notices(letter, bench.names)
    found = [
        find_out(reading, bench.corpus, bench.names, _day(truth) + timedelta(days=READ_AFTER_DAYS))
        for reading, truth in zip(readings, (*paper.truths, *[paper.truths[-1]] * len(readings)), strict=False)
    ]
    checks = [Check(N_NOTICES, len(found) == len(paper.truths), False, len(found), len(paper.truths), "")]
    for place, truth in enumerate(paper.truths):
        checks += compare(found[place] if place < len(found) else None, truth, bench.names)
    return Marked(tuple(checks), gravest(one.verdict for one in found))


def gravest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The gravest of the verdicts on one file; None where there is none."""
    found = set(verdicts)
    return next((v for v in (Verdict.STRONG, Verdict.SOME, Verdict.NONE) if v in found), None)


def scores_of(marked: Marked) -> Scores:
    """Each field: right in every notice of the file."""
    scores: dict[str, Score] = {}
    for field in dict.fromkeys(check.field for check in marked.checks):
        wrong = [check for check in marked.checks if check.field == field and not check.right]
        scores[field] = Score(float(not wrong), "; ".join(map(_fault, wrong)) or "as on the letter")
    return scores


def _fault(check: Check) -> str:
    got = "could be read in several ways" if check.asked else f"read {check.got}"
    return f"{got}, on the letter {check.expected}" + (f" (from {check.words})" if check.words else "")


def show(marked: Marked) -> Shown:
    """Every field that was read, with the words it was read from."""
    lines = [
        f"{check.field}: {check.got}" + (f"   from {check.words}" if check.words else "") for check in marked.checks
    ]
    kind = next((str(check.got) for check in marked.checks if check.field == "doc_kind"), "")
    return Shown("\n".join(lines), label=kind)


def compare(found: Findings | None, truth: Truth, names: ExactNames) -> Iterator[Check]:
    """Each field that the truth vouches for."""
    for field in _graded(truth):
        expected = truth.get(field)
        if found is None:
            yield Check(field, False, False, "no notice here", expected, "")
            continue
        got = _got(found, field)
        if (
            field == "doc_kind"
            and expected == "scam"
            and truth.get("strong", True) is None
            and found.verdict is not Verdict.NONE
        ):
            got = "scam"  # a letter that needn't look worse than odd
        also: Mapping[str, Iterable[object]] = truth.get("also", {})
        right = any(_same(field, got, value, names) for value in (expected, *also.get(field, ())))
        candidates = found.reading.fields.get(CANDIDATES_OF.get(field, field), ())
        asked = not right and got is None and len(candidates) > 1
        words = "; ".join(f"{candidate.value} from {candidate.words!r}" for candidate in candidates[:3])
        yield Check(field, right, asked, got, expected, words)


def _graded(truth: Truth) -> list[str]:
    return [field for field in NAMES if field in truth and field not in truth.get("ungraded", ())]


def _got(found: Findings, field: str) -> object:
    notice = found.reading.notice
    match field:
        case "code":
            return notice.code or notice.unknown_code or found.reading.printed_code
        case "notice_date":
            return notice.notice_date and notice.notice_date.isoformat()
        case "lien_filed":
            return notice.lien_filed and notice.lien_filed.isoformat()
        case "tax_years":
            return [str(year) for year in notice.tax_years]
        case "deadline":
            first = found.deadlines[0] if found.deadlines else None
            return first.on.isoformat() if first and first.on and first.basis == "printed" else None
        case "ssn_last4":
            return notice.ssn_last4 or found.reading.letter.ssn_last4
        case "bill_adds_up":
            return None if found.bill.difference is None else found.bill.difference == 0
        case "doc_kind":
            return "scam" if found.verdict is Verdict.STRONG else found.reading.kind.value
        case _:
            return getattr(notice, field)


def _same(field: str, got: object, expected: object, names: ExactNames) -> bool:
    if field == "amount_due" and _decimal(expected) == 0 and got is None:
        return True  # nothing due may be said by saying nothing
    if got is None or expected is None:
        return got is expected
    match field:
        case "code":
            return _canonical(str(got), names) == _canonical(str(expected), names)
        case "amount_due":
            return _decimal(got) == _decimal(expected)
        case "phone":
            return re.sub(r"\D", "", str(got))[-10:] == re.sub(r"\D", "", str(expected))
        case "reply_address":  # box and town, whoever is named above them
            plain = re.sub(r"[^A-Z0-9]", "", str(got).upper())
            parts = str(expected).upper().removeprefix("INTERNAL REVENUE SERVICE")
            return re.sub(r"[^A-Z0-9]", "", parts) in plain
        case _:
            return got == expected


def _canonical(code: str, names: ExactNames) -> str:
    return squeezed(names.codes.get(squeezed(code), code))


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _day(truth: Truth) -> date:
    return date.fromisoformat(truth["notice_date"])
