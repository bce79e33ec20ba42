"""A draft → something to send, print or paste: text, Markdown, a Word file, an accessible PDF, or all of them in a zip.

Words are shown as they were written and are never read as markup, whatever stands in them. What no file can hold is
dropped everywhere: NUL and other control characters, halves of surrogate pairs. Every kind of line end is one line end.
The same draft gives the same bytes; neither a date nor a name is in a file's properties.
"""

import io
import json
import re
import textwrap
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, cast

import typst
from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from assistant.errors import BadInput
from assistant.records import Block, Draft, Role

DATES = "deadlines.ics"  # the calendar in a pack
ENDINGS = (".docx", ".pdf", ".txt", ".md")
COLUMNS = 78
NUMBERED = {Role.NUMBERED, Role.ENCLOSURE}
LISTS = {Role.BULLET, *NUMBERED}
TOGETHER = {Role.SENDER, Role.RECIPIENT, Role.REFERENCE, Role.LOG, *LISTS}
HEADINGS = {Role.SUBJECT, Role.HEADING}
ENCLOSURES = "Enclosures"
SIGNATURE_COLUMNS, DATE_COLUMNS = 40, 24
EPOCH = datetime(1980, 1, 1)  # the earliest a zip can hold

_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


class _Part(NamedTuple):
    """Neighbouring blocks of one role: the lines of an address, the items of a list. Most hold one item.

    `level` is 1 or 2 for a heading, 0 for the rest.
    """

    role: Role
    items: tuple[str, ...]
    level: int = 0

    @property
    def item(self) -> str:
        return "\n".join(self.items)

    @property
    def marks(self) -> list[str]:
        """What stands before each item of a list in text."""
        return [f"{number}. " if self.role in NUMBERED else "- " for number in range(1, len(self.items) + 1)]


def write(draft: Draft, ending: str) -> bytes:
    """`draft` as a file of the kind that `ending` (".docx", ".pdf", ".txt", ".md") names.

    The .txt is the letter or script alone; the others have the sheet after it.

    Raises BadInput for another ending, and where a PDF can't show a character.
    """
    match ending.lower():
        case ".docx":
            return as_docx(draft)
        case ".pdf":
            return as_pdf(draft)
        case ".txt":
            return as_text(draft).encode()
        case ".md":
            return as_markdown(draft).encode()
    raise BadInput(f"A draft can be saved as {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, not as {ending or 'that'}.")


def pack_of(draft: Draft, calendar: bytes | None, without: str = "") -> bytes:
    """A zip of `draft` in each kind of file, named after what it is ("dispute-letter.pdf"), and `calendar` if given.

    `without` is an ending to leave out.

    Raises BadInput where a PDF can't show a character.
    """
    name = draft.kind.replace("_", "-")
    pack = {name + ending: write(draft, ending) for ending in ENDINGS if ending != without}
    return _zip(pack | ({DATES: calendar} if calendar is not None else {}))


