"""The index on disk: generations, each whole, one of them current.

    index/
      current                  names the generation that answers
      gen-<key>-<random>/
        manifest.json          what it was built from, and digests of the rest
        corpus.json            the checked corpus
        heads.npz              what was learnt from the asks
        questions.npy          the vectors of the asks, in the order of `questions_of`
        chroma/                passages with their vectors

A generation is built beside the others and then named in `current` in one step: a build that is
interrupted leaves the old one answering. A generation whose digests don't hold is not used.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.corpus import Corpus
from assistant.errors import IndexUnavailable
from assistant.files import write_whole
from assistant.records import Passage
from assistant.retrieval.chunking import LIMIT_TOKENS, headings_of, split_section
from assistant.retrieval.embedding import WEIGHTS_SHA256, Embedder, Vectors
from assistant.retrieval.heads import Heads, train_heads
from assistant.retrieval.questions import Question, outcome_of, questions_of
from assistant.retrieval.store import BROKEN, PASSAGES, Rows, joined, opened, read_rows, write_rows

MADE_BY = f"3.{Heads.VERSION}"  # raise it when what a generation holds changes shape or meaning
OURS = re.compile(
    r"building-[a-z0-9_]{8}|gen-[0-9a-f]{16}-[a-z0-9_]{8}|\.current\.\d+\.part"
)  # else in the folder is somebody's own
LONGEST_WAIT_SECONDS = 600

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

_corpus_json = TypeAdapter(Corpus)


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from, and how to tell that it is whole."""

    made_by: str
    key: str
    fingerprint: str
    sections: dict[str, str]
    digests: dict[str, str]
    __pydantic_config__ = ConfigDict(extra="forbid")


_manifest_json = TypeAdapter(Manifest)


@dataclass(frozen=True)
class Index:
    """A whole index in memory: row `n` of `passage_vectors` is `passages[n]`, likewise for questions."""

    folder: Path
    manifest: Manifest
    corpus: Corpus
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    questions: tuple[Question, ...]
    question_vectors: Vectors
    heads: Heads


@dataclass(frozen=True)
class BuildReport:
    """What a build did, by section or boundary id."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    texts: int = 0
    embedded: int = 0

    @property
    def nothing_changed(self) -> bool:
        return not (self.added or self.changed or self.removed or self.embedded)


class IndexDamaged(IndexUnavailable):
    """The generation on disk isn't what was built; it can be built again from the corpus."""


def index_key(corpus: Corpus) -> str:
    """The name of what an index of `corpus` would hold: corpus, model, chunking and format."""
    made_of = [corpus.hash(), WEIGHTS_SHA256, str(LIMIT_TOKENS), MADE_BY]
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:16]


def fingerprint(folder: Path, today: date) -> str:
    """Changes whenever a corpus file does; cheap, from names, sizes and times. `today` decides which facts are in force."""
    sha = hashlib.sha256(f"{MADE_BY} {today.isoformat()}".encode())
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):  # an editor's own file that has gone meanwhile
            if path.is_file():
                stat = path.stat()
                marks = f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n"
                sha.update(marks.encode(errors="surrogateescape"))  # a name may be of any bytes
    return sha.hexdigest()[:16]


def current_generation(folder: Path) -> Path | None:
    """The generation that answers, or None where none was ever finished."""
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged("The index's `current` file is unreadable.") from error
    return folder / name if name.startswith("gen-") and "/" not in name else None


def open_manifest(generation: Path) -> Manifest:
    """The generation's manifest. IndexDamaged when it can't be read as one."""
    try:
        manifest = _manifest_json.validate_json((generation / "manifest.json").read_bytes())
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"The index in {generation.name} has no readable manifest.") from error
    if manifest.made_by != MADE_BY:
        raise IndexDamaged(f"The index in {generation.name} was made by another version.")
    return manifest


def open_index(folder: Path) -> Index | None:
    """The current index, checked whole; None where there is none. IndexDamaged when it isn't whole."""
    generation = current_generation(folder)
    if generation is None:
        return None
    manifest = open_manifest(generation)
    corpus_json = _checked_bytes(generation, manifest, "corpus.json")
    heads_npz = _checked_bytes(generation, manifest, "heads.npz")
    question_vectors = _checked_array(generation, manifest, "questions.npy")
    try:
        corpus = _corpus_json.validate_json(corpus_json)
    except ValidationError as error:
        raise IndexDamaged(f"The corpus stored in {generation.name} is from another version.") from error
    passages = _read_store(generation, manifest)
    return Index(
        generation,
        manifest,
        corpus,
        _passages(passages, corpus, generation),
        passages.vectors,
        tuple(questions_of(corpus)),
        question_vectors,
        Heads.load(heads_npz),
    )


def _checked_bytes(generation: Path, manifest: Manifest, name: str) -> bytes:
    try:
        data = (generation / name).read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{generation.name}/{name} can't be read.") from error
    _must_match(hashlib.sha256(data).hexdigest(), generation, manifest, name)
    return data


