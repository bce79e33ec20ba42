"""SECURITY.md names tests that are there, and says of each threat what shows its control or why there is none."""

import re

import pytest

from assistant.settings import PROJECT

TEXT = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
TABLES = [TEXT.split(f"## {name}")[1].split("\n## ")[0] for name in ("Threats", "Faults")]
ROWS = [row for table in TABLES for row in re.findall(r"(?m)^\| (.*?) \| (.*?) \|(.*)\|$", table)[2:]]
NAMED = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", TEXT)


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)), ids="::".join)
def test_a_test_that_is_named_is_there(file: str, test: str) -> None:
    assert f"def {test}(" in (PROJECT / file).read_text(encoding="utf-8")


def test_each_threat_has_a_test_or_a_reason() -> None:
    assert len(ROWS) >= 20
    for threat, control, shown_by in ROWS:
        assert bool(shown_by.strip()) != control.startswith("not yet, because "), threat
