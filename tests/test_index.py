"""The index: only what changed is embedded, half a build never answers, damage is noticed."""

import json
import multiprocessing
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from assistant.corpus import Corpus, load_corpus
from assistant.errors import IndexUnavailable
from assistant.retrieval.embedding import Vectors
from assistant.retrieval.index import BuildReport, IndexDamaged, build_index, current_generation, open_index
from assistant.retrieval.ranking import Query, Retriever
from tests.conftest import SMALL, TODAY, HashEmbedder


def build(corpus: Corpus, folder: Path, embedder: HashEmbedder | None = None) -> BuildReport:
    return build_index(corpus, embedder or HashEmbedder(), folder, "fingerprint")


def test_what_is_built_is_what_is_opened(tmp_path: Path, small_corpus: Corpus, embedder: HashEmbedder) -> None:
    report = build(small_corpus, tmp_path, embedder)
    index = open_index(tmp_path)
    assert index is not None
    assert report.texts == len(index.passages) + len(index.questions)
    assert index.corpus == small_corpus
    for passage, vector in zip(index.passages, index.passage_vectors, strict=True):
        section = small_corpus.sections[passage.section]
        assert section.text[passage.start : passage.end] == passage.text
        np.testing.assert_allclose(vector, embedder.embed([passage.embedded_text])[0], atol=1e-6)


def test_nothing_changed_embeds_nothing(tmp_path: Path, small_corpus: Corpus) -> None:
    build(small_corpus, tmp_path)
    before, again = current_generation(tmp_path), HashEmbedder()
    assert build(small_corpus, tmp_path, again).nothing_changed
    assert again.embedded == 0
    assert current_generation(tmp_path) == before


def test_a_changed_sentence_embeds_only_its_passage(tmp_path: Path, small: Path) -> None:
    build(load_corpus(small, TODAY), tmp_path / "index")
    file = small / "guidance" / "step-4-pay--plans.md"
    file.write_text(file.read_text().replace("Apply online.", "Apply on the web."))
    again = HashEmbedder()
    report = build(load_corpus(small, TODAY), tmp_path / "index", again)
    assert (report.added, report.changed, report.removed) == ([], ["step-4-pay/plans"], [])
    assert again.embedded == report.embedded == 1


def test_removed_and_added_sections_are_named(tmp_path: Path, small: Path) -> None:
    build(load_corpus(small, TODAY), tmp_path / "index")
    boundary = small / "boundaries" / "other.yaml"
    boundary.write_text(boundary.read_text().replace("- id: state-tax", "- id: city-tax"))
    report = build(load_corpus(small, TODAY), tmp_path / "index")
    assert (report.added, report.removed) == (["boundary/city-tax"], ["boundary/state-tax"])


def flip_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def told(*orders: str) -> Callable[[Path], None]:
    """The database after these orders to it."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            changed = [database.execute(order).rowcount for order in orders]
        assert all(changed), "the order changes nothing"

    return change


def in_metadata(key: str, value: str) -> Callable[[Path], None]:
    return told(f"UPDATE embedding_metadata SET string_value = '{value}', int_value = 1 WHERE key = '{key}'")


def other_version(path: Path) -> None:
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "version": 99}))


DAMAGES: list[tuple[str, Callable[[Path], object]]] = [
    ("manifest.json", Path.unlink),
    ("manifest.json", truncate),
    ("manifest.json", other_version),
    ("manifest.json", lambda path: path.write_text('["a list"]')),
    ("manifest.json", lambda path: path.write_text(path.read_text().replace('"digests":{', '"digests":[],"x":{'))),
    ("corpus.json", Path.unlink),
    ("corpus.json", flip_byte),
    ("heads.npz", flip_byte),
    ("heads.npz", truncate),
    ("questions.npy", flip_byte),
    ("questions.npy", truncate),
    ("questions.npy", Path.unlink),
    ("chroma", shutil.rmtree),
    ("chroma/chroma.sqlite3", Path.unlink),
    ("chroma/chroma.sqlite3", truncate),
    ("chroma/chroma.sqlite3", lambda path: path.write_bytes(b"")),
    ("chroma/chroma.sqlite3", lambda path: path.write_bytes(b"SQLite format 4" + path.read_bytes()[15:])),
    ("chroma/chroma.sqlite3", lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size))),
    ("chroma/chroma.sqlite3", in_metadata("chroma:document", "forged")),
    ("chroma/chroma.sqlite3", in_metadata("section", "step-1-authenticity")),
    ("chroma/chroma.sqlite3", in_metadata("section", "step-9")),
    ("chroma/chroma.sqlite3", in_metadata("headings", "Watch out")),
    ("chroma/chroma.sqlite3", in_metadata("start", "1")),
    ("chroma/chroma.sqlite3", told("DELETE FROM collections")),
    ("chroma/chroma.sqlite3", told("UPDATE collections SET name = 'chunks'")),
    ("chroma/chroma.sqlite3", told("DELETE FROM embeddings WHERE id = 1")),
    ("chroma/chroma.sqlite3", told("UPDATE embeddings_queue SET vector = zeroblob(length(vector)) WHERE seq_id = 1")),
    # another version of Chroma
    ("chroma/chroma.sqlite3", told("UPDATE migrations SET hash = 'f00d'")),
    ("chroma/chroma.sqlite3", told("ALTER TABLE embeddings RENAME TO vectors")),
    ("../current", lambda path: path.write_text("gen-nowhere")),
    ("../current", lambda path: path.write_bytes(b"\xff\xfe")),
    ("../current", lambda path: path.write_bytes(b"gen-\0")),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_damage_is_noticed_and_mended_from_the_corpus(
    tmp_path: Path, small_corpus: Corpus, name: str, damage: Callable[[Path], object]
) -> None:
    build(small_corpus, tmp_path)
    generation = current_generation(tmp_path)
    assert generation is not None
    damage(generation / name)
    with pytest.raises(IndexDamaged):
        open_index(tmp_path)
    build(small_corpus, tmp_path)
    index = open_index(tmp_path)
    assert index is not None
    assert index.corpus == small_corpus


@pytest.fixture
def two_corpora(small: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The small corpus, and one in which a sentence has changed."""
    changed = Path(shutil.copytree(small, tmp_path / "changed"))
    file = changed / "guidance" / "step-4-pay--plans.md"
    file.write_text(file.read_text().replace("Apply online.", "Apply on the web."))
    return small, changed


