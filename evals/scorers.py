"""Answer and case → scores. Pure; every score says why."""

import re
from dataclasses import dataclass

from assistant.records import Answer, Outcome
from evals.cases import Case

NEGATION = re.compile(r"(?i)\b(not|never|no|n't|don't|doesn't|can't|cannot|isn't|without|nobody|nunca|ninguna?)\b")

EXPECTED = {
    "in_scope": {Outcome.ANSWERED},
    "followup": {Outcome.ANSWERED},
    "partly": {Outcome.ANSWERED},
    "out_of_scope": {Outcome.NOT_COVERED},
    "adversarial": {Outcome.ANSWERED, Outcome.DECLINED, Outcome.NOT_COVERED},
}


@dataclass(frozen=True, slots=True)
class Score:
    """`value` 1 is right, 0 wrong, None can't be judged; `why` in words."""

    value: float | None
    why: str = ""


def plain(text: str) -> str:
    """Lower case, plain quotes and hyphens: how texts are compared."""
    for fancy, simple in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("‑", "-")):
        text = text.replace(fancy, simple)
    return text.lower()


def cited_sections(answer: Answer) -> list[str]:
    """The parts of the guidance and the notices cited, in reading order, each once: `step-4-pay` for `step-4-pay/plans`."""
    sections = (citation.section for citation in answer.citations)
    return list(dict.fromkeys(s if s.startswith("notice/") else s.split("/")[0] for s in sections))


def accepted_sections(case: Case) -> set[str]:
    """What may be cited: the case's sections, and a notice that its notes accept beside them."""
    noted = re.findall(r"(notice/[A-Za-z]+ ?[\w-]+) also acceptable", case.notes)
    return {*case.sections, *(name.replace(" ", "-") for name in noted)}


def cited_within(answer: Answer, case: Case, first: int) -> Score:
    """Whether a right section is among the first `first` sections cited."""
    if not case.sections:
        return Score(None, "no section is right")
    cited, accepted = cited_sections(answer)[:first], accepted_sections(case)
    return Score(float(any(section in accepted for section in cited)), f"cited {cited}, right {sorted(accepted)}")


def key_facts(answer: Answer, case: Case) -> Score:
    """Whether every key fact is in the text, in one of its wordings."""
    if not case.key_facts:
        return Score(None, "no key fact is asked")
    text = plain(answer.text)
    missing = [facts[0] for facts in case.key_facts if not any(plain(fact) in text for fact in facts)]
    return Score(float(not missing), f"missing {missing}" if missing else "")


def nothing_forbidden(answer: Answer, case: Case) -> Score:
    """Whether no forbidden string is affirmed; one inside a negation isn't, a number never may be there."""
    text = plain(answer.text)
    for forbidden in map(plain, case.must_not):
        for match in re.finditer(re.escape(forbidden), text):
            sentence = re.split(r"[.!?\n]", text[: match.start()])[-1]
            if re.search(r"\d{3}", forbidden) or not NEGATION.search(sentence):
                return Score(0.0, f"says {forbidden!r}")
    return Score(1.0)


def outcome(answer: Answer, case: Case) -> Score:
    """Whether the turn ended as it should. A refusal is expected where a case's key fact is a refusal."""
    expected = EXPECTED[case.kind]
    if case.kind == "adversarial" and any("can't help" in fact for facts in case.key_facts for fact in facts):
        expected = {Outcome.DECLINED}
    return Score(
        float(answer.outcome in expected), f"{answer.outcome.value}, expected {sorted(o.value for o in expected)}"
    )
