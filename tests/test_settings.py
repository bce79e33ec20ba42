"""What can be set, what is refused, and that the README lists all of it."""

import re

import pytest

from assistant.errors import BadInput, SwitchedOff
from assistant.settings import PROJECT, VARIABLES, Settings, is_loopback, unknown_variables

GOOD = "a long password"


def test_the_readme_lists_every_setting_as_it_is() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    table = readme.split("| environment variable |")[1].split("\n\n")[0]
    assert re.findall(r"(?m)^\| `(\w+)` \| (.*) \| (.*) \|$", table) == [tuple(one) for one in VARIABLES]


def test_every_setting_can_be_set() -> None:
    given = {
        "ASSISTANT_CORPUS": "/a",
        "ASSISTANT_DATA": "/b",
        "ASSISTANT_HOST": "0.0.0.0",
        "ASSISTANT_PORT": "80",
        "ASSISTANT_PASSWORD": GOOD,
        "ASSISTANT_OFF": "moving house",
        "ASSISTANT_LOG": "json",
        "ASSISTANT_LOG_QUESTIONS": "yes",
    }
    assert given.keys() == {variable.name for variable in VARIABLES}
    plain, changed = Settings(), Settings.from_environment(given)
    same = [name for name in Settings.__dataclass_fields__ if getattr(plain, name) == getattr(changed, name)]
    assert same == []
    assert Settings.from_environment(dict.fromkeys(given, " ")) == plain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PORT", "http"),
        ("ASSISTANT_PORT", "0"),
        ("ASSISTANT_PORT", "65536"),
        ("ASSISTANT_PORT", "-1"),
        ("ASSISTANT_LOG", "xml"),
        ("ASSISTANT_LOG_QUESTIONS", "true"),
    ],
)
def test_a_value_that_cannot_be_one_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{name} is '{value}'"):
        Settings.from_environment({name: value})


@pytest.mark.parametrize(
    ("host", "password", "refused"),
    [
        ("127.0.0.1", "", False),
        ("127.0.0.2", "", False),
        ("localhost", "", False),
        ("::1", "", False),
        ("127.0.0.1", GOOD, False),
        ("0.0.0.0", GOOD, False),
        ("0.0.0.0", "", True),
        ("::", "", True),
        ("192.168.1.5", "", True),
        ("clinic.local", "", True),
        ("localhost.evil.example", "", True),
        ("0.0.0.0", "2short4you", True),
        ("127.0.0.1", "2short4you", True),
    ],
)
def test_the_page_is_open_to_others_only_with_a_password(host: str, password: str, refused: bool) -> None:
    settings = Settings(host=host, password=password)
    if not refused:
        assert settings.listening() is settings
        return
    with pytest.raises(BadInput, match="at least 12 characters") as fault:
        settings.listening()
    assert "\n" not in str(fault.value)
    assert not password or password not in str(fault.value)


def test_a_password_is_not_shown() -> None:
    assert GOOD not in repr(Settings(password=GOOD))


def test_switched_off_it_says_why() -> None:
    assert Settings().answering() == Settings()
    with pytest.raises(SwitchedOff, match="switched off: the figures are being checked"):
        Settings(off="the figures are being checked").answering()


def test_a_misspelt_setting_is_found() -> None:
    assert unknown_variables({"ASSISTANT_PROT": "1", "ASSISTANT_PORT": "1", "PATH": "x"}) == ["ASSISTANT_PROT"]


def test_only_this_machine_is_loopback() -> None:
    assert [is_loopback(host) for host in ("127.1.2.3", "[::1]", "LOCALHOST", "", "example.org", "10.0.0.1")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
