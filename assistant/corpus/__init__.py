"""Files → a checked Corpus: sections, facts, notices and boundaries, or one CorpusError."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.corpus.boundaries import load_boundaries
from assistant.corpus.facts import fact_section, load_facts
from assistant.corpus.guidance import load_guidance
from assistant.corpus.notices import load_notices
from assistant.corpus.templates import load_fields, load_fits, load_frame, load_templates, numbers_of
from assistant.records import Boundary, CatalogueNotice, DraftField, Fact, FitRule, Frame, Section, Template


@dataclass(frozen=True)
class Corpus:
    """Everything the assistant may say. `sections` holds guidance, notices and facts, by id."""

    sections: Mapping[str, Section]
    facts: Mapping[str, Fact]
    notices: Mapping[str, CatalogueNotice]
    boundaries: Mapping[str, Boundary]
    templates: Mapping[str, Template] = field(default_factory=dict)
    draft_fields: Mapping[str, DraftField] = field(default_factory=dict)
    frame: Frame | None = None
    fits: tuple[FitRule, ...] = ()

    @cached_property
    def named_numbers(self) -> frozenset[str]:
        """The numbers of forms, sections and letters that a template's own words may name."""
        return numbers_of(self.facts, self.notices)

    def guidance(self) -> Iterable[Section]:
        """The sections that are neither a notice nor a fact."""
        return (s for s in self.sections.values() if s.step not in ("notice", "facts"))

    def section_hashes(self) -> dict[str, str]:
        """A short hash of each section, boundary and template, to tell what changed between two builds.

        A notice or a fact counts with all that its file holds, also what its section doesn't say in words.
        """
        behind: dict[str, CatalogueNotice | Fact] = {notice.section: notice for notice in self.notices.values()}
        behind |= {f"facts/{fact.id}": fact for fact in self.facts.values()}
        hashes = {
            name: _hash([asdict(section), asdict(behind[name]) if name in behind else None])
            for name, section in self.sections.items()
        }
        hashes |= {"template/fits": _hash([asdict(rule) for rule in self.fits])} if self.fits else {}
        hashes |= {"template/frame": _hash(asdict(self.frame))} if self.frame else {}
        hashes |= {f"template/field/{name}": _hash(asdict(one)) for name, one in self.draft_fields.items()}
        hashes |= {f"template/{name}": _hash(asdict(template)) for name, template in self.templates.items()}
        return hashes | {f"boundary/{name}": _hash(asdict(boundary)) for name, boundary in self.boundaries.items()}

    def hash(self) -> str:
        """Changes when anything an answer could rest on changes."""
        return _hash(self.section_hashes())


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def load_corpus(folder: Path, today: date) -> Corpus:
    """The corpus of `folder`, every file checked. CorpusError names the file and line of the first fault."""
    facts = load_facts(folder / "facts", today)
    guidance = load_guidance(folder / "guidance", facts)
    notices, notice_sections = load_notices(folder / "notices")
    fact_sections = {f"facts/{fact.id}": fact_section(fact) for fact in facts.values()}
    sections = {**guidance, **notice_sections, **fact_sections}
    boundaries = load_boundaries(folder / "boundaries", frozenset(sections))
    draft_fields = load_fields(folder / "templates" / "fields.yaml")
    templates = load_templates(folder / "templates", facts, notices, draft_fields)
    frame = load_frame(folder / "templates" / "frame.yaml", draft_fields)
    fits = load_fits(folder / "templates" / "fits.yaml", facts, notices, sections)
    return Corpus(sections, facts, notices, boundaries, templates, draft_fields, frame, fits)
