"""Question → Answer: rank, choose, locate, write. Every claim is a located passage of the corpus."""

import re
from collections.abc import Sequence

from assistant.answering.cite import cite
from assistant.answering.compose import Chosen, Part, choose, part_of, write
from assistant.records import Answer, Boundary, Citation, Notice, Outcome, Passage
from assistant.retrieval.ranking import Query, Ranking, Retriever

STEPS_CONSIDERED = 3
COVERS = (
    "This assistant covers letters from the IRS about a balance due: whether one is real, what the records say, "
    "deadlines, paying, disputing, and where to get help."
)
NOT_COVERED = f"The guidance here doesn't cover that. {COVERS} For other federal tax questions, start at irs.gov."
ABOUT_NOTICE = re.compile(
    r"(?i)^\W*(what('?s| is| are| does| do)?|explain|tell me about|meaning|mean|means|got|have|received|i|we|a|an|the|this|it|is|my|"
    r"notice|letter|irs|about|just|for|from|help|with|que|es|un|una|carta|qu[eé]|significa|recib[ií]|\W)*$"
)
CLOCK = re.compile(
    r"(?i)\b(how long|how many days|how much time|deadline|due|when|by what date|time limit|clock|days|cu[aá]nto tiempo|plazo|"
    r"fecha l[ií]mite|cu[aá]ndo)\b"
)
NEXT = re.compile(r"(?i)\b(what (happens|comes) (next|after)|what next|next notice|comes after|if i (ignore|do nothing|don'?t))\b")
RIGHTS = re.compile(r"(?i)\b(my rights|rights|appeal|hearing)\b")


def answer_question(query: Query, notice: Notice, retriever: Retriever) -> Answer:
    """The answer to `query`, knowing `notice`, with located citations and a named outcome."""
    ranking = retriever.rank(query)
    code = ranking.named.codes[-1] if ranking.named.codes else notice.code
    asked = query.joined if query.dependence >= 0.5 else query.text
    about_notice = _notice_passages(asked, code, bool(ranking.named.codes), retriever) if code else []
    if ranking.outcome is Outcome.DECLINED and ranking.boundary:
        return _declined(ranking.boundary, ranking, retriever)
    if ranking.outcome is Outcome.NOT_COVERED and not about_notice:
        return _not_covered(ranking.boundary)
    return _answered(ranking, about_notice, retriever)


def _answered(ranking: Ranking, about_notice: list[Chosen], retriever: Retriever) -> Answer:
    chosen = choose(
        _considered(ranking),
        lambda section: retriever.passages(section),
        lambda passage: ranking.relevance_of(passage),
        ranking.sure,
        first=about_notice,
    )
    text, citations = _located(chosen, retriever)
    if ranking.boundary is not None:
        text = f"{text}\n\n{ranking.boundary.says}"
    return Answer(Outcome.ANSWERED, text, citations)


def _considered(ranking: Ranking) -> list[str]:
    """The sections to draw on, best first: one of each of the likeliest steps, and a second of the first when it is sure."""
    best_of_step: dict[str, list[str]] = {}
    for section, _ in ranking.sections:
        best_of_step.setdefault(section.split("/")[0], []).append(section)
    steps = sorted(best_of_step, key=lambda step: -ranking.steps[step])[:STEPS_CONSIDERED]
    first, others = best_of_step[steps[0]], [best_of_step[step][0] for step in steps[1:]]
    return [first[0], *first[1:2], *others] if ranking.sure else [first[0], *others, *first[1:2]]


def _declined(boundary: Boundary, ranking: Ranking, retriever: Retriever) -> Answer:
    honest = [section for section in boundary.instead if retriever.passages(section)][:2]
    chosen = []
    for section in honest:
        passages = [p for p in retriever.passages(section) if part_of(p) is not Part.WATCH]
        chosen.append(Chosen(max(passages, key=ranking.relevance_of), Part.ANSWER))
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


def _notice_passages(asked: str, code: str, named_now: bool, retriever: Retriever) -> list[Chosen]:
    """What the catalogue says of `code`, where the question is about the notice itself: what it is, its clock, what follows."""
    section = retriever.index.corpus.notices[code].section
    passages = retriever.passages(section)

    def under(heading: str) -> list[Passage]:
        return [passage for passage in passages if heading in passage.headings]

    opening = [passage for passage in passages if len(passage.headings) == 1]
    if CLOCK.search(asked):
        return [Chosen(passage, Part.ANSWER) for passage in under("How long you have")[:2]]
    if NEXT.search(asked):
        return [Chosen(passage, Part.ANSWER) for passage in under("What comes next")[:1]]
    if named_now and ABOUT_NOTICE.match(_without(asked, code, retriever)):
        return [Chosen(passage, Part.ANSWER) for passage in opening + under("How long you have")[:1]]
    return []


def _without(asked: str, code: str, retriever: Retriever) -> str:
    from assistant.retrieval.exact import CODE

    return CODE.sub(" ", asked)


def answer_section(section: str, retriever: Retriever) -> Answer:
    """The opening and the steps of one section, where no ranking is needed."""
    passages = retriever.passages(section)
    chosen = choose([section], lambda _: passages, lambda passage: -float(passage.start), sure=True)
    text, citations = _located(chosen, retriever)
    return Answer(Outcome.ANSWERED, text, citations)
