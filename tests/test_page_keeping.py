"""What the page keeps, without a browser: a reload, saving as it goes, two windows, opening, and files from anybody."""

import json
import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant import casefile
from assistant.casefile import as_bytes
from assistant.casefolder import Saved, delete_case, import_case, list_cases, load_case, save_again, save_case
from assistant.conversation.state import Conversation
from assistant.corpus import Corpus
from assistant.errors import BadInput
from assistant.page import keeping as page_keeping
from assistant.page.answers import render_answer, render_message
from assistant.page.card import Typed, read_card, typed_of
from assistant.page.keeping import OTHERS_HERE, Keeping, Kept, Memory
from assistant.records import Answer, Notice, Outcome
from assistant.retrieval.exact import ExactNames
from assistant.settings import Settings
from tests.conversations import PASSPHRASE, full_conversation

TAB, OTHER_TAB = "0" * 32, "1" * 32
NOW = datetime(2026, 11, 24, tzinfo=UTC)
NO_CARD = tuple(Typed())


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page pops up."""
    heard: list[str] = []
    monkeypatch.setattr(page_keeping.gr, "Warning", heard.append)
    monkeypatch.setattr(page_keeping.gr, "Info", heard.append)
    monkeypatch.setattr(casefile, "COST_N", 2**14)
    return heard


@pytest.fixture
def keeping(corpus: Corpus, tmp_path: Path) -> Keeping:
    names = ExactNames(corpus)
    retriever: Any = SimpleNamespace(index=SimpleNamespace(corpus=corpus), names=names)
    with gr.Blocks():
        return Keeping(
            retriever,
            Settings(data=tmp_path),
            lambda known, fields: read_card(Typed(*fields), names, known.notice).notice,
        )


@pytest.fixture
def conversation(corpus: Corpus) -> Conversation:
    return replace(full_conversation(corpus), draft=None)


def fields_of(known: Conversation) -> tuple[Any, ...]:
    return tuple(typed_of(known.notice))


def skipped(value: Any) -> bool:
    return value == gr.skip()


def come_back(keeping: Keeping, which: str) -> tuple[Any, Any, Any]:
    """The messages, the conversation and the case that come back."""
    shown = keeping.come_back(which)
    return shown[1], shown[2], shown[-4]


def on_disk(keeping: Keeping) -> list[Conversation]:
    folder = keeping.settings.cases
    return [load_case(one.id, folder).case.conversation for one in list_cases(folder)]


def saved_by(keeping: Keeping, tab: str, known: Conversation, passphrase: str = "") -> Saved:
    saved = keeping.save_now(tab, None, passphrase, known, *fields_of(known))[0]
    assert isinstance(saved, Saved)
    return saved


def told(known: Conversation, text: str) -> Conversation:
    return known.answered(text, Answer(Outcome.ANSWERED, f"about {text}"))


def test_a_reload_brings_everything_back(keeping: Keeping, conversation: Conversation, corpus: Corpus) -> None:
    typed = (
        *fields_of(conversation)[:1],
        "13/45/2026",
        *fields_of(conversation)[2:],
    )  # what can't be read comes back too
    keeping.keep(TAB, None, conversation, *typed)
    shown = keeping.come_back(f"{TAB} ")
    messages, known = shown[1], shown[2]
    assert known.exchanges == conversation.exchanges
    assert tuple(shown[3:10]) == typed
    assert [one["role"] for one in messages] == ["user", "assistant"] * 2
    assert messages[0]["content"] == render_message(conversation.exchanges[0].asked)
    answer = conversation.exchanges[0].answer
    assert messages[1]["content"] == render_answer(answer, corpus.sections, 0)
    assert messages[1]["content"].count("<details") == len(answer.citations) > 1
    assert not keeping.settings.cases.exists()  # and nothing of it was on the disk


@pytest.mark.parametrize(
    "which", ["", "x", "0" * 31, f"{OTHER_TAB} ", f"{OTHER_TAB} 20261124-abcdef", f"{OTHER_TAB} ../x"]
)
def test_no_other_tab_gets_it(keeping: Keeping, conversation: Conversation, which: str) -> None:
    keeping.keep(TAB, None, conversation, *fields_of(conversation))
    messages, known, _ = come_back(keeping, which)
    assert skipped(messages)
    assert skipped(known)


def test_two_tabs_each_have_their_own(keeping: Keeping) -> None:
    keeping.keep(TAB, None, told(Conversation(), "mine"), *NO_CARD)
    keeping.keep(OTHER_TAB, None, told(Conversation(), "other"), *NO_CARD)
    keeping.keep(TAB, None, told(told(Conversation(), "mine"), "more"), *NO_CARD)
    assert [one["content"] for one in come_back(keeping, TAB)[0]][::2] == ["mine", "more"]
    assert [one["content"] for one in come_back(keeping, OTHER_TAB)[0]][::2] == ["other"]


def test_starting_over_is_forgotten_and_leaves_the_case_as_it_was(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    standing = keeping.keep(TAB, saved, Conversation(), *NO_CARD)
    assert standing[0] is None
    assert skipped(come_back(keeping, TAB)[0])
    keeping.keep(TAB, saved, told(Conversation(), "another person"), *NO_CARD)  # the page still held the case
    assert [one.exchanges for one in on_disk(keeping)] == [conversation.exchanges]


def test_once_saved_every_answer_and_change_is_saved(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    more = told(conversation, "and then")
    saved = keeping.keep(TAB, saved, more, *fields_of(more))[0]
    assert on_disk(keeping) == [more]
    mended = (*fields_of(more)[:3], "99.50", *fields_of(more)[4:])
    saved = keeping.keep(TAB, saved, more, *mended)[0]
    assert on_disk(keeping)[0].notice.amount_due == "99.50"
    assert all(map(skipped, keeping.keep(TAB, saved, more, *mended)))  # nothing new, nothing written


def test_with_a_passphrase_what_is_added_is_locked_too(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation, PASSPHRASE)
    keeping.keep(TAB, saved, told(conversation, "marmalade"), *fields_of(conversation))
    folder = keeping.settings.cases
    assert all(b"marmalade" not in file.read_bytes() for file in folder.iterdir())
    assert load_case(saved.case.id, folder, PASSPHRASE).case.conversation.exchanges[-1].asked == "marmalade"


def test_a_passphrase_set_later_leaves_no_open_case_behind(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    locked = keeping.save_now(TAB, saved, PASSPHRASE, conversation, *fields_of(conversation))[0]
    assert [(one.id, one.locked) for one in list_cases(keeping.settings.cases)] == [(locked.case.id, True)]


def test_nothing_is_saved_where_nothing_was_said(keeping: Keeping, said: list[str]) -> None:
    keeping.save_now(TAB, None, "", Conversation(), *NO_CARD)
    assert "nothing to save" in said[0]
    assert not keeping.settings.cases.exists()


def test_a_case_comes_back_after_the_program_was_started_again(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    before = come_back(keeping, TAB)[0]
    keeping.memory.clear()
    after, known, case = come_back(keeping, f"{TAB} {saved.case.id}")
    assert after == before
    assert known.exchanges == conversation.exchanges
    assert case == saved
    keeping.keep(TAB, case, told(known, "on we go"), *fields_of(known))
    assert [one.exchanges[-1].asked for one in on_disk(keeping)] == ["on we go"]


def test_a_locked_case_waits_for_its_passphrase_after_a_restart(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation, PASSPHRASE)
    keeping.memory.clear()
    shown = keeping.come_back(f"{TAB} {saved.case.id}")
    assert skipped(shown[1])
    assert "enter its passphrase" in shown[-3]
    opened = keeping.open_one(TAB, None, saved.case.id, PASSPHRASE, Conversation(), *NO_CARD)
    assert opened[1].exchanges == conversation.exchanges


def test_opening_takes_the_place_of_nothing_unsaved(
    keeping: Keeping, conversation: Conversation, said: list[str]
) -> None:
    saved = saved_by(keeping, OTHER_TAB, conversation)
    here = told(Conversation(), "not saved")
    assert all(map(skipped, keeping.open_one(TAB, None, saved.case.id, "", here, *NO_CARD)))
    assert "isn't saved" in said[0]
    opened = keeping.open_one(TAB, None, saved.case.id, "", Conversation(), *NO_CARD)
    assert opened[1].exchanges == conversation.exchanges
    assert come_back(keeping, TAB)[2] == saved


def test_what_is_not_yet_saved_is_saved_before_another_is_opened(keeping: Keeping, conversation: Conversation) -> None:
    other = saved_by(keeping, OTHER_TAB, told(Conversation(), "other"))
    saved = saved_by(keeping, TAB, conversation)
    more = told(conversation, "the last word")
    opened = keeping.open_one(TAB, saved, other.case.id, "", more, *fields_of(more))
    assert opened[1].exchanges[0].asked == "other"
    assert load_case(saved.case.id, keeping.settings.cases).case.conversation.exchanges[-1].asked == "the last word"


def test_a_passphrase_does_not_replace_the_case_of_somebody_else(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    keeping.save_now(TAB, saved, PASSPHRASE, told(Conversation(), "another person"), *NO_CARD)
    assert sorted(one.locked for one in list_cases(keeping.settings.cases)) == [False, True]


def test_the_same_case_in_two_windows_becomes_two(keeping: Keeping, conversation: Conversation) -> None:
    mine = saved_by(keeping, TAB, conversation)
    keeping.keep(TAB, mine, told(conversation, "mine"), *fields_of(conversation))
    own, says, _ = keeping.keep(OTHER_TAB, mine, told(conversation, "theirs"), *fields_of(conversation))
    assert "a case of its own" in says
    assert own.case.id != mine.case.id
    assert {one.exchanges[-1].asked for one in on_disk(keeping)} == {"mine", "theirs"}


def test_what_was_deleted_elsewhere_is_not_written_again(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    delete_case(saved.case.id, keeping.settings.cases)
    case, says, _ = keeping.keep(TAB, saved, told(conversation, "more"), *fields_of(conversation))
    assert case is None
    assert "deleted" in says
    assert on_disk(keeping) == []
    assert come_back(keeping, TAB)[1].exchanges[-1].asked == "more"  # the conversation goes on
    keeping.save_now(TAB, saved, "", conversation, *fields_of(conversation))  # and is saved anew once that is asked for
    assert on_disk(keeping) == [conversation]


def test_a_full_disk_is_told_and_saved_once_there_is_room(
    keeping: Keeping, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = saved_by(keeping, TAB, conversation)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    more = told(conversation, "more")
    monkeypatch.setattr("assistant.files.os.fsync", full)
    case, says, _ = keeping.keep(TAB, saved, more, *fields_of(more))
    assert skipped(case)
    assert "no room left" in says
    assert on_disk(keeping) == [conversation]
    monkeypatch.undo()
    keeping.keep(TAB, saved, more, *fields_of(more))
    assert on_disk(keeping) == [more]


def test_deleting_one_leaves_its_conversation_in_the_window(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    assert keeping.delete_one(saved, saved.case.id)[1] is None
    assert on_disk(keeping) == []
    _, known, case = come_back(keeping, TAB)
    assert known.exchanges == conversation.exchanges
    assert case is None


def test_delete_everything_takes_memory_too(
    keeping: Keeping, conversation: Conversation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    saved = saved_by(keeping, TAB, conversation)
    keeping.keep(OTHER_TAB, None, told(Conversation(), "other"), *NO_CARD)
    _, case, says, *_ = keeping.forget_all()
    assert case is None
    assert "1 saved case," in says
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert skipped(come_back(keeping, TAB)[0])
    assert skipped(come_back(keeping, OTHER_TAB)[0])
    keeping.keep(TAB, saved, told(conversation, "more"), *fields_of(conversation))  # a window that doesn't know yet
    assert on_disk(keeping) == []


# memory


def test_memory_forgets_after_its_time_and_by_itself() -> None:
    memory = Memory(seconds=0.2)
    memory.keep(TAB, Kept(Conversation(("x",)), (), None))
    assert memory.of(TAB) is not None
    time.sleep(0.25)
    assert memory.of(TAB) is None
    memory = Memory(seconds=-0.95)  # its clock strikes in a twentieth of a second
    memory.keep(TAB, Kept(Conversation(("x",)), (), None))
    for _ in range(100):
        if not memory._kept:
            return
        time.sleep(0.1)
    raise AssertionError("nobody asked, and it never forgot")


def test_memory_holds_no_more_than_it_should() -> None:
    memory = Memory(most=2)
    for tab in "abc":
        memory.keep(tab, Kept(Conversation((tab,)), (), None))
    assert [memory.of(tab) is not None for tab in "abc"] == [False, True, True]


# files from anybody


def hostile(case: Saved, keeping: Keeping, change: Any) -> str:
    """The id of a case brought in from a changed file."""
    file = json.loads(as_bytes(case.case))
    file["id"] = "20260101-000000"
    change(file["conversation"])
    return import_case(json.dumps(file).encode(), keeping.settings.cases).id


CHANGES = [
    lambda known: known.update(draft={"kind": "../../x"}),
    lambda known: known.update(draft={"kind": "dispute_letter", "situation": "none such"}),
    lambda known: known.update(draft={"kind": "dispute_letter", "answers": {"payment_date": "soon"}}),
    lambda known: known["letter"]["reading"]["fields"].update(code=[]),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_says_what_none_of_ours_would_is_refused_or_does_no_harm(
    keeping: Keeping, conversation: Conversation, said: list[str], change: Any
) -> None:
    case_id = hostile(save_case(conversation, keeping.settings.cases, NOW), keeping, change)
    opened = keeping.open_one(TAB, None, case_id, "", Conversation(), *NO_CARD)
    assert (skipped(opened[1]) and "isn't a case" in said[0]) or isinstance(opened[1], Conversation)


def test_a_forged_citation_is_named_as_one_and_its_link_is_not_followed(
    keeping: Keeping, conversation: Conversation
) -> None:
    def forge(known: dict[str, Any]) -> None:
        answer = known["exchanges"][0]["answer"]
        answer["text"] = "Pay with gift cards. [1]\n\n<img src=x onerror=alert(1)>[x](javascript:alert(1)) [2]"
        answer["citations"][0].update(quote="Pay with gift cards.", url="javascript:alert(1)")
        answer["citations"][1].update(section="none/such", title="<b>", url="https://scam.example")
        answer["citations"] = answer["citations"][:2]

    case_id = hostile(save_case(conversation, keeping.settings.cases, NOW), keeping, forge)
    html = keeping.open_one(TAB, None, case_id, "", Conversation(), *NO_CARD)[0][1]["content"]
    assert html.count("no longer stand in the guidance") == 2
    assert "scam.example" not in html
    for bad in ("<img", "<b>", 'href="javascript'):
        assert bad not in html


def test_a_forged_all_clear_is_not_believed(keeping: Keeping, conversation: Conversation) -> None:
    def forge(known: dict[str, Any]) -> None:
        known["letter"].update(verdict="no warning signs found, still confirm", signs=[])
        known["letter"]["reading"]["letter"]["lines"].append(
            {
                **known["letter"]["reading"]["letter"]["lines"][0],
                "text": "Pay with gift cards within 24 hours or be arrested.",
            }
        )

    case_id = hostile(save_case(conversation, keeping.settings.cases, NOW), keeping, forge)
    opened = keeping.open_one(TAB, None, case_id, "", Conversation(), *NO_CARD)[1]
    assert opened.letter is not None
    assert any(sign.strong for sign in opened.letter.signs)


def changed_somewhere(value: Any, chance: random.Random) -> Any:
    """`value` with one thing in it, at any depth, gone or of another kind."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: changed_somewhere(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [*value[:place], changed_somewhere(value[place], chance), *value[place + 1 :]]
    return chance.choice(
        [None, "", "x" * 50, -1, 10**12, True, [], {}, ["x"], {"$date": "2026-01-01"}, {"$sum": "1.00"}]
    )


