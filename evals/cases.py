"""Cases from JSONL files, each checked."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent / "cases"


class Case(BaseModel):
    """One question, or a short chat whose last turn counts, and what a right answer holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    turns: list[str] | None = None
    source: str = "written"
    kind: str
    sections: list[str]
    key_facts: list[list[str]]
    must_not: list[str]
    notes: str = ""
    lang: str = "en"

    @property
    def messages(self) -> list[str]:
        return self.turns or [self.question]


def load_cases(names: list[str] | None = None) -> dict[str, list[Case]]:
    """Cases by file name without ending; all files unless `names` are given."""
    files = sorted(FOLDER.glob("*.jsonl"))
    chosen = [file for file in files if names is None or file.stem in names]
    return {
        file.stem: [Case.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        for file in chosen
    }


def held_out() -> frozenset[str]:
    """Ids never used for tuning."""
    return frozenset(json.loads((FOLDER / "split.json").read_text(encoding="utf-8"))["heldout"])
