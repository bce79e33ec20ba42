"""A saved case: everything comes back, nobody else reads it, and no fault of disk, kill or file damages it."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant import casefile, files
from assistant.casefile import Case, as_bytes, read_case
from assistant.casefolder import (
    delete_case,
    export_case,
    import_case,
    list_cases,
    load_case,
    save_again,
    save_case,
    save_copy,
)
from assistant.cli import app
from assistant.conversation.state import Conversation, Drafting
from assistant.corpus import Corpus
from assistant.errors import BadInput, CaseMoved, CaseNotSaved
from assistant.forgetting import UPLOADS, UPLOADS_IN, delete_everything
from assistant.records import Answer, Notice, Outcome
from assistant.rules.privacy import mask_numbers
from assistant.settings import Settings
from tests.conversations import PASSPHRASE, full_conversation

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def conversation(corpus: Corpus) -> Conversation:
    return full_conversation(corpus)


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefile, "COST_N", 2**14)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 200 KB; skipped where this user can't have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def everything_in(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


# what comes back


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_everything_comes_back_as_it_was(conversation: Conversation, tmp_path: Path, passphrase: str) -> None:
    saved = save_case(conversation, tmp_path, NOW, passphrase)
    opened = load_case(saved.case.id, tmp_path, passphrase)
    assert opened == saved
    assert opened.case.conversation == conversation
    citations = opened.case.conversation.exchanges[0].answer.citations
    assert citations == conversation.exchanges[0].answer.citations
    assert opened.case.conversation.letter == conversation.letter


VALUES = st.one_of(
    st.text(max_size=20).map(lambda text: mask_numbers(text).text),
    st.dates(),
    st.decimals(min_value=0, max_value=10**8, places=2),
    st.lists(st.integers(1990, 2100), min_size=1, max_size=3).map(tuple),
    st.lists(st.decimals(min_value=0, max_value=10**8, places=2), min_size=1, max_size=3).map(tuple),
    st.lists(st.sampled_from(["12 Elm Street", "2024", "10.00", "2026-04-09"]), min_size=1, max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(["name", "amount", "reason", "tax_year"]), VALUES))
def test_a_value_comes_back_as_the_kind_it_was(answers: dict[str, Any]) -> None:
    case = Case("20261124-abcdef", NOW, Conversation(draft=Drafting("dispute_letter", answers=answers)))
    opened, _ = read_case(as_bytes(case))
    assert opened == case
    assert opened.conversation.draft is not None
    for name, value in opened.conversation.draft.answers.items():
        assert type(value) is type(answers[name])
        if isinstance(value, tuple):
            assert [type(one) for one in value] == [type(one) for one in answers[name]]


def test_what_the_guidance_says_has_nothing_to_mask(corpus: Corpus) -> None:
    """So a citation is the same to the character after it was saved."""
    for section in corpus.sections.values():
        assert mask_numbers(section.text).text == section.text
        assert mask_numbers(f"{section.id} {section.title} {section.url}").kinds == ()


def test_a_letter_is_the_same_when_exported_and_brought_in_elsewhere(
    conversation: Conversation, tmp_path: Path
) -> None:
    saved = save_case(conversation, tmp_path / "here", NOW)
    brought = import_case(export_case(saved.case.id, tmp_path / "here"), tmp_path / "there")
    assert load_case(brought.id, tmp_path / "there").case == saved.case


# who can read it


def test_only_this_user_can_open_the_file(conversation: Conversation, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases"
    saved = save_case(conversation, folder, NOW)
    save_again(saved, Conversation(), folder, NOW)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}


def test_full_numbers_never_reach_the_disk(tmp_path: Path) -> None:
    full = "ssn 987-65-4321 or 987654321 or 987 65 4321, card 4111 1111 1111 1111"
    known = Conversation((full,), Notice(reply_address=full)).answered(full, Answer(Outcome.ERROR, full))
    known = replace(known, draft=Drafting("call_script", words=full, answers={"reason": full, "address": (full,)}))
    save_case(known, tmp_path, NOW)
    on_disk = everything_in(tmp_path)
    for number in (b"987-65", b"987654321", b"987 65", b"4111"):
        assert number not in on_disk
    assert b"ending 4321" in on_disk


def test_a_number_written_into_a_file_by_hand_is_masked_when_it_is_opened() -> None:
    case = Case("20261124-abcdef", NOW, Conversation(("is it real",)))
    data = as_bytes(case).replace(b"is it real", b"my ssn is 987-65-4321")
    assert read_case(data)[0].conversation.turns == ("my ssn is [taxpayer number ending 4321]",)


def test_with_a_passphrase_nothing_can_be_read(conversation: Conversation, tmp_path: Path) -> None:
    saved = save_case(conversation, tmp_path, NOW, PASSPHRASE)
    on_disk = everything_in(tmp_path)
    for word in (b"Dana", b"CP14", b"paid", b"3214", b"real", PASSPHRASE.encode()):
        assert word not in on_disk
    assert saved.lock is not None
    assert saved.lock.key not in on_disk
    assert [(one.locked, one.code) for one in list_cases(tmp_path)] == [(True, None)]
    assert "key" not in repr(saved.lock)


@pytest.mark.parametrize("passphrase", ["", "four blue herons", PASSPHRASE.upper()])
def test_a_wrong_passphrase_opens_and_changes_nothing(
    conversation: Conversation, tmp_path: Path, passphrase: str
) -> None:
    saved = save_case(conversation, tmp_path, NOW, PASSPHRASE)
    before = everything_in(tmp_path)
    with pytest.raises(BadInput, match="passphrase") as told:
        load_case(saved.case.id, tmp_path, passphrase)
    assert "\n" not in str(told.value)
    assert everything_in(tmp_path) == before


def test_a_passphrase_is_the_same_however_its_accents_are_typed(tmp_path: Path) -> None:
    saved = save_case(Conversation(("x",)), tmp_path, NOW, "caf\u00e9 con leche")
    assert load_case(saved.case.id, tmp_path, "cafe\u0301 con leche ").case == saved.case


def test_a_short_passphrase_is_refused_and_nothing_saved(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="8 characters"):
        save_case(Conversation(("x",)), tmp_path, NOW, "dana")
    assert list(tmp_path.iterdir()) == []


def test_the_key_costs_what_it_should() -> None:
    assert casefile.N_ALLOWED[-1] == 2**17  # and `cheap_keys` is for tests alone


# what isn't a case


def tampered(change: Callable[[dict[str, Any]], object]) -> bytes:
    known = Conversation(("x",), Notice(code="CP14", amount_due="10.00", notice_date=date(2026, 9, 8)))
    file = json.loads(as_bytes(Case("20261124-abcdef", NOW, known.answered("x", Answer(Outcome.ANSWERED, "y")))))
    change(file)
    return json.dumps(file).encode()


HOSTILE = [
    b"",
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"format": 1}',
    b'{"format": 1, "a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    b'{"format": 1, "n": ' + b"9" * 10_000 + b"}",
    tampered(lambda file: file.update(id="../../etc/passwd")),
    tampered(lambda file: file.update(id="20261124-abcdef\n")),
    tampered(lambda file: file.update(saved_at="yesterday")),
    tampered(lambda file: file.update(saved_at="2026-11-24")),  # says no time zone
    tampered(lambda file: file.update(run="this")),
    tampered(lambda file: file.pop("conversation")),
    tampered(lambda file: file.update(locked={"n": 2**40, "salt": "0" * 32, "sealed": "x"})),
    tampered(lambda file: file["conversation"].update(more=1)),
    tampered(lambda file: file["conversation"]["notice"].update(more=1)),
    tampered(lambda file: file["conversation"]["notice"].update(amount_due="a lot")),
    tampered(lambda file: file["conversation"]["notice"].update(amount_due="1" * 5_000)),
    tampered(lambda file: file["conversation"]["notice"].update(notice_date={"$date": "13/45/2026"})),
    tampered(lambda file: file["conversation"]["notice"].update(notice_date={"$date": {}})),
    tampered(lambda file: file["conversation"]["notice"].update(tax_years="x")),
    tampered(lambda file: file["conversation"]["exchanges"][0]["answer"].update(outcome="genuine")),
    tampered(lambda file: file["conversation"]["exchanges"][0]["answer"].update(citations=[1])),
    tampered(lambda file: file["conversation"].update(draft={"kind": "x", "answers": {"amount": {"$sum": "NaN"}}})),
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_case_is_refused_in_one_line_and_not_kept(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        import_case(data, tmp_path)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 200
    assert list(tmp_path.glob("*.case")) == []


def test_a_costly_lock_is_refused_before_it_costs_anything() -> None:
    locked = {"n": 2**30, "salt": "0" * 32, "sealed": "x"}
    data = tampered(lambda file: (file.pop("conversation"), file.update(locked=locked)))
    with pytest.raises(BadInput, match="isn't a case"):
        read_case(data, PASSPHRASE)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_is_refused_by_its_number(version: int) -> None:
    with pytest.raises(BadInput, match=f"format {version}, and this assistant reads format 1"):
        read_case(tampered(lambda file: file.update(format=version)))


def test_a_changed_byte_in_a_locked_case_is_noticed(conversation: Conversation, tmp_path: Path) -> None:
    saved = save_case(conversation, tmp_path, NOW, PASSPHRASE)
    data = bytearray(export_case(saved.case.id, tmp_path))
    data[len(data) // 2] ^= 1
    with pytest.raises(BadInput):
        read_case(bytes(data), PASSPHRASE)


def test_a_damaged_file_is_listed_as_one_and_stops_nothing(tmp_path: Path) -> None:
    good = save_case(Conversation(("x",), Notice(code="CP504")), tmp_path, NOW)
    (tmp_path / "20261124-ffffff.case").write_bytes(b"{")
    assert [(one.id, one.code, bool(one.fault)) for one in list_cases(tmp_path)] == [
        (good.case.id, "CP504", False),
        ("20261124-ffffff", None, True),
    ]


# the folder


def test_cases_are_listed_the_last_saved_first(tmp_path: Path) -> None:
    first, second = (
        save_case(Conversation((text,)), tmp_path, NOW + timedelta(hours=n)) for n, text in enumerate("ab")
    )
    save_again(first, Conversation(("c",)), tmp_path, NOW + timedelta(days=1))
    assert [one.id for one in list_cases(tmp_path)] == [first.case.id, second.case.id]
    assert list_cases(tmp_path / "none") == []


def test_a_deleted_case_is_not_brought_back_by_a_window_that_still_has_it(tmp_path: Path) -> None:
    saved = save_case(Conversation(("x",)), tmp_path, NOW)
    delete_case(saved.case.id, tmp_path)
    with pytest.raises(CaseMoved) as told:
        save_again(saved, Conversation(("y",)), tmp_path, NOW)
    assert told.value.deleted
    assert list(tmp_path.glob("*.case")) == []
    with pytest.raises(BadInput, match="no case"):
        load_case(saved.case.id, tmp_path)


def test_two_windows_do_not_write_over_each_other(tmp_path: Path) -> None:
    mine = save_case(Conversation(("x",)), tmp_path, NOW, PASSPHRASE)
    theirs = load_case(mine.case.id, tmp_path, PASSPHRASE)
    save_again(mine, Conversation(("x", "mine")), tmp_path, NOW)
    with pytest.raises(CaseMoved, match="another window") as told:
        save_again(theirs, Conversation(("x", "theirs")), tmp_path, NOW)
    assert not told.value.deleted
    own = save_copy(theirs, Conversation(("x", "theirs")), tmp_path, NOW)
    both = {load_case(one.id, tmp_path, PASSPHRASE).case.conversation.turns for one in list_cases(tmp_path)}
    assert both == {("x", "mine"), ("x", "theirs")}
    assert own.lock == mine.lock


def test_a_case_brought_in_takes_the_place_of_no_other(tmp_path: Path) -> None:
    saved = save_case(Conversation(("x",)), tmp_path, NOW)
    same = export_case(saved.case.id, tmp_path)
    assert import_case(same, tmp_path).id == saved.case.id
    save_again(saved, Conversation(("y",)), tmp_path, NOW)
    brought = import_case(same, tmp_path)
    assert brought.id != saved.case.id
    assert load_case(brought.id, tmp_path).case.conversation.turns == ("x",)
    assert load_case(saved.case.id, tmp_path).case.conversation.turns == ("y",)


@pytest.mark.parametrize("case_id", ["", "..", "../pending/x", "20261124-abcdef/../x", "20261124-abcdef\0", "*"])
def test_an_id_leads_nowhere_else(case_id: str, tmp_path: Path) -> None:
    for use in (load_case, delete_case, export_case):
        with pytest.raises(BadInput, match="no case"):
            use(case_id, tmp_path)


# faults


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.EROFS, "ASSISTANT_DATA"),
        (errno.EACCES, "ASSISTANT_DATA"),
        (errno.EIO, "Check the disk"),
    ],
)
def test_a_fault_of_the_disk_is_told_and_damages_nothing(
    fault: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save_case(Conversation(("x",)), tmp_path, NOW)
    before = everything_in(tmp_path)

    def refuse(_: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(CaseNotSaved, match=says):
        save_again(saved, Conversation(("x", "y")), tmp_path, NOW)
    with pytest.raises(CaseNotSaved, match=says):
        save_case(Conversation(("z",)), tmp_path, NOW)
    monkeypatch.undo()
    assert everything_in(tmp_path) == before
    assert not list(tmp_path.glob(".*.part"))
    assert save_again(saved, Conversation(("x", "y")), tmp_path, NOW).case.conversation.turns == ("x", "y")


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    folder = small_disk / "cases"
    saved = save_case(Conversation(("kept",)), folder, NOW)
    (small_disk / "filler").write_bytes(b"0" * 150_000)
    with pytest.raises(CaseNotSaved, match="no room left"):
        save_again(saved, Conversation(("kept", "too much " * 20_000)), folder, NOW)
    assert load_case(saved.case.id, folder) == saved
    assert not list(folder.glob(".*.part"))
    (small_disk / "filler").unlink()
    again = save_again(saved, Conversation(("kept", "and more")), folder, NOW)
    assert load_case(saved.case.id, folder) == again


def test_a_disk_that_can_only_be_read(small_disk: Path) -> None:
    saved = save_case(Conversation(("kept",)), small_disk, NOW)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(CaseNotSaved, match="ASSISTANT_DATA"):
        save_again(saved, Conversation(("x",)), small_disk, NOW)
    with pytest.raises(CaseNotSaved, match="ASSISTANT_DATA"):
        delete_case(saved.case.id, small_disk)
    assert load_case(saved.case.id, small_disk) == saved


KILLED = """
import os, random, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from assistant import casefile
from assistant.casefolder import load_case, save_again, save_case
from assistant.conversation.state import Conversation
from assistant.records import Answer, Outcome

