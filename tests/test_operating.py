"""Running it for others: the off switch, the log and the doctor, from the command line."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from assistant.conversation.state import Conversation
from assistant.conversation.turn import CUT_NOTE, LONGEST_MESSAGE, take_turn
from assistant.doctor import examine
from assistant.retrieval.ranking import Retriever
from assistant.settings import Settings

OFF = "The figures of 2027 are being checked until Monday."
NUMBER = "987-65-4321"


def run(*words: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=folder,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "levy?"],
        ["ask", "levy?", "--json"],
        ["batch", "in.jsonl", "out.jsonl"],
        ["draft", "dispute_letter", "--details", "details.yaml"],
        ["read", "letter.txt"],
    ],
    ids=" ".join,
)
def test_switched_off_nothing_is_answered_and_the_reason_is_said(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "levy?"}\n')
    (tmp_path / "details.yaml").write_text("notice_code: CP14\n")
    (tmp_path / "letter.txt").write_text("Notice CP14\n")
    done = run(*words, folder=tmp_path, ASSISTANT_OFF=OFF)
    assert done.returncode == 1
    assert done.stderr == f"The assistant is switched off: {OFF}\n"
    assert done.stdout == ""
    assert not (tmp_path / "out.jsonl").exists()


def test_the_log_has_a_line_for_each_answer_and_no_question(tmp_path: Path, settings: Settings) -> None:
    assert settings.index.exists()
    lines = [
        {"id": 1, "question": f"zebra, my ssn is {NUMBER}, can they take my wages?"},
        {"id": 2, "question": "zebra, is it real?", "notice_text": f"Notice CP14\nSSN {NUMBER}\nzebra"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run("batch", "in.jsonl", "out.jsonl", folder=tmp_path, ASSISTANT_LOG="json")
    assert done.returncode == 0
    *logged, last = done.stderr.splitlines()
    assert last == "2 lines answered in out.jsonl"
    records = [json.loads(line) for line in logged]
    assert [record["event"] for record in records] == ["turn", "letter", "turn"]
    assert all(record["outcome"] == "answered" and record["sections"] and record["ms"] > 0 for record in records)
    assert "zebra" not in done.stderr
    assert NUMBER not in done.stderr + done.stdout


def test_a_draft_and_a_letter_are_logged_without_their_words(tmp_path: Path) -> None:
    (tmp_path / "details.yaml").write_text(
        "notice_code: CP14\nnotice_date: September 8, 2026\ntax_year: 2024\namount: 3,214.77\nname: Dana Ortiz\n"
        "reason: I paid it on April 9 by check 88.\n"
    )
    (tmp_path / "letter.txt").write_text("Internal Revenue Service\nNotice CP14\nDear Dana Ortiz\n")
    drafting = run(
        "draft", "dispute_letter", "--details", "details.yaml", "--json", folder=tmp_path, ASSISTANT_LOG="json"
    )
    reading = run("read", "letter.txt", "--json", folder=tmp_path, ASSISTANT_LOG="json")
    (drafted,) = [json.loads(line) for line in drafting.stderr.splitlines() if line.startswith("{")]
    (read,) = [json.loads(line) for line in reading.stderr.splitlines()]
    assert (drafted["event"], drafted["kind"], drafted["made"]) == ("draft", "dispute_letter", True)
    assert (read["event"], read["pages"]) == ("read", 1)
    assert "Dana" not in drafting.stderr + reading.stderr


def test_the_doctor_finds_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    shown = run("doctor", ASSISTANT_DATA=str(tmp_path), ASSISTANT_PROT="80")
    assert shown.returncode == 1
    assert "WRONG settings: Not a setting: ASSISTANT_PROT." in shown.stdout
    assert "WRONG index: There is none in" in shown.stdout
    assert "Run: assistant index" in shown.stdout
    assert "ok    sends: Nothing, to no host." in shown.stdout
    for_programs = run("doctor", "--json", ASSISTANT_DATA=str(tmp_path))
    findings = {one["name"]: one for one in json.loads(for_programs.stdout)}
    assert for_programs.returncode == 1
    assert (findings["index"]["ok"], findings["index"]["do"]) == (False, "Run: assistant index")
    assert findings["corpus"] == {**findings["corpus"], "ok": True, "do": ""}


def test_the_doctor_finds_nothing_wrong_with_the_real_corpus_index_and_model(retriever: Retriever) -> None:
    assert retriever.index.folder.is_dir()
    findings = examine(Settings.from_environment(), date.today(), {}, lock=Path("no lock"))
    assert [(one.name, one.says) for one in findings if not one.ok] == []


def test_a_message_that_is_cut_says_so(retriever: Retriever) -> None:
    long = "Can they take my wages? " * (LONGEST_MESSAGE // 24 + 1)
    assert len(long) > LONGEST_MESSAGE
    answer, _ = take_turn(long, Conversation(), retriever, date(2026, 11, 24))
    assert CUT_NOTE in answer.text
    answer, _ = take_turn(long[:LONGEST_MESSAGE], Conversation(), retriever, date(2026, 11, 24))
    assert CUT_NOTE not in answer.text
