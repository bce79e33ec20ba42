"""Drafts as files: each is read back by a program that isn't ours, and says what the draft says."""

import io
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import docx
import page as checker
import pikepdf
import pypdfium2
import pytest
from docx.shared import Inches, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.drafting.export import as_docx, as_markdown, as_pdf, as_text, pack_of, sheet_as_text, write
from assistant.errors import BadInput
from assistant.records import Block, Draft, Role, Run
from tests import pdfua

HOSTILE = (
    "{{7*7}}",
    "{% if x %}",
    "#sys.inputs",
    "100%",
    "<b>bold</b>",
    "<script>x</script>",
    "&amp; &#35;",
    "\\",
    "$x$",
    "]",
    "[a](b)",
    "![](c)",
    "*a* _b_ `c` ~~d~~",
    "# not a heading",
    "> not a quote",
    "- not a list",
    "1. not a list",
    "---",
    "===",
    "```",
    "    code",
    "|a|b|",
    "<https://example.org>",
    "@ref",
    "\x00",
    "\x07",
    "\ud800",
    "\ufffe",
    "\u202e",
    "\u200b",
    "\t",
    "\n",
    "\r\n",
    "\u2028",
    "x" * 200,
    "🙂👩‍👩‍👧",
    "张伟",
    "محمد",
    "Владимир",
    "משה",
)


def block(role: Role, text: str = "", label: str = "") -> Block:
    return Block(role, (Run(text),) if text else (), label)


def blocks(*rows: tuple[Role, str] | tuple[Role, str, str]) -> tuple[Block, ...]:
    return tuple(block(*row) for row in rows)


