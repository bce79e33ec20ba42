"""Cases and answers as a report shows them: why a case is there, what was asked, what a right output holds."""

import json

from assistant.records import Answer
from evals.cases import Case, DeadlineCase, DraftCase, MailCase, PrivacyCase, digest_of, held_out
from evals.drafts import NO_DRAFT, REFUSED
from evals.notices import Paper
from evals.records import Posed, Shown, Source
from evals.scorers import accepted_sections, expected_outcomes

STRONG = {True: "strong", False: "not strong", None: "some"}


def pose_question(case: Case) -> Posed:
    """A question, or a chat with its last message last."""
    expected = []
    if case.sections:
        expected.append(f"cite {' or '.join(accepted_sections(case))}")
    expected += [f"say {' / '.join(facts)}" for facts in case.key_facts]
    expected += [f"never say {words}" for words in case.must_not]
    return Posed(
        id=case.id,
        reason=case.notes or f"{case.kind.replace('_', ' ')}: {', '.join(case.sections) or 'no section answers it'}",
        asked="\n".join(case.messages),
        expected="\n".join(expected),
        group=case.kind,
        digest=case.digest(),
        sealed=case.id in held_out(),
        label=" or ".join(sorted(outcome.value for outcome in expected_outcomes(case))),
    )


def pose_draft(case: DraftCase) -> Posed:
    """A conversation that asks for a draft."""
    expected = json.dumps(
        {"want": case.want, "fields": case.fields, "missing": case.missing}, ensure_ascii=False, indent=1
    )
    return Posed(
        id=case.id,
        reason=case.notes
        or (f"asks for {case.want}" if case.want != NO_DRAFT else "speaks of a letter, asks for none"),
        asked="\n".join(case.turns),
        expected="\n".join([expected, *(f"never show {words}" for words in case.must_not)]),
        group=case.want,
        digest=case.digest(),
        sealed=case.id in held_out(),
        label=REFUSED.get(case.want) or case.want,
    )


def pose_paper(paper: Paper) -> Posed:
    """A letter, by its truth; the letter itself is drawn when it is read."""
    truths = json.dumps(paper.truths, ensure_ascii=False, indent=1)
    return Posed(
        id=paper.id,
        reason=paper.why,
        asked=paper.words(),
        expected=truths,
        group=paper.form,
        digest=digest_of(f"{paper.form}{paper.words()}{truths}"),
        label=str(paper.truths[0]["doc_kind"]),
    )


def pose_mail(case: MailCase) -> Posed:
    """A piece of mail."""
    expected = {True: "strong warning signs", False: "no strong warning sign", None: "some warning sign"}[case.strong]
    return Posed(case.id, case.why, case.text, expected, case.kind, case.digest(), label=STRONG[case.strong])


def pose_deadline(case: DeadlineCase) -> Posed:
    """A notice on a day."""
    asked = f"{case.notice.model_dump_json(exclude_defaults=True)} on {case.today}"
    expected = f"{case.expect.on or 'no date'}, {case.expect.basis}"
    return Posed(case.id, case.why, asked, expected, case.notice.code or "no code", case.digest())


def pose_privacy(case: PrivacyCase) -> Posed:
    """Words with a number in them."""
    expected = [f"gone: {words}" for words in case.gone] + [f"kept: {words}" for words in case.kept]
    group = "must go" if case.gone else "must stay"
    return Posed(case.id, case.why, case.text, "\n".join(expected), group, case.digest())


def show_answer(answer: Answer) -> Shown:
    """An answer and its sources."""
    sources = tuple(Source(citation.section, citation.quote) for citation in answer.citations)
    return Shown(answer.text, sources, answer.outcome.value)
