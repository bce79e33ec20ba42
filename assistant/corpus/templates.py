"""Template files → checked Templates: what a letter or script needs, and words that only fields and facts fill in."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field

from assistant.corpus.facts import REFERENCE, IsoDate, WebAddress, print_fact
from assistant.corpus.guidance import FENCE
from assistant.corpus.yamlfile import YamlFile, parse_yaml, read_text
from assistant.errors import CorpusError
from assistant.records import CatalogueNotice, DraftField, Fact, FitRule, Frame, Template

KINDS = {
    "dispute_letter": "Letter of dispute",
    "cp2000_response": "Answer to a CP2000",
    "proof_of_payment": "Proof of payment",
    "penalty_abatement": "Request to remove a penalty",
    "installment_request": "Request for a payment plan",
    "reinstatement_request": "Request to keep or restore a payment plan",
    "cnc_request": "Request to pause collection for hardship",
    "cdp_cover": "Cover letter for a hearing request",
    "audit_reconsideration": "Request to look at an audit again",
    "identity_theft_response": "Answer about identity theft",
    "more_time_request": "Request for more time",
    "explanation_request": "Request for an explanation",
    "poa_cover": "Cover letter for a power of attorney",
    "call_script": "Call script",
}
GENERAL = "general"

# what a field is called in a template, beside the answers a person gives (drafting/fields.py)
DERIVED = frozenset(
    {
        "the_notice",
        "The_notice",
        "the_years",
        "today",
        "deadline_passed",
        "joint",
        "aep",
        "I",
        "i",
        "my",
        "My",
        "me",
        "mine",
    }
    | {"am", "equivalent"}
)
ON_THE_SHEET = frozenset(
    {
        "enclosures",
        "notes",
        "upload",
        "fax",
        "reply_address",
        "deadline",
        "deadline_rule",
        "deadline_passed",
        "still_open",
    }
    | {"has_address", "has_phone", "joint", "abroad", "last4_known"}
)

# a number in a template's own words names a form, a section, a letter that the facts or the catalogue hold; no other may stand
NAMED_NUMBER = re.compile(
    r"\b(?:Forms?|Publications?|Letters?|Notices?|Schedules?|[Ss]ections?|lines?|Part|IRC|and|or)\s(?P<number>(?=[\w(./-]*\d)[\dA-Z][\w()./-]*)|"
    r"\b(?P<code>(?:CP|LT)\d+[A-Z]?)\b|\b(?:W-2|1099(?:-[A-Z]+)?|1040(?:-[A-Z]+)?)\b"
)
PAPERS = frozenset({"1099", "W-2", "1040"})  # what payers send and people file
HAS_DIGIT = re.compile(r"\S*\d\S*")
LIST_NUMBER = re.compile(r"^\s*\d+\. ", re.MULTILINE)
PLAIN = (
    nodes.Name,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.If,
)
SHAPE = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.For)


class TemplateFront(BaseModel):
    """The head of a template file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str
    situation: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=3)
    use_when: str
    needs: list[str]
    may_have: list[str] = []
    said_as: list[str] = []
    unless_said: list[str] = []
    encloses: list[str] = []
    sheet: str | list[str] = []
    for_codes: list[str] = []
    for_families: list[str] = []
    for_right: str = ""
    clock: str = ""
    once_passed: bool = False
    as_of: IsoDate
    sources: list[WebAddress] = Field(min_length=1)


class FieldEntry(BaseModel):
    """One field of `fields.yaml`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: str
    question: str
    reads: (
        Literal["code", "date", "years", "money", "sums", "digits4", "number", "day", "name", "text", "lines", "words"]
        | list[str]
    )
    example: str


class FitEntry(BaseModel):
    """One entry of `fits.yaml`: the conditions, and what follows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    fits: bool
    says: str
    rests_on: str
    instead: list[str] = []
    codes: list[str] = []
    families: list[str] = []
    not_families: list[str] = []
    without_right: str = ""
    disputable: bool | None = None
    passed: bool = False
    last_passed: bool = False
    situations: list[str] = []
    from_tax_year: str | None = None