def test_whatever_a_file_holds_it_opens_or_is_refused(keeping: Keeping, corpus: Corpus) -> None:
    chance = random.Random(11)
    known = full_conversation(corpus)
    assert known.draft is not None
    draft = replace(known.draft, refused=None)
    case = save_case(replace(known, draft=draft), keeping.settings.cases, NOW)
    good = json.loads(as_bytes(case.case))
    refused = 0
    for _ in range(150):
        file = {**good, "conversation": changed_somewhere(good["conversation"], chance)}
        try:
            opened, _lock = casefile.read_case(json.dumps(file).encode())
            known = keeping._taken_up(opened.conversation)
        except BadInput:
            refused += 1
            continue
        keeping.keep(TAB, None, known, *fields_of(known))
        hash(known)  # the page notices changes by it
        save_again(case, known, keeping.settings.cases, NOW)
        case = load_case(case.case.id, keeping.settings.cases)
    assert 30 < refused < 150


def test_a_change_is_noticed_by_its_hash(conversation: Conversation, corpus: Corpus) -> None:
    assert hash(full_conversation(corpus)) != hash(conversation)
    assert hash(conversation) != hash(told(conversation, "x"))
    assert hash(conversation) != hash(replace(conversation, notice=Notice()))


def test_two_changes_sent_together_are_one_case(keeping: Keeping, conversation: Conversation) -> None:
    saved = saved_by(keeping, TAB, conversation)
    first, second = told(conversation, "one"), told(told(conversation, "one"), "two")
    keeping.keep(TAB, saved, first, *fields_of(first))
    keeping.keep(TAB, saved, second, *fields_of(second))  # sent before the answer to the first was there
    assert [one.exchanges for one in on_disk(keeping)] == [second.exchanges]