HEAD = blocks(
    (Role.SENDER, "Jane Q. Doe"),
    (Role.SENDER, "12 Elm Street, Apt 4"),
    (Role.SENDER, "Springfield, IL 62701"),
    (Role.DATE, "November 27, 2026"),
    (Role.RECIPIENT, "Internal Revenue Service"),
    (Role.RECIPIENT, "PO Box 9999"),
    (Role.RECIPIENT, "Kansas City, MO 64999"),
    (Role.REFERENCE, "CP14, dated November 10, 2026", "Notice"),
    (Role.REFERENCE, "2025, Form 1040", "Tax year"),
    (Role.REFERENCE, "ends in 4321", "Taxpayer number"),
    (Role.SUBJECT, "The balance on notice CP14 has been paid"),
    (Role.GREETING, "To whom it may concern:"),
)
BODY = blocks(
    (Role.PARAGRAPH, "I disagree with notice CP14, dated November 10, 2026. It asks for $7,312.45 for 2025."),
    (Role.PARAGRAPH, "I paid $7,312.45 on April 14, 2026 by IRS Direct Pay. The confirmation number is 270612345678."),
    (
        Role.OWN_WORDS,
        "I paid online the night before it was due.\nThe money left my bank on April 15.\n\n  See line 3.",
    ),
    (Role.PARAGRAPH, "I ask the IRS to:"),
    (Role.NUMBERED, "credit the payment to 2025;"),
    (Role.NUMBERED, "send me a corrected notice."),
    (Role.PARAGRAPH, "Please hold collection of this balance while you look into it."),
    (Role.CLOSING, "Sincerely,"),
)
ENCLOSED = blocks(
    (Role.ENCLOSURE, "Notice CP14, its payment stub on top"),
    (Role.ENCLOSURE, "Proof of payment: IRS Direct Pay"),
)
SHEET = blocks(
    (Role.HEADING, "What to do with this letter"),
    (Role.PARAGRAPH, "Read it once more and sign it."),
    (Role.BULLET, "Keep a copy."),
    (Role.BULLET, "Send copies, never originals."),
    (Role.HEADING, "How to send it"),
    (Role.NUMBERED, "Take it to the post office and ask for certified mail."),
    (Role.NUMBERED, "Keep the receipt."),
)
JANE, JOHN = block(Role.SIGNATURE, "Jane Q. Doe"), block(Role.SIGNATURE, "John R. Doe")
TITLE = "Letter: the balance has been paid"
LETTER = Draft("dispute_letter", "already-paid", TITLE, (*HEAD, *BODY, JANE, *ENCLOSED), SHEET)
JOINT = replace(LETTER, page=(HEAD[0], block(Role.SENDER, "John R. Doe"), *HEAD[1:], *BODY, JANE, JOHN, *ENCLOSED))
SCRIPT = Draft(
    "call_script",
    "plan",
    "Call script: a payment plan",
    blocks(
        (Role.SUBJECT, "Calling about a payment plan"),
        (Role.PARAGRAPH, "Have the notice and your last return at hand."),
        (Role.HEADING, "What to say"),
        (Role.NUMBERED, "“My name is Jane Doe.”"),
        (Role.NUMBERED, "“I am calling about notice CP14.”"),
        (Role.HEADING, "If they ask why"),
        (Role.NUMBERED, "“I can't pay it all at once.”"),
        (Role.HEADING, "Write down"),
        (Role.LOG, "Agent's name and badge number"),
        (Role.LOG, "", "Date and time"),
        (Role.LOG, "What was agreed, by when, and what happens if that doesn't come about in time?"),
    ),
    blocks((Role.PARAGRAPH, "The lines are busiest on Mondays.")),
)
FROM_AFAR = replace(
    LETTER,
    page=blocks(
        (Role.SENDER, "محمد عبد الله"),
        (Role.SENDER, "משה כהן"),
        (Role.SENDER, "张伟 山田太郎 김민준"),
        (Role.SENDER, "Владимир Щербаков, Γιώργος, Nguyễn Thị Hồng"),
        (Role.SUBJECT, "About notice CP14, 张伟"),
        (Role.OWN_WORDS, "שילמתי 500 דולר.\nתודה!"),
        (Role.OWN_WORDS, "I paid 🙂"),
        (Role.SIGNATURE, "Владимир Щербаков"),
    ),
)
ODD_ORDER = replace(
    LETTER,
    page=blocks(
        (Role.LOG, "Call number"),
        (Role.ENCLOSURE, "A copy"),
        (Role.NUMBERED, "first"),
        (Role.BULLET, "a point"),
        (Role.NUMBERED, "first again"),
        (Role.SIGNATURE, ""),
        (Role.HEADING, "A heading"),
        (Role.SENDER, "Jane Q. Doe"),
        (Role.SUBJECT, "A subject"),
        (Role.PARAGRAPH, "   "),
        (Role.OWN_WORDS, "one"),
        (Role.OWN_WORDS, "two"),
        (Role.DATE, "November 27, 2026"),
    ),
)
EVERY_HOSTILE = replace(
    LETTER,
    page=(*HEAD, block(Role.OWN_WORDS, "\n".join(HOSTILE)), *(block(Role.PARAGRAPH, words) for words in HOSTILE)),
)
DRAFTS = {
    "letter": LETTER,
    "joint": JOINT,
    "script": SCRIPT,
    "from-afar": FROM_AFAR,
    "odd-order": ODD_ORDER,
    "hostile": EVERY_HOSTILE,
    "no-sheet": replace(SCRIPT, sheet=()),
    "empty": replace(SCRIPT, page=(), sheet=()),
}
each_draft = pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)


