"""Questions a person marked as badly answered and let us keep: masked, on this computer, until somebody reviews them."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import BadInput
from assistant.files import THIS_USER, write_whole
from assistant.rules.privacy import mask_numbers

MOST_PENDING = 200
E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
SHORTEST_PRIVATE = 3  # characters of a name or a line of an address that is masked


class Pending(BaseModel):
    """A question that waits to become a case. `turns` are the person's messages, the marked one last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    on: date
    turns: list[str]
    with_letter: bool  # whether a letter had been read before; its words aren't kept


def keep_question(
    turns: Sequence[str], private: Iterable[str], with_letter: bool, folder: Path, today: date
) -> Pending:
    """The question as it was kept in `folder`, a file only this user can read.

    Full numbers, e-mail addresses and the words in `private` (names, address lines) are masked. BadInput when MOST_PENDING wait,
    or it can't be written.
    """
    private = tuple(private)
    if len(list(folder.glob("*.json"))) >= MOST_PENDING:
        raise BadInput(
            f"{MOST_PENDING} questions wait in {folder.name} already; review them first: python -m evals accept"
        )
    masked = [mask_private(turn, private) for turn in turns]
    kept = Pending(id=f"{today:%Y%m%d}-{secrets.token_hex(3)}", on=today, turns=masked, with_letter=with_letter)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(folder / f"{kept.id}.json", f"{kept.model_dump_json(indent=1)}\n".encode(), THIS_USER)
    except OSError as error:
        raise BadInput(
            f"The question couldn't be kept ({error.strerror or error}). Nothing of it was saved."
        ) from error
    return kept


def mask_private(text: str, private: Iterable[str]) -> str:
    """`text` without full numbers, e-mail addresses and the words in `private`, whatever their case.

    >>> mask_private("I'm Dana Ortiz, dana@example.org", ["Dana Ortiz"])
    "I'm [private], [e-mail]"
    """
    text = E_MAIL.sub("[e-mail]", mask_numbers(text).text)
    for words in sorted({one.strip() for one in private}, key=len, reverse=True):
        if len(words) >= SHORTEST_PRIVATE:
            text = re.sub(rf"(?i)(?<!\w){re.escape(words)}(?!\w)", "[private]", text)
    return text


def pending_in(folder: Path) -> list[Pending]:
    """All that wait, oldest first. BadInput for a file that isn't one."""
    return [load_pending(file.stem, folder) for file in sorted(folder.glob("*.json"))]


def load_pending(name: str, folder: Path) -> Pending:
    """The one called `name`. BadInput when there is none, or it can't be read."""
    file = folder / f"{Path(name).name}.json"
    try:
        return Pending.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise BadInput(f"No question {name} waits. Run: python -m evals accept") from error
    except ValidationError as error:
        raise BadInput(f"{file} can't be read as a kept question; delete it.") from error


def delete_pending(name: str, folder: Path) -> None:
    """Delete the one called `name`. BadInput when there is none."""
    load_pending(name, folder)
    (folder / f"{Path(name).name}.json").unlink()