class RowEntry(BaseModel):
    """A labelled row of the letter's frame."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: str
    value: str


class FrameEntry(BaseModel):
    """`frame.yaml`: what stands around every letter."""

    model_config = ConfigDict(extra="forbid", strict=True)

    recipient: list[str] = Field(min_length=1)
    reference: list[RowEntry]
    greeting: str
    closing: str


class SheetFront(BaseModel):
    """The head of the sheet that goes with every letter."""

    model_config = ConfigDict(extra="forbid", strict=True)

    as_of: IsoDate
    sources: list[WebAddress] = Field(min_length=1)


def environment() -> SandboxedEnvironment:
    """The Jinja2 that templates are read with: nothing but names, `if` and `for` gets past `load_templates`."""
    return SandboxedEnvironment(autoescape=False)


def load_fields(path: Path) -> dict[str, DraftField]:
    """What drafts can be filled in with, by name, in the order of the file. None where there is no file."""
    if not path.exists():
        return {}
    file = parse_yaml(path, read_text(path))
    fields = {}
    for name, written in file.by_name("fields.yaml is a map from name to field").items():
        entry = file.check(FieldEntry, written, (name,))
        choices = tuple(entry.reads) if isinstance(entry.reads, list) else ()
        reads = "choice" if isinstance(entry.reads, list) else entry.reads
        fields[name] = DraftField(name, entry.label, entry.question, reads, entry.example, choices)
    return fields


def load_frame(path: Path, fields: Mapping[str, DraftField]) -> Frame | None:
    """What stands around every letter. None where there is no file."""
    if not path.exists():
        return None
    file = parse_yaml(path, read_text(path))
    entry = file.check(FrameEntry, file.data)
    texts = [*entry.recipient, *(row.value for row in entry.reference), entry.greeting, entry.closing]
    for text in texts:
        _check_words(file, 1, text, {*fields, "reply_address"}, frozenset())
    rows = tuple((row.label, row.value) for row in entry.reference)
    return Frame(tuple(entry.recipient), rows, entry.greeting, entry.closing)


def load_fits(
    path: Path, facts: Mapping[str, Fact], notices: Mapping[str, CatalogueNotice], sections: Container[str]
) -> tuple[FitRule, ...]:
    """When drafts don't fit, in the order they are tried. None where there is no file."""
    if not path.exists():
        return ()
    file = parse_yaml(path, read_text(path))
    families = {notice.family for notice in notices.values()}
    vouched = numbers_of(facts, notices)
    rules = []
    for kind, entries in file.by_name("fits.yaml is a map from kind to rules").items():
        if not isinstance(entries, list):
            raise file.error((kind,), f"{kind}: a list of rules")
        for number, written in enumerate(entries):
            loc = (kind, number)
            entry = file.check(FitEntry, written, loc)
            unknown = [k for k in (kind, *entry.instead) if k not in KINDS]
            unknown += [c for c in entry.codes if c not in notices]
            unknown += [f for f in (*entry.families, *entry.not_families) if f not in families]
            unknown += [s for s in [entry.rests_on] if s != "notice" and s not in sections]
            if unknown:
                raise file.error(loc, f"there is no {unknown[0]}")
            filled = _Filled(file, facts)
            says = filled(entry.says.strip(), (*loc, "says"))
            names = {*filled.facts, *ON_THE_SHEET, "the_notice", "The_notice", "dispute_note"}
            _check_words(file, file.lines.get((*loc, "says"), 1), says, names, vouched)
            year = entry.from_tax_year and REFERENCE.sub(lambda m: print_fact(m[1], facts), entry.from_tax_year)
            rules.append(
                FitRule(
                    kind,
                    entry.fits,
                    says,
                    filled.facts,
                    entry.rests_on,
                    tuple(entry.instead),
                    tuple(entry.codes),
                    tuple(entry.families),
                    tuple(entry.not_families),
                    entry.without_right,
                    entry.disputable,
                    entry.passed,
                    entry.last_passed,
                    tuple(entry.situations),
                    int(year) if year else None,
                )
            )
    return tuple(rules)


