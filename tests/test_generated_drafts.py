"""A thousand drafts from made-up details: nothing but what was told, the facts and the template's own words stands in one.

What may stand there is worked out here from the details as they were made up, apart from the code that fills them in.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import docx
import page as checker
import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.corpus import Corpus, load_corpus
from assistant.corpus.facts import print_fact
from assistant.drafting.details import Details
from assistant.drafting.details_file import details_from
from assistant.drafting.export import as_docx, as_markdown, as_pdf, as_text
from assistant.drafting.fields import NAME
from assistant.drafting.letters import make_draft, says, speaks_of, where_it_came_from
from assistant.errors import BadInput, DraftUntraced
from assistant.records import Block, Draft, Role, Run, Template
from assistant.retrieval.exact import ExactNames
from assistant.rules.deadlines import deadlines_of
from assistant.settings import PROJECT
from tests import pdfua

TODAY = date(2026, 11, 27)
EXAMPLES = 1_000
WRITE_EVERY = 20
FOLDERS = ("letters", "scripts")
TEMPLATES = sorted(path.stem for folder in FOLDERS for path in (PROJECT / "corpus" / "templates" / folder).glob("*.md"))
EACH = -(-EXAMPLES // len(TEMPLATES))
HOSTILE = (
    "{{7*7}}", "{% raw %}", "{% if x %}", "{# x #}", "#sys.inputs", "%s %d", "<b>x</b>", "None", "[name]", "[NAME HERE]",
    "____", '"quoted" \'too\'', "\\", "`code`", "*a* _b_ ~~c~~", "$x$", "a & b", "&amp;", "- no list", "1. no list", "> no quote",
    "# no heading", "+ no log", "\ue0000\ue001", "{{ reason }}", "I owe", "  two  blanks  ", "-- ; DROP TABLE", "١٢٣", "½",
)  # fmt: skip
NAMES = (
    "Dana Ortiz", "Otis and Verbena Calloway", "José & María Núñez", "Nguyễn Thị Hồng", "张伟", "山田太郎", "김민준", "محمد عبد الله",
    "משה כהן", "Владимир Щербаков", "Γιώργος Παπαδόπουλος", "সুমন দাস", "O'Brien-Smith, Jr.", "X Æ A-12", "Ana y Luis Vega", "Null",
)  # fmt: skip
LETTERS = "abcdefg ABC éñß 张伟 محمد שלום Привет 🙂👩‍👩‍👧 \u202e\u200f\u200b .,;:!?'\"()[]{}<>%$#@&*_-+=/\\|~`^"
OWN_TEXT = (
    "name", "address", "phone", "reason", "agreed_items", "disputed_items", "payment_method", "confirmation", "payer", "item",
    "what_is_asked", "representative", "alternative", "form",
)  # fmt: skip
NOT_OURS = {f"field:{name}" for name in OWN_TEXT} | {"catalogue:still_open"}  # "None for you, but …"
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
MONTHS = "January February March April May June July August September October November December".split()


@cache
def the_corpus() -> Corpus:
    return load_corpus(PROJECT / "corpus", TODAY)


@cache
def the_names() -> ExactNames:
    return ExactNames(the_corpus())


@dataclass(frozen=True)
class Told:
    """A detail: as it is written in a details file, and every text that it may be in print."""

    written: Any
    prints: tuple[str, ...]


def in_words(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def words(longest: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    """Text of any kind, not empty once the blanks around it are off."""
    some = st.lists(
        st.one_of(st.sampled_from(HOSTILE), st.text(LETTERS, min_size=1, max_size=30)), min_size=1, max_size=6
    )
    text = some.map(("\n" if lines else " ").join)
    long = st.integers(1_000, 2_000).map(lambda n: ("Long words and more. " * 120)[:n]) if longest >= 2_000 else text
    return st.one_of(text, text, text, long).map(lambda one: one.strip()[:longest].strip()).filter(bool)


def one_line(text: str) -> str:
    return " ".join(text.split())


texts = words(200).map(one_line).filter(bool).map(lambda one: Told(one, (one,)))
own_words = words(2_000, lines=True).map(lambda one: Told(one, (one,)))
names = st.one_of(
    st.sampled_from(NAMES),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(HOSTILE)).map(" ".join),
    words(120),
).map(lambda one: one_line(re.sub(r"[\d?$]", "", one))).filter(NAME.fullmatch).map(lambda one: Told(one, (one,)))  # fmt: skip
lines = st.lists(words(80).map(one_line).filter(bool), min_size=1, max_size=4).map(lambda some: Told(some, tuple(some)))


def dates_until(last: date) -> st.SearchStrategy[Told]:
    return st.dates(date(2024, 1, 1), last).flatmap(
        lambda day: st.sampled_from([day.isoformat(), in_words(day), f"{day.month}/{day.day}/{day.year}"]).map(
            lambda written: Told(written, (in_words(day),))
        )
    )


dates = dates_until(date(2027, 12, 31))
cents = st.integers(1, 99_999_999)
money = cents.flatmap(
    lambda n: st.sampled_from([f"{n / 100:.2f}", f"${n / 100:,.2f}"]).map(lambda one: Told(one, (f"${n / 100:,.2f}",)))
)


def listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sums_of(some: list[Told]) -> Told:
    prints = [one.prints[0] for one in some]
    return Told([one.written for one in some], (listed(prints), *prints))


def years_of(some: list[int]) -> Told:
    return Told([str(year) for year in some], (listed([str(year) for year in some]), *map(str, some)))


years = st.lists(st.integers(2015, 2026), min_size=1, max_size=4, unique=True).map(years_of)
sums = st.lists(money, min_size=1, max_size=4).map(sums_of)
READS = {
    "date": dates,
    "years": years,
    "money": money,
    "sums": sums,
    "digits4": st.from_regex(r"[0-9]{4}", fullmatch=True).map(lambda one: Told(one, (one,))),
    "number": st.integers(1, 180).map(lambda one: Told(str(one), (str(one),))),
    "day": st.integers(1, 28).map(lambda one: Told(str(one), (str(one),))),
    "name": names,
    "text": texts,
    "lines": lines,
    "words": own_words,
}


def code_in_print(code: str) -> Told:
    return Told(code, (code,))


def told_of(name: str) -> st.SearchStrategy[Told]:
    field = the_corpus().draft_fields[name]
    if name == "notice_date":  # no notice is dated long after it came
        return dates_until(TODAY)
    if field.reads == "code":
        return st.sampled_from([*the_corpus().notices, "CP999"]).map(code_in_print)
    if field.reads == "choice":
        return st.sampled_from(field.choices).map(lambda one: Told(one, (one,)))
    return READS[field.reads]


@st.composite
def details_for(draw: st.DrawFn, template: Template) -> tuple[dict[str, Told], bool]:
    """Details for a template: what it needs nearly always, what it can use about half of the time; and if from abroad."""
    told: dict[str, Told] = {}
    for name in the_corpus().draft_fields:
        wanted = name in template.needs or (name == "name" and template.kind != "call_script")
        odds = 29 if wanted else 5 if name in (*template.may_have, "address", "phone", "deadline", "ssn_last4") else 1
        if draw(st.integers(0, 29 if wanted else 9)) < odds:
            told[name] = draw(told_of(name))
    return told, draw(st.booleans())


def needed(template: Template, told: dict[str, Told]) -> list[str]:
    missing = [name for name in template.needs if name not in told]
    if template.kind == "cp2000_response" and "answer" in told and told["answer"].written != "agree":
        missing += ["reason"] if "reason" not in told else []
    return missing


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    for block in blocks:
        yield from block.runs


def vouched_words(template: Template) -> str:
    """All that the template says of itself, without what fills it in and the numbers of its lists."""
    corpus = the_corpus()
    beside = [rule.says for rule in corpus.fits]
    text = "\n".join([template.body, *template.encloses, *template.sheet, corpus.templates["sheet"].body, *beside])
    return re.sub(r"(?m)^\s*\d+\. ", " ", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text))


def may_stand(template: Template, told: dict[str, Told], details: Details) -> set[str]:
    """Every number that may stand in a draft."""
    corpus = the_corpus()
    facts = [*template.facts.values(), *corpus.templates["sheet"].facts.values()]
    facts += [fact for rule in corpus.fits for fact in rule.facts.values() if rule.kind == template.kind]
    entry = corpus.notices.get(details.notice.code or "")
    deadlines = deadlines_of(details.notice, entry, TODAY)
    sources = [
        entry.dispute_note if entry else "",
        *(text for one in told.values() for text in one.prints),
        *(print_fact(reference, corpus.facts) for reference, _ in facts),
        *(in_words(one.on) for one in deadlines if one.on),
        *(f"{one.rule} {one.missed}" for one in deadlines),
        in_words(TODAY),
        vouched_words(template),
    ]
    return {number for source in sources for number in NUMBER.findall(source)}


def check_words(draft: Draft, template: Template, told: dict[str, Told], details: Details) -> None:
    """Numbers come from somewhere; between the person's own words nothing is left over."""
    allowed = may_stand(template, told, details)
    for block in (*draft.page, *draft.sheet):
        strange = [number for number in NUMBER.findall(f"{block.label} {block.text}") if number not in allowed]
        assert strange == [], block
        around = block.label + "".join("X" if run.source in NOT_OURS else run.text for run in block.runs)
        for left in ("None", "{{", "}}", "{%", "[", "]", "  ", " ,", " .", "\ue000", "__"):
            assert left not in around, block
        assert around.strip() == around, block


