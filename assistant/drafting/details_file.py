"""A details file, JSON or YAML → Details: what `assistant draft` fills a letter in with.

The keys are the names of `corpus.draft_fields`, the values ISO or as people write them, several of one in a list:

    notice_code: CP14
    notice_date: September 8, 2026
    tax_year: [2023, 2024]
    amount: ["500.00", "$700.00"]
    name: Dana Ortiz
    reason: I paid it in April by check.

Beside them `situation` may name one of the kind's templates, and `abroad: true` says that the notice was addressed
outside the United States. A full taxpayer, card or account number is masked before anything else reads it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

import yaml

from assistant.corpus import Corpus
from assistant.corpus.templates import GENERAL, KINDS
from assistant.drafting.details import Details, choose_template, with_field
from assistant.drafting.fields import LONGEST_LINE, LONGEST_WORDS, SUM_WRITTEN, VAGUE, Value, read_answer
from assistant.errors import BadInput
from assistant.records import DraftField, Notice, Template
from assistant.retrieval.exact import ExactNames
from assistant.rules.privacy import MASK, mask_numbers

LARGEST_FILE_BYTES = 200_000
SITUATION, ABROAD = "situation", "abroad"
TAKE_SEVERAL = ("years", "sums", "lines")
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
ONE_SUM = re.compile(rf"(?i)(?:US\s?D?\s?)?(?:{SUM_WRITTEN.pattern})(?:\s?(?:USD|dollars?))?")
TENTHS = re.compile(r"\d+\.\d")  # what programs make of 3214.70
SHORT_FORM = re.compile(r"(?i)(?:form\s*)?(\d{3,4}(?:-?[A-Z]{1,3})?)")

PLAIN = (str, int, float, Decimal, date, type(None))

Written = str | list[str]


@dataclass(frozen=True, slots=True)
class DetailsFile:
    """What a details file says. `masked` names the fields in which a full number stood."""

    details: Details
    situation: str = ""
    masked: tuple[str, ...] = field(default=())


class _AsWritten(yaml.SafeLoader):
    """YAML in which every value is the text that stands there, save an empty one: 0123 keeps its zero."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_details(path: Path, corpus: Corpus, names: ExactNames | None = None) -> DetailsFile:
    """What the details file at `path` says; JSON by its ending or its first sign, YAML otherwise.

    Raises BadInput with one line: no such file, neither JSON nor YAML, an unknown key, a value that isn't exact.
    """
    return details_from(_content(path), corpus, names or ExactNames(corpus), path.name)


def details_from(written: Mapping[str, object], corpus: Corpus, names: ExactNames, called: str = "") -> DetailsFile:
    """As `read_details`, from what a file holds. `called` is its name, for the line that says what is wrong."""
    at = f"{called}: " if called else ""
    known = (*corpus.draft_fields, SITUATION, ABROAD)
    for key in written:
        if key not in known:
            near = get_close_matches(key, known, 3)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"Known are: {', '.join(known)}."
            raise BadInput(f"{at}there is no field {_short(key)}. {hint}")
    values: dict[str, Value] = {}
    masked: list[str] = []
    for key, value in written.items():
        if key in (SITUATION, ABROAD) or not (as_text := _as_written(value, key, at)):
            continue
        reads = corpus.draft_fields[key]
        several = as_text if isinstance(as_text, list) else [as_text]
        if isinstance(as_text, list) and reads.reads not in TAKE_SEVERAL:
            raise BadInput(f"{at}{key} takes one value and no list.")
        safe = [_without_full_numbers(one, reads) for one in several]
        if any(found for _, found in safe):
            masked.append(key)
        try:
            values[key] = _read(reads, [text for text, _ in safe], names)
        except BadInput as problem:
            raise BadInput(f"{at}{key}: {problem}") from problem
    abroad = _yes_or_no(written.get(ABROAD), at)
    situation = _as_written(written.get(SITUATION), SITUATION, at)
    if isinstance(situation, list):
        raise BadInput(f"{at}{SITUATION} takes one value and no list.")
    return DetailsFile(_details(values, abroad, corpus), situation, tuple(masked))


def template_for(kind: str, told: DetailsFile, corpus: Corpus, today: date) -> Template:
    """The kind's template: the one whose `situation` the file names, or the one its notice and its reason call for.

    `kind` may be written with dashes. Raises BadInput for a kind or a situation that there isn't.
    """
    name = kind.strip().lower().replace("-", "_")
    of_kind = {one.situation: one for one in corpus.templates.values() if one.kind == name and name in KINDS}
    if not of_kind:
        near = get_close_matches(name, KINDS, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(KINDS)}."
        raise BadInput(f"There is no kind of draft called {_short(kind)}. {hint}")
    if not told.situation:
        return choose_template(name, str(told.details.answers.get("reason", "")), told.details, corpus, today)
    if told.situation not in of_kind:
        raise BadInput(
            f"{name} has no situation {_short(told.situation)}. It has: {', '.join(_general_first(of_kind))}."
        )
    return of_kind[told.situation]


def _general_first(situations: Mapping[str, Template]) -> list[str]:
    return sorted(situations, key=lambda one: (one != GENERAL, one))


