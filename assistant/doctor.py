"""`assistant doctor`: what could keep it from answering, each with what to do about it."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.corpus import Corpus, load_corpus
from assistant.errors import AssistantError, BadInput, CorpusError
from assistant.retrieval.embedding import check_weights, model_folder
from assistant.retrieval.index import IndexDamaged, index_key, open_index
from assistant.settings import PROJECT, Settings, unknown_variables

LOCK = PROJECT / "requirements.lock"
LEAST_FREE_BYTES = 500 * 1024**2
MOST_NAMED = 5
MAKE_INDEX = "Run: assistant index"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z,-]+\])?==(?P<version>[\w.!+-]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `do` is what mends it, "" where nothing is wrong."""

    name: str
    says: str
    do: str = ""

    @property
    def ok(self) -> bool:
        return not self.do

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "ok": self.ok, "says": self.says, "do": self.do}


def examine(
    settings: Settings, today: date, environment: Mapping[str, str] = os.environ, lock: Path = LOCK
) -> Iterator[Finding]:
    """Every finding, in the order in which they would keep it from answering."""
    yield _settings(environment)
    yield _weights()
    corpus, finding = _corpus(settings, today)
    yield finding
    yield _index(settings, corpus)
    yield _space(settings.data)
    yield _versions(lock)
    yield _listening(settings)
    yield _answering(settings)
    yield _sending(settings)


def _settings(environment: Mapping[str, str]) -> Finding:
    unknown = unknown_variables(environment)
    if unknown:
        return Finding(
            "settings",
            f"Not a setting: {', '.join(unknown)}.",
            "Compare its spelling with the README's table of settings.",
        )
    return Finding("settings", "Every ASSISTANT_ variable is a setting.")


def _weights() -> Finding:
    try:
        check_weights(model_folder())
    except AssistantError as fault:
        return _told("model", fault)
    return Finding("model", "The embedding model's weights are the ones it was measured with (SHA-256).")


def _corpus(settings: Settings, today: date) -> tuple[Corpus | None, Finding]:
    set_it = "Set ASSISTANT_CORPUS to the folder with the guidance, or leave it out."
    if not settings.corpus.is_dir():
        return None, Finding("corpus", f"There is no folder {settings.corpus}.", set_it)
    try:
        corpus = load_corpus(settings.corpus, today)
    except CorpusError as fault:
        return None, Finding("corpus", str(fault), f"Mend {fault.file}, line {fault.line}.")
    except OSError as fault:
        return None, Finding("corpus", f"{settings.corpus} can't be read ({fault.strerror or fault}).", set_it)
    return corpus, Finding("corpus", f"{len(corpus.sections)} sections and {len(corpus.notices)} notices, no fault.")


def _index(settings: Settings, corpus: Corpus | None) -> Finding:
    try:
        index = open_index(settings.index)
    except IndexDamaged as damage:
        return Finding("index", str(damage), MAKE_INDEX)
    except OSError as fault:
        return Finding("index", f"{settings.index} can't be read ({fault.strerror or fault}).", MAKE_INDEX)
    if index is None:
        return Finding("index", f"There is none in {settings.index}.", MAKE_INDEX)
    if corpus is not None and index.manifest.key != index_key(corpus):
        return Finding("index", f"{index.folder.name} is older than the corpus.", MAKE_INDEX)
    return Finding("index", f"{index.folder.name}: {len(index.passages)} passages, whole.")


def _space(folder: Path) -> Finding:
    """Whether `folder`, or the nearest one above it that there is, can be written and has room."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as fault:
        return Finding(
            "disk",
            f"{there} can't be written ({fault.strerror or fault}).",
            "Set ASSISTANT_DATA to a folder you can write.",
        )
    free = shutil.disk_usage(there).free
    says = f"{free / 1024**3:,.1f} GB free in {there}."
    return Finding("disk", says, "Free 0.5 GB, or set ASSISTANT_DATA elsewhere." if free < LEAST_FREE_BYTES else "")


def _versions(lock: Path) -> Finding:
    try:
        pins = [match for line in lock.read_text(encoding="utf-8").splitlines() if (match := PIN.match(line))]
    except OSError:
        return Finding("versions", "No lock lies beside the program, so versions weren't compared.")
    differ = [
        f"{pin['name']} {found or 'missing'} instead of {pin['version']}"
        for pin in pins
        if (found := _installed(pin["name"])) != pin["version"]
    ]
    if differ:
        named = ", ".join(differ[:MOST_NAMED]) + (
            f" and {len(differ) - MOST_NAMED} more" if differ[MOST_NAMED:] else ""
        )
        return Finding("versions", f"{named}.", f"Run: pip install -r {lock}")
    return Finding("versions", f"{len(pins)} packages, all as in {lock.name}.")


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _listening(settings: Settings) -> Finding:
    try:
        settings.listening()
    except BadInput as fault:
        return _told("page", fault)
    whom = "this machine only" if settings.only_here else "everybody who reaches it and has the password, unencrypted"
    return Finding("page", f"Listens on {settings.host}:{settings.port}, for {whom}.")


def _answering(settings: Settings) -> Finding:
    if settings.off:
        return Finding("answers", f"Switched off: {settings.off.rstrip('.')}.", "Unset ASSISTANT_OFF to switch it on.")
    return Finding("answers", "Switched on.")


def _sending(settings: Settings) -> Finding:
    logged = "with questions, masked" if settings.log == "json" and settings.log_questions else "without questions"
    return Finding("sends", f"Nothing, to no host. Logs to stderr as {settings.log}, {logged}.")


def _told(name: str, fault: AssistantError) -> Finding:
    """A fault whose one line says what is wrong and, from its second sentence on, what to do."""
    wrong, _, do = str(fault).partition(". ")
    return Finding(name, f"{wrong.rstrip('.')}.", do or wrong)
