"""Reading a letter's file in a process of its own: a file that hangs or breaks its reader ends in one sentence.

The process takes a file's length and bytes on stdin, and writes lines of JSON: how far it is, then the letter, full numbers
masked, or why it can't be read. It stays for the next file, and goes when its stdin closes.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Any

from pydantic import TypeAdapter

from assistant.errors import LetterUnreadable
from assistant.logs import start_logging
from assistant.reading.text import LARGEST_FILE_BYTES, TOO_LARGE, Progress, read_file
from assistant.records import Letter
from assistant.settings import PROJECT, Settings

COMMAND = (sys.executable, "-m", "assistant.reading.apart")
LONGEST_PAGE_SECONDS = 60.0  # a page of a photo takes about 3
LONGEST_FILE_SECONDS = 300.0  # thirty pages of photos take about 90
LONGEST_WAIT_SECONDS = 120.0  # for the letters of others
LOOKS_EVERY_SECONDS = 5.0
MOST_MEMORY_BYTES = 4 * 1024**3  # addresses, not bytes in use: the largest page that is let in needs 2
LENGTH_BYTES = 8

TOO_LONG = (
    "This file takes too long to read, so reading it was stopped. Take a photo of the letter, or paste its words."
)
BREAKS_OFF = "This file breaks off the reading of it. Take a photo of the letter, or paste its words."
MANY_LETTERS = "Many letters are being read right now. Add yours again in a minute, or paste its words."
CLOSING = "The page is being closed, so the letter wasn't read. Open the page again and add it once more."

log = logging.getLogger(__name__)
_letter = TypeAdapter(Letter)


class Reader:
    """Reads files one at a time, in a process that is made when it is first needed and again when a file has broken it."""

    def __init__(self, command: Sequence[str] = COMMAND, page_seconds: float = LONGEST_PAGE_SECONDS):
        self.command, self.page_seconds = command, page_seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process now, so that the first file doesn't wait for it."""
        with self._turn:
            self._ready()

    def close(self) -> None:
        """End the process; a file that is being read ends in a sentence."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
        with self._turn:
            if self._process is not None:
                self._end(self._process)

    def read(self, data: bytes, progress: Progress = lambda *_: None) -> Letter:
        """What `read_file` gives for `data`. LetterUnreadable also where a page takes too long or the reading breaks off."""
        if len(data) > LARGEST_FILE_BYTES:
            raise LetterUnreadable(TOO_LARGE)
        if not self._turn.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise LetterUnreadable(MANY_LETTERS)
        try:
            return self._read(data, progress)
        finally:
            self._turn.release()

    def _read(self, data: bytes, progress: Progress) -> Letter:
        process = self._ready()
        watch = _Watch(process, self.page_seconds)
        told: dict[str, Any] | None = None
        try:
            for told in _told_of(data, process):
                watch.restart()
                if "done" in told:
                    progress(told["done"], told["of"])
        finally:
            watch.stop()
            if told is None or "done" in told:  # broken off, here or there
                self._end(process)
        if told is not None and "letter" in told:
            return _letter.validate_python(told["letter"])
        if told is not None and "unreadable" in told:
            raise LetterUnreadable(told["unreadable"])
        raise LetterUnreadable(CLOSING if self._closed else TOO_LONG if watch.ran_out else BREAKS_OFF)

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise LetterUnreadable(CLOSING)
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, bufsize=-1
            )
        return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        with suppress(OSError):
            process.communicate()
        self._process = None


class _Watch:
    """Kills `process` when `seconds` have gone by since the last restart, or LONGEST_FILE_SECONDS since the first."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float):
        self.process, self.seconds = process, seconds
        self.ran_out = False
        self._ends = time.monotonic() + LONGEST_FILE_SECONDS
        self._timer = self._started()

    def restart(self) -> None:
        self._timer.cancel()
        self._timer = self._started()

    def stop(self) -> None:
        self._timer.cancel()

    def _started(self) -> threading.Timer:
        timer = threading.Timer(max(0.0, min(self.seconds, self._ends - time.monotonic())), self._run_out)
        timer.daemon = True
        timer.start()
        return timer

    def _run_out(self) -> None:
        self.ran_out = True
        self.process.kill()


def _told_of(data: bytes, process: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    """What the process says of `data`, to its last word or its end."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(len(data).to_bytes(LENGTH_BYTES, "big"))
        process.stdin.write(data)
        process.stdin.flush()
    for line in process.stdout:
        try:
            told: dict[str, Any] = json.loads(line)
        except ValueError:  # ended while it was writing
            return
        yield told
        if "done" not in told:
            return


def serve_files(files: IO[bytes], answers: IO[str]) -> None:
    """Read every file that comes until there are no more."""

    def tell(**told: object) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    while length := files.read(LENGTH_BYTES):
        data = files.read(int.from_bytes(length, "big"))
        try:
            letter = read_file(data, lambda done, of: tell(done=done, of=of))
        except LetterUnreadable as error:
            tell(unreadable=str(error))
        except MemoryError:
            raise
        except Exception as fault:
            log.error("a file broke its reader", exc_info=fault)
            tell(unreadable=BREAKS_OFF)
        else:
            tell(letter=_letter.dump_python(letter, mode="json"))
        del data


def _limit_itself() -> None:
    """No more memory than a letter needs, and nothing of a letter on disk should the process break."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # macOS refuses the first, and a lower limit may stand already
            _, hard = resource.getrlimit(what)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))


def _end_with(parent: int) -> None:
    """Don't outlive the process that asks: it may have been killed while a file keeps this one busy."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKS_EVERY_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the page, which then closes this
    _limit_itself()
    _end_with(os.getppid())
    start_logging(Settings.from_environment())
    own_stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints isn't an answer
    import pypdfium2  # noqa: F401  (slow to import, so before the first file comes)

    serve_files(sys.stdin.buffer, own_stdout)