def _content(path: Path) -> dict[str, object]:
    """What the file at `path` holds by key, each value as it was written."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
    if len(data) > LARGEST_FILE_BYTES:
        raise BadInput(f"{path.name} has {len(data):,} bytes; a details file has at most {LARGEST_FILE_BYTES:,}.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} isn't UTF-8 text. Save it as UTF-8.") from error
    is_json = path.suffix.lower() == ".json" or (
        path.suffix.lower() not in (".yaml", ".yml") and text.lstrip().startswith(("{", "["))
    )
    try:
        content = _from_json(text, path.name) if is_json else _from_yaml(text, path.name)
    except RecursionError as error:
        raise BadInput(f"{path.name} is nested too deeply. Write one key a line, without keys inside.") from error
    if not isinstance(content, dict) or not content:
        raise BadInput(f"{path.name} holds no keys. Write one detail a line, such as notice_code: CP14.")
    return {str(key): value for key, value in content.items()}


def _from_json(text: str, called: str) -> object:
    try:
        return json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=lambda pairs: _once(pairs, called),
        )
    except json.JSONDecodeError as error:
        raise BadInput(f"{called} isn't JSON: line {error.lineno}, {error.msg[:1].lower()}{error.msg[1:]}.") from error


def _from_yaml(text: str, called: str) -> object:
    loader = None
    try:
        loader = _AsWritten(text)
        node = loader.get_single_node()
        if isinstance(node, yaml.MappingNode):
            _once([(str(key.value), None) for key, _ in node.value], called)
        return loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" line {mark.line + 1}," if mark else ""
        raise BadInput(f"{called} is neither JSON nor YAML:{line} {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise BadInput(f"{called} is neither JSON nor YAML: {' '.join(str(error).split())}.") from error
    finally:
        if loader is not None:
            loader.dispose()


def _once(pairs: list[tuple[str, object]], called: str) -> dict[str, object]:
    for number, (key, _) in enumerate(pairs):
        if key in [other for other, _ in pairs[:number]]:
            raise BadInput(f"{called}: {_short(key)} stands twice. Keep one of them.")
    return dict(pairs)


def _as_written(value: object, key: str, at: str) -> Written:
    """`value` as text or a list of texts, without empty ones; "" where there is nothing."""
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(one, bool) or not isinstance(one, PLAIN) for one in parts):
        raise BadInput(f"{at}{key} takes a text, a number or a list of them.")
    texts = [text for one in parts if one is not None and (text := str(one).strip())]
    return texts if isinstance(value, list) else "".join(texts)


def _without_full_numbers(text: str, reads: DraftField) -> tuple[str, bool]:
    """`text` with every full number masked, and whether there was one. Of a taxpayer number asked for, its last four."""
    masked = mask_numbers(text)
    if reads.reads == "digits4" and masked.last4:
        return masked.last4, True
    return (MASK.sub(r"(\1)", masked.text) if masked.kinds else text), bool(masked.kinds)


def _read(reads: DraftField, texts: list[str], names: ExactNames) -> Value:
    """The value of a field written as `texts`, one of them or several. Nothing is cut short."""
    _check_length(reads, texts)
    if reads.reads == "lines":
        return read_answer(reads, "\n".join(texts), names)
    if reads.reads in ("sums", "money"):
        return _read_sums(reads, texts, names)
    if reads.reads in ("years", "date"):
        for text in texts:
            if VAGUE.search(text):
                raise BadInput(f"“{_short(text)}” isn't exact. Write it like this: {reads.example}.")
    found = [read_answer(reads, text, names) for text in texts]
    if reads.reads == "years":
        years = [year for one in found if isinstance(one, tuple) for year in one if isinstance(year, int)]
        return tuple(dict.fromkeys(years))
    return found[0]


def _read_sums(reads: DraftField, texts: list[str], names: ExactNames) -> Value:
    """The sum of each of `texts`: one a text, in their order, two alike kept."""
    sums: list[Decimal] = []
    for text in texts:
        text = f"{text}0" if TENTHS.fullmatch(text) else text
        found = () if any(map(str.isdigit, text)) and not ONE_SUM.fullmatch(text) else read_answer(reads, text, names)
        amounts = [one for one in (found if isinstance(found, tuple) else (found,)) if isinstance(one, Decimal)]
        if len(amounts) != 1:
            raise BadInput(f"“{_short(text)}” isn't one exact amount. Write it like this: {reads.example}.")
        sums += amounts
    return tuple(sums) if reads.reads == "sums" else sums[0]


def _check_length(reads: DraftField, texts: list[str]) -> None:
    lines = [line for text in texts for line in text.splitlines()] if reads.reads == "lines" else texts
    longest = LONGEST_WORDS if reads.reads == "words" else LONGEST_LINE
    if any(len(line) > longest for line in lines):
        raise BadInput(f"a text has at most {longest:,} characters here. Shorten it.")


def _details(values: dict[str, Value], abroad: bool, corpus: Corpus) -> Details:
    """Notice and answers: what a notice holds goes into it, the rest beside it."""
    form = SHORT_FORM.fullmatch(str(values.get("form", "")))
    notice = Notice(form=form[1].upper() if form else None, abroad=abroad)
    answers: dict[str, Value] = {}
    for name in sorted(values, key=lambda name: name == "deadline"):  # what a last day is for, the code says
        if name != "form" or not form:
            notice, answers = with_field(name, values[name], notice, answers, corpus)
    return Details(notice, answers)


def _yes_or_no(value: object, at: str) -> bool:
    if value is None or value == "":
        return False
    answer = YES_NO.get(str(value).strip().lower())
    if answer is None:
        raise BadInput(f"{at}{ABROAD} takes true or false.")
    return answer


def _short(text: str) -> str:
    """`text` fit to stand in one line of the terminal."""
    text = " ".join(mask_numbers(text).text.split())
    return f"{text[:40]}…" if len(text) > 41 else text or "“”"
