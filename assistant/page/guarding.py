"""What stands before every request to the page: who may ask, for what, how much and how often.

`Guard` is ASGI middleware inside Gradio's own application. It
- answers /health itself, and nothing that isn't among the paths the page uses: no file, proxy, deep link or monitoring;
- refuses requests that another site sent from the person's browser, and names of this machine that aren't its own;
- refuses what is too large, too often, or names a file that wasn't added on the page;
- says in a sentence what a status number means;
- puts the headers on every answer that keep a browser from loading, running or sending anything elsewhere.
"""

import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.logs import log_event
from assistant.page.limits import Buckets, Rate
from assistant.reading.text import LARGEST_FILE_BYTES
from assistant.reading.text import TOO_LARGE as TOO_LARGE_FILE
from assistant.settings import is_loopback

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

API = "/gradio_api"
JOIN, UPLOAD, LOGIN, HEALTH = f"{API}/queue/join", f"{API}/upload", "/login", "/health"
READ = frozenset(
    {
        *("/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/logout", HEALTH),
        *(f"{API}/{name}" for name in ("queue/data", "upload_progress", "startup-events", "app_id", "info", "user")),
        *(f"{API}/{name}" for name in ("login_check", "theme.css")),
    }
)
READ_UNDER = ("/assets/", "/static/", f"{API}/heartbeat/")
WRITE = frozenset({JOIN, UPLOAD, LOGIN, f"{API}/cancel", f"{API}/reset"})

LARGEST_BODY = {
    UPLOAD: LARGEST_FILE_BYTES + 64 * 1024,
    JOIN: 8 * 1024**2,
}  # the conversation so far comes with each question
LARGEST_OTHER_BODY = 64 * 1024

QUESTIONS = Rate(burst=40, a_minute=40)  # of one session; nobody types that many
QUESTIONS_OF_ADDRESS = Rate(burst=400, a_minute=400)  # of one address beyond this machine: a clinic shares one
LOGINS = Rate(burst=10, a_minute=5)
LONGEST_SESSION = 64  # characters of its name
COST_OF_A_LOOK = 0.05  # of a question: what the page calls when a field changes

TOO_OFTEN = (
    "You have asked a lot in a short time. Wait {seconds} seconds, then ask again; what you typed is still here."
)
TOO_MANY_LOGINS = "Too many tries. Wait {seconds} seconds, then try the password again."
QUEUE_FULL = "Many people are asking right now. Wait a minute, then ask again; what you typed is still here."
STOPPING = "The page is being stopped. Open it again in a minute."
TOO_LARGE = "That is more than the page can take at once. Start over, or send less of it."
NOT_ADDED = "That file wasn't added on this page. Choose it again."
NO_SUCH_PAGE = "There is nothing here."
ELSEWHERE = "This page answers only what is asked on it."
NO_LENGTH = "The request doesn't say how long it is."
FAULT = "There is a fault in the program. Try it again."

# scripts only from here, or with this answer's nonce; Gradio builds functions from the page's own event scripts, so
# eval stays allowed; its components carry styles on their elements
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; "
    "manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}
OPENS_SCRIPT = re.compile(rb"<script(?=[\s>])")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the guard goes by. `functions` are the numbers of the page's functions that answer something."""

    only_here: bool  # nobody but this machine reaches the page
    has_password: bool
    uploads: Path
    functions: frozenset[int] = frozenset()
    health: Mapping[str, object] = field(default_factory=dict)
    healthy: bool = True


class Refused(Exception):
    """A request that isn't passed on: its status, and the sentence a person reads."""

    def __init__(self, status: int, says: str):
        self.status, self.says = status, says
        super().__init__(says)


