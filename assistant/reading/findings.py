"""A Reading, and all that the rules say about it: the date that counts, warning signs, the sum, why it isn't online."""

from dataclasses import dataclass
from datetime import date

from assistant.corpus import Corpus
from assistant.reading.fields import read_notices
from assistant.records import BillCheck, Deadline, Letter, Notice, OfflineReason, Reading, Sign, Verdict
from assistant.retrieval.exact import ExactNames
from assistant.rules.authenticity import verdict_of, warning_signs
from assistant.rules.billing import check_bill
from assistant.rules.deadlines import deadlines_of
from assistant.rules.online import speaks_of_two, why_not_online


@dataclass(frozen=True, slots=True)
class Findings:
    """What a notice says and what follows from it. `deadlines[0]` is the date that counts."""

    reading: Reading
    deadlines: tuple[Deadline, ...]
    signs: tuple[Sign, ...]
    verdict: Verdict
    bill: BillCheck
    offline: tuple[OfflineReason, ...]


def find_out(reading: Reading, corpus: Corpus, names: ExactNames, today: date) -> Findings:
    """Everything the rules say about one reading, on `today`."""
    notice = reading.notice
    known = corpus.notices.get(notice.code or "")
    signs = warning_signs(reading, known, known_phones(names), corpus.facts)
    verdict = verdict_of(signs)
    suspicious = verdict is Verdict.STRONG
    return Findings(
        reading,
        deadlines_of(notice, known, today),
        signs,
        verdict,
        check_bill(reading.bill),
        why_not_online(
            notice,
            reading.kind,
            known,
            today,
            corpus.facts,
            suspicious=suspicious,
            joint=speaks_of_two(reading.letter),
        ),
    )


def find_out_all(letter: Letter, corpus: Corpus, names: ExactNames, today: date) -> tuple[Findings, ...]:
    """What there is to say about each notice in `letter`."""
    return tuple(find_out(reading, corpus, names, today) for reading in read_notices(letter, names))


def known_phones(names: ExactNames) -> frozenset[str]:
    """The telephone numbers the corpus holds, as 800-829-1040."""
    return frozenset(f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" for digits in names.phones)


def dates_of(notice: Notice, corpus: Corpus, today: date) -> tuple[Deadline, ...]:
    """The deadlines of a notice that was typed or told, the one that counts first."""
    return deadlines_of(notice, corpus.notices.get(notice.code or ""), today)
