"""What a person would build instead, beside our own retriever: same documents, questions, model, machine, measure.

Each peer has a script, `NAME_peer.py`, and pinned requirements, `NAME.txt`, for an environment of its own.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from assistant.corpus import load_corpus
from assistant.settings import PROJECT, Settings
from benchmarks.peer_protocol import Answers, Document
from evals.cases import Case
from evals.intervals import of_sorted
from evals.scorers import accepted_sections, top_level
from evals.suites import questions

ROUNDS = 3
TORCH = "torch==2.13.0"  # first and pinned, as in the Makefile: nothing then asks for a CUDA build
OURS = "ours"
NO_NETWORK = {
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "LANGSMITH_TRACING": "false",
}
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to build it: `name` names its files, `package` the one whose version counts."""

    name: str
    title: str
    package: str

    @property
    def requirements(self) -> Path:
        return HERE / f"{self.name}.txt"

    @property
    def version(self) -> str:
        lines = self.requirements.read_text(encoding="utf-8").splitlines()
        return next(line.split("==")[1] for line in lines if line.startswith(f"{self.package}=="))


PEERS = (
    Peer("llama_index", "llama-index", "llama-index-core"),
    Peer("langchain", "LangChain + Chroma", "langchain-core"),
    Peer("haystack", "Haystack, in memory", "haystack-ai"),
    Peer("txtai", "txtai", "txtai"),
)


@dataclass(frozen=True, slots=True)
class PeerResult:
    """What one of them took, and how often a right part of the guidance was first, or among the first three.

    Starts and builds are of a fresh process, to the end of what is measured; both hits are shares of `n_questions`.
    """

    name: str
    title: str
    first_seconds: float
    build_seconds: float
    p50_ms: float
    p95_ms: float
    peak_mb: float
    hit_at_1: float
    hit_at_3: float
    n_questions: int


def measure_peers(only: Sequence[str] | None = None) -> list[PeerResult]:
    """Ours first, then the peers named in `only`, all by default; kept in `results.json` of their folder too.

    Makes the environments that are missing. RuntimeError, with what the script printed, when one fails.
    """
    settings = Settings.from_environment()
    folder = settings.data / "peers"
    cases = questions("in_scope", "followup")  # a follow-up is asked as its last message alone, of everybody
    given = {"documents": [asdict(one) for one in documents(settings)], "questions": [c.messages[-1] for c in cases]}
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in given.items():
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    chosen = [peer for peer in PEERS if only is None or peer.name in only]
    pythons = {peer.name: ready_environment(peer, folder / peer.name / "venv") for peer in chosen}
    results = [_measure(OURS, "Balance Due Assistant", Path(sys.executable), folder, cases)]
    for peer in chosen:
        results.append(_measure(peer.name, f"{peer.title} {peer.version}", pythons[peer.name], folder, cases))
    saved = json.dumps([asdict(result) for result in results], indent=1)
    (folder / "results.json").write_text(saved, encoding="utf-8")
    return results


def documents(settings: Settings) -> list[Document]:
    """The guidance and the notices, one document each."""
    sections = load_corpus(settings.corpus, date.today()).sections.values()
    return [Document(one.id, f"{one.title}\n\n{one.text}") for one in sections if one.step != "facts"]


def ready_environment(peer: Peer, folder: Path) -> Path:
    """The Python of the peer's environment in `folder`, made anew where its requirements have changed."""
    python, marker = folder / "bin" / "python", folder / ".ready"
    wanted = hashlib.sha256(TORCH.encode() + peer.requirements.read_bytes()).hexdigest()
    if marker.exists() and marker.read_text(encoding="utf-8") == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, TORCH], check=True)
    subprocess.run([*install, "-r", str(peer.requirements)], check=True)
    marker.write_text(wanted, encoding="utf-8")
    return python


def hits_within(first: int, ranked: Sequence[Sequence[str]], cases: Sequence[Case]) -> float:
    """The share of `cases` with an accepted part of the guidance among the `first` parts that their ranking names.

    A notice that the case doesn't accept takes no place: our own ranking leaves notices to their codes, and one more
    document to fall for would be the peers' loss alone.
    """
    found = 0
    for sections, case in zip(ranked, cases, strict=True):
        accepted = set(accepted_sections(case))
        parts = [part for part in top_level(sections) if part in accepted or not part.startswith("notice/")]
        found += bool(accepted & set(parts[:first]))
    return found / len(cases)


def _measure(name: str, title: str, python: Path, folder: Path, cases: Sequence[Case]) -> PeerResult:
    index = folder / name / "index"
    shutil.rmtree(index, ignore_errors=True)
    index.mkdir(parents=True)
    started = time.monotonic()
    _run(name, python, "build", folder / "documents.json", index)
    build_seconds = time.monotonic() - started
    rounds = [_ask(name, python, folder, index) for _ in range(ROUNDS)]
    seconds = [taken for one in rounds for taken in one.seconds]
    ranked = rounds[-1].sections
    return PeerResult(
        name,
        title,
        first_seconds=of_sorted([one.first_seconds for one in rounds], 0.5),
        build_seconds=build_seconds,
        p50_ms=of_sorted(seconds, 0.5) * 1000,
        p95_ms=of_sorted(seconds, 0.95) * 1000,
        peak_mb=max(one.peak_mb for one in rounds),
        hit_at_1=hits_within(1, ranked, cases),
        hit_at_3=hits_within(3, ranked, cases),
        n_questions=len(cases),
    )


def _ask(name: str, python: Path, folder: Path, index: Path) -> Answers:
    answers = folder / name / "answers.json"
    _run(name, python, "ask", folder / "questions.json", index, answers, time.monotonic())
    return Answers(**json.loads(answers.read_text(encoding="utf-8")))


def _run(name: str, python: Path, command: str, *arguments: Path | float) -> None:
    script = [str(python), str(HERE / f"{name}_peer.py"), command, *map(str, arguments)]
    environment = {**os.environ, **NO_NETWORK, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} {command}: {done.stderr[-3000:]}")


COLUMNS: tuple[tuple[str, Callable[[PeerResult], float], str], ...] = (
    ("first answer", lambda one: one.first_seconds, "{:.1f} s"),
    ("index built", lambda one: one.build_seconds, "{:.0f} s"),
    ("p50", lambda one: one.p50_ms, "{:.1f} ms"),
    ("p95", lambda one: one.p95_ms, "{:.1f} ms"),
    ("memory", lambda one: one.peak_mb, "{:.0f} MB"),
    ("hit@1", lambda one: one.hit_at_1, "{:.3f}"),
    ("hit@3", lambda one: one.hit_at_3, "{:.3f}"),
)


def peers_table(results: Sequence[PeerResult]) -> list[tuple[str, ...]]:
    """Header and a row each: how many times ours it is, then the value itself; ours is the first of `results`."""
    ours = results[0]
    header = (f"n={ours.n_questions}", *(title for title, _, _ in COLUMNS))
    rows = [(ours.title, *(form.format(value(ours)) for _, value, form in COLUMNS))]
    for one in results[1:]:
        cells = (f"{value(one) / value(ours):.2g} × ({form.format(value(one))})" for _, value, form in COLUMNS)
        rows.append((one.title, *cells))
    return [header, *rows]
