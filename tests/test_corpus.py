"""The corpus: every file checked, every fault told with its file and line."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus import Corpus, load_corpus
from assistant.errors import CorpusError
from assistant.settings import PROJECT
from tests.conftest import SMALL, TODAY

PLANS, STEP_1 = "guidance/step-4-pay--plans.md", "guidance/step-1-authenticity.md"
CP14, PHONES, OTHER = "notices/CP14.yaml", "facts/phones.yaml", "boundaries/other.yaml"


def swap(old: str, new: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def write(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


def sparse(size: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(size)

    return change


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else under the file's name."""

    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


ALIASES_OF_ALIASES = "\n".join(
    ["zero: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"one{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)  # ten thousand million entries in half a kilobyte


@pytest.mark.parametrize(
    ("file", "change", "line", "says"),
    [
        # unknown key in each kind of file
        (PLANS, swap("title:", "subtitle:"), 3, "subtitle"),
        (PHONES, swap("  unit: phone", "  unit: phone\n  colour: red"), 5, "colour"),
        (CP14, swap("family:", "tribe:"), 5, "tribe"),
        (OTHER, swap("  title: State tax", "  title: State tax\n  tone: kind"), 4, "tone"),
        # no source, or no address
        (PLANS, swap("- https://www.irs.gov/payments", "[]"), None, ""),
        (PLANS, swap("https://www.irs.gov/payments", "see the IRS"), 7, "web address"),
        (PHONES, swap("  source: https://www.irs.gov/help/let-us-help-you\n", ""), 1, "source"),
        # a key twice, an id twice, an id that isn't the file's
        (PLANS, swap("step: step-4-pay", "step: step-4-pay\nstep: step-4-pay"), 5, "twice"),
        (STEP_1, swap("section: step-1-authenticity", "section: step-4-pay/plans"), 4, "step"),
        (STEP_1, swap("section: step-1-authenticity\n", "section: step-1-authenticity/scams\n"), 2, "named"),
        (OTHER, swap("- id: forging", "- id: state-tax"), 9, "twice"),
        (CP14, swap("- CP-14", "- CP14\n- CP-14\nx: 1"), 5, "x"),
        # references that lead nowhere or to what can't be stated
        (PLANS, swap("{{fees.plan_fee}}", "{{fees.no_such_fee}}"), 13, "no such fact"),
        (PLANS, swap("{{fees.reply_days.at_home}}", "{{fees.reply_days.on_mars}}"), 17, "on_mars"),
        (PLANS, swap("{{fees.reply_days.at_home}}", "{{fees.reply_days}}"), 17, "map"),
        (STEP_1, swap("{{phones.main_line}}", "{{phones.unsure_line}}"), 15, "sure"),
        (OTHER, swap("- step-4-pay/plans", "- step-9-party"), 14, "step-9-party"),
        # dates
        (PLANS, swap("'2026-11-23'", "'2026-02-30'"), 5, "as_of"),
        (PLANS, swap("'2026-11-23'", "23 November"), 5, "YYYY-MM-DD"),
        (PHONES, swap("as_of: '2026-10-07'", "as_of: '07/10/2026'"), 7, "YYYY-MM-DD"),
        # YAML and templates that don't parse
        (OTHER, swap("  title: State tax", "  title: [State tax"), None, "YAML"),
        (PLANS, swap("{{fees.plan_fee}}", "{{fees.plan_fee"), 13, "{{"),
        (PLANS, swap("Apply online.", "<b>Apply</b> online."), 17, "<b"),
        (PHONES, swap("main_line:", "main_line: &me\n  note: *me\nother:"), None, ""),
        # files
        (PLANS, write(b""), 1, "empty"),
        (PLANS, write(b"x" * 1_000_001), 1, "bytes"),
        (PLANS, write(b"\xef\xbb\xbf---\n"), 1, "byte-order"),
        (PLANS, write("---\nsection: a\ntitle: d\xe9j\xe0\n".encode("latin-1")), 3, "UTF-8"),
        (PLANS, write(b"---\nsection: a\x00b\n"), 2, "NUL"),
        (PLANS, write(b"no front matter"), 1, "front matter"),
        (PHONES, write(b"- a list\n"), 1, "map"),
        (OTHER, write(b"a: map\n"), 1, "list"),
        (PLANS, sparse(50_000_000), 1, "50,000,000 bytes"),
        (PHONES, instead(lambda path: path.symlink_to("nowhere")), 1, "can't be opened"),
        (PHONES, instead(lambda path: path.mkdir()), 1, "can't be opened"),
        # YAML that would take all memory, or that means something other than it shows
        (PHONES, write(ALIASES_OF_ALIASES.encode()), None, "aliases of aliases"),
        (PHONES, write(b"a: &a [*a]\n"), 1, "refers to itself"),
        (PHONES, write(b"a: &a\n  b: *a\n"), None, "refers to itself"),
        (PHONES, write(b"[" * 5000), 1, "YAML"),
        (PHONES, write(b"a: !!int many\n"), 1, "YAML"),
        (PHONES, write(b"a: !!python/object/apply:os.system [ls]\n"), 1, "YAML"),
        (PHONES, write(b"? [a, b]\n: c\n"), 1, "a key is a list"),
        (PHONES, write(b"a: b\n404: c\n"), 2, "as a word"),
        (PHONES, write(b"0x1F: c\n"), 1, "as a word"),
        (PHONES, write(b"# nothing but a remark\n"), 1, "map"),
    ],
)
def test_a_fault_names_its_file_and_line(
    small: Path, file: str, change: Callable[[Path], None], line: int | None, says: str
) -> None:
    change(small / file)
    with pytest.raises(CorpusError) as fault:
        load_corpus(small, TODAY)
    assert fault.value.file == small / file
    assert says in fault.value.problem
    if line is not None:
        assert fault.value.line == line
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("file", [PLANS, STEP_1, CP14, PHONES, "facts/fees.yaml", OTHER])
def test_whatever_becomes_of_a_file_it_loads_or_its_fault_is_told(small: Path, file: str) -> None:
    chance = random.Random(file)
    whole = (small / file).read_bytes()
    signs = b"-:[]{}&*!|>'\"%@`#,?\n\t \0\xff0aZ"
    for _ in range(80):
        data, at = bytearray(whole), chance.randrange(len(whole))
        match chance.randrange(3):
            case 0:
                del data[at : at + chance.choice([1, 20, len(whole)])]
            case 1:
                data[at] = chance.choice(signs)
            case _:
                data[at:at] = bytes(chance.choices(signs, k=3))
        (small / file).write_bytes(data)
        with suppress(CorpusError):
            load_corpus(small, TODAY)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("fields.yaml", "- a list\n", "map"),
        ("fits.yaml", "- a list\n", "map"),
        ("fits.yaml", "dispute_letter: 3\n", "a list of rules"),
        ("frame.yaml", "null\n", "entry"),
    ],
)
def test_a_fault_in_what_drafts_are_made_of_is_told(small: Path, name: str, data: str, says: str) -> None:
    (small / "templates").mkdir()
    (small / "templates" / name).write_text(data)
    with pytest.raises(CorpusError, match=says) as fault:
        load_corpus(small, TODAY)
    assert fault.value.file.name == name


