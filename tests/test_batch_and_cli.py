"""The terminal face: a line out for each line in, one-line errors, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.batch import run_batch, run_line
from assistant.errors import BadInput
from assistant.reading import apart
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings
from tests.conftest import TODAY

KEYS = {"id", "status", "text", "citations", "notice", "draft", "seconds"}


def test_a_line_out_for_each_line_in_whatever_is_in_it(tmp_path: Path, retriever: Retriever) -> None:
    lines = [
        b'{"id": "a", "question": "can they take my wages?"}',
        b'{"id": "b", "turns": ["They sent me a CP504", "how long do I have?"]}',
        b"not json",
        b"",
        b'{"id": "c"}',
        b'{"id": 7, "question": 3}',
        b'["a list"]',
        b'{"id": "d", "question": ""}',
        b'{"id": "e", "turns": []}',
        b"\xff\xfe broken bytes",
        b'{"id": "f", "question": "' + b"owe " * 20_000 + b'"}',
        '{"id": "g", "question": "\u0000 ¿qué es CP14? \u202e"}'.encode(),
        b'{"id": "h", "question": "is it real?", "kind": "in_scope", "must_not": []}',
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    assert run_batch(tmp_path / "in.jsonl", tmp_path / "out.jsonl", retriever, TODAY) == len(lines)
    results = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == ["a", "b", None, None, "c", 7, None, "d", "e", None, "f", "g", "h"]
    assert all(set(result) == KEYS for result in results)
    assert [result["status"] for result in results[:7]] == ["answered", "answered", *["error"] * 5]
    assert results[-1]["status"] == "answered"
    assert all("\n" not in result["text"] for result in results if result["status"] == "error")


def test_a_result_holds_what_the_contract_names(retriever: Retriever) -> None:
    line = {
        "id": "x",
        "question": "I got a CP14 for 2024, it says $3,214.77, my ssn is 987-65-4321. how long do I have?",
    }
    result = run_line(json.dumps(line), retriever, TODAY)
    assert result["notice"]["code"] == "CP14"
    assert result["notice"]["tax_years"] == [2024]
    assert result["notice"]["amount_due"] == "3214.77"
    assert result["notice"]["ssn_last4"] == "4321"
    assert result["draft"] is None
    assert "987-65-4321" not in json.dumps(result)
    for citation in result["citations"]:
        assert set(citation) == {"section", "title", "quote", "url"}
        assert citation["quote"] in retriever.index.corpus.sections[citation["section"]].text
        assert citation["url"].startswith("https://")


NOTICE_TEXT = """Department of the Treasury
Internal Revenue Service
Notice CP14      Notice date  September 8, 2026
SSN  987-65-4321      To contact us  800-829-0922
Tax year  2024
Amount due by September 29, 2026   $3,214.77
"""


def test_a_notice_read_before_the_first_turn_is_known(retriever: Retriever, tmp_path: Path) -> None:
    line = {"id": 1, "question": "how long do I have?", "notice_text": NOTICE_TEXT, "today": "2026-09-20"}
    result = run_line(json.dumps(line), retriever, TODAY)
    assert result["notice"] == {
        "code": "CP14",
        "notice_date": "2026-09-08",
        "tax_years": [2024],
        "amount_due": "3214.77",
        "deadline": {"date": "2026-09-29", "basis": "printed"},
        "phone": "800-829-0922",
        "ssn_last4": "4321",
        "suspicious": False,
        "red_flags": result["notice"]["red_flags"],
    }
    assert "**Tuesday, September 29, 2026** is 9 days away" in result["text"]
    assert "987-65" not in json.dumps(result)
    (tmp_path / "letter.txt").write_text(NOTICE_TEXT)
    from_file = {"id": 1, "question": "how long do I have?", "files": ["letter.txt"], "today": "2026-09-20"}
    assert run_line(json.dumps(from_file), retriever, TODAY, tmp_path)["notice"] == result["notice"]


def test_a_conversation_fills_the_card_and_mends_it(retriever: Retriever) -> None:
    turns = ["my CP14 is from Sept 3rd 2026, they want 3214 bucks", "sorry, it's dated September 5, 2026"]
    first = run_line(json.dumps({"id": 1, "turns": turns[:1]}), retriever, TODAY)["notice"]
    assert (first["code"], first["notice_date"], first["amount_due"]) == ("CP14", "2026-09-03", "3214.00")
    assert first["deadline"] == {"date": "2026-09-24", "basis": "computed"}
    assert first["suspicious"] is None
    mended = run_line(json.dumps({"id": 1, "turns": turns}), retriever, TODAY)["notice"]
    assert mended["deadline"] == {"date": "2026-09-26", "basis": "computed"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"id": 1, "question": "x", "files": ["nowhere.pdf"]}, "There is no file nowhere.pdf."),
        ({"id": 1, "question": "x", "today": "tomorrow"}, "today"),
    ],
)
def test_what_a_line_names_wrongly_is_said_in_one_line(line: dict, says: str, retriever: Retriever) -> None:
    result = run_line(json.dumps(line), retriever, TODAY)
    assert result["status"] == "error"
    assert says in result["text"]
    assert "\n" not in result["text"]


def test_a_bug_in_one_line_loses_no_other(
    tmp_path: Path, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    rank = retriever.rank

    def faulty(query):  # type: ignore[no-untyped-def]
        if "boom" in query.text:
            raise ZeroDivisionError
        return rank(query)

    monkeypatch.setattr(retriever, "rank", faulty)
    lines = ['{"id": 1, "question": "boom"}', '{"id": 2, "question": "levy?"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    run_batch(tmp_path / "in.jsonl", tmp_path / "out.jsonl", retriever, TODAY)
    results = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [result["status"] for result in results] == ["error", "answered"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_ask_prints_an_answer_and_its_sources(settings: Settings) -> None:
    assert settings.index.exists()
    printed = run("ask", "can they take my wages?")
    assert printed.returncode == 0
    assert "[1]" in printed.stdout
    assert "liens-levies" in printed.stdout
    assert printed.stderr == ""


def test_ask_prints_json_for_programs() -> None:
    answer = json.loads(run("ask", "what is a CP504", "--json").stdout)
    assert answer["outcome"] == "answered"
    assert answer["citations"][0]["section"] == "notice/CP504"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["ask", " "], 2, "no question"),
        (["ask"], 2, "question"),
        (["batch", "nowhere.jsonl", "out.jsonl"], 2, "no file"),
        (["show", "step-9"], 2, "no section"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_wrong_use_is_told_on_stderr_with_status_2(words: list[str], status: int, says: str) -> None:
    printed = run(*words)
    assert printed.returncode == status
    assert says.lower() in printed.stderr.lower()
    assert "Traceback" not in printed.stderr


def test_a_fault_in_the_corpus_is_one_line_with_status_1(small: Path, tmp_path: Path) -> None:
    (small / "facts" / "phones.yaml").write_text("main_line:\n  colour: red\n")
    printed = run("index", ASSISTANT_CORPUS=str(small), ASSISTANT_DATA=str(tmp_path / "data"))
    assert printed.returncode == 1
    assert "phones.yaml:" in printed.stderr
    assert printed.stderr.count("\n") == 1


def test_a_wrong_port_is_told_in_one_line() -> None:
    printed = run("ask", "levy?", ASSISTANT_PORT="http")
    assert printed.returncode == 2
    assert "ASSISTANT_PORT" in printed.stderr
    assert printed.stderr.count("\n") == 1


def test_show_prints_a_section_as_people_read_it() -> None:
    assert "800-829-1040" in run("show", "official-help").stdout


def test_what_changed_is_printed_by_index(small: Path, tmp_path: Path, settings: Settings) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for folder in settings.data.glob("model-*"):
        if folder.is_dir():
            (data / folder.name).symlink_to(folder)
    environment = {"ASSISTANT_CORPUS": str(small), "ASSISTANT_DATA": str(data)}
    first = run("index", **environment)
    assert "added" in first.stdout, first.stderr
    assert "Nothing changed" in run("index", **environment).stdout
    plans = small / "guidance" / "step-4-pay--plans.md"
    plans.write_text(plans.read_text().replace("Apply online.", "Apply on the web."))
    assert "changed 1: step-4-pay/plans" in run("index", **environment).stdout


def test_read_tells_what_a_letter_says_and_writes_its_dates(tmp_path: Path) -> None:
    letter, ics = tmp_path / "letter.txt", tmp_path / "dates.ics"
    letter.write_text(NOTICE_TEXT)
    done = run("read", str(letter), "--today", "2026-09-20", "--ics", str(ics))
    assert done.returncode == 0
    assert "September 29, 2026" in done.stdout
    assert "9 days away" in done.stdout
    assert "987-65" not in done.stdout
    assert b"20260929" in ics.read_bytes()
    told = json.loads(run("read", str(letter), "--json", "--today", "2026-09-20").stdout)
    assert told[0]["notice"]["code"] == "CP14"
    assert told[0]["deadlines"][0]["on"] == "2026-09-29"
    assert told[0]["fields"]["amount_due"][0]["words"] == "Amount due by September 29, 2026   $3,214.77"


def test_a_calendar_that_cannot_be_written_is_one_line_and_the_one_before_stays(tmp_path: Path) -> None:
    letter, folder = tmp_path / "letter.txt", tmp_path / "dates.ics"
    letter.write_text(NOTICE_TEXT)
    folder.mkdir()
    done = run("read", str(letter), "--today", "2026-09-20", "--ics", str(folder))
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dates.ics", "letter.txt"]


def test_results_that_cannot_be_written_are_told_with_how_far_it_got(
    tmp_path: Path, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": 1, "question": "levy?"}\n' * 3)
    with pytest.raises(BadInput, match=r"out\.jsonl can't be written: No such file"):
        run_batch(lines, tmp_path / "nowhere" / "out.jsonl", retriever, TODAY)
    answered = iter([{"id": 1}, {"id": 2}])

    def until_the_disk_is_full(*_: object) -> dict[str, int]:
        for result in answered:
            return result
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.batch.run_line", until_the_disk_is_full)
    with pytest.raises(BadInput, match=r"No space left on device\. The first 2 lines were answered"):
        run_batch(lines, tmp_path / "out.jsonl", retriever, TODAY)
    assert (tmp_path / "out.jsonl").read_text().count("\n") == 2


def test_a_file_that_kills_its_reader_loses_no_line(
    tmp_path: Path, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart.Reader.__init__, "__defaults__", ((sys.executable, "-c", "raise SystemExit"), 60.0))
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": 1, "question": "x", "files": ["letter.pdf"]}\n{"id": 2, "question": "levy?"}\n')
    run_batch(lines, tmp_path / "out.jsonl", retriever, TODAY)
    results = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [result["status"] for result in results] == ["error", "answered"]
    assert results[0]["text"] == apart.BREAKS_OFF


@pytest.mark.parametrize(
    ("content", "more", "status", "says"),
    [
        (None, (), 2, "There is no file"),
        (b"", (), 1, "This file is empty"),
        (b"PK\x03\x04", (), 1, "Save it as a PDF"),
        (
            b"IRS\nNotice CP14\nPay with gift cards within 24 hours.\nNotice date 9/8/2026",
            ("--ics",),
            2,
            "strong warning signs",
        ),
    ],
)
def test_read_says_in_one_line_what_is_wrong(
    content: bytes | None, more: tuple[str, ...], status: int, says: str, tmp_path: Path
) -> None:
    letter, ics = tmp_path / "letter.pdf", tmp_path / "dates.ics"
    if content is not None:
        letter.write_bytes(content)
    done = run("read", str(letter), *(part for flag in more for part in (flag, str(ics))))
    assert done.returncode == status
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not ics.exists()


def test_a_batch_does_not_write_over_its_questions(retriever: Retriever, tmp_path: Path) -> None:
    source = tmp_path / "questions.jsonl"
    source.write_text('{"id": 1, "question": "what is a CP14?"}\n')
    with pytest.raises(BadInput, match="another name"):
        run_batch(source, source, retriever, TODAY)
    assert "CP14" in source.read_text()
