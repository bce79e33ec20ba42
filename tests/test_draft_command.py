"""`assistant draft`: a details file in, a letter out, and one line where that can't be."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pypdfium2
import pytest

import assistant.drafting as drafting
from assistant import cli
from assistant.corpus import Corpus
from assistant.corpus.templates import KINDS
from assistant.drafting.command import write_draft
from assistant.drafting.details_file import details_from, read_details, template_for
from assistant.errors import BadInput
from assistant.records import Duty
from assistant.retrieval.exact import ExactNames
from tests.conftest import TODAY

WHOLE = {
    "notice_code": "CP14",
    "notice_date": "2026-11-09",
    "tax_year": 2024,
    "amount": 3214.77,
    "name": "Dana Ortiz",
    "address": ["12 Elm Street", "Toledo, OH 43604"],
    "phone": "555-201-3344",
    "reason": "I paid it in April by check.",
    "payment_date": "April 9, 2026",
}
AS_YAML = """
notice_code: CP14
notice_date: November 9, 2026
tax_year: 2024
amount: 3,214.77
name: Dana Ortiz
address: |
  12 Elm Street
  Toledo, OH 43604
phone: 555-201-3344
ssn_last4: 0917
reason: I paid it in April by check.
payment_date: 4/9/2026
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], corpus: Corpus) -> Run:
    """Run `assistant` with arguments: exit status, stdout, stderr. The corpus is read once for all."""
    monkeypatch.setattr("assistant.corpus.load_corpus", lambda *_: corpus)

    def run_it(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        console = io.StringIO(), io.StringIO()
        for name, to in zip(("out", "err"), console, strict=True):
            monkeypatch.setattr(getattr(cli, name), "_file", to)  # `file` would be set to what stdout is now, for good
        status = 0
        try:
            cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        return status, console[0].getvalue() + printed.out, console[1].getvalue() + printed.err

    return run_it


def saved(folder: Path, content: object = WHOLE, name: str = "details.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def with_(**more: object) -> dict[str, object]:
    return {key: value for key, value in {**WHOLE, **more}.items() if value is not None}


# what is written


@pytest.mark.parametrize("ending", [".docx", ".pdf", ".md", ".txt", ".zip", ".PDF"])
def test_the_ending_picks_the_file(ending: str, tmp_path: Path, run: Run) -> None:
    target = tmp_path / f"letter{ending}"
    status, out, err = run("draft", "dispute_letter", "--details", saved(tmp_path), "-o", target, "--today", TODAY)
    assert (status, out) == (0, "")
    assert f"Written: {target}" in err
    assert {path.name for path in tmp_path.iterdir()} == {"details.json", target.name}
    data = target.read_bytes()
    match ending.lower():
        case ".docx":
            assert "$3,214.77" in "".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
        case ".pdf":
            assert "$3,214.77" in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()
        case ".zip":
            pack = zipfile.ZipFile(io.BytesIO(data)).namelist()
            assert pack == [*(f"dispute-letter{e}" for e in (".docx", ".pdf", ".txt", ".md")), "deadlines.ics"]
        case _:
            assert "$3,214.77" in data.decode()


def test_a_pack_without_a_date_to_come_has_no_calendar(tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(notice_date="2024-11-11"))
    assert run("draft", "dispute_letter", "--details", details, "-o", tmp_path / "p.zip", "--today", TODAY)[0] == 0
    assert "deadlines.ics" not in zipfile.ZipFile(tmp_path / "p.zip").namelist()


def test_the_same_details_give_the_same_pack(tmp_path: Path, run: Run) -> None:
    for name in ("a.zip", "b.zip"):
        run("draft", "dispute_letter", "--details", saved(tmp_path), "-o", tmp_path / name, "--today", TODAY)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_without_out_it_is_shown(tmp_path: Path, run: Run) -> None:
    status, out, err = run("draft", "dispute-letter", "--details", saved(tmp_path), "--today", TODAY)
    assert (status, err) == (0, "")
    assert "I paid it in April by check." in out
    assert "How to send this" in out


def test_json_says_where_each_word_came_from(tmp_path: Path, run: Run) -> None:
    status, out, _ = run("draft", "dispute_letter", "--details", saved(tmp_path), "--json", "--today", TODAY)
    made = json.loads(out)
    assert status == 0
    assert list(made) == ["kind", "situation", "title", "fields", "missing", "notes", "text", "traces"]
    assert (made["kind"], made["situation"], made["missing"]) == ("dispute_letter", "already-paid", [])
    assert made["fields"]["amount"] == "3214.77"
    assert made["fields"]["notice_date"] == "2026-11-09"
    assert {"word": "$3,214.77", "source": "field:amount"} in made["traces"]
    assert {trace["source"].split(":")[0] for trace in made["traces"]} <= {"field", "fact", "catalogue"}


def test_a_call_script_needs_no_name(tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(name=None, reason=None))
    status, out, _ = run("draft", "call-script", "--details", details, "--today", TODAY)
    assert status == 0
    assert "Before you dial" in out


def test_kinds_lists_what_can_be_drafted(run: Run) -> None:
    status, out, _ = run("draft", "--kinds")
    assert status == 0
    assert all(kind in out for kind in KINDS)
    assert "already-paid" in out
    assert "other_number_last4" in out


# what is in the way


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        # neither JSON nor YAML
        ('{"notice_code": "CP14",', "d.json", "isn't JSON: line 1"),
        ("notice_code: [CP14", "d.yaml", "neither JSON nor YAML: line"),
        ("just words", "d.txt", "holds no keys"),
        ("", "d.json", "isn't JSON"),
        ("", "d.yaml", "holds no keys"),
        ("[1, 2]", "d.json", "holds no keys"),
        ("[" * 100_000, "d.json", "nested too deeply"),
        ("a: &a [*a]", "d.yaml", "d.yaml"),
        ("x" * 300_000, "d.yaml", "bytes"),
        ("notice_code: CP14\nnotice_code: CP15", "d.yaml", "notice_code stands twice"),
        ('{"name": "a", "name": "b"}', "d.json", "name stands twice"),
        # keys and shapes
        (with_(montly_payment="90"), "d.json", "no field montly_payment. Did you mean monthly_payment"),
        (with_(zzz="90"), "d.json", "no field zzz. Known are: notice_code"),
        (with_(name=["Otis", "Verbena"]), "d.json", "name takes one value"),
        (with_(name={"first": "Otis"}), "d.json", "name takes a text"),
        (with_(name=True), "d.json", "name takes a text"),
        (with_(address=[["a"]]), "d.json", "address takes a text"),
        (with_(abroad="perhaps"), "d.json", "abroad takes true or false"),
        (with_(situation=["a", "b"]), "d.json", "situation takes one value"),
        # values that aren't exact
        (with_(amount="about 3k"), "d.json", "amount: “about 3k” isn't one exact amount"),
        (with_(amount="-5.00"), "d.json", "isn't one exact amount"),
        (with_(amount="1e3"), "d.json", "isn't one exact amount"),
        (with_(amount="$500 for 2021 and $700 for 2022"), "d.json", "isn't one exact amount"),
        (with_(amount="3,214.777"), "d.json", "isn't one exact amount"),
        (with_(paid_amount=["1", "2"]), "d.json", "paid_amount takes one value"),
        (with_(notice_date="Feb 2026"), "d.json", "isn't one full date"),
        (with_(notice_date="2026-02-30"), "d.json", "isn't one full date"),
        (with_(notice_date="around November 9, 2026"), "d.json", "isn't exact"),
        (with_(tax_year="last year"), "d.json", "isn't a year"),
        (with_(tax_year=[2024, "soon"]), "d.json", "isn't a year"),
        (with_(tax_year="2023 or so"), "d.json", "isn't exact"),
        (with_(notice_code="14"), "d.json", "isn't one notice code"),
        (with_(notice_code="CP14 or CP504"), "d.json", "isn't one notice code"),
        (with_(ssn_last4="917"), "d.json", "isn't four digits"),
        (with_(answer="no"), "d.json", "isn't one of: agree"),
        (with_(name="x" * 300), "d.json", "at most 200 characters"),
        (with_(reason="x" * 6_000), "d.json", "at most 5,000 characters"),
        # situations
        (with_(situation="alredy-paid"), "d.json", "no situation alredy-paid. It has: general, already-paid"),
        # missing, by the names of the file
        (with_(amount=None, reason=None), "d.json", "Still missing for dispute_letter: amount, reason."),
        (with_(amount=""), "d.json", "Still missing for dispute_letter: amount."),
        (with_(amount=[]), "d.json", "Still missing for dispute_letter: amount."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(
    content: object, name: str, says: str, tmp_path: Path, run: Run
) -> None:
    status, out, err = run("draft", "dispute_letter", "--details", saved(tmp_path, content, name), "--today", TODAY)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dispute"], "Say a details file"),
        ([], "Say what to draft"),
        (["complaint", "--details", "{d}"], "There is no kind of draft called complaint"),
        (["dispute", "--details", "{d}"], "Did you mean dispute_letter"),
        (["sheet", "--details", "{d}"], "There is no kind"),
        (["dispute_letter", "--details", "{t}/none.json"], "There is no file"),
        (["dispute_letter", "--details", "{t}"], "There is no file"),
        (["dispute_letter", "--details", "{d}", "-o", "{t}/a.odt"], "a.odt should end in .docx"),
        (["dispute_letter", "--details", "{d}", "-o", "{t}/letter"], "letter should end in .docx"),
        (["dispute_letter", "--details", "{d}", "-o", "{t}/no/such/a.pdf"], "There is no folder"),
        (["dispute_letter", "--details", "{d}", "-o", "{d}/a.pdf"], "There is no folder"),
        (["dispute_letter", "--details", "{d}", "-o", "{t}/folder.pdf"], "is a folder"),
        (["dispute_letter", "--details", "{d}", "-o", "/proc/a.pdf"], "can't be written"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: list[str], says: str, tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    status, out, err = run("draft", *[one.format(d=details, t=tmp_path) for one in arguments])
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"details.json", "folder.pdf"}


def test_nothing_half_written_is_left(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    told = read_details(saved(tmp_path), corpus)
    template = template_for("dispute_letter", told, corpus, TODAY)
    draft = drafting.draft_letter(template, told.details, corpus, TODAY)
    target = tmp_path / "letter.txt"
    target.write_text("the letter of before")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.files.os.fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        write_draft(draft, target, None)
    assert target.read_text() == "the letter of before"
    assert {path.name for path in tmp_path.iterdir()} == {"details.json", "letter.txt"}


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("cdp_cover", {}, ["gives no right to a Collection Due Process hearing", "What fits: call_script"]),
        ("cp2000_response", {"answer": "agree"}, ["isn't one.", "What fits: dispute_letter"]),
        # it says so before it asks for more
        ("reinstatement-request", {"amount": None}, ["isn't about the end of a payment plan"]),
    ],
)
def test_a_kind_that_does_not_fit_the_notice(
    kind: str, more: dict[str, object], says: list[str], tmp_path: Path, run: Run
) -> None:
    target = tmp_path / "a.pdf"
    status, out, err = run("draft", kind, "--details", saved(tmp_path, with_(**more)), "-o", target, "--today", TODAY)
    assert (status, out) == (1, "")
    assert all(words in err for words in says)
    assert err.count("\n") == 1
    assert not target.exists()


def test_what_to_know_beside_the_letter_goes_to_stderr(tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(notice_code="CP3219A"))
    status, out, err = run("draft", "dispute_letter", "--details", details, "--today", TODAY)
    assert status == 0
    assert "doesn't protect your right to go to the U.S. Tax Court" in err
    assert "doesn't protect your right to go" not in out


def test_json_names_what_is_missing(tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(amount=None))
    status, out, err = run("draft", "dispute_letter", "--details", details, "--json", "--today", TODAY)
    assert status == 2
    assert json.loads(out)["missing"] == ["amount"]
    assert json.loads(out)["text"] is None
    assert "Still missing" in err


# what is read


@pytest.mark.parametrize(
    ("key", "written", "read"),
    [
        ("tax_year", "2024", (2024,)),
        ("tax_year", [2023, "2024"], (2023, 2024)),
        ("tax_year", "2020-2022", (2020, 2021, 2022)),
        ("amount", "3,214.77", (Decimal("3214.77"),)),
        ("amount", "$500", (Decimal("500.00"),)),
        # what a program makes of 3214.70
        ("amount", "3214.7", (Decimal("3214.70"),)),
        ("amount", ["500.00", "$700.00"], (Decimal("500.00"), Decimal("700.00"))),
        # two alike are two
        ("amount", ["500", "500"], (Decimal("500.00"), Decimal("500.00"))),
        ("paid_amount", "twelve hundred and six", Decimal("1206.00")),
        ("payment_date", "9 de abril de 2026", date(2026, 4, 9)),
        ("address", "12 Elm Street\nToledo", ("12 Elm Street", "Toledo")),
        ("address", ["12 Elm Street", "", "Toledo"], ("12 Elm Street", "Toledo")),
        ("disputed_items", ["one", "two"], ("one", "two")),
        ("answer", "Partly", "partly"),
        ("reason", "{{7*7}} #sys.inputs\n  <b>x</b>", "{{7*7}} #sys.inputs\n  <b>x</b>"),
        ("form", "1040-SR", "Form 1040-SR"),
        ("form", "my partnership return", "my partnership return"),
        ("payment_day", "15", "15"),
        ("ssn_last4", "0917", "0917"),
        ("notice_code", "letter 1058", "LT11"),
        ("notice_code", "CP999", "CP999"),
    ],
)
def test_a_value_is_read_as_it_is_written(key: str, written: object, read: object, corpus: Corpus) -> None:
    told = details_from({key: written}, corpus, ExactNames(corpus))
    assert told.details.known()[key] == read


@pytest.mark.parametrize(("content", "name"), [(AS_YAML, "d.yaml"), (AS_YAML, "d.txt"), (f"\ufeff{AS_YAML}", "d.yml")])
def test_yaml_keeps_what_is_written(content: str, name: str, tmp_path: Path, corpus: Corpus) -> None:
    known = read_details(saved(tmp_path, content, name), corpus).details.known()
    assert known["ssn_last4"] == "0917"
    assert known["notice_date"] == date(2026, 11, 9)
    assert known["address"] == ("12 Elm Street", "Toledo, OH 43604")
    assert known["payment_date"] == date(2026, 4, 9)
    assert known["amount"] == (Decimal("3214.77"),)


def test_json_is_known_by_its_first_sign(tmp_path: Path, corpus: Corpus) -> None:
    assert read_details(saved(tmp_path, WHOLE, "details"), corpus) == read_details(saved(tmp_path), corpus)


@pytest.mark.parametrize(
    ("key", "written", "stands", "gone"),
    [
        ("ssn_last4", "987-65-4321", "4321", "987"),
        ("ssn_last4", "987654321", "4321", "98765"),
        ("reason", "My number is 987-65-4321, see line 3.", "(taxpayer number ending 4321)", "987-65"),
        ("address", ["12 Elm Street", "ssn 987654321"], "(taxpayer number ending 4321)", "987654321"),
        ("payment_method", "card 4111 1111 1111 1111", "(card number ending 1111)", "4111"),
    ],
)
def test_a_full_number_is_masked(key: str, written: object, stands: str, gone: str, tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(**{key: written}))
    status, out, err = run("draft", "dispute_letter", "--details", details, "--json", "--today", TODAY)
    assert status == 0
    assert stands in json.dumps(json.loads(out)["fields"] | {"text": " ".join(json.loads(out)["text"].split())})
    assert gone not in out
    assert f"A full number in {key} was masked" in err


@pytest.mark.parametrize(
    ("code", "duty"),
    [
        ("CP14", Duty.RESPOND),
        ("CP11", Duty.RESPOND),
        ("LT11", Duty.HEARING),
        ("CP3219A", Duty.PETITION),
        ("CP999", Duty.RESPOND),
    ],
)
def test_a_printed_last_day_is_for_what_the_notice_opens(code: str, duty: Duty, corpus: Corpus) -> None:
    told = details_from({"notice_code": code, "deadline": "2026-12-09"}, corpus, ExactNames(corpus))
    (day,) = told.details.notice.printed_dates
    assert (day.on, day.duty) == (date(2026, 12, 9), duty)


def test_the_situation_of_the_file_comes_first(tmp_path: Path, run: Run) -> None:
    details = saved(tmp_path, with_(situation="general"))
    _, out, _ = run("draft", "dispute_letter", "--details", details, "--json", "--today", TODAY)
    assert json.loads(out)["situation"] == "general"


def test_abroad_is_told_to_the_notice(corpus: Corpus) -> None:
    names = ExactNames(corpus)
    assert [details_from({"abroad": one}, corpus, names).details.notice.abroad for one in (True, "yes", "false")] == [
        True,
        True,
        False,
    ]


def test_from_python_it_takes_five_lines(tmp_path: Path, corpus: Corpus) -> None:
    told = drafting.read_details(saved(tmp_path), corpus)
    template = drafting.choose_template("dispute_letter", "already paid", told.details, corpus, TODAY)
    assert drafting.draft_letter(template, told.details, corpus, TODAY).situation == "already-paid"


def test_the_command_runs_from_a_shell(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", "draft", "dispute_letter", "--details", str(saved(tmp_path))]
    done = subprocess.run([*command, "-o", str(tmp_path / "a.txt")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "a.txt").read_text().startswith("Dana Ortiz\n12 Elm Street")
