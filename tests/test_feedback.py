"""Kept questions: masked, limited, and made into cases only when somebody says what a right answer is."""

from datetime import date
from pathlib import Path

import pytest

from assistant import feedback
from assistant.corpus import Corpus
from assistant.errors import BadInput
from assistant.feedback import delete_pending, keep_question, load_pending, mask_private, pending_in
from assistant.page.marking import text_of
from assistant.settings import Settings
from evals import accepting
from evals.accepting import accept_pending, pending_lines
from evals.cases import Case, read_cases

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "private", "masked"),
    [
        ("I'm dana ortiz.", ["Dana Ortiz"], "I'm [private]."),
        ("Danae Ortizez isn't me", ["Dana Ortiz"], "Danae Ortizez isn't me"),  # not inside other words
        ("Ortiz, Dana Ortiz", ["Ortiz", "Dana Ortiz"], "[private], [private]"),  # the longer first
        ("card 4111 1111 1111 1111", [], "card [card number ending 1111]"),
        ("write to d.o+x@mail.example.org now", [], "write to [e-mail] now"),
        ("No one", ["No"], "No one"),  # too short to be a name
    ],
)
def test_what_is_private_is_masked(text: str, private: list[str], masked: str) -> None:
    assert mask_private(text, private) == masked


def test_a_question_is_kept_for_this_user_alone(tmp_path: Path) -> None:
    kept = keep_question(["is it real", "and 987-65-4321?"], [], True, tmp_path / "pending", TODAY)
    assert pending_in(tmp_path / "pending") == [kept]
    assert kept.turns == ["is it real", "and [taxpayer number ending 4321]?"]
    assert [file.stat().st_mode & 0o777 for file in (tmp_path / "pending").iterdir()] == [0o600]


def test_names_are_masked_in_every_turn(tmp_path: Path) -> None:
    kept = keep_question(["Dana Ortiz here", "it's Dana Ortiz again"], iter(["Dana Ortiz"]), False, tmp_path, TODAY)
    assert kept.turns == ["[private] here", "it's [private] again"]


def test_no_more_are_kept_than_somebody_will_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_PENDING", 2)
    for _ in range(2):
        keep_question(["?"], [], False, tmp_path, TODAY)
    with pytest.raises(BadInput, match="review them first"):
        keep_question(["?"], [], False, tmp_path, TODAY)


def test_where_nothing_can_be_kept_that_is_said_and_nothing_lies_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.files.os.fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        keep_question(["?"], [], False, tmp_path, TODAY)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="couldn't be kept"):
        keep_question(["?"], [], False, tmp_path / "file" / "pending", TODAY)


@pytest.mark.parametrize("name", ["none", "../secrets", "/etc/passwd"])
def test_a_name_that_is_none_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load_pending(name, tmp_path)
    with pytest.raises(BadInput):
        delete_pending(name, tmp_path)


def test_a_spoilt_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match=r"x\.json"):
        pending_in(tmp_path)


@pytest.mark.parametrize(
    "content",
    ["what&#39;s a levy&#63;<br>now", [{"type": "text", "text": "what&#39;s a levy&#63;<br>now"}]],
)
def test_a_message_of_the_page_is_what_was_typed(content: object) -> None:
    assert text_of({"role": "user", "content": content}) == "what's a levy?\nnow"


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Settings]:
    """A question that waits, in a folder of its own, with nothing accepted yet."""
    settings = Settings(data=tmp_path)
    monkeypatch.setattr(accepting, "ACCEPTED", tmp_path / "accepted.jsonl")
    return keep_question(["is it real", "and then?"], [], False, settings.pending, TODAY).id, settings


def test_a_kept_question_becomes_a_case(waiting: tuple[str, Settings], corpus: Corpus, tmp_path: Path) -> None:
    name, settings = waiting
    case = accept_pending(
        name,
        settings,
        corpus,
        "",
        ["step-1-authenticity"],
        ["800-829-1040|call the IRS"],
        ["it is genuine"],
        "a real one",
    )
    assert read_cases(tmp_path / "accepted.jsonl", Case) == [case]
    assert (case.kind, case.question, case.turns) == ("followup", "and then?", ["is it real", "and then?"])
    assert case.key_facts == [["800-829-1040", "call the IRS"]]
    assert pending_in(settings.pending) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sections": ["step-9"]}, "no section step-9"),
        ({"sections": []}, "Say which section"),
        ({"sections": ["step-4-pay/plans"]}, "step-4-pay, not step-4-pay/plans"),
        ({"facts": ["180 days|"]}, "An empty wording"),
        ({"never": [""]}, "An empty wording"),
        ({"why": ""}, "Say why"),
        ({"kind": "odd"}, "--kind takes"),
    ],
)
def test_a_case_that_is_not_whole_changes_nothing(
    given: dict[str, object], says: str, waiting: tuple[str, Settings], corpus: Corpus, tmp_path: Path
) -> None:
    name, settings = waiting
    whole = {"kind": "", "sections": ["step-4-pay"], "facts": [], "never": [], "why": "w"}
    with pytest.raises(BadInput, match=says):
        accept_pending(name, settings, corpus, **{**whole, **given})  # type: ignore[arg-type]
    assert len(pending_in(settings.pending)) == 1
    assert not (tmp_path / "accepted.jsonl").exists()


def test_the_list_says_how(waiting: tuple[str, Settings]) -> None:
    name, settings = waiting
    lines = list(pending_lines(settings))
    assert lines[0] == f"{name}  is it real / and then?"
    assert any("--section" in line and "--discard" in line for line in lines)