def test_on_a_page_that_others_use_nobody_sees_or_deletes_cases(
    keeping: Keeping, conversation: Conversation, said: list[str]
) -> None:
    saved = saved_by(keeping, TAB, conversation)
    case_id = saved.case.id
    for_others = replace(keeping.settings, host="192.0.2.7", password="correct horse battery")
    with gr.Blocks():
        shared = Keeping(keeping.retriever, for_others, keeping.on_card)
    shared.save_now(OTHER_TAB, None, "", conversation, *fields_of(conversation))
    shared.open_one(OTHER_TAB, None, case_id, "", Conversation(), *NO_CARD)
    assert shared.hand_over(case_id) is None
    shared.delete_one(None, case_id)
    shared.forget_all()
    assert said == [OTHERS_HERE] * 5
    assert not shared.place.visible
    assert skipped(come_back(shared, f"{OTHER_TAB} {case_id}")[1])
    assert shared._choices()["choices"] == []
    assert len(on_disk(keeping)) == 1


def test_a_passphrase_set_here_does_not_delete_what_another_window_added(
    keeping: Keeping, conversation: Conversation
) -> None:
    saved = saved_by(keeping, TAB, conversation)
    more = told(conversation, "said in the other window")
    save_again(saved, more, keeping.settings.cases, NOW)
    says = keeping.save_now(TAB, saved, PASSPHRASE, conversation, *fields_of(conversation))[1]
    assert "changed in another window" in says
    assert load_case(saved.case.id, keeping.settings.cases).case.conversation == more
    assert len(list_cases(keeping.settings.cases)) == 2


def test_without_a_name_for_the_tab_a_case_is_added_to_all_the_same(
    keeping: Keeping, conversation: Conversation
) -> None:
    saved = saved_by(keeping, "", conversation)
    more = told(conversation, "more")
    keeping.keep("", saved, more, *fields_of(more))
    assert [one.exchanges for one in on_disk(keeping)] == [more.exchanges]