def load_templates(
    folder: Path, facts: Mapping[str, Fact], notices: Mapping[str, CatalogueNotice], fields: Mapping[str, DraftField]
) -> dict[str, Template]:
    """Every template of `folder` by id (`dispute_letter/already-paid`), and `sheet`. CorpusError names file and line.

    `fields` are the answers a person can give. A corpus without them has no templates.
    """
    if not fields:
        return {}
    vouched = numbers_of(facts, notices)
    templates: dict[str, Template] = {}
    for path in sorted([*folder.glob("letters/*.md"), *folder.glob("scripts/*.md")]):
        template = _read(path, facts, vouched, fields)
        templates[template.id] = template
    for kind in {template.kind for template in templates.values()}:
        if f"{kind}/{GENERAL}" not in templates:
            raise CorpusError(folder, 1, f"{kind} has no template for the situation {GENERAL}")
    file, front, body, first_line = _split(folder / "sheet.md")
    head = file.check(SheetFront, front)
    filled = _Filled(file, facts)
    text = filled(body)
    _check_words(file, first_line, text, ON_THE_SHEET | filled.facts.keys(), vouched)
    templates["sheet"] = Template(
        "sheet",
        GENERAL,
        "How to send it",
        "",
        (),
        (),
        (),
        (),
        (),
        (),
        text,
        filled.facts,
        head.as_of,
        tuple(head.sources),
    )
    return templates


def _read(path: Path, facts: Mapping[str, Fact], vouched: frozenset[str], fields: Mapping[str, DraftField]) -> Template:
    file, data, body, first_line = _split(path)
    front = file.check(TemplateFront, data)
    if front.kind not in KINDS:
        raise file.error(("kind",), f"kind: {front.kind} is not one of {', '.join(KINDS)}")
    if path.stem != f"{front.kind.replace('_', '-')}--{front.situation}":
        raise file.error(("situation",), f"situation: the file of {front.kind}/{front.situation} is named {path.name}")
    for place in ("needs", "may_have"):
        for number, name in enumerate(getattr(front, place)):
            if name not in fields and name not in DERIVED:
                raise file.error((place, number), f"{place}: there is no field {name}")
    filled = _Filled(file, facts)
    sheet = [front.sheet] if isinstance(front.sheet, str) else front.sheet
    template = Template(
        front.kind,
        front.situation,
        front.title,
        front.use_when,
        tuple(front.needs),
        tuple(front.may_have),
        tuple(phrase.lower() for phrase in front.said_as),
        tuple(phrase.lower() for phrase in front.unless_said),
        tuple(filled(entry, ("encloses", n)) for n, entry in enumerate(front.encloses)),
        tuple(filled(entry, ("sheet", n)) for n, entry in enumerate(sheet)),
        filled(body, first_line=first_line),
        filled.facts,
        front.as_of,
        tuple(front.sources),
        tuple(front.for_codes),
        tuple(front.for_families),
        front.for_right,
        front.clock,
        front.once_passed,
    )
    known = DERIVED | {*front.needs, *front.may_have, *filled.facts, "deadline"}
    for place, entries in (("encloses", template.encloses), ("sheet", template.sheet)):
        for number, entry in enumerate(entries):
            _check_words(file, file.lines.get((place, number), 1), entry, known, vouched)
    _check_words(file, first_line, template.body, known, vouched)
    if not template.body.lstrip().startswith("# "):
        raise CorpusError(path, first_line, "the body starts with its subject: a line that begins with '# '")
    return template


