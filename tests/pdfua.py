"""A tagged PDF as assistive technology reads it: tag by tag, in the order of the structure tree."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf

SHOWS = {"Tj", "TJ", "'", '"'}
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI"}


class Tag(NamedTuple):
    """Text under one element of the structure tree, and the elements from the document down to it."""

    path: tuple[str, ...]  # ("Document", "L", "LI", "LBody")
    text: str


def read(file: bytes) -> list[Tag]:
    """What `file` says, tag by tag.

    AssertionError where something is drawn that is neither tagged nor an artifact, or where a piece of tagged
    content isn't in the structure tree exactly once.
    """
    with pikepdf.open(io.BytesIO(file)) as pdf:
        drawn = {(page.objgen, number): text for page in pdf.pages for number, text in _drawn(page).items()}
        named = list(_named(pdf.Root.StructTreeRoot.K, (), (0, 0)))
        assert Counter(place for _, place in named) == Counter(drawn.keys()), "not each piece is in the tree once"
        tags: list[Tag] = []
        for path, place in named:
            before = tags.pop().text if tags and tags[-1].path is path else ""
            tags.append(Tag(path, before + drawn[place]))
        return tags


Place = tuple[tuple[int, int], int]  # a page and the number of a piece of content on it


def _named(
    node: pikepdf.Object, path: tuple[str, ...], page: tuple[int, int]
) -> Iterator[tuple[tuple[str, ...], Place]]:
    """The places that the tree names from `node` down, in reading order, each with its path."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _named(child, path, page)
    elif not isinstance(node, pikepdf.Dictionary):
        yield path, (page, int(node))
    else:
        page = node.Pg.objgen if "/Pg" in node else page
        if "/S" in node:
            yield from _named(node.get("/K", pikepdf.Array()), (*path, str(node.S)[1:]), page)
        else:
            yield path, (page, int(node.MCID))


def _drawn(page: pikepdf.Page) -> dict[int, str]:
    """Number of each piece of tagged content on `page` → its text, by ActualText where that is given."""
    texts: dict[int, str] = {}
    fonts = {name: _unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    font: dict[str, str] = {}
    within: list[tuple[int | None, bool, bool]] = [(None, False, False)]  # number, in an artifact, said already
    for operands, operator in pikepdf.parse_content_stream(page):
        does, (number, artifact, said) = str(operator), within[-1]
        if does in ("BDC", "BMC"):
            about = operands[1] if does == "BDC" else pikepdf.Dictionary()
            if "/MCID" in about:
                number = int(about.MCID)
                assert number not in texts, f"two pieces of content have the number {number}"
                texts[number] = ""
            if "/ActualText" in about and number is not None:
                texts[number] += str(about.ActualText)
                said = True
            within.append((number, artifact or str(operands[0]) == "/Artifact", said))
        elif does == "EMC":
            within.pop()
        elif does == "Tf":
            font = fonts[str(operands[0])]
        elif does in SHOWS | PAINTS:
            assert artifact or number is not None, f"{does} draws what is neither tagged nor an artifact"
            if does in SHOWS and number is not None and not said:
                texts[number] += _text(operands[0], font)
    return texts


def _text(shown: pikepdf.Object, font: dict[str, str]) -> str:
    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String)).hex()
    return "".join(font[codes[at : at + 4]] for at in range(0, len(codes), 4))


def _unicode_of(font: pikepdf.Object) -> dict[str, str]:
    """Two-byte codes of `font`, in hex → what its ToUnicode table says they are."""
    found: dict[str, str] = {}
    for kind, rows in re.findall(rb"begin(bfchar|bfrange)(.*?)endbf", font.ToUnicode.read_bytes(), re.DOTALL):
        assert kind == b"bfchar", "ranges aren't read here"
        for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", rows):
            found[code.decode().lower()] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found
