"""Writing a file so that a full disk or a kill leaves what was there."""

import os
from pathlib import Path

ANYONE, THIS_USER = 0o666, 0o600  # who may open it, before the user's own umask


def write_whole(path: Path, data: bytes, mode: int = ANYONE) -> None:
    """`data` in the file `path`, whole or not at all: it is written beside `path` and then takes its name.

    OSError where that can't be; what `path` held before is still there then, and nothing lies beside it.
    """
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        beside.touch(mode)
        beside.write_bytes(data)
        with beside.open("rb") as file:
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
