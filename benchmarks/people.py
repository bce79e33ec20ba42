"""The page, and people at it at once: each a session of its own, asking through the page's queue as a browser does."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from types import MappingProxyType

import httpx

from assistant.settings import PROJECT

EMPTY_CARD = ("", "", "", "", "", "", False)  # the fields of the notice card, in the order the page sends them
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person got: the HTML of the answer, and how long the first words and all of it took."""

    question: str
    html: str
    first_seconds: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who got no answer, and what the page said."""

    question: str
    why: str


def free_port() -> int:
    """A port on this machine that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def page_running(folder: Path, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[tuple[str, int]]:
    """The page, started from `folder` in a process of its own: its address and process number.

    `environment` is set beside this process's own. RuntimeError with what it printed when it doesn't start.
    """
    port, log = free_port(), folder / "page.log"
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, str(PROJECT / "app.py")],
            env={**os.environ, **environment, "ASSISTANT_PORT": str(port)},
            stdout=output,
            stderr=output,
            cwd=folder,
        )
    try:
        _wait_for(address, server, log)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    started = time.perf_counter()
    while True:
        try:
            httpx.get(address, timeout=2)
            return
        except httpx.TransportError as fault:
            if time.perf_counter() - started > PATIENCE_SECONDS or server.poll() is not None:
                raise RuntimeError(f"the page did not start: {log.read_text()}") from fault
            time.sleep(0.1)


def asking_function(address: str) -> int:
    """The number of the page's function that the message box calls."""
    config = httpx.get(f"{address}/config", timeout=PATIENCE_SECONDS).json()
    boxes = {part["id"] for part in config["components"] if part["props"].get("elem_id") == "message"}
    for dependency in config["dependencies"]:
        if any(target[0] in boxes and target[1] == "submit" for target in dependency["targets"]):
            return int(dependency["id"])
    raise LookupError("the page has no message box")


def ask_once(address: str, function: int, question: str, together: Barrier | None = None) -> Reply:
    """Ask `question` in a session of its own and wait for the whole answer. RuntimeError, with what the page said,
    when none comes.

    With `together`, nobody asks before everybody is ready to.
    """
    session = uuid.uuid4().hex[:12]
    asked = {"data": [question, [], None, *EMPTY_CARD], "fn_index": function, "session_hash": session}
    first, html = 0.0, ""
    # plain http on this machine: without `verify`, certificates would be read for every person, on the page's own cores
    with httpx.Client(base_url=f"{address}/gradio_api", timeout=PATIENCE_SECONDS, verify=False) as client:
        if together is not None:
            together.wait(PATIENCE_SECONDS)
        started = time.perf_counter()
        joined = client.post("/queue/join", json=asked)
        if joined.is_error:
            raise RuntimeError(f"{joined.status_code} {joined.text}")
        with client.stream("GET", "/queue/data", params={"session_hash": session}) as events:
            for line in events.iter_lines():
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                if event["msg"] == "process_generating" and not first:
                    first = time.perf_counter() - started
                    html = json.dumps(event["output"])
                if event["msg"] == "process_completed":
                    if not event["success"]:
                        raise RuntimeError(str(event["output"]))
                    html = json.dumps(event["output"]) if event["output"].get("data") else html
                    return Reply(question, html, first, time.perf_counter() - started)
    raise RuntimeError("the page closed before it answered")


def crowd_asks(address: str, questions: Sequence[str]) -> list[Reply | Refusal]:
    """Everybody asks in the same moment; a reply or a refusal for each, in the order of `questions`."""
    function, together = asking_function(address), Barrier(len(questions))

    def ask(question: str) -> Reply | Refusal:
        try:
            return ask_once(address, function, question, together)
        except (RuntimeError, httpx.HTTPError) as fault:
            return Refusal(question, str(fault))

    with ThreadPoolExecutor(len(questions)) as people:
        return list(people.map(ask, questions))


def ask_at_once(address: str, questions: Sequence[str]) -> list[Reply]:
    """Everybody asks in the same moment; the replies in the order of `questions`. RuntimeError where one gets none."""
    outcomes = crowd_asks(address, questions)
    for one in outcomes:
        if isinstance(one, Refusal):
            raise RuntimeError(f"no answer to {one.question!r}: {one.why}")
    return [one for one in outcomes if isinstance(one, Reply)]
