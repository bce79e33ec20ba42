"""Starting: whatever the disk, the corpus or the model has become, the best that can answer does, and says so."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant import wiring
from assistant.answering.answer import BY_WORDS_ALONE, answer_question
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.errors import CorpusError, IndexUnavailable, ModelUnavailable
from assistant.records import Notice, Outcome
from assistant.retrieval import embedding
from assistant.retrieval.index import current_generation, open_index
from assistant.retrieval.ranking import Query, Retriever
from assistant.settings import Settings
from assistant.wiring import ready_index, ready_retriever, refresh_index
from tests.conftest import TODAY, HashEmbedder
from tests.test_corpus import PHONES, PLANS, swap, write

ASKS = "how much does a monthly plan cost"


@pytest.fixture
def there(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small corpus with an index of it, made by an embedder that needs no model."""
    monkeypatch.setattr(wiring, "open_embedder", lambda _: HashEmbedder())
    settings = Settings(corpus=small, data=tmp_path / "data")
    refresh_index(settings, TODAY)
    return settings


def answers(retriever: Retriever) -> str:
    answer, _ = take_turn(ASKS, Conversation(), retriever, TODAY)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.citations[0].section == "step-4-pay/plans"
    return answer.text


@pytest.mark.parametrize(
    ("file", "change", "line"),
    [
        (PLANS, write(b"---\nsection: a\x00b\n"), 2),
        (PLANS, write("---\nsection: a\ntitle: d\xe9j\xe0\n".encode("latin-1")), 3),
        (PLANS, write(b""), 1),
        (PHONES, write(b"a: &a [*a]\n"), 1),
        (PHONES, swap("  unit: phone", "  unit: phone\n  colour: red"), 5),
    ],
)
def test_over_a_corpus_with_a_fault_the_older_index_answers(
    file: str, change: Callable[[Path], None], line: int, there: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    change(there.corpus / file)
    assert "costs $1,029 to" in answers(ready_retriever(there, TODAY))
    (said,) = caplog.messages
    assert f"{file}:{line}: " in said
    assert "the index made before answers" in said
    shutil.rmtree(there.index)
    with pytest.raises(CorpusError):  # and without one the fault is all there is to say
        ready_retriever(there, TODAY)


def test_damage_is_said_at_the_start_and_mended_from_the_corpus(
    there: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    generation = current_generation(there.index)
    assert generation is not None
    (generation / "heads.npz").write_bytes(b"")
    answers(ready_retriever(there, TODAY))
    assert [message for message in caplog.messages if "Building it again" in message] == caplog.messages
    assert len(caplog.messages) == 1
    assert open_index(there.index) is not None


# --- a folder that can't be written, and a disk that is full; as root with file systems of their own ---

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts a file system"
)


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of its own at `folder`."""
    folder.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def changed(settings: Settings) -> None:
    swap("Apply online.", "Apply on the web.")(settings.corpus / PLANS)


@needs_root
def test_a_data_folder_that_can_only_be_read_answers_today_and_tomorrow(
    there: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with mounted(tmp_path / "shut", "20m") as folder:
        shutil.copytree(there.index, folder / "index")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        shut = replace(there, data=folder)
        assert "costs $1,029 to" in answers(ready_retriever(shut, TODAY))
        assert caplog.messages == []
        answers(ready_retriever(shut, TODAY + timedelta(days=1)))
        changed(there)
        answers(ready_retriever(shut, TODAY))
        assert all("ASSISTANT_DATA" in said and "made before answers" in said for said in caplog.messages)
        assert len(caplog.messages) == 2


@needs_root
def test_a_data_folder_that_can_only_be_read_and_holds_nothing_says_what_to_change(
    there: Settings, tmp_path: Path
) -> None:
    with mounted(tmp_path / "shut", "1m") as folder:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(IndexUnavailable, match=r"Read-only.*ASSISTANT_DATA") as told:
            ready_retriever(replace(there, data=folder), TODAY)
        assert "\n" not in str(told.value)


@needs_root
@pytest.mark.parametrize("share", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
def test_on_a_disk_that_fills_up_the_older_index_answers_and_nothing_is_left_behind(
    share: float, there: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with mounted(tmp_path / "full", "20m") as folder:
        shutil.copytree(there.index, folder / "index")
        before = sorted(path.name for path in (folder / "index").iterdir())
        needed = sum(file.stat().st_size for file in (folder / "index").rglob("*"))
        (folder / "ballast").write_bytes(bytes(shutil.disk_usage(folder).free - int(share * needed)))
        changed(there)
        assert "costs $1,029 to" in answers(ready_retriever(replace(there, data=folder), TODAY))
        (said,) = caplog.messages
        assert "Free some space" in said
        assert "\n" not in said
        assert sorted(path.name for path in (folder / "index").iterdir()) == before
        (folder / "ballast").unlink()
        refresh_index(replace(there, data=folder), TODAY)
        mended = open_index(folder / "index")
        assert mended is not None
        assert "Apply on the web." in mended.corpus.sections["step-4-pay/plans"].text


# --- no model ---


@pytest.fixture
def without_model(there: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the packaged model nor an export of it is there any more."""
    assert there.index.exists()
    monkeypatch.setattr(embedding, "MODEL_PACKAGE", "no_such_model_package")
    monkeypatch.setattr(wiring, "open_embedder", embedding.open_embedder)


def with_index(settings: Settings) -> None:
    """As `there` made it."""


def without_index(settings: Settings) -> None:
    shutil.rmtree(settings.index)


@pytest.mark.parametrize("state", [with_index, without_index, changed])
@pytest.mark.usefixtures("without_model")
def test_without_a_model_words_alone_answer_and_say_so(
    state: Callable[[Settings], None], there: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    state(there)
    text = answers(ready_retriever(there, TODAY))
    assert text.endswith(BY_WORDS_ALONE)
    assert ("on the web" in text) is (state is changed)  # never what the guidance no longer says
    (said,) = caplog.messages
    assert "pip install" in said
    assert "words alone" in said


@pytest.mark.usefixtures("without_model")
def test_the_day_after_an_index_needs_no_model(there: Settings) -> None:
    before = current_generation(there.index)
    assert ready_index(there, TODAY + timedelta(days=1)).folder == before


@pytest.mark.usefixtures("without_model")
def test_without_a_model_a_changed_corpus_is_not_indexed_and_that_is_said(there: Settings) -> None:
    changed(there)
    with pytest.raises(ModelUnavailable, match="pip install"):
        refresh_index(there, TODAY)


@pytest.mark.parametrize("question", ["zzxqv wlkjh", "", "???", "\u0000"])
@pytest.mark.usefixtures("without_model")
def test_words_that_nobody_asks_with_are_not_covered_where_words_alone_count(question: str, there: Settings) -> None:
    answer = answer_question(Query(question), Notice(), ready_retriever(there, TODAY))
    assert answer.outcome is Outcome.NOT_COVERED
    assert answer.text.endswith(BY_WORDS_ALONE)


def test_with_its_model_no_answer_speaks_of_words_alone(there: Settings) -> None:
    assert BY_WORDS_ALONE not in answers(ready_retriever(there, TODAY))


def test_over_the_whole_corpus_words_alone_find_what_is_asked_for(retriever: Retriever) -> None:
    by_words = Retriever(retriever.index, None)
    for question, section in (
        ("can they take my wages?", "liens-levies"),
        ("how do I set up a monthly payment plan", "step-4-pay"),
        ("is this letter a scam", "step-1-authenticity"),
        ("what is a CP504", "notice/CP504"),
    ):
        answer, _ = take_turn(question, Conversation(), by_words, date.today())
        assert answer.citations[0].section.startswith(section), question
        assert BY_WORDS_ALONE in answer.text