def _split(path: Path) -> tuple[YamlFile, object, str, int]:
    """A file's front matter, checked as YAML, its body, and the line the body starts on."""
    text = read_text(path)
    if not text.startswith(FENCE) or f"\n{FENCE}" not in text:
        raise CorpusError(path, 1, "a template starts with front matter between two lines of ---")
    head, body = text[len(FENCE) :].split(f"\n{FENCE}", 1)
    file = parse_yaml(path, head, first_line=2)
    return file, file.data, body, head.count("\n") + 4


class _Filled:
    """Puts a name in the place of each `{{fact.reference}}`, and keeps what it stands for."""

    def __init__(self, file: YamlFile, facts: Mapping[str, Fact]):
        self.file, self.known = file, facts
        self.facts: dict[str, tuple[str, str]] = {}

    def __call__(self, text: str, loc: tuple[str | int, ...] = (), first_line: int = 0) -> str:
        def named(match: re.Match[str]) -> str:
            if "." not in match[1]:
                return match[0]
            try:
                entry = (match[1], print_fact(match[1], self.known))
            except LookupError as error:
                line = first_line + text[: match.start()].count("\n") if first_line else self.file.lines.get(loc, 1)
                raise CorpusError(self.file.path, line, f"{{{{{match[1]}}}}}: {error.args[0]}") from error
            name = next((name for name, known in self.facts.items() if known == entry), f"fact_{len(self.facts)}")
            self.facts[name] = entry
            return f"{{{{ {name} }}}}"

        return REFERENCE.sub(named, text)


def _check_words(file: YamlFile, first_line: int, text: str, names: Iterable[str], vouched: frozenset[str]) -> None:
    """CorpusError where `text` computes, names an unknown field, or states a number that no fact or entry holds."""
    try:
        tree = environment().parse(text)
    except TemplateSyntaxError as error:
        raise CorpusError(file.path, first_line + error.lineno - 1, f"not a template: {error.message}") from error
    known, own = frozenset(names), _loop_names(tree)
    for node in _walk(tree):
        line = first_line + (node.lineno or 1) - 1
        if isinstance(node, nodes.Name) and node.name not in known | own:
            raise CorpusError(file.path, line, f"{node.name}: no such field; name it in needs or may_have")
        if not isinstance(node, (*PLAIN, *SHAPE)):
            raise CorpusError(file.path, line, "a template holds fields, `if` and `for`, and computes nothing")
        if isinstance(node, nodes.TemplateData):
            for stray in unvouched(node.data, vouched):
                raise CorpusError(file.path, line, f"{stray!r}: a number comes from a field or a fact")


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _loop_names(tree: nodes.Node) -> frozenset[str]:
    return frozenset(loop.target.name for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name))


def unvouched(words: str, vouched: frozenset[str]) -> list[str]:
    """The words with a digit in `words` that name no form, section or letter known as such."""
    words = LIST_NUMBER.sub(" ", words)
    for match in reversed(list(NAMED_NUMBER.finditer(words))):
        name = (match["number"] or match["code"] or "").rstrip(".,;:")
        if not name or name in vouched or name.rstrip(")") in vouched:
            words = words[: match.start()] + words[match.end() :]
    return HAS_DIGIT.findall(words)


def numbers_of(facts: Mapping[str, Fact], notices: Mapping[str, CatalogueNotice]) -> frozenset[str]:
    """The numbers of forms, sections, publications and letters that the facts and the catalogue name."""
    texts = [json.dumps(dict(fact.fields), ensure_ascii=False) for fact in facts.values()]
    texts += [f"{fact.source} {fact.title}" for fact in facts.values()]
    for notice in notices.values():
        texts += [notice.code, *notice.aliases, *notice.forms, *notice.rights, notice.dispute_note]
    tokens = {token.strip(".,;:'\"") for text in texts for token in re.findall(r"[\w()./-]*\d[\w()./-]*", text)}
    return frozenset(token.rstrip(")") if "(" not in token else token for token in tokens) | PAPERS