def _zip(content: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return whole.getvalue()


# what is on the pages


def _pages(draft: Draft) -> list[list[_Part]]:
    """The page and, unless it is empty, the sheet. Headings begin at level 1 and skip no level."""
    pages = [page for blocks in (draft.page, draft.sheet) if (page := list(_parts(blocks)))]
    headings = [part.role for page in pages for part in page if part.role in HEADINGS]
    under = 2 if headings[:1] == [Role.SUBJECT] else 1
    levels = {Role.SUBJECT: 1, Role.HEADING: under}
    return [[part._replace(level=levels.get(part.role, 0)) for part in page] for page in pages]


def _parts(blocks: Iterable[Block]) -> Iterator[_Part]:
    """`blocks` with what belongs together put together; blocks without words are left out, save signatures."""
    for role, group in groupby(blocks, key=lambda block: block.role):
        items = tuple(words for block in group if (words := _words(block)).strip() or role is Role.SIGNATURE)
        if items and role is Role.ENCLOSURE:
            yield _Part(Role.HEADING, (ENCLOSURES,))
        if items and role in TOGETHER:
            yield _Part(role, items)
        elif items:
            yield from (_Part(role, (item,)) for item in items)


def _words(block: Block) -> str:
    """What `block` says, its label before it. A log line's is all label, and ends in a colon or a question mark."""
    label = _shown(block.label)
    text = _shown("".join(_closed(run.text) for run in block.runs))
    match block.role:
        case Role.OWN_WORDS:
            text = _shown(block.text)
        case Role.SIGNATURE:
            return text.replace("\n", " ")
        case Role.LOG:
            words = " ".join(filter(None, (label, text))).rstrip()
            return words if words.endswith((":", "?")) or not words else f"{words}:"
    return f"{label}: {text}" if label else text


def _closed(text: str) -> str:
    """`text` with each change of writing direction ended that it begins, or it would turn around the words after it."""
    open_ends: list[str] = []
    for mark in text:
        if mark in _TURNS:
            open_ends.append(_TURNS[mark])
        elif open_ends[-1:] == [mark]:
            open_ends.pop()
    words = text.rstrip()
    return words + "".join(reversed(open_ends)) + text[len(words) :]


def _before_rule(words: str) -> str:
    """`words` up to where a ruled line begins: on the next line, if they leave little room on theirs."""
    return f"{words} " if len(words) <= 60 else f"{words}\n"


def _shown(text: str) -> str:
    """`text` as every format shows it: see the top of this module. Empty lines around it are left out."""
    return _NOT_SHOWN.sub("", _LINE_END.sub("\n", text)).strip("\n")


# text


def as_text(draft: Draft) -> str:
    """The letter or script as plain text, no wider than 78 columns save where a single word is.

    What the person wrote keeps its own lines, indented by four; only a line too wide for the page is broken.
    """
    return _text(draft.page)


def sheet_as_text(draft: Draft) -> str:
    """The sheet as plain text, as `as_text` has the page."""
    return _text(draft.sheet)


def _text(blocks: Iterable[Block]) -> str:
    return "".join(f"{text}\n\n" for text in map(_text_of, _parts(blocks)))[:-1]


def _text_of(part: _Part) -> str:
    match part.role:
        case Role.OWN_WORDS:
            return _wrapped(part.item, "    ")
        case Role.BULLET | Role.NUMBERED | Role.ENCLOSURE:
            items = zip(part.items, part.marks, strict=True)
            return "\n".join(_wrapped(item, mark, " " * len(mark)) for item, mark in items)
        case Role.SIGNATURE:
            rules = f"{'_' * SIGNATURE_COLUMNS}    {'_' * DATE_COLUMNS}"
            return f"\n\n{rules}\n{part.item:<{SIGNATURE_COLUMNS + 2}}  Date"
        case Role.LOG:
            return "\n".join(map(_log_line, part.items))
    return _wrapped(part.item)


def _log_line(words: str) -> str:
    *above, last = _wrapped(_before_rule(words)).split("\n")
    return "\n".join([*above, last + "_" * (COLUMNS - len(last))])


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """`text` with its lines broken at spaces to fit, `first` before the first line and `rest` before the others."""
    rest = first if rest is None else rest
    lines: list[str] = []
    for line in text.split("\n"):
        before = rest if lines else first
        fits = len(before + line) <= COLUMNS
        lines += [before + line] if fits or not line.strip() else _broken(line, before, rest)
    return "\n".join(line if line.strip() else "" for line in lines)


def _broken(line: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        line,
        COLUMNS,
        initial_indent=first,
        subsequent_indent=rest,
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


# Markdown

_ACTS = re.compile(r"[\\`*_{}\[\]<>#&~|$]")
_ACTS_AT_START = re.compile(r"^(\d{0,9})([-+=:.)])")


def as_markdown(draft: Draft) -> str:
    """The letter or script in Markdown, then the sheet under a rule.

    Whatever CommonMark or HTML would act on is escaped: a renderer shows the words as they were written.
    """
    pages = ["\n\n".join(map(_markdown_of, page)) for page in _pages(draft)]
    return "\n\n---\n\n".join(pages) + "\n"


def _markdown_of(part: _Part) -> str:
    lines = _escaped_lines(part.item)
    if part.level:
        return f"{'#' * part.level} {' '.join(lines)}"
    match part.role:
        case Role.OWN_WORDS:
            return "> " + "\\\n> ".join(lines)
        case Role.BULLET | Role.NUMBERED | Role.ENCLOSURE:
            items = zip(part.items, part.marks, strict=True)
            return "\n".join(mark + f"\\\n{' ' * len(mark)}".join(_escaped_lines(item)) for item, mark in items)
        case Role.SIGNATURE:
            rules = f"Signature: {'_' * SIGNATURE_COLUMNS} Date: {'_' * DATE_COLUMNS}"
            return "\\\n".join([rules, *filter(None, lines)])
        case Role.LOG:
            return "\\\n".join(f"{line} {'_' * SIGNATURE_COLUMNS}" for line in lines)
    return "\\\n".join(lines)


def _escaped_lines(text: str) -> list[str]:
    return [_escaped(line) for line in text.split("\n")]


def _escaped(line: str) -> str:
    """`line` so that CommonMark shows it as it is, wherever it stands; spaces around it are written as numbers."""
    inner = _ACTS_AT_START.sub(r"\1\\\2", _ACTS.sub(r"\\\g<0>", line.strip()))
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :] if line.strip() else ""
    return _numbers(before) + inner + _numbers(after)


def _numbers(spaces: str) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces)


