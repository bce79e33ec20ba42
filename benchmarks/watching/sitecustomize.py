"""Loaded by Python itself where this folder is on PYTHONPATH: notes, and stops, whatever is meant for another host."""

import os
import sys
from pathlib import Path

ASKS_FOR_A_HOST = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}
ADDRESSES = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
NOTES = os.environ.get("WATCHING_NOTES")


def is_here(host: object) -> bool:
    """Whether `host`, as a socket call names it, is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    return name in ("localhost", "::1", "0.0.0.0", "::") or name.startswith(("127.", "::ffff:127."))


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook: a socket call towards another host is noted and refused."""
    if event in ASKS_FOR_A_HOST:
        host = arguments[ASKS_FOR_A_HOST[event]]
    elif event in ADDRESSES:
        address = arguments[ADDRESSES[event]]
        if not isinstance(address, tuple) or not isinstance(address[0], str):
            return  # a unix socket, or the kernel's own
        host = address[0]
    else:
        return
    if is_here(host):
        return
    if NOTES:
        with Path(NOTES).open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {host}\n")
    raise PermissionError(f"{event} {host} while watched")


sys.addaudithook(watch)
