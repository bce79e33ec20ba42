"""Nothing goes to another host while it asks, answers, reads and drafts; and what would is found."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from benchmarks.outside import contacts_table, run_watched, watch_everything


def test_no_byte_goes_to_another_host(settings: Settings) -> None:
    assert settings.index.exists()
    seen = watch_everything()
    assert list(seen) == ["ask", "batch", "read, text", "read, photo", "draft", "page"]
    assert [contact for contacts in seen.values() for contact in contacts] == []
    assert {row[2] for row in contacts_table(seen)[1:]} == {"0"}


IN_PYTHON = "import socket; socket.socket().connect(('192.0.2.1', 9))"
NAME = "import socket; socket.getaddrinfo('www.irs.gov', 443)"
DATAGRAM = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))"
# a connected datagram socket that Python knows nothing of: sends nothing, and stands in the kernel's table
IN_C = """
import ctypes, socket, struct, time
libc = ctypes.CDLL(None)
handle = libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
address = struct.pack("=H2s4s8x", socket.AF_INET, struct.pack("!H", 9), socket.inet_aton("192.0.2.1"))
assert libc.connect(handle, address, len(address)) == 0
time.sleep(0.5)
"""
HERE = "import socket; socket.getaddrinfo('localhost', 80); socket.socket(socket.AF_UNIX).close()"


@pytest.mark.parametrize(
    ("program", "found"),
    [
        (IN_PYTHON, ["socket.connect 192.0.2.1"]),
        (NAME, ["socket.getaddrinfo www.irs.gov"]),
        (DATAGRAM, ["socket.sendto 192.0.2.1"]),
        (IN_C, ["udp 192.0.2.1"]),
        (
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {IN_PYTHON!r}])",
            ["socket.connect 192.0.2.1"],
        ),
        (HERE, []),
    ],
    ids=["connection", "name", "datagram", "in C", "in a child", "only here"],
)
def test_what_goes_elsewhere_is_found(tmp_path: Path, program: str, found: list[str]) -> None:
    assert run_watched(["-c", program], tmp_path) == found
