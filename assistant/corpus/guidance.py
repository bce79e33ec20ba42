"""Guidance files → Sections: Markdown with front matter, figures filled in from the facts."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.corpus.facts import IsoDate, WebAddress, fill_references
from assistant.corpus.yamlfile import parse_yaml, read_text
from assistant.errors import CorpusError
from assistant.records import Fact, Section

FENCE = "---\n"
SECTION_ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")


class FrontMatter(BaseModel):
    """The head of a guidance file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    section: str = Field(pattern=f"^{SECTION_ID.pattern}$")
    title: str = Field(min_length=3)
    step: str
    as_of: IsoDate
    sources: list[WebAddress] = Field(min_length=1)
    asks: list[str] = Field(min_length=1)
    followups: list[list[str]] = []


def load_guidance(folder: Path, facts: Mapping[str, Fact]) -> dict[str, Section]:
    """Every guidance section of `folder`, by id. CorpusError names file and line of what doesn't hold."""
    sections: dict[str, Section] = {}
    for path in sorted(folder.glob("*.md")):
        section = read_section(path, facts)
        if section.id in sections:
            raise CorpusError(path, 2, f"section: {section.id} is defined in another file too")
        sections[section.id] = section
    if not sections:
        raise CorpusError(folder, 1, "no guidance files (*.md) here")
    return sections


def read_section(path: Path, facts: Mapping[str, Fact]) -> Section:
    """The section that `path` holds, its figures filled in."""
    text = read_text(path)
    if not text.startswith(FENCE) or f"\n{FENCE}" not in text:
        raise CorpusError(path, 1, "a guidance file starts with front matter between two lines of ---")
    head, body = text[len(FENCE) :].split(f"\n{FENCE}", 1)
    file = parse_yaml(path, head, first_line=2)
    front = file.check(FrontMatter, file.data)
    if front.step != front.section.split("/")[0]:
        raise file.error(("step",), f"step: {front.step} is not the part {front.section} belongs to")
    if path.stem != front.section.replace("/", "--"):
        raise file.error(("section",), f"section: the file of {front.section} is named {path.name}")
    first_line = head.count("\n") + 4
    filled = fill_references(body, facts, path, first_line).strip()
    if stray := re.search(r"\{\{|\}\}|<[a-zA-Z/]", filled):
        line = first_line + filled[: stray.start()].count("\n")
        raise CorpusError(path, line, f"{stray[0]!r}: not a fact reference; guidance holds no HTML or templates")
    if not filled:
        raise CorpusError(path, first_line, "the section has no text")
    return Section(
        front.section,
        front.title,
        filled,
        front.as_of,
        tuple(front.sources),
        tuple(dict.fromkeys(ask.strip() for ask in front.asks)),
        tuple(tuple(turns) for turns in front.followups),
    )