def check_own_words(draft: Draft, told: dict[str, Told]) -> None:
    """What the person wrote is there as they wrote it, and nothing else is said to be theirs."""
    written = [text for name in OWN_TEXT if name in told for text in told[name].prints]
    blocks = [block for block in draft.page if block.role is Role.OWN_WORDS]
    assert all(block.text in written and len(block.runs) == 1 for block in blocks)
    for run in runs_of(draft.page):
        if run.source == "field:reason":
            assert (run.text,) == told["reason"].prints
    if draft.kind not in ("call_script",):
        name = told["name"].prints[0]
        assert draft.page[0] == Block(Role.SENDER, (Run(name, "field:name"),))
        signed = [block.text for block in draft.page if block.role is Role.SIGNATURE]
        assert len(signed) in (1, 2)
        assert all(word in name for one in signed for word in one.split())


def check_traces(draft: Draft, template: Template, details: Details, told: dict[str, Told]) -> None:
    corpus = the_corpus()
    traces = where_it_came_from(draft, template, details, corpus, TODAY)
    assert len(traces) == sum(len(run.text.split()) for run in runs_of((*draft.page, *draft.sheet)) if run.source)
    for trace in traces:
        kind, _, name = trace.source.partition(":")
        if kind == "fact":
            assert trace.word in print_fact(name, corpus.facts).split()
        elif kind == "field" and name in told and name not in ("amount", "deadline", "name", "form"):
            assert any(trace.word in text.split() for text in told[name].prints), trace
        else:
            assert kind in ("field", "catalogue"), trace
            assert name in (*told, "today", "deadline", "hearing", "deadline_rule", "still_open", "dispute_note"), trace


