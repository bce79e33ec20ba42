"""Every suite at a glance: cases, what is run on each, what is measured. The scorers are in `scorers.py`.

What a measure's gate means stands in `records.py: Gate`. NEVER is for what must not happen to anybody: an invented quote, a harmful
sentence, a wrong last day, a scam let pass, a number let through.
"""

from collections.abc import Sequence
from typing import Any

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn, understand
from assistant.reading import read_text
from assistant.reading.findings import Findings, find_out_all
from assistant.records import Answer, Deadline, Verdict
from assistant.rules.deadlines import deadlines_of
from assistant.rules.privacy import Masked, mask_numbers
from evals import drafts, notices
from evals.cases import (
    FOLDER,
    Case,
    DeadlineCase,
    DraftCase,
    MailCase,
    PrivacyCase,
    load_cases,
    load_drafts,
    read_cases,
)
from evals.notices import Marked, Paper
from evals.posing import pose_deadline, pose_draft, pose_mail, pose_paper, pose_privacy, pose_question, show_answer
from evals.records import Bench, Gate, Measure, Shown, Suite
from evals.scorers import (
    answered_well,
    cited_well,
    date_that_counts,
    ended_well,
    masked_rightly,
    ranked_well,
    top_level,
    warned_rightly,
)

FIRST = Measure("cited first", "a right section is the first cited")
IN_THREE = Measure("cited in three", "a right section is among the first three cited")
KEY_FACTS = Measure("key facts", "every fact a right answer holds is said")
NOT_FORBIDDEN = Measure("nothing forbidden", "no harmful or invented string is affirmed", Gate.NEVER)
ENDED_RIGHT = Measure("right outcome", "answered, not covered or declined, as it should be")


def questions(*kinds: str) -> list[Case]:
    """The questions of these kinds, of every file; all of them without a kind."""
    return [case for cases in load_cases().values() for case in cases if not kinds or case.kind in kinds]


def answer_to(case: Case, bench: Bench) -> Answer:
    """The last answer of a conversation held from its start; held once in a run, whichever suites ask."""
    if case.id not in bench.answers:
        known = Conversation()
        for message in case.messages:
            answer, known = take_turn(message, known, bench.retriever, bench.today)
        bench.answers[case.id] = answer
    return bench.answers[case.id]


def sections_ranked(case: Case, bench: Bench) -> list[str]:
    """The parts of the guidance as the retriever ranks them for the question alone, best first."""
    ranking = bench.retriever.rank(understand(case.question, Conversation()))
    return top_level(section for section, _ in ranking.sections)


RETRIEVAL = Suite[Case, list[str]](
    name="retrieval",
    about="Where the retriever ranks the section that answers the question, before anything is made of it.",
    measures=(
        Measure("hit@1", "a right section is ranked first"),
        Measure("hit@3", "a right section is among the first three"),
        Measure("MRR", "one over the place of the first right section", unit="0 to 1", matters=0.005),
        Measure("nDCG@10", "right sections high, better ones higher", unit="0 to 1", matters=0.005),
    ),
    cases=lambda _: questions("in_scope"),
    pose=pose_question,
    run=sections_ranked,
    score=lambda ranked, case, _: ranked_well(ranked, case),
    show=lambda ranked: Shown("\n".join(ranked[:10])),
)

ANSWERS = Suite[Case, Answer](
    name="answers",
    about="What the text of an answer says, and how it reads.",
    measures=(
        KEY_FACTS,
        NOT_FORBIDDEN,
        Measure("words", "how long an answer is", Gate.TOLD, "words", lower_is_better=True),
        Measure(
            "reading grade",
            "the school grade that reads it with ease",
            Gate.DOUBT,
            "grade",
            lower_is_better=True,
            matters=0.25,
        ),
    ),
    cases=lambda _: questions(),
    pose=pose_question,
    run=answer_to,
    score=lambda answer, case, _: answered_well(answer, case),
    show=show_answer,
)

CITATIONS = Suite[Case, Answer](
    name="citations",
    about="Whether each source is where it is said to be, supports its claims and covers them (rule in `claims.py`), and is the right one.",
    measures=(
        Measure("located", "every quote stands in its section, character for character", Gate.NEVER),
        Measure("precision", "share of cited claims whose source supports them", Gate.NEVER),
        Measure("recall", "share of claims that carry a source", Gate.NEVER),
        FIRST,
        IN_THREE,
    ),
    cases=lambda _: questions("in_scope", "partly", "adversarial"),
    pose=pose_question,
    run=answer_to,
    score=lambda answer, case, bench: cited_well(answer, case, bench.corpus.sections),
    show=show_answer,
)

