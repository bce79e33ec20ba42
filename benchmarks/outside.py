"""What goes to other hosts while it answers: nothing, or this says what.

Two watchers at once. An audit hook inside every Python process (`watching/sitecustomize.py`) notes and refuses each
socket call that names another host. From outside, the kernel's own tables (/proc/PID/net) are read again and again for a
socket of one of those processes with another host at its other end, whoever opened it: Python, Rust or C.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import httpx
from PIL import Image, ImageDraw, ImageFont

from assistant.settings import PROJECT
from benchmarks.people import ask_once, asking_function, own_data, page_running
from benchmarks.tables import Row

LOOK_EVERY_SECONDS = 0.02
LONGEST_SECONDS = 120
TABLES = ("tcp", "tcp6", "udp", "udp6")
SOCKET = re.compile(r"socket:\[(\d+)\]")
ELSEWHERE = "http://192.0.2.1/letter.png"  # an address that belongs to nobody

QUESTION = "Got a CP14 for 2024, it says $3,214.77. Can they take my paycheck?"
LETTER = """Department of the Treasury
Internal Revenue Service
Notice CP14
Notice date  September 8, 2026
Tax year  2024
To contact us  800-829-0922
Tax you owed   $3,200.00
Interest   $14.77
Amount due by September 29, 2026   $3,214.77
"""
DETAILS = """notice_code: CP14
notice_date: September 8, 2026
tax_year: 2024
amount: 3,214.77
name: Dana Ortiz
reason: I paid it on April 9 by check 88.
"""


class Watch:
    """What processes started with `environment` do towards other hosts; `seen` has a line for each."""

    def __init__(self, folder: Path):
        self.notes = Path(tempfile.mkdtemp(dir=folder)) / "contacts.txt"
        self.environment = {"PYTHONPATH": _path(), "WATCHING_NOTES": str(self.notes)}
        self.sockets: set[str] = set()
        self.pids: set[int] = set()
        self.done = threading.Event()
        self.looks = 0

    @property
    def seen(self) -> list[str]:
        """Each contact: the socket call, or the table and the address at the other end."""
        noted = self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []
        return [*noted, *sorted(self.sockets)]

    def look(self) -> None:
        """Read the kernel's tables until `done`."""
        while not self.done.wait(LOOK_EVERY_SECONDS):
            self.looks += 1
            for pid in list(self.pids):
                for one in (pid, *_children(pid)):
                    self.sockets.update(contacts_of(one))


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """A watch whose notes are kept in `folder`."""
    watch = Watch(folder)
    looking = threading.Thread(target=watch.look, daemon=True)
    looking.start()
    try:
        yield watch
    finally:
        watch.done.set()
        looking.join()


def contacts_of(pid: int) -> set[str]:
    """Sockets of process `pid` that have another host at their other end."""
    try:
        outside = {
            fields[9]: f"{table} {there}"
            for table in TABLES
            for fields in map(str.split, Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:])
            if not (there := _address(fields[2].split(":")[0])).is_loopback and not there.is_unspecified
        }
        handles = list(Path(f"/proc/{pid}/fd").iterdir()) if outside else []
    except OSError:
        return set()  # the process has ended
    own = set()
    for handle in handles:
        with suppress(OSError):  # closed in the meantime
            own.update(SOCKET.findall(str(handle.readlink())))
    return {outside[inode] for inode in own & outside.keys()}


@cache
def _address(written: str) -> IPv4Address | IPv6Address:
    """An address as the kernel's tables write it.

    >>> _address("0100007F"), _address("00000000000000000000000001000000")
    (IPv4Address('127.0.0.1'), IPv6Address('::1'))
    """
    raw = bytes.fromhex(written)
    there = ip_address(b"".join(raw[first : first + 4][::-1] for first in range(0, len(raw), 4)))
    return there.ipv4_mapped or there if isinstance(there, IPv6Address) else there


def _children(pid: int) -> Iterator[int]:
    """The processes that `pid` started, from whichever thread, and theirs."""
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            started = thread.read_text().split()
        except OSError:
            continue  # the thread has ended
        for child in map(int, started):
            yield child
            yield from _children(child)


def _path() -> str:
    watched = [str(Path(__file__).with_name("watching")), str(PROJECT)]
    return os.pathsep.join([*watched, *filter(None, [os.environ.get("PYTHONPATH")])])


def run_watched(words: Sequence[str], folder: Path) -> list[str]:
    """Run a Python process with `words` in `folder`; its contacts with other hosts. RuntimeError when it fails."""
    with watching(folder) as watch:
        process = subprocess.Popen(
            [sys.executable, *words],
            env={**os.environ, **watch.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
        )
        watch.pids.add(process.pid)
        printed, _ = process.communicate(timeout=LONGEST_SECONDS)
    if process.returncode and not watch.seen:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: {printed}")
    return watch.seen


def watch_page(folder: Path) -> list[str]:
    """Open the page, ask, call each of its functions with a file that lies elsewhere and without; its contacts with other hosts."""
    with watching(folder) as watch, page_running(folder, watch.environment | own_data(folder)) as (address, pid):
        watch.pids.add(pid)
        function = asking_function(address)
        ask_once(address, function, QUESTION)
        with httpx.Client(base_url=address, timeout=30, verify=False) as browser:
            for path in ("/", "/theme.css", f"/gradio_api/file={ELSEWHERE}", f"/gradio_api/proxy={ELSEWHERE}"):
                browser.get(path)
            file = {"path": ELSEWHERE, "meta": {"_type": "gradio.FileData"}}
            for number in range(function + 30):
                for first in (file, ""):
                    event = {"data": [first, [], None], "fn_index": number, "session_hash": f"elsewhere {number}"}
                    browser.post("/gradio_api/queue/join", json=event)
    return watch.seen


def watch_everything() -> dict[str, list[str]]:
    """What each way in had to do with other hosts: a line for each contact."""
    seen = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "letter.txt").write_text(LETTER)
        (folder / "details.yaml").write_text(DETAILS)
        (folder / "in.jsonl").write_text(json.dumps({"id": 1, "question": QUESTION, "notice_text": LETTER}) + "\n")
        draw_photo(folder / "letter.png")
        for name, words in {
            "ask": ["ask", QUESTION],
            "batch": ["batch", "in.jsonl", "out.jsonl"],
            "read, text": ["read", "letter.txt"],
            "read, photo": ["read", "letter.png"],
            "draft": ["draft", "dispute_letter", "--details", "details.yaml", "-o", "letter.zip"],
        }.items():
            seen[name] = run_watched(["-m", "assistant", *words], folder)
        seen["page"] = watch_page(folder)
    return seen


def contacts_table(seen: Mapping[str, Sequence[str]]) -> list[Row]:
    """The table: for each way in how many contacts, and which."""
    return [
        ("what ran", "contacts with other hosts", "bytes sent there"),
        *((name, ", ".join(contacts) or "0", "some" if contacts else "0") for name, contacts in seen.items()),
    ]


def draw_photo(path: Path) -> None:
    """A picture of `LETTER`."""
    page = Image.new("RGB", (1000, 520), "white")
    font = ImageFont.load_default(size=30)
    for number, line in enumerate(LETTER.splitlines()):
        ImageDraw.Draw(page).text((40, 30 + 50 * number), line, fill="black", font=font)
    page.save(path)
