"""How well letters are read: every field compared with the truth, warning signs, and seconds a page.

    python -m evals notices                       the sample notices, and 200 made-up letters in every form
    python -m evals notices --form text --failing
    python -m evals notices --seed 8              other letters than those one worked with

A field that truth and reading both leave empty is right. A field with several candidates, none settled, is
wrong, and counted as asked too: the person would choose.
"""

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.corpus import Corpus, load_corpus
from assistant.errors import AssistantError
from assistant.reading import read_file, read_text
from assistant.reading.fields import read_notices
from assistant.reading.findings import Findings, find_out
from assistant.records import Letter, Verdict
from assistant.retrieval.exact import ExactNames, squeezed
from assistant.settings import Settings
from evals.intervals import mean_with_interval
from evals.letters import FORMS, Specimen, specimens
from evals.letters.mail import Truth

SAMPLES = Path(__file__).parent / "cases" / "notices"
READ_AFTER_DAYS = 5  # a letter is read this long after its date
FIELDS = (
    "code", "notice_date", "tax_years", "amount_due", "deadline", "phone", "ssn_last4",
    "caller_id", "form", "reply_address", "lien_filed", "bill_adds_up", "doc_kind",
)  # fmt: skip
N_NOTICES = "n_notices"  # how many notices the file holds
CANDIDATES_OF = {"deadline": "printed_dates"}  # where a field's candidates stand under another name


@dataclass(frozen=True)
class Paper:
    """A letter to read: a made-up one, drawn when it is read, or a sample."""

    id: str
    form: str  # one of FORMS, or samples
    truths: tuple[Truth, ...]
    made_up: Specimen | None = None
    text: str = ""

    def read(self) -> tuple[Letter, float]:
        """The letter, and the seconds its reading took. Drawing it isn't counted."""
        data = self.made_up.render() if self.made_up else self.text.encode()
        started = time.perf_counter()
        letter = read_text(data.decode()) if self.form in ("text", "samples") else read_file(data)
        return letter, time.perf_counter() - started


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
    """What came of one letter."""

    paper: Paper
    checks: tuple[Check, ...]
    verdicts: tuple[Verdict, ...]  # of each notice; empty when it couldn't be read
    signs: tuple[str, ...]  # ids of the strong ones
    seconds_a_page: float


def papers(form: str | None, n: int, seed: int) -> list[Paper]:
    """The samples, then the made-up letters; of one form if `form` is given."""
    samples = [
        Paper(
            file.stem,
            "samples",
            (json.loads(file.with_suffix(".json").read_text(encoding="utf-8")),),
            text=file.read_text(encoding="utf-8"),
        )
        for file in sorted(SAMPLES.glob("*.txt"))
    ]
    made_up = [Paper(s.id, s.form, s.truths, made_up=s) for s in specimens(seed, n)]
    return [paper for paper in (*samples, *made_up) if form in (None, paper.form)]


def mark_all(chosen: list[Paper], workers: int) -> list[Marked]:
    """Every letter read and compared, in order."""
    if workers <= 1:
        return [mark(paper) for paper in chosen]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(mark, chosen, chunksize=4))


def mark(paper: Paper) -> Marked:
    """One letter read and compared with its truth."""
    corpus, names = _corpus()
    try:
        letter, seconds = paper.read()
        seconds /= letter.pages
        readings = read_notices(letter, names)
    except AssistantError as unreadable:
        checks = [
            Check(field, False, False, str(unreadable), truth.get(field), "")
            for truth in paper.truths
            for field in _graded(truth)
        ]
        return Marked(paper, tuple(checks), (), (), 0.0)
    found = [
        find_out(reading, corpus, names, _day(truth) + timedelta(days=READ_AFTER_DAYS))
        for reading, truth in zip(readings, (*paper.truths, *[paper.truths[-1]] * len(readings)), strict=False)
    ]
    checks = [Check(N_NOTICES, len(found) == len(paper.truths), False, len(found), len(paper.truths), "")]
    for place, truth in enumerate(paper.truths):
        checks += compare(found[place] if place < len(found) else None, truth, names)
    strong = tuple(sign.id for one in found for sign in one.signs if sign.strong)
    return Marked(paper, tuple(checks), tuple(one.verdict for one in found), strong, seconds)


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
    return [field for field in FIELDS if field in truth and field not in truth.get("ungraded", ())]


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


@cache
def _corpus() -> tuple[Corpus, ExactNames]:
    """Loaded once in each process."""
    corpus = load_corpus(Settings.from_environment().corpus, date.today())
    return corpus, ExactNames(corpus)


# The report


def fields_table(marked: list[Marked]) -> Table:
    """Right by field and form."""
    forms = [form for form in ("samples", *FORMS) if any(one.paper.form == form for one in marked)]
    table = Table("field", *forms, "asked", title="notices", title_justify="left")
    for field in (*FIELDS, N_NOTICES):
        of_field = {
            form: [c for one in marked if one.paper.form == form for c in one.checks if c.field == field]
            for form in forms
        }
        cells = [
            mean_with_interval([float(check.right) for check in of_field[form]]).replace(" (", "\n(") for form in forms
        ]
        asked = sum(check.asked for checks in of_field.values() for check in checks)
        table.add_row(field, *cells, str(asked or ""))
    return table


def signs_table(marked: list[Marked]) -> Table:
    """Which letters got warning signs. Each counted once, by its gravest verdict."""
    table = Table("letters", "n", "strong", "some", "none", "unread", title="warning signs", title_justify="left")
    for kind in ("scam", "irs_notice", "state_letter", "collector_letter", "other_mail"):
        of_kind = [one for one in marked if one.paper.truths[0]["doc_kind"] == kind]
        counts = [
            sum(_gravest(one) is verdict for one in of_kind) for verdict in (Verdict.STRONG, Verdict.SOME, Verdict.NONE)
        ]
        unread = sum(not one.verdicts for one in of_kind)
        table.add_row(kind, *map(str, (len(of_kind), *counts, unread)))
    return table


def _gravest(one: Marked) -> Verdict | None:
    return next((v for v in (Verdict.STRONG, Verdict.SOME, Verdict.NONE) if v in one.verdicts), None)


def speed_lines(marked: list[Marked]) -> Iterator[str]:
    """Seconds a page by form."""
    for form in FORMS:
        times = sorted(one.seconds_a_page for one in marked if one.paper.form == form and one.verdicts)
        if times:
            yield f"{form}: a page takes {times[len(times) // 2]:.2f} s (p50), at most {times[-1]:.2f} s"


def failing_lines(marked: list[Marked]) -> Iterator[str]:
    """`id  field: got, expected, the words it was read from`."""
    for one in marked:
        for check in one.checks:
            if not check.right:
                how = "several" if check.asked else check.got
                yield f"{one.paper.id}  {check.field}: {how}, expected {check.expected}   {check.words}"
        strongly = {truth.get("strong", truth["is_suspicious"]) for truth in one.paper.truths}
        if one.verdicts and True in strongly and _gravest(one) is not Verdict.STRONG:
            yield f"{one.paper.id}  signs: {_gravest(one)}, expected strong"
        if False in strongly and True not in strongly and one.signs:
            yield f"{one.paper.id}  signs: {', '.join(one.signs)}, expected none that is strong"


def report(out: Console, marked: list[Marked], *, failing: bool) -> None:
    """The tables, then what failed."""
    out.print(fields_table(marked))
    out.print(signs_table(marked))
    for line in speed_lines(marked):
        out.print(line, highlight=False)
    for line in failing_lines(marked) if failing else ():
        out.print(line, markup=False, highlight=False)