def _checked_array(generation: Path, manifest: Manifest, name: str) -> Vectors:
    """The array in file `name`, left on disk until its rows are used."""
    try:
        _must_match(_digest_of(generation / name), generation, manifest, name)
        array: Vectors = np.load(generation / name, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise IndexDamaged(f"{generation.name}/{name} can't be read.") from error
    return array


def _must_match(found: str, generation: Path, manifest: Manifest, name: str) -> None:
    if found != manifest.digests.get(name):
        raise IndexDamaged(f"{generation.name}/{name} isn't what was built.")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_store(generation: Path, manifest: Manifest) -> Rows:
    folder = generation / "chroma"
    if not (folder / "chroma.sqlite3").is_file():
        raise IndexDamaged(f"{generation.name}/chroma is missing.")
    try:
        rows = _rows_in(folder)
    except BROKEN:
        # Chroma writes even where it only reads, so a folder that is shut or a full disk is read from a copy
        try:
            with _copied(folder) as copy:
                rows = _rows_in(copy)
        except BROKEN as error:
            raise IndexDamaged(f"{generation.name}/chroma can't be read ({type(error).__name__}).") from error
    if rows.digest() != manifest.digests.get(PASSAGES):
        raise IndexDamaged(f"{generation.name}/chroma: the passages aren't what was built.")
    return rows


def _rows_in(folder: Path) -> Rows:
    with opened(folder) as client:
        return read_rows(client, PASSAGES)


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """A copy of `folder` that can be written, for the while."""
    with tempfile.TemporaryDirectory() as elsewhere:
        for file in (path for path in folder.rglob("*") if path.is_file()):
            copy = Path(elsewhere) / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        yield Path(elsewhere)


def _passages(rows: Rows, corpus: Corpus, generation: Path) -> tuple[Passage, ...]:
    """The passages of the store. IndexDamaged unless each stands in its section, under headings that stand there too."""
    try:
        passages = tuple(_passage(metadata, corpus) for metadata in rows.metadata)
        headings = {name: frozenset(headings_of(corpus.sections[name])) for name in {p.section for p in passages}}
    except (KeyError, ValueError) as error:
        raise IndexDamaged(f"{generation.name}/chroma: a passage names no section of the corpus.") from error
    for passage, one_id, text in zip(passages, rows.ids, rows.texts, strict=True):
        if (passage.id, passage.text) != (one_id, text) or not headings[passage.section].issuperset(passage.headings):
            raise IndexDamaged(f"{generation.name}/chroma: a passage isn't where the corpus has it.")
    return passages


def _passage(metadata: dict[str, object], corpus: Corpus) -> Passage:
    section, start, end = str(metadata["section"]), int(str(metadata["start"])), int(str(metadata["end"]))
    headings = tuple(str(metadata["headings"]).split("\n"))
    return Passage(section, start, end, corpus.sections[section].text[start:end], headings)


def index_of_words(corpus: Corpus) -> Index:
    """An index of `corpus` in memory that knows words and no vectors: where there is no model to embed with."""
    passages, questions = _passages_of(corpus), tuple(questions_of(corpus))
    no_vectors = np.zeros((len(questions), 0), np.float32)
    return Index(
        Path(),
        Manifest(MADE_BY, index_key(corpus), "", corpus.section_hashes(), {}),
        corpus,
        tuple(passages),
        np.zeros((len(passages), 0), np.float32),
        questions,
        no_vectors,
        _heads_of(questions, no_vectors, corpus),
    )


def build_index(
    corpus: Corpus, embedder: Embedder, folder: Path, corpus_fingerprint: str, progress: Progress = lambda *_: None
) -> BuildReport:
    """Bring the index in `folder` up to `corpus`; only texts it doesn't hold yet are embedded.

    Two builds at once take turns. Whatever interrupts it, the index that answered before still does.
    IndexUnavailable when the folder can't be written or another build doesn't end.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "build.lock", timeout=LONGEST_WAIT_SECONDS):
            return _build(corpus, embedder, folder, corpus_fingerprint, progress)
    except Timeout as error:
        raise IndexUnavailable(f"Another build holds {folder}; wait for it, or delete build.lock there.") from error
    except OSError as error:
        raise IndexUnavailable(
            f"The index can't be written in {folder} ({error.strerror or error}). "
            "Free some space, or set ASSISTANT_DATA to a folder you can write."
        ) from error


def _build(
    corpus: Corpus, embedder: Embedder, folder: Path, corpus_fingerprint: str, progress: Progress
) -> BuildReport:
    _remove_leftovers(folder)
    key, hashes = index_key(corpus), corpus.section_hashes()
    try:
        old = open_index(folder)
    except IndexDamaged:
        old = None
    if old is not None and old.manifest.key == key:
        if old.manifest.fingerprint != corpus_fingerprint:
            renewed = Manifest(**{**asdict(old.manifest), "fingerprint": corpus_fingerprint})
            write_whole(old.folder / "manifest.json", _manifest_json.dump_json(renewed))
        return BuildReport(texts=len(old.passages) + len(old.questions))
    building = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        texts, embedded, digests = _fill(building, corpus, embedder, old, progress)
        manifest = Manifest(MADE_BY, key, corpus_fingerprint, hashes, digests)
        write_whole(building / "manifest.json", _manifest_json.dump_json(manifest))
        generation = folder / f"gen-{key}-{building.name.removeprefix('building-')}"
        building.rename(generation)
        write_whole(folder / "current", generation.name.encode())
    finally:
        _remove_leftovers(folder)
    before = old.manifest.sections if old is not None else {}
    return BuildReport(
        added=sorted(hashes.keys() - before.keys()),
        changed=sorted(name for name in hashes.keys() & before.keys() if hashes[name] != before[name]),
        removed=sorted(before.keys() - hashes.keys()),
        texts=texts,
        embedded=embedded,
    )


def _fill(
    building: Path, corpus: Corpus, embedder: Embedder, old: Index | None, progress: Progress
) -> tuple[int, int, dict[str, str]]:
    """Write everything of a generation but its manifest; (texts, how many were embedded, digests)."""
    passages, questions = _passages_of(corpus), list(questions_of(corpus))
    known = _known_vectors(old)
    passage_texts = [p.embedded_text for p in passages]
    question_texts = [q.text for q in questions]
    new = list(dict.fromkeys(text for text in passage_texts + question_texts if text not in known))
    known.update(zip(new, _embed(new, embedder, progress), strict=True))
    passage_vectors = _rows_of(known, passage_texts)
    question_vectors = _rows_of(known, question_texts)
    progress("training", 0, 1)
    heads = _heads_of(questions, question_vectors, corpus)
    progress("training", 1, 1)
    digests = {
        "corpus.json": _write_digested(building / "corpus.json", _corpus_json.dump_json(corpus)),
        "heads.npz": _write_digested(building / "heads.npz", heads.dump()),
        "questions.npy": _write_array(building / "questions.npy", question_vectors),
        PASSAGES: _write_store(building / "chroma", passages, passage_vectors),
    }
    return len(passages) + len(questions), len(new), digests


def _passages_of(corpus: Corpus) -> list[Passage]:
    return [p for s in corpus.sections.values() if s.step != "facts" for p in split_section(s)]


def _heads_of(questions: Sequence[Question], vectors: Vectors, corpus: Corpus) -> Heads:
    return train_heads(questions, vectors, [outcome_of(q.target, corpus) for q in questions])


def _known_vectors(old: Index | None) -> dict[str, Vectors]:
    if old is None:
        return {}
    passages = zip((p.embedded_text for p in old.passages), old.passage_vectors, strict=True)
    questions = zip((q.text for q in old.questions), old.question_vectors, strict=True)
    return {**dict(passages), **dict(questions)}


def _embed(texts: Sequence[str], embedder: Embedder, progress: Progress, batch: int = 512) -> Vectors:
    ordered = sorted(texts, key=len)
    done: dict[str, Vectors] = {}
    for first in range(0, len(ordered), batch):
        progress("embedding", first, len(ordered))
        part = ordered[first : first + batch]
        done.update(zip(part, embedder.embed(part), strict=True))
    progress("embedding", len(ordered), len(ordered))
    return _rows_of(done, texts)


def _rows_of(vectors: dict[str, Vectors], texts: Sequence[str]) -> Vectors:
    return joined([np.stack([vectors[text] for text in texts])] if texts else [])


def _write_store(folder: Path, passages: list[Passage], vectors: Vectors) -> str:
    """Write the passages and read them back; their digest."""
    metadata = [
        {"section": p.section, "start": p.start, "end": p.end, "headings": "\n".join(p.headings)} for p in passages
    ]
    rows = Rows(tuple(p.id for p in passages), tuple(p.text for p in passages), tuple(metadata), vectors)
    with opened(folder) as client:
        write_rows(client, PASSAGES, rows)
    with opened(folder) as client:
        return read_rows(client, PASSAGES).digest()


def _write_array(path: Path, array: Vectors) -> str:
    np.save(path, np.ascontiguousarray(array, np.float32), allow_pickle=False)
    return _digest_of(path)


def _write_digested(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _remove_leftovers(folder: Path) -> None:
    """What builds left behind, also interrupted ones: all but the current generation. Called with the build lock held."""
    try:
        current = current_generation(folder)
    except IndexDamaged:
        current = None
    for leftover in folder.iterdir():
        if leftover != current and OURS.fullmatch(leftover.name):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
            elif leftover.suffix == ".part":
                leftover.unlink(missing_ok=True)
