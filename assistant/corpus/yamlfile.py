"""Text and YAML of one corpus file, with the line of every key, for errors that point at it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assistant.errors import CorpusError

LARGEST_FILE_BYTES = 1_000_000
MOST_PARTS = 50_000  # entries of one file, each alias counted in full: what a file can hold without repeating itself

Loc = tuple[str | int, ...]
Entry = TypeVar("Entry", bound=BaseModel)


def read_text(path: Path) -> str:
    """The file's text. CorpusError when it can't be opened, is empty, huge, not UTF-8, or holds a NUL or a byte-order mark."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise CorpusError(path, 1, f"the file has {size:,} bytes; keep it under {LARGEST_FILE_BYTES:,}")
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(path, 1, f"the file can't be opened ({error.strerror or error})") from error
    if data.startswith(b"\xef\xbb\xbf"):
        raise CorpusError(path, 1, "the file starts with a byte-order mark; save it as plain UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CorpusError(path, line, "a character isn't UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        raise CorpusError(path, text[: text.index("\0")].count("\n") + 1, "the file holds a NUL character; remove it")
    if not text.strip():
        raise CorpusError(path, 1, "the file is empty")
    return text.replace("\r\n", "\n")


class _StrictLoader(yaml.CSafeLoader):
    """Refuses a key written twice; leaves dates as the text that stands there."""


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class YamlFile:
    """Parsed `data`, and where each part of it stands."""

    path: Path
    data: Any
    lines: dict[Loc, int]

    def error(self, loc: Loc, problem: str) -> CorpusError:
        """A CorpusError at the nearest known line of `loc`."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return CorpusError(self.path, self.lines.get(loc, 1), problem)

    def by_name(self, what: str) -> dict[str, Any]:
        """The file's entries by name. CorpusError, with `what` it should be, unless it is a map whose keys are words."""
        if not isinstance(self.data, dict):
            raise self.error((), what)
        for name in self.data:
            if not isinstance(name, str):
                raise self.error((name,), f"{name}: {what}; write the name as a word, in quotes where it has to be")
        return self.data

    def check(self, model: type[Entry], data: Any, loc: Loc = ()) -> Entry:
        """`data` as a `model`; its first fault as a CorpusError with its line."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # an unknown key says more than the missing one it was meant to be
            first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
            where = first["loc"]
            name = ".".join(str(part) for part in where) or "entry"
            problem = (
                "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
            )
            raise self.error((*loc, *where), f"{name}: {problem}") from error


def parse_yaml(path: Path, text: str, first_line: int = 1) -> YamlFile:
    """`text` of `path` (starting at `first_line`) as data with lines. CorpusError on bad YAML or a repeated key."""
    offset = first_line
    try:
        loader = _StrictLoader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Loc, int] = {}
            if node is not None:
                _note_lines(path, node, (), lines, offset, depth=0)
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + offset
        raise CorpusError(path, line, f"not valid YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a tag such as !!int before something that is none
        raise CorpusError(path, offset, f"not valid YAML: {' '.join(str(error).split())}") from error
    return YamlFile(path, data, lines)


def _note_lines(path: Path, node: yaml.Node, loc: Loc, lines: dict[Loc, int], offset: int, depth: int) -> None:
    if depth > 20:
        raise CorpusError(path, node.start_mark.line + offset, "nested too deeply, or an alias refers to itself")
    if len(lines) > MOST_PARTS:
        raise CorpusError(path, node.start_mark.line + offset, f"more than {MOST_PARTS:,} entries; aliases of aliases?")
    lines.setdefault(loc, node.start_mark.line + offset)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line + offset
            if not isinstance(key, yaml.ScalarNode):
                raise CorpusError(path, line, "a key is a list or a map; write a word")
            name = int(key.value) if key.tag == "tag:yaml.org,2002:int" and key.value.isdecimal() else key.value
            if (*loc, name) in lines:
                raise CorpusError(path, line, f"{name}: the key stands twice")
            lines[(*loc, name)] = line
            _note_lines(path, value, (*loc, name), lines, offset, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note_lines(path, value, (*loc, number), lines, offset, depth + 1)
