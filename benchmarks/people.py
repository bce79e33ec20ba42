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

from assistant.settings import PROJECT, Settings

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


def own_data(folder: Path) -> dict[str, str]:
    """A data folder in `folder` that holds nothing of anybody, with the index and the model that are there: as environment."""
    data = folder / "data"
    data.mkdir()
    for one in Settings.from_environment().data.resolve().iterdir():
        if one.name == "index" or one.name.startswith("model"):
            (data / one.name).symlink_to(one)
    return {"ASSISTANT_DATA": str(data)}


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
    return _function_called(address, "message", "submit")


def reading_function(address: str) -> int:
    """The number of the page's function that a file added to the card calls."""
    return _function_called(address, "upload", "upload")


def _function_called(address: str, part: str, event: str) -> int:
    config = httpx.get(f"{address}/config", timeout=PATIENCE_SECONDS).json()
    parts = {one["id"] for one in config["components"] if one["props"].get("elem_id") == part}
    for dependency in config["dependencies"]:
        called = any(target[0] in parts and target[1] == event for target in dependency["targets"])
        if called and dependency["backend_fn"]:
            return int(dependency["id"])
    raise LookupError(f"the page has nothing called {part} with a {event}")


def ask_once(address: str, function: int, question: str, together: Barrier | None = None) -> Reply:
    """Ask `question` in a session of its own and wait for the whole answer. RuntimeError, with what the page said,
    when none comes.

    With `together`, nobody asks before everybody is ready to.
    """
    with _person(address) as client:
        if together is not None:
            together.wait(PATIENCE_SECONDS)
        return _answered(client, function, question, [question, [], None, *EMPTY_CARD], time.perf_counter())


def read_once(address: str, function: int, photo: bytes, name: str = "letter.jpg") -> Reply:
    """Add `photo` to the card in a session of its own and wait for all that is said of it. RuntimeError when nothing is."""
    with _person(address) as client:
        started = time.perf_counter()
        sent = client.post("/upload", files={"files": (name, photo, "image/jpeg")})
        if sent.is_error:
            raise RuntimeError(f"{sent.status_code} {sent.text}")
        file = {"path": sent.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}
        return _answered(client, function, name, [file, [], None], started)


def _person(address: str) -> httpx.Client:
    # plain http on this machine: without `verify`, certificates would be read for every person, on the page's own cores
    return httpx.Client(base_url=f"{address}/gradio_api", timeout=PATIENCE_SECONDS, verify=False)


def _answered(client: httpx.Client, function: int, asked: str, data: list[object], started: float) -> Reply:
    """What the page's queue says to one call, from its first words to its last."""
    session = uuid.uuid4().hex[:12]
    first, html = 0.0, ""
    joined = client.post("/queue/join", json={"data": data, "fn_index": function, "session_hash": session})
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
                return Reply(asked, html, first, time.perf_counter() - started)
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