@pytest.mark.parametrize(
    ("today", "fee"),
    [(date(2025, 6, 1), "$31"), (date(2025, 12, 31), "$31"), (date(2026, 1, 1), "$1,029")],
)
def test_a_fact_with_a_later_start_takes_over_on_its_day(today: date, fee: str) -> None:
    assert f"costs {fee} to" in load_corpus(SMALL, today).sections["step-4-pay/plans"].text


def test_one_fact_changed_in_one_place_changes_every_sentence(small: Path) -> None:
    swap("800-829-1040", "800-111-2222")(small / PHONES)
    assert "Call 800-111-2222" in load_corpus(small, TODAY).sections["step-1-authenticity"].text


CONTRACT_IDS = """
step-1-authenticity step-2-records step-3-deadlines step-4-pay step-5-dispute step-6-representation checklist call-script
liens-levies pitfalls options-beyond timeline official-help disclaimer quick-actions
"""


def test_every_section_id_of_the_contract_is_there(corpus: Corpus) -> None:
    assert [section for section in CONTRACT_IDS.split() if section not in corpus.sections] == []


def test_all_78_notices_can_be_read_as_sections(corpus: Corpus) -> None:
    assert len(corpus.notices) == 78
    assert all(len(corpus.sections[notice.section].text) > 200 for notice in corpus.notices.values())


def test_every_guidance_section_has_sources_and_enough_asks(corpus: Corpus) -> None:
    assert [s.id for s in corpus.guidance() if len(s.asks) < 20 or not s.sources] == []


NEVER_REACHES_A_USER = [
    r"(?i)file form 3949-A (to|if|when) (you )?(dispute|contest)",
    r"(?i)you (always )?have 30 days(?! (from|after|to|in|of|counted))",
    r"(?i)every (irs )?notice (sets|has|gives) a",
    r"(?i)\b(sign up|enroll|register) for EFTPS",
    r"view-your-tax-account",
    r"(?i)not in your account,? (it|the letter) is (fake|a scam)",
    r"(?i)(read|say|give) (out )?your full (social|ssn|taxpayer)",
    r"(?i)newsroom/tax-scams-consumer-alerts",
    r"finhelp\.io",
]


@pytest.mark.parametrize("pattern", NEVER_REACHES_A_USER)
def test_what_must_never_reach_a_user_is_nowhere(corpus: Corpus, pattern: str) -> None:
    found = [(s.id, m[0]) for s in corpus.guidance() for m in re.finditer(pattern, s.text) if not _warned(s.text, m)]
    assert found == []


def _warned(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence says not to."""
    sentence = text[text.rfind("\n", 0, match.start()) + 1 : match.end() + 80].lower()
    return any(
        word in sentence for word in ("never", "not", "don't", "wrong", "myth", "closed", "no new", "cannot", "isn't")
    )


def test_a_low_confidence_figure_is_never_stated_plainly(corpus: Corpus) -> None:
    for notice in corpus.notices.values():
        text = corpus.sections[notice.section].text
        if notice.confidence == "low":
            assert "check it with the IRS" in text


def test_the_corpus_readme_names_facts_that_exist(corpus: Corpus) -> None:
    text = (PROJECT / "corpus" / "README.md").read_text(encoding="utf-8")
    for reference in re.findall(r"\{\{([\w.]+)\}\}", text):
        assert any(reference == fact or reference.startswith(f"{fact}.") for fact in corpus.facts), reference