class Guard:
    """The middleware: `application` behind `rules`."""

    def __init__(self, application: Application, rules: Rules):
        self.application, self.rules = application, rules
        self.sessions, self.addresses, self.logins = Buckets(QUESTIONS), Buckets(QUESTIONS_OF_ADDRESS), Buckets(LOGINS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, refuse, or pass on one request."""
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        if scope["type"] != "http":  # the page uses no websocket
            return
        answer = Answered(send, scope["path"].rstrip("/") == JOIN)
        try:
            await self._answer(scope, receive, answer)
        except Refused as refusal:
            log_event("refused", status=refusal.status)
            await answer.refuse(refusal)
        except Exception as fault:
            if answer.started:
                raise
            log.error("a request failed", exc_info=fault)
            await answer.refuse(Refused(500, FAULT))

    async def _answer(self, scope: Message, receive: Receive, answer: "Answered") -> None:
        path = scope["path"].rstrip("/") or "/"
        headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._check_where_from(headers)
        if scope["method"] in ("GET", "HEAD"):
            under = scope["path"].startswith(READ_UNDER) and ".." not in scope["path"]
            if path not in READ and not under:
                raise Refused(404, NO_SUCH_PAGE)
            if path == HEALTH:
                await answer.json(200 if self.rules.healthy else 503, dict(self.rules.health))
                return
        elif scope["method"] != "POST" or path not in WRITE:
            raise Refused(404, NO_SUCH_PAGE)
        else:
            self._check_size(path, headers)
            address = str((scope.get("client") or ("",))[0])
            if path == LOGIN and (seconds := self.logins.take(address)):
                raise Refused(429, TOO_MANY_LOGINS.format(seconds=seconds))
            if path == JOIN:
                body = await _body(receive)
                self._check_event(body, address)
                receive = _again(body, receive)
        await self.application(scope, receive, answer)

    def _check_where_from(self, headers: Mapping[str, str]) -> None:
        """Refused where another site sent the request, or where a name leads here that isn't this machine's own."""
        host = headers.get("host", "")
        if (
            self.rules.only_here
            and not self.rules.has_password
            and not is_loopback(urlsplit(f"//{host}").hostname or "")
        ):
            raise Refused(421, ELSEWHERE)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            raise Refused(403, ELSEWHERE)
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            raise Refused(403, ELSEWHERE)

    def _check_size(self, path: str, headers: Mapping[str, str]) -> None:
        length = headers.get("content-length", "")
        if not length.isdecimal():
            raise Refused(411, NO_LENGTH)
        if int(length) > LARGEST_BODY.get(path, LARGEST_OTHER_BODY):
            raise Refused(413, TOO_LARGE_FILE if path == UPLOAD else TOO_LARGE)

    def _check_event(self, body: bytes, address: str) -> None:
        """Refused where a session asks too often, or names a file that wasn't added on the page."""
        try:
            event = json.loads(body)
            session, function, data = str(event["session_hash"]), int(event["fn_index"]), event["data"]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise Refused(400, ELSEWHERE) from None
        if len(session) > LONGEST_SESSION:
            raise Refused(400, ELSEWHERE)
        cost = 1.0 if function in self.rules.functions else COST_OF_A_LOOK
        seconds = 0 if self.rules.only_here else self.addresses.take(address, cost)
        seconds = seconds or self.sessions.take(session, cost)
        if seconds:
            raise Refused(429, TOO_OFTEN.format(seconds=seconds))
        for path in _paths_in(data):
            if not self._was_added(path):
                raise Refused(400, NOT_ADDED)

    def _was_added(self, path: object) -> bool:
        if not isinstance(path, str) or "\0" in path:
            return False
        try:
            return Path(path).resolve().is_relative_to(self.rules.uploads.resolve())
        except (OSError, ValueError):
            return False


class Answered:
    """The way back to the browser: the headers every answer has, a nonce in a page, a sentence for a full queue."""

    def __init__(self, send: Send, may_be_full: bool):
        self.send, self.may_be_full = send, may_be_full
        self.nonce = secrets.token_urlsafe(16)
        self.started = False
        self.held: Message | None = None  # the start of an answer whose whole body is needed first
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Pass on one message of the application's answer."""
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            if kind.startswith(b"text/html") or (self.may_be_full and message["status"] == 503):
                self.held = message
                return
            await self._start(message["status"], message["headers"])
            return
        if self.held is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        held, self.held = self.held, None
        if held["status"] == 503 and self.may_be_full:
            await self.refuse(Refused(429, QUEUE_FULL if b"full" in self.body else STOPPING))
            return
        page = OPENS_SCRIPT.sub(b'<script nonce="%s"' % self.nonce.encode(), self.body)
        headers = [(name, value) for name, value in held["headers"] if name.lower() not in (b"content-length", b"etag")]
        await self._start(held["status"], [*headers, (b"content-length", str(len(page)).encode())])
        await self.send({"type": "http.response.body", "body": page})

    async def refuse(self, refusal: Refused) -> None:
        """Answer with a sentence instead."""
        await self.json(refusal.status, {"detail": refusal.says})

    async def json(self, status: int, body: object) -> None:
        """Answer with `body` as JSON."""
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
        await self._start(status, headers)
        await self.send({"type": "http.response.body", "body": data})

    async def _start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.started = True
        kept = [(name, _strict(value) if name.lower() == b"set-cookie" else value) for name, value in headers]
        names = {name.lower() for name, _ in kept}
        added = {**HEADERS, "content-security-policy": POLICY.format(nonce=self.nonce)}
        if b"cache-control" not in names:
            added["cache-control"] = "no-store"
        kept += [(name.encode(), value.encode()) for name, value in added.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": kept})


def _strict(cookie: bytes) -> bytes:
    """A cookie that other sites can't send along."""
    parts = [part.strip() for part in cookie.split(b";")]
    return b"; ".join([*(part for part in parts if not part.lower().startswith(b"samesite")), b"SameSite=Strict"])


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive`, with the body that was read already standing before it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


def _paths_in(data: object) -> Iterator[object]:
    """What `data`, decoded JSON, names as the path of a file, however deep."""
    rest = [data]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            if one.get("path") is not None:
                yield one["path"]
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)