def typed(text: str) -> str:
    """`text` as every file shows it: one kind of line end, no control characters, no halves of surrogate pairs."""
    lines = re.sub("\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
    return "".join(
        mark
        for mark in lines
        if mark in "\n\t" or (unicodedata.category(mark) not in ("Cc", "Cs") and mark not in "\ufffe\uffff")
    ).strip("\n")


def unended(text: str) -> str:
    """`text` without the marks that end a change of direction: a name that begins one is followed by its end."""
    return re.sub("[\u202c\u2069]", "", text)


def squeezed(text: str) -> str:
    """`text` without whitespace, in one normal form."""
    return "".join(unended(unicodedata.normalize("NFC", text)).split())


def says(said: str, draft_blocks: Iterable[Block]) -> bool:
    """Whether `said` has the words of every block, in their order. Whitespace doesn't count."""
    said, at = squeezed(said), 0
    for part in draft_blocks:
        words = squeezed(typed(part.label) + typed(part.text))
        words = squeezed(f"{typed(part.label)}:{typed(part.text)}") if part.label and part.text else words
        at = said.find(words, at)
        if at < 0:
            return False
        at += len(words)
    return True


# text


def test_a_letter_in_text_is_laid_out_as_letters_are():
    assert (
        as_text(LETTER)
        == """\
Jane Q. Doe
12 Elm Street, Apt 4
Springfield, IL 62701

November 27, 2026

Internal Revenue Service
PO Box 9999
Kansas City, MO 64999

Notice: CP14, dated November 10, 2026
Tax year: 2025, Form 1040
Taxpayer number: ends in 4321

The balance on notice CP14 has been paid

To whom it may concern:

I disagree with notice CP14, dated November 10, 2026. It asks for $7,312.45
for 2025.

I paid $7,312.45 on April 14, 2026 by IRS Direct Pay. The confirmation number
is 270612345678.

    I paid online the night before it was due.
    The money left my bank on April 15.

      See line 3.

I ask the IRS to:

1. credit the payment to 2025;
2. send me a corrected notice.

Please hold collection of this balance while you look into it.

Sincerely,



________________________________________    ________________________
Jane Q. Doe                                 Date

Enclosures

1. Notice CP14, its payment stub on top
2. Proof of payment: IRS Direct Pay
"""
    )


def test_a_script_in_text_has_lines_to_write_on():
    assert as_text(SCRIPT).endswith("""
Write down

Agent's name and badge number: _______________________________________________
Date and time: _______________________________________________________________
What was agreed, by when, and what happens if that doesn't come about in time?
______________________________________________________________________________
""")


def test_the_sheet_is_text_of_its_own():
    assert sheet_as_text(LETTER).startswith("What to do with this letter\n\nRead it once more")
    assert "- Keep a copy.\n- Send copies" in sheet_as_text(LETTER)
    assert not says(as_text(LETTER), SHEET)


@each_draft
def test_text_says_what_the_draft_says(draft):
    assert says(as_text(draft), draft.page)
    assert says(sheet_as_text(draft), draft.sheet)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        # a line that fits stays as it is, spaces and all
        ("a  b   c\n  d\t", ["    a  b   c", "      d\t"]),
        # 74 columns and the indent of four just fit
        (" ".join(["ten letter"] * 7)[:74], ["    " + " ".join(["ten letter"] * 7)[:74]]),
        # one more breaks at a space
        ("x" * 40 + " " + "y" * 34, ["    " + "x" * 40, "    " + "y" * 34]),
        # a word wider than the page is left whole
        ("x" * 5000, ["    " + "x" * 5000]),
        # an empty line has no spaces; empty lines around are dropped
        ("\n\na\n\nb\n\n", ["    a", "", "    b"]),
    ],
)
def test_own_words_keep_their_lines(words, lines):
    assert as_text(replace(LETTER, page=(block(Role.OWN_WORDS, words),))) == "\n".join(lines) + "\n"


# Markdown


def rendered(markdown: str) -> list[tuple[str, str]]:
    """What a CommonMark renderer (with tables) shows: blocks as (what it stands in, its text). Anything but text fails."""
    inside: list[str] = []
    shown: list[tuple[str, str]] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.nesting == 1:
            inside.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            inside.pop()
        elif token.type == "inline":
            assert {child.type for child in token.children} <= {"text", "hardbreak"}
            text = "".join("\n" if child.type == "hardbreak" else child.content for child in token.children)
            place = [tag for tag in inside if tag != "paragraph"] or ["paragraph"]
            shown.append((" ".join(place), text))
        else:
            assert token.type == "hr"
            shown.append(("hr", ""))
    return shown


def test_markdown_has_the_structure_of_the_letter():
    shown = rendered(as_markdown(LETTER))
    assert shown[0] == ("paragraph", "Jane Q. Doe\n12 Elm Street, Apt 4\nSpringfield, IL 62701")
    assert ("heading", "The balance on notice CP14 has been paid") in shown
    assert ("blockquote", BODY[2].text) in shown
    assert ("ordered_list list_item", "send me a corrected notice.") in shown
    assert ("heading", "Enclosures") in shown
    assert shown.index(("hr", "")) < shown.index(("heading", "What to do with this letter"))


