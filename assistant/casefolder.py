"""The folder of saved cases: each file is the last complete state of its case, whatever happens while it is written."""

import errno
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.casefile import ENDING, ID, LARGEST_BYTES, Case, Heading, Lock, as_bytes, heading_of, new_id, new_lock
from assistant.casefile import read_case as read_bytes
from assistant.conversation.state import Conversation
from assistant.errors import BadInput, CaseMoved, CaseNotSaved
from assistant.files import THIS_USER, write_whole

PATIENCE_SECONDS = 10
LOCK = ".lock"
PART = re.compile(rf"\.{ID}{re.escape(ENDING)}\.\d+\.part")  # what a kill in the middle of writing leaves behind

NO_ROOM = (
    "There is no room left on the disk, so the case was not saved. What was saved before still stands. "
    "Free some space, then save again."
)
NO_ACCESS = (
    "The folder {folder} can't be written to, so nothing was changed there. Give yourself the right to write there, or set "
    "ASSISTANT_DATA to a folder of your own."
)
NOT_WRITTEN = (
    "The disk refused to write in {folder} ({why}), so nothing was changed there. Check the disk, then try again."
)
BUSY = "Another program holds the saved cases. Close it, or try again in a moment."
NO_SUCH_CASE = "There is no case {id}. See them all with: assistant cases list"
UNREADABLE = "The case {id} can't be read from {folder} ({why})."


@dataclass(frozen=True, slots=True)
class Saved:
    """A case as it stands on disk, and what is needed to save it again. `mark` tells its file from any other state of it."""

    case: Case
    lock: Lock | None
    mark: str


def save_case(conversation: Conversation, folder: Path, now: datetime, passphrase: str = "") -> Saved:
    """A new case of `conversation` in `folder`, locked if there is a passphrase; only this user can read it.

    CaseNotSaved says what to do when the disk is full or can't be written to.
    """
    lock = new_lock(passphrase) if passphrase else None
    return _stored(Case(new_id(now), now.astimezone(UTC), conversation), lock, folder)


def save_again(saved: Saved, conversation: Conversation, folder: Path, now: datetime) -> Saved:
    """The same case with `conversation` in it.

    CaseMoved when its file was deleted, or changed elsewhere, since: it is neither brought back nor written over.
    """
    case = replace(saved.case, saved_at=now.astimezone(UTC), conversation=conversation)
    data = as_bytes(case, saved.lock)
    with _writing(folder):
        try:
            there = _file(case.id, folder).read_bytes()
        except FileNotFoundError as error:
            raise CaseMoved(deleted=True) from error
        if _mark(there) != saved.mark:
            raise CaseMoved(deleted=False)
        write_whole(_file(case.id, folder), data, THIS_USER)
    return Saved(case, saved.lock, _mark(data))


def save_copy(saved: Saved, conversation: Conversation, folder: Path, now: datetime) -> Saved:
    """A case of its own beside `saved`, with the same passphrase."""
    return _stored(Case(new_id(now), now.astimezone(UTC), conversation), saved.lock, folder)


def load_case(case_id: str, folder: Path, passphrase: str = "") -> Saved:
    """The case as it was saved last. BadInput where there is none, it isn't one, or the passphrase is another."""
    data = export_case(case_id, folder)
    case, lock = read_bytes(data, passphrase)
    return Saved(replace(case, id=case_id), lock, _mark(data))


def list_cases(folder: Path) -> list[Heading]:
    """The cases in `folder`, the one saved last first; a file that can't be read has its `fault`."""
    return sorted(map(_heading, folder.glob(f"*{ENDING}")), key=_when, reverse=True)


def is_saved(case_id: str, folder: Path) -> bool:
    """Whether there is a file of this case still."""
    return _file(case_id, folder).is_file()


def delete_case(case_id: str, folder: Path) -> None:
    """Delete one case. BadInput where there is none."""
    file = _file(case_id, folder)
    if not file.is_file():
        raise BadInput(NO_SUCH_CASE.format(id=case_id))
    with _writing(folder):
        file.unlink(missing_ok=True)


def delete_unchanged(saved: Saved, folder: Path) -> bool:
    """Delete the case, unless it was changed elsewhere since `saved`; whether none is left."""
    file = _file(saved.case.id, folder)
    with _writing(folder):
        if file.is_file() and _mark(file.read_bytes()) != saved.mark:
            return False
        file.unlink(missing_ok=True)
    return True


def export_case(case_id: str, folder: Path) -> bytes:
    """The case's file, locked if the case is: to be kept elsewhere or handed over, and brought in with `import_case`."""
    try:
        return _file(case_id, folder).read_bytes()
    except FileNotFoundError as error:
        raise BadInput(NO_SUCH_CASE.format(id=case_id)) from error
    except OSError as error:
        raise BadInput(UNREADABLE.format(id=case_id, folder=folder, why=error.strerror)) from error


def import_case(data: bytes, folder: Path) -> Heading:
    """A case brought in from a file; under another id where this one is taken by a different case.

    Its passphrase stays. BadInput where the file isn't a case; then nothing is kept of it.
    """
    heading = heading_of(data)
    if not heading.locked:
        case, _ = read_bytes(data)
        data = as_bytes(case)
    with _writing(folder):
        taken = _file(heading.id, folder)
        if taken.exists() and taken.read_bytes() != data:
            heading = replace(heading, id=new_id(heading.saved_at or datetime.now(UTC)))
        write_whole(_file(heading.id, folder), data, THIS_USER)
    return heading


def _stored(case: Case, lock: Lock | None, folder: Path) -> Saved:
    data = as_bytes(case, lock)
    with _writing(folder):
        write_whole(_file(case.id, folder), data, THIS_USER)
    return Saved(case, lock, _mark(data))


def _heading(file: Path) -> Heading:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return Heading(file.stem, fault="too large to be a case")
        return replace(heading_of(file.read_bytes()), id=file.stem)
    except (BadInput, OSError) as fault:
        return Heading(file.stem, fault=str(fault))


def _when(heading: Heading) -> datetime:
    return heading.saved_at or datetime.min.replace(tzinfo=UTC)


def _file(case_id: str, folder: Path) -> Path:
    """Where a case of this id lies; BadInput for an id that is none, and might lead elsewhere."""
    if not re.fullmatch(ID, case_id):
        raise BadInput(NO_SUCH_CASE.format(id=case_id))
    return folder / f"{case_id}{ENDING}"


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def deleting(folder: Path) -> Iterator[None]:
    """Nobody saves in `folder` for the while, and its lock is gone after it. CaseNotSaved where another program holds it."""
    if folder.is_symlink() or not folder.is_dir():
        yield
        return
    with _writing(folder):
        yield
        (folder / LOCK).unlink(missing_ok=True)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """The folder, for one writer at a time; a fault of the disk becomes one line that says what to do."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / LOCK, timeout=PATIENCE_SECONDS, mode=0o600):
            for part in filter(lambda one: PART.fullmatch(one.name), folder.iterdir()):
                part.unlink(missing_ok=True)
            yield
    except Timeout as busy:
        raise CaseNotSaved(BUSY) from busy
    except OSError as fault:
        raise CaseNotSaved(_what_to_do(fault, folder)) from fault


def _what_to_do(fault: OSError, folder: Path) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return NO_ROOM
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NO_ACCESS.format(folder=folder)
    return NOT_WRITTEN.format(folder=folder, why=fault.strerror or type(fault).__name__)