def check_files(draft: Draft) -> None:
    """Word and PDF say the letter's own words, and the PDF is accessible."""
    subject = next(block.text for block in draft.page if block.role is Role.SUBJECT)
    document = docx.Document(io.BytesIO(as_docx(draft)))
    assert bare(subject) in bare(" ".join(paragraph.text for paragraph in document.paragraphs))
    if any("\ue000" in run.text for run in runs_of((*draft.page, *draft.sheet))):  # private: no font has a shape for it
        with pytest.raises(BadInput, match="can't show"):
            as_pdf(draft)
        return
    file = as_pdf(draft)
    opened = pypdfium2.PdfDocument(file)
    assert len(opened) >= 1
    opened.close()
    assert {failure.rule_id for failure in checker.validate_pdf_bytes(file, profile="ua1").failures} == set()
    assert "Calllog" in bare("".join(tag.text for tag in pdfua.read(file))) or draft.kind != "call_script"
    written.update([draft.kind])


def bare(text: str) -> str:
    return "".join(mark for mark in text if mark.isascii() and mark.isalnum())


def read(told: dict[str, Told], abroad: bool = False) -> Details:
    written_down = {name: one.written for name, one in told.items()} | {"abroad": abroad}
    return details_from(written_down, the_corpus(), the_names()).details