def test_markdown_without_a_sheet_has_no_rule():
    assert ("hr", "") not in rendered(as_markdown(replace(LETTER, sheet=())))


@each_draft
def test_markdown_says_what_the_draft_says(draft):
    assert says("".join(text for _, text in rendered(as_markdown(draft))), (*draft.page, *draft.sheet))


# Word


def opened(draft: Draft) -> docx.document.Document:
    return docx.Document(io.BytesIO(as_docx(draft)))


@each_draft
def test_a_word_file_says_what_the_draft_says(draft):
    assert says("".join(paragraph.text for paragraph in opened(draft).paragraphs), (*draft.page, *draft.sheet))


def test_a_word_file_is_set_for_us_letter_paper():
    (section,) = opened(LETTER).sections
    assert (section.page_width, section.page_height) == (Inches(8.5), Inches(11))
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert margins == (Inches(1),) * 4


def test_a_word_file_has_real_styles():
    document = opened(LETTER)
    styles = {paragraph.text.split("\n")[0]: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Jane Q. Doe"] == "Sender"
    assert styles["Internal Revenue Service"] == "Recipient"
    assert styles["Notice: CP14, dated November 10, 2026"] == "Reference"
    assert styles["The balance on notice CP14 has been paid"] == "Heading 1"
    assert styles["Enclosures"] == "Heading 2"
    assert styles["I paid online the night before it was due."] == "Quote"
    assert styles["Keep a copy."] == "List Bullet"
    assert styles["Keep the receipt."] == "List Number"
    assert styles["Sincerely,"] == "Closing"
    assert document.styles["Body Text"].font.size == document.styles["Normal"].font.size == Pt(11)
    assert 'w:lang w:val="en-US"' in document.styles.element.xml


def test_the_sheet_begins_a_page():
    first = next(p for p in opened(LETTER).paragraphs if p.text == "What to do with this letter")
    assert first.paragraph_format.page_break_before
    assert sum(bool(p.paragraph_format.page_break_before) for p in opened(LETTER).paragraphs) == 1


def test_each_numbered_list_begins_at_one():
    document = opened(SCRIPT)
    used = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert used[0] == used[1] != used[2]
    numbering = document.part.numbering_part.element
    for one in set(used):
        assert numbering.num_having_numId(one).lvlOverride_lst[0].startOverride.val == 1


def test_words_from_right_to_left_are_set_that_way():
    right, left = [p for p in opened(FROM_AFAR).paragraphs if p.style.name == "Quote"]
    assert right._p.pPr.xpath("w:bidi")
    assert not left._p.pPr.xpath("w:bidi")


def test_properties_hold_the_title_and_nobody():
    about = opened(JOINT).core_properties
    assert (about.title, about.language) == (TITLE, "en-US")
    assert (about.author, about.last_modified_by, about.comments, about.keywords, about.subject) == ("",) * 5
    with zipfile.ZipFile(io.BytesIO(as_docx(JOINT))) as parts:
        beside = b"".join(parts.read(name) for name in parts.namelist() if name != "word/document.xml")
        assert not [name for name in parts.namelist() if "thumbnail" in name]
    assert not re.search(b"Doe|Elm Street|4321|python-docx", beside)


# LibreOffice


@pytest.fixture(scope="session")
def in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    """Name of a draft and "txt" or "pdf" → what LibreOffice makes of its Word file. All are opened at once."""
    soffice = shutil.which("soffice")
    assert soffice, "no LibreOffice: run sh tests/ensure_libreoffice.sh"
    folder = tmp_path_factory.mktemp("libreoffice")
    for name, draft in DRAFTS.items():
        (folder / f"{name}.docx").write_bytes(as_docx(draft))
    for kind in ("txt:Text (encoded):UTF8", "pdf"):
        command = [
            soffice,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            kind,
        ]
        command += ["--outdir", folder, *sorted(folder.glob("*.docx"))]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return lambda name, ending: Path(folder / f"{name}.{ending}").read_bytes()


@pytest.mark.parametrize("name", DRAFTS)
def test_libreoffice_reads_what_the_draft_says(name, in_libreoffice):
    lines = in_libreoffice(name, "txt").decode("utf-8-sig").splitlines()
    text = "\n".join(re.sub(r"^ {4}(\d+\.|•) ", "", line) for line in lines)
    assert says(text, (*DRAFTS[name].page, *DRAFTS[name].sheet))


@pytest.mark.parametrize("name", ["letter", "joint", "script"])
def test_letter_and_sheet_take_a_page_each_in_libreoffice(name, in_libreoffice):
    pages = pypdfium2.PdfDocument(in_libreoffice(name, "pdf"))
    assert len(pages) == 2
    assert pages[0].get_size() == (612, 792)
    assert squeezed(DRAFTS[name].sheet[0].text) in squeezed(pages[1].get_textpage().get_text_range())


def test_libreoffice_numbers_each_list_from_one(in_libreoffice):
    text = in_libreoffice("odd-order", "txt").decode("utf-8-sig")
    for item in ("A copy", "first", "first again"):
        assert f"1. {item}\n" in text


# PDF


def faults(file: bytes) -> set[str]:
    """The rules of PDF/UA-1 that `file` breaks, as an independent checker numbers them."""
    return {failure.rule_id for failure in checker.validate_pdf_bytes(file, profile="ua1").failures}


@each_draft
def test_a_pdf_is_accessible(draft):
    assert faults(as_pdf(draft)) == set()


def aloud(text: str) -> str:
    """`text` without what isn't seen: whitespace and characters that only steer others."""
    return "".join(mark for mark in squeezed(text) if unicodedata.category(mark) != "Cf" and mark != "\ufe0f")


def same_aloud(read: str, written: str) -> bool:
    """Whether `read` is `written`. A PDF holds what runs from right to left in the order it is drawn."""
    from_right = any(unicodedata.bidirectional(mark) in ("R", "AL", "AN", "RLO", "RLE", "RLI") for mark in written)
    read, written = aloud(read), aloud(written)
    return sorted(read) == sorted(written) if from_right else read == written


@pytest.mark.parametrize("draft", [LETTER, JOINT, SCRIPT, ODD_ORDER], ids=["letter", "joint", "script", "odd-order"])
def test_a_pdf_read_aloud_says_what_the_draft_says(draft):
    assert says("".join(tag.text for tag in pdfua.read(as_pdf(draft))), (*draft.page, *draft.sheet))


@pytest.mark.parametrize("words", [*HOSTILE, *(part.text for part in FROM_AFAR.page)])
def test_a_pdf_shows_words_as_typed(words):
    tags = pdfua.read(as_pdf(replace(LETTER, page=(block(Role.OWN_WORDS, words),), sheet=())))
    assert same_aloud("".join(tag.text for tag in tags), typed(words))


def test_a_pdf_is_tagged_with_headings_lists_and_quotes():
    tags = pdfua.read(as_pdf(LETTER))
    paths = {tag.text: tag.path[1:] for tag in tags}
    assert paths["The balance on notice CP14 has been paid"] == ("H1",)
    assert paths["Enclosures"] == paths["How to send it"] == ("H2",)
    assert paths["send me a corrected notice."] == paths["Keep a copy."] == ("L", "LI", "LBody")
    assert paths["To whom it may concern:"] == ("P",)
    assert next(tag.path for tag in tags if tag.text.startswith("I paid online"))[1] == "BlockQuote"


def test_a_pdf_names_its_title_and_nobody():
    with pikepdf.open(io.BytesIO(as_pdf(JOINT))) as pdf:
        about = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert about.pop("/Title") == TITLE
        assert list(about) == ["/Creator"]
        assert about["/Creator"].startswith("Typst")
        assert pdf.Root.Lang == "en-US"
        assert not re.search(b"Doe|Elm|CreateDate|ModifyDate", pdf.Root.Metadata.read_bytes())


@pytest.mark.parametrize("draft", [LETTER, JOINT, SCRIPT], ids=["letter", "joint", "script"])
def test_letter_and_sheet_take_a_page_each_in_a_pdf(draft):
    pages = pypdfium2.PdfDocument(as_pdf(draft))
    assert [page.get_size() for page in pages] == [(612, 792)] * 2
    assert squeezed(draft.sheet[0].text) in squeezed(pages[1].get_textpage().get_text_range())


@pytest.mark.parametrize(
    "words", ["W" * 5000, "word " * 1000, "https://example.org/" + "a/" * 200, "ﷺ" * 60, "张" * 300]
)
def test_nothing_runs_off_the_page(words):
    for sheet in pypdfium2.PdfDocument(as_pdf(replace(LETTER, page=(block(Role.OWN_WORDS, words),)))):
        text = sheet.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert all(
            left >= 72 - 3 and right <= 540 + 3 and bottom > 36 for left, bottom, right, _ in boxes if right > left
        )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("a 𒀀 b", "“𒀀” (U+12000, CUNEIFORM SIGN A)"),
        # a font may give a private character any shape
        ("a \ue000", "(U+E000)"),
        ("a \ufdd0", "(U+FDD0)"),
    ],
)
def test_what_a_pdf_cannot_show_is_named_in_one_line(words, named):
    draft = replace(LETTER, page=(block(Role.OWN_WORDS, words),))
    with pytest.raises(BadInput) as caught:
        as_pdf(draft)
    assert str(caught.value) == f"A PDF can't show {named}: take the .docx instead."
    assert opened(draft).paragraphs[0].text == words


