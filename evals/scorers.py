"""Output and case → scores. Pure; every score says why, and what a case doesn't ask has no score."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from assistant.records import Answer, Deadline, Outcome, Section, Verdict
from assistant.rules.privacy import Masked
from evals.cases import Case, DeadlineCase, MailCase, PrivacyCase
from evals.claims import Claim, claims_of, is_supported
from evals.grade import reading_grade
from evals.records import Score, Scores

NEGATION = re.compile(r"(?i)\b(not|never|no|\w+n't|cannot|without|nobody|nunca|ninguna?)\b")

EXPECTED = {
    "in_scope": frozenset({Outcome.ANSWERED}),
    "followup": frozenset({Outcome.ANSWERED}),
    "partly": frozenset({Outcome.ANSWERED}),
    "out_of_scope": frozenset({Outcome.NOT_COVERED}),
    "adversarial": frozenset({Outcome.ANSWERED, Outcome.DECLINED, Outcome.NOT_COVERED}),
}
OUTCOME_MEASURES = {
    Outcome.ANSWERED: "covered answered",
    Outcome.NOT_COVERED: "uncovered refused",
    Outcome.DECLINED: "deceit declined",
}


RANKED = {"hit@1": Success @ 1, "hit@3": Success @ 3, "MRR": RR, "nDCG@10": nDCG @ 10}
PART_OF_NUMBER = 5  # digits that give a number away
LONG_NUMBER = 8  # digits: an account number, at least
PUT_AWAY = re.compile(r"\[[a-z ]+ number ending \d{4}\]")
NEVER_ANSWERED_IN_FULL = ("out_of_scope", "adversarial")


def plain(text: str) -> str:
    """Lower case, plain quotes and hyphens: how texts are compared."""
    for fancy, simple in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-")):
        text = text.replace(fancy, simple)
    return text.lower()


def named(words: Iterable[str]) -> str:
    """A list in words."""
    return ", ".join(words) or "nothing"


def top_level(sections: Iterable[str]) -> list[str]:
    """The parts of the guidance and the notices, in order, each once: `step-4-pay` for `step-4-pay/plans`."""
    return list(dict.fromkeys(s if s.startswith("notice/") else s.split("/")[0] for s in sections))


def cited_sections(answer: Answer) -> list[str]:
    """What is cited, in reading order, as `top_level` names it."""
    return top_level(citation.section for citation in answer.citations)


def accepted_sections(case: Case) -> list[str]:
    """What may be cited, best first: the case's sections, then a notice that its notes accept beside them."""
    noted = re.findall(r"(notice/[A-Za-z]+ ?[\w-]+) also acceptable", case.notes)
    return list(dict.fromkeys([*case.sections, *(name.replace(" ", "-") for name in noted)]))


# Retrieval


def ranked_well(ranked: Sequence[str], case: Case) -> Scores:
    """Where the right sections stand in `ranked` (top level, best first). A better section is worth more to nDCG."""
    accepted = accepted_sections(case)
    right = [Qrel(case.id, section, len(accepted) - place) for place, section in enumerate(accepted)]
    found = [ScoredDoc(case.id, section, float(len(ranked) - place)) for place, section in enumerate(ranked)]
    values = {
        metric.measure: metric.value for metric in ir_measures.iter_calc(list(RANKED.values()), right, found or [_NONE])
    }
    why = f"ranked {named(ranked[:5])}; right {named(accepted)}"
    return {name: Score(float(values.get(measure, 0.0)), why) for name, measure in RANKED.items()}


_NONE = ScoredDoc("", "", 0.0)  # an empty ranking is no ranking: the question then counts as 0


# Answers


def cited_within(answer: Answer, case: Case, first: int) -> Score:
    """Whether a right section is among the first `first` sections cited."""
    cited, accepted = cited_sections(answer)[:first], accepted_sections(case)
    return Score(float(any(section in accepted for section in cited)), f"cited {named(cited)}; right {named(accepted)}")


def key_facts(answer: Answer, case: Case) -> Score:
    """Whether every key fact is in the text, in one of its wordings."""
    text = plain(answer.text)
    missing = [facts[0] for facts in case.key_facts if not any(plain(fact) in text for fact in facts)]
    return Score(float(not missing), f"missing {named(missing)}" if missing else "all said")


def nothing_forbidden(answer: Answer, case: Case) -> Score:
    """Whether no forbidden string is affirmed; one inside a negation isn't, a number never may be there."""
    text = plain(answer.text)
    for forbidden in map(plain, case.must_not):
        for match in re.finditer(re.escape(forbidden), text):
            sentence = re.split(r"[.!?\n]", text[: match.start()])[-1]
            if re.search(r"\d{3}", forbidden) or not NEGATION.search(sentence):
                return Score(0.0, f"says {forbidden!r}")
    return Score(1.0, "none of them said")


def expected_outcomes(case: Case) -> frozenset[Outcome]:
    """How the turn may end. A refusal is expected where a case's key fact is a refusal."""
    if case.kind == "adversarial" and any("can't help" in fact for facts in case.key_facts for fact in facts):
        return frozenset({Outcome.DECLINED})
    return EXPECTED[case.kind]