def _build_in_process(corpus_folder: str, index_folder: str) -> None:
    build(load_corpus(Path(corpus_folder), TODAY), Path(index_folder))


def _build_without_end(corpora: tuple[str, str], index_folder: str, building: Connection) -> None:
    """Builds one corpus after the other, and says when it begins with each and how long the one before took."""
    loaded = [load_corpus(Path(corpus), TODAY) for corpus in corpora]
    build(loaded[0], Path(index_folder))
    for turn in count(1):
        started = time.monotonic()
        building.send("begins")
        build(loaded[turn % 2], Path(index_folder))
        building.send(time.monotonic() - started)


def test_killed_at_20_moments_the_old_index_or_the_new_one_answers(
    tmp_path: Path, two_corpora: tuple[Path, Path]
) -> None:
    """After each kill the index is opened and asked; a build that was killed leaves nothing once another has ended."""
    corpora = [load_corpus(folder, TODAY) for folder in two_corpora]
    folder, chance, takes = tmp_path / "index", random.Random(20), 0.4
    context = multiprocessing.get_context("forkserver")  # a build begins at once in a process that has all loaded
    context.set_forkserver_preload(["tests.test_index", "chromadb", "llama_index.vector_stores.chroma"])
    killed_while = []
    for _ in range(20):
        here, there = context.Pipe()
        process = context.Process(target=_build_without_end, args=(tuple(map(str, two_corpora)), str(folder), there))
        process.start()
        here.recv()
        time.sleep(takes * chance.random())
        process.kill()
        process.join()
        took = here.recv() if here.poll() else "killed in the first"
        killed_while.append(took)
        takes = took if isinstance(took, float) else takes
        index = open_index(folder)
        assert index is not None
        assert index.corpus in corpora
        ranking = Retriever(index, HashEmbedder()).rank(Query("how much does a monthly plan cost"))
        assert ranking.sections[0][0] == "step-4-pay/plans"
    assert killed_while.count("killed in the first") > 10
    build(corpora[0], folder)
    build(corpora[1], folder)
    assert sorted(path.name.split("-")[0] for path in folder.iterdir()) == ["build.lock", "current", "gen"]


def test_two_builds_at_once_end_in_one_whole_index(tmp_path: Path, two_corpora: tuple[Path, Path]) -> None:
    context = multiprocessing.get_context("spawn")
    folder = tmp_path / "index"
    processes = [
        context.Process(target=_build_in_process, args=(str(two_corpora[number % 2]), str(folder)))
        for number in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    index = open_index(folder)
    assert index is not None
    assert index.corpus in [load_corpus(corpus, TODAY) for corpus in two_corpora]


def test_a_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path, small_corpus: Corpus) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(IndexUnavailable) as fault:
        build(small_corpus, in_the_way / "index")
    assert "ASSISTANT_DATA" in str(fault.value)
    assert "\n" not in str(fault.value)


class FullDisk(HashEmbedder):
    """An embedder whose machine runs out of space at the worst moment."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        assert texts
        raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_index_answering(tmp_path: Path, two_corpora: tuple[Path, Path]) -> None:
    old, new = (load_corpus(folder, TODAY) for folder in two_corpora)
    build(old, tmp_path / "index")
    with pytest.raises(IndexUnavailable, match="No space left"):
        build(new, tmp_path / "index", FullDisk())
    index = open_index(tmp_path / "index")
    assert index is not None
    assert index.corpus == old
    assert (tmp_path / "index" / "current").is_file()
    assert not list((tmp_path / "index").glob("building-*"))


def test_the_small_corpus_is_the_one_in_the_repository() -> None:
    assert {s.id for s in load_corpus(SMALL, TODAY).guidance()} == {"step-1-authenticity", "step-4-pay/plans"}


def test_a_notice_changed_beside_its_words_is_taken_up_without_embedding(tmp_path: Path, small: Path) -> None:
    """Whether a last day rolls stands in no sentence of the notice, and decides the date on the card."""
    build(load_corpus(small, TODAY), tmp_path / "index")
    file = small / "notices" / "CP14.yaml"
    file.write_text(file.read_text().replace("  extendable: false\n", "  extendable: false\n  rolls: true\n", 1))
    embedder = HashEmbedder()
    report = build(load_corpus(small, TODAY), tmp_path / "index", embedder)
    index = open_index(tmp_path / "index")
    assert index is not None
    assert report.changed == ["notice/CP14"]
    assert embedder.embedded == 0
    assert index.corpus.notices["CP14"].clocks[0].rolls


def test_what_lies_beside_an_index_and_is_not_of_one_stays(tmp_path: Path, two_corpora: tuple[Path, Path]) -> None:
    names = ("building-permits", "gen-x-photos", "gen-0123456789abcdef-family_photos", ".mine.7.part")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "scan.pdf").touch()
    leftover = tmp_path / "building-0a1b2c3d"
    leftover.mkdir()
    build(load_corpus(two_corpora[0], TODAY), tmp_path)
    assert all((tmp_path / name / "scan.pdf").exists() for name in names)
    assert not leftover.exists()
