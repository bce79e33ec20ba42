"""Questions that people marked as badly answered → cases, once somebody has said what a right answer is."""

from collections.abc import Iterator, Sequence

from assistant.corpus import Corpus
from assistant.errors import BadInput
from assistant.feedback import delete_pending, load_pending, pending_in
from assistant.settings import Settings
from evals.cases import FOLDER, Case, load_cases
from evals.scorers import top_level

ACCEPTED = FOLDER / "questions" / "accepted.jsonl"
KINDS = ("in_scope", "followup", "partly", "out_of_scope", "adversarial")
NO_SECTION = ("out_of_scope", "adversarial")


def pending_lines(settings: Settings) -> Iterator[str]:
    """Each question that waits, and how one becomes a case."""
    waiting = pending_in(settings.pending)
    if not waiting:
        yield "No question waits."
        return
    for one in waiting:
        yield f"{one.id}  {' / '.join(one.turns)}" + ("  (a letter had been read)" if one.with_letter else "")
    yield "Read it first: names and places may still stand in it. Then:"
    yield f'python -m evals accept {waiting[0].id} --section step-4-pay --fact "180 days|six months" --why "…"   (or --discard)'


def accept_pending(
    name: str,
    settings: Settings,
    corpus: Corpus,
    kind: str,
    sections: Sequence[str],
    facts: Sequence[str],
    never: Sequence[str],
    why: str,
) -> Case:
    """The case it became, the last of `accepted.jsonl`; the pending file is gone. BadInput, and nothing changed, where it isn't whole."""
    waiting = load_pending(name, settings.pending)
    kind = kind or ("followup" if len(waiting.turns) > 1 else "in_scope")
    if kind not in KINDS:
        raise BadInput(f"--kind takes {', '.join(KINDS)}.")
    if unknown := [section for section in sections if section not in corpus.sections]:
        raise BadInput(f"The guidance has no section {unknown[0]}.")
    if finer := [section for section in sections if top_level([section]) != [section]]:
        raise BadInput(f"Cases name whole parts: {top_level(finer)[0]}, not {finer[0]}.")
    wordings = [[wording.strip() for wording in fact.split("|")] for fact in facts]
    if not all(words.strip() for words in (*never, *(wording for fact in wordings for wording in fact))):
        raise BadInput("An empty wording is in every answer: leave out the | at the end, and empty options.")
    if not sections and kind not in NO_SECTION:
        raise BadInput("Say which section answers it: --section step-4-pay")
    if not why:
        raise BadInput('Say why the case is there: --why "…"')
    case = Case(
        id=_next_id(),
        question=waiting.turns[-1],
        turns=waiting.turns if len(waiting.turns) > 1 else None,
        source="page",
        kind=kind,
        sections=list(sections),
        key_facts=wordings,
        must_not=list(never),
        notes=why,
    )
    with ACCEPTED.open("a", encoding="utf-8") as file:
        file.write(case.model_dump_json(exclude_none=True) + "\n")
    delete_pending(name, settings.pending)
    return case


def _next_id() -> str:
    taken = [int(case.id[1:]) for case in load_cases(["accepted"]).get("accepted", [])]
    return f"k{max(taken, default=0) + 1:03}"