def test_a_pdf_uses_the_fonts_that_come_with_it():
    with pikepdf.open(io.BytesIO(as_pdf(FROM_AFAR))) as pdf:
        names = {str(font.BaseFont).split("+")[1] for page in pdf.pages for font in page.Resources.Font.values()}
    assert {re.split("[-,]", name)[0] for name in names} <= {
        "LibertinusSerif",
        "DejaVuSansMono",
        "NotoSansCJKsc",
        "NotoEmoji",
    }


# does the checker see?


def elements(pdf: pikepdf.Pdf, name: str) -> list[pikepdf.Dictionary]:
    return [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and found.get("/S") == name]


def retag(pdf: pikepdf.Pdf, name: str, other: str) -> None:
    elements(pdf, name)[0].S = pikepdf.Name(other)


def remove(thing: pikepdf.Object, key: str) -> None:
    del thing[key]


def rewrite(stream: pikepdf.Stream, old: bytes, new: bytes) -> None:
    assert old in stream.read_bytes()
    stream.write(stream.read_bytes().replace(old, new))


def draw(pdf: pikepdf.Pdf, content: bytes) -> None:
    pdf.pages[0].contents_add(content)


def font_of(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    return pdf.pages[0].Resources.Font["/f0"]


@pytest.mark.parametrize(
    ("point", "rule", "damage"),
    [
        # Matterhorn's number, the checker's rule, what we do to a good file
        ("01-003", "ARTIFACT-NESTED", lambda pdf: draw(pdf, b"/P <</MCID 900>> BDC /Artifact BMC EMC EMC")),
        (
            "01-004",
            "TAGGED-CONTENT-INSIDE-ARTIFACT",
            lambda pdf: draw(pdf, b"/Artifact BMC /P <</MCID 900>> BDC EMC EMC"),
        ),
        ("01-005", "CONTENT-TAGGING", lambda pdf: draw(pdf, b"BT /f0 12 Tf 72 100 Td <0001> Tj ET")),
        ("01-005", "CONTENT-TAGGING", lambda pdf: draw(pdf, b"72 100 m 200 100 l S")),
        ("02-001", "STRUCT-TREE-ROLE-MAP", lambda pdf: retag(pdf, "/P", "/Letter")),
        ("04-001", "SUSPECTS", lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", True)),
        ("06-001", "METADATA-STRUCTURE", lambda pdf: remove(pdf.Root, "/Metadata")),
        ("06-002", "ID-PART", lambda pdf: rewrite(pdf.Root.Metadata, b"<pdfuaid:part>1</pdfuaid:part>", b"")),
        ("06-003", "METADATA-TITLE", lambda pdf: rewrite(pdf.Root.Metadata, b"dc:title", b"dc:other")),
        ("07-001", "VIEWER-PREFERENCES", lambda pdf: remove(pdf.Root.ViewerPreferences, "/DisplayDocTitle")),
        ("09-005", "LI-PARENT", lambda pdf: retag(pdf, "/L", "/Div")),
        ("09-005", "L-KIDS", lambda pdf: retag(pdf, "/LI", "/P")),
        ("10-001", "FONT-UNICODE-MAPPING", lambda pdf: remove(font_of(pdf), "/ToUnicode")),
        ("11-006", "TEXT-LANGUAGE", lambda pdf: remove(pdf.Root, "/Lang")),
        ("13-004", "FIGURE-ALTERNATIVE-TEXT", lambda pdf: retag(pdf, "/P", "/Figure")),
        ("14-002", "HEADING-NESTING", lambda pdf: retag(pdf, "/H1", "/H2")),
        ("14-003", "HEADING-NESTING", lambda pdf: retag(pdf, "/H2", "/H3")),
        (
            "31-009",
            "FONT-EMBEDDING",
            lambda pdf: remove(font_of(pdf).DescendantFonts[0].FontDescriptor, "/FontFile3"),
        ),
    ],
)
def test_the_checker_sees_a_fault(point, rule, damage):
    with pikepdf.open(io.BytesIO(as_pdf(LETTER))) as pdf:
        damage(pdf)
        broken = io.BytesIO()
        pdf.save(broken)
    assert f"PDFUA1-{rule}-001" in faults(broken.getvalue()), point


def test_the_reader_sees_what_is_in_the_tree_twice_or_not_at_all():
    for wrong in (lambda one, two: one.__setitem__("/K", two.K), lambda one, _: remove(one, "/K")):
        with pikepdf.open(io.BytesIO(as_pdf(LETTER))) as pdf:
            wrong(*elements(pdf, "/P")[:2])
            broken = io.BytesIO()
            pdf.save(broken)
        with pytest.raises(AssertionError, match="in the tree once"):
            pdfua.read(broken.getvalue())


# any words at all


def test_a_name_that_turns_the_writing_around_turns_no_other_words():
    said = Block(Role.PARAGRAPH, (Run("I, "), Run("\u202eJane\u2066", "field:name"), Run(", paid.")))
    assert as_text(replace(LETTER, page=(said,))) == "I, \u202eJane\u2066\u2069\u202c, paid.\n"


anything = st.lists(st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE), max_size=8).map("".join)
many = settings(max_examples=60, deadline=None)


def with_words(words: str, name: str) -> Draft:
    """A draft with what a person wrote in every place where it can stand."""
    alone = blocks(*((role, name) for role in (Role.SUBJECT, Role.SENDER, Role.NUMBERED, Role.BULLET)))
    amid = Block(Role.PARAGRAPH, (Run("I, "), Run(name, "field:name"), Run(", say:")))
    rest = blocks((Role.OWN_WORDS, words), (Role.PARAGRAPH, "That is all."), (Role.REFERENCE, name, "Name"))
    return replace(LETTER, page=(*alone, amid, *rest, block(Role.SIGNATURE, name)), sheet=())


def shown_in(draft: Draft) -> list[str]:
    """The words of each block of `draft`, as every file shows them; blocks without words aren't there."""
    texts = [f"{part.label}: {typed(part.text)}" if part.label else typed(part.text) for part in draft.page]
    return [unended(text) for text in texts[:-1] if text.strip()] + [unended(texts[-1]).replace("\n", " ")]


@many
@given(anything, anything)
def test_text_shows_any_words_as_typed(words, name):
    draft = with_words(words, name)
    assert as_text(draft).encode().decode() == as_text(draft)
    assert says(as_text(draft), draft.page)
    alone = as_text(replace(draft, page=(block(Role.OWN_WORDS, words),)))
    for given_line, line in zip(typed(words).split("\n"), alone.split("\n"), strict=False):
        if len(given_line) > 74:
            break
        assert line == (f"    {given_line}" if given_line.strip() else "")


@many
@given(anything, anything)
def test_markdown_shows_any_words_as_typed(words, name):
    draft = with_words(words, name)
    wanted = shown_in(draft)
    shown = [unended(text) for _, text in rendered(as_markdown(draft))]
    if typed(name).strip():
        assert shown.pop(0) == wanted.pop(0).replace("\n", " ")  # a heading is one line
    signature = f"Signature: {'_' * 40} Date: {'_' * 24}\n{wanted.pop()}".rstrip("\n")
    assert shown == [*wanted, signature]


@many
@given(anything, anything)
def test_a_word_file_shows_any_words_as_typed(words, name):
    draft = with_words(words, name)
    *wanted, signed = shown_in(draft)
    shown = [unended(paragraph.text) for paragraph in opened(draft).paragraphs]
    assert shown == [*wanted, "\t\t\t", f"{signed}\tDate"]


@settings(max_examples=25, deadline=None)
@given(anything)
def test_a_pdf_shows_any_words_or_names_what_it_cannot(words):
    draft = replace(LETTER, page=(block(Role.OWN_WORDS, words),), sheet=())
    try:
        file = as_pdf(draft)
    except BadInput as refused:
        codes = re.findall(r"U\+([0-9A-F]{4,6})", str(refused))
        assert codes
        assert all(chr(int(code, 16)) in words for code in codes)
        return
    assert faults(file) == set()
    pdfua.read(file)


# Letters with marks that fonts stack on them are left out: typst draws letter and mark apart and tells of each twice.
letters = st.characters(
    codec="utf-8",
    include_characters="áčđñőßŁ“”’–—…€½áéñ",
    exclude_categories=("C", "M", "Z", "Lm", "Sk"),
    max_codepoint=0x17F,
) | st.sampled_from("αβγΔабвЖЩאבגדהابتثجحدشم张伟李山田太郎あいカキ김민준🙂👍❤→✓☐")
plain_words = st.lists(st.text(letters, min_size=1, max_size=60) | st.sampled_from(HOSTILE), max_size=12).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(plain_words, plain_words)
def test_a_pdf_shows_words_of_the_living_scripts_as_typed(words, name):
    draft = with_words(words, name)
    tags = pdfua.read(as_pdf(draft))
    own = "".join(tag.text for tag in tags if "BlockQuote" in tag.path)
    assert same_aloud(own, typed(words))
    assert same_aloud(
        "".join(tag.text for tag in tags if "Lbl" not in tag.path).removesuffix("Date"), "".join(shown_in(draft))
    )


# files and the pack


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        (".docx", b"PK"),
        (".pdf", b"%PDF-1.7"),
        (".md", b"Jane Q. Doe\\\n"),
        (".txt", b"Jane Q. Doe\n"),
        (".PDF", b"%PDF"),
    ],
)
def test_a_draft_is_written_as_its_ending_says(ending, begins):
    assert write(LETTER, ending).startswith(begins)


