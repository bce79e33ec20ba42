"""The page as it is served: what Gradio opens beside it is closed, and a fault shows nothing of the program."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr
import httpx
import pytest

from assistant.errors import BadInput
from assistant.page import guarding, serving
from assistant.page.faults import SORRY
from assistant.page.layout import TITLE, build_page
from assistant.page.off import build_off_page
from assistant.page.serving import launch
from assistant.reading.apart import Reader
from assistant.retrieval.ranking import Retriever
from assistant.settings import PROJECT, Settings
from benchmarks.people import EMPTY_CARD, ask_once, asking_function, free_port

NUMBER = "987-65-4321"
PASSWORD = "correct horse battery"


@contextmanager
def served(page: gr.Blocks, settings: Settings, uploads: Path, generation: str = "gen-1") -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(uploads))
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        launch(page, settings, uploads, generation)
        yield f"http://127.0.0.1:{settings.port}"
        page.close(verbose=False)


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def address(retriever: Retriever, uploads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real page, in this process."""
    settings = Settings(port=free_port(), data=tmp_path_factory.mktemp("data"))
    with Reader() as reader:
        page = build_page(retriever, settings, reader, Event())
        with served(page, settings, uploads, retriever.index.folder.name) as here:
            yield here


@pytest.fixture(scope="module")
def faulty(uploads: Path) -> Iterator[str]:
    """A page whose one function breaks as it is told to."""

    def respond(how: str) -> Iterator[str]:
        if how == "late":
            yield "first words"
        if how == "told":
            raise BadInput("Choose <b>another</b> letter.")
        if how == "own":
            raise gr.Error("Said by the page itself.", print_exception=False)
        raise RuntimeError(f"/home/dana/letters broke on {NUMBER}")

    page: gr.Blocks
    with gr.Blocks() as page:
        message, conversation = gr.Textbox(elem_id="message"), gr.Textbox(elem_id="conversation")
        upload = gr.File()
        message.submit(respond, message, conversation, api_visibility="private")
        upload.upload(lambda path: str(len(Path(path).read_bytes())), upload, message, api_visibility="private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "CLEARED_EVERY_SECONDS", 1)
        patch.setattr(serving, "KEPT_SECONDS", 1)
        with served(page, Settings(port=free_port()), uploads) as here:
            yield here


def call(address: str, function: int, data: Sequence[Any]) -> str:
    """Everything the page answers to one call, as it comes over the wire."""
    session = uuid.uuid4().hex
    with httpx.Client(base_url=f"{address}/gradio_api", timeout=30) as client:
        event = {"data": list(data), "fn_index": function, "session_hash": session}
        joined = client.post("/queue/join", json=event)
        if joined.is_error:
            return joined.text
        with client.stream("GET", "/queue/data", params={"session_hash": session}) as answers:
            return "\n".join(answers.iter_lines())


def test_a_tab_the_program_no_longer_knows_is_told_so_and_keeps_its_question(address: str) -> None:
    says = {"user": "can they take my paycheck?", "assistant": "By a levy."}
    shown = [{"role": role, "content": [{"type": "text", "text": text}]} for role, text in says.items()]
    said = call(address, asking_function(address), ["and how long do I have?", shown, None, *EMPTY_CARD])
    assert "no longer knows the conversation it shows" in said
    assert "and how long do I have?" in said
    assert "details class=" not in said


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("bug", SORRY.split(".")[0]),
        ("late", SORRY.split(".")[0]),
        ("told", "Choose &lt;b&gt;another&lt;/b&gt; letter."),
        ("own", "Said by the page itself."),
    ],
)
def test_a_fault_is_told_in_a_sentence(faulty: str, how: str, says: str, caplog: pytest.LogCaptureFixture) -> None:
    shown = call(faulty, 0, [how])
    assert says in shown
    for inside in (NUMBER, "dana", "Traceback", "RuntimeError", ".py", str(PROJECT)):
        assert inside not in shown
    if how in ("bug", "late"):
        number = shown.split(": fault ")[1][:6]
        assert f"fault {number}" in caplog.text  # whoever runs it finds what happened by the number