seen: Counter[str] = Counter()
written: Counter[str] = Counter()


@pytest.mark.parametrize("template_id", TEMPLATES)
@settings(
    max_examples=EACH,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(data=st.data())
def test_a_draft_says_only_what_was_told(template_id: str, data: st.DataObject) -> None:
    corpus = the_corpus()
    kind, situation = template_id.split("--")
    template = corpus.templates[f"{kind.replace('-', '_')}/{situation}"]
    told, abroad = data.draw(details_for(template))
    details = read(told, abroad)
    seen.update([template.id, "case"])
    for rule in speaks_of(template, details, corpus, TODAY):
        assert "None" not in says(rule, template, details, corpus, TODAY)
    missing = needed(template, told)
    assert list(details.missing(template)) == missing
    if missing:
        seen.update(["missing"])
        with pytest.raises(BadInput, match="Still missing"):
            make_draft(template, details, corpus, TODAY)
        return
    draft = make_draft(template, details, corpus, TODAY)
    check_words(draft, template, told, details)
    check_own_words(draft, told)
    check_traces(draft, template, details, told)
    assert as_text(draft)
    assert as_markdown(draft)
    if seen["case"] % WRITE_EVERY == 0:
        check_files(draft)


def test_the_thousand_reach_every_template() -> None:
    assert set(the_corpus().templates) - {"sheet"} <= set(seen)
    assert seen["case"] >= EXAMPLES
    assert seen["missing"] < seen["case"] / 3
    assert written.total() >= EXAMPLES / WRITE_EVERY / 2


# can the build check fail?

DETAILS = {
    "notice_code": "CP14",
    "notice_date": "2026-11-09",
    "tax_year": "2024",
    "amount": "3214.77",
    "name": "Otis and Verbena Calloway",
    "reason": "I paid it in April.",
    "paid_amount": "3214.77",
    "payment_date": "2026-04-09",
    "ssn_last4": "4322",
}
BAD = "99 Main Street"


def change_run(source: str, change: Callable[[Run], Run]) -> Callable[[Draft], Draft]:
    """Change the first run of the page that comes from `source`."""

    def changed(draft: Draft) -> Draft:
        page = list(draft.page)
        for at, block in enumerate(page):
            for number, run in enumerate(block.runs):
                if run.source == source:
                    page[at] = replace(block, runs=(*block.runs[:number], change(run), *block.runs[number + 1 :]))
                    return replace(draft, page=tuple(page))
        raise LookupError(source)

    return changed


def add(block: Block) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, sheet=(*draft.sheet, block))