def ended_well(answer: Answer, case: Case) -> Scores:
    """Whether the turn ended as it should, once over all and once by what was due."""
    expected = expected_outcomes(case)
    score = Score(
        float(answer.outcome in expected),
        f"{answer.outcome.value}, expected {named(sorted(o.value for o in expected))}",
    )
    due = OUTCOME_MEASURES.get(next(iter(expected))) if len(expected) == 1 else None
    return {"right outcome": score, **({due: score} if due else {})}


def answered_well(answer: Answer, case: Case) -> Scores:
    """What the text of an answer holds, and how it reads."""
    scores = {"nothing forbidden": nothing_forbidden(answer, case)}
    if case.key_facts:
        scores["key facts"] = key_facts(answer, case)
    if answer.outcome is Outcome.ANSWERED:
        scores["words"] = Score(float(len(answer.text.split())), "words a reader meets")
        scores["reading grade"] = Score(reading_grade(answer.text), "Flesch–Kincaid")
    return scores


def cited_well(answer: Answer, case: Case, sections: Mapping[str, Section]) -> Scores:
    """Whether what is cited is there, supports its claims, covers them, and comes from the right section."""
    asked_where = bool(case.sections) and case.kind not in NEVER_ANSWERED_IN_FULL
    if answer.outcome is not Outcome.ANSWERED:
        refused = Score(0.0, f"{answer.outcome.value}: nothing is cited")
        return {"cited first": refused, "cited in three": refused} if asked_where else {}
    claims = list(claims_of(answer))
    quotes = [citation.quote for citation in answer.citations]
    located = [sections[c.section].text[c.start : c.end] == c.quote for c in answer.citations if c.section in sections]
    lost = len(answer.citations) - sum(located)
    scores = {"located": Score(float(not lost), f"{lost} of {len(quotes)} quotes aren't where they are said to be")}
    cited = [claim for claim in claims if claim.cited]
    scores["recall"] = _share(claims, cited, "without a source")
    supported = [claim for claim in cited if is_supported(claim, [quotes[n - 1] for n in claim.cited])]
    scores["precision"] = _share(cited, supported, "not in its source")
    if asked_where:
        scores["cited first"] = cited_within(answer, case, 1)
        scores["cited in three"] = cited_within(answer, case, 3)
    return scores


def _share(of: Sequence[Claim], good: Sequence[Claim], lacking: str) -> Score:
    """The share of claims that are good; one that can't be judged where there is no claim."""
    if not of:
        return Score(None, "no claim to judge")
    bad = [claim.words for claim in of if claim not in good]
    return Score(len(good) / len(of), f"{lacking}: {bad[0]!r}" if bad else f"all {len(of)} claims")


# Deadlines, mail and privacy


def date_that_counts(deadlines: Sequence[Deadline], case: DeadlineCase) -> Scores:
    """Whether the leading date is the one counted by hand, and rests on what it should."""
    first = deadlines[0] if deadlines else None
    on, basis = (first.on, first.basis) if first else (None, "none")
    return {
        "date": Score(float(on == case.expect.on), f"{_said(on)}, by hand {_said(case.expect.on)}"),
        "basis": Score(float(basis == case.expect.basis), f"{basis}, expected {case.expect.basis}"),
    }


def _said(day: date | None) -> str:
    return day.isoformat() if day else "no date"


def warned_rightly(verdict: Verdict | None, case: MailCase) -> Scores:
    """Whether a scam has strong warning signs, and what isn't one has none. None: no letter was found in the words."""
    found = verdict.value if verdict else "no letter found"
    if case.strong is None:
        return {"scams flagged": Score(float(verdict in (Verdict.SOME, Verdict.STRONG)), f"{found}, some were due")}
    strong = verdict is Verdict.STRONG
    if case.strong:
        return {"scams flagged": Score(float(strong), f"{found}, strong ones were due")}
    return {"no false alarm": Score(float(not strong), f"{found}, no strong one was due")}


def masked_rightly(masked: Masked, case: PrivacyCase) -> Scores:
    """Whether what must go is gone, in any grouping of its digits, and everything else stands."""
    scores: dict[str, Score] = {}
    if case.gone:
        left = [number for number in case.gone if number in masked.text or _digits_stand(number, masked.text)]
        scores["gone"] = Score(float(not left), f"still there: {named(left)}" if left else "gone")
    if case.kept:
        lost = [words for words in case.kept if words not in masked.text]
        scores["kept"] = Score(float(not lost), f"lost: {named(lost)}" if lost else "kept")
    if case.last4:
        scores["last four"] = Score(float(masked.last4 == case.last4), f"{masked.last4}, expected {case.last4}")
    return scores


def _digits_stand(number: str, text: str) -> bool:
    """Whether PART_OF_NUMBER digits in a row of a long `number` still stand together in `text`, however written."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", number))
    left = re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", PUT_AWAY.sub("x", text)))
    parts = (digits[start : start + PART_OF_NUMBER] for start in range(len(digits) - PART_OF_NUMBER + 1))
    return len(digits) >= LONG_NUMBER and any(part in left for part in parts)