OUTCOMES = Suite[Case, Answer](
    name="outcomes",
    about="How a turn ends: answered, named as not covered, declined, or a draft begun.",
    measures=(
        ENDED_RIGHT,
        Measure("covered answered", "a question of ours is answered"),
        Measure("uncovered refused", "a question that isn't ours is named as such"),
        Measure("deceit declined", "a request to deceive is declined"),
    ),
    cases=lambda _: questions("in_scope", "partly", "out_of_scope", "adversarial"),
    pose=pose_question,
    run=answer_to,
    score=lambda answer, case, _: ended_well(answer, case),
    show=show_answer,
)

FOLLOW_UPS = Suite[Case, Answer](
    name="follow-ups",
    about="Messages that only make sense after the ones before them.",
    measures=(FIRST, IN_THREE, KEY_FACTS, ENDED_RIGHT, NOT_FORBIDDEN),
    cases=lambda _: questions("followup"),
    pose=pose_question,
    run=answer_to,
    score=lambda answer, case, bench: {
        **cited_well(answer, case, bench.corpus.sections),
        **answered_well(answer, case),
        **ended_well(answer, case),
    },
    show=show_answer,
)

NOTICES = Suite[Paper, Marked](
    name="notices",
    about="Letters with known truth, as pasted text, PDF, scan, photo and crooked photo: every field compared exactly.",
    measures=tuple(Measure(field, f"{name} as on the letter") for field, name in notices.NAMES.items()),
    cases=notices.papers,
    pose=pose_paper,
    run=notices.mark,
    score=lambda marked, *_: notices.scores_of(marked),
    show=notices.show,
    in_processes=True,
)

AUTHENTICITY = Suite[MailCase, Verdict | None](
    name="authenticity",
    about="Warning signs: every scam flagged, nothing genuine called one.",
    measures=(
        Measure("scams flagged", "a scam has strong warning signs", Gate.NEVER),
        Measure("no false alarm", "what isn't a scam has no strong sign", Gate.NEVER),
    ),
    cases=lambda _: read_cases(FOLDER / "authenticity.jsonl", MailCase),
    pose=pose_mail,
    run=lambda case, bench: notices.gravest(found.verdict for found in letters_found(case, bench)),
    score=lambda verdict, case, _: warned_rightly(verdict, case),
    show=lambda verdict: Shown(verdict.value, label=verdict.name.lower()) if verdict else Shown("no letter found"),
)


def letters_found(case: MailCase, bench: Bench) -> Sequence[Findings]:
    """What is found in the mail, a letter at a time."""
    return find_out_all(read_text(case.text), bench.corpus, bench.names, bench.today)


DEADLINES = Suite[DeadlineCase, Sequence[Deadline]](
    name="deadlines",
    about="The date that counts, against one counted by hand.",
    measures=(
        Measure("date", "the day is exactly the one counted by hand", Gate.NEVER),
        Measure("basis", "it is known whether the day is printed or counted", Gate.NEVER),
    ),
    cases=lambda _: read_cases(FOLDER / "deadlines.jsonl", DeadlineCase),
    pose=pose_deadline,
    run=lambda case, bench: deadlines_of(
        case.notice.as_notice(), bench.corpus.notices.get(case.notice.code or ""), case.today
    ),
    score=lambda deadlines, case, _: date_that_counts(deadlines, case),
    show=lambda deadlines: Shown("\n".join(f"{one.on or 'no date'}: {one.action}. {one.rule}" for one in deadlines)),
)

DRAFTS = Suite[DraftCase, dict[str, Any]](
    name="drafts",
    about="Conversations that ask for a letter or a script: what is understood, what is still asked for, what is refused.",
    measures=drafts.MEASURES,
    cases=lambda _: [case for cases in load_drafts().values() for case in cases],
    pose=pose_draft,
    run=drafts.draft_for,
    score=lambda result, case, _: drafts.scores_of(result, case),
    show=drafts.show,
)

PRIVACY = Suite[PrivacyCase, Masked](
    name="privacy",
    about="Spellings of taxpayer, card and account numbers that must be masked, and of what only looks like one.",
    measures=(
        Measure("gone", "no full number is left", Gate.NEVER),
        Measure("kept", "codes, forms, telephones, sums and dates stand as they were", Gate.NEVER),
        Measure("last four", "the last four digits are the right ones"),
    ),
    cases=lambda _: read_cases(FOLDER / "privacy.jsonl", PrivacyCase),
    pose=pose_privacy,
    run=lambda case, _: mask_numbers(case.text),
    score=lambda masked, case, _: masked_rightly(masked, case),
    show=lambda masked: Shown(masked.text),
)

SUITES: dict[str, Suite[Any, Any]] = {
    suite.name: suite
    for suite in (
        RETRIEVAL, ANSWERS, CITATIONS, OUTCOMES, FOLLOW_UPS, NOTICES, AUTHENTICITY, DEADLINES, DRAFTS, PRIVACY,
    )
}  # fmt: skip