# Word

FONT = "Times New Roman"
SIGNATURE_ENDS, DATE_BEGINS, LINE_ENDS = Inches(3.75), Inches(4.25), Inches(6.5)


class _Style(NamedTuple):
    name: str
    before: int = 0  # points
    after: int = 8
    size: int = 11
    bold: bool = False
    indent: float = 0  # inches
    keep_with_next: bool = False


_STYLES = {
    Role.SENDER: _Style("Sender", after=12),
    Role.DATE: _Style("Date", after=12),
    Role.RECIPIENT: _Style("Recipient", after=12),
    Role.REFERENCE: _Style("Reference", after=12),
    Role.SUBJECT: _Style("Heading 1", before=4, size=12, bold=True, keep_with_next=True),
    Role.GREETING: _Style("Salutation"),
    Role.HEADING: _Style("Heading 2", before=6, after=4, bold=True, keep_with_next=True),
    Role.PARAGRAPH: _Style("Body Text"),
    Role.BULLET: _Style("List Bullet"),
    Role.NUMBERED: _Style("List Number"),
    Role.OWN_WORDS: _Style("Quote", indent=0.3),
    Role.CLOSING: _Style("Closing", before=4, keep_with_next=True),
    Role.SIGNATURE: _Style("Signature"),
    Role.ENCLOSURE: _Style("List Number"),
    Role.LOG: _Style("Log", before=6),
}
_RULES = _Style("Signature Rules", before=28, after=0, keep_with_next=True)


def as_docx(draft: Draft) -> bytes:
    """The letter or script as a Word file for US Letter paper, the sheet on a page of its own.

    Headings, lists and the rest have styles of their own, and each numbered list starts at 1.
    """
    document = _empty_docx(draft.title)
    for number, page in enumerate(_pages(draft)):
        for place, part in enumerate(page):
            first, *_ = _add_to_docx(document, part)
            if number and not place:
                first.paragraph_format.page_break_before = True
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return _zip({name: archive.read(name) for name in archive.namelist()})


def _empty_docx(title: str) -> Docx:
    document = Document()
    package = document.part.package
    thumbnail = next(name for name, related in package.rels.items() if related.reltype.endswith("/thumbnail"))
    del package.rels[thumbnail]  # a picture of someone else's page
    for mode in document.settings.element.xpath('.//w:compatSetting[@w:name="compatibilityMode"]'):
        mode.set(qn("w:val"), "15")  # of the Word of today: with less, it says that it makes allowances
    about = document.core_properties
    about.title, about.language, about.created, about.modified = _shown(title)[:255], "en-US", EPOCH, EPOCH
    about.author = about.last_modified_by = about.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Inches(1)
    for style in (_Style("Normal"), *_STYLES.values(), _RULES):
        _set_style(document, style)
    for name, stops in {
        _RULES.name: [(SIGNATURE_ENDS, True), (DATE_BEGINS, False), (LINE_ENDS, True)],
        "Signature": [(DATE_BEGINS, False)],
        "Log": [(LINE_ENDS, True)],
    }.items():
        tabs = _style(document, name).paragraph_format.tab_stops
        for position, ruled in stops:
            leader = WD_TAB_LEADER.LINES if ruled else WD_TAB_LEADER.SPACES
            tabs.add_tab_stop(position, WD_TAB_ALIGNMENT.RIGHT if ruled else WD_TAB_ALIGNMENT.LEFT, leader)
    return document


def _style(document: Docx, name: str) -> ParagraphStyle:
    """The paragraph style called `name`, made where Word's own styles have none such."""
    styles = document.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    return cast(ParagraphStyle, styles[name])


