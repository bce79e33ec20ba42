"""What stands before the page: who may ask, for what, how much and how often."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.page import guarding
from assistant.page.guarding import Guard, Rules
from assistant.page.limits import Buckets, Rate

HERE = "http://127.0.0.1:7860"
ASKS = 3  # the number of the function that answers


class Behind:
    """The application behind the guard: answers as told, remembers what reached it."""

    def __init__(self) -> None:
        self.status, self.kind, self.body = 200, "application/json", b"{}"
        self.headers: list[tuple[bytes, bytes]] = []
        self.fault: Exception | None = None
        self.reached: list[str] = []
        self.received = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached.append(scope["path"])
        if scope["method"] == "POST":
            self.received = (await receive())["body"]
        if self.fault:
            raise self.fault
        headers = [(b"content-type", self.kind.encode()), (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers + self.headers})
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:]})


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    (tmp_path / "uploads").mkdir()
    return tmp_path / "uploads"


@pytest.fixture
def guard(behind: Behind, uploads: Path) -> Guard:
    health = {"ok": True, "version": "1", "index": "gen-1"}
    return Guard(behind, Rules(True, False, uploads, frozenset({ASKS}), health))


def shared(guard: Guard) -> Guard:
    """The same, for a page that others reach, with a password."""
    return Guard(guard.application, Rules(False, True, guard.rules.uploads, guard.rules.functions))


def call(guard: Guard, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
    async def called() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=guard), base_url=HERE) as client:
            return await client.request(method, path, headers=headers, **more)

    with ThreadPoolExecutor(1) as apart:  # a loop of its own, whatever runs in this thread
        return apart.submit(asyncio.run, called()).result()


def ask(guard: Guard, session: str = "one", function: int = ASKS, data: object = ("levy?", [])) -> httpx.Response:
    return call(
        guard,
        "POST",
        guarding.JOIN,
        json={"session_hash": session, "fn_index": function, "data": data, "event_data": None},
    )


@pytest.mark.parametrize(
    ("method", "path", "passes"),
    [
        # what the page uses
        ("GET", "/", True),
        ("HEAD", "/", True),
        ("GET", "/config", True),
        ("GET", "/config/", True),
        ("GET", "/assets/index-1.js", True),
        ("GET", "/static/img/logo.svg", True),
        ("GET", "/gradio_api/queue/data?session_hash=one", True),
        ("GET", "/gradio_api/heartbeat/one", True),
        # files, and other hosts through us
        ("GET", "/gradio_api/file=/etc/passwd", False),
        ("GET", "/gradio_api/file/etc/passwd", False),
        ("GET", "/gradio_api/file=http://192.0.2.1/x", False),
        ("HEAD", "/gradio_api/file=http://192.0.2.1/x", False),
        ("GET", "/gradio_api/proxy=http://192.0.2.1/x", False),
        ("GET", "/assets/../../../etc/passwd", False),
        ("GET", "/assets/%2e%2e/%2e%2e/etc/passwd", False),
        # what else Gradio opens
        ("GET", "/monitoring", False),
        ("GET", "/monitoring/summary", False),
        ("GET", "/gradio_api/deep_link?session_hash=one", False),
        ("GET", "/gradio_api/dev/reload", False),
        ("GET", "/gradio_api/openapi.json", False),
        ("GET", "/gradio_api/token", False),
        ("GET", "/docs", False),
        ("GET", "/openapi.json", False),
        ("GET", "/gradio_api/custom_component/x/client/component/index.js", False),
        ("GET", "/gradio_api/stream/a/b/1/playlist.m3u8", False),
        ("POST", "/gradio_api/run/predict", False),
        ("POST", "/gradio_api/api/predict", False),
        ("POST", "/gradio_api/call/ask", False),
        ("POST", "/gradio_api/call/v2/ask", False),
        ("POST", "/gradio_api/component_server", False),
        ("POST", "/gradio_api/process_recording", False),
        ("POST", "/gradio_api/vibe-edit", False),
        ("POST", "/gradio_api/run-history/connect", False),
        # other methods
        ("PUT", "/config", False),
        ("DELETE", "/", False),
        ("POST", "/", False),
        ("GET", "/gradio_api/queue/join", False),
    ],
)
def test_only_what_the_page_uses_is_passed_on(
    guard: Guard, behind: Behind, method: str, path: str, passes: bool
) -> None:
    answer = call(guard, method, path, content=b"" if method == "POST" else None)
    assert bool(behind.reached) == passes
    assert answer.status_code == (200 if passes else 404)
    assert passes or method == "HEAD" or answer.json() == {"detail": guarding.NO_SUCH_PAGE}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": HERE}, 200),
        ({"host": "localhost:7860", "origin": "http://localhost:7860"}, 200),
        ({"host": "[::1]:7860"}, 200),
        # another site's script, a page opened from a file, another program on this machine
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        # a link on another site is followed
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        # a name of another site that was made to lead here
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:7860"}, 421),
        ({"host": ""}, 421),
    ],
)
def test_another_site_gets_nothing(guard: Guard, behind: Behind, headers: dict[str, str], status: int) -> None:
    assert call(guard, "GET", "/config", headers).status_code == status
    assert bool(behind.reached) == (status == 200)


def test_a_page_with_a_password_answers_to_the_names_others_know_it_by(guard: Guard) -> None:
    assert call(shared(guard), "GET", "/", {"host": "clinic.example:7860"}).status_code == 200
    assert (
        call(shared(guard), "GET", "/", {"host": "clinic.example", "origin": "https://evil.example"}).status_code == 403
    )


def test_every_answer_has_the_headers(guard: Guard, behind: Behind) -> None:
    behind.status = 404
    for answer in (call(guard, "GET", "/config"), call(guard, "GET", "/nowhere"), call(guard, "GET", "/health")):
        policy = answer.headers["content-security-policy"]
        assert {name: answer.headers[name] for name in guarding.HEADERS} == guarding.HEADERS
        for part in ("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "object-src 'none'"):
            assert part in policy
        assert "http:" not in policy
        assert "*" not in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
        assert answer.headers["cache-control"] == "no-store"


def test_scripts_of_the_page_run_by_a_nonce_that_is_new_each_time(guard: Guard, behind: Behind) -> None:
    behind.kind, behind.body = (
        "text/html; charset=utf-8",
        "<p>¿</p><script>a</script><scripture><script src=b>".encode(),
    )
    first, second = call(guard, "GET", "/"), call(guard, "GET", "/")
    nonces = []
    for answer in (first, second):
        nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
        assert answer.text == f'<p>¿</p><script nonce="{nonce}">a</script><scripture><script nonce="{nonce}" src=b>'
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


def test_cookies_are_strict(guard: Guard, behind: Behind) -> None:
    behind.headers = [(b"set-cookie", b"a=1; HttpOnly; SameSite=none; Secure"), (b"set-cookie", b"b=2; HttpOnly")]
    cookies = call(guard, "GET", "/config").headers.get_list("set-cookie")
    assert cookies == ["a=1; HttpOnly; Secure; SameSite=Strict", "b=2; HttpOnly; SameSite=Strict"]


@pytest.mark.parametrize(
    ("path", "length", "status", "says"),
    [
        (guarding.UPLOAD, 20 * 1024**2, 200, ""),
        (guarding.UPLOAD, 21 * 1024**2, 413, "larger than 20 MB"),
        (guarding.JOIN, 9 * 1024**2, 413, "more than the page can take"),
        (guarding.LOGIN, 70_000, 413, "more than the page can take"),
        (guarding.UPLOAD, -1, 411, "how long"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(
    guard: Guard, behind: Behind, path: str, length: int, status: int, says: str
) -> None:
    answer = call(guard, "POST", path, {"content-length": str(length)}, content=b"x")
    assert answer.status_code == status
    assert says in answer.text
    assert behind.received == (b"x" if status == 200 else b"")


def test_a_session_that_asks_too_often_is_told_how_long_to_wait(guard: Guard, behind: Behind) -> None:
    now = 0.0
    guard.sessions = Buckets(guarding.QUESTIONS, lambda: now)
    answers = [ask(guard).status_code for _ in range(41)]
    assert answers == [200] * 40 + [429]
    assert ask(guard).json()["detail"] == guarding.TOO_OFTEN.format(seconds=2)
    assert ask(guard, session="another").status_code == 200
    now = 2.0
    assert ask(guard).status_code == 200
    assert len(behind.reached) == 42


def test_what_the_page_asks_by_itself_counts_little(guard: Guard) -> None:
    assert {ask(guard, function=1).status_code for _ in range(400)} == {200}


def test_beyond_this_machine_new_sessions_do_not_get_around_the_limit(guard: Guard) -> None:
    open_to_others = shared(guard)
    open_to_others.addresses = Buckets(guarding.QUESTIONS_OF_ADDRESS, lambda: 0.0)
    answers = [ask(open_to_others, session=str(number)).status_code for number in range(401)]
    assert answers == [200] * 400 + [429]


def test_passwords_cannot_be_tried_without_end(guard: Guard) -> None:
    guard.logins = Buckets(guarding.LOGINS, lambda: 0.0)
    answers = [call(guard, "POST", "/login", content=b"username=a&password=b") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Too many tries" in answers[-1].text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("{uploads}/a/letter.pdf", 200),
        ("/etc/passwd", 400),
        ("{uploads}/../secret", 400),
        ("{uploads}", 200),
        ("http://192.0.2.1/x.png", 400),
        ("https://192.0.2.1/x.png", 400),
        ("//192.0.2.1/x", 400),
        ("letter.pdf", 400),
        ("a\0b", 400),
        (7, 400),
        ({"path": "/etc/passwd"}, 400),
    ],
)
def test_a_file_is_read_only_where_it_was_added_on_the_page(
    guard: Guard, behind: Behind, uploads: Path, path: Any, status: int
) -> None:
    path = path.format(uploads=uploads) if isinstance(path, str) else path
    for data in ([{"path": path}], ["levy?", [{"role": "user", "content": [{"file": {"path": path}}]}]]):
        assert ask(guard, data=data).status_code == status
    assert bool(behind.reached) == (status == 200)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"7",
        b'{"data": []}',
        b'{"session_hash": 1, "fn_index": "x", "data": []}',
        b"[" * 100_000,
    ],
)
def test_an_event_that_is_none_is_refused(guard: Guard, behind: Behind, body: bytes) -> None:
    assert call(guard, "POST", guarding.JOIN, content=body).status_code == 400
    assert behind.reached == []


def test_an_event_reaches_the_page_as_it_was_sent(guard: Guard, behind: Behind) -> None:
    assert ask(guard, data=["¿qué es CP14?", []]).status_code == 200
    assert json.loads(behind.received)["data"] == ["¿qué es CP14?", []]


@pytest.mark.parametrize(
    ("detail", "says"),
    [
        (b"Queue is full. Max size is 200 and size is 200.", guarding.QUEUE_FULL),
        (b"Queue is stopped.", guarding.STOPPING),
    ],
)
def test_a_full_queue_is_said_in_words(guard: Guard, behind: Behind, detail: bytes, says: str) -> None:
    behind.status, behind.body = 503, b'{"detail": "' + detail + b'"}'
    answer = ask(guard)
    assert answer.status_code == 429  # the page shows its own words for 503
    assert answer.json() == {"detail": says}


def test_a_fault_behind_it_shows_neither_path_nor_words(
    guard: Guard, behind: Behind, caplog: pytest.LogCaptureFixture
) -> None:
    behind.fault = RuntimeError("/home/dana/.data broke on 987-65-4321")
    answer = call(guard, "GET", "/config")
    assert answer.status_code == 500
    assert answer.json() == {"detail": guarding.FAULT}
    assert "a request failed" in caplog.text


def test_health_says_what_answers_and_nothing_of_anybody(guard: Guard, behind: Behind) -> None:
    answer = call(guard, "GET", "/health")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "version": "1", "index": "gen-1"}
    assert behind.reached == []


def test_a_bucket_fills_up_again_and_no_further() -> None:
    now = 0.0
    buckets = Buckets(Rate(burst=2, a_minute=6), lambda: now)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 10]
    now = 9.0
    assert buckets.take("a") == 1
    now = 10.0
    assert buckets.take("a") == 0
    now = 10_000.0
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 10]


def test_names_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.page.limits.MOST_REMEMBERED", 100)
    buckets = Buckets(Rate(1, 1))
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets.left) == 100
