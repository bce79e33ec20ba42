"""Writing a file so that a full disk or a kill leaves what was there."""

import os
from pathlib import Path

NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
ANYONE, THIS_USER = 0o666, 0o600  # who may open it, before the user's own umask


def write_whole(path: Path, data: bytes, mode: int = ANYONE) -> None:
    """`data` in the file `path`, whole or not at all: it is written beside `path` and then takes its name.

    A file that is there keeps its mode, a link leads where it led, and what is no file, such as /dev/stdout, is written to. OSError
    where that can't be; what `path` held before is still there then, and nothing lies beside it.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    mode = path.stat().st_mode & 0o777 if path.exists() else mode
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, NEW_FILE, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _keep_the_name(path.parent)


def _keep_the_name(folder: Path) -> None:
    """The new name on the disk, too. A system that can't open folders keeps it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