casefile.COST_N = 2**14
folder, passphrase = Path(sys.argv[1]), sys.argv[2]
now = datetime.now(UTC)
start = Conversation().answered("0", Answer(Outcome.ANSWERED, "0"))
chance = random.Random(7)
case_id = save_case(start, folder, now, passphrase).case.id
for kill in range(20):
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        saved = load_case(case_id, folder, passphrase)
        while True:
            known = saved.case.conversation
            n = str(len(known.exchanges))
            known = known.answered(n, Answer(Outcome.ANSWERED, n + " words" * 50))
            saved = save_again(saved, known, folder, now)
            os.write(tell, b".")
    os.close(tell)
    assert os.read(told, 1) == b"."  # it is at it
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = 1
    while more := os.read(told, 4096):
        said += len(more)
    os.close(told)
    before = 1 if kill == 0 else count
    exchanges = load_case(case_id, folder, passphrase).case.conversation.exchanges
    count = len(exchanges)
    assert count >= before + said, (count, before, said)  # what was said to be saved is there
    assert [one.asked for one in exchanges] == [str(n) for n in range(count)]
    assert all(one.answer.text.startswith(one.asked) for one in exchanges)
print(count)
"""


def test_a_kill_at_any_moment_leaves_the_last_complete_state(tmp_path: Path) -> None:
    run = [sys.executable, "-c", KILLED, str(tmp_path), PASSPHRASE]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
    saved = load_case(list_cases(tmp_path)[0].id, tmp_path, PASSPHRASE)
    save_again(saved, saved.case.conversation, tmp_path, NOW)
    assert sorted(file.suffix for file in tmp_path.iterdir()) == ["", ".case"]  # the lock and the case, no leftovers


# deleting everything


@pytest.fixture
def kept(tmp_path: Path, conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder and a temporary folder with something personal in every place that can hold it."""
    ours = Settings(data=tmp_path / "data")
    save_case(conversation, ours.cases, NOW)
    save_case(conversation, ours.cases, NOW, PASSPHRASE)
    (ours.cases / ".20261124-abcdef.case.77.part").write_text("Dana Ortiz, half")
    for file in (
        ours.pending / "20261124-abcdef.json",
        ours.pending / "letters of mine.txt",
        tmp_path / "tmp" / f"{UPLOADS}killed" / "hash" / "letter of Dana Ortiz.pdf",
        tmp_path / "tmp" / f"{UPLOADS}running" / "hash" / "another.pdf",
        tmp_path / "tmp" / "somebody-else" / "mine.pdf",
        ours.index / "guidance",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("the guidance" if "guidance" in file.name else "Dana Ortiz")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv(UPLOADS_IN, str(tmp_path / "tmp" / f"{UPLOADS}running"))
    return ours


def test_delete_everything_leaves_nothing_on_the_disk(kept: Settings, tmp_path: Path) -> None:
    done = delete_everything(kept)
    assert (done.cases, done.questions, done.uploads) == (2, 1, 2)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    theirs = {"tmp/somebody-else/mine.pdf", "data/pending/letters of mine.txt"}  # not of this program's making
    assert left == {*theirs, "data/index/guidance"}
    for file in theirs:
        (tmp_path / file).unlink()
    assert b"Dana" not in everything_in(tmp_path)
    assert (tmp_path / "tmp" / f"{UPLOADS}running").is_dir()  # the page at work goes on
    assert done.beyond
    assert delete_everything(kept).cases == 0  # and again does no harm


def test_a_link_is_deleted_and_what_it_leads_to_is_not(kept: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "photo.jpg").write_text("x")
    (kept.cases / "link").symlink_to(elsewhere)
    (tmp_path / "tmp" / f"{UPLOADS}link").symlink_to(elsewhere)
    delete_everything(kept)
    assert (elsewhere / "photo.jpg").exists()


# the terminal


def run_cli(kept: Settings, *arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env={"ASSISTANT_DATA": str(kept.data)})


def test_the_terminal_lists_exports_imports_and_deletes(kept: Settings, tmp_path: Path) -> None:
    listed = run_cli(kept, "cases", "list").output.splitlines()
    assert len(listed) == 2
    assert sum("CP14" in line for line in listed) == 1
    assert sum("with a passphrase" in line for line in listed) == 1
    open_one = next(one for one in json.loads(run_cli(kept, "cases", "list", "--json").output) if not one["locked"])
    file = tmp_path / "handed over.case"
    assert run_cli(kept, "cases", "export", open_one["id"], "-o", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert isinstance(run_cli(kept, "cases", "export", open_one["id"], "-o", str(file)).exception, BadInput)
    assert run_cli(kept, "cases", "delete", open_one["id"]).exit_code == 1  # nobody said yes
    assert len(list_cases(kept.cases)) == 2
    assert run_cli(kept, "cases", "delete", open_one["id"], "--yes").exit_code == 0
    assert len(list_cases(kept.cases)) == 1
    assert run_cli(kept, "cases", "import", str(file)).exit_code == 0
    assert load_case(open_one["id"], kept.cases).case.conversation.notice.code == "CP14"


def test_forget_asks_before_it_deletes(kept: Settings) -> None:
    assert run_cli(kept, "forget").exit_code == 1
    assert len(list_cases(kept.cases)) == 2
    done = run_cli(kept, "forget", "--yes")
    assert done.exit_code == 0
    assert "2 saved cases" in done.output
    assert "Out of reach" in done.output
    assert not kept.cases.exists()


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z"])
def test_a_file_from_no_day_of_ours_is_no_case(conversation: Conversation, tmp_path: Path, when: str) -> None:
    file = json.loads(as_bytes(Case("20261124-abcdef", NOW, conversation)))
    with pytest.raises(BadInput, match="isn't a case"):
        import_case(json.dumps({**file, "saved_at": when}).encode(), tmp_path)


def test_nothing_is_saved_while_everything_is_deleted(kept: Settings, conversation: Conversation) -> None:
    saved = save_case(conversation, kept.cases, NOW)
    delete_everything(kept)
    with pytest.raises(CaseMoved):
        save_again(saved, conversation, kept.cases, NOW)
    assert list_cases(kept.cases) == []