@pytest.mark.parametrize("path", ["/etc/passwd", "http://192.0.2.1/x", str(PROJECT / "pyproject.toml"), "../x"])
def test_a_file_that_was_not_added_is_never_read(faulty: str, path: str) -> None:
    shown = call(faulty, 1, [{"path": path, "meta": {"_type": "gradio.FileData"}}])
    assert json.loads(shown) == {"detail": guarding.NOT_ADDED}


def test_a_file_that_is_gone_shows_no_path(faulty: str, uploads: Path) -> None:
    shown = call(faulty, 1, [{"path": str(uploads / "gone" / "letter.pdf"), "meta": {"_type": "gradio.FileData"}}])
    assert "process_completed" in shown
    assert str(uploads) not in shown


def test_a_function_that_is_not_there_shows_nothing(faulty: str) -> None:
    shown = call(faulty, 99, ["x"])
    assert json.loads(shown) == {"detail": guarding.FAULT}


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        f"/gradio_api/file={PROJECT}/pyproject.toml",
        "/gradio_api/file=http://192.0.2.1/x",
        "/gradio_api/proxy=http://192.0.2.1/x",
        "/gradio_api/openapi.json",
        "/gradio_api/token",
        "/gradio_api/deep_link?session_hash=x",
        "/monitoring/summary",
        "/docs",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/static/../../pyproject.toml",
        "/assets/nothing.js",
    ],
)
def test_nothing_is_served_but_the_page(address: str, path: str) -> None:
    answer = httpx.get(address + path)
    assert answer.status_code == 404
    assert str(PROJECT) not in answer.text
    assert "[project]" not in answer.text


def test_no_function_is_open_by_name(address: str) -> None:
    assert httpx.get(f"{address}/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    for path in ("run/respond", "api/respond", "call/respond", "call/v2/respond"):
        assert httpx.post(f"{address}/gradio_api/{path}", json={"data": []}).status_code == 404


def test_a_question_is_answered_behind_the_guard(address: str) -> None:
    assert "liens-levies" in ask_once(address, asking_function(address), "can they take my wages?").html


def test_a_session_that_asks_too_often_is_told_so(address: str) -> None:
    function = asking_function(address)
    event = {"data": [""], "fn_index": function, "session_hash": "in a hurry"}
    with httpx.Client(base_url=address) as client:
        statuses = [client.post("/gradio_api/queue/join", json=event).status_code for _ in range(60)]
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert "Wait" in client.post("/gradio_api/queue/join", json=event).json()["detail"]


def test_the_page_is_sent_with_its_policy(address: str) -> None:
    page = httpx.get(address)
    nonce = page.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert page.text.count(f'<script nonce="{nonce}"') == page.text.count("<script") >= 4
    for path in ("/config", "/theme.css", "/health", "/nowhere", "/static/img/logo.svg"):
        assert httpx.get(address + path).headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in httpx.get(f"{address}/config", headers={"origin": "null"}).headers


def test_health_names_the_version_and_the_index(address: str, retriever: Retriever) -> None:
    answer = httpx.get(f"{address}/health")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "off": False, "version": "0.1.0", "index": retriever.index.folder.name}


def test_a_file_larger_than_allowed_is_refused(address: str, uploads: Path) -> None:
    before = sorted(uploads.rglob("*"))
    answer = httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.pdf", b"x" * (21 * 1024**2))})
    assert answer.status_code == 413
    assert answer.json()["detail"] == guarding.TOO_LARGE_FILE
    assert sorted(uploads.rglob("*")) == before


def test_an_upload_stays_in_its_folder_whatever_its_name(address: str, uploads: Path) -> None:
    names = ["../../x.pdf", "/etc/x.pdf", "a\\..\\x.pdf", "x" * 300 + ".pdf", "\u202efdp.exe", "%2e%2e%2fx.pdf"]
    for name in names:
        answer = httpx.post(f"{address}/gradio_api/upload", files={"files": (name, b"x")})
        (path,) = answer.json()
        assert Path(path).resolve().is_relative_to(uploads.resolve())
    assert httpx.get(f"{address}/gradio_api/file={path}").status_code == 404  # what was added isn't given out again


