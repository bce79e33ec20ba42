"""What `assistant draft` does between its details file and its output: choose, check, fill in, write."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.corpus import Corpus
from assistant.corpus.templates import GENERAL, KINDS
from assistant.drafting.details import Details, lies_ahead
from assistant.drafting.details_file import ABROAD, SITUATION, DetailsFile, template_for
from assistant.drafting.export import ENDINGS, as_text, pack_of, write
from assistant.drafting.fields import printed
from assistant.drafting.letters import says, speaks_of, traced_draft
from assistant.drafting.tracing import Trace
from assistant.errors import BadInput
from assistant.files import write_whole
from assistant.records import Draft, Template

PACK = ".zip"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a details file: a draft, or why there is none.

    `unfit` is the one line that says why the kind doesn't fit the notice, `missing` names what the file lacks. `notes`
    belong beside the draft and not on it.
    """

    template: Template
    details: Details
    notes: tuple[str, ...] = ()
    unfit: str = ""
    missing: tuple[str, ...] = ()
    draft: Draft | None = None
    traces: tuple[Trace, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a program: the fields by name, and of each word that isn't the template's where it came from."""
        return {
            "kind": self.template.kind,
            "situation": self.template.situation,
            "title": self.template.title,
            "fields": self.details.as_json(self.template),
            "missing": list(self.missing),
            "notes": list(self.notes),
            "text": as_text(self.draft) if self.draft else None,
            "traces": [trace._asdict() for trace in self.traces],
        }


def draft_from(kind: str, told: DetailsFile, corpus: Corpus, today: date) -> Made:
    """The draft of `kind` from a details file, or what stands in its way.

    Raises BadInput for a kind or situation that there isn't, DraftUntraced as `draft_letter` does.
    """
    if ahead := lies_ahead(told.details, today):
        name, value = ahead
        raise BadInput(f"{name}: {printed(value)} lies ahead. Look at the notice again.")
    details, template = told.details, template_for(kind, told, corpus, today)
    rules = speaks_of(template, details, corpus, today)
    said = tuple(" ".join(says(rule, template, details, corpus, today).split()) for rule in rules)
    stops = [(rule, words) for rule, words in zip(rules, said, strict=True) if not rule.fits]
    if stops:
        rule, words = stops[0]
        fits = f" What fits: {', '.join(rule.instead)}." if rule.instead else ""
        return Made(template, details, unfit=f"{words}{fits}")
    masked = tuple(f"A full number in {name} was masked: only its last four digits are used." for name in told.masked)
    code = details.notice.unknown_code
    unknown = (
        (f"{code} isn't among the notices known here. Check the code; nothing was checked against it.",) if code else ()
    )
    notes = (*said, *unknown, *masked)
    if missing := details.missing(template):
        return Made(template, details, notes, missing=missing)
    draft, traces = traced_draft(template, details, corpus, today)
    return Made(template, details, notes, draft=draft, traces=traces)


def check_target(path: Path) -> None:
    """BadInput where no draft could be written to `path`, before any work is done."""
    endings = (*ENDINGS, PACK)
    if path.suffix.lower() not in endings:
        raise BadInput(f"{path.name} should end in {', '.join(endings[:-1])} or {endings[-1]}.")
    if not path.parent.is_dir():
        raise BadInput(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Name a file in it.")


def write_draft(draft: Draft, path: Path, calendar: bytes | None) -> None:
    """`draft` as the file that the ending of `path` names; .zip is the whole pack, with `calendar` in it.

    The file is whole, or what was there stays. BadInput where it can't be written.
    """
    ending = path.suffix.lower()
    data = pack_of(draft, calendar) if ending == PACK else write(draft, ending)
    try:
        write_whole(path, data)
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror or error}.") from error


def kinds_as_markdown(corpus: Corpus) -> str:
    """What can be drafted, and which keys a details file may have."""
    return "\n".join(_kinds(corpus))


def _kinds(corpus: Corpus) -> Iterator[str]:
    yield "Kinds, each with its situations. Without `situation` in the file, the notice and the reason decide.\n"
    for kind, called in KINDS.items():
        of_kind = [one for one in corpus.templates.values() if one.kind == kind]
        if of_kind:
            needs = next(one.needs for one in of_kind if one.situation == GENERAL)
            yield f"- **{kind}**: {called}. Needs: {', '.join(needs)}. Situations:"
            for one in sorted(of_kind, key=lambda one: (one.situation != GENERAL, one.situation)):
                yield f"  - **{one.situation}**: {one.use_when}"
    yield "\nKeys of a details file:\n"
    for name, field in corpus.draft_fields.items():
        yield f"- **{name}**: {field.label}, such as “{field.example}”"
    yield f"- **{SITUATION}**: one of the situations above"
    yield f"- **{ABROAD}**: true where the notice was addressed outside the United States"