@pytest.mark.parametrize("ending", [".odt", "", ".", "pdf", "..docx"])
def test_another_ending_is_refused_in_one_line(ending):
    with pytest.raises(BadInput, match=r"^A draft can be saved as \.docx, \.pdf, \.txt or \.md, not as .+\.$"):
        write(LETTER, ending)


@pytest.mark.parametrize("draft", [LETTER, SCRIPT, FROM_AFAR], ids=["letter", "script", "from-afar"])
@pytest.mark.parametrize("ending", [".docx", ".pdf", ".md", ".txt"])
def test_the_same_draft_gives_the_same_bytes(draft, ending):
    assert write(draft, ending) == write(draft, ending)


def test_a_pack_holds_every_kind_and_the_calendar():
    with zipfile.ZipFile(io.BytesIO(pack_of(LETTER, b"BEGIN:VCALENDAR"))) as pack:
        assert pack.testzip() is None
        assert pack.namelist() == [f"dispute-letter{ending}" for ending in (".docx", ".pdf", ".txt", ".md")] + [
            "deadlines.ics"
        ]
        assert pack.read("deadlines.ics") == b"BEGIN:VCALENDAR"
        assert pack.read("dispute-letter.pdf") == as_pdf(LETTER)
        assert {entry.date_time for entry in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pack_without_deadlines_has_no_calendar_and_stays_the_same():
    assert b"deadlines.ics" not in pack_of(LETTER, None)
    assert pack_of(LETTER, None) == pack_of(LETTER, None)
