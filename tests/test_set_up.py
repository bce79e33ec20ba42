"""A fresh machine installs what the lock names, from a public index."""

import re

from assistant.settings import PROJECT


def test_the_lock_pins_a_version_of_every_package_and_no_file_of_one_machine() -> None:
    lines = (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(pins) > 100
    assert [
        line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[\w.!+-]+(\s*;.*)?", line)
    ] == []