def test_an_upload_that_nobody_reads_is_cleared(faulty: str) -> None:
    (path,) = httpx.post(f"{faulty}/gradio_api/upload", files={"files": ("letter.pdf", b"x")}).json()
    assert Path(path).is_file()
    until = time.monotonic() + 8
    while Path(path).exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(path).exists()


@pytest.fixture(scope="module")
def off(uploads: Path) -> Iterator[str]:
    """A page that is switched off, and asks for a password."""
    settings = Settings(port=free_port(), off="<b>The figures</b> are being checked.", password=PASSWORD)
    with served(build_off_page(TITLE, settings), settings, uploads, "") as here:
        yield here


def test_switched_off_the_page_shows_the_reason_and_has_nothing_to_ask_with(off: str) -> None:
    with httpx.Client(base_url=off) as client:
        login = client.post("/login", data={"username": "Dana", "password": PASSWORD})
        cookies = login.headers.get_list("set-cookie")
        config = client.get("/config").json()
        shown = json.dumps(config["components"])
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie for cookie in cookies)
    assert "&lt;b&gt;The figures&lt;/b&gt; are being checked." in shown
    assert config["dependencies"] == []
    assert "textbox" not in {part["type"] for part in config["components"]}
    answer = httpx.get(f"{off}/health")
    assert (answer.status_code, answer.json()["ok"], answer.json()["off"]) == (503, False, True)


def test_without_the_password_nothing_is_shown(off: str) -> None:
    assert httpx.get(f"{off}/config").status_code == 401
    assert "being checked" not in httpx.get(off).text
    assert httpx.post(f"{off}/gradio_api/upload", files={"files": ("a.pdf", b"x")}).status_code == 401
    event = {"data": [], "fn_index": 0, "session_hash": "x"}
    assert httpx.post(f"{off}/gradio_api/queue/join", json=event).status_code == 401


def test_a_wrong_password_is_refused_and_soon_not_even_read(off: str) -> None:
    for typed in ("", "correct horse", PASSWORD.upper(), f"{PASSWORD} x"):
        answer = httpx.post(f"{off}/login", data={"username": "Dana", "password": typed})
        assert answer.status_code in (400, 422)
        assert "set-cookie" not in answer.headers
    statuses = [httpx.post(f"{off}/login", data={"username": "a", "password": "b"}).status_code for _ in range(11)]
    assert statuses[-1] == 429


def test_the_environment_cannot_open_what_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ANALYTICS_ENABLED", "GRADIO_SSR_MODE", "GRADIO_DEBUG"):
        monkeypatch.setenv(name, "True")
    for name, value in {
        "GRADIO_ALLOWED_PATHS": "/",
        "GRADIO_TEMP_DIR": "/",
        "NO_PROXY": "",
        "HF_HUB_OFFLINE": "0",
    }.items():
        monkeypatch.setenv(name, value)
    serving._keep_to_ourselves(tmp_path)
    left = {name: value for name, value in os.environ.items() if name.startswith("GRADIO_")}
    assert left == {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_TEMP_DIR": str(tmp_path)}
    assert (os.environ["NO_PROXY"], os.environ["HF_HUB_OFFLINE"]) == ("*", "1")


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ASSISTANT_HOST": "0.0.0.0"}, "others could reach the page"),
        ({"ASSISTANT_HOST": "0.0.0.0", "ASSISTANT_PASSWORD": "2short"}, "at least 12 characters"),
    ],
)
@pytest.mark.parametrize("words", [["-m", "assistant", "serve"], [str(PROJECT / "app.py")]], ids=["serve", "app.py"])
def test_the_page_is_not_opened_to_others_without_a_password(
    environment: dict[str, str], says: str, words: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **environment, "ASSISTANT_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_port_that_is_taken_is_told_in_one_line(address: str, uploads: Path) -> None:
    taken = int(address.rsplit(":", 1)[1])
    page: gr.Blocks
    with gr.Blocks() as page:
        gr.HTML("another")
    with pytest.raises(BadInput, match="set ASSISTANT_PORT"):
        launch(page, Settings(port=taken), uploads, "gen-1")
