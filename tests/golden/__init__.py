"""Saved letters and call scripts, to be read by eye when they change. `python -m tests.golden` writes them again."""

from datetime import date
from pathlib import Path

from assistant.corpus import Corpus, load_corpus
from assistant.drafting.command import draft_from
from assistant.drafting.details_file import details_from
from assistant.drafting.export import as_text, sheet_as_text
from assistant.records import Draft
from assistant.retrieval.exact import ExactNames
from assistant.settings import PROJECT
from tests.golden.cases import CASES, Case

TODAY = date(2026, 11, 27)
FOLDER = Path(__file__).parent
RULE = "=" * 78


def golden_corpus() -> Corpus:
    """The project's corpus as it is on the day of the saved copies."""
    return load_corpus(PROJECT / "corpus", TODAY)


def draft_of(case: Case, corpus: Corpus, names: ExactNames) -> Draft:
    """The draft of a case, made as `assistant draft` makes it."""
    kind, situation = case.template.split("/")
    made = draft_from(kind, details_from({**case.details, "situation": situation}, corpus, names), corpus, TODAY)
    if made.draft is None:
        raise ValueError(f"{case.name}: {made.unfit or made.missing}")
    return made.draft


def shown(draft: Draft) -> str:
    """What is saved: the page, the sheet, and the notes, a rule between them."""
    parts = [as_text(draft), sheet_as_text(draft), "".join(f"{note}\n" for note in draft.notes)]
    return f"\n{RULE}\n\n".join(part for part in parts if part)


def path_of(case: Case) -> Path:
    """Where the saved copy of a case lies."""
    folder = "scripts" if case.template.startswith("call_script/") else "letters"
    return FOLDER / folder / f"{case.name}.txt"


def write_all() -> tuple[int, int]:
    """Write every copy again and take away those without a case; how many there are, and how many changed."""
    corpus = golden_corpus()
    names = ExactNames(corpus)
    changed = 0
    for case in CASES:
        path, text = path_of(case), shown(draft_of(case, corpus, names))
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed += 1
    for stray in {*FOLDER.glob("*/*.txt")} - {path_of(case) for case in CASES}:
        stray.unlink()
    return len(CASES), changed