def _set_style(document: Docx, wanted: _Style) -> None:
    style = _style(document, wanted.name)
    style.font.name, style.font.size = FONT, Pt(wanted.size)
    style.font.bold = style.font.cs_bold = wanted.bold
    style.font.italic = style.font.cs_italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    look = style.element.get_or_add_rPr()
    for size in look.findall(qn("w:szCs")):  # of Arabic and Hebrew, which follows no other
        look.remove(size)
    fonts = look.get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]  # Word would take the theme's font instead
    fonts.set(qn("w:cs"), FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(wanted.before), Pt(wanted.after), 1.0
    form.keep_with_next = wanted.keep_with_next
    if wanted.indent:
        form.left_indent = form.right_indent = Inches(wanted.indent)


def _add_to_docx(document: Docx, part: _Part) -> list[Paragraph]:
    """The paragraphs that `part` became, at the end of `document`."""
    style = f"Heading {part.level}" if part.level else _STYLES[part.role].name
    if part.role is Role.SIGNATURE:
        rules = document.add_paragraph("\t\t\t", _RULES.name)
        return [rules, document.add_paragraph(f"{part.item}\tDate", style)]
    if part.role is Role.LOG:
        return [document.add_paragraph(f"{_before_rule(words)}\t", style) for words in part.items]
    if part.role in LISTS:
        return _list_in_docx(document, part, style)
    paragraph = document.add_paragraph(part.item, style)
    if part.role is Role.OWN_WORDS and _runs_right_to_left(part.item):
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run.font.rtl = True
    return [paragraph]


def _list_in_docx(document: Docx, part: _Part, style: str) -> list[Paragraph]:
    """One paragraph an item. A numbered list has a numbering of its own, which begins at 1."""
    paragraphs = [document.add_paragraph(item, style) for item in part.items]
    if part.role in NUMBERED:
        numbering = document.part.numbering_part.element
        like = numbering.num_having_numId(_style(document, style).element.pPr.numPr.numId.val)
        own = numbering.add_num(like.abstractNumId.val)
        own.add_lvlOverride(0).add_startOverride(1)
        for paragraph in paragraphs:
            place = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
            place.get_or_add_ilvl().val, place.get_or_add_numId().val = 0, own.numId
    return paragraphs


def _runs_right_to_left(text: str) -> bool:
    """Whether the first letter of `text` belongs to a script that runs from right to left."""
    strong = (way for way in map(unicodedata.bidirectional, text) if way in ("L", "R", "AL"))
    return next(strong, "L") != "L"


# PDF

FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")  # Noto; letter.typ names them beside the fonts that typst has
_REFUSED = re.compile(r'^PDF/UA-1 error: .*?`"(.+?)"`', re.DOTALL)  # the words in it have Rust's escapes
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def as_pdf(draft: Draft) -> bytes:
    """The letter or script as a PDF/UA-1 file on US Letter paper, the sheet on a page of its own.

    It uses the fonts that come with it and no others, so that it is the same on every machine. They cover the
    living scripts of most of the world, emoji in black and white among them. A tab is shown as four spaces.

    Raises BadInput, naming the character, where they have no shape for one.
    """
    pages = [[_for_typst(part) for part in page] for page in _pages(draft)]
    content = {"title": _shown(draft.title), "pages": pages}
    try:
        return typst.compile(
            Path(__file__).with_name("letter.typ").read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"draft": json.dumps(content)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        if (refused := _REFUSED.search(error.message)) is None:
            raise
        words = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else escape[2], refused[1])
        raise _no_shape(words) from error


def _for_typst(part: _Part) -> dict[str, object]:
    """`part` as the template takes it. Private characters are refused: a font may give them any shape."""
    if private := next((mark for mark in part.item if unicodedata.category(mark) == "Co"), None):
        raise _no_shape(private)
    items = [item.replace("\t", "    ") for item in part.items]
    if part.role is Role.LOG:
        items = [_before_rule(item) for item in items]
    return {"role": part.role, "items": items, "level": part.level, "rtl": _runs_right_to_left(part.item)}


def _no_shape(text: str) -> BadInput:
    named = unicodedata.name(text, "") if len(text) == 1 else ""
    codes = " ".join(f"U+{ord(mark):04X}" for mark in text)
    shown = f"“{text}” " if text.isprintable() else ""
    return BadInput(f"A PDF can't show {shown}({', '.join(filter(None, (codes, named)))}): take the .docx instead.")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(str(files(name))) for name in FONT_PACKAGES])
