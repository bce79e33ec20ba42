"""Question → Answer: rank, choose, locate, write. Every claim is a located passage of the corpus."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering.about_notice import (
    asks_what_it_is,
    asks_what_they_may_take,
    is_bare,
    overview,
    passages_asked_for,
)
from assistant.answering.cite import cite
from assistant.answering.compose import Chosen, Part, Plan, choose, fitness, part_of, write
from assistant.records import Answer, Boundary, Citation, Notice, Outcome, Passage
from assistant.retrieval.questions import parts_of
from assistant.retrieval.ranking import Query, Ranking, Retriever

MOST_ALSO = 2
PART_LEANS = 0.3  # how much a part of a question hangs on the whole of it
ALSO_ABOVE = 0.12  # share of the votes a step needs to be drawn on beside the first
CLEAR_ABOVE = 0.5  # share of the votes above which the first step is said out before others
COVERS = (
    "This assistant covers letters from the IRS about a balance due: whether one is real, what the records say, "
    "deadlines, paying, disputing, and where to get help."
)
NOT_COVERED = f"The guidance here doesn't cover that. {COVERS} For other federal tax questions, start at irs.gov."
BY_WORDS_ALONE = (
    "This was found by its words alone: the model that finds by meaning is missing here, so something else in the guidance "
    "may fit better. When the program started, it said what to install."
)
BESIDE_A_NOTICE = ("step-1-authenticity", "step-3-deadlines")  # confirm it; which date counts


def answer_question(query: Query, notice: Notice, retriever: Retriever) -> Answer:
    """The answer to `query`, knowing `notice`, with located citations and a named outcome; it says so when words alone
    found it, for want of a model."""
    answer = _answer(query, notice, retriever)
    return answer if retriever.embedder else replace(answer, text=f"{answer.text}\n\n{BY_WORDS_ALONE}")


def _answer(query: Query, notice: Notice, retriever: Retriever) -> Answer:
    ranking = retriever.rank(query)
    code = ranking.named.codes[-1] if ranking.named.codes else notice.code
    known = replace(notice, code=code)
    if code and (is_bare(query.text) or asks_what_it_is(query.text)):
        return about_notice(known, retriever)
    of_notice = _asked_of_notice(query, known, retriever)
    if ranking.outcome is Outcome.DECLINED and ranking.boundary:
        return _declined(ranking.boundary, ranking, retriever)
    if ranking.outcome is Outcome.NOT_COVERED and not any(one.part is Part.ANSWER for one in of_notice):
        return _not_covered(ranking.boundary)
    return _answered(query, ranking, of_notice, retriever)


def _answered(query: Query, ranking: Ranking, of_notice: list[Chosen], retriever: Retriever) -> Answer:
    parts = [Query(part, query.asked, PART_LEANS) for part in parts_of(query.text)]
    plan = plan_answer(ranking, [retriever.rank(part) for part in parts])
    chosen = choose(
        plan,
        retriever.passages,
        lambda passages: fitness(query.asked, lambda passage: retriever.relevance(ranking, passage), passages),
        first=of_notice,
    )
    text, citations = _located(chosen, retriever)
    if ranking.boundary is not None:
        text = f"{text}\n\n{ranking.boundary.says}"
    return Answer(Outcome.ANSWERED, text, citations)


def plan_answer(whole: Ranking, parts: Sequence[Ranking]) -> Plan:
    """What an answer draws on: the best section, one more for each part of the question that has its own, and
    the best of other steps that got a fair share of the votes."""
    leads = [whole.sections[0][0]]
    leads += [part.sections[0][0] for part in parts if part.outcome is Outcome.ANSWERED]
    leads = list(dict.fromkeys(leads))[: max(1, len(parts))]
    steps = [step for step, share in whole.shares if share >= ALSO_ABOVE]
    said = {section.split("/")[0] for section in leads}
    also = [whole.best_of_step[step] for step in steps if step not in said]
    return Plan(tuple(leads), tuple(also[:MOST_ALSO]), also_first=whole.shares[0][1] < CLEAR_ABOVE)


def about_notice(notice: Notice, retriever: Retriever) -> Answer:
    """What a notice is, its clock and what to do; how to confirm it, and which date counts."""
    passages = overview(_passages_of(notice, retriever), _amount_of(notice))
    chosen = [Chosen(passage, Part.ANSWER) for passage in passages]
    chosen += [Chosen(retriever.passages(section)[0], Part.ALSO) for section in BESIDE_A_NOTICE]
    text, citations = _located(chosen, retriever)
    return Answer(Outcome.ANSWERED, text, citations)


def _asked_of_notice(query: Query, notice: Notice, retriever: Retriever) -> list[Chosen]:
    """What the catalogue says on what is asked of `notice`; for another question that names it, what it is."""
    own = _passages_of(notice, retriever)
    asked_for = passages_asked_for(query.text, own, _amount_of(notice))
    if not asked_for and own and asks_what_they_may_take(query.text):
        return [Chosen(own[0], Part.ANSWER)]  # whether this very notice lets them comes before levies in general
    if asked_for or notice.code not in retriever.names.find(query.text).codes:
        return [Chosen(passage, Part.ANSWER) for passage in asked_for]
    return [Chosen(own[0], Part.ALSO)]  # what this very notice means stands beside what holds in general


def _passages_of(notice: Notice, retriever: Retriever) -> list[Passage]:
    return retriever.passages(retriever.index.corpus.notices[notice.code].section) if notice.code else []


def _amount_of(notice: Notice) -> Decimal | None:
    return Decimal(notice.amount_due) if notice.amount_due else None


def _declined(boundary: Boundary, ranking: Ranking, retriever: Retriever) -> Answer:
    chosen = []
    for section in boundary.instead[:2]:
        passages = [p for p in retriever.passages(section) if part_of(p) is not Part.WATCH]
        chosen.append(Chosen(max(passages, key=lambda p: retriever.relevance(ranking, p)), Part.ANSWER))
    text, citations = _located(chosen, retriever)
    return Answer(Outcome.DECLINED, f"{boundary.says}\n\n{text}".strip(), citations)


def _not_covered(boundary: Boundary | None) -> Answer:
    text = f"{boundary.says} {COVERS}" if boundary is not None else NOT_COVERED
    return Answer(Outcome.NOT_COVERED, text)


def _located(chosen: Sequence[Chosen], retriever: Retriever) -> tuple[str, tuple[Citation, ...]]:
    """The text of `chosen` in reading order and its citations; a passage that isn't found in its section is dropped."""
    sections = retriever.index.corpus.sections
    kept, citations = [], []
    for one in sorted(chosen, key=lambda one: one.part):
        citation = cite(one.passage.text, sections[one.passage.section], one.passage.start)
        if citation is not None:
            kept.append(one)
            citations.append(citation)
    return write(kept, citations), tuple(citations)


def answer_section(section: str, retriever: Retriever) -> Answer:
    """The opening and the steps of one section, where no ranking is needed."""
    chosen = choose(Plan((section,)), retriever.passages, lambda passages: {p.id: -float(p.start) for p in passages})
    text, citations = _located(chosen, retriever)
    return Answer(Outcome.ANSWERED, text, citations)


def quoted(says: str, section: str, retriever: Retriever) -> Answer:
    """`says`, resting on the opening of `section`, which stands under it."""
    chosen = [Chosen(retriever.passages(section)[0], Part.ANSWER)]
    text, citations = _located(chosen, retriever)
    return Answer(Outcome.ANSWERED, f"{says}\n\n{text}", citations)
