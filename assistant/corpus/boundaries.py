"""Boundary files → what the assistant names and doesn't answer, and what it declines."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.corpus.yamlfile import parse_yaml, read_text
from assistant.records import Boundary


class BoundaryEntry(BaseModel):
    """One topic of a boundaries file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    outcome: Literal["not_covered", "partly", "declined", "answered"]
    title: str
    says: str
    instead: list[str]
    asks: list[str] = Field(min_length=1)
    forged: bool = False


def load_boundaries(folder: Path, section_ids: frozenset[str]) -> dict[str, Boundary]:
    """Every boundary of `folder`, by id; `instead` names only sections in `section_ids`."""
    boundaries: dict[str, Boundary] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = parse_yaml(path, read_text(path))
        if not isinstance(file.data, list):
            raise file.error((), "a boundaries file is a list of topics")
        for number, written in enumerate(file.data):
            entry = file.check(BoundaryEntry, written, (number,))
            if entry.id in boundaries:
                raise file.error((number, "id"), f"id: {entry.id} is defined twice")
            for place, section in enumerate(entry.instead):
                if section not in section_ids:
                    raise file.error((number, "instead", place), f"instead: there is no section {section}")
            asks = tuple(dict.fromkeys(ask.strip() for ask in entry.asks))
            boundaries[entry.id] = Boundary(
                entry.id, entry.outcome, entry.title, entry.says.strip(), tuple(entry.instead), asks, entry.forged
            )
    return boundaries