def paragraph(text: str, source: str = "") -> Block:
    return Block(Role.PARAGRAPH, (Run(text, source),))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        # the text of a run that comes from somewhere
        (change_run("field:amount", lambda run: run._replace(text="$3,214.78")), "$3,214.78"),
        (change_run("field:name", lambda run: run._replace(text="Dana Ortiz")), "Dana Ortiz"),
        (change_run("field:notice_date", lambda run: run._replace(text="November 10, 2026")), "November 10, 2026"),
        (change_run("field:reason", lambda run: run._replace(text="I paid it in May.")), "I paid it in May."),
        (change_run("field:reason", lambda run: run._replace(text="I paid it in April")), "I paid it in April"),
        # its source
        (change_run("field:amount", lambda run: run._replace(source="field:tax_year")), "$3,214.77"),
        (change_run("field:name", lambda run: run._replace(source="field:address")), "Otis and Verbena Calloway"),
        (change_run("field:ssn_last4", lambda run: run._replace(source="fact:phones.individuals_main")), "4322"),
        (change_run("field:amount", lambda run: run._replace(source="")), "$3,214.77"),
        (change_run("field:amount", lambda run: run._replace(source="field:no_such")), "$3,214.77"),
        # words and numbers of nobody's, in the template's name
        (change_run("", lambda run: run._replace(text=f"{run.text} 17 ")), "17"),
        (add(paragraph(BAD)), "99"),
        (add(paragraph("Dana")), "Dana"),
        (add(paragraph("the form 99999")), "99999"),
        (add(Block(Role.LOG, (), "the notice of 2027")), "2027"),
        # a blank
        (add(paragraph("[name]")), "["),
        (add(paragraph("____")), "__"),
        (add(paragraph("None")), "None"),
        (add(paragraph("{{ amount }}")), "{"),
        (add(Block(Role.PARAGRAPH, ())), "an empty line"),
        # a fact that says something else
        (add(paragraph("800-829-1041", "fact:phones.individuals_main")), "800-829-1041"),
        (add(paragraph("$50,000", "fact:no.such")), "$50,000"),
        # a value that runs into other words
        (add(Block(Role.PARAGRAPH, (Run("CP14", "field:notice_code"), Run("s")))), "s"),
        (add(Block(Role.PARAGRAPH, (Run("2024", "field:tax_year"), Run("4322", "field:ssn_last4")))), "20244322"),
    ],
)  # fmt: skip
def test_the_build_check_stops_what_comes_from_nothing(change: Callable[[Draft], Draft], word: str) -> None:
    corpus = the_corpus()
    template = corpus.templates["dispute_letter/already-paid"]
    details = details_from(DETAILS, corpus, the_names()).details
    draft = make_draft(template, details, corpus, TODAY)
    assert where_it_came_from(draft, template, details, corpus, TODAY)
    with pytest.raises(DraftUntraced) as stopped:
        where_it_came_from(change(draft), template, details, corpus, TODAY)
    assert word in stopped.value.word or stopped.value.word in word


@pytest.mark.parametrize(
    "body",
    [
        # a number in the template's own words, put there past the loader
        "\n\nPlease pay 17 dollars.\n",
        "\n\nCall 800-555-0100.\n",
        "\n\nSee Form 99999.\n",
        # a blank
        "\n\nDear [name],\n",
        "\n\nDate: ____\n",
        # a value glued to more digits
        "\n\n{{ tax_year }}5\n",
    ],
)
def test_a_template_that_says_more_makes_no_draft(body: str) -> None:
    corpus = the_corpus()
    template = corpus.templates["dispute_letter/already-paid"]
    details = details_from(DETAILS, corpus, the_names()).details
    with pytest.raises(DraftUntraced):
        make_draft(replace(template, body=template.body + body), details, corpus, TODAY)


def test_a_value_changed_after_the_draft_was_made_is_found() -> None:
    corpus = the_corpus()
    template = corpus.templates["dispute_letter/general"]
    details = details_from(DETAILS, corpus, the_names()).details
    draft = make_draft(template, details, corpus, TODAY)
    later = replace(details, notice=replace(details.notice, notice_date=TODAY - timedelta(days=3)))
    with pytest.raises(DraftUntraced):
        where_it_came_from(draft, template, later, corpus, TODAY)


def test_a_last_day_of_another_clock_is_left_out() -> None:
    corpus = the_corpus()
    details = details_from(DETAILS | {"deadline": "2026-12-09"}, corpus, the_names()).details
    assert make_draft(corpus.templates["dispute_letter/math-error"], details, corpus, TODAY)
